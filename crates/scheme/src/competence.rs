//! What one person of a body is competent in, from when to when, with what shows it; and the duty of confidence.
//!
//! Who audits holds a valid record for the area on each day of the audit (INV-10; ISO/IEC 17021-1 7.1–7.2 in general; what the
//! scheme asks of auditors is not in our sources, spec 1 N2). Whether it holds on a day is a question, [`Status::holds`].
//! Officers and employees of a body keep what they learn, also when they have left (Act 72, INV-11): what was pledged stays
//! in the record after the end.
//!
//! One person in one body is one stream; who comes back after an end has another. Records that a body had before it used an
//! installation are of the past: a past first day needs a reason.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use record::{Aggregate, At, Happening, PersonId, Text};
use serde::{Deserialize, Serialize};

use crate::accreditation::is_industry;
use crate::period;
use crate::word::Word;

/// Most areas of one person. Ours.
pub const MOST_AREAS: usize = 200;
/// Most years for which one record is good; then it is renewed. Ours.
pub const LONGEST_YEARS: u16 = 5;

/// Something somebody is competent in: `industry/E26`, or `criteria/1-4`, a part of the criteria's pack.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Area {
    /// A division or a middle group of the industry classification.
    Industry(String),
    /// A part of the criteria.
    Criteria(Word),
}

/// No area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected `industry/` with a code or `criteria/` with a word")]
pub struct NoArea;

impl FromStr for Area {
    type Err = NoArea;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.split_once('/') {
            Some(("industry", code)) if is_industry(code) => Ok(Self::Industry(code.to_owned())),
            Some(("criteria", word)) => word.parse().map(Self::Criteria).map_err(|_| NoArea),
            Some(_) | None => Err(NoArea),
        }
    }
}

impl TryFrom<String> for Area {
    type Error = NoArea;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Area> for String {
    fn from(area: Area) -> Self {
        area.to_string()
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Industry(code) => write!(f, "industry/{code}"),
            Self::Criteria(word) => write!(f, "criteria/{word}"),
        }
    }
}

impl Area {
    /// Whether who is competent in this is so in `asked`: a division covers its middle groups.
    #[must_use]
    pub fn covers(&self, asked: &Self) -> bool {
        match (self, asked) {
            (Self::Industry(has), Self::Industry(asked)) => has == asked || (has.len() == 1 && asked.starts_with(has)),
            (Self::Criteria(has), Self::Criteria(asked)) => has == asked,
            (Self::Industry(_), Self::Criteria(_)) | (Self::Criteria(_), Self::Industry(_)) => false,
        }
    }
}

/// Where the records of a person stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// There is none.
    #[default]
    Unkept,
    /// They are kept.
    Kept(Records),
    /// The person has left the body. The duty of confidence stays.
    Left {
        /// What was kept.
        records: Records,
        /// The first day after.
        on: Date,
    },
}

/// The records of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Records {
    /// Whose.
    pub person: PersonId,
    /// Each area with its terms, in the order in which they were recorded.
    pub areas: BTreeMap<Area, Vec<Term>>,
    /// The pledge of confidence (秘密保持), where there is one.
    pub pledge: Option<Pledge>,
}

/// From when to when somebody is competent in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// The first day on which it does not hold any more, where it was withdrawn.
    pub withdrawn: Option<Date>,
}

impl Term {
    /// Whether it holds on `day`.
    #[must_use]
    pub fn holds_on(self, day: Date) -> bool {
        self.from <= day && day <= self.until && self.withdrawn.is_none_or(|withdrawn| day < withdrawn)
    }
}

/// A pledge of confidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pledge {
    /// From which day it binds.
    pub from: Date,
    /// What shows it.
    pub evidence: Text,
}

/// The duty of confidence of a person (Act 72).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duty {
    /// The pledge, where there is one; the duty is there by law without it.
    pub pledge: Option<Pledge>,
    /// The first day after the person left, where they have left. The duty stays.
    pub left: Option<Date>,
}

impl Status {
    /// What is kept, also of who has left.
    #[must_use]
    pub fn records(&self) -> Option<&Records> {
        match self {
            Self::Unkept => None,
            Self::Kept(records) | Self::Left { records, .. } => Some(records),
        }
    }

    /// The first of `days` on which the person is not competent in `area`; none = competent on each of them.
    #[must_use]
    pub fn lacks(&self, area: &Area, days: &[Date]) -> Option<Date> {
        days.iter().copied().find(|day| !self.holds_on(area, *day))
    }

    /// Whether the person is competent in `area` on each of `days`. Without a day nobody is.
    #[must_use]
    pub fn holds(&self, area: &Area, days: &[Date]) -> bool {
        !days.is_empty() && self.lacks(area, days).is_none()
    }

    fn holds_on(&self, area: &Area, day: Date) -> bool {
        let records = match self {
            Self::Unkept => return false,
            Self::Left { on, .. } if *on <= day => return false,
            Self::Kept(records) | Self::Left { records, .. } => records,
        };
        let terms = records.areas.iter().filter(|(has, _)| has.covers(area)).flat_map(|(_, terms)| terms);
        terms.into_iter().any(|term| term.holds_on(day))
    }

