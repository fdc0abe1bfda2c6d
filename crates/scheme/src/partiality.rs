//! What makes one person partial towards one company: advice, internal audits, employment, other interests.
//!
//! The stream is the guard of the two ([`record::OrganisationId::guard`]): whatever makes somebody partial bumps it, so that
//! "never advised" is compared again when a command commits (INV-01). It is about this natural person alone: advice by another
//! person of the same body bars nobody, advice by the person's outside employer does (spec 7 §10). Expert dispatch that came
//! to an internal audit counts as one (INV-04). The rules are ours after ISO/IEC 17021-1 5.2; the notice on the method is not
//! in our sources (spec 1 N2).
//!
//! What is entered is mostly of the past, and that is why it is entered: each entry has its source, which stands for the
//! reason of a past day. An entry made by mistake is struck with a reason and stays to be seen.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{Aggregate, At, Happening, OrganisationId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::period;
use crate::rules::{Rule, Rules, Strength};

/// Most entries of one person and company. Ours.
pub const MOST_ENTRIES: usize = 500;

/// Everything entered of one person and one company, by the number of the entry, from 1.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Status {
    /// The entries.
    pub entries: BTreeMap<u32, Entry>,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What ties the person to the company.
    pub tie: Tie,
    /// The first day.
    pub from: Date,
    /// The last day; none where it goes on.
    pub until: Option<Date>,
    /// Who says so and where.
    pub source: Text,
    /// Why it does not count, if it was struck.
    pub struck: Option<Text>,
}

/// What ties a person to a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "tie", rename_all = "snake_case")]
pub enum Tie {
    /// Gave guidance or advice (Act 2(26) item 2), or worked for an outside employer who did.
    Advice {
        /// Who gave it.
        through: Through,
        /// For whom the person worked then, where the installation knows it.
        employer: Option<OrganisationId>,
        /// In which certification case, if in one.
        case: Option<StreamId>,
    },
    /// Did an internal audit for it.
    InternalAudit {
        /// In which certification case, if in one.
        case: Option<StreamId>,
    },
    /// Works for it, as declared.
    Employment,
    /// Has another interest in it, as declared.
    Interest {
        /// Of which kind.
        interest: Interest,
    },
}

/// Who gave the advice that ties a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Through {
    /// The person.
    Person,
    /// Their employer outside the body.
    Employer,
}

/// A kind of interest. The kinds are ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Interest {
    /// Owns a part of it, or lent it money.
    Financial,
    /// Somebody close works for it or owns a part of it.
    Family,
    /// Does other business with it, or with a rival of it.
    Business,
    /// Something else, told in the source.
    Other,
}

impl Interest {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::Financial, Self::Family, Self::Business, Self::Other];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Financial => "financial",
            Self::Family => "family",
            Self::Business => "business",
            Self::Other => "other",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|interest| interest.word() == word)
    }
}

impl Tie {
    /// Which rule it touches when the person would audit.
    #[must_use]
    pub fn rule(self) -> Rule {
        match self {
            Self::Advice { .. } => Rule::AdvisedBefore,
            Self::InternalAudit { .. } => Rule::InternalAudit,
            Self::Employment | Self::Interest { .. } => Rule::DeclaredConflict,
        }
    }

    /// In which certification case it came about.
    #[must_use]
    pub fn case(self) -> Option<StreamId> {
        match self {
            Self::Advice { case, .. } | Self::InternalAudit { case } => case,
            Self::Employment | Self::Interest { .. } => None,
        }
    }

    /// For how many years after its last day it still counts.
    fn years(self, rules: &Rules) -> Option<u16> {
        match self {
            Self::Advice { .. } => Some(rules.figures.years_after_advice),
            Self::InternalAudit { .. } => Some(rules.figures.years_after_internal_audit),
            Self::Employment | Self::Interest { .. } => None,
        }
    }
}

/// What an entry says of the person on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The number of the entry.
    pub entry: u32,
    /// What ties the person.
    pub tie: Tie,
    /// Its first day.
    pub from: Date,
    /// Its last day; none where it goes on.
    pub until: Option<Date>,
    /// The last day on which it bars the person; none where that is not known, because it goes on.
    pub bars_until: Option<Date>,
    /// How strict the rule is that it touches.
    pub strength: Strength,
}

