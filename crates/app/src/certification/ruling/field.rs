//! Refusals of the rules of what is found in an audit: working papers, nonconformities, with their facts.
//!
//! The three words for days that do not fit are those of findings, so that each says what a day is for here.

use scheme::audit::NotJudging;
use scheme::{nonconformity, requirement};

use super::{Fact, Ruling};
use crate::office::Refused;

/// A day that does not fit what was found.
fn day(day: scheme::day::WrongDay) -> Ruling {
    use scheme::day::WrongDay;
    match day {
        WrongDay::ToCome { today, found } => Ruling::days("unfit-day-to-come", [("today", today), ("found", found)]),
        WrongDay::TooEarly { earliest, found } => {
            Ruling::days("unfit-day-too-early", [("earliest", earliest), ("found", found)])
        }
        WrongDay::TooLate { latest, found } => {
            Ruling::days("unfit-day-too-late", [("latest", latest), ("found", found)])
        }
    }
}

fn place(found: nonconformity::Place) -> Fact {
    Fact::Said(format!("finding-place-{}", found.word()))
}

impl From<requirement::Error> for Ruling {
    fn from(error: requirement::Error) -> Self {
        use requirement::Error;
        let rule = error.rule();
        let criterion = |criterion: String| Self { rule, facts: vec![("criterion", Fact::Code(criterion))] };
        match error {
            Error::NotOpened | Error::NothingFound | Error::NeverStood { .. } => Self::of(rule),
            Error::OpenedOtherwise { criterion: found, .. } => criterion(found),
            Error::Agreed { on } | Error::Reported { on } => Self::days(rule, [("on", on)]),
            Error::NoEvidence { criterion: of }
            | Error::NoReason { criterion: of }
            | Error::Basic { criterion: of }
            | Error::ReasonOfNothing { criterion: of, .. } => criterion(of),
            Error::TooManyFiles { criterion, most, found } => {
                let (most, found) = (Fact::Number(most as u64), Fact::Number(found as u64));
                Self { rule, facts: vec![("criterion", Fact::Code(criterion)), ("most", most), ("found", found)] }
            }
            Error::Conflict(conflict) => {
                let who = Fact::People(vec![conflict.theirs.by]);
                Self { rule, facts: vec![("who", who), ("on", Fact::Day(conflict.theirs.on))] }
            }
            Error::Day(wrong) => day(wrong),
        }
    }
}

impl From<nonconformity::Error> for Ruling {
    fn from(error: nonconformity::Error) -> Self {
        use nonconformity::Error;
        let rule = error.rule();
        match error {
            Error::NotNow { found, .. } => Self { rule, facts: vec![("found", place(found))] },
            Error::NotOfTheTeam { author } => Self { rule, facts: vec![("who", Fact::People(vec![author]))] },
            Error::NoEvidence { criterion } | Error::Milder { criterion } => {
                Self { rule, facts: vec![("criterion", Fact::Code(criterion))] }
            }
            Error::NoNote | Error::NotVerified => Self::of(rule),
            Error::Day(wrong) => day(wrong),
        }
    }
}

impl From<NotJudging> for Ruling {
    fn from(error: NotJudging) -> Self {
        let rule = error.rule();
        match error {
            NotJudging::LooksOn { person, found } => {
                let function = Fact::Said(format!("audit-function-{}", found.word()));
                Self { rule, facts: vec![("name", Fact::People(vec![person])), ("function", function)] }
            }
            NotJudging::Team(error) => error.into(),
        }
    }
}

impl From<NotJudging> for Refused {
    fn from(error: NotJudging) -> Self {
        Ruling::from(error).into()
    }
}

impl From<requirement::Error> for Refused {
    fn from(error: requirement::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<nonconformity::Error> for Refused {
    fn from(error: nonconformity::Error) -> Self {
        Ruling::from(error).into()
    }
}
