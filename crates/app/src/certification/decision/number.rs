//! The number of a certificate, so that two ways to write it are one.

use unicode_normalization::UnicodeNormalization as _;

/// No blanks, one width, one case, and one dash: what is typed for a hyphen differs from keyboard to keyboard. The sign for a long
/// vowel is one only beside kana.
pub(super) fn folded(number: &str) -> String {
    let letters: Vec<char> = number.nfkc().filter(|c| !is_blank(*c)).flat_map(char::to_uppercase).collect();
    let is_kana_at = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| is_kana(*c));
    let fold = |(at, letter): (usize, &char)| match letter {
        'ー' if !is_kana_at(at.checked_sub(1)) && !is_kana_at(at.checked_add(1)) => '-',
        letter if is_dash(*letter) => '-',
        letter => *letter,
    };
    letters.iter().enumerate().map(fold).collect()
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// Hiragana and katakana without the sign for a long vowel.
fn is_kana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn two_ways_to_write_a_number_are_one() {
        for written in [
            "A-1",
            "a-1",
            "ａ－ 1",
            "Ａ\u{3000}－１",
            "A\u{2010}1",
            "A\u{2011}1",
            "A\u{2012}1",
            "A\u{2013}1",
            "A\u{2014}1",
            "A\u{2015}1",
            "A\u{2212}1",
            "Aー1",
            "Aｰ1",
            "A\u{200b}-1",
        ] {
            assert_eq!(folded(written), "A-1", "{written:?}");
        }
    }

    #[test]
    fn a_long_vowel_stays_and_other_numbers_stay_others() {
        assert_eq!(folded("データー1"), "データー1");
        assert_eq!(folded("ﾃﾞｰﾀｰ1"), "データー1");
        assert_eq!(folded("第１－２号"), "第1-2号");
        assert_ne!(folded("A-12"), folded("A1-2"));
        assert_ne!(folded("A--1"), folded("A-1"));
    }
}
