//! Checks an organisation keeps, with what stands in their sections.

use std::collections::BTreeMap;

use protection::check::{Asking, Check, Origin, SignOff, Status};
use protection::section::{self, Section};
use record::{OrganisationId, StreamId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::statement::Tx;

/// A check in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckRow {
    /// Its stream.
    pub stream: StreamId,
    /// Whose it is.
    pub owner: OrganisationId,
    /// The edition: pack, edition, SHA-256.
    pub edition: (String, String, String),
    /// `fresh`, or from where its answers were taken: `device`, `result_file`, `sheet`.
    pub origin: String,
    /// The day taken answers are said to be of.
    pub reported_on: Option<String>,
    /// Microseconds since 1970, UTC.
    pub begun_at: i64,
    /// The day it was closed.
    pub closed_on: Option<String>,
    /// The stream of each section.
    pub sections: BTreeMap<String, StreamId>,
    /// Every confirmation.
    pub sign_offs: Vec<SignOff>,
    /// Every time executives were asked for one.
    pub askings: Vec<Asking>,
}

/// A section of a check.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionRow {
    /// Its stream.
    pub stream: StreamId,
    /// The check it belongs to.
    pub check: StreamId,
    /// Its name.
    pub section: String,
    /// Its version.
    pub version: u32,
    /// What stands in it.
    pub given: Vec<GivenRow>,
    /// When it was last changed: microseconds since 1970, UTC.
    pub touched_at: i64,
}

/// What stands at one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRow {
    /// The item.
    pub item: String,
    /// The word of its answer.
    pub answer: Option<String>,
    /// The text of a note.
    pub note: Option<Uuid>,
    /// Who entered it.
    pub by: Uuid,
    /// Whether for the company.
    pub on_behalf: bool,
    /// What the next answer has to name as its base.
    pub version: u32,
}

impl Projected for Check {
    async fn project(tx: &mut Tx, at: Standing, status: &Status) -> Result<(), StoreError> {
        let Some(kept) = status.kept() else { return Ok(()) };
        let (origin, reported) = match &kept.origin {
            Origin::Fresh => ("fresh", None),
            Origin::Claimed { reported_on, source } => (source.word(), reported_on.map(|day| day.to_string())),
        };
        let corrupt = |_| StoreError::Corrupt("a check");
        let sql = "INSERT INTO kept_check (stream, owner, pack, edition, sha256, origin, reported_on, begun_at,
                closed_on, sections, sign_offs, version, askings)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (stream) DO UPDATE SET closed_on = $9, sign_offs = $11, version = $12, askings = $13";
        execute!(
            tx,
            sql,
            at.stream.0,
            at.owner.0,
            &kept.edition.pack,
            &kept.edition.edition,
            &kept.edition.sha256,
            origin,
            reported,
            at.begun_at,
            status.closed_on().map(|day| day.to_string()),
            serde_json::to_string(&kept.sections).map_err(corrupt)?,
            serde_json::to_string(&kept.sign_offs).map_err(corrupt)?,
            i64::from(at.version),
            serde_json::to_string(&kept.askings).map_err(corrupt)?,
        )?;
        Ok(())
    }
}

