//! Deadlines of an organisation: what ends or should be done, by which day, and whom it concerns.
//!
//! Every date is a function of what the record says today ([`protection::deadline`], the terms of members); nothing is
//! written when a day passes. What spec 6 §7.1 sets for bodies, ministries and certified companies comes with the
//! things it is about; nothing here stands in for it.

pub mod calendar;

use std::collections::BTreeSet;

use criteria::catalogue::Catalogue;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use protection::check::{SignOff, Term};
use protection::deadline::{Due, Facts, due};
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::Role;
use store::Tx;
use store::models::MemberRow;
use uuid::Uuid;

use crate::access::{Action, Role as Held};
use crate::checks::LISTED;
use crate::checks::executives::Executives;
use crate::checks::stood::Stood;
use crate::dates::in_japan_at;
use crate::members;
use crate::office::{Caller, Office, Refused, roles};
use crate::sign_in::Secret;
use crate::texts::{Texts, arg};

/// For how many days an invitation that nobody took stays among the deadlines. Ours.
const EXPIRED_SHOWN: i64 = 30;

/// What ends, or should be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The last day of a support.
    Support,
    /// The last day of a role.
    Role,
    /// The last day of an invitation.
    Invitation,
    /// The last day of an API token of the reader's.
    Token,
    /// The last day of a sensitive paper, for those who may see it.
    Sensitive,
    /// Something about a kept check.
    Check(Due),
}

impl Kind {
    /// Its word, as texts and addresses name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Role => "role",
            Self::Invitation => "invitation",
            Self::Token => "token",
            Self::Sensitive => "sensitive",
            Self::Check(Due::Finish) => "finish",
            Self::Check(Due::ConfirmAgain) => "again",
            Self::Check(Due::Repeat) => "repeat",
        }
    }

    /// Whether the day is our own rule and no fact of the record.
    #[must_use]
    pub fn is_ours(self) -> bool {
        matches!(self, Self::Check(_))
    }

    /// The roles that act on it, besides the person it is about.
    fn acts(self, role: Role) -> bool {
        match self {
            Self::Support | Self::Role | Self::Invitation => role.manages_members(),
            Self::Token => false,
            Self::Sensitive => matches!(role, Role::Executive | Role::ProtectionManager),
            Self::Check(Due::ConfirmAgain) => role == Role::Executive,
            Self::Check(Due::Finish | Due::Repeat) => {
                matches!(role, Role::Executive | Role::ProtectionManager | Role::Staff)
            }
        }
    }
}

/// What a deadline is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// A member or somebody invited.
    Member(PersonId),
    /// A kept check.
    Check(StreamId),
    /// A piece of evidence. It is not named: of sensitive papers nothing is seen without a trace.
    Evidence(StreamId),
    /// An API token of the reader's.
    Token(Uuid),
}

/// Something that ends, or should be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The last day.
    pub on: Date,
    /// What it is.
    pub kind: Kind,
    /// What it is about.
    pub subject: Subject,
    /// The word of the role that ends.
    pub role: Option<String>,
    /// The person or the token by name, where there is one.
    pub name: Option<String>,
    /// The list a check answers.
    pub pack: Option<String>,
    /// Whether it concerns the reader: it is about them, or they hold a role that acts on it.
    pub mine: bool,
    /// Grows whenever what the day rests on changes, as calendars want it.
    pub sequence: u32,
}

impl Deadline {
    /// What is due, without anybody's name.
    #[must_use]
    pub fn title(&self, texts: Texts) -> String {
        let role = self.role.as_ref().map(|role| texts.t(&format!("role-{role}"))).unwrap_or_default();
        texts.with(&format!("deadline-{}", self.kind.word()), &[("role", arg(role))])
    }

    /// What it is about by name, for those who are signed in: a person, a token, a list.
    #[must_use]
    pub fn about(&self, texts: Texts, catalogue: &Catalogue) -> Option<String> {
        let list = || catalogue.checklist(self.pack.as_ref()?).map(|(_, list)| texts.say(&list.head.title).to_owned());
        self.name.clone().or_else(list)
    }

    /// The page on which something can be done about it, without language.
    #[must_use]
    pub fn path(&self) -> String {
        match self.subject {
            Subject::Member(_) => "/members".to_owned(),
            Subject::Check(check) => format!("/checks/{check}"),
            Subject::Evidence(evidence) => format!("/evidence/{evidence}"),
            Subject::Token(_) => "/account".to_owned(),
        }
    }

    /// Names the deadline for ever: the same thing keeps its id when its day moves.
    #[must_use]
    pub fn id(&self, organisation: OrganisationId) -> Uuid {
        let of = match self.subject {
            Subject::Member(person) => person.0,
            Subject::Check(StreamId(stream)) | Subject::Evidence(StreamId(stream)) => stream,
            Subject::Token(token) => token,
        };
        let role = self.role.as_deref().unwrap_or_default();
        Uuid::new_v5(&organisation.0, format!("deadline/{}/{of}/{role}", self.kind.word()).as_bytes())
    }
}

