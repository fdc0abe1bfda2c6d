//! Refusals by the rules of competence and of what ties people to companies.

use scheme::{competence, partiality};

use super::{Fact, Ruling};
use crate::office::Refused;

impl From<competence::Error> for Ruling {
    fn from(error: competence::Error) -> Self {
        use competence::Error;
        let rule = error.rule();
        match error {
            Error::Unkept | Error::OfAnother => Self::of(rule),
            Error::Left { on } | Error::DoesNotHold { on, .. } => Self::days(rule, [("on", on)]),
            Error::BackDated { today, found } => {
                Self::days("past-needs-a-reason", [("today", today), ("found", found)])
            }
            Error::Term { from, to, found } => Self::days(rule, [("from", from), ("to", to), ("found", found)]),
            Error::Later { today, found } => Self::days(rule, [("today", today), ("found", found)]),
            Error::Areas => Self { rule, facts: vec![("most", Fact::Number(competence::MOST_AREAS as u64))] },
        }
    }
}

impl From<partiality::Error> for Ruling {
    fn from(error: partiality::Error) -> Self {
        use partiality::Error;
        let rule = error.rule();
        match error {
            Error::Unknown { .. } | Error::Struck => Self::of(rule),
            Error::Later { today, found } => Self::days(rule, [("today", today), ("found", found)]),
            Error::EndsBeforeItBegins { from, found } => {
                Self::days("tie-ends-after-it-begins", [("from", from), ("found", found)])
            }
            Error::Over { until } => Self::days(rule, [("until", until)]),
            Error::Full => Self { rule, facts: vec![("most", Fact::Number(partiality::MOST_ENTRIES as u64))] },
        }
    }
}

impl From<competence::Error> for Refused {
    fn from(error: competence::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<partiality::Error> for Refused {
    fn from(error: partiality::Error) -> Self {
        Ruling::from(error).into()
    }
}
