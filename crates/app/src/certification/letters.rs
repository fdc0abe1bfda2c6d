//! Who is written to when something happened in a case on which they are to act. What happened follows from the events of the
//! command alone, in one place, whichever use case made them.

use std::collections::BTreeSet;

use record::{OrganisationId, PersonId, StreamId};
use scheme::assignment::Function;
use scheme::member::Role;
use uuid::Uuid;

use crate::door::{Act, DoorError, Made};
use crate::mail::Letter;
use crate::members;

/// Whom something concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whom {
    /// Those of the company who act for it.
    Client,
    /// Those of the body who take applications and lead cases.
    Body,
    /// Those of the body who review what was found.
    Reviewers,
    /// Those who have this function in the case.
    Part(Function),
}

/// What concerns whom: the kind of the stream, the kind of the event. What is not here is seen on the pages alone.
const CONCERNS: [(&str, &str, &[Whom]); 27] = [
    ("case", "received", &[Whom::Body]),
    ("case", "declined", &[Whom::Client]),
    ("case", "quoted", &[Whom::Client]),
    ("case", "agreed", &[Whom::Body]),
    ("case", "retracted", &[Whom::Body]),
    ("case", "decided", &[Whom::Client, Whom::Body]),
    ("audit", "team_told", &[Whom::Client]),
    ("audit", "objected", &[Whom::Body]),
    ("audit", "replied", &[Whom::Client]),
    ("audit", "dates_proposed", &[Whom::Client]),
    ("audit", "date_chosen", &[Whom::Body, Whom::Part(Function::TeamLeader)]),
    ("audit", "plan_sent", &[Whom::Client]),
    ("audit", "attested", &[Whom::Part(Function::TeamLeader)]),
    ("audit", "report_issued", &[Whom::Reviewers]),
    ("audit", "report_handed_over", &[Whom::Client]),
    ("nonconformity", "raised", &[Whom::Client]),
    ("nonconformity", "returned", &[Whom::Client]),
    ("nonconformity", "answered", &[Whom::Part(Function::TeamLeader), Whom::Part(Function::Auditor)]),
    ("decision", "circulated", &[Whom::Part(Function::DecisionMaker)]),
    ("certificate", "issued", &[Whom::Client]),
    ("certificate", "rescoped", &[Whom::Client]),
    ("certificate", "withdrawn", &[Whom::Client]),
    ("certificate", "ended", &[Whom::Body]),
    ("suspension", "heard", &[Whom::Body]),
    ("suspension", "invited", &[Whom::Client]),
    ("suspension", "imposed", &[Whom::Client]),
    ("suspension", "lifted", &[Whom::Client]),
];

/// A case, for who writes about it.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) body: OrganisationId,
    pub(super) company: OrganisationId,
    pub(super) case: StreamId,
    pub(super) application: StreamId,
}

/// Keeps a letter for each person whom something concerns that this command does; whoever does it gets none.
pub(super) async fn tell(act: &mut Act<'_>, about: About, by: PersonId) -> Result<(), DoorError> {
    if act.outbox().is_none() {
        return Ok(());
    }
    for Made { stream, version, kind, event } in act.made() {
        let Some((.., whom)) = CONCERNS.iter().find(|(of, word, _)| *of == kind && *word == event) else { continue };
        let mut people: BTreeSet<(PersonId, bool)> = BTreeSet::new();
        for whom in *whom {
            people.extend(named(act, about, *whom).await?.into_iter().map(|person| (person, *whom == Whom::Client)));
        }
        for (person, client) in people.into_iter().filter(|(person, _)| *person != by) {
            let (organisation, application) =
                if client { (about.company, Some(about.application)) } else { (about.body, None) };
            let (to, moved) = (kind.to_owned(), event.replace('_', "-"));
            let letter = Letter::CaseMoved { person, organisation, case: about.case, application, to, moved };
            act.mail_once(&letter, &(stream, version)).await?;
        }
    }
    Ok(())
}

async fn named(act: &mut Act<'_>, about: About, whom: Whom) -> Result<Vec<PersonId>, DoorError> {
    let (organisation, roles): (OrganisationId, &[Role]) = match whom {
        Whom::Client => (about.company, &[Role::Executive, Role::ProtectionManager]),
        Whom::Body => (about.body, &[Role::Reception, Role::Administrator]),
        Whom::Reviewers => (about.body, &[Role::Reviewer]),
        Whom::Part(function) => {
            let parts = act.tx().certification_parts(about.body, about.case).await?;
            let has: Vec<PersonId> =
                parts.into_iter().filter(|(_, word)| word == function.word()).map(|(person, _)| person).collect();
            // Who has left since is not written to.
            let rows = act.tx().members(about.body, members::LISTED).await?;
            let here = |person: &PersonId| rows.iter().any(|row| row.person == *person && row.standing == "member");
            return Ok(has.into_iter().filter(here).collect());
        }
    };
    let day = act.at().today.to_string();
    let rows = act.tx().members(organisation, members::LISTED).await?;
    let holds = |word: &str| Role::from_word(word).is_some_and(|role| roles.contains(&role));
    Ok(rows.iter().filter(|row| row.roles_on(&day).any(holds)).map(|row| row.person).collect())
}

/// The application of a case, as its row names it.
pub(super) fn application_of(label: Option<&str>) -> Option<StreamId> {
    label.and_then(|label| label.parse::<Uuid>().ok()).map(StreamId)
}
