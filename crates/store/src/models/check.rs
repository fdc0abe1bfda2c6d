//! Checks an organisation keeps, with what stands in their sections.

use std::borrow::Cow;
use std::collections::BTreeMap;

use protection::check::{Asking, Check, Origin, SignOff, Status};
use protection::section::{self, Section};
use record::{OrganisationId, StreamId};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::lists::list;
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

/// A check in a list, by what tells whether it is still the one that was read before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CheckMark {
    /// Its stream.
    pub stream: StreamId,
    /// Microseconds since 1970, UTC.
    pub begun_at: i64,
    /// How many events it and its sections have: any change makes it more.
    pub changes: i64,
}

/// What stands in the sections of a check in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answered<'r> {
    /// How many events the check and its sections have.
    pub changes: i64,
    /// The version of each section that was opened.
    pub versions: BTreeMap<StreamId, u32>,
    /// When one was changed last: microseconds since 1970, UTC; none = none was opened.
    pub touched_at: Option<i64>,
    /// Items with the words of their answers.
    pub answers: Vec<(&'r str, Option<&'r str>)>,
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

/// What a row of a check shows, as one JSON text: a driver costs by the value, and a list has a hundred of them.
#[derive(Serialize, Deserialize)]
struct Shown {
    edition: (String, String, String),
    origin: String,
    reported_on: Option<String>,
    closed_on: Option<String>,
    sections: BTreeMap<String, StreamId>,
    sign_offs: Vec<SignOff>,
    askings: Vec<Asking>,
}

impl Shown {
    fn row(self, stream: Uuid, owner: OrganisationId, begun_at: i64) -> CheckRow {
        let Self { edition, origin, reported_on, closed_on, sections, sign_offs, askings } = self;
        let stream = StreamId(stream);
        CheckRow { stream, owner, edition, origin, reported_on, begun_at, closed_on, sections, sign_offs, askings }
    }
}

impl Projected for Check {
    async fn project(tx: &mut Tx, at: Standing, status: &Status) -> Result<(), StoreError> {
        let Some(kept) = status.kept() else { return Ok(()) };
        let (origin, reported_on) = match &kept.origin {
            Origin::Fresh => ("fresh", None),
            Origin::Claimed { reported_on, source } => (source.word(), reported_on.map(|day| day.to_string())),
        };
        let edition = kept.edition.clone();
        let shown = Shown {
            edition: (edition.pack, edition.edition, edition.sha256),
            origin: origin.to_owned(),
            reported_on,
            closed_on: status.closed_on().map(|day| day.to_string()),
            sections: kept.sections.clone(),
            sign_offs: kept.sign_offs.clone(),
            askings: kept.askings.clone(),
        };
        let shown = serde_json::to_string(&shown).map_err(|_| StoreError::Corrupt("a check"))?;
        let sql = "INSERT INTO kept_check (stream, owner, begun_at, version, shown) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (stream) DO UPDATE SET version = $4, shown = $5";
        execute!(tx, sql, at.stream.0, at.owner.0, at.begun_at, i64::from(at.version), shown)?;
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

/// A word that is read where it stands.
#[derive(Deserialize)]
struct Word<'r>(#[serde(borrow)] Cow<'r, str>);

/// Item and answer; what else stands there is passed over.
#[derive(Deserialize)]
struct Brief<'r>(
    #[serde(borrow)] Word<'r>,
    #[serde(borrow)] Option<Word<'r>>,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
    IgnoredAny,
);

