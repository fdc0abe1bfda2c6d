//! A process that is killed while a file comes: afterwards the file is there whole and named, or nothing names it; and whoever
//! sends it again comes to the same end.
//!
//! Nothing in the product knows of this: `strace` kills the process as it enters one of the calls by which a file is written,
//! reaches the disk, gets its name, and is named by the record.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use crate::crash::{copied, sealed, strace};
use crate::restoring::said;
use crate::serving::{Device, Place, Process, mamori};

/// The calls that write, reach the disk, or change a name.
const CALLS: &str =
    "write,pwrite64,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,writev,sendto";
/// As long as several writes, in bytes.
const LENGTH: usize = 600_000;
const FORM: [(&str, &str); 4] = [
    ("once", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
    ("title", "図面"),
    ("from", "2026-10-01"),
    ("class", "ordinary"),
];
/// The file in parts, by an id that the device chose.
const PARTS: &str = "/evidence/uploads/6fa459ea-ee8a-4ca4-894e-db77e160355e";

/// Letters that no compressor makes much shorter.
fn file() -> Vec<u8> {
    let mut state = 7_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    (0..LENGTH / 16).flat_map(|_| next().into_bytes()).collect()
}

/// What a person does when the process is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    /// Sends the form with the file.
    Form,
    /// Sends the second of three parts.
    Part,
    /// Has the three parts put together.
    Whole,
}

fn part(process: &Process, device: &mut Device, number: usize) -> Option<u16> {
    let file = file();
    let bytes = file.chunks(LENGTH / 3).nth(number).unwrap();
    let path = format!("{PARTS}/{number}");
    Some(process.send(device, ("PUT", &path), ("application/octet-stream", bytes))?.status)
}

impl Deed {
    /// What was done before.
    fn prepared(self, process: &Process, device: &mut Device) {
        let before = match self {
            Self::Form => 0..0,
            Self::Part => 0..1,
            Self::Whole => 0..3,
        };
        before.for_each(|number| assert_eq!(part(process, device, number), Some(204)));
    }

    /// Does it; none = no answer came.
    fn done(self, process: &Process, device: &mut Device) -> Option<u16> {
        match self {
            Self::Form => Some(process.upload(device, "/evidence", &FORM, ("図面.txt", &file()))?.status),
            Self::Part => part(process, device, 1),
            Self::Whole => Some(process.ask(device, "POST", PARTS, &[("name", "図面.txt"), ("parts", "3")])?.status),
        }
    }

    /// Comes to the end from wherever it stands; gives where the evidence is.
    fn finished(self, process: &Process, device: &mut Device) -> String {
        if self == Self::Form {
            return process.upload(device, "/evidence", &FORM, ("図面.txt", &file())).unwrap().location;
        }
        let there = process.get(device, PARTS).body;
        for number in (0..3).filter(|number| !there.contains(&number.to_string())) {
            assert_eq!(part(process, device, number), Some(204), "{self:?}");
        }
        let whole = process.post(device, PARTS, &[("name", "図面.txt"), ("parts", "3")]);
        let upload = whole.body.split("\"upload\":\"").nth(1).unwrap_or_else(|| panic!("{self:?}: {}", whole.body));
        let upload = upload.split('"').next().unwrap();
        process.post_form_of_files(device, &[&FORM[..], &[("upload", upload)]].concat())
    }
}

fn asked(data: &Path, sql: &str) -> String {
    let done = Command::new("sqlite3").arg("-readonly").arg(data.join("mamori.db")).arg(sql).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
    said(&done).trim().to_owned()
}

fn evidence(data: &Path) -> String {
    asked(data, "SELECT (SELECT count(*) FROM evidence) || ' ' || (SELECT count(*) FROM event)")
}

/// Every object of the vault is what it is called, whether anything names it or not.
fn whole_objects(data: &Path) -> usize {
    let found = Command::new("find").arg(data.join("vault/objects")).args(["-type", "f"]).output().unwrap();
    let names = said(&found);
    let names: Vec<&Path> = names.lines().map(Path::new).collect();
    for path in &names {
        let sum = Command::new("sha256sum").arg(path).output().unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        assert!(said(&sum).starts_with(name), "{}", path.display());
    }
    names.len()
}

