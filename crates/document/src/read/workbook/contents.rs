//! Which parts a workbook has and what its sheets are called. Knows nothing of cells.

use std::collections::HashMap;

use super::parts::Parts;
use super::xml::{Tag, Xml, decoded, fault};
use super::{Unreadable, limits};

/// What the relations of one part may unpack to, in bytes.
const RELATIONS: u64 = 1024 * 1024;

/// Sheets without cells of their own.
const NO_CELLS: [&str; 4] = ["chartsheet", "dialogsheet", "xlMacrosheet", "xlIntlMacrosheet"];

/// Where everything stands.
#[derive(Debug)]
pub(super) struct Contents {
    /// Name and part of each worksheet, in the order of the workbook, hidden ones too.
    pub(super) sheets: Vec<(String, String)>,
    /// The part with the shared texts.
    pub(super) texts: String,
    /// The part with the number formats.
    pub(super) styles: String,
    /// Days are counted from 1904.
    pub(super) from_1904: bool,
}

/// What a part says of others.
#[derive(Debug, Default)]
struct Relations {
    /// The last word of the type, and the target.
    by_id: HashMap<String, (String, String)>,
    /// The target of the last one of this type.
    by_kind: HashMap<String, String>,
}

impl Contents {
    pub(super) fn read(parts: &mut Parts<'_>) -> Result<Self, Unreadable> {
        let package = Relations::read(&parts.get("_rels/.rels", RELATIONS)?)?;
        let workbook = package.by_kind.get("officeDocument").ok_or_else(|| fault("no workbook is named"))?;
        let workbook = workbook.strip_prefix('/').unwrap_or(workbook);
        let cut = workbook.rfind('/').map_or(0, |stroke| stroke + 1);
        let (folder, name) = workbook.split_at(cut);
        let relations = Relations::read(&parts.get(&format!("{folder}_rels/{name}.rels"), RELATIONS)?)?;
        let place = |kind, usual| placed(folder, relations.by_kind.get(kind).map_or(usual, String::as_str));
        let mut contents = Self {
            sheets: Vec::new(),
            texts: place("sharedStrings", "sharedStrings.xml"),
            styles: place("styles", "styles.xml"),
            from_1904: false,
        };
        contents.list(&parts.get(workbook, limits::SHARED)?, folder, &relations)?;
        Ok(contents)
    }

    fn list(&mut self, workbook: &[u8], folder: &str, relations: &Relations) -> Result<(), Unreadable> {
        let mut xml = Xml::new(workbook);
        xml.find("workbook")?.ok_or_else(|| fault("no workbook in its part"))?;
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "workbookPr" => {
                    self.from_1904 |= matches!(tag.attribute("date1904")?, Some("1" | "true"));
                    xml.skip()?;
                }
                "sheets" => {
                    while let Some(sheet) = xml.child()? {
                        if sheet.is("sheet") {
                            self.sheet(&sheet, folder, relations)?;
                        }
                        xml.skip()?;
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn sheet(&mut self, tag: &Tag<'_>, folder: &str, relations: &Relations) -> Result<(), Unreadable> {
        let (mut name, mut id) = (String::new(), "");
        for attribute in tag.attributes() {
            match attribute? {
                ("name", value) => name = decoded(value)?.into_owned(),
                // The prefix of relations is free.
                (key, value) if key.rsplit(':').next() == Some("id") => id = value,
                _ => {}
            }
        }
        let (kind, target) = relations.by_id.get(id).ok_or_else(|| fault("a sheet has no relation"))?;
        if kind == "worksheet" {
            self.sheets.push((name, placed(folder, target)));
        } else if !NO_CELLS.contains(&kind.as_str()) {
            return Err(fault("a sheet of an unknown type"));
        }
        if self.sheets.len() > limits::SHEETS { Err(Unreadable::TooManyCells) } else { Ok(()) }
    }
}

impl Relations {
    fn read(part: &[u8]) -> Result<Self, Unreadable> {
        let mut xml = Xml::new(part);
        xml.find("Relationships")?.ok_or_else(|| fault("no relations in their part"))?;
        let mut relations = Self::default();
        while let Some(tag) = xml.child()? {
            if tag.is("Relationship")
                && let Some(id) = tag.attribute("Id")?
            {
                let kind = tag.attribute("Type")?.and_then(|kind| kind.rsplit('/').next()).unwrap_or_default();
                let target = decoded(tag.attribute("Target")?.unwrap_or_default())?.into_owned();
                relations.by_kind.insert(kind.to_owned(), target.clone());
                relations.by_id.insert(id.to_owned(), (kind.to_owned(), target));
            }
            xml.skip()?;
        }
        Ok(relations)
    }
}

/// The name of the part a target means. What leads out of the package finds nothing there.
fn placed(folder: &str, target: &str) -> String {
    target.strip_prefix('/').map_or_else(|| format!("{folder}{target}"), str::to_owned)
}
