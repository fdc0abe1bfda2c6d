//! Reads the typed keys of a TOML table and collects every fault with its line.
//!
//! The reader never stops at a fault: it notes it, returns a harmless value and goes on, and
//! [`Reader::close`] gives the faults. A key that nobody asked for is a fault, so a mistyped key is
//! found on its own line and not only as a missing one elsewhere.

use std::collections::HashSet;

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::Source;
use super::value::{as_date, is_date_text, is_id, is_invariant, is_lines, owned, shown};
use crate::fault::{Expected, Fault, Found, Place, Thing};
use crate::text::Bilingual;

/// The longest text of a pack, in characters.
const LONGEST_TEXT: usize = 2000;

/// How many syntax errors of one file are reported: beyond these it is no TOML at all.
const MOST_SYNTAX_ERRORS: usize = 100;

/// A place in the tree of tables, and all faults so far.
pub(super) struct Reader<'t> {
    text: &'t str,
    /// The offset at which each line starts.
    lines: Vec<usize>,
    stack: Vec<Frame<'t>>,
    ids: HashSet<String>,
    documents: Vec<String>,
    faults: Vec<Fault>,
}

struct Frame<'t> {
    table: DeTable<'t>,
    path: String,
    line: u32,
    asked: Vec<String>,
}

impl<'t> Reader<'t> {
    /// Opens the document.
    pub(super) fn open(text: &'t str) -> Result<Self, Vec<Fault>> {
        let (table, mut errors) = DeTable::parse_recoverable(text);
        let mut reader = Self {
            text,
            lines: std::iter::once(0).chain(text.match_indices('\n').map(|(offset, _)| offset + 1)).collect(),
            stack: Vec::new(),
            ids: HashSet::new(),
            documents: Vec::new(),
            faults: Vec::new(),
        };
        if !errors.is_empty() {
            errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
            let faults = errors.iter().take(MOST_SYNTAX_ERRORS).map(|error| {
                let line = reader.line_at(error.span().map_or(0, |span| span.start));
                Fault::new(
                    Place::line(line, ""),
                    Expected::Toml(error.message().to_owned()),
                    Found::value(reader.line_text(line)),
                )
            });
            return Err(faults.collect());
        }
        reader.stack.push(Frame { table: table.into_inner(), path: String::new(), line: 1, asked: Vec::new() });
        Ok(reader)
    }

    /// Ends the reading.
    pub(super) fn close(mut self) -> Result<(), Vec<Fault>> {
        self.pop();
        self.faults.sort_by(|a, b| a.at.cmp(&b.at));
        if self.faults.is_empty() { Ok(()) } else { Err(self.faults) }
    }

