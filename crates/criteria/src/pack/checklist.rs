//! A checklist: axes, items with our questions and explanations, the four answers, the scoring data.
//!
//! The answers' order is the source's; weights, points and thresholds are data and ours. Which
//! fields come from the source and which are ours is itself data ([`Authorship`]).

use schemars::JsonSchema;
use serde::Serialize;

use super::read::Reader;
use super::{Head, Source};
use crate::answers::Answer;
use crate::fault::Thing;
use crate::text::Bilingual;

/// The body of a pack of kind `checklist`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Checklist {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// How its result is shown.
    #[serde(skip_serializing_if = "Presentation::is_chart")]
    pub presentation: Presentation,
    /// Who wrote which field.
    pub authorship: Authorship,
    /// How it is scored.
    pub scoring: Scoring,
    /// Words explained at the questions.
    pub terms: Vec<Term>,
    /// The four answers.
    pub answers: Vec<AnswerMeaning>,
    /// The axes of the chart.
    pub axes: Vec<Axis>,
    /// The items, in order.
    pub items: Vec<Item>,
}

impl Checklist {
    /// The item with this id.
    #[must_use]
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items.iter().find(|item| item.id == id)
    }

    /// The axis with this id.
    #[must_use]
    pub fn axis(&self, id: &str) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.id == id)
    }

    /// The items of an axis, in order.
    pub fn items_of<'a>(&'a self, axis: &'a str) -> impl Iterator<Item = &'a Item> + 'a {
        self.items.iter().filter(move |item| item.axis == axis)
    }

    /// What the checklist says about an answer.
    #[must_use]
    pub fn meaning(&self, answer: Answer) -> Option<&AnswerMeaning> {
        self.answers.iter().find(|meaning| meaning.answer == answer)
    }
}

/// How the result of a checklist is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Presentation {
    /// A chart over the axes and a score.
    #[default]
    Chart,
    /// How many items are done, no score: the source has a tick list.
    Count,
    /// Neither: which items belong to which axis is unknown.
    List,
}

impl Presentation {
    /// Every presentation with its word in the file.
    const ALL: [(&'static str, Self); 3] = [("chart", Self::Chart), ("count", Self::Count), ("list", Self::List)];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    fn is_chart(&self) -> bool {
        *self == Self::Chart
    }
}

/// The fields of a checklist that somebody wrote. Each stands once in [`Authorship`].
const WRITTEN: [&str; 17] = [
    "axes.label",
    "items.label",
    "answers.label",
    "answers.meaning",
    "axes.short",
    "items.axis",
    "items.question",
    "items.why",
    "items.good",
    "items.start",
    "items.record",
    "items.answers",
    "items.weight",
    "items.priority",
    "items.builds_on",
    "items.cases",
    "scoring",
];

/// Who wrote which field: the source (its labels), or Mamori.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Authorship {
    /// Fields in the words of the source.
    pub source: Vec<String>,
    /// Fields written by Mamori.
    pub mamori: Vec<String>,
}

/// How the checklist is scored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scoring {
    /// The formula in words.
    pub formula: Bilingual,
    /// An axis is strong from this percentage on.
    pub strong_from: u8,
    /// An axis is weak below this percentage.
    pub weak_below: u8,
}

/// A word explained at the questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Term {
    /// Id within the pack.
    pub id: String,
    /// The word.
    pub label: Bilingual,
    /// Its explanation.
    pub text: Bilingual,
    /// Where it stands.
    pub source: Source,
}

/// What one of the four answers means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AnswerMeaning {
    /// Which answer.
    pub answer: Answer,
    /// ○ △ × −
    pub mark: String,
    /// Points out of 100; none for 該当しない, which leaves the denominator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<u8>,
    /// The label of the source.
    pub label: Bilingual,
    /// What it means.
    pub meaning: Bilingual,
    /// Where it stands.
    pub source: Source,
}

/// One axis of the chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Axis {
    /// Id within the pack: `effort-1`.
    pub id: String,
    /// ①
    pub mark: String,
    /// The source's words.
    pub label: Bilingual,
    /// Our short name for the chart.
    pub short: Bilingual,
    /// Whether its items may be left out together.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skippable: bool,
    /// When they may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Bilingual>,
    /// Where it stands.
    pub source: Source,
}

/// Which step of the source an item belongs to. The boundary is not in our sources (N8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// ファーストステップ（経営の視点）
    First,
    /// セカンドステップ（実務の視点）
    Second,
    /// 未確認
    Unknown,
}

/// One item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Item {
    /// Stable id: `tics-19/1`.
    pub id: String,
    /// Id of its axis.
    pub axis: String,
    /// Step of the source.
    pub step: Step,
    /// The answers it allows, in order.
    pub answers: Vec<Answer>,
    /// Weight in its axis and overall.
    pub weight: u16,
    /// 1 to 100: what to begin with, everything else equal.
    pub priority: u8,
    /// Earlier items it presupposes.
    pub builds_on: Vec<String>,
    /// Related cases.
    pub cases: Vec<String>,
    /// Pages the source refers to: `P11,12`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pages: Option<String>,
    /// Where its label stands.
    pub source: Source,
    /// The source's short label.
    pub label: Bilingual,
    /// Our question.
    pub question: Bilingual,
    /// Why it matters.
    pub why: Bilingual,
    /// What good looks like in a small firm.
    pub good: Bilingual,
    /// The first step.
    pub start: Start,
    /// What to keep as a record.
    pub record: Bilingual,
}

