//! Letters that are mailed: what each is about, and what the world must know to set it.
//!
//! Knows ids, roles and days; knows no transport. A letter never holds an answer, a note, or any secret but the one
//! link it is written for. It is set when it is sent, in the language of who gets it then, and not at all if it has
//! become pointless meanwhile: the invitation was withdrawn, the person erased.

mod send;
mod setting;

use criteria::text::Lang;
use jiff::Timestamp;
use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId};
use serde::{Deserialize, Serialize};
use store::NewJob;

use crate::door::{Act, DoorError};
use crate::jobs::{self, Kind, Outbox};
use crate::random::NoRandomness;
use crate::sign_in::Secret;

pub use send::{BadSettings, MailSettings, Post};
pub use setting::{Mail, Part, Setting};

/// A letter, as the payload of its job holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "letter", rename_all = "snake_case")]
pub enum Letter {
    /// Somebody is invited. The token of the link is sealed in the job.
    Invitation {
        /// Who.
        person: PersonId,
        /// Into which organisation.
        organisation: OrganisationId,
        /// The words of the roles that are offered.
        roles: Vec<String>,
        /// The last day of a support.
        until: Option<Date>,
        /// Until when the link works.
        expires_at: Timestamp,
    },
    /// Somebody asked for a new password. The secret of the link is sealed in the job.
    Reset {
        /// Who.
        person: PersonId,
        /// Until when the link works.
        expires_at: Timestamp,
    },
    /// Somebody asked for a new password who has none.
    NoPassword {
        /// Who.
        person: PersonId,
    },
    /// The password was changed by a link.
    PasswordChanged {
        /// Whose.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Somebody wants to be written to at another address: this letter goes there. The secret of the link and the
    /// address are sealed in the job.
    AddressAsked {
        /// Who.
        person: PersonId,
        /// Until when the link works.
        expires_at: Timestamp,
    },
    /// The address was changed: this letter goes to the one before, which is sealed in the job.
    AddressChanged {
        /// Whose.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Somebody signed in from a device that is not known.
    SignedIn {
        /// Who.
        person: PersonId,
        /// When.
        at: Timestamp,
    },
    /// The representative is asked to confirm a check.
    SignOffAsked {
        /// Who is asked.
        person: PersonId,
        /// In which organisation.
        organisation: OrganisationId,
        /// Which check.
        check: StreamId,
    },
    /// Something happened in a certification case on which the person is to act.
    CaseMoved {
        /// Who.
        person: PersonId,
        /// In which organisation: the body, or the company.
        organisation: OrganisationId,
        /// Which case.
        case: StreamId,
        /// The application, for somebody of the company.
        application: Option<StreamId>,
        /// To what it happened: the kind of the stream, as texts name it.
        to: String,
        /// What happened: the kind of the event, as texts name it.
        moved: String,
    },
    /// A role was taken.
    RoleTaken {
        /// Whose.
        person: PersonId,
        /// In which organisation.
        organisation: OrganisationId,
        /// The word of the role; none = everything there.
        role: Option<String>,
    },
    /// Somebody who manages members made a new way in for the person.
    AccessRenewed {
        /// For whom.
        person: PersonId,
        /// In which organisation.
        organisation: OrganisationId,
        /// When.
        at: Timestamp,
    },
}

impl Letter {
    /// The word of each letter, in the order of [`Letter::samples`].
    pub const WORDS: [&str; 11] = [
        "invitation",
        "reset",
        "no_password",
        "password_changed",
        "address_asked",
        "address_changed",
        "signed_in",
        "sign_off_asked",
        "case_moved",
        "role_taken",
        "access_renewed",
    ];

    /// Its word.
    #[must_use]
    pub fn word(&self) -> &'static str {
        let [invitation, reset, no_password, changed, address, moved, signed_in, asked, case, taken, renewed] =
            Self::WORDS;
        match self {
            Self::Invitation { .. } => invitation,
            Self::Reset { .. } => reset,
            Self::NoPassword { .. } => no_password,
            Self::PasswordChanged { .. } => changed,
            Self::AddressAsked { .. } => address,
            Self::AddressChanged { .. } => moved,
            Self::SignedIn { .. } => signed_in,
            Self::SignOffAsked { .. } => asked,
            Self::CaseMoved { .. } => case,
            Self::RoleTaken { .. } => taken,
            Self::AccessRenewed { .. } => renewed,
        }
    }

    /// Who gets it.
    #[must_use]
    pub fn person(&self) -> PersonId {
        match self {
            Self::Invitation { person, .. }
            | Self::Reset { person, .. }
            | Self::NoPassword { person }
            | Self::PasswordChanged { person, .. }
            | Self::AddressAsked { person, .. }
            | Self::AddressChanged { person, .. }
            | Self::SignedIn { person, .. }
            | Self::SignOffAsked { person, .. }
            | Self::CaseMoved { person, .. }
            | Self::RoleTaken { person, .. }
            | Self::AccessRenewed { person, .. } => *person,
        }
    }

    /// The organisation it is about.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        match self {
            Self::Invitation { organisation, .. }
            | Self::SignOffAsked { organisation, .. }
            | Self::CaseMoved { organisation, .. }
            | Self::RoleTaken { organisation, .. }
            | Self::AccessRenewed { organisation, .. } => Some(*organisation),
            Self::Reset { .. }
            | Self::NoPassword { .. }
            | Self::PasswordChanged { .. }
            | Self::AddressAsked { .. }
            | Self::AddressChanged { .. }
            | Self::SignedIn { .. } => None,
        }
    }

    /// Until when it is worth sending.
    #[must_use]
    pub fn until(&self) -> Option<Timestamp> {
        match self {
            Self::Invitation { expires_at, .. }
            | Self::Reset { expires_at, .. }
            | Self::AddressAsked { expires_at, .. } => Some(*expires_at),
            _ => None,
        }
    }

    /// One of each with invented people, for who wants to see how they look.
    #[must_use]
    pub fn samples(at: Timestamp) -> Vec<Self> {
        let (person, organisation) = (PersonId(uuid::Uuid::nil()), OrganisationId(uuid::Uuid::nil()));
        let expires_at = at.saturating_add(jiff::SignedDuration::from_hours(24 * 14)).unwrap_or(at);
        let hour = at.saturating_add(jiff::SignedDuration::from_hours(1)).unwrap_or(at);
        let roles = vec!["staff".to_owned()];
        let check = StreamId(uuid::Uuid::nil());
        vec![
            Self::Invitation { person, organisation, roles, until: None, expires_at },
            Self::Reset { person, expires_at: hour },
            Self::NoPassword { person },
            Self::PasswordChanged { person, at },
            Self::AddressAsked { person, expires_at: hour },
            Self::AddressChanged { person, at },
            Self::SignedIn { person, at },
            Self::SignOffAsked { person, organisation, check },
            Self::CaseMoved {
                person,
                organisation,
                case: check,
                application: Some(check),
                to: "case".to_owned(),
                moved: "quoted".to_owned(),
            },
            Self::RoleTaken { person, organisation, role: Some("protection_manager".to_owned()) },
            Self::AccessRenewed { person, organisation, at },
        ]
    }
}

