//! The history to take away: CSV, a workbook, JSON. The same entries as on the page, in the same words.
//!
//! Read in pieces, so that the number of statements grows with the pieces and not with the entries; what is written is
//! as large as the history, up to a limit that the last line tells.

use document::{Book, BookCell, BookColumn, BookRow, BookSheet, Look};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::{Asked, Entry, People, filter};
use crate::access::Action;
use crate::dates::in_japan;
use crate::office::{Caller, Office, Refused};
use crate::texts::{Texts, arg};

/// Entries of an export at most.
pub const MOST: usize = 100_000;
/// Entries read at once.
const PIECE: u32 = 5_000;
/// The columns, by the key of their heading, with their width in digits.
const COLUMNS: [(&str, f64); 5] = [
    ("history-when", 20.0),
    ("history-who", 24.0),
    ("history-capacity", 28.0),
    ("history-what", 60.0),
    ("history-where", 40.0),
];

/// The entries of an export.
#[derive(Debug)]
pub struct Exported {
    entries: Vec<Entry>,
    /// Whether there was more than [`MOST`].
    more: bool,
    today: Date,
}

impl Office {
    /// The history as it is taken out, the newest first.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn history_export(&self, caller: Caller, asked: &Asked) -> Result<Exported, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::HistoryExport, Some(owner)).await?;
        let filter = filter(&mut tx, owner, asked).await?;
        let mut people = People::of(&mut tx, owner).await?;
        let (mut entries, mut before) = (Vec::new(), None);
        loop {
            let (piece, next) = self.entries(&mut tx, &mut people, owner, &filter, before, PIECE).await?;
            entries.extend(piece);
            before = next;
            if before.is_none() || entries.len() >= MOST {
                break;
            }
        }
        let more = before.is_some() || entries.len() > MOST;
        entries.truncate(MOST);
        Ok(Exported { entries, more, today: self.today() })
    }
}

impl Exported {
    /// One entry as the texts of its columns, with times of Japan.
    fn cells(&self, texts: Texts, entry: &Entry) -> [String; 5] {
        [
            in_japan(entry.at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            entry.who.words(texts, self.today),
            entry.capacity(texts),
            entry.sentence(texts, self.today),
            entry.path.clone().unwrap_or_default(),
        ]
    }

    fn more(&self, texts: Texts) -> Option<String> {
        self.more.then(|| texts.with("history-more", &[("n", arg(MOST))]))
    }

    /// As CSV; a spreadsheet opens it as it is.
    ///
    /// # Errors
    /// It could not be written.
    pub fn csv(&self, texts: Texts) -> Result<String, csv::Error> {
        let mut table = csv::Writer::from_writer(vec![0xef, 0xbb, 0xbf]);
        table.write_record(COLUMNS.map(|(key, _)| texts.t(key)))?;
        for entry in &self.entries {
            table.write_record(self.cells(texts, entry).map(|cell| harmless(&cell)))?;
        }
        if let Some(more) = self.more(texts) {
            table.write_record([more.as_str(), "", "", "", ""])?;
        }
        let bytes = table.into_inner().map_err(csv::IntoInnerError::into_error)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// As a workbook. Its cells are texts whatever they begin with.
    #[must_use]
    pub fn book(&self, texts: Texts) -> Book {
        let row = |cells: Vec<BookCell>| BookRow { cells };
        let head = row(COLUMNS.iter().map(|(key, _)| BookCell::text(texts.t(key), Look::Head)).collect());
        let plain = |entry: &Entry| {
            let cells = self.cells(texts, entry);
            row(cells.into_iter().map(|cell| BookCell::text(cell, Look::Plain)).collect())
        };
        let more = self.more(texts).map(|more| row(vec![BookCell::text(more, Look::Note).across(5)]));
        let rows = std::iter::once(head).chain(self.entries.iter().map(plain)).chain(more).collect();
        let sheet = BookSheet {
            // Excel keeps the name History for itself.
            name: texts.t("history-sheet"),
            columns: COLUMNS.iter().map(|(_, width)| BookColumn { width: *width }).collect(),
            rows,
            frozen_rows: 1,
            repeated_row: Some(0),
            protected: false,
            landscape: true,
            chart: None,
        };
        Book {
            title: texts.t("history-title"),
            author: "Mamori".to_owned(),
            date: crate::book::date(self.today),
            sheets: vec![sheet],
        }
    }

    /// As JSON: the words of the record beside the sentence.
    #[must_use]
    pub fn json(&self, texts: Texts) -> Value {
        let entries: Vec<Value> = self.entries.iter().map(|entry| one(texts, entry, self.today)).collect();
        json!({ "history": entries, "complete": !self.more })
    }
}

fn one(texts: Texts, entry: &Entry, today: Date) -> Value {
    json!({
        "at": entry.at.to_string(),
        "who": entry.who.words(texts, today),
        "roles": entry.roles,
        "acting_for": entry.acting_for,
        "what": entry.what,
        "sentence": entry.sentence(texts, today),
        "about": entry.subject.to_string(),
        "path": entry.path,
    })
}

/// A name must not become a formula where the table is opened.
fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
