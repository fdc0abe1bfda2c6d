//! Who may be chosen for a team. What is known of a person is read for a page, or loaded for a command so that every stream of it
//! is compared when the command commits; one function judges both ([`judged`]), so that no door passes the rules.

use std::collections::{BTreeMap, BTreeSet};

use criteria::pack::criteria::Criteria;
use jiff::civil::Date;
use record::{Aggregate as _, Envelope, OrganisationId, PersonId};
use scheme::assignment::{self, Candidate, Function as Part, Impediment, Why, impediments};
use scheme::audit::{self, Audit, Function, Reply, Seat};
use scheme::case;
use scheme::competence::{self, Area};
use scheme::decision::{self, Decision};
use scheme::member::{self, Member};
use scheme::partiality;
use scheme::rules::{Rules, Strength};
use store::{HistoryRow, StoreError, Tx};

use super::Met;
use super::plan::days;
use crate::certification::case::tailored;
use crate::certification::people::{competence_in, competences, ties, ties_in};
use crate::certification::{Ruling, replayed};
use crate::door::Act;
use crate::members::LISTED;
use crate::office::{Office, Refused};

/// What is known of a person, from their streams.
#[derive(Debug, Clone, Default)]
pub struct Known {
    body: member::Status,
    company: member::Status,
    competence: competence::Status,
    partiality: partiality::Status,
    /// Since when the body holds an objection of the company against them to be right.
    upheld: Option<Date>,
}

/// What is asked of whoever is chosen.
pub(super) struct Asked<'a> {
    pub(super) case: assignment::Case,
    pub(super) rules: &'a Rules,
    /// The days on which they would act.
    pub(super) days: Vec<Date>,
}

/// Whether who has this function judges.
pub(super) fn audits(function: Function) -> bool {
    match function {
        Function::Leader | Function::Auditor => true,
        Function::Expert | Function::Observer => false,
    }
}

/// A person with everything that keeps them out of the team as this.
///
/// What they declare is asked of them once they are in it, and before the plan is sent (INV-05): it keeps nobody out here. Who
/// does not audit needs no competence to audit and no role of an auditor, but has to be of the body; that is ours.
pub(super) fn judged(function: Function, person: PersonId, known: &Known, asked: &Asked<'_>) -> Candidate {
    let of = assignment::Person {
        person,
        body: &known.body,
        company: &known.company,
        competence: &known.competence,
        partiality: &known.partiality,
        declaration: None,
        objection_upheld: known.upheld,
    };
    let part = match function {
        Function::Leader => Part::TeamLeader,
        Function::Auditor | Function::Expert | Function::Observer => Part::Auditor,
    };
    let of_body = asked.days.iter().all(|day| !known.body.roles_on(*day).is_empty());
    let counts = |impediment: &Impediment| match &impediment.why {
        Why::NotDeclared => false,
        Why::Role { .. } => audits(function) || !of_body,
        Why::Competence { .. } => audits(function),
        Why::InCompany { .. }
        | Why::Advised { .. }
        | Why::AuditedInternally { .. }
        | Why::Interest { .. }
        | Why::DeclaredLate { .. }
        | Why::Declared { .. }
        | Why::Objection { .. }
        | Why::Function { .. }
        | Why::OwnWork { .. }
        | Why::OwnAdvice { .. }
        | Why::Pledge { .. } => true,
    };
    let mut impediments = impediments(part, &of, &asked.case, asked.rules, &asked.days);
    impediments.retain(counts);
    Candidate { person, impediments }
}

/// Somebody who has a seat, judged again: everything that keeps them out by now and was not overridden when they came in.
pub(super) fn judged_again(person: PersonId, seat: &Seat, known: &Known, asked: &Asked<'_>) -> Candidate {
    let mut candidate = judged(seat.function, person, known, asked);
    let overridden = |rule| seat.overrides.iter().any(|one| Some(one.rule) == rule);
    candidate.impediments.retain(|impediment| !overridden(impediment.why.rule()));
    candidate
}

/// What keeps somebody out, with its facts; the page lists all of it with the person.
pub(super) fn barred(person: PersonId, left: &[Impediment]) -> Refused {
    match left.first() {
        Some(first) => Ruling::barring(person, first).into(),
        None => Refused::NotThere,
    }
}