impl Outbox {
    /// The job that mails a letter. `secret` is what its link ends with.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn letter(
        &self,
        letter: &Letter,
        key: String,
        secret: Option<&Secret>,
        at: Timestamp,
    ) -> Result<NewJob, NoRandomness> {
        let sealed = secret.map(Secret::text);
        self.job(Kind::Mail, key, letter, sealed.as_deref().map(str::as_bytes), at)
    }

    /// The job that mails a letter to another address than the person's.
    ///
    /// # Errors
    /// There is no randomness.
    pub(crate) fn letter_to(
        &self,
        letter: &Letter,
        key: String,
        (address, secret): (&str, Option<&Secret>),
        at: Timestamp,
    ) -> Result<NewJob, NoRandomness> {
        let sealed = format!("{}\n{address}", secret.map(Secret::text).unwrap_or_default());
        self.job(Kind::Mail, key, letter, Some(sealed.as_bytes()), at)
    }
}

impl Act<'_> {
    /// Has a letter mailed once this command is kept; without a mail setting nothing is. The key keeps it from being
    /// mailed twice.
    ///
    /// # Errors
    /// The database failed, or there is no randomness.
    pub async fn mail(&mut self, letter: &Letter, key: String, secret: Option<&Secret>) -> Result<(), DoorError> {
        let sealed = secret.map(Secret::text);
        self.job(Kind::Mail, key, letter, sealed.as_deref().map(str::as_bytes)).await.map(|_| ())
    }

    /// The same, where what happened to a stream just now is the key.
    ///
    /// # Errors
    /// As [`Act::mail`].
    pub async fn mail_once(&mut self, letter: &Letter, of: &(StreamId, u32)) -> Result<(), DoorError> {
        let key = jobs::once(letter.word(), letter.person(), &format!("{}/{}", of.0.0, of.1));
        self.mail(letter, key, None).await
    }
}

/// The language with this tag; Japanese where it is none.
pub(crate) fn language(tag: &str) -> Lang {
    Lang::ALL.into_iter().find(|lang| lang.tag() == tag).unwrap_or(Lang::Ja)
}
