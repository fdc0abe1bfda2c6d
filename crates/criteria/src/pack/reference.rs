//! Reference data: industries (日本標準産業分類), prefectures (JIS X 0401), eras.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

use super::Head;
use super::read::Reader;
use crate::text::Bilingual;

/// The body of a pack of kind `reference`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reference {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// Divisions of the industry classification, A to T.
    pub industries: Vec<Coded>,
    /// The 47 prefectures.
    pub prefectures: Vec<Coded>,
    /// Eras, oldest first.
    pub eras: Vec<Era>,
}

/// A code with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Coded {
    /// The code: `E`, `23`.
    pub code: String,
    /// Its name.
    pub name: Bilingual,
}

/// An era of the Japanese calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Era {
    /// `reiwa`
    pub id: String,
    /// 令和
    pub name: Bilingual,
    /// `R`
    pub letter: String,
    /// Its first day.
    #[schemars(with = "String")]
    pub from: Date,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Reference {
    Reference {
        head,
        industries: reader.tables("industries", |r| Coded { code: r.text("code"), name: r.bilingual("name") }),
        prefectures: reader.tables("prefectures", |r| Coded { code: r.text("code"), name: r.bilingual("name") }),
        eras: reader.tables("eras", |r| Era {
            id: r.unique_id("id", ""),
            name: r.bilingual("name"),
            letter: r.text("letter"),
            from: r.date("from"),
        }),
    }
}
