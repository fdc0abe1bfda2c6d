//! The words of access: roles, actions, relations. The schema in `policies/` has the same.

use std::collections::BTreeSet;

use jiff::civil::Date;
use scheme::member;

/// In what quality a person acts in an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// A member's role.
    Held(member::Role),
    /// 代行入力の支援者: enters on behalf of a company until an end date, and is no member of it.
    Supporter,
    /// Signed in, and nothing else here. Whoever asks is at least that.
    SignedIn,
}

impl Role {
    /// Every role, of members first.
    pub fn all() -> impl Iterator<Item = Self> {
        member::Role::ALL.into_iter().map(Self::Held).chain([Self::Supporter, Self::SignedIn])
    }

    /// What a person with this membership is on `today`; a term that has ended or not begun does not count.
    #[must_use]
    pub fn on(membership: &member::Status, today: Date) -> BTreeSet<Self> {
        let held = membership.roles_on(today).into_iter().map(Self::Held);
        held.chain(membership.support_on(today).map(|_| Self::Supporter)).collect()
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Held(role) => role.word(),
            Self::Supporter => "supporter",
            Self::SignedIn => "signed_in",
        }
    }

    /// The role with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::all().find(|role| role.word() == word)
    }
}

/// How the organisation acted for stands to a record. Of what belongs to a person (a session, a membership that is
/// left) the person is the owner, and everybody else foreign. Of the installation the owner is the organisation that
/// runs it, so that the role operator counts for nothing anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It is the owner.
    Owner,
    /// It is a party, by law or contract.
    Party(Part),
    /// The owner shares it, and may end that.
    Shared,
    /// None of these; also what does not exist.
    Foreign,
}

/// As what an organisation is a party.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The company in a body's case.
    Client,
    /// The body that gives a company guidance and advice (指導助言).
    Adviser,
}

impl Relation {
    /// Every relation.
    pub const ALL: [Self; 5] =
        [Self::Owner, Self::Party(Part::Client), Self::Party(Part::Adviser), Self::Shared, Self::Foreign];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Party(Part::Client) => "party:client",
            Self::Party(Part::Adviser) => "party:adviser",
            Self::Shared => "shared",
            Self::Foreign => "foreign",
        }
    }

    /// The relation with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|relation| relation.word() == word)
    }
}

/// What an action is done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// What is a person's own: sessions, the membership that is left.
    Account,
    /// An application for certification.
    Application,
    /// A certification case of a body.
    Case,
    /// A check, its sections and its sign-off.
    Check,
    /// What people of a body are competent in.
    Competence,
    /// The deadlines of an organisation.
    Deadline,
    /// What an organisation keeps to show later.
    Evidence,
    /// The history of an organisation.
    History,
    /// The installation itself.
    Installation,
    /// The members of an organisation, their roles, invitations to it.
    Member,
    /// What an organisation says of itself.
    Organisation,
    /// The shared terminals of an organisation.
    Terminal,
    /// The API tokens of an organisation.
    Token,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::Account,
        Self::Application,
        Self::Case,
        Self::Check,
        Self::Competence,
        Self::Deadline,
        Self::Evidence,
        Self::History,
        Self::Installation,
        Self::Member,
        Self::Organisation,
        Self::Terminal,
        Self::Token,
    ];

    /// Its word in the schema.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Application => "Application",
            Self::Case => "Case",
            Self::Check => "Check",
            Self::Competence => "Competence",
            Self::Deadline => "Deadline",
            Self::Evidence => "Evidence",
            Self::History => "History",
            Self::Installation => "Installation",
            Self::Member => "Member",
            Self::Organisation => "Organisation",
            Self::Terminal => "Terminal",
            Self::Token => "Token",
        }
    }
}