/// Everybody judged: those who may first, then those who may with a reason, then the others.
pub(super) fn all_judged(function: Function, people: &BTreeMap<PersonId, Known>, asked: &Asked<'_>) -> Vec<Candidate> {
    let mut found: Vec<Candidate> =
        people.iter().map(|(person, known)| judged(function, *person, known, asked)).collect();
    found.sort_by_key(|candidate| match candidate.strength() {
        None => 0,
        Some(Strength::Warn) => 1,
        Some(Strength::Block | Strength::Off) => 2,
    });
    found
}

/// The areas in which whoever audits has to be competent: the parts of what is required in the case, and the industry.
pub(super) fn areas(criteria: &'static Criteria, status: &case::Status) -> BTreeSet<Area> {
    let (Some(contract), Some(file)) = (status.contract(), status.kept()) else { return BTreeSet::new() };
    let tailored = tailored(criteria, &contract.terms);
    let parts = tailored.required().filter_map(|id| criteria.requirement(id)).map(|one| one.part.as_str());
    let parts = parts.filter_map(|part| part.parse().ok()).map(Area::Criteria);
    let industry = file.snapshot.content.industry.map(|code| Area::Industry(code.to_string()));
    parts.chain(industry).collect()
}

/// Who had which function in the case at any time.
pub(super) fn functions<'s>(
    status: &case::Status,
    audits: impl IntoIterator<Item = &'s audit::Status>,
    decisions: impl IntoIterator<Item = &'s decision::Status>,
) -> BTreeMap<PersonId, BTreeSet<Part>> {
    let mut functions: BTreeMap<PersonId, BTreeSet<Part>> = BTreeMap::new();
    let mut has = |person: PersonId, part: Part| {
        functions.entry(person).or_default().insert(part);
    };
    for person in status.kept().map(case::Kept::advisers).unwrap_or_default() {
        has(person, Part::Adviser);
    }
    for work in audits.into_iter().filter_map(audit::Status::work) {
        for person in &work.ever {
            has(*person, Part::Auditor);
        }
        if let Some(leader) = work.leader() {
            has(leader, Part::TeamLeader);
        }
        for person in &work.advised {
            has(*person, Part::Adviser);
        }
    }
    for proposed in decisions.into_iter().filter_map(decision::Status::proposed) {
        has(proposed.proposal.by, Part::Reviewer);
        for person in proposed.proposal.forum.people() {
            has(person, Part::DecisionMaker);
        }
    }
    functions
}

/// Against whom the company objected with success in these audits, and since when.
pub(super) fn upheld(events: &[HistoryRow]) -> Result<BTreeMap<PersonId, Date>, StoreError> {
    let mut found = BTreeMap::new();
    for event in events.iter().filter(|event| event.kind == Audit::KIND) {
        let envelope: Envelope<audit::Event> =
            Envelope::from_bytes(&event.bytes).map_err(|_| StoreError::Corrupt("an event"))?;
        if let audit::Event::Replied { person, reply: Reply::Upheld, on } = envelope.event {
            found.insert(person, on);
        }
    }
    Ok(found)
}

/// What is known of everybody who is with a body: six statements, however many they are.
pub(super) async fn read(
    tx: &mut Tx,
    body: OrganisationId,
    company: OrganisationId,
    upheld: &BTreeMap<PersonId, Date>,
) -> Result<BTreeMap<PersonId, Known>, StoreError> {
    let rows = tx.members(body, LISTED).await?;
    let people: Vec<PersonId> = rows.iter().filter(|row| row.standing == "member").map(|row| row.person).collect();
    let mut here = replayed::<Member>(&tx.member_events(body, people.clone()).await?)?;
    let mut there = replayed::<Member>(&tx.member_events(company, people.clone()).await?)?;
    let mut ties = ties(tx, company, people.clone()).await?;
    let mut competences = competences(tx, body).await?;
    let mut known = |person: PersonId| Known {
        body: here.remove(&body.member(person)).unwrap_or_default().0,
        company: there.remove(&company.member(person)).unwrap_or_default().0,
        competence: competences.remove(&person).unwrap_or_default(),
        partiality: ties.remove(&person).unwrap_or_default(),
        upheld: upheld.get(&person).copied(),
    };
    Ok(people.into_iter().map(|person| (person, known(person))).collect())
}

