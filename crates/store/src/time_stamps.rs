//! Time stamps of evidence: what an outside authority gave, beside the event that names it by digest. Appended only.
//!
//! Knows rows; knows neither tokens nor authorities. Times are microseconds since 1970, UTC.

use record::{Digest, OrganisationId, StreamId, TextId};
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// A time stamp of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStampRow {
    /// The version of the evidence that its event is.
    pub version: u32,
    /// The text of the manifest that was stamped.
    pub manifest: TextId,
    /// Up to which version of the evidence it covers the files.
    pub covers: u32,
    /// SHA-256 of the manifest.
    pub stamped: Digest,
    /// The token, as the authority gave it.
    pub token: Vec<u8>,
    /// The certificates from the signer's to that of the authority which was believed, as PEM.
    pub chain: String,
    /// By which policy of the authority it was made.
    pub policy: String,
    /// Its number there.
    pub serial: String,
    /// Who signed.
    pub authority: String,
    /// When, by the clock of the authority.
    pub at: i64,
    /// When the signer's certificate ends.
    pub ends: i64,
}

/// An event that says that evidence was stamped, with what is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StampedEvent {
    /// Its place among all events.
    pub position: i64,
    /// Its stream.
    pub evidence: StreamId,
    /// Its version there.
    pub version: i64,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Token and chain; none = they are not there.
    pub kept: Option<(Vec<u8>, String)>,
    /// The manifest; none = erased, or not there.
    pub manifest: Option<String>,
}

type Raw = (i64, Uuid, i64, Vec<u8>, Vec<u8>, String, String, String, String, i64, i64);
type RawEvent = (i64, Uuid, i64, Vec<u8>, Option<Vec<u8>>, Option<String>, Option<String>);

fn row(raw: Raw) -> Result<TimeStampRow, StoreError> {
    let (version, manifest, covers, stamped, token, chain, policy, serial, authority, at, ends) = raw;
    let number = |number: i64| u32::try_from(number).map_err(|_| StoreError::Corrupt("a version"));
    Ok(TimeStampRow {
        version: number(version)?,
        manifest: TextId(manifest),
        covers: number(covers)?,
        stamped: stamped.try_into().map(Digest).map_err(|_| StoreError::Corrupt("a digest"))?,
        token,
        chain,
        policy,
        serial,
        authority,
        at,
        ends,
    })
}

impl Tx {
    /// Keeps a time stamp of evidence, in the transaction that appends its event.
    ///
    /// # Errors
    /// The database failed.
    pub async fn keep_time_stamp(
        &mut self,
        owner: OrganisationId,
        evidence: StreamId,
        stamp: &TimeStampRow,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO time_stamp
            (evidence, version, owner, manifest, covers, stamped, token, chain, policy, serial, authority, at, ends)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
        execute!(
            self,
            sql,
            evidence.0,
            i64::from(stamp.version),
            owner.0,
            stamp.manifest.0,
            i64::from(stamp.covers),
            &stamp.stamped.0[..],
            &stamp.token[..],
            &stamp.chain,
            &stamp.policy,
            &stamp.serial,
            &stamp.authority,
            stamp.at,
            stamp.ends,
        )?;
        Ok(())
    }

    /// The time stamps of a piece of evidence of an organisation, the newest first, at most `limit`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn time_stamps(
        &mut self,
        owner: OrganisationId,
        evidence: StreamId,
        limit: u32,
    ) -> Result<Vec<TimeStampRow>, StoreError> {
        let sql = "SELECT version, manifest, covers, stamped, token, chain, policy, serial, authority, at, ends
            FROM time_stamp WHERE evidence = $2 AND owner = $1 ORDER BY version DESC LIMIT $3";
        rows!(self, Raw, sql, owner.0, evidence.0, i64::from(limit))?.into_iter().map(row).collect()
    }

    /// Evidence whose files are there and whose newest stamp is of fewer files than it has, or of a certificate that ends
    /// before `before`, with its version; of whichever organisation, for the installation, which has it stamped. What never
    /// was comes first, the rest in the order in which it ends.
    ///
    /// # Errors
    /// The database failed.
    pub async fn evidence_to_stamp(
        &mut self,
        before: i64,
        limit: u32,
    ) -> Result<Vec<(OrganisationId, StreamId, u32)>, StoreError> {
        let sql = "SELECT owner, stream, version FROM evidence
            WHERE stamp_ends < $1 AND discarded_on IS NULL ORDER BY stamp_ends, stream LIMIT $2";
        let found = rows!(self, (Uuid, Uuid, i64), sql, before, i64::from(limit))?;
        let one = |(owner, stream, version): (Uuid, Uuid, i64)| {
            let version = u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"))?;
            Ok((OrganisationId(owner), StreamId(stream), version))
        };
        found.into_iter().map(one).collect()
    }

    /// How much evidence there is whose files are there and whose newest stamp is of a certificate that ended before `now`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stamps_over(&mut self, now: i64) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM evidence WHERE stamp_ends > 0 AND stamp_ends < $1 AND discarded_on IS NULL";
        Ok(row!(self, (i64,), sql, now)?.map_or(0, |(count,)| u64::try_from(count).unwrap_or(0)))
    }

    /// Every event that says that evidence was stamped, in the order in which they were recorded, from after a place on, at
    /// most `limit`, for who looks after the database.
    ///
    /// # Errors
    /// The database failed.
    pub async fn stamped_events(&mut self, after: i64, limit: u32) -> Result<Vec<StampedEvent>, StoreError> {
        let sql = "SELECT e.position, e.stream, e.version, e.bytes, t.token, t.chain, m.body
            FROM event e LEFT JOIN time_stamp t ON t.evidence = e.stream AND t.version = e.version
                LEFT JOIN text m ON m.id = t.manifest
            WHERE e.kind = 'stamped' AND e.position > $1 ORDER BY e.position LIMIT $2";
        let found = rows!(self, RawEvent, sql, after, i64::from(limit))?;
        let one = |(position, stream, version, bytes, token, chain, manifest): RawEvent| StampedEvent {
            position,
            evidence: StreamId(stream),
            version,
            bytes,
            kept: token.zip(chain),
            manifest,
        };
        Ok(found.into_iter().map(one).collect())
    }
}
