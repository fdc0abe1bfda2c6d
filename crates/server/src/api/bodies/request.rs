//! What the finder is asked in JSON: read strictly, every fault with its place. The rule of what may
//! be asked stands in [`app::finding`], for the page and the command line too.

use std::collections::HashSet;
use std::fmt;

use app::Texts;
use app::finding::{Input, Question, ask};
use app::texts::arg;
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use criteria::fault::{Expected, Found, Place, Shape};
use criteria::pack::bodies::{Bodies, Field};
use criteria::pack::industries::Industries;
use criteria::result_file::MOST_FAULTS;
use criteria::text::Lang;
use schemars::JsonSchema;
use scheme::eligibility::Finding;
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::error::{Problem, ProblemPart, Refusal};

/// The company, and what it wants certified. A key left out, `null` and an empty text all mean: not told.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(example = serde_json::json!({ "main": "E26", "employees": 40, "capital": 10_000_000 }))]
pub(crate) struct FindRequest {
    /// The main business (主たる事業), the largest of the whole company: a code of the pack `industries`
    /// such as `E26`, or a name in it.
    pub(crate) main: String,
    /// The business to be certified (認証を受けたい事業), likewise; not told = the main business.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) certify: Option<String>,
    /// Regular employees (常時使用する従業員).
    pub(crate) employees: u32,
    /// Capital in yen.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(max = MOST_YEN))]
    pub(crate) capital: Option<u64>,
    /// Whether it is a sole proprietor (個人事業主), whose capital is not asked; not told = a company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sole: Option<bool>,
    /// Id of a special sector of the pack `industries`, such as `software`; not told = none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) special: Option<String>,
    /// The fields the business to be certified concerns, or `none` alone; an empty list tells nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<Vec<Declared>>,
}

/// A field, or that it is none of them.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "DeclaredField")]
pub(crate) enum Declared {
    /// 航空
    Aviation,
    /// 宇宙
    Space,
    /// 防衛
    Defence,
    /// None of them; not together with one of them.
    None,
}

impl Declared {
    const ALL: [(&'static str, Self); 4] =
        [("aviation", Self::Aviation), ("space", Self::Space), ("defence", Self::Defence), ("none", Self::None)];

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, declared)| declared)
    }

    fn field(self) -> Option<Field> {
        match self {
            Self::Aviation => Some(Field::Aviation),
            Self::Space => Some(Field::Space),
            Self::Defence => Some(Field::Defence),
            Self::None => None,
        }
    }
}

const KEYS: [&str; 7] = ["main", "certify", "employees", "capital", "sole", "special", "fields"];

/// The largest capital that is read, in yen: the last whole number every reader of JSON knows exactly.
const MOST_YEN: u64 = (1 << 53) - 1;

/// A fault of a request: where, what was expected, what was found.
#[derive(Debug)]
pub(crate) struct Wrong {
    at: Place,
    expected: Wanted,
    found: Found,
}

/// What would have been right.
#[derive(Debug)]
enum Wanted {
    /// Said as of any file.
    Plain(Expected),
    /// An industry of the pack.
    Industry,
    /// One of them, or nothing.
    IndustryOrNothing,
    /// Fields, or the word for none of them.
    OneDeclaration,
}

/// Reads a request and judges every body.
///
/// # Errors
/// Every fault found, up to [`MOST_FAULTS`], each with its JSON pointer (or line, where it is not
/// JSON at all).
pub(crate) fn answer(bytes: &[u8], bodies: &Bodies, industries: &Industries) -> Result<Finding, Vec<Wrong>> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| vec![syntax(&error)])?;
    let Value::Object(told) = &value else {
        return Err(vec![Wrong::new("", Expected::Table, shown(&value))]);
    };
    let mut reading = Reading { told, industries, wrong: Vec::new(), refused: Vec::new() };
    reading.keys(bytes);
    let mut question = Question {
        main: reading.text(Input::Main),
        certify: reading.text(Input::Certify),
        employees: reading.employees(),
        capital: reading.capital(),
        sole_proprietor: reading.sole(),
        special: reading.text(Input::Special),
        ..Question::default()
    };
    (question.fields, question.no_field) = reading.fields();
    match ask(&question, bodies, industries) {
        Ok(found) if reading.wrong.is_empty() => Ok(found),
        refused => {
            for input in refused.err().into_iter().flatten() {
                reading.refuse(input);
            }
            reading.wrong.truncate(MOST_FAULTS);
            Err(reading.wrong)
        }
    }
}

