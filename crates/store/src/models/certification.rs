//! Accreditations, applications, cases and what is in them, as they are found: whose, of which kind, in which state.
//!
//! A row finds a stream and says nothing of what stands in it: streams are short, and whoever shows one reads its events
//! ([`Tx::events_in`]). Every question is asked by an organisation and answered from what it owns or is party to; that is written
//! `$1 IN (owner, party)`, so that no index of owners is taken where a stream is named.

use std::collections::{BTreeMap, BTreeSet};

use record::{OrganisationId, PersonId, StreamId};
use scheme::accreditation::{self, Accreditation};
use scheme::application::{self, Application};
use scheme::assignment::Function;
use scheme::audit::{self, Audit};
use scheme::case::{self, CertificationCase};
use scheme::certificate::{self, Certificate};
use scheme::competence::{self, Competence};
use scheme::decision::{self, Decision};
use scheme::nonconformity::{self, Nonconformity};
use scheme::partiality::{self, Partiality};
use scheme::requirement::{self, Requirement};
use scheme::suspension::{self, Suspension};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::history::HistoryRow;
use crate::lists::list;
use crate::statement::Tx;

/// A stream of a certification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificationRow {
    /// The stream.
    pub stream: StreamId,
    /// The kind of its aggregate.
    pub kind: String,
    /// Whose it is.
    pub owner: OrganisationId,
    /// Who is party to it: the client of a case, the body of an accreditation.
    pub party: Option<OrganisationId>,
    /// In what it stands: the case of an audit, a decision or a certificate; the audit of a requirement or a nonconformity; the
    /// certificate of a suspension.
    pub within: Option<StreamId>,
    /// The word of where it stands.
    pub state: String,
    /// The day its list goes by, written `2026-11-20`.
    pub day: Option<String>,
    /// What tells it from the others of its kind; of a case, its application.
    pub label: Option<String>,
    /// When its first event was recorded: microseconds since 1970, UTC.
    pub begun_at: i64,
    /// When its last one was.
    pub touched_at: i64,
    /// Its version.
    pub version: u32,
}

/// What of a status its row has.
struct Listed {
    party: Option<OrganisationId>,
    within: Option<StreamId>,
    state: &'static str,
    day: Option<String>,
    label: Option<String>,
    /// Who has which function in the case; none = it gives nobody one.
    parts: Option<Vec<(PersonId, &'static str)>>,
}

impl Tx {
    async fn put_certification(&mut self, kind: &str, at: Standing, listed: Listed) -> Result<(), StoreError> {
        let sql = "INSERT INTO certification (stream, kind, owner, party, within, state, day, label, begun_at, touched_at, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            ON CONFLICT (stream) DO UPDATE SET party = $4, within = $5, state = $6, day = $7, label = $8, touched_at = $10,
                version = $11";
        let Listed { party, within, state, day, label, parts } = listed;
        execute!(
            self,
            sql,
            at.stream.0,
            kind,
            at.owner.0,
            party.map(|party| party.0),
            within.map(|within| within.0),
            state,
            day,
            label,
            at.begun_at,
            at.touched_at,
            i64::from(at.version),
        )?;
        match parts {
            Some(parts) => self.put_parts(at, within.unwrap_or(at.stream), &parts).await,
            None => Ok(()),
        }
    }

