//! A file of evidence is taken out, and that it was is noted before the first byte of it leaves.

use protection::evidence::Class;
use record::StreamId;
use store::models::{EvidenceFile, EvidenceRow};
use store::vault::Opened;
use store::{StoreError, Tx};

use crate::access::Action;
use crate::office::{Caller, Office, Refused, looked};

/// A file that is taken out.
pub struct ReadFile {
    /// What is known of it.
    pub file: EvidenceFile,
    /// Its name; empty = erased.
    pub name: String,
    /// What stands in it.
    pub content: Opened,
}

impl Office {
    /// A file of evidence of the organisation the caller acts for, by its place from 1.
    ///
    /// # Errors
    /// There is none that the caller may see, or it is not in the vault as it was put there.
    pub async fn read_file(&self, caller: Caller, evidence: StreamId, place: u32) -> Result<ReadFile, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::EvidenceView, Some(owner)).await?;
        let row = tx.evidence(owner, evidence).await?.ok_or(Refused::NotThere)?;
        let files = tx.evidence_files(owner, evidence).await?;
        let file = files.into_iter().find(|file| file.place == place && file.there).ok_or(Refused::NotThere)?;
        let mut tx = match row.class.as_str() {
            "ordinary" => self.note_look(tx, &caller, Action::EvidenceView, evidence).await?,
            _ => self.sensitive(tx, &caller, &row).await?,
        };
        let (_, mut texts) = tx.names_and_texts(owner, [], [file.name]).await?;
        let name = texts.remove(&file.name).unwrap_or_default();
        let vault = self.vault()?;
        let identity = vault.identity(&mut tx, owner).await?;
        drop(tx);
        let content = vault.objects().read(file.object, file.sha256, &identity).await?;
        Ok(ReadFile { file, name, content })
    }

    /// Lets the caller see a sensitive paper, and notes that they did; who may not finds nothing, which is noted too.
    pub(super) async fn sensitive(&self, mut tx: Tx, caller: &Caller, row: &EvidenceRow) -> Result<Tx, Refused> {
        // What belongs to a case is there alone.
        if row.class == Class::Exhibit.word() {
            return Err(Refused::NotThere);
        }
        let action = Action::EvidenceSensitive;
        let (access, _) = self.access(&mut tx, caller, action, caller.acting_for, self.today()).await?;
        if access.allowed {
            return self.note_look(tx, caller, action, row.stream).await;
        }
        drop(tx);
        let refused = Err::<(), _>(Refused::Access(Box::new(access)));
        let _ = self.noting(caller, action, caller.acting_for, refused).await;
        Err(Refused::NotThere)
    }

    /// Notes that the caller looks at evidence. It is on the disk before they see it.
    pub(super) async fn note_look(
        &self,
        mut tx: Tx,
        caller: &Caller,
        action: Action,
        evidence: StreamId,
    ) -> Result<Tx, Refused> {
        let (access, _) = self.access(&mut tx, caller, action, caller.acting_for, self.today()).await?;
        // A connection is not held while the writer is waited for.
        drop(tx);
        let at = self.door.clock().now().as_microsecond();
        let entry = store::Looked { stream: Some(evidence), ..looked(caller, action, caller.acting_for, &access, at) };
        let noted = self.store().write(move |tx| Box::pin(async move { tx.append_access(&entry).await }));
        noted.await.map_err(|error: StoreError| Refused::from(error))?;
        Ok(self.store().reader().await?)
    }
}
