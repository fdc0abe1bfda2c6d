//! The files of the vault come back with a backup, and their keys from a file of their own; each can be missing, broken, or late,
//! and is told.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::crash::killed_at;
use crate::restoring::{AgeKey, House, Kind, age_key, said};
use crate::serving::{Device, Process, mamori};

/// What is kept in these tests: one file in a piece, one in several.
fn contents() -> [(&'static str, Vec<u8>); 2] {
    let long: Vec<u8> = (0..300_000_u32).flat_map(u32::to_le_bytes).collect();
    [("名簿.pdf", "%PDF-1.7 見本".into()), ("図面.dat", long)]
}

/// Keeps evidence as a browser does, and gives where it is.
fn kept(process: &Process, device: &Device, folder: &Path) -> String {
    kept_as(process, device, folder, "9f0f6a4e-9d3d-4a53-bf6c-6f3f6f0f7a11").unwrap().unwrap()
}

/// The same for a form of this key; none = no answer came, none in it = others were faster twice, and it was refused.
pub(crate) fn kept_as(process: &Process, device: &Device, folder: &Path, once: &str) -> Option<Option<String>> {
    let mut command = Command::new("curl");
    command.args(["-s", "-i", "-H", "Sec-Fetch-Site: same-origin", "-H", &format!("Cookie: {}", device.header())]);
    command.args(["-F", "title=教育の名簿", "-F", "from=2026-10-01", "-F", &format!("once={once}")]);
    for (name, bytes) in contents() {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        command.arg("-F").arg(format!("files=@{}", path.display()));
    }
    let done = command.arg(format!("http://{}/evidence", process.address)).output().unwrap();
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    if !done.status.success() || told.is_empty() {
        return None;
    }
    if told.contains("409 Conflict") {
        return Some(None);
    }
    assert!(told.contains("303 See Other"), "{told}");
    let place = told.lines().find_map(|line| line.strip_prefix("location: ")).unwrap();
    Some(Some(place.trim().to_owned()))
}

/// The files of evidence, as a browser saves them; none where one is refused.
fn saved(process: &Process, device: &Device, evidence: &str) -> Vec<Option<Vec<u8>>> {
    let one = |place: usize| {
        let address = format!("http://{}{evidence}/files/{place}", process.address);
        let cookie = format!("Cookie: {}", device.header());
        let done = Command::new("curl").args(["-s", "-f", "-H", &cookie, &address]).output().unwrap();
        done.status.success().then_some(done.stdout)
    };
    (1..=contents().len()).map(one).collect()
}

fn all_there() -> Vec<Option<Vec<u8>>> {
    contents().into_iter().map(|(_, bytes)| Some(bytes)).collect()
}

/// An installation where a company keeps evidence, whose service has ended.
struct Origin {
    house: House,
    device: Device,
    evidence: String,
}

impl Origin {
    fn new(kind: Kind) -> Self {
        let house = House::new(kind);
        let mut process = Process::start(house.place());
        let device = process.manager();
        let files = tempfile::tempdir().unwrap();
        let evidence = kept(&process, &device, files.path());
        assert!(saved(&process, &device, &evidence) == all_there());
        house.sealed();
        process.kill();
        Self { house, device, evidence }
    }

    fn backup(&self, to: &Path, key: &AgeKey) -> Output {
        self.house.run(&["backup", "--recipient", &key.public, "--to", to.to_str().unwrap()])
    }

    /// What its evidence is where it was restored, after it was decided to go on.
    fn saved_in(&self, house: &House) -> Vec<Option<Vec<u8>>> {
        let adopted = house.run(&["log", "adopt"]);
        assert!(adopted.status.success(), "{}", said(&adopted));
        let process = Process::start(house.place());
        saved(&process, &self.device, &self.evidence)
    }
}

/// Every file below a folder.
fn below(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.path().is_dir() {
            found.extend(below(&entry.path()));
        } else {
            found.insert(entry.path(), std::fs::read(entry.path()).unwrap());
        }
    }
    found
}

fn objects(folder: &Path) -> Vec<PathBuf> {
    below(&folder.join("objects")).into_keys().collect()
}

