//! Files of a case (証拠): photos of an audit, reports. They stand in the vault of the body, or of the company that answered with them,
//! and whoever sees what names them in the case sees them: nobody among the evidence of either.

use record::{OrganisationId, StreamId};
use scheme::seen::Exhibit;

use super::keep::Described;
use super::read::ReadFile;
use super::upload::Upload;
use crate::access::Action;
use crate::certification::dossier::Dossier;
use crate::door::DoorError;
use crate::office::{Caller, Office, Refused, looked};

impl Office {
    /// Keeps files that came for a case in the vault of its body, each of which can then be named there.
    ///
    /// # Errors
    /// The caller may not do `action` in the case, or a rule of evidence refuses.
    pub async fn keep_exhibits(
        &self,
        caller: Caller,
        case: StreamId,
        action: Action,
        title: String,
        uploads: Vec<Upload>,
    ) -> Result<Vec<Exhibit>, Refused> {
        let id = self.door.random().id(self.door.clock().now()).map_err(DoorError::from)?;
        // The same request a second time means the same files.
        let stream = StreamId(caller.once.map_or(id, |once| once.step("exhibits").id(caller.person)));
        let caller = Caller { once: caller.once.map(|once| once.step("exhibits")), ..caller };
        let exhibits = uploads.iter().map(|upload| Exhibit { stream, sha256: upload.sha256 }).collect();
        let (office, given) = (self.clone(), std::sync::Arc::new((title, uploads)));
        self.in_case(caller, case, action, move |act, row| {
            let (office, given) = (office.clone(), given.clone());
            Box::pin(async move {
                let (title, uploads) = &*given;
                let described = Described::exhibit(title.clone(), act.at().today);
                office.keep_for(act, (row.owner, stream), caller.person, &described, uploads).await
            })
        })
        .await?;
        Ok(exhibits)
    }

    /// A file that something in the case names, as far as the caller sees the case. That they look is noted before they do.
    ///
    /// # Errors
    /// Nothing the caller sees names it, or it is not in the vault as it was put there.
    pub async fn read_exhibit(&self, caller: Caller, case: StreamId, exhibit: Exhibit) -> Result<ReadFile, Refused> {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        let (row, whose) = self.whose_case(&caller, case).await?;
        let sees = if asker == row.owner { Action::AuditView } else { Action::CaseView };
        let mut tx = self.reader(&caller, sees, whose).await?;
        let dossier = Dossier::read(&mut tx, asker, case).await?;
        let named = if asker == row.owner { dossier.exhibits() } else { dossier.exhibits_for_client() };
        if !named.contains(&exhibit) {
            return Err(Refused::NotThere);
        }
        let owners: Vec<OrganisationId> = [Some(row.owner), row.party].into_iter().flatten().collect();
        for owner in owners {
            if tx.evidence(owner, exhibit.stream).await?.is_none() {
                continue;
            }
            let files = tx.evidence_files(owner, exhibit.stream).await?;
            let file = files.into_iter().find(|file| file.sha256 == exhibit.sha256 && file.there);
            let file = file.ok_or(Refused::NotThere)?;
            let (_, mut texts) = tx.names_and_texts(owner, [], [file.name]).await?;
            let name = texts.remove(&file.name).unwrap_or_default();
            let vault = self.vault()?;
            let identity = vault.identity(&mut tx, owner).await?;
            let (access, _) = self.access(&mut tx, &caller, sees, whose, self.today()).await?;
            // A connection is not held while the writer is waited for.
            drop(tx);
            let at = self.door.clock().now().as_microsecond();
            let entry = looked(&caller, sees, whose, &access, at);
            let entry = store::Looked { stream: Some(exhibit.stream), ..entry };
            self.store().write(move |tx| Box::pin(async move { tx.append_access(&entry).await })).await?;
            let content = vault.objects().read(file.object, file.sha256, &identity).await?;
            return Ok(ReadFile { file, name, content });
        }
        Err(Refused::NotThere)
    }
}
