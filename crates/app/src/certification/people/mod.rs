//! People of a certification body: what they are competent in, their pledge of confidence, what ties them to a company, and
//! whom they advised.
//!
//! Records of competence are the body's, a stream for each time that somebody is with it; ties stand in the company's guard
//! stream of company and person, so that whatever any body enters is known to each (ADR 28). What other parts rest on is read
//! here: in a command through [`Act::load`], so that it is compared when the command commits; for pages all of it at once.

mod advice;
mod kept;
mod tie;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use record::{Aggregate as _, Envelope, OrganisationId, PersonId, StreamId};
use scheme::case::{CertificationCase, Status as CaseStatus};
use scheme::competence::{self, Area, Competence, Status};
use scheme::member::{self, Member, Role};
use scheme::organisation::{self, Organisation};
use scheme::partiality::{self, Partiality};
use scheme::period;
use scheme::rules::Rules;
use store::models::{CertificationRow, MemberRow};
use store::{HistoryRow, StoreError, Tx};
use uuid::Uuid;

use super::dossier::of_competence;
use super::replayed;
use crate::access::{Access, Action};
use crate::door::{Act, DoorError, Loaded};
use crate::members::LISTED;
use crate::office::{Caller, Office, Refused, Whose};

pub(in crate::certification) use tie::enter;

pub use advice::{Advised, Given};
pub use kept::{Happened, Kept, Person};
pub use tie::{Declared, Known, TieTold, Tied, Ties, WORDS, tie_of, word_of};
pub use told::{AdviceTold, Deed, Filled, Told, Wrong, read_advice, read_record, read_tie};

/// How many records of competence are looked through at once: those of all people of a body, also of who has left.
const RECORDS: u32 = 5_000;
/// How often one person can come back to a body.
const MOST_TERMS: u32 = 20;
/// What ends within so many days is told beforehand. Ours.
pub const SOON_DAYS: i32 = 60;

/// A person's records in a body, in a command: those that count, and where the next ones begin.
pub(in crate::certification) struct Records {
    /// The last records that were begun; with version 0, those that there are none of.
    pub(in crate::certification) last: Loaded<Competence>,
    /// Who has left may come back: the records they would have then, which nobody has begun.
    pub(in crate::certification) next: Option<Loaded<Competence>>,
}

/// Reads the records of a person in a command. That there are no others is compared at the commit as well.
pub(in crate::certification) async fn records_in(
    act: &mut Act<'_>,
    body: OrganisationId,
    person: PersonId,
) -> Result<Records, DoorError> {
    let today = act.at().today;
    let mut term = 1;
    let mut last = act.load::<Competence>(body, of_competence(body, person, term)).await?;
    while term < MOST_TERMS && matches!(last.status, Status::Left { on, .. } if on <= today) {
        term += 1;
        let next = act.load::<Competence>(body, of_competence(body, person, term)).await?;
        if next.version == 0 {
            return Ok(Records { last, next: Some(next) });
        }
        last = next;
    }
    Ok(Records { last, next: None })
}

/// What a person is competent in, in a command: the records that count.
pub(in crate::certification) async fn competence_in(
    act: &mut Act<'_>,
    body: OrganisationId,
    person: PersonId,
) -> Result<Loaded<Competence>, DoorError> {
    Ok(records_in(act, body, person).await?.last)
}

/// What ties a person to a company, in a command. A stream that is not there is an absence, and compared as well.
pub(in crate::certification) async fn ties_in(
    act: &mut Act<'_>,
    company: OrganisationId,
    person: PersonId,
) -> Result<Loaded<Partiality>, DoorError> {
    act.load::<Partiality>(company, company.guard(person)).await
}

/// What everybody of a body is and was competent in, for pages: of each person the records that were begun last. Two
/// statements, however many people there are.
pub(in crate::certification) async fn competences(
    tx: &mut Tx,
    body: OrganisationId,
) -> Result<BTreeMap<PersonId, Status>, StoreError> {
    let mut rows = tx.certifications_owned(body, Competence::KIND, (i64::MAX, Uuid::max()), RECORDS).await?;
    // The last of one person replaces the earlier.
    rows.sort_by_key(|row| (row.begun_at, row.stream));
    let mut statuses = replayed::<Competence>(&tx.events_in(body, rows.iter().map(|row| row.stream)).await?)?;
    let status = |row: &CertificationRow| {
        let (status, _) = statuses.remove(&row.stream)?;
        Some((status.records()?.person, status))
    };
    Ok(rows.iter().filter_map(status).collect())
}

/// What ties each of these people to a company, for pages: one statement. Of whom nothing is entered is left out.
pub(in crate::certification) async fn ties(
    tx: &mut Tx,
    company: OrganisationId,
    people: impl IntoIterator<Item = PersonId>,
) -> Result<BTreeMap<PersonId, partiality::Status>, StoreError> {
    let people: Vec<PersonId> = people.into_iter().collect();
    let mut statuses = replayed::<Partiality>(&tx.guards(company, people.iter().copied()).await?)?;
    let status = |person: PersonId| Some((person, statuses.remove(&company.guard(person))?.0));
    Ok(people.into_iter().filter_map(status).collect())
}

