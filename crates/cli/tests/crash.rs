//! A process that is killed at the worst moments: whatever it was doing stands whole or not at all.
//!
//! Nothing in the product knows of this. On the embedded database `strace` kills the process as it enters one of the
//! system calls by which a commit reaches the file, or the one by which the answer reaches the visitor. Before a
//! PostgreSQL stands a relay that kills it when `COMMIT` passes, before the database sees it or before its reply is seen.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;

use crate::serving::{Device, PASSWORD, Place, Postgres, Process, mamori};

/// Something a person does.
struct Deed {
    name: &'static str,
    device: Device,
    path: String,
    form: Vec<(String, String)>,
    kind: Kind,
}

/// What a deed is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// One command that says all by itself: done once more it changes nothing.
    Once,
    /// One command, and another one when it is done again.
    Anew,
    /// Two commands, of which the second is done by coming again by the same link.
    Resumed,
}

/// What there is of the record and beside it: before, after, nothing in between.
const ALL: &str = "SELECT (SELECT count(*) FROM event) || ' ' || (SELECT count(*) FROM text) || ' '
    || (SELECT count(*) FROM person) || ' ' || (SELECT count(*) FROM invitation WHERE used_at IS NULL) || ' '
    || (SELECT count(*) FROM invitation) || ' ' || (SELECT count(*) FROM reservation) || ' '
    || (SELECT count(*) FROM kept_check) || ' ' || (SELECT count(*) FROM member)";

/// A company with a check, an invitation that is open, and a president: and what each could do next.
fn deeds(process: &mut Process) -> Vec<Deed> {
    let mut manager = process.manager();
    let check = process.post(&mut manager, "/checks", &[]).location;
    let first = [("base:tics-19/1", "0"), ("was:tics-19/1", ""), ("answer:tics-19/1", "partial")];
    assert_eq!(process.post(&mut manager, &check, &first).status, 303);
    let mut president = process.join(&process.invite(&mut manager, "見本", "executive"));
    let invitation = process.invite(&mut manager, "佐藤", "staff");
    let shown = process.get(&mut president, &check).body;
    let seen: Vec<(String, String)> = shown
        .split("name=\"seen:")
        .skip(1)
        .map(|rest| {
            let (stream, rest) = rest.split_once('"').unwrap();
            let version = rest.split("value=\"").nth(1).unwrap().split('"').next().unwrap();
            (format!("seen:{stream}"), version.to_owned())
        })
        .collect();
    assert!(!seen.is_empty(), "{shown}");
    let form = |fields: &[(&str, &str)]| {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let company = [("kinds", "company"), ("name", "架空精機株式会社"), ("corporate_number", "1123456789018")];
    let answer =
        [("base:tics-19/2", "0"), ("was:tics-19/2", ""), ("answer:tics-19/2", "implemented"), ("note:tics-19/2", "済")];
    let deed = |name, device: &Device, path: &str, form, kind| Deed {
        name,
        device: device.clone(),
        path: path.to_owned(),
        form,
        kind,
    };
    vec![
        deed("register", &manager, "/organisations/new", form(&company), Kind::Once),
        deed("invite", &manager, "/members/invite", form(&[("name", "鈴木"), ("role", "viewer")]), Kind::Anew),
        deed("accept", &Device::default(), &invitation, form(&[("password", PASSWORD)]), Kind::Resumed),
        deed("answer", &manager, &check, form(&answer), Kind::Once),
        deed("sign off", &president, &format!("{check}/sign-off"), seen, Kind::Anew),
        deed(
            "claim",
            &manager,
            "/checks/claim",
            form(&[
                ("claim", "first"),
                ("reported_on", "2025-11-20"),
                ("tics-19/1", "implemented"),
                ("tics-19/9", "partial"),
                ("tics-19/19", "partial"),
            ]),
            Kind::Once,
        ),
    ]
}

impl Deed {
    /// Does it; none = no answer came.
    fn done(&self, process: &Process) -> Option<u16> {
        let form: Vec<(&str, &str)> = self.form.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        process.ask(&mut self.device.clone(), "POST", &self.path, &form).map(|answer| answer.status)
    }
}

fn is_done(status: Option<u16>) -> bool {
    matches!(status, Some(200 | 303))
}

/// Waits until everything recorded is sealed, so that the next process has nothing to do but what it is asked for.
pub(crate) fn sealed(ask: impl Fn(&str) -> String) {
    let waits = || ask("SELECT count(*) FROM unsealed") != "0";
    assert!(
        (0..200).any(|_| !waits() || {
            std::thread::sleep(Duration::from_millis(50));
            false
        }),
        "never sealed"
    );
}

/// What must hold of an installation whose process was killed during `deed`.
fn judged(deed: &Deed, point: &str, place: Place<'_>, all: &dyn Fn() -> String, before: &str, after: &str) {
    let context = format!("{} killed {point}", deed.name);
    for command in [&["db", "check"][..], &["log", "verify"], &["rebuild"]] {
        let done = mamori(place, command).output().unwrap();
        assert!(done.status.success(), "{context}: {}", String::from_utf8_lossy(&done.stdout));
    }
    let stands = all();
    let half = stands != before && stands != after;
    assert!(!half || deed.kind == Kind::Resumed, "{context}: {before} | {stands} | {after}");
    // It is done now, or was done before and is not done twice.
    let process = Process::start(place);
    let again = deed.done(&process);
    if stands == before || half {
        assert!(is_done(again), "{context}: {again:?}");
        assert_eq!(all(), after, "{context}");
    } else if deed.kind != Kind::Anew {
        assert!(matches!(again, Some(303 | 409 | 422)), "{context}: {again:?}");
        assert_eq!(all(), after, "{context}: not done twice");
    }
}

// ------------------------------------------------------------------------------ the embedded database

pub(crate) fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to.path()).status().unwrap();
    assert!(copied.success());
    to
}

