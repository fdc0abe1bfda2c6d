//! What people type, in the form in which it is compared: full-width and half-width, capitals, spaces between.

use unicode_normalization::UnicodeNormalization as _;

/// Bytes that anything typed may have before it is looked at.
const MOST: usize = 1_024;

/// A mail address as it is compared: NFKC, small letters, no space around it. None = it is none: an address has one
/// `@` with something on both sides, no space, and at most 254 characters.
#[must_use]
pub fn fold_email(typed: &str) -> Option<String> {
    if typed.len() > MOST {
        return None;
    }
    let folded: String = typed.trim().nfkc().flat_map(char::to_lowercase).collect();
    let (name, domain) = folded.split_once('@')?;
    let bad = |c: char| c.is_whitespace() || c.is_control();
    let fits = !name.is_empty() && !domain.is_empty() && !domain.contains('@') && !folded.contains(bad);
    (fits && folded.chars().count() <= 254).then_some(folded)
}

/// A password as it is hashed: NFKC. None = it has more than any password has.
pub(super) fn password(typed: &str) -> Option<String> {
    (typed.len() <= MOST).then(|| typed.nfkc().collect())
}

/// A code or a PIN: NFKC, without spaces and hyphens.
pub(super) fn code(typed: &str) -> String {
    if typed.len() > MOST {
        return String::new();
    }
    let kept = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '‐' | '−' | 'ー');
    typed.nfkc().filter(kept).collect()
}

/// A few words without anything that does not print.
pub(super) fn words(typed: &str, most: usize) -> String {
    typed.chars().filter(|c| !c.is_control()).take(most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_compared_without_width_and_capitals() {
        assert_eq!(fold_email(" Ｈａｎａｋｏ@Example.JP ").as_deref(), Some("hanako@example.jp"));
        for typed in ["", "hanako", "@example.jp", "hanako@", "a@b@c", "a b@c.jp", &"a".repeat(2_000)] {
            assert_eq!(fold_email(typed), None, "{typed}");
        }
    }

    #[test]
    fn a_code_is_compared_without_width_spaces_and_hyphens() {
        assert_eq!(code("１２３ ４５６"), "123456");
        assert_eq!(code("abcd-efgh‐jkmn ー"), "abcdefghjkmn");
        assert_eq!(code(&"1".repeat(2_000)), "");
        assert_eq!(words("Firefox\n\u{7}, Linux", 10), "Firefox, L");
    }
}