impl Item {
    /// The part of the id after the pack: `1`.
    #[must_use]
    pub fn number(&self) -> &str {
        self.id.rsplit('/').next().unwrap_or(&self.id)
    }
}

impl Item {
    /// Whether it explains itself: every item of a pack does, none of an import.
    #[must_use]
    pub fn explains(&self) -> bool {
        !self.start.title.ja.is_empty()
    }
}

/// The first step towards an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Start {
    /// What to do, in one line.
    pub title: Bilingual,
    /// How to do it.
    pub how: Bilingual,
    /// How long it takes.
    pub minutes: u16,
    /// By when.
    pub within: Within,
}

/// By when a first step is sensibly done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Within {
    /// This week.
    Week,
    /// This month.
    Month,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Checklist {
    let prefix = format!("{}/", head.id);
    let presentation = match reader.optional_one_of("presentation", &Presentation::ALL.map(|(word, _)| word)) {
        Some(word) => {
            Presentation::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, found)| found).unwrap_or_default()
        }
        None => Presentation::default(),
    };
    let authorship = reader.table("authorship", |r| {
        let source = r.texts_among("source", &WRITTEN);
        let mamori = r.texts_among("mamori", &WRITTEN);
        r.each_once("authorship", &WRITTEN, source.iter().chain(&mamori));
        Authorship { source, mamori }
    });
    let scoring = reader.table("scoring", |r| {
        let formula = r.bilingual("formula");
        let strong_from: u8 = r.integer("strong_from", 1, 100);
        // A faulty threshold reads as 0: the other is then judged for itself.
        let most = if strong_from == 0 { 100 } else { i64::from(strong_from) };
        Scoring { formula, strong_from, weak_below: r.integer("weak_below", 0, most) }
    });
    let terms = reader.tables("terms", |r| Term {
        id: r.unique_id("id", ""),
        label: r.bilingual("label"),
        text: r.bilingual("text"),
        source: r.source(),
    });
    let answers = reader.tables("answers", read_meaning);
    reader.in_order("answers", &Answer::ALL.map(Answer::word), answers.iter().map(|meaning| meaning.answer.word()));
    let axes = reader.tables("axes", |r| Axis {
        id: r.unique_id("id", ""),
        mark: r.text("mark"),
        label: r.bilingual("label"),
        short: r.bilingual("short"),
        skippable: r.optional_boolean("skippable"),
        note: r.optional_bilingual("note"),
        source: r.source(),
    });
    let known: Vec<&str> = axes.iter().map(|axis| axis.id.as_str()).collect();
    let mut earlier: Vec<String> = Vec::new();
    let items = reader.tables("items", |r| {
        let item = read_item(r, &prefix, &known, &earlier);
        earlier.push(item.id.clone());
        item
    });
    Checklist { head, presentation, authorship, scoring, terms, answers, axes, items }
}

fn read_meaning(r: &mut Reader<'_>) -> AnswerMeaning {
    let answer = read_answer(r.one_of("answer", &Answer::ALL.map(Answer::word)).as_deref());
    AnswerMeaning {
        answer,
        mark: r.one_of("mark", &[answer.mark()]).unwrap_or_default(),
        points: points(r, answer),
        label: r.bilingual("label"),
        meaning: r.bilingual("meaning"),
        source: r.source(),
    }
}

/// ○ is whole and × is nothing, so that a better answer never lowers a score.
fn points(r: &mut Reader<'_>, answer: Answer) -> Option<u8> {
    match answer {
        Answer::Implemented => Some(r.integer("points", 100, 100)),
        Answer::Partial => Some(r.integer("points", 0, 100)),
        Answer::NotImplemented => Some(r.integer("points", 0, 0)),
        Answer::NotApplicable => None,
    }
}

fn read_item(r: &mut Reader<'_>, prefix: &str, axes: &[&str], earlier: &[String]) -> Item {
    Item {
        id: r.unique_id("id", prefix),
        axis: r.existing("axis", Thing::Axis, axes),
        step: match r.one_of("step", &["first", "second", "unknown"]).as_deref() {
            Some("first") => Step::First,
            Some("second") => Step::Second,
            _ => Step::Unknown,
        },
        answers: r
            .texts_among("answers", &Answer::ALL.map(Answer::word))
            .iter()
            .filter_map(|word| Answer::from_word(word))
            .collect(),
        weight: r.integer("weight", 1, 1000),
        priority: r.integer("priority", 1, 100),
        builds_on: r.earlier_items("builds_on", earlier),
        cases: r.texts("cases"),
        pages: r.optional_text("pages"),
        source: r.source(),
        label: r.bilingual("label"),
        question: r.bilingual("question"),
        why: r.bilingual("why"),
        good: r.bilingual("good"),
        start: r.table("start", |r| Start {
            title: r.bilingual("title"),
            how: r.bilingual("how"),
            minutes: r.integer("minutes", 1, 480),
            within: match r.one_of("within", &["week", "month"]).as_deref() {
                Some("month") => Within::Month,
                _ => Within::Week,
            },
        }),
        record: r.bilingual("record"),
    }
}

fn read_answer(word: Option<&str>) -> Answer {
    word.and_then(Answer::from_word).unwrap_or(Answer::Implemented)
}
