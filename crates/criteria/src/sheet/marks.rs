//! What a cell says: an answer, a tick, an empty box, or the number of a question. Knows no layout.
//!
//! Everything is compared after NFKC, so that full, half and compatibility widths are one.

use unicode_normalization::UnicodeNormalization as _;

use crate::answers::Answer;

/// The longest cell that can be an answer or a number, in bytes; longer ones are not looked at.
const LONGEST: usize = 120;

/// The text without widths, spaces and case: what two people who mean the same have in common.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc().filter(|letter| !is_space(*letter)).flat_map(char::to_lowercase).collect()
}

/// Spaces, and the signs that only choose how the letter before them is drawn.
fn is_space(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}')
}

/// The answer a cell gives: a mark, a word, or both where they agree (`○ 実施している`, `△（一部実施）`).
#[must_use]
pub fn answer(text: &str) -> Option<Answer> {
    if text.len() > LONGEST || !begins_answer(text) {
        return None;
    }
    let folded = fold(text);
    if let Some(answer) = mark(&folded).or_else(|| word(&folded)) {
        return Some(answer);
    }
    let bare: String = folded.chars().filter(|letter| !is_bracket(*letter)).collect();
    let mut letters = bare.chars();
    let first = letters.next()?;
    let after_first = mark(first.encode_utf8(&mut [0; 4])).filter(|answer| word(letters.as_str()) == Some(*answer));
    after_first.or_else(|| {
        let mut letters = bare.chars();
        let last = letters.next_back()?;
        mark(last.encode_utf8(&mut [0; 4])).filter(|answer| word(letters.as_str()) == Some(*answer))
    })
}

/// Whether its first letter is that of a mark or a word: most cells are turned away here, without folding them whole.
fn begins_answer(text: &str) -> bool {
    let mut letters = text.nfkc().filter(|letter| !is_space(*letter)).flat_map(char::to_lowercase);
    letters.find(|letter| !is_bracket(*letter) || mark(letter.encode_utf8(&mut [0; 4])).is_some()).is_some_and(
        |letter| {
            mark(letter.encode_utf8(&mut [0; 4])).is_some()
                || matches!(
                    letter,
                    '実' | 'で' | 'し' | '対' | 'は' | '一' | '未' | 'い' | '該' | '非' | 'y' | 'i' | 'p' | 'n'
                )
        },
    )
}

fn is_bracket(letter: char) -> bool {
    matches!(letter, '(' | ')' | '[' | ']' | '「' | '」' | '【' | '】' | '『' | '』' | ':' | '・' | '、' | '=' | '.')
}

/// ○◯〇oO △▲Δ ×✕✖xX −-ー―, of a folded text.
fn mark(folded: &str) -> Option<Answer> {
    let mut letters = folded.chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    match letter {
        '○' | '◯' | '〇' | '⭕' | 'o' => Some(Answer::Implemented),
        '△' | '▲' | '∆' | 'δ' => Some(Answer::Partial),
        '×' | '✕' | '✖' | '✗' | '✘' | '╳' | '⨯' | '☓' | '❌' | 'x' => Some(Answer::NotImplemented),
        '−' | '-' | 'ー' | '―' | '–' | '—' | '‐' | '‑' | '‒' | '─' | '━' => {
            Some(Answer::NotApplicable)
        }
        _ => None,
    }
}

