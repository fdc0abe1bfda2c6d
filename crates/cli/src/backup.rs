//! `mamori backup` and `mamori restore`: the whole database in one encrypted file, the files of the vault and their keys
//! beside it, and all of it back into an empty database.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use app::backup::{self, BadBackup, Contents, Copied, Digest, FilesFolder, Header, Holds, Identities, KEPT_DAYS};
use app::backup::{KeyState, NoRecipients, NoRestore, NotRestored, NotTaken, Recipients, Timestamp};
use app::installation::VaultPlace;
use app::texts::arg;
use app::{Clock, Texts};
use clap::ArgMatches;

use crate::config::Config;
use crate::{UNREADABLE, db, log, terminal};

/// What stands for standard output.
const OUT: &str = "-";
/// How many broken off backups of one name may lie about.
const MOST_PARTS: u32 = 1_000;
/// How many files are named one by one.
const LISTED: usize = 20;
/// Something is not as it should be.
const FOUND: u8 = 1;

/// Takes a backup.
pub(crate) fn take(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let recipients = recipients(texts, config, matches)?;
    let place = config.place();
    let to = path(matches, "to");
    let out = to.as_os_str() == OUT;
    let files = match &config.backup_files {
        Some(folder) => Some(FilesFolder::new(folder.clone())),
        None => (!out).then(|| FilesFolder::beside(&to)),
    };
    // The files of a bucket are copied to this machine only where somebody said so.
    let copies = config.backup_files.is_some() || !matches!(place.vault, Some(VaultPlace::S3(_)));
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |error: io::Error| terminal::told(texts, "backup-cannot-write", &path, &error)
    };
    let not_taken = |error: NotTaken| match error {
        NotTaken::Io(error) => failed(&to)(error),
        error => anyhow::Error::from(error)
            .context(texts.with("cli-serve-cannot-open", &[("data", arg(place.data.display().to_string()))])),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let now = Clock::System.now();
    let keys = match &files {
        Some(files) => {
            private_folder(files.path()).map_err(failed(files.path()))?;
            let path = files.keys_at(now);
            let (file, part) = Part::beside(&path).map_err(failed(&path))?;
            Some((file, part, path))
        }
        None => None,
    };
    let (keys_file, keys) = keys.map_or((None, None), |(file, part, path)| (Some(file), Some((part, path))));
    // The keys first: where the record is there under its name, so is what belongs to it.
    let keys_whole = |taken: Option<(File, Contents)>| match (taken, keys) {
        (Some((file, _)), Some((part, path))) => part.becomes(&file, &path).map_err(failed(&path)),
        _ => Ok(()),
    };
    let (contents, named) = if out {
        let taken = backup::take(&place, terminal::bytes(), keys_file, recipients, Clock::System);
        let taken = runtime.block_on(taken).map_err(not_taken)?;
        let (mut out, contents) = taken.record;
        keys_whole(taken.vault_keys)?;
        io::Write::flush(&mut out).map_err(failed(&to))?;
        (contents, taken.files)
    } else {
        let (file, part) = Part::beside(&to).map_err(failed(&to))?;
        let taken = backup::take(&place, file, keys_file, recipients, Clock::System);
        let taken = runtime.block_on(taken).map_err(not_taken)?;
        let (file, contents) = taken.record;
        keys_whole(taken.vault_keys)?;
        part.becomes(&file, &to).map_err(failed(&to))?;
        (contents, taken.files)
    };
    // What cannot be copied takes nothing away from what was taken.
    let (mut copied, mut from, mut code) = (None, None, ExitCode::SUCCESS);
    let mut faults = Vec::new();
    if let Some(files) = &files {
        from = files.end_keys(now).map_err(failed(files.path()))?;
        if copies {
            match runtime.block_on(files.copy(&place, &named, now)) {
                Ok(done) => copied = Some(done),
                Err(error) => {
                    let error = anyhow::Error::from(error).context(texts.t("backup-not-copied"));
                    faults.push(format!("{error:#}"));
                    code = ExitCode::from(UNREADABLE);
                }
            }
        }
    }
    if copied.as_ref().is_some_and(|copied| copied.lacking() > 0) {
        code = ExitCode::from(FOUND);
    }
    let mut told = Vec::new();
    if !out {
        told.push(texts.with("backup-taken", &[("file", arg(to.display().to_string()))]));
    }
    told.extend(lines(texts, &contents));
    told.extend(beside(texts, &contents, copied.as_ref(), from, files.as_ref()));
    // That it was taken is of no use to who cannot be told: the backup is there all the same.
    match runtime.block_on(backup::note(&place, &contents, copied.as_ref(), from)) {
        Ok(true) => {}
        Ok(false) => told.push(texts.t("backup-not-noted")),
        Err(error) => told.push(format!("{} {error}", texts.t("backup-not-noted"))),
    }
    told.extend(faults);
    let told = told.join("\n");
    if out {
        eprintln!("{told}");
    } else {
        terminal::print(&(told + "\n"))?;
    }
    Ok(code)
}

