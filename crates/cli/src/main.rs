//! `mamori`: the one binary. Reads the arguments once, in the reader's language, and hands over.

mod args;
mod bodies;
mod check;
mod language;
mod pack;
mod rebuild;
mod serve;
mod survey;
mod terminal;

use std::process::ExitCode;

use app::Texts;

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
            serve::run(texts, matches)
        }
        Some(("check", matches)) => check::run(texts, matches),
        Some(("pack", matches)) => pack::run(texts, matches),
        Some(("bodies", matches)) => bodies::run(texts, matches),
        Some(("rebuild", matches)) => rebuild::run(texts, matches),
        Some(("openapi", _)) => print_openapi(),
        _ => Ok(ExitCode::from(UNREADABLE)),
    };
    done.unwrap_or_else(|error| {
        eprintln!("{}: {error:#}", texts.t("cli-error"));
        ExitCode::from(failure)
    })
}

fn print_openapi() -> anyhow::Result<ExitCode> {
    terminal::print(&(serde_json::to_string_pretty(&server::openapi())? + "\n"))?;
    Ok(ExitCode::SUCCESS)
}
