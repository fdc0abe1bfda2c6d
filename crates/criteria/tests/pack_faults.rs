//! What a faulty pack is told: one good pack of each kind, spoilt in one place at a time.

#[path = "support/good_packs.rs"]
mod good_packs;
#[path = "support/pack_cases.rs"]
mod pack_cases;

use std::collections::BTreeSet;

use criteria::catalogue::{Catalogue, FileFaults};
use criteria::fault::{Expected, Fault, Found, Place, Shape, Thing};
use criteria::pack::{MAX_BYTES, parse};
use criteria::schema::KINDS;
use good_packs::{CASES, CHECKLIST, CONTACTS, CRITERIA, REFERENCE, RULES};
use pack_cases::{Case, cases};
use proptest::prelude::*;
use proptest::sample::Index;

use crate::shipped_packs::SHIPPED;

// --------------------------------------------------------------------------- one fault at a time

/// The pack with each of the changes made; each finds its place exactly once.
fn changed(pack: &str, changes: &[(&str, &str)]) -> String {
    changes.iter().fold(pack.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "`{from}` must stand in the pack once");
        text.replacen(from, to, 1)
    })
}

fn line_that_begins(text: &str, start: &str) -> u32 {
    let mut lines = (1..).zip(text.lines()).filter(|(_, line)| line.starts_with(start));
    let (number, _) = lines.next().unwrap_or_else(|| panic!("no line begins with `{start}`"));
    assert!(lines.next().is_none(), "two lines begin with `{start}`");
    number
}

fn value(text: &str) -> Found {
    Found::Value(text.to_owned())
}

#[test]
fn each_fault_is_told_once_with_its_line_its_path_what_was_expected_and_what_was_found() {
    for case in cases() {
        check(&case, &changed(case.pack, &[case.change]));
    }
}

#[test]
fn a_file_from_windows_has_its_faults_on_the_same_lines() {
    for case in cases() {
        check(&case, &changed(case.pack, &[case.change]).replace('\n', "\r\n"));
    }
}

fn check(case: &Case, text: &str) {
    let at = Place::line(line_that_begins(text, case.line), case.path);
    let fault = Fault::new(at, case.expected.clone(), case.found.clone());
    let found = parse(text.as_bytes()).err().unwrap_or_default();
    assert_eq!(found, [fault], "{}", case.rule);
}

#[test]
fn the_packs_that_are_spoilt_here_are_good() {
    for (kind, text) in [
        ("checklist", CHECKLIST),
        ("cases", CASES),
        ("contacts", CONTACTS),
        ("reference", REFERENCE),
        ("criteria", CRITERIA),
        ("rules", RULES),
    ] {
        let pack = parse(text.as_bytes()).unwrap_or_else(|faults| panic!("{kind}: {}", faults[0]));
        assert_eq!(pack.content.kind(), kind);
    }
}

/// The checklist with its list of words written as `terms = …`.
fn with_terms(terms: &str) -> String {
    let word = "[[terms]] # word\nid = \"word\"\nlabel.ja = \"ことば\"\nlabel.en = \"Word\"\ntext.ja = \"説明\"\n\
                text.en = \"Explanation\"\nsource = { document = \"S1\", lines = \"11\" }\n";
    changed(CHECKLIST, &[(word, ""), ("[[documents]] # S1", &format!("terms = {terms}\n\n[[documents]] # S1"))])
}

#[test]
fn a_list_of_groups_is_not_empty() {
    let text = with_terms("[]");
    let at = Place::line(line_that_begins(&text, "terms"), "terms");
    assert_eq!(file_fault(text.as_bytes()), [Fault::new(at, Expected::List, Found::Nothing)]);
}

#[test]
fn a_group_in_a_list_is_a_group() {
    let text = with_terms("[\n\"word\"]");
    let at = Place::line(line_that_begins(&text, "\"word\""), "terms[1]");
    assert_eq!(file_fault(text.as_bytes()), [Fault::new(at, Expected::Table, value("word"))]);
}