/// The deadlines a person may see in an organisation.
#[derive(Debug, Clone)]
pub struct Deadlines {
    /// In which organisation.
    pub organisation: OrganisationId,
    /// The next first; those whose day is over stand before today.
    pub list: Vec<Deadline>,
    /// Since when the reader has an address for calendars: microseconds since 1970, UTC.
    pub feed_since: Option<i64>,
}

impl Office {
    /// The deadlines of the organisation the caller acts for: those of members where the caller may see members,
    /// those of checks where they may see checks, those of sensitive papers where they may see these, and always their own.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn deadlines(&self, caller: Caller) -> Result<Deadlines, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::DeadlineView, Some(owner)).await?;
        let today = self.today();
        let (members, row) = self.access(&mut tx, &caller, Action::MemberList, Some(owner), today).await?;
        let (checks, _) = self.access(&mut tx, &caller, Action::CheckView, Some(owner), today).await?;
        let (papers, _) = self.access(&mut tx, &caller, Action::EvidenceSensitive, Some(owner), today).await?;
        let reader = Reader { person: caller.person, held: roles(row.as_ref(), today), today };
        let rows = if members.allowed { tx.members(owner, members::LISTED).await? } else { row.into_iter().collect() };
        let mut list: Vec<Deadline> = rows.iter().flat_map(|row| reader.of_member(row)).collect();
        if checks.allowed {
            list.extend(self.of_checks(&mut tx, owner, &reader).await?);
        }
        if papers.allowed {
            list.extend(of_papers(&mut tx, owner, &reader).await?);
        }
        list.extend(of_tokens(&mut tx, owner, &reader).await?);
        list.sort_by_key(|deadline| (deadline.on, deadline.kind, deadline.subject));
        name(&mut tx, &mut list).await?;
        let feed_since = tx.calendar_feed_since(caller.person, owner).await?;
        Ok(Deadlines { organisation: owner, list, feed_since })
    }

    async fn of_checks(&self, tx: &mut Tx, owner: OrganisationId, reader: &Reader) -> Result<Vec<Deadline>, Refused> {
        let marks = tx.check_marks(owner, (i64::MAX, Uuid::max()), LISTED).await?;
        let rows = self.stood(tx, owner, &marks).await?;
        let last: Vec<SignOff> = rows.iter().filter_map(|one| one.row.sign_offs.last().cloned()).collect();
        let (executives, moved) = match last.is_empty() {
            true => (Executives::default(), 0),
            false => (Executives::of(tx, owner, &last, reader.today).await?, tx.member_changes(owner).await?),
        };
        let mut begun = BTreeSet::new();
        let mut list = Vec::new();
        for stood in &rows {
            let row = &stood.row;
            // The newest stand first: whatever was seen before is later.
            let followed = !begun.insert(row.edition.0.clone());
            let Some(facts) = facts(stood, followed, (&executives.terms, reader.today)) else { continue };
            let Some((what, on)) = due(&facts) else { continue };
            let kind = Kind::Check(what);
            list.push(Deadline {
                on,
                kind,
                subject: Subject::Check(row.stream),
                role: None,
                name: None,
                pack: Some(row.edition.0.clone()),
                mine: reader.acts(kind),
                sequence: sequence(stood).saturating_add(moved),
            });
        }
        Ok(list)
    }

    /// Makes the address under which the caller's calendar program reads the deadlines; an earlier one ends. The secret
    /// is shown once.
    ///
    /// # Errors
    /// The caller may not see deadlines.
    pub async fn renew_feed(&self, caller: Caller) -> Result<Option<Secret>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let secret = self.secret_for(&caller)?;
        let (office, action, digest) = (self.clone(), Action::DeadlineView, secret.digest());
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let at = act.at().recorded_at.as_microsecond();
                act.tx().renew_calendar_feed(digest, caller.person, owner, at).await?;
                Ok(digest)
            })
        });
        let made = self.noting(&caller, action, Some(owner), done.await).await?;
        // A request that comes twice made its address the first time, with another secret.
        Ok(Some(secret).filter(|_| made == digest))
    }

    /// Ends the caller's address in the organisation they act for. Whoever may see nothing any more may do this too.
    ///
    /// # Errors
    /// The database failed.
    pub async fn end_feed(&self, caller: Caller) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        self.door
            .execute(caller.actor(), move |act| {
                Box::pin(async move {
                    let at = act.at().recorded_at.as_microsecond();
                    act.tx().end_calendar_feed(caller.person, owner, at).await?;
                    Ok(())
                })
            })
            .await
    }

    /// What a calendar program reads under an address: what its person may see now.
    ///
    /// # Errors
    /// There is no such address in use, or its person may not see deadlines any more.
    pub async fn feed(&self, secret: &str, request: Uuid) -> Result<Deadlines, Refused> {
        let secret = Secret::read(secret).ok_or(Refused::NotThere)?;
        let found = self.store().reader().await?.calendar_feed(secret.digest()).await?;
        let (person, organisation) = found.ok_or(Refused::NotThere)?;
        self.deadlines(Caller::new(person, Some(organisation), request)).await
    }
}