fn word(folded: &str) -> Option<Answer> {
    match folded {
        "実施している"
        | "実施しています"
        | "実施済"
        | "実施済み"
        | "実施"
        | "できている"
        | "している"
        | "対応済"
        | "対応済み"
        | "はい"
        | "yes"
        | "inplace"
        | "implemented" => Some(Answer::Implemented),
        "一部実施している"
        | "一部実施しています"
        | "一部実施"
        | "一部実施済"
        | "一部実施済み"
        | "一部"
        | "一部できている"
        | "一部している"
        | "一部対応"
        | "partlyinplace"
        | "partly"
        | "partial" => Some(Answer::Partial),
        "実施していない"
        | "実施していません"
        | "していない"
        | "未実施"
        | "できていない"
        | "未対応"
        | "いいえ"
        | "no"
        | "notinplace"
        | "notimplemented"
        | "not_implemented" => Some(Answer::NotImplemented),
        "該当しない" | "該当なし" | "該当せず" | "非該当" | "対象外" | "n/a" | "na" | "notapplicable"
        | "not_applicable" => Some(Answer::NotApplicable),
        _ => None,
    }
}

/// Whether the cell is ticked, in a column that stands for one answer: `true` for ✓ レ ● ○, `false`
/// for an empty box; `None` for anything else.
#[must_use]
pub fn tick(text: &str) -> Option<bool> {
    if text.len() > LONGEST {
        return None;
    }
    match fold(text).as_str() {
        "✓" | "✔" | "☑" | "✅" | "レ" | "v" | "●" | "◉" | "■" | "○" | "◯" | "〇" | "o" | "true" => {
            Some(true)
        }
        "" | "□" | "☐" | "◻" | "false" => Some(false),
        _ => None,
    }
}

/// A question's number at the start of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Number {
    /// The number.
    pub value: u32,
    /// Whether the cell says nothing else.
    pub alone: bool,
}

/// The number of a question: `1`, `１．`, `問1`, `(1)`, `No.1`, `tics-19/1`, `1. 経営者とともに…`.
///
/// Circled numbers are none: in the source they number the efforts ([`circled`]).
/// Most cells are turned away by their first letter.
#[must_use]
pub fn number(text: &str, pack: &str) -> Option<Number> {
    let text = text.trim_start();
    let first = text.chars().next()?;
    let starts = first.is_ascii_digit()
        || matches!(
            first,
            '０'
                ..='９'
                    | '問'
                    | '設'
                    | '質'
                    | '項'
                    | '第'
                    | 'N'
                    | 'n'
                    | 'Ｎ'
                    | 'ｎ'
                    | '№'
                    | 'Q'
                    | 'q'
                    | 'Ｑ'
                    | 'ｑ'
                    | '#'
                    | '＃'
                    | '('
                    | '（'
                    | '['
                    | '［'
                    | '【'
                    | '<'
                    | '＜'
        );
    if !starts && !text.starts_with(pack) {
        return None;
    }
    // A long cell may begin with its number; only its beginning is looked at.
    let start: String = text.chars().take(24).nfkc().filter(|letter| !is_space(*letter) || *letter == ' ').collect();
    let start = start.trim();
    if let Some(rest) = start.strip_prefix(pack).and_then(|rest| rest.strip_prefix('/')) {
        return rest.parse().ok().map(|value| Number { value, alone: true });
    }
    let mut rest = start;
    let mut named = false;
    for prefix in ["設問", "質問", "項目", "問", "No", "NO", "no", "Q", "q", "#", "第"] {
        if let Some(after) = rest.strip_prefix(prefix) {
            rest = after.trim_start_matches(['.', ' ', ':']);
            named = true;
            break;
        }
    }
    let bracketed = rest.strip_prefix(['(', '[', '【', '<']);
    rest = bracketed.unwrap_or(rest);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return None;
    }
    let value = rest[..digits].parse().ok()?;
    rest = &rest[digits..];
    if named {
        rest = rest.strip_prefix(['問', '番', '項']).unwrap_or(rest);
    }
    let whole = rest.trim_end_matches([')', ']', '】', '>', '.', '、', ':', '。', ' ']);
    let alone = whole.is_empty();
    let separated = rest.starts_with([')', ']', '】', '>', '.', '、', ':', '。', ' ']);
    let goes_on =
        rest.trim_start_matches([')', ']', '】', '>', '.', '、', ':', '。']).starts_with(|c: char| c.is_ascii_digit());
    (alone || (separated && !goes_on)).then_some(Number { value, alone: alone && text.chars().count() <= 24 })
}

