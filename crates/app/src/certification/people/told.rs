//! What the forms on people of a body tell. Knows how fields are read and what is wrong with them; knows no rule.

use criteria::catalogue::Catalogue;
use criteria::pack::reference::Era;
use jiff::civil::Date;
use record::PersonId;
use scheme::competence::Area;
use uuid::Uuid;

use super::tie::{TieTold, tie_of};
use crate::certification::application::CRITERIA;
use crate::dates;
use crate::industry::DIVISIONS;

pub use crate::certification::application::Filled;

/// The longest text, in characters.
const LONGEST: usize = 2_000;

/// A field that cannot be read, by its name in the form.
pub type Wrong = &'static str;

/// What is recorded of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Found competent.
    Find,
    /// Not competent any more.
    Withdraw,
    /// Pledged confidence.
    Pledge,
    /// Leaves the body.
    Leave,
}

impl Deed {
    /// Every deed, in the order of the page.
    pub const ALL: [Self; 4] = [Self::Find, Self::Pledge, Self::Withdraw, Self::Leave];

    /// Its word in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Find => "find",
            Self::Withdraw => "withdraw",
            Self::Pledge => "pledge",
            Self::Leave => "leave",
        }
    }

    /// The deed with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.word() == word)
    }
}

/// A form on a person's records, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// Found competent in these areas, for the same term.
    Find {
        /// At least one.
        areas: Vec<Area>,
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
        /// What shows it.
        evidence: String,
        /// Why it is recorded only now.
        reason: Option<String>,
    },
    /// Not competent any more.
    Withdraw {
        /// In what.
        area: Area,
        /// From which day.
        on: Date,
        /// Why.
        reason: String,
    },
    /// Pledged confidence.
    Pledge {
        /// From which day it binds.
        from: Date,
        /// What shows it.
        evidence: String,
    },
    /// Leaves.
    Leave {
        /// The first day after.
        on: Date,
    },
}

/// An advice that is recorded in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdviceTold {
    /// Who advised.
    pub person: PersonId,
    /// When.
    pub on: Date,
    /// What was said.
    pub what: String,
}

/// Reads fields one after the other and collects the names of those that cannot be read.
struct Reader<'a> {
    filled: &'a Filled,
    eras: &'a [Era],
    wrong: Vec<Wrong>,
}

impl<'a> Reader<'a> {
    fn new(filled: &'a Filled, eras: &'a [Era]) -> Self {
        Self { filled, eras, wrong: Vec::new() }
    }

    fn found<T>(&mut self, name: Wrong, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.wrong.push(name);
        }
        found
    }

    fn day(&mut self, name: Wrong) -> Option<Date> {
        let day = dates::typed(self.eras, self.filled.value(name));
        self.found(name, day)
    }

    /// A day that may be left out: `Some(None)`.
    fn day_or_none(&mut self, name: Wrong) -> Option<Option<Date>> {
        if self.filled.value(name).is_empty() { Some(None) } else { self.day(name).map(Some) }
    }

    fn text(&mut self, name: Wrong) -> Option<String> {
        let text = self.text_or_none(name)?;
        self.found(name, text)
    }

    /// A text that may be left out.
    fn text_or_none(&mut self, name: Wrong) -> Option<Option<String>> {
        let text = self.filled.value(name).replace("\r\n", "\n");
        let controls = |c: char| c.is_control() && c != '\n';
        let fits = text.chars().count() <= LONGEST && !text.chars().any(controls);
        let text = fits.then(|| Some(text).filter(|text| !text.is_empty()));
        self.found(name, text)
    }

    fn person(&mut self, name: Wrong) -> Option<PersonId> {
        let person = self.filled.value(name).parse::<Uuid>().ok().map(PersonId);
        self.found(name, person)
    }

    fn done<T>(self, read: Option<T>) -> Result<T, Vec<Wrong>> {
        match read {
            Some(read) if self.wrong.is_empty() => Ok(read),
            Some(_) | None => Err(self.wrong),
        }
    }
}

