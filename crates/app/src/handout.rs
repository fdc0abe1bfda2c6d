//! What can be handed on: a result, or a comparison, as paper.
//!
//! Says the same sentences as the page and the terminal (`report`); knows no layout, which is
//! `document`'s. Many checks together are [`crate::survey`], the workbook to fill is [`crate::book`].

use criteria::answers::{Answer, Answers};
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::fault::{Expected, Fault, Found, Place};
use criteria::pack::checklist::{Checklist, Item, Presentation};
use criteria::pack::contacts::Desk;
use criteria::score::{Comparison, NextStep, Score, compare, score};
use criteria::text::{Bilingual, Lang};
use document::{Align, Block, Column, Entry, Paper, Table};
use jiff::civil::Date;

use crate::book::date;
use crate::operator::Operator;
use crate::report::FIRST_STEPS;
use crate::texts::{Texts, arg};

/// The longest name of an organisation that is printed, in characters.
pub const LONGEST_NAME: usize = 60;

/// What is wrong with an organisation's name: too long, or with letters that cannot be printed.
#[must_use]
pub fn name_fault(name: &str) -> Option<Fault> {
    let fault = |expected, found| Some(Fault::new(Place::path("organisation"), expected, found));
    let letters = name.chars().count();
    if letters > LONGEST_NAME {
        return fault(Expected::TextUpTo(LONGEST_NAME), Found::Count(letters));
    }
    let unprintable: Vec<String> = document::unprintable(name).into_iter().map(pointed_at).collect();
    if unprintable.is_empty() { None } else { fault(Expected::Printable, Found::value(&unprintable.join(" "))) }
}

/// A letter as a person can look for it: itself, or its number where it shows nothing.
fn pointed_at(letter: char) -> String {
    if shows(letter) { letter.to_string() } else { format!("U+{:04X}", u32::from(letter)) }
}

/// Whether a letter shows by itself: no control, no mark on another letter.
fn shows(letter: char) -> bool {
    letter.escape_debug().count() == 1
}

/// The name of a file as it can be printed. Whoever named it may not be here to rename it, so it is no fault:
/// a letter that cannot be printed becomes 〓, as printers mark one they lack.
pub(crate) fn printable(file: &str) -> String {
    let lacks = |text: &str| !document::unprintable(text).is_empty();
    if !lacks(file) {
        return file.to_owned();
    }
    let letters = file.chars().filter_map(|letter| match lacks(letter.encode_utf8(&mut [0; 4])) {
        false => Some(letter),
        true => shows(letter).then_some('〓'),
    });
    let named: String = letters.collect();
    // What is left are marks that no font has on the letter before them.
    let missing = document::unprintable(&named);
    named.chars().filter(|letter| !missing.contains(letter)).collect()
}

/// One check to hand on.
#[derive(Debug, Clone, Copy)]
pub struct Handout<'a> {
    /// The packs.
    pub catalogue: &'a Catalogue,
    /// The edition the answers answer.
    pub edition: &'a EditionId,
    /// The answers.
    pub answers: &'a Answers<'a>,
    /// An earlier check to compare with, and where it comes from.
    pub earlier: Option<(&'a Answers<'a>, &'a str)>,
    /// Whose check it is; empty = not told.
    pub organisation: &'a str,
    /// The prefecture whose bureau is named, as JIS X 0401 code; empty = none.
    pub prefecture: &'a str,
    /// Who operates the installation that makes it; none in the terminal.
    pub operator: Option<&'a Operator>,
    /// Today.
    pub today: Date,
}

impl Texts {
    /// One check on paper.
    #[must_use]
    pub fn paper(self, handout: &Handout<'_>) -> Paper {
        let checklist = handout.answers.checklist();
        let found = score(handout.answers);
        let earlier = handout.earlier.and_then(|(before, file)| Some((compare(before, handout.answers).ok()?, file)));
        let comparison = earlier.as_ref().map(|(comparison, _)| comparison);
        let mut blocks = self.overview(handout, &found, comparison);
        if let Some((comparison, file)) = &earlier {
            blocks.extend(self.compared_blocks(handout, comparison, &printable(file)));
        }
        blocks.extend(self.steps_blocks(checklist, &found));
        blocks.extend(self.desk_blocks(handout));
        blocks.extend(self.answer_blocks(handout.answers));
        let mut subtitle = vec![];
        if !handout.organisation.is_empty() {
            subtitle.push(self.with("paper-for", &[("name", arg(handout.organisation.to_owned()))]));
        }
        subtitle.push(format!(
            "{} · {}",
            self.say(&checklist.head.title),
            self.result_line(handout.catalogue, &found, handout.today)
        ));
        self.framed_paper(
            checklist,
            handout.edition,
            handout.operator,
            handout.today,
            Paper {
                lang: self.paper_lang(),
                title: self.t(if comparison.is_some() { "paper-comparison-title" } else { "result-title" }),
                subtitle,
                headline: Some(self.headline(checklist, &found)),
                blocks,
                foot: vec![],
                running: String::new(),
                author: String::new(),
                date: (0, 0, 0),
            },
        )
    }