/// An object being read, with the faults so far.
struct Reading<'a> {
    told: &'a Map<String, Value>,
    industries: &'a Industries,
    wrong: Vec<Wrong>,
    refused: Vec<Input>,
}

impl<'a> Reading<'a> {
    /// A mistyped key, and one that stands twice: which of its values was meant, nobody can tell.
    fn keys(&mut self, bytes: &[u8]) {
        let Keys(keys) = serde_json::from_slice(bytes).unwrap_or_default();
        let mut seen = HashSet::new();
        for key in &keys {
            let expected = match (KEYS.contains(&key.as_str()), seen.insert(key)) {
                (true, true) => continue,
                (true, false) => Expected::UniqueId,
                (false, _) => Expected::KnownKey(KEYS.map(str::to_owned).into()),
            };
            let shown: String = key.chars().take(Found::SHOWN).collect();
            let pointer = shown.replace('~', "~0").replace('/', "~1");
            self.wrong.push(Wrong::new(format!("/{pointer}"), expected, Found::value(key)));
        }
    }

    fn value(&self, key: &str) -> &'a Value {
        self.told.get(key).unwrap_or(&Value::Null)
    }

    fn text(&mut self, input: Input) -> String {
        match self.value(key(input)) {
            Value::Null => String::new(),
            Value::String(text) => text.clone(),
            _ => {
                self.refuse(input);
                String::new()
            }
        }
    }

    fn employees(&mut self) -> u32 {
        let read = self.value("employees").as_u64().and_then(|number| u32::try_from(number).ok());
        read.unwrap_or_else(|| {
            self.refuse(Input::Employees);
            0
        })
    }

    fn capital(&mut self) -> Option<u64> {
        let value = self.value("capital");
        let read = value.as_u64().filter(|yen| *yen <= MOST_YEN);
        if read.is_none() && !value.is_null() {
            self.refuse(Input::Capital);
        }
        read
    }

    fn sole(&mut self) -> bool {
        match self.value("sole") {
            Value::Null => false,
            Value::Bool(sole) => *sole,
            other => {
                self.wrong.push(Wrong::new("/sole", Expected::Boolean, quoted(other)));
                false
            }
        }
    }

    /// The declared fields, and whether it was declared that none is concerned.
    fn fields(&mut self) -> (Vec<Field>, bool) {
        let (mut fields, mut none) = (Vec::new(), false);
        let list = match self.value("fields") {
            Value::Null => &[],
            Value::Array(list) => list.as_slice(),
            other => {
                self.wrong.push(Wrong::new("/fields", Expected::List, shown(other)));
                &[]
            }
        };
        for (i, word) in list.iter().enumerate() {
            match word.as_str().and_then(Declared::from_word).map(Declared::field) {
                Some(Some(field)) => fields.push(field),
                Some(None) => none = true,
                None => {
                    let known = Declared::ALL.map(|(word, _)| word.to_owned());
                    self.wrong.push(Wrong::new(format!("/fields/{i}"), Expected::OneOf(known.into()), shown(word)));
                }
            }
        }
        (fields, none)
    }

    /// Notes, once, that an input cannot be as it is.
    fn refuse(&mut self, input: Input) {
        if self.refused.contains(&input) {
            return;
        }
        self.refused.push(input);
        let value = self.value(key(input));
        let (expected, found) = match input {
            Input::Main => (Wanted::Industry, shown(value)),
            Input::Certify => (Wanted::IndustryOrNothing, shown(value)),
            Input::Employees => (Wanted::Plain(Expected::Integer(0, i64::from(u32::MAX))), quoted(value)),
            Input::Capital => (Wanted::Plain(Expected::Integer(0, MOST_YEN.cast_signed())), quoted(value)),
            Input::Special => {
                let special = self.industries.sectors.iter().filter(|sector| sector.special);
                (Wanted::Plain(Expected::OneOf(special.map(|sector| sector.id.clone()).collect())), shown(value))
            }
            Input::Fields => (Wanted::OneDeclaration, listed(value)),
        };
        self.wrong.push(Wrong { at: Place::path(format!("/{}", key(input))), expected, found });
    }
}

