//! An application as its form tells it. Knows how the fields are read and what is wrong with them; knows no rule.

use std::collections::BTreeSet;

use criteria::pack::bodies::Field;
use criteria::pack::criteria::Criteria;
use criteria::pack::reference::Era;
use jiff::civil::Date;
use record::{OrganisationId, StreamId};
use scheme::application::SiteId;
use scheme::certification::CertificationType;
use scheme::organisation::IndustryCode;
use scheme::word::Word;
use uuid::Uuid;

use crate::dates;

/// The longest text of a field, in characters.
const LONGEST: usize = 400;
/// The longest description of a scope, in characters.
const LONGEST_SCOPE: usize = 2_000;

/// The form as it was filled: names of fields with their values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// What stands in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
    }

    /// Whether a box with this name and value is ticked.
    #[must_use]
    pub fn has(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(known, found)| known == name && found == value)
    }

    fn values<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The rows of a table in the form, by what stands between its name and the name of the column.
    fn rows<'f>(&'f self, table: &'f str, column: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter_map(move |(name, _)| name.strip_prefix(table)?.strip_suffix(column))
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// A text that is too long, or has control characters.
    Text,
    /// No choice there is.
    Choice,
    /// No code of an industry.
    Industry,
    /// No whole number.
    Number,
    /// No date.
    Day,
    /// A site with only a name or only an address.
    HalfSite,
    /// Advice with no name or no first day.
    HalfAdvice,
    /// Somebody advised, and nobody is named.
    NoAdvice,
}

impl Wrong {
    /// Its word, as texts name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Choice => "choice",
            Self::Industry => "industry",
            Self::Number => "number",
            Self::Day => "day",
            Self::HalfSite => "half-site",
            Self::HalfAdvice => "half-advice",
            Self::NoAdvice => "no-advice",
        }
    }
}

/// A site as it is told; without name and address it is taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteTold {
    /// Its id; none = it is new.
    pub id: Option<SiteId>,
    /// What the company calls it.
    pub name: String,
    /// Where it is.
    pub address: String,
}

/// Advice of the past as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceTold {
    /// Who.
    pub who: String,
    /// The first day.
    pub from: Date,
    /// The last day; none where it goes on.
    pub until: Option<Date>,
}

/// What a form tells. What is not told is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Which body is asked.
    pub body: Option<OrganisationId>,
    /// Which type.
    pub certification: Option<CertificationType>,
    /// What is to be certified; empty = not told.
    pub scope: String,
    /// The business.
    pub industry: Option<IndustryCode>,
    /// Fields; an empty list = none of them.
    pub fields: Option<Vec<Field>>,
    /// The sites of the form.
    pub sites: Vec<SiteTold>,
    /// How many people.
    pub staff: Option<u32>,
    /// Forms of information.
    pub forms: BTreeSet<Word>,
    /// Advice; an empty list = nobody advised.
    pub advice: Option<Vec<AdviceTold>>,
    /// Whether it is about the company's own certification business.
    pub own_certification_business: Option<bool>,
    /// A kept check that goes with it.
    pub check: Option<StreamId>,
    /// Wished days.
    pub wishes: BTreeSet<Date>,
}

