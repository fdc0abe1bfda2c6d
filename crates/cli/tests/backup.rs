//! The drill: a backup that is taken from a service at work comes back in an empty database of either kind, is held, and goes
//! on by a decision; one that is behind says what is missing; what is broken, or does not fit, is refused and leaves nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::restoring::{House, Kind, age_key, said, wait};
use crate::serving::{Process, mamori};

/// From one database to another, clean and behind.
fn drill(from: Kind, to: Kind) {
    let key = age_key();
    let origin = House::new(from);
    let mut process = Process::start(origin.place());
    let mut manager = process.manager();
    process.invite(&mut manager, "初", "staff");

    // Under load: somebody goes on inviting while the backup is taken.
    let (stop, answered) = (AtomicBool::new(false), AtomicUsize::new(0));
    let early = key.folder.path().join("early.age");
    let before = std::thread::scope(|scope| {
        let mut device = manager.clone();
        let (process, stop, answered) = (&process, &stop, &answered);
        scope.spawn(move || {
            let begun = Instant::now();
            while !stop.load(Ordering::Relaxed) && begun.elapsed() < Duration::from_secs(60) {
                let name = format!("人\\{}", answered.load(Ordering::Relaxed));
                process.invite(&mut device, &name, "staff");
                answered.fetch_add(1, Ordering::Relaxed);
            }
        });
        wait("some are written", || answered.load(Ordering::Relaxed) >= 5);
        let before = answered.load(Ordering::Relaxed);
        let done = origin.run(&["backup", "--recipient", &key.public, "--to", early.to_str().unwrap()]);
        let after = answered.load(Ordering::Relaxed);
        stop.store(true, Ordering::Relaxed);
        assert!(done.status.success(), "{}", said(&done));
        assert!(after > before, "nobody waits for a backup: {before}, then {after}");
        before
    });
    origin.sealed();
    process.kill();
    let late = key.folder.path().join("late.age");
    std::fs::write(key.folder.path().join("recipients"), format!("# 金庫の鍵\n\n{}\n", key.public)).unwrap();
    let file = key.folder.path().join("recipients");
    let done = origin.run(&["backup", "--backup-recipient", file.to_str().unwrap(), "--to", late.to_str().unwrap()]);
    assert!(done.status.success() && said(&done).contains("keys/master"), "{}", said(&done));
    let checked = key.check(&late);
    assert!(checked.status.success() && said(&checked).contains("The backup is whole"), "{}", said(&checked));

    // Behind: all that was acknowledged before the backup began is in it, the log verifies, and what is missing is told.
    let behind = House::new(to);
    behind.given(&origin, &["keys", "heads"]);
    let done = behind.restore(&early, &key);
    let told = said(&done);
    assert!(done.status.success() && told.contains("The record is as it was sealed"), "{told}");
    assert!(told.contains("keys/master: the right one is there"), "{told}");
    let invited: usize = behind.ask("SELECT count(*) FROM invitation").parse().unwrap();
    assert!(invited > before, "{before} were acknowledged before, {invited} came back");
    let mut process = Process::start(behind.place());
    let line = process.line();
    assert!(line.contains("newer sealed records are missing"), "{line}");
    let refused = process.post(&mut manager, "/members/invite", &[("name", "次"), ("role", "staff")]);
    assert_eq!(refused.status, 503, "{}", refused.body);
    assert_eq!(process.get(&mut manager, "/members").status, 200);
    let refused = behind.run(&["log", "adopt"]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("newer sealed records are missing"), "{}", said(&refused));
    let begun = behind.run(&["log", "adopt", "--new-log"]);
    assert!(begun.status.success() && said(&begun).contains("Another log has begun"), "{}", said(&begun));
    process.kill();
    let process = Process::start(behind.place());
    process.invite(&mut manager, "次", "staff");
    behind.sealed();
    drop(process);

    // Clean: every row of every table is the same, and after the decision it goes on while the service runs.
    let clean = House::new(to);
    clean.given(&origin, &["keys", "heads"]);
    let done = clean.restore(&late, &key);
    assert!(done.status.success() && said(&done).contains("The record is as it was sealed"), "{}", said(&done));
    clean.is_like(&origin, 1);
    let mut process = Process::start(clean.place());
    let line = process.line();
    assert!(line.contains("restored from a backup"), "{line}");
    let form = [("name", "次"), ("role", "staff")];
    assert_eq!(process.post(&mut manager, "/members/invite", &form).status, 503);
    let adopted = clean.run(&["log", "adopt"]);
    assert!(adopted.status.success() && said(&adopted).contains("No record is missing"), "{}", said(&adopted));
    wait("it goes on", || process.post(&mut manager, "/members/invite", &form).status == 200);
    clean.sealed();
    process.kill();
    let process = Process::start(clean.place());
    process.invite(&mut manager, "後", "staff");
    drop(process);

    // The head that was kept apart is lost, too: it is held all the same.
    let lost = House::new(to);
    lost.given(&origin, &["keys"]);
    let done = lost.restore(&late, &key);
    assert!(done.status.success(), "{}", said(&done));
    let mut process = Process::start(lost.place());
    let line = process.line();
    assert!(line.contains("no head is kept"), "{line}");
    assert_eq!(process.post(&mut manager, "/members/invite", &form).status, 503);
    let adopted = lost.run(&["log", "adopt"]);
    assert!(adopted.status.success() && said(&adopted).contains("cannot be told"), "{}", said(&adopted));
    wait("it goes on", || process.post(&mut manager, "/members/invite", &form).status == 200);
    process.kill();
}

