//! Several `mamori serve` on one PostgreSQL: what one does is there for all with the next request, and of those who
//! race exactly one wins.

use std::collections::BTreeSet;
use std::process::Stdio;

use crate::serving::{Device, Place, Postgres, Process, mamori, spawn};

/// So many processes on one PostgreSQL that is empty.
fn processes(count: usize) -> (Vec<Process>, Postgres, tempfile::TempDir) {
    let (database, data) = (Postgres::new(), tempfile::tempdir().unwrap());
    let place = Place { data: data.path(), database: Some(&database.url) };
    // All at once: each finds tables missing, one makes them, and all have the same key.
    let children: Vec<_> = (0..count).map(|_| spawn(place)).collect();
    (children.into_iter().map(Process::ready).collect(), database, data)
}

#[test]
fn processes_that_start_at_once_make_the_tables_once() {
    let (processes, database, data) = processes(4);
    let made = database.ask("SELECT count(*), count(DISTINCT version), bool_and(success) FROM _sqlx_migrations");
    let files =
        std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../store/migrations/postgres")).unwrap().count();
    assert_eq!(made, format!("{files}|{files}|t"));
    for process in &processes {
        assert_eq!(process.get(&mut Device::default(), "/readyz").status, 200);
    }
    drop(processes);
    let place = Place { data: data.path(), database: Some(&database.url) };
    let checked = mamori(place, &["db", "check"]).stdout(Stdio::piped()).output().unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
}

#[test]
fn of_processes_that_race_for_one_answer_exactly_one_wins() {
    for count in [2, 4] {
        let (mut processes, database, _data) = processes(count);
        let manager = processes[0].manager();
        let check = processes[0].post(&mut manager.clone(), "/checks", &[]).location;
        let mut base = 0;
        for round in 0..6 {
            // Each says something else, and none says what stands there.
            let said: Vec<String> = (0..count).map(|i| format!("{round}-{i}")).collect();
            let answers: Vec<u16> = std::thread::scope(|scope| {
                let racers: Vec<_> = processes
                    .iter()
                    .zip(&said)
                    .map(|(process, note)| {
                        let (mut device, check, seen) = (manager.clone(), check.as_str(), base.to_string());
                        scope.spawn(move || {
                            let form = [
                                ("base:tics-19/1", seen.as_str()),
                                ("was:tics-19/1", ""),
                                ("answer:tics-19/1", "partial"),
                                ("note:tics-19/1", note),
                            ];
                            process.post(&mut device, check, &form).status
                        })
                    })
                    .collect();
                racers.into_iter().map(|racer| racer.join().unwrap()).collect()
            });
            let won: Vec<usize> = (0..count).filter(|i| answers[*i] == 303).collect();
            assert_eq!(won.len(), 1, "{count} processes, round {round}: {answers:?}");
            assert!(answers.iter().all(|status| matches!(status, 303 | 409)), "{answers:?}");
            // All show what won.
            for process in &processes {
                let shown = process.get(&mut manager.clone(), &check).body;
                let field = |name: &str| {
                    let value = shown.split(&format!("name=\"{name}:tics-19/1\" value=\"")).nth(1).unwrap();
                    value.split('"').next().unwrap().to_owned()
                };
                assert_eq!(field("noted"), said[won[0]]);
                base = field("base").parse::<u32>().unwrap();
            }
        }
        let events = database.ask("SELECT count(*) FROM event WHERE kind = 'answered'");
        assert_eq!(events, "6", "one for each round");
    }
}

#[test]
fn what_one_process_made_is_used_on_another_at_once() {
    let (mut processes, _database, _data) = processes(4);
    let mut manager = processes[0].manager();
    for round in 0..4 {
        let [a, b, c, d] = [0, 1, 2, 3].map(|i| &processes[(i + round) % 4]);
        let check = a.post(&mut manager, "/checks", &[]).location;
        assert_eq!(b.get(&mut manager, &check).status, 200);
        let form = [("base:tics-19/1", "0"), ("was:tics-19/1", ""), ("answer:tics-19/1", "partial")];
        assert_eq!(c.post(&mut manager, &check, &form).status, 303);
        assert!(d.get(&mut manager, &check).body.contains("name=\"was:tics-19/1\" value=\"partial\""));
        let invitation = a.invite(&mut manager, "佐藤", "staff");
        let mut colleague = b.join(&invitation);
        assert_eq!(c.get(&mut colleague, &check).status, 200);
        assert_eq!(
            d.post(
                &mut colleague,
                &check,
                &[("base:tics-19/2", "0"), ("was:tics-19/2", ""), ("answer:tics-19/2", "partial")]
            )
            .status,
            303
        );
    }
}

#[test]
fn a_right_or_a_session_that_ended_on_one_process_is_refused_by_all_with_the_next_request() {
    let (mut processes, database, _data) = processes(4);
    let mut manager = processes[0].manager();
    let check = processes[0].post(&mut manager, "/checks", &[]).location;
    let seen = |device: &Device| -> BTreeSet<u16> {
        processes.iter().map(|process| process.get(&mut device.clone(), &check).status).collect()
    };
    let ids = |sql: &str| -> Vec<String> { database.ask(sql).lines().map(str::to_owned).collect() };
    for (i, process) in processes.iter().enumerate() {
        let colleague = process.join(&process.invite(&mut manager, "佐藤", "staff"));
        assert_eq!(seen(&colleague), [200].into());
        // The newest member.
        let person = ids("SELECT person FROM session ORDER BY created_at DESC LIMIT 1").remove(0);
        let removed = processes[(i + 1) % 4].post(&mut manager, &format!("/members/{person}"), &[("change", "remove")]);
        assert_eq!(removed.status, 303, "{}", removed.body);
        assert_eq!(seen(&colleague), [403].into(), "a right that ended");

        let other = process.join(&process.invite(&mut manager, "鈴木", "viewer"));
        assert_eq!(seen(&other), [200].into());
        let out = processes[(i + 2) % 4].post(&mut other.clone(), "/sign-out", &[]);
        assert_eq!(out.status, 303);
        assert_eq!(seen(&other), [303].into(), "a session that ended");
        for process in &processes {
            let answer = process.get(&mut other.clone(), &check);
            assert!(answer.location.starts_with("/sign-in?"), "{}", answer.location);
        }
    }
}
