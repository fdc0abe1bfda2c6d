//! The terminal: the only place that writes to standard output.

use std::io::{self, Write as _};

use unicode_width::UnicodeWidthStr as _;

/// Prints `text`. A reader that went away early (`| head`) is no fault of ours.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// `text` followed by as many spaces as fill `width` columns; a Japanese letter takes two.
pub(crate) fn pad(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
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
