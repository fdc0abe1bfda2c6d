//! `mamori log`: proves that the record is as it was sealed, and hands out what outsiders need to prove it themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use app::Texts;
use app::database::Database;
use app::log::{Adopted, At, Continuity, Fault, Judged, Key, LogKey, Verified, adopt};
use app::texts::arg;
use clap::ArgMatches;

use crate::config::Config;
use crate::{UNREADABLE, terminal};

/// Something is not as it was sealed.
const FOUND: u8 = 1;

/// Runs the command.
pub(crate) fn run(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = config.place();
    let cannot = || texts.with("cli-serve-cannot-open", &[("data", arg(place.data.display().to_string()))]);
    runtime.block_on(async {
        match matches.subcommand() {
            Some(("key", _)) => {
                for key in own(texts, config)?.known() {
                    terminal::print(&format!("{key}\n"))?;
                }
                Ok(ExitCode::SUCCESS)
            }
            Some(("verify", options)) => {
                let given = options.get_many::<String>("key").unwrap_or_default();
                let given: Vec<Key> = given.map(|written| Key::read(written)).collect::<Result<_, _>>()?;
                let by = if given.is_empty() { Judged::from(&own(texts, config)?) } else { given.into() };
                let noted = options.get_one::<PathBuf>("head").map(|path| read(path)).transpose()?;
                let database = Database::look(&place).await.with_context(cannot)?;
                tell(texts, &database.verify_log(by, noted).await?)
            }
            Some(("head", _)) => {
                let head = Database::look(&place).await.with_context(cannot)?.newest_head().await?;
                terminal::print(&head.ok_or_else(|| anyhow!(texts.t("log-empty")))?)?;
                Ok(ExitCode::SUCCESS)
            }
            Some(("adopt", options)) => {
                let database = Database::look(&place).await.with_context(cannot)?;
                let adopted = adopt(&place, &database, own(texts, config)?, options.get_flag("new-log")).await?;
                tell_adopted(texts, &adopted)
            }
            Some(("export", options)) => {
                let folder = options.get_one::<PathBuf>("folder").cloned().unwrap_or_default();
                let database = Database::look(&place).await.with_context(cannot)?;
                let files = export(&database, &folder).await?;
                let values = [("files", arg(files)), ("folder", arg(folder.display().to_string()))];
                terminal::print(&format!("{}\n", texts.with("log-exported", &values)))?;
                Ok(ExitCode::SUCCESS)
            }
            _ => Ok(ExitCode::from(UNREADABLE)),
        }
    })
}

/// The key beside the database.
fn own(texts: Texts, config: &Config) -> anyhow::Result<LogKey> {
    app::installation::log_key(&config.place())?.ok_or_else(|| anyhow!(texts.t("log-no-key")))
}

/// Whether it goes on, and what to do where it does not.
fn tell_adopted(texts: Texts, adopted: &Adopted) -> anyhow::Result<ExitCode> {
    let (lines, code) = match adopted {
        Adopted::GoesOn => (vec![texts.t("log-adopt-goes-on")], ExitCode::SUCCESS),
        Adopted::Kept { size } => (vec![texts.with("log-adopt-kept", &[("n", arg(*size))])], ExitCode::SUCCESS),
        Adopted::Refused(why @ Continuity::OtherKey) => (vec![broken(texts, why)], ExitCode::from(FOUND)),
        Adopted::Refused(why @ Continuity::Ended { .. }) => {
            (vec![broken(texts, why), texts.t("log-adopt-ended")], ExitCode::from(FOUND))
        }
        Adopted::Refused(why) => (vec![broken(texts, why), texts.t("log-adopt-refused")], ExitCode::from(FOUND)),
        Adopted::NewLog { key, given_up } => {
            let begun = texts.with("log-adopt-new", &[("key", arg(key.clone()))]);
            (vec![broken(texts, given_up), begun], ExitCode::SUCCESS)
        }
    };
    terminal::print(&(lines.join("\n") + "\n"))?;
    Ok(code)
}

