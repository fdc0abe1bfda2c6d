//! Files with answers: results as JSON there and back, tables as CSV, and what a faulty file is told.
use std::sync::OnceLock;

use criteria::answers::{Answer, Answers};
use criteria::catalogue::Catalogue;
use criteria::fault::{Expected, Fault, Found, Place, Shape, Thing};
use criteria::pack::checklist::Checklist;
use criteria::result_file::{MAX_BYTES, MOST_FAULTS, ResultFile, read};
use criteria::score::score;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::shipped_packs::SHIPPED;

fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| Catalogue::open(SHIPPED).unwrap())
}

fn checklist() -> &'static Checklist {
    catalogue().checklist("tics-19").unwrap().1
}

fn result_of(answers: &Answers<'_>) -> ResultFile {
    ResultFile::of(&catalogue().pack("tics-19").unwrap().edition, answers)
}

fn json(answers: &Answers<'_>) -> String {
    serde_json::to_string_pretty(&result_of(answers)).unwrap() + "\n"
}

/// Answers to the check, item by item; `.` and what is left out stay open.
fn answers_of(marks: &str) -> Answers<'static> {
    let mut answers = Answers::blank(checklist());
    for (item, mark) in checklist().items.iter().zip(marks.chars()) {
        answers.set(&item.id, criteria::sheet::marks::answer(&mark.to_string())).unwrap();
    }
    answers
}

/// Random answers to the check, some items left open.
fn answers() -> impl Strategy<Value = Answers<'static>> {
    prop::collection::vec(prop::option::of(any::<Index>()), 19).prop_map(|choices| {
        let mut answers = Answers::blank(checklist());
        for (item, choice) in checklist().items.iter().zip(choices) {
            answers.set(&item.id, choice.map(|choice| *choice.get(&item.answers))).unwrap();
        }
        answers
    })
}

// ------------------------------------------------------------------------------- there and back

proptest! {
    #[test]
    fn a_result_that_is_written_is_read_as_it_was(answers in answers()) {
        let (edition, found) = read(catalogue(), json(&answers).as_bytes()).unwrap();
        prop_assert_eq!(&found, &answers);
        prop_assert_eq!(&edition, &catalogue().pack("tics-19").unwrap().edition);
        prop_assert_eq!(result_of(&found), result_of(&answers));
    }

    /// The score in a file is a courtesy to its reader; nobody has to believe it.
    #[test]
    fn the_score_in_a_file_is_not_read(answers in answers(), other in answers()) {
        let file = ResultFile { score: score(&other), ..result_of(&answers) };
        let (_, found) = read(catalogue(), serde_json::to_string(&file).unwrap().as_bytes()).unwrap();
        prop_assert_eq!(found, answers);
    }
}

/// The form of a result file is a promise: files saved once are opened for years.
#[test]
fn the_result_of_the_sample_answers_is_this_file_to_the_byte() {
    const GOLDEN: &str = include_str!("golden/result-tics-19.json");
    let answers = answers_of("○△×−○△×.○△−○○△×○△×○");
    let found = json(&answers);
    assert!(
        found == GOLDEN,
        "tests/golden/result-tics-19.json is no longer what is written. If only `sha256` differs, the bytes of \
         tics-19 changed: allowed only before its edition is released, then copy the new value into the file. If \
         the form differs on purpose, see that files in the old form are still read, and replace the file by:\n{found}"
    );
    assert_eq!(read(catalogue(), GOLDEN.as_bytes()).unwrap().1, answers);
}

#[test]
fn edition_hash_and_score_may_be_left_out_and_so_may_items() {
    let short = r#"{"pack":"tics-19","answers":[
        {"item":"tics-19/2","answer":"partial"},{"item":"tics-19/3"},{"item":"tics-19/4","answer":null}]}"#;
    let (edition, found) = read(catalogue(), short.as_bytes()).unwrap();
    assert_eq!(found, answers_of(".△"));
    assert_eq!(edition.edition, "2026-11");
    let none = read(catalogue(), br#"{"answers":[],"pack":"tics-19"}"#).unwrap().1;
    assert!(none.is_blank());
}

// ---------------------------------------------------------------------------------- JSON faults

