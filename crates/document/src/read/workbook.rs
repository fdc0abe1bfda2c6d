//! Workbooks (`.xlsx`, `.xlsm`): each part that is needed is unpacked once, within the limits, and
//! read where it lies (`docs/adr/0008-reading-workbooks.md`).
//!
//! Formulas are never computed, links never followed, macros never looked at.

mod cells;
mod contents;
mod formats;
mod parts;
mod texts;
mod xml;

use std::thread;

use memchr::memmem;

use contents::Contents;
use formats::Formats;
use parts::Parts;
use texts::Texts;

use super::{Area, Budget, Cell, Sheet, Spot, Unreadable, limits};

/// From so many packed bytes on, the shared texts are worth a thread of their own.
const WORTH_A_THREAD: u64 = 64 * 1024;

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let mut parts = Parts::open(bytes)?;
    let contents = Contents::read(&mut parts)?;
    let formats = Formats::read(&mut parts, &contents.styles, contents.from_1904)?;
    let mut budget = Budget::default();
    let beside = parts.clone();
    let (texts, sheets) = thread::scope(|scope| {
        let texts = || Texts::read(beside.clone(), &contents.texts);
        let large = parts.is_large(&contents.texts, WORTH_A_THREAD);
        let early = large.then(|| thread::Builder::new().spawn_scoped(scope, texts).ok()).flatten();
        let sheets = noted(&mut parts, &contents, &formats, &mut budget);
        let texts =
            early.map_or_else(texts, |early| early.join().unwrap_or_else(|_| Err(xml::fault("a thread stopped"))));
        (texts, sheets)
    });
    let (texts, mut sheets) = (texts?, sheets?);
    for sheet in &mut sheets {
        cells::with_texts(sheet, &texts, &mut budget)?;
    }
    Ok(sheets)
}

/// Every sheet, its shared texts left out.
fn noted(
    parts: &mut Parts<'_>,
    contents: &Contents,
    formats: &Formats,
    budget: &mut Budget,
) -> Result<Vec<Sheet>, Unreadable> {
    let one = |(name, place): &(String, String)| {
        let part = parts.get(place, limits::UNPACKED)?;
        Ok(Sheet { name: Some(name.clone()), ..cells::read(&part, formats, budget)? })
    };
    contents.sheets.iter().map(one).collect()
}

/// What stands where a workbook of today would: one with a password, or one of before 2007.
pub(super) fn old_or_encrypted(bytes: &[u8]) -> Unreadable {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let book: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memmem::find(bytes, &name).is_some() {
        Unreadable::Encrypted
    } else if memmem::find(bytes, &book).is_some() {
        Unreadable::OldFormat
    } else {
        Unreadable::OtherKind("doc / ppt")
    }
}

fn broken(error: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::Broken(error.to_string().chars().take(200).collect())
}
