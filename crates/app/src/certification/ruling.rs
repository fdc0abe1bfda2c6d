//! A refusal by a rule of the scheme, with the facts it names, to be worded in the reader's language: what was expected, what
//! was found, what to do. Knows no rule.

mod audit;
pub(super) mod decision;
mod field;
mod people;

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::PersonId;
use scheme::{accreditation, application, case, confirmation};

use crate::office::Refused;
use crate::texts::{Texts, arg};

/// A rule refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Its word; `rule-…` words it.
    pub rule: &'static str,
    /// The facts, by the names its text uses.
    pub facts: Vec<(&'static str, Fact)>,
}

/// A fact of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// A day.
    Day(Date),
    /// How many.
    Number(u64),
    /// What a text of this key says.
    Said(String),
    /// What the texts of these keys say, one after the other.
    Listed(Vec<String>),
    /// What these persons are called, one after the other.
    People(Vec<PersonId>),
    /// A code or number as it is: a criterion, a site.
    Code(String),
}

impl Ruling {
    /// Without facts.
    #[must_use]
    pub fn of(rule: &'static str) -> Self {
        Self { rule, facts: Vec::new() }
    }

    fn days<const N: usize>(rule: &'static str, days: [(&'static str, Date); N]) -> Self {
        Self { rule, facts: days.into_iter().map(|(name, day)| (name, Fact::Day(day))).collect() }
    }

    /// In words, each day with its year; nobody is named.
    #[must_use]
    pub fn words(&self, texts: Texts) -> String {
        self.words_naming(texts, &BTreeMap::new())
    }

    /// The same, where it is known what people are called.
    #[must_use]
    pub fn words_naming(&self, texts: Texts, names: &BTreeMap<PersonId, String>) -> String {
        let fact = |fact: &Fact| match fact {
            Fact::Day(day) => arg(texts.date(*day, Date::MIN)),
            Fact::Number(number) => arg(*number),
            Fact::Said(key) => arg(texts.t(key)),
            Fact::Listed(keys) => {
                let said: Vec<String> = keys.iter().map(|key| texts.t(key)).collect();
                arg(said.join(&texts.t("list-comma")))
            }
            Fact::People(people) => {
                let named = |person| names.get(person).cloned().unwrap_or_else(|| texts.t("name-erased"));
                let said: Vec<String> = people.iter().map(named).collect();
                arg(said.join(&texts.t("list-comma")))
            }
            Fact::Code(code) => arg(code.clone()),
        };
        let facts: Vec<_> = self.facts.iter().map(|(name, value)| (*name, fact(value))).collect();
        texts.with(&format!("rule-{}", self.rule), &facts)
    }
}

impl From<Ruling> for Refused {
    fn from(ruling: Ruling) -> Self {
        Self::Ruling(Box::new(ruling))
    }
}

impl From<accreditation::Error> for Ruling {
    fn from(error: accreditation::Error) -> Self {
        use accreditation::Error;
        let rule = error.rule();
        match error {
            Error::Unentered => Self::of(rule),
            Error::Entered { from } => Self::days(rule, [("from", from)]),
            Error::Ended { on } => Self::days(rule, [("on", on)]),
            Error::Term { from, to, found } | Error::OutsideTerm { from, to, found } => {
                Self::days(rule, [("from", from), ("to", to), ("found", found)])
            }
            Error::RenewedLate { after, by, found } => {
                Self::days(rule, [("after", after), ("by", by), ("found", found)])
            }
            Error::Shorter { until, found } => Self::days(rule, [("until", until), ("found", found)]),
            Error::LapseDay { expected, found } => Self::days(rule, [("expected", expected), ("found", found)]),
            Error::Industry { place } => Self { rule, facts: vec![("place", Fact::Number(place as u64 + 1))] },
            Error::Industries { found } => {
                Self { rule: "fewer-industries", facts: vec![("found", Fact::Number(found as u64))] }
            }
        }
    }
}

