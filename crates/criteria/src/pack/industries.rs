//! Industries (middle groups of 日本標準産業分類) and the size limits of 中小企業者 by sector.
//!
//! The limits are the law's; which industry counts as which sector is a table to be edited, and
//! unconfirmed. The question itself is `scheme::sme`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Head;
use super::read::Reader;
use crate::text::Bilingual;

/// The body of a pack of kind `industries`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Industries {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// What is unconfirmed about the table.
    pub note: Bilingual,
    /// The sectors with their limits.
    pub sectors: Vec<Sector>,
    /// The industries, in the order of the classification.
    pub industries: Vec<Industry>,
}

/// A sector with its limits. The limit itself still qualifies (「以下」).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Sector {
    /// Id within the pack.
    pub id: String,
    /// Name.
    pub name: Bilingual,
    /// Capital in yen, at most.
    pub capital_up_to: u64,
    /// Regular employees, at most.
    pub employees_up_to: u32,
    /// Regular employees of a 小規模企業者, at most.
    pub small_up_to: u32,
    /// Whether it is a special case of the Cabinet Order, which a business has to claim.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub special: bool,
    /// Where the limits stand.
    pub basis: Bilingual,
}

/// A middle group of the classification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Industry {
    /// Division and number: `E26`.
    pub code: String,
    /// Name.
    pub name: Bilingual,
    /// Id of its sector.
    pub sector: String,
    /// Whether only part of it belongs there, so that the small group decides.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub partial: bool,
}

impl Industries {
    /// The industry with this code.
    #[must_use]
    pub fn industry(&self, code: &str) -> Option<&Industry> {
        self.industries.iter().find(|industry| industry.code == code)
    }

    /// The sector with this id.
    #[must_use]
    pub fn sector(&self, id: &str) -> Option<&Sector> {
        self.sectors.iter().find(|sector| sector.id == id)
    }
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Industries {
    let note = reader.bilingual("note");
    let sectors = reader.tables("sectors", |r| Sector {
        id: r.unique_id("id", ""),
        name: r.bilingual("name"),
        capital_up_to: r.integer("capital_up_to", 1, 1_000_000_000_000),
        employees_up_to: r.integer("employees_up_to", 1, 1_000_000),
        small_up_to: r.integer("small_up_to", 1, 1_000_000),
        special: r.optional_boolean("special"),
        basis: r.bilingual("basis"),
    });
    let known: Vec<&str> = sectors.iter().filter(|sector| !sector.special).map(|sector| sector.id.as_str()).collect();
    let industries = reader.tables("industries", |r| Industry {
        code: r.text("code"),
        name: r.bilingual("name"),
        sector: r.one_of("sector", &known).unwrap_or_default(),
        partial: r.optional_boolean("partial"),
    });
    Industries { head, note, sectors, industries }
}
