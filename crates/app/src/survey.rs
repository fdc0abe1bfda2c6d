//! Many checks together: what an association may show of its members (spec 7 §20).
//!
//! The counts are `criteria::aggregate`'s; this words them and puts them on paper.

use criteria::aggregate::{Aggregate, SMALLEST};
use criteria::answers::Answer;
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::pack::checklist::{Checklist, Presentation};
use criteria::score::Score;
use document::{Align, Block, Column, Paper, Table};
use figures::Radar;
use jiff::civil::Date;

use crate::texts::{Texts, arg};

/// A company named in an aggregate because it agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What its check comes to.
    pub score: Score,
}

/// Many checks to hand on.
#[derive(Debug, Clone, Copy)]
pub struct Survey<'a> {
    /// The packs.
    pub catalogue: &'a Catalogue,
    /// The checklist.
    pub checklist: &'a Checklist,
    /// The edition the answers answer.
    pub edition: &'a EditionId,
    /// The counts; none where there are too few checks.
    pub aggregate: Option<&'a Aggregate>,
    /// The companies that agreed to be named.
    pub named: &'a [Named],
    /// How many files could not be read.
    pub unread: usize,
    /// Today.
    pub today: Date,
}

impl Texts {
    /// Many checks on paper.
    #[must_use]
    pub fn survey_paper(self, survey: &Survey<'_>) -> Paper {
        let checklist = survey.checklist;
        let mut blocks = vec![Block::Framed(self.survey_notes(survey))];
        if let Some(aggregate) = survey.aggregate {
            if let Some(radar) = self.survey_radar(checklist, aggregate) {
                blocks.push(Block::Beside(vec![Block::Radar(radar)], vec![self.means(checklist, aggregate)]));
            }
            blocks.push(Block::Heading(self.t("survey-counts")));
            blocks.push(self.counts(checklist, aggregate));
        }
        if !survey.named.is_empty() {
            blocks.push(Block::Heading(self.t("survey-named")));
            blocks.push(Block::Note(self.t("survey-agreed")));
            blocks.push(self.named(checklist, survey.named));
        }
        let subtitle =
            vec![format!("{} · {}", self.say(&checklist.head.title), self.day(survey.catalogue, survey.today))];
        self.framed_paper(
            checklist,
            survey.edition,
            None,
            survey.today,
            Paper {
                lang: self.paper_lang(),
                title: self.t("survey-title"),
                subtitle,
                headline: survey.aggregate.map(|aggregate| self.with("survey-line", &[("n", arg(aggregate.checks))])),
                blocks,
                foot: vec![],
                running: String::new(),
                author: String::new(),
                date: (0, 0, 0),
            },
        )
    }

    /// What a reader of the survey has to know: how many, what is hidden, what was left out.
    #[must_use]
    pub fn survey_notes(self, survey: &Survey<'_>) -> Vec<String> {
        let few = survey.aggregate.is_none().then(|| self.with("survey-too-few", &[("n", arg(SMALLEST))]));
        let hidden = survey.aggregate.map(|_| self.with("survey-hidden", &[("n", arg(SMALLEST))]));
        let unread = (survey.unread > 0).then(|| self.with("survey-unread", &[("n", arg(survey.unread))]));
        few.into_iter().chain(hidden).chain(unread).collect()
    }

    /// A count as it is shown: hidden ones as 「5未満ほか」.
    #[must_use]
    pub fn cell_count(self, count: Option<u32>) -> String {
        count.map_or_else(|| self.t("survey-cell-hidden"), |count| count.to_string())
    }

    /// The radar of the means; none where the checklist has no chart.
    #[must_use]
    pub fn survey_radar(self, checklist: &Checklist, aggregate: &Aggregate) -> Option<Radar> {
        if checklist.presentation != Presentation::Chart {
            return None;
        }
        let mut radar = self.radar(checklist, None, None);
        radar.title = self.t("survey-radar");
        for (spoke, axis) in radar.spokes.iter_mut().zip(&aggregate.axes) {
            spoke.value = axis.mean;
        }
        Some(radar)
    }

    fn means(self, checklist: &Checklist, aggregate: &Aggregate) -> Block {
        let axes = checklist.axes.iter().zip(&aggregate.axes);
        let rows = axes.map(|(axis, mean)| vec![self.short_axis(axis), self.number(mean.mean)]);
        let overall = vec![self.t("survey-overall"), self.number(aggregate.overall)];
        Block::Table(Table {
            caption: None,
            head: vec![self.axes_head(checklist), self.t("survey-mean")],
            columns: vec![Column { share: 8, align: Align::Left }, Column { share: 3, align: Align::Right }],
            rows: rows.chain([overall]).collect(),
        })
    }

    fn counts(self, checklist: &Checklist, aggregate: &Aggregate) -> Block {
        let rows = checklist.items.iter().zip(&aggregate.items).map(|(item, counts)| {
            let mut row = vec![item.number().to_owned(), self.say(&item.label).to_owned()];
            row.extend(counts.cells().map(|count| self.cell_count(count)));
            row
        });
        let number = Column { share: 2, align: Align::Right };
        let mut columns = vec![Column { share: 2, align: Align::Right }, Column { share: 11, align: Align::Left }];
        columns.extend([number; 5]);
        Block::Table(Table { caption: None, head: self.counts_head(), columns, rows: rows.collect() })
    }

    /// The heading of the table of counts.
    #[must_use]
    pub fn counts_head(self) -> Vec<String> {
        let marks = Answer::ALL.map(|answer| answer.mark().to_owned());
        [self.t("paper-number"), self.t("paper-item")]
            .into_iter()
            .chain(marks)
            .chain([self.t("standing-unanswered")])
            .collect()
    }

    fn named(self, checklist: &Checklist, named: &[Named]) -> Block {
        let chart = checklist.presentation == Presentation::Chart;
        let mut head = vec![self.t("survey-name")];
        head.extend(checklist.axes.iter().map(|axis| axis.mark.clone()));
        head.push(self.t("survey-overall"));
        let number = Column { share: 2, align: Align::Right };
        let mut columns = vec![Column { share: 8, align: Align::Left }];
        columns.extend(vec![number; checklist.axes.len() + 1]);
        let rows = named.iter().map(|one| {
            let mut row = vec![one.name.clone()];
            row.extend(one.score.axes.iter().map(|axis| self.level(checklist, axis)));
            row.push(if chart {
                self.number(one.score.overall)
            } else {
                format!("{} / {}", one.score.coverage.implemented, one.score.coverage.items)
            });
            row
        });
        Block::Table(Table { caption: None, head, columns, rows: rows.collect() })
    }
}
