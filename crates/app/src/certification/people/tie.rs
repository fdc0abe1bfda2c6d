//! What ties the people of a body to the client of a case: entered, ended, struck, and taken over from what the company declared.
//!
//! The entries stand with the company, and every body whose client it is reads them of its own people. What was said in an entry,
//! and who may end or strike it, is the affair of the body that entered it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use record::{OrganisationId, PersonId, StreamId, Text};
use scheme::application::{self, Advice};
use scheme::case::Status as CaseStatus;
use scheme::partiality::{Bar, Command, Entry, Event, Interest, Partiality, Status, Through, Tie};
use store::{HistoryRow, StoreError, Tx};
use uuid::Uuid;

use super::{CaseHead, enveloped, member_of, replayed, roles_of, ties_in};
use crate::access::Action;
use crate::certification::Ruling;
use crate::certification::case::loaded;
use crate::door::{Act, Loaded};
use crate::members::LISTED;
use crate::office::{Caller, Office, Refused};

/// What can be entered, by its word in the form. What was advised in a case is recorded there.
pub const WORDS: [&str; 8] =
    ["advice", "employer_advice", "internal_audit", "employment", "financial", "family", "business", "other"];

/// The tie with this word.
#[must_use]
pub fn tie_of(word: &str) -> Option<Tie> {
    let advice = |through| Tie::Advice { through, employer: None, case: None };
    match word {
        "advice" => Some(advice(Through::Person)),
        "employer_advice" => Some(advice(Through::Employer)),
        "internal_audit" => Some(Tie::InternalAudit { case: None }),
        "employment" => Some(Tie::Employment),
        other => Interest::from_word(other).map(|interest| Tie::Interest { interest }),
    }
}

/// The word of a tie.
#[must_use]
pub fn word_of(tie: Tie) -> &'static str {
    match tie {
        Tie::Advice { through: Through::Person, .. } => "advice",
        Tie::Advice { through: Through::Employer, .. } => "employer_advice",
        Tie::InternalAudit { .. } => "internal_audit",
        Tie::Employment => "employment",
        Tie::Interest { interest } => interest.word(),
    }
}

/// A form on ties, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TieTold {
    /// Something ties a person.
    Enter {
        /// Who.
        person: PersonId,
        /// What.
        tie: Tie,
        /// The first day.
        from: Date,
        /// The last day; none where it goes on.
        until: Option<Date>,
        /// Who says so and where.
        source: String,
    },
    /// What went on is over.
    End {
        /// Who.
        person: PersonId,
        /// The number of the entry.
        entry: u32,
        /// Its last day.
        until: Date,
        /// Who says so and where.
        source: String,
    },
    /// An entry was a mistake.
    Strike {
        /// Who.
        person: PersonId,
        /// The number of the entry.
        entry: u32,
        /// Why.
        reason: String,
    },
    /// Who gave an advice that the company declared is this person.
    Declared {
        /// The place of the advice in the declaration, from 0.
        place: usize,
        /// Who.
        person: PersonId,
    },
}

/// An entry as it is shown.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its number.
    pub number: u32,
    /// What stands in it.
    pub entry: Entry,
    /// Until when it bars the person, and how strictly; none = it was struck.
    pub bar: Option<Bar>,
    /// Whether this body entered it: then it says what was said, and ends or strikes it.
    pub own: bool,
    /// Who entered it, if somebody of this body did.
    pub by: Option<PersonId>,
    /// When.
    pub at: Timestamp,
    /// Who says that it is over, if this body recorded that.
    pub ended: Option<Text>,
}

/// Somebody of the body with what ties them to the client.
#[derive(Debug, Clone)]
pub struct Tied {
    /// Who.
    pub person: PersonId,
    /// The words of the roles held today; empty = not with the body today.
    pub roles: Vec<String>,
    /// Everything that was entered, the first first.
    pub known: Vec<Known>,
}

/// An advice that the company declared in its application.
#[derive(Debug, Clone)]
pub struct Declared {
    /// Its place in the declaration, from 0.
    pub place: usize,
    /// What was declared.
    pub advice: Advice,
    /// Of whom the body has entered it.
    pub entered: Vec<PersonId>,
}

