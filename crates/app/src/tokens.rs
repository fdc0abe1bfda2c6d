//! Tokens of the API: made by a person for programs, for one organisation, for some actions, until a day.
//!
//! A token never can do more than its person, is never as good as a person who confirms who they are, and is over with
//! the next request once it is stopped, its day has passed, or its person has no role in the organisation any more. The
//! secret is shown once; kept is its digest.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};
use record::PersonId;
use store::{ListedSession, NewApiToken, StoreError, TokenHolder};
use uuid::Uuid;

pub use store::ApiToken;

use crate::access::{Access, Action, Grants, Kind};
use crate::office::{Caller, Office, Refused, roles};
use crate::sign_in::Secret;

/// The longest name of a token, in characters.
pub const NAME: usize = 60;
/// For how many days a token is good at most. Ours.
pub const DAYS: i64 = 365;
/// How many tokens a page of the list has.
pub const LISTED: u32 = 100;
/// What a token begins with, so that one that lies about is recognised.
const PREFIX: &str = "mamori_";
/// A token is noted as used after this many microseconds, not with each request.
const USED: i64 = 60_000_000;

/// What is asked for when a token is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    name: String,
    grants: Grants,
    until: Date,
}

/// What is wrong with what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenFault {
    /// No name, a name that is too long, or one with control characters.
    Name,
    /// Nothing is granted, or something that no token can be granted.
    Grants,
    /// No day from tomorrow to [`DAYS`] from now.
    Until,
}

impl NewToken {
    /// Reads what was typed and chosen.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read<'w>(
        name: &str,
        grants: impl IntoIterator<Item = &'w str>,
        until: &str,
        today: Date,
    ) -> Result<Self, Vec<TokenFault>> {
        let mut faults = Vec::new();
        let name = name.trim();
        if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
            faults.push(TokenFault::Name);
        }
        let offered = |word: &str| Grants::offered().find(|action| action.word() == word);
        let grants: Option<Vec<Action>> = grants.into_iter().map(offered).collect();
        let grants = Grants::of(grants.unwrap_or_default());
        if grants.is_empty() {
            faults.push(TokenFault::Grants);
        }
        let last = last_day(today);
        let until: Option<Date> = until.trim().parse().ok().filter(|until| *until > today && *until <= last);
        match until {
            Some(until) if faults.is_empty() => Ok(Self { name: name.to_owned(), grants, until }),
            Some(_) => Err(faults),
            None => {
                faults.push(TokenFault::Until);
                Err(faults)
            }
        }
    }
}

/// The last day a token made today may be good for.
#[must_use]
pub fn last_day(today: Date) -> Date {
    today.checked_add(DAYS.days()).unwrap_or(Date::MAX)
}

/// A token that was made. The secret is shown once and never kept.
#[derive(Clone)]
pub struct MadeToken {
    /// What to send as `Authorization: Bearer …`.
    pub secret: String,
    /// What it is called in lists.
    pub id: Uuid,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// The tokens for an organisation.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// The newest first, those that are over too.
    pub rows: Vec<ApiToken>,
    /// What the persons in it are called.
    pub names: BTreeMap<PersonId, String>,
    /// Where the next page begins, if there is more.
    pub next: Option<(i64, Uuid)>,
}

/// Who asks with a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// Who asks, with what was granted.
    pub caller: Caller,
    /// What the person is called.
    pub name: String,
    /// The words of the roles held today.
    pub roles: Vec<String>,
    /// What the token is called in lists.
    pub token: Uuid,
    /// When it ends: microseconds since 1970, UTC.
    pub expires_at: i64,
}

/// Why a token is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoBearer {
    /// Nothing of ours, or one that was stopped: which of them is not told.
    Unknown,
    /// Its day has passed.
    Expired,
    /// Its person has no role in the organisation today.
    NoMember,
}

impl NoBearer {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Expired => "expired",
            Self::NoMember => "no-member",
        }
    }
}