#[test]
fn a_backup_under_load_comes_back_from_sqlite_in_sqlite() {
    drill(Kind::Sqlite, Kind::Sqlite);
}

#[test]
fn a_backup_under_load_comes_back_from_postgresql_in_postgresql() {
    drill(Kind::Postgres, Kind::Postgres);
}

#[test]
fn a_backup_under_load_comes_back_from_sqlite_in_postgresql() {
    drill(Kind::Sqlite, Kind::Postgres);
}

#[test]
fn a_backup_under_load_comes_back_from_postgresql_in_sqlite() {
    drill(Kind::Postgres, Kind::Sqlite);
}

#[test]
fn what_is_broken_or_does_not_fit_is_refused_with_its_reason_and_leaves_nothing() {
    let key = age_key();
    let origin = House::new(Kind::Sqlite);
    let mut process = Process::start(origin.place());
    let mut manager = process.manager();
    process.invite(&mut manager, "初", "staff");
    process.kill();
    let whole = key.folder.path().join("whole.age");
    let done = origin.run(&["backup", "--recipient", &key.public, "--to", whole.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    let bytes = std::fs::read(&whole).unwrap();
    let mut cases: Vec<(&str, Vec<u8>, &str)> = vec![
        ("nothing", Vec::new(), "is no backup of Mamori"),
        ("something else", b"SQLite format 3\0 and more".to_vec(), "is no backup of Mamori"),
        ("something else, encrypted", key.encrypted("きょうの売上\n"), "is no backup of Mamori"),
        ("more behind its end", [&bytes[..], b"more"].concat(), "was cut off or changed"),
    ];
    for left in [bytes.len() - 1, bytes.len() - 100, bytes.len() / 2, bytes.len() / 3] {
        cases.push(("cut off", bytes[..left].to_vec(), "was cut off or changed"));
    }
    // Behind what names the recipients, in the middle, in the last byte.
    for at in [bytes.len() / 3, bytes.len() / 2, bytes.len() - 1] {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1;
        cases.push(("one bit", flipped, "was cut off or changed"));
    }
    origin.ask("PRAGMA wal_checkpoint(TRUNCATE)");
    let newer = House::new(Kind::Sqlite);
    std::fs::create_dir_all(newer.data.path().join("keys")).unwrap();
    std::fs::copy(origin.data.path().join("mamori.db"), newer.data.path().join("mamori.db")).unwrap();
    newer.ask("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'x', 1, X'00', 1)");
    let file = key.folder.path().join("newer.age");
    let done = newer.run(&["backup", "--recipient", &key.public, "--to", file.to_str().unwrap()]);
    assert!(done.status.success(), "{}", said(&done));
    cases.push(("newer", std::fs::read(&file).unwrap(), "Restore it with a newer Mamori"));
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let target = House::new(kind);
        let file = key.folder.path().join("case.age");
        for (name, bytes, expected) in &cases {
            std::fs::write(&file, bytes).unwrap();
            let refused = target.restore(&file, &key);
            assert_eq!(refused.status.code(), Some(2), "{name}: {}", said(&refused));
            assert!(said(&refused).contains(expected), "{name}: {}", said(&refused));
            assert!(target.is_empty(), "{name} leaves nothing");
            if *name != "newer" {
                let checked = key.check(&file);
                assert_eq!(checked.status.code(), Some(2), "{name}: {}", said(&checked));
                assert!(said(&checked).contains(expected), "{name}: {}", said(&checked));
            }
        }
        let other = age_key();
        let refused = target.restore(&whole, &other);
        assert!(said(&refused).contains("encrypted to others"), "{}", said(&refused));
        assert!(target.is_empty(), "another identity leaves nothing");
        // Into what is not empty nothing goes, and what is there stays.
        assert!(target.restore(&whole, &key).status.success());
        let before = target.rows();
        let refused = target.restore(&whole, &key);
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains("There is something already"), "{}", said(&refused));
        assert!(target.rows() == before);
    }
    // A journal without its database would be played into the one that is put beside it.
    let target = House::new(Kind::Sqlite);
    std::fs::create_dir_all(target.data.path()).unwrap();
    std::fs::write(target.data.path().join("mamori.db-wal"), b"old").unwrap();
    let refused = target.restore(&whole, &key);
    assert!(said(&refused).contains("mamori.db-wal"), "{}", said(&refused));
    // To nobody, or to somebody that is none.
    for (named, expected) in [(&[][..], "Nobody is named"), (&["--recipient", "age1x"], "is no recipient of age")] {
        let refused = origin.run(&[&["backup", "--to", "/nowhere/b.age"], named].concat());
        assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
        assert!(said(&refused).contains(expected), "{}", said(&refused));
    }
    let refused = origin.run(&["backup", "--recipient", &key.public, "--to", "/nowhere/b.age"]);
    assert!(said(&refused).contains("cannot write /nowhere/files"), "{}", said(&refused));
    assert!(!Path::new("/nowhere").exists());
}

