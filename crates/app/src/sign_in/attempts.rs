//! How often it may be tried, and how long to wait after that. A stranger who guesses is slowed down where he is: what
//! he does counts against his address and against the person *from there*, never against the person as such.

use std::net::IpAddr;
use std::time::Duration;

use jiff::Timestamp;
use record::{Digest, PersonId};
use store::{Attempt, StoreError, Tx};
use uuid::Uuid;

use super::{Refused, SignIn, SignInError, Visitor};

/// How often something may be tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limit {
    /// Attempts without waiting.
    free: i64,
    /// Seconds to wait before the next one; each more doubles it.
    first: u64,
    /// Seconds to wait at most.
    most: u64,
    /// Seconds after which it begins anew.
    window: i64,
}

/// One person from one place, and one session that steps up.
const PLACE: Limit = Limit { free: 5, first: 30, most: 3_600, window: 86_400 };
/// One address, whoever is tried: an office has one for all.
const ADDRESS: Limit = Limit { free: 50, first: 5, most: 900, window: 3_600 };
/// Codes for one person from anywhere: who tries them knows the password already.
const CODES: Limit = Limit { free: 20, first: 60, most: 3_600, window: 86_400 };
/// One person at one terminal: a PIN is short.
const PIN: Limit = Limit { free: 5, first: 60, most: 86_400, window: 7 * 86_400 };
/// One terminal, whoever is tried.
const TERMINAL: Limit = Limit { free: 30, first: 10, most: 900, window: 3_600 };
/// Ceremonies of passkeys begun from one address: no guess, but each takes a row.
const PASSKEYS: Limit = Limit { free: 300, first: 5, most: 300, window: 3_600 };

/// Links to a new password asked for, or tried, from one address.
const RESETS: Limit = Limit { free: 20, first: 30, most: 3_600, window: 3_600 };
/// Links to one mail address, asked for from one place.
const RESETS_HERE: Limit = Limit { free: 3, first: 60, most: 3_600, window: 86_400 };
/// Links to one mail address, from anywhere: a mailbox is not flooded, and its owner waits an hour at most.
const RESETS_OF: Limit = Limit { free: 10, first: 300, most: 3_600, window: 86_400 };

/// Invitations accepted, and the set-up, from one address: each takes a core for a while, and a link might be guessed. A
/// whole shift that begins in one room is not slowed down.
const LINKS: Limit = Limit { free: 60, first: 5, most: 900, window: 3_600 };

/// What becomes of a counter when the attempt succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Success {
    /// It begins anew.
    Clear,
    /// This one attempt is not counted: somebody with an account of his own cannot clear it for guesses at others.
    GiveBack,
    /// It counts all the same.
    Count,
}

/// A counter that an attempt runs into.
#[derive(Debug, Clone)]
pub(super) struct Counter {
    key: String,
    limit: Limit,
    success: Success,
}

/// Whom a sign-in is about. Somebody unknown is counted like anybody else.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject {
    Known(PersonId),
    Unknown(Digest),
}

fn counter(key: String, limit: Limit, success: Success) -> Counter {
    Counter { key, limit, success }
}

/// The part of an address that one household or office has to itself: a whole IPv4 address, 56 bits of IPv6.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{:x}", d & 0xff00)
        }
    }
}

impl SignIn {
    /// The counters of a sign-in by password. A device from which the person signed in before has its own, and the
    /// address does not count.
    pub(super) fn at_password(&self, subject: Subject, visitor: &Visitor, at: Timestamp) -> Vec<Counter> {
        let place = network(visitor.address);
        let known = match subject {
            Subject::Known(person) => self.known_device(person, visitor, at).map(|device| (person, device)),
            Subject::Unknown(_) => None,
        };
        if let Some((person, device)) = known {
            return vec![counter(format!("person:{person}/device:{device}"), PLACE, Success::Clear)];
        }
        let who = match subject {
            Subject::Known(person) => format!("person:{person}"),
            Subject::Unknown(folded) => format!("unknown:{folded}"),
        };
        vec![
            counter(format!("{who}/address:{place}"), PLACE, Success::Clear),
            counter(format!("address:{place}"), ADDRESS, Success::GiveBack),
        ]
    }

    /// The counters of a second step.
    pub(super) fn at_code(&self, person: PersonId, visitor: &Visitor, at: Timestamp) -> Vec<Counter> {
        let place = match self.known_device(person, visitor, at) {
            Some(device) => format!("device:{device}"),
            None => format!("address:{}", network(visitor.address)),
        };
        vec![
            counter(format!("code:{person}/{place}"), PLACE, Success::Clear),
            counter(format!("code:{person}"), CODES, Success::GiveBack),
        ]
    }

    /// Counts an attempt at a link that lets somebody in for the first time: an invitation, the set-up. One that succeeds
    /// is not counted.
    ///
    /// # Errors
    /// [`Refused::TooOften`], at this place only.
    pub async fn try_link(&self, visitor: &Visitor, at: Timestamp) -> Result<(), SignInError> {
        self.knock(&at_link(visitor), at).await
    }

    /// Tells that such a link let somebody in.
    ///
    /// # Errors
    /// The database failed.
    pub async fn link_was_good(&self, visitor: &Visitor) -> Result<(), SignInError> {
        let counters = at_link(visitor);
        self.store.write(move |tx| Box::pin(async move { Ok(passed(tx, &counters).await?) })).await
    }

