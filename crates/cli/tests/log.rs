//! `mamori log` beside a service at work, on both databases: what is recorded is sealed within moments, strangers' tools
//! prove it, and what is changed by hand is told with its place.

use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use crate::serving::{Place, Postgres, Process, mamori};

fn log(place: Place<'_>, arguments: &[&str]) -> Output {
    mamori(place, &[&["log"], arguments].concat()).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What the Go team's packages say to a log.
fn judged(folder: &Path, key: &str) -> Output {
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/judge_log.go");
    let cache = std::env::temp_dir().join("mamori-go-cache");
    let mut go = Command::new("go");
    go.arg("run").arg(judge).arg(folder).arg(key);
    go.env("GO111MODULE", "off").env("GOPATH", "/usr/share/gocode").env("GOCACHE", cache).env("GOFLAGS", "");
    go.output().expect("this test needs Go")
}

fn changed(place: Place<'_>, sql: &str) {
    let done = match place.database {
        Some(url) => Command::new("psql").args([url, "-qX", "-v", "ON_ERROR_STOP=1", "-c", sql]).output(),
        None => Command::new("sqlite3").arg("-bail").arg(place.data.join("mamori.db")).arg(sql).output(),
    };
    let done = done.unwrap();
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
}

fn sealed_proved_and_changed(database: Option<&str>) {
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database };
    let mut process = Process::start(place);
    let mut manager = process.manager();
    for name in 0..40 {
        process.invite(&mut manager, &format!("人{name}"), "staff");
    }
    // Acknowledged is recorded; sealed follows by itself.
    let begun = Instant::now();
    let verified = loop {
        let verified = log(place, &["verify"]);
        assert!(verified.status.success(), "{}", said(&verified));
        if said(&verified).contains("looked at") && !said(&verified).contains("not sealed yet") {
            break said(&verified);
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "{}", said(&verified));
        std::thread::sleep(Duration::from_millis(100));
    };
    assert!(verified.contains("The record is as it was sealed."), "{verified}");
    let key = String::from_utf8(log(place, &["key"]).stdout).unwrap().trim().to_owned();
    let head = data.path().join("noted");
    std::fs::write(&head, log(place, &["head"]).stdout).unwrap();
    let exported = data.path().join("exported");
    let done = log(place, &["export", exported.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    let judge = judged(&exported, &key);
    assert!(judge.status.success() && said(&judge).contains("proved"), "{}", said(&judge));
    // Of another log, and of tiles that were touched, strangers' tools say so.
    let other = log(Place { data: &data.path().join("other"), database: None }, &["key"]);
    assert!(!other.status.success() && said(&other).contains("keys/log"), "{}", said(&other));
    let checkpoint = exported.join("checkpoint");
    let text = std::fs::read_to_string(&checkpoint).unwrap();
    std::fs::write(&checkpoint, text.replacen("sealed 20", "sealed 21", 1)).unwrap();
    assert!(!judged(&exported, &key).status.success());

    // With the service stopped, one byte by hand.
    process.kill();
    let (triggers, bytes) = match database {
        Some(_) => (
            "ALTER TABLE event DISABLE TRIGGER ALL;",
            "convert_to(replace(convert_from(bytes, 'UTF8'), 'invited', 'Invited'), 'UTF8')",
        ),
        None => {
            ("DROP TRIGGER event_is_never_updated;", "CAST(replace(CAST(bytes AS TEXT), 'invited', 'Invited') AS BLOB)")
        }
    };
    let newest = "position = (SELECT max(position) FROM event WHERE kind = 'invited')";
    changed(place, &format!("{triggers} UPDATE event SET bytes = {bytes} WHERE {newest}"));
    let head = head.to_str().unwrap();
    let found = log(place, &["verify", "--head", head, "--key", &key]);
    assert_eq!(found.status.code(), Some(1), "{}", said(&found));
    let first = said(&found);
    assert!(first.lines().next().unwrap().contains("not what was sealed"), "{first}");
    // What cannot be read is told as such.
    for wrong in [&["verify", "--key", "no key"][..], &["verify", "--head", "/nowhere"], &["export"]] {
        let refused = log(place, wrong);
        assert_eq!(refused.status.code(), Some(2), "{wrong:?}: {}", said(&refused));
    }
}

#[test]
fn what_is_recorded_is_sealed_proved_by_strangers_and_a_change_is_found_in_sqlite() {
    sealed_proved_and_changed(None);
}

#[test]
fn what_is_recorded_is_sealed_proved_by_strangers_and_a_change_is_found_in_postgresql() {
    let database = Postgres::new();
    sealed_proved_and_changed(Some(&database.url));
}