impl Office {
    /// Makes a token for the organisation the caller acts for, with the caller as the one who acts.
    ///
    /// # Errors
    /// The caller may not, or has not just confirmed who they are.
    pub async fn make_token(&self, caller: Caller, new: NewToken) -> Result<MadeToken, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let secret = self.secret_for(&caller)?;
        let expires_at = end_of(new.until).ok_or(Refused::NotThere)?;
        let (office, action, digest) = (self.clone(), Action::TokenCreate, secret.digest());
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, new) = (office.clone(), new.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let made = NewApiToken {
                    token: digest,
                    id: act.id()?,
                    person: caller.person,
                    organisation: owner,
                    name: new.name,
                    grants: new.grants.words(),
                    created_at: act.at().recorded_at.as_microsecond(),
                    expires_at: expires_at.as_microsecond(),
                };
                act.tx().add_api_token(&made).await?;
                Ok(made.id)
            })
        });
        let id = self.noting(&caller, action, Some(owner), done.await).await?;
        Ok(MadeToken { secret: format!("{PREFIX}{}", secret.text()), id, expires_at })
    }

    /// The tokens for the organisation the caller acts for, whoever made them.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn tokens(&self, caller: Caller, before: Option<(i64, Uuid)>, limit: u32) -> Result<Tokens, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::TokenRevoke, Some(owner)).await?;
        let before = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut rows = tx.api_tokens_for(owner, before, limit.saturating_add(1)).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| (row.created_at, row.id));
        let names = tx.names_of(rows.iter().map(|row| row.person)).await?;
        Ok(Tokens { rows, names, next })
    }

    /// Stops a token for the organisation the caller acts for, whoever made it.
    ///
    /// # Errors
    /// There is no such one left, or the caller may not.
    pub async fn stop_token(&self, caller: Caller, id: Uuid) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::TokenRevoke);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let now = act.at().recorded_at.as_microsecond();
                let stopped = act.tx().revoke_api_token_for(owner, id, now).await?;
                if stopped { Ok(()) } else { Err(Refused::NotThere) }
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Whether the caller may do `action` to what is their organisation's own, or to their own.
    ///
    /// # Errors
    /// The database failed.
    pub async fn may_i(&self, caller: Caller, action: Action) -> Result<Access, Refused> {
        let owner = match action.kind() {
            Kind::Installation | Kind::Account => None,
            _ => caller.acting_for,
        };
        let mut tx = self.store().reader().await?;
        Ok(self.access(&mut tx, &caller, action, owner, self.today()).await?.0)
    }

    /// The sessions of the caller that live, the newest first.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn own_sessions(&self, caller: Caller) -> Result<Vec<ListedSession>, Refused> {
        let mut tx = self.reader(&caller, Action::SessionList, None).await?;
        Ok(tx.sessions_of(caller.person, self.door.clock().now().as_microsecond()).await?)
    }

    /// Ends a session of the caller; `false` = there is no such one.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn end_own_session(&self, caller: Caller, session: Uuid) -> Result<bool, Refused> {
        let (office, action) = (self.clone(), Action::SessionRevoke);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let now = act.at().recorded_at.as_microsecond();
                Ok(act.tx().end_session_of(caller.person, session, now).await?)
            })
        });
        self.noting(&caller, action, None, done.await).await
    }

    /// Who asks with this token: found by one statement; that it was used is noted at most once a minute.
    ///
    /// # Errors
    /// It is none, or none any more; or the database failed.
    pub async fn bearer(&self, text: &str, request: Uuid) -> Result<Result<Bearer, NoBearer>, Refused> {
        let Some(secret) = text.strip_prefix(PREFIX).and_then(Secret::read) else { return Ok(Err(NoBearer::Unknown)) };
        let found = self.store().reader().await?.token_holder(secret.digest()).await?;
        let Some(found) = found else { return Ok(Err(NoBearer::Unknown)) };
        let now = self.door.clock().now().as_microsecond();
        if found.expires_at <= now {
            return Ok(Err(NoBearer::Expired));
        }
        let held = roles(found.member.as_ref(), self.today());
        if held.is_empty() {
            return Ok(Err(NoBearer::NoMember));
        }
        self.note_use(&found, now).await?;
        let caller = Caller::new(found.person, Some(found.organisation), request);
        Ok(Ok(Bearer {
            caller: Caller { grants: Grants::read(&found.grants), ..caller },
            name: found.name,
            roles: held.into_iter().map(|role| role.word().to_owned()).collect(),
            token: found.id,
            expires_at: found.expires_at,
        }))
    }

    async fn note_use(&self, found: &TokenHolder, now: i64) -> Result<(), Refused> {
        if found.used_at.is_some_and(|used| now < used.saturating_add(USED)) {
            return Ok(());
        }
        let id = found.id;
        let noted = self.store().write(move |tx| Box::pin(async move { tx.see_api_token(id, now).await }));
        Ok(noted.await.map_err(|error: StoreError| error)?)
    }
}

/// The end of a day in Japan.
fn end_of(day: Date) -> Option<Timestamp> {
    let zone = TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9)));
    Some(day.tomorrow().ok()?.to_zoned(zone).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, grants: &[&str], until: &str) -> Result<NewToken, Vec<TokenFault>> {
        NewToken::read(name, grants.iter().copied(), until, "2026-11-20".parse().unwrap())
    }

    #[test]
    fn a_token_has_a_name_at_least_one_grant_and_a_last_day_within_a_year() {
        assert!(read("基幹システム", &["check.view"], "2026-11-21").is_ok());
        assert!(read(&"あ".repeat(60), &["check.view", "check.answer"], "2027-11-20").is_ok());
        for name in ["", "  ", &"あ".repeat(61), "a\tb"] {
            assert_eq!(read(name, &["check.view"], "2027-03-31"), Err(vec![TokenFault::Name]), "{name:?}");
        }
        for grants in [&[][..], &["check.view", "check.sign_off"], &["token.create"], &["nothing.known"]] {
            assert_eq!(read("a", grants, "2027-03-31"), Err(vec![TokenFault::Grants]), "{grants:?}");
        }
        for until in ["", "2026-11-20", "2027-11-21", "2026-02-30", "next year"] {
            assert_eq!(read("a", &["check.view"], until), Err(vec![TokenFault::Until]), "{until:?}");
        }
        assert_eq!(read("", &[], "").unwrap_err().len(), 3, "everything at once");
    }

    #[test]
    fn a_token_is_good_to_the_end_of_its_last_day_in_japan() {
        assert_eq!(end_of("2026-11-20".parse().unwrap()).unwrap().to_string(), "2026-11-20T15:00:00Z");
    }
}
