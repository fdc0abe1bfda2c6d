//! Finding an industry by what a person typed: a code, a name, part of a name, or an everyday word.
//!
//! Nothing is guessed. Only a code, or a name that leaves one industry, is taken; whatever else was
//! found is offered, and the person picks. Compared after NFKC, without case, spaces and punctuation, so that
//! 「Ｅ２６」 is `E26` and 「鉱業、採石業」 is 「鉱業，採石業」; other spellings are other words.

use criteria::pack::industries::{Industries, Industry};
use criteria::sheet::marks::fold;
use criteria::text::Lang;

use words::word_keys;
pub use words::{DIVISIONS, Division, Word, words_of};

mod words;

/// The most that are offered to choose from: all of 製造業. Beyond it, a longer text helps more than a list.
pub const MOST_CHOICES: usize = 24;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Search<'a> {
    /// Nothing.
    Nothing,
    /// Exactly one, by its own code or name.
    Taken(&'a Industry),
    /// One or more that a person has to choose from.
    Offered(Vec<Choice<'a>>),
    /// More than anybody would choose from, and how many.
    TooMany(usize),
}

impl<'a> Search<'a> {
    /// The one that was taken.
    #[must_use]
    pub fn taken(&self) -> Option<&'a Industry> {
        match self {
            Self::Taken(industry) => Some(industry),
            Self::Nothing | Self::Offered(_) | Self::TooMany(_) => None,
        }
    }

    /// What there is to choose from.
    #[must_use]
    pub fn choices(&self) -> &[Choice<'a>] {
        match self {
            Self::Offered(choices) => choices,
            Self::Nothing | Self::Taken(_) | Self::TooMany(_) => &[],
        }
    }
}

/// An industry to choose, and how it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The industry.
    pub industry: &'a Industry,
    /// How it was found.
    pub by: By,
}

/// How an industry was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// What was typed is part of its name.
    Name,
    /// By its division, by another length of its code, or by a text around its name.
    Near,
    /// By a search word, which is ours.
    Word(&'static str),
}

/// Finds what `typed` may mean.
#[must_use]
pub fn search<'a>(industries: &'a Industries, typed: &str) -> Search<'a> {
    let typed = key(typed);
    if typed.is_empty() {
        return Search::Nothing;
    }
    let known: Vec<(&Industry, Keys<'_>)> =
        industries.industries.iter().map(|industry| (industry, Keys::of(industry))).collect();
    let division = DIVISIONS.iter().find(|division| division.keys().any(|key| key == typed));
    if let Some((industry, _)) = known.iter().find(|(_, keys)| keys.is_meant(&typed, division.is_some())) {
        return Search::Taken(industry);
    }
    let found: Vec<Choice<'_>> = known
        .iter()
        .filter_map(|(industry, keys)| {
            let by = match division {
                Some(division) => industry.code.starts_with(division.letter).then_some(By::Near),
                None => keys.found_by(&typed),
            };
            by.map(|by| Choice { industry, by })
        })
        .collect();
    match found.as_slice() {
        [] => Search::Nothing,
        [Choice { industry, by: By::Name }] => Search::Taken(industry),
        choices if choices.len() > MOST_CHOICES => Search::TooMany(choices.len()),
        _ => Search::Offered(found),
    }
}

/// As [`search`], with the code that was picked among the choices. A pick the text does not find is
/// another industry than the text's: both are offered.
#[must_use]
pub fn search_picked<'a>(industries: &'a Industries, typed: &str, picked: &str) -> Search<'a> {
    let found = search(industries, typed);
    let Some(picked) = industries.industry(picked).filter(|_| !key(typed).is_empty()) else { return found };
    let other = Choice { industry: picked, by: By::Near };
    match found {
        Search::Taken(industry) if industry == picked => found,
        Search::Taken(industry) => Search::Offered(vec![Choice { industry, by: By::Name }, other]),
        Search::Offered(choices) if choices.iter().any(|choice| choice.industry == picked) => Search::Taken(picked),
        Search::Offered(choices) => Search::Offered(choices.into_iter().chain([other]).collect()),
        Search::Nothing => Search::Offered(vec![other]),
        Search::TooMany(_) => found,
    }
}