fn drill(from: Kind, to: Kind) {
    let key = age_key();
    let (shelf, origin) = (tempfile::tempdir().unwrap(), Origin::new(from));
    let (backup, files) = (shelf.path().join("mamori.age"), shelf.path().join("files"));
    let done = origin.backup(&backup, &key);
    let told = said(&done);
    assert!(done.status.success() && told.contains("copied now: 2") && told.contains("files: 1,"), "{told}");
    let copies = below(&files.join("objects"));
    assert_eq!(copies, below(&origin.house.data.path().join("vault/objects")).into_iter().map(moved(&files)).collect());
    // The next night only what is new is copied.
    let done = origin.backup(&backup, &key);
    assert!(done.status.success() && said(&done).contains("copied now: 0"), "{}", said(&done));
    // The keys of organisations' files are in the one file and not in the other.
    let recipient = origin.house.ask("SELECT recipient FROM vault_key");
    let has = |file: &Path| key.decrypted(file).windows(recipient.len()).any(|part| part == recipient.as_bytes());
    let series: Vec<PathBuf> = below(&files).into_keys().filter(|path| path.extension().is_some()).collect();
    assert!(!has(&backup) && !series.is_empty() && series.iter().all(|file| has(file)), "{series:?}");
    let checked = key.check(&backup);
    let told = said(&checked);
    assert!(checked.status.success() && told.contains("whole: 2") && told.contains("files: 1, as"), "{told}");
    // The page of the operator says so, after the service has begun again.
    assert_eq!(origin.house.ask("SELECT count(*) FROM backup_taken WHERE files = 2 AND files_missing = 0"), "2");

    // All of it on another machine.
    let whole = House::new(to);
    whole.given(&origin.house, &["keys", "heads"]);
    let done = whole.restore(&backup, &key);
    let told = said(&done);
    assert!(done.status.success() && told.contains("into the vault: 2, there already: 0"), "{told}");
    whole.is_like(&origin.house, 1);
    let checked = whole.run(&["db", "check"]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(origin.saved_in(&whole) == all_there());

    // The disk of the vault alone is lost.
    std::fs::remove_dir_all(whole.data.path().join("vault")).unwrap();
    let checked = whole.run(&["db", "check"]);
    assert_eq!(checked.status.code(), Some(1), "{}", said(&checked));
    let arguments = ["restore", "--files-only", "--backup-files", files.to_str().unwrap()];
    let done = whole.run(&arguments);
    assert!(done.status.success() && said(&done).contains("into the vault: 2"), "{}", said(&done));
    let checked = whole.run(&["db", "check"]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(said(&whole.run(&arguments)).contains("into the vault: 0, there already: 2"));

    // Neither copies nor keys: what is missing is told, and nothing else is lost by it.
    let alone = tempfile::tempdir().unwrap();
    let lonely = alone.path().join("mamori.age");
    std::fs::copy(&backup, &lonely).unwrap();
    let bare = House::new(to);
    bare.given(&origin.house, &["keys", "heads"]);
    let done = bare.restore(&lonely, &key);
    let told = said(&done);
    assert_eq!(done.status.code(), Some(1), "{told}");
    assert!(told.matches("There is no copy of a file").count() == 2 && told.contains("no key is there: 2"), "{told}");
    assert!(told.contains("The record is as it was sealed"), "{told}");
    assert_eq!(origin.saved_in(&bare), [None, None]);
}

/// The same file below another folder.
fn moved(to: &Path) -> impl Fn((PathBuf, Vec<u8>)) -> (PathBuf, Vec<u8>) {
    move |(path, bytes)| {
        let name = path.components().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect::<PathBuf>();
        (to.join(name), bytes)
    }
}

#[test]
fn files_come_back_from_sqlite_in_postgresql() {
    drill(Kind::Sqlite, Kind::Postgres);
}

#[test]
fn files_come_back_from_postgresql_in_sqlite() {
    drill(Kind::Postgres, Kind::Sqlite);
}

#[test]
fn a_copy_that_was_changed_is_told_and_never_put_back() {
    let key = age_key();
    let (shelf, origin) = (tempfile::tempdir().unwrap(), Origin::new(Kind::Sqlite));
    let (backup, files) = (shelf.path().join("mamori.age"), shelf.path().join("files"));
    assert!(origin.backup(&backup, &key).status.success());
    let changed = objects(&files).remove(0);
    let good = std::fs::read(&changed).unwrap();
    let mut bytes = good.clone();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&changed, &bytes).unwrap();
    let name = changed.file_name().unwrap().to_str().unwrap();
    let told_of = |done: &Output, text: &str| {
        assert_eq!(done.status.code(), Some(1), "{}", said(done));
        assert!(said(done).lines().any(|line| line.contains(text) && line.contains(name)), "{}", said(done));
    };
    told_of(&key.check(&backup), "The copy of a file is not what was copied");
    let target = House::new(Kind::Sqlite);
    target.given(&origin.house, &["keys", "heads"]);
    told_of(&target.restore(&backup, &key), "The copy of a file is not what was copied");
    assert_eq!(objects(&target.data.path().join("vault")).len(), 1, "the other one is there");
    // As told: it is removed, and the next backup copies it again.
    std::fs::remove_file(&changed).unwrap();
    let done = origin.backup(&backup, &key);
    assert!(done.status.success() && said(&done).contains("copied now: 1"), "{}", said(&done));
    let done = target.run(&["restore", "--files-only", "--backup-files", files.to_str().unwrap()]);
    assert!(done.status.success() && said(&done).contains("into the vault: 1, there already: 1"), "{}", said(&done));
    assert!(origin.saved_in(&target) == all_there());

    // What is wrong in the vault itself is not copied: the backup is taken, and what is missing is told.
    let vault = origin.house.data.path().join("vault");
    std::fs::remove_dir_all(files.join("objects")).unwrap();
    let own = vault.join("objects").join(&name[..2]).join(name);
    std::fs::write(&own, &bytes).unwrap();
    told_of(&origin.backup(&backup, &key), "is not what was kept");
    std::fs::remove_file(&own).unwrap();
    told_of(&origin.backup(&backup, &key), "is missing");
    assert!(key.check(&backup).status.success(), "what was taken is whole");
    assert_eq!(origin.house.ask("SELECT files_missing FROM backup_taken ORDER BY taken_at DESC LIMIT 1"), "1");
}

#[test]
fn what_does_not_fit_is_refused_with_its_reason() {
    let key = age_key();
    let (shelf, origin) = (tempfile::tempdir().unwrap(), Origin::new(Kind::Sqlite));
    let (backup, files) = (shelf.path().join("mamori.age"), shelf.path().join("files"));
    assert!(origin.backup(&backup, &key).status.success());
    let keys = below(&files).into_keys().find(|path| path.extension().is_some()).unwrap();
    let target = House::new(Kind::Sqlite);
    let refused = target.restore(&keys, &key);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("name the backup of the record"), "{}", said(&refused));
    assert!(target.is_empty());
    for (name, bytes, says) in [
        ("a record instead of keys", std::fs::read(&backup).unwrap(), "does not hold the keys"),
        ("cut off", std::fs::read(&keys).unwrap().split_last().unwrap().1.to_vec(), "was cut off or changed"),
        ("something else", b"x".to_vec(), "is no backup of Mamori"),
    ] {
        std::fs::write(&keys, bytes).unwrap();
        let refused = target.restore(&backup, &key);
        assert_eq!(refused.status.code(), Some(2), "{name}: {}", said(&refused));
        assert!(said(&refused).contains(says) && said(&refused).contains("vault-keys-"), "{name}: {}", said(&refused));
        assert!(target.is_empty(), "{name} leaves nothing");
    }
    let refused = target.run(&["restore", "--files-only"]);
    assert_eq!(refused.status.code(), Some(2), "{}", said(&refused));
    assert!(said(&refused).contains("--backup-files"), "{}", said(&refused));
    // To standard output there is no folder beside: that files and keys are in none is told.
    let mut taken = mamori(origin.house.place(), &["backup", "--to", "-", "--recipient", &key.public]);
    let taken = taken.stdout(Stdio::piped()).output().unwrap();
    let told = String::from_utf8_lossy(&taken.stderr);
    assert!(taken.status.success() && told.contains("were not copied") && told.contains("are in no file"), "{told}");
}

