//! A certification case (認証案件): what a body makes of an application, from its receipt to the decision.
//!
//! received → accepted | declined; accepted → quoted → agreed → under assessment → granted | refused; the company may take it
//! back while it is open. What is over has no exit (spec 7 §23). What happens in the audit stands in other streams
//! (docs/adr/0028); facts of those, and of the body's accreditation, are evidence.
//!
//! - A body certifies another business (Act 2(26) item 1): never itself or a unit of its own, nor a certification body for its
//!   certification business (INV-03).
//! - The review of the application stands with its reasons (INV-21), and nothing is accepted that does not fit.
//! - A body that is not accredited on the day accepts, assesses and decides nothing (INV-22; Act 69, 75). A certificate is
//!   granted within the scope of the day of the decision (INV-23).
//! - The fees are fixed before the assessment and depend on no result (INV-08); the editions of criteria and rules are fixed by
//!   the agreement, and change by a recorded transition only (INV-26).
//! - The minimum for a first time is shown, and that it was shown is recorded (guideline 第4の2の一: to be striven for, so
//!   nothing refuses without it). Advice is recorded by itself, and so is advice during the assessment (spec 7 §10).

mod contract;
mod decide;
mod error;
mod status;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate, At, Digest, Happening, OrganisationId, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

use crate::accreditation;
use crate::application::{Criteria, Snapshot};
use crate::confirmation::Confirming;
use crate::organisation::Size;
use crate::word::Word;
pub use contract::{
    Aim, Contract, Fee, FeeKind, FeesFault, MOST_FEES, MOST_YEN, Quote, RulesEdition, Tailoring, Terms, total,
};
pub use decide::agreement_digest;
pub use error::Error;
pub use status::{Advice, Covered, Finding, Kept, Outcome, Question, Review, Shown, Standing, Status};

/// Evidence on the body's accreditation and the company's size, read in the same transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accredited {
    /// The day that is asked of.
    pub on: Date,
    /// How the accreditation stands on it ([`accreditation::of_body`]).
    pub standing: accreditation::Standing,
    /// The size class of the company as it was worked out last.
    pub size: Option<Size>,
}

