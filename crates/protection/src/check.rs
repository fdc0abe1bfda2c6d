//! A check an organisation keeps: which edition, where its answers came from, who confirmed it, its end. Knows
//! its sections by stream only; what is answered in them is [`crate::section`].
//!
//! The representative confirms by one of three equal routes (spec 7 §11): on screen (確認・記名), on paper
//! (記名押印; the scan is registered with where the original is kept and who checked it), or by an outside
//! e-contract of which a copy is kept. Whoever signs for the representative does so by a mandate (委任状) with
//! scope and term. A sign-off names every section with the version that was seen, and is refused if one of them
//! has changed since: nobody signs what changed under their eyes. Any later change makes a new sign-off necessary
//! (INV-30), and so does a change of the representative; that is a question asked of a sign-off
//! ([`SignOff::standing`]), not a state that somebody would have to write. There is no taking back of a
//! sign-off: the sources know none.

mod answers;
mod sign_off;

use std::collections::BTreeMap;

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{Aggregate, At, Digest, Happening, PersonId, StreamId};
use serde::{Deserialize, Serialize};

use crate::section::Progress;
pub use answers::{Gathered, answers};
pub use sign_off::{Mandate, Route, SignOff, Standing, Versions};

/// Where a check stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Status {
    /// It has no event.
    #[default]
    Unbegun,
    /// It is answered and confirmed.
    Open(Kept),
    /// It stays as it is, for ever.
    Closed {
        /// What it was.
        kept: Kept,
        /// When it was closed.
        on: Date,
    },
}

/// What is kept of a check that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The edition that is answered.
    pub edition: EditionId,
    /// How it began.
    pub origin: Origin,
    /// The stream of each section, by the section's name: the id of the axis.
    pub sections: BTreeMap<String, StreamId>,
    /// Every confirmation, oldest first.
    pub sign_offs: Vec<SignOff>,
}

impl Status {
    /// What is kept, open or closed.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        match self {
            Self::Unbegun => None,
            Self::Open(kept) | Self::Closed { kept, .. } => Some(kept),
        }
    }

    /// When it was closed: what the commands of its sections ask for.
    #[must_use]
    pub fn closed_on(&self) -> Option<Date> {
        match self {
            Self::Closed { on, .. } => Some(*on),
            Self::Unbegun | Self::Open(_) => None,
        }
    }
}

impl Kept {
    /// The names of these streams, in the order of the streams given; one that is no section of it is left out.
    #[must_use]
    pub fn names(&self, streams: &[StreamId]) -> Vec<&str> {
        let name = |stream| self.sections.iter().find(|(_, its)| *its == stream).map(|(name, _)| name.as_str());
        streams.iter().filter_map(name).collect()
    }
}

/// How a check began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Origin {
    /// With nothing answered.
    Fresh,
    /// With answers given elsewhere (取り込み): nobody here saw them given.
    Claimed {
        /// The day they are said to be of, if it is told.
        reported_on: Option<Date>,
        /// From where they came.
        source: Source,
    },
}

/// From where answers were taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The device on which the first check was done.
    Device,
    /// A result file.
    ResultFile,
    /// A filled sheet.
    Sheet,
}

impl Source {
    /// Its word, as it is written in events and rows.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::ResultFile => "result_file",
            Self::Sheet => "sheet",
        }
    }
}

/// What somebody wants of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Begin it.
    Begin {
        /// The edition.
        edition: EditionId,
        /// How it begins.
        origin: Origin,
        /// A fresh stream for each axis of the edition, by its id.
        sections: BTreeMap<String, StreamId>,
    },
    /// Confirm what stands.
    SignOff(Box<Signing>),
    /// Close it. Nothing more is answered or confirmed.
    Close,
}

/// What a confirmation brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// By which route.
    pub route: Route,
    /// Who confirms.
    pub by: PersonId,
    /// Every section at the version that the signer saw.
    pub seen: Versions,
    /// How far each section has come now, read in the same transaction; one not named has no event.
    pub current: BTreeMap<StreamId, Progress>,
    /// SHA-256 of what the signer was shown.
    pub content: Digest,
    /// The mandate, if the representative does not confirm in person.
    pub mandate: Option<Mandate>,
}