fn counted(data: &Path) -> String {
    asked(data, ALL)
}

fn asked(data: &Path, question: &str) -> String {
    let done = Command::new("sqlite3").arg("-readonly").arg(data.join("mamori.db")).arg(question).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

/// Follows every thread of a process; what it says goes to `log`.
pub(crate) fn strace(process: &Process, log: &Path, arguments: &[&str]) -> Child {
    let mut strace = Command::new("strace")
        .args(["-f", "-y", "-s", "16", "-o"])
        .arg(log)
        .args(arguments)
        .args(["-p", &process.id().to_string()])
        .stderr(Stdio::piped())
        .spawn()
        .expect("these tests need strace");
    let mut told = BufReader::new(strace.stderr.take().unwrap());
    let mut line = String::new();
    while told.read_line(&mut line).unwrap() > 0 && !line.contains("attached") {
        line.clear();
    }
    assert!(line.contains("attached"), "strace could not attach");
    // What it still says must not fill the pipe.
    std::thread::spawn(move || told.read_to_end(&mut Vec::new()));
    strace
}

/// Runs a command that is killed as it enters one of these system calls for the `nth` time; `false` = it came to its end before.
pub(crate) fn killed_at(calls: &str, nth: usize, run: &Command) -> bool {
    let mut strace = Command::new("strace");
    let inject = format!("inject={calls}:signal=SIGKILL:when={nth}");
    strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={calls}"), "-e", &inject]);
    strace.arg(run.get_program()).args(run.get_args()).stdout(Stdio::null()).stderr(Stdio::null());
    for (name, _) in run.get_envs() {
        strace.env_remove(name);
    }
    // Of what ends by a signal there is no code.
    match strace.status().expect("these tests need strace").code() {
        Some(0) => false,
        Some(code) => panic!("call {nth}: it ended by itself, with {code}"),
        None => true,
    }
}

/// How often each call is made while `deed` is done.
fn calls(deed: &Deed, data: &Path) -> BTreeMap<String, usize> {
    let process = Process::start(Place { data, database: None });
    let log = data.join("calls");
    let mut tracing = strace(&process, &log, &["-e", "trace=pwrite64,fdatasync,fsync,writev,sendto"]);
    assert!(is_done(deed.done(&process)), "{}", deed.name);
    drop(process);
    tracing.wait().unwrap();
    let text = std::fs::read_to_string(&log).unwrap();
    let mut calls = BTreeMap::new();
    for line in text.lines() {
        let call = line.split_whitespace().nth(1).unwrap_or_default().split('(').next().unwrap_or_default();
        let of_ours = line.contains("mamori.db") || line.contains("TCP") || line.contains("socket");
        if of_ours && ["pwrite64", "fdatasync", "fsync", "writev", "sendto"].contains(&call) {
            *calls.entry(call.to_owned()).or_default() += 1;
        }
    }
    calls
}

#[test]
fn on_the_embedded_database_a_killed_process_leaves_nothing_half() {
    let home = tempfile::tempdir().unwrap();
    let deeds = {
        let mut process = Process::start(Place { data: home.path(), database: None });
        let deeds = deeds(&mut process);
        sealed(|question| asked(home.path(), question));
        deeds
    };
    let before = counted(home.path());
    let mut killed = 0;
    for deed in &deeds {
        let whole = copied(home.path());
        let calls = calls(deed, whole.path());
        let after = counted(whole.path());
        assert_ne!(before, after, "{}", deed.name);
        let count = |call: &str| calls.get(call).copied().unwrap_or_default();
        assert!(count("pwrite64") > 1 && count("fsync") + count("fdatasync") > 0, "{}: {calls:?}", deed.name);
        // Before anything, in the middle of it, before its last page, before the disk has it, before it is told.
        let mut points = vec![("pwrite64", 1), ("pwrite64", count("pwrite64") / 2), ("pwrite64", count("pwrite64"))];
        for call in ["fdatasync", "fsync"] {
            points.extend((1..=count(call)).map(|n| (call, n)));
        }
        points.push(if count("writev") > 0 { ("writev", 1) } else { ("sendto", 1) });
        for (call, nth) in points {
            let copy = copied(home.path());
            let place = Place { data: copy.path(), database: None };
            let mut process = Process::start(place);
            let inject = format!("inject={call}:signal=SIGKILL:when={nth}");
            let mut tracing =
                strace(&process, &copy.path().join("log"), &["-e", &format!("trace={call}"), "-e", &inject]);
            let answer = deed.done(&process);
            let point = format!("at {call} {nth}");
            if answer.is_some() {
                // When the calls were counted, something was sealed beside: there are fewer this time.
                drop(process);
                tracing.wait().unwrap();
                continue;
            }
            assert!(process.ends());
            tracing.wait().unwrap();
            judged(deed, &point, place, &|| counted(copy.path()), &before, &after);
            killed += 1;
        }
    }
    assert!(killed >= deeds.len() * 5, "{killed}");
}

// ----------------------------------------------------------------------------------------- PostgreSQL

/// When the relay kills.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// The database never hears of the commit.
    Before,
    /// The database has committed; nobody hears of it.
    After,
}