/// What is made of which call, by the thread that made it: each thread counts for itself.
fn points(deed: Deed, home: &Path, device: &Device) -> Vec<(String, usize)> {
    let copy = copied(home);
    let process = Process::start(Place { data: copy.path(), database: None });
    let log = copy.path().join("calls");
    let mut tracing = strace(&process, &log, &["-e", &format!("trace={CALLS}")]);
    let done = deed.done(&process, &mut device.clone());
    assert!(matches!(done, Some(200 | 204 | 303)), "{deed:?}: {done:?}");
    drop(process);
    tracing.wait().unwrap();
    let mut made: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut points = BTreeMap::new();
    for line in std::fs::read_to_string(&log).unwrap().lines().filter(|line| line.contains('(')) {
        let (thread, rest) = line.split_once(' ').unwrap();
        let call = rest.trim().split('(').next().unwrap_or_default().to_owned();
        let nth = made.entry((thread.to_owned(), call.clone())).or_default();
        *nth += 1;
        if line.contains("vault") || line.contains("incoming") || line.contains("mamori.db") || line.contains("TCP") {
            *points.entry((call, *nth)).or_insert(0) += 1;
        }
    }
    let of = |call: &str| points.keys().filter(|(known, _)| known == call).map(|(_, nth)| *nth).collect::<Vec<_>>();
    assert!(!of("write").is_empty() && !of("fsync").is_empty(), "{points:?}");
    // The pages of the database are many: the first, one in the middle, and the last stand for all.
    let pages = of("pwrite64");
    let some = [pages.first(), pages.get(pages.len() / 2), pages.last()];
    points.keys().filter(|(call, nth)| call != "pwrite64" || some.contains(&Some(nth))).cloned().collect()
}

#[test]
fn a_file_that_came_when_the_process_was_killed_is_there_whole_or_not_at_all_and_comes_again() {
    let home: TempDir = tempfile::tempdir().unwrap();
    let device = {
        let mut process = Process::start(Place { data: home.path(), database: None });
        let mut manager = process.manager();
        let fields = [("title", "名簿"), ("from", "2026-10-01"), ("class", "ordinary")];
        assert_eq!(process.upload(&mut manager, "/evidence", &fields, ("a.txt", b"before")).unwrap().status, 303);
        sealed(|question| asked(home.path(), question));
        manager
    };
    let mut killed = BTreeMap::new();
    for deed in [Deed::Form, Deed::Part, Deed::Whole] {
        let prepared = copied(home.path());
        {
            let process = Process::start(Place { data: prepared.path(), database: None });
            deed.prepared(&process, &mut device.clone());
        }
        let (before, mut device) = (evidence(prepared.path()), device.clone());
        for (call, nth) in points(deed, prepared.path(), &device) {
            let copy = copied(prepared.path());
            let place = Place { data: copy.path(), database: None };
            let mut process = Process::start(place);
            let inject = format!("inject={call}:signal=SIGKILL:when={nth}");
            let arguments = ["-e", &format!("trace={call}"), "-e", &inject];
            let mut tracing = strace(&process, &copy.path().join("log"), &arguments);
            let answer = deed.done(&process, &mut device);
            let point = format!("{deed:?} killed at {call} {nth}");
            if answer.is_some() {
                // Another thread did it this time.
                drop(process);
                tracing.wait().unwrap();
                continue;
            }
            assert!(process.ends(), "{point}");
            tracing.wait().unwrap();
            *killed.entry(deed as u8).or_insert(0) += 1;
            for command in [&["db", "check", "--objects"][..], &["log", "verify"], &["rebuild"]] {
                let done = mamori(place, command).output().unwrap();
                assert!(done.status.success(), "{point}: {}", said(&done));
            }
            let (stands, objects) = (evidence(copy.path()), whole_objects(copy.path()));
            let is_named = stands != before;
            assert!(!is_named || deed == Deed::Form, "{point}: {stands}");
            assert!((1..=2).contains(&objects) && (!is_named || objects == 2), "{point}: {objects} objects");
            // Sent again, it is there once, as it is.
            let process = Process::start(place);
            let kept = deed.finished(&process, &mut device);
            let taken = process.get(&mut device, &format!("{kept}/files/1"));
            assert!(taken.status == 200 && taken.body.as_bytes() == file(), "{point}: {}", taken.status);
            assert_eq!(asked(copy.path(), "SELECT count(*) FROM evidence"), "2", "{point}");
            whole_objects(copy.path());
        }
    }
    assert!(killed.len() == 3 && killed.values().all(|times| *times >= 4), "{killed:?}");
}