/// What somebody wants to happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The application reaches the body.
    Receive {
        /// The body.
        body: OrganisationId,
        /// Where the application stands.
        application: StreamId,
        /// The application as it was submitted.
        snapshot: Box<Snapshot>,
    },
    /// The body has looked through the application.
    Review(Review),
    /// The body takes it.
    Accept {
        /// Evidence, of today.
        accredited: Box<Accredited>,
    },
    /// The body does not take it.
    Decline {
        /// Why.
        reasons: Text,
    },
    /// The body says what it costs, or says it anew.
    Quote {
        /// What is to be agreed on.
        terms: Box<Terms>,
        /// The last day on which it can be agreed to.
        until: Date,
        /// Who signs it for the body.
        by: PersonId,
    },
    /// The company agrees to the quote as it stands.
    Agree {
        /// How it signs: it saw the [`agreement_digest`].
        company: Box<Confirming>,
    },
    /// The minimum for a first time was shown to the company.
    ShowMinimum {
        /// By which edition of the criteria.
        criteria: Criteria,
        /// For which forms.
        forms: BTreeSet<Word>,
        /// SHA-256 of what was shown.
        content: Digest,
    },
    /// Somebody of the body advised the company in this case.
    Advise {
        /// Who.
        person: PersonId,
        /// What was said.
        what: Text,
        /// When: from the receipt to today.
        on: Date,
    },
    /// The assessment begins.
    BeginAssessment {
        /// Evidence, of today.
        accredited: Box<Accredited>,
    },
    /// Another edition of criteria or rules holds from today, by agreement.
    ChangeEditions {
        /// The edition of the criteria, where it changes.
        criteria: Option<Criteria>,
        /// The edition of the rule pack, where it changes.
        rules: Option<RulesEdition>,
        /// Why, and what follows for the company.
        reason: Text,
    },
    /// It was decided.
    Decide {
        /// How.
        outcome: Outcome,
        /// Where the decision stands.
        decision: StreamId,
        /// On which day: today, or earlier with a reason.
        on: Date,
        /// Why it is recorded later than it was decided.
        late: Option<Text>,
        /// Evidence, of the day of the decision.
        accredited: Box<Accredited>,
        /// Why it is within the scope, where a person has to say so.
        confirmed: Option<Text>,
    },
    /// The company takes it back.
    Retract {
        /// Why, if it is told.
        reason: Option<Text>,
    },
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// The application reached the body.
    Received {
        /// The body.
        body: OrganisationId,
        /// Where the application stands.
        application: StreamId,
        /// The application.
        snapshot: Box<Snapshot>,
        /// When.
        on: Date,
    },
    /// It was reviewed.
    Reviewed {
        /// The review.
        review: Review,
        /// When.
        on: Date,
    },
    /// The body took it.
    Accepted {
        /// That it may.
        covered: Covered,
    },
    /// The body did not take it.
    Declined {
        /// Why.
        reasons: Text,
        /// When.
        on: Date,
    },
    /// The body said what it costs.
    Quoted {
        /// What is to be agreed on.
        terms: Box<Terms>,
        /// The last day on which it can be agreed to.
        until: Date,
        /// Who signed it for the body.
        by: PersonId,
        /// When.
        on: Date,
    },
    /// Both signed.
    Agreed(Box<Contract>),
    /// The minimum was shown.
    MinimumShown(Shown),
    /// Somebody advised.
    Advised(Advice),
    /// The assessment began.
    AssessmentBegun {
        /// When.
        on: Date,
    },
    /// Another edition holds.
    EditionsChanged {
        /// The edition of the criteria, where it changed.
        criteria: Option<Criteria>,
        /// The edition of the rule pack, where it changed.
        rules: Option<RulesEdition>,
        /// Why.
        reason: Text,
        /// From which day.
        on: Date,
    },
    /// It was decided.
    Decided {
        /// How.
        outcome: Outcome,
        /// Where the decision stands.
        decision: StreamId,
        /// On which day.
        on: Date,
        /// Why it was recorded later.
        late: Option<Text>,
        /// That the certificate is within the scope; none where it was refused.
        covered: Option<Covered>,
    },
    /// The company took it back.
    Retracted {
        /// When.
        on: Date,
        /// Why.
        reason: Option<Text>,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Received { .. } => "received",
            Self::Reviewed { .. } => "reviewed",
            Self::Accepted { .. } => "accepted",
            Self::Declined { .. } => "declined",
            Self::Quoted { .. } => "quoted",
            Self::Agreed(_) => "agreed",
            Self::MinimumShown(_) => "minimum_shown",
            Self::Advised(_) => "advised",
            Self::AssessmentBegun { .. } => "assessment_begun",
            Self::EditionsChanged { .. } => "editions_changed",
            Self::Decided { .. } => "decided",
            Self::Retracted { .. } => "retracted",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Received { on, .. }
            | Self::Reviewed { on, .. }
            | Self::Declined { on, .. }
            | Self::Quoted { on, .. }
            | Self::AssessmentBegun { on }
            | Self::EditionsChanged { on, .. }
            | Self::Decided { on, .. }
            | Self::Retracted { on, .. } => Some(*on),
            Self::Accepted { covered } => Some(covered.on),
            Self::Agreed(contract) => Some(contract.company.day()),
            Self::MinimumShown(shown) => Some(shown.on),
            Self::Advised(advice) => Some(advice.on),
        }
    }
}

/// The rules of a certification case.
#[derive(Debug, Clone, Copy)]
pub struct CertificationCase;