/// Reads all of a backup, and of what stands beside it, and says what is in it.
pub(crate) fn check(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let identities = identities(texts, matches)?;
    let (path, file) = opened(texts, matches)?;
    let contents = backup::check(file, &identities).map_err(|error| bad(texts, &path, error))?;
    let mut told = lines(texts, &contents);
    told.push(texts.t("backup-whole"));
    let files = config.backup_files.clone().map_or_else(|| FilesFolder::beside(&path), FilesFolder::new);
    let mut code = ExitCode::SUCCESS;
    if contents.header.holds == Holds::Record && files.path().is_dir() {
        if let Some((_, path)) = newest_keys(texts, &files)? {
            let keys = File::open(&path).map_err(|error| terminal::told(texts, "cli-cannot-read", &path, &error))?;
            let keys = backup::check(keys, &identities).map_err(|error| bad(texts, &path, error))?;
            told.push(keys_line(texts, &keys));
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let checked = runtime.block_on(files.check()).context(texts.t("backup-not-copied"))?;
        let values = [("n", arg(checked.before)), ("size", arg(checked.bytes))];
        told.push(texts.with("backup-copies-whole", &values));
        told.extend(objects(texts, "backup-copy-changed", &checked.changed));
        if checked.lacking() > 0 {
            code = ExitCode::from(FOUND);
        }
    }
    terminal::print(&(told.join("\n") + "\n"))?;
    Ok(code)
}

/// Puts a backup back, and says what has to be done next.
pub(crate) fn restore(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let place = config.place();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let not_restored = |path: &Path, keys: &Path, error: NotRestored| match error {
        NotRestored::Bad(error) => bad(texts, path, error),
        NotRestored::BadVaultKeys(error) => bad(texts, keys, error),
        NotRestored::Store(error) => match refused(texts, &error) {
            Some(why) => anyhow!(why),
            None => anyhow::Error::from(error).context(texts.t("restore-failed")),
        },
        NotRestored::Vault(error) => anyhow::Error::from(error).context(texts.t("restore-files-failed")),
        error @ NotRestored::NotOpened(_) => anyhow::Error::from(error).context(texts.t("restore-failed")),
    };
    let put_back = |files: &FilesFolder| -> anyhow::Result<ExitCode> {
        let done = runtime.block_on(files.put_back(&place));
        let done = done.map_err(|error| not_restored(files.path(), files.path(), error))?;
        let values = [("now", arg(done.now)), ("before", arg(done.before))];
        let mut told = vec![texts.with("restore-files", &values)];
        told.extend(objects(texts, "restore-file-missing", &done.missing));
        told.extend(objects(texts, "backup-copy-changed", &done.changed));
        terminal::print(&(told.join("\n") + "\n"))?;
        Ok(if done.lacking() == 0 { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
    };
    if matches.get_flag("files-only") {
        let Some(folder) = &config.backup_files else { return Err(anyhow!(texts.t("restore-no-files-folder"))) };
        return put_back(&FilesFolder::new(folder.clone()));
    }
    let identities = identities(texts, matches)?;
    let (path, file) = opened(texts, matches)?;
    let files = config.backup_files.clone().map_or_else(|| FilesFolder::beside(&path), FilesFolder::new);
    let keys = newest_keys(texts, &files)?;
    let keys_path = keys.map(|(_, path)| path);
    let keys = keys_path.as_ref().map(File::open).transpose();
    let keys_path = keys_path.unwrap_or_default();
    let keys = keys.map_err(|error| terminal::told(texts, "cli-cannot-read", &keys_path, &error))?;
    let done = runtime.block_on(backup::restore(&place, file, keys, identities, &Clock::System));
    let restored = done.map_err(|error| not_restored(&path, &keys_path, error))?;
    let mut told = vec![texts.t("restore-done")];
    told.extend(lines(texts, &restored.contents));
    told.extend(restored.vault_keys.as_ref().map(|keys| keys_line(texts, keys)));
    terminal::print(&(told.join("\n") + "\n"))?;
    let mut codes = vec![db::tell(texts, &restored.examined, 0)?];
    match &restored.verified {
        Some(verified) => codes.push(log::tell(texts, verified)?),
        None => terminal::print(&format!("{}\n", texts.t("restore-unverified")))?,
    }
    if restored.contents.header.files > 0 {
        codes.push(put_back(&files)?);
    }
    if restored.without_key > 0 {
        let values = [("n", arg(restored.without_key)), ("folder", arg(files.path().display().to_string()))];
        terminal::print(&format!("{}\n", texts.with("restore-without-vault-keys", &values)))?;
        codes.push(ExitCode::from(FOUND));
    }
    let mut told: Vec<String> = restored.keys.iter().map(|(file, state)| key(texts, file, state)).collect();
    told.extend([texts.t("restore-held"), texts.t("log-held")]);
    terminal::print(&(told.join("\n") + "\n"))?;
    Ok(codes.into_iter().find(|code| *code != ExitCode::SUCCESS).unwrap_or(ExitCode::SUCCESS))
}

/// The newest file with the keys of organisations' files.
fn newest_keys(texts: Texts, files: &FilesFolder) -> anyhow::Result<Option<(Timestamp, PathBuf)>> {
    let series = files.series().map_err(|error| terminal::told(texts, "cli-cannot-read", files.path(), &error))?;
    Ok(series.into_iter().next_back())
}

/// A folder that its owner alone reads, in one that is there: a name that was mistyped makes none.
fn private_folder(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        made => made,
    }
}

/// A file that gets its name once it is whole.
struct Part(PathBuf);

impl Part {
    /// A new file beside `path`, which its owner alone reads.
    fn beside(path: &Path) -> io::Result<(File, Self)> {
        for number in 0..MOST_PARTS {
            let mut name = path.as_os_str().to_owned();
            name.push(format!(".part-{number}"));
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            match options.open(&name) {
                // Another one is at work, or was broken off.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                opened => return Ok((opened?, Self(name.into()))),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// It is on the disk, then under its name.
    fn becomes(self, file: &File, path: &Path) -> io::Result<()> {
        file.sync_all()?;
        fs::rename(&self.0, path)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        // Under this name it is there only where it was broken off.
        let _ = fs::remove_file(&self.0);
    }
}

fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

fn opened(texts: Texts, matches: &ArgMatches) -> anyhow::Result<(PathBuf, File)> {
    let path = path(matches, "file");
    let file = File::open(&path).and_then(|file| match file.metadata()?.is_dir() {
        true => Err(io::ErrorKind::IsADirectory.into()),
        false => Ok(file),
    });
    let file = file.map_err(|error| terminal::told(texts, "cli-cannot-read", &path, &error))?;
    Ok((path, file))
}

/// To whom it is encrypted: who is named on the command line, else those of the configured file.
fn recipients(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<Recipients> {
    let named: Vec<&String> = matches.get_many::<String>("recipient").unwrap_or_default().collect();
    let read = match &config.backup_recipient {
        Some(path) if named.is_empty() => {
            let text = fs::read_to_string(path);
            let text = text.map_err(|error| terminal::told(texts, "cli-cannot-read", path, &error))?;
            Recipients::read(text.lines())
        }
        _ => Recipients::read(named.iter().map(|one| one.as_str())),
    };
    read.map_err(|error| match error {
        NoRecipients::Nobody => anyhow!(texts.t("backup-no-recipient")),
        NoRecipients::Other(found) => anyhow!(texts.with("backup-bad-recipient", &[("found", arg(found))])),
    })
}

fn identities(texts: Texts, matches: &ArgMatches) -> anyhow::Result<Identities> {
    let path = path(matches, "identity");
    let text = fs::read_to_string(&path);
    let text = text.map_err(|error| terminal::told(texts, "cli-cannot-read", &path, &error))?;
    Identities::read(&text)
        .map_err(|_| anyhow!(texts.with("backup-bad-identity", &[("file", arg(path.display().to_string()))])))
}

/// What is in a backup.
fn lines(texts: Texts, contents: &Contents) -> Vec<String> {
    let header = &contents.header;
    let taken = [
        ("at", arg(header.taken_at.to_string())),
        ("version", arg(header.mamori.clone())),
        ("database", arg(header.database.clone())),
        ("migration", arg(header.migration)),
    ];
    let rows = [
        ("tables", arg(contents.tables.len())),
        ("rows", arg(contents.rows())),
        ("events", arg(contents.rows_of("event"))),
        ("sha256", arg(contents.sha256.clone())),
    ];
    let size = header.head.as_deref().and_then(|head| head.lines().nth(1)).unwrap_or_default().to_owned();
    let sealed = match header.log() {
        Some(log) => texts.with("backup-sealed", &[("log", arg(log.to_owned())), ("n", arg(size))]),
        None => texts.t("backup-unsealed"),
    };
    let keys: Vec<String> = header.keys.iter().map(|key| format!("keys/{} ({})", key.file, key.id)).collect();
    let mut lines = vec![texts.with("backup-header", &taken), texts.with("backup-rows", &rows), sealed];
    if !keys.is_empty() {
        lines.push(texts.with("backup-keys", &[("keys", arg(keys.join(", ")))]));
    }
    lines
}

/// What stands beside a backup, and what does not.
fn beside(
    texts: Texts,
    contents: &Contents,
    copied: Option<&Copied>,
    keys_from: Option<Timestamp>,
    files: Option<&FilesFolder>,
) -> Vec<String> {
    let Header { files: named, vault_keys, .. } = contents.header;
    let folder = arg(files.map(|files| files.path().display().to_string()).unwrap_or_default());
    let mut told = Vec::new();
    match copied {
        Some(copied) => {
            let values =
                [("named", arg(named)), ("now", arg(copied.now)), ("ended", arg(copied.ended)), ("folder", folder)];
            told.push(texts.with("backup-copied", &values));
            told.extend(objects(texts, "backup-file-missing", &copied.missing));
            told.extend(objects(texts, "backup-file-changed", &copied.changed));
        }
        None if named > 0 => told.push(texts.with("backup-files-not-in-it", &[("n", arg(named))])),
        None => {}
    }
    match keys_from {
        Some(from) => {
            let values = [("n", arg(vault_keys)), ("from", arg(from.to_string())), ("days", arg(KEPT_DAYS))];
            told.push(texts.with("backup-vault-keys", &values));
        }
        None if vault_keys > 0 => told.push(texts.with("backup-vault-keys-not-in-it", &[("n", arg(vault_keys))])),
        None => {}
    }
    told
}

/// A line for each of some files, and one for how many more there are.
fn objects(texts: Texts, text: &str, objects: &[Digest]) -> Vec<String> {
    let line = |object: &Digest| texts.with(text, &[("object", arg(object.to_string()))]);
    let mut lines: Vec<String> = objects.iter().take(LISTED).map(line).collect();
    if objects.len() > LISTED {
        lines.push(texts.with("backup-more-files", &[("n", arg(objects.len() - LISTED))]));
    }
    lines
}

/// What is in a file with the keys of organisations' files.
fn keys_line(texts: Texts, contents: &Contents) -> String {
    let header = &contents.header;
    texts.with("backup-vault-keys-of", &[("n", arg(header.vault_keys)), ("at", arg(header.taken_at.to_string()))])
}

/// Whether a key is there, and what to do where it is not.
fn key(texts: Texts, file: &str, state: &KeyState) -> String {
    let file = arg(format!("keys/{file}"));
    match state {
        KeyState::There => texts.with("restore-key-there", &[("file", file)]),
        KeyState::Missing { id } => texts.with("restore-key-missing", &[("file", file), ("id", arg(id.clone()))]),
        KeyState::Other { expected, found } => {
            let values = [("file", file), ("id", arg(expected.clone())), ("found", arg(found.clone()))];
            texts.with("restore-key-other", &values)
        }
    }
}

/// Why a file is no backup that can be used.
fn bad(texts: Texts, path: &Path, error: BadBackup) -> anyhow::Error {
    let file = arg(path.display().to_string());
    match error {
        BadBackup::Io(error) => terminal::told(texts, "cli-cannot-read", path, &error),
        BadBackup::NoBackup => anyhow!(texts.with("backup-none", &[("file", file)])),
        BadBackup::OtherIdentity => anyhow!(texts.with("backup-other-identity", &[("file", file)])),
        BadBackup::Broken(why) => anyhow!(texts.with("backup-broken", &[("file", file), ("why", arg(why))])),
        BadBackup::OtherFormat { found } => {
            let values = [("file", file), ("found", arg(found)), ("expected", arg(backup::FORMAT))];
            anyhow!(texts.with("backup-other-format", &values))
        }
        BadBackup::OtherContent { expected, .. } => {
            let text = match expected {
                Holds::Record => "backup-holds-keys",
                Holds::VaultKeys => "backup-holds-no-keys",
            };
            anyhow!(texts.with(text, &[("file", file)]))
        }
    }
}

/// Why a backup does not go into this database; none = the database itself failed.
fn refused(texts: Texts, error: &backup::StoreError) -> Option<String> {
    let backup::StoreError::Restore(why) = error else { return None };
    Some(match why {
        NoRestore::NotEmpty(what) => texts.with("restore-not-empty", &[("what", arg(what.clone()))]),
        NoRestore::Newer { expected, found } => {
            texts.with("restore-newer", &[("expected", arg(*expected)), ("found", arg(*found))])
        }
        NoRestore::NoVersion(found) => texts.with("restore-no-version", &[("found", arg(*found))]),
        NoRestore::Table(table) => texts.with("restore-table", &[("table", arg(table.clone()))]),
        NoRestore::Missing(table) => texts.with("restore-missing", &[("table", arg(table.clone()))]),
        NoRestore::File { path, error } => {
            return Some(terminal::told(texts, "backup-cannot-write", path, error).to_string());
        }
    })
}
