//! `mamori backup` and `mamori restore`: the whole database in one encrypted file, and from it into an empty database.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::anyhow;
use app::backup::{self, BadBackup, Contents, Identities, KeyState, NoRecipients, NoRestore, NotRestored};
use app::backup::{NotTaken, Recipients};
use app::texts::arg;
use app::{Clock, Texts};
use clap::ArgMatches;

use crate::config::Config;
use crate::{db, log, terminal};

/// What stands for standard output.
const OUT: &str = "-";
/// How many broken off backups of one name may lie about.
const MOST_PARTS: u32 = 1_000;

/// Takes a backup.
pub(crate) fn take(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let recipients = recipients(texts, config, matches)?;
    let place = config.place();
    let to = path(matches, "to");
    let failed = |error: io::Error| terminal::told(texts, "backup-cannot-write", &to, &error);
    let not_taken = |error: NotTaken| match error {
        NotTaken::Io(error) => failed(error),
        error => anyhow::Error::from(error)
            .context(texts.with("cli-serve-cannot-open", &[("data", arg(place.data.display().to_string()))])),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    if to.as_os_str() == OUT {
        let taken = runtime.block_on(backup::take(&place, terminal::bytes(), recipients, Clock::System));
        let (mut out, contents) = taken.map_err(not_taken)?;
        io::Write::flush(&mut out).map_err(failed)?;
        eprintln!("{}", lines(texts, &contents).join("\n"));
        return Ok(ExitCode::SUCCESS);
    }
    let (file, part) = Part::beside(&to).map_err(failed)?;
    let taken = runtime.block_on(backup::take(&place, file, recipients, Clock::System));
    let (file, contents) = taken.map_err(not_taken)?;
    part.becomes(&file, &to).map_err(failed)?;
    let taken = texts.with("backup-taken", &[("file", arg(to.display().to_string()))]);
    terminal::print(&format!("{taken}\n{}\n", lines(texts, &contents).join("\n")))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads all of a backup and says what is in it.
pub(crate) fn check(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let identities = identities(texts, matches)?;
    let (path, file) = opened(texts, matches)?;
    let contents = backup::check(file, &identities).map_err(|error| bad(texts, &path, error))?;
    let mut told = lines(texts, &contents);
    told.push(texts.t("backup-whole"));
    terminal::print(&(told.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Puts a backup back, and says what has to be done next.
pub(crate) fn restore(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let identities = identities(texts, matches)?;
    let (path, file) = opened(texts, matches)?;
    let place = config.place();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let done = runtime.block_on(backup::restore(&place, file, identities, &Clock::System));
    let restored = done.map_err(|error| match error {
        NotRestored::Bad(error) => bad(texts, &path, error),
        NotRestored::Store(error) => match refused(texts, &error) {
            Some(why) => anyhow!(why),
            None => anyhow::Error::from(error).context(texts.t("restore-failed")),
        },
        error @ NotRestored::NotOpened(_) => anyhow::Error::from(error).context(texts.t("restore-failed")),
    })?;
    terminal::print(&format!("{}\n{}\n", texts.t("restore-done"), lines(texts, &restored.contents).join("\n")))?;
    let mut codes = vec![db::tell(texts, &restored.examined, 0)?];
    match &restored.verified {
        Some(verified) => codes.push(log::tell(texts, verified)?),
        None => terminal::print(&format!("{}\n", texts.t("restore-unverified")))?,
    }
    let mut told: Vec<String> = restored.keys.iter().map(|(file, state)| key(texts, file, state)).collect();
    told.extend([texts.t("restore-held"), texts.t("log-held")]);
    terminal::print(&(told.join("\n") + "\n"))?;
    Ok(codes.into_iter().find(|code| *code != ExitCode::SUCCESS).unwrap_or(ExitCode::SUCCESS))
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