    /// Counts one attempt everywhere at once. Refused, it counts nowhere and no work follows.
    pub(super) async fn knock(&self, counters: &[Counter], at: Timestamp) -> Result<(), SignInError> {
        let mut counters = counters.to_vec();
        counters.sort_by(|one, other| one.key.cmp(&other.key));
        let at = at.as_microsecond();
        self.store
            .write::<(), SignInError, _>(move |tx| {
                Box::pin(async move {
                    let mut wait = Duration::ZERO;
                    for Counter { key, limit, .. } in &counters {
                        let attempt = tx.count_attempt(key, at, limit.window.saturating_mul(1_000_000)).await?;
                        wait = wait.max(limit.wait(attempt, at));
                    }
                    if wait.is_zero() { Ok(()) } else { Err(Refused::TooOften { retry_after: wait }.into()) }
                })
            })
            .await
    }
}

/// The counter of one session that steps up: nobody else can run into it.
pub(super) fn at_step_up(session: Uuid) -> Vec<Counter> {
    vec![counter(format!("step-up:{session}"), PLACE, Success::Clear)]
}

/// The counter of changes of one's own mail address: each tells whether an address is another's.
pub(super) fn at_address(person: PersonId) -> Vec<Counter> {
    vec![counter(format!("address-of:{person}"), PLACE, Success::Count)]
}

/// The counters of a PIN.
pub(super) fn at_terminal(terminal: Uuid, person: PersonId) -> Vec<Counter> {
    vec![
        counter(format!("terminal:{terminal}/person:{person}"), PIN, Success::Clear),
        counter(format!("terminal:{terminal}"), TERMINAL, Success::GiveBack),
    ]
}

/// The counter of ceremonies begun. Failed passwords are not in it.
pub(super) fn at_passkey(visitor: &Visitor) -> Vec<Counter> {
    vec![counter(format!("passkey:{}", network(visitor.address)), PASSKEYS, Success::Count)]
}

/// The counter of links that let somebody in for the first time, tried from one address.
pub(super) fn at_link(visitor: &Visitor) -> Vec<Counter> {
    vec![counter(format!("link:{}", network(visitor.address)), LINKS, Success::GiveBack)]
}

/// The counter of links to a new password, from one address.
pub(super) fn at_reset(visitor: &Visitor) -> Vec<Counter> {
    vec![counter(format!("reset:{}", network(visitor.address)), RESETS, Success::Count)]
}

/// The counters of links to one mail address, which stands in them as its digest.
pub(super) fn at_reset_of(folded: &str, visitor: &Visitor) -> Vec<Counter> {
    let whose = Digest::of(folded.as_bytes());
    vec![
        counter(format!("reset-of:{whose}/address:{}", network(visitor.address)), RESETS_HERE, Success::Count),
        counter(format!("reset-of:{whose}"), RESETS_OF, Success::Count),
    ]
}

/// Tells the counters that the attempt succeeded, in the transaction in which it does.
pub(super) async fn passed(tx: &mut Tx, counters: &[Counter]) -> Result<(), StoreError> {
    let mut counters: Vec<&Counter> = counters.iter().collect();
    counters.sort_by(|one, other| one.key.cmp(&other.key));
    for counter in counters {
        match counter.success {
            Success::Clear => tx.clear_attempts(&counter.key).await?,
            Success::GiveBack => tx.give_attempt_back(&counter.key).await?,
            Success::Count => {}
        }
    }
    Ok(())
}

impl Limit {
    /// How long this attempt came too early.
    fn wait(&self, attempt: Attempt, at: i64) -> Duration {
        let over = attempt.count - self.free;
        let Some(before) = attempt.before_at.filter(|_| over > 0) else { return Duration::ZERO };
        let doubled = u32::try_from(over - 1).ok().and_then(|times| self.first.checked_shl(times.min(40)));
        let delay = Duration::from_secs(doubled.unwrap_or(self.most).min(self.most));
        let since = Duration::from_micros(u64::try_from(at.saturating_sub(before)).unwrap_or(0));
        // In whole seconds, upwards: that is what is told.
        Duration::from_secs(delay.saturating_sub(since).as_micros().div_ceil(1_000_000).try_into().unwrap_or(self.most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_a_limit_and_runs_from_the_last_attempt() {
        let wait = |count, before: Option<i64>| {
            let before_at = before.map(|seconds| seconds * 1_000_000);
            PLACE.wait(Attempt { count, window_start: 0, before_at }, 10_000_000_000).as_secs()
        };
        assert_eq!(wait(1, None), 0);
        assert_eq!(wait(5, Some(10_000)), 0, "five are free");
        assert_eq!([6, 7, 8, 9].map(|count| wait(count, Some(10_000))), [30, 60, 120, 240]);
        assert_eq!([13, 14, 99, i64::MAX].map(|count| wait(count, Some(10_000))), [3_600; 4]);
        assert_eq!(wait(6, Some(9_980)), 10);
        assert_eq!(wait(6, Some(9_970)), 0);
        assert_eq!(wait(6, Some(10_001)), 30, "a clock that went back lengthens nothing");
    }

    #[test]
    fn an_address_is_what_one_household_has() {
        let cases = [
            ("203.0.113.7", "203.0.113.7"),
            ("::ffff:203.0.113.7", "203.0.113.7"),
            ("2001:db8:1:2ff::1", "2001:db8:1:200"),
            ("2001:db8:1:201:9::1", "2001:db8:1:200"),
            ("2001:db8:1:300::1", "2001:db8:1:300"),
        ];
        for (address, expected) in cases {
            assert_eq!(network(address.parse().unwrap()), expected);
        }
    }
}
