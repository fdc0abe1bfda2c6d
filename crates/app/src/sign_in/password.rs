//! Which passwords can be chosen: long ones that are not among the first that anybody tries. No rule says which
//! characters a password must have.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::{PasswordFault, Refused, typed};

/// Characters at least, after NFKC.
const LEAST: usize = 10;
/// Characters at most.
const MOST: usize = 128;
/// A name of fewer characters is in too many passwords to be looked for.
const LEAST_NAME: usize = 3;

/// Written by us: passwords and parts of passwords that are tried first, in Japan and elsewhere.
static COMMON: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let lines = include_str!("common.txt").lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
});

/// Names that a password must not contain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The person's mail address.
    pub email: Option<String>,
    /// The names of the person's organisations.
    pub organisations: Vec<String>,
}

/// The password as it is hashed, if it can be chosen.
pub(super) fn choose(typed: &str, names: &Names) -> Result<String, Refused> {
    let password = typed::password(typed).ok_or(Refused::Password(PasswordFault::TooLong { most: MOST }))?;
    match fault(&password, names) {
        Some(fault) => Err(Refused::Password(fault)),
        None => Ok(password),
    }
}

fn fault(password: &str, names: &Names) -> Option<PasswordFault> {
    let found = password.chars().count();
    if found < LEAST {
        return Some(PasswordFault::TooShort { least: LEAST, found });
    }
    if found > MOST {
        return Some(PasswordFault::TooLong { most: MOST });
    }
    let folded = password.to_lowercase();
    if is_common(&folded) {
        return Some(PasswordFault::Common);
    }
    let contains = |name: &str| name.chars().count() >= LEAST_NAME && folded.contains(name);
    let email = names.email.as_deref().and_then(typed::fold_email);
    if email.as_deref().and_then(|email| email.split('@').next()).is_some_and(contains) {
        return Some(PasswordFault::OwnName);
    }
    let organisation = |name: &String| typed::password(name).is_some_and(|name| contains(&bare(&name)));
    names.organisations.iter().any(organisation).then_some(PasswordFault::OrganisationName)
}

/// Whether it, or what is left of it without digits and signs at its ends, is in the list; or whether it only runs on
/// or repeats itself.
fn is_common(folded: &str) -> bool {
    let ends = |c: char| !c.is_alphabetic();
    let listed = |text: &str| COMMON.contains(text) || COMMON.contains(text.trim_matches(ends));
    let characters: Vec<char> = folded.chars().collect();
    let whole = listed(folded) || runs(&characters);
    whole || repeated(&characters).is_some_and(|part| part.len() <= 4 || listed(&part.iter().collect::<String>()))
}

/// The shortest part that makes up the whole when it is repeated.
fn repeated(characters: &[char]) -> Option<&[char]> {
    let whole = characters.len();
    (1..=whole / 2)
        .filter(|part| whole.is_multiple_of(*part))
        .map(|part| &characters[..part])
        .find(|part| characters.chunks(part.len()).all(|chunk| chunk == *part))
}

/// Whether each character follows the one before it (1234567890, abcdefghij), upwards or downwards.
fn runs(characters: &[char]) -> bool {
    let step = |pair: &[char]| u32::from(pair[1]).wrapping_sub(u32::from(pair[0]));
    let all = |step_is: u32| {
        characters.windows(2).all(|pair| step(pair) == step_is || matches!(pair, ['9', '0'] | ['0', '9']))
    };
    all(1) || all(u32::MAX)
}

/// The name of an organisation without its corporate form, in small letters.
fn bare(name: &str) -> String {
    const FORMS: [&str; 12] = [
        "株式会社",
        "有限会社",
        "合同会社",
        "合資会社",
        "合名会社",
        "(株)",
        "(有)",
        "(同)",
        "co.,ltd.",
        "co., ltd.",
        "inc.",
        "corporation",
    ];
    let mut name = name.to_lowercase();
    for form in FORMS {
        name = name.replace(form, "");
    }
    name.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names {
            email: Some("hanako.mihon@example.jp".to_owned()),
            organisations: vec![
                "株式会社見本製作所".to_owned(),
                "Ａｃｍｅ Co., Ltd.".to_owned(),
                "株式会社A".to_owned(),
            ],
        }
    }

    #[test]
    fn a_long_password_of_any_kind_is_taken() {
        let cases = [
            "correct horse battery",
            "あさごはんはパンと卵",
            "kuroneko-ga-3biki",
            "aaaaabbbbbccccc1",
            "4712 8830 1192",
        ];
        for typed in cases {
            assert_eq!(choose(typed, &names()).as_deref(), Ok(typed), "{typed}");
        }
        assert_eq!(choose("ＫＵＲＯＮＥＫＯ＿３匹", &names()).as_deref(), Ok("KURONEKO_3匹"), "of any width");
    }

    #[test]
    fn a_password_is_refused_with_the_reason() {
        let most = "あ".repeat(129);
        let cases = [
            ("short", PasswordFault::TooShort { least: 10, found: 5 }),
            ("あいうえおかきくけ", PasswordFault::TooShort { least: 10, found: 9 }),
            (&most, PasswordFault::TooLong { most: 128 }),
            (&"a".repeat(5_000), PasswordFault::TooLong { most: 128 }),
            ("password123!", PasswordFault::Common),
            ("P@ssw0rd2026", PasswordFault::Common),
            ("Sakura20260401", PasswordFault::Common),
            ("1234567890", PasswordFault::Common),
            ("0987654321", PasswordFault::Common),
            ("abcdefghijkl", PasswordFault::Common),
            ("abcabcabcabc", PasswordFault::Common),
            ("adminadminadmin", PasswordFault::Common),
            ("qwertyuiop12", PasswordFault::Common),
            ("ぱすわーど12345", PasswordFault::Common),
            ("Hanako.Mihon.2", PasswordFault::OwnName),
            ("見本製作所の合言葉です", PasswordFault::OrganisationName),
            ("my-ACME-secret", PasswordFault::OrganisationName),
        ];
        for (typed, fault) in cases {
            assert_eq!(choose(typed, &names()), Err(Refused::Password(fault)), "{typed}");
        }
    }

    #[test]
    fn the_list_is_written_as_it_is_compared() {
        assert!(COMMON.len() >= 300, "{}", COMMON.len());
        for line in COMMON.iter() {
            assert_eq!(typed::password(line).map(|line| line.to_lowercase()).as_deref(), Some(*line));
        }
    }
}