/// Reads a form on a person's records.
///
/// # Errors
/// The names of all fields that cannot be read.
pub fn read_record(deed: Deed, filled: &Filled, eras: &[Era], catalogue: &Catalogue) -> Result<Told, Vec<Wrong>> {
    let mut reader = Reader::new(filled, eras);
    let told = match deed {
        Deed::Find => {
            let found = areas(filled, catalogue);
            let areas = reader.found("areas", found);
            let (from, until) = (reader.day("from"), reader.day("until"));
            let (evidence, reason) = (reader.text("evidence"), reader.text_or_none("reason"));
            match (areas, from, until, evidence, reason) {
                (Some(areas), Some(from), Some(until), Some(evidence), Some(reason)) => {
                    Some(Told::Find { areas, from, until, evidence, reason })
                }
                _ => None,
            }
        }
        Deed::Withdraw => {
            let area = filled.value("area").parse::<Area>().ok();
            let (area, on, reason) = (reader.found("area", area), reader.day("on"), reader.text("reason"));
            match (area, on, reason) {
                (Some(area), Some(on), Some(reason)) => Some(Told::Withdraw { area, on, reason }),
                _ => None,
            }
        }
        Deed::Pledge => {
            let (from, evidence) = (reader.day("from"), reader.text("evidence"));
            from.zip(evidence).map(|(from, evidence)| Told::Pledge { from, evidence })
        }
        Deed::Leave => reader.day("on").map(|on| Told::Leave { on }),
    };
    reader.done(told)
}

/// The chosen areas; none = there is none, or one that is in no list.
fn areas(filled: &Filled, catalogue: &Catalogue) -> Option<Vec<Area>> {
    let criteria = catalogue.criteria(CRITERIA).map(|(_, criteria)| criteria);
    let part = |word: &str| {
        criteria?.part(word)?;
        word.parse().ok().map(Area::Criteria)
    };
    let industry = |code: &str| {
        let division = DIVISIONS.iter().any(|division| division.letter == code);
        let known = division || catalogue.industries()?.industry(code).is_some();
        known.then(|| Area::Industry(code.to_owned()))
    };
    let chosen = filled.0.iter().filter_map(|(name, value)| match name.as_str() {
        "part" => Some(part(value)),
        "industry" if !value.is_empty() => Some(industry(value)),
        _ => None,
    });
    chosen.collect::<Option<Vec<Area>>>().filter(|areas| !areas.is_empty())
}

/// Reads the form that enters what ties a person to a company.
///
/// # Errors
/// The names of all fields that cannot be read.
pub fn read_tie(deed: &str, filled: &Filled, eras: &[Era]) -> Result<Option<TieTold>, Vec<Wrong>> {
    let mut reader = Reader::new(filled, eras);
    let entry = filled.value("entry").parse::<u32>().ok();
    let told = match deed {
        "enter" => {
            let person = reader.person("person");
            let tie = reader.found("tie", tie_of(filled.value("tie")));
            let (from, until, source) = (reader.day("from"), reader.day_or_none("until"), reader.text("source"));
            match (person, tie, from, until, source) {
                (Some(person), Some(tie), Some(from), Some(until), Some(source)) => {
                    Some(TieTold::Enter { person, tie, from, until, source })
                }
                _ => None,
            }
        }
        "end" => {
            let (person, entry) = (reader.person("person"), reader.found("entry", entry));
            match (person, entry, reader.day("until"), reader.text("source")) {
                (Some(person), Some(entry), Some(until), Some(source)) => {
                    Some(TieTold::End { person, entry, until, source })
                }
                _ => None,
            }
        }
        "strike" => {
            let (person, entry) = (reader.person("person"), reader.found("entry", entry));
            match (person, entry, reader.text("reason")) {
                (Some(person), Some(entry), Some(reason)) => Some(TieTold::Strike { person, entry, reason }),
                _ => None,
            }
        }
        "declared" => {
            let place = reader.found("place", filled.value("place").parse::<usize>().ok());
            place.zip(reader.person("person")).map(|(place, person)| TieTold::Declared { place, person })
        }
        _ => return Ok(None),
    };
    reader.done(told).map(Some)
}

/// Reads the form that records an advice.
///
/// # Errors
/// The names of all fields that cannot be read.
pub fn read_advice(filled: &Filled, eras: &[Era]) -> Result<AdviceTold, Vec<Wrong>> {
    let mut reader = Reader::new(filled, eras);
    let told = match (reader.person("person"), reader.day("on"), reader.text("what")) {
        (Some(person), Some(on), Some(what)) => Some(AdviceTold { person, on, what }),
        _ => None,
    };
    reader.done(told)
}
