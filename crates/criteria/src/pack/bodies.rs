//! Certification bodies as dated records: who they are and the scope of their business.
//!
//! The scope stands twice: in the source's words, and as structure for the eligibility question
//! (`scheme::eligibility`), which is asked of the structure and answered with the words.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::read::Reader;
use super::{Head, Source};
use crate::text::Bilingual;

/// The body of a pack of kind `bodies`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Bodies {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// What always stands beside the list.
    pub note: Bilingual,
    /// The day the list holds for.
    #[schemars(with = "String")]
    pub as_of: Date,
    /// The bodies, in the order of the source.
    pub bodies: Vec<Body>,
}

/// One accredited certification body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "CertificationBody")]
pub struct Body {
    /// `bodies-2025-09/jqa`
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Telephone, as written in the source.
    pub tel: String,
    /// 業務の範囲
    pub scope: Scope,
    /// Where it stands.
    pub source: Source,
}

/// The scope of a body's business. Nothing said = everything.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scope {
    /// The source's words.
    pub text: Bilingual,
    /// Divisions (`E`) or middle groups (`E29`) of the industry classification; empty = all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub industries: Vec<String>,
    /// Fields within those industries; empty = all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<Field>,
    /// Only small and medium-sized enterprises.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub sme_only: bool,
}

/// A field a scope may be limited to. It is no code of the classification: somebody has to say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Field {
    /// 航空
    Aviation,
    /// 宇宙
    Space,
    /// 防衛
    Defence,
}

impl Field {
    /// Every field with its word.
    pub const ALL: [(&'static str, Self); 3] =
        [("aviation", Self::Aviation), ("space", Self::Space), ("defence", Self::Defence)];

    /// The field with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, field)| field)
    }
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Bodies {
    let prefix = format!("{}/", head.id);
    let note = reader.bilingual("note");
    let as_of = reader.date("as_of");
    let bodies = reader.tables("bodies", |r| Body {
        id: r.unique_id("id", &prefix),
        name: r.bilingual("name"),
        tel: r.text("tel"),
        scope: r.table("scope", |r| Scope {
            text: r.bilingual("text"),
            industries: r.optional_texts("industries"),
            fields: r
                .optional_texts_among("fields", &Field::ALL.map(|(word, _)| word))
                .iter()
                .filter_map(|word| Field::from_word(word))
                .collect(),
            sme_only: r.optional_boolean("sme_only"),
        }),
        source: r.source(),
    });
    Bodies { head, note, as_of, bodies }
}
