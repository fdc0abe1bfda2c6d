//! The result file: answers with the edition they answer and their score, as JSON to take away.
//!
//! `{"pack":"tics-19","edition":…,"sha256":…,"answers":[{"item":…,"answer":…}],"score":{…}}`. The
//! score in a file is a courtesy to its reader; opening a file computes it anew from the answers.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::answers::{Answer, Answers, expected_answers};
use crate::catalogue::Catalogue;
use crate::edition::EditionId;
use crate::fault::{Expected, Fault, Found, Place, Shape, Thing};
use crate::pack::checklist::Checklist;
use crate::score::{Score, score};

/// The largest result file read, in bytes.
pub const MAX_BYTES: usize = 256 * 1024;

/// The most faults reported of one file, so that a small file of nonsense has no huge answer.
pub const MOST_FAULTS: usize = 100;

/// A result as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResultFile {
    /// Id of the checklist.
    pub pack: String,
    /// Its edition.
    pub edition: String,
    /// SHA-256 of the edition's bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Every item with its answer, in order.
    pub answers: Vec<ItemAnswer>,
    /// What the answers come to.
    pub score: Score,
}

/// One item with its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ItemAnswer {
    /// Id of the item.
    pub item: String,
    /// The answer; `null` = not answered.
    pub answer: Option<Answer>,
}

impl ResultFile {
    /// The result of `answers` to the checklist whose edition is `edition`.
    #[must_use]
    pub fn of(edition: &EditionId, answers: &Answers<'_>) -> Self {
        Self {
            pack: edition.pack.clone(),
            edition: edition.edition.clone(),
            sha256: edition.sha256.clone(),
            answers: answers.iter().map(|(item, answer)| ItemAnswer { item: item.id.clone(), answer }).collect(),
            score: score(answers),
        }
    }
}

/// Reads a result file of a checklist in `catalogue`. `score` may be left out; `edition` and
/// `sha256` too, then the newest edition is meant.
///
/// # Errors
/// Every fault found, up to [`MOST_FAULTS`], each with its JSON pointer (or line, where it is not
/// JSON at all).
pub fn read<'a>(catalogue: &'a Catalogue, bytes: &[u8]) -> Result<(EditionId, Answers<'a>), Vec<Fault>> {
    read_of(|id| catalogue.checklist(id).map(|(pack, checklist)| (&pack.edition, checklist)), bytes)
}

/// Reads a result file of a checklist that `known` finds by its id.
///
/// # Errors
/// As [`read`].
pub fn read_of<'a>(
    known: impl FnOnce(&str) -> Option<(&'a EditionId, &'a Checklist)>,
    bytes: &[u8],
) -> Result<(EditionId, Answers<'a>), Vec<Fault>> {
    let root = Place::default;
    if bytes.len() > MAX_BYTES {
        return Err(vec![Fault::new(root(), Expected::AtMostBytes(MAX_BYTES as u64), Found::Count(bytes.len()))]);
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| vec![syntax(&error)])?;
    let Value::Object(fields) = &value else {
        return Err(vec![Fault::new(root(), Expected::Table, found(&value))]);
    };
    let mut faults = Vec::new();
    unknown_keys(fields, &FIELDS, "", &mut faults);
    let id = fields.get("pack").unwrap_or(&Value::Null);
    let Some((edition, checklist)) = id.as_str().and_then(known) else {
        faults.push(Fault::new(Place::path("/pack"), Expected::Existing(Thing::Pack), found(id)));
        faults.truncate(MOST_FAULTS);
        return Err(faults);
    };
    let same = |key: &str, ours: &str, expected: Expected| {
        let theirs = fields.get(key).filter(|value| !value.is_null() && value.as_str() != Some(ours))?;
        Some(Fault::new(Place::path(format!("/{key}")), expected, found(theirs)))
    };
    // Another edition is one fault, not two: its bytes differ as a matter of course.
    faults.extend(
        same("edition", &edition.edition, Expected::Edition(edition.edition.clone()))
            .or_else(|| same("sha256", &edition.sha256, Expected::Sha256(edition.sha256.clone()))),
    );
    let answers = read_answers(checklist, fields.get("answers").unwrap_or(&Value::Null), &mut faults);
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() { Ok((edition.clone(), answers)) } else { Err(faults) }
}