    /// The same persons stay the same rows, so that most events write none.
    async fn put_parts(
        &mut self,
        at: Standing,
        case: StreamId,
        parts: &[(PersonId, &'static str)],
    ) -> Result<(), StoreError> {
        let sql = "SELECT person, function FROM certification_part WHERE stream = $1";
        let stands = rows!(self, (Uuid, String), sql, at.stream.0)?;
        let is = |(person, function): &(PersonId, &'static str)| {
            stands.iter().any(|(known, word)| *known == person.0 && word == function)
        };
        if stands.len() == parts.len() && parts.iter().all(is) {
            return Ok(());
        }
        execute!(self, "DELETE FROM certification_part WHERE stream = $1", at.stream.0)?;
        let sql =
            "INSERT INTO certification_part (stream, person, function, in_case, owner) VALUES ($1, $2, $3, $4, $5)";
        for (person, function) in parts {
            execute!(self, sql, at.stream.0, person.0, *function, case.0, at.owner.0)?;
        }
        Ok(())
    }
}

/// The rows of an aggregate are those that a function makes of its status; none = it has no event.
macro_rules! projected {
    ($($aggregate:ident by $listed:ident;)+) => {
        $(impl Projected for $aggregate {
            async fn project(tx: &mut Tx, at: Standing, status: &Self::Status) -> Result<(), StoreError> {
                use record::Aggregate as _;
                match $listed(status) {
                    Some(listed) => tx.put_certification(Self::KIND, at, listed).await,
                    None => Ok(()),
                }
            }
        })+
    };
}

projected! {
    Accreditation by of_accreditation;
    Application by of_application;
    Audit by of_audit;
    Certificate by of_certificate;
    CertificationCase by of_case;
    Competence by of_competence;
    Decision by of_decision;
    Nonconformity by of_nonconformity;
    Partiality by of_partiality;
    Requirement by of_requirement;
    Suspension by of_suspension;
}

impl Listed {
    /// In a state, and nothing else.
    fn at(state: &'static str) -> Self {
        Self { party: None, within: None, state, day: None, label: None, parts: None }
    }
}

fn of_accreditation(status: &accreditation::Status) -> Option<Listed> {
    let record = status.record()?;
    let (state, last) = match status {
        accreditation::Status::Unentered => return None,
        accreditation::Status::Entered(record) => ("entered", record.until),
        accreditation::Status::Ended { on, .. } => ("ended", *on),
    };
    let (party, day) = (Some(record.body), Some(last.to_string()));
    Some(Listed { party, day, label: Some(record.from.to_string()), ..Listed::at(state) })
}

fn of_application(status: &application::Status) -> Option<Listed> {
    let (state, day) = match status {
        application::Status::Unbegun => return None,
        application::Status::Draft(draft) => ("draft", draft.changed_on),
        application::Status::Submitted(snapshot) => ("submitted", snapshot.on),
        application::Status::Retracted { on } => ("retracted", *on),
    };
    Some(Listed { day: Some(day.to_string()), ..Listed::at(state) })
}

fn of_case(status: &case::Status) -> Option<Listed> {
    let file = status.kept()?;
    let day = status.over_on().unwrap_or(file.received_on);
    let party = Some(file.snapshot.company);
    // What somebody of the body advised; whoever assesses stands with the audit.
    let advisers: BTreeSet<PersonId> = file.advices.iter().map(|advice| advice.person).collect();
    let advisers = advisers.into_iter().map(|person| (person, Function::Adviser.word())).collect();
    let label = Some(file.application.0.to_string());
    Some(Listed {
        party,
        day: Some(day.to_string()),
        label,
        parts: Some(advisers),
        ..Listed::at(status.standing().word())
    })
}

fn of_audit(status: &audit::Status) -> Option<Listed> {
    let work = status.work()?;
    let chosen = work.stages.iter().filter(|(stage, _)| !work.results.contains_key(stage));
    let next = chosen.filter_map(|(_, planned)| planned.chosen).min();
    let part = |(person, seat): (&PersonId, &audit::Seat)| match seat.function {
        audit::Function::Leader => (*person, Function::TeamLeader.word()),
        audit::Function::Auditor => (*person, Function::Auditor.word()),
        // Who knows the field or looks on has a part in it all the same.
        audit::Function::Expert | audit::Function::Observer => (*person, seat.function.word()),
    };
    let parts = Some(work.team.iter().map(part).collect());
    let (party, within) = (Some(work.terms.company), Some(work.terms.case));
    let label = Some(work.terms.purpose.word().to_owned());
    let day = next.map(|day| day.to_string());
    Some(Listed { party, within, day, label, parts, ..Listed::at(status.place().word()) })
}

fn of_requirement(status: &requirement::Status) -> Option<Listed> {
    let paper = status.paper()?;
    let state = match status {
        requirement::Status::Unopened => return None,
        requirement::Status::Open(_) => "open",
        requirement::Status::Agreed { .. } => "agreed",
    };
    Some(Listed { within: Some(paper.audit), label: Some(paper.criterion.id.clone()), ..Listed::at(state) })
}

fn of_nonconformity(status: &nonconformity::Status) -> Option<Listed> {
    let raised = &status.known()?.raised;
    let (party, within) = (Some(raised.company), Some(raised.audit));
    let (day, label) = (Some(raised.found_on.to_string()), Some(raised.criterion.clone()));
    Some(Listed { party, within, day, label, ..Listed::at(status.place().word()) })
}

/// The company is party to a decision once it is made: how it came to be is the body's.
fn of_decision(status: &decision::Status) -> Option<Listed> {
    let proposed = status.proposed()?;
    let proposal = &proposed.proposal;
    let decided = status.decided();
    let deciders = proposal.forum.people().into_iter().map(|person| (person, Function::DecisionMaker.word()));
    let parts = deciders.chain([(proposal.by, Function::Reviewer.word())]).collect();
    Some(Listed {
        party: decided.map(|_| proposal.company),
        within: Some(proposal.case),
        day: Some(decided.map_or(proposed.on, |decided| decided.on).to_string()),
        label: Some(proposal.kind.word().to_owned()),
        parts: Some(parts),
        ..Listed::at(status.word())
    })
}

/// The list of certificates goes by the last day.
fn of_certificate(status: &certificate::Status) -> Option<Listed> {
    let issue = &status.known()?.issue;
    let (party, within, day) = (Some(issue.holder), Some(issue.case), Some(issue.expiry.to_string()));
    Some(Listed { party, within, day, ..Listed::at(status.word()) })
}

fn of_suspension(status: &suspension::Status) -> Option<Listed> {
    let (known, last) = match status {
        suspension::Status::Unproposed => return None,
        suspension::Status::Proposed(known) | suspension::Status::Heard(known) => (known, known.speak_by),
        suspension::Status::InForce { known, term } => (known, Some(term.limit)),
        suspension::Status::Lifted { known, on, .. }
        | suspension::Status::Concluded { known, on, .. }
        | suspension::Status::Dropped { known, on, .. } => (known, Some(*on)),
    };
    let (party, within) = (Some(known.proposal.holder), Some(known.proposal.certificate.stream));
    Some(Listed { party, within, day: last.map(|day| day.to_string()), ..Listed::at(status.word()) })
}

/// The list of people goes by whose records they are.
fn of_competence(status: &competence::Status) -> Option<Listed> {
    let records = status.records()?;
    let state = match status {
        competence::Status::Unkept => return None,
        competence::Status::Kept(_) => "kept",
        competence::Status::Left { .. } => "left",
    };
    Some(Listed { label: Some(records.person.0.to_string()), ..Listed::at(state) })
}

fn of_partiality(status: &partiality::Status) -> Option<Listed> {
    let counts = status.entries.values().any(|entry| entry.struck.is_none());
    (!status.entries.is_empty()).then(|| Listed::at(if counts { "entered" } else { "struck" }))
}

#[derive(sqlx::FromRow)]
struct Raw {
    stream: Uuid,
    kind: String,
    owner: Uuid,
    party: Option<Uuid>,
    within: Option<Uuid>,
    state: String,
    day: Option<String>,
    label: Option<String>,
    begun_at: i64,
    touched_at: i64,
    version: i64,
}

fn row(raw: Raw) -> Result<CertificationRow, StoreError> {
    let Raw { stream, kind, owner, party, within, state, day, label, begun_at, touched_at, version } = raw;
    Ok(CertificationRow {
        stream: StreamId(stream),
        kind,
        owner: OrganisationId(owner),
        party: party.map(OrganisationId),
        within: within.map(StreamId),
        state,
        day,
        label,
        begun_at,
        touched_at,
        version: u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"))?,
    })
}

impl Tx {
    /// A stream that `asker` owns or is party to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certification(
        &mut self,
        asker: OrganisationId,
        stream: StreamId,
    ) -> Result<Option<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.stream = $2 AND $1 IN (c.owner, c.party)";
        row!(self, Raw, sql, asker.0, stream.0)?.map(row).transpose()
    }

