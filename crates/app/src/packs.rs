//! The packs inside the binary.

use std::sync::OnceLock;

use criteria::catalogue::{Catalogue, FileFaults};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "../../packs"]
#[include = "*.toml"]
struct Shipped;

/// The id of the checklist a newcomer starts with.
pub const FIRST_CHECK: &str = "tics-19";

/// The shipped packs, read once.
///
/// # Errors
/// A shipped pack is faulty: the build is broken, and nothing should start. A test keeps this away.
pub fn shipped() -> Result<&'static Catalogue, &'static [FileFaults]> {
    static CATALOGUE: OnceLock<Result<Catalogue, Vec<FileFaults>>> = OnceLock::new();
    CATALOGUE
        .get_or_init(|| {
            let files = files();
            Catalogue::open(files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())))
        })
        .as_ref()
        .map_err(Vec::as_slice)
}

/// The shipped files by name (`tics-19/2026-11.toml`), with their bytes, ordered by name.
#[must_use]
pub fn files() -> Vec<(String, Vec<u8>)> {
    let mut names: Vec<_> = Shipped::iter().collect();
    names.sort();
    names.iter().filter_map(|name| Some((name.to_string(), Shipped::get(name)?.data.into_owned()))).collect()
}
