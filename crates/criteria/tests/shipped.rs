//! The shipped packs: they check, they refer to each other, their bytes are pinned, and what is
//! parsed is what stands in the file.

#![expect(clippy::disallowed_methods, reason = "the pure crate reads no files; its test reads the shipped ones")]

use std::path::{Path, PathBuf};

use criteria::catalogue::Catalogue;
use criteria::pack::{Content, parse};
use criteria::schema;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// All pack files, by path below `packs/`.
fn files() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for folder in std::fs::read_dir(root().join("packs")).unwrap() {
        let folder = folder.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in std::fs::read_dir(&folder).unwrap() {
            let file = file.unwrap().path();
            let name = format!(
                "{}/{}",
                folder.file_name().unwrap().to_str().unwrap(),
                file.file_name().unwrap().to_str().unwrap()
            );
            files.push((name, std::fs::read(file).unwrap()));
        }
    }
    files.sort();
    files
}

fn catalogue() -> Catalogue {
    let files = files();
    Catalogue::open(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()))).unwrap_or_else(|bad| {
        for file in bad {
            for fault in file.faults {
                eprintln!("packs/{}: {fault}", file.file);
            }
        }
        panic!("a shipped pack is faulty");
    })
}

#[test]
fn every_shipped_pack_checks() {
    assert_eq!(catalogue().packs().len(), 8);
}

/// Editions are inserted once and never changed: a correction is a new edition with a note.
/// `own` is an imported checklist's, and the address of the page that imports one.
#[test]
fn no_pack_is_called_own() {
    assert!(catalogue().packs().iter().all(|pack| pack.edition.pack != criteria::import::ID));
}

#[test]
fn released_bytes_never_change() {
    let pins = std::fs::read_to_string(root().join("packs/pins.txt")).unwrap();
    let found: String = catalogue()
        .packs()
        .iter()
        .map(|pack| format!("{} {} {}\n", pack.edition.sha256, pack.edition.pack, pack.edition.edition))
        .collect();
    assert_eq!(found, pins, "packs/pins.txt pins the bytes of every released edition");
}

#[test]
fn the_file_lies_where_its_id_and_edition_say() {
    for (name, bytes) in files() {
        let pack = parse(&bytes).unwrap();
        assert_eq!(name, format!("{}/{}.toml", pack.edition.pack, pack.edition.edition));
    }
}

/// What the parser read, written out again, is the file: nothing is dropped, nothing renamed.
#[test]
fn the_parsed_pack_has_the_shape_of_its_file() {
    for (name, bytes) in files() {
        let text = String::from_utf8(bytes.clone()).unwrap();
        let file: serde_json::Value = plain(toml::from_str::<toml::Table>(&text).unwrap().into());
        let parsed = serde_json::to_value(parse(&bytes).unwrap().content).unwrap();
        assert_eq!(parsed, file, "{name}");
    }
}

/// The committed schemas are generated from the types, and an independent judge accepts every file.
#[test]
fn the_committed_schemas_are_current_and_accept_the_packs() {
    for kind in schema::KINDS {
        let committed = std::fs::read_to_string(root().join(format!("schemas/{kind}.json"))).unwrap();
        let generated = serde_json::to_string_pretty(&schema::of_kind(kind).unwrap()).unwrap() + "\n";
        assert_eq!(committed, generated, "run `scripts/generate`");
    }
    for (name, bytes) in files() {
        let pack = parse(&bytes).unwrap();
        let validator = jsonschema::validator_for(&schema::of_kind(pack.content.kind()).unwrap()).unwrap();
        let file = plain(toml::from_str::<toml::Table>(std::str::from_utf8(&bytes).unwrap()).unwrap().into());
        let errors: Vec<String> = validator.iter_errors(&file).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{name}: {errors:?}");
    }
}

#[test]
fn the_check_has_what_the_source_has() {
    let catalogue = catalogue();
    let (_, checklist) = catalogue.checklist("tics-19").unwrap();
    assert_eq!(checklist.axes.len(), 9);
    assert_eq!(checklist.items.len(), 19);
    for (i, item) in checklist.items.iter().enumerate() {
        assert_eq!(item.id, format!("tics-19/{}", i + 1));
        assert!(!item.cases.is_empty(), "{}: a case related to each gap", item.id);
    }
    assert!(checklist.items.iter().all(|item| item.weight == 1), "the formula on the screen says all weigh the same");
}

#[test]
fn the_cases_are_complete() {
    let catalogue = catalogue();
    let cases = catalogue.cases().next().unwrap();
    let count =
        |prefix: &str| cases.cases.iter().filter(|case| case.id.starts_with(&format!("leak-cases/{prefix}"))).count();
    assert_eq!(
        (count("people"), count("fitting"), count("overseas"), count("research")),
        (4, 4, 2, 2),
        "12 of the handbook"
    );
    assert_eq!((count("deck"), count("incident"), cases.approaches.len()), (4, 3, 6));
}

/// Spec 7 §6: wording that must never appear in a case.
#[test]
fn no_case_claims_that_anything_would_have_been_prevented_or_names_a_nationality() {
    let catalogue = catalogue();
    let cases = catalogue.cases().next().unwrap();
    let texts = cases.cases.iter().flat_map(|case| [&case.title, &case.story, &case.look]);
    for text in texts.chain(cases.approaches.iter().flat_map(|approach| [&approach.title, &approach.sign])) {
        for word in ["防げた", "止められた", "防げました", "外国人", "留学生", "国籍"] {
            assert!(!text.ja.contains(word), "{word}: {}", text.ja);
        }
        for word in ["nationalit", "foreigner", "would have been prevented", "could have been prevented"] {
            assert!(!text.en.to_lowercase().contains(word), "{word}: {}", text.en);
        }
    }
}

#[test]
fn every_prefecture_has_exactly_one_bureau() {
    let catalogue = catalogue();
    let (reference, contacts) = (catalogue.reference().unwrap(), catalogue.contacts().unwrap());
    assert_eq!((reference.prefectures.len(), reference.industries.len(), reference.eras.len()), (47, 20, 5));
    for prefecture in &reference.prefectures {
        let desks = contacts.desks.iter().filter(|desk| desk.prefectures.contains(&prefecture.code)).count();
        assert_eq!(desks, 1, "{}", prefecture.name.ja);
    }
    assert_eq!(contacts.bureau("23").unwrap().id, "contacts/bureau-chubu");
    assert_eq!(contacts.bureau("22").unwrap().id, "contacts/bureau-kanto");
    assert_eq!(contacts.nationwide().count(), 1);
}

#[test]
fn bodies_of_the_wrong_kind_are_not_checklists() {
    let catalogue = catalogue();
    assert!(catalogue.checklist("leak-cases").is_none());
    assert!(matches!(catalogue.pack("reference").unwrap().content, Content::Reference(_)));
    assert!(catalogue.pack("nothing").is_none());
}

/// TOML as plain JSON: dates become texts.
fn plain(value: toml::Value) -> serde_json::Value {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(number) => number.into(),
        toml::Value::Float(number) => number.into(),
        toml::Value::Boolean(value) => value.into(),
        toml::Value::Datetime(date) => date.to_string().into(),
        toml::Value::Array(list) => list.into_iter().map(plain).collect(),
        toml::Value::Table(table) => table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
    }
}
