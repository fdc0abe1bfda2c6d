//! The nightly work of the vault: what is over is discarded, and what nothing names goes.

use jiff::Timestamp;
use protection::evidence::Reason;
use record::Digest;
use store::vault::UNNAMED;

use super::keep::discard;
use crate::dates::in_japan;
use crate::door::Actor;
use crate::office::{Office, Refused};

/// How many pieces of evidence are discarded in a night at most; the rest follows in the next.
const OVER: u32 = 1_000;
/// How many objects are asked for at once.
const AT_ONCE: usize = 500;

/// What a night came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tidied {
    /// Sensitive papers whose last day was over.
    pub discarded: usize,
    /// Objects that nothing named.
    pub unnamed: usize,
    /// Files that never came whole.
    pub unfinished: usize,
}

impl Office {
    /// Discards sensitive papers whose last day is over, and takes out of the vault what nothing names for two days.
    ///
    /// # Errors
    /// The database or the vault failed; what was done until then is done.
    pub async fn tidy_vault(&self, now: Timestamp) -> Result<Tidied, Refused> {
        let Ok(vault) = self.vault() else { return Ok(Tidied::default()) };
        let mut tidied = Tidied::default();
        let today = in_japan(now).date().to_string();
        let over = self.store().reader().await?.evidence_over(&today, OVER).await?;
        for (owner, evidence) in over {
            let nobody = Actor { person: None, acting_for: None };
            let done = self.door.execute(nobody, move |act| Box::pin(discard(act, owner, evidence, Reason::Over)));
            done.await?;
            self.forget_files(owner, evidence).await?;
            tidied.discarded += 1;
        }
        let before = now.as_second().saturating_sub(i64::try_from(UNNAMED).unwrap_or(i64::MAX));
        let mut old: Vec<Digest> = Vec::new();
        let each = |listed: store::vault::ListedObject| {
            if listed.at < before {
                old.push(listed.object);
            }
        };
        vault.objects().each(each).await?;
        for some in old.chunks(AT_ONCE) {
            let named = self.store().reader().await?.named_objects(some).await?;
            for object in some.iter().filter(|object| !named.contains(object)) {
                vault.objects().remove(*object).await?;
                tidied.unnamed += 1;
            }
        }
        tidied.unfinished = vault.objects().forget_parts_before(before).await?;
        tidied.unfinished += vault.objects().forget_unfinished(std::time::Duration::from_secs(UNNAMED))?;
        Ok(tidied)
    }
}
