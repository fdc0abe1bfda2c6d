//! The accreditation (認定) of a certification body, as a dated record of who runs the installation.
//!
//! Act 68: a minister accredits a body for a scope of business; Act 69 and order art. 24: the accreditation ends by law three
//! years on unless renewed; Act 71: a scope changes with the day of the change accreditation; Act 74, 75: abolition,
//! revocation. Until the ministry itself works with an installation, whoever runs it enters what the ministry has published,
//! and from where it is known. So each entry has its source, and only here a past day needs no other reason.
//!
//! Knows no case. Whether a body is accredited on a day is a question, [`Status::standing`]; that it lapsed is never written
//! by a job. One accreditation is one stream: a body that is accredited anew after an end has another. Number and dates of
//! the bodies are not in our sources (spec 1 N11), so a number may be missing.

mod error;
#[cfg(test)]
mod tests;

use criteria::pack::bodies::{self, Field};
use criteria::text::Bilingual;
use jiff::civil::Date;
use record::{Aggregate, At, Happening, OrganisationId, Text};
use serde::{Deserialize, Serialize};

use crate::eligibility::{Answer, Fit, Wish, judge};
use crate::organisation::IndustryCode;
use crate::period;
pub use error::Error;

/// For how many years an accreditation is good (Act 69; order art. 24).
pub const YEARS: u16 = 3;
/// Most industries of a scope: the classification has fewer. Ours.
pub const MOST_INDUSTRIES: usize = 120;

/// Where an accreditation stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unentered,
    /// It is known; whether it is in force is a matter of the day.
    Entered(Record),
    /// It has an end that was entered; nothing more happens to it.
    Ended {
        /// What it was.
        record: Record,
        /// The first day without it.
        on: Date,
        /// How it ended.
        ending: Ending,
    },
}

/// What is known of an accreditation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Whose it is.
    pub body: OrganisationId,
    /// 認定の番号, where it is known.
    pub number: Option<Text>,
    /// The first day.
    pub from: Date,
    /// The last day, as it was renewed last.
    pub until: Date,
    /// Each scope with its first day, in the order of the days.
    pub scopes: Vec<(Date, Scope)>,
}

impl Record {
    /// The scope on `date`; the first one before it began.
    #[must_use]
    pub fn scope_on(&self, date: Date) -> Option<&Scope> {
        self.scopes.iter().rfind(|(from, _)| *from <= date).or(self.scopes.first()).map(|(_, scope)| scope)
    }
}

/// 業務の範囲. Nothing said = everything, as in a pack of bodies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// The source's words.
    pub text: Text,
    /// Divisions (`E`) or middle groups (`E29`) of the industry classification; empty = all.
    pub industries: Vec<String>,
    /// Fields within those industries; empty = all.
    #[serde(with = "crate::written::fields")]
    pub fields: Vec<Field>,
    /// Only small and medium-sized enterprises.
    pub sme_only: bool,
}

impl Scope {
    /// Whether it covers what is wished, with every reason.
    #[must_use]
    pub fn judge(&self, wish: &Wish) -> Fit {
        let text = Bilingual { ja: String::new(), en: String::new() };
        let (industries, fields) = (self.industries.clone(), self.fields.clone());
        judge(&bodies::Scope { text, industries, fields, sme_only: self.sme_only }, wish)
    }

    fn reads(&self) -> Result<(), Error> {
        if let Some(place) = self.industries.iter().position(|code| !is_industry(code)) {
            return Err(Error::Industry { place });
        }
        let found = self.industries.len();
        if found > MOST_INDUSTRIES { Err(Error::Industries { found }) } else { Ok(()) }
    }
}

/// Whether a text is a division (`E`) or a middle group (`E26`); whether the classification has it is not known here.
#[must_use]
pub fn is_industry(code: &str) -> bool {
    matches!(code.as_bytes(), [b'A'..=b'T']) || code.parse::<IndustryCode>().is_ok()
}

/// How an accreditation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// 失効: it was not renewed in time (Act 69).
    Lapsed,
    /// 廃止: the body gave the business up (Act 74).
    Abolished,
    /// 取消し: a minister took it away (Act 75).
    Revoked,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 3] = [Self::Lapsed, Self::Abolished, Self::Revoked];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lapsed => "lapsed",
            Self::Abolished => "abolished",
            Self::Revoked => "revoked",
        }
    }

    /// The ending with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ending| ending.word() == word)
    }
}

/// How an accreditation stands on one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// None is known. That is not *not accredited* (spec 7 §2).
    Unknown,
    /// It has not begun.
    NotYet {
        /// The first day.
        from: Date,
    },
    /// It is in force.
    Valid {
        /// With this scope.
        scope: Scope,
        /// Until this day, as far as it is known.
        until: Date,
    },
    /// It is over.
    Over {
        /// The first day without it.
        on: Date,
        /// How it ended.
        ending: Ending,
    },
}

