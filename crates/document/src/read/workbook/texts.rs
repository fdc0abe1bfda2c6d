//! Texts of cells: those they share, and the pieces a single one is made of.

use super::parts::Parts;
use super::xml::{TEXT, Tag, Xml, fault};
use super::{Unreadable, limits};

/// The texts shared by the cells of a workbook: one piece of memory for all.
#[derive(Debug, Default)]
pub(super) struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    /// Reads them. Their number is counted, never taken from what the part says of it.
    pub(super) fn read(mut parts: Parts<'_>, name: &str) -> Result<Self, Unreadable> {
        let mut texts = Self::default();
        let Some(part) = parts.find(name, limits::SHARED)? else {
            return Ok(texts);
        };
        let mut xml = Xml::new(&part);
        xml.find("sst")?.ok_or_else(|| fault("no shared texts in their part"))?;
        loop {
            if let Some((_, text)) = xml.plain(&TEXT) {
                unescape(trimmed(text), &mut texts.all);
            } else if let Some(tag) = xml.child()? {
                if !tag.is("si") {
                    xml.skip()?;
                    continue;
                }
                item(&mut xml, &mut texts.all)?;
            } else {
                return Ok(texts);
            }
            texts.ends.push(u32::try_from(texts.all.len()).map_err(|_| Unreadable::Bomb)?);
        }
    }

    pub(super) fn get(&self, index: u32) -> Option<&str> {
        let index = index as usize;
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.all.get(start as usize..end as usize)
    }
}

/// One text with its runs joined. How it is to be read aloud (`rPh`) is no part of it.
pub(super) fn item(xml: &mut Xml<'_>, into: &mut String) -> Result<(), Unreadable> {
    while let Some(tag) = xml.child()? {
        match tag.name() {
            "t" => piece(xml, &tag, into)?,
            "r" => {
                while let Some(tag) = xml.child()? {
                    if tag.is("t") { piece(xml, &tag, into)? } else { xml.skip()? }
                }
            }
            _ => xml.skip()?,
        }
    }
    Ok(())
}

fn piece(xml: &mut Xml<'_>, tag: &Tag<'_>, into: &mut String) -> Result<(), Unreadable> {
    let kept = tag.attribute("xml:space")? == Some("preserve");
    let text = xml.text()?;
    unescape(if kept { &text } else { trimmed(&text) }, into);
    Ok(())
}

/// Without the space of the file around it; a full-width space belongs to the text.
pub(super) fn trimmed(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}

/// Writes a text with `_x000D_` and its like replaced: letters XML cannot hold, in UTF-16.
pub(super) fn unescape(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('_') {
        let Some(first) = unit(&rest[at..]) else {
            into.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            continue;
        };
        into.push_str(&rest[..at]);
        rest = &rest[at + ESCAPE..];
        let second = unit(rest).filter(|second| (0xd800..0xdc00).contains(&first) && (0xdc00..0xe000).contains(second));
        if second.is_some() {
            rest = &rest[ESCAPE..];
        }
        let units = [Some(first), second].into_iter().flatten();
        into.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    }
    into.push_str(rest);
}

/// The bytes of `_x000D_`.
const ESCAPE: usize = 7;

/// The UTF-16 unit escaped at the start of a text.
fn unit(text: &str) -> Option<u16> {
    let digits = text.get(..ESCAPE)?.strip_prefix("_x")?.strip_suffix('_')?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}
