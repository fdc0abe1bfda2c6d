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
/// Entries of a workbook at most.
const MOST_OF_BOOK: usize = 20_000;
/// Entries read at once.
const PIECE: u32 = 2_000;
/// The columns, by the key of their heading, with their width in digits.
const COLUMNS: [(&str, f64); 5] = [
    ("history-when", 20.0),
    ("history-who", 24.0),
    ("history-capacity", 28.0),
    ("history-what", 60.0),
    ("history-where", 40.0),
];

/// In which form the history is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A table of texts; a spreadsheet opens it as it is.
    Csv,
    /// A workbook.
    Book,
    /// For programs: the words of the record beside the sentence.
    Json,
}

impl Form {
    /// Entries at most: a workbook stands in memory as a whole.
    #[must_use]
    pub fn most(self) -> usize {
        match self {
            Self::Csv | Self::Json => MOST,
            Self::Book => MOST_OF_BOOK,
        }
    }
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Written {
    /// A text.
    Text(String),
    /// A workbook, to be made into bytes.
    Book(Book),
}

impl Office {
    /// The history as it is taken out, the newest first. Each piece is written before the next one is read.
    ///
    /// # Errors
    /// The caller may not, or it could not be written.
    pub async fn history_export(
        &self,
        caller: Caller,
        asked: &Asked,
        form: Form,
        texts: Texts,
    ) -> Result<Written, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::HistoryExport, Some(owner)).await?;
        let filter = filter(&mut tx, owner, asked).await?;
        let mut people = People::of(&mut tx, owner).await?;
        let mut writing = Writing::begin(form, texts, self.today());
        let mut before = None;
        loop {
            let (piece, next) = self.entries(&mut tx, &mut people, owner, &filter, before, PIECE).await?;
            let left = form.most() - writing.count;
            let whole = piece.len() <= left;
            for entry in piece.iter().take(left) {
                writing.put(entry);
            }
            before = next;
            if before.is_none() || !whole || writing.count == form.most() {
                writing.more = before.is_some() || !whole;
                return Ok(writing.end());
            }
            // Many pieces are a long work: others have their turn between them.
            tokio::task::yield_now().await;
        }
    }
}

/// An export that is being written.
struct Writing {
    form: Form,
    texts: Texts,
    today: Date,
    text: String,
    rows: Vec<BookRow>,
    count: usize,
    more: bool,
}

impl Writing {
    fn begin(form: Form, texts: Texts, today: Date) -> Self {
        let mut writing = Self { form, texts, today, text: String::new(), rows: Vec::new(), count: 0, more: false };
        let heads = COLUMNS.map(|(key, _)| texts.t(key));
        match form {
            Form::Csv => {
                writing.text.push('\u{feff}');
                writing.line(&heads);
            }
            Form::Book => writing.row(&heads, Look::Head),
            Form::Json => writing.text.push_str("{\"history\":["),
        }
        writing
    }

    fn put(&mut self, entry: &Entry) {
        match self.form {
            Form::Csv => {
                let cells = self.cells(entry).map(|cell| harmless(&cell));
                self.line(&cells);
            }
            Form::Book => {
                let cells = self.cells(entry);
                self.row(&cells, Look::Plain);
            }
            Form::Json => {
                if self.count > 0 {
                    self.text.push(',');
                }
                self.text.push_str(&one(self.texts, entry, self.today).to_string());
            }
        }
        self.count += 1;
    }

    fn end(mut self) -> Written {
        let more = self.more.then(|| self.texts.with("history-more", &[("n", arg(self.form.most()))]));
        match self.form {
            Form::Csv => {
                if let Some(more) = more {
                    self.line(&[more, String::new(), String::new(), String::new(), String::new()]);
                }
                Written::Text(self.text)
            }
            Form::Json => {
                self.text.push_str(if self.more { "],\"complete\":false}" } else { "],\"complete\":true}" });
                Written::Text(self.text)
            }
            Form::Book => {
                self.rows.extend(more.map(|more| BookRow { cells: vec![BookCell::text(more, Look::Note).across(5)] }));
                Written::Book(self.book())
            }
        }
    }

    /// One entry as the texts of its columns, with times of Japan.
    fn cells(&self, entry: &Entry) -> [String; 5] {
        [
            in_japan(entry.at).strftime("%Y-%m-%d %H:%M:%S").to_string(),
            entry.who.words(self.texts, self.today),
            entry.capacity(self.texts),
            entry.sentence(self.texts, self.today),
            entry.path.clone().unwrap_or_default(),
        ]
    }

    /// A line of CSV (RFC 4180).
    fn line(&mut self, cells: &[String; 5]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.text.push('"');
                self.text.push_str(&cell.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(cell);
            }
        }
        self.text.push('\n');
    }

    /// A row of the workbook. Its cells are texts whatever they begin with.
    fn row(&mut self, cells: &[String; 5], look: Look) {
        self.rows.push(BookRow { cells: cells.iter().map(|cell| BookCell::text(cell.clone(), look)).collect() });
    }

    fn book(self) -> Book {
        let sheet = BookSheet {
            // Excel keeps the name History for itself.
            name: self.texts.t("history-sheet"),
            columns: COLUMNS.iter().map(|(_, width)| BookColumn { width: *width }).collect(),
            rows: self.rows,
            frozen_rows: 1,
            repeated_row: Some(0),
            protected: false,
            landscape: true,
            chart: None,
        };
        Book {
            title: self.texts.t("history-title"),
            author: "Mamori".to_owned(),
            date: crate::book::date(self.today),
            sheets: vec![sheet],
        }
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