/// Why the database does not go on from the head that is kept apart from it, in words.
pub(crate) fn broken(texts: Texts, why: &Continuity) -> String {
    let moment = |at: Option<String>| arg(at.unwrap_or_else(|| "-".to_owned()));
    match why {
        Continuity::Whole => texts.t("log-adopt-goes-on"),
        Continuity::NoHead { size } => texts.with("log-broken-no-head", &[("n", arg(*size))]),
        Continuity::Behind { expected, found, waiting, kept_at, sealed_at } => {
            let values = [
                ("missing", arg(expected.saturating_sub(*found))),
                ("expected", arg(*expected)),
                ("found", arg(*found)),
                ("waiting", arg(*waiting)),
                ("from", moment(sealed_at.map(|at| at.to_string()))),
                ("until", moment(kept_at.map(|at| at.to_string()))),
            ];
            texts.with("log-broken-behind", &values)
        }
        Continuity::OtherKey => texts.t("log-broken-other-key"),
        Continuity::Restored { at } => {
            texts.with("log-broken-restored", &[("at", moment(at.map(|at| at.to_string())))])
        }
        Continuity::Forked { size } => texts.with("log-broken-forked", &[("n", arg(*size))]),
        Continuity::Ended { expected, found } => {
            let values = [("expected", arg(*expected)), ("found", arg(*found))];
            texts.with("log-broken-ended", &values)
        }
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

/// Writes the newest head and every tile, as the standard names them; gives the number of files. The salts stay here, so
/// that nothing of what was recorded can be guessed from them.
async fn export(database: &Database, folder: &Path) -> anyhow::Result<u64> {
    let mut files = 0;
    let mut write = |path: PathBuf, bytes: &[u8]| -> anyhow::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        fs::write(&path, bytes).with_context(|| path.display().to_string())?;
        files += 1;
        Ok(())
    };
    if let Some(head) = database.newest_head().await? {
        write(folder.join("checkpoint"), head.as_bytes())?;
    }
    let mut next = Some((0, 0));
    while let Some(from) = next {
        let (tiles, more) = database.log_tiles(from).await?;
        for tile in tiles {
            write(folder.join(tile.to_string()), &tile.bytes())?;
        }
        next = more;
    }
    Ok(files)
}

/// What was looked at and found.
pub(crate) fn tell(texts: Texts, verified: &Verified) -> anyhow::Result<ExitCode> {
    for fault in &verified.faults {
        terminal::print(&format!("{}\n", sentence(texts, fault)))?;
    }
    let mut lines = Vec::new();
    if let (Some(at), Some(root)) = (verified.sealed_at, &verified.root) {
        let values = [
            ("log", arg(verified.origin.clone())),
            ("leaves", arg(verified.leaves)),
            ("heads", arg(verified.heads)),
            ("at", arg(at.to_string())),
            ("root", arg(root.clone())),
        ];
        lines.push(texts.with("log-looked", &values));
    } else {
        lines.push(texts.t("log-empty"));
    }
    if verified.waiting > 0 {
        lines.push(texts.with("log-waiting", &[("n", arg(verified.waiting))]));
    }
    let found = verified.faults.len() as u64 + verified.more;
    let code = if found == 0 {
        lines.push(texts.t("log-good"));
        ExitCode::SUCCESS
    } else {
        lines.push(texts.with("log-found", &[("n", arg(found))]));
        ExitCode::from(FOUND)
    };
    terminal::print(&(lines.join("\n") + "\n"))?;
    Ok(code)
}

/// Where, and what is wrong there.
fn sentence(texts: Texts, fault: &Fault) -> String {
    let event = |at: &At| {
        let values = [
            ("leaf", arg(at.leaf)),
            ("position", arg(at.position)),
            ("stream", arg(at.stream.to_string())),
            ("version", arg(at.version)),
        ];
        texts.with("log-event", &values)
    };
    match fault {
        Fault::NoLeaf { leaf } => texts.with("log-no-leaf", &[("leaf", arg(*leaf))]),
        Fault::NoEvent { leaf } => texts.with("log-no-event", &[("leaf", arg(*leaf))]),
        Fault::Changed(at) => texts.with("log-changed", &[("event", arg(event(at)))]),
        Fault::Column { at, column, expected, found } => {
            let values = [
                ("event", arg(event(at))),
                ("column", arg(*column)),
                ("expected", arg(expected.clone())),
                ("found", arg(found.clone())),
            ];
            texts.with("log-column", &values)
        }
        Fault::Order(at) => texts.with("log-order", &[("event", arg(event(at)))]),
        Fault::BackDated { at, sealed_at } => {
            texts.with("log-back-dated", &[("event", arg(event(at))), ("at", arg(sealed_at.to_string()))])
        }
        Fault::Tile { level, number } => {
            texts.with("log-tile", &[("level", arg(u32::from(*level))), ("number", arg(*number))])
        }
        Fault::Head { size, why } => texts.with("log-head", &[("size", arg(*size)), ("why", arg(why.clone()))]),
        Fault::Root { size } => texts.with("log-root", &[("size", arg(*size))]),
        Fault::NoHead { leaf } => texts.with("log-no-head", &[("leaf", arg(*leaf))]),
        Fault::Outside { position, stream, version } => {
            let values =
                [("position", arg(*position)), ("stream", arg(stream.to_string())), ("version", arg(*version))];
            texts.with("log-outside", &values)
        }
        Fault::Behind { expected, found } => {
            texts.with("log-behind", &[("expected", arg(*expected)), ("found", arg(*found))])
        }
    }
}
