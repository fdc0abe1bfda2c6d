//! The keys as the operator meets them on the command line, on both databases; and a change of keys that is
//! killed at any call: the next start and the same command again go on.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::crash::killed_at;
use crate::restoring::{House, Kind, said};
use crate::serving::{Device, Place, Process, mamori};

/// The calls by which something reaches the disk, or a name changes.
const CALLS: &str = "pwrite64,write,fsync,fdatasync,link,linkat,rename,renameat,renameat2,unlink,unlinkat";

fn keys(house: &House, arguments: &[&str]) -> Output {
    house.run(&[&["keys"], arguments].concat())
}

/// An installation with what each key encrypts, closed; the path of the file in its vault, and the device of who kept it.
fn closed(kind: Kind) -> (House, Device) {
    let house = House::new(kind);
    let mut process = Process::start(house.place());
    let mut manager = process.manager();
    let begun = process.post(&mut manager, "/account/keys/app", &[]);
    assert_eq!(begun.status, 303, "{}", begun.body);
    house.sealed();
    process.kill();
    (house, manager)
}

#[test]
fn keys_are_listed_replaced_and_destroyed_and_every_refusal_says_what_to_do() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (house, _) = closed(kind);
        let listed = said(&keys(&house, &["list"]));
        for file in ["master (number 1): In use", "vault (number 1): In use", "log (number 1): In use"] {
            assert!(listed.contains(file), "{listed}");
        }
        assert!(listed.contains("encrypted with it: 1") && listed.contains("Nobody has noted yet"), "{listed}");

        let mut process = Process::start(house.place());
        for arguments in [&["rotate", "vault"][..], &["rotate", "log"], &["retire", "master", "1", "--now"]] {
            let refused = keys(&house, arguments);
            assert!(refused.status.code() == Some(1) && said(&refused).contains("Stop mamori serve"), "{refused:?}");
        }
        process.kill();

        let done = keys(&house, &["rotate", "master"]);
        let told = said(&done);
        assert!(done.status.success() && told.contains("number 2") && told.contains("anew: 1."), "{told}");
        for (arguments, says) in [
            (&["retire", "master", "2"][..], "Only an earlier one"),
            (&["retire", "master", "1"], "Keep it until"),
            (&["retire", "master", "7"], "no such key"),
            (&["rotate", "master", "--lost"], "The key is there"),
        ] {
            let refused = keys(&house, arguments);
            assert!(refused.status.code() == Some(1) && said(&refused).contains(says), "{arguments:?}: {refused:?}");
        }
        for (arguments, says) in [(&["rotate", "house"][..], "master, vault, log"), (&["retire", "log", "x"], "x")] {
            let refused = keys(&house, arguments);
            assert!(refused.status.code() == Some(2) && said(&refused).contains(says), "{arguments:?}: {refused:?}");
        }
        assert!(keys(&house, &["retire", "master", "1", "--now"]).status.success());
        let done = keys(&house, &["rotate", "log"]);
        assert!(done.status.success() && said(&done).contains("Another log has begun"), "{done:?}");

        // Without a key nothing starts, and none is made in its place.
        let path = house.data.path().join("keys/vault");
        std::fs::remove_file(&path).unwrap();
        let refused = house.run(&["serve", "--listen", "127.0.0.1:0"]);
        assert!(refused.status.code() == Some(1) && said(&refused).contains("rotate vault --lost"), "{refused:?}");
        assert!(!path.exists());
        let lost = keys(&house, &["rotate", "vault", "--lost"]);
        assert!(lost.status.success() && said(&lost).contains("vault-2"), "{lost:?}");
        let mut process = Process::start(house.place());
        process.kill();
        assert!(house.run(&["db", "check"]).status.success());
        assert!(house.run(&["log", "verify"]).status.success());
    }
}

fn copied(from: &Path) -> TempDir {
    let to = tempfile::tempdir().unwrap();
    let copied = Command::new("cp").arg("-a").arg(from.join(".")).arg(to.path()).status().unwrap();
    assert!(copied.success());
    to
}

#[test]
fn a_change_of_keys_that_is_killed_at_any_call_goes_on_when_it_is_asked_for_again() {
    let (house, device) = closed(Kind::Sqlite);
    let earlier = copied(house.data.path());
    let place = Place { data: earlier.path(), database: None };
    assert!(mamori(place, &["keys", "rotate", "master"]).status().unwrap().success());
    let mut killed = 0;
    for (from, arguments) in [
        (house.data.path(), &["keys", "rotate", "master"][..]),
        (house.data.path(), &["keys", "rotate", "log"]),
        (earlier.path(), &["keys", "retire", "master", "1", "--now"]),
    ] {
        for nth in 1.. {
            let copy = copied(from);
            let place = Place { data: copy.path(), database: None };
            if !killed_at(CALLS, nth, &mamori(place, arguments)) {
                break;
            }
            killed += 1;
            let context = format!("{arguments:?} killed at call {nth}");
            let mut process = Process::start(place);
            // Who was signed in is, and what the key encrypted opens.
            let shown = process.get(&mut device.clone(), "/account/keys/app");
            assert!(shown.status == 200 && shown.body.contains("class=\"secret\""), "{context}: {}", shown.body);
            process.kill();
            let again = mamori(place, arguments).output().unwrap();
            let told = said(&again);
            let done = again.status.success() || told.contains("“Destroyed”");
            assert!(done, "{context}: {told}");
            for command in [&["db", "check"][..], &["log", "verify"]] {
                let checked = mamori(place, command).output().unwrap();
                assert!(checked.status.success(), "{context}: {}", said(&checked));
            }
        }
    }
    assert!(killed > 40, "{killed}");
}