/// What the relay waits for: the process, the moment, and how many commits pass before.
type Trap = Arc<Mutex<Option<(u32, Moment, usize)>>>;

/// Passes everything on between the processes and the PostgreSQL.
fn relay(to: &str) -> (u16, Trap) {
    let (listener, trap) = (TcpListener::bind("127.0.0.1:0").unwrap(), Trap::default());
    let (port, to, set) = (listener.local_addr().unwrap().port(), to.to_owned(), trap.clone());
    std::thread::spawn(move || {
        for near in listener.incoming().flatten() {
            let far = TcpStream::connect(&to).unwrap();
            let (near_too, far_too, set) = (near.try_clone().unwrap(), far.try_clone().unwrap(), set.clone());
            let silent = Arc::new(Mutex::new(None));
            let told = silent.clone();
            std::thread::spawn(move || pass(near, far, |bytes| commits(bytes, &set, &told)));
            std::thread::spawn(move || {
                pass(far_too, near_too, |_| {
                    let killed = silent.lock().unwrap().take();
                    killed.is_none_or(|process| !kill(process))
                });
            });
        }
    });
    (port, trap)
}

/// Whether the bytes may go on; after the commit it is the reply that does not.
fn commits(bytes: &[u8], trap: &Trap, silent: &Mutex<Option<u32>>) -> bool {
    let mut trap = trap.lock().unwrap();
    let Some((process, moment, passing)) = *trap else { return true };
    if !bytes.windows(7).any(|part| part == b"COMMIT\0") {
        return true;
    }
    if passing > 0 {
        *trap = Some((process, moment, passing - 1));
        return true;
    }
    *trap = None;
    match moment {
        Moment::Before => !kill(process),
        Moment::After => {
            *silent.lock().unwrap() = Some(process);
            true
        }
    }
}

