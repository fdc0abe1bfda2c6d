//! A service that is killed under load, again and again, on one installation that grows: what was acknowledged is there, the
//! record is as it was sealed, and each file that evidence names is in the vault.
//!
//! `ROUNDS` says how often; `scripts/long kills` does it 200 times on each database.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::files::kept_as;
use crate::restoring::{House, Kind, said, wait};
use crate::serving::{Device, Process};

/// How many people save at once; one more keeps files.
const PEOPLE: usize = 3;

/// What was acknowledged.
#[derive(Default)]
struct Acknowledged {
    people: Mutex<BTreeSet<String>>,
    evidence: Mutex<BTreeSet<String>>,
}

impl Acknowledged {
    fn count(&self) -> usize {
        self.people.lock().unwrap().len() + self.evidence.lock().unwrap().len()
    }
}

/// Saves until it is told to stop, or nobody answers any more.
fn save(process: &Process, device: &Device, thread: usize, round: usize, stop: &AtomicBool, told: &Acknowledged) {
    let mut device = device.clone();
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("見本 {round}-{thread}-{number}");
        let form = [("name", name.as_str()), ("role", "staff")];
        match process.ask(&mut device, "POST", "/members/invite", &form) {
            Some(answer) if answer.status == 200 => _ = told.people.lock().unwrap().insert(name),
            // Somebody else was faster twice: nothing was kept, and that is said.
            Some(answer) if answer.status == 409 => {}
            Some(answer) => panic!("{}: {}", answer.status, answer.body),
            None => return,
        }
    }
}

fn keep(process: &Process, device: &Device, folder: &Path, stop: &AtomicBool, told: &Acknowledged) {
    while !stop.load(Ordering::Relaxed) {
        let once = uuid::Uuid::new_v4().to_string();
        match kept_as(process, device, folder, &once) {
            Some(Some(evidence)) => {
                _ = told.evidence.lock().unwrap().insert(evidence.rsplit('/').next().unwrap().to_owned());
            }
            Some(None) => {}
            None => return,
        }
    }
}

#[expect(clippy::print_stdout, reason = "the figures are told where somebody asks for 200 rounds")]
fn killed_under_load(kind: Kind) {
    let rounds: usize = std::env::var("ROUNDS").map_or(3, |rounds| rounds.parse().unwrap());
    let (house, told) = (House::new(kind), Acknowledged::default());
    let mut process = Process::start(house.place());
    let device = process.manager();
    let folder = tempfile::tempdir().unwrap();
    for round in 1..=rounds {
        let (before, stop) = (told.count(), AtomicBool::new(false));
        std::thread::scope(|scope| {
            let (process, device, stop, told) = (&process, &device, &stop, &told);
            for thread in 0..PEOPLE {
                scope.spawn(move || save(process, device, thread, round, stop, told));
            }
            scope.spawn(|| keep(process, device, folder.path(), stop, told));
            wait("some are acknowledged", || told.count() >= before + 10);
            // Each time at another moment.
            std::thread::sleep(Duration::from_millis((round as u64 * 37) % 400));
            let done = std::process::Command::new("kill").args(["-KILL", &process.id().to_string()]).status();
            stop.store(true, Ordering::Relaxed);
            assert!(done.unwrap().success());
        });
        process.kill();
        let there = |sql: &str| -> BTreeSet<String> { house.ask(sql).lines().map(str::to_owned).collect() };
        let people = there("SELECT name FROM person");
        let acknowledged = told.people.lock().unwrap();
        let lost: Vec<_> = acknowledged.difference(&people).collect();
        assert!(lost.is_empty(), "round {round}: of {} these are lost: {lost:?}", acknowledged.len());
        let evidence = there(match kind {
            Kind::Sqlite => "SELECT lower(hex(stream)) FROM evidence",
            Kind::Postgres => "SELECT replace(stream::text, '-', '') FROM evidence",
        });
        let acknowledged = told.evidence.lock().unwrap();
        let lost: Vec<_> = acknowledged.iter().filter(|id| !evidence.contains(&id.replace('-', ""))).collect();
        assert!(lost.is_empty(), "round {round}: of {} these are lost: {lost:?}", acknowledged.len());
        for command in [&["db", "check"][..], &["log", "verify"]] {
            let done = house.run(command);
            assert!(done.status.success(), "round {round}: {}", said(&done));
        }
        process = Process::start(house.place());
    }
    house.sealed();
    println!("{kind:?}: {rounds} kills, {} acknowledged, none lost", told.count());
}

#[test]
fn killed_under_load_nothing_that_was_acknowledged_is_lost_in_sqlite() {
    killed_under_load(Kind::Sqlite);
}

#[test]
fn killed_under_load_nothing_that_was_acknowledged_is_lost_in_postgresql() {
    killed_under_load(Kind::Postgres);
}
