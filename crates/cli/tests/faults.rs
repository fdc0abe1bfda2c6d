//! What fails under the service while people save: a disk that is full, a database that starts anew, a log that takes nothing. What
//! was acknowledged is there, nothing is half, and it goes on by itself.
//!
//! Nothing in the product knows of this. `strace` lets the writes of the embedded database fail as on a full disk; the
//! PostgreSQL is a server of these tests' own.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::crash::strace;
use crate::restoring::{said, sealed, wait};
use crate::serving::{Device, Place, Process, mamori};

/// The port of the PostgreSQL that is stopped in the middle.
const PORT: &str = "8977";

/// Lets every write to a file fail as on a full disk, until it ends.
struct FullDisk(Child);

impl FullDisk {
    fn of(process: &Process) -> Self {
        let failing = ["-e", "trace=pwrite64", "-e", "inject=pwrite64:error=ENOSPC"];
        Self(strace(process, Path::new("/dev/null"), &failing))
    }
}

impl Drop for FullDisk {
    fn drop(&mut self) {
        // On this signal it lets go of the process; killed, it would leave it stopped.
        let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

fn people(data: &Path) -> String {
    let file = data.join("mamori.db");
    let done = Command::new("sqlite3").arg("-readonly").arg(file).arg("SELECT count(*) FROM person").output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    said(&done).trim().to_owned()
}

/// Whether everything is sound and sealed as it stands.
fn judged(place: Place<'_>) {
    for command in [&["db", "check"][..], &["log", "verify"]] {
        let done = mamori(place, command).output().unwrap();
        assert!(done.status.success(), "{}", said(&done));
    }
}

#[test]
fn on_a_full_disk_nothing_is_half_it_is_told_and_goes_on_once_there_is_room() {
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database: None };
    let mut process = Process::start(place);
    let mut manager = process.manager();
    let before = people(data.path());
    let full = FullDisk::of(&process);
    for name in ["満杯一", "満杯二", "満杯三"] {
        let refused = process.post(&mut manager, "/members/invite", &[("name", name), ("role", "staff")]);
        assert!(refused.status >= 500 && refused.body.contains("もう一度お試しください"), "{}", refused.body);
    }
    // What is read is read as before.
    assert_eq!(process.get(&mut manager, "/members").status, 200);
    drop(full);
    assert_eq!(people(data.path()), before, "nothing of it was kept");
    process.invite(&mut manager, "空き", "staff");
    sealed(place);
    process.kill();
    judged(place);
}

/// A process for which `folder` is a disk of its own, of so many megabytes: nobody else sees it.
fn on_a_small_disk(place: Place<'_>, folder: &str, megabytes: u32) -> Process {
    let folder = place.data.join(folder);
    std::fs::create_dir_all(&folder).unwrap();
    let serve = mamori(place, &["serve", "--listen", "127.0.0.1:0", "--log", "off"]);
    let mounted = "mount -t tmpfs -o size=$0,mode=700 tmpfs \"$1\" && shift && exec \"$@\"";
    let mut unshare = Command::new("unshare");
    unshare.args(["-r", "-m", "sh", "-c", mounted, &format!("{megabytes}m")]).arg(folder);
    unshare.arg(serve.get_program()).args(serve.get_args());
    for (name, _) in serve.get_envs().filter(|(_, value)| value.is_none()) {
        unshare.env_remove(name);
    }
    Process::ready(unshare.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("these tests need unshare"))
}

/// The files below a folder, as the process sees it.
fn files(process: &Process, place: Place<'_>, folder: &str) -> Vec<PathBuf> {
    let seen = format!("/proc/{}/root{}", process.id(), place.data.join(folder).display());
    let found = Command::new("find").arg(seen).args(["-type", "f"]).output().unwrap();
    assert!(found.status.success(), "{}", said(&found));
    String::from_utf8(found.stdout).unwrap().lines().map(PathBuf::from).collect()
}

#[test]
fn where_no_file_has_room_none_is_half_it_is_told_and_the_next_that_has_room_is_kept() {
    let fields = [("title", "朝礼の名簿"), ("from", "2026-10-01"), ("class", "ordinary")];
    // Where files wait, on another disk than the vault; and the vault itself.
    for (small, other) in [("incoming", "vault"), ("vault", "incoming")] {
        let data = tempfile::tempdir().unwrap();
        let place = Place { data: data.path(), database: None };
        let mut process = on_a_small_disk(place, small, 6);
        let mut manager = process.manager();
        let asked = |sql: &str| {
            let file = data.path().join("mamori.db");
            let done = Command::new("sqlite3").arg("-readonly").arg(file).arg(sql).output().unwrap();
            said(&done).trim().to_owned()
        };
        let events = asked("SELECT count(*) FROM event");
        let refused = process.upload(&mut manager, "/evidence", &fields, ("大.bin", &vec![b'x'; 30_000_000])).unwrap();
        assert_eq!(refused.status, 422, "{small}: {}", refused.body);
        for said in ["大.bin", "ディスクに空きがありません", "value=\"朝礼の名簿\""] {
            assert!(refused.body.contains(said), "{small}: {said}");
        }
        let part = format!("/evidence/uploads/{}/0", uuid::Uuid::new_v4());
        let sent = ("application/octet-stream", &vec![b'x'; 8_000_000][..]);
        let refused = process.send(&mut manager, ("PUT", &part), sent).unwrap();
        assert!(refused.status == 507 && refused.body.contains("no-room"), "{small}: {}", refused.body);
        assert_eq!(asked("SELECT count(*) FROM event"), events, "{small}: nothing is recorded");
        for folder in [small, other] {
            assert_eq!(files(&process, place, folder), Vec::<PathBuf>::new(), "{small}: nothing is half in {folder}");
        }
        assert_eq!(process.get(&mut manager, "/evidence").status, 200, "{small}");
        let kept = process.upload(&mut manager, "/evidence", &fields, ("小.txt", b"there is room")).unwrap();
        assert_eq!(kept.status, 303, "{small}: {}", kept.body);
        let taken = process.get(&mut manager, &format!("{}/files/1", kept.location));
        assert_eq!((taken.status, taken.body.as_str()), (200, "there is room"), "{small}");
        sealed(place);
        if small == "incoming" {
            judged(place);
        }
    }
}

#[test]
fn a_file_that_was_changed_or_taken_away_by_hand_is_told() {
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database: None };
    let mut process = Process::start(place);
    let mut manager = process.manager();
    for title in ["一", "二", "三"] {
        let fields = [("title", title), ("from", "2026-10-01"), ("class", "ordinary")];
        let kept = process.upload(&mut manager, "/evidence", &fields, ("a.txt", title.as_bytes())).unwrap();
        assert_eq!(kept.status, 303, "{}", kept.body);
    }
    let found = files(&process, place, "vault");
    process.kill();
    let check = |arguments: &[&str]| {
        let done = mamori(place, arguments).output().unwrap();
        (done.status.success(), said(&done))
    };
    let name = |at: usize| found[at].file_name().unwrap().to_str().unwrap().to_owned();
    let path = |at: usize| data.path().join("vault/objects").join(&name(at)[..2]).join(name(at));
    let whole = check(&["db", "check", "--objects"]);
    assert!(whole.0 && whole.1.contains("Read 3 files"), "{}", whole.1);
    let mut bytes = std::fs::read(path(0)).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(path(0), bytes).unwrap();
    let there = check(&["db", "check"]);
    assert!(there.0, "each is there: {}", there.1);
    std::fs::remove_file(path(1)).unwrap();
    let read = check(&["db", "check", "--objects"]);
    assert!(!read.0 && read.1.contains("Read 2 files"), "{}", read.1);
    for (at, told) in [(0, "is not what was kept"), (1, "found none")] {
        let line = read.1.lines().find(|line| line.contains(&name(at))).unwrap_or_else(|| panic!("{}", read.1));
        assert!(line.contains(told), "{line}");
    }
    assert!(!read.1.contains(&name(2)), "{}", read.1);
}