/// A file that is no result of the check, and its one fault.
struct Case {
    rule: &'static str,
    file: &'static str,
    path: &'static str,
    expected: Expected,
    found: Found,
}

fn value(text: &str) -> Found {
    Found::Value(text.to_owned())
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|word| (*word).to_owned()).collect()
}

fn sha256() -> String {
    catalogue().pack("tics-19").unwrap().edition.sha256.clone()
}

const FIELDS: [&str; 5] = ["pack", "edition", "sha256", "answers", "score"];
const THREE: [&str; 3] = ["implemented", "partial", "not_implemented"];

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    use Expected as E;
    use Found::Nothing;
    vec![
        Case { rule: "a result is a group of keys", file: r#"["tics-19"]"#,
            path: "", expected: E::Table, found: Found::Shape(Shape::List) },
        Case { rule: "a result is no number", file: "19",
            path: "", expected: E::Table, found: value("19") },
        Case { rule: "a result names its pack", file: r#"{"answers":[]}"#,
            path: "/pack", expected: E::Existing(Thing::Pack), found: Nothing },
        Case { rule: "the pack is one there is", file: r#"{"pack":"tics-20","answers":[]}"#,
            path: "/pack", expected: E::Existing(Thing::Pack), found: value("tics-20") },
        Case { rule: "the pack is a checklist", file: r#"{"pack":"leak-cases","answers":[]}"#,
            path: "/pack", expected: E::Existing(Thing::Pack), found: value("leak-cases") },
        Case { rule: "the pack is named by its id", file: r#"{"pack":{"id":"tics-19"},"answers":[]}"#,
            path: "/pack", expected: E::Existing(Thing::Pack), found: Found::Shape(Shape::Table) },
        Case { rule: "the result is of the edition there is",
            file: r#"{"pack":"tics-19","edition":"2025-04","answers":[]}"#,
            path: "/edition", expected: E::Edition("2026-11".to_owned()), found: value("2025-04") },
        Case { rule: "another edition is one fault, though its hash differs too",
            file: r#"{"pack":"tics-19","edition":"2025-04","sha256":"00","answers":[]}"#,
            path: "/edition", expected: E::Edition("2026-11".to_owned()), found: value("2025-04") },
        Case { rule: "an edition is a text", file: r#"{"pack":"tics-19","edition":202611,"answers":[]}"#,
            path: "/edition", expected: E::Edition("2026-11".to_owned()), found: value("202611") },
        Case { rule: "the same edition with other bytes is another one",
            file: r#"{"pack":"tics-19","edition":"2026-11","sha256":"00ff","answers":[]}"#,
            path: "/sha256", expected: E::Sha256(sha256()), found: value("00ff") },
        Case { rule: "the hash alone is enough to tell", file: r#"{"pack":"tics-19","sha256":"","answers":[]}"#,
            path: "/sha256", expected: E::Sha256(sha256()), found: Nothing },
        Case { rule: "an unknown key is not passed over", file: r#"{"pack":"tics-19","answers":[],"anwsers":[]}"#,
            path: "/anwsers", expected: E::KnownKey(words(&FIELDS)), found: value("anwsers") },
        Case { rule: "a key with a slash is named as JSON pointers name it",
            file: r#"{"pack":"tics-19","answers":[],"a/b~":1}"#,
            path: "/a~1b~0", expected: E::KnownKey(words(&FIELDS)), found: value("a/b~") },
        Case { rule: "answers are not left out", file: r#"{"pack":"tics-19"}"#,
            path: "/answers", expected: E::List, found: Nothing },
        Case { rule: "answers are a list", file: r#"{"pack":"tics-19","answers":{"tics-19/1":"partial"}}"#,
            path: "/answers", expected: E::List, found: Found::Shape(Shape::Table) },
        Case { rule: "each answer names its item", file: r#"{"pack":"tics-19","answers":[{"answer":"partial"}]}"#,
            path: "/answers/0/item", expected: E::Existing(Thing::Item), found: Nothing },
        Case { rule: "an answer alone has no item", file: r#"{"pack":"tics-19","answers":["partial"]}"#,
            path: "/answers/0/item", expected: E::Existing(Thing::Item), found: Nothing },
        Case { rule: "the item is one of the check",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1"},{"item":"tics-19/20","answer":"partial"}]}"#,
            path: "/answers/1/item", expected: E::Existing(Thing::Item), found: value("tics-19/20") },
        Case { rule: "the item is named by its whole id",
            file: r#"{"pack":"tics-19","answers":[{"item":1,"answer":"partial"}]}"#,
            path: "/answers/0/item", expected: E::Existing(Thing::Item), found: value("1") },
        Case { rule: "an item is answered once",
            file: r#"{"pack":"tics-19","answers":[
                {"item":"tics-19/1","answer":"partial"},{"item":"tics-19/1","answer":"partial"}]}"#,
            path: "/answers/1/item", expected: E::AnsweredOnce, found: value("tics-19/1") },
        Case { rule: "an item left open is not answered a second time either",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1"},{"item":"tics-19/1","answer":"partial"}]}"#,
            path: "/answers/1/item", expected: E::AnsweredOnce, found: value("tics-19/1") },
        Case { rule: "− is given only where the question allows it",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"not_applicable"}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&["○", "△", "×"])), found: value("−") },
        Case { rule: "an answer is one of the words",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"yes"}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&THREE)), found: value("yes") },
        Case { rule: "in a result file an answer is no mark",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":"○"}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&THREE)), found: value("○") },
        Case { rule: "an answer is no number",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":1}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&THREE)), found: value("1") },
        Case { rule: "an answer is neither true nor false",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":true}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&THREE)), found: value("true") },
        Case { rule: "an answer is no list",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","answer":["partial"]}]}"#,
            path: "/answers/0/answer", expected: E::OneOf(words(&THREE)), found: Found::Shape(Shape::List) },
        Case { rule: "a mistyped answer is not a question left open",
            file: r#"{"pack":"tics-19","answers":[{"item":"tics-19/1","anwser":"partial"}]}"#,
            path: "/answers/0/anwser", expected: E::KnownKey(words(&["item", "answer"])), found: value("anwser") },
    ]
}

#[test]
fn each_fault_of_a_result_file_is_told_once_with_its_pointer() {
    for case in cases() {
        let fault = Fault::new(Place::path(case.path), case.expected, case.found);
        assert_eq!(read(catalogue(), case.file.as_bytes()).err(), Some(vec![fault]), "{}", case.rule);
    }
}

#[test]
fn all_faults_of_a_result_file_are_told() {
    let file = r#"{"pack":"tics-19","note":"x","edition":"2025-04","answers":[
        {"item":"tics-19/1","answer":"done"},{"item":"tics-19/99"},{"item":"tics-19/2"},{"item":"tics-19/2"}]}"#;
    let paths: Vec<String> =
        read(catalogue(), file.as_bytes()).unwrap_err().into_iter().map(|fault| fault.at.path).collect();
    assert_eq!(paths, ["/note", "/edition", "/answers/0/answer", "/answers/1/item", "/answers/3/item"]);
}

