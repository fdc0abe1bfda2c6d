//! The terminal: the only place that writes to standard output.

use std::io::{self, Write as _};
use std::path::Path;

use app::texts::{Texts, arg};
use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Prints `text`. A reader that went away early (`| head`) is no fault of ours.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Standard output for bytes. A reader that went away early is a fault here: what it has is not whole.
pub(crate) fn bytes() -> io::Stdout {
    io::stdout()
}

/// Why the system refused `path`, in the reader's language where it is one of the usual reasons.
pub(crate) fn told(texts: Texts, key: &str, path: &Path, error: &io::Error) -> anyhow::Error {
    let why = match error.kind() {
        io::ErrorKind::NotFound => texts.t("cli-io-not-found"),
        io::ErrorKind::PermissionDenied => texts.t("cli-io-denied"),
        io::ErrorKind::IsADirectory => texts.t("cli-io-folder"),
        _ => error.to_string(),
    };
    anyhow::anyhow!("{}: {why}", texts.with(key, &[("file", arg(path.display().to_string()))]))
}

/// `text` followed by as many spaces as fill `width` columns; a Japanese letter takes two.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// `text` cut to `width` columns, with an ellipsis where something is missing.
pub(crate) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if kept.width() + letter.width().unwrap_or(0) + 1 > width {
            break;
        }
        kept.push(letter);
    }
    kept + "…"
}

/// The columns `text` takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_letters_take_two_columns() {
        assert_eq!(pad("決める", 8), "決める  ");
        assert_eq!(pad("Decide", 8), "Decide  ");
        assert_eq!(pad("長すぎる", 2), "長すぎる");
    }
}
