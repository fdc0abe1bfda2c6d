//! The worker: takes jobs, does them, and says how they ended. Any number of processes may run one.
//!
//! Knows when a job is tried again and when it is given up; knows no mail and no table. A worker that stops finishes
//! what it has begun or gives it back; of one that dies the lease runs out.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use store::{NewJob, StoreError, TakenJob, VaultRound};
use tokio::task::JoinHandle;
use uuid::Uuid;

use super::{Fault, Kind, payload};
use crate::clock::Clock;
use crate::dates::in_japan;
use crate::evidence::ToStamp;
use crate::mail::{Letter, Post};
use crate::office::Office;
use crate::sign_in::{SignIn, SignInError};

/// How many jobs a worker does at once.
const AT_ONCE: u32 = 4;
/// How long a worker has a job; longer than any work takes.
const LEASE: SignedDuration = SignedDuration::from_secs(120);
/// How long one job may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a worker that stops waits for what it has begun.
const FAREWELL: Duration = Duration::from_secs(10);
/// How often a worker without work looks for some.
const POLL: Duration = Duration::from_secs(1);
/// How often a job is tried, with the waits below about six hours long.
const TRIES: i64 = 12;
/// The first wait; it doubles up to the longest.
const FIRST_WAIT: i64 = 30;
/// The longest wait.
const LONGEST_WAIT: i64 = 3_600;
/// When the nightly work is due, in Japan.
const NIGHT: i8 = 3;
/// How long jobs that ended and first answers to requests are kept.
const KEPT: i64 = 30 * 86_400_000_000;

/// What a worker works with.
#[derive(Clone)]
pub struct Hands {
    /// What organisations do.
    pub office: Office,
    /// How people sign in.
    pub sign_in: SignIn,
    /// Mail, if it is set up.
    pub post: Option<Post>,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Jobs done.
    pub done: u32,
    /// Jobs that are tried again.
    pub again: u32,
    /// Dead letters.
    pub dead: u32,
}

/// A worker.
pub struct Worker {
    id: Uuid,
    hands: Hands,
    night: Option<Date>,
    /// The nightly round through the vault, which takes as long as the vault is large: no job waits for it.
    round: Mutex<Option<JoinHandle<()>>>,
}

/// What a job came to.
enum End {
    Done,
    Again,
    Dead,
}

impl Worker {
    /// A worker of its own.
    #[must_use]
    pub fn new(hands: Hands) -> Self {
        Self { id: Uuid::new_v4(), hands, night: None, round: Mutex::new(None) }
    }

    /// Works until `stop` is done; then finishes what is under way or gives it back.
    pub async fn run(mut self, stop: impl Future<Output = ()> + Send) {
        let mut stop = std::pin::pin!(stop);
        loop {
            let now = self.clock().now();
            let stopped = {
                let mut round = std::pin::pin!(self.round(now));
                tokio::select! {
                    biased;
                    () = &mut stop => {
                        let _ = tokio::time::timeout(FAREWELL, &mut round).await;
                        true
                    }
                    did = &mut round => match did {
                        // There may be more: at once again.
                        Ok(round) if round != Round::default() => false,
                        other => {
                            if let Err(error) = other {
                                tracing::error!(%error, "jobs cannot be done now");
                            }
                            tokio::select! {
                                () = &mut stop => true,
                                () = tokio::time::sleep(POLL) => false,
                            }
                        }
                    },
                }
            };
            if stopped {
                break;
            }
        }
        self.give_up_round();
        self.give_back().await;
    }

    fn clock(&self) -> &Clock {
        self.hands.office.door.clock()
    }

    async fn give_back(&self) {
        let id = self.id;
        let back = self.hands.office.store().write(move |tx| Box::pin(async move { tx.give_jobs_back(id).await }));
        if let Err::<u64, StoreError>(error) = back.await {
            tracing::error!(%error, "jobs cannot be given back; their lease runs out");
        }
    }

