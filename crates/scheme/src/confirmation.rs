//! One confirmation by the representative of a company, by one of three equal routes (spec 7 §11): on screen (確認・記名), on
//! paper (記名押印, registered with where the original is kept and who checked it), or a copy of an outside e-contract. Knows
//! no application: what is confirmed is a digest.
//!
//! Its form in an event is that of a sign-off of a check, which stands in another crate.

use jiff::civil::Date;
use record::{Digest, PersonId, Text};
use serde::{Deserialize, Serialize};

/// By which of the three equal routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Route {
    /// 確認・記名, after a step-up.
    OnScreen,
    /// 記名押印 on paper. No image of a seal is kept by itself.
    OnPaper {
        /// The scan, as it is registered.
        scan: Text,
        /// Where the original is kept.
        kept_where: Text,
        /// Who checked the scan against it.
        checked_by: PersonId,
    },
    /// An e-contract service outside.
    EContract {
        /// The copy, as it is registered.
        copy: Text,
    },
}

/// A mandate (委任状).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// What it covers.
    pub scope: Text,
    /// Its last day.
    pub until: Date,
}

/// One confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// By which route.
    pub route: Route,
    /// Who confirmed. Who registered it stands in the envelope of the event.
    pub by: PersonId,
    /// When it was recorded, in Japan.
    pub on: Date,
    /// SHA-256 of exactly what was confirmed.
    pub content: Digest,
    /// The mandate, if the representative did not confirm in person.
    pub mandate: Option<Mandate>,
    /// The day that stands on the paper or in the e-contract; none = the day it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
}

/// What a confirmation brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirming {
    /// By which route.
    pub route: Route,
    /// Who confirms.
    pub by: PersonId,
    /// SHA-256 of what the signer saw.
    pub seen: Digest,
    /// The mandate, if the representative does not confirm in person.
    pub mandate: Option<Mandate>,
    /// The day that stands on the paper or in the e-contract; none = today.
    pub signed_on: Option<Date>,
}

/// Why a confirmation is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// What stands is not what the signer saw. To do: look again, then confirm.
    #[error("expected a confirmation of {stands}, found one of {seen}")]
    Changed {
        /// What stands.
        stands: Digest,
        /// What was seen.
        seen: Digest,
    },
    /// The signature would be of a day to come.
    #[error("expected a signature of {today} or earlier, found {signed_on}")]
    SignedLater {
        /// The day that stands beside it.
        signed_on: Date,
        /// Today.
        today: Date,
    },
    /// The signature is older than what it would confirm.
    #[error("expected a signature of {changed_on} or later, when the content was changed last, found {signed_on}")]
    SignedBefore {
        /// The day that stands beside it.
        signed_on: Date,
        /// The day of the last change.
        changed_on: Date,
    },
    /// The mandate's term was over on the day of the signature.
    #[error("expected a mandate that runs on {signed_on}, found one until {until}")]
    MandateOver {
        /// Its last day.
        until: Date,
        /// The day of the signature.
        signed_on: Date,
    },
}

impl Fault {
    /// The word of the rule that refuses. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Changed { .. } => "confirmation-of-what-stands",
            Self::SignedLater { .. } => "signed-later",
            Self::SignedBefore { .. } => "signed-before",
            Self::MandateOver { .. } => "mandate-over",
        }
    }
}

impl Confirmation {
    /// The day it was confirmed.
    #[must_use]
    pub fn day(&self) -> Date {
        self.signed_on.unwrap_or(self.on)
    }
}

impl Confirming {
    /// The confirmation of what `stands`, changed last on `changed_on`.
    ///
    /// # Errors
    /// Something else was seen, or the day or the mandate does not fit.
    pub fn of(self, stands: Digest, changed_on: Option<Date>, today: Date) -> Result<Confirmation, Fault> {
        let Self { route, by, seen, mandate, signed_on } = self;
        if seen != stands {
            return Err(Fault::Changed { stands, seen });
        }
        let day = signed_on.unwrap_or(today);
        if day > today {
            return Err(Fault::SignedLater { signed_on: day, today });
        }
        if let Some(changed_on) = changed_on.filter(|changed_on| day < *changed_on) {
            return Err(Fault::SignedBefore { signed_on: day, changed_on });
        }
        if let Some(until) = mandate.as_ref().map(|mandate| mandate.until).filter(|until| *until < day) {
            return Err(Fault::MandateOver { until, signed_on: day });
        }
        Ok(Confirmation { route, by, on: today, content: stands, mandate, signed_on })
    }
}
