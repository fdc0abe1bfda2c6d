//! The certificates of a body, a page at a time.

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::certificate::{Certificate, Known, Standing, standing};
use uuid::Uuid;

use crate::access::Action;
use crate::certification::case::LISTED;
use crate::certification::replayed;
use crate::office::{Caller, Office, Refused};

/// A certificate in a list.
#[derive(Debug, Clone)]
pub struct ListedCertificate {
    /// Its case.
    pub case: StreamId,
    /// What the holder is called; empty = erased.
    pub holder: String,
    /// Its number; empty = erased.
    pub number: String,
    /// Its last day.
    pub expiry: Date,
    /// How it stands today.
    pub standing: Standing,
}

/// The certificates of a body: those touched last first, each page by the last day.
#[derive(Debug, Clone)]
pub struct Certificates {
    /// The certificates.
    pub listed: Vec<ListedCertificate>,
    /// Where the next page begins, if there is more.
    pub next: Option<(i64, Uuid)>,
}

impl Office {
    /// The certificates of the body the caller acts for, before a place.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn certificates(&self, caller: Caller, before: Option<(i64, Uuid)>) -> Result<Certificates, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::CaseView, Some(owner)).await?;
        let before = before.unwrap_or((i64::MAX, Uuid::max()));
        let mut rows = tx.certifications_owned(owner, Certificate::KIND, before, LISTED + 1).await?;
        let more = rows.len() > LISTED as usize;
        rows.truncate(LISTED as usize);
        let next = rows.last().filter(|_| more).map(|row| (row.touched_at, row.stream.0));
        let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
        let statuses = replayed::<Certificate>(&tx.events_in(owner, streams).await?)?;
        let known: Vec<&Known> = statuses.values().filter_map(|(status, _)| status.known()).collect();
        let texts = tx.texts_of(owner, known.iter().map(|known| known.issue.number.id.0).collect::<Vec<_>>()).await?;
        let holders: Vec<OrganisationId> = known.iter().map(|known| known.issue.holder).collect();
        let names: BTreeMap<OrganisationId, String> = tx.organisations_named(holders).await?;
        let today = self.today();
        let listed = rows.iter().filter_map(|row| {
            let (status, _) = statuses.get(&row.stream)?;
            let issue = &status.known()?.issue;
            Some(ListedCertificate {
                case: issue.case,
                holder: names.get(&issue.holder).cloned().unwrap_or_default(),
                number: texts.get(&issue.number.id.0).cloned().unwrap_or_default(),
                expiry: issue.expiry,
                standing: standing(status, today),
            })
        });
        let mut listed: Vec<ListedCertificate> = listed.collect();
        listed.sort_by(|one, other| (one.expiry, &one.number).cmp(&(other.expiry, &other.number)));
        Ok(Certificates { listed, next })
    }
}
