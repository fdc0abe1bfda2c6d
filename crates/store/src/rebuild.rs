//! Making every read model again from the events, and comparing it with what stands there.

use protection::check::Check;
use protection::evidence::Evidence;
use protection::section::Section;
use record::{Aggregate, Envelope, OrganisationId, StreamId};
use scheme::accreditation::Accreditation;
use scheme::application::Application;
use scheme::audit::Audit;
use scheme::case::CertificationCase;
use scheme::certificate::Certificate;
use scheme::competence::Competence;
use scheme::decision::Decision;
use scheme::member::Member;
use scheme::nonconformity::Nonconformity;
use scheme::organisation::Organisation;
use scheme::partiality::Partiality;
use scheme::requirement::Requirement;
use scheme::suspension::Suspension;
use uuid::Uuid;

use crate::db::StoreError;
use crate::models::{Projected, Standing};
use crate::statement::Tx;

/// How many streams are read at once.
const PAGE: i64 = 500;

/// How one read model differs from what the events say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rebuilt {
    /// The table.
    pub table: &'static str,
    /// Rows it has now.
    pub rows: i64,
    /// Rows that were missing or different.
    pub missing: i64,
    /// Rows that should not have been there, or were different.
    pub surplus: i64,
}

struct Table {
    name: &'static str,
    copy: &'static str,
    empty: &'static str,
    rows: &'static str,
    missing: &'static str,
    surplus: &'static str,
    drop: &'static str,
}

macro_rules! tables {
    ($($name:literal),+ $(,)?) => {
        [$(Table {
            name: $name,
            copy: concat!("CREATE TEMPORARY TABLE was_", $name, " AS SELECT * FROM ", $name),
            empty: concat!("DELETE FROM ", $name),
            rows: concat!("SELECT count(*) FROM ", $name),
            missing: concat!("SELECT count(*) FROM (SELECT * FROM ", $name, " EXCEPT SELECT * FROM was_", $name, ") AS d"),
            surplus: concat!("SELECT count(*) FROM (SELECT * FROM was_", $name, " EXCEPT SELECT * FROM ", $name, ") AS d"),
            drop: concat!("DROP TABLE was_", $name),
        }),+]
    };
}

/// Every read model. A test compares them with the tables there are.
const TABLES: [Table; 9] = tables![
    "organisation",
    "organisation_gram",
    "member",
    "kept_check",
    "check_section",
    "evidence",
    "evidence_file",
    "certification",
    "certification_part",
];

impl Tx {
    /// Makes every read model again and says how it differed. Whether it is kept is up to the transaction.
    ///
    /// # Errors
    /// The database failed, or an event cannot be read.
    pub async fn rebuild(&mut self) -> Result<Vec<Rebuilt>, StoreError> {
        for table in &TABLES {
            execute!(self, table.copy)?;
            execute!(self, table.empty)?;
        }
        let mut after = Uuid::nil();
        loop {
            let sql = "SELECT id, kind, owner FROM stream WHERE id > $1 AND version > 0 ORDER BY id LIMIT $2";
            let streams = rows!(self, (Uuid, String, Uuid), sql, after, PAGE)?;
            let Some((last, ..)) = streams.last() else { break };
            after = *last;
            for (stream, kind, owner) in streams {
                self.replay(StreamId(stream), &kind, OrganisationId(owner)).await?;
            }
        }
        let mut rebuilt = Vec::new();
        for table in &TABLES {
            let count = |found: Option<(i64,)>| found.map_or(0, |(count,)| count);
            rebuilt.push(Rebuilt {
                table: table.name,
                rows: count(row!(self, (i64,), table.rows)?),
                missing: count(row!(self, (i64,), table.missing)?),
                surplus: count(row!(self, (i64,), table.surplus)?),
            });
            execute!(self, table.drop)?;
        }
        Ok(rebuilt)
    }

    async fn replay(&mut self, stream: StreamId, kind: &str, owner: OrganisationId) -> Result<(), StoreError> {
        match kind {
            Organisation::KIND => self.replay_as::<Organisation>(stream, owner).await,
            Member::KIND => self.replay_as::<Member>(stream, owner).await,
            Check::KIND => self.replay_as::<Check>(stream, owner).await,
            Section::KIND => self.replay_as::<Section>(stream, owner).await,
            Evidence::KIND => self.replay_as::<Evidence>(stream, owner).await,
            Accreditation::KIND => self.replay_as::<Accreditation>(stream, owner).await,
            Application::KIND => self.replay_as::<Application>(stream, owner).await,
            CertificationCase::KIND => self.replay_as::<CertificationCase>(stream, owner).await,
            Audit::KIND => self.replay_as::<Audit>(stream, owner).await,
            Certificate::KIND => self.replay_as::<Certificate>(stream, owner).await,
            Competence::KIND => self.replay_as::<Competence>(stream, owner).await,
            Decision::KIND => self.replay_as::<Decision>(stream, owner).await,
            Nonconformity::KIND => self.replay_as::<Nonconformity>(stream, owner).await,
            Partiality::KIND => self.replay_as::<Partiality>(stream, owner).await,
            Requirement::KIND => self.replay_as::<Requirement>(stream, owner).await,
            Suspension::KIND => self.replay_as::<Suspension>(stream, owner).await,
            _ => Err(StoreError::Corrupt("the kind of a stream")),
        }
    }

    async fn replay_as<A>(&mut self, stream: StreamId, owner: OrganisationId) -> Result<(), StoreError>
    where
        A: Projected,
        A::Status: Send + Sync,
        A::Event: Send,
    {
        let (mut status, mut standing) = (A::Status::default(), None);
        for event in self.events(owner, stream).await? {
            let envelope: Envelope<A::Event> =
                Envelope::from_bytes(&event.bytes).map_err(|_| StoreError::Corrupt("an event"))?;
            let at = envelope.recorded_at.as_microsecond();
            let began = standing.map_or(at, |standing: Standing| standing.begun_at);
            standing = Some(Standing { stream, owner, version: event.version, begun_at: began, touched_at: at });
            status = A::apply(status, &envelope.event);
        }
        match standing {
            Some(standing) => A::project(self, standing, &status).await,
            None => Ok(()),
        }
    }
}
