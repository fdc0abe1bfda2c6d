//! An installation whose database was put back, as its operator meets it: the start tells it, pages are read, nothing is
//! saved, `mamori log adopt` says what is missing, and after the decision it goes on. On both databases.

use std::path::Path;
use std::process::{Command, Output};

use crate::restoring::{said, sealed};
use crate::serving::{Place, Postgres, Process, mamori};

fn log(place: Place<'_>, arguments: &[&str]) -> Output {
    mamori(place, &[&["log"], arguments].concat()).output().unwrap()
}

fn done(command: &mut Command) {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", said(&output));
}

/// Takes the database as it is, the service being stopped.
fn taken(place: Place<'_>, to: &Path) {
    match place.database {
        Some(url) => done(Command::new("pg_dump").args(["-Fc", "-f"]).arg(to).arg(url)),
        None => {
            let file = place.data.join("mamori.db");
            done(Command::new("sqlite3").arg(file).arg(format!(".backup '{}'", to.display())));
        }
    }
}

/// Puts it back.
fn put_back(place: Place<'_>, from: &Path) {
    match place.database {
        Some(url) => done(Command::new("pg_restore").args(["--clean", "--if-exists", "-d", url]).arg(from)),
        None => {
            for file in ["mamori.db-wal", "mamori.db-shm"] {
                // They are there only after a kill.
                let _ = std::fs::remove_file(place.data.join(file));
            }
            std::fs::copy(from, place.data.join("mamori.db")).unwrap();
        }
    }
}

fn put_back_and_adopted(database: Option<&str>) {
    let data = tempfile::tempdir().unwrap();
    let place = Place { data: data.path(), database };
    let mut process = Process::start(place);
    let mut manager = process.manager();
    process.invite(&mut manager, "先", "staff");
    sealed(place);
    let told = log(place, &["adopt"]);
    assert!(told.status.success() && said(&told).contains("No record is missing"), "{}", said(&told));
    process.kill();
    let backup = data.path().join("taken");
    taken(place, &backup);
    let mut process = Process::start(place);
    // Each is two records: the invitation, and that it stands in the organisation's own history.
    for name in ["後一", "後二", "後三"] {
        process.invite(&mut manager, name, "staff");
    }
    sealed(place);
    process.kill();
    put_back(place, &backup);

    // It starts, says so, and is read; nothing is saved.
    let mut process = Process::start(place);
    let told = [process.line(), process.line()];
    assert!(told[0].contains("6 newer sealed records are missing") && told[1].contains("Read only"), "{told:?}");
    let refused = process.post(&mut manager, "/members/invite", &[("name", "次"), ("role", "staff")]);
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert!(refused.body.contains("いまは、見るだけです"), "{}", refused.body);
    let members = process.get(&mut manager, "/members");
    assert!(members.status == 200 && members.body.contains("class=\"held\""), "{}", members.body);
    let refused = log(place, &["adopt"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("6 newer sealed records are missing"), "{}", said(&refused));
    let begun = log(place, &["adopt", "--new-log"]);
    assert!(begun.status.success() && said(&begun).contains("Another log has begun"), "{}", said(&begun));
    process.kill();

    let mut process = Process::start(place);
    process.invite(&mut manager, "次", "staff");
    assert!(!process.get(&mut manager, "/members").body.contains("class=\"held\""));
    sealed(place);
    let verified = log(place, &["verify"]);
    assert!(verified.status.success() && said(&verified).contains("as it was sealed"), "{}", said(&verified));
    let head = said(&log(place, &["head"]));
    assert!(head.contains("\nfollows mamori.private-log/"), "{head}");
    process.kill();
}

#[test]
fn a_database_that_was_put_back_is_told_held_and_goes_on_by_a_decision_in_sqlite() {
    put_back_and_adopted(None);
}

#[test]
fn a_database_that_was_put_back_is_told_held_and_goes_on_by_a_decision_in_postgresql() {
    let database = Postgres::new();
    put_back_and_adopted(Some(&database.url));
}