fn kill(process: u32) -> bool {
    Command::new("kill").args(["-KILL", &process.to_string()]).status().unwrap().success()
}

fn pass(mut from: TcpStream, mut to: TcpStream, mut may: impl FnMut(&[u8]) -> bool) {
    let mut bytes = vec![0; 65_536];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        if !may(&bytes[..count]) || to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    // Either end may be gone already.
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}

#[test]
fn on_postgresql_a_killed_process_leaves_nothing_half() {
    let (home, data) = (Postgres::new(), tempfile::tempdir().unwrap());
    let deeds = {
        let mut process = Process::start(Place { data: data.path(), database: Some(&home.url) });
        let deeds = deeds(&mut process);
        sealed(|question| home.ask(question));
        deeds
    };
    let before = home.ask(ALL);
    let mut killed = 0;
    for deed in &deeds {
        // Each copy has the keys of the one it is of, and its own head of the log.
        let (whole, own) = (copy(&home), copied(data.path()));
        let process = Process::start(Place { data: own.path(), database: Some(&whole.url) });
        assert!(is_done(deed.done(&process)), "{}", deed.name);
        drop(process);
        let after = whole.ask(ALL);
        assert_ne!(before, after, "{}", deed.name);
        // Each of its commits, until none is left.
        'commits: for passing in 0..8 {
            for moment in [Moment::Before, Moment::After] {
                let (copy, own) = (copy(&home), copied(data.path()));
                let (user, rest) = copy.url.split_once('@').unwrap();
                let (to, name) = rest.split_once('/').unwrap();
                let (port, trap) = relay(to);
                let through = format!("{user}@127.0.0.1:{port}/{name}?sslmode=disable");
                let mut process = Process::start(Place { data: own.path(), database: Some(&through) });
                *trap.lock().unwrap() = Some((process.id(), moment, passing));
                let answer = deed.done(&process);
                if trap.lock().unwrap().take().is_some() {
                    assert!(is_done(answer) && passing > 0, "{}: {answer:?}", deed.name);
                    break 'commits;
                }
                assert_eq!(answer, None, "{}: it was not killed", deed.name);
                assert!(process.ends());
                let place = Place { data: own.path(), database: Some(&copy.url) };
                let point = format!("{moment:?} commit {}", passing + 1);
                judged(deed, &point, place, &|| copy.ask(ALL), &before, &after);
                killed += 1;
            }
        }
    }
    assert!(killed >= deeds.len() * 2, "{killed}");
}

/// The connections of a killed process end a moment later.
fn copy(home: &Postgres) -> Postgres {
    for _ in 0..100 {
        let open =
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        if home.ask(open) == "0" {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    home.copy()
}
