//! The house rules that a machine can check: who may name whom, what nobody may depend on, what
//! stands only where it belongs (ARCHITECTURE.md).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand};

/// Every edge between crates of ours that is allowed. A crate missing here fails.
const EDGES: [(&str, &[&str]); 11] = [
    ("criteria", &[]),
    ("figures", &[]),
    ("proof", &[]),
    ("record", &[]),
    ("scheme", &["criteria", "record"]),
    ("protection", &["criteria", "record"]),
    ("document", &["figures"]),
    ("store", &["protection", "record", "scheme"]),
    ("app", &["criteria", "document", "figures", "proof", "protection", "record", "scheme", "store"]),
    ("server", &["app", "criteria", "document", "protection", "record", "scheme"]),
    ("cli", &["app", "criteria", "document", "figures", "protection", "record", "scheme", "server"]),
];

/// Crates that do no I/O and read no clock.
const PURE: [&str; 6] = ["criteria", "figures", "proof", "protection", "record", "scheme"];

/// Outside crates that only some of ours may name.
const WALLS: [(&str, &[&str]); 27] = [
    ("axum", &["server"]),
    ("tower-http", &["server"]),
    ("hyper", &["server"]),
    ("hyper-util", &["server"]),
    ("maud", &["server"]),
    ("prometheus-client", &["server"]),
    ("tokio-rustls", &["server"]),
    ("clap", &["cli"]),
    ("tokio", &["app", "server", "cli", "store"]),
    ("sqlx", &["store"]),
    ("fluent-templates", &["app"]),
    ("cedar-policy", &["app"]),
    ("lettre", &["app"]),
    ("age", &["app", "store"]),
    ("object_store", &["store"]),
    ("ed25519-dalek", &["proof"]),
    ("signed_note", &["proof"]),
    ("tlog_tiles", &["proof"]),
    ("toml", &["criteria", "cli"]),
    // The outside reader our own is compared with: for tests alone.
    ("calamine", &[]),
    ("quick-xml", &["document"]),
    ("rust_xlsxwriter", &["document"]),
    ("zip", &["document"]),
    ("encoding_rs", &["document"]),
    ("typst", &["document"]),
    ("typst-layout", &["document"]),
    ("typst-pdf", &["document"]),
];

/// Never in the tree: TLS is rustls with ring.
const BANNED: [&str; 5] = ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"];

/// Licences of what is compiled in.
const LICENCES: [&str; 14] = [
    "MIT",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "CC0-1.0",
    "Unlicense",
    "0BSD",
    "MIT-0",
    "CDLA-Permissive-2.0",
    // Of single files: webauthn-rs, used as it is.
    "MPL-2.0",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn metadata() -> Metadata {
    MetadataCommand::new()
        .manifest_path(root().join("Cargo.toml"))
        .other_options(vec!["--locked".into()])
        .exec()
        .unwrap()
}

/// Every Rust file of ours with its text.
fn sources() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, files: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, files);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                files.push((path, text));
            }
        }
    }
    let mut files = Vec::new();
    walk(&root().join("crates"), &mut files);
    assert!(files.len() > 30);
    files
}

#[test]
fn crates_depend_only_downwards() {
    let metadata = metadata();
    let ours: BTreeSet<&str> = metadata.workspace_packages().iter().map(|package| package.name.as_str()).collect();
    let allowed: BTreeMap<&str, &[&str]> = EDGES.into_iter().collect();
    assert_eq!(ours, allowed.keys().copied().collect(), "every crate has its row in EDGES");
    for package in metadata.workspace_packages() {
        for dependency in package.dependencies.iter().filter(|dependency| ours.contains(dependency.name.as_str())) {
            let edges = allowed[package.name.as_str()];
            assert!(edges.contains(&dependency.name.as_str()), "{} may not name {}", package.name, dependency.name);
        }
    }
}

#[test]
fn every_file_of_tests_belongs_to_a_program_of_tests() {
    for package in metadata().workspace_packages() {
        let programs = package.targets.iter().filter(|target| target.is_test());
        let programs: Vec<PathBuf> = programs.map(|target| target.src_path.clone().into()).collect();
        let named: String = programs.iter().map(|program| std::fs::read_to_string(program).unwrap()).collect();
        let Ok(folder) = package.manifest_path.with_file_name("tests").read_dir_utf8() else { continue };
        for file in folder.map(|entry| entry.unwrap().into_path()).filter(|path| path.extension() == Some("rs")) {
            let module = format!("mod {};", file.file_stem().unwrap());
            let runs = programs.iter().any(|program| program == file.as_std_path())
                || named.lines().any(|line| line == module);
            assert!(runs, "{file} is run by nothing: name it in `all.rs`");
        }
    }
}

#[test]
fn walls_hold() {
    for package in metadata().workspace_packages() {
        for dependency in package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal) {
            if let Some((_, allowed)) = WALLS.iter().find(|(name, _)| *name == dependency.name) {
                assert!(allowed.contains(&package.name.as_str()), "{} may not name {}", package.name, dependency.name);
            }
        }
    }
}

#[test]
fn nothing_banned_is_in_the_tree_and_every_licence_is_known() {
    for package in metadata().packages {
        assert!(!BANNED.contains(&package.name.as_str()), "{} is banned", package.name);
        let licence = package.license.clone().unwrap_or_default();
        assert!(acceptable(&licence), "{} {}: licence `{licence}`", package.name, package.version);
    }
}

/// One alternative whose every part is known.
fn acceptable(expression: &str) -> bool {
    let plain = expression.replace(['(', ')'], "").replace('/', " OR ");
    plain.split(" OR ").any(|alternative| alternative.split(" AND ").all(|part| LICENCES.contains(&part.trim())))
}

