//! What somebody typed about an organisation, read field by field.
//!
//! Knows the form of each field; knows no wording and no register. A fault never holds anything of what was
//! typed, only its shape: twelve digits in the field of the corporate number may be a My Number (個人番号), which
//! is never kept, logged or shown back (番号法, unconfirmed; spec 7 §8). Limits of length and size are ours.

use std::collections::BTreeSet;
use std::fmt;

use criteria::corporate_number::{CorporateNumber, NotACorporateNumber};
use record::Text;
use unicode_normalization::UnicodeNormalization;

use super::profile::{IndustryCode, Kind, Prefecture, Profile};

/// Most characters of a name and of its reading.
pub const MOST_OF_NAME: usize = 120;
/// Most characters of an address.
pub const MOST_OF_ADDRESS: usize = 200;
/// Most capital in yen.
pub const MOST_CAPITAL: u64 = 100_000_000_000_000;
/// Most regular employees.
pub const MOST_EMPLOYEES: u64 = 1_000_000;

/// The fields as typed. An empty one is not told. Its `Debug` shows nothing.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Input {
    /// Words of [`Kind`].
    pub kinds: Vec<String>,
    /// 法人番号: digits of any width, with or without hyphens.
    pub corporate_number: String,
    /// Name.
    pub name: String,
    /// Its reading in katakana of any width.
    pub reading: String,
    /// Address.
    pub address: String,
    /// Code of the prefecture: `13`.
    pub prefecture: String,
    /// Code of the main industry: `E26`.
    pub main_industry: String,
    /// Capital in yen.
    pub capital: String,
    /// Regular employees.
    pub employees: String,
}

impl fmt::Debug for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Input").finish_non_exhaustive()
    }
}

/// The fields as read. Its `Debug` shows no text.
#[derive(Clone, PartialEq, Eq)]
pub struct Checked {
    /// What it is.
    pub kinds: BTreeSet<Kind>,
    /// 法人番号
    pub corporate_number: Option<CorporateNumber>,
    /// Name as typed, without space around it.
    pub name: String,
    /// Its reading in katakana of full width.
    pub reading: Option<String>,
    /// Address as typed, without space around it.
    pub address: Option<String>,
    /// Prefecture.
    pub prefecture: Option<Prefecture>,
    /// Main industry; whether the classification has it is not known here.
    pub main_industry: Option<IndustryCode>,
    /// Capital in yen.
    pub capital: Option<u64>,
    /// Regular employees.
    pub employees: Option<u32>,
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Checked").field("kinds", &self.kinds).finish_non_exhaustive()
    }
}

impl Checked {
    /// The profile, without size class. `keep` puts a text where texts stand and gives what events hold of it.
    #[must_use]
    pub fn profile(&self, mut keep: impl FnMut(&str) -> Text) -> Profile {
        Profile {
            kinds: self.kinds.clone(),
            corporate_number: self.corporate_number,
            name: keep(&self.name),
            reading: self.reading.as_deref().map(&mut keep),
            address: self.address.as_deref().map(&mut keep),
            prefecture: self.prefecture,
            main_industry: self.main_industry,
            capital: self.capital,
            employees: self.employees,
            size: None,
        }
    }
}

/// One field that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldFault {
    /// Which.
    pub field: Field,
    /// What would have been right.
    pub expected: Expected,
    /// The shape of what stands there.
    pub found: Found,
}

/// A field of [`Input`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// [`Input::kinds`]
    Kinds,
    /// [`Input::corporate_number`]
    CorporateNumber,
    /// [`Input::name`]
    Name,
    /// [`Input::reading`]
    Reading,
    /// [`Input::address`]
    Address,
    /// [`Input::prefecture`]
    Prefecture,
    /// [`Input::main_industry`]
    MainIndustry,
    /// [`Input::capital`]
    Capital,
    /// [`Input::employees`]
    Employees,
}