/// What happened to a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "data", rename_all = "snake_case")]
pub enum Event {
    /// It was begun.
    Begun {
        /// The edition.
        #[serde(with = "crate::written::Edition")]
        edition: EditionId,
        /// How it began.
        origin: Origin,
        /// The stream of each section.
        sections: BTreeMap<String, StreamId>,
    },
    /// It was confirmed.
    SignedOff(SignOff),
    /// It was closed.
    Closed {
        /// When.
        on: Date,
    },
}

impl Happening for Event {
    fn kind(&self) -> &'static str {
        match self {
            Self::Begun { .. } => "begun",
            Self::SignedOff(_) => "signed_off",
            Self::Closed { .. } => "closed",
        }
    }

    fn effective_on(&self) -> Option<Date> {
        match self {
            Self::Begun { .. } => None,
            Self::SignedOff(SignOff { on, .. }) | Self::Closed { on } => Some(*on),
        }
    }
}

/// Why a check refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It has no event yet.
    #[error("the check has to be begun first")]
    NotBegun,
    /// It was begun otherwise.
    #[error("the check was begun already, with {edition}")]
    BegunOtherwise {
        /// The edition it is of.
        edition: EditionId,
    },
    /// It is closed.
    #[error("the check was closed on {on}")]
    Closed {
        /// When.
        on: Date,
    },
    /// A check has at least one section.
    #[error("a check needs at least one section")]
    NoSections,
    /// Two sections would share a stream.
    #[error("expected a stream for each section, found {stream} twice")]
    SharedStream {
        /// The stream.
        stream: StreamId,
    },
    /// The answers would be of a later day than today.
    #[error("expected answers of {today} or earlier, found {reported_on}")]
    ReportedLater {
        /// The day they are said to be of.
        reported_on: Date,
        /// Today.
        today: Date,
    },
    /// A sign-off names every section of the check and nothing else.
    #[error("a sign-off names every section: missing {}, not of this check {}", listed(missing), listed(unknown))]
    SectionsNamed {
        /// Names of sections that were left out.
        missing: Vec<String>,
        /// Streams that are no section of it.
        unknown: Vec<StreamId>,
    },
    /// Sections changed after the signer saw them: look again, then sign.
    #[error("sections {} changed after you saw them", listed(sections))]
    ChangedMeanwhile {
        /// Their names.
        sections: Vec<String>,
    },
    /// There is nothing to confirm.
    #[error("a check without any answer cannot be signed")]
    NothingAnswered,
    /// The mandate's term is over.
    #[error("expected a mandate that runs on {today}, found one until {until}")]
    MandateOver {
        /// Its last day.
        until: Date,
        /// Today.
        today: Date,
    },
}

/// The rules of a check.
#[derive(Debug, Clone, Copy)]
pub struct Check;

impl Aggregate for Check {
    const KIND: &'static str = "check";
    type Status = Status;
    type Command = Command;
    type Event = Event;
    type Error = Error;

    fn handle(status: &Status, command: Command, at: At) -> Result<Vec<Event>, Error> {
        match (status, command) {
            (Status::Unbegun, Command::Begin { edition, origin, sections }) => {
                begin(&origin, &sections, at.today)?;
                Ok(vec![Event::Begun { edition, origin, sections }])
            }
            (Status::Open(kept), Command::Begin { edition, origin, sections }) => {
                if (&kept.edition, &kept.origin, &kept.sections) == (&edition, &origin, &sections) {
                    return Ok(Vec::new());
                }
                Err(Error::BegunOtherwise { edition: kept.edition.clone() })
            }
            (Status::Open(kept), Command::SignOff(signing)) => sign(kept, *signing, at.today),
            (Status::Open(_), Command::Close) => Ok(vec![Event::Closed { on: at.today }]),
            (Status::Closed { .. }, Command::Close) => Ok(Vec::new()),
            (Status::Closed { on, .. }, Command::Begin { .. } | Command::SignOff(_)) => Err(Error::Closed { on: *on }),
            (Status::Unbegun, Command::SignOff(_) | Command::Close) => Err(Error::NotBegun),
        }
    }

    fn apply(status: Status, event: &Event) -> Status {
        match (status, event) {
            (Status::Unbegun, Event::Begun { edition, origin, sections }) => Status::Open(Kept {
                edition: edition.clone(),
                origin: origin.clone(),
                sections: sections.clone(),
                sign_offs: Vec::new(),
            }),
            (Status::Open(mut kept), Event::SignedOff(sign_off)) => {
                kept.sign_offs.push(sign_off.clone());
                Status::Open(kept)
            }
            (Status::Open(kept), Event::Closed { on }) => Status::Closed { kept, on: *on },
            // Nothing else happens; `handle` sees to it.
            (status, _) => status,
        }
    }
}

