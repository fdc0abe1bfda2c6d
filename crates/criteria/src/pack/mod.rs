//! Packs: versioned TOML files that a non-programmer can review, checked into typed data.
//!
//! A pack has a head (who wrote what, from which documents, valid when) and a body of one of eight
//! kinds. [`parse`] finds every fault it can, not only the first. What refers to another pack is
//! checked by [`crate::catalogue`]. Serialised, a pack has the shape of its TOML file: a test
//! compares the two.

pub mod bodies;
pub mod cases;
pub mod checklist;
pub mod contacts;
pub mod criteria;
pub mod industries;
mod read;
pub mod reference;
pub mod rules;
mod value;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use crate::edition::EditionId;
use crate::fault::{Expected, Fault, Found, Place, Shape};
use crate::schema::KINDS;
use crate::text::{Bilingual, Lang};
use read::Reader;

/// The largest pack file read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;

/// A checked pack with the identity of its bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Pack {
    /// Id, edition, and the SHA-256 of the bytes.
    pub edition: EditionId,
    /// What it holds.
    pub content: Content,
}

/// What a pack holds, by kind.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Content {
    /// Questions with a score.
    Checklist(checklist::Checklist),
    /// Cases of leaks, and approaches by outsiders.
    Cases(cases::Cases),
    /// Consultation desks.
    Contacts(contacts::Contacts),
    /// Industries, prefectures, eras.
    Reference(reference::Reference),
    /// Certification bodies.
    Bodies(bodies::Bodies),
    /// Industries with the size limits of their sectors.
    Industries(industries::Industries),
    /// What is audited against.
    Criteria(criteria::Criteria),
    /// How strict the rules of a case are.
    Rules(rules::Rules),
}

impl Content {
    /// The word in the file's `kind` key.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Checklist(_) => "checklist",
            Self::Cases(_) => "cases",
            Self::Contacts(_) => "contacts",
            Self::Reference(_) => "reference",
            Self::Bodies(_) => "bodies",
            Self::Industries(_) => "industries",
            Self::Criteria(_) => "criteria",
            Self::Rules(_) => "rules",
        }
    }

    /// The head every pack has.
    #[must_use]
    pub fn head(&self) -> &Head {
        match self {
            Self::Checklist(pack) => &pack.head,
            Self::Cases(pack) => &pack.head,
            Self::Contacts(pack) => &pack.head,
            Self::Reference(pack) => &pack.head,
            Self::Bodies(pack) => &pack.head,
            Self::Industries(pack) => &pack.head,
            Self::Criteria(pack) => &pack.head,
            Self::Rules(pack) => &pack.head,
        }
    }
}

/// What every pack says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Head {
    /// The stable id: `tics-19`.
    pub id: String,
    /// The edition: `2026-11`. A correction is a new edition.
    pub edition: String,
    /// The languages it is written in: always both.
    pub languages: Vec<Lang>,
    /// First day this edition may be used.
    #[schemars(with = "String")]
    pub valid_from: Date,
    /// Last day, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub valid_until: Option<Date>,
    /// Title.
    pub title: Bilingual,
    /// What it is, where it comes from, and what of it is ours.
    pub about: Bilingual,
    /// Under which terms its text may be used.
    pub licence: Bilingual,
    /// What changed against the edition before, in a correction.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Bilingual>,
    /// The documents it cites.
    pub documents: Vec<Document>,
}

impl Head {
    /// The document with this id. A checked pack cites only documents it lists.
    #[must_use]
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }
}

/// A source document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Document {
    /// Id within the pack: `S2`.
    pub id: String,
    /// How it is cited in a line.
    pub short: Bilingual,
    /// Title.
    pub title: Bilingual,
    /// Who published it.
    pub publisher: Bilingual,
    /// Date as the source gives it (`2024-04`, `2025-09-30`), or `unknown`.
    pub date: String,
    /// Where it can be found, if the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Where something stands in a source document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Source {
    /// Id of the document.
    pub document: String,
    /// Lines in it: `119`, `93-98,131`.
    pub lines: String,
}

/// Reads a pack from the bytes of its file.
///
/// # Errors
/// Every fault found, ordered by line.
pub fn parse(bytes: &[u8]) -> Result<Pack, Vec<Fault>> {
    if bytes.len() > MAX_BYTES {
        return Err(vec![Fault::new(
            Place::default(),
            Expected::AtMostBytes(MAX_BYTES as u64),
            Found::Count(bytes.len()),
        )]);
    }
    let text = std::str::from_utf8(bytes)
        .map_err(|_| vec![Fault::new(Place::default(), Expected::Utf8, Found::Shape(Shape::Binary))])?;
    let mut reader = Reader::open(text)?;
    let kind = reader.one_of("kind", &KINDS);
    let head = head(&mut reader);
    let content = match kind.as_deref() {
        Some("checklist") => Content::Checklist(checklist::read(&mut reader, head)),
        Some("cases") => Content::Cases(cases::read(&mut reader, head)),
        Some("contacts") => Content::Contacts(contacts::read(&mut reader, head)),
        Some("reference") => Content::Reference(reference::read(&mut reader, head)),
        Some("bodies") => Content::Bodies(bodies::read(&mut reader, head)),
        Some("industries") => Content::Industries(industries::read(&mut reader, head)),
        Some("criteria") => Content::Criteria(criteria::read(&mut reader, head)),
        Some("rules") => Content::Rules(rules::read(&mut reader, head)),
        // Of an unknown kind only the head can be judged; its other keys are not faults of their own.
        _ => return Err(reader.abandon()),
    };
    reader.close()?;
    let edition = EditionId::of(&content.head().id, &content.head().edition, bytes);
    Ok(Pack { edition, content })
}

fn head(reader: &mut Reader<'_>) -> Head {
    let id = reader.id("id", "");
    let edition = reader.id("edition", "");
    let languages = reader.sequence("languages", &["ja", "en"]).iter().filter_map(|tag| Lang::from_tag(tag)).collect();
    let valid_from = reader.date("valid_from");
    let valid_until = reader.optional_date("valid_until", valid_from);
    Head {
        id,
        edition,
        languages,
        valid_from,
        valid_until,
        title: reader.bilingual("title"),
        about: reader.bilingual("about"),
        licence: reader.bilingual("licence"),
        changes: reader.optional_bilingual("changes"),
        documents: reader.tables("documents", |r| Document {
            id: r.unique_document(),
            short: r.bilingual("short"),
            title: r.bilingual("title"),
            publisher: r.bilingual("publisher"),
            date: r.date_or_unknown("date"),
            url: r.optional_url("url"),
        }),
    }
}
