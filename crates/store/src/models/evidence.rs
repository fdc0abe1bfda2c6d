//! Evidence and its files, as they are listed and shown.

use protection::evidence::{Evidence, Status};
use record::{Digest, OrganisationId, PersonId, StreamId};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::statement::Tx;

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its stream.
    pub stream: StreamId,
    /// The text of its title.
    pub title: Uuid,
    /// The word of its class.
    pub class: String,
    /// The day it is of, or the first one.
    pub from: String,
    /// The last one.
    pub until: Option<String>,
    /// The last day of a sensitive one.
    pub keep_until: Option<String>,
    /// Who kept it.
    pub by: PersonId,
    /// When it was received: microseconds since 1970, UTC.
    pub kept_at: i64,
    /// How many files it has.
    pub files: i64,
    /// How long they are together.
    pub bytes: i64,
    /// The day it was discarded, and the word of the reason.
    pub discarded: Option<(String, String)>,
    /// The version of the stream.
    pub version: u32,
}

/// A file of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Its place among the files, from 1.
    pub place: u32,
    /// The text of its name.
    pub name: Uuid,
    /// What it is.
    pub kind: String,
    /// How long it is.
    pub bytes: u64,
    /// SHA-256 of what came.
    pub sha256: Digest,
    /// SHA-256 of what the vault stores.
    pub object: Digest,
    /// Who brought it.
    pub by: PersonId,
    /// When it was received: microseconds since 1970, UTC.
    pub added_at: i64,
    /// The version of the evidence with which it came.
    pub added_in: u32,
    /// Whether it is still there.
    pub there: bool,
}

impl Projected for Evidence {
    async fn project(tx: &mut Tx, at: Standing, status: &Status) -> Result<(), StoreError> {
        let Some(kept) = status.kept() else { return Ok(()) };
        let discarded = match status {
            Status::Discarded { on, reason, .. } => Some((on.to_string(), reason.word())),
            Status::Unkept | Status::Kept(_) => None,
        };
        let (on, reason) = discarded.unzip();
        let bytes: u64 = kept.files.iter().map(|(file, ..)| file.bytes).sum();
        // A stamp of fewer files than there are is none of the evidence as it stands.
        let whole = kept.stamp.filter(|stamp| stamp.covers == kept.content());
        let stamp_ends = whole.map_or(0, |stamp| stamp.ends.as_microsecond());
        let sql =
            "INSERT INTO evidence (stream, owner, title, class, from_date, until_date, keep_until, kept_by, kept_at,
                files, bytes, discarded_on, reason, version, stamp_ends)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
            ON CONFLICT (stream) DO UPDATE
                SET files = $10, bytes = $11, discarded_on = $12, reason = $13, version = $14, stamp_ends = $15";
        execute!(
            tx,
            sql,
            at.stream.0,
            at.owner.0,
            kept.title.id.0,
            kept.class.word(),
            kept.period.from.to_string(),
            kept.period.until.map(|day| day.to_string()),
            kept.keep_until.map(|day| day.to_string()),
            kept.by.0,
            at.begun_at,
            i64::try_from(kept.files.len()).unwrap_or(i64::MAX),
            i64::try_from(bytes).unwrap_or(i64::MAX),
            on,
            reason,
            i64::from(at.version),
            stamp_ends,
        )?;
        let there = i64::from(matches!(status, Status::Kept(_)));
        if there == 0 {
            let sql = "UPDATE evidence_file SET there = 0 WHERE evidence = $1 AND owner = $2";
            execute!(tx, sql, at.stream.0, at.owner.0)?;
        }
        for (place, (file, by, version)) in (1_i64..).zip(&kept.files) {
            let sql = "INSERT INTO evidence_file
                (evidence, place, owner, name, kind, bytes, sha256, object, added_by, added_in, there)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (evidence, place) DO NOTHING";
            execute!(
                tx,
                sql,
                at.stream.0,
                place,
                at.owner.0,
                file.name.id.0,
                &file.kind,
                i64::try_from(file.bytes).unwrap_or(i64::MAX),
                &file.sha256.0[..],
                &file.object.0[..],
                by.0,
                i64::from(*version),
                there,
            )?;
        }
        Ok(())
    }
}