/// A circled number that says nothing else: ① to ㊿.
#[must_use]
pub fn circled(text: &str) -> Option<u32> {
    let mut letters = text.trim().chars();
    let (Some(letter), None) = (letters.next(), letters.next()) else { return None };
    let from = |first: char, value: u32| u32::from(letter) - u32::from(first) + value;
    match letter {
        '①'..='⑳' => Some(from('①', 1)),
        '㉑'..='㉟' => Some(from('㉑', 21)),
        '㊱'..='㊿' => Some(from('㊱', 36)),
        _ => None,
    }
}

/// What is printed where an answer is not offered, in a column that stands for one.
#[must_use]
pub fn struck(text: &str) -> bool {
    matches!(fold(text).as_str(), "/" | "\\" | "＼" | "∖" | "-" | "−" | "―" | "ー")
}

/// The edition a sheet says it was made for, such as `2026-11` in `tics-19 2026-11`.
#[must_use]
pub fn edition<'t>(text: &'t str, pack: &str) -> Option<&'t str> {
    let rest = text.trim().strip_prefix(pack)?.strip_prefix(' ')?;
    let word = rest.split_whitespace().next()?;
    let dated = word.len() == 7 && word.as_bytes()[4] == b'-' && word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    dated.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_write_an_answer_is_read() {
        let rows = [
            (
                Answer::Implemented,
                "○ ◯ 〇 o O ｏ Ｏ 実施している 実施済み ○実施している ○（実施している） 実施している：○",
            ),
            (Answer::Partial, "△ ▲ Δ ∆ 一部 一部実施 一部実施している △（一部実施） Partly"),
            (Answer::NotImplemented, "× ✕ ✖ x X ｘ Ｘ ╳ していない 実施していない 未実施"),
            (Answer::NotApplicable, "− － - ー ― ｰ – — 該当しない 該当なし 対象外 N/A Ｎ／Ａ"),
        ];
        for (answer, ways) in rows {
            for way in ways.split(' ') {
                assert_eq!(super::answer(way), Some(answer), "{way}");
                assert_eq!(super::answer(&format!(" {way}　\n")), Some(answer), "{way} in spaces");
            }
        }
    }

    #[test]
    fn what_may_mean_two_things_is_no_answer() {
        for text in ["", "検討中", "◎", "○△", "○→×", "○（予定）", "？", "3", "○（していない）", "#N/A", "ｏｋ"]
        {
            assert_eq!(answer(text), None, "{text}");
        }
    }

    #[test]
    fn every_way_to_number_a_question_is_read() {
        for text in [
            "7",
            "７",
            " 7 ",
            "7.",
            "７．",
            "7)",
            "(7)",
            "（７）",
            "問7",
            "問 ７",
            "設問7",
            "第7問",
            "No.7",
            "№7",
            "Q7",
            "Ｑ７．",
            "#7",
            "[7]",
            "tics-19/7",
            "7、",
        ] {
            assert_eq!(number(text, "tics-19"), Some(Number { value: 7, alone: true }), "{text}");
        }
        for text in [
            "7. 情報を守る",
            "問7　情報",
            "（7）情報",
            "７．情報を守る人を決めて、全員に知らせていますか。その記録もありますか。",
        ] {
            assert_eq!(number(text, "tics-19"), Some(Number { value: 7, alone: false }), "{text}");
        }
    }

    #[test]
    fn dates_sections_and_amounts_are_no_question_numbers() {
        for text in [
            "",
            "⑦",
            "⑦決める",
            "7-1",
            "2026/10/1",
            "2026-10-01",
            "7.5",
            "10:30",
            "70%",
            "7名",
            "1234",
            "tics-20/7",
            "七",
        ] {
            assert_eq!(number(text, "tics-19"), None, "{text}");
        }
    }
}
