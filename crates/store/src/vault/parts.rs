//! A file that comes in parts, because the line is bad: each part stands in the vault by itself, encrypted like a whole file,
//! until all are there; then they are read one after the other as if the file came at once.

use std::time::Duration;

use futures_util::stream::BoxStream;
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path as Key;
use record::{OrganisationId, PersonId};
use uuid::Uuid;

use super::{Bytes, Identity, Received, Vault, VaultError};

/// Before the names of parts.
const PARTS: &str = "parts";

/// A file that comes in parts: of whom, brought by whom, and which one. Nobody else finds its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coming {
    /// Whose it will be.
    pub owner: OrganisationId,
    /// Who brings it.
    pub person: PersonId,
    /// Which one, by an id of the device that brings it.
    pub id: Uuid,
}

/// What became of the parts of files that come in parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Parts {
    /// How many were taken away.
    pub gone: u64,
    /// How many are there.
    pub there: u64,
    /// How long these are, as stored.
    pub bytes: u64,
}

impl Vault {
    fn part_key(&self, of: Coming, number: Option<u32>) -> Key {
        let number = number.map(|number| format!("/{number}")).unwrap_or_default();
        let Coming { owner, person, id } = of;
        Key::from(format!("{}{PARTS}/{owner}/{person}/{id}{number}", self.prefix))
    }

    /// Keeps one part; the same number a second time takes the place of the first.
    ///
    /// # Errors
    /// The vault cannot be reached or does not take it.
    pub async fn keep_part(&self, of: Coming, number: u32, received: Received) -> Result<(), VaultError> {
        // One that came before and was not acknowledged may be there, encrypted otherwise.
        let key = self.part_key(of, Some(number));
        self.take_away(&key).await?;
        self.keep_at(key, received.file, received.stored).await
    }

    /// The numbers of the parts that are there, in order.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn parts(&self, of: Coming) -> Result<Vec<u32>, VaultError> {
        let listed: Vec<_> = self.objects.list(Some(&self.part_key(of, None))).try_collect().await?;
        let number = |meta: &object_store::ObjectMeta| meta.location.filename()?.parse().ok();
        let mut numbers: Vec<u32> = listed.iter().filter_map(number).collect();
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// What stands in the first `count` parts, one after the other.
    pub fn joined(&self, of: Coming, count: u32, identity: Identity) -> BoxStream<'static, Result<Bytes, VaultError>> {
        let vault = self.clone();
        let one = move |number| {
            let (vault, identity) = (vault.clone(), identity.clone());
            async move {
                let opened = vault.open_at(&vault.part_key(of, Some(number)), None, &identity).await?;
                Ok::<_, VaultError>(opened.stream())
            }
        };
        futures_util::stream::iter(0..count).then(one).try_flatten().boxed()
    }

    /// Takes the parts of a file away.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn forget_parts(&self, of: Coming) -> Result<(), VaultError> {
        for number in self.parts(of).await? {
            self.take_away(&self.part_key(of, Some(number))).await?;
        }
        Ok(())
    }

    /// Takes away the parts of files that came before `before` (seconds since 1970, UTC), and counts the others.
    ///
    /// # Errors
    /// The vault cannot be reached.
    pub async fn forget_parts_before(&self, before: i64) -> Result<Parts, VaultError> {
        let under = Key::from(format!("{}{PARTS}", self.prefix));
        let (mut old, mut parts, mut listed) = (Vec::new(), Parts::default(), self.objects.list(Some(&under)));
        while let Some(meta) = listed.next().await {
            let meta = meta?;
            if meta.last_modified.timestamp() < before {
                old.push(meta.location);
            } else {
                parts.there += 1;
                parts.bytes += meta.size;
            }
        }
        drop(listed);
        for key in &old {
            self.take_away(key).await?;
            parts.gone += 1;
        }
        Ok(parts)
    }
}

/// The longest time between two pieces of a file that comes, before it is given up.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
