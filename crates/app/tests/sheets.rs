//! The torture set: sheets made by other programs (`tests/sheets/README.md`), each read right or
//! refused as `expected.json` says, which was written from the requirement and not from the reader.

use std::collections::BTreeMap;
use std::path::Path;

use app::intake::{self, Refused};
use app::packs;
use criteria::fault::{Expected, Fault, Found};
use criteria::sheet::marks;
use document::Unreadable;
use serde_json::Value;

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sheets"))
}

/// What came of one file, in the words of `expected.json`.
#[derive(Debug, PartialEq)]
struct Outcome {
    refused: Option<&'static str>,
    answers: BTreeMap<String, String>,
    /// Sheet, cell, what stands there, item.
    faults: Vec<[String; 4]>,
}

fn read(pack: &str, bytes: &[u8]) -> Outcome {
    let mut outcome = Outcome { refused: None, answers: BTreeMap::new(), faults: Vec::new() };
    let reading = match intake::read(packs::shipped().unwrap(), pack, bytes) {
        Ok(taken) => taken.reading,
        Err(Refused::File(why)) => {
            outcome.refused = Some(refusal(&why));
            return outcome;
        }
        Err(Refused::Faults(faults)) => {
            outcome.refused = whole(&faults[0]);
            return outcome;
        }
    };
    for (item, answer) in reading.answers.iter() {
        if let Some(answer) = answer {
            outcome.answers.insert(item.number().to_owned(), answer.word().to_owned());
        }
    }
    for fault in &reading.faults {
        match whole(fault) {
            Some(refused) => outcome.refused = Some(refused),
            None => outcome.faults.push(cell(fault)),
        }
    }
    outcome.faults.sort();
    outcome
}

fn refusal(why: &Unreadable) -> &'static str {
    match why {
        Unreadable::Empty | Unreadable::Encoding(_) | Unreadable::OpenQuote(_) | Unreadable::Broken(_) => "broken",
        Unreadable::TooLarge(_) | Unreadable::TooManyCells => "too_many_cells",
        Unreadable::Bomb => "zip_bomb",
        Unreadable::Encrypted => "encrypted",
        Unreadable::OldFormat => "old_format",
        Unreadable::OtherKind("ods" | "xlsb" | "html / xml") => "other_format",
        Unreadable::OtherKind(_) => "not_a_sheet",
    }
}

fn whole(fault: &Fault) -> Option<&'static str> {
    match fault.expected {
        Expected::Questions => Some("no_questions"),
        Expected::SomeAnswer | Expected::AnswerColumn => Some("no_answers"),
        Expected::OneAnswerColumn(_) => Some("ambiguous_columns"),
        Expected::Edition(_) | Expected::SheetOf(..) => Some("edition"),
        _ => None,
    }
}

fn cell(fault: &Fault) -> [String; 4] {
    let at = fault.at.cell.as_ref().unwrap();
    let sheet = at.sheet.as_ref().map(|(_, name)| name.clone()).unwrap_or_default();
    let found = match &fault.found {
        Found::Value(found) => found.trim_end_matches('…').to_owned(),
        _ => String::new(),
    };
    let item = fault.at.path.rsplit('/').next().unwrap_or_default().to_owned();
    [sheet, at.address(), found, item]
}

/// The entries of a list of expectations.
fn expected(file: &str) -> Vec<Value> {
    serde_json::from_slice(&std::fs::read(folder().join(file)).unwrap()).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// How `outcome` differs from what is expected; empty where it does not.
fn difference(entry: &Value, outcome: &Outcome) -> String {
    let refused = entry["refused"].as_str();
    let also = entry["or_refused"].as_array().cloned().unwrap_or_default();
    let found = outcome.refused;
    if found != refused && !also.iter().any(|other| other.as_str() == found) {
        return format!("refused {found:?}, expected {refused:?}; answers {:?}", outcome.answers.len());
    }
    if found.is_some() {
        return String::new();
    }
    let answers: BTreeMap<String, String> =
        entry["answers"].as_object().unwrap().iter().map(|(item, answer)| (item.clone(), text(answer))).collect();
    if answers != outcome.answers {
        let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
            a.iter()
                .filter(|(item, answer)| b.get(*item) != Some(answer))
                .map(|(i, a)| format!("{i}={a}"))
                .collect::<Vec<_>>()
        };
        return format!(
            "answers missing {:?}, too many {:?}; faults {:?}",
            only(&answers, &outcome.answers),
            only(&outcome.answers, &answers),
            outcome.faults
        );
    }
    let mut faults: Vec<[String; 4]> = entry["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            let found: String = text(&fault["found"]).chars().take(Found::SHOWN).collect();
            [text(&fault["sheet"]), text(&fault["cell"]), found, text(&fault["item"])]
        })
        .collect();
    faults.sort();
    if faults == outcome.faults {
        String::new()
    } else {
        format!("faults {:?}\n      expected {faults:?}", outcome.faults)
    }
}

#[test]
fn every_sheet_is_read_right_or_refused_as_expected() {
    let entries = expected("expected.json");
    assert!(entries.len() > 100);
    let mut wrong = Vec::new();
    for entry in &entries {
        let file = text(&entry["file"]);
        let outcome = read(&text(&entry["pack"]), &std::fs::read(folder().join(&file)).unwrap());
        let difference = difference(entry, &outcome);
        if !difference.is_empty() {
            wrong.push(format!("{file}: {difference}\n      ({})", text(&entry["why"])));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), entries.len(), wrong.join("\n"));
}

#[test]
fn every_fixture_has_its_expectation() {
    let known: Vec<String> = expected("expected.json").iter().map(|entry| text(&entry["file"])).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let recipe = [".py", ".json", ".md", ".gitattributes"].iter().any(|ending| name.ends_with(ending));
        assert!(recipe || known.contains(&name), "{name}");
    }
}

#[test]
fn an_import_takes_or_tells_every_numbered_text_of_every_sheet() {
    let catalogue = packs::shipped().unwrap();
    let mut imports = 0;
    for entry in expected("expected.json") {
        let file = text(&entry["file"]);
        let bytes = std::fs::read(folder().join(&file)).unwrap();
        let Ok(sheets) = document::read::read(&bytes) else { continue };
        let Ok((_, imported)) = intake::import(catalogue, "表", &bytes) else { continue };
        imports += 1;
        let list = &imported.checklist;
        let labels: Vec<&str> = list.items.iter().map(|item| item.label.ja.as_str()).collect();
        for (number, grid) in (1..).zip(intake::grids(&sheets)) {
            let told = |row: u32, column: u32| {
                imported.left_out.iter().any(|left| {
                    let sheet = left.at.sheet.as_ref().is_none_or(|(position, _)| *position == number);
                    let rows = (left.at.row..=left.to_row).contains(&row) && left.at.column.abs_diff(column) < 2;
                    sheet && (left.at.column == 0 || rows)
                })
            };
            for pair in grid.cells.windows(2) {
                let [number, beside] = pair else { continue };
                let counted = marks::number(number.text, "own").is_some_and(|number| number.alone);
                let is_text = beside.text.chars().count() > 3 && marks::number(beside.text, "own").is_none();
                let next = beside.row == number.row && beside.column == number.column + 1 && number.column == 1;
                if counted && is_text && next && marks::answer(beside.text).is_none() {
                    let words = beside.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let taken = labels.iter().any(|label| words.contains(label));
                    assert!(taken || told(number.row, number.column), "{file}: {words}");
                }
            }
        }
    }
    assert!(imports > 90, "{imports}");
}