    fn overview(self, handout: &Handout<'_>, found: &Score, comparison: Option<&Comparison>) -> Vec<Block> {
        let checklist = handout.answers.checklist();
        let mut blocks = Vec::new();
        if let Some(overall) = self.overall(checklist, found) {
            let chart = checklist.presentation == Presentation::Chart;
            let method = || [("overall", arg(overall.clone())), ("method", arg(self.t("method-ours")))];
            blocks.push(Block::Text(if chart { self.with("overall-by", &method()) } else { overall }));
        }
        let open = found.coverage.items - found.coverage.answered;
        if open > 0 {
            blocks.push(Block::Framed(vec![self.open_questions(checklist, open)]));
        }
        let table = self.axes_table(checklist, found, comparison);
        if checklist.presentation == Presentation::Chart {
            let radar = self.radar(checklist, Some(found), comparison);
            blocks.push(Block::Beside(vec![Block::Radar(radar)], vec![table]));
            if !checklist.is_imported() {
                blocks.push(Block::Note(format!("{} {}", self.t("axes-reading"), self.t("efforts-are-examples"))));
            }
        } else {
            blocks.push(table);
        }
        blocks
    }

    fn axes_table(self, checklist: &Checklist, found: &Score, comparison: Option<&Comparison>) -> Block {
        let chart = checklist.presentation == Presentation::Chart;
        let mut head = vec![self.axes_head(checklist)];
        let mut columns = vec![Column { share: 7, align: Align::Left }];
        if comparison.is_some() {
            head.push(self.t("table-before"));
            columns.push(Column { share: 2, align: Align::Right });
        }
        head.extend([self.t(if chart { "table-score" } else { "table-count" }), self.t("table-state")]);
        columns.extend([Column { share: 2, align: Align::Right }, Column { share: 4, align: Align::Left }]);
        let rows = checklist.axes.iter().enumerate().map(|(i, axis)| {
            let mut row =
                vec![if chart { self.short_axis(axis) } else { format!("{} {}", axis.mark, self.say(&axis.label)) }];
            row.extend(comparison.map(|comparison| self.number(comparison.axes[i].before)));
            row.extend([self.level(checklist, &found.axes[i]), self.standing(found.axes[i].standing)]);
            row
        });
        Block::Table(Table { caption: None, head, columns, rows: rows.collect() })
    }

    fn compared_blocks(self, handout: &Handout<'_>, comparison: &Comparison, file: &str) -> Vec<Block> {
        let checklist = handout.answers.checklist();
        let mark = |answer: Option<Answer>| {
            answer.map_or_else(|| self.t("standing-unanswered"), |answer| answer.mark().to_owned())
        };
        let rows: Vec<Vec<String>> = comparison
            .items
            .iter()
            .filter_map(|change| {
                let item = checklist.item(&change.item)?;
                Some(vec![
                    item.number().to_owned(),
                    self.say(&item.label).to_owned(),
                    mark(change.before),
                    mark(change.after),
                ])
            })
            .collect();
        let mut blocks =
            vec![Block::Heading(self.t("compare-headline")), Block::Text(self.compared(checklist, comparison, file))];
        if !rows.is_empty() {
            let centred = Column { share: 3, align: Align::Centre };
            blocks.push(Block::Table(Table {
                caption: None,
                head: vec![self.t("paper-number"), self.t("paper-item"), self.t("table-before"), self.t("paper-now")],
                columns: vec![
                    Column { share: 2, align: Align::Right },
                    Column { share: 12, align: Align::Left },
                    centred,
                    centred,
                ],
                rows,
            }));
        }
        blocks
    }

    fn steps_blocks(self, checklist: &Checklist, found: &Score) -> Vec<Block> {
        let (first, rest) = found.next_steps.split_at(found.next_steps.len().min(FIRST_STEPS));
        let mut blocks = vec![Block::Heading(self.t("steps-headline"))];
        if first.is_empty() {
            blocks.push(Block::Text(self.t("steps-none")));
            return blocks;
        }
        blocks.push(Block::Note(self.t("steps-note")));
        blocks.push(Block::Entries(first.iter().filter_map(|step| self.step_entry(checklist, step)).collect()));
        if !rest.is_empty() {
            blocks.push(Block::Heading(self.t("steps-rest")));
            let lines: Vec<String> =
                rest.iter().filter_map(|step| checklist.item(&step.item)).map(|item| self.step_line(item)).collect();
            let (left, right) = lines.split_at(lines.len().div_ceil(2));
            blocks.push(Block::Beside(vec![Block::Bullets(left.to_vec())], vec![Block::Bullets(right.to_vec())]));
        }
        blocks
    }