type Raw = (
    Uuid,
    Uuid,
    String,
    String,
    Option<String>,
    Option<String>,
    Uuid,
    i64,
    i64,
    i64,
    Option<String>,
    Option<String>,
    i64,
);
type RawFile = (i64, Uuid, String, i64, Vec<u8>, Vec<u8>, Uuid, i64, i64, i64);

fn row(raw: Raw) -> Result<EvidenceRow, StoreError> {
    let (stream, title, class, from, until, keep_until, by, kept_at, files, bytes, on, reason, version) = raw;
    Ok(EvidenceRow {
        stream: StreamId(stream),
        title,
        class,
        from,
        until,
        keep_until,
        by: PersonId(by),
        kept_at,
        files,
        bytes,
        discarded: on.zip(reason),
        version: u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"))?,
    })
}

fn digest(bytes: Vec<u8>) -> Result<Digest, StoreError> {
    bytes.try_into().map(Digest).map_err(|_| StoreError::Corrupt("a digest"))
}

fn file(raw: RawFile) -> Result<EvidenceFile, StoreError> {
    let (place, name, kind, bytes, sha256, object, by, added_at, added_in, there) = raw;
    Ok(EvidenceFile {
        place: u32::try_from(place).map_err(|_| StoreError::Corrupt("a place"))?,
        name,
        kind,
        bytes: u64::try_from(bytes).map_err(|_| StoreError::Corrupt("a length"))?,
        sha256: digest(sha256)?,
        object: digest(object)?,
        by: PersonId(by),
        added_at,
        added_in: u32::try_from(added_in).map_err(|_| StoreError::Corrupt("a version"))?,
        there: there != 0,
    })
}

impl Tx {
    /// The evidence of an organisation, the newest first, at most `limit` of what was received before `before`; of sensitive
    /// classes only with `sensitive`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence_of(
        &mut self,
        owner: OrganisationId,
        sensitive: bool,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<EvidenceRow>, StoreError> {
        let sql = "SELECT stream, title, class, from_date, until_date, keep_until, kept_by, kept_at, files, bytes,
                discarded_on, reason, version
            FROM evidence WHERE owner = $1 AND (kept_at, stream) < ($2, $3) AND (class = 'ordinary' OR (class = 'sensitive' AND $4 = 1))
            ORDER BY kept_at DESC, stream DESC LIMIT $5";
        let sensitive = i64::from(sensitive);
        let found = rows!(self, Raw, sql, owner.0, before.0, before.1, sensitive, i64::from(limit))?;
        found.into_iter().map(row).collect()
    }

