//! What is known of an organisation. Knows which facts fit together, and not how they came to be typed
//! ([`super::input`]) or changed ([`super::Organisation`]).

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use criteria::corporate_number::CorporateNumber;
use jiff::civil::Date;
use record::{Digest, Text};
use serde::{Deserialize, Serialize};

use crate::sme::{Business, Class, Form};

/// What is known of an organisation. Texts stand outside the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// What it is: at least one kind.
    pub kinds: BTreeSet<Kind>,
    /// 法人番号. A sole proprietor has none.
    #[serde(with = "number_as_text", default)]
    pub corporate_number: Option<CorporateNumber>,
    /// Name.
    pub name: Text,
    /// Its reading in katakana.
    pub reading: Option<Text>,
    /// Address.
    pub address: Option<Text>,
    /// Prefecture of the address.
    pub prefecture: Option<Prefecture>,
    /// 主たる事業
    pub main_industry: Option<IndustryCode>,
    /// Capital in yen.
    pub capital: Option<u64>,
    /// Regular employees (常時使用する従業員).
    pub employees: Option<u32>,
    /// The size class as it was last worked out.
    pub size: Option<Size>,
}

/// A kind of organisation. One may be several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 会社
    Company,
    /// 個人事業主: a person, so there is no corporate number.
    SoleProprietor,
    /// 研究機関
    ResearchInstitution,
    /// 大学
    University,
    /// 認証機関
    CertificationBody,
    /// 主務官庁
    Ministry,
    /// 団体
    Association,
    /// 独立行政法人など
    Agency,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Company,
        Self::SoleProprietor,
        Self::ResearchInstitution,
        Self::University,
        Self::CertificationBody,
        Self::Ministry,
        Self::Association,
        Self::Agency,
    ];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::SoleProprietor => "sole_proprietor",
            Self::ResearchInstitution => "research_institution",
            Self::University => "university",
            Self::CertificationBody => "certification_body",
            Self::Ministry => "ministry",
            Self::Association => "association",
            Self::Agency => "agency",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether a sole proprietor cannot be this as well. Ours: these are legal persons or parts of the state,
    /// and a person who founds a company is not that company.
    #[must_use]
    pub fn excludes_sole_proprietor(self) -> bool {
        match self {
            Self::Company | Self::CertificationBody | Self::Ministry | Self::Association | Self::Agency => true,
            Self::SoleProprietor | Self::ResearchInstitution | Self::University => false,
        }
    }

    /// What a sole proprietor among `kinds` cannot be as well.
    #[must_use]
    pub fn beside_sole_proprietor(kinds: &BTreeSet<Self>) -> Option<Self> {
        let mut others = kinds.iter().copied().filter(|kind| kind.excludes_sole_proprietor());
        others.next().filter(|_| kinds.contains(&Self::SoleProprietor))
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// A prefecture by its two-digit code, `01` 北海道 to `47` 沖縄県 (JIS X 0401, unconfirmed).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prefecture(u8);

/// No code of a prefecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected two digits from 01 to 47")]
pub struct NoPrefecture;

impl FromStr for Prefecture {
    type Err = NoPrefecture;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let two_digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        let code = text.parse().ok().filter(|code| two_digits && (1..=47).contains(code));
        code.map(Self).ok_or(NoPrefecture)
    }
}

impl TryFrom<String> for Prefecture {
    type Error = NoPrefecture;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Prefecture> for String {
    fn from(prefecture: Prefecture) -> Self {
        prefecture.to_string()
    }
}

impl fmt::Display for Prefecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A middle group of 日本標準産業分類, such as `E26`: a division from A to T and two digits. Whether the
/// classification has it is said by the pack of industries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct IndustryCode {
    division: char,
    group: u8,
}

/// No code of an industry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected a letter from A to T and two digits")]
pub struct NoIndustryCode;

impl FromStr for IndustryCode {
    type Err = NoIndustryCode;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let &[division @ b'A'..=b'T', tens @ b'0'..=b'9', ones @ b'0'..=b'9'] = text.as_bytes() else {
            return Err(NoIndustryCode);
        };
        match (tens - b'0') * 10 + (ones - b'0') {
            0 => Err(NoIndustryCode),
            group => Ok(Self { division: char::from(division), group }),
        }
    }
}

impl TryFrom<String> for IndustryCode {
    type Error = NoIndustryCode;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<IndustryCode> for String {
    fn from(code: IndustryCode) -> Self {
        code.to_string()
    }
}

impl fmt::Display for IndustryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:02}", self.division, self.group)
    }
}

/// A size class with what it was worked out from ([`crate::sme::classify`]), so that it stays true of its day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// The class.
    pub class: Class,
    /// Id of the sector whose limits were used; none where the industry has none.
    pub sector: Option<String>,
    /// The figures.
    pub basis: Basis,
    /// The day it was worked out.
    pub on: Date,
}

/// The figures a size class rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// Capital in yen, where it was told.
    pub capital: Option<u64>,
    /// Regular employees.
    pub employees: u32,
    /// 主たる事業
    pub main_industry: IndustryCode,
    /// SHA-256 of the edition of the pack of industries, whose limits were used.
    pub industries: Digest,
}