    fn step_entry(self, checklist: &Checklist, step: &NextStep) -> Option<Entry> {
        let item = checklist.item(&step.item)?;
        let reasons: Vec<String> = step.reasons.iter().map(|reason| self.reason(checklist, reason)).collect();
        Some(Entry {
            title: self.step(item),
            lines: vec![
                (String::new(), self.say(&item.start.how).to_owned()),
                (self.t("explain-record"), self.say(&item.record).to_owned()),
                (self.t("step-why"), reasons.join(" ")),
            ]
            .into_iter()
            .filter(|(_, text)| !text.is_empty())
            .collect(),
        })
    }

    fn step_line(self, item: &Item) -> String {
        format!("{} · {}{}", self.step(item), self.t("question-number"), item.number())
    }

    fn desk_blocks(self, handout: &Handout<'_>) -> Vec<Block> {
        let Some(contacts) = handout.catalogue.contacts() else { return Vec::new() };
        let desks: Vec<&Desk> = contacts.bureau(handout.prefecture).into_iter().chain(contacts.nationwide()).collect();
        let rows = desks.iter().map(|desk| {
            vec![
                format!("{}\n{}", self.say(&desk.name), self.say(&desk.section)),
                format!("{}\n{}", desk.tel, desk.mail),
                self.with("as-of", &[("date", arg(desk.as_of.clone()))]),
            ]
        });
        let table = Table {
            caption: None,
            head: vec![self.t("paper-desk"), self.t("paper-reach"), self.t("paper-as-of")],
            columns: vec![
                Column { share: 6, align: Align::Left },
                Column { share: 5, align: Align::Left },
                Column { share: 3, align: Align::Left },
            ],
            rows: rows.collect(),
        };
        vec![
            Block::Together(vec![Block::Heading(self.t("result-desks")), Block::Table(table)]),
            Block::Note(self.say(&contacts.note).to_owned()),
        ]
    }

    /// Every answer in two columns, so that a check of twenty questions fits half a page.
    fn answer_blocks(self, answers: &Answers<'_>) -> Vec<Block> {
        let checklist = answers.checklist();
        let rows: Vec<Vec<String>> = answers
            .iter()
            .map(|(item, answer)| {
                let mark = answer.map_or_else(|| self.t("standing-unanswered"), |answer| answer.mark().to_owned());
                vec![item.number().to_owned(), self.say(&item.label).to_owned(), mark]
            })
            .collect();
        let (left, right) = rows.split_at(rows.len().div_ceil(2));
        let table = |rows: &[Vec<String>]| {
            Block::Table(Table {
                caption: None,
                head: vec![self.t("paper-number"), self.t("paper-item"), self.t("paper-mark")],
                columns: vec![
                    Column { share: 3, align: Align::Right },
                    Column { share: 14, align: Align::Left },
                    Column { share: 4, align: Align::Centre },
                ],
                rows: rows.to_vec(),
            })
        };
        let meanings: Vec<String> =
            checklist.answers.iter().map(|meaning| format!("{} {}", meaning.mark, self.say(&meaning.label))).collect();
        vec![
            Block::Heading(self.t("result-answers")),
            Block::Note(meanings.join("　")),
            Block::Beside(vec![table(left)], vec![table(right)]),
        ]
    }

    /// What stands at the foot of everything handed on, and what it says of itself.
    pub(crate) fn framed_paper(
        self,
        checklist: &Checklist,
        edition: &EditionId,
        operator: Option<&Operator>,
        today: Date,
        paper: Paper,
    ) -> Paper {
        let running = format!("Mamori · {}", self.say(&checklist.head.title));
        Paper {
            foot: self.foot(checklist, edition, operator),
            running,
            author: operator.and_then(|operator| operator.name.clone()).unwrap_or_else(|| "Mamori".to_owned()),
            date: date(today),
            ..paper
        }
    }

    /// The lines at the foot: that it is no audit, whose method, which edition, who operates.
    #[must_use]
    pub fn foot(self, checklist: &Checklist, edition: &EditionId, operator: Option<&Operator>) -> Vec<String> {
        let mut foot = vec![self.not_audit(checklist)];
        if checklist.presentation == Presentation::Chart && !checklist.is_imported() {
            foot.push(self.t("efforts-are-examples"));
        }
        foot.push(self.say(&checklist.scoring.formula).to_owned());
        foot.push(self.edition_line(edition));
        foot.extend(operator.map(|operator| operator.line(self)));
        foot
    }

    /// `tics-19 2026-11 · SHA-256 …`
    #[must_use]
    pub fn edition_line(self, edition: &EditionId) -> String {
        format!("{} {} · SHA-256 {}", edition.pack, edition.edition, edition.sha256)
    }

    pub(crate) fn say(self, text: &Bilingual) -> &str {
        text.get(self.lang)
    }

    pub(crate) fn paper_lang(self) -> document::Lang {
        match self.lang {
            Lang::Ja => document::Lang::Ja,
            Lang::En => document::Lang::En,
        }
    }
}
