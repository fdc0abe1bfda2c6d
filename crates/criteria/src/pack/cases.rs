//! Cases of leaks and approaches by outsiders, retold from the ministry's material.
//!
//! Wording rules: spec 7 §6 — never 防げた, never "real" for the anonymous ones, retold by role and
//! access, 「疑い」 kept where the source has it.

use schemars::JsonSchema;
use serde::Serialize;

use super::read::Reader;
use super::{Head, Source};
use crate::text::Bilingual;

/// The body of a pack of kind `cases`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Cases {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// Groups, in the order of display.
    pub groups: Vec<Group>,
    /// The cases.
    pub cases: Vec<Case>,
    /// How outsiders approach a company.
    pub approaches: Vec<Approach>,
}

/// A group of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Group {
    /// Id within the pack.
    pub id: String,
    /// Heading.
    pub label: Bilingual,
}

/// One case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Case {
    /// `leak-cases/people-1`
    pub id: String,
    /// Id of its group.
    pub group: String,
    /// Whether the source names nobody and gives no date.
    pub anonymous: bool,
    /// When it happened (`2022-03`), where the source says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Whether the source speaks of a suspicion.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub suspicion: bool,
    /// Where it stands.
    pub source: Source,
    /// Our title.
    pub title: Bilingual,
    /// Our retelling.
    pub story: Bilingual,
    /// What to look at in one's own company.
    pub look: Bilingual,
}

/// One way outsiders approach a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Approach {
    /// `leak-cases/approach-recruit`
    pub id: String,
    /// Where it stands.
    pub source: Source,
    /// What it is.
    pub title: Bilingual,
    /// How it shows, and whom to tell.
    pub sign: Bilingual,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Cases {
    let prefix = format!("{}/", head.id);
    let groups = reader.tables("groups", |r| Group { id: r.unique_id("id", ""), label: r.bilingual("label") });
    let known: Vec<&str> = groups.iter().map(|group| group.id.as_str()).collect();
    let cases = reader.tables("cases", |r| Case {
        id: r.unique_id("id", &prefix),
        group: r.one_of("group", &known).unwrap_or_default(),
        anonymous: r.boolean("anonymous"),
        date: r.optional_date_text("date"),
        suspicion: r.optional_boolean("suspicion"),
        source: r.source(),
        title: r.bilingual("title"),
        story: r.bilingual("story"),
        look: r.bilingual("look"),
    });
    let approaches = reader.tables("approaches", |r| Approach {
        id: r.unique_id("id", &prefix),
        source: r.source(),
        title: r.bilingual("title"),
        sign: r.bilingual("sign"),
    });
    Cases { head, groups, cases, approaches }
}
