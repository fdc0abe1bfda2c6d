//! A kept check on paper and as a workbook: what is handed on of any check, with the notes and who gave each answer; and
//! the sheet that is signed on paper.

use criteria::answers::Answer;
use criteria::catalogue::Catalogue;
use document::{Align, Block, Book, BookCell, BookColumn, BookValue, Column, Look, Paper, Table};
use jiff::civil::Date;
use protection::check::Standing;
use record::PersonId;

use super::KeptCheck;
use super::sign_off::code;
use crate::handout::{Handout, printable};
use crate::operator::Operator;
use crate::texts::{Texts, arg};

/// How high the space for a signature or seal is, in empty lines.
const SPACE: &str = "\n\n\n";

impl KeptCheck<'_> {
    /// Who gave the answer that stands at an item, and until when a supporter supports; empty = nobody, or the name was
    /// erased.
    fn giver(&self, texts: Texts, item: &str) -> String {
        let Some(given) = self.given(item) else { return String::new() };
        let name = self.names.get(&PersonId(given.by)).map_or("", String::as_str);
        format!("{name}{}", texts.on_behalf(self, given).unwrap_or_default())
    }
}

impl Texts {
    /// A kept check as a report, with the notes and names beside the answers.
    #[must_use]
    pub fn kept_paper(self, handout: &Handout<'_>, kept: &KeptCheck<'_>) -> Paper {
        let organisation = printable(handout.organisation);
        let mut paper = self.paper(&Handout { organisation: &organisation, ..*handout });
        if let Some((last, standing)) = kept.signed() {
            let name = kept.names.get(&last.by).map_or_else(|| self.t("name-erased"), |name| printable(name));
            let day = self.day(handout.catalogue, last.day());
            paper.subtitle.push(self.stands(&standing, handout, name, day));
        }
        paper.blocks.push(Block::Heading(self.t("kept-notes")));
        paper.blocks.push(self.answers_with_notes(kept));
        paper
    }

    /// Who confirmed it when, and whether that still holds.
    fn stands(self, standing: &Standing, handout: &Handout<'_>, name: String, day: String) -> String {
        match standing {
            Standing::ChangedSince { sections, representative: Some(since) } if sections.is_empty() => {
                let since = self.day(handout.catalogue, *since);
                self.with("sign-off-replaced", &[("name", arg(name)), ("since", arg(since))])
            }
            Standing::ChangedSince { .. } => {
                self.with("check-signed-changed", &[("name", arg(name)), ("day", arg(day))])
            }
            Standing::Holds => self.with("check-signed", &[("name", arg(name)), ("day", arg(day))]),
        }
    }

    /// Every item with its answer, its note, and who gave it.
    fn answers_with_notes(self, kept: &KeptCheck<'_>) -> Block {
        let answers = kept.answers();
        let rows = answers.iter().map(|(item, answer)| {
            vec![
                item.number().to_owned(),
                self.say(&item.label).to_owned(),
                self.answer_mark(answer),
                printable(kept.note(&item.id)),
                printable(&kept.giver(self, &item.id)),
            ]
        });
        let column = |share, align| Column { share, align };
        Block::Table(Table {
            caption: None,
            head: vec![
                self.t("paper-number"),
                self.t("paper-item"),
                self.t("paper-mark"),
                self.t("check-note"),
                self.t("kept-giver"),
            ],
            columns: vec![
                column(2, Align::Right),
                column(10, Align::Left),
                column(3, Align::Centre),
                column(12, Align::Left),
                column(5, Align::Left),
            ],
            rows: rows.collect(),
        })
    }

    fn answer_mark(self, answer: Option<Answer>) -> String {
        answer.map_or_else(|| self.t("standing-unanswered"), |answer| answer.mark().to_owned())
    }

    /// A kept check as a workbook, with the notes in their column and a column of who gave each answer.
    #[must_use]
    pub fn kept_book(self, handout: &Handout<'_>, kept: &KeptCheck<'_>) -> Book {
        let mut book = self.book(handout);
        let Some(sheet) = book.sheets.first_mut() else { return book };
        let mut items = kept.checklist.items.iter();
        for row in &mut sheet.rows {
            let is = |look| row.cells.len() == 5 && row.cells[3].look == look;
            if is(Look::Head) {
                row.cells.push(BookCell::text(self.t("kept-giver"), Look::Head));
            } else if is(Look::Answer)
                && let Some(item) = items.next()
            {
                row.cells[4].value = BookValue::Text(kept.note(&item.id).to_owned());
                row.cells.push(BookCell::text(kept.giver(self, &item.id), Look::Plain));
            }
        }
        sheet.columns.push(BookColumn { width: 18.0 });
        book
    }

    /// The sheet that is signed on paper: what is confirmed, its confirmation number, and space for a signature or seal.
    #[must_use]
    pub fn sign_off_sheet(
        self,
        kept: &KeptCheck<'_>,
        catalogue: &Catalogue,
        operator: &Operator,
        organisation: &str,
        today: Date,
    ) -> Paper {
        let content = kept.content();
        let line = |key: &str, text: String| vec![self.t(key), text];
        let blank = self.t("sheet-blank-day");
        let signature = Table {
            caption: None,
            head: vec![],
            columns: vec![Column { share: 3, align: Align::Left }, Column { share: 9, align: Align::Left }],
            rows: vec![
                line("sheet-organisation", printable(organisation)),
                line("sheet-signer", SPACE.to_owned()),
                line("sheet-signed-on", blank.clone()),
                line("sheet-space", format!("{SPACE}{SPACE}")),
                line(
                    "sheet-mandate",
                    format!("{}\n{}{blank}", self.t("sheet-mandate-scope"), self.t("sheet-mandate-until")),
                ),
            ],
        };
        let number = self.with("sheet-code", &[("code", arg(code(content)))]);
        let blocks = vec![
            Block::Text(self.t("sheet-says")),
            Block::Framed(vec![number, format!("SHA-256 {content}")]),
            Block::Together(vec![Block::Heading(self.t("sheet-signature")), Block::Table(signature)]),
            Block::Note(self.t("sheet-then")),
            Block::Heading(self.t("sheet-answers")),
            self.answers_with_notes(kept),
        ];
        let score = kept.score();
        self.framed_paper(
            kept.checklist,
            &kept.edition,
            Some(operator),
            today,
            Paper {
                lang: self.paper_lang(),
                title: self.t("sheet-sign-off"),
                subtitle: vec![
                    printable(organisation),
                    format!(
                        "{} · {}",
                        self.say(&kept.checklist.head.title),
                        self.result_line(catalogue, &score, today)
                    ),
                ],
                headline: None,
                blocks,
                foot: vec![],
                running: String::new(),
                author: String::new(),
                date: (0, 0, 0),
            },
        )
    }
}
