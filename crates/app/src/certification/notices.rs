//! Notices before a certificate ends: to the holder and its body, each once.
//!
//! Found at night by the last day. A notice is a job with a key, so that the same one is not sent twice, whichever process looks
//! and however often; jobs that ended are known for thirty days, and each notice is looked for on twenty. When notice is given
//! is ours: 180, 90 and 30 days before.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::Role;
use store::models::CertificationRow;
use store::{NewJob, StoreError};
use uuid::Uuid;

use super::letters::application_of;
use crate::jobs::{Kind, once};
use crate::mail::Letter;
use crate::office::{Office, Refused};

/// So many days before the last one.
const BEFORE: [i64; 3] = [180, 90, 30];
/// For so many days it is looked for: a night that was missed is made up for.
const LOOKED_FOR: i64 = 20;
/// How many certificates are looked at at once.
const BATCH: u32 = 1_000;

impl Office {
    /// Keeps the letters of tonight's notices; without a mail setting none. Gives back how many there are.
    ///
    /// # Errors
    /// The database failed.
    pub async fn notify_at_night(&self, now: Timestamp) -> Result<u64, Refused> {
        let Some(outbox) = self.door.outbox() else { return Ok(0) };
        let (today, mut kept) = (self.today(), 0);
        for days in BEFORE {
            let until = today.saturating_add(days.days());
            let from = until.saturating_sub(LOOKED_FOR.days()).max(today);
            let (from, until) = (from.to_string(), until.to_string());
            let mut after = (String::new(), StreamId(Uuid::nil()));
            loop {
                let mut tx = self.store().reader().await?;
                let rows = tx.certificates_ending((&from, &until), (&after.0, after.1), BATCH).await?;
                let Some(last) = rows.last() else { break };
                after = (last.day.clone().unwrap_or_default(), last.stream);
                let cases: BTreeSet<StreamId> = rows.iter().filter_map(|row| row.within).collect();
                let applications = tx.applications_of(cases).await?;
                let parties: BTreeSet<OrganisationId> =
                    rows.iter().flat_map(|row| [Some(row.owner), row.party]).flatten().collect();
                let people = told(&tx.members_of(parties).await?, today);
                drop(tx);
                let mut jobs: Vec<NewJob> = Vec::new();
                for letter in rows.iter().flat_map(|row| letters(row, days, &people, &applications)) {
                    let (what, letter) = letter;
                    let key = once(letter.word(), letter.person(), &what);
                    jobs.push(
                        outbox
                            .job(Kind::Mail, key, &letter, None, now)
                            .map_err(|_| StoreError::Corrupt("no randomness"))?,
                    );
                }
                let jobs = std::sync::Arc::new(jobs);
                kept += self
                    .store()
                    .write::<u64, StoreError, _>(move |tx| {
                        let jobs = jobs.clone();
                        Box::pin(async move { tx.add_jobs(&jobs).await })
                    })
                    .await?;
            }
        }
        Ok(kept)
    }
}

/// Who is told, by organisation: executives and information protection managers of a company, administrators of a body.
fn told(rows: &[store::models::MemberRow], today: Date) -> BTreeMap<OrganisationId, Vec<PersonId>> {
    let day = today.to_string();
    let is_told = |word: &str| {
        let role = Role::from_word(word);
        role.is_some_and(|role| matches!(role, Role::Executive | Role::ProtectionManager | Role::Administrator))
    };
    let mut people: BTreeMap<OrganisationId, Vec<PersonId>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.roles_on(&day).any(is_told)) {
        people.entry(row.organisation).or_default().push(row.person);
    }
    people
}

/// The letters about one certificate, each with what makes it the only one.
fn letters(
    row: &CertificationRow,
    days: i64,
    people: &BTreeMap<OrganisationId, Vec<PersonId>>,
    applications: &BTreeMap<StreamId, String>,
) -> Vec<(String, Letter)> {
    let Some(case) = row.within else { return Vec::new() };
    let application = application_of(applications.get(&case).map(String::as_str));
    let sides = [(Some(row.owner), None), (row.party.filter(|_| application.is_some()), application)];
    let of = |(organisation, application): (Option<OrganisationId>, Option<StreamId>)| {
        let organisation = organisation?;
        let to = people.get(&organisation)?.iter().map(move |person| {
            let (to, moved) = ("certificate".to_owned(), format!("ends-{days}"));
            let letter = Letter::CaseMoved { person: *person, organisation, case, application, to, moved };
            (format!("{}/{}/{days}", row.stream, row.day.as_deref().unwrap_or_default()), letter)
        });
        Some(to.collect::<Vec<_>>())
    };
    sides.into_iter().filter_map(of).flatten().collect()
}