impl Aggregate for CertificationCase {
    const KIND: &'static str = "case";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        let today = at.today;
        match command {
            Command::Receive { body, application, snapshot } => {
                decide::receive(status, body, application, snapshot, today)
            }
            Command::Review(review) => decide::review(status, review, today),
            Command::Accept { accredited } => decide::accept(status, *accredited, today),
            Command::Decline { reasons } => decide::decline(status, reasons, today),
            Command::Quote { terms, until, by } => decide::quote(status, *terms, until, by, today),
            Command::Agree { company } => decide::agree(status, *company, today),
            Command::ShowMinimum { criteria, forms, content } => {
                decide::show(status, Shown { criteria, forms, content, on: today })
            }
            Command::Advise { person, what, on } => decide::advise(status, person, what, on, today),
            Command::BeginAssessment { accredited } => decide::begin(status, &accredited, today),
            Command::ChangeEditions { criteria, rules, reason } => {
                decide::change_editions(status, criteria, rules, reason, today)
            }
            Command::Decide { outcome, decision, on, late, accredited, confirmed } => {
                let day = decide::Day { on, late, today };
                decide::decide(status, outcome, decision, day, (*accredited, confirmed))
            }
            Command::Retract { reason } => decide::retract(status, reason, today),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unreceived, Event::Received { body, application, snapshot, on }) => {
                Status::Received(Box::new(Kept {
                    body: *body,
                    application: *application,
                    snapshot: Snapshot::clone(snapshot),
                    received_on: *on,
                    review: None,
                    minimum: Vec::new(),
                    advices: Vec::new(),
                }))
            }
            (Status::Received(mut kept), Event::Reviewed { review, on }) => {
                kept.review = Some((*on, review.clone()));
                Status::Received(kept)
            }
            (Status::Received(kept), Event::Accepted { .. }) => Status::Accepted(kept),
            (Status::Received(kept), Event::Declined { reasons, on }) => {
                Status::Declined { kept, on: *on, reasons: *reasons }
            }
            (Status::Accepted(kept) | Status::Quoted { kept, .. }, Event::Quoted { terms, until, by, on }) => {
                Status::Quoted { kept, quote: Quote { terms: Terms::clone(terms), until: *until, by: *by, on: *on } }
            }
            (Status::Quoted { kept, .. }, Event::Agreed(contract)) => {
                Status::Agreed { kept, contract: contract.clone() }
            }
            (Status::Agreed { kept, contract }, Event::AssessmentBegun { on }) => {
                Status::UnderAssessment { kept, contract, since: *on }
            }
            (Status::UnderAssessment { kept, contract, .. }, Event::Decided { outcome, decision, on, .. }) => {
                Status::Decided { kept, contract, outcome: *outcome, on: *on, decision: *decision }
            }
            (
                Status::Received(kept)
                | Status::Accepted(kept)
                | Status::Quoted { kept, .. }
                | Status::Agreed { kept, .. }
                | Status::UnderAssessment { kept, .. },
                Event::Retracted { on, .. },
            ) => Status::Retracted { kept, on: *on },
            (status, Event::MinimumShown(shown)) => with_kept(status, |kept| kept.minimum.push(shown.clone())),
            (status, Event::Advised(advice)) => with_kept(status, |kept| kept.advices.push(*advice)),
            (status, Event::EditionsChanged { criteria, rules, .. }) => with_terms(status, |terms| {
                terms.criteria = criteria.clone().unwrap_or_else(|| terms.criteria.clone());
                terms.rules = rules.clone().unwrap_or_else(|| terms.rules.clone());
            }),
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

/// The status with its kept changed, while it is open.
fn with_kept(mut status: Status, change: impl FnOnce(&mut Kept)) -> Status {
    match &mut status {
        Status::Received(kept)
        | Status::Accepted(kept)
        | Status::Quoted { kept, .. }
        | Status::Agreed { kept, .. }
        | Status::UnderAssessment { kept, .. } => change(kept),
        Status::Unreceived | Status::Declined { .. } | Status::Decided { .. } | Status::Retracted { .. } => {}
    }
    status
}

/// The status with its terms changed, from the agreement to the decision.
fn with_terms(mut status: Status, change: impl FnOnce(&mut Terms)) -> Status {
    match &mut status {
        Status::Agreed { contract, .. } | Status::UnderAssessment { contract, .. } => change(&mut contract.terms),
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => {}
    }
    status
}