impl Entry {
    /// The last day on which it counts by `rules`; none where it goes on.
    #[must_use]
    pub fn counts_until(&self, rules: &Rules) -> Option<Date> {
        self.until.map(|until| match self.tie.years(rules) {
            Some(years) => period::within_years_after(until, years),
            None => until,
        })
    }

    fn counts_on(&self, day: Date, rules: &Rules) -> bool {
        self.struck.is_none()
            && self.from <= day
            && self.counts_until(rules).is_none_or(|counts_until| day <= counts_until)
    }
}

impl Status {
    /// Since when something is known that ties the person to the company, as of `on`; none = nothing, ever.
    #[must_use]
    pub fn since(&self, on: Date) -> Option<Date> {
        self.entries.values().filter(|entry| entry.struck.is_none() && entry.from <= on).map(|entry| entry.from).min()
    }

    /// What bars the person on any of `days` by `rules`, in the order of the entries. A rule that is off bars nobody. Without
    /// a day everything counts that was ever entered: nothing is said to be over before a day is told.
    #[must_use]
    pub fn bars(&self, days: &[Date], rules: &Rules) -> Vec<Bar> {
        self.counting(days, rules).into_iter().filter(|bar| bar.strength != Strength::Off).collect()
    }

    /// The same, also where the rule that an entry touches is off: for another rule that asks of the same facts.
    #[must_use]
    pub fn counting(&self, days: &[Date], rules: &Rules) -> Vec<Bar> {
        let counts = |entry: &Entry| {
            entry.struck.is_none() && (days.is_empty() || days.iter().any(|day| entry.counts_on(*day, rules)))
        };
        let bar = |(number, entry): (&u32, &Entry)| Bar {
            entry: *number,
            tie: entry.tie,
            from: entry.from,
            until: entry.until,
            bars_until: entry.counts_until(rules),
            strength: rules.strength(entry.tie.rule()),
        };
        self.entries.iter().filter(|(_, entry)| counts(entry)).map(bar).collect()
    }

    /// The advice of the person in this certification case that was not struck, whenever it was.
    #[must_use]
    pub fn advised_in(&self, case: StreamId) -> Option<(u32, &Entry)> {
        let in_case = |entry: &Entry| match entry.tie {
            Tie::Advice { through: Through::Person, case: in_case, .. } => in_case == Some(case),
            Tie::Advice { through: Through::Employer, .. }
            | Tie::InternalAudit { .. }
            | Tie::Employment
            | Tie::Interest { .. } => false,
        };
        let found = self.entries.iter().find(|(_, entry)| entry.struck.is_none() && in_case(entry));
        found.map(|(number, entry)| (*number, entry))
    }
}

/// What somebody wants to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Enter what ties the person.
    Enter {
        /// What.
        tie: Tie,
        /// The first day, at the latest today.
        from: Date,
        /// The last day; none where it goes on.
        until: Option<Date>,
        /// Who says so and where: a declaration, a report of an advice, a case.
        source: Text,
    },
    /// What went on is over.
    End {
        /// The number of the entry.
        entry: u32,
        /// Its last day, at the latest today.
        until: Date,
        /// Who says so and where.
        source: Text,
    },
    /// An entry was a mistake: it does not count, and stays to be seen.
    Strike {
        /// The number of the entry.
        entry: u32,
        /// Why.
        reason: Text,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// A tie was entered.
    Entered {
        /// Its number.
        entry: u32,
        /// What ties the person.
        tie: Tie,
        /// The first day.
        from: Date,
        /// The last day.
        until: Option<Date>,
        /// Who says so and where.
        source: Text,
    },
    /// It is over.
    Ended {
        /// Its number.
        entry: u32,
        /// Its last day.
        until: Date,
        /// Who says so and where.
        source: Text,
    },
    /// It was a mistake.
    Struck {
        /// Its number.
        entry: u32,
        /// Why.
        reason: Text,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Entered { .. } => "entered",
            Self::Ended { .. } => "ended",
            Self::Struck { .. } => "struck",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Entered { from, .. } => Some(*from),
            Self::Ended { until, .. } => Some(*until),
            Self::Struck { .. } => None,
        }
    }
}