    /// The last day on which the person is competent in `area` without a gap from `on`; none = not on that day.
    #[must_use]
    pub fn good_until(&self, area: &Area, on: Date) -> Option<Date> {
        let (mut last, mut day) = (None, on);
        while self.holds_on(area, day) && last < Some(day) {
            let terms = self.records().into_iter().flat_map(|records| &records.areas);
            let ends = terms.filter(|(has, _)| has.covers(area)).flat_map(|(_, terms)| terms);
            let end = ends.filter(|term| term.holds_on(day)).map(|term| term.last()).max()?;
            let end = match self {
                Self::Left { on, .. } => end.min(period::eve(*on)),
                Self::Unkept | Self::Kept(_) => end,
            };
            last = Some(end);
            day = period::next(end);
        }
        last
    }

    /// Whether a pledge of confidence binds on `day`.
    #[must_use]
    pub fn is_pledged_on(&self, day: Date) -> bool {
        self.records().and_then(|records| records.pledge).is_some_and(|pledge| pledge.from <= day)
    }

    /// The duty of confidence; none of somebody of whom nothing is kept.
    #[must_use]
    pub fn duty(&self) -> Option<Duty> {
        match self {
            Self::Unkept => None,
            Self::Kept(records) => Some(Duty { pledge: records.pledge, left: None }),
            Self::Left { records, on } => Some(Duty { pledge: records.pledge, left: Some(*on) }),
        }
    }
}

impl Term {
    fn last(self) -> Date {
        self.withdrawn.map_or(self.until, |withdrawn| period::eve(withdrawn).min(self.until))
    }
}

/// What somebody wants to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Keep records of a person.
    Begin {
        /// Whose.
        person: PersonId,
    },
    /// The person was found competent in an area, or found so again before or after the end.
    Find {
        /// The area.
        area: Area,
        /// The first day.
        from: Date,
        /// The last day, at most [`LONGEST_YEARS`] on.
        until: Date,
        /// What shows it.
        evidence: Text,
        /// Why the first day is past, where it is.
        reason: Option<Text>,
    },
    /// The person is not competent in an area any more.
    Withdraw {
        /// The area.
        area: Area,
        /// The first day, from today.
        on: Date,
        /// Why.
        reason: Text,
    },
    /// The person pledged confidence.
    Pledge {
        /// From which day it binds, at the latest today.
        from: Date,
        /// What shows it.
        evidence: Text,
    },
    /// The person leaves the body.
    Leave {
        /// The first day after, from today.
        on: Date,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// Records are kept.
    Begun {
        /// Whose.
        person: PersonId,
    },
    /// Was found competent in an area for the first time.
    Found {
        /// The area.
        area: Area,
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
        /// What shows it.
        evidence: Text,
        /// Why the first day is past.
        reason: Option<Text>,
    },
    /// Was found so again.
    Renewed {
        /// The area.
        area: Area,
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
        /// What shows it.
        evidence: Text,
        /// Why the first day is past.
        reason: Option<Text>,
    },
    /// Is not competent any more.
    Withdrawn {
        /// The area.
        area: Area,
        /// The first day.
        on: Date,
        /// Why.
        reason: Text,
    },
    /// Pledged confidence.
    Pledged {
        /// From which day it binds.
        from: Date,
        /// What shows it.
        evidence: Text,
    },
    /// Left the body.
    Left {
        /// The first day after.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::Found { .. } => "found",
            Self::Renewed { .. } => "renewed",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Pledged { .. } => "pledged",
            Self::Left { .. } => "left",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Found { from, .. } | Self::Renewed { from, .. } | Self::Pledged { from, .. } => Some(*from),
            Self::Withdrawn { on, .. } | Self::Left { on } => Some(*on),
            Self::Begun { .. } => None,
        }
    }
}

/// Why something may not happen.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Nothing is kept yet. To do: begin.
    #[error("expected records of a person, found none")]
    Unkept,
    /// They are another person's.
    #[error("expected no records, found those of another person")]
    OfAnother,
    /// The person has left. To do: begin another stream if they came back.
    #[error("expected somebody of the body, found somebody who left on {on}")]
    Left {
        /// The first day after.
        on: Date,
    },
    /// The first day is past and no reason is told. To do: say why it is entered only now.
    #[error("expected a first day from {today}, or a reason, found {found}")]
    BackDated {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// A record ends after it begins, and within some years.
    #[error("expected a last day from {from} to {to}, found {found}")]
    Term {
        /// The first day.
        from: Date,
        /// The latest last day.
        to: Date,
        /// Found.
        found: Date,
    },
    /// The day has not come.
    #[error("expected a day up to {today}, found {found}")]
    Later {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// What would be withdrawn does not hold on that day or later.
    #[error("expected an area that holds on {on} or later, found `{area}`")]
    DoesNotHold {
        /// The area.
        area: Area,
        /// The day.
        on: Date,
    },
    /// There are too many areas.
    #[error("expected at most {MOST_AREAS} areas, found one more")]
    Areas,
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Unkept => "competence-kept",
            Self::OfAnother => "competence-of-one-person",
            Self::Left { .. } => "competence-left",
            Self::BackDated { .. } => "not-back-dated",
            Self::Term { .. } => "competence-has-an-end",
            Self::Later { .. } => "pledge-has-happened",
            Self::DoesNotHold { .. } => "competence-holds",
            Self::Areas => "competence-areas",
        }
    }
}

