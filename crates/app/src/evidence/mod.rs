//! Evidence: what an organisation keeps to show later. Each thing done to it is a file beside this.
//!
//! Files come first and stand in the vault; what names them follows in the record ([`Office::keep_evidence`]). What nothing
//! names goes again ([`Office::tidy_vault`]). Reading one leaves an entry in the access trail. Where an outside authority is set,
//! it stamps the digest of a manifest of the files with its time, in a job (`stamp`), and who has the right hands on what is
//! needed to check that (`proof`).

mod exhibit;
mod keep;
mod proof;
mod read;
mod stamp;
mod storage;
mod tidy;
mod upload;

use std::collections::{BTreeMap, BTreeSet};

use record::{PersonId, StreamId};
pub use store::TimeStampRow;
use store::Trail;
pub use store::models::{EvidenceFile, EvidenceRow};
use uuid::Uuid;

use crate::access::{Access, Action};
use crate::office::{Caller, Office, Refused};

pub use keep::{Described, Field, Filled, Wrong, read};
pub use proof::{HandedStamp, Next, Proved, proof_archive};
pub use read::ReadFile;
pub use stamp::A_NIGHT;
pub(crate) use stamp::ToStamp;
pub(crate) use storage::Underway;
pub use storage::{Full, Storage};
pub use upload::{LONGEST_FILE, LONGEST_PART, Upload};

/// How many pieces of evidence a page of the list has.
pub const LISTED: u32 = 50;
/// How many entries of who looked are shown.
const LOOKED: i64 = 50;

/// What a page about evidence asks for.
const RIGHTS: [Action; 3] = [Action::EvidenceKeep, Action::EvidenceSensitive, Action::EvidenceDiscard];

/// A page of the evidence of an organisation, the newest first.
#[derive(Debug, Clone)]
pub struct EvidencePage {
    /// Its rows.
    pub rows: Vec<EvidenceRow>,
    /// The titles by the ids of their texts; an erased one is missing.
    pub titles: BTreeMap<Uuid, String>,
    /// What the persons in it are called.
    pub names: BTreeMap<PersonId, String>,
    /// Where the next page begins, if there is more.
    pub next: Option<(i64, Uuid)>,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
    /// What the organisation has in the vault, and may have.
    pub storage: Storage,
}

/// One piece of evidence as it is shown.
#[derive(Debug, Clone)]
pub struct KeptEvidence {
    /// Its row.
    pub row: EvidenceRow,
    /// Its files.
    pub files: Vec<EvidenceFile>,
    /// Its title and the names of its files, by the ids of their texts.
    pub texts: BTreeMap<Uuid, String>,
    /// What the persons in it are called.
    pub names: BTreeMap<PersonId, String>,
    /// Who took a file of it, or saw it if it is sensitive, and when, the newest first; for those who answer for it.
    pub looked: Vec<(i64, Option<PersonId>)>,
    /// How it stands with its time stamps.
    pub proved: Proved,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
}

/// Whether the reader may do this, perhaps after confirming who they are.
fn may(rights: &BTreeMap<Action, Access>, action: Action) -> bool {
    rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
}

impl EvidencePage {
    /// Whether the reader may do this, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        may(&self.rights, action)
    }
}

impl KeptEvidence {
    /// Whether the reader may do this, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        may(&self.rights, action)
    }

    /// Its title; empty = erased.
    #[must_use]
    pub fn title(&self) -> &str {
        self.texts.get(&self.row.title).map_or("", String::as_str)
    }
}

impl Office {
    /// The evidence of the organisation the caller acts for, before the place `before`, at most
    /// `limit`; sensitive papers for those who may see them.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn evidence_page(
        &self,
        caller: Caller,
        before: Option<(i64, Uuid)>,
        limit: u32,
    ) -> Result<EvidencePage, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::EvidenceView, Some(owner)).await?;
        let rights = self.rights(&caller, &roles, &RIGHTS);
        let sensitive = rights.get(&Action::EvidenceSensitive).is_some_and(|access| access.allowed);
        let before = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut rows = tx.evidence_of(owner, sensitive, before, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let next = rows.last().filter(|_| more).map(|row| (row.kept_at, row.stream.0));
        let persons = rows.iter().map(|row| row.by);
        let (names, titles) = tx.names_and_texts(owner, persons, rows.iter().map(|row| row.title)).await?;
        let storage = self.stored(&mut tx, owner).await?;
        Ok(EvidencePage { rows, titles, names, next, rights, storage })
    }

    /// One piece of evidence of the organisation the caller acts for. That somebody saw a sensitive one is noted.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn evidence(&self, caller: Caller, evidence: StreamId) -> Result<KeptEvidence, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::EvidenceView, Some(owner)).await?;
        let row = tx.evidence(owner, evidence).await?.ok_or(Refused::NotThere)?;
        let rights = self.rights(&caller, &roles, &RIGHTS);
        if row.class != "ordinary" {
            tx = self.sensitive(tx, &caller, &row).await?;
        }
        let files = tx.evidence_files(owner, evidence).await?;
        let proved = self.proved(&mut tx, &row, &files, &caller).await?;
        let looked = if may(&rights, Action::EvidenceDiscard) {
            let trail = tx.access_trail(Trail::Of(evidence), None, LOOKED).await?;
            trail.into_iter().map(|(_, entry)| (entry.at, entry.person)).collect()
        } else {
            Vec::new()
        };
        let persons: BTreeSet<PersonId> =
            files.iter().map(|file| file.by).chain([row.by]).chain(looked.iter().filter_map(|(_, who)| *who)).collect();
        let texts = files.iter().map(|file| file.name).chain([row.title]);
        let (names, texts) = tx.names_and_texts(owner, persons, texts).await?;
        Ok(KeptEvidence { row, files, texts, names, looked, proved, rights })
    }
}
