//! The body's side of a case up to the agreement: reviewed, accepted or declined, what it costs, and that the minimum for a first
//! time was shown. Then the assessment begins.

use jiff::civil::Date;
use record::{Digest, OrganisationId, StreamId};
use scheme::application::Criteria;
use scheme::case::{Aim, Command, Fee, FeeKind, Finding, Review, RulesEdition, Tailoring, Terms};

use super::{accredited, loaded};
use crate::access::Action;
use crate::door::{Act, DoorError};
use crate::office::{Caller, Office, Refused};

/// One finding of a review as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingTold {
    /// Whether it fits.
    pub fits: bool,
    /// Why.
    pub reason: String,
}

/// A review of an application as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewTold {
    /// Identity, competence, conflict, scope: in this order.
    pub findings: [FindingTold; 4],
    /// Whether the company is a unit of the body's own organisation.
    pub own_unit: bool,
}

/// One line of a quote as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeeTold {
    /// What it is for.
    pub of: FeeKind,
    /// The same in words; may be empty.
    pub what: String,
    /// Yen without tax.
    pub yen: u64,
}

/// A quote as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuoteTold {
    /// Its lines.
    pub fees: Vec<FeeTold>,
    /// The last day on which it can be agreed to.
    pub until: Date,
    /// How far the company aims.
    pub aim: Aim,
}

/// A command on a case, made in the transaction that decides it.
type Made<'a> = futures_util::future::BoxFuture<'a, Result<Command, Refused>>;

impl Office {
    /// Records the review of an application.
    ///
    /// # Errors
    /// The case is not there to be reviewed, or the caller may not.
    pub async fn review_case(&self, caller: Caller, case: StreamId, told: ReviewTold) -> Result<(), Refused> {
        self.body_does(caller, case, Action::CaseHandle, move |act, owner, _| {
            let told = told.clone();
            Box::pin(async move {
                let [identity, competence, conflict, scope] = told.findings;
                let mut finding = |told: FindingTold| -> Result<Finding, DoorError> {
                    Ok(Finding { fits: told.fits, reason: act.text(owner, told.reason)? })
                };
                let review = Review {
                    identity: finding(identity)?,
                    competence: finding(competence)?,
                    conflict: finding(conflict)?,
                    scope: finding(scope)?,
                    own_unit: told.own_unit,
                };
                Ok(Command::Review(review))
            })
        })
        .await
    }

    /// Accepts an application that was reviewed and fits.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn accept_case(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.body_does(caller, case, Action::CaseAccept, |act, owner, client| {
            Box::pin(async move { Ok(Command::Accept { accredited: Box::new(accredited(act, owner, client).await?) }) })
        })
        .await
    }

    /// Declines an application, with reasons that the company reads.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn decline_case(&self, caller: Caller, case: StreamId, reasons: String) -> Result<(), Refused> {
        self.body_does(caller, case, Action::CaseAccept, move |act, owner, _| {
            let reasons = reasons.clone();
            Box::pin(async move { Ok(Command::Decline { reasons: act.text(owner, reasons)? }) })
        })
        .await
    }

    /// Says what the assessment costs and what it covers. The caller signs for the body.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn quote_case(&self, caller: Caller, case: StreamId, told: QuoteTold) -> Result<(), Refused> {
        let rules = self.catalogue.rules().ok_or(Refused::NotThere)?.edition.clone();
        let shown = self.case(caller, case).await?;
        let file = shown.status.kept().ok_or(Refused::NotThere)?;
        let (criteria, forms) = (file.snapshot.content.criteria.clone(), file.snapshot.content.forms.clone());
        let criteria: Criteria = criteria.ok_or(Refused::NotThere)?;
        let tailoring = Tailoring { forms, aim: told.aim };
        self.body_does(caller, case, Action::CaseAccept, move |act, owner, _| {
            let (told, tailoring, criteria, rules) = (told.clone(), tailoring.clone(), criteria.clone(), rules.clone());
            Box::pin(async move {
                let mut fees = Vec::new();
                for FeeTold { of, what, yen } in told.fees {
                    let what = if what.is_empty() { None } else { Some(act.text(owner, what)?) };
                    fees.push(Fee { of, what, yen });
                }
                let terms = Box::new(Terms { criteria, rules: RulesEdition(rules), tailoring, fees });
                Ok(Command::Quote { terms, until: told.until, by: caller.person })
            })
        })
        .await
    }

    /// Notes that the minimum for a first time was shown to the company; `content` is the digest of what was shown.
    ///
    /// # Errors
    /// The case is over, or the caller may not.
    pub async fn show_minimum(&self, caller: Caller, case: StreamId, content: Digest) -> Result<(), Refused> {
        let shown = self.case(caller, case).await?;
        let file = shown.status.kept().ok_or(Refused::NotThere)?;
        let (criteria, forms) = (file.snapshot.content.criteria.clone(), file.snapshot.content.forms.clone());
        let criteria = criteria.ok_or(Refused::NotThere)?;
        self.body_does(caller, case, Action::CaseHandle, move |_, _, _| {
            let (criteria, forms) = (criteria.clone(), forms.clone());
            Box::pin(async move { Ok(Command::ShowMinimum { criteria, forms, content }) })
        })
        .await
    }

    /// Begins the assessment of what was agreed.
    ///
    /// # Errors
    /// A rule refuses, or the caller may not.
    pub async fn begin_assessment(&self, caller: Caller, case: StreamId) -> Result<(), Refused> {
        self.body_does(caller, case, Action::CaseAccept, |act, owner, client| {
            Box::pin(async move {
                Ok(Command::BeginAssessment { accredited: Box::new(accredited(act, owner, client).await?) })
            })
        })
        .await
    }

    /// One command on a case by somebody of the body.
    async fn body_does<F>(&self, caller: Caller, case: StreamId, action: Action, make: F) -> Result<(), Refused>
    where
        F: for<'a, 'b> Fn(&'a mut Act<'b>, OrganisationId, OrganisationId) -> Made<'a> + Send + Sync + 'static,
    {
        let make = std::sync::Arc::new(make);
        self.in_case(caller, case, action, move |act, row| {
            let make = make.clone();
            Box::pin(async move {
                let (row, mut case) = loaded(act, row.owner, row.stream).await?;
                let client = row.party.ok_or(Refused::NotThere)?;
                let command = make(act, row.owner, client).await?;
                act.decide(&mut case, command)?;
                Ok(())
            })
        })
        .await
    }
}