impl Field {
    /// Its word, as forms name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Kinds => "kinds",
            Self::CorporateNumber => "corporate_number",
            Self::Name => "name",
            Self::Reading => "reading",
            Self::Address => "address",
            Self::Prefecture => "prefecture",
            Self::MainIndustry => "main_industry",
            Self::Capital => "capital",
            Self::Employees => "employees",
        }
    }
}

/// What would have been right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// At least one kind.
    AtLeastOneKind,
    /// A word of [`Kind`].
    KnownKind,
    /// Nothing beside a sole proprietor that [excludes](Kind::excludes_sole_proprietor) one.
    NothingBesideSoleProprietor,
    /// No corporate number, because a sole proprietor has none.
    NoNumber,
    /// Thirteen digits.
    ThirteenDigits,
    /// A check digit that follows from the other twelve.
    CheckDigit,
    /// As many characters.
    Characters {
        /// At least.
        from: usize,
        /// At most.
        to: usize,
    },
    /// One line of visible characters.
    OneVisibleLine,
    /// Katakana.
    Katakana,
    /// Two digits from 01 to 47.
    PrefectureCode,
    /// A letter from A to T and two digits.
    IndustryCode,
    /// A whole number.
    Whole {
        /// At least.
        from: u64,
        /// At most.
        to: u64,
    },
}

/// The shape of what stands there, and nothing of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Twelve digits: perhaps a My Number.
    TwelveDigits,
    /// Thirteen digits that are no corporate number, or where none belongs.
    ThirteenDigits,
    /// As many digits, and nothing else.
    Digits(usize),
    /// As many characters.
    Characters(usize),
    /// A control character: a line break, a tab, or one that turns the direction of writing.
    ControlCharacter,
    /// Letters of another kind.
    OtherLetters,
    /// A kind that does not belong there.
    Kind(Kind),
}

/// Reads every field.
///
/// # Errors
/// Every field that cannot be read, in the order of the fields.
pub fn check(input: &Input) -> Result<Checked, Vec<FieldFault>> {
    let mut faults = Vec::new();
    let kinds = kinds(&input.kinds, &mut faults);
    let sole = kinds.contains(&Kind::SoleProprietor);
    let corporate_number = corporate_number(&input.corporate_number, sole, &mut faults);
    let name = line(Field::Name, &input.name, 1, MOST_OF_NAME, &mut faults);
    let reading = reading(&input.reading, &mut faults);
    let address = line(Field::Address, &input.address, 0, MOST_OF_ADDRESS, &mut faults);
    let prefecture = code(Field::Prefecture, &input.prefecture, Expected::PrefectureCode, &mut faults);
    let main_industry = code(Field::MainIndustry, &input.main_industry, Expected::IndustryCode, &mut faults);
    let capital = whole(Field::Capital, &input.capital, MOST_CAPITAL, &mut faults);
    let employees = whole(Field::Employees, &input.employees, MOST_EMPLOYEES, &mut faults);
    match name {
        Some(name) if faults.is_empty() => Ok(Checked {
            kinds,
            corporate_number,
            name,
            reading,
            address,
            prefecture,
            main_industry,
            capital,
            employees: employees.and_then(|count| u32::try_from(count).ok()),
        }),
        _ => Err(faults),
    }
}

fn kinds(words: &[String], faults: &mut Vec<FieldFault>) -> BTreeSet<Kind> {
    let mut fault = |expected, found| faults.push(FieldFault { field: Field::Kinds, expected, found });
    let kinds: BTreeSet<Kind> = words.iter().filter_map(|word| Kind::from_word(word)).collect();
    if let Some(unknown) = words.iter().find(|word| Kind::from_word(word).is_none()) {
        fault(Expected::KnownKind, Found::Characters(unknown.chars().count()));
    } else if kinds.is_empty() {
        fault(Expected::AtLeastOneKind, Found::Nothing);
    }
    if let Some(other) = Kind::beside_sole_proprietor(&kinds) {
        fault(Expected::NothingBesideSoleProprietor, Found::Kind(other));
    }
    kinds
}

