//! Criteria: what a company's measures are audited against, as parts, forms of information and requirements.
//!
//! The structure (Ⅰ 第一 to Ⅴ) and the minimum set are the guideline's (S1 第4の2の一). The text of the notice is not in our
//! sources (spec 1 N1): whose words a requirement is in, and who linked a form of information to a part, is itself data
//! ([`Author`]). Which requirements hold for whom is asked of [`crate::tailor`].

use schemars::JsonSchema;
use serde::Serialize;

use super::read::Reader;
use super::{Head, Source};
use crate::fault::{Expected, Thing};
use crate::text::Bilingual;

/// The body of a pack of kind `criteria`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Criteria {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// What stands beside everything that Mamori wrote: that it is no text of the notice.
    pub ours: Bilingual,
    /// What stands beside a link from a form to a part that Mamori made.
    pub ours_links: Bilingual,
    /// The parts, in the order of the notice.
    pub parts: Vec<Part>,
    /// The steps of selectable measures, from basic to high.
    pub levels: Vec<Step>,
    /// The forms of information (態様).
    pub forms: Vec<Form>,
    /// The requirements, part by part.
    pub requirements: Vec<Requirement>,
}

impl Criteria {
    /// The requirement with this id.
    #[must_use]
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The part with this id.
    #[must_use]
    pub fn part(&self, id: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == id)
    }

    /// The form of information with this id.
    #[must_use]
    pub fn form(&self, id: &str) -> Option<&Form> {
        self.forms.iter().find(|form| form.id == id)
    }

    /// The requirements of a part, in order.
    pub fn requirements_of<'a>(&'a self, part: &'a str) -> impl Iterator<Item = &'a Requirement> + 'a {
        self.requirements.iter().filter(move |requirement| requirement.part == part)
    }

    /// What has to stand beside something with this author.
    #[must_use]
    pub fn label(&self, author: Author) -> Option<&Bilingual> {
        match author {
            Author::Mamori => Some(&self.ours),
            Author::Source => None,
        }
    }
}

/// Who wrote or linked something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "PackAuthor")]
pub enum Author {
    /// Mamori: ours, and not confirmed.
    Mamori,
    /// The document that is cited.
    Source,
}