/// The rules of competence.
#[derive(Debug, Clone, Copy)]
pub struct Competence;

impl Aggregate for Competence {
    const KIND: &'static str = "competence";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unkept, Command::Begin { person }) => Ok(vec![Event::Begun { person }]),
            (Status::Kept(records), Command::Begin { person }) => {
                if records.person == person {
                    Ok(Vec::new())
                } else {
                    Err(Error::OfAnother)
                }
            }
            (Status::Kept(records), Command::Find { area, from, until, evidence, reason }) => {
                let term = Term { from, until, withdrawn: None };
                find(records, area, term, evidence, reason, at.today)
            }
            (Status::Kept(records), Command::Withdraw { area, on, reason }) => {
                withdraw(records, area, on, reason, at.today)
            }
            (Status::Kept(records), Command::Pledge { from, evidence }) => {
                let known = records.pledge == Some(Pledge { from, evidence });
                match from > at.today {
                    true => Err(Error::Later { today: at.today, found: from }),
                    false if known => Ok(Vec::new()),
                    false => Ok(vec![Event::Pledged { from, evidence }]),
                }
            }
            (Status::Kept(_), Command::Leave { on }) => {
                if on < at.today {
                    Err(Error::BackDated { today: at.today, found: on })
                } else {
                    Ok(vec![Event::Left { on }])
                }
            }
            (
                Status::Unkept,
                Command::Find { .. } | Command::Withdraw { .. } | Command::Pledge { .. } | Command::Leave { .. },
            ) => Err(Error::Unkept),
            (Status::Left { on: left, .. }, Command::Leave { on }) if *left == on => Ok(Vec::new()),
            (
                Status::Left { on, .. },
                Command::Begin { .. }
                | Command::Find { .. }
                | Command::Withdraw { .. }
                | Command::Pledge { .. }
                | Command::Leave { .. },
            ) => Err(Error::Left { on: *on }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unkept, Event::Begun { person }) => {
                Status::Kept(Records { person: *person, areas: BTreeMap::new(), pledge: None })
            }
            (
                Status::Kept(mut records),
                Event::Found { area, from, until, .. } | Event::Renewed { area, from, until, .. },
            ) => {
                let term = Term { from: *from, until: *until, withdrawn: None };
                records.areas.entry(area.clone()).or_default().push(term);
                Status::Kept(records)
            }
            (Status::Kept(mut records), Event::Withdrawn { area, on, .. }) => {
                for term in records.areas.get_mut(area).into_iter().flatten().filter(|term| *on <= term.last()) {
                    term.withdrawn = Some(*on);
                }
                Status::Kept(records)
            }
            (Status::Kept(records), Event::Pledged { from, evidence }) => {
                Status::Kept(Records { pledge: Some(Pledge { from: *from, evidence: *evidence }), ..records })
            }
            (Status::Kept(records), Event::Left { on }) => Status::Left { records, on: *on },
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

fn find(
    records: &Records,
    area: Area,
    term: Term,
    evidence: Text,
    reason: Option<Text>,
    today: Date,
) -> Result<Vec<Event>, Error> {
    let Term { from, until, .. } = term;
    let terms = records.areas.get(&area);
    if terms.is_some_and(|terms| terms.contains(&term)) {
        return Ok(Vec::new());
    }
    if from < today && reason.is_none() {
        return Err(Error::BackDated { today, found: from });
    }
    let to = period::last_day(from, LONGEST_YEARS);
    if until < from || to < until {
        return Err(Error::Term { from, to, found: until });
    }
    // A reason that is not needed is not kept.
    let reason = reason.filter(|_| from < today);
    match terms {
        Some(_) => Ok(vec![Event::Renewed { area, from, until, evidence, reason }]),
        None if records.areas.len() >= MOST_AREAS => Err(Error::Areas),
        None => Ok(vec![Event::Found { area, from, until, evidence, reason }]),
    }
}

fn withdraw(records: &Records, area: Area, on: Date, reason: Text, today: Date) -> Result<Vec<Event>, Error> {
    if on < today {
        return Err(Error::BackDated { today, found: on });
    }
    let terms = records.areas.get(&area).map(Vec::as_slice).unwrap_or_default();
    if terms.iter().any(|term| on <= term.last()) {
        return Ok(vec![Event::Withdrawn { area, on, reason }]);
    }
    Err(Error::DoesNotHold { area, on })
}