impl Standing {
    /// Whether it is in force.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        match self {
            Self::Valid { .. } => true,
            Self::Unknown | Self::NotYet { .. } | Self::Over { .. } => false,
        }
    }

    /// Whether a case is within it (INV-21, INV-23): what was found, and what of the scope fits.
    #[must_use]
    pub fn covers(&self, wish: &Wish) -> Containment {
        match self {
            Self::Valid { scope, .. } => {
                let fit = scope.judge(wish);
                match fit.answer {
                    Answer::Fits => Containment::Within(fit),
                    Answer::ToConfirm => Containment::ToConfirm(fit),
                    Answer::Outside => Containment::Outside(fit),
                }
            }
            Self::Unknown | Self::NotYet { .. } | Self::Over { .. } => Containment::NotAccredited(self.clone()),
        }
    }
}

/// Whether a case is within the scope of an accreditation on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Containment {
    /// It is.
    Within(Fit),
    /// A person has to say so: what the scope asks is no code, or the size is not known.
    ToConfirm(Fit),
    /// It is not.
    Outside(Fit),
    /// There is no accreditation in force (INV-22).
    NotAccredited(Standing),
}

impl Status {
    /// How it stands on `on`, as known now.
    #[must_use]
    pub fn standing(&self, on: Date) -> Standing {
        let (record, end) = match self {
            Self::Unentered => return Standing::Unknown,
            Self::Entered(record) => (record, None),
            Self::Ended { record, on, ending } => (record, Some((*on, *ending))),
        };
        let lapse = (period::next(record.until), Ending::Lapsed);
        let end = end.filter(|end| end.0 <= lapse.0).unwrap_or(lapse);
        if on < record.from {
            return Standing::NotYet { from: record.from };
        }
        match record.scope_on(on) {
            Some(scope) if on < end.0 => Standing::Valid { scope: scope.clone(), until: period::eve(end.0) },
            Some(_) | None => Standing::Over { on: end.0, ending: end.1 },
        }
    }

    /// What is known of it.
    #[must_use]
    pub fn record(&self) -> Option<&Record> {
        match self {
            Self::Unentered => None,
            Self::Entered(record) | Self::Ended { record, .. } => Some(record),
        }
    }
}

/// How a body stands on a day that has had several accreditations: in force by one of them, or as the newest says.
#[must_use]
pub fn of_body<'s>(accreditations: impl IntoIterator<Item = &'s Status>, on: Date) -> Standing {
    let from = |status: &Status| status.record().map(|record| record.from);
    let mut newest = (None, Standing::Unknown);
    for status in accreditations {
        let (from, standing) = (from(status), status.standing(on));
        if standing.is_valid() {
            return standing;
        }
        if from >= newest.0 {
            newest = (from, standing);
        }
    }
    newest.1
}

/// What somebody wants to happen. `source` is who says so and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Enter it.
    Enter {
        /// Whose it is.
        body: OrganisationId,
        /// Its number, where it is known.
        number: Option<Text>,
        /// 業務の範囲
        scope: Scope,
        /// The first day.
        from: Date,
        /// The last day, at most [`YEARS`] on.
        until: Date,
        /// The source.
        source: Text,
    },
    /// Say its number, or say it otherwise.
    Number {
        /// The number.
        number: Text,
        /// The source.
        source: Text,
    },
    /// It was renewed (Act 69(2)).
    Renew {
        /// The first day of the new term: at the latest the day after the last one.
        from: Date,
        /// The last day, at most [`YEARS`] on.
        until: Date,
        /// The source.
        source: Text,
    },
    /// Its scope was changed (Act 71).
    ChangeScope {
        /// The scope.
        scope: Scope,
        /// From which day.
        from: Date,
        /// The source.
        source: Text,
    },
    /// It ended.
    End {
        /// How.
        ending: Ending,
        /// The first day without it.
        on: Date,
        /// The source.
        source: Text,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was entered.
    Entered {
        /// Whose it is.
        body: OrganisationId,
        /// Its number.
        number: Option<Text>,
        /// 業務の範囲
        scope: Scope,
        /// The first day.
        from: Date,
        /// The last day.
        until: Date,
        /// The source.
        source: Text,
    },
    /// Its number became known.
    Numbered {
        /// The number.
        number: Text,
        /// The source.
        source: Text,
    },
    /// It was renewed.
    Renewed {
        /// The first day of the new term.
        from: Date,
        /// The last day.
        until: Date,
        /// The source.
        source: Text,
    },
    /// Its scope was changed.
    ScopeChanged {
        /// The scope.
        scope: Scope,
        /// From which day.
        from: Date,
        /// The source.
        source: Text,
    },
    /// It ended.
    Ended {
        /// How.
        ending: Ending,
        /// The first day without it.
        on: Date,
        /// The source.
        source: Text,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Entered { .. } => "entered",
            Self::Numbered { .. } => "numbered",
            Self::Renewed { .. } => "renewed",
            Self::ScopeChanged { .. } => "scope_changed",
            Self::Ended { .. } => "ended",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Entered { from, .. } | Self::Renewed { from, .. } | Self::ScopeChanged { from, .. } => Some(*from),
            Self::Ended { on, .. } => Some(*on),
            Self::Numbered { .. } => None,
        }
    }
}