/// Why something may not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The day has not come. To do: enter it when it has happened.
    #[error("expected a day up to {today}, found {found}")]
    Later {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// It would end before it begins.
    #[error("expected a last day from {from}, found {found}")]
    EndsBeforeItBegins {
        /// The first day.
        from: Date,
        /// Found.
        found: Date,
    },
    /// There is no such entry.
    #[error("expected an entry that is there, found none with the number {entry}")]
    Unknown {
        /// The number.
        entry: u32,
    },
    /// It is over already. To do: strike it and enter it anew, if the day was wrong.
    #[error("expected an entry that goes on, found one until {until}")]
    Over {
        /// Its last day.
        until: Date,
    },
    /// It was struck. To do: enter it anew.
    #[error("expected an entry that counts, found one that was struck")]
    Struck,
    /// There are too many entries.
    #[error("expected at most {MOST_ENTRIES} entries, found one more")]
    Full,
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Later { .. } => "partiality-has-happened",
            Self::EndsBeforeItBegins { .. } => "ends-after-it-begins",
            Self::Unknown { .. } => "partiality-entry",
            Self::Over { .. } => "partiality-ends-once",
            Self::Struck => "partiality-struck-stays",
            Self::Full => "partiality-entries",
        }
    }
}

/// The rules of what makes somebody partial.
#[derive(Debug, Clone, Copy)]
pub struct Partiality;

impl Aggregate for Partiality {
    const KIND: &'static str = "partiality";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match command {
            Command::Enter { tie, from, until, source } => enter(status, tie, from, until, source, at.today),
            Command::End { entry, until, source } => end(status, entry, until, source, at.today),
            Command::Strike { entry, reason } => match status.entries.get(&entry) {
                None => Err(Error::Unknown { entry }),
                Some(Entry { struck: Some(_), .. }) => Ok(Vec::new()),
                Some(Entry { struck: None, .. }) => Ok(vec![Event::Struck { entry, reason }]),
            },
        }
    }

    fn apply(mut status: Status, event: &Event) -> Status {
        match event {
            Event::Entered { entry, tie, from, until, source } => {
                let (tie, from, until, source) = (*tie, *from, *until, *source);
                status.entries.insert(*entry, Entry { tie, from, until, source, struck: None });
            }
            Event::Ended { entry, until, .. } => {
                if let Some(entry) = status.entries.get_mut(entry) {
                    entry.until = Some(*until);
                }
            }
            Event::Struck { entry, reason } => {
                if let Some(entry) = status.entries.get_mut(entry) {
                    entry.struck = Some(*reason);
                }
            }
        }
        status
    }
}

/// What counts already with the same days is not entered twice.
fn enter(
    status: &Status,
    tie: Tie,
    from: Date,
    until: Option<Date>,
    source: Text,
    today: Date,
) -> Result<Vec<Event>, Error> {
    if let Some(found) = [Some(from), until].into_iter().flatten().find(|day| *day > today) {
        return Err(Error::Later { today, found });
    }
    if let Some(found) = until.filter(|until| *until < from) {
        return Err(Error::EndsBeforeItBegins { from, found });
    }
    let same = |entry: &Entry| (entry.tie, entry.from, entry.until, entry.struck) == (tie, from, until, None);
    if status.entries.values().any(same) {
        return Ok(Vec::new());
    }
    if status.entries.len() >= MOST_ENTRIES {
        return Err(Error::Full);
    }
    let entry = status.entries.keys().next_back().map_or(1, |last| last.saturating_add(1));
    Ok(vec![Event::Entered { entry, tie, from, until, source }])
}

fn end(status: &Status, entry: u32, until: Date, source: Text, today: Date) -> Result<Vec<Event>, Error> {
    let Some(found) = status.entries.get(&entry) else { return Err(Error::Unknown { entry }) };
    if found.struck.is_some() {
        return Err(Error::Struck);
    }
    match found.until {
        Some(over) if over == until => Ok(Vec::new()),
        Some(over) => Err(Error::Over { until: over }),
        None if until > today => Err(Error::Later { today, found: until }),
        None if until < found.from => Err(Error::EndsBeforeItBegins { from: found.from, found: until }),
        None => Ok(vec![Event::Ended { entry, until, source }]),
    }
}
