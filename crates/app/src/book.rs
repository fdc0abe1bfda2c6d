//! A check as a workbook: it can be filled offline and brought back, and it shows what it came to.
//!
//! The first sheet is the one `criteria::sheet` reads; it names its edition, so that a later edition
//! never takes its answers for its own.

use criteria::pack::checklist::{Checklist, Item, Presentation};
use criteria::score::{Comparison, Score, compare, score};
use document::{Book, BookCell, BookChart, BookChoices, BookColumn, BookRow, BookSeries, BookSheet, Look};
use jiff::civil::Date;

use crate::handout::Handout;
use crate::survey::Survey;
use crate::texts::{Texts, arg};

impl Texts {
    /// One check as a workbook: the sheet to fill, and the result where something is answered.
    #[must_use]
    pub fn book(self, handout: &Handout<'_>) -> Book {
        let checklist = handout.answers.checklist();
        let mut sheets = vec![self.fill_sheet(handout)];
        if !handout.answers.is_blank() {
            sheets.push(self.result_sheet(handout));
        }
        Book {
            title: self.say(&checklist.head.title).to_owned(),
            author: "Mamori".to_owned(),
            date: date(handout.today),
            sheets,
        }
    }

    /// Many checks as a workbook.
    #[must_use]
    pub fn survey_book(self, survey: &Survey<'_>) -> Book {
        let checklist = survey.checklist;
        let mut rows = vec![
            row([BookCell::text(self.t("survey-title"), Look::Title).across(7)]),
            row([BookCell::text(self.say(&checklist.head.title), Look::Note).across(7)]),
        ];
        rows.extend(self.survey_notes(survey).into_iter().map(|text| note(text, 7)));
        rows.push(row([BookCell::text(self.day(survey.catalogue, survey.today), Look::Note).across(7)]));
        let head = u32::try_from(rows.len()).unwrap_or(0);
        if let Some(aggregate) = survey.aggregate {
            rows.push(heads(self.counts_head()));
            for (item, counts) in checklist.items.iter().zip(&aggregate.items) {
                let mut cells = vec![number(item), BookCell::text(self.say(&item.label), Look::Plain)];
                cells.extend(counts.cells().map(|count| match count {
                    Some(count) => BookCell::number(f64::from(count), Look::Plain),
                    None => BookCell::text(self.cell_count(None), Look::Mark),
                }));
                rows.push(BookRow { cells });
            }
        }
        rows.extend(self.foot(checklist, survey.edition, None).into_iter().map(|line| note(line, 7)));
        let widths = [7.0, 52.0, 9.0, 9.0, 9.0, 9.0, 10.0];
        let counts = BookSheet {
            name: self.t("book-counts"),
            columns: widths.map(|width| BookColumn { width }).to_vec(),
            rows,
            frozen_rows: head + 1,
            repeated_row: Some(head),
            protected: false,
            landscape: false,
            chart: None,
        };
        let mut sheets = vec![counts];
        if !survey.named.is_empty() {
            sheets.push(self.named_sheet(survey));
        }
        Book { title: self.t("survey-title"), author: "Mamori".to_owned(), date: date(survey.today), sheets }
    }

    fn fill_sheet(self, handout: &Handout<'_>) -> BookSheet {
        let checklist = handout.answers.checklist();
        let mut rows = vec![
            row([BookCell::text(self.say(&checklist.head.title), Look::Title).across(5)]),
            row([
                BookCell::text(self.t("sheet-company"), Look::Note).across(2),
                BookCell::text(handout.organisation, Look::Field),
                BookCell::text(self.t("sheet-date"), Look::Note),
                BookCell::text("", Look::Field),
            ]),
            note(self.t("book-how"), 5),
            note(format!("{} {}", handout.edition.pack, handout.edition.edition), 5),
        ];
        let head = u32::try_from(rows.len()).unwrap_or(0);
        rows.push(heads([
            self.t("paper-number"),
            self.t("paper-item"),
            self.t("sheet-question"),
            self.t("paper-answer"),
            self.t("sheet-memo"),
        ]));
        for (item, answer) in handout.answers.iter() {
            rows.push(row([
                number(item),
                BookCell::text(self.say(&item.label), Look::Plain),
                BookCell::text(self.say(&item.question), Look::Plain),
                BookCell::text(answer.map_or("", |answer| answer.mark()), Look::Answer).choices(self.choices(item)),
                BookCell::text("", Look::Field),
            ]));
        }
        for meaning in &checklist.answers {
            let text = format!("{}：{}（{}）", meaning.mark, self.say(&meaning.label), self.say(&meaning.meaning));
            rows.push(note(text, 5));
        }
        rows.extend(self.foot(checklist, handout.edition, handout.operator).into_iter().map(|line| note(line, 5)));
        BookSheet {
            name: self.t("book-check"),
            columns: [7.0, 30.0, 56.0, 9.0, 30.0].map(|width| BookColumn { width }).to_vec(),
            rows,
            frozen_rows: head + 1,
            repeated_row: Some(head),
            protected: true,
            landscape: true,
            chart: None,
        }
    }

    fn choices(self, item: &Item) -> BookChoices {
        let marks: Vec<String> = item.answers.iter().map(|answer| answer.mark().to_owned()).collect();
        let message = self.with("expected-one-of", &[("words", arg(marks.join(" ")))]);
        BookChoices { list: marks, title: self.t("book-wrong"), message }
    }