/// Who reads.
struct Reader {
    person: PersonId,
    held: BTreeSet<Held>,
    today: Date,
}

impl Reader {
    fn acts(&self, kind: Kind) -> bool {
        self.held.iter().any(|held| matches!(held, Held::Held(role) if kind.acts(*role)))
    }

    fn of_member(&self, row: &MemberRow) -> Vec<Deadline> {
        let one = |kind: Kind, on: Date, role: Option<String>| Deadline {
            on,
            kind,
            subject: Subject::Member(row.person),
            role,
            name: None,
            pack: None,
            mine: row.person == self.person || self.acts(kind),
            sequence: row.version,
        };
        let ahead = |day: &str| day.parse().ok().filter(|day| *day >= self.today);
        match row.standing.as_str() {
            "invited" => {
                let shown_from = self.today.saturating_sub(EXPIRED_SHOWN.days());
                let last = row.expires_at.and_then(|at| in_japan_at(at.saturating_sub(1))).map(DateTime::date);
                last.filter(|day| *day >= shown_from).map(|day| one(Kind::Invitation, day, None)).into_iter().collect()
            }
            "member" => {
                let support = row.support.as_ref().and_then(|(_, until)| ahead(until));
                let ends = row.roles.iter().filter_map(|term| Some((ahead(term.until.as_ref()?)?, term.role.clone())));
                let ends = ends.map(|(day, role)| one(Kind::Role, day, Some(role)));
                support.map(|day| one(Kind::Support, day, None)).into_iter().chain(ends).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn facts(stood: &Stood, followed: bool, (executives, today): (&[Term], Date)) -> Option<Facts> {
    let row = &stood.row;
    Some(Facts {
        begun_on: in_japan_at(row.begun_at)?.date(),
        touched_on: in_japan_at(stood.touched_at)?.date(),
        confirmed: row.sign_offs.last().map(|last| (last.on, last.standing(&stood.versions, executives, today))),
        closed: row.closed_on.is_some(),
        followed,
    })
}

fn sequence(stood: &Stood) -> u32 {
    let changes: u32 = stood.versions.values().sum();
    changes.saturating_add(u32::try_from(stood.row.sign_offs.len()).unwrap_or(u32::MAX))
}

/// The last days of sensitive papers; a night later their files are discarded.
async fn of_papers(tx: &mut Tx, owner: OrganisationId, reader: &Reader) -> Result<Vec<Deadline>, Refused> {
    let ending = tx.evidence_ending(owner, LISTED).await?;
    let ends = ending.into_iter().filter_map(|(evidence, until, version)| {
        let (on, kind) = (until.parse().ok()?, Kind::Sensitive);
        Some(Deadline {
            on,
            kind,
            subject: Subject::Evidence(evidence),
            role: None,
            name: None,
            pack: None,
            mine: reader.acts(kind),
            sequence: version,
        })
    });
    Ok(ends.collect())
}

/// The reader's own tokens for this organisation; nobody sees another's.
async fn of_tokens(tx: &mut Tx, owner: OrganisationId, reader: &Reader) -> Result<Vec<Deadline>, Refused> {
    let tokens = tx.api_tokens(reader.person).await?;
    let own = tokens.into_iter().filter(|token| token.organisation == owner && token.revoked_at.is_none());
    let ends = own.filter_map(|token| {
        let on = in_japan_at(token.expires_at)?.date();
        (on >= reader.today).then_some(Deadline {
            on,
            kind: Kind::Token,
            subject: Subject::Token(token.id),
            role: None,
            name: Some(token.name),
            pack: None,
            mine: true,
            sequence: 0,
        })
    });
    Ok(ends.collect())
}

/// Gives the persons their names: one statement for all.
async fn name(tx: &mut Tx, list: &mut [Deadline]) -> Result<(), Refused> {
    let person = |deadline: &Deadline| match deadline.subject {
        Subject::Member(person) => Some(person),
        Subject::Check(_) | Subject::Evidence(_) | Subject::Token(_) => None,
    };
    let names = tx.names_of(list.iter().filter_map(person).collect::<Vec<_>>()).await?;
    for deadline in list {
        if let Some(person) = person(deadline) {
            deadline.name = names.get(&person).cloned();
        }
    }
    Ok(())
}