#[test]
fn a_file_that_is_no_json_is_told_the_line() {
    for (rule, file, line) in [
        ("a bare word", "{\n  \"pack\": \"tics-19\",\n  answers\n}", 3),
        ("a file that ends too soon", "{\n  \"pack\": \"tics-19\"", 2),
        ("an empty file", "", 1),
        ("a table of answers", "item,answer\n1,○\n", 1),
        ("two results in one", "{}\n\n{}", 3),
        ("nested without end", &"[".repeat(100_000), 1),
    ] {
        let faults = read(catalogue(), file.as_bytes()).unwrap_err();
        assert_eq!(faults.len(), 1, "{rule}");
        assert_eq!(faults[0].at, Place::line(line, ""), "{rule}");
        assert_eq!(faults[0].found, Found::Nothing, "{rule}");
        let Expected::Json(message) = &faults[0].expected else { panic!("{rule}: {}", faults[0]) };
        assert!(!message.is_empty() && !message.contains(" line "), "{rule}: the line is told once: {message}");
    }
}

#[test]
fn a_result_file_has_at_most_256_kib() {
    let padded = |size: usize| {
        let file = r#"{"pack":"tics-19","answers":[]}"#;
        format!("{file}{}", " ".repeat(size - file.len()))
    };
    assert!(read(catalogue(), padded(MAX_BYTES).as_bytes()).is_ok());
    let fault = Fault::new(Place::default(), Expected::AtMostBytes(256 * 1024), Found::Count(MAX_BYTES + 1));
    assert_eq!(read(catalogue(), padded(MAX_BYTES + 1).as_bytes()), Err(vec![fault]));
}