/// What ties the people of a body to the client of a case.
#[derive(Debug, Clone)]
pub struct Ties {
    /// The case.
    pub head: CaseHead,
    /// The people of the body.
    pub people: Vec<Tied>,
    /// What the company declared; none = it says that nobody advised it.
    pub declared: Vec<Declared>,
    /// Texts by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
}

impl Ties {
    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }
}

/// What the company declared of earlier advice.
fn declaration(status: &CaseStatus) -> &[Advice] {
    match status.kept().and_then(|file| file.snapshot.content.advice.as_ref()) {
        Some(application::Declared::Advices(list)) => list,
        Some(application::Declared::Nobody) | None => &[],
    }
}

/// The entries of the guard streams among these events, by their streams.
pub(super) fn known(
    events: &[HistoryRow],
    body: OrganisationId,
    head: &CaseHead,
) -> Result<BTreeMap<StreamId, Vec<Known>>, StoreError> {
    let envelopes = enveloped::<Partiality>(events)?;
    let mut found = BTreeMap::new();
    for (stream, (status, _)) in replayed::<Partiality>(events)? {
        let bars = status.counting(&[], &head.rules);
        let mut entries: BTreeMap<u32, Known> = BTreeMap::new();
        for envelope in envelopes.iter().filter(|envelope| envelope.stream == stream) {
            let ours = envelope.acting_for == Some(body);
            match &envelope.event {
                Event::Entered { entry: number, .. } => {
                    let Some(entry) = status.entries.get(number) else { continue };
                    let (number, bar) = (*number, bars.iter().find(|bar| bar.entry == *number).copied());
                    let (by, at) = (envelope.by.filter(|_| ours), envelope.recorded_at);
                    let shown = Known { number, entry: entry.clone(), bar, own: ours, by, at, ended: None };
                    entries.insert(number, shown);
                }
                Event::Ended { entry, source, .. } => {
                    if let Some(known) = entries.get_mut(entry).filter(|_| ours) {
                        known.ended = Some(*source);
                    }
                }
                Event::Struck { .. } => {}
            }
        }
        found.insert(stream, entries.into_values().collect());
    }
    Ok(found)
}

/// The texts of an entry that its body may read.
fn texts(known: &Known) -> Vec<Text> {
    let own = [Some(known.entry.source), known.entry.struck, known.ended];
    own.into_iter().flatten().filter(|_| known.own).collect()
}

impl Office {
    /// The people of the body of a case with what ties them to its client.
    ///
    /// # Errors
    /// There is no such case of the caller's body, or the caller may not.
    pub async fn ties(&self, caller: Caller, case: StreamId) -> Result<Ties, Refused> {
        let only = (Action::CompetenceView, Action::CompetenceView);
        let (mut tx, head) = self.head(&caller, case, only).await?;
        let (body, company, today) = (head.row.owner, head.company, self.today());
        let members = tx.members(body, LISTED).await?;
        let events = tx.guards(company, members.iter().map(|row| row.person)).await?;
        let mut entries = known(&events, body, &head)?;
        let mut people = Vec::new();
        for row in &members {
            let (roles, known) = (roles_of(row, today), entries.remove(&company.guard(row.person)).unwrap_or_default());
            if !roles.is_empty() || !known.is_empty() {
                people.push(Tied { person: row.person, roles, known });
            }
        }
        let declared = declaration(&head.status).iter().enumerate().map(|(place, advice)| {
            let says = |known: &Known| known.entry.struck.is_none() && is_declared(&known.entry, advice);
            let of = people.iter().filter(|tied| tied.known.iter().any(says)).map(|tied| tied.person);
            Declared { place, advice: advice.clone(), entered: of.collect() }
        });
        let declared: Vec<Declared> = declared.collect();
        let (names, texts) = named(&mut tx, company, &people, &declared).await?;
        let name = |person: PersonId| names.get(&person).cloned().unwrap_or_default();
        people
            .sort_by_cached_key(|tied| (tied.known.is_empty(), tied.roles.is_empty(), name(tied.person), tied.person));
        Ok(Ties { head, people, declared, texts, names })
    }