    /// The result: headline, each axis with its level, and the chart as the spreadsheet's own.
    fn result_sheet(self, handout: &Handout<'_>) -> BookSheet {
        let checklist = handout.answers.checklist();
        let found = score(handout.answers);
        let comparison = handout.earlier.and_then(|(before, _)| compare(before, handout.answers).ok());
        let mut rows = vec![
            row([BookCell::text(self.t("result-title"), Look::Title).across(4)]),
            note(self.result_line(handout.catalogue, &found, handout.today), 4),
            row([BookCell::text(self.headline(checklist, &found), Look::Plain).across(4)]),
        ];
        rows.extend(
            self.overall(checklist, &found).map(|overall| row([BookCell::text(overall, Look::Total).across(4)])),
        );
        let chart = checklist.presentation == Presentation::Chart;
        rows.push(heads([
            self.axes_head(checklist),
            self.t("table-before"),
            self.t(if chart { "table-score" } else { "table-count" }),
            self.t("table-state"),
        ]));
        let first = u32::try_from(rows.len()).unwrap_or(0);
        rows.extend(self.axis_rows(checklist, &found, comparison.as_ref()));
        let last = u32::try_from(rows.len()).unwrap_or(1) - 1;
        rows.push(row([BookCell::text(self.t("steps-headline"), Look::Head).across(4)]));
        for step in found.next_steps.iter().take(crate::report::FIRST_STEPS) {
            let Some(item) = checklist.item(&step.item) else { continue };
            let text = format!("{}\n{}", self.step(item), self.say(&item.start.how));
            rows.push(row([BookCell::text(text.trim_end(), Look::Plain).across(4)]));
        }
        rows.extend(self.foot(checklist, handout.edition, handout.operator).into_iter().map(|line| note(line, 4)));
        let series = |name: &str, column, broken| BookSeries { name: self.t(name), column, broken };
        let mut lines = vec![series("paper-now", 2, false)];
        lines.extend(comparison.as_ref().map(|_| series("table-before", 1, true)));
        BookSheet {
            name: self.t("book-result"),
            columns: [44.0, 9.0, 9.0, 16.0].map(|width| BookColumn { width }).to_vec(),
            rows,
            frozen_rows: 0,
            repeated_row: None,
            protected: false,
            landscape: true,
            chart: chart.then(|| BookChart {
                title: self.t("radar-title"),
                description: self.radar(checklist, None, None).description,
                rows: (first, last),
                labels: 0,
                series: lines,
                most: 100.0,
                at: (1, 5),
                size: (460, 400),
            }),
        }
    }

    fn axis_rows(self, checklist: &Checklist, found: &Score, comparison: Option<&Comparison>) -> Vec<BookRow> {
        let chart = checklist.presentation == Presentation::Chart;
        let percent = |value: Option<u8>| match value {
            Some(value) => BookCell::number(f64::from(value), Look::Plain),
            None => BookCell::blank(Look::Plain),
        };
        let axes = checklist.axes.iter().zip(&found.axes).enumerate();
        axes.map(|(i, (axis, level))| {
            row([
                BookCell::text(self.short_axis(axis), Look::Plain),
                percent(comparison.and_then(|comparison| comparison.axes[i].before)),
                if chart { percent(level.score) } else { BookCell::text(self.level(checklist, level), Look::Mark) },
                BookCell::text(self.standing(level.standing), Look::Plain),
            ])
        })
        .collect()
    }

    fn named_sheet(self, survey: &Survey<'_>) -> BookSheet {
        let checklist = survey.checklist;
        let width = u16::try_from(checklist.axes.len() + 2).unwrap_or(1);
        let mut head = vec![self.t("survey-name")];
        head.extend(checklist.axes.iter().map(|axis| self.short_axis(axis)));
        head.push(self.t("survey-overall"));
        let mut rows = vec![note(self.t("survey-agreed"), width), heads(head)];
        for one in survey.named {
            let mut cells = vec![BookCell::text(&one.name, Look::Plain)];
            cells.extend(one.score.axes.iter().map(|axis| BookCell::text(self.level(checklist, axis), Look::Mark)));
            let overall = self.overall(checklist, &one.score).unwrap_or_default();
            cells.push(BookCell::text(overall, Look::Total));
            rows.push(BookRow { cells });
        }
        let mut columns = vec![BookColumn { width: 30.0 }];
        columns.extend(vec![BookColumn { width: 12.0 }; checklist.axes.len()]);
        columns.push(BookColumn { width: 18.0 });
        BookSheet {
            name: self.t("book-named"),
            columns,
            rows,
            frozen_rows: 2,
            repeated_row: Some(1),
            protected: false,
            landscape: true,
            chart: None,
        }
    }
}

fn row(cells: impl Into<Vec<BookCell>>) -> BookRow {
    BookRow { cells: cells.into() }
}

fn heads(texts: impl IntoIterator<Item = String>) -> BookRow {
    BookRow { cells: texts.into_iter().map(|text| BookCell::text(text, Look::Head)).collect() }
}

fn note(text: String, across: u16) -> BookRow {
    row([BookCell::text(text, Look::Note).across(across)])
}

/// The number of an item, as a number where it is one.
fn number(item: &Item) -> BookCell {
    match item.number().parse::<u32>() {
        Ok(number) => BookCell::number(f64::from(number), Look::Mark),
        Err(_) => BookCell::text(item.number(), Look::Mark),
    }
}

/// A date as paper and workbook take it.
pub(crate) fn date(day: Date) -> (u16, u8, u8) {
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    (u16::try_from(day.year()).unwrap_or(1900), part(day.month()), part(day.day()))
}
