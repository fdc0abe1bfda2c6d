//! What stands beside a backup: a copy of each file of the vault, and the keys of organisations' files in a series of files of
//! their own.
//!
//! A file of the vault never changes, so only what is new is copied. Its copy stays for [`KEPT_DAYS`] after it was discarded:
//! a backup from before still names it. A file of keys ends after as long. So a key that is destroyed is destroyed in every
//! copy after that time, however long backups of the record are kept.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use record::Digest;
use store::StoreError;
use store::vault::{UNNAMED, Vault as Objects, VaultError, VaultPlace};

use super::{NotRestored, NotTaken};
use crate::database::Database;
use crate::dates::in_japan;
use crate::installation::Place;

/// For how many days the copy of a file stays that was discarded, and a copy of the keys of files. Ours.
pub const KEPT_DAYS: i64 = 30;
/// How the name of a file of keys begins; the time follows.
const BEGINS: &str = "vault-keys-";
/// How it ends.
const ENDS: &str = ".age";
/// The time in its name, in UTC: it sorts as text.
const TIME: &str = "%Y%m%dT%H%M%SZ";
/// How many names of files are asked for at once.
const AT_ONCE: u32 = 500;

/// The folder with copies of the files of the vault (`objects`) and of their keys (`vault-keys-….age`).
#[derive(Debug, Clone)]
pub struct FilesFolder(PathBuf);

/// What became of the files that were to be copied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Copied {
    /// Files that were there already.
    pub before: u64,
    /// Files that were copied now.
    pub now: u64,
    /// Bytes of them, as they are stored.
    pub bytes: u64,
    /// Files that are not where they should be.
    pub missing: Vec<Digest>,
    /// Files that are there and are something else than they were.
    pub changed: Vec<Digest>,
    /// Copies that ended, because their file was discarded long enough ago.
    pub ended: u64,
}

impl Copied {
    /// How many files have no copy now.
    #[must_use]
    pub fn lacking(&self) -> u64 {
        (self.missing.len() + self.changed.len()) as u64
    }

    async fn copy(&mut self, object: Digest, from: &Objects, to: &Objects) -> Result<(), VaultError> {
        match from.copy(object, to).await {
            Ok(bytes) => {
                self.now += 1;
                self.bytes += bytes;
            }
            Err(VaultError::NotThere) => self.missing.push(object),
            Err(VaultError::Changed(_)) => self.changed.push(object),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl FilesFolder {
    /// The one at `folder`; it is made where something is put into it.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self(folder)
    }

    /// The one that stands beside a backup where nothing else is said.
    #[must_use]
    pub fn beside(backup: &Path) -> Self {
        Self(backup.parent().unwrap_or(Path::new("")).join("files"))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    fn copies(&self) -> Result<Objects, VaultError> {
        Objects::open(&VaultPlace::Folder(self.0.clone()), &self.0.join("incoming"))
    }

    /// Copies those of these files of the vault that are not here yet, and ends the copies of what was discarded long ago.
    ///
    /// # Errors
    /// The vault, the folder or the database cannot be reached. What was copied until then is here.
    pub async fn copy(&self, place: &Place, files: &[Digest], now: Timestamp) -> Result<Copied, NotTaken> {
        let (vault, copies) = (place.objects()?, self.copies()?);
        copies.forget_unfinished(Duration::from_secs(UNNAMED))?;
        let mut here = listed(&copies).await?;
        let mut copied = Copied::default();
        for object in files {
            if here.remove(object) {
                copied.before += 1;
            } else {
                copied.copy(*object, &vault, &copies).await?;
            }
        }
        let before = in_japan(now.saturating_sub(days()).unwrap_or(now)).date().to_string();
        let database = Database::look(place).await?;
        let unnamed: Vec<Digest> = here.into_iter().collect();
        for some in unnamed.chunks(AT_ONCE as usize) {
            for object in database.store().reader().await?.discarded_objects(some, &before).await? {
                copies.remove(object).await?;
                copied.ended += 1;
            }
        }
        database.store().close().await;
        Ok(copied)
    }

    /// Puts those files back that the record names and the vault does not have.
    ///
    /// # Errors
    /// The vault, the folder or the database cannot be reached. What was put back until then is there.
    pub async fn put_back(&self, place: &Place) -> Result<Copied, NotRestored> {
        let (vault, copies) = (place.objects()?, self.copies()?);
        let there = listed(&vault).await?;
        let database = Database::look(place).await?;
        let (mut copied, mut after) = (Copied::default(), Vec::new());
        loop {
            let named: Result<_, StoreError> = database.store().reader().await?.objects_after(&after, AT_ONCE).await;
            let named = named?;
            let Some((last, _)) = named.last() else { break };
            after = last.0.to_vec();
            for (object, _) in &named {
                if there.contains(object) {
                    copied.before += 1;
                } else {
                    copied.copy(*object, &copies, &vault).await?;
                }
            }
        }
        database.store().close().await;
        Ok(copied)
    }

    /// Reads every copy: how many are as they were put here, and which are not.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub async fn check(&self) -> Result<Copied, VaultError> {
        let (copies, mut checked) = (self.copies()?, Copied::default());
        for object in listed(&copies).await? {
            match copies.check(object).await {
                Ok(bytes) => {
                    checked.before += 1;
                    checked.bytes += bytes;
                }
                Err(VaultError::Changed(_)) => checked.changed.push(object),
                Err(error) => return Err(error),
            }
        }
        checked.changed.sort();
        Ok(checked)
    }

    /// What the file with the keys as they are at a time is called.
    #[must_use]
    pub fn keys_at(&self, at: Timestamp) -> PathBuf {
        self.0.join(format!("{BEGINS}{}{ENDS}", at.strftime(TIME)))
    }

    /// The files with keys, the oldest first.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn series(&self) -> io::Result<Vec<(Timestamp, PathBuf)>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry?;
            found.extend(time(&entry.file_name().to_string_lossy()).map(|at| (at, entry.path())));
        }
        found.sort();
        Ok(found)
    }

