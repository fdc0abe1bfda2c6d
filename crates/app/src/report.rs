//! A result in words and as a picture: the same sentences on the page, in the terminal, on paper.

use criteria::catalogue::Catalogue;
use criteria::era;
use criteria::pack::checklist::{Axis, Checklist, Item, Presentation, Within};
use criteria::score::{AxisScore, Comparison, Headline, Reason, Score, Standing};
use criteria::text::Lang;
use figures::{Radar, Spoke};
use jiff::civil::Date;

use crate::texts::{Texts, arg};

/// How many steps stand on top.
pub const FIRST_STEPS: usize = 3;
/// How many names a headline sentence lists.
const NAMES: usize = 2;

/// The message that questions are open.
fn open_key(checklist: &Checklist) -> &'static str {
    match checklist.presentation {
        Presentation::Chart => "result-open",
        Presentation::Count | Presentation::List => "result-open-count",
    }
}

impl Texts {
    /// The headline in a sentence that blames nobody.
    #[must_use]
    pub fn headline(self, checklist: &Checklist, score: &Score) -> String {
        let names = |axes: &[String]| {
            let quoted: Vec<String> = axes
                .iter()
                .take(NAMES)
                .filter_map(|id| checklist.axis(id))
                .map(|axis| self.with("quote", &[("name", arg(self.short_axis(axis)))]))
                .collect();
            quoted.join(&self.t("list-and"))
        };
        let lists = [("strong", arg(names(&score.strong))), ("weak", arg(names(&score.weak)))];
        match score.headline() {
            Headline::Nothing => self.t("headline-nothing"),
            Headline::AllStrong => self.t("headline-all-strong"),
            Headline::StrongAndWeak => self.with("headline-strong-and-weak", &lists),
            Headline::StrongAndUnderway => self.with("headline-strong-and-underway", &lists),
            Headline::WeakOnly => self.with("headline-weak-only", &lists),
            Headline::Underway => self.t("headline-underway"),
        }
    }

    /// ①決める
    #[must_use]
    pub fn short_axis(self, axis: &Axis) -> String {
        // A circled number leans on the Japanese word; a plain one would run into it.
        let gap = if self.lang == Lang::En || axis.mark.is_ascii() { " " } else { "" };
        format!("{}{gap}{}", axis.mark, axis.short.get(self.lang))
    }

    /// The short name of the axis with this id.
    #[must_use]
    pub fn axis_named(self, checklist: &Checklist, id: &str) -> String {
        checklist.axis(id).map(|axis| self.short_axis(axis)).unwrap_or_default()
    }

    /// Where an axis stands.
    #[must_use]
    pub fn standing(self, standing: Standing) -> String {
        self.t(match standing {
            Standing::Strong => "standing-strong",
            Standing::Underway => "standing-underway",
            Standing::Weak => "standing-weak",
            Standing::NotApplicable => "standing-not-applicable",
            Standing::Unanswered => "standing-unanswered",
        })
    }

    /// Why something is a next step.
    #[must_use]
    pub fn reason(self, checklist: &Checklist, reason: &Reason) -> String {
        match reason {
            Reason::Gap { missing } if *missing < 100 => self.t("reason-partial"),
            Reason::Gap { .. } => self.t("reason-none"),
            Reason::Foundation { items } => {
                let numbers: Vec<&str> = items.iter().filter_map(|id| checklist.item(id)).map(Item::number).collect();
                self.with("reason-foundation", &[("items", arg(numbers.join(&self.t("list-comma"))))])
            }
            Reason::WeakAxis { axis } => {
                self.with("reason-weak-axis", &[("axis", arg(self.axis_named(checklist, axis)))])
            }
        }
    }

    /// 今週・30分
    #[must_use]
    pub fn time(self, item: &Item) -> String {
        let key = match item.start.within {
            Within::Week => "within-week",
            Within::Month => "within-month",
        };
        self.with(key, &[("minutes", arg(item.start.minutes))])
    }

    /// A first step with its time; of an item that explains nothing, its label.
    #[must_use]
    pub fn step(self, item: &Item) -> String {
        if item.explains() {
            let title = item.start.title.get(self.lang).to_owned();
            return self.with("step-with-time", &[("title", arg(title)), ("time", arg(self.time(item)))]);
        }
        item.label.get(self.lang).to_owned()
    }

    /// That questions are open; of a score only where there is one.
    #[must_use]
    pub fn open_questions(self, checklist: &Checklist, open: u32) -> String {
        self.with(open_key(checklist), &[("n", arg(open))])
    }

