//! `mamori demo`: an installation with invented data to try out, and who can sign in to it.

use std::process::ExitCode;
use std::time::Instant;

use app::demo::{self, NotFilled, Resident, Standing};
use app::installation::{Installation, Place};
use app::sign_in::{PasswordFault, Refused, SignInError};
use app::texts::{Texts, arg};
use app::{Clock, Random};
use clap::ArgMatches;

use crate::config::Config;
use crate::keys::not_opened;
use crate::{serve, terminal};

/// Where the sample goes if nothing else was said.
const FOLDER: &str = "mamori-demo";

/// Fills the sample in where it is missing, says who can sign in, and serves it.
pub(crate) fn run(texts: Texts, matches: &ArgMatches, config: &Config) -> anyhow::Result<ExitCode> {
    let told = |name: &str| matches.get_one::<String>(name).filter(|text| !text.is_empty()).cloned();
    let named = config.operator.name.is_some();
    let operator = if named { config.operator.clone() } else { demo::operator() };
    // From the command line alone: what file and environment say is where the real data is.
    let place = Place {
        data: told("data").unwrap_or_else(|| FOLDER.to_owned()).into(),
        database: told("database"),
        heads: None,
        vault: None,
        name: operator.name.clone().unwrap_or_default(),
        ..config.place()
    };
    // So is who stamps: what is invented is stamped by nobody whom the file names for the real data.
    let stamped = told("timestamp-authority").and(told("timestamp-anchors")).is_some();
    let config = &Config { timestamp: config.timestamp.clone().filter(|_| stamped), ..config.clone() };
    let catalogue = crate::pack::shipped(texts)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let data = place.data.display().to_string();
        let opened = Installation::open(&place, catalogue).await;
        let mut installation = opened.map_err(|error| not_opened(texts, error, &data))?;
        let password = filled(texts, &installation, told("password").as_deref()).await;
        let password = password.map_err(|error| refused(texts, error, &data))?;
        terminal::print(&who(texts, &demo::residents(&installation).await?, password.as_deref()))?;
        if matches.get_flag("fill-only") {
            return Ok(ExitCode::SUCCESS);
        }
        installation.set_up = None;
        serve::serve(texts, config, operator, catalogue, installation).await
    })
}

/// The password that everybody has now; none = the one that was told when the sample was filled in.
async fn filled(texts: Texts, installation: &Installation, typed: Option<&str>) -> Result<Option<String>, NotFilled> {
    let now = Clock::System.now();
    match (demo::standing(installation).await?, typed) {
        (Standing::Filled, None) => {
            eprintln!("{}", texts.t("cli-demo-there"));
            Ok(None)
        }
        (Standing::Filled, Some(typed)) => {
            demo::change_passwords(installation, typed, now).await?;
            eprintln!("{}", texts.t("cli-demo-there"));
            Ok(Some(typed.to_owned()))
        }
        (Standing::Empty, typed) => {
            let password = typed.map_or_else(|| demo::password(&Random::System), |typed| Ok(typed.to_owned()))?;
            eprintln!("{}", texts.t("cli-demo-filling"));
            let begun = Instant::now();
            demo::fill(installation, &password, now).await?;
            let seconds = format!("{:.1}", begun.elapsed().as_secs_f64());
            eprintln!("{}", texts.with("cli-demo-filled", &[("seconds", arg(seconds))]));
            Ok(Some(password))
        }
    }
}

/// Who can sign in as what.
fn who(texts: Texts, residents: &[Resident], password: Option<&str>) -> String {
    let head = ["cli-demo-head-name", "cli-demo-head-role", "cli-demo-head-organisation", "cli-demo-head-email"];
    let mut rows = vec![head.map(|key| texts.t(key))];
    for resident in residents {
        for (organisation, roles) in &resident.acts_as {
            let roles: Vec<String> = roles.iter().map(|role| texts.t(&format!("role-{role}"))).collect();
            rows.push([
                resident.name.clone(),
                roles.join(&texts.t("list-comma")),
                organisation.clone(),
                resident.email.clone(),
            ]);
        }
    }
    let widths: Vec<usize> =
        (0..head.len()).map(|at| rows.iter().map(|row| terminal::width(&row[at])).max().unwrap_or(0)).collect();
    let mut text = format!("\n{}\n", texts.t("cli-demo-who"));
    for row in rows {
        let cells: Vec<String> = row.iter().zip(&widths).map(|(cell, width)| terminal::pad(cell, *width)).collect();
        text += &format!("  {}\n", cells.join("  ").trim_end());
    }
    let told = password.map_or_else(
        || texts.t("cli-demo-password-gone"),
        |password| texts.with("cli-demo-password-all", &[("password", arg(password.to_owned()))]),
    );
    text + &format!("{told}\n\n")
}

/// Why the sample is not there, and what to do.
fn refused(texts: Texts, error: NotFilled, data: &str) -> anyhow::Error {
    let here = || [("data", arg(data.to_owned()))];
    match error {
        NotFilled::InUse => anyhow::anyhow!(texts.with("cli-demo-in-use", &here())),
        NotFilled::Half => anyhow::anyhow!(texts.with("cli-demo-half", &here())),
        NotFilled::SignIn(SignInError::Refused(Refused::Password(fault))) => {
            let why = password_fault(texts, fault);
            anyhow::anyhow!(texts.with("cli-demo-bad-password", &[("why", arg(why))]))
        }
        error => error.into(),
    }
}

fn password_fault(texts: Texts, fault: PasswordFault) -> String {
    match fault {
        PasswordFault::TooShort { least, found } => {
            texts.with("password-too-short", &[("least", arg(least)), ("found", arg(found))])
        }
        PasswordFault::TooLong { most } => texts.with("password-too-long", &[("most", arg(most))]),
        PasswordFault::Common => texts.t("password-common"),
        _ => texts.t("password-name"),
    }
}
