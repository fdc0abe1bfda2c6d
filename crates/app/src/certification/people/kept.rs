//! The records of one person of a body: shown with their whole history, and what is recorded in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use record::{Aggregate as _, OrganisationId, PersonId, Text};
use scheme::competence::{Command, Competence, Event, Status};
use uuid::Uuid;

use super::told::Told;
use super::{
    MOST_TERMS, Records, born, competence_in, enveloped, may, member_of, of_competence, records_in, replayed, roles_of,
};
use crate::access::Action;
use crate::door::{Act, DoorError};
use crate::office::{Caller, Office, Refused};

/// Somebody of a body, with all that was recorded of them there.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who.
    pub person: PersonId,
    /// The words of the roles held today; empty = not with the body today.
    pub roles: Vec<String>,
    /// Whether the person is a member of the body today, so that something can be recorded anew.
    pub here: bool,
    /// The records of each time the person was with the body, the first first.
    pub kept: Vec<Kept>,
    /// The texts they name; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
    /// What the person and whoever recorded something are called.
    pub names: BTreeMap<PersonId, String>,
    /// Whether the reader may record.
    pub records: bool,
}

impl Person {
    /// Where the records stand that count: those that were begun last.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        self.kept.last().map(|kept| &kept.status)
    }

    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }
}

/// The records of one time that somebody was with a body.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Where they stand.
    pub status: Status,
    /// What happened, the first first.
    pub happened: Vec<Happened>,
}

/// Something that was recorded.
#[derive(Debug, Clone)]
pub struct Happened {
    /// What.
    pub event: Event,
    /// Who recorded it.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
}

/// The texts that an event names.
fn texts(event: &Event) -> Vec<Text> {
    match event {
        Event::Found { evidence, reason, .. } | Event::Renewed { evidence, reason, .. } => {
            [Some(*evidence), *reason].into_iter().flatten().collect()
        }
        Event::Withdrawn { reason: text, .. } | Event::Pledged { evidence: text, .. } => vec![*text],
        Event::Begun { .. } | Event::Left { .. } => Vec::new(),
    }
}

impl Office {
    /// Somebody who is with the body the caller acts for, or of whom something was recorded there.
    ///
    /// # Errors
    /// There is nobody like that, or the caller may not.
    pub async fn person_of_body(&self, caller: Caller, person: PersonId) -> Result<Person, Refused> {
        let body = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::CompetenceView, Some(body)).await?;
        let row = tx.member(body, person).await?;
        let streams: Vec<_> = (1..=MOST_TERMS).map(|term| of_competence(body, person, term)).collect();
        let events = tx.events_in(body, streams.iter().copied()).await?;
        let here = row.as_ref().is_some_and(|row| row.standing == "member" && !row.roles.is_empty());
        if events.is_empty() && !here {
            return Err(Refused::NotThere);
        }
        let mut statuses = replayed::<Competence>(&events)?;
        let envelopes = enveloped::<Competence>(&events)?;
        let kept = streams.iter().filter_map(|stream| {
            let (status, _) = statuses.remove(stream)?;
            let own = envelopes.iter().filter(|envelope| envelope.stream == *stream);
            let happened = own.map(|envelope| Happened {
                event: envelope.event.clone(),
                by: envelope.by,
                at: envelope.recorded_at,
            });
            Some(Kept { status, happened: happened.collect() })
        });
        let kept: Vec<Kept> = kept.collect();
        let people = envelopes.iter().filter_map(|envelope| envelope.by).chain([person]);
        let named = envelopes.iter().flat_map(|envelope| texts(&envelope.event)).map(|text| text.id.0);
        let (names, texts) = tx.names_and_texts(body, people, named).await?;
        let records = may(&self.rights(&caller, &roles, &[Action::CompetenceRecord]), Action::CompetenceRecord);
        let roles = row.map(|row| roles_of(&row, self.today())).unwrap_or_default();
        Ok(Person { person, roles, here, kept, texts, names, records })
    }

    /// Records something of a person of the body the caller acts for. The first thing begins the records.
    ///
    /// # Errors
    /// There is nobody like that, a rule refuses, or the caller may not.
    pub async fn record_competence(&self, caller: Caller, person: PersonId, told: Told) -> Result<(), Refused> {
        let body = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::CompetenceRecord);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(body)).await?;
                recorded(act, body, person, told).await
            })
        });
        self.noting(&caller, action, Some(body), done.await).await
    }
}

async fn recorded(act: &mut Act<'_>, body: OrganisationId, person: PersonId, told: Told) -> Result<(), Refused> {
    let begins = matches!(told, Told::Find { .. } | Told::Pledge { .. });
    let mut kept = if begins {
        // Who came back has records of their own from then on.
        let Records { last, next } = records_in(act, body, person).await?;
        next.unwrap_or(last)
    } else {
        competence_in(act, body, person).await?
    };
    if kept.version == 0 {
        let member = member_of(act, body, person).await?;
        if begins {
            act.rests_on(&member, "member");
            born(act, body, kept.stream(), Competence::KIND).await?;
            act.decide(&mut kept, Command::Begin { person })?;
        }
    }
    for command in commands(act, body, told)? {
        act.decide(&mut kept, command)?;
    }
    Ok(())
}

/// One command for each area; all the same text shows them.
fn commands(act: &mut Act<'_>, body: OrganisationId, told: Told) -> Result<Vec<Command>, DoorError> {
    Ok(match told {
        Told::Find { areas, from, until, evidence, reason } => {
            let evidence = act.text(body, evidence)?;
            let reason = reason.map(|reason| act.text(body, reason)).transpose()?;
            areas.into_iter().map(|area| Command::Find { area, from, until, evidence, reason }).collect()
        }
        Told::Withdraw { area, on, reason } => vec![Command::Withdraw { area, on, reason: act.text(body, reason)? }],
        Told::Pledge { from, evidence } => vec![Command::Pledge { from, evidence: act.text(body, evidence)? }],
        Told::Leave { on } => vec![Command::Leave { on }],
    })
}
