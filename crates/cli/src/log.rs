//! `mamori log`: proves that the record is as it was sealed, and hands out what outsiders need to prove it themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, anyhow};
use app::Texts;
use app::database::Database;
use app::log::{At, Fault, Key, Verified};
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
                terminal::print(&format!("{}\n", key(texts, config, None)?))?;
                Ok(ExitCode::SUCCESS)
            }
            Some(("verify", options)) => {
                let key = key(texts, config, options.get_one::<String>("key"))?;
                let noted = options.get_one::<PathBuf>("head").map(|path| read(path)).transpose()?;
                let database = Database::look(&place).await.with_context(cannot)?;
                tell(texts, &database.verify_log(vec![key], noted).await?)
            }
            Some(("head", _)) => {
                let head = Database::look(&place).await.with_context(cannot)?.newest_head().await?;
                terminal::print(&head.ok_or_else(|| anyhow!(texts.t("log-empty")))?)?;
                Ok(ExitCode::SUCCESS)
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

/// The key that is given, or the one beside the database.
fn key(texts: Texts, config: &Config, given: Option<&String>) -> anyhow::Result<Key> {
    match given {
        Some(written) => Ok(Key::read(written)?),
        None => app::installation::log_key(&config.place())?.ok_or_else(|| anyhow!(texts.t("log-no-key"))),
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

fn tell(texts: Texts, verified: &Verified) -> anyhow::Result<ExitCode> {
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
