//! Advice in a case: who of the body advised the company, when and how, and what follows for that person.
//!
//! An advice stands in the case, and at the same time in the guard stream of the person and the company, in one command: no
//! audit team rests on the absence of an advice that was recorded (INV-01).

use std::collections::{BTreeMap, BTreeSet};

use record::{PersonId, StreamId, Text};
use scheme::case;
use scheme::member::Role;
use scheme::partiality::{Bar, Command, Through, Tie};
use uuid::Uuid;

use super::told::AdviceTold;
use super::{CaseHead, member_of, roles_of, tie, ties};
use crate::access::Action;
use crate::certification::case::loaded;
use crate::members::LISTED;
use crate::office::{Caller, Office, Refused};

/// An advice as it is shown.
#[derive(Debug, Clone)]
pub struct Given {
    /// What was recorded.
    pub advice: case::Advice,
    /// Until when it bars the person from auditing the company, and how strictly; none = its entry was struck.
    pub bar: Option<Bar>,
}

/// The advices of a case.
#[derive(Debug, Clone)]
pub struct Advised {
    /// The case.
    pub head: CaseHead,
    /// Who was advised by whom, the first first.
    pub given: Vec<Given>,
    /// Who can be named as having advised: the advisers of today, and the reader.
    pub advisers: Vec<PersonId>,
    /// Texts by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
}

impl Advised {
    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }
}

impl Office {
    /// The advices of a case of the caller's body: for whoever records them or sees the case.
    ///
    /// # Errors
    /// There is no such case, or the caller may not.
    pub async fn advised(&self, caller: Caller, case: StreamId) -> Result<Advised, Refused> {
        let (mut tx, head) = self.head(&caller, case, (Action::CaseAdvise, Action::CaseView)).await?;
        let (body, today) = (head.row.owner, self.today());
        let advices = head.status.kept().map(|file| file.advices.clone()).unwrap_or_default();
        let advised: BTreeSet<PersonId> = advices.iter().map(|advice| advice.person).collect();
        let members = tx.members(body, LISTED).await?;
        let adviser = |roles: &[String]| roles.iter().any(|role| role == Role::Adviser.word());
        let advisers = members.iter().filter(|row| row.person == caller.person || adviser(&roles_of(row, today)));
        let advisers: Vec<PersonId> = advisers.map(|row| row.person).collect();
        let known = ties(&mut tx, head.company, advised.iter().copied()).await?;
        let given: Vec<Given> = advices
            .into_iter()
            .map(|advice| {
                let bars = known.get(&advice.person).map(|status| tie::advised_in(status, &head)).unwrap_or_default();
                Given { advice, bar: bars.into_iter().find(|bar| bar.from == advice.on) }
            })
            .collect();
        let persons: BTreeSet<PersonId> = advised.into_iter().chain(advisers.iter().copied()).collect();
        let said: Vec<Uuid> = given.iter().map(|given| given.advice.what.id.0).collect();
        let (names, texts) = tx.names_and_texts(body, persons, said).await?;
        Ok(Advised { head, given, advisers, texts, names })
    }

    /// Records that somebody of the body advised the client of a case: in the case, and as what ties the person to the company.
    ///
    /// # Errors
    /// Nobody like that advises for the body, a rule refuses, or the caller may not.
    pub async fn advise(&self, caller: Caller, case: StreamId, told: AdviceTold) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CaseAdvise, move |act, row| {
            let AdviceTold { person, on, what } = told.clone();
            Box::pin(async move {
                let company = row.party.ok_or(Refused::NotThere)?;
                let member = member_of(act, row.owner, person).await?;
                let advises = member.status.roles_on(act.at().today).contains(&Role::Adviser);
                if person != caller.person && !advises {
                    return Err(tie::no_adviser());
                }
                let (_, mut case) = loaded(act, row.owner, row.stream).await?;
                // The body's words stay the body's; the company's guard has them as its source.
                let (said, source) = (act.text(row.owner, what.clone())?, act.text(company, what)?);
                act.decide(&mut case, case::Command::Advise { person, what: said, on })?;
                let (employer, in_case) = (Some(row.owner), Some(row.stream));
                let tie = Tie::Advice { through: Through::Person, employer, case: in_case };
                let command = Command::Enter { tie, from: on, until: Some(on), source };
                tie::enter(act, company, person, command).await
            })
        })
        .await
    }
}
