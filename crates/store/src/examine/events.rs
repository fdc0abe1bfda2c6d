//! Streams, their events, and the texts that events name.

use std::collections::BTreeMap;

use jiff::Timestamp;
use protection::check::Check;
use protection::evidence::Evidence;
use protection::section::Section;
use record::{Aggregate, Digest, Envelope};
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
use serde_json::Value;
use uuid::Uuid;

use super::{Examined, Flaw, Spot};
use crate::db::StoreError;
use crate::statement::Tx;

/// How many rows are read at once.
const PAGE: i64 = 500;

#[derive(sqlx::FromRow)]
struct EventRow {
    position: i64,
    stream: Uuid,
    owner: Uuid,
    version: i64,
    kind: String,
    recorded_at: i64,
    effective_on: Option<String>,
    by_person: Option<Uuid>,
    acting_for: Option<Uuid>,
    bytes: Vec<u8>,
    stream_kind: Option<String>,
    stream_owner: Option<Uuid>,
    before_at: Option<i64>,
}

/// What the columns of an event say, in the order in which they are compared.
type Columns = [(&'static str, String); 7];

/// Whose a text is, its salt and itself.
type TextRow = (Uuid, Option<Vec<u8>>, Option<String>);

impl Tx {
    /// Every event and every head.
    pub(super) async fn examine_events(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        let aside = self.either(
            "CREATE TEMPORARY TABLE named_text (id BLOB NOT NULL PRIMARY KEY) WITHOUT ROWID",
            "CREATE TEMPORARY TABLE named_text (id UUID NOT NULL PRIMARY KEY) ON COMMIT DROP",
        );
        execute!(self, aside)?;
        let mut after = i64::MIN;
        loop {
            let sql = "SELECT e.position, e.stream, e.owner, e.version, e.kind, e.recorded_at, e.effective_on,
                    e.by_person, e.acting_for, e.bytes, s.kind AS stream_kind, s.owner AS stream_owner,
                    p.recorded_at AS before_at
                FROM event e LEFT JOIN stream s ON s.id = e.stream
                    LEFT JOIN event p ON p.stream = e.stream AND p.version = e.version - 1
                WHERE e.position > $1 ORDER BY e.position LIMIT $2";
            let events = rows!(self, EventRow, sql, after, PAGE)?;
            let Some(last) = events.last() else { break };
            after = last.position;
            examined.events += events.len() as u64;
            let mut named = Vec::new();
            for event in &events {
                event.examine(examined, &mut named);
            }
            self.examine_texts(examined, &named).await?;
        }
        self.examine_heads(examined).await?;
        self.unnamed_texts(examined).await
    }

    async fn examine_heads(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let sql = "SELECT s.id, s.version, s.recorded_at, coalesce(l.version, 0), coalesce(l.recorded_at, 0)
                FROM stream s LEFT JOIN event l ON l.stream = s.id
                    AND l.version = (SELECT max(version) FROM event e WHERE e.stream = s.id)
                WHERE s.id > $1 ORDER BY s.id LIMIT $2";
            let heads = rows!(self, (Uuid, i64, i64, i64, i64), sql, after, PAGE)?;
            let Some((last, ..)) = heads.last() else { break };
            after = *last;
            examined.streams += heads.len() as u64;
            for (id, version, at, last_version, last_at) in heads {
                if version != last_version {
                    let expected = format!("version {last_version}");
                    examined.find(Spot::Stream(id), Flaw::Head, &expected, &format!("version {version}"));
                } else if at != last_at {
                    examined.find(Spot::Stream(id), Flaw::Head, &instant(last_at), &instant(at));
                }
            }
        }
        Ok(())
    }

    /// Compares the texts that events name with their digests, and notes that they are named.
    async fn examine_texts(&mut self, examined: &mut Examined, named: &[Named]) -> Result<(), StoreError> {
        if named.is_empty() {
            return Ok(());
        }
        examined.texts += named.len() as u64;
        let ids: Vec<String> = named.iter().map(|one| one.id.simple().to_string()).collect();
        let ids = Value::from(ids).to_string();
        let note = self.either(
            "INSERT INTO named_text (id) SELECT unhex(value) FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
            "INSERT INTO named_text (id) SELECT value::uuid FROM json_array_elements_text($1::json) AS named (value)
             ON CONFLICT DO NOTHING",
        );
        execute!(self, note, &ids)?;
        let sql = self.either(
            "SELECT id, owner, salt, body FROM text WHERE id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT id, owner, salt, body FROM text
             WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS named (value))",
        );
        let texts = rows!(self, (Uuid, Uuid, Option<Vec<u8>>, Option<String>), sql, &ids)?;
        let texts: BTreeMap<Uuid, TextRow> =
            texts.into_iter().map(|(id, owner, salt, body)| (id, (owner, salt, body))).collect();
        for one in named {
            one.examine(examined, texts.get(&one.id));
        }
        Ok(())
    }

    async fn unnamed_texts(&mut self, examined: &mut Examined) -> Result<(), StoreError> {
        let mut after = Uuid::nil();
        loop {
            let sql = "SELECT id FROM text t WHERE id > $1
                    AND NOT EXISTS (SELECT 1 FROM named_text n WHERE n.id = t.id) ORDER BY id LIMIT $2";
            let texts = rows!(self, (Uuid,), sql, after, PAGE)?;
            let Some((last,)) = texts.last() else { break };
            after = *last;
            for (id,) in texts {
                examined.find(Spot::Text(id), Flaw::Unnamed, &"an event", &"none");
            }
        }
        Ok(())
    }
}