/// What is refused is answered in few words, however much nonsense came and in whichever place.
#[test]
fn of_a_file_of_nonsense_a_hundred_faults_are_told_and_none_repeats_it() {
    let entries = format!(r#"{{"pack":"tics-19","answers":[{}0]}}"#, "0,".repeat(100_000));
    let keys: String = (0..20_000).map(|n| format!(r#""k{n}":0,"#)).collect();
    for file in [entries, format!(r#"{{{keys}"pack":"tics-19","answers":[]}}"#), format!(r#"{{{keys}"pack":""}}"#)] {
        assert_eq!(read(catalogue(), file.as_bytes()).unwrap_err().len(), MOST_FAULTS);
    }
    let long = "守".repeat(50_000);
    for file in [
        format!(r#"{{"pack":"{long}"}}"#),
        format!(r#"{{"pack":"tics-19","answers":[],"{long}":0}}"#),
        format!(r#"{{"pack":"tics-19","answers":[{{"item":"tics-19/1","answer":"{long}"}}]}}"#),
    ] {
        let faults = read(catalogue(), file.as_bytes()).unwrap_err();
        assert!(faults.iter().all(|fault| fault.to_string().chars().count() < 300), "{}", faults[0]);
    }
}

/// INV-94: 該当しない only where the question permits.
#[test]
fn no_answer_can_be_set_that_the_item_does_not_allow() {
    let mut answers = answers_of("○");
    for item in &checklist().items {
        for answer in Answer::ALL {
            assert_eq!(answers.set(&item.id, Some(answer)).is_ok(), item.answers.contains(&answer), "{}", item.id);
        }
        assert!(answers.set(&item.id, None).is_ok());
    }
    assert!(answers.is_blank());
    let refused = answers.set("tics-19/0", None);
    assert_eq!(refused, Err((Expected::Existing(Thing::Item), value("tics-19/0"))));
}

// --------------------------------------------------------------------------------- random input

/// Whatever comes, `read` answers: answers, or at least one fault.
fn read_answers_in_any_case(bytes: &[u8]) -> Result<(), TestCaseError> {
    match read(catalogue(), bytes) {
        Ok((edition, answers)) => prop_assert!(edition.pack == "tics-19" && answers.checklist() == checklist()),
        Err(faults) => prop_assert!(!faults.is_empty() && faults.len() <= MOST_FAULTS),
    }
    Ok(())
}

/// Bytes with some of them replaced.
fn scratched(mut bytes: Vec<u8>, scratches: &[(Index, u8)]) -> Vec<u8> {
    for (at, byte) in scratches {
        let place = at.index(bytes.len());
        bytes[place] = *byte;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30_000, max_shrink_iters: 1000, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_answers_in_any_case(&bytes)?;
    }

    #[test]
    fn a_scratched_result_file_is_read_or_refused(
        answers in answers(),
        scratches in prop::collection::vec((any::<Index>(), any::<u8>()), 1..4),
    ) {
        read_answers_in_any_case(&scratched(serde_json::to_vec(&result_of(&answers)).unwrap(), &scratches))?;
    }

    /// JSON of the right words in wrong places.
    #[test]
    fn any_json_is_read_or_refused(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "{", "}", "[", "]", ",", ":", "\"pack\"", "\"tics-19\"", "\"answers\"", "\"item\"", "\"answer\"",
                "\"tics-19/1\"", "\"partial\"", "null", "1e999", "-0", "\"\\ud800\"",
            ]),
            0..40,
        ),
        entry in "(null|1|\"[a-z]{0,3}\"|\\[\\]|\\{\"item\":(1|\"tics-19/[0-9]\"),\"answer\":(null|2|\"partial\")\\})",
    ) {
        read_answers_in_any_case(parts.concat().as_bytes())?;
        read_answers_in_any_case(format!(r#"{{"pack":"tics-19","answers":[{entry},{entry}]}}"#).as_bytes())?;
    }
}