/// How somebody stands in an area today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Good {
    /// Competent without a gap until this day, which is not near.
    Until(Date),
    /// The same, and the day is within [`SOON_DAYS`].
    Soon(Date),
    /// From this day on.
    From(Date),
    /// Not any more: it was so until this day.
    Over(Date),
}

impl Good {
    /// Whether it holds today.
    #[must_use]
    pub fn holds(self) -> bool {
        matches!(self, Self::Until(_) | Self::Soon(_))
    }
}

/// How somebody stands in each area that was ever recorded, in the order of the areas.
#[must_use]
pub fn areas(status: &Status, today: Date) -> Vec<(Area, Good)> {
    let near = today.saturating_add(SOON_DAYS.days());
    let good = |area: &Area, terms: &[competence::Term]| match status.good_until(area, today) {
        Some(until) if until <= near => Some(Good::Soon(until)),
        Some(until) => Some(Good::Until(until)),
        None => {
            let last = |term: &competence::Term| {
                term.withdrawn.map_or(term.until, |withdrawn| period::eve(withdrawn).min(term.until))
            };
            let begins = terms.iter().filter(|term| today < term.from && term.from <= last(term)).map(|term| term.from);
            let over = terms.iter().map(last).filter(|last| *last < today).max();
            begins.min().map(Good::From).or_else(|| over.map(Good::Over))
        }
    };
    let known = status.records().into_iter().flat_map(|records| &records.areas);
    known.filter_map(|(area, terms)| Some((area.clone(), good(area, terms)?))).collect()
}

/// What is to be done about somebody's records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToDo {
    /// Nothing is recorded yet.
    Begin,
    /// There is no pledge of confidence.
    Pledge,
    /// Who audits is competent in nothing today.
    Lacking,
    /// Something ends within [`SOON_DAYS`].
    Ending,
}

impl ToDo {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Begin => "begin",
            Self::Pledge => "pledge",
            Self::Lacking => "lacking",
            Self::Ending => "ending",
        }
    }
}

/// Somebody of a body, in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// The words of the roles held today; empty = not with the body today.
    pub roles: Vec<String>,
    /// What is recorded.
    pub status: Status,
    /// Each area.
    pub areas: Vec<(Area, Good)>,
    /// What is to be done, the first first; empty = nothing.
    pub to_do: Vec<ToDo>,
}

/// The people of a body, those first of whom something is to be done.
#[derive(Debug, Clone)]
pub struct People {
    /// Everybody.
    pub listed: Vec<Listed>,
    /// What they are called.
    pub names: BTreeMap<PersonId, String>,
    /// Whether the reader may record.
    pub records: bool,
}

impl Office {
    /// Everybody of the body the caller acts for, with what they are competent in.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn people(&self, caller: Caller) -> Result<People, Refused> {
        let body = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::CompetenceView, Some(body)).await?;
        let today = self.today();
        let members = tx.members(body, LISTED).await?;
        let mut known = competences(&mut tx, body).await?;
        let mut listed: Vec<Listed> = Vec::new();
        for row in &members {
            let (status, roles) = (known.remove(&row.person), roles_of(row, today));
            // Who was invited or left without anything of them being recorded is nobody here.
            if status.is_some() || !roles.is_empty() {
                listed.push(one(row.person, roles, status.unwrap_or_default(), today));
            }
        }
        listed.extend(known.into_iter().map(|(person, status)| one(person, Vec::new(), status, today)));
        let names = tx.names_of(listed.iter().map(|one| one.person)).await?;
        let name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
        listed.sort_by_cached_key(|one| {
            (one.to_do.is_empty(), one.roles.is_empty(), one.to_do.first().copied(), name(one.person), one.person)
        });
        let rights = self.rights(&caller, &roles, &[Action::CompetenceRecord]);
        Ok(People { listed, names, records: may(&rights, Action::CompetenceRecord) })
    }
}

fn one(person: PersonId, roles: Vec<String>, status: Status, today: Date) -> Listed {
    let areas = areas(&status, today);
    let to_do = if roles.is_empty() { Vec::new() } else { to_do(&roles, &status, &areas, today) };
    Listed { person, roles, status, areas, to_do }
}

fn to_do(roles: &[String], status: &Status, areas: &[(Area, Good)], today: Date) -> Vec<ToDo> {
    let gone = matches!(status, Status::Left { on, .. } if *on <= today);
    if gone || status.records().is_none() {
        return vec![ToDo::Begin];
    }
    let audits = roles.iter().any(|role| role == Role::Auditor.word());
    let lacks = audits && !areas.iter().any(|(_, good)| good.holds());
    let ends = areas.iter().any(|(_, good)| matches!(good, Good::Soon(_)));
    let all = [(!status.is_pledged_on(today), ToDo::Pledge), (lacks, ToDo::Lacking), (ends, ToDo::Ending)];
    all.into_iter().filter_map(|(needed, what)| needed.then_some(what)).collect()
}