/// Reads a form; `eras` for dates of the calendar of Japan, `criteria` for the forms of information there are.
///
/// # Errors
/// Every field that cannot be read, by its name in the form.
pub fn read(filled: &Filled, eras: &[Era], criteria: Option<&Criteria>) -> Result<Told, Vec<(String, Wrong)>> {
    let mut wrong: Vec<(String, Wrong)> = Vec::new();
    let mut told = Told { scope: filled.value("scope").replace("\r\n", "\n"), ..Told::default() };
    let controls = |c: char| c.is_control() && c != '\n';
    if told.scope.chars().count() > LONGEST_SCOPE || told.scope.chars().any(controls) {
        wrong.push(("scope".to_owned(), Wrong::Text));
    }
    let mut chosen = |name: &str, fits: &mut dyn FnMut(&str) -> bool| {
        let value = filled.value(name);
        if !value.is_empty() && !fits(value) {
            wrong.push((name.to_owned(), Wrong::Choice));
        }
    };
    chosen("body", &mut |value| {
        told.body = value.parse::<Uuid>().ok().map(OrganisationId);
        told.body.is_some()
    });
    chosen("certification", &mut |value| {
        told.certification = CertificationType::from_word(value);
        told.certification.is_some()
    });
    chosen("own", &mut |value| {
        told.own_certification_business =
            [("yes", true), ("no", false)].into_iter().find(|(word, _)| *word == value).map(|(_, own)| own);
        told.own_certification_business.is_some()
    });
    chosen("check", &mut |value| {
        told.check = value.parse::<Uuid>().ok().map(StreamId);
        told.check.is_some()
    });
    let code: String = filled.value("industry").chars().map(super::super::accreditation::narrow).collect();
    told.industry = code.parse().ok();
    if told.industry.is_none() && !code.is_empty() {
        wrong.push(("industry".to_owned(), Wrong::Industry));
    }
    let staff: String =
        filled.value("staff").chars().map(super::super::accreditation::narrow).filter(|c| *c != ',').collect();
    told.staff = staff.parse().ok();
    if told.staff.is_none() && !staff.is_empty() {
        wrong.push(("staff".to_owned(), Wrong::Number));
    }
    let fields: Vec<Field> = filled.values("fields").filter_map(Field::from_word).collect();
    told.fields = if filled.has("fields", "none") || !fields.is_empty() { Some(fields) } else { None };
    for form in filled.values("forms") {
        match form.parse::<Word>().ok().filter(|_| criteria.is_none_or(|criteria| criteria.form(form).is_some())) {
            Some(word) => _ = told.forms.insert(word),
            None => wrong.push(("forms".to_owned(), Wrong::Choice)),
        }
    }
    sites(filled, &mut told, &mut wrong);
    advice(filled, eras, &mut told, &mut wrong);
    for name in ["wish-1", "wish-2", "wish-3"] {
        match day(filled, eras, name) {
            Ok(wish) => told.wishes.extend(wish),
            Err(fault) => wrong.push(fault),
        }
    }
    if wrong.is_empty() { Ok(told) } else { Err(wrong) }
}

fn line(filled: &Filled, name: &str, wrong: &mut Vec<(String, Wrong)>) -> String {
    let text = filled.value(name);
    if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
        wrong.push((name.to_owned(), Wrong::Text));
    }
    text.to_owned()
}

fn day(filled: &Filled, eras: &[Era], name: &str) -> Result<Option<Date>, (String, Wrong)> {
    match filled.value(name) {
        "" => Ok(None),
        text => dates::typed(eras, text).map(Some).ok_or((name.to_owned(), Wrong::Day)),
    }
}

fn sites(filled: &Filled, told: &mut Told, wrong: &mut Vec<(String, Wrong)>) {
    for row in filled.rows("site:", ":name") {
        let id = row.parse::<SiteId>().ok();
        if id.is_none() && row != "new" {
            wrong.push(("sites".to_owned(), Wrong::Choice));
            continue;
        }
        let name = line(filled, &format!("site:{row}:name"), wrong);
        let address = line(filled, &format!("site:{row}:address"), wrong);
        if name.is_empty() != address.is_empty() {
            let missing = if name.is_empty() { "name" } else { "address" };
            wrong.push((format!("site:{row}:{missing}"), Wrong::HalfSite));
        }
        told.sites.push(SiteTold { id, name, address });
    }
}

fn advice(filled: &Filled, eras: &[Era], told: &mut Told, wrong: &mut Vec<(String, Wrong)>) {
    told.advice = match filled.value("advice") {
        "" => return,
        "nobody" => Some(Vec::new()),
        "listed" => {
            let mut list = Vec::new();
            for row in filled.rows("advice-", "-who") {
                let names = ["who", "from", "until"].map(|column| format!("advice-{row}-{column}"));
                let who = line(filled, &names[0], wrong);
                let (from, until) = (day(filled, eras, &names[1]), day(filled, eras, &names[2]));
                match (who.is_empty(), from, until) {
                    (true, Ok(None), Ok(None)) => {}
                    (false, Ok(Some(from)), Ok(until)) => list.push(AdviceTold { who, from, until }),
                    (who, from, until) => {
                        let half = who || matches!(from, Ok(None));
                        wrong.extend([from.err(), until.err()].into_iter().flatten());
                        wrong.extend(half.then(|| (names[usize::from(!who)].clone(), Wrong::HalfAdvice)));
                    }
                }
            }
            if list.is_empty() && wrong.iter().all(|(name, _)| !name.starts_with("advice")) {
                wrong.push(("advice".to_owned(), Wrong::NoAdvice));
            }
            Some(list)
        }
        _ => {
            wrong.push(("advice".to_owned(), Wrong::Choice));
            return;
        }
    };
}