const FIELDS: [&str; 5] = ["pack", "edition", "sha256", "answers", "score"];
const ENTRY_FIELDS: [&str; 2] = ["item", "answer"];

/// A mistyped key is a fault of its own: an `anwser` is not a question left open.
fn unknown_keys(fields: &Map<String, Value>, known: &[&str], path: &str, faults: &mut Vec<Fault>) {
    for key in fields.keys().filter(|key| !known.contains(&key.as_str())) {
        let known = known.iter().map(|field| (*field).to_owned()).collect();
        let shown: String = key.chars().take(Found::SHOWN).collect();
        let pointer = shown.replace('~', "~0").replace('/', "~1");
        faults.push(Fault::new(Place::path(format!("{path}/{pointer}")), Expected::KnownKey(known), Found::value(key)));
    }
}

fn read_answers<'a>(checklist: &'a Checklist, value: &Value, faults: &mut Vec<Fault>) -> Answers<'a> {
    let mut answers = Answers::blank(checklist);
    let Value::Array(list) = value else {
        faults.push(Fault::new(Place::path("/answers"), Expected::List, found(value)));
        return answers;
    };
    let mut seen = vec![false; checklist.items.len()];
    for (i, entry) in list.iter().enumerate() {
        let at = |key: &str| Place::path(format!("/answers/{i}/{key}"));
        if let Value::Object(fields) = entry {
            unknown_keys(fields, &ENTRY_FIELDS, &format!("/answers/{i}"), faults);
        }
        let (item, answer) = (&entry["item"], &entry["answer"]);
        let position = item.as_str().and_then(|id| checklist.items.iter().position(|known| known.id == id));
        let Some(position) = position else {
            faults.push(Fault::new(at("item"), Expected::Existing(Thing::Item), found(item)));
            continue;
        };
        let item = &checklist.items[position];
        if std::mem::replace(&mut seen[position], true) {
            faults.push(Fault::new(at("item"), Expected::AnsweredOnce, Found::value(&item.id)));
        }
        let read = match answer {
            Value::Null => Ok(None),
            Value::String(word) => Answer::from_word(word).map(Some).ok_or_else(|| Found::value(word)),
            other => Err(found(other)),
        };
        match read {
            Ok(answer) => {
                if let Err((expected, found)) = answers.set(&item.id, answer) {
                    faults.push(Fault::new(at("answer"), expected, found));
                }
            }
            Err(found) => {
                let words = item.answers.iter().map(|answer| answer.word().to_owned()).collect();
                faults.push(Fault::new(at("answer"), Expected::OneOf(words), found));
            }
        }
    }
    answers
}

/// The faults of reading `answer` for `item` from a form: the words it allows.
#[must_use]
pub fn refused(item: &crate::pack::checklist::Item, given: &str) -> Fault {
    Fault::new(Place::path(item.id.clone()), expected_answers(item), Found::value(given))
}

fn syntax(error: &serde_json::Error) -> Fault {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
    Fault::new(
        Place { line: (line > 0).then_some(line), path: String::new(), cell: None },
        Expected::Json(message),
        Found::Nothing,
    )
}

fn found(value: &Value) -> Found {
    match value {
        Value::Null => Found::Nothing,
        Value::Bool(value) => Found::value(&value.to_string()),
        Value::Number(number) => Found::value(&number.to_string()),
        Value::String(text) => Found::value(text),
        Value::Array(_) => Found::Shape(Shape::List),
        Value::Object(_) => Found::Shape(Shape::Table),
    }
}