#[test]
fn keys_are_not_in_it_and_which_of_them_are_missing_is_told() {
    let key = age_key();
    let origin = House::new(Kind::Sqlite);
    let mut process = Process::start(origin.place());
    process.manager();
    origin.sealed();
    process.kill();
    let mut taken = mamori(origin.place(), &["backup", "--to", "-", "--recipient", &key.public]);
    let taken = taken.output().unwrap();
    assert!(taken.status.success() && String::from_utf8_lossy(&taken.stderr).contains("keys/log"), "{taken:?}");
    let file = key.folder.path().join("out.age");
    std::fs::write(&file, &taken.stdout).unwrap();
    // What another program decrypts holds no secret of ours.
    let plain = key.decrypted(&file);
    assert!(plain.starts_with(b"mamori-backup\nH"));
    for name in ["master", "vault", "log"] {
        let secret = std::fs::read_to_string(origin.data.path().join("keys").join(name)).unwrap();
        let digits = secret.trim().as_bytes();
        let raw: Vec<u8> =
            digits.chunks(2).map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap()).collect();
        for wanted in [digits, &raw[..]] {
            assert!(!plain.windows(wanted.len()).any(|part| part == wanted), "{name}");
        }
    }
    let ids = String::from_utf8_lossy(&taken.stderr).into_owned();
    let id = ids.split("keys/master (").nth(1).unwrap().split(')').next().unwrap().to_owned();
    let bare = House::new(Kind::Sqlite);
    let done = bare.restore(&file, &key);
    let told = said(&done);
    assert!(done.status.success() && told.contains("keys/master is missing") && told.contains(&id), "{told}");
    assert!(told.contains("cannot be told without the right keys/log"), "{told}");
    assert!(!bare.data.path().join("keys").exists(), "no other key is made");
    // Another key in its place is told as such, and nothing is judged by it.
    let other = House::new(Kind::Sqlite);
    std::fs::create_dir_all(other.data.path().join("keys")).unwrap();
    std::fs::write(other.data.path().join("keys/log"), "07".repeat(32)).unwrap();
    let told = said(&other.restore(&file, &key));
    assert!(told.contains("keys/log is another one") && !told.contains("not as they were sealed"), "{told}");
    // Nothing starts with keys that are not those of the database, and each is told until all are there.
    for (name, says) in
        [("log", "keys/log is another key"), ("master", "keys/master is not"), ("vault", "keys/vault is not")]
    {
        let told = said(&other.run(&["serve", "--listen", "127.0.0.1:0"]));
        assert!(told.contains(says) && told.contains("Put"), "{name}: {told}");
        let file = |data: &Path| data.join("keys").join(name);
        std::fs::copy(file(origin.data.path()), file(other.data.path())).unwrap();
    }
    let mut process = Process::start(other.place());
    let line = process.line();
    assert!(line.contains("no head is kept"), "{line}");
    process.kill();
}

