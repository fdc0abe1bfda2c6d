//! Why a check refuses: expected and found as data; what a person reads is worded elsewhere.

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::StreamId;

/// Why a check refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet.
    #[error("the check has to be begun first")]
    NotBegun,
    /// It was begun otherwise.
    #[error("the check was begun already, with {edition}")]
    BegunOtherwise {
        /// The edition it is of.
        edition: EditionId,
    },
    /// It is closed.
    #[error("the check was closed on {on}")]
    Closed {
        /// When.
        on: Date,
    },
    /// A check has at least one section.
    #[error("a check needs at least one section")]
    NoSections,
    /// Two sections would share a stream.
    #[error("expected a stream for each section, found {stream} twice")]
    SharedStream {
        /// The stream.
        stream: StreamId,
    },
    /// The answers would be of a later day than today.
    #[error("expected answers of {today} or earlier, found {reported_on}")]
    ReportedLater {
        /// The day they are said to be of.
        reported_on: Date,
        /// Today.
        today: Date,
    },
    /// A sign-off names every section of the check and nothing else.
    #[error("a sign-off names every section: missing {}, not of this check {}", listed(missing), listed(unknown))]
    SectionsNamed {
        /// Names of sections that were left out.
        missing: Vec<String>,
        /// Streams that are no section of it.
        unknown: Vec<StreamId>,
    },
    /// Sections changed after the signer saw them: look again, then sign.
    #[error("sections {} changed after you saw them", listed(sections))]
    ChangedMeanwhile {
        /// Their names.
        sections: Vec<String>,
    },
    /// There is nothing to confirm.
    #[error("a check without any answer cannot be signed")]
    NothingAnswered,
    /// What stands is confirmed already.
    #[error("what stands was confirmed on {on}")]
    Confirmed {
        /// When.
        on: Date,
    },
    /// There is no executive but who asks.
    #[error("expected an executive to be asked, found none beside who asks")]
    NobodyToAsk,
    /// The mandate's term was over on the day of the signature.
    #[error("expected a mandate that runs on {signed_on}, found one until {until}")]
    MandateOver {
        /// Its last day.
        until: Date,
        /// The day of the signature.
        signed_on: Date,
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
    #[error("expected a signature of {changed_on} or later, when an answer was changed last, found {signed_on}")]
    SignedBefore {
        /// The day that stands beside it.
        signed_on: Date,
        /// The day of the last change.
        changed_on: Date,
    },
}

fn listed<T: ToString>(things: &[T]) -> String {
    let words: Vec<String> = things.iter().map(|thing| format!("`{}`", thing.to_string())).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotBegun => "check-not-begun",
            Self::BegunOtherwise { .. } => "check-begun-otherwise",
            Self::Closed { .. } => "check-closed",
            Self::NoSections => "check-has-sections",
            Self::SharedStream { .. } => "check-stream-each",
            Self::ReportedLater { .. } => "check-reported-later",
            Self::SectionsNamed { .. } => "sign-off-names-all",
            Self::ChangedMeanwhile { .. } => "sign-off-changed",
            Self::NothingAnswered => "sign-off-nothing",
            Self::Confirmed { .. } => "sign-off-stands",
            Self::NobodyToAsk => "sign-off-nobody",
            Self::MandateOver { .. } => "mandate-over",
            Self::SignedLater { .. } => "signed-later",
            Self::SignedBefore { .. } => "signed-before",
        }
    }
}