/// One field of a profile, with what it becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "field", content = "to", rename_all = "snake_case")]
pub enum Change {
    /// 法人番号
    #[serde(with = "number_as_text")]
    CorporateNumber(Option<CorporateNumber>),
    /// Name.
    Name(Text),
    /// Its reading.
    Reading(Option<Text>),
    /// Address.
    Address(Option<Text>),
    /// Prefecture.
    Prefecture(Option<Prefecture>),
    /// 主たる事業
    MainIndustry(Option<IndustryCode>),
    /// Capital in yen.
    Capital(Option<u64>),
    /// Regular employees.
    Employees(Option<u32>),
    /// The size class.
    Size(Option<Size>),
}

impl Profile {
    /// What the question of the size class asks; none where employees or main industry are not told. `special`
    /// is the sector of the Cabinet Order the business says it belongs to.
    #[must_use]
    pub fn business(&self, special: Option<String>) -> Option<Business> {
        let sole = self.kinds.contains(&Kind::SoleProprietor);
        Some(Business {
            form: if sole { Form::SoleProprietor } else { Form::Company },
            capital: self.capital,
            employees: self.employees?,
            main_industry: self.main_industry?.to_string(),
            special,
        })
    }

    /// Whether the size class was worked out from the figures of today's profile. A size class that was not
    /// stays true of its own day and figures.
    #[must_use]
    pub fn size_is_current(&self) -> bool {
        self.size.as_ref().is_some_and(|size| {
            size.basis.capital == self.capital
                && Some(size.basis.employees) == self.employees
                && Some(size.basis.main_industry) == self.main_industry
        })
    }

    /// The profile after `change`.
    #[must_use]
    pub(super) fn with(mut self, change: &Change) -> Self {
        match change {
            Change::CorporateNumber(to) => self.corporate_number = *to,
            Change::Name(to) => self.name = *to,
            Change::Reading(to) => self.reading = *to,
            Change::Address(to) => self.address = *to,
            Change::Prefecture(to) => self.prefecture = *to,
            Change::MainIndustry(to) => self.main_industry = *to,
            Change::Capital(to) => self.capital = *to,
            Change::Employees(to) => self.employees = *to,
            Change::Size(to) => self.size.clone_from(to),
        }
        self
    }

    /// Every field in which `wanted` differs, kinds aside, in the order of [`Change`].
    #[must_use]
    pub(super) fn differences(&self, wanted: &Self) -> Vec<Change> {
        let changes = [
            (self.corporate_number != wanted.corporate_number)
                .then_some(Change::CorporateNumber(wanted.corporate_number)),
            (self.name != wanted.name).then_some(Change::Name(wanted.name)),
            (self.reading != wanted.reading).then_some(Change::Reading(wanted.reading)),
            (self.address != wanted.address).then_some(Change::Address(wanted.address)),
            (self.prefecture != wanted.prefecture).then_some(Change::Prefecture(wanted.prefecture)),
            (self.main_industry != wanted.main_industry).then_some(Change::MainIndustry(wanted.main_industry)),
            (self.capital != wanted.capital).then_some(Change::Capital(wanted.capital)),
            (self.employees != wanted.employees).then_some(Change::Employees(wanted.employees)),
            (self.size != wanted.size).then(|| Change::Size(wanted.size.clone())),
        ];
        changes.into_iter().flatten().collect()
    }
}

/// A corporate number in an event is its thirteen digits; what does not hold is not read.
mod number_as_text {
    use criteria::corporate_number::CorporateNumber;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    #[expect(clippy::ref_option, reason = "the signature serde asks for")]
    pub(super) fn serialize<S: Serializer>(number: &Option<CorporateNumber>, to: S) -> Result<S::Ok, S::Error> {
        number.map(|number| number.to_string()).serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<CorporateNumber>, D::Error> {
        let text: Option<String> = Option::deserialize(from)?;
        text.map(|text| text.parse()).transpose().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_word_of_a_kind_is_the_one_in_events() {
        for kind in Kind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{kind}\""));
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
        }
        assert_eq!(Kind::from_word("person"), None);
    }

    #[test]
    fn a_prefecture_is_two_digits_from_01_to_47() {
        for code in 1..=47 {
            let text = format!("{code:02}");
            assert_eq!(text.parse::<Prefecture>().unwrap().to_string(), text);
        }
        for text in ["", "0", "1", "00", "48", "99", "013", "+1", "1 ", "東京", "１３"] {
            assert_eq!(text.parse::<Prefecture>(), Err(NoPrefecture), "{text}");
        }
    }

    #[test]
    fn an_industry_is_a_division_and_two_digits() {
        for text in ["A01", "E26", "T99"] {
            assert_eq!(text.parse::<IndustryCode>().unwrap().to_string(), text);
        }
        for text in ["", "E", "26", "E2", "E00", "E261", "U01", "e26", "E+1", "Ｅ26", "製造業"] {
            assert_eq!(text.parse::<IndustryCode>(), Err(NoIndustryCode), "{text}");
        }
    }
}
