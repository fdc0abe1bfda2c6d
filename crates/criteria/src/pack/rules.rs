//! Rules: how strict each rule of a certification case is, and the figures it uses, as words.
//!
//! Which rules there are, and to what each may be set, is asked of who applies them (`scheme::rules`); here a rule is its
//! word, its number in `spec/4`, and what it says in plain words. The notice on the method (実施の方法) is not in our sources
//! (spec 1 N2), so each says whose it is ([`Author`]).

use schemars::JsonSchema;
use serde::Serialize;

use super::criteria::Author;
use super::read::Reader;
use super::{Head, Source};
use crate::text::Bilingual;

/// The body of a pack of kind `rules`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "RulePack")]
pub struct Rules {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// What stands beside every rule and figure that Mamori set: that the notice was not looked at.
    pub ours: Bilingual,
    /// The rules.
    pub rules: Vec<Rule>,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl Rules {
    /// The rule with this word.
    #[must_use]
    pub fn rule(&self, word: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.word == word)
    }

    /// The figure with this word.
    #[must_use]
    pub fn figure(&self, word: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.word == word)
    }
}

/// How strict a rule is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RuleStrength")]
pub enum Strength {
    /// It refuses.
    Block,
    /// It refuses unless a reason is recorded.
    Warn,
    /// It is not looked at.
    Off,
}

impl Strength {
    /// Every strength with its word.
    pub const ALL: [(&'static str, Self); 3] = [("block", Self::Block), ("warn", Self::Warn), ("off", Self::Off)];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Warn => "warn",
            Self::Off => "off",
        }
    }
}

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "FigureUnit")]
pub enum Unit {
    /// 年
    Years,
    /// か月
    Months,
    /// 日
    Days,
    /// 人
    People,
    /// 段階
    Stages,
}

impl Unit {
    /// Every unit with its word.
    pub const ALL: [(&'static str, Self); 5] = [
        ("years", Self::Years),
        ("months", Self::Months),
        ("days", Self::Days),
        ("people", Self::People),
        ("stages", Self::Stages),
    ];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Years => "years",
            Self::Months => "months",
            Self::Days => "days",
            Self::People => "people",
            Self::Stages => "stages",
        }
    }
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CaseRule")]
pub struct Rule {
    /// Its word, as it stands in events: `advised-before`.
    pub word: String,
    /// Its number in `spec/4`: `INV-01`.
    pub invariant: String,
    /// How strict it is.
    pub strength: Strength,
    /// Who set it.
    pub set_by: Author,
    /// Its short name.
    pub title: Bilingual,
    /// What it says.
    pub text: Bilingual,
    /// What it rests on, in words.
    pub basis: Bilingual,
    /// Where the documents speak of it, if they do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "RuleFigure")]
pub struct Figure {
    /// Its word: `years-after-advice`.
    pub word: String,
    /// The number of the rule it belongs to, in `spec/4`, where it has one there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invariant: Option<String>,
    /// The figure, in `unit`.
    pub value: u16,
    /// What it counts.
    pub unit: Unit,
    /// Who set it.
    pub set_by: Author,
    /// What it says.
    pub text: Bilingual,
    /// What it rests on, in words.
    pub basis: Bilingual,
    /// Where the documents speak of it, if they do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Rules {
    let ours = reader.bilingual("ours");
    let rules = reader.tables("rules", |r| Rule {
        word: r.unique_id("word", ""),
        invariant: r.invariant("invariant"),
        strength: among(
            &Strength::ALL,
            r.one_of("strength", &Strength::ALL.map(|(word, _)| word)).as_deref(),
            Strength::Block,
        ),
        set_by: Author::read(r, "set_by"),
        title: r.bilingual("title"),
        text: r.bilingual("text"),
        basis: r.bilingual("basis"),
        sources: r.optional_sources(),
    });
    let figures = reader.tables("figures", |r| Figure {
        word: r.unique_id("word", ""),
        invariant: r.optional_invariant("invariant"),
        value: r.integer("value", 0, i64::from(u16::MAX)),
        unit: among(&Unit::ALL, r.one_of("unit", &Unit::ALL.map(|(word, _)| word)).as_deref(), Unit::Days),
        set_by: Author::read(r, "set_by"),
        text: r.bilingual("text"),
        basis: r.bilingual("basis"),
        sources: r.optional_sources(),
    });
    Rules { head, ours, rules, figures }
}

/// What the word stands for; a word that could not be read is a fault already.
fn among<T: Copy>(all: &[(&'static str, T)], word: Option<&str>, otherwise: T) -> T {
    all.iter().find(|(known, _)| Some(*known) == word).map_or(otherwise, |(_, found)| *found)
}
