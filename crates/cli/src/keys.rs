//! `mamori keys`: which keys the installation has had; one follows another, an earlier one is destroyed.

use std::process::ExitCode;

use anyhow::anyhow;
use app::Texts;
use app::database::Database;
use app::installation::NotOpened;
use app::keyring::{KEPT_DAYS, KeyName, KeyStage, ListedKey, NoChange, Retired, Rotated, retire, rotate};
use app::texts::arg;
use clap::ArgMatches;

use crate::config::Config;
use crate::{UNREADABLE, log, terminal};

/// It was refused, and nothing was changed.
const REFUSED: u8 = 1;

/// Runs the command.
pub(crate) fn run(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = config.place();
    let name = |options: &ArgMatches| {
        options.get_one::<String>("name").and_then(|word| KeyName::from_word(word)).unwrap_or(KeyName::Master)
    };
    let data = place.data.display().to_string();
    runtime.block_on(async {
        match matches.subcommand() {
            Some(("list", _)) => {
                let opened = Database::look(&place).await.map_err(|error| not_opened(texts, error, &data))?;
                list(texts, &opened.keys().await?)
            }
            Some(("rotate", options)) => {
                let name = name(options);
                let done = rotate(&place, name, options.get_flag("lost")).await;
                done.map_or_else(|why| refused(texts, why, &data), |done| rotated(texts, name, &done))
            }
            Some(("retire", options)) => {
                let number = options.get_one::<u8>("number").copied().unwrap_or_default();
                let done = retire(&place, name(options), number, options.get_flag("now")).await;
                done.map_or_else(|why| refused(texts, why, &data), |done| retired(texts, number, &done))
            }
            _ => Ok(ExitCode::from(UNREADABLE)),
        }
    })
}

fn list(texts: Texts, listed: &[(ListedKey, u64)]) -> anyhow::Result<ExitCode> {
    let mut lines = Vec::new();
    for (key, needed) in listed {
        let values = [
            ("file", arg(key.file())),
            ("number", arg(key.number)),
            ("stage", arg(texts.t(key.stage.text()))),
            ("at", arg(key.since())),
            ("mark", arg(key.mark.clone())),
        ];
        lines.push(texts.with("keys-listed", &values));
        if key.name != KeyName::Log && key.stage != KeyStage::Destroyed {
            lines.push(texts.with("keys-listed-needed", &[("n", arg(*needed))]));
        }
        if key.waits_for_safekeeping() {
            lines.push(texts.t("keys-listed-not-safe"));
        }
    }
    if lines.is_empty() {
        lines.push(texts.t("keys-none"));
    }
    terminal::print(&(lines.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn rotated(texts: Texts, name: KeyName, done: &Rotated) -> anyhow::Result<ExitCode> {
    let mut lines = Vec::new();
    if let Some(given_up) = &done.given_up {
        lines.push(log::broken(texts, given_up));
    }
    let values = [
        ("file", arg(done.file.clone())),
        ("number", arg(done.number)),
        ("mark", arg(done.mark.clone())),
        ("n", arg(done.anew)),
    ];
    if name == KeyName::Log {
        lines.push(texts.with("keys-rotated-log", &values));
        lines.push(texts.t("keys-rotated-copy-log"));
    } else {
        lines.push(texts.with("keys-rotated", &values));
        if done.lost > 0 {
            lines.push(texts.with("keys-rotated-lost", &[("n", arg(done.lost))]));
        }
        lines.push(texts.with("keys-rotated-copy", &[("days", arg(KEPT_DAYS))]));
    }
    terminal::print(&(lines.join("\n") + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

fn retired(texts: Texts, number: u8, done: &Retired) -> anyhow::Result<ExitCode> {
    let values = [("number", arg(number)), ("n", arg(done.anew))];
    terminal::print(&(texts.with("keys-retired", &values) + "\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// Why nothing was changed, and what to do.
fn refused(texts: Texts, why: NoChange, data: &str) -> anyhow::Result<ExitCode> {
    let line = match why {
        NoChange::Serving => texts.t("keys-serving"),
        NoChange::NotLost => texts.t("keys-not-lost"),
        NoChange::Held(found) => format!("{}\n{}", log::broken(texts, &found), texts.t("keys-held")),
        NoChange::NoSuchKey => texts.t("keys-no-such"),
        NoChange::Stage(stage) => texts.with("keys-stage", &[("stage", arg(texts.t(stage.text())))]),
        NoChange::Public => texts.t("keys-public"),
        NoChange::TooEarly { until } => texts.with("keys-too-early", &[("until", arg(until.to_string()))]),
        NoChange::Unreadable(_) => texts.t("keys-unreadable"),
        NoChange::NoNumber => texts.t("keys-no-number"),
        NoChange::Opened(error) => return Err(not_opened(texts, error, data)),
        NoChange::Log(error) => return Err(error.into()),
    };
    terminal::print(&(line + "\n"))?;
    Ok(ExitCode::from(REFUSED))
}

/// Why an installation cannot be opened; where a key is concerned, with what to do.
pub(crate) fn not_opened(texts: Texts, error: NotOpened, data: &str) -> anyhow::Error {
    let why = match &error {
        NotOpened::KeyGone { path, name, mark } => {
            let values =
                [("path", arg(path.display().to_string())), ("name", arg(name.word())), ("mark", arg(mark.clone()))];
            anyhow!(texts.with("keys-gone", &values))
        }
        NotOpened::OtherKey { path, expected, found, .. } => {
            let values = [
                ("path", arg(path.display().to_string())),
                ("expected", arg(expected.clone())),
                ("found", arg(found.clone())),
            ];
            anyhow!(texts.with("keys-other", &values))
        }
        _ => error.into(),
    };
    why.context(texts.with("cli-serve-cannot-open", &[("data", arg(data))]))
}
