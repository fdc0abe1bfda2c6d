//! `mamori db`: looks whether the whole database is as it should be, brings its tables up to date, and lets the service
//! run as a role that cannot change the record.

use std::process::ExitCode;

use anyhow::Context as _;
use app::database::{Database, Examined, Finding, Spot, StampFlaw, Stamps};
use app::installation::Place;
use app::texts::arg;
use app::{Clock, Texts};
use clap::ArgMatches;

use crate::config::Config;
use crate::{UNREADABLE, terminal};

/// Something is not as it should be.
const FOUND: u8 = 1;

/// Runs the command.
pub(crate) fn run(texts: Texts, config: &Config, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let place = config.place();
    let cannot = || texts.with("cli-serve-cannot-open", &[("data", arg(place.data.display().to_string()))]);
    runtime.block_on(async {
        match matches.subcommand() {
            Some(("check", matches)) => {
                let (database, read) =
                    (Database::look(&place).await.with_context(cannot)?, matches.get_flag("objects"));
                check(texts, &place, &database, read).await
            }
            Some(("migrate", _)) => {
                Database::open(&place).await.with_context(cannot)?;
                terminal::print(&format!("{}\n", texts.t("database-migrated")))?;
                Ok(ExitCode::SUCCESS)
            }
            Some(("grant", matches)) => {
                let role = matches.get_one::<String>("role").map(String::as_str).unwrap_or_default();
                grant(texts, &Database::open(&place).await.with_context(cannot)?, role).await
            }
            _ => Ok(ExitCode::from(UNREADABLE)),
        }
    })
}

/// `read` = each file of the vault is read, too.
async fn check(texts: Texts, place: &Place, database: &Database, read: bool) -> anyhow::Result<ExitCode> {
    let files = database.files(place, read).await?;
    for (key, found) in [("database-missing-file", &files.missing), ("database-changed-file", &files.changed)] {
        for (object, evidence) in found {
            let values = [("object", arg(object.to_string())), ("evidence", arg(evidence.to_string()))];
            terminal::print(&format!("{}\n", texts.with(key, &values)))?;
        }
    }
    if read {
        let values = [("n", arg(files.read)), ("size", arg(texts.size(files.bytes)))];
        terminal::print(&format!("{}\n", texts.with("database-files-looked", &values)))?;
    }
    let stamps = database.stamps(Clock::System.now()).await?;
    stamped(texts, &stamps)?;
    let more = files.missing.len() + files.changed.len() + stamps.flawed.len();
    tell(texts, &database.examine().await?, more as u64)
}

/// What was found of the time stamps of evidence, if there are any.
fn stamped(texts: Texts, stamps: &Stamps) -> anyhow::Result<()> {
    for (evidence, version, flaw) in &stamps.flawed {
        let values = [("evidence", arg(evidence.to_string())), ("version", arg(*version))];
        let line = match flaw {
            StampFlaw::Missing => texts.with("database-stamp-missing", &values),
            StampFlaw::Other => texts.with("database-stamp-other", &values),
            StampFlaw::Broken(why) => {
                let why = [("why", arg(why.to_string()))];
                let values: Vec<_> = values.into_iter().chain(why).collect();
                texts.with("database-stamp-broken", &values)
            }
        };
        terminal::print(&format!("{line}\n"))?;
    }
    if stamps.checked > 0 {
        terminal::print(&format!("{}\n", texts.with("database-stamps", &[("n", arg(stamps.checked))])))?;
    }
    if stamps.over > 0 {
        terminal::print(&format!("{}\n", texts.with("database-stamps-over", &[("n", arg(stamps.over))])))?;
    }
    Ok(())
}

/// What was looked at and found; `more` was found elsewhere and told already.
pub(crate) fn tell(texts: Texts, examined: &Examined, more: u64) -> anyhow::Result<ExitCode> {
    for finding in &examined.findings {
        terminal::print(&format!("{}\n", sentence(texts, finding)))?;
    }
    let counts = [("streams", arg(examined.streams)), ("events", arg(examined.events)), ("texts", arg(examined.texts))];
    terminal::print(&format!("{}\n", texts.with("database-looked", &counts)))?;
    if examined.owner {
        terminal::print(&format!("{}\n", texts.t("database-owner")))?;
    }
    let found = examined.findings.len() as u64 + examined.more + more;
    if found == 0 {
        terminal::print(&format!("{}\n", texts.t("database-good")))?;
        return Ok(ExitCode::SUCCESS);
    }
    terminal::print(&format!("{}\n", texts.with("database-found", &[("n", arg(found))])))?;
    Ok(ExitCode::from(FOUND))
}

async fn grant(texts: Texts, database: &Database, role: &str) -> anyhow::Result<ExitCode> {
    for granted in database.grant(role).await? {
        terminal::print(&format!("{}: {}\n", granted.table, granted.rights))?;
    }
    terminal::print(&format!("{}\n", texts.with("database-granted", &[("role", arg(role.to_owned()))])))?;
    Ok(ExitCode::SUCCESS)
}

/// Place, what is wrong, expected, found.
fn sentence(texts: Texts, finding: &Finding) -> String {
    let place = match &finding.at {
        Spot::Event { position, stream, version } => {
            let values =
                [("position", arg(*position)), ("stream", arg(stream.to_string())), ("version", arg(*version))];
            texts.with("database-event", &values)
        }
        Spot::Stream(id) => texts.with("database-stream", &[("id", arg(id.to_string()))]),
        Spot::Text(id) => texts.with("database-text", &[("id", arg(id.to_string()))]),
        Spot::Row { column, names } => {
            texts.with("database-row", &[("column", arg(*column)), ("id", arg(names.to_string()))])
        }
        Spot::Schema(name) => name.clone(),
    };
    let flaw = texts.t(&format!("flaw-{}", finding.flaw.word()));
    let values = [
        ("place", arg(place)),
        ("flaw", arg(flaw)),
        ("expected", arg(finding.expected.clone())),
        ("found", arg(finding.found.clone())),
    ];
    texts.with("database-finding", &values)
}

#[cfg(test)]
mod tests {
    use app::database::Flaw;
    use criteria::text::Lang;

    use super::*;

    #[test]
    fn every_flaw_is_worded_in_both_languages() {
        let mut seen = std::collections::BTreeSet::new();
        for lang in Lang::ALL {
            for flaw in Flaw::ALL {
                let finding = Finding {
                    at: Spot::Schema("trigger x".to_owned()),
                    flaw,
                    expected: "there".to_owned(),
                    found: "none".to_owned(),
                };
                let text = sentence(Texts::new(lang), &finding);
                assert!(text.starts_with("trigger x") && text.contains("there") && text.contains("none"), "{text}");
                assert!(seen.insert(text.clone()), "{text}");
            }
        }
    }
}