/// Waits until a file of this folder whose name holds `part` has some of it in it.
fn halfway(folder: &Path, part: &str) {
    wait("half of it is there", || {
        let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
        files.into_iter().any(|file| {
            let size = file.metadata().map_or(0, |about| about.len());
            file.file_name().to_string_lossy().contains(part) && size > 1 << 20
        })
    });
}

#[test]
fn who_is_killed_in_the_middle_leaves_nothing_that_looks_whole() {
    let key = age_key();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let origin = House::new(kind);
        assert!(origin.run(&["db", "migrate"]).status.success());
        origin.filled(32);
        let file = key.folder.path().join("backup.age");
        std::fs::write(&file, b"the one before").unwrap();
        let arguments = ["backup", "--recipient", &key.public, "--to", file.to_str().unwrap()];
        let mut child = mamori(origin.place(), &arguments).stdout(Stdio::null()).spawn().unwrap();
        halfway(key.folder.path(), ".part-");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(std::fs::read(&file).unwrap(), b"the one before", "a name is given to what is whole only");
        for part in std::fs::read_dir(key.folder.path()).unwrap().map(|part| part.unwrap().path()) {
            let broken = part.to_string_lossy().contains(".part-");
            assert!(!broken || key.check(&part).status.code() == Some(2), "half of one is no backup");
        }
        let done = origin.run(&arguments);
        assert!(done.status.success(), "{}", said(&done));

        let target = House::new(kind);
        let identity = key.file.to_str().unwrap();
        let arguments = ["restore", file.to_str().unwrap(), "--identity", identity];
        let mut child = mamori(target.place(), &arguments).stdout(Stdio::null()).spawn().unwrap();
        match &target.database {
            None => halfway(target.data.path(), ".restoring-"),
            Some(database) => wait("half of it is there", || {
                let sql = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY \"draft\"%'";
                database.ask(sql) != "0"
            }),
        }
        child.kill().unwrap();
        child.wait().unwrap();
        match &target.database {
            None => assert!(!target.data.path().join("mamori.db").exists(), "a name is given to what is whole only"),
            Some(_) => wait("the database gives it up", || target.is_empty()),
        }
        let done = target.restore(&file, &key);
        // What was put into it names nobody: damage comes back as it was, and is told.
        assert_eq!(done.status.code(), Some(1), "{}", said(&done));
        assert!(said(&done).starts_with("The backup is restored") && said(&done).contains("expected person"));
        let all = "SELECT count(*) || ' ' || sum(length(bytes)) || ' ' || sum(base) FROM draft";
        assert_eq!(target.ask(all), origin.ask(all));
    }
}

#[test]
fn another_program_checks_what_its_users_would() {
    // The file is what `age` and `gzip` make of it, too: who has lost Mamori has not lost the data.
    let key = age_key();
    let origin = House::new(Kind::Sqlite);
    assert!(origin.run(&["db", "migrate"]).status.success());
    let file = key.folder.path().join("b.age");
    assert!(origin.run(&["backup", "--recipient", &key.public, "--to", file.to_str().unwrap()]).status.success());
    let plain = key.decrypted(&file);
    let header = plain.split(|byte| *byte == b'{').nth(1).unwrap();
    assert!(
        header.starts_with(b"\"format\":2,\"holds\":\"record\",\"mamori\":\""),
        "{}",
        String::from_utf8_lossy(header)
    );
    let mode = Command::new("stat").args(["-c", "%a"]).arg(&file).output().unwrap();
    assert_eq!(said(&mode).trim(), "600", "its owner alone reads it");
}
