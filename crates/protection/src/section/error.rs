//! Why a section refuses: expected and found as data; what a person reads is worded elsewhere.

use criteria::answers::Answer;
use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{StreamId, Text};

use super::Given;

/// Why a section refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet.
    #[error("the section has to be opened first")]
    NotOpened,
    /// It is open as part of another check, of another edition, or under another name.
    #[error("the section is open already as `{section}` of {edition} in check {check}")]
    OpenedOtherwise {
        /// The check it belongs to.
        check: StreamId,
        /// The edition that is answered.
        edition: Box<EditionId>,
        /// Its name.
        section: String,
    },
    /// Its check is closed.
    #[error("the check was closed on {on}")]
    CheckClosed {
        /// When.
        on: Date,
    },
    /// The item was looked up in another edition.
    #[error("expected an item of {expected}, found one of {found}")]
    OtherEdition {
        /// The edition that is answered.
        expected: Box<EditionId>,
        /// The edition of the item.
        found: Box<EditionId>,
    },
    /// The item belongs to another section.
    #[error("expected an item of section `{expected}`, found `{item}` of `{found}`")]
    OtherSection {
        /// This section.
        expected: String,
        /// The item's section.
        found: String,
        /// The item.
        item: String,
    },
    /// The item does not allow the answer (INV-94).
    #[error("item `{item}` allows {}, found {}", marks(allowed), found.mark())]
    NotAllowed {
        /// The item.
        item: String,
        /// What it allows.
        allowed: Vec<Answer>,
        /// What was given.
        found: Answer,
    },
    /// Somebody answered the item in between.
    #[error("item `{}` was changed at version {} and you saw version {}", .0.item, .0.theirs.version, .0.base)]
    Conflict(Box<Conflict>),
    /// The base is a version which the item has not reached.
    #[error("item `{item}` stands at version {current} and cannot have been seen at {base}")]
    NeverStood {
        /// The item.
        item: String,
        /// The base that was named.
        base: u32,
        /// The version at which it stands; 0 = nothing was ever given.
        current: u32,
    },
    /// Answers are taken over into an empty section only.
    #[error("answers can be taken over only where nothing stands; here {standing} items have an answer or a note")]
    NotEmpty {
        /// How many items have an answer or a note.
        standing: u32,
    },
    /// An item occurs twice among the answers of one command.
    #[error("item `{item}` is answered twice")]
    Twice {
        /// The item.
        item: String,
    },
}

impl Error {
    /// The word of the rule that refuses, for who words it. All are ours but that of the allowed answers, which is the
    /// pack's.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotOpened => "section-not-opened",
            Self::OpenedOtherwise { .. } => "section-opened-otherwise",
            Self::CheckClosed { .. } => "check-closed",
            Self::OtherEdition { .. } => "section-other-edition",
            Self::OtherSection { .. } => "section-other-section",
            Self::NotAllowed { .. } => "answer-not-allowed",
            Self::Conflict(_) => "answer-conflict",
            Self::NeverStood { .. } => "answer-never-stood",
            Self::NotEmpty { .. } => "claim-into-empty",
            Self::Twice { .. } => "claim-item-once",
        }
    }
}

/// Two answers to one item, to be shown side by side. When theirs came, the event at its version says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The item.
    pub item: String,
    /// The version which the person saw; 0 = nothing.
    pub base: u32,
    /// The answer that was refused; none = taken back.
    pub mine: Option<Answer>,
    /// The note that was refused with it.
    pub my_note: Option<Text>,
    /// What stands, by whom, since which version. Answering again on that version replaces it.
    pub theirs: Given,
}

fn marks(answers: &[Answer]) -> String {
    answers.iter().map(|answer| answer.mark()).collect::<Vec<_>>().join(" ")
}
