//! A certification case: what a body makes of an application, and what its client sees and does of it.
//!
//! The body owns the case, the company is its client (ADR 28). What the application says stands in texts of the company; what
//! the body writes, in its own. Rules are `scheme`'s; evidence on accreditation and size is read in the same transaction.

mod agree;
mod review;
mod submit;

use std::collections::BTreeMap;
use std::sync::Arc;

use criteria::pack::criteria::Criteria;
use criteria::tailor::{Aim, Tailored, tailor};
use criteria::text::Bilingual;
use futures_util::future::BoxFuture;
use jiff::civil::Date;
use record::{Aggregate as _, Digest, OrganisationId, PersonId, StreamId, Text};
use scheme::accreditation::{self, Accreditation, Containment};
use scheme::assignment::Function;
use scheme::audit;
use scheme::case::{Accredited, Aim as CaseAim, CertificationCase, Status, Terms, agreement_digest};
use scheme::organisation::Organisation;
use scheme::rules::Rules;
use scheme::word::Word;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::models::CertificationRow;
use store::{StoreError, Tx};
use uuid::Uuid;

use super::accreditation::bodies;
use super::letters::{self, About};
use super::{application, replayed};
use crate::access::{Access, Action};
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused, Whose};

pub use review::{FeeTold, FindingTold, QuoteTold, ReviewTold};

/// How many cases a page lists.
pub const LISTED: u32 = 50;

/// What a page about a case asks for.
const RIGHTS: [Action; 20] = [
    Action::AuditView,
    Action::CaseHandle,
    Action::CaseAccept,
    Action::CaseAgree,
    Action::CaseRetract,
    Action::CaseAdvise,
    Action::CompetenceView,
    Action::AuditAssign,
    Action::AuditPrepare,
    Action::AuditDeclare,
    Action::AuditConduct,
    Action::AuditAnswer,
    Action::AuditAttest,
    Action::DecisionPropose,
    Action::DecisionDecide,
    Action::CertificateIssue,
    Action::CertificateMaintain,
    Action::CertificateSpeak,
    Action::CertificateEnd,
    Action::CaseView,
];

/// The case that comes of an application: one and no other.
#[must_use]
pub fn of_application(application: StreamId) -> StreamId {
    StreamId(Uuid::new_v5(&application.0, b"case"))
}

/// A case in a list.
#[derive(Debug, Clone)]
pub struct ListedCase {
    /// Its row.
    pub row: CertificationRow,
    /// Where it stands.
    pub status: Status,
    /// What its client is called; empty = erased.
    pub client: String,
}

/// The cases of a body, what was touched last first.
#[derive(Debug, Clone)]
pub struct Cases {
    /// The cases.
    pub listed: Vec<ListedCase>,
    /// Where the next page begins, if there is more.
    pub next: Option<(i64, Uuid)>,
    /// Whether they are all of them, or those in which the reader has a part.
    pub all: bool,
}

/// A case as it is shown, to the body or to the client.
#[derive(Debug, Clone)]
pub struct ShownCase {
    /// Its row.
    pub row: CertificationRow,
    /// Where it stands.
    pub status: Status,
    /// What the client is called.
    pub client: String,
    /// What the body is called.
    pub body: String,
    /// Texts of the application and of the body by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
    /// What the persons it names are called.
    pub names: BTreeMap<PersonId, String>,
    /// Whether it is within the scope of the body today.
    pub coverage: Option<Containment>,
    /// The criteria it is about.
    pub criteria: Option<&'static Criteria>,
    /// What the industry is called.
    pub industry: Option<&'static Bilingual>,
    /// What the company would sign now; none = there is no quote.
    pub digest: Option<Digest>,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
}

impl ShownCase {
    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }

    /// Of the body, those who may see what was found and how it is decided; of the company, everybody who sees the case.
    ///
    /// # Errors
    /// The reader may not, and is not told that there is something.
    pub(super) fn audited_for(&self, asker: OrganisationId) -> Result<(), Refused> {
        let sees = asker != self.row.owner || self.may(Action::AuditView);
        if sees { Ok(()) } else { Err(Refused::NotThere) }
    }

    /// Whether the reader may do this, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
    }
}

/// Whose a case is, and whether this person has a part in it.
///
/// # Errors
/// The database failed.
pub(super) async fn whose(tx: &mut Tx, row: &CertificationRow, person: PersonId) -> Result<Whose, StoreError> {
    let parts = tx.certification_parts(row.owner, row.stream).await?;
    let own: Vec<&str> = parts.iter().filter(|(known, _)| *known == person).map(|(_, word)| word.as_str()).collect();
    let auditing = own.iter().any(|word| is_of_team(word));
    Ok(Whose { owner: Some(row.owner), client: row.party, assigned: !own.is_empty(), auditing })
}