    /// Enters, ends or strikes what ties somebody of the body of a case to its client.
    ///
    /// # Errors
    /// There is nobody or nothing like that, a rule refuses, or the caller may not.
    pub async fn record_tie(&self, caller: Caller, case: StreamId, told: TieTold) -> Result<(), Refused> {
        self.in_case(caller, case, Action::CompetenceRecord, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                let company = row.party.ok_or(Refused::NotThere)?;
                match told {
                    TieTold::Enter { person, tie, from, until, source } => {
                        member_of(act, row.owner, person).await?;
                        let source = act.text(company, source)?;
                        enter(act, company, person, Command::Enter { tie, from, until, source }).await
                    }
                    TieTold::Declared { place, person } => {
                        member_of(act, row.owner, person).await?;
                        let (_, case) = loaded(act, row.owner, row.stream).await?;
                        let advice = declaration(&case.status).get(place).ok_or(Refused::NotThere)?;
                        let tie = Tie::Advice { through: Through::Person, employer: advice.employer, case: None };
                        // The company's own words are the source: they stand in a text of the company already.
                        let (from, until, source) = (advice.from, advice.until, advice.who);
                        enter(act, company, person, Command::Enter { tie, from, until, source }).await
                    }
                    TieTold::End { person, entry, until, source } => {
                        let mut ties = own_entry(act, (row.owner, company), person, entry).await?;
                        let source = act.text(company, source)?;
                        act.decide(&mut ties, Command::End { entry, until, source })?;
                        Ok(())
                    }
                    TieTold::Strike { person, entry, reason } => {
                        let mut ties = own_entry(act, (row.owner, company), person, entry).await?;
                        let reason = act.text(company, reason)?;
                        act.decide(&mut ties, Command::Strike { entry, reason })?;
                        Ok(())
                    }
                }
            })
        })
        .await
    }
}

/// Whether an entry says what the company declared.
fn is_declared(entry: &Entry, advice: &Advice) -> bool {
    let same = (entry.from, entry.until) == (advice.from, advice.until);
    entry.source == advice.who || (same && matches!(entry.tie, Tie::Advice { .. }))
}

async fn named(
    tx: &mut Tx,
    company: OrganisationId,
    people: &[Tied],
    declared: &[Declared],
) -> Result<(BTreeMap<PersonId, String>, BTreeMap<Uuid, String>), StoreError> {
    let shown = || people.iter().flat_map(|tied| &tied.known);
    let persons: BTreeSet<PersonId> =
        people.iter().map(|tied| tied.person).chain(shown().filter_map(|known| known.by)).collect();
    let said = shown().flat_map(texts).chain(declared.iter().map(|declared| declared.advice.who));
    let said: BTreeSet<Uuid> = said.map(|text| text.id.0).collect();
    tx.names_and_texts(company, persons, said).await
}

/// Enters a tie; the first one of a person and company begins their stream. Its birth is not noted with the company: whose guard it
/// is follows from its id, and what a body enters of its own people is not told there.
pub(in crate::certification) async fn enter(
    act: &mut Act<'_>,
    company: OrganisationId,
    person: PersonId,
    command: Command,
) -> Result<(), Refused> {
    let mut ties = ties_in(act, company, person).await?;
    act.decide(&mut ties, command)?;
    Ok(())
}

/// What ties a person, if this body entered that entry. Another body's is not there for it.
async fn own_entry(
    act: &mut Act<'_>,
    (body, company): (OrganisationId, OrganisationId),
    person: PersonId,
    entry: u32,
) -> Result<Loaded<Partiality>, Refused> {
    let ties = ties_in(act, company, person).await?;
    let events = act.tx().guards(company, [person]).await?;
    let own = enveloped::<Partiality>(&events)?.into_iter().any(|envelope| {
        let entered = matches!(envelope.event, Event::Entered { entry: number, .. } if number == entry);
        entered && envelope.acting_for == Some(body)
    });
    if own { Ok(ties) } else { Err(Refused::NotThere) }
}

/// Until when nobody may audit after an advice, as the guard of the two says it: what is shown beside the advice.
pub(super) fn advised_in(status: &Status, head: &CaseHead) -> Vec<Bar> {
    let bars = status.counting(&[], &head.rules);
    bars.into_iter().filter(|bar| bar.tie.case() == Some(head.row.stream)).collect()
}

/// Refuses an adviser who is none today.
pub(super) fn no_adviser() -> Refused {
    Ruling::of("advises-as-adviser").into()
}
