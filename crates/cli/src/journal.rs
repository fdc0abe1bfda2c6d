//! What the service writes about itself on standard error: as lines to read, or as JSON for a collector.
//!
//! Knows how lines look and which of them are written; what is in them is decided where they are made.

use std::io::IsTerminal as _;

use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// How lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// To be read by people.
    Text,
    /// One JSON object a line: time in UTC, level, target, message, fields, and under `span` the method and the route.
    Json,
}

impl LogFormat {
    /// The format by the word of the setting.
    pub(crate) fn from_word(word: &str) -> Option<Self> {
        match word {
            "text" => Some(Self::Text),
            "json" => Some(Self::Json),
            _ => None,
        }
    }
}

/// Starts it. `level` is that of our own lines only: libraries below us may log what was sent, and nothing of that is ever
/// written down.
pub(crate) fn start(level: &str, format: LogFormat) {
    let filter = EnvFilter::new(format!("warn,server={level},app={level},mamori={level}"));
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let lines = match format {
        LogFormat::Text => lines.with_target(false).with_ansi(std::io::stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(true).with_span_list(false).boxed(),
    };
    tracing_subscriber::registry().with(filter).with(lines).init();
    // What a panic says may hold what was sent; where it was is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panicked");
    }));
}