    /// Ends the reading without judging the keys nobody asked for.
    pub(super) fn abandon(mut self) -> Vec<Fault> {
        self.faults.sort_by(|a, b| a.at.cmp(&b.at));
        self.faults
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, key: &str) -> String {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::Text) };
        self.as_text(&value, at)
    }

    /// A text that may be left out.
    pub(super) fn optional_text(&mut self, key: &str) -> Option<String> {
        self.take(key).map(|(value, at)| self.as_text(&value, at))
    }

    /// One of `words`.
    pub(super) fn one_of(&mut self, key: &str, words: &[&str]) -> Option<String> {
        let expected = || Expected::OneOf(owned(words));
        let Some((value, at)) = self.take(key) else { return self.missing(key, expected()) };
        let found = match &value {
            DeValue::String(text) if words.contains(&text.as_ref()) => return Some(text.to_string()),
            other => shown(other),
        };
        self.fault(at, expected(), found)
    }

    /// One of `words`, or none.
    pub(super) fn optional_one_of(&mut self, key: &str, words: &[&str]) -> Option<String> {
        if self.has(key) { self.one_of(key, words) } else { None }
    }

    /// A text in both languages.
    pub(super) fn bilingual(&mut self, key: &str) -> Bilingual {
        self.table(key, |r| Bilingual { ja: r.text("ja"), en: r.text("en") })
    }

    /// A text in both languages, or none.
    pub(super) fn optional_bilingual(&mut self, key: &str) -> Option<Bilingual> {
        self.has(key).then(|| self.bilingual(key))
    }

    /// A whole number between the two, both included.
    pub(super) fn integer<T: TryFrom<i64> + Default>(&mut self, key: &str, from: i64, to: i64) -> T {
        let expected = Expected::Integer(from, to);
        let Some((value, at)) = self.take(key) else { return self.missing(key, expected) };
        let number = match &value {
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix()).ok(),
            _ => None,
        };
        match number.filter(|n| (from..=to).contains(n)).and_then(|n| T::try_from(n).ok()) {
            Some(number) => number,
            None => self.fault(at, expected, shown(&value)),
        }
    }

    /// As [`Reader::integer`], or none.
    pub(super) fn optional_integer<T: TryFrom<i64> + Default>(&mut self, key: &str, from: i64, to: i64) -> Option<T> {
        self.has(key).then(|| self.integer(key, from, to))
    }

    /// `true` or `false`.
    pub(super) fn boolean(&mut self, key: &str) -> bool {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::Boolean) };
        match value {
            DeValue::Boolean(value) => value,
            other => self.fault(at, Expected::Boolean, shown(&other)),
        }
    }

    /// `true`, `false`, or left out for `false`.
    pub(super) fn optional_boolean(&mut self, key: &str) -> bool {
        self.has(key) && self.boolean(key)
    }

    /// As [`Reader::optional_boolean`]; `true` only where it `may` be, else `expected` is told.
    pub(super) fn optional_boolean_where(&mut self, key: &str, may: bool, expected: Expected) -> bool {
        let line = self.line_of(key);
        let found = self.optional_boolean(key);
        if found && !may {
            let at = Place { line, path: self.path(key), cell: None };
            return self.fault(at, expected, Found::value("true"));
        }
        found
    }

    /// A date.
    pub(super) fn date(&mut self, key: &str) -> Date {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::Date) };
        match as_date(&value) {
            Some(date) => date,
            None => self.fault(at, Expected::Date, shown(&value)),
        }
    }

    /// A date not before `from`, or none.
    pub(super) fn optional_date(&mut self, key: &str, from: Date) -> Option<Date> {
        let (value, at) = self.take(key)?;
        match as_date(&value) {
            Some(date) if date >= from => Some(date),
            Some(_) => self.fault(at, Expected::NotBefore(from.to_string()), shown(&value)),
            None => self.fault(at, Expected::Date, shown(&value)),
        }
    }

    /// `2026-04`, `2026-04-01` or `unknown`, as text.
    pub(super) fn date_or_unknown(&mut self, key: &str) -> String {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::DateOrUnknown) };
        match &value {
            DeValue::String(text) if is_date_text(text) => text.to_string(),
            other => self.fault(at, Expected::DateOrUnknown, shown(other)),
        }
    }

    /// As [`Reader::date_or_unknown`], or none.
    pub(super) fn optional_date_text(&mut self, key: &str) -> Option<String> {
        self.has(key).then(|| self.date_or_unknown(key))
    }

    /// An https address, or none.
    pub(super) fn optional_url(&mut self, key: &str) -> Option<String> {
        let (value, at) = self.take(key)?;
        match &value {
            DeValue::String(text) if text.starts_with("https://") && !text.contains(char::is_whitespace) => {
                Some(text.to_string())
            }
            other => self.fault(at, Expected::HttpsUrl, shown(other)),
        }
    }

    /// An id: `prefix`, then small letters, digits and hyphens.
    pub(super) fn id(&mut self, key: &str, prefix: &str) -> String {
        let expected = Expected::Id(prefix.to_owned());
        let Some((value, at)) = self.take(key) else { return self.missing(key, expected) };
        match &value {
            DeValue::String(text) if is_id(text, prefix) => text.to_string(),
            other => self.fault(at, expected, shown(other)),
        }
    }

    /// An id that no other of the pack has.
    pub(super) fn unique_id(&mut self, key: &str, prefix: &str) -> String {
        let line = self.line_of(key);
        let id = self.id(key, prefix);
        if !id.is_empty() && !self.ids.insert(id.clone()) {
            let at = Place { line, path: self.path(key), cell: None };
            self.faults.push(Fault::new(at, Expected::UniqueId, Found::value(&id)));
        }
        id
    }

    /// The id of a source document (`S2`): letters and digits, not used twice.
    pub(super) fn unique_document(&mut self) -> String {
        let line = self.line_of("id");
        let id = self.text("id");
        if !id.is_empty() && self.documents.contains(&id) {
            self.faults.push(Fault::new(
                Place { line, path: self.path("id"), cell: None },
                Expected::UniqueId,
                Found::value(&id),
            ));
        }
        self.documents.push(id.clone());
        id
    }

    /// The id of an existing `thing`.
    pub(super) fn existing(&mut self, key: &str, thing: Thing, known: &[&str]) -> String {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::Existing(thing)) };
        match &value {
            DeValue::String(text) if known.contains(&text.as_ref()) => text.to_string(),
            other => self.fault(at, Expected::Existing(thing), shown(other)),
        }
    }

    /// `source = { document = "S2", lines = "119" }`
    pub(super) fn source(&mut self) -> Source {
        self.table("source", Self::place_in_document)
    }

    /// `sources = [{ document = "S2", lines = "119" }]`, at least one.
    pub(super) fn sources(&mut self) -> Vec<Source> {
        self.tables("sources", Self::place_in_document)
    }

    /// As [`Reader::sources`], or none.
    pub(super) fn optional_sources(&mut self) -> Vec<Source> {
        if self.has("sources") { self.sources() } else { Vec::new() }
    }

    fn place_in_document(&mut self) -> Source {
        let documents = self.documents.clone();
        let known: Vec<&str> = documents.iter().map(String::as_str).collect();
        let document = self.existing("document", Thing::Document, &known);
        let lines = match self.take("lines") {
            None => self.missing("lines", Expected::Lines),
            Some((DeValue::String(text), _)) if is_lines(&text) => text.to_string(),
            Some((other, at)) => self.fault(at, Expected::Lines, shown(&other)),
        };
        Source { document, lines }
    }

    /// The number of a rule in `spec/4`: `INV-01`.
    pub(super) fn invariant(&mut self, key: &str) -> String {
        let Some((value, at)) = self.take(key) else { return self.missing(key, Expected::Invariant) };
        match &value {
            DeValue::String(text) if is_invariant(text) => text.to_string(),
            other => self.fault(at, Expected::Invariant, shown(other)),
        }
    }

    /// As [`Reader::invariant`], or none.
    pub(super) fn optional_invariant(&mut self, key: &str) -> Option<String> {
        self.has(key).then(|| self.invariant(key))
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, key: &str) -> Vec<String> {
        self.list(key, |r, value, at| Some(r.as_text(value, at)))
    }

    /// A list of texts that may be left out.
    pub(super) fn optional_texts(&mut self, key: &str) -> Vec<String> {
        if self.has(key) { self.texts(key) } else { Vec::new() }
    }

    /// A list of `words` that may be left out.
    pub(super) fn optional_texts_among(&mut self, key: &str, words: &[&str]) -> Vec<String> {
        if self.has(key) { self.texts_among(key, words) } else { Vec::new() }
    }

    /// A list of `words`.
    pub(super) fn texts_among(&mut self, key: &str, words: &[&str]) -> Vec<String> {
        self.list(key, |r, value, at| match value {
            DeValue::String(text) if words.contains(&text.as_ref()) => Some(text.to_string()),
            other => r.fault(at, Expected::OneOf(owned(words)), shown(other)),
        })
    }

    /// A list of `words`, at least one.
    pub(super) fn some_among(&mut self, key: &str, words: &[&str]) -> Vec<String> {
        let line = self.line_of(key);
        let before = self.faults.len();
        let found = self.texts_among(key, words);
        if self.faults.len() == before && found.is_empty() {
            let at = Place { line, path: self.path(key), cell: None };
            self.faults.push(Fault::new(at, Expected::List, Found::Nothing));
        }
        found
    }

    /// A list of ids of existing `thing`s, if an empty one.
    pub(super) fn existing_each(&mut self, key: &str, thing: Thing, known: &[&str]) -> Vec<String> {
        self.list(key, |r, value, at| match value {
            DeValue::String(text) if known.contains(&text.as_ref()) => Some(text.to_string()),
            other => r.fault(at, Expected::Existing(thing), shown(other)),
        })
    }

    /// As [`Reader::existing_each`], or left out for none.
    pub(super) fn optional_existing_each(&mut self, key: &str, thing: Thing, known: &[&str]) -> Vec<String> {
        if self.has(key) { self.existing_each(key, thing, known) } else { Vec::new() }
    }

    /// A list of ids of earlier items.
    pub(super) fn earlier_items(&mut self, key: &str, earlier: &[String]) -> Vec<String> {
        self.list(key, |r, value, at| match value {
            DeValue::String(text) if earlier.iter().any(|id| id == text.as_ref()) => Some(text.to_string()),
            other => r.fault(at, Expected::EarlierItem, shown(other)),
        })
    }

    /// A list that must be exactly `words`.
    pub(super) fn sequence(&mut self, key: &str, words: &[&str]) -> Vec<String> {
        let line = self.line_of(key);
        let before = self.faults.len();
        let found = self.texts(key);
        // A list that could not be read is one fault, not two.
        if self.faults.len() == before && found != words {
            let at = Place { line, path: self.path(key), cell: None };
            self.faults.push(Fault::new(at, Expected::Sequence(owned(words)), Found::value(&found.join(", "))));
        }
        found
    }

    /// Notes a fault unless `found` is exactly `words`. Of an absent list that is said already.
    pub(super) fn in_order<'a>(&mut self, key: &str, words: &[&str], found: impl Iterator<Item = &'a str>) {
        let found: Vec<&str> = found.collect();
        if !found.is_empty() && found != words {
            let at = Place { line: Some(self.frame_line()), path: self.path(key), cell: None };
            self.faults.push(Fault::new(at, Expected::Sequence(owned(words)), Found::value(&found.join(", "))));
        }
    }

    /// Notes every word of `words` that does not stand exactly once among `found`.
    pub(super) fn each_once<'a>(&mut self, key: &str, words: &[&str], found: impl Iterator<Item = &'a String>) {
        let found: Vec<&String> = found.collect();
        for word in words {
            let count = found.iter().filter(|other| other.as_str() == *word).count();
            if count != 1 {
                let at = Place { line: Some(self.frame_line()), path: format!("{key}: {word}"), cell: None };
                self.faults.push(Fault::new(at, Expected::AnsweredOnce, Found::Count(count)));
            }
        }
    }

    /// Notes a fault at `path` unless `count` is `wanted`.
    pub(super) fn counted(&mut self, path: String, expected: Expected, wanted: usize, count: usize) {
        if count != wanted {
            let at = Place { line: Some(self.frame_line()), path, cell: None };
            self.faults.push(Fault::new(at, expected, Found::Count(count)));
        }
    }

    /// A table under `key`.
    pub(super) fn table<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let line = self.line_of(key).unwrap_or_else(|| self.frame_line());
        let path = self.path(key);
        let table = match self.take(key) {
            Some((DeValue::Table(table), _)) => table,
            Some((other, at)) => {
                self.faults.push(Fault::new(at, Expected::Table, shown(&other)));
                return self.read_blindly(DeTable::default(), path, line, read);
            }
            None => {
                self.faults.push(Fault::new(Place::line(line, path.clone()), Expected::Table, Found::Nothing));
                return self.read_blindly(DeTable::default(), path, line, read);
            }
        };
        self.stack.push(Frame { table, path, line, asked: Vec::new() });
        let value = read(self);
        self.pop();
        value
    }

    /// The tables of a list under `key`; at least one.
    pub(super) fn tables<T>(&mut self, key: &str, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let path = self.path(key);
        let list = match self.take(key) {
            Some((DeValue::Array(list), at)) if list.is_empty() => {
                return self.fault(at, Expected::List, Found::Nothing);
            }
            Some((DeValue::Array(list), _)) => list,
            Some((other, at)) => {
                self.faults.push(Fault::new(at, Expected::List, shown(&other)));
                return Vec::new();
            }
            None => return self.missing(key, Expected::List),
        };
        let mut values = Vec::new();
        for (i, entry) in list.into_iter().enumerate() {
            let line = self.line_at(entry.span().start);
            let path = format!("{path}[{}]", i + 1);
            match entry.into_inner() {
                DeValue::Table(table) => {
                    self.stack.push(Frame { table, path, line, asked: Vec::new() });
                    values.push(read(self));
                    self.pop();
                }
                other => self.faults.push(Fault::new(Place::line(line, path), Expected::Table, shown(&other))),
            }
        }
        values
    }

    /// Reads an absent table for its harmless values only: its keys are not faults of their own.
    fn read_blindly<T>(&mut self, table: DeTable<'t>, path: String, line: u32, read: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.faults.len();
        self.stack.push(Frame { table, path, line, asked: Vec::new() });
        let value = read(self);
        self.stack.pop();
        self.faults.truncate(before);
        value
    }

    fn list(
        &mut self,
        key: &str,
        mut read: impl FnMut(&mut Self, &DeValue<'t>, Place) -> Option<String>,
    ) -> Vec<String> {
        let path = self.path(key);
        match self.take(key) {
            Some((DeValue::Array(list), _)) => list
                .iter()
                .enumerate()
                .filter_map(|(i, entry)| {
                    let at = Place::line(self.line_at(entry.span().start), format!("{path}[{}]", i + 1));
                    read(self, entry.get_ref(), at)
                })
                .collect(),
            Some((other, at)) => self.fault(at, Expected::List, shown(&other)),
            None => self.missing(key, Expected::List),
        }
    }

    fn as_text(&mut self, value: &DeValue<'_>, at: Place) -> String {
        match value {
            DeValue::String(text) if text.trim().is_empty() => self.fault(at, Expected::Text, Found::Nothing),
            DeValue::String(text) if text.chars().count() > LONGEST_TEXT => {
                self.fault(at, Expected::TextUpTo(LONGEST_TEXT), Found::Count(text.chars().count()))
            }
            DeValue::String(text) => text.to_string(),
            other => self.fault(at, Expected::Text, shown(other)),
        }
    }

    /// Whether a key that may be left out is there. Either way it is a known key.
    fn has(&mut self, key: &str) -> bool {
        let Some(frame) = self.stack.last_mut() else { return false };
        let has = frame.table.contains_key(key);
        if !has {
            frame.asked.push(key.to_owned());
        }
        has
    }

    fn take(&mut self, key: &str) -> Option<(DeValue<'t>, Place)> {
        let line = self.line_of(key);
        let path = self.path(key);
        let frame = self.stack.last_mut()?;
        frame.asked.push(key.to_owned());
        let value = frame.table.remove(key)?;
        Some((value.into_inner(), Place { line, path, cell: None }))
    }

    fn missing<T: Default>(&mut self, key: &str, expected: Expected) -> T {
        let at = Place { line: Some(self.frame_line()), path: self.path(key), cell: None };
        self.fault(at, expected, Found::Nothing)
    }

    fn fault<T: Default>(&mut self, at: Place, expected: Expected, found: Found) -> T {
        self.faults.push(Fault::new(at, expected, found));
        T::default()
    }

    /// Leaves the innermost table; keys nobody asked for are faults.
    fn pop(&mut self) {
        let Some(frame) = self.stack.pop() else { return };
        for (key, _) in &frame.table {
            let path = if frame.path.is_empty() {
                key.get_ref().to_string()
            } else {
                format!("{}.{}", frame.path, key.get_ref())
            };
            let at = Place::line(self.line_at(key.span().start), path);
            self.faults.push(Fault::new(at, Expected::KnownKey(frame.asked.clone()), Found::value(key.get_ref())));
        }
    }

    fn path(&self, key: &str) -> String {
        match self.stack.last() {
            Some(frame) if !frame.path.is_empty() => format!("{}.{key}", frame.path),
            _ => key.to_owned(),
        }
    }

    fn frame_line(&self) -> u32 {
        self.stack.last().map_or(1, |frame| frame.line)
    }

    fn line_of(&self, key: &str) -> Option<u32> {
        let (key, value) = self.stack.last()?.table.get_key_value(key)?;
        // A table's own span is its header; a dotted key has its own line only on the key.
        let start = if value.get_ref().is_table() { key.span().start } else { value.span().start };
        Some(self.line_at(start))
    }

    fn line_at(&self, offset: usize) -> u32 {
        u32::try_from(self.lines.partition_point(|start| *start <= offset)).unwrap_or(u32::MAX)
    }

    fn line_text(&self, line: u32) -> &'t str {
        let start = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(self.text.len());
        self.text[start..].lines().next().unwrap_or("")
    }
}