impl From<confirmation::Fault> for Ruling {
    fn from(fault: confirmation::Fault) -> Self {
        use confirmation::Fault;
        match fault {
            Fault::Changed { .. } => Self::of(fault.rule()),
            Fault::SignedLater { signed_on, today } => {
                Self::days("confirmation-signed-later", [("found", signed_on), ("today", today)])
            }
            Fault::SignedBefore { signed_on, changed_on } => {
                Self::days("confirmation-signed-before", [("found", signed_on), ("changed", changed_on)])
            }
            Fault::MandateOver { until, signed_on } => {
                Self::days("confirmation-mandate-over", [("until", until), ("found", signed_on)])
            }
        }
    }
}

impl From<application::Error> for Ruling {
    fn from(error: application::Error) -> Self {
        use application::{Error, Misfit};
        let rule = error.rule();
        match error {
            Error::Unbegun | Error::Begun | Error::Unwritable => Self::of(rule),
            Error::Submitted { on } | Error::Retracted { on } => Self::days(rule, [("on", on)]),
            Error::Misfit { place, misfit } => {
                let at = ("place", Fact::Said(format!("application-{}", place.word())));
                let (rule, fact) = match misfit {
                    Misfit::Most(most) => ("told-most", Some(("most", Fact::Number(most as u64)))),
                    Misfit::None => ("told-at-least-one", None),
                    Misfit::Day { found } => ("told-day", Some(("found", Fact::Day(found)))),
                    Misfit::UnknownSite => ("told-site", None),
                };
                Self { rule, facts: [at].into_iter().chain(fact).collect() }
            }
            Error::Incomplete { missing } => {
                let said = missing.iter().map(|place| format!("application-{}", place.word())).collect();
                Self { rule, facts: vec![("missing", Fact::Listed(said))] }
            }
            Error::Confirmation(fault) => fault.into(),
        }
    }
}

impl From<case::Error> for Ruling {
    fn from(error: case::Error) -> Self {
        use case::{Error, FeesFault};
        let rule = error.rule();
        let stands =
            |found: case::Standing| ("found", Fact::Said(format!("case-state-{}", found.word().replace('_', "-"))));
        match error {
            Error::AnotherBody
            | Error::NotAsConfirmed
            | Error::Itself
            | Error::OwnUnit
            | Error::CertificationBusiness
            | Error::NotReviewed
            | Error::NoIndustry
            | Error::ToConfirm { .. }
            | Error::NoForms
            | Error::Unwritable => Self::of(rule),
            Error::Status { found, .. } => Self { rule, facts: vec![stands(found)] },
            Error::Over { found, on } => Self { rule, facts: vec![stands(found), ("on", Fact::Day(on))] },
            Error::Unfit { unfit } => {
                let said = unfit.iter().map(|question| format!("review-{}", question.word())).collect();
                Self { rule, facts: vec![("unfit", Fact::Listed(said))] }
            }
            Error::EvidenceDay { expected, found } => Self::days(rule, [("expected", expected), ("found", found)]),
            Error::NotAccredited { on, .. } | Error::OutOfScope { on, .. } | Error::FeesFixed { on } => {
                Self::days(rule, [("on", on)])
            }
            Error::Fees(fault) => {
                let (rule, fact) = match fault {
                    FeesFault::Lines { found } => ("fees-lines", ("found", Fact::Number(found as u64))),
                    FeesFault::Yen { line } => ("fees-yen", ("line", Fact::Number(line as u64))),
                    FeesFault::Words { line } => ("fees-words", ("line", Fact::Number(line as u64))),
                };
                Self { rule, facts: vec![fact] }
            }
            Error::QuoteOver { until, today } => Self::days(rule, [("until", until), ("today", today)]),
            Error::Confirmation(fault) => fault.into(),
            Error::AdviceDay { from, to, found } | Error::DecisionDay { from, to, found } => {
                Self::days(rule, [("from", from), ("to", to), ("found", found)])
            }
            Error::BackDated { today, found } => {
                Self::days("decision-not-back-dated", [("today", today), ("found", found)])
            }
        }
    }
}

impl From<case::Error> for Refused {
    fn from(error: case::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<application::Error> for Refused {
    fn from(error: application::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<accreditation::Error> for Refused {
    fn from(error: accreditation::Error) -> Self {
        Ruling::from(error).into()
    }
}