impl Office {
    /// Judges one person for one function in the transaction that chooses them.
    pub(super) async fn chosen(
        &self,
        act: &mut Act<'_>,
        met: &Met,
        person: PersonId,
        function: Function,
    ) -> Result<Candidate, Refused> {
        let upheld = upheld_in(act, met).await?;
        let known = known_in(act, met, person, &upheld).await?;
        let asked = self.asked_in(act, met, days(met.work()?, met.today)).await?;
        Ok(judged(function, person, &known, &asked))
    }

    /// Judges these people of the team again, on the days on which they act: what came to be known after they were chosen bars
    /// them as it would have then (INV-01, 04, 05, 07). Gives those who are not competent, for the rule that says so of all.
    ///
    /// # Errors
    /// Something else keeps one of them out, and no reason stands for it.
    pub(in crate::certification) async fn judge_again(
        &self,
        act: &mut Act<'_>,
        met: &Met,
        people: &BTreeSet<PersonId>,
        days: Vec<Date>,
    ) -> Result<BTreeSet<PersonId>, Refused> {
        let asked = self.asked_in(act, met, days).await?;
        let upheld = upheld_in(act, met).await?;
        let mut incompetent = BTreeSet::new();
        for (person, seat) in met.work()?.team.iter().filter(|(person, _)| people.contains(person)) {
            let known = known_in(act, met, *person, &upheld).await?;
            let candidate = judged_again(*person, seat, &known, &asked);
            let competence = |impediment: &Impediment| matches!(impediment.why, Why::Competence { .. });
            let (lacking, left): (Vec<_>, Vec<_>) = candidate.impediments.into_iter().partition(competence);
            if !left.is_empty() {
                return Err(barred(*person, &left));
            }
            if !lacking.is_empty() {
                incompetent.insert(*person);
            }
        }
        Ok(incompetent)
    }

    /// What is asked in a command of whoever acts on these days.
    async fn asked_in<'m>(&self, act: &mut Act<'_>, met: &'m Met, days: Vec<Date>) -> Result<Asked<'m>, Refused> {
        let (mut audits, mut decisions) = (Vec::new(), Vec::new());
        for row in act.tx().certifications_within(met.owner, [met.case]).await? {
            if row.kind == Audit::KIND {
                audits.push(act.load::<Audit>(met.owner, row.stream).await?.status);
            } else if row.kind == Decision::KIND {
                let decision = act.load::<Decision>(met.owner, row.stream).await?;
                act.rests_on(&decision, "functions");
                decisions.push(decision.status);
            }
        }
        let functions = functions(&met.status, &audits, &decisions);
        let areas = areas(self.criteria_of(&met.status)?, &met.status);
        let case = assignment::Case { stream: met.case, functions, areas, plan_sent: None };
        Ok(Asked { case, rules: &met.rules, days })
    }

    /// The criteria that were agreed.
    pub(super) fn criteria_of(&self, status: &case::Status) -> Result<&'static Criteria, Refused> {
        let edition = &status.contract().ok_or(Refused::NotThere)?.terms.criteria.0;
        self.catalogue.criteria_of(edition).ok_or(Refused::NotThere)
    }
}

/// Against whom the company objected with success in the case, in a command.
async fn upheld_in(act: &mut Act<'_>, met: &Met) -> Result<BTreeMap<PersonId, Date>, Refused> {
    Ok(upheld(&act.tx().events_in(met.owner, met.audits.clone()).await?)?)
}

/// What is known of one person, in a command: each stream of it is compared when it commits, also one that is not there.
async fn known_in(
    act: &mut Act<'_>,
    met: &Met,
    person: PersonId,
    upheld: &BTreeMap<PersonId, Date>,
) -> Result<Known, Refused> {
    let here = act.load::<Member>(met.owner, met.owner.member(person)).await?;
    act.rests_on(&here, "role");
    let there = act.load::<Member>(met.company, met.company.member(person)).await?;
    act.rests_on(&there, "in the company");
    let guard = ties_in(act, met.company, person).await?;
    act.rests_on(&guard, "partiality");
    let competence = competence_in(act, met.owner, person).await?;
    act.rests_on(&competence, "competence");
    Ok(Known {
        body: here.status,
        company: there.status,
        competence: competence.status,
        partiality: guard.status,
        upheld: upheld.get(&person).copied(),
    })
}
