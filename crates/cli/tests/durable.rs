//! What was acknowledged is on the disk: the system calls of a process, in their order, while one answer is saved.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::serving::{Device, Place, Postgres, Process, mamori, spawn};

/// One system call that is over, or that began and is not over yet.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    call: String,
    text: String,
    /// Where in the order it began and where it was over.
    begun: usize,
    over: usize,
}

/// The calls of all threads, each with its place in the order of the whole.
fn steps(log: &str) -> Vec<Step> {
    let mut open: Vec<(String, Step)> = Vec::new();
    let mut steps = Vec::new();
    for (at, line) in log.lines().enumerate() {
        let Some((thread, rest)) = line.trim().split_once(' ') else { continue };
        let rest = rest.trim();
        if let Some(resumed) = rest.strip_prefix("<... ") {
            let Some(i) = open.iter().position(|(of, _)| of == thread) else { continue };
            let (_, mut step) = open.remove(i);
            step.text.push_str(resumed);
            step.over = at;
            steps.push(step);
            continue;
        }
        let Some((call, _)) = rest.split_once('(') else { continue };
        let step = Step { call: call.to_owned(), text: rest.to_owned(), begun: at, over: at };
        if rest.ends_with("<unfinished ...>") { open.push((thread.to_owned(), step)) } else { steps.push(step) }
    }
    steps
}

/// Saves one answer while every call is written down.
fn traced(process: &Process, device: &mut Device, check: &str, log: &Path) -> Vec<Step> {
    let calls = "trace=fsync,fdatasync,pwrite64,write,writev,sendto,sendmsg,read,recvfrom,recvmsg";
    let mut strace = Command::new("strace")
        .args(["-f", "-y", "-s", "400", "-e", calls, "-o"])
        .arg(log)
        .args(["-p", &process.id().to_string()])
        .stderr(Stdio::piped())
        .spawn()
        .expect("this test needs strace");
    let mut told = BufReader::new(strace.stderr.take().unwrap());
    let mut line = String::new();
    while told.read_line(&mut line).unwrap() > 0 && !line.contains("attached") {
        line.clear();
    }
    std::thread::spawn(move || told.read_to_end(&mut Vec::new()));
    let form = [("base:tics-19/1", "0"), ("was:tics-19/1", ""), ("answer:tics-19/1", "partial")];
    assert_eq!(process.post(device, check, &form).status, 303);
    assert!(Command::new("kill").args(["-INT", &strace.id().to_string()]).status().unwrap().success());
    strace.wait().unwrap();
    steps(&std::fs::read_to_string(log).unwrap())
}

/// Where the request was begun to be read, and where its answer began to be written.
fn request(steps: &[Step]) -> (usize, usize) {
    let asked = steps.iter().find(|step| step.text.contains("\"POST /checks/"));
    let answered = steps.iter().find(|step| {
        matches!(step.call.as_str(), "write" | "writev" | "sendto" | "sendmsg") && step.text.contains("HTTP/1.1 303")
    });
    (asked.expect("the request is read").over, answered.expect("the answer is written").begun)
}

#[test]
fn on_the_embedded_database_an_answer_is_sent_after_the_disk_has_it() {
    let data = tempfile::tempdir().unwrap();
    let mut process = Process::start(Place { data: data.path(), database: None });
    let mut manager = process.manager();
    let check = process.post(&mut manager, "/checks", &[]).location;
    let steps = traced(&process, &mut manager, &check, &data.path().join("log"));
    let (asked, answered) = request(&steps);
    let of_the_log = |step: &&Step| step.text.contains("mamori.db-wal>") && step.begun > asked;
    let written: Vec<&Step> = steps.iter().filter(of_the_log).filter(|step| step.call == "pwrite64").collect();
    let synced: Vec<&Step> =
        steps.iter().filter(of_the_log).filter(|step| matches!(step.call.as_str(), "fdatasync" | "fsync")).collect();
    let before = |step: &&&Step| step.over < answered;
    let last = written.iter().filter(before).map(|step| step.over).max().expect("the commit is written");
    let waited = synced.iter().filter(before).find(|step| step.begun > last);
    let waited = waited.expect("the disk is waited for after the last page and before the answer");
    assert!(waited.text.ends_with("= 0"), "{}", waited.text);
}

#[test]
fn on_postgresql_an_answer_is_sent_after_the_database_has_committed() {
    let (database, data) = (Postgres::new(), tempfile::tempdir().unwrap());
    let unencrypted = format!("{}?sslmode=disable", database.url);
    let place = Place { data: data.path(), database: Some(&unencrypted) };
    let mut process = Process::start(place);
    let mut manager = process.manager();
    let check = process.post(&mut manager, "/checks", &[]).location;
    let steps = traced(&process, &mut manager, &check, &data.path().join("log"));
    let (asked, answered) = request(&steps);
    let sent = |call: &str| matches!(call, "write" | "writev" | "sendto" | "sendmsg");
    let commits: Vec<&Step> = steps
        .iter()
        .filter(|step| {
            step.begun > asked && step.begun < answered && sent(&step.call) && step.text.contains("COMMIT\\0")
        })
        .collect();
    assert!(!commits.is_empty(), "an answer is committed");
    for commit in commits {
        let told = steps.iter().find(|step| {
            !sent(&step.call) && step.over > commit.begun && step.over < answered && step.text.contains("COMMIT\\0")
        });
        assert!(told.is_some(), "the database said that it has committed before the answer went");
    }
    // And the database says so only when its disk has it: with anything less nothing starts.
    let (name, durable) = (database.ask("SELECT current_database()"), database.ask("SHOW synchronous_commit"));
    assert_eq!(durable, "on");
    drop(process);
    for less in ["off", "local"] {
        database.ask(&format!("ALTER DATABASE {name} SET synchronous_commit = {less}"));
        let refused = spawn(place).wait_with_output().unwrap();
        assert_eq!(refused.status.code(), Some(1));
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(told.contains(&format!("`synchronous_commit` is `{less}`; it must be `on`")), "{told}");
    }
    database.ask(&format!("ALTER DATABASE {name} RESET synchronous_commit"));
    assert!(mamori(place, &["db", "check"]).output().unwrap().status.success());
}
