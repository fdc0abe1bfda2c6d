//! `mamori serve`: starts the product.

use std::process::ExitCode;

use anyhow::anyhow;
use app::authority::{Authority, AuthoritySettings, BadAuthority, NoAnchors};
use app::installation::Installation;
use app::jobs::{Hands, Worker};
use app::mail::{BadSettings, MailSettings, Post};
use app::operator::Data;
use app::texts::{Texts, arg};
use app::{Clock, Operator};
use criteria::catalogue::Catalogue;
use server::{Accounts, NoTls, NoTlsWhy, NotBound, Patience, Renewal, Settings, TlsFiles};

use crate::config::Config;
use crate::keys::not_opened;
use crate::{journal, terminal};

/// Runs until interrupted or terminated.
pub(crate) fn run(texts: Texts, config: &Config) -> anyhow::Result<ExitCode> {
    let catalogue = crate::pack::shipped(texts)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let place = config.place();
        let opened = Installation::open(&place, catalogue).await;
        let opened = opened.map_err(|error| not_opened(texts, error, &place.data.display().to_string()))?;
        serve(texts, config, config.operator.clone(), catalogue, opened).await
    })
}

/// Serves an installation that is open, operated by this operator.
pub(crate) async fn serve(
    texts: Texts,
    config: &Config,
    operator: Operator,
    catalogue: &'static Catalogue,
    installation: Installation,
) -> anyhow::Result<ExitCode> {
    journal::start(config.log, config.log_format);
    let operator = Operator { data: installation.data().await?, ..operator };
    let settings = Settings {
        listen: config.listen,
        operator: operator.clone(),
        proxies: config.proxies.clone(),
        limits: config.limits,
        patience: Patience::USUAL.connections(config.connections_open),
        metrics: config.metrics,
        tls: config.tls.clone().map(|(certificate, key)| TlsFiles::new(certificate, key)),
    };
    // Invented people have invented addresses: nobody is written to.
    let mailed = operator.data == Data::Real;
    let post = if mailed { post(texts, config, &operator)? } else { None };
    let installation = installation.allowing(config.storage);
    let installation = if post.is_some() { installation.mailing() } else { installation };
    let Installation { office, sign_in, set_up, sealer, in_use: _in_use } = installation;
    let office = match authority(texts, config)? {
        Some(authority) => office.with_authority(authority),
        None => office,
    };
    let worker = Worker::new(Hands { office: office.clone(), sign_in: sign_in.clone(), post });
    let link = set_up.as_ref().map(|secret| format!("/set-up/{}", secret.text()));
    let accounts = Accounts { office, sign_in, origin: config.origin.clone(), set_up };
    let bound = server::bind(settings, catalogue, Clock::System, accounts).await.map_err(|error| match error {
        NotBound::Address { address, source } => {
            anyhow!(source).context(texts.with("cli-serve-cannot-listen", &[("address", arg(address.to_string()))]))
        }
        NotBound::Tls(fault) => no_tls(texts, &fault),
    })?;
    if let Some(renewal) = bound.renewal() {
        tokio::spawn(looked_at(renewal));
    }
    let address = bound.address()?;
    let url = config.place().origin.unwrap_or_else(|| format!("http://{address}"));
    let ready = texts.with("cli-serve-ready", &[("url", arg(format!("{url}/")))]);
    terminal::print(&format!("{ready}\n"))?;
    if let Some(why) = sealer.hold().why() {
        let lines = [crate::log::broken(texts, &why), texts.t("log-held")];
        terminal::print(&(lines.join("\n") + "\n"))?;
    }
    if let Some(link) = link {
        terminal::print(&format!("{}\n", texts.with("cli-serve-set-up", &[("url", arg(url + &link))])))?;
    }
    if let Some(address) = bound.metrics_address()? {
        let url = arg(format!("http://{address}/metrics"));
        terminal::print(&format!("{}\n", texts.with("cli-serve-metrics", &[("url", url)])))?;
    }
    // All hear the signal: requests under way are answered, jobs finished or given back, and what they recorded is
    // sealed last.
    let working = tokio::spawn(worker.run(stopped()));
    let (finish, finished) = tokio::sync::oneshot::channel::<()>();
    let sealing = tokio::spawn(sealer.run(async {
        // It ends when what records has ended, however that was.
        let _ = finished.await;
    }));
    bound.run(stopped()).await;
    // Worker and sequencer say in their log what they could not do.
    let _ = working.await;
    drop(finish);
    let _ = sealing.await;
    Ok(ExitCode::SUCCESS)
}