fn begin(origin: &Origin, sections: &BTreeMap<String, StreamId>, today: Date) -> Result<(), Error> {
    if sections.is_empty() {
        return Err(Error::NoSections);
    }
    let mut streams: Vec<StreamId> = sections.values().copied().collect();
    streams.sort_unstable();
    if let Some(twice) = streams.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::SharedStream { stream: twice[0] });
    }
    match origin {
        Origin::Claimed { reported_on: Some(reported_on), .. } if *reported_on > today => {
            Err(Error::ReportedLater { reported_on: *reported_on, today })
        }
        Origin::Fresh | Origin::Claimed { .. } => Ok(()),
    }
}

/// The sign-off, or nothing where exactly this one was the last (a button pressed twice).
fn sign(kept: &Kept, signing: Signing, today: Date) -> Result<Vec<Event>, Error> {
    let Signing { route, by, seen, current, content, mandate } = signing;
    names_every_section(kept, &seen)?;
    let now = |stream: &StreamId| current.get(stream).copied().unwrap_or_default();
    let sections: Vec<String> = kept
        .sections
        .iter()
        .filter(|(_, stream)| seen.get(stream) != Some(&now(stream).version))
        .map(|(name, _)| name.clone())
        .collect();
    if !sections.is_empty() {
        return Err(Error::ChangedMeanwhile { sections });
    }
    if kept.sections.values().all(|stream| now(stream).answered == 0) {
        return Err(Error::NothingAnswered);
    }
    if let Some(Mandate { until, .. }) = mandate
        && until < today
    {
        return Err(Error::MandateOver { until, today });
    }
    let sign_off = SignOff { route, by, on: today, sections: seen, content, mandate };
    let again = kept.sign_offs.last() == Some(&sign_off);
    Ok(if again { Vec::new() } else { vec![Event::SignedOff(sign_off)] })
}

fn names_every_section(kept: &Kept, seen: &Versions) -> Result<(), Error> {
    let missing: Vec<String> =
        kept.sections.iter().filter(|(_, stream)| !seen.contains_key(stream)).map(|(name, _)| name.clone()).collect();
    let unknown: Vec<StreamId> =
        seen.keys().filter(|stream| kept.sections.values().all(|known| known != *stream)).copied().collect();
    if missing.is_empty() && unknown.is_empty() { Ok(()) } else { Err(Error::SectionsNamed { missing, unknown }) }
}