// --------------------------------------------------------------------------------- whole files

fn file_fault(bytes: &[u8]) -> Vec<Fault> {
    parse(bytes).err().unwrap_or_default()
}

#[test]
fn a_text_has_at_most_2000_characters_however_many_bytes_they_take() {
    let with = |n: usize| changed(CHECKLIST, &[("\"小さなチェック\"", &format!("\"{}\"", "守".repeat(n)))]);
    assert!(parse(with(2000).as_bytes()).is_ok());
    let fault = Fault::new(Place::line(7, "title.ja"), Expected::TextUpTo(2000), Found::Count(2001));
    assert_eq!(file_fault(with(2001).as_bytes()), [fault]);
}

#[test]
fn a_file_has_at_most_a_mebibyte() {
    let padded = |size: usize| format!("{REFERENCE}#{}", "x".repeat(size - REFERENCE.len() - 1));
    assert!(parse(padded(MAX_BYTES).as_bytes()).is_ok());
    let fault = Fault::new(Place::default(), Expected::AtMostBytes(MAX_BYTES as u64), Found::Count(MAX_BYTES + 1));
    assert_eq!(file_fault(padded(MAX_BYTES + 1).as_bytes()), [fault]);
}

#[test]
fn a_file_is_in_utf_8() {
    let shift_jis = [&b"title.ja = \""[..], &[0x83, 0x60, 0x83, 0x46, 0x83, 0x62, 0x83, 0x4e], b"\"\n"].concat();
    let fault = Fault::new(Place::default(), Expected::Utf8, Found::Shape(Shape::Binary));
    assert_eq!(file_fault(&shift_jis), [fault]);
}

#[test]
fn a_file_that_is_no_toml_is_told_the_line_and_shown_it() {
    for (rule, change, line) in [
        ("an open quotation mark", ("strong_from = 80", "strong_from = \"80"), "strong_from = \"80"),
        ("a key without a value", ("weak_below = 50", "weak_below ="), "weak_below ="),
        ("a key twice", ("axis = \"b\"", "axis = \"b\"\naxis = \"a\" # too"), "axis = \"a\" # too"),
        ("a day that does not exist", ("2027-11-19", "2027-02-30"), "valid_until = 2027-02-30"),
        ("a bare word", ("step = \"unknown\"", "step = unknown"), "step = unknown"),
        ("a line that is no TOML", ("[scoring] # how", "Scoring:\n[scoring] # how"), "Scoring:"),
    ] {
        let text = changed(CHECKLIST, &[change]);
        let faults = file_fault(text.as_bytes());
        let first = faults.first().unwrap_or_else(|| panic!("{rule}: no fault"));
        assert_eq!(first.at, Place::line(line_that_begins(&text, line), ""), "{rule}");
        assert!(matches!(&first.expected, Expected::Toml(message) if !message.is_empty()), "{rule}: {first}");
        assert_eq!(first.found, value(line), "{rule}");
    }
}

/// A megabyte of nonsense is refused at once and in few words.
#[test]
fn of_a_file_that_is_no_toml_at_all_a_hundred_faults_are_told() {
    let faults = file_fault("=\n".repeat(MAX_BYTES / 2).as_bytes());
    assert_eq!(faults.len(), 100);
    assert_eq!(faults[0].at, Place::line(1, ""));
    let nested = file_fault(format!("a = {}", "[".repeat(MAX_BYTES - 4)).as_bytes());
    assert_eq!(nested[0].at, Place::line(1, ""));
}

// ------------------------------------------------------------------------------- several faults