/// Whether this is the word of a seat in the team of an audit.
fn is_of_team(word: &str) -> bool {
    Function::from_word(word).is_some_and(Function::is_in_team)
        || audit::Function::from_word(word).is_some_and(|function| function != audit::Function::Leader)
}

/// The texts of the body that a case names.
fn of_body(status: &Status) -> Vec<Text> {
    let Some(file) = status.kept() else { return Vec::new() };
    let mut named = Vec::new();
    if let Some((_, review)) = &file.review {
        named.extend([review.identity, review.competence, review.conflict, review.scope].map(|finding| finding.reason));
    }
    named.extend(file.advices.iter().map(|advice| advice.what));
    if let Status::Declined { reasons, .. } = status {
        named.push(*reasons);
    }
    let fees = match status {
        Status::Quoted { quote, .. } => quote.terms.fees.as_slice(),
        status => status.contract().map_or(&[][..], |contract| contract.terms.fees.as_slice()),
    };
    named.extend(fees.iter().filter_map(|fee| fee.what));
    named
}

fn persons(status: &Status) -> Vec<PersonId> {
    let file = status
        .kept()
        .into_iter()
        .flat_map(|file| file.advices.iter().map(|advice| advice.person).chain([file.snapshot.confirmation.by]));
    let signed = status.contract().into_iter().flat_map(|contract| [contract.body, contract.company.by]);
    let quoted = match status {
        Status::Quoted { quote, .. } => Some(quote.by),
        _ => None,
    };
    file.chain(signed).chain(quoted).collect()
}

impl Office {
    /// The cases of the body the caller acts for, before a place.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn cases(&self, caller: Caller, before: Option<(i64, Uuid)>) -> Result<Cases, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let before = before.unwrap_or((i64::MAX, Uuid::max()));
        // Whoever sees not every case sees those in which they have a part.
        let all = self.could(caller, Action::CaseView).await?;
        let whose = Whose { owner: Some(owner), client: None, assigned: !all, auditing: false };
        let mut tx = self.reader(&caller, Action::CaseView, whose).await?;
        let mut rows = if all {
            tx.certifications_owned(owner, CertificationCase::KIND, before, LISTED + 1).await?
        } else {
            tx.certifications_assigned(owner, caller.person, before, LISTED + 1).await?
        };
        let more = rows.len() > LISTED as usize;
        rows.truncate(LISTED as usize);
        let next = rows.last().filter(|_| more).map(|row| (row.touched_at, row.stream.0));
        let streams: Vec<StreamId> = rows.iter().map(|row| row.stream).collect();
        let clients: Vec<OrganisationId> = rows.iter().filter_map(|row| row.party).collect();
        let mut statuses = replayed::<CertificationCase>(&tx.events_in(owner, streams).await?)?;
        let names = tx.organisations_named(clients).await?;
        let listed = rows.into_iter().filter_map(|row| {
            let (status, _) = statuses.remove(&row.stream)?;
            let client = row.party.and_then(|client| names.get(&client)).cloned().unwrap_or_default();
            Some(ListedCase { row, status, client })
        });
        Ok(Cases { listed: listed.collect(), next, all })
    }

    /// A case, for whoever owns it or is its client.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn case(&self, caller: Caller, case: StreamId) -> Result<ShownCase, Refused> {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        let (row, whose) = self.whose_case(&caller, case).await?;
        let (mut tx, roles) = self.reader_as(&caller, Action::CaseView, whose).await?;
        let events = tx.events_in(asker, [case]).await?;
        let (status, _) = replayed::<CertificationCase>(&events)?.remove(&case).ok_or(Refused::NotThere)?;
        let file = status.kept().ok_or(Refused::NotThere)?;
        let company = file.snapshot.company;
        let ids = |texts: Vec<Text>| texts.iter().map(|text| text.id.0).collect::<Vec<_>>();
        let (names, mut texts) = tx.names_and_texts(row.owner, persons(&status), ids(of_body(&status))).await?;
        let profile = &file.snapshot.profile;
        let mut submitted = application::texts(&file.snapshot.content);
        submitted.extend([Some(profile.name), profile.address].into_iter().flatten());
        texts.extend(tx.texts_of(company, ids(submitted)).await?);
        let called = tx.organisations_named([row.owner, company]).await?;
        let accreditations = tx.accreditations([row.owner]).await?;
        let standing = bodies(&mut tx, accreditations, self.today()).await?.pop().map(|body| body.standing);
        let wish = file.wish(file.snapshot.profile.size.as_ref());
        let coverage = standing.zip(wish).map(|(standing, wish)| standing.covers(&wish));
        let edition = match status.contract() {
            Some(contract) => Some(&contract.terms.criteria),
            None => file.snapshot.content.criteria.as_ref(),
        };
        let criteria = edition.and_then(|edition| self.catalogue.criteria_of(&edition.0));
        let digest = match &status {
            Status::Quoted { kept, quote } => agreement_digest(&kept.snapshot, &quote.terms).ok(),
            _ => None,
        };
        let name = |id: OrganisationId| called.get(&id).cloned().unwrap_or_default();
        let (client, body) = (name(company), name(row.owner));
        let rights = self.rights_to(&caller, &roles, whose, &RIGHTS);
        let industry = self.industry_named(&file.snapshot.content);
        Ok(ShownCase { row, status, client, body, texts, names, coverage, criteria, industry, digest, rights })
    }
}