/// What is compared with what was typed. The suggestions on the device are made from the same.
#[derive(Debug)]
pub struct Keys<'a> {
    code: &'a str,
    /// The names in both languages, without what they leave out.
    pub names: Vec<String>,
    /// The names with what they leave out (「（家具を除く）」).
    pub whole: Vec<String>,
    /// The search words as they are shown, and as they are compared.
    pub words: Vec<(&'static str, &'static str)>,
}

impl<'a> Keys<'a> {
    /// The keys of an industry.
    #[must_use]
    pub fn of(industry: &'a Industry) -> Self {
        let names = Lang::ALL.map(|lang| industry.name.get(lang));
        Self {
            code: &industry.code,
            names: names.iter().map(|name| key(without_exception(name))).collect(),
            whole: names.iter().map(|name| key(name)).collect(),
            words: word_keys(&industry.code).collect(),
        }
    }

    /// Whether `typed` is this industry's code, its name, or its code followed by (part of) its name. 「漁業」 is
    /// the division, not 「漁業（水産養殖業を除く）」.
    fn is_meant(&self, typed: &str, is_division: bool) -> bool {
        let is = |names: &[String]| names.iter().any(|name| name == typed);
        if is(&self.whole) || is(&self.names) && !is_division {
            return true;
        }
        let Some((division, number, rest)) = as_code(typed) else { return false };
        self.has(division) && number == self.number() && (rest.is_empty() || self.is_named(rest))
    }

    /// How `typed` finds this industry, if it does.
    fn found_by(&self, typed: &str) -> Option<By> {
        if self.is_named(typed) {
            return Some(By::Name);
        }
        let near = self.is_near(typed) || self.names.iter().any(|name| within(typed, name, true));
        let word = || self.words.iter().find(|(_, word)| within(word, typed, false) || within(typed, word, true));
        if near { Some(By::Near) } else { word().map(|(word, _)| By::Word(word)) }
    }

    fn is_named(&self, typed: &str) -> bool {
        self.names.iter().any(|name| within(name, typed, false)) || self.whole.iter().any(|it| it.starts_with(typed))
    }

    /// A code begun (`E2`), a code of a smaller group (`2691`), or the code before another name.
    fn is_near(&self, typed: &str) -> bool {
        let Some((division, number, rest)) = as_code(typed) else { return false };
        let (own, alone) = (self.number(), rest.is_empty());
        self.has(division)
            && match number.len() {
                1 => alone && own.starts_with(number),
                2 => division.is_some() && own == number,
                3 | 4 => alone && number.starts_with(own),
                _ => false,
            }
    }

    fn number(&self) -> &'a str {
        self.code.get(1..).unwrap_or_default()
    }

    fn has(&self, division: Option<char>) -> bool {
        division.is_none_or(|letter| self.code.starts_with(letter.to_ascii_uppercase()))
    }
}

/// The letter, the digits and what follows, of a text that begins as a code does.
fn as_code(key: &str) -> Option<(Option<char>, &str, &str)> {
    let letter = key.chars().next().filter(char::is_ascii_lowercase);
    let digits = letter.map_or(key, |_| key[1..].trim_start());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, rest) = digits.split_at(end);
    (!number.is_empty()).then_some((letter, number, rest.trim_start()))
}

/// What two spellings of the same have in common: letters and digits of one width and case. A space stays
/// only between Latin letters.
#[must_use]
pub fn key(text: &str) -> String {
    let mut key = String::new();
    let folded: Vec<String> = text.split_whitespace().map(fold).collect();
    for part in folded.iter().flat_map(|part| part.split(|c: char| !c.is_alphanumeric())) {
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if latin(key.chars().last()) && latin(part.chars().next()) {
            key.push(' ');
        }
        key.push_str(part);
    }
    key
}

