//! What numbers an item in somebody's own list: `1`, `問1`, `(1)`, `①`, `1-1`, `①-1`, `1.1`, and the text after
//! it. Knows one cell; which cells number a list is told by their column (`blocks`).

use unicode_normalization::UnicodeNormalization as _;

/// How much of a cell is looked at, in characters.
const BEGINNING: usize = 24;
/// The deepest number, as in `1-2-3`.
const DEEPEST: usize = 3;

/// The number at the start of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number<'t> {
    /// Its parts: 2 and 1 of `②-1`.
    pub(super) path: Vec<u32>,
    /// How it is shown: `2-1`.
    pub(super) written: String,
    /// Whether it is written in a sign of its own: ①.
    pub(super) signed: bool,
    /// Whether the cell says nothing else.
    pub(super) alone: bool,
    /// What the cell says after it.
    pub(super) rest: &'t str,
}

/// A letter as it is compared, with the end of the letter it came from.
struct Letter {
    is: char,
    signed: bool,
    end: usize,
}

struct Cursor {
    letters: Vec<Letter>,
    at: usize,
}

impl Cursor {
    fn next(&self, ahead: usize) -> Option<char> {
        self.letters.get(self.at + ahead).map(|letter| letter.is)
    }

    fn skip(&mut self, wanted: impl Fn(char) -> bool) {
        while self.next(0).is_some_and(&wanted) {
            self.at += 1;
        }
    }

    /// The first of `words` that stands here is passed over.
    fn word<'w>(&mut self, words: &[&'w str]) -> Option<&'w str> {
        let stands = |word: &str| word.chars().enumerate().all(|(i, letter)| self.next(i) == Some(letter));
        let word = words.iter().copied().find(|word| stands(word))?;
        self.at += word.chars().count();
        Some(word)
    }

    /// One to three digits, and not a fourth.
    fn digits(&mut self) -> Option<u32> {
        let count = (0..4).take_while(|i| self.next(*i).is_some_and(|letter| letter.is_ascii_digit())).count();
        if count == 0 || count > 3 {
            return None;
        }
        let value = (0..count).filter_map(|i| self.next(i)?.to_digit(10)).fold(0, |sum, digit| sum * 10 + digit);
        self.at += count;
        Some(value)
    }
}

/// The number of an item at the start of `text`. Which of them count is not told here.
pub(super) fn number(text: &str) -> Option<Number<'_>> {
    let text = text.trim();
    let first = folded(text.chars().next()?).next()?;
    if !first.is_ascii_digit() && !"問設質項第NnQq#([【<〔o".contains(first) {
        return None;
    }
    if let Some(own) = text.strip_prefix("own/") {
        let path: Vec<u32> = vec![own.parse().ok()?];
        return Some(Number { written: path[0].to_string(), path, signed: false, alone: true, rest: "" });
    }
    let mut cursor = Cursor { letters: letters(text), at: 0 };
    let named = cursor.word(&["設問", "質問", "項目", "問", "No", "NO", "no", "Q", "q", "#", "第"]);
    if named.is_some() {
        cursor.skip(|letter| matches!(letter, '.' | ' ' | ':'));
    }
    cursor.word(&["(", "[", "【", "<", "〔"]);
    let signed = cursor.letters.get(cursor.at).is_some_and(|letter| letter.signed);
    let mut path = vec![cursor.digits()?];
    let mut written = path[0].to_string();
    while let (true, Some(joint)) = (path.len() < DEEPEST, joint(cursor.next(0))) {
        let before = cursor.at;
        cursor.at += 1;
        cursor.word(&["("]);
        let Some(part) = cursor.digits() else {
            cursor.at = before;
            break;
        };
        path.push(part);
        written = format!("{written}{joint}{part}");
    }
    if named.is_some() {
        cursor.word(&["問", "番", "項"]);
    }
    let asked = named.is_some_and(|name| matches!(name, "設問" | "質問" | "問"));
    let separated = cursor.next(0).is_some_and(|letter| is_end(letter) || letter == ' ');
    let direct = (signed || asked) && cursor.next(0).is_some_and(char::is_alphabetic);
    cursor.skip(is_end);
    if cursor.next(0).is_some_and(|letter| letter.is_ascii_digit()) {
        return None;
    }
    cursor.skip(|letter| is_end(letter) || letter == ' ');
    if cursor.next(1) == Some(' ') && joint(cursor.next(0)) == Some('-') {
        cursor.skip(|letter| joint(Some(letter)) == Some('-') || letter == ' ');
    }
    let end = cursor.at.checked_sub(1).map_or(0, |last| cursor.letters[last].end);
    // One letter may stand for more than the number: ㏠ is 1日.
    if cursor.letters.get(cursor.at).is_some_and(|letter| letter.end <= end) {
        return None;
    }
    let rest = text[end..].trim();
    let alone = rest.is_empty();
    let goes_on = (separated || direct) && rest.chars().any(char::is_alphabetic);
    (alone || goes_on).then_some(Number { path, written, signed, alone, rest })
}