/// The key of an input; the form has one field per word, the request a list.
fn key(input: Input) -> &'static str {
    match input {
        Input::Fields => "fields",
        other => other.name(),
    }
}

/// The keys of an object in their order, with those that stand twice.
#[derive(Default)]
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EachKey;
        impl<'de> Visitor<'de> for EachKey {
            type Value = Keys;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((key, IgnoredAny)) = map.next_entry()? {
                    keys.push(key);
                }
                Ok(Keys(keys))
            }
        }
        deserializer.deserialize_map(EachKey)
    }
}

fn syntax(error: &serde_json::Error) -> Wrong {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let line = u32::try_from(error.line()).unwrap_or(u32::MAX).max(1);
    Wrong { at: Place::line(line, ""), expected: Wanted::Plain(Expected::Json(message)), found: Found::Nothing }
}

/// What stands where a word should.
fn shown(value: &Value) -> Found {
    match value {
        Value::String(text) => Found::value(text),
        other => quoted(other),
    }
}

/// What stands where no word should: a text keeps its quotation marks, so that `"40"` is not shown as 40.
fn quoted(value: &Value) -> Found {
    match value {
        Value::Null => Found::Nothing,
        Value::Array(_) => Found::Shape(Shape::List),
        Value::Object(_) => Found::Shape(Shape::Table),
        other => Found::value(&other.to_string()),
    }
}

/// The words of a list in one line.
fn listed(value: &Value) -> Found {
    let words: Vec<&str> = value.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    Found::value(&words.join(", "))
}

impl Wrong {
    fn new(path: impl Into<String>, expected: Expected, found: Found) -> Self {
        Self { at: Place::path(path), expected: Wanted::Plain(expected), found }
    }

    fn part(&self, texts: Texts) -> ProblemPart {
        let expected = match &self.expected {
            Wanted::Plain(expected) => texts.expected(expected),
            Wanted::Industry => texts.t("bodies-request-industry"),
            Wanted::IndustryOrNothing => texts.t("bodies-request-industry-or-nothing"),
            Wanted::OneDeclaration => texts.t("bodies-request-fields"),
        };
        let found = texts.found(&self.found);
        let values = [("expected", arg(expected.clone())), ("found", arg(found.clone()))];
        let sentence = texts.with("fault-sentence", &values);
        let place = texts.place(&self.at);
        let detail = match place.as_str() {
            "" => sentence,
            _ => texts.with("fault-at", &[("place", arg(place)), ("sentence", arg(sentence))]),
        };
        ProblemPart { pointer: self.at.path.clone(), expected, found, detail }
    }
}

/// The faults as a problem document in `lang`.
pub(crate) fn problem(lang: Lang, faults: &[Wrong]) -> Response {
    let texts = Texts::new(lang);
    let refusal = Refusal::Faults(Vec::new());
    let mut problem = Problem::new(refusal.kind(), refusal.status(), refusal.title(texts), refusal.advice(texts));
    problem.errors = faults.iter().map(|wrong| wrong.part(texts)).collect();
    (refusal.status(), [(header::CONTENT_TYPE, "application/problem+json")], Json(problem)).into_response()
}
