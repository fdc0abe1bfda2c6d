//! Short ids out of packs, as events hold them. Knows their form and no pack: whether a pack has one is asked there.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Most letters of a word.
pub const LONGEST: usize = 40;

/// A short id such as `paper` or `1-4`: small Latin letters, digits and hyphens, no hyphen first. No free text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Word(String);

/// No short id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected up to {LONGEST} small letters, digits and hyphens, no hyphen first")]
pub struct NoWord;

impl Word {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Word {
    type Err = NoWord;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.to_owned().try_into()
    }
}

impl TryFrom<String> for Word {
    type Error = NoWord;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        let begins = text.as_bytes().first().is_some_and(|byte| *byte != b'-');
        if begins && text.len() <= LONGEST && text.bytes().all(fits) { Ok(Self(text)) } else { Err(NoWord) }
    }
}

impl From<Word> for String {
    fn from(word: Word) -> Self {
        word.0
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_short_id_and_no_free_text() {
        for text in ["paper", "access-control", "a1", "1-1"] {
            assert_eq!(text.parse::<Word>().unwrap().to_string(), text);
        }
        for text in ["", "-a", "Paper", "two words", "書類", "a/b", &"a".repeat(41)] {
            assert_eq!(text.parse::<Word>(), Err(NoWord), "{text}");
        }
    }
}