#[test]
fn several_faults_of_one_file_are_all_told_in_the_order_of_their_lines() {
    let text = changed(
        CHECKLIST,
        &[
            ("question.en = \"Question 2?\"", "question.en = \"\""),
            ("edition = \"2026-11\"", "edition = \"november\u{3000}2026\""),
            ("axis = \"b\"", "axis = \"z\""),
            ("weight = 1\n", "weight = -1\n"),
            ("https://", "gopher://"),
            ("strong_from = 80", "strong_form = 80"),
            ("label.en = \"Word\"\n", ""),
            ("[\"ja\", \"en\"]", "[\"en\"]"),
        ],
    );
    let faults = file_fault(text.as_bytes());
    let told: Vec<(u32, &str)> =
        faults.iter().map(|fault| (fault.at.line.unwrap_or(0), fault.at.path.as_str())).collect();
    let line = |start: &str| line_that_begins(&text, start);
    assert_eq!(
        told,
        [
            (line("edition"), "edition"),
            (line("languages"), "languages"),
            (line("url"), "documents[1].url"),
            (line("[scoring]"), "scoring.strong_from"),
            (line("strong_form"), "scoring.strong_form"),
            (line("label.ja = \"ことば\""), "terms[1].label.en"),
            (line("weight = -1"), "items[1].weight"),
            (line("axis = \"z\""), "items[2].axis"),
            (line("question.en = \"\""), "items[2].question.en"),
        ]
    );
}

#[test]
fn a_misspelt_author_field_is_told_with_the_field_that_is_now_without_author() {
    let text = changed(CHECKLIST, &[("\"items.why\"", "\"items.reason\"")]);
    let faults = file_fault(text.as_bytes());
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].at, Place::line(line_that_begins(&text, "[authorship]"), "authorship: items.why"));
    assert_eq!((&faults[0].expected, &faults[0].found), (&Expected::AnsweredOnce, &Found::Count(0)));
    assert_eq!(faults[1].at, Place::line(line_that_begins(&text, "mamori"), "authorship.mamori[5]"));
    assert_eq!(faults[1].found, value("items.reason"));
}

#[test]
fn two_source_documents_without_an_id_lack_an_id_and_are_no_doubles() {
    let text = changed(CHECKLIST, &[("id = \"S1\"\n", ""), ("id = \"S2\"\n", "")]);
    let faults = file_fault(text.as_bytes());
    assert!(faults.iter().all(|fault| fault.expected != Expected::UniqueId), "{faults:?}");
    let lacking: Vec<&str> = faults
        .iter()
        .filter(|fault| fault.expected == Expected::Text && fault.found == Found::Nothing)
        .map(|fault| fault.at.path.as_str())
        .collect();
    assert_eq!(lacking, ["documents[1].id", "documents[2].id"]);
}

#[test]
fn of_a_pack_of_unknown_kind_only_the_head_is_judged() {
    let text = changed(CHECKLIST, &[("kind = \"checklist\"", "kind = \"quiz\""), ("2026-11-20", "\"soon\"")]);
    let paths: Vec<String> = file_fault(text.as_bytes()).into_iter().map(|fault| fault.at.path).collect();
    assert_eq!(paths, ["kind", "valid_from"]);
}

// ------------------------------------------------------------------------------------ completeness