impl EventRow {
    fn examine(&self, examined: &mut Examined, named: &mut Vec<Named>) {
        let at = Spot::Event { position: self.position, stream: self.stream, version: self.version };
        match self.before_at {
            None if self.version > 1 => {
                examined.find(at.clone(), Flaw::Gap, &format!("version {}", self.version - 1), &"none");
            }
            Some(before) if before > self.recorded_at => {
                examined.find(at.clone(), Flaw::Backwards, &instant(before), &instant(self.recorded_at));
            }
            _ => {}
        }
        // A stream that is not there is told with the other orphans.
        let Some(kind) = &self.stream_kind else { return };
        if let Some(owner) = self.stream_owner.filter(|owner| *owner != self.owner) {
            examined.find(at.clone(), Flaw::Owner, &owner, &self.owner);
        }
        let Some(said) = said(kind, &self.bytes) else {
            examined.find(
                at,
                Flaw::Unreadable,
                &format!("an event of `{kind}`"),
                &format!("{} bytes", self.bytes.len()),
            );
            return;
        };
        for ((name, bytes), (_, column)) in said.into_iter().zip(self.columns()) {
            if bytes != column {
                examined.find(at.clone(), Flaw::Column, &format!("{name} = {bytes}"), &column);
            }
        }
        if let Ok(value) = serde_json::from_slice::<Value>(&self.bytes) {
            // What a company submitted stays in its own texts, and the body's case names them.
            let client = value["data"]["snapshot"]["company"].as_str().and_then(|id| id.parse().ok());
            texts_in(&value, &mut |id, sha256| {
                named.push(Named { id, sha256, at: at.clone(), owner: self.owner, client });
            });
        }
    }

    fn columns(&self) -> Columns {
        let or = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
        [
            ("stream", self.stream.to_string()),
            ("version", self.version.to_string()),
            ("kind", self.kind.clone()),
            ("recorded_at", self.recorded_at.to_string()),
            ("effective_on", self.effective_on.clone().unwrap_or_default()),
            ("by_person", or(self.by_person)),
            ("acting_for", or(self.acting_for)),
        ]
    }
}

/// What the bytes of an event of a stream of this kind say; none = they cannot be read.
fn said(kind: &str, bytes: &[u8]) -> Option<Columns> {
    match kind {
        Organisation::KIND => said_as::<Organisation>(bytes),
        Member::KIND => said_as::<Member>(bytes),
        Check::KIND => said_as::<Check>(bytes),
        Section::KIND => said_as::<Section>(bytes),
        Evidence::KIND => said_as::<Evidence>(bytes),
        Accreditation::KIND => said_as::<Accreditation>(bytes),
        Application::KIND => said_as::<Application>(bytes),
        CertificationCase::KIND => said_as::<CertificationCase>(bytes),
        Audit::KIND => said_as::<Audit>(bytes),
        Certificate::KIND => said_as::<Certificate>(bytes),
        Competence::KIND => said_as::<Competence>(bytes),
        Decision::KIND => said_as::<Decision>(bytes),
        Nonconformity::KIND => said_as::<Nonconformity>(bytes),
        Partiality::KIND => said_as::<Partiality>(bytes),
        Requirement::KIND => said_as::<Requirement>(bytes),
        Suspension::KIND => said_as::<Suspension>(bytes),
        _ => None,
    }
}

fn said_as<A: Aggregate>(bytes: &[u8]) -> Option<Columns> {
    use record::Happening as _;
    let envelope: Envelope<A::Event> = Envelope::from_bytes(bytes).ok()?;
    Some([
        ("stream", envelope.stream.to_string()),
        ("version", envelope.version.to_string()),
        ("kind", envelope.event.kind().to_owned()),
        ("recorded_at", envelope.recorded_at.as_microsecond().to_string()),
        ("effective_on", envelope.effective_on.map(|date| date.to_string()).unwrap_or_default()),
        ("by_person", envelope.by.map(|person| person.to_string()).unwrap_or_default()),
        ("acting_for", envelope.acting_for.map(|organisation| organisation.to_string()).unwrap_or_default()),
    ])
}

/// A text an event names.
struct Named {
    id: Uuid,
    sha256: Digest,
    at: Spot,
    owner: Uuid,
    client: Option<Uuid>,
}

impl Named {
    fn examine(&self, examined: &mut Examined, text: Option<&TextRow>) {
        match text {
            None => examined.find(self.at.clone(), Flaw::NoText, &self.id, &"none"),
            Some((owner, ..)) if *owner != self.owner && Some(*owner) != self.client => {
                examined.find(Spot::Text(self.id), Flaw::Owner, &self.owner, &owner);
            }
            Some((_, Some(salt), Some(body))) => {
                let found = Digest::of(&[&salt[..], body.as_bytes()].concat());
                if found != self.sha256 {
                    examined.find(Spot::Text(self.id), Flaw::OtherText, &self.sha256, &found);
                }
            }
            // Erased: its row says when and why.
            Some(_) => {}
        }
    }
}

/// Finds every `{"id": …, "sha256": …}`: a [`record::Text`] has these two fields and no other.
fn texts_in(value: &Value, found: &mut impl FnMut(Uuid, Digest)) {
    match value {
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            if let (2, Some(Ok(id)), Some(Ok(sha256))) =
                (fields.len(), text("id").map(str::parse), text("sha256").map(str::parse))
            {
                found(id, sha256);
            }
            fields.values().for_each(|value| texts_in(value, found));
        }
        Value::Array(list) => list.iter().for_each(|value| texts_in(value, found)),
        _ => {}
    }
}

/// An instant as it is read in a report.
fn instant(micros: i64) -> String {
    Timestamp::from_microsecond(micros).map_or_else(|_| micros.to_string(), |at| at.to_string())
}
