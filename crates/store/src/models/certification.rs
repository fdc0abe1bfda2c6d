//! Accreditations, applications, cases and what is in them, as they are found: whose, of which kind, in which state.
//!
//! A row finds a stream and says nothing of what stands in it: streams are short, and whoever shows one reads its events
//! ([`Tx::events_in`]). Every question is asked by an organisation and answered from what it owns or is party to.

use record::{OrganisationId, StreamId};
use scheme::accreditation::{self, Accreditation};
use scheme::application::{self, Application};
use scheme::case::{self, CertificationCase};
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
    /// The word of where it stands.
    pub state: String,
    /// The day its list goes by, written `2026-11-20`.
    pub day: Option<String>,
    /// What tells it from the others of its kind.
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
    state: &'static str,
    day: Option<String>,
    label: Option<String>,
}

impl Tx {
    async fn put_certification(&mut self, kind: &str, at: Standing, listed: Listed) -> Result<(), StoreError> {
        let sql = "INSERT INTO certification (stream, kind, owner, party, state, day, label, begun_at, touched_at, version)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (stream) DO UPDATE SET party = $4, state = $5, day = $6, label = $7, touched_at = $9, version = $10";
        let Listed { party, state, day, label } = listed;
        execute!(
            self,
            sql,
            at.stream.0,
            kind,
            at.owner.0,
            party.map(|party| party.0),
            state,
            day,
            label,
            at.begun_at,
            at.touched_at,
            i64::from(at.version),
        )?;
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
    CertificationCase by of_case;
}

fn of_accreditation(status: &accreditation::Status) -> Option<Listed> {
    let record = status.record()?;
    let (state, last) = match status {
        accreditation::Status::Unentered => return None,
        accreditation::Status::Entered(record) => ("entered", record.until),
        accreditation::Status::Ended { on, .. } => ("ended", *on),
    };
    let (party, day) = (Some(record.body), Some(last.to_string()));
    Some(Listed { party, state, day, label: Some(record.from.to_string()) })
}

fn of_application(status: &application::Status) -> Option<Listed> {
    let (state, day) = match status {
        application::Status::Unbegun => return None,
        application::Status::Draft(draft) => ("draft", draft.changed_on),
        application::Status::Submitted(snapshot) => ("submitted", snapshot.on),
        application::Status::Retracted { on } => ("retracted", *on),
    };
    Some(Listed { party: None, state, day: Some(day.to_string()), label: None })
}

fn of_case(status: &case::Status) -> Option<Listed> {
    let file = status.kept()?;
    let day = status.over_on().unwrap_or(file.received_on);
    let (party, state) = (Some(file.snapshot.company), status.standing().word());
    Some(Listed { party, state, day: Some(day.to_string()), label: None })
}

#[derive(sqlx::FromRow)]
struct Raw {
    stream: Uuid,
    kind: String,
    owner: Uuid,
    party: Option<Uuid>,
    state: String,
    day: Option<String>,
    label: Option<String>,
    begun_at: i64,
    touched_at: i64,
    version: i64,
}

fn row(raw: Raw) -> Result<CertificationRow, StoreError> {
    let Raw { stream, kind, owner, party, state, day, label, begun_at, touched_at, version } = raw;
    Ok(CertificationRow {
        stream: StreamId(stream),
        kind,
        owner: OrganisationId(owner),
        party: party.map(OrganisationId),
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
            "SELECT c.stream, c.kind, c.owner, c.party, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.stream = $2 AND (c.owner = $1 OR c.party = $1)";
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
            "SELECT c.stream, c.kind, c.owner, c.party, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
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
            "SELECT c.stream, c.kind, c.owner, c.party, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'accreditation' AND c.party IN (SELECT unhex(value) FROM json_each($1))
             ORDER BY c.party, c.label, c.stream",
            "SELECT c.stream, c.kind, c.owner, c.party, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
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
            "SELECT c.stream, c.kind, c.owner, c.party, c.state, c.day, c.label, c.begun_at, c.touched_at, c.version
             FROM certification c WHERE c.kind = 'accreditation' ORDER BY c.party, c.label, c.stream LIMIT $1";
        rows!(self, Raw, sql, i64::from(limit))?.into_iter().map(row).collect()
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
             WHERE (c.owner = $1 OR c.party = $1) AND c.stream IN (SELECT unhex(value) FROM json_each($2))
             ORDER BY e.stream, e.version",
            "SELECT e.position, e.stream, c.kind, e.bytes FROM certification c JOIN event e ON e.stream = c.stream
             WHERE (c.owner = $1 OR c.party = $1)
             AND c.stream IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))
             ORDER BY e.stream, e.version",
        );
        let streams = list(streams.into_iter().map(|stream| stream.0));
        let found = rows!(self, (i64, Uuid, String, Vec<u8>), sql, asker.0, streams)?;
        let event = |(position, stream, kind, bytes)| HistoryRow { position, stream: StreamId(stream), kind, bytes };
        Ok(found.into_iter().map(event).collect())
    }
}
