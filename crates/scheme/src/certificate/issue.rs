//! From which day to which a certificate holds, and on what it rests when it is issued.

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{OrganisationId, StreamId, Text};
use serde::{Deserialize, Serialize};

use super::{Error, Issuing, rests};
use crate::certification::CertificationType;
use crate::day;
use crate::decision::{Kind, Made};
use crate::period;
use crate::rules::{Override, Rule, Rules};
use crate::seen::{Exhibit, Seen};

/// How many months after the decision a certificate begins at most, where its first day is chosen. Ours: what was found in the
/// audit is not carried into years to come.
pub(super) const MONTHS_TO_BEGIN: u16 = 6;

/// A certificate as it is issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// The case.
    pub case: StreamId,
    /// Whose certificate it is.
    pub holder: OrganisationId,
    /// The number, as the body writes it.
    pub number: Text,
    /// The scope.
    pub scope: Text,
    /// The sites.
    pub sites: Vec<Text>,
    /// Which of the two kinds.
    pub certification: CertificationType,
    /// The edition of the criteria.
    #[serde(with = "crate::written::Edition")]
    pub criteria: EditionId,
    /// The edition of the rule pack.
    #[serde(with = "crate::written::Edition")]
    pub rules: EditionId,
    /// The decision.
    pub decision: Made,
    /// How it came to be.
    pub basis: Basis,
    /// The day it was issued.
    pub issued_on: Date,
    /// The first day.
    pub effective: Date,
    /// The last day.
    pub expiry: Date,
    /// The certificate it continues.
    pub continues: Option<StreamId>,
    /// What was done against a warning.
    pub overrides: Vec<Override>,
}

/// How a certificate comes to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Basis {
    /// For the first time.
    Initial {
        /// The first day.
        effective: Date,
    },
    /// Renewed before the earlier one ended.
    Renewal {
        /// The earlier one.
        earlier: Earlier,
    },
    /// Taken up again after the earlier one ended (INV-45).
    TakenUpAgain {
        /// The earlier one.
        earlier: Earlier,
        /// The first day.
        effective: Date,
        /// What was made up for.
        outstanding: Outstanding,
    },
    /// Taken over from another body (INV-58).
    TakenOver {
        /// The earlier one, of the other body.
        earlier: Earlier,
        /// The first day.
        effective: Date,
        /// Its last report and what is open, as they were passed on.
        papers: Vec<Exhibit>,
    },
}

impl Basis {
    /// The certificate before this one.
    #[must_use]
    pub fn earlier(&self) -> Option<&Earlier> {
        match self {
            Self::Initial { .. } => None,
            Self::Renewal { earlier } | Self::TakenUpAgain { earlier, .. } | Self::TakenOver { earlier, .. } => {
                Some(earlier)
            }
        }
    }
}

/// The certificate before this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// Its stream.
    pub seen: Seen,
    /// Its last day.
    pub expiry: Date,
    /// Evidence: whether it was good on the day of the decision; one that is taken up again, on its last day.
    pub good: bool,
}

/// What was made up for before a certificate is taken up again (INV-45).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outstanding {
    /// What was outstanding of the renewal was done, as that audit shows.
    Done(Seen),
    /// A stage 2 was done, as that audit shows.
    StageTwo(Seen),
}

/// The certificate, where nothing refuses it.
pub(super) fn issue(issuing: Issuing, today: Date) -> Result<Issue, Error> {
    let Issuing { decision, basis, rules, .. } = &issuing;
    rests(decision, kinds(basis), today)?;
    if !issuing.accredited {
        return Err(Error::NotAccredited { on: today });
    }
    if issuing.sites.is_empty() {
        return Err(Error::NoSites);
    }
    let overrides = if issuing.fees_paid { None } else { rules.broken(Rule::FeesPaid, issuing.fees_reason)? };
    let (effective, expiry) = period(basis, decision, rules)?;
    Ok(Issue {
        continues: basis.earlier().map(|earlier| earlier.seen.stream),
        rules: rules.edition.clone(),
        issued_on: today,
        effective,
        expiry,
        overrides: overrides.into_iter().collect(),
        case: issuing.case,
        holder: issuing.holder,
        number: issuing.number,
        scope: issuing.scope,
        sites: issuing.sites,
        certification: issuing.certification,
        criteria: issuing.criteria,
        decision: issuing.decision,
        basis: issuing.basis,
    })
}

fn kinds(basis: &Basis) -> &'static [Kind] {
    match basis {
        Basis::Initial { .. } | Basis::TakenOver { .. } => &[Kind::Grant],
        Basis::Renewal { .. } => &[Kind::Renew],
        Basis::TakenUpAgain { .. } => &[Kind::Renew, Kind::Restore],
    }
}

/// Whether the first day is chosen; a renewal begins when the earlier certificate ends.
fn chosen(basis: &Basis) -> bool {
    match basis {
        Basis::Initial { .. } | Basis::TakenUpAgain { .. } | Basis::TakenOver { .. } => true,
        Basis::Renewal { .. } => false,
    }
}

/// The first and the last day.
fn period(basis: &Basis, decision: &Made, rules: &Rules) -> Result<(Date, Date), Error> {
    let months = rules.figures.years_of_certificate.saturating_mul(12);
    let (effective, expiry) = match basis {
        Basis::Initial { effective } => (*effective, period::last_day_of_months(*effective, months)),
        Basis::Renewal { earlier } => {
            good(earlier)?;
            in_time(earlier, decision)?;
            (period::next(earlier.expiry), period::last_day_of_months_after(earlier.expiry, months))
        }
        Basis::TakenUpAgain { earlier, effective, .. } => {
            good(earlier)?;
            if decision.on <= earlier.expiry {
                return Err(Error::NotOver { expiry: earlier.expiry, decided: decision.on });
            }
            let latest = period::last_day_of_months_after(earlier.expiry, rules.figures.months_to_take_up_again);
            if decision.on > latest {
                return Err(Error::TooLateToTakeUp { latest, decided: decision.on });
            }
            (*effective, period::last_day_of_months_after(earlier.expiry, months))
        }
        Basis::TakenOver { earlier, effective, papers } => {
            good(earlier)?;
            in_time(earlier, decision)?;
            if papers.is_empty() {
                return Err(Error::NoPapers);
            }
            (*effective, earlier.expiry)
        }
    };
    if effective < decision.on {
        return Err(Error::BeforeDecision { decided: decision.on, found: effective });
    }
    let latest = period::last_day_of_months_after(decision.on, MONTHS_TO_BEGIN);
    if chosen(basis) && effective > latest {
        return Err(Error::LongAfterDecision { latest, found: effective });
    }
    day::until(effective, expiry)?;
    Ok((effective, expiry))
}

fn good(earlier: &Earlier) -> Result<(), Error> {
    if earlier.good { Ok(()) } else { Err(Error::EarlierNotGood { earlier: earlier.seen.stream }) }
}

fn in_time(earlier: &Earlier, decision: &Made) -> Result<(), Error> {
    if decision.on <= earlier.expiry {
        return Ok(());
    }
    Err(Error::RenewedLate { expiry: earlier.expiry, decided: decision.on })
}