/// The name of an expectation, if the reader of packs has it.
fn name(expected: &Expected) -> Option<&'static str> {
    match expected {
        Expected::Text => Some("text"),
        Expected::TextUpTo(_) => Some("text up to"),
        Expected::Integer(..) => Some("integer"),
        Expected::Boolean => Some("boolean"),
        Expected::Date => Some("date"),
        Expected::DateOrUnknown => Some("date or unknown"),
        Expected::List => Some("list"),
        Expected::Table => Some("table"),
        Expected::OneOf(_) => Some("one of"),
        Expected::KnownKey(_) => Some("known key"),
        Expected::Sequence(_) => Some("sequence"),
        Expected::Id(_) => Some("id"),
        Expected::UniqueId => Some("unique id"),
        Expected::Existing(Thing::Axis) => Some("axis"),
        Expected::Existing(Thing::Document) => Some("document"),
        Expected::Existing(Thing::Case) => Some("case"),
        Expected::Existing(Thing::Prefecture) => Some("prefecture"),
        Expected::Existing(Thing::ListedItem) => Some("item of a checklist"),
        Expected::Existing(Thing::Part) => Some("part"),
        Expected::Existing(Thing::Form) => Some("form"),
        Expected::Invariant => Some("invariant"),
        Expected::OneChapeau => Some("one chapeau"),
        Expected::InMinimum => Some("in the minimum"),
        Expected::EarlierItem => Some("earlier item"),
        Expected::Lines => Some("lines"),
        Expected::HttpsUrl => Some("https"),
        Expected::NotBefore(_) => Some("not before"),
        Expected::Utf8 => Some("utf-8"),
        Expected::AtMostBytes(_) => Some("bytes"),
        Expected::Toml(_) => Some("toml"),
        Expected::AnsweredOnce => Some("once"),
        // Of answers and result files: tests/answer_files.rs.
        Expected::Existing(Thing::Item | Thing::Pack)
        | Expected::Json(_)
        | Expected::Edition(_)
        | Expected::Sha256(_)
        | Expected::SomeAnswer => None,
        // Of filled sheets: tests/sheets.rs.
        Expected::AnswerOf(..)
        | Expected::SameAnswer(..)
        | Expected::OneTick(_)
        | Expected::Tick
        | Expected::QuestionBeside
        | Expected::NumberOf(_)
        | Expected::NumberBeside(_)
        | Expected::SheetOf(..)
        | Expected::Printable
        | Expected::CellPerQuestion
        | Expected::Computed
        | Expected::Questions
        | Expected::AnswerColumn
        | Expected::OneAnswerColumn(_) => None,
    }
}

#[test]
fn the_tables_above_show_every_expectation_a_pack_can_disappoint() {
    let mut shown: Vec<Expected> = cases().into_iter().map(|case| case.expected).collect();
    shown.extend(across_packs().into_iter().map(|case| case.expected));
    let whole_files = [vec![0xff], vec![b'#'; MAX_BYTES + 1], b"=".to_vec()];
    shown.extend(whole_files.iter().flat_map(|bytes| file_fault(bytes)).map(|fault| fault.expected));
    shown.push(Expected::TextUpTo(2000));
    let shown: BTreeSet<&str> = shown.iter().filter_map(name).collect();
    let all = BTreeSet::from([
        "text",
        "text up to",
        "integer",
        "boolean",
        "date",
        "date or unknown",
        "list",
        "table",
        "one of",
        "known key",
        "sequence",
        "id",
        "unique id",
        "axis",
        "document",
        "case",
        "prefecture",
        "item of a checklist",
        "part",
        "form",
        "invariant",
        "one chapeau",
        "in the minimum",
        "earlier item",
        "lines",
        "https",
        "not before",
        "utf-8",
        "bytes",
        "toml",
        "once",
    ]);
    assert_eq!(shown, all);
}

// ------------------------------------------------------------------------------------ across packs

/// A change to one of five packs that fit together, and the one fault it makes.
struct Across {
    rule: &'static str,
    file: &'static str,
    change: (&'static str, &'static str),
    path: &'static str,
    expected: Expected,
    found: Found,
}

const FILES: [(&str, &str); 5] = [
    ("small.toml", CHECKLIST),
    ("leaks.toml", CASES),
    ("desks.toml", CONTACTS),
    ("tables.toml", REFERENCE),
    ("demands.toml", CRITERIA),
];