    /// Takes what is due at `now` and does it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn round(&mut self, now: Timestamp) -> Result<Round, StoreError> {
        // What a copy that was put back still has to do was done long ago.
        if self.hands.office.door.hold().why().is_some() {
            return Ok(Round::default());
        }
        self.nightly(now).await?;
        let store = self.hands.office.store();
        let (worker, micros) = (self.id, now.as_microsecond());
        if !store.reader().await?.job_is_due(micros).await? {
            return Ok(Round::default());
        }
        let until = now.saturating_add(LEASE).unwrap_or(Timestamp::MAX).as_microsecond();
        let taken = store
            .write::<_, StoreError, _>(move |tx| {
                Box::pin(async move { tx.take_jobs(worker, micros, until, AT_ONCE).await })
            })
            .await?;
        let mut round = Round::default();
        for end in join_all(taken.iter().map(|job| self.one(job, now))).await {
            match end? {
                End::Done => round.done += 1,
                End::Again => round.again += 1,
                End::Dead => round.dead += 1,
            }
        }
        Ok(round)
    }

    /// Keeps tonight's work, once a day whichever process comes first.
    async fn nightly(&mut self, now: Timestamp) -> Result<(), StoreError> {
        let today = in_japan(now).date();
        if self.night == Some(today) {
            return Ok(());
        }
        let due = hour_of(today, NIGHT).unwrap_or(now);
        let id = self.hands.office.door.random().id(now).map_err(|_| StoreError::Corrupt("no randomness"))?;
        let job = NewJob {
            id,
            kind: Kind::Tidy.word(),
            key: today.to_string(),
            payload: "{}".to_owned(),
            sealed: None,
            made_at: now.as_microsecond(),
            due_at: due.as_microsecond(),
        };
        let added = self.hands.office.store().write(move |tx| Box::pin(async move { tx.add_job(&job).await }));
        added.await.map(|_: bool| ())?;
        self.night = Some(today);
        Ok(())
    }

    async fn one(&self, job: &TakenJob, now: Timestamp) -> Result<End, StoreError> {
        let done = match tokio::time::timeout(PATIENCE, self.work(job, now)).await {
            Ok(done) => done,
            Err(_) => Err(Fault::passing("too_slow")),
        };
        let (held, store) = (job.clone(), self.hands.office.store());
        let at = now.as_microsecond();
        match done {
            Ok(()) => {
                store
                    .write(move |tx| Box::pin(async move { tx.finish_job(&held, at).await }))
                    .await
                    .map(|_: bool| ())?;
                Ok(End::Done)
            }
            Err(fault) if fault.passes && job.tries < TRIES => {
                tracing::warn!(job = %job.id, kind = job.kind, fault = fault.word, tries = job.tries, "a job is tried again");
                let due = at.saturating_add(wait(job.tries) * 1_000_000);
                store
                    .write(move |tx| Box::pin(async move { tx.retry_job(&held, due, fault.word).await }))
                    .await
                    .map(|_: bool| ())?;
                Ok(End::Again)
            }
            Err(fault) => {
                tracing::error!(job = %job.id, kind = job.kind, fault = fault.word, tries = job.tries, "a job is given up");
                store
                    .write(move |tx| Box::pin(async move { tx.bury_job(&held, at, fault.word).await }))
                    .await
                    .map(|_: bool| ())?;
                Ok(End::Dead)
            }
        }
    }

    async fn work(&self, job: &TakenJob, now: Timestamp) -> Result<(), Fault> {
        // A worker that dies of a job dies of it a few times only.
        if job.tries > TRIES {
            return Err(Fault::lasting("breaks_workers"));
        }
        match Kind::from_word(&job.kind) {
            Some(Kind::Mail) => self.mail(job, now).await,
            Some(Kind::Reset) => self.hands.sign_in.answer_reset(job, now).await.map_err(|error| broken(&error)),
            Some(Kind::Tidy) => self.tidy(now).await.map_err(|error| broken(&error)),
            Some(Kind::Stamp) => self.hands.office.stamp(payload::<ToStamp>(job)?, now).await,
            None => Err(Fault::passing("unknown_kind")),
        }
    }

    async fn mail(&self, job: &TakenJob, now: Timestamp) -> Result<(), Fault> {
        let post = self.hands.post.as_ref().ok_or(Fault::passing("no_mail_setting"))?;
        let outbox = self.hands.office.door.outbox().ok_or(Fault::passing("no_mail_setting"))?;
        let letter: Letter = payload(job)?;
        post.deliver(self.hands.office.store(), outbox, job, &letter, now).await
    }

    /// The nightly work: what is long over is forgotten.
    async fn tidy(&self, now: Timestamp) -> Result<(), SignInError> {
        self.hands.sign_in.tidy(now).await?;
        self.hands.office.tidy_drafts(now).await?;
        self.tidy_vault(now);
        self.stamp_at_night(now).await;
        self.notify_at_night(now).await;
        let before = now.as_microsecond().saturating_sub(KEPT);
        let forgotten =
            self.hands.office.store().write(move |tx| Box::pin(async move { tx.forget_jobs(before).await }));
        forgotten.await.map(|_: u64| ()).map_err(|error: StoreError| error.into())
    }
}

