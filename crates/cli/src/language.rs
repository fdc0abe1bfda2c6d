//! Which language the terminal speaks: `--lang`, then `MAMORI_LANG`, then the locale; else Japanese. What a
//! configuration file says is known later, and comes before the locale.

use std::ffi::OsString;

use criteria::text::Lang;

/// The language for these arguments. Decided before parsing, so that `--help` and errors speak it too.
pub(crate) fn of(arguments: impl Iterator<Item = OsString>) -> Lang {
    let arguments: Vec<String> = arguments.filter_map(|argument| argument.into_string().ok()).collect();
    let variable = |name: &str| std::env::var(name).ok();
    let environment = [variable("MAMORI_LANG"), variable("LC_ALL"), variable("LC_MESSAGES"), variable("LANG")];
    choose(&arguments, environment.iter().flatten().map(String::as_str))
}

fn choose<'a>(arguments: &[String], environment: impl Iterator<Item = &'a str>) -> Lang {
    let flag = arguments.iter().enumerate().find_map(|(i, argument)| match argument.strip_prefix("--lang") {
        Some("") => arguments.get(i + 1).map(String::as_str),
        Some(value) => value.strip_prefix('='),
        None => None,
    });
    flag.and_then(named).or_else(|| environment.filter(|value| !value.is_empty()).find_map(named)).unwrap_or(Lang::Ja)
}

/// The language of a tag such as `ja`, `en_US.UTF-8`.
pub(crate) fn named(tag: &str) -> Option<Lang> {
    Lang::from_tag(tag.split(['_', '-', '.']).next().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flag_wins_then_the_environment_then_japanese() {
        let list = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let of = |words: &[&str], environment: &[&'static str]| choose(&list(words), environment.iter().copied());
        assert_eq!(of(&["mamori", "--lang", "en"], &["ja_JP.UTF-8"]), Lang::En);
        assert_eq!(of(&["mamori", "--lang=ja"], &["en_US.UTF-8"]), Lang::Ja);
        assert_eq!(of(&["mamori"], &["en_US.UTF-8"]), Lang::En);
        assert_eq!(of(&["mamori"], &["C.UTF-8"]), Lang::Ja);
        assert_eq!(of(&["mamori", "--lang"], &[]), Lang::Ja);
    }
}
