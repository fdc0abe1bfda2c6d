//! The parts of a package: finds one by its name and unpacks it once, within the limits.
//!
//! What the directory says of a size is never believed, and a part nobody asks for is not unpacked.

use std::collections::HashMap;
use std::io::{Cursor, Read as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use zip::ZipArchive;

use super::xml::fault;
use super::{Unreadable, broken, limits};

/// A workbook's own directory does not list what another kind of file lists.
const KINDS: [(&str, &str); 4] = [
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
];

/// How much is unpacked before it is counted.
const STEP: u64 = 512 * 1024;

/// An open package. Its copies read the same bytes and share one limit.
#[derive(Debug, Clone)]
pub(super) struct Parts<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// Where a part stands, by its name in small letters.
    places: Arc<HashMap<String, usize>>,
    /// What may still be unpacked.
    left: Arc<AtomicU64>,
}

impl<'a> Parts<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, Unreadable> {
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
        let mut places = HashMap::new();
        for (place, name) in archive.file_names().enumerate() {
            places.insert(plain(&name.map_err(|error| broken(&error))?), place);
        }
        if !places.contains_key("xl/workbook.xml")
            && let Some((_, kind)) = KINDS.into_iter().find(|(name, _)| places.contains_key(*name))
        {
            return Err(Unreadable::OtherKind(kind));
        }
        if !places.keys().any(|name| name.ends_with("workbook.xml")) {
            return Err(Unreadable::OtherKind("zip"));
        }
        Ok(Self { archive, places: Arc::new(places), left: Arc::new(AtomicU64::new(limits::UNPACKED)) })
    }

    /// A part that may unpack to so many bytes. None where there is none of this name.
    pub(super) fn find(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, Unreadable> {
        let Some(&place) = self.places.get(&plain(name)) else {
            return Ok(None);
        };
        let mut packed = self.archive.by_index(place).map_err(|error| broken(&error))?;
        let mut part = Vec::new();
        loop {
            let more = packed.by_ref().take(STEP).read_to_end(&mut part).map_err(|error| broken(&error))?;
            if more == 0 {
                return Ok(Some(part));
            }
            self.left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(more as u64))
                .map_err(|_| Unreadable::Bomb)?;
            if part.len() as u64 > limit {
                return Err(Unreadable::Bomb);
            }
        }
    }

    /// A part that must be there.
    pub(super) fn get(&mut self, name: &str, limit: u64) -> Result<Vec<u8>, Unreadable> {
        self.find(name, limit)?.ok_or_else(|| fault("a part is missing"))
    }

    /// Whether a part takes so many bytes of the file itself.
    pub(super) fn is_large(&mut self, name: &str, bytes: u64) -> bool {
        let place = self.places.get(&plain(name)).copied();
        let part = place.and_then(|place| self.archive.by_index_raw(place).ok());
        part.is_some_and(|part| part.compressed_size() >= bytes)
    }
}

/// The name of a part as it is compared: old tools lean their strokes back, and the case is free.
fn plain(name: &str) -> String {
    name.replace('\\', "/").to_ascii_lowercase()
}