    /// Ends the files with keys that are older than [`KEPT_DAYS`], but never the newest one. Gives when the oldest one was
    /// taken that is left.
    ///
    /// # Errors
    /// One of them cannot be removed.
    pub fn end_keys(&self, now: Timestamp) -> io::Result<Option<Timestamp>> {
        let series = self.series()?;
        let newest = series.len().saturating_sub(1);
        let mut oldest = None;
        for (place, (at, path)) in series.iter().enumerate() {
            if place < newest && now.duration_since(*at) > days() {
                fs::remove_file(path)?;
            } else {
                oldest = oldest.or(Some(*at));
            }
        }
        Ok(oldest)
    }
}

/// The time in the name of a file with keys; none = it is something else.
fn time(name: &str) -> Option<Timestamp> {
    let time = name.strip_prefix(BEGINS)?.strip_suffix(ENDS)?;
    let civil = jiff::civil::DateTime::strptime(TIME, time).ok()?;
    civil.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp())
}

fn days() -> SignedDuration {
    SignedDuration::from_hours(24 * KEPT_DAYS)
}

async fn listed(objects: &Objects) -> Result<HashSet<Digest>, VaultError> {
    let mut listed = HashSet::new();
    objects.each(|one| _ = listed.insert(one.object)).await?;
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_file_of_keys_ends_after_thirty_days_and_the_newest_never() {
        let folder = tempfile::tempdir().unwrap();
        let files = FilesFolder::new(folder.path().to_owned());
        assert_eq!(files.end_keys(at("2026-11-30T00:00:00Z")).unwrap(), None);
        fs::write(folder.path().join("vault-keys-none.age"), "").unwrap();
        let days = ["2026-10-30T23:59:59Z", "2026-10-31T00:00:00Z", "2026-11-29T12:00:00Z"];
        for day in days {
            fs::write(files.keys_at(at(day)), "").unwrap();
        }
        let left =
            |files: &FilesFolder| -> Vec<Timestamp> { files.series().unwrap().into_iter().map(|(at, _)| at).collect() };
        assert_eq!(left(&files), days.map(at));
        assert_eq!(files.end_keys(at("2026-11-30T00:00:00Z")).unwrap(), Some(at(days[1])), "after 30 days, not before");
        assert_eq!(left(&files), [at(days[1]), at(days[2])]);
        // However long nobody took another one.
        assert_eq!(files.end_keys(at("2030-01-01T00:00:00Z")).unwrap(), Some(at(days[2])));
        assert_eq!(left(&files), [at(days[2])]);
        assert!(folder.path().join("vault-keys-none.age").exists(), "what is called otherwise is somebody else's");
    }
}