/// The beginning of a cell, letter by letter.
fn letters(text: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (start, letter) in text.char_indices().take(BEGINNING) {
        let end = start + letter.len_utf8();
        let unseen = matches!(letter, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{fe0e}' | '\u{fe0f}');
        let signed = matches!(letter, '①'..='⒛' | '㉑'..='㉟' | '㊱'..='㊿' | '❶'..='❿');
        let shown = folded(letter).filter(|_| !unseen);
        letters.extend(shown.map(|is| Letter { is: if is.is_whitespace() { ' ' } else { is }, signed, end }));
    }
    letters
}

/// A letter without its width; black circles are numbers, too.
fn folded(letter: char) -> impl Iterator<Item = char> {
    let circled = ('❶'..='❿').contains(&letter).then(|| u32::from(letter) - u32::from('❶') + u32::from('①'));
    circled.and_then(char::from_u32).unwrap_or(letter).nfkc()
}

/// What joins the parts of a number.
fn joint(letter: Option<char>) -> Option<char> {
    match letter? {
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' => Some('-'),
        '.' => Some('.'),
        _ => None,
    }
}

fn is_end(letter: char) -> bool {
    matches!(letter, ')' | ']' | '】' | '>' | '〕' | '.' | '、' | ':' | '。')
}

#[cfg(test)]
mod tests {
    use super::number;

    fn shown(text: &str) -> Option<String> {
        number(text).map(|found| format!("{}|{}", found.written, found.rest))
    }

    #[test]
    fn every_way_to_number_an_item_is_taken_from_its_text() {
        for text in ["7", "７．", "(7)", "問 ７", "第7問", "№7", "Ｑ７．", "⑦", "⑺", "⒎", "❼", "own/7", " 7 ", "7:"]
        {
            assert_eq!(shown(text).as_deref(), Some("7|"), "{text}");
        }
        for text in ["1-1", "１－１", "①-1", "(1-1)", "問1-1", "1ー1", "1-(1)"] {
            assert_eq!(shown(text).as_deref(), Some("1-1|"), "{text}");
        }
        assert_eq!(shown("1.2.3").as_deref(), Some("1.2.3|"));
        for text in ["7. 鍵", "問７　鍵", "⑦鍵", "（7）鍵", "Q7：鍵", "No.7 鍵", "7 - 鍵", "問7鍵"] {
            assert_eq!(shown(text).as_deref(), Some("7|鍵"), "{text}");
        }
        assert_eq!(shown("7. 5S活動をする").as_deref(), Some("7|5S活動をする"));
        assert_eq!(shown("2-1 鍵をかける").as_deref(), Some("2-1|鍵をかける"));
    }

    #[test]
    fn dates_and_amounts_number_nothing() {
        for text in ["", "2026-10-01", "2026/10/1", "10:30", "70%", "7名", "1234", "七", "7. 50%", "○", "3-5名", "㏠"]
        {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