/// What is required in a case, and why, as it was agreed.
#[must_use]
pub fn tailored(criteria: &'static Criteria, terms: &Terms) -> Tailored<'static> {
    let forms = terms.tailoring.forms.iter().map(Word::as_str).collect();
    let aim = match terms.tailoring.aim {
        CaseAim::Minimum => Aim::Minimum,
        CaseAim::Level(level) => Aim::Level(level),
    };
    tailor(criteria, &forms, aim)
}

impl Office {
    /// The rules that were agreed for a case.
    ///
    /// # Errors
    /// Nothing was agreed yet, or the installation has that edition no more.
    pub(super) fn rules_of(&self, status: &Status) -> Result<Rules, Refused> {
        let edition = &status.contract().ok_or(Refused::NotThere)?.terms.rules.0;
        let pack = self.catalogue.exactly(edition).ok_or(Refused::NotThere)?;
        Rules::read(pack).map_err(|_| Refused::NotThere)
    }

    /// The row of a case before its right is asked, and whose it is: that decides who may.
    pub(crate) async fn whose_case(
        &self,
        caller: &Caller,
        case: StreamId,
    ) -> Result<(CertificationRow, Whose), Refused> {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.store().reader().await?;
        let row = row(&mut tx, asker, case).await?;
        let whose = whose(&mut tx, &row, caller.person).await?;
        Ok((row, whose))
    }

    /// One command in a case: `action` is asked in the transaction, with whether the caller has a part in the case; then
    /// `deed` reads, decides and returns what is the receipt.
    pub(crate) async fn in_case<T, F>(
        &self,
        caller: Caller,
        case: StreamId,
        action: Action,
        deed: F,
    ) -> Result<T, Refused>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
        F: for<'a, 'b> Fn(&'a mut Act<'b>, CertificationRow) -> BoxFuture<'a, Result<T, Refused>>
            + Send
            + Sync
            + 'static,
    {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        let (_, told) = self.whose_case(&caller, case).await?;
        let (office, deed) = (self.clone(), Arc::new(deed));
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, deed) = (office.clone(), deed.clone());
            Box::pin(async move {
                let found = row(act.tx(), asker, case).await?;
                let whose = whose(act.tx(), &found, caller.person).await?;
                office.may(act, &caller, action, whose).await?;
                let (body, company) = (found.owner, found.party);
                let application = letters::application_of(found.label.as_deref());
                let done = deed(act, found).await?;
                if let (Some(company), Some(application)) = (company, application) {
                    letters::tell(act, About { body, company, case, application }, caller.person).await?;
                }
                Ok(done)
            })
        });
        self.noting(&caller, action, told, done.await).await
    }
}

/// A case of which `asker` is owner or client, loaded to be changed.
pub(super) async fn loaded(
    act: &mut Act<'_>,
    asker: OrganisationId,
    case: StreamId,
) -> Result<(CertificationRow, Loaded<CertificationCase>), Refused> {
    let row = act.tx().certification(asker, case).await?;
    let row = row.filter(|row| row.kind == CertificationCase::KIND).ok_or(Refused::NotThere)?;
    let case = act.load::<CertificationCase>(row.owner, case).await?;
    Ok((row, case))
}

/// Evidence of today on the body's accreditation and the company's size, each stream of it compared when the command commits.
pub(super) async fn accredited(
    act: &mut Act<'_>,
    body: OrganisationId,
    company: OrganisationId,
) -> Result<Accredited, Refused> {
    let on: Date = act.at().today;
    let mut statuses: Vec<accreditation::Status> = Vec::new();
    for row in act.tx().accreditations([body]).await? {
        let known = act.load::<Accreditation>(row.owner, row.stream).await?;
        act.rests_on(&known, "accreditation");
        statuses.push(known.status);
    }
    let organisation = act.load::<Organisation>(company, company.stream()).await?;
    act.rests_on(&organisation, "size");
    let size = organisation.status.registered().and_then(|registered| registered.profile.size.clone());
    Ok(Accredited { on, standing: accreditation::of_body(&statuses, on), size })
}

/// Reads the row of a case before its right is asked: whose it is decides who may.
pub(super) async fn row(tx: &mut Tx, asker: OrganisationId, case: StreamId) -> Result<CertificationRow, Refused> {
    let row = tx.certification(asker, case).await?;
    row.filter(|row| row.kind == CertificationCase::KIND).ok_or(Refused::NotThere)
}
