//! Consultation desks as dated records: who can be asked, where, as of when.

use schemars::JsonSchema;
use serde::Serialize;

use super::read::Reader;
use super::{Head, Source};
use crate::text::Bilingual;

/// The body of a pack of kind `contacts`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Contacts {
    /// Head.
    #[serde(flatten)]
    pub head: Head,
    /// What is unconfirmed about the records.
    pub note: Bilingual,
    /// The desks.
    pub desks: Vec<Desk>,
}

impl Contacts {
    /// The regional bureau for a prefecture (JIS X 0401 code).
    #[must_use]
    pub fn bureau(&self, prefecture: &str) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.prefectures.iter().any(|code| code == prefecture))
    }

    /// The desks that serve the whole country.
    pub fn nationwide(&self) -> impl Iterator<Item = &Desk> {
        self.desks.iter().filter(|desk| desk.prefectures.is_empty())
    }
}

/// Which kind of desk it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeskType {
    /// 経済産業局
    Bureau,
    /// INPIT 営業秘密支援窓口
    Inpit,
}

/// One desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Desk {
    /// `contacts/bureau-chubu`
    pub id: String,
    /// Its kind.
    #[serde(rename = "type")]
    pub desk_type: DeskType,
    /// Name of the office.
    pub name: Bilingual,
    /// Section.
    pub section: Bilingual,
    /// Telephone, as written in the source.
    pub tel: String,
    /// Extension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
    /// E-mail.
    pub mail: String,
    /// Web page, if the source gives one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Whether the source says it costs nothing.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub free: bool,
    /// JIS X 0401 codes it serves; empty = the whole country.
    pub prefectures: Vec<String>,
    /// As of when the record holds.
    pub as_of: String,
    /// What can be asked there.
    pub topics: Bilingual,
    /// Where it stands.
    pub source: Source,
}

pub(super) fn read(reader: &mut Reader<'_>, head: Head) -> Contacts {
    let prefix = format!("{}/", head.id);
    let note = reader.bilingual("note");
    let desks = reader.tables("desks", |r| Desk {
        id: r.unique_id("id", &prefix),
        desk_type: match r.one_of("type", &["bureau", "inpit"]).as_deref() {
            Some("inpit") => DeskType::Inpit,
            _ => DeskType::Bureau,
        },
        name: r.bilingual("name"),
        section: r.bilingual("section"),
        tel: r.text("tel"),
        extension: r.optional_text("extension"),
        mail: r.text("mail"),
        url: r.optional_url("url"),
        free: r.optional_boolean("free"),
        prefectures: r.texts("prefectures"),
        as_of: r.date_or_unknown("as_of"),
        topics: r.bilingual("topics"),
        source: r.source(),
    });
    Contacts { head, note, desks }
}