#[test]
fn every_crate_has_its_lints_and_its_bans() {
    for (name, _) in EDGES {
        let folder = root().join("crates").join(name);
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "{name}");
        let bans = std::fs::read_to_string(folder.join("clippy.toml")).unwrap();
        for banned in ["std::time::SystemTime::now", "jiff::Timestamp::now", "jiff::Zoned::now"] {
            assert!(bans.contains(banned), "{name} bans {banned}");
        }
        for banned in ["std::env::var", "std::fs::read", "std::net::TcpStream::connect", "std::process::Command::new"] {
            assert!(!PURE.contains(&name) || bans.contains(banned), "{name} is pure and bans {banned}");
        }
    }
}

#[test]
fn pure_crates_have_no_asynchronous_code() {
    for (path, text) in sources() {
        let pure = PURE.iter().any(|name| path.starts_with(root().join("crates").join(name).join("src")));
        assert!(!pure || !text.contains("async fn"), "{}", path.display());
    }
}

/// SQL stands in `store` alone; a test may ask the database past it.
#[test]
fn there_is_no_sql_outside_the_store() {
    let statements =
        ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM ", "CREATE TABLE "].map(|word| format!("\"{word}"));
    for (path, text) in sources() {
        let test = path.components().any(|part| part.as_os_str() == "tests");
        if test || path.starts_with(root().join("crates/store")) {
            continue;
        }
        for statement in &statements {
            assert!(!text.contains(statement.as_str()), "{}: {statement}", path.display());
        }
    }
}

/// Every change of the record passes the one write door: nothing else makes an event, names a head to be moved, or
/// appends.
#[test]
fn only_the_door_appends_to_the_record() {
    let ways = ["NewEvent", "Append {", "tx.append(", "tx().append(", "Tx::append"];
    let mut doors = BTreeSet::new();
    for (path, text) in sources() {
        // A bench fills an empty database with what it measures.
        let test = path.components().any(|part| part.as_os_str() == "tests" || part.as_os_str() == "examples");
        if test || path.starts_with(root().join("crates/store")) {
            continue;
        }
        let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for way in ways.into_iter().filter(|way| code.contains(way)) {
            assert!(path.ends_with("app/src/door.rs"), "{}: {way}", path.display());
            doors.insert(way);
        }
    }
    assert!(doors.len() >= 3, "{doors:?}");
    // And in the store itself one function writes an event.
    let store = sources().into_iter().filter(|(path, _)| path.starts_with(root().join("crates/store/src")));
    let inserts: Vec<PathBuf> =
        store.filter(|(_, text)| text.contains("INSERT INTO event")).map(|(path, _)| path).collect();
    assert!(matches!(&inserts[..], [only] if only.ends_with("record.rs")), "{inserts:?}");
}

/// What looks through the record, or derives from it, knows each kind of stream there is.
#[test]
fn every_aggregate_is_examined_and_replayed() {
    let sources = sources();
    let aggregates: BTreeSet<&str> = sources
        .iter()
        .flat_map(|(_, text)| text.lines())
        .filter_map(|line| line.strip_prefix("impl Aggregate for ")?.strip_suffix(" {"))
        .collect();
    assert!(aggregates.len() >= 5, "{aggregates:?}");
    for file in ["store/src/examine/events.rs", "store/src/rebuild.rs"] {
        let (_, text) = sources.iter().find(|(path, _)| path.ends_with(file)).unwrap();
        for aggregate in &aggregates {
            assert!(text.contains(&format!("{aggregate}::KIND =>")), "{file} does not know {aggregate}");
        }
    }
}

#[test]
fn every_file_begins_by_saying_what_it_knows() {
    for (path, text) in sources() {
        assert!(text.starts_with("//!"), "{}", path.display());
    }
}

#[test]
fn nothing_is_switched_off_or_left_for_later() {
    let marks = ["TODO", "FIXME", "XXX", "todo!(", "unimplemented!(", "#[ignore"];
    for (path, text) in sources() {
        if path.ends_with("tests/tidy.rs") {
            continue;
        }
        for mark in marks {
            assert!(!text.contains(mark), "{}: {mark}", path.display());
        }
    }
}

/// Prints the outliers; fails only where a newcomer would no longer find his room.
#[test]
fn files_stay_readable() {
    for (path, text) in sources() {
        let lines = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]")).count();
        let test = path.components().any(|part| part.as_os_str() == "tests");
        if lines > 400 {
            eprintln!("{lines} lines: {}", path.display());
        }
        assert!(test || lines <= 600, "{lines} lines: {}", path.display());
    }
}

#[test]
fn what_is_vendored_brings_its_licence() {
    for folder in std::fs::read_dir(root().join("web/vendor")).unwrap() {
        let folder = folder.unwrap().path();
        assert!(folder.join("LICENSE").exists(), "{}", folder.display());
    }
    // Fonts stand in one folder: `Name-Style.ttf` beside `LICENSE-Name.txt`.
    let mut fonts = 0;
    for file in std::fs::read_dir(root().join("crates/document/fonts")).unwrap() {
        let file = file.unwrap().path();
        if file.extension().is_some_and(|ending| ending == "ttf" || ending == "otf") {
            let (family, _) = file.file_stem().unwrap().to_str().unwrap().rsplit_once('-').unwrap();
            let licence = std::fs::read_to_string(file.with_file_name(format!("LICENSE-{family}.txt"))).unwrap();
            assert!(licence.contains("SIL OPEN FONT LICENSE Version 1.1"), "{}", file.display());
            assert!(licence.contains("Copyright") || licence.contains('©'), "{}", file.display());
            fonts += 1;
        }
    }
    assert!(fonts > 0);
}