#[test]
fn a_log_that_takes_nothing_more_keeps_nobody_from_working() {
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database: None };
    let mut serve = mamori(place, &["serve", "--listen", "127.0.0.1:0", "--log", "info"]);
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut process = Process::ready(serve.stdout(Stdio::piped()).stderr(full).spawn().unwrap());
    let mut manager = process.manager();
    process.invite(&mut manager, "記録なし", "staff");
    assert_eq!(process.get(&mut manager, "/nothing-here").status, 404);
    process.kill();
    judged(place);
}

/// A PostgreSQL of its own, gone with its test.
struct Server {
    url: String,
}

fn script(command: &str) -> String {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../scripts/postgres");
    let done = Command::new(script).arg(command).env("MAMORI_TEST_POSTGRES_PORT", PORT).output().unwrap();
    assert!(done.status.success(), "{command}: {}", said(&done));
    String::from_utf8(done.stdout).unwrap().trim().to_owned()
}

impl Server {
    fn new() -> Self {
        Self { url: script("start") }
    }

    fn ask(&self, question: &str) -> String {
        let done = Command::new("psql").args([&self.url, "-qAtX", "-c", question]).output().unwrap();
        assert!(done.status.success(), "{question}: {}", said(&done));
        String::from_utf8(done.stdout).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        script("stop");
    }
}

#[test]
fn a_postgresql_that_breaks_down_and_comes_back_in_the_middle_loses_nothing_that_was_acknowledged() {
    let server = Server::new();
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database: Some(&server.url) };
    let mut process = Process::start(place);
    let manager = process.manager();
    let process = Arc::new(process);
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(Mutex::new(BTreeSet::new())));
    let threads: Vec<_> = (0..4)
        .map(|thread| {
            let (process, stop, acknowledged) = (process.clone(), stop.clone(), acknowledged.clone());
            let mut device: Device = manager.clone();
            std::thread::spawn(move || {
                let mut failed = 0;
                for number in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        return failed;
                    }
                    let name = format!("見本 {thread}-{number}");
                    let form = [("name", name.as_str()), ("role", "staff")];
                    match process.ask(&mut device, "POST", "/members/invite", &form) {
                        Some(answer) if answer.status == 200 => _ = acknowledged.lock().unwrap().insert(name),
                        _ => failed += 1,
                    }
                }
                failed
            })
        })
        .collect();
    let count = || acknowledged.lock().unwrap().len();
    wait("some are acknowledged", || count() >= 20);
    // Its processes are killed where they are, and started again.
    script("break");
    let (broken, begun) = (count(), Instant::now());
    wait("others are acknowledged after it", || count() >= broken + 20);
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    stop.store(true, Ordering::Relaxed);
    let failed: usize = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    assert!(failed > 0, "nobody noticed");
    let there: BTreeSet<String> = server.ask("SELECT name FROM person").lines().map(str::to_owned).collect();
    let acknowledged = acknowledged.lock().unwrap();
    let lost: Vec<_> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "of {} acknowledged these are lost: {lost:?}", acknowledged.len());
    sealed(place);
    judged(place);
}
