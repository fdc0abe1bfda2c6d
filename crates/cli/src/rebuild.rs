//! `mamori rebuild`: makes every read model again from the events, and says what differed.

use std::process::ExitCode;

use app::Texts;
use app::installation::Installation;
use app::texts::arg;

use crate::config::Config;
use crate::keys::not_opened;
use crate::terminal;

/// Differences were found and put right.
const DIFFERED: u8 = 1;

pub(crate) fn run(texts: Texts, config: &Config) -> anyhow::Result<ExitCode> {
    let catalogue = crate::pack::shipped(texts)?;
    let place = config.place();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let rebuilt = runtime.block_on(async {
        let data = place.data.display().to_string();
        let opened = Installation::open(&place, catalogue).await;
        let opened = opened.map_err(|error| not_opened(texts, error, &data))?;
        anyhow::Ok(opened.office.rebuild().await?)
    })?;
    let mut differed = false;
    for one in rebuilt {
        differed |= one.missing + one.surplus > 0;
        let values = [
            ("table", arg(one.table)),
            ("rows", arg(one.rows)),
            ("missing", arg(one.missing)),
            ("surplus", arg(one.surplus)),
        ];
        terminal::print(&format!("{}\n", texts.with("cli-rebuild-table", &values)))?;
    }
    terminal::print(&format!("{}\n", texts.t(if differed { "cli-rebuild-differed" } else { "cli-rebuild-same" })))?;
    Ok(if differed { ExitCode::from(DIFFERED) } else { ExitCode::SUCCESS })
}