    /// The same, for the device to fill in.
    #[must_use]
    pub fn open_pattern(self, checklist: &Checklist) -> String {
        self.pattern(open_key(checklist), &["n"])
    }

    /// The whole in a line: a score of 100, or how many items are done where there is no score.
    #[must_use]
    pub fn overall(self, checklist: &Checklist, score: &Score) -> Option<String> {
        match checklist.presentation {
            Presentation::Chart => score.overall.map(|overall| self.with("overall", &[("n", arg(overall))])),
            Presentation::Count | Presentation::List => Some(self.with(
                "overall-count",
                &[("items", arg(score.coverage.items)), ("n", arg(score.coverage.implemented))],
            )),
        }
    }

    /// What the axes are: the efforts of the shipped check, or the groups of a list.
    #[must_use]
    pub fn axes_head(self, checklist: &Checklist) -> String {
        let efforts = checklist.presentation == Presentation::Chart && !checklist.is_imported();
        self.t(if efforts { "table-effort" } else { "table-group" })
    }

    /// The level of one axis: a percentage, or `3 / 5` done where there is no score.
    #[must_use]
    pub fn level(self, checklist: &Checklist, axis: &AxisScore) -> String {
        match checklist.presentation {
            Presentation::Chart => self.number(axis.score),
            Presentation::Count | Presentation::List => {
                format!("{} / {}", axis.coverage.implemented, axis.coverage.items)
            }
        }
    }

    /// What always stands at the foot of a result.
    #[must_use]
    pub fn not_audit(self, checklist: &Checklist) -> String {
        self.t(match checklist.presentation {
            Presentation::Chart => "result-not-audit",
            Presentation::Count | Presentation::List => "result-not-audit-count",
        })
    }

    /// A percentage, or a dash.
    #[must_use]
    pub fn number(self, value: Option<u8>) -> String {
        value.map_or_else(|| "—".to_owned(), |value| value.to_string())
    }

    /// Yen, in threes: 300,000円.
    #[must_use]
    pub fn yen(self, yen: u64) -> String {
        let digits = yen.to_string();
        let mut grouped = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        self.with("yen", &[("n", arg(grouped))])
    }

    /// The day: both calendars in Japanese, day and month in words in English.
    #[must_use]
    pub fn day(self, catalogue: &Catalogue, day: Date) -> String {
        match self.lang {
            Lang::Ja => era::both_calendars(catalogue.reference().map_or(&[], |reference| &reference.eras), day),
            Lang::En => day.strftime("%-d %B %Y").to_string(),
        }
    }

    /// How much is answered, and when: the line above the headline.
    #[must_use]
    pub fn result_line(self, catalogue: &Catalogue, score: &Score, today: Date) -> String {
        let values = [
            ("answered", arg(score.coverage.answered)),
            ("items", arg(score.coverage.items)),
            ("date", arg(self.day(catalogue, today))),
        ];
        self.with("result-line", &values)
    }

    /// What changed against an earlier result, in a sentence.
    #[must_use]
    pub fn compared(self, checklist: &Checklist, comparison: &Comparison, file: &str) -> String {
        let better: Vec<String> = comparison
            .axes
            .iter()
            .filter(|axis| axis.before.is_some() && axis.after > axis.before)
            .map(|axis| self.axis_named(checklist, &axis.axis))
            .collect();
        let values = [
            ("file", arg(file.to_owned())),
            ("before", arg(self.number(comparison.overall.before))),
            ("after", arg(self.number(comparison.overall.after))),
            ("changed", arg(comparison.items.len())),
            (
                "better",
                arg(if better.is_empty() { self.t("compare-none") } else { better.join(&self.t("list-comma")) }),
            ),
        ];
        self.with("compare-sentence", &values)
    }

    /// The radar of a result; without one, its grid and labels.
    #[must_use]
    pub fn radar(self, checklist: &Checklist, score: Option<&Score>, earlier: Option<&Comparison>) -> Radar {
        let spokes = checklist.axes.iter().enumerate().map(|(i, axis)| Spoke {
            id: axis.id.clone(),
            label: self.short_axis(axis),
            value: score.and_then(|score| score.axes.get(i)?.score),
            before: earlier.and_then(|earlier| earlier.axes.get(i)?.before),
        });
        let description = self.t(if checklist.is_imported() { "radar-description-own" } else { "radar-description" });
        Radar { title: self.t("radar-title"), description, spokes: spokes.collect() }
    }
}
