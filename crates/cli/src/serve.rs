//! `mamori serve`: starts the product.

use std::net::SocketAddr;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use app::installation::{Installation, Place};
use app::operator::OperatorKind;
use app::texts::{Texts, arg};
use app::{Clock, Operator};
use clap::ArgMatches;
use server::{Accounts, Settings};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::terminal;

/// Runs until interrupted or terminated.
pub(crate) fn run(texts: Texts, matches: &ArgMatches) -> anyhow::Result<ExitCode> {
    start_log();
    let settings = settings(matches)?;
    let name = settings.operator.name.clone().unwrap_or_default();
    // It stands at the foot of every paper: what cannot be printed is refused now, not with each of them.
    let letters: String = document::unprintable(&name).into_iter().collect();
    if !letters.is_empty() {
        bail!(texts.with("cli-serve-letters", &[("letters", arg(letters))]));
    }
    let catalogue = crate::pack::shipped(texts)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listen = settings.listen;
        let place = place(matches, name.clone());
        let opened = Installation::open(&place, catalogue).await;
        let Installation { office, sign_in, set_up } = opened
            .with_context(|| texts.with("cli-serve-cannot-open", &[("data", arg(place.data.display().to_string()))]))?;
        let link = set_up.as_ref().map(|secret| format!("/set-up/{}", secret.text()));
        let bound = server::bind(
            settings,
            catalogue,
            Clock::System,
            Accounts { office, sign_in, origin: place.origin.clone(), set_up },
        )
        .await
        .with_context(|| texts.with("cli-serve-cannot-listen", &[("address", arg(listen.to_string()))]))?;
        let address = bound.address()?;
        terminal::print(&format!(
            "{}\n",
            texts.with("cli-serve-ready", &[("url", arg(format!("http://{address}/")))])
        ))?;
        if let Some(link) = link {
            let url = place.origin.clone().unwrap_or_else(|| format!("http://{address}"));
            terminal::print(&format!("{}\n", texts.with("cli-serve-set-up", &[("url", arg(url + &link))])))?;
        }
        bound.run(stopped()).await?;
        Ok(ExitCode::SUCCESS)
    })
}

/// Where the installation is: what the arguments say, or the environment.
pub(crate) fn place(matches: &ArgMatches, name: String) -> Place {
    let told = |name: &str| {
        let value = matches.try_get_one::<String>(name).ok().flatten();
        value.filter(|text| !text.is_empty()).cloned()
    };
    Place {
        data: told("data").unwrap_or_else(|| "mamori-data".to_owned()).into(),
        database: told("database"),
        origin: told("origin").map(|origin| origin.trim_end_matches('/').to_owned()),
        name: if name.is_empty() { "Mamori".to_owned() } else { name },
    }
}

fn settings(matches: &ArgMatches) -> anyhow::Result<Settings> {
    let kind =
        matches.get_one::<String>("operator-kind").and_then(|word| OperatorKind::from_word(word)).unwrap_or_default();
    let name =
        matches.get_one::<String>("operator-name").map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let listen = *matches.get_one::<SocketAddr>("listen").context("the argument has a default")?;
    Ok(Settings { listen, operator: Operator { kind, name } })
}

/// Logs to standard error. `MAMORI_LOG` chooses the level of our own lines only: libraries below us
/// may log what was sent, and nothing of that is ever written down.
fn start_log() {
    let level = std::env::var("MAMORI_LOG").unwrap_or_else(|_| "info".to_owned());
    let ours =
        ["trace", "debug", "info", "warn", "error", "off"].into_iter().find(|known| *known == level).unwrap_or("info");
    // The middleware's line per request is ours; more than that line it must never write.
    let requests = if matches!(ours, "trace" | "debug") { "info" } else { ours };
    let filter = EnvFilter::new(format!("warn,server={ours},app={ours},mamori={ours},tower_http={requests}"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    tracing_subscriber::registry().with(filter).with(lines).init();
}

/// Done at Ctrl-C or SIGTERM.
async fn stopped() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