/// By what a file gets from one place to another: what is written, waited for, named, and removed.
const CALLS: &str = "write,pwrite64,fsync,fdatasync,rename,renameat2,linkat,link,unlink,mkdir";

#[test]
fn killed_at_any_moment_a_backup_goes_on_the_next_time() {
    let key = age_key();
    let origin = Origin::new(Kind::Sqlite);
    let shelf = tempfile::tempdir().unwrap();
    let mut killed = 0;
    for nth in 1.. {
        let folder = shelf.path().join(nth.to_string());
        std::fs::create_dir(&folder).unwrap();
        let backup = folder.join("mamori.age");
        let arguments = ["backup", "--recipient", &key.public, "--to", backup.to_str().unwrap()];
        if !killed_at(CALLS, nth, &mamori(origin.house.place(), &arguments)) {
            break;
        }
        killed += 1;
        // What has its name is whole, whatever stands beside it.
        if backup.exists() {
            let checked = key.check(&backup);
            assert!(checked.status.success(), "call {nth}: {}", said(&checked));
        }
        let done = origin.backup(&backup, &key);
        assert!(done.status.success() && said(&done).contains("names: 2"), "call {nth}: {}", said(&done));
        let checked = key.check(&backup);
        assert!(checked.status.success() && said(&checked).contains("whole: 2"), "call {nth}: {}", said(&checked));
        std::fs::remove_dir_all(&folder).unwrap();
    }
    assert!(killed > 15, "{killed}");
    // The same of putting files back.
    let backup = shelf.path().join("mamori.age");
    assert!(origin.backup(&backup, &key).status.success());
    let files = shelf.path().join("files");
    let vault = origin.house.data.path().join("vault");
    let arguments = ["restore", "--files-only", "--backup-files", files.to_str().unwrap()];
    let mut killed = 0;
    for nth in 1.. {
        std::fs::remove_dir_all(&vault).unwrap();
        if !killed_at(CALLS, nth, &mamori(origin.house.place(), &arguments)) {
            break;
        }
        killed += 1;
        let done = origin.house.run(&arguments);
        assert!(done.status.success(), "call {nth}: {}", said(&done));
        let checked = origin.house.run(&["db", "check"]);
        assert!(checked.status.success(), "call {nth}: {}", said(&checked));
        assert!(
            below(&vault.join("objects")) == below(&files.join("objects")).into_iter().map(moved(&vault)).collect()
        );
    }
    assert!(killed > 8, "{killed}");
}
