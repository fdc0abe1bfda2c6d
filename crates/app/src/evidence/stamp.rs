//! Evidence is stamped by an outside authority: the manifest is made, its digest sent, what comes back recorded.
//!
//! The work of a job, and what keeps such jobs. The authority is asked before the command, because no transaction waits for
//! the network; who is killed in between asks again, and of two that asked at once the record takes the first.

use jiff::{SignedDuration, Timestamp};
use protection::evidence::manifest::{Follows, Line, Manifest};
use protection::evidence::{Command, Error, Evidence, Stamp};
use record::{Digest, OrganisationId, StreamId};
use serde::{Deserialize, Serialize};
use store::{StoreError, TimeStampRow};

use crate::authority::Given;
use crate::door::{Act, Actor, DoorError};
use crate::jobs::{Fault, Kind};
use crate::office::{Office, Refused};

/// How long before the signer's certificate ends the next stamp is made. Ours.
pub(super) const BEFORE_THE_END: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How much evidence is given to stamp in a night; the rest follows in the next.
pub const A_NIGHT: u32 = 200;

/// What a job of this says.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct ToStamp {
    pub(crate) owner: OrganisationId,
    pub(crate) evidence: StreamId,
}

/// The key of the job that stamps evidence as it stands at a version: there is one.
pub(super) fn key(evidence: StreamId, version: u32) -> String {
    format!("{evidence}/{version}")
}

/// What is made of a manifest before it is recorded.
struct Made {
    manifest: String,
    follows: Option<Digest>,
    covers: u32,
    given: Given,
}

impl Office {
    /// Keeps the job that has evidence stamped, in the transaction of the command that changed it to this version. Without an
    /// authority nothing is kept: should there be one later, the nightly work finds it.
    pub(super) async fn to_stamp(
        &self,
        act: &mut Act<'_>,
        owner: OrganisationId,
        evidence: StreamId,
        version: u32,
    ) -> Result<(), DoorError> {
        if self.authority.is_some() {
            act.plain_job(Kind::Stamp, key(evidence, version), &ToStamp { owner, evidence }).await?;
        }
        Ok(())
    }

    /// Stamps a piece of evidence as it stands, unless nothing is to do: it is discarded, or a stamp of all its files is good
    /// for long enough.
    pub(crate) async fn stamp(&self, to: ToStamp, now: Timestamp) -> Result<(), Fault> {
        let authority = self.authority.as_ref().ok_or(Fault::passing("stamp_no_authority"))?;
        let Some((manifest, follows, covers)) = self.manifest(to, now).await.map_err(|error| failed(&error))? else {
            return Ok(());
        };
        let given = authority.stamp(Digest::of(manifest.as_bytes()), self.door.random()).await?;
        let made = Made { manifest, follows, covers, given };
        match self.record_stamp(to, made).await {
            // Somebody discarded it meanwhile.
            Ok(()) | Err(Refused::Evidence(Error::Discarded { .. })) => Ok(()),
            Err(error) => Err(failed(&error)),
        }
    }

    /// The manifest of evidence as it stands, the token it follows, and the version up to which it covers the files; none =
    /// there is nothing to stamp.
    async fn manifest(&self, to: ToStamp, now: Timestamp) -> Result<Option<(String, Option<Digest>, u32)>, Refused> {
        let ToStamp { owner, evidence } = to;
        let mut tx = self.store().reader().await?;
        let row = tx.evidence(owner, evidence).await?.filter(|row| row.discarded.is_none());
        if row.is_none() {
            return Ok(None);
        }
        let files = tx.evidence_files(owner, evidence).await?;
        let covers = files.iter().map(|file| file.added_in).max().unwrap_or(0);
        let newest = tx.time_stamps(owner, evidence, 1).await?.into_iter().next();
        let soon = now.saturating_add(BEFORE_THE_END).unwrap_or(Timestamp::MAX).as_microsecond();
        if newest.as_ref().is_some_and(|stamp| stamp.covers >= covers && stamp.ends >= soon) {
            return Ok(None);
        }
        let (_, mut names) = tx.names_and_texts(owner, [], files.iter().map(|file| file.name)).await?;
        let line = |file: &store::models::EvidenceFile| Line {
            bytes: file.bytes,
            name: names.remove(&file.name),
            sha256: file.sha256,
        };
        let files = files.iter().map(line).collect();
        let before = newest.map(|stamp| Follows { manifest: stamp.stamped, token: Digest::of(&stamp.token) });
        let nonce = self.door.random().bytes().map_err(DoorError::from)?;
        let manifest = Manifest::new(evidence.to_string(), files, before, nonce).text();
        Ok(Some((manifest, before.map(|before| before.token), covers)))
    }

    /// Records what the authority gave. Where another stamp came first, nothing is.
    async fn record_stamp(&self, to: ToStamp, made: Made) -> Result<(), Refused> {
        let ToStamp { owner, evidence } = to;
        let nobody = Actor { person: None, acting_for: None };
        let made = std::sync::Arc::new(made);
        let done = self.door.execute(nobody, move |act| {
            let made = made.clone();
            Box::pin(async move {
                let Made { manifest, follows, covers, given } = &*made;
                let mut kept = act.load::<Evidence>(owner, evidence).await?;
                let text = act.text(owner, manifest.clone())?;
                let stamped = Digest::of(manifest.as_bytes());
                let instant = |micros: i64| Timestamp::from_microsecond(micros).unwrap_or(Timestamp::MAX);
                let stamp = Stamp {
                    manifest: text,
                    stamped,
                    token: Digest::of(&given.token),
                    follows: *follows,
                    at: instant(given.stamp.at),
                    ends: instant(given.stamp.ends),
                    covers: *covers,
                };
                if act.decide(&mut kept, Command::Stamp(stamp))? == 0 {
                    return Ok(());
                }
                let row = TimeStampRow {
                    version: kept.version,
                    manifest: text.id,
                    covers: *covers,
                    stamped,
                    token: given.token.clone(),
                    chain: proof::time_stamp::pem(&given.stamp.chain),
                    policy: given.stamp.policy.clone(),
                    serial: given.stamp.serial.clone(),
                    authority: given.stamp.authority.clone(),
                    at: given.stamp.at,
                    ends: given.stamp.ends,
                };
                act.tx().keep_time_stamp(owner, evidence, &row).await?;
                Ok(())
            })
        });
        done.await
    }

    /// Keeps jobs for what has no stamp, or one whose certificate ends soon; gives how many are new.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stamp_at_night(&self, now: Timestamp) -> Result<usize, Refused> {
        if self.authority.is_none() {
            return Ok(0);
        }
        let soon = now.saturating_add(BEFORE_THE_END).unwrap_or(Timestamp::MAX).as_microsecond();
        let due = self.store().reader().await?.evidence_to_stamp(soon, A_NIGHT).await?;
        let mut jobs = Vec::with_capacity(due.len());
        for (owner, evidence, version) in due {
            let id = self.door.random().id(now).map_err(DoorError::from)?;
            jobs.push(crate::jobs::plain(id, Kind::Stamp, key(evidence, version), &ToStamp { owner, evidence }, now));
        }
        let kept = self.store().write::<usize, StoreError, _>(move |tx| {
            let jobs = jobs.clone();
            Box::pin(async move {
                let mut new = 0;
                for job in &jobs {
                    new += usize::from(tx.add_job(job).await?);
                }
                Ok(new)
            })
        });
        Ok(kept.await?)
    }
}

/// Written into the log; the row gets a word.
fn failed(error: &Refused) -> Fault {
    tracing::error!(%error, "evidence cannot be stamped now");
    Fault::passing("database")
}
