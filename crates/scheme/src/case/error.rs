//! Why a certification case refuses: expected and found as data; what a person reads is worded elsewhere.

use jiff::civil::Date;

use super::contract::FeesFault;
use super::status::{Question, Standing};
use crate::accreditation;
use crate::confirmation::Fault;
use crate::eligibility::Fit;

/// Why something may not happen to a certification case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The case is not where the command is for.
    #[error("expected a case that is {expected}, found one that is {found}")]
    Status {
        /// What the command is for.
        expected: Standing,
        /// Where the case stands.
        found: Standing,
    },
    /// The case is over, and what is over has no exit. To do: apply anew.
    #[error("expected a case that is open, found one that is {found} since {on}")]
    Over {
        /// How it is over.
        found: Standing,
        /// Since when.
        on: Date,
    },
    /// The application asks another body.
    #[error("expected an application to this body, found one to another")]
    AnotherBody,
    /// The application is not what was confirmed. To do: have it confirmed and submitted again.
    #[error("expected an application as it was confirmed, found another")]
    NotAsConfirmed,
    /// A body certifies another business (INV-03). To do: ask another body.
    #[error("expected another organisation than the body, found the body itself")]
    Itself,
    /// A body certifies no unit of its own (INV-03). To do: decline it.
    #[error("expected another organisation than the body, found a unit of it")]
    OwnUnit,
    /// A body certifies no certification business (INV-03). To do: say another scope.
    #[error("expected another business than certification, found the company's certification business")]
    CertificationBusiness,
    /// The application was not reviewed (INV-21). To do: review it.
    #[error("expected a review of the application, found none")]
    NotReviewed,
    /// The review found what does not fit (INV-21). To do: decline it, or review it anew.
    #[error("expected a review in which all fits, found {}", listed(unfit))]
    Unfit {
        /// What does not.
        unfit: Vec<Question>,
    },
    /// The evidence is of another day.
    #[error("expected evidence of {expected}, found some of {found}")]
    EvidenceDay {
        /// The day it should be of.
        expected: Date,
        /// Found.
        found: Date,
    },
    /// The body is not accredited on that day, as far as is known here (INV-22).
    #[error("expected a body accredited on {on}, found none that is known")]
    NotAccredited {
        /// The day.
        on: Date,
        /// How it stands.
        standing: Box<accreditation::Standing>,
    },
    /// The application names no industry.
    #[error("expected an industry, found none")]
    NoIndustry,
    /// It is outside the scope of the body's accreditation (INV-21, INV-23). To do: decline it.
    #[error("expected a case within the scope on {on}, found one outside")]
    OutOfScope {
        /// The day.
        on: Date,
        /// Each condition of the scope.
        fit: Box<Fit>,
    },
    /// A person has to say that it is within the scope (INV-23). To do: look, and say why it is.
    #[error("expected a reason why the case is within the scope, found none")]
    ToConfirm {
        /// Each condition of the scope.
        fit: Box<Fit>,
    },
    /// The fees do not fit.
    #[error(transparent)]
    Fees(#[from] FeesFault),
    /// The fees are fixed by the agreement (INV-08).
    #[error("expected no agreement, found fees fixed on {on}")]
    FeesFixed {
        /// When.
        on: Date,
    },
    /// The quote is over. To do: quote anew.
    #[error("expected a quote that stands on {today}, found one until {until}")]
    QuoteOver {
        /// Its last day.
        until: Date,
        /// The day on which it should stand.
        today: Date,
    },
    /// No form of information is told.
    #[error("expected at least one form of information, found none")]
    NoForms,
    /// The company cannot sign so.
    #[error(transparent)]
    Confirmation(#[from] Fault),
    /// The advice is not of this case, or has not happened.
    #[error("expected a day from {from} to {to}, found {found}")]
    AdviceDay {
        /// When the case was received.
        from: Date,
        /// Today.
        to: Date,
        /// Found.
        found: Date,
    },
    /// A case is decided after its assessment began, and not in the future.
    #[error("expected a decision from {from} to {to}, found one on {found}")]
    DecisionDay {
        /// When the assessment began.
        from: Date,
        /// Today.
        to: Date,
        /// Found.
        found: Date,
    },
    /// The decision is of a past day and no reason is told. To do: say why it is recorded only now.
    #[error("expected a decision of {today}, or a reason, found one of {found}")]
    BackDated {
        /// Today.
        today: Date,
        /// Found.
        found: Date,
    },
    /// It cannot be written as bytes.
    #[error("the agreement cannot be written")]
    Unwritable,
}

fn listed(questions: &[Question]) -> String {
    questions.iter().map(|question| question.word()).collect::<Vec<_>>().join(", ")
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Status { .. } => "case-status",
            Self::Over { .. } => "case-is-over",
            Self::AnotherBody => "case-of-its-body",
            Self::NotAsConfirmed => "application-as-confirmed",
            Self::Itself | Self::OwnUnit => "never-itself",
            Self::CertificationBusiness => "no-certification-business",
            Self::NotReviewed => "application-reviewed",
            Self::Unfit { .. } => "review-fits",
            Self::EvidenceDay { .. } => "evidence-of-the-day",
            Self::NotAccredited { .. } => "accredited-on-the-day",
            Self::NoIndustry => "industry-told",
            Self::OutOfScope { .. } => "within-scope",
            Self::ToConfirm { .. } => "scope-confirmed",
            Self::Fees(_) => "fees-fit",
            Self::FeesFixed { .. } => "fees-fixed",
            Self::QuoteOver { .. } => "quote-stands",
            Self::NoForms => "forms-told",
            Self::Confirmation(fault) => fault.rule(),
            Self::AdviceDay { .. } => "advice-of-this-case",
            Self::DecisionDay { .. } => "decided-after-assessment-began",
            Self::BackDated { .. } => "not-back-dated",
            Self::Unwritable => "agreement-unwritable",
        }
    }

    /// The number of the rule in `spec/4`, where it is one of those.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::Itself | Self::OwnUnit | Self::CertificationBusiness => Some("INV-03"),
            Self::Fees(_) | Self::FeesFixed { .. } => Some("INV-08"),
            Self::NotReviewed | Self::Unfit { .. } => Some("INV-21"),
            Self::NotAccredited { .. } => Some("INV-22"),
            Self::OutOfScope { .. } | Self::ToConfirm { .. } => Some("INV-23"),
            Self::Status { .. }
            | Self::Over { .. }
            | Self::AnotherBody
            | Self::NotAsConfirmed
            | Self::EvidenceDay { .. }
            | Self::NoIndustry
            | Self::QuoteOver { .. }
            | Self::NoForms
            | Self::Confirmation(_)
            | Self::AdviceDay { .. }
            | Self::DecisionDay { .. }
            | Self::BackDated { .. }
            | Self::Unwritable => None,
        }
    }
}