type RawListed<'r> = (Uuid, i64, i64, Shown, Vec<(Uuid, u32, i64, Vec<Brief<'r>>)>);
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
        let sql = "SELECT owner, begun_at, shown FROM kept_check c WHERE stream = $2 AND (owner = $1
                OR EXISTS (SELECT 1 FROM party p WHERE p.stream = c.stream AND p.organisation = $1))";
        let found = row!(self, (Uuid, i64, String), sql, reader.0, stream.0)?;
        let row = |(owner, begun_at, shown): (Uuid, i64, String)| {
            let shown: Shown = serde_json::from_str(&shown).map_err(|_| StoreError::Corrupt("a check"))?;
            Ok(shown.row(stream.0, OrganisationId(owner), begun_at))
        };
        found.map(row).transpose()
    }

    /// The checks of an organisation, the newest first, at most `limit` of those begun before `before`: which, and how
    /// often each has changed.
    ///
    /// # Errors
    /// The database failed.
    pub async fn check_marks(
        &mut self,
        owner: OrganisationId,
        before: (i64, Uuid),
        limit: u32,
    ) -> Result<Vec<CheckMark>, StoreError> {
        let sql = "SELECT stream, begun_at, version + coalesce((SELECT CAST(sum(s.version) AS BIGINT)
                FROM check_section s WHERE s.kept_check = c.stream AND s.owner = $1), 0)
            FROM kept_check c WHERE owner = $1 AND (begun_at, stream) < ($2, $3)
            ORDER BY begun_at DESC, stream DESC LIMIT $4";
        let found = rows!(self, (Uuid, i64, i64), sql, owner.0, before.0, before.1, i64::from(limit))?;
        let mark = |(stream, begun_at, changes)| CheckMark { stream: StreamId(stream), begun_at, changes };
        Ok(found.into_iter().map(mark).collect())
    }

    /// These checks of an organisation with what stands in them: what `each` makes of them, in whatever order.
    ///
    /// # Errors
    /// The database failed.
    pub async fn checks_of<T>(
        &mut self,
        owner: OrganisationId,
        checks: impl IntoIterator<Item = StreamId>,
        mut each: impl FnMut(CheckRow, Answered<'_>) -> T,
    ) -> Result<Vec<T>, StoreError> {
        // All of them are one value, because a driver costs by the value:
        // `[[stream, begun_at, version, shown, [[section, version, touched_at, given], …]], …]`.
        let sql = self.either(
            "SELECT string_agg(one, ',') FROM (
                SELECT '[' || json_quote(hex(c.stream)) || ',' || c.begun_at || ',' || c.version || ',' || c.shown || ',['
                    || coalesce((SELECT string_agg('[' || json_quote(hex(s.stream)) || ',' || s.version || ','
                        || s.touched_at || ',' || s.given || ']', ',')
                    FROM check_section s WHERE s.kept_check = c.stream AND s.owner = $1), '') || ']]' AS one
                FROM kept_check c WHERE c.owner = $1 AND c.stream IN (SELECT unhex(value) FROM json_each($2))) AS listed",
            "SELECT string_agg(one, ',') FROM (
                SELECT '[' || to_json(c.stream) || ',' || c.begun_at || ',' || c.version || ',' || c.shown || ',['
                    || coalesce((SELECT string_agg('[' || to_json(s.stream) || ',' || s.version || ','
                        || s.touched_at || ',' || s.given || ']', ',')
                    FROM check_section s WHERE s.kept_check = c.stream AND s.owner = $1), '') || ']]' AS one
                FROM kept_check c WHERE c.owner = $1 AND c.stream IN
                    (SELECT value::uuid FROM json_array_elements_text($2::json) AS asked (value))) AS listed",
        );
        let checks = list(checks.into_iter().map(|check| check.0));
        let found = row!(self, (Option<String>,), sql, owner.0, checks)?.and_then(|(listed,)| listed);
        let listed = found.map_or_else(|| "[]".to_owned(), |listed| format!("[{listed}]"));
        let rows: Vec<RawListed<'_>> =
            serde_json::from_str(&listed).map_err(|_| StoreError::Corrupt("a list of checks"))?;
        let one = |(stream, begun_at, version, shown, sections): RawListed<'_>| {
            let mut answered = Answered { changes: version, ..Answered::default() };
            for (section, version, touched_at, given) in &sections {
                answered.changes += i64::from(*version);
                answered.versions.insert(StreamId(*section), *version);
                answered.touched_at = answered.touched_at.max(Some(*touched_at));
                let answers = given.iter().map(|given| (&*given.0.0, given.1.as_ref().map(|answer| &*answer.0)));
                answered.answers.extend(answers);
            }
            each(shown.row(stream, owner, begun_at), answered)
        };
        Ok(rows.into_iter().map(one).collect())
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