/// The words of the roles of a member of the body, in the order of the roles; who only enters on behalf has none.
fn roles_of(row: &MemberRow, today: Date) -> Vec<String> {
    let day = today.to_string();
    let held: BTreeSet<Role> = row.roles_on(&day).filter_map(Role::from_word).collect();
    held.into_iter().map(|role| role.word().to_owned()).collect()
}

fn may(rights: &BTreeMap<Action, Access>, action: Action) -> bool {
    rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
}

/// Somebody who is with the body now, in a command: their membership is compared when it commits.
async fn member_of(act: &mut Act<'_>, body: OrganisationId, person: PersonId) -> Result<Loaded<Member>, Refused> {
    let member = act.load::<Member>(body, body.member(person)).await?;
    match &member.status {
        member::Status::Member { .. } => Ok(member),
        member::Status::Stranger
        | member::Status::Invited { .. }
        | member::Status::Uninvited { .. }
        | member::Status::Left { .. } => Err(Refused::NotThere),
    }
}

/// Notes in its owner's own stream that another stream begins.
async fn born(act: &mut Act<'_>, owner: OrganisationId, stream: StreamId, kind: &str) -> Result<(), Refused> {
    let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
    let birth = organisation::Command::NoteBirth { stream, kind: kind.to_owned() };
    act.decide(&mut organisation, birth)?;
    Ok(())
}

/// What of a case the pages of its people need: less than all of it.
#[derive(Debug, Clone)]
pub struct CaseHead {
    /// Its row.
    pub row: CertificationRow,
    /// Where it stands.
    pub status: CaseStatus,
    /// The client.
    pub company: OrganisationId,
    /// What the client is called; empty = erased.
    pub client: String,
    /// The rules that were agreed; before an agreement those of today.
    pub rules: Rules,
    /// Whether they were agreed.
    pub agreed: bool,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
}

impl CaseHead {
    /// Whether the reader may do this, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        may(&self.rights, action)
    }
}

/// What a page of people in a case asks for.
const RIGHTS: [Action; 5] =
    [Action::AuditView, Action::CaseView, Action::CaseAdvise, Action::CompetenceView, Action::CompetenceRecord];

impl Office {
    /// Reads a case of the caller's body for whoever may do the first of these actions, or else the other.
    async fn head(
        &self,
        caller: &Caller,
        case: StreamId,
        (first, other): (Action, Action),
    ) -> Result<(Tx, CaseHead), Refused> {
        let body = caller.acting_for.ok_or(Refused::NotThere)?;
        let (row, whose) = self.whose_case(caller, case).await?;
        // The client sees its case with its application, and nothing of the people of the body.
        if row.owner != body {
            return Err(Refused::NotThere);
        }
        let action = if first == other || self.could_in(caller, first, whose).await? { first } else { other };
        let (mut tx, roles) = self.reader_as(caller, action, whose).await?;
        let events = tx.events_in(body, [case]).await?;
        let (status, _) = replayed::<CertificationCase>(&events)?.remove(&case).ok_or(Refused::NotThere)?;
        let company = status.kept().ok_or(Refused::NotThere)?.snapshot.company;
        let client = tx.organisations_named([company]).await?.remove(&company).unwrap_or_default();
        let agreed = status.contract().is_some();
        let rules = if agreed { self.rules_of(&status)? } else { self.rules_of_today()? };
        let rights = self.rights_to(caller, &roles, whose, &RIGHTS);
        Ok((tx, CaseHead { row, status, company, client, rules, agreed, rights }))
    }

    /// Whether the caller could do this to what is somebody's; a refusal is nobody's concern yet.
    async fn could_in(&self, caller: &Caller, action: Action, whose: Whose) -> Result<bool, Refused> {
        let mut tx = self.store().reader().await?;
        let (access, _) = self.access(&mut tx, caller, action, whose, self.today()).await?;
        Ok(access.allowed)
    }

    fn rules_of_today(&self) -> Result<Rules, Refused> {
        let pack = self.catalogue.rules().ok_or(Refused::NotThere)?;
        Rules::read(pack).map_err(|_| Refused::NotThere)
    }
}

/// The events of one aggregate among these, each with its envelope.
fn enveloped<A>(rows: &[HistoryRow]) -> Result<Vec<Envelope<A::Event>>, StoreError>
where
    A: record::Aggregate,
{
    let of_kind = rows.iter().filter(|row| row.kind == A::KIND);
    of_kind.map(|row| Envelope::from_bytes(&row.bytes).map_err(|_| StoreError::Corrupt("an event"))).collect()
}
