//! Why a sign-in is refused, as data: what was expected and what the person can do. Never whether a person exists.

use std::time::Duration;

/// A rule of sign-in that refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// Name and secret do not belong together. The same for an unknown name, a wrong password, a passkey or PIN
    /// that is not known here.
    #[error("name and secret do not belong together")]
    NotRecognised,
    /// It was tried too often from here.
    #[error("tried too often; again in {} s", retry_after.as_secs())]
    TooOften {
        /// How long to wait.
        retry_after: Duration,
    },
    /// Too many sign in at this moment.
    #[error("too many sign in at once; again in {} s", retry_after.as_secs())]
    Busy {
        /// How long to wait.
        retry_after: Duration,
    },
    /// The code is none of this minute, or no recovery code that is left.
    #[error("the code does not fit")]
    CodeWrong,
    /// The code was right and was used before.
    #[error("the code was used before")]
    CodeUsed,
    /// Beside the password a code is expected.
    #[error("a code of the second factor is expected")]
    CodeNeeded,
    /// What was to be continued is over, was used, or never was.
    #[error("{0}")]
    Over(Over),
    /// The password cannot be chosen.
    #[error("{0}")]
    Password(PasswordFault),
    /// The PIN cannot be chosen.
    #[error("{0}")]
    Pin(PinFault),
    /// The answer of the device does not prove who it is, or that the device checked who holds it.
    #[error("the passkey proves nothing")]
    PasskeyWrong,
    /// This passkey is registered already.
    #[error("the passkey is registered already")]
    PasskeyKnown,
    /// This installation has no name on the web to which passkeys could be bound.
    #[error("this installation takes no passkeys")]
    NoPasskeys,
    /// Nothing is mailed here: the operator has set up no mail.
    #[error("this installation mails nothing")]
    NoMail,
    /// There are as many as there may be.
    #[error("at most {most}")]
    TooMany {
        /// How many there may be.
        most: usize,
    },
    /// There is a confirmed second factor; it is removed before another is set up.
    #[error("there is a second factor already")]
    SecondThere,
    /// There is no second factor to be confirmed or removed.
    #[error("there is no second factor")]
    NoSecond,
    /// The person has to show anew who it is; that lasts this long.
    #[error("expected a step-up within the last {} s", within.as_secs())]
    StepUpNeeded {
        /// How recent the step-up must be.
        within: Duration,
    },
    /// What was typed is no mail address.
    #[error("expected a mail address")]
    NoAddress,
    /// Somebody else has the mail address.
    #[error("the mail address is taken")]
    AddressTaken,
    /// The password is not this person's, who is signed in already.
    #[error("the password does not fit")]
    PasswordWrong,
    /// The PIN is not the one of this person at this terminal.
    #[error("the PIN does not fit")]
    PinWrong,
    /// The PIN was typed twice and differs.
    #[error("the PIN was typed twice and differs")]
    PinsDiffer,
    /// A name is empty, too long, or has something in it that does not print.
    #[error("expected a name")]
    NoName,
    /// What it is compared with cannot be read any more: the operator lost the key that encrypted it.
    #[error("the key that encrypted it is lost")]
    KeyLost,
    /// A session by PIN acts for the organisation of its terminal and no other, and changes nothing of the account but
    /// its own PIN.
    #[error("not at a shared terminal")]
    TerminalOnly,
}

/// What is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Over {
    /// The session.
    #[error("the session is over")]
    Session,
    /// A sign-in or registration that waited for its next step.
    #[error("the step before this one is over")]
    Step,
    /// The invitation.
    #[error("the invitation is over")]
    Invitation,
    /// The link to a new password.
    #[error("the link is over")]
    Reset,
    /// The link that shows that an address is one's own.
    #[error("the link of an address is over")]
    Address,
    /// The terminal, or it was never registered.
    #[error("the terminal is not registered")]
    Terminal,
}

/// Why a password cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordFault {
    /// Too short.
    #[error("expected at least {least} characters, found {found}")]
    TooShort {
        /// Characters at least.
        least: usize,
        /// Characters it has.
        found: usize,
    },
    /// Too long.
    #[error("expected at most {most} characters")]
    TooLong {
        /// Characters at most.
        most: usize,
    },
    /// Many have it, or it is the first that anybody tries.
    #[error("it is one of the first that anybody tries")]
    Common,
    /// It contains the name in the person's mail address.
    #[error("it contains the name in the mail address")]
    OwnName,
    /// It contains the name of the person's organisation.
    #[error("it contains the name of the organisation")]
    OrganisationName,
}

/// Why a PIN cannot be chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PinFault {
    /// Something that is no digit.
    #[error("expected digits only")]
    NotDigits,
    /// Too short or too long.
    #[error("expected {least} to {most} digits, found {found}")]
    Length {
        /// Digits at least.
        least: usize,
        /// Digits at most.
        most: usize,
        /// Digits it has.
        found: usize,
    },
    /// Digits in a row (123456, 987654).
    #[error("it is a run of digits")]
    Run,
    /// The same few digits again and again (111111, 121212, 123123).
    #[error("it repeats a few digits")]
    Repetition,
}

/// What the person can do about a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ToDo {
    /// Type it again, or use another way to sign in.
    TryAgain,
    /// Wait this long, or use a passkey.
    Wait(Duration),
    /// Wait for the next code of the app.
    NextCode,
    /// Give the code, too.
    GiveCode,
    /// Begin again from the start.
    BeginAgain,
    /// Choose another one.
    ChooseAnother,
    /// Show anew who it is.
    StepUp,
    /// Remove one first.
    RemoveFirst,
    /// Ask who runs the organisation or the installation.
    Ask,
    /// Nothing is left to do.
    Nothing,
}

impl Refused {
    /// What the person can do.
    #[must_use]
    pub fn to_do(&self) -> ToDo {
        match self {
            Self::NotRecognised
            | Self::PasswordWrong
            | Self::PinWrong
            | Self::PinsDiffer
            | Self::NoName
            | Self::CodeWrong
            | Self::PasskeyWrong => ToDo::TryAgain,
            Self::TooOften { retry_after } | Self::Busy { retry_after } => ToDo::Wait(*retry_after),
            Self::CodeUsed => ToDo::NextCode,
            Self::CodeNeeded => ToDo::GiveCode,
            Self::Over(Over::Session | Over::Step | Over::Reset | Over::Address) => ToDo::BeginAgain,
            Self::Over(Over::Invitation | Over::Terminal)
            | Self::NoPasskeys
            | Self::NoMail
            | Self::TerminalOnly
            | Self::KeyLost => ToDo::Ask,
            Self::Password(_) | Self::Pin(_) | Self::NoAddress | Self::AddressTaken => ToDo::ChooseAnother,
            Self::TooMany { .. } | Self::SecondThere => ToDo::RemoveFirst,
            Self::StepUpNeeded { .. } => ToDo::StepUp,
            Self::PasskeyKnown | Self::NoSecond => ToDo::Nothing,
        }
    }
}