#[rustfmt::skip]
fn across_packs() -> Vec<Across> {
    vec![
        Across { rule: "an item names cases that exist", file: "small.toml",
            change: ("cases = [\"leaks/1\"]", "cases = [\"leaks/9\"]"),
            path: "small/2.cases", expected: Expected::Existing(Thing::Case), found: value("leaks/9") },
        Across { rule: "an approach is no case", file: "small.toml",
            change: ("cases = [\"leaks/1\"]", "cases = [\"leaks/2\"]"),
            path: "small/2.cases", expected: Expected::Existing(Thing::Case), found: value("leaks/2") },
        Across { rule: "a desk serves prefectures that exist", file: "desks.toml", change: ("[\"03\"]", "[\"48\"]"),
            path: "desks/south.prefectures", expected: Expected::Existing(Thing::Prefecture), found: value("48") },
        Across { rule: "an industry is no prefecture", file: "desks.toml", change: ("[\"03\"]", "[\"E\"]"),
            path: "desks/south.prefectures", expected: Expected::Existing(Thing::Prefecture), found: value("E") },
        Across { rule: "no prefecture is served by two desks", file: "desks.toml",
            change: ("[\"03\"]", "[\"03\", \"02\"]"),
            path: "desks/south.prefectures", expected: Expected::UniqueId, found: value("02") },
        Across { rule: "a desk names a prefecture once", file: "desks.toml", change: ("[\"03\"]", "[\"03\", \"03\"]"),
            path: "desks/south.prefectures", expected: Expected::UniqueId, found: value("03") },
        Across { rule: "a requirement was derived from items that exist", file: "demands.toml",
            change: ("derived_from = [\"small/1\"]", "derived_from = [\"small/9\"]"),
            path: "demands/identify.derived_from", expected: Expected::Existing(Thing::ListedItem),
            found: value("small/9") },
        Across { rule: "a case is no item of a checklist", file: "demands.toml",
            change: ("derived_from = [\"small/1\"]", "derived_from = [\"leaks/1\"]"),
            path: "demands/identify.derived_from", expected: Expected::Existing(Thing::ListedItem),
            found: value("leaks/1") },
    ]
}

fn open(files: &[(&str, String)]) -> Result<Catalogue, Vec<FileFaults>> {
    Catalogue::open(files.iter().map(|(name, text)| (*name, text.as_bytes())))
}

fn good_files() -> Vec<(&'static str, String)> {
    FILES.iter().map(|(name, text)| (*name, (*text).to_owned())).collect()
}

fn one_fault(file: &str, path: &str, expected: Expected, found: Found) -> FileFaults {
    FileFaults { file: file.to_owned(), faults: vec![Fault::new(Place::path(path), expected, found)] }
}

#[test]
fn what_a_pack_says_of_another_must_be_so() {
    assert!(open(&good_files()).is_ok());
    for case in across_packs() {
        let files: Vec<_> = FILES
            .iter()
            .map(|(name, text)| {
                (*name, if *name == case.file { changed(text, &[case.change]) } else { (*text).to_owned() })
            })
            .collect();
        let fault = one_fault(case.file, case.path, case.expected, case.found);
        assert_eq!(open(&files).err(), Some(vec![fault]), "{}", case.rule);
    }
}

#[test]
fn cases_and_prefectures_of_absent_packs_do_not_exist() {
    let faults = open(&[("small.toml", CHECKLIST.to_owned()), ("desks.toml", CONTACTS.to_owned())]).err();
    let prefecture =
        |desk: &str, code| Fault::new(Place::path(desk), Expected::Existing(Thing::Prefecture), value(code));
    let desks = vec![
        prefecture("desks/north.prefectures", "01"),
        prefecture("desks/north.prefectures", "02"),
        prefecture("desks/south.prefectures", "03"),
    ];
    let case = one_fault("small.toml", "small/2.cases", Expected::Existing(Thing::Case), value("leaks/1"));
    assert_eq!(faults, Some(vec![case, FileFaults { file: "desks.toml".to_owned(), faults: desks }]));
}

#[test]
fn the_same_edition_twice_is_told_at_both_files() {
    let mut files = good_files();
    // Other bytes, but of themselves they say the same.
    files.push(("copy.toml", changed(REFERENCE, &[("title.en = \"Tables\"", "title.en = \"The tables\"")])));
    let fault = |file| one_fault(file, "edition", Expected::UniqueId, value("2026-11"));
    assert_eq!(open(&files).err(), Some(vec![fault("tables.toml"), fault("copy.toml")]));
}