impl Author {
    pub(super) const WORDS: [&'static str; 2] = ["mamori", "source"];

    pub(super) fn read(reader: &mut Reader<'_>, key: &str) -> Self {
        match reader.one_of(key, &Self::WORDS).as_deref() {
            Some("source") => Self::Source,
            _ => Self::Mamori,
        }
    }
}

/// A part of the notice: Ⅰ 第一, …, Ⅴ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CriteriaPart")]
pub struct Part {
    /// Id within the pack: `1-1`.
    pub id: String,
    /// How the guideline cites it.
    pub mark: Bilingual,
    /// What it is about.
    pub title: Bilingual,
    /// Who gave it its title.
    pub title_by: Author,
    /// What of it is in the minimum set.
    pub minimum: Minimum,
    /// Whether it holds only for certain forms of information.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub by_form: bool,
    /// Where the guideline names it.
    pub source: Source,
}

/// What of a part is in the minimum set (S1 第4の2の一).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "CriteriaMinimum")]
pub enum Minimum {
    /// All of it.
    Whole,
    /// Its chapeau (柱書き).
    Chapeau,
}

/// One step of selectable measures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CriteriaLevel")]
pub struct Step {
    /// Its number, counted from 1.
    pub level: u8,
    /// Its name.
    pub label: Bilingual,
    /// What it means.
    pub text: Bilingual,
}

/// A form in which information exists (態様), or where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "InformationForm")]
pub struct Form {
    /// Id within the pack: `paper`.
    pub id: String,
    /// Its name.
    pub label: Bilingual,
    /// What belongs to it.
    pub text: Bilingual,
    /// The parts that hold because of it. None: it says where information is, and another form says which parts hold.
    pub parts: Vec<String>,
    /// Who linked it to the parts. The link is not in our sources (N1).
    pub parts_by: Author,
    /// Where the form is named.
    pub source: Source,
}

/// What a requirement is within its part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "RequirementKind")]
pub enum Kind {
    /// The sentence at the head of the part (柱書き).
    Chapeau,
    /// An item that is not for choice.
    Item,
    /// A selectable measure (選択制).
    Measure,
}

impl Kind {
    /// Every kind with its word.
    pub const ALL: [(&'static str, Self); 3] =
        [("chapeau", Self::Chapeau), ("item", Self::Item), ("measure", Self::Measure)];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Chapeau => "chapeau",
            Self::Item => "item",
            Self::Measure => "measure",
        }
    }
}

/// An area that an audit looks at (S3 L528).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(rename = "AuditArea")]
pub enum Area {
    /// 物理的対策
    Physical,
    /// 人的対策
    Human,
    /// サイバーセキュリティ
    Cyber,
}

impl Area {
    /// Every area with its word.
    pub const ALL: [(&'static str, Self); 3] =
        [("physical", Self::Physical), ("human", Self::Human), ("cyber", Self::Cyber)];

    /// The area with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, area)| area)
    }
}

/// One requirement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Requirement {
    /// Stable id: `tics-h30/1-1-identify`.
    pub id: String,
    /// Id of its part.
    pub part: String,
    /// What it is within its part.
    pub kind: Kind,
    /// Whether it can never be "not applicable".
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub basic: bool,
    /// Of a measure: its level.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<u8>,
    /// The forms of information it holds for; empty = all that its part holds for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<String>,
    /// The areas of an audit it belongs to, at least one.
    pub areas: Vec<Area>,
    /// Who wrote title, statement and evidence.
    pub written_by: Author,
    /// Items of checklists it was derived from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub derived_from: Vec<String>,
    /// Its short name.
    pub title: Bilingual,
    /// What is required.
    pub statement: Bilingual,
    /// What an auditor would look at.
    pub evidence: Bilingual,
    /// What it rests on.
    pub sources: Vec<Source>,
}

/// What the reader of a requirement has to know of the rest of the pack.
struct Known<'a> {
    prefix: String,
    parts: &'a [Part],
    forms: &'a [Form],
    levels: i64,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Criteria {
    let prefix = format!("{}/", head.id);
    let ours = reader.bilingual("ours");
    let ours_links = reader.bilingual("ours_links");
    let parts = reader.tables("parts", read_part);
    let mut next = 1;
    let levels = reader.tables("levels", |r| {
        let step =
            Step { level: r.integer("level", next, next), label: r.bilingual("label"), text: r.bilingual("text") };
        next += 1;
        step
    });
    let by_form: Vec<&str> = parts.iter().filter(|part| part.by_form).map(|part| part.id.as_str()).collect();
    let forms = reader.tables("forms", |r| Form {
        id: r.unique_id("id", ""),
        label: r.bilingual("label"),
        text: r.bilingual("text"),
        parts: r.existing_each("parts", Thing::Part, &by_form),
        parts_by: Author::read(r, "parts_by"),
        source: r.source(),
    });
    let levels_known = i64::try_from(levels.len()).unwrap_or(i64::MAX).max(1);
    let known = Known { prefix, parts: &parts, forms: &forms, levels: levels_known };
    let mut placed = true;
    let requirements = reader.tables("requirements", |r| {
        let (requirement, whole) = read_requirement(r, &known);
        placed &= whole;
        requirement
    });
    // A minimum that is the chapeau needs one. Where a requirement has no readable place, that is said already.
    let judged = placed && !requirements.is_empty();
    for part in parts.iter().filter(|part| judged && part.minimum == Minimum::Chapeau) {
        let of_part = requirements.iter().filter(|requirement| requirement.part == part.id);
        let chapeaus = of_part.filter(|requirement| requirement.kind == Kind::Chapeau).count();
        reader.counted(format!("requirements: {}", part.id), Expected::OneChapeau, 1, chapeaus);
    }
    Criteria { head, ours, ours_links, parts, levels, forms, requirements }
}

fn read_part(r: &mut Reader<'_>) -> Part {
    let id = r.unique_id("id", "");
    let mark = r.bilingual("mark");
    let title = r.bilingual("title");
    let title_by = Author::read(r, "title_by");
    let by_form = r.optional_boolean("by_form");
    // What holds for some forms only is never in the minimum whole: nobody could say for whom.
    let words: &[&str] = if by_form { &["chapeau"] } else { &["whole", "chapeau"] };
    let minimum = match r.one_of("minimum", words).as_deref() {
        Some("whole") => Minimum::Whole,
        _ => Minimum::Chapeau,
    };
    Part { id, mark, title, title_by, minimum, by_form, source: r.source() }
}

/// A requirement, and whether its part and kind could be read.
fn read_requirement(r: &mut Reader<'_>, known: &Known<'_>) -> (Requirement, bool) {
    let id = r.unique_id("id", &known.prefix);
    let ids: Vec<&str> = known.parts.iter().map(|part| part.id.as_str()).collect();
    let part_id = r.existing("part", Thing::Part, &ids);
    let part = known.parts.iter().find(|part| part.id == part_id);
    let whole = part.is_some_and(|part| part.minimum == Minimum::Whole);
    let by_form = part.is_some_and(|part| part.by_form);
    // Of a part that is required whole nothing is for choice.
    let words = Kind::ALL.map(|(word, _)| word);
    let word = r.one_of("kind", if whole { &words[..2] } else { &words });
    let kind = Kind::ALL.into_iter().find(|(known, _)| Some(*known) == word.as_deref()).map(|(_, kind)| kind);
    let level = match kind {
        Some(Kind::Measure) => Some(r.integer("level", 1, known.levels)),
        Some(Kind::Chapeau | Kind::Item) => None,
        None => r.optional_integer("level", 1, known.levels),
    };
    let reached = |form: &&Form| !by_form || form.parts.contains(&part_id);
    let forms: Vec<&str> = known.forms.iter().filter(reached).map(|form| form.id.as_str()).collect();
    let forms = r.optional_existing_each("forms", Thing::Form, &forms);
    // A basic one holds for everybody: so it has to stand in the minimum, whatever the form.
    let always = forms.is_empty() && !by_form && (whole || kind.is_none_or(|kind| kind == Kind::Chapeau));
    let basic = r.optional_boolean_where("basic", part.is_none() || always, Expected::InMinimum);
    let areas = r.some_among("areas", &Area::ALL.map(|(word, _)| word));
    let placed = part.is_some() && kind.is_some();
    let requirement = Requirement {
        id,
        part: part_id,
        kind: kind.unwrap_or(Kind::Item),
        basic,
        level,
        forms,
        areas: areas.iter().filter_map(|word| Area::from_word(word)).collect(),
        written_by: Author::read(r, "written_by"),
        derived_from: r.optional_texts("derived_from"),
        title: r.bilingual("title"),
        statement: r.bilingual("statement"),
        evidence: r.bilingual("evidence"),
        sources: r.sources(),
    };
    (requirement, placed)
}
