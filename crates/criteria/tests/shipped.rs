//! The shipped packs: they check, they refer to each other, their bytes are pinned, and what is
//! parsed is what stands in the file.

#![expect(clippy::disallowed_methods, reason = "the pure crate reads no files; its test reads the shipped ones")]

use std::path::{Path, PathBuf};

use criteria::catalogue::Catalogue;
use criteria::pack::criteria::{Area, Author, Minimum};
use criteria::pack::rules::Strength;
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
    assert_eq!(catalogue().packs().len(), 10);
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

/// The guideline's structure, and of each requirement whose it is. The notice itself is not in our sources (spec 1 N1).
#[test]
fn the_criteria_have_the_structure_of_the_guideline_and_say_that_everything_else_is_ours() {
    let catalogue = catalogue();
    let (pack, criteria) = catalogue.criteria("tics-h30").unwrap();
    assert_eq!(catalogue.criteria_of(&pack.edition), Some(criteria));
    let parts: Vec<(&str, bool, bool)> = criteria
        .parts
        .iter()
        .map(|part| (part.mark.ja.as_str(), part.minimum == Minimum::Whole, part.by_form))
        .collect();
    assert_eq!(
        parts,
        [
            ("Ⅰ 第一", true, false),
            ("Ⅰ 第二", true, false),
            ("Ⅰ 第三", true, false),
            ("Ⅰ 第四", false, false),
            ("Ⅰ 第五", false, false),
            ("Ⅰ 第六", false, false),
            ("Ⅱ", false, false),
            ("Ⅲ", false, true),
            ("Ⅳ", false, true),
            ("Ⅴ", false, true),
        ]
    );
    assert!(criteria.parts.iter().all(|part| part.title_by == Author::Mamori));
    assert!(criteria.forms.iter().all(|form| form.parts_by == Author::Mamori));
    assert_eq!(criteria.ours.ja, "Mamori の作業用の内容・告示の文ではありません");
    let mut places = Vec::new();
    for requirement in &criteria.requirements {
        assert_eq!(criteria.label(requirement.written_by), Some(&criteria.ours), "{}", requirement.id);
        assert!(requirement.id.starts_with(&format!("tics-h30/{}-", requirement.part)), "{}", requirement.id);
        assert!(!requirement.derived_from.is_empty(), "{}", requirement.id);
        for text in [&requirement.title, &requirement.statement, &requirement.evidence] {
            assert!(!text.ja.contains("告示") && !text.en.to_lowercase().contains("notice no"), "{}", requirement.id);
        }
        places.push(criteria.parts.iter().position(|part| part.id == requirement.part));
    }
    assert!(places.is_sorted(), "the requirements stand part by part");
}

/// S0 L99-100: what the notice has as basic, as far as the slides tell.
#[test]
fn identifying_choosing_measures_a_manager_and_access_are_basic() {
    let catalogue = catalogue();
    let (_, criteria) = catalogue.criteria("tics-h30").unwrap();
    let basic: Vec<&str> = criteria.requirements.iter().filter(|one| one.basic).map(|one| one.id.as_str()).collect();
    assert_eq!(basic, ["tics-h30/1-1-identify", "tics-h30/1-2-measures", "tics-h30/1-3-manager", "tics-h30/2-access"]);
}

/// S3 L528: an audit looks at all three areas, also where little is asked for. And every question, effort by effort, is met.
#[test]
fn each_area_each_level_and_each_question_has_requirements() {
    let catalogue = catalogue();
    let (_, criteria) = catalogue.criteria("tics-h30").unwrap();
    for (word, area) in Area::ALL {
        for level in [None, Some(1), Some(2), Some(3)] {
            let mut found = criteria.requirements.iter().filter(|one| one.level == level && one.areas.contains(&area));
            assert!(found.next().is_some(), "{word} {level:?}");
        }
    }
    let lists = [catalogue.checklist("tics-19").unwrap().1, catalogue.checklist("tics-revised").unwrap().1];
    for item in lists.iter().flat_map(|list| &list.items) {
        assert!(criteria.requirements.iter().any(|one| one.derived_from.contains(&item.id)), "{}", item.id);
    }
}

#[test]
fn every_rule_and_figure_says_that_it_is_ours() {
    let catalogue = catalogue();
    let pack = catalogue.rules().unwrap();
    let Content::Rules(rules) = &pack.content else { panic!("{} is a pack of rules", pack.edition) };
    assert_eq!(rules.ours.ja, "Mamoriの既定・告示の定めは未確認");
    assert!(rules.rules.iter().all(|rule| rule.set_by == Author::Mamori && rule.basis.ja.contains("Mamori の既定")));
    assert!(
        rules.figures.iter().all(|figure| figure.set_by == Author::Mamori && figure.basis.ja.contains("Mamori の既定"))
    );
    let warned: Vec<&str> =
        rules.rules.iter().filter(|rule| rule.strength != Strength::Block).map(|rule| rule.word.as_str()).collect();
    assert_eq!(warned, ["advised-before", "audit-days", "advice-in-audit", "fees-paid"]);
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