#[test]
fn another_edition_may_stand_beside_and_the_newest_is_used() {
    let newer = changed(REFERENCE, &[("edition = \"2026-11\"", "edition = \"2027-01\""), ("北海道", "ほっかいどう")]);
    for place in [0, 4] {
        let mut files = good_files();
        files.insert(place, ("newer.toml", newer.clone()));
        let catalogue = open(&files).unwrap_or_else(|bad| panic!("{bad:?}"));
        assert_eq!(catalogue.packs().len(), 6);
        let newest = catalogue.pack("tables").map(|pack| pack.edition.edition.as_str());
        assert_eq!(newest, Some("2027-01"));
        assert_eq!(catalogue.reference().map(|tables| tables.prefectures[0].name.ja.as_str()), Some("ほっかいどう"));
    }
}

/// A case missing because its pack is broken is not news.
#[test]
fn while_a_file_is_broken_nothing_is_said_about_what_others_say_of_it() {
    let mut files = good_files();
    files[1].1 = changed(CASES, &[("anonymous = true\n", "")]);
    let told: Vec<(String, usize)> =
        open(&files).err().unwrap_or_default().into_iter().map(|file| (file.file, file.faults.len())).collect();
    assert_eq!(told, [("leaks.toml".to_owned(), 1)]);
}

// --------------------------------------------------------------------------------- random input

/// What may happen to a file on its way.
#[derive(Debug, Clone)]
enum Damage {
    Lost(Index),
    Doubled(Index),
    Swapped(Index, Index),
    Flipped(Index, u8),
    Cut(Index),
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = any::<Index>;
    prop_oneof![
        4 => at().prop_map(Damage::Lost),
        3 => at().prop_map(Damage::Doubled),
        3 => (at(), at()).prop_map(|(one, other)| Damage::Swapped(one, other)),
        3 => (at(), 0..8_u8).prop_map(|(at, bit)| Damage::Flipped(at, bit)),
        1 => at().prop_map(Damage::Cut),
    ]
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
    for damage in damages {
        let count = lines.len();
        match damage {
            Damage::Lost(at) => drop(lines.remove(at.index(count))),
            Damage::Doubled(at) => lines.insert(at.index(count), lines[at.index(count)].clone()),
            Damage::Swapped(one, other) => lines.swap(one.index(count), other.index(count)),
            Damage::Flipped(at, bit) => {
                let line = &mut lines[at.index(count)];
                let place = at.index(line.len());
                line[place] ^= 1 << bit;
            }
            Damage::Cut(at) => lines[at.index(count)].truncate(1),
        }
    }
    lines.concat()
}

/// Whatever comes, `parse` answers: a pack, or at least one fault, each at a line there is, in order.
fn answers_in_any_case(bytes: &[u8]) -> Result<(), TestCaseError> {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
    if let Err(faults) = parse(bytes) {
        prop_assert!(!faults.is_empty());
        prop_assert!(faults.is_sorted_by_key(|fault| fault.at.line));
        for fault in &faults {
            prop_assert!(fault.at.line.is_none_or(|line| line >= 1 && line as usize <= lines), "{}", fault);
            if let Found::Value(value) = &fault.found {
                prop_assert!(value.chars().count() <= Found::SHOWN + 1);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12_000, max_shrink_iters: 1000, ..ProptestConfig::default() })]

    #[test]
    fn a_shipped_pack_damaged_in_any_way_is_read_or_refused(
        which in 0..SHIPPED.len(),
        damages in prop::collection::vec(damage(), 1..8),
    ) {
        answers_in_any_case(&damaged(SHIPPED[which].1, &damages))?;
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        answers_in_any_case(&bytes)?;
    }

    /// Text of the characters that mean something in TOML, after a head that is read.
    #[test]
    fn any_text_is_read_or_refused(kind in 0..KINDS.len(), text in "([\\[\\]{}=\"'.,#a-c0-9 -]|\n|守){0,200}") {
        answers_in_any_case(text.as_bytes())?;
        answers_in_any_case(format!("kind = \"{}\"\n{text}", KINDS[kind]).as_bytes())?;
    }
}
