//! What the tests of this crate share: days, ids, and how golden lines are read.

use std::fmt::Debug;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{At, Digest, Envelope, Happening, OrganisationId, PersonId, StreamId, Text, TextId};
use uuid::Uuid;

use crate::application::{Content, Criteria, Declared, Site, SiteId, Snapshot, digest};
use crate::certification::CertificationType;
use crate::confirmation::{Confirmation, Route};
use crate::organisation::{Basis, IndustryCode, Kind, Profile, Size};
use crate::sme::Class;

pub(crate) const TODAY: Date = Date::constant(2026, 11, 20);

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub(crate) fn on(today: Date) -> At {
    At { recorded_at: today.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(), today }
}

pub(crate) fn text(n: u8) -> Text {
    Text { id: TextId(Uuid::from_u128(u128::from(n))), sha256: Digest([n; 32]) }
}

pub(crate) fn person(n: u8) -> PersonId {
    PersonId(Uuid::from_u128(u128::from(n)))
}

pub(crate) fn organisation(n: u8) -> OrganisationId {
    OrganisationId(Uuid::from_u128(u128::from(n)))
}

pub(crate) fn stream(n: u8) -> StreamId {
    StreamId(Uuid::from_u128(u128::from(n)))
}

pub(crate) fn edition(pack: &str) -> EditionId {
    EditionId { pack: pack.to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) }
}

/// The kinds of these golden lines, each once, in order: every line is read and written as it is.
pub(crate) fn golden<E: Happening + Clone + Debug + PartialEq>(lines: &str) -> Vec<String> {
    let mut kinds = Vec::new();
    for line in lines.lines() {
        let event: E = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&event).unwrap(), line);
        assert!(line.starts_with(&format!(r#"{{"kind":"{}""#, event.kind())), "{line}");
        let who = (Some(person(2)), Some(organisation(1)));
        let envelope = Envelope::new(stream(9), 1, on(TODAY), who, Vec::new(), event.clone());
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
        kinds.push(event.kind().to_owned());
    }
    kinds.dedup();
    kinds
}

/// Compares a table written in a test with what is found: a head of statuses, then a row for each command.
pub(crate) fn assert_table(table: &str, statuses: &[&str], found: &[(&str, Vec<String>)]) {
    let mut lines = table.trim_matches(['\n', ' ']).lines().map(|line| line.split('|').map(str::trim));
    let head: Vec<&str> = lines.next().unwrap().skip(1).collect();
    assert_eq!(head, statuses);
    let rows: Vec<Vec<&str>> = lines.map(Iterator::collect).collect();
    let found: Vec<Vec<&str>> = found
        .iter()
        .map(|(command, answers)| [*command].into_iter().chain(answers.iter().map(String::as_str)).collect())
        .collect();
    for (row, found) in rows.iter().zip(&found) {
        assert_eq!(row, found);
    }
    assert_eq!(rows.len(), found.len());
}

/// A company of which everything is known that an application asks.
pub(crate) fn profile() -> Profile {
    let main_industry: IndustryCode = "E26".parse().unwrap();
    let (capital, employees) = (Some(10_000_000), 40);
    let basis = Basis { capital, employees, main_industry, industries: Digest([6; 32]) };
    let size = Size { class: Class::Sme, sector: Some("manufacturing".to_owned()), basis, on: TODAY };
    Profile {
        kinds: [Kind::Company].into(),
        corporate_number: Some("7123456789012".parse().unwrap()),
        name: text(11),
        reading: None,
        address: Some(text(12)),
        prefecture: None,
        main_industry: Some(main_industry),
        capital,
        employees: Some(employees),
        size: Some(size),
    }
}

/// An application in which nothing is missing.
pub(crate) fn content() -> Content {
    Content {
        body: Some(organisation(5)),
        certification: Some(CertificationType::OnSite),
        criteria: Some(Criteria(edition("tics-h30"))),
        scope: Some(text(13)),
        industry: Some("E26".parse().unwrap()),
        fields: None,
        sites: [(SiteId(1), Site { name: text(14), address: text(15) })].into(),
        staff: Some(40),
        forms: ["paper".parse().unwrap()].into(),
        advice: Some(Declared::Nobody),
        own_certification_business: None,
        check: None,
        wishes: [date("2027-01-12")].into(),
    }
}

/// It, submitted today by organisation 3.
pub(crate) fn snapshot() -> Snapshot {
    let (company, profile, content) = (organisation(3), profile(), content());
    let content_digest = digest(company, &profile, &content).unwrap();
    let confirmation = Confirmation {
        route: Route::OnScreen,
        by: person(4),
        on: TODAY,
        content: content_digest,
        mandate: None,
        signed_on: None,
    };
    Snapshot { company, profile, content, confirmation, on: TODAY }
}
