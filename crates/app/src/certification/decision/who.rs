//! Who of a body may decide in a case, and for everybody else why not. The question is `scheme`'s; here its facts are read: by a
//! page for everybody with the role, by a command for those who are chosen.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId};
use scheme::assignment::{Candidate, Case, Function, Person, Why, candidates};
use scheme::competence;
use scheme::member::{self, Member, Role};
use scheme::partiality::{self, Partiality, Tie};
use scheme::rules::{Rules, Strength};
use store::models::MemberRow;
use store::{StoreError, Tx};

use super::super::people::{competence_in, competences, ties};
use super::super::replayed;
use super::grounds::Material;
use crate::door::Act;
use crate::office::Refused;

/// Most members that are looked at.
const MOST: u32 = 1_000;

/// What is known of one person.
#[derive(Default)]
struct Facts {
    body: member::Status,
    company: member::Status,
    competence: competence::Status,
    partiality: partiality::Status,
}

/// What is known of several.
pub(super) struct People(BTreeMap<PersonId, Facts>);

/// Those who hold the role of a decision maker on a day.
fn deciders(rows: &[MemberRow], today: Date) -> BTreeSet<PersonId> {
    let day = today.to_string();
    let decides = |row: &&MemberRow| row.roles_on(&day).any(|role| role == Role::DecisionMaker.word());
    rows.iter().filter(decides).map(|row| row.person).collect()
}

impl People {
    /// Everybody who holds the role of a decision maker today, and these: six statements, however many they are.
    pub(super) async fn read(
        tx: &mut Tx,
        body: OrganisationId,
        company: OrganisationId,
        also: &[PersonId],
        today: Date,
    ) -> Result<(Self, BTreeSet<PersonId>), StoreError> {
        let deciders = deciders(&tx.members(body, MOST).await?, today);
        let people: BTreeSet<PersonId> = deciders.iter().chain(also).copied().collect();
        let mut in_body = replayed::<Member>(&tx.member_events(body, people.iter().copied()).await?)?;
        let mut in_company = replayed::<Member>(&tx.member_events(company, people.iter().copied()).await?)?;
        let mut competence = competences(tx, body).await?;
        let mut ties = ties(tx, company, people.iter().copied()).await?;
        let mut found = BTreeMap::new();
        for person in people {
            let facts = Facts {
                body: in_body.remove(&body.member(person)).unwrap_or_default().0,
                company: in_company.remove(&company.member(person)).unwrap_or_default().0,
                competence: competence.remove(&person).unwrap_or_default(),
                partiality: ties.remove(&person).unwrap_or_default(),
            };
            found.insert(person, facts);
        }
        Ok((Self(found), deciders))
    }

    /// These people, each stream of theirs compared when the command commits, also one that is not there.
    pub(super) async fn load(
        act: &mut Act<'_>,
        body: OrganisationId,
        company: OrganisationId,
        people: &BTreeSet<PersonId>,
    ) -> Result<Self, Refused> {
        let streams = |of: &dyn Fn(PersonId) -> StreamId| people.iter().map(|person| of(*person)).collect::<Vec<_>>();
        let (colleagues, employees) = (streams(&|one| body.member(one)), streams(&|one| company.member(one)));
        let guards = streams(&|one| company.guard(one));
        let in_body = act.load_all::<Member>(body, colleagues).await?;
        let in_company = act.load_all::<Member>(company, employees).await?;
        let ties = act.load_all::<Partiality>(company, guards).await?;
        let mut found = BTreeMap::new();
        for (person, ((in_body, in_company), ties)) in people.iter().zip(in_body.into_iter().zip(in_company).zip(ties))
        {
            act.rests_on(&in_body, "roles");
            act.rests_on(&ties, "partiality");
            let facts = Facts {
                body: in_body.status,
                company: in_company.status,
                competence: competence_in(act, body, *person).await?.status,
                partiality: ties.status,
            };
            found.insert(*person, facts);
        }
        Ok(Self(found))
    }

    /// Those who hold the role of a decision maker on a day.
    pub(super) fn deciders(&self, on: Date) -> BTreeSet<PersonId> {
        let decides = |facts: &Facts| facts.body.roles_on(on).contains(&Role::DecisionMaker);
        self.0.iter().filter(|(_, facts)| decides(facts)).map(|(person, _)| *person).collect()
    }

    /// Those who advised the company: in this case at any time, elsewhere within the years of the rule.
    pub(super) fn advised(&self, case: StreamId, rules: &Rules, on: Date) -> BTreeSet<PersonId> {
        let advised = |facts: &Facts| {
            let counts = facts.partiality.counting(&[on], rules);
            let advice = |tie: Tie| match tie {
                Tie::Advice { .. } => true,
                Tie::InternalAudit { .. } | Tie::Employment | Tie::Interest { .. } => false,
            };
            facts.partiality.advised_in(case).is_some() || counts.iter().any(|bar| advice(bar.tie))
        };
        self.0.iter().filter(|(_, facts)| advised(facts)).map(|(person, _)| *person).collect()
    }

    /// These people judged for a function: those who may first.
    pub(super) fn judged(
        &self,
        function: Function,
        people: &BTreeSet<PersonId>,
        case: &Case,
        rules: &Rules,
        today: Date,
    ) -> Vec<Candidate> {
        let person = |(person, facts): (&PersonId, &'_ Facts)| -> Candidate {
            let asked = Person {
                person: *person,
                body: &facts.body,
                company: &facts.company,
                competence: &facts.competence,
                partiality: &facts.partiality,
                declaration: None,
                objection_upheld: None,
            };
            let mut judged = candidates(function, &[asked], case, rules, &[today]);
            judged.pop().unwrap_or(Candidate { person: *person, impediments: Vec::new() })
        };
        let mut found: Vec<Candidate> = self.0.iter().filter(|(one, _)| people.contains(one)).map(person).collect();
        found.sort_by_key(|candidate| (candidate.strength() == Some(Strength::Block), candidate.person));
        found
    }

    /// What keeps somebody from reviewing. That they may propose is asked of the policy, which also lets administrators.
    pub(super) fn reviewer(&self, person: PersonId, case: &Case, rules: &Rules, today: Date) -> Candidate {
        let judged = self.judged(Function::Reviewer, &[person].into(), case, rules, today);
        let mut candidate = judged.into_iter().next().unwrap_or(Candidate { person, impediments: Vec::new() });
        candidate.impediments.retain(|one| one.strength == Strength::Block && !matches!(one.why, Why::Role { .. }));
        candidate
    }
}

/// A case as the question of who may asks of it: everybody's functions in it at any time, with `parts` as the rows have them.
pub(super) fn case_of(
    stream: StreamId,
    material: &Material<'_>,
    parts: &[(PersonId, String)],
    proposes: Option<PersonId>,
) -> Case {
    let mut functions: BTreeMap<PersonId, BTreeSet<Function>> = BTreeMap::new();
    let mut has = |person: PersonId, function: Function| {
        functions.entry(person).or_default().insert(function);
    };
    for (person, word) in parts {
        // Who knows the field or looks on stands among those who were ever in the team.
        if let Some(function) = Function::from_word(word) {
            has(*person, function);
        }
    }
    let partial = material.partial(&BTreeSet::new());
    partial.advised.iter().for_each(|person| has(*person, Function::Adviser));
    partial.team.iter().for_each(|person| has(*person, Function::Auditor));
    if let Some(person) = proposes {
        has(person, Function::Reviewer);
    }
    Case { stream, functions, areas: BTreeSet::new(), plan_sent: None }
}