/// How mail goes out, if it was set up. What is wrong with it is told at the start, not with the first letter.
fn post(texts: Texts, config: &Config, operator: &Operator) -> anyhow::Result<Option<Post>> {
    let Some(mail) = &config.mail else { return Ok(None) };
    let settings = MailSettings { smtp: mail.smtp.clone(), from: mail.from.clone(), root: None };
    Post::new(&settings, config.origin.as_deref(), operator)
        .map(Some)
        .map_err(|fault| anyhow!(texts.t(mail_fault(fault))))
}

/// Who stamps evidence, if they were named. What is wrong with it is told at the start, not with the first stamp.
fn authority(texts: Texts, config: &Config) -> anyhow::Result<Option<Authority>> {
    let Some((url, path)) = &config.timestamp else { return Ok(None) };
    let anchors = std::fs::read_to_string(path);
    let anchors = anchors.map_err(|error| terminal::told(texts, "cli-cannot-read", path, &error))?;
    let file = || [("file", arg(path.display().to_string()))];
    let settings = AuthoritySettings { url: url.0.clone(), anchors };
    Authority::new(&settings).map(Some).map_err(|fault| match fault {
        BadAuthority::Address => anyhow!(texts.t("config-expected-timestamp-authority")),
        BadAuthority::Anchors(NoAnchors::None) => anyhow!(texts.with("cli-stamp-no-anchors", &file())),
        BadAuthority::Anchors(NoAnchors::TooMany) => anyhow!(texts.with("cli-stamp-too-many-anchors", &file())),
        BadAuthority::Anchors(NoAnchors::Unreadable(number)) => {
            let values = [("n", arg(number)), ("file", arg(path.display().to_string()))];
            anyhow!(texts.with("cli-stamp-bad-anchor", &values))
        }
        BadAuthority::Client => anyhow!(texts.t("cli-stamp-no-client")),
    })
}

/// What is wrong with certificate and key, in words.
fn no_tls(texts: Texts, fault: &NoTls) -> anyhow::Error {
    let key = match &fault.why {
        NoTlsWhy::Unreadable(error) => return terminal::told(texts, "cli-cannot-read", &fault.path, error),
        NoTlsWhy::NoCertificate => "cli-tls-no-certificate",
        NoTlsWhy::NoKey => "cli-tls-no-key",
        NoTlsWhy::OtherKey => "cli-tls-other-key",
        NoTlsWhy::Unusable(why) => {
            let file = arg(fault.path.display().to_string());
            return anyhow!(texts.with("cli-tls-unusable", &[("file", file), ("why", arg(why.clone()))]));
        }
    };
    anyhow!(texts.with(key, &[("file", arg(fault.path.display().to_string()))]))
}

/// The text for a setting of mail that cannot be used.
fn mail_fault(fault: BadSettings) -> &'static str {
    match fault {
        BadSettings::Server => "cli-mail-server",
        BadSettings::Clear => "cli-mail-clear",
        BadSettings::From => "cli-mail-from",
        BadSettings::Root => "cli-mail-root",
        BadSettings::NoOrigin => "cli-mail-no-origin",
    }
}

/// Looks at certificate and key at each SIGHUP, so that who renews them need not wait. Without TLS the signal ends the service as
/// ever: so it ends with the terminal it was started in.
#[cfg(unix)]
async fn looked_at(renewal: Renewal) {
    let Ok(mut hung_up) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else { return };
    while hung_up.recv().await.is_some() {
        renewal.look();
    }
}

/// Where there is no such signal they are looked at once a minute.
#[cfg(not(unix))]
async fn looked_at(_: Renewal) {}

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