    /// Streams of a kind that `asker` owns, what was touched last first, at most `limit` of those touched before `before`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certifications_owned(
        &mut self,
        asker: OrganisationId,
        kind: &str,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.owner = $1 AND c.kind = $2 AND (c.touched_at, c.stream) < ($3, $4)
             ORDER BY c.touched_at DESC, c.stream DESC LIMIT $5";
        let found = rows!(self, Raw, sql, asker.0, kind, before.0, before.1, i64::from(limit))?;
        found.into_iter().map(row).collect()
    }

    /// What bodies are accredited for, of whichever body: a public fact. The newest first day of a body comes last.
    ///
    /// # Errors
    /// The database failed.
    pub async fn accreditations(
        &mut self,
        bodies: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql = self.either(
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'accreditation' AND c.party IN (SELECT unhex(value) FROM json_each($1))
             ORDER BY c.party, c.label, c.stream",
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'accreditation'
             AND c.party IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))
             ORDER BY c.party, c.label, c.stream",
        );
        let bodies = list(bodies.into_iter().map(|body| body.0));
        rows!(self, Raw, sql, bodies)?.into_iter().map(row).collect()
    }

    /// The same of every body.
    ///
    /// # Errors
    /// The database failed.
    pub async fn every_accreditation(&mut self, limit: u32) -> Result<Vec<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'accreditation' ORDER BY c.party, c.label, c.stream LIMIT $1";
        rows!(self, Raw, sql, i64::from(limit))?.into_iter().map(row).collect()
    }

    /// The streams of these cases, audits or certificates, so far as `asker` owns them or is party to them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certifications_within(
        &mut self,
        asker: OrganisationId,
        parents: impl IntoIterator<Item = StreamId>,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql = self.either(
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE $1 IN (c.owner, c.party)
             AND c.within IN (SELECT unhex(value) FROM json_each($2)) ORDER BY c.kind, c.label, c.begun_at, c.stream",
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE $1 IN (c.owner, c.party)
             AND c.within IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))
             ORDER BY c.kind, c.label, c.begun_at, c.stream",
        );
        let parents = list(parents.into_iter().map(|parent| parent.0));
        rows!(self, Raw, sql, asker.0, parents)?.into_iter().map(row).collect()
    }

    /// The cases of a body in which `person` has a part, what was touched last first, at most `limit` of those touched before
    /// `before`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certifications_assigned(
        &mut self,
        owner: OrganisationId,
        person: PersonId,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.owner = $1 AND c.kind = 'case' AND (c.touched_at, c.stream) < ($3, $4)
             AND c.stream IN (SELECT p.in_case FROM certification_part p WHERE p.owner = $1 AND p.person = $2)
             ORDER BY c.touched_at DESC, c.stream DESC LIMIT $5";
        let found = rows!(self, Raw, sql, owner.0, person.0, before.0, before.1, i64::from(limit))?;
        found.into_iter().map(row).collect()
    }

    /// The cases in which `company` is the client, what was touched last first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certifications_of_client(
        &mut self,
        company: OrganisationId,
        limit: u32,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.party = $1 AND c.kind = 'case' ORDER BY c.touched_at DESC, c.stream DESC LIMIT $2";
        rows!(self, Raw, sql, company.0, i64::from(limit))?.into_iter().map(row).collect()
    }

    /// How many cases of a body stand in each state, by its word.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certification_states(&mut self, owner: OrganisationId) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT c.state, count(*) FROM certification c
             WHERE c.owner = $1 AND c.kind = 'case' GROUP BY c.state ORDER BY c.state";
        Ok(rows!(self, (String, i64), sql, owner.0)?)
    }

    /// The audits and decisions of a body that are not over and in which `person` has a part.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certification_tasks(
        &mut self,
        owner: OrganisationId,
        person: PersonId,
        limit: u32,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql = "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification_part p JOIN certification c ON c.stream = p.stream
             WHERE p.owner = $1 AND p.person = $2 AND p.function IN ('team_leader', 'auditor', 'decision_maker')
             AND c.state IN ('preparing', 'underway', 'circulated')
             AND NOT EXISTS (SELECT 1 FROM certification w WHERE w.stream = c.within
                AND w.state IN ('declined', 'retracted', 'granted', 'refused') AND c.kind = 'audit')
             ORDER BY c.touched_at DESC, c.stream DESC LIMIT $3";
        rows!(self, Raw, sql, owner.0, person.0, i64::from(limit))?.into_iter().map(row).collect()
    }

    /// Certificates in effect whose last day is after `from` and not after `until`, of all bodies, in the order of that day; at
    /// most `limit` of those behind `after`: for who gives notice of it.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certificates_ending(
        &mut self,
        (from, until): (&str, &str),
        after: (&str, StreamId),
        limit: u32,
    ) -> Result<Vec<CertificationRow>, StoreError> {
        let sql =
            "SELECT c.stream, c.kind, c.owner, c.party, c.within, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'certificate' AND c.day > $1 AND c.day <= $2 AND c.state = 'effective'
             AND (c.day, c.stream) > ($3, $4) ORDER BY c.day, c.stream LIMIT $5";
        let found = rows!(self, Raw, sql, from, until, after.0, after.1.0, i64::from(limit))?;
        found.into_iter().map(row).collect()
    }

    /// The application of each of these cases, as an id, for who gives notice.
    ///
    /// # Errors
    /// The database failed.
    pub async fn applications_of(
        &mut self,
        cases: impl IntoIterator<Item = StreamId>,
    ) -> Result<BTreeMap<StreamId, String>, StoreError> {
        let sql = self.either(
            "SELECT c.stream, c.label FROM certification c
             WHERE c.kind = 'case' AND c.label IS NOT NULL AND c.stream IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT c.stream, c.label FROM certification c WHERE c.kind = 'case' AND c.label IS NOT NULL
             AND c.stream IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))",
        );
        let found = rows!(self, (Uuid, String), sql, list(cases.into_iter().map(|case| case.0)))?;
        Ok(found.into_iter().map(|(case, application)| (StreamId(case), application)).collect())
    }

    /// Who has a part in a case of a body, by the words of their functions.
    ///
    /// # Errors
    /// The database failed.
    pub async fn certification_parts(
        &mut self,
        owner: OrganisationId,
        case: StreamId,
    ) -> Result<Vec<(PersonId, String)>, StoreError> {
        let sql = "SELECT p.person, p.function FROM certification_part p
             WHERE p.owner = $1 AND p.in_case = $2 ORDER BY p.person, p.function";
        let found = rows!(self, (Uuid, String), sql, owner.0, case.0)?;
        Ok(found.into_iter().map(|(person, function)| (PersonId(person), function)).collect())
    }

    /// Every event of these streams, so far as `asker` owns them or is party to them, the oldest first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn events_in(
        &mut self,
        asker: OrganisationId,
        streams: impl IntoIterator<Item = StreamId>,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let sql = self.either(
            "SELECT e.position, e.stream, c.kind, e.bytes FROM certification c JOIN event e ON e.stream = c.stream
             WHERE $1 IN (c.owner, c.party) AND c.stream IN (SELECT unhex(value) FROM json_each($2))
             ORDER BY e.stream, e.version",
            "SELECT e.position, e.stream, c.kind, e.bytes FROM certification c JOIN event e ON e.stream = c.stream
             WHERE $1 IN (c.owner, c.party)
             AND c.stream IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))
             ORDER BY e.stream, e.version",
        );
        let streams = list(streams.into_iter().map(|stream| stream.0));
        let found = rows!(self, Happened, sql, asker.0, streams)?;
        Ok(found.into_iter().map(happened).collect())
    }

    /// What ties these people to `company`: every event of their guard streams, the oldest of each first. The body of a case of that
    /// company asks, for which the streams are there ([`OrganisationId::guard`]).
    ///
    /// # Errors
    /// The database failed.
    pub async fn guards(
        &mut self,
        company: OrganisationId,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        self.events_in(company, people.into_iter().map(|person| company.guard(person)).collect::<Vec<_>>()).await
    }

    /// What these people are in an organisation: every event of their member streams, the oldest of each first.
    ///
    /// # Errors
    /// The database failed.
    pub async fn member_events(
        &mut self,
        organisation: OrganisationId,
        people: impl IntoIterator<Item = PersonId>,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let sql = self.either(
            "SELECT e.position, e.stream, s.kind, e.bytes FROM stream s JOIN event e ON e.stream = s.id
             WHERE s.owner = $1 AND s.kind = 'member' AND s.id IN (SELECT unhex(value) FROM json_each($2))
             ORDER BY e.stream, e.version",
            "SELECT e.position, e.stream, s.kind, e.bytes FROM stream s JOIN event e ON e.stream = s.id
             WHERE s.owner = $1 AND s.kind = 'member'
             AND s.id IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))
             ORDER BY e.stream, e.version",
        );
        let streams = list(people.into_iter().map(|person| organisation.member(person).0));
        let found = rows!(self, Happened, sql, organisation.0, streams)?;
        Ok(found.into_iter().map(happened).collect())
    }
}

/// An event with its place, as it is read: position, stream, kind of the stream, bytes.
type Happened = (i64, Uuid, String, Vec<u8>);

fn happened((position, stream, kind, bytes): Happened) -> HistoryRow {
    HistoryRow { position, stream: StreamId(stream), kind, bytes }
}
