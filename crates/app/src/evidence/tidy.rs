//! The nightly round through the vault: what is over is discarded, what nothing names goes, what is missing is told; and what
//! it came to is noted, for whoever asks by day.

use jiff::Timestamp;
use protection::evidence::Reason;
use record::Digest;
use store::vault::{ListedObject, UNNAMED};
use store::{StoreError, VaultRound};

use super::keep::discard;
use crate::dates::in_japan;
use crate::door::Actor;
use crate::office::{Office, Refused};

/// How many pieces of evidence are discarded in a night at most; the rest follows in the next.
const OVER: u32 = 1_000;
/// How many objects are asked for at once.
const AT_ONCE: usize = 500;

impl Office {
    /// Discards sensitive papers whose last day is over, takes out of the vault what nothing names for two days, and notes what
    /// that came to; none = there is no vault.
    ///
    /// # Errors
    /// The database or the vault failed, which is noted; what was done until then is done.
    pub async fn tidy_vault(&self, now: Timestamp) -> Result<Option<VaultRound>, Refused> {
        if self.vault().is_err() {
            return Ok(None);
        }
        let done = self.round(now).await;
        let (at, round) = (now.as_microsecond(), done.as_ref().ok().copied());
        let noted = self.store().write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                match round {
                    Some(round) => tx.note_vault_round(&round).await,
                    None => tx.note_vault_failed(at).await,
                }
            })
        });
        noted.await?;
        done.map(Some)
    }

    async fn round(&self, now: Timestamp) -> Result<VaultRound, Refused> {
        let mut round = VaultRound { at: now.as_microsecond(), ..VaultRound::default() };
        round.discarded = self.discard_what_is_over(now).await?;
        let vault = self.vault()?.objects();
        let before = now.as_second().saturating_sub(i64::try_from(UNNAMED).unwrap_or(i64::MAX));
        let mut listed: Vec<ListedObject> = Vec::new();
        vault.each(|object| listed.push(object)).await?;
        listed.sort_unstable_by_key(|one| one.object);
        round.missing = self.missing(&listed).await?;
        for some in listed.chunks(AT_ONCE) {
            let names: Vec<Digest> = some.iter().map(|one| one.object).collect();
            let named = self.store().reader().await?.named_objects(&names).await?;
            for one in some {
                let is_named = named.contains(&one.object);
                if !is_named && one.at < before {
                    vault.remove(one.object).await?;
                    round.removed += 1;
                    continue;
                }
                round.objects += 1;
                round.bytes += one.bytes;
                if !is_named {
                    round.unnamed += 1;
                    round.unnamed_bytes += one.bytes;
                }
            }
        }
        let parts = vault.forget_parts_before(before).await?;
        let unfinished = vault.forget_unfinished(std::time::Duration::from_secs(UNNAMED))?;
        (round.parts, round.part_bytes) = (parts.there, parts.bytes);
        round.unfinished = parts.gone + unfinished as u64;
        let before = before.saturating_mul(1_000_000);
        let forgotten = self
            .store()
            .write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.forget_waiting_before(before).await }));
        forgotten.await?;
        Ok(round)
    }

    async fn discard_what_is_over(&self, now: Timestamp) -> Result<u64, Refused> {
        let (today, mut discarded) = (in_japan(now).date().to_string(), 0);
        let over = self.store().reader().await?.evidence_over(&today, OVER).await?;
        for (owner, evidence) in over {
            let nobody = Actor { person: None, acting_for: None };
            let done = self.door.execute(nobody, move |act| Box::pin(discard(act, owner, evidence, Reason::Over)));
            done.await?;
            self.forget_files(owner, evidence).await?;
            discarded += 1;
        }
        Ok(discarded)
    }

    /// How many objects evidence names that are not there; `listed` is in the order of their names.
    async fn missing(&self, listed: &[ListedObject]) -> Result<u64, Refused> {
        let (vault, mut missing, mut after) = (self.vault()?.objects(), 0, Vec::new());
        loop {
            let named = self.store().reader().await?.objects_after(&after, AT_ONCE as u32).await?;
            let Some((last, _)) = named.last() else { return Ok(missing) };
            after = last.0.to_vec();
            for (object, evidence) in &named {
                if listed.binary_search_by_key(object, |one| one.object).is_ok() {
                    continue;
                }
                // It may have come, or been discarded, since they were listed.
                let there = vault.find(*object).await?.is_some();
                if !there && self.store().reader().await?.named_objects(&[*object]).await?.contains(object) {
                    tracing::error!(%object, %evidence, "a file that evidence names is not in the vault");
                    missing += 1;
                }
            }
        }
    }
}