impl Projected for Section {
    async fn project(tx: &mut Tx, at: Standing, status: &section::Status) -> Result<(), StoreError> {
        let section::Status::Open { check, section, given, .. } = status else { return Ok(()) };
        let rows = given.iter().map(|(item, given)| {
            let note = given.note.map(|note| note.id.0);
            json!([item, given.word(), note, given.by, given.on_behalf, given.version])
        });
        let sql = "INSERT INTO check_section
            (stream, owner, kept_check, section, given, answered, version, touched_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (stream) DO UPDATE SET given = $5, answered = $6, version = $7, touched_at = $8";
        execute!(
            tx,
            sql,
            at.stream.0,
            at.owner.0,
            check.0,
            section,
            Value::Array(rows.collect()).to_string(),
            i64::from(status.progress().answered),
            i64::from(at.version),
            at.touched_at,
        )?;
        Ok(())
    }
}

type RawCheck =
    (Uuid, Uuid, String, String, String, String, Option<String>, i64, Option<String>, String, String, String);

fn check(raw: RawCheck) -> Result<CheckRow, StoreError> {
    let (stream, owner, pack, edition, sha256, origin, reported_on, begun_at, closed_on, sections, sign_offs, askings) =
        raw;
    let corrupt = |_| StoreError::Corrupt("a check");
    Ok(CheckRow {
        stream: StreamId(stream),
        owner: OrganisationId(owner),
        edition: (pack, edition, sha256),
        origin,
        reported_on,
        begun_at,
        closed_on,
        sections: serde_json::from_str(&sections).map_err(corrupt)?,
        sign_offs: serde_json::from_str(&sign_offs).map_err(corrupt)?,
        askings: serde_json::from_str(&askings).map_err(corrupt)?,
    })
}

type RawGiven = (String, Option<String>, Option<Uuid>, Uuid, bool, u32);

fn section((stream, check, section, given, version, touched_at): RawSection) -> Result<SectionRow, StoreError> {
    let given: Vec<RawGiven> = serde_json::from_str(&given).map_err(|_| StoreError::Corrupt("a section"))?;
    let one = |(item, answer, note, by, on_behalf, version)| GivenRow { item, answer, note, by, on_behalf, version };
    Ok(SectionRow {
        stream: StreamId(stream),
        check: StreamId(check),
        section,
        version: u32::try_from(version).map_err(|_| StoreError::Corrupt("a version"))?,
        given: given.into_iter().map(one).collect(),
        touched_at,
    })
}

type RawSection = (Uuid, Uuid, String, String, i64, i64);

impl Tx {
    /// A check that `reader` owns or is a party to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn check(&mut self, reader: OrganisationId, stream: StreamId) -> Result<Option<CheckRow>, StoreError> {
        let sql = "SELECT stream, owner, pack, edition, sha256, origin, reported_on, begun_at, closed_on, sections,
                sign_offs, askings
            FROM kept_check c WHERE stream = $2 AND (owner = $1
                OR EXISTS (SELECT 1 FROM party p WHERE p.stream = c.stream AND p.organisation = $1))";
        row!(self, RawCheck, sql, reader.0, stream.0)?.map(check).transpose()
    }

    /// The checks of an organisation, the newest first, at most `limit` of those begun before `before`.
    ///
    /// # Errors
    /// The database failed.
    pub async fn checks(
        &mut self,
        owner: OrganisationId,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<CheckRow>, StoreError> {
        let sql = "SELECT stream, owner, pack, edition, sha256, origin, reported_on, begun_at, closed_on, sections,
                sign_offs, askings
            FROM kept_check WHERE owner = $1 AND (begun_at, stream) < ($2, $3)
            ORDER BY begun_at DESC, stream DESC LIMIT $4";
        let found = rows!(self, RawCheck, sql, owner.0, before.0, before.1, i64::from(limit))?;
        found.into_iter().map(check).collect()
    }

    /// What stands in every section of a check that `reader` owns or is a party to.
    ///
    /// # Errors
    /// The database failed.
    pub async fn sections(&mut self, reader: OrganisationId, check: StreamId) -> Result<Vec<SectionRow>, StoreError> {
        let sql = "SELECT stream, kept_check, section, given, version, touched_at FROM check_section s
            WHERE kept_check = $2 AND (owner = $1
                OR EXISTS (SELECT 1 FROM party p WHERE p.stream = s.kept_check AND p.organisation = $1))
            ORDER BY section";
        rows!(self, RawSection, sql, reader.0, check.0)?.into_iter().map(section).collect()
    }

    /// What stands in the sections of a page of checks of an organisation: those of [`Self::checks`].
    ///
    /// # Errors
    /// The database failed.
    pub async fn sections_of_checks(
        &mut self,
        owner: OrganisationId,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<SectionRow>, StoreError> {
        let sql = "SELECT stream, kept_check, section, given, version, touched_at FROM check_section
            WHERE owner = $1 AND kept_check IN (SELECT stream FROM kept_check
                WHERE owner = $1 AND (begun_at, stream) < ($2, $3)
                ORDER BY begun_at DESC, stream DESC LIMIT $4)
            ORDER BY kept_check, section";
        let found = rows!(self, RawSection, sql, owner.0, before.0, before.1, i64::from(limit))?;
        found.into_iter().map(section).collect()
    }

    /// When each version of the sections of a check was recorded: microseconds since 1970, UTC.
    ///
    /// # Errors
    /// The database failed.
    pub async fn section_times(
        &mut self,
        owner: OrganisationId,
        check: StreamId,
    ) -> Result<BTreeMap<(StreamId, u32), i64>, StoreError> {
        let sql = "SELECT e.stream, e.version, e.recorded_at FROM event e
            JOIN check_section s ON s.stream = e.stream AND s.owner = e.owner
            WHERE e.owner = $1 AND s.kept_check = $2";
        let found = rows!(self, (Uuid, i64, i64), sql, owner.0, check.0)?;
        let known = |(stream, version, at)| Some(((StreamId(stream), u32::try_from(version).ok()?), at));
        Ok(found.into_iter().filter_map(known).collect())
    }
}