fn listed<T: ToString>(things: &[T]) -> String {
    let words: Vec<String> = things.iter().map(|thing| format!("`{}`", thing.to_string())).collect();
    if words.is_empty() { "none".to_owned() } else { words.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use record::{Envelope, Text, TextId};
    use uuid::Uuid;

    const TODAY: Date = Date::constant(2026, 11, 20);

    fn at(today: Date) -> At {
        At { recorded_at: "2026-11-20T01:02:03.000004Z".parse().unwrap(), today }
    }

    fn stream(n: u128) -> StreamId {
        StreamId(Uuid::from_u128(n))
    }

    fn person(n: u128) -> PersonId {
        PersonId(Uuid::from_u128(n))
    }

    fn text(n: u128) -> Text {
        Text { id: TextId(Uuid::from_u128(n)), sha256: Digest([u8::try_from(n).unwrap(); 32]) }
    }

    fn edition() -> EditionId {
        EditionId { pack: "small".to_owned(), edition: "2026-11".to_owned(), sha256: "ab".repeat(32) }
    }

    fn sections(of: &[(&str, u128)]) -> BTreeMap<String, StreamId> {
        of.iter().map(|(name, n)| ((*name).to_owned(), stream(*n))).collect()
    }

    fn begin() -> Command {
        let sections = sections(&[("effort-1", 1), ("effort-2", 2)]);
        Command::Begin { edition: edition(), origin: Origin::Fresh, sections }
    }

    fn claim(reported_on: Option<Date>) -> Command {
        let origin = Origin::Claimed { reported_on, source: Source::Sheet };
        Command::Begin { edition: edition(), origin, sections: sections(&[("effort-1", 1)]) }
    }

    /// On screen, of section 1 at version 3 with two answers; section 2 was never opened.
    fn signing() -> Signing {
        Signing {
            route: Route::OnScreen,
            by: person(7),
            seen: Versions::from([(stream(1), 3), (stream(2), 0)]),
            current: BTreeMap::from([(stream(1), Progress { version: 3, answered: 2 })]),
            content: Digest([1; 32]),
            mandate: None,
        }
    }

    fn sign_off() -> SignOff {
        let Signing { route, by, seen, content, mandate, .. } = signing();
        SignOff { route, by, on: TODAY, sections: seen, content, mandate }
    }

    fn sign(signing: Signing) -> Command {
        Command::SignOff(Box::new(signing))
    }

    fn given(commands: impl IntoIterator<Item = Command>) -> Status {
        commands.into_iter().fold(Status::default(), |status, command| {
            let events = Check::handle(&status, command, at(TODAY)).unwrap();
            events.iter().fold(status, Check::apply)
        })
    }

    fn when(status: &Status, command: Command) -> Result<Vec<Event>, Error> {
        Check::handle(status, command, at(TODAY))
    }

    #[test]
    fn what_each_command_does_in_each_status() {
        let statuses = [
            ("unbegun", Status::Unbegun),
            ("open", given([begin()])),
            ("signed", given([begin(), sign(signing())])),
            ("closed", given([begin(), Command::Close])),
        ];
        let commands = [
            ("begin", begin()),
            ("begin otherwise", claim(None)),
            ("sign", sign(signing())),
            ("close", Command::Close),
        ];
        let begun = || when(&Status::Unbegun, begin());
        let claimed = || when(&Status::Unbegun, claim(None));
        let otherwise = || Err(Error::BegunOtherwise { edition: edition() });
        let signed = || Ok(vec![Event::SignedOff(sign_off())]);
        let closed = || Ok(vec![Event::Closed { on: TODAY }]);
        let refused = || Err(Error::Closed { on: TODAY });
        let unbegun = || Err(Error::NotBegun);
        let nothing = || Ok(Vec::new());
        let table = [
            (
                "unbegun",
                [("begin", begun()), ("begin otherwise", claimed()), ("sign", unbegun()), ("close", unbegun())],
            ),
            ("open", [("begin", nothing()), ("begin otherwise", otherwise()), ("sign", signed()), ("close", closed())]),
            (
                "signed",
                [("begin", nothing()), ("begin otherwise", otherwise()), ("sign", nothing()), ("close", closed())],
            ),
            (
                "closed",
                [("begin", refused()), ("begin otherwise", refused()), ("sign", refused()), ("close", nothing())],
            ),
        ];
        let mut expected: BTreeMap<(&str, &str), _> =
            table.into_iter().flat_map(|(row, cells)| cells.map(|(column, cell)| ((row, column), cell))).collect();
        for (row, status) in &statuses {
            for (column, command) in &commands {
                let cell = expected.remove(&(*row, *column)).unwrap_or_else(|| panic!("no cell {row} × {column}"));
                assert_eq!(when(status, command.clone()), cell, "{row} × {column}");
            }
        }
        assert!(expected.is_empty(), "cells of no status or command: {expected:?}");
    }

    #[test]
    fn a_check_begins_with_a_stream_for_each_section() {
        let begin =
            |sections| when(&Status::Unbegun, Command::Begin { edition: edition(), origin: Origin::Fresh, sections });
        assert_eq!(begin(BTreeMap::new()), Err(Error::NoSections));
        let shared = begin(sections(&[("effort-1", 1), ("effort-2", 2), ("effort-3", 1)]));
        assert_eq!(shared, Err(Error::SharedStream { stream: stream(1) }));
    }

    #[test]
    fn answers_taken_over_are_not_of_a_day_to_come() {
        let tomorrow = Date::constant(2026, 11, 21);
        let refused = Err(Error::ReportedLater { reported_on: tomorrow, today: TODAY });
        assert_eq!(when(&Status::Unbegun, claim(Some(tomorrow))), refused);
        for told in [None, Some(TODAY)] {
            let kept = given([claim(told)]).kept().cloned().unwrap();
            assert_eq!(kept.origin, Origin::Claimed { reported_on: told, source: Source::Sheet });
        }
    }

    #[test]
    fn what_changed_under_the_signers_eyes_is_not_signed() {
        let open = given([begin()]);
        let opened = (stream(2), Progress { version: 2, answered: 1 });
        for (now, changed) in [
            (vec![(stream(1), Progress { version: 4, answered: 2 })], vec!["effort-1"]),
            (vec![(stream(1), Progress { version: 3, answered: 2 }), opened], vec!["effort-2"]),
            (vec![(stream(1), Progress { version: 5, answered: 2 }), opened], vec!["effort-1", "effort-2"]),
        ] {
            let refused = when(&open, sign(Signing { current: now.into_iter().collect(), ..signing() }));
            let sections = changed.into_iter().map(str::to_owned).collect();
            assert_eq!(refused, Err(Error::ChangedMeanwhile { sections }));
        }
    }

    #[test]
    fn a_sign_off_names_every_section_and_no_other() {
        let seen = Versions::from([(stream(1), 3), (stream(8), 1)]);
        let refused = when(&given([begin()]), sign(Signing { seen, ..signing() }));
        let error = Error::SectionsNamed { missing: vec!["effort-2".to_owned()], unknown: vec![stream(8)] };
        assert_eq!(refused, Err(error.clone()));
        assert_eq!(
            error.to_string(),
            "a sign-off names every section: missing `effort-2`, not of this check \
             `00000000-0000-0000-0000-000000000008`"
        );
    }

    #[test]
    fn a_check_without_any_answer_is_not_signed() {
        let open = given([begin()]);
        // Opened, answered and taken back: events, and yet no answer.
        let current = BTreeMap::from([(stream(1), Progress { version: 3, answered: 0 })]);
        assert_eq!(when(&open, sign(Signing { current, ..signing() })), Err(Error::NothingAnswered));
        let seen = Versions::from([(stream(1), 0), (stream(2), 0)]);
        let untouched = Signing { seen, current: BTreeMap::new(), ..signing() };
        assert_eq!(when(&open, sign(untouched)), Err(Error::NothingAnswered));
    }

    #[test]
    fn a_mandate_holds_to_the_end_of_its_last_day() {
        let open = given([begin()]);
        let by = |until| sign(Signing { mandate: Some(Mandate { scope: text(5), until }), ..signing() });
        assert!(when(&open, by(TODAY)).is_ok());
        let until = Date::constant(2026, 11, 19);
        assert_eq!(when(&open, by(until)), Err(Error::MandateOver { until, today: TODAY }));
    }

    #[test]
    fn the_three_routes_are_equal() {
        for route in routes() {
            let open = given([begin(), sign(Signing { route: route.clone(), ..signing() })]);
            let kept = open.kept().unwrap();
            assert_eq!(kept.sign_offs, [SignOff { route, ..sign_off() }]);
            let current = Versions::from([(stream(1), 3)]);
            assert_eq!(kept.sign_offs[0].standing(&current, None), Standing::Holds);
        }
    }

    #[test]
    fn a_sign_off_again_after_a_change_stands_beside_the_first() {
        let seen = Versions::from([(stream(1), 4), (stream(2), 0)]);
        let current = BTreeMap::from([(stream(1), Progress { version: 4, answered: 2 })]);
        let again = Signing { seen: seen.clone(), current, ..signing() };
        let status = given([begin(), sign(signing()), sign(again)]);
        let kept = status.kept().unwrap();
        assert_eq!(kept.sign_offs.len(), 2);
        let changed = Standing::ChangedSince { sections: vec![stream(1)], representative: None };
        assert_eq!(kept.sign_offs[0].standing(&seen, None), changed);
        assert_eq!(kept.sign_offs[1].standing(&seen, None), Standing::Holds);
        assert_eq!(kept.names(&[stream(2), stream(9), stream(1)]), ["effort-2", "effort-1"]);
    }

    fn routes() -> [Route; 3] {
        [
            Route::OnScreen,
            Route::OnPaper { scan: text(1), kept_where: text(2), checked_by: person(8) },
            Route::EContract { copy: text(3) },
        ]
    }

    fn commands() -> impl Strategy<Value = Command> {
        let sign = (0..3_u32, 0..3_u32, 0..3_u32).prop_map(|(seen, now, answered)| {
            let seen = Versions::from([(stream(1), seen), (stream(2), 0)]);
            let current = BTreeMap::from([(stream(1), Progress { version: now, answered })]);
            sign(Signing { seen, current, ..signing() })
        });
        prop_oneof![Just(begin()), Just(claim(None)), sign, Just(Command::Close)]
    }

    proptest! {
        #[test]
        fn nothing_happens_after_the_end_and_every_sign_off_saw_what_stood(
            commands in prop::collection::vec(commands(), 0..20)
        ) {
            let (mut status, mut events) = (Status::default(), Vec::new());
            for command in commands {
                let closed = status.closed_on().is_some();
                let stood = match &command {
                    Command::SignOff(signing) => signing.current[&stream(1)],
                    Command::Begin { .. } | Command::Close => Progress::default(),
                };
                let Ok(happened) = Check::handle(&status, command, at(TODAY)) else { continue };
                prop_assert!(!closed || happened.is_empty());
                for event in &happened {
                    if let Event::SignedOff(sign_off) = event {
                        prop_assert_eq!(sign_off.sections[&stream(1)], stood.version);
                        prop_assert!(stood.answered > 0);
                    }
                    status = Check::apply(status, event);
                }
                events.extend(happened);
            }
            prop_assert_eq!(Check::replay(&events), status);
        }
    }

    #[test]
    fn the_bytes_of_each_event_never_change() {
        let [on_screen, on_paper, e_contract] = routes();
        let mandate = Some(Mandate { scope: text(4), until: Date::constant(2027, 3, 31) });
        let claimed = when(&Status::Unbegun, claim(Some(Date::constant(2026, 11, 1)))).unwrap().remove(0);
        let begun = when(&Status::Unbegun, begin()).unwrap().remove(0);
        let golden = [
            (begun, BEGUN),
            (claimed, CLAIMED),
            (Event::SignedOff(SignOff { route: on_screen, ..sign_off() }), ON_SCREEN),
            (Event::SignedOff(SignOff { route: on_paper, mandate, ..sign_off() }), ON_PAPER),
            (Event::SignedOff(SignOff { route: e_contract, ..sign_off() }), E_CONTRACT),
            (Event::Closed { on: TODAY }, CLOSED),
        ];
        for (event, line) in golden {
            assert_eq!(serde_json::to_string(&event).unwrap(), line);
            assert!(line.starts_with(&format!(r#"{{"kind":"{}","#, event.kind())));
            let envelope = Envelope::new(stream(5), 1, at(TODAY), (Some(person(7)), None), Vec::new(), event);
            assert_eq!(Envelope::from_bytes(&envelope.to_bytes().unwrap()).unwrap(), envelope);
        }
    }

    const BEGUN: &str = r#"{"kind":"begun","data":{"edition":{"pack":"small","edition":"2026-11","sha256":"abababababababababababababababababababababababababababababababab"},"origin":{"how":"fresh"},"sections":{"effort-1":"00000000-0000-0000-0000-000000000001","effort-2":"00000000-0000-0000-0000-000000000002"}}}"#;
    const CLAIMED: &str = r#"{"kind":"begun","data":{"edition":{"pack":"small","edition":"2026-11","sha256":"abababababababababababababababababababababababababababababababab"},"origin":{"how":"claimed","reported_on":"2026-11-01","source":"sheet"},"sections":{"effort-1":"00000000-0000-0000-0000-000000000001"}}}"#;
    const ON_SCREEN: &str = r#"{"kind":"signed_off","data":{"route":{"how":"on_screen"},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":null}}"#;
    const ON_PAPER: &str = r#"{"kind":"signed_off","data":{"route":{"how":"on_paper","scan":{"id":"00000000-0000-0000-0000-000000000001","sha256":"0101010101010101010101010101010101010101010101010101010101010101"},"kept_where":{"id":"00000000-0000-0000-0000-000000000002","sha256":"0202020202020202020202020202020202020202020202020202020202020202"},"checked_by":"00000000-0000-0000-0000-000000000008"},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":{"scope":{"id":"00000000-0000-0000-0000-000000000004","sha256":"0404040404040404040404040404040404040404040404040404040404040404"},"until":"2027-03-31"}}}"#;
    const E_CONTRACT: &str = r#"{"kind":"signed_off","data":{"route":{"how":"e_contract","copy":{"id":"00000000-0000-0000-0000-000000000003","sha256":"0303030303030303030303030303030303030303030303030303030303030303"}},"by":"00000000-0000-0000-0000-000000000007","on":"2026-11-20","sections":{"00000000-0000-0000-0000-000000000001":3,"00000000-0000-0000-0000-000000000002":0},"content":"0101010101010101010101010101010101010101010101010101010101010101","mandate":null}}"#;
    const CLOSED: &str = r#"{"kind":"closed","data":{"on":"2026-11-20"}}"#;
}