/// The digits are counted whatever stands between them: how a My Number is written does not make it another.
fn corporate_number(typed: &str, sole: bool, faults: &mut Vec<FieldFault>) -> Option<CorporateNumber> {
    let plain: String = typed.trim().nfkc().collect();
    if plain.is_empty() {
        return None;
    }
    let found = match plain.chars().filter(|c| c.is_numeric()).count() {
        12 => Found::TwelveDigits,
        13 => Found::ThirteenDigits,
        _ => shape(&plain),
    };
    let expected = match plain.parse() {
        _ if sole => Expected::NoNumber,
        Ok(number) => return Some(number),
        Err(NotACorporateNumber::CheckDigit) => Expected::CheckDigit,
        Err(NotACorporateNumber::PerhapsMyNumber | NotACorporateNumber::NotThirteenDigits) => Expected::ThirteenDigits,
    };
    faults.push(FieldFault { field: Field::CorporateNumber, expected, found });
    None
}

/// One line as typed: a name is not respelled. Nothing typed is none, and a fault where something must be.
fn line(field: Field, typed: &str, from: usize, to: usize, faults: &mut Vec<FieldFault>) -> Option<String> {
    let text = typed.trim();
    let length = text.chars().count();
    let fault = if length < from || length > to {
        let found = if length == 0 { Found::Nothing } else { Found::Characters(length) };
        Some((Expected::Characters { from: from.max(1), to }, found))
    } else if text.chars().any(is_control) {
        Some((Expected::OneVisibleLine, Found::ControlCharacter))
    } else {
        None
    };
    if let Some((expected, found)) = fault {
        faults.push(FieldFault { field, expected, found });
        return None;
    }
    (length > 0).then(|| text.to_owned())
}

fn reading(typed: &str, faults: &mut Vec<FieldFault>) -> Option<String> {
    let wide: String = typed.trim().nfkc().collect();
    let text = line(Field::Reading, &wide, 0, MOST_OF_NAME, faults)?;
    if text.chars().all(|c| is_katakana(c) || matches!(c, ' ' | '・')) && text.chars().any(is_katakana) {
        return Some(text);
    }
    faults.push(FieldFault { field: Field::Reading, expected: Expected::Katakana, found: Found::OtherLetters });
    None
}

fn code<T: std::str::FromStr>(
    field: Field,
    typed: &str,
    expected: Expected,
    faults: &mut Vec<FieldFault>,
) -> Option<T> {
    let plain: String = typed.trim().nfkc().flat_map(char::to_uppercase).collect();
    let read = plain.parse().ok();
    if read.is_none() && !plain.is_empty() {
        faults.push(FieldFault { field, expected, found: shape(&plain) });
    }
    read
}

/// A whole number with digits of any width and commas between them.
fn whole(field: Field, typed: &str, to: u64, faults: &mut Vec<FieldFault>) -> Option<u64> {
    let plain: String = typed.trim().nfkc().filter(|c| *c != ',').collect();
    let only_digits = plain.bytes().all(|byte| byte.is_ascii_digit());
    let read = plain.parse().ok().filter(|number| only_digits && *number <= to);
    if read.is_none() && !typed.trim().is_empty() {
        faults.push(FieldFault { field, expected: Expected::Whole { from: 0, to }, found: shape(typed.trim()) });
    }
    read
}

fn shape(text: &str) -> Found {
    match text.chars().count() {
        length if text.chars().all(char::is_numeric) => Found::Digits(length),
        length => Found::Characters(length),
    }
}

