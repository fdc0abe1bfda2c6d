//! `mamori`: the one binary. Reads the arguments once, in the reader's language, and hands over.

mod args;
mod backup;
mod bodies;
mod check;
mod config;
mod db;
mod demo;
mod journal;
mod keys;
mod language;
mod log;
mod pack;
mod rebuild;
mod serve;
mod survey;
mod terminal;

use std::process::ExitCode;

use app::Texts;
use clap::ArgMatches;

use config::Config;

/// What was asked for could not be read: expected, found, and where stand on standard error.
const UNREADABLE: u8 = 2;

fn main() -> ExitCode {
    let texts = Texts::new(language::of(std::env::args_os()));
    let matches = match args::command(texts).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return args::explain(texts, &error),
    };
    // A service that cannot start fails with 1; what could not be read or written, with 2.
    let mut failure = UNREADABLE;
    let done = match matches.subcommand() {
        Some(("serve", matches)) => {
            failure = 1;
            configured(texts, matches, serve::run)
        }
        Some(("demo", matches)) => {
            failure = 1;
            configured(texts, matches, |texts, config| demo::run(texts, matches, config))
        }
        Some(("config", matches)) => config(texts, matches),
        Some(("check", matches)) => check::run(texts, matches),
        Some(("pack", matches)) => pack::run(texts, matches),
        Some(("bodies", matches)) => bodies::run(texts, matches),
        Some(("rebuild", matches)) => configured(texts, matches, rebuild::run),
        Some(("db", matches)) => match matches.subcommand() {
            Some((_, options)) => configured(texts, options, |texts, config| db::run(texts, config, matches)),
            None => Ok(ExitCode::from(UNREADABLE)),
        },
        Some(("log", matches)) => match matches.subcommand() {
            Some((_, options)) => configured(texts, options, |texts, config| log::run(texts, config, matches)),
            None => Ok(ExitCode::from(UNREADABLE)),
        },
        Some(("keys", matches)) => match matches.subcommand() {
            Some((_, options)) => configured(texts, options, |texts, config| keys::run(texts, config, matches)),
            None => Ok(ExitCode::from(UNREADABLE)),
        },
        Some(("backup", matches)) => match matches.subcommand() {
            Some((_, options)) => configured(texts, options, |texts, config| backup::check(texts, config, options)),
            None => configured(texts, matches, |texts, config| backup::take(texts, config, matches)),
        },
        Some(("restore", matches)) => {
            configured(texts, matches, |texts, config| backup::restore(texts, config, matches))
        }
        Some(("openapi", _)) => print_openapi(),
        _ => Ok(ExitCode::from(UNREADABLE)),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{}: {error:#}", texts.t("cli-error"));
        ExitCode::from(failure)
    })
}

/// Runs what needs the configuration; with a fault in it nothing runs.
fn configured(
    texts: Texts,
    matches: &ArgMatches,
    run: impl FnOnce(Texts, &Config) -> anyhow::Result<ExitCode>,
) -> anyhow::Result<ExitCode> {
    match config::read(matches).1 {
        Ok(config) => run(config.lang.map_or(texts, Texts::new), &config),
        Err(faults) => Ok(config::tell(texts, &faults)),
    }
}

fn config(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    match matches.subcommand() {
        Some(("check", matches)) => config::check(texts, matches),
        Some(("example", _)) => config::example(texts),
        _ => Ok(ExitCode::from(UNREADABLE)),
    }
}

fn print_openapi() -> anyhow::Result<ExitCode> {
    terminal::print(&(serde_json::to_string_pretty(&server::openapi())? + "\n"))?;
    Ok(ExitCode::SUCCESS)
}