    /// A piece of evidence of an organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence(
        &mut self,
        owner: OrganisationId,
        stream: StreamId,
    ) -> Result<Option<EvidenceRow>, StoreError> {
        let sql = "SELECT stream, title, class, from_date, until_date, keep_until, kept_by, kept_at, files, bytes,
                discarded_on, reason, version
            FROM evidence WHERE stream = $2 AND owner = $1";
        row!(self, Raw, sql, owner.0, stream.0)?.map(row).transpose()
    }

    /// The files of a piece of evidence of an organisation, in the order in which they came.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence_files(
        &mut self,
        owner: OrganisationId,
        evidence: StreamId,
    ) -> Result<Vec<EvidenceFile>, StoreError> {
        let sql = "SELECT f.place, f.name, f.kind, f.bytes, f.sha256, f.object, f.added_by, e.recorded_at, f.added_in, f.there
            FROM evidence_file f JOIN event e ON e.stream = f.evidence AND e.version = f.added_in
            WHERE f.evidence = $2 AND f.owner = $1 ORDER BY f.place";
        rows!(self, RawFile, sql, owner.0, evidence.0)?.into_iter().map(file).collect()
    }

    /// Pieces of sensitive evidence whose last day is over on `today`, written `2026-11-20`, of whichever organisation: for the
    /// installation, which discards them.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence_over(
        &mut self,
        today: &str,
        limit: u32,
    ) -> Result<Vec<(OrganisationId, StreamId)>, StoreError> {
        let sql = "SELECT owner, stream FROM evidence
            WHERE keep_until < $1 AND discarded_on IS NULL AND keep_until IS NOT NULL
            ORDER BY keep_until, stream LIMIT $2";
        let found = rows!(self, (Uuid, Uuid), sql, today, i64::from(limit))?;
        Ok(found.into_iter().map(|(owner, stream)| (OrganisationId(owner), StreamId(stream))).collect())
    }

    /// Pieces of sensitive evidence of an organisation that are not discarded, with their last day, written `2026-11-20`, and
    /// the version of the stream, the next first; at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence_ending(
        &mut self,
        owner: OrganisationId,
        limit: u32,
    ) -> Result<Vec<(StreamId, String, u32)>, StoreError> {
        let sql = "SELECT stream, keep_until, version FROM evidence
            WHERE owner = $1 AND discarded_on IS NULL AND keep_until IS NOT NULL ORDER BY keep_until, stream LIMIT $2";
        let found = rows!(self, (Uuid, String, i64), sql, owner.0, i64::from(limit))?;
        let version = |version: i64| u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"));
        found.into_iter().map(|(stream, until, at)| Ok((StreamId(stream), until, version(at)?))).collect()
    }

    /// Of these objects of the vault those that some evidence names whose files are there.
    ///
    /// # Errors
    /// The database failed.
    pub async fn named_objects(&mut self, objects: &[Digest]) -> Result<Vec<Digest>, StoreError> {
        let sql = self.either(
            "SELECT object FROM evidence_file WHERE object IN (SELECT unhex(value) FROM json_each($1)) AND there = 1",
            "SELECT object FROM evidence_file WHERE there = 1
             AND object IN (SELECT decode(value, 'hex') FROM json_array_elements_text($1::json) AS asked (value))",
        );
        rows!(self, (Vec<u8>,), sql, hex(objects))?.into_iter().map(|(object,)| digest(object)).collect()
    }

    /// Of these objects of the vault those that only evidence names that was discarded before this day.
    ///
    /// # Errors
    /// The database failed.
    pub async fn discarded_objects(&mut self, objects: &[Digest], before: &str) -> Result<Vec<Digest>, StoreError> {
        let sql = self.either(
            "SELECT f.object FROM evidence_file f JOIN evidence e ON e.stream = f.evidence
             WHERE f.object IN (SELECT unhex(value) FROM json_each($1)) AND f.there = 0 AND e.discarded_on < $2",
            "SELECT f.object FROM evidence_file f JOIN evidence e ON e.stream = f.evidence
             WHERE f.there = 0 AND e.discarded_on < $2
             AND f.object IN (SELECT decode(value, 'hex') FROM json_array_elements_text($1::json) AS asked (value))",
        );
        rows!(self, (Vec<u8>,), sql, hex(objects), before)?.into_iter().map(|(object,)| digest(object)).collect()
    }

    /// Objects of the vault that evidence names whose files are there, with its stream, in the order of their names, at most
    /// `limit` from after one on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn objects_after(&mut self, after: &[u8], limit: u32) -> Result<Vec<(Digest, StreamId)>, StoreError> {
        let sql = "SELECT object, evidence FROM evidence_file WHERE object > $1 AND there = 1 ORDER BY object LIMIT $2";
        let found = rows!(self, (Vec<u8>, Uuid), sql, after, i64::from(limit))?;
        found.into_iter().map(|(object, evidence)| Ok((digest(object)?, StreamId(evidence)))).collect()
    }
}

/// These objects as a statement takes them: a list of JSON.
fn hex(objects: &[Digest]) -> String {
    let list: Vec<String> = objects.iter().map(Digest::to_string).collect();
    serde_json::json!(list).to_string()
}