/// Also what turns the direction of writing or hides: a name must read as it is written.
fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn is_katakana(c: char) -> bool {
    matches!(c, 'ァ'..='ヺ' | 'ー' | 'ヽ' | 'ヾ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use record::{Salted, TextId};

    fn typed() -> Input {
        Input { kinds: vec!["company".to_owned()], name: "株式会社見本".to_owned(), ..Input::default() }
    }

    /// The faults of the typed company after `edit`, each as `field expected found`.
    fn faults(edit: impl FnOnce(&mut Input)) -> Vec<String> {
        let mut input = typed();
        edit(&mut input);
        let faults = check(&input).err().unwrap_or_default();
        faults.iter().map(|fault| format!("{}: {:?}, {:?}", fault.field.word(), fault.expected, fault.found)).collect()
    }

    #[test]
    fn every_field_is_read_in_any_width() {
        let input = Input {
            kinds: vec!["company".to_owned(), "association".to_owned(), "company".to_owned()],
            corporate_number: " ７-1234-5678-9012 ".to_owned(),
            name: "　㈱見本　精工 ".to_owned(),
            reading: "ﾐﾎﾝ ｾｲｺｳ・ガ".to_owned(),
            address: "東京都千代田区霞が関１−３−１".to_owned(),
            prefecture: "１３".to_owned(),
            main_industry: "ｅ２６".to_owned(),
            capital: "１０,０００，０００".to_owned(),
            employees: "0".to_owned(),
        };
        let checked = check(&input).unwrap();
        assert_eq!(checked.kinds, [Kind::Company, Kind::Association].into());
        assert_eq!(checked.corporate_number.unwrap().to_string(), "7123456789012");
        assert_eq!(checked.name, "㈱見本　精工", "a name is not respelled");
        assert_eq!(checked.reading.as_deref(), Some("ミホン セイコウ・ガ"));
        assert_eq!(checked.address.as_deref(), Some("東京都千代田区霞が関１−３−１"));
        assert_eq!(checked.prefecture.unwrap().to_string(), "13");
        assert_eq!(checked.main_industry.unwrap().to_string(), "E26");
        assert_eq!((checked.capital, checked.employees), (Some(10_000_000), Some(0)));
    }

    #[test]
    fn only_kind_and_name_must_be_told() {
        assert!(faults(|_| {}).is_empty());
        let all = check(&Input::default()).unwrap_err();
        assert_eq!(all.iter().map(|fault| fault.field).collect::<Vec<_>>(), [Field::Kinds, Field::Name]);
    }

    #[test]
    fn a_name_is_one_visible_line_of_at_most_120_characters() {
        assert!(faults(|input| input.name = "髙".repeat(120)).is_empty());
        assert_eq!(
            faults(|input| input.name = "髙".repeat(121)),
            ["name: Characters { from: 1, to: 120 }, Characters(121)"]
        );
        assert_eq!(faults(|input| input.name = "　 ".to_owned()), ["name: Characters { from: 1, to: 120 }, Nothing"]);
        for control in ["\n", "\t", "\0", "\u{85}", "\u{202e}", "\u{2066}", "\u{200b}"] {
            let name = format!("見{control}本");
            assert_eq!(faults(|input| input.name = name), ["name: OneVisibleLine, ControlCharacter"], "{control:?}");
        }
    }

    #[test]
    fn a_reading_is_katakana() {
        for wrong in ["みほん", "見本", "MIHON", "・", "ミホン1", "ミホン㎏"] {
            assert_eq!(
                faults(|input| input.reading = wrong.to_owned()),
                ["reading: Katakana, OtherLetters"],
                "{wrong}"
            );
        }
    }

    #[test]
    fn twelve_digits_may_be_a_my_number_and_nothing_of_them_is_kept() {
        let found = ["corporate_number: ThirteenDigits, TwelveDigits"];
        for twelve in
            ["123456789012", "1234 5678 9012", "１２３４－５６７８－９０１２", "1234/5678/9012", "番号:123456789012"]
        {
            assert_eq!(faults(|input| input.corporate_number = twelve.to_owned()), found, "{twelve}");
        }
        let sole = faults(|input| {
            input.kinds = vec!["sole_proprietor".to_owned()];
            input.corporate_number = "123456789012".to_owned();
        });
        assert_eq!(sole, ["corporate_number: NoNumber, TwelveDigits"]);
    }

    #[test]
    fn a_corporate_number_has_thirteen_digits_and_the_first_follows_from_the_others() {
        let number = |text: &str| faults(|input| input.corporate_number = text.to_owned());
        assert_eq!(number("8123456789012"), ["corporate_number: CheckDigit, ThirteenDigits"]);
        assert_eq!(number("712345678901"), ["corporate_number: ThirteenDigits, TwelveDigits"]);
        assert_eq!(number("71234567890123"), ["corporate_number: ThirteenDigits, Digits(14)"]);
        assert_eq!(number("なし"), ["corporate_number: ThirteenDigits, Characters(2)"]);
    }

    #[test]
    fn a_sole_proprietor_has_no_number_and_is_nothing_only_others_can_be() {
        let faults = faults(|input| {
            input.kinds = vec!["ministry".to_owned(), "sole_proprietor".to_owned()];
            input.corporate_number = "7123456789012".to_owned();
        });
        assert_eq!(
            faults,
            ["kinds: NothingBesideSoleProprietor, Kind(Ministry)", "corporate_number: NoNumber, ThirteenDigits"]
        );
    }

    #[test]
    fn codes_and_numbers_out_of_range_are_faults_of_their_field() {
        for (edit, expected) in [
            ((|input| input.kinds.push("person".to_owned())) as fn(&mut Input), "kinds: KnownKind, Characters(6)"),
            (|input| input.prefecture = "48".to_owned(), "prefecture: PrefectureCode, Digits(2)"),
            (|input| input.prefecture = "東京都".to_owned(), "prefecture: PrefectureCode, Characters(3)"),
            (|input| input.main_industry = "26".to_owned(), "main_industry: IndustryCode, Digits(2)"),
            (|input| input.address = "あ".repeat(201), "address: Characters { from: 1, to: 200 }, Characters(201)"),
            (
                |input| input.capital = "100000000000001".to_owned(),
                "capital: Whole { from: 0, to: 100000000000000 }, Digits(15)",
            ),
            (
                |input| input.capital = "1000万円".to_owned(),
                "capital: Whole { from: 0, to: 100000000000000 }, Characters(6)",
            ),
            (|input| input.employees = "-1".to_owned(), "employees: Whole { from: 0, to: 1000000 }, Characters(2)"),
            (|input| input.employees = "1000001".to_owned(), "employees: Whole { from: 0, to: 1000000 }, Digits(7)"),
            (|input| input.employees = "+5".to_owned(), "employees: Whole { from: 0, to: 1000000 }, Characters(2)"),
            (|input| input.employees = ",".to_owned(), "employees: Whole { from: 0, to: 1000000 }, Characters(1)"),
        ] {
            assert_eq!(faults(edit), [expected]);
        }
    }

    #[test]
    fn the_profile_holds_digests_for_texts() {
        let checked = check(&Input { reading: "ミホン".to_owned(), ..typed() }).unwrap();
        let mut kept = Vec::new();
        let profile = checked.profile(|text| {
            kept.push(text.to_owned());
            Salted::new(TextId(uuid::Uuid::from_u128(1)), [0; 32], text.to_owned()).text
        });
        assert_eq!(kept, ["株式会社見本", "ミホン"]);
        assert_eq!(profile.address, None);
        assert!(!format!("{profile:?} {checked:?} {:?}", typed()).contains("見本"));
    }

    proptest! {
        /// Whatever is typed, wherever: it is read or refused, and no fault holds anything of it.
        #[test]
        fn nothing_typed_is_shown_back(text in "[鬱7７\u{202e}ｶﾞー, -]{0,30}|\\PC{0,200}", digits in "[0-9]{12}") {
            let input = Input {
                kinds: vec![text.clone()],
                corporate_number: digits.clone(),
                name: text.clone(),
                reading: text.clone(),
                address: text.clone(),
                prefecture: text.clone(),
                main_industry: text.clone(),
                capital: text.clone(),
                employees: text.clone(),
            };
            let faults = check(&input).unwrap_err();
            let shown = format!("{faults:?}");
            prop_assert!(shown.is_ascii() && !shown.contains(&digits));
            prop_assert!(faults.iter().any(|fault| fault.found == Found::TwelveDigits));
        }
    }
}