/// The rules of an accreditation.
#[derive(Debug, Clone, Copy)]
pub struct Accreditation;

impl Aggregate for Accreditation {
    const KIND: &'static str = "accreditation";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, _: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unentered, Command::Enter { body, number, scope, from, until, source }) => {
                scope.reads()?;
                term(from, until)?;
                Ok(vec![Event::Entered { body, number, scope, from, until, source }])
            }
            (Status::Entered(record), Command::Enter { .. }) => Err(Error::Entered { from: record.from }),
            (Status::Entered(record), Command::Number { number, source }) => {
                let known = record.number == Some(number);
                Ok(if known { Vec::new() } else { vec![Event::Numbered { number, source }] })
            }
            (Status::Entered(record), Command::Renew { from, until, source }) => renew(record, from, until, source),
            (Status::Entered(record), Command::ChangeScope { scope, from, source }) => {
                change(record, scope, from, source)
            }
            (Status::Entered(record), Command::End { ending, on, source }) => end(record, ending, on, source),
            (
                Status::Unentered,
                Command::Number { .. } | Command::Renew { .. } | Command::ChangeScope { .. } | Command::End { .. },
            ) => Err(Error::Unentered),
            (Status::Ended { on: was, ending: how, .. }, Command::End { ending, on, .. })
                if (*was, *how) == (on, ending) =>
            {
                Ok(Vec::new())
            }
            (
                Status::Ended { on, .. },
                Command::Enter { .. }
                | Command::Number { .. }
                | Command::Renew { .. }
                | Command::ChangeScope { .. }
                | Command::End { .. },
            ) => Err(Error::Ended { on: *on }),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unentered, Event::Entered { body, number, scope, from, until, .. }) => Status::Entered(Record {
                body: *body,
                number: *number,
                from: *from,
                until: *until,
                scopes: vec![(*from, scope.clone())],
            }),
            (Status::Entered(record), Event::Numbered { number, .. }) => {
                Status::Entered(Record { number: Some(*number), ..record })
            }
            (Status::Entered(record), Event::Renewed { until, .. }) => {
                Status::Entered(Record { until: *until, ..record })
            }
            (Status::Entered(mut record), Event::ScopeChanged { scope, from, .. }) => {
                record.scopes.push((*from, scope.clone()));
                Status::Entered(record)
            }
            (Status::Entered(record), Event::Ended { ending, on, .. }) => {
                Status::Ended { record, on: *on, ending: *ending }
            }
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

fn term(from: Date, until: Date) -> Result<(), Error> {
    let to = period::last_day(from, YEARS);
    if from <= until && until <= to { Ok(()) } else { Err(Error::Term { from, to, found: until }) }
}

fn renew(record: &Record, from: Date, until: Date, source: Text) -> Result<Vec<Event>, Error> {
    let by = period::next(record.until);
    if from < record.from || by < from {
        return Err(Error::RenewedLate { after: record.from, by, found: from });
    }
    term(from, until)?;
    if until <= record.until {
        return Err(Error::Shorter { until: record.until, found: until });
    }
    Ok(vec![Event::Renewed { from, until, source }])
}

/// A scope changes from a day on after the change before it, so that what is known of earlier days stays.
fn change(record: &Record, scope: Scope, from: Date, source: Text) -> Result<Vec<Event>, Error> {
    scope.reads()?;
    if record.scopes.last() == Some(&(from, scope.clone())) {
        return Ok(Vec::new());
    }
    let first = record.scopes.last().map_or(record.from, |(last, _)| period::next(*last));
    if from < first || record.until < from {
        return Err(Error::OutsideTerm { from: first, to: record.until, found: from });
    }
    Ok(vec![Event::ScopeChanged { scope, from, source }])
}

fn end(record: &Record, ending: Ending, on: Date, source: Text) -> Result<Vec<Event>, Error> {
    let lapse = period::next(record.until);
    match ending {
        Ending::Lapsed if on != lapse => Err(Error::LapseDay { expected: lapse, found: on }),
        Ending::Abolished | Ending::Revoked if on < record.from || record.until < on => {
            Err(Error::OutsideTerm { from: record.from, to: record.until, found: on })
        }
        Ending::Lapsed | Ending::Abolished | Ending::Revoked => Ok(vec![Event::Ended { ending, on, source }]),
    }
}