/// Whether `part` stands in `text`. A Latin part begins where a word does, and ends there if `whole`.
fn within(text: &str, part: &str, whole: bool) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    text.match_indices(part).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + part.len()..]);
        let begins = !latin(part.chars().next()) || !latin(before.chars().last());
        let ends = !whole || !latin(part.chars().last()) || !latin(after.chars().next());
        begins && ends
    })
}

/// A name without what it leaves out: who types 「家具」 does not look for 「木材・木製品製造業（家具を除く）」.
fn without_exception(name: &str) -> &str {
    let ja = name.rsplit_once('（').filter(|(_, rest)| rest.ends_with("を除く）"));
    ja.or_else(|| name.split_once(", except")).map_or(name, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::words::WORDS;
    use super::*;
    use crate::packs;

    fn industries() -> &'static Industries {
        packs::shipped().unwrap().industries().unwrap()
    }

    /// `E26` = taken, `E22? E23?` = offered, `88!` = too many, nothing = nothing.
    fn found(typed: &str) -> String {
        shown(search(industries(), typed))
    }

    fn shown(search: Search<'_>) -> String {
        match search {
            Search::Nothing => String::new(),
            Search::Taken(industry) => industry.code.clone(),
            Search::Offered(choices) => {
                choices.iter().map(|choice| format!("{}?", choice.industry.code)).collect::<Vec<_>>().join(" ")
            }
            Search::TooMany(n) => format!("{n}!"),
        }
    }

    #[test]
    fn a_code_or_a_name_is_taken_in_any_width_and_case() {
        for typed in [
            "E26",
            "e26",
            " E26 ",
            "26",
            "Ｅ２６",
            "ｅ２６",
            "２６",
            "E-26",
            "E26 生産用機械器具製造業",
            "E26　生産用機械器具製造業",
            "E26生産用機械器具製造業",
            "Ｅ２６生産用機械器具製造業",
            "26 生産用機械器具製造業",
            "E26 生産用機械",
            "生産用機械器具製造業",
            "生産用 機械器具 製造業",
            "生産用機械",
            "生産用",
            "E26 Production machinery",
            "PRODUCTION  machinery",
            "production mach",
        ] {
            assert_eq!(found(typed), "E26", "{typed}");
        }
    }

    #[test]
    fn a_part_of_one_name_alone_is_taken() {
        for (typed, code) in [
            ("ﾌﾟﾗｽﾁｯｸ製品", "E18"),
            ("フ\u{309a}ラスチック製品製造業", "E18"),
            ("プラスチック製品製造業", "E18"),
            ("非鉄金属", "E23"),
            ("印刷", "E15"),
            ("印刷同関連業", "E15"),
            ("鉱業、採石業、砂利採取業", "C05"),
            ("鉱業,採石業,砂利採取業", "C05"),
            ("木材・木製品製造業", "E12"),
            ("木材・木製品製造業（家具を除く）", "E12"),
            ("農業", "A01"),
            ("倉庫業", "H47"),
            ("郵便局", "Q86"),
            ("rubber", "E19"),
            ("09", "E09"),
        ] {
            assert_eq!(found(typed), code, "{typed}");
        }
    }

    #[test]
    fn several_are_offered_and_none_is_taken_for_them() {
        for (typed, codes) in [
            ("鉄", "E22? E23? E24? E31? H42?"),
            ("production", "E26? G41?"),
            ("家具", "E13"),
            ("養殖", "B04"),
            ("道路", "H43? H44?"),
            ("自動車", "E31? I59? R89?"),
            ("鋳造", "E22? E23?"),
            ("塗装", "D07? E24?"),
            ("商社", "I50? I51? I52? I53? I54? I55?"),
            ("半導体", "E26? E28?"),
            ("プレス金型", "E24? E26?"),
            ("建設業", "D06? D07? D08?"),
            ("漁業", "B03? B04?"),
            ("E2", "E20? E21? E22? E23? E24? E25? E26? E27? E28? E29?"),
            ("e26 輸送用機械器具製造業", "E26? E31?"),
            ("生産用機械器具製造業（金型の製作）", "E26?"),
        ] {
            assert_eq!(found(typed), codes, "{typed}");
        }
        assert_eq!(found("製造業").split(' ').count(), 24, "the whole division, 繊維工業 with it");
        assert_eq!(found("E"), found("製造業"));
    }

    #[test]
    fn an_everyday_word_offers_and_never_decides() {
        for (typed, codes) in [
            ("金型", "E26?"),
            ("金型製造", "E26?"),
            ("moulds", "E26?"),
            ("プレス", "E24? E26?"),
            ("ﾌﾟﾚｽ加工", "E24?"),
            ("めっき", "E24?"),
            ("メッキ", "E24?"),
            ("樹脂", "E16? E18?"),
            ("ソフト", "G39?"),
            ("software", "G39?"),
            ("自動車部品", "E31?"),
            ("電子基板", "E28?"),
            ("ねじ", "E24?"),
            ("食品", "E09? E26?"),
            ("縫製", "E11?"),
            ("医療機器", "E27?"),
            ("工作機械", "E26?"),
            ("産業用ロボット", "E26?"),
            ("研究開発", "L71?"),
            ("機械設計", "L74?"),
            ("2691", "E26?"),
            ("269", "E26?"),
        ] {
            assert_eq!(found(typed), codes, "{typed}");
        }
        let Search::Offered(choices) = search(industries(), "金型") else { panic!("offered") };
        assert_eq!(choices[0].by, By::Word("金型"));
    }

    #[test]
    fn what_is_nothing_is_nothing() {
        for typed in [
            "",
            "  ",
            "・",
            "candles",
            "E99",
            "F26",
            "E2691x",
            "26xx",
            "26と27",
            "宇宙人",
            "oduction",
            "きんがた",
            "ネヂ",
        ] {
            assert_eq!(found(typed), "", "{typed}");
        }
        assert_eq!(found("業"), "88!", "more than anybody would choose from");
    }

    #[test]
    fn every_industry_is_found_by_its_code_its_number_and_its_names() {
        for industry in &industries().industries {
            for lang in Lang::ALL {
                let name = industry.name.get(lang);
                for typed in [&industry.code, &industry.code[1..], name, &format!("{} {name}", industry.code)] {
                    assert_eq!(found(typed), industry.code, "{typed}");
                }
            }
            assert!(DIVISIONS.iter().any(|division| industry.code.starts_with(division.letter)), "{}", industry.code);
        }
    }

    #[test]
    fn what_was_picked_is_taken_where_the_text_finds_it_too() {
        for (typed, picked, codes) in [
            ("金型", "E26", "E26"),
            ("鋳造", "E23", "E23"),
            ("鋳造", "", "E22? E23?"),
            ("鋳造", "Z99", "E22? E23?"),
            ("E26", "E26", "E26"),
            ("E31", "E26", "E31? E26?"),
            ("めっき", "E26", "E24? E26?"),
            ("宇宙人", "E26", "E26?"),
            ("業", "E26", "88!"),
            ("", "E26", ""),
        ] {
            assert_eq!(shown(search_picked(industries(), typed, picked)), codes, "{typed}, {picked}");
        }
    }

    #[test]
    fn a_search_word_leads_to_known_industries_and_stands_once() {
        let mut seen = BTreeSet::new();
        for word in WORDS {
            assert!(word.shown(Lang::Ja).is_some() && word.shown(Lang::En).is_some(), "{word:?}");
            assert!(
                !word.codes.is_empty() && word.codes.iter().all(|code| industries().industry(code).is_some()),
                "{word:?}"
            );
            for spelling in word.all() {
                assert!(seen.insert(key(spelling)), "{spelling} stands twice");
                let Search::Offered(choices) = search(industries(), spelling) else {
                    assert!(word.codes.len() == 1 && found(spelling) == word.codes[0], "{spelling}");
                    continue;
                };
                for code in word.codes {
                    assert!(choices.iter().any(|choice| choice.industry.code == *code), "{spelling} offers {code}");
                }
            }
        }
    }
}
