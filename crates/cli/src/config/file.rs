//! What the configuration file says, with the line of each value. Knows TOML; not what a value may be.

use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::settings::{Form, SETTINGS, Setting};
use super::{Fault, Source, Told, Wrong};

/// The largest file, in bytes.
const LARGEST: u64 = 64 * 1024;

/// The values of the file at `path`, and every fault of it.
pub(super) fn read(path: &Path, told: &mut Vec<(&'static Setting, Told)>) -> Vec<Fault> {
    let whole = |wrong: Wrong| vec![Fault { source: Source::File(path.to_owned(), None), name: None, wrong }];
    let size = std::fs::metadata(path).map(|found| found.len());
    if size.as_ref().is_ok_and(|size| *size > LARGEST) {
        return whole(Wrong::TooLarge);
    }
    match std::fs::read(path) {
        Err(error) => whole(Wrong::Unreadable(error)),
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Reader { path, text: &text, told, faults: Vec::new() }.read(),
            Err(_) => whole(Wrong::NoText),
        },
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
    told: &'a mut Vec<(&'static Setting, Told)>,
    faults: Vec<Fault>,
}

impl Reader<'_> {
    fn read(mut self) -> Vec<Fault> {
        let (table, mut errors) = DeTable::parse_recoverable(self.text);
        errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
        if let Some(error) = errors.first() {
            let at = error.span().map_or(0, |span| span.start);
            self.fault(at, None, Wrong::NoToml(error.message().to_owned()));
            return self.faults;
        }
        self.table(None, table.get_ref());
        self.faults.sort_by_key(|fault| match &fault.source {
            Source::File(_, line) => *line,
            _ => None,
        });
        self.faults
    }

    fn table(&mut self, within: Option<&str>, table: &DeTable<'_>) {
        for (key, value) in table {
            let at = key.span().start;
            let name = within.map_or_else(|| key.get_ref().to_string(), |table| format!("{table}.{}", key.get_ref()));
            let setting = SETTINGS.iter().find(|setting| setting.name == name).copied();
            let is_table = SETTINGS.iter().any(|setting| setting.place().0 == Some(&name));
            match (setting, value.get_ref()) {
                (Some(setting), value) => match written(setting.form, value) {
                    Some(text) => {
                        let source = Source::File(self.path.to_owned(), Some(self.line(at)));
                        self.told.push((setting, Told { text, source }));
                    }
                    None => self.fault(at, Some(name), Wrong::Form(setting.form)),
                },
                (None, DeValue::Table(inner)) if is_table => self.table(Some(&name), inner),
                (None, _) if is_table => self.fault(at, Some(name), Wrong::NoTable),
                (None, _) => {
                    let known = SETTINGS.iter().map(|setting| setting.place());
                    let beside = known.filter(|(table, _)| *table == within).map(|(_, key)| key);
                    let mut beside: Vec<&str> = beside.collect();
                    if within.is_none() {
                        beside.extend(["operator", "mail"]);
                    }
                    self.fault(at, Some(name), Wrong::Unknown(beside.join(", ")));
                }
            }
        }
    }

    fn line(&self, at: usize) -> usize {
        self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
    }

    fn fault(&mut self, at: usize, name: Option<String>, wrong: Wrong) {
        let source = Source::File(self.path.to_owned(), Some(self.line(at)));
        self.faults.push(Fault { source, name, wrong });
    }
}

/// The value as it would be written in the environment, if it has the form of its setting.
fn written(form: Form, value: &DeValue<'_>) -> Option<String> {
    match (form, value) {
        (Form::Text, DeValue::String(text)) => Some(text.to_string()),
        (Form::Number, DeValue::Integer(number)) => Some(number.to_string()),
        (Form::List, DeValue::Array(list)) => {
            let texts = list.iter().map(|one| match one.get_ref() {
                DeValue::String(text) => Some(text.to_string()),
                _ => None,
            });
            texts.collect::<Option<Vec<_>>>().map(|texts| texts.join(","))
        }
        _ => None,
    }
}
