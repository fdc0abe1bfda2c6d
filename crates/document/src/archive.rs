//! Files put into one (ZIP), to be handed on together. Knows names and bytes, not what they are.

use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The bytes of an archive with these files, in this order. The same files give the same bytes: no clock is read.
///
/// # Errors
/// Two files have the same name, or one is longer than an archive can hold.
pub fn archive(files: &[(String, Vec<u8>)]) -> Result<Vec<u8>, NoArchive> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options).map_err(|_| NoArchive)?;
        writer.write_all(bytes).map_err(|_| NoArchive)?;
    }
    writer.finish().map(Cursor::into_inner).map_err(|_| NoArchive)
}

/// These files cannot stand in one archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("these files cannot stand in one archive")]
pub struct NoArchive;
