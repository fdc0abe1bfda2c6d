//! What two people type who mean the same organisation: a name without its corporate form, widths and variants.
//!
//! For finding, and for noticing that an organisation may be there already. Which letters count as the same is
//! ours; a folded name is never shown.

use unicode_normalization::UnicodeNormalization as _;

/// Corporate forms, as they stand after NFKC. The longer ones first.
const FORMS: [&str; 26] = [
    "国立研究開発法人",
    "特定非営利活動法人",
    "一般社団法人",
    "一般財団法人",
    "公益社団法人",
    "公益財団法人",
    "独立行政法人",
    "国立大学法人",
    "株式会社",
    "有限会社",
    "合同会社",
    "合資会社",
    "合名会社",
    "相互会社",
    "企業組合",
    "協業組合",
    "学校法人",
    "医療法人",
    "社会福祉法人",
    "(株)",
    "(有)",
    "(同)",
    "(一社)",
    "(一財)",
    "(公社)",
    "(公財)",
];

/// English forms, only where they stand at the end as words of their own.
const ENGLISH_FORMS: [&str; 9] = ["co.,ltd.", "co.,ltd", "co.", "ltd.", "ltd", "inc.", "inc", "llc", "k.k."];

/// Letters people write in more than one way: each line is one letter.
const VARIANTS: [&str; 14] = [
    "高髙",
    "崎﨑嵜",
    "辺邊邉",
    "斎齋斉齊",
    "沢澤",
    "浜濱濵",
    "広廣",
    "国國",
    "吉𠮷",
    "桜櫻",
    "真眞",
    "徳德",
    "瀬瀨",
    "桑桒",
];

/// The name as it is compared: NFKC, lower case, no corporate form, kana in one size and script, no marks between.
/// A name that is nothing but its form keeps it.
#[must_use]
pub fn fold(name: &str) -> String {
    let normal: String = name.nfkc().flat_map(char::to_lowercase).collect();
    let bare = letters(&without_form(&normal));
    if bare.is_empty() { letters(&normal) } else { bare }
}

fn without_form(name: &str) -> String {
    let mut rest = name.trim();
    for form in FORMS {
        rest = rest.strip_prefix(form).unwrap_or(rest).trim();
        rest = rest.strip_suffix(form).unwrap_or(rest).trim();
    }
    let mut words: Vec<&str> = rest.split([' ', ',']).filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && words.last().is_some_and(|word| ENGLISH_FORMS.contains(word)) {
        words.pop();
    }
    let joined = words.join(" ");
    ENGLISH_FORMS.iter().find_map(|form| joined.strip_suffix(&format!(" {form}"))).unwrap_or(&joined).to_owned()
}

fn letters(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric() && *letter != 'ー')
        .map(|letter| variant(kana(letter)))
        .collect()
}

/// Katakana as hiragana, small ones as large ones: キヤノン and キャノン are compared as one.
fn kana(letter: char) -> char {
    let hiragana = match letter {
        'ァ'..='ヶ' => char::from_u32(u32::from(letter) - 0x60).unwrap_or(letter),
        other => other,
    };
    match hiragana {
        'ぁ' => 'あ',
        'ぃ' => 'い',
        'ぅ' => 'う',
        'ぇ' => 'え',
        'ぉ' => 'お',
        'っ' => 'つ',
        'ゃ' => 'や',
        'ゅ' => 'ゆ',
        'ょ' => 'よ',
        'ゎ' => 'わ',
        'ゕ' => 'か',
        'ゖ' => 'け',
        other => other,
    }
}

fn variant(letter: char) -> char {
    let line = VARIANTS.iter().find(|line| line.contains(letter));
    line.and_then(|line| line.chars().next()).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same_fold_to_the_same() {
        let rows = [
            ("株式会社見本製作所", "見本製作所"),
            ("見本製作所株式会社", "見本製作所"),
            ("㈱見本製作所", "見本製作所"),
            ("（株）見本製作所", "見本製作所"),
            ("株式会社　見本 製作所", "見本製作所"),
            ("髙﨑精機", "高崎精機"),
            ("𠮷田鐵工", "吉田鐵工"),
            ("キヤノン", "きやのん"),
            ("キャノン", "きやのん"),
            ("ｷｬﾉﾝ", "きやのん"),
            ("スーパーメタル", "すぱめたる"),
            ("Sample Works Co., Ltd.", "sampleworks"),
            ("SAMPLE WORKS CO.,LTD.", "sampleworks"),
            ("Ｓａｍｐｌｅ　Ｗｏｒｋｓ", "sampleworks"),
            ("一般社団法人 見本協会", "見本協会"),
            ("A・B・C商会", "abc商会"),
        ];
        for (name, folded) in rows {
            assert_eq!(fold(name), folded, "{name}");
        }
    }

    #[test]
    fn a_name_is_never_folded_to_nothing() {
        assert_eq!(fold("株式会社"), "株式会社");
        assert_eq!(fold("Inc"), "inc");
        assert_eq!(fold("・・・"), "");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        for name in ["株式会社キャノン髙﨑", "Sample Works Co., Ltd.", "（有）斉藤"] {
            assert_eq!(fold(&fold(name)), fold(name));
        }
    }
}