impl Worker {
    /// Begins the round through the vault. One that fails keeps nothing else from being done: what is left goes in another
    /// night.
    fn tidy_vault(&self, now: Timestamp) {
        let mut under_way = self.round.lock().unwrap_or_else(PoisonError::into_inner);
        if under_way.as_ref().is_some_and(|before| !before.is_finished()) {
            tracing::warn!("the vault is still being tidied since another night");
            return;
        }
        let office = self.hands.office.clone();
        *under_way = Some(tokio::spawn(async move {
            match office.tidy_vault(now).await {
                Ok(None) => {}
                Ok(Some(VaultRound { objects, missing, unnamed, discarded, removed, unfinished, .. })) => {
                    tracing::info!(objects, missing, unnamed, discarded, removed, unfinished, "the vault is tidied");
                }
                Err(error) => tracing::error!(%error, "the vault cannot be tidied now"),
            }
        }));
    }

    /// Gives the round up: what it did stays done, the rest follows in another night.
    fn give_up_round(&self) {
        if let Some(round) = self.round.lock().unwrap_or_else(PoisonError::into_inner).take() {
            round.abort();
        }
    }
}

impl Worker {
    /// What has no time stamp, or one that ends soon, becomes work. That it cannot keeps nothing else from being done.
    async fn stamp_at_night(&self, now: Timestamp) {
        match self.hands.office.stamp_at_night(now).await {
            Ok(jobs) => tracing::info!(jobs, "evidence is to be stamped"),
            Err(error) => tracing::error!(%error, "evidence cannot be looked through for stamps now"),
        }
    }
}

impl Worker {
    /// Who holds a certificate that ends soon, and its body, are told. That they cannot be keeps nothing else from being done.
    async fn notify_at_night(&self, now: Timestamp) {
        match self.hands.office.notify_at_night(now).await {
            Ok(letters) => tracing::info!(letters, "notice is given of certificates that end"),
            Err(error) => tracing::error!(%error, "notice of certificates that end cannot be given now"),
        }
    }
}

/// Written into the log; the row gets a word.
fn broken(error: &SignInError) -> Fault {
    tracing::error!(%error, "a job failed");
    Fault::passing("database")
}

/// Seconds until the next try.
fn wait(tries: i64) -> i64 {
    let doubled = u32::try_from(tries - 1).ok().and_then(|times| FIRST_WAIT.checked_shl(times.min(30)));
    doubled.unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT)
}

/// The first instant of an hour of a day in Japan.
fn hour_of(day: Date, hour: i8) -> Option<Timestamp> {
    day.at(hour, 0, 0, 0).to_zoned(TimeZone::fixed(jiff::tz::offset(9))).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_doubles_up_to_an_hour_and_all_waits_take_about_six_hours() {
        assert_eq!([1, 2, 3, 7, 8, 9, 99].map(wait), [30, 60, 120, 1_920, 3_600, 3_600, 3_600]);
        let all: i64 = (1..TRIES).map(wait).sum();
        assert!((5 * 3_600..=7 * 3_600).contains(&all), "{all}");
    }
}
