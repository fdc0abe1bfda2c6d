//! What bodies are accredited for, as who runs the installation enters it from what the ministry has published. Whoever picks
//! a body for an application is told how it stands today.

use std::collections::BTreeMap;

use criteria::pack::bodies::Field as Area;
use criteria::pack::reference::Era;
use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::accreditation::{self, Accreditation, Command, Ending, Scope, Standing, Status};
use scheme::organisation::{self, Kind, Organisation};
use store::Tx;
use store::models::CertificationRow;
use uuid::Uuid;

use super::{Ruling, replayed};
use crate::access::Action;
use crate::dates;
use crate::door::{Act, DoorError, Loaded};
use crate::office::{Caller, Office, Refused};

/// The longest text of a field, in characters.
const LONGEST: usize = 400;
/// How many bodies are listed.
pub const LISTED: u32 = 200;

/// The form, as it was filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// 認定の番号; empty = not known.
    pub number: String,
    /// 業務の範囲 in the words of the source.
    pub scope: String,
    /// Codes of industries; empty = all.
    pub industries: String,
    /// Words of fields; empty = all.
    pub fields: Vec<String>,
    /// Only small and medium-sized enterprises.
    pub sme_only: bool,
    /// The first day.
    pub from: String,
    /// The last day.
    pub until: String,
    /// The word of the ending.
    pub ending: String,
    /// Who says so, and where.
    pub source: String,
}

/// What is done with the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Enters an accreditation.
    Enter,
    /// Renews one.
    Renew,
    /// Changes its scope.
    ChangeScope,
    /// Says that it ended.
    End,
}

impl Deed {
    /// Every deed with its word in forms.
    pub const ALL: [(&'static str, Self); 4] =
        [("enter", Self::Enter), ("renew", Self::Renew), ("scope", Self::ChangeScope), ("end", Self::End)];

    /// The deed with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == word).map(|(_, deed)| deed)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.into_iter().find(|(_, deed)| *deed == self).map_or("", |(word, _)| word)
    }

    fn has_scope(self) -> bool {
        matches!(self, Self::Enter | Self::ChangeScope)
    }

    fn has_last_day(self) -> bool {
        matches!(self, Self::Enter | Self::Renew)
    }
}

/// A field of the form that cannot be read; its name is that of its input.
pub type Wrong = &'static str;

/// A form that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    deed: Deed,
    number: Option<String>,
    scope: String,
    industries: Vec<String>,
    fields: Vec<Area>,
    sme_only: bool,
    from: Date,
    until: Date,
    ending: Ending,
    source: String,
}

/// Reads a form; `eras` for dates of the calendar of Japan.
///
/// # Errors
/// The names of all fields that cannot be read.
pub fn read(deed: Deed, filled: &Filled, eras: &[Era]) -> Result<Entry, Vec<Wrong>> {
    let mut wrong = Vec::new();
    let fits = |text: &str| !text.is_empty() && text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
    let scope = filled.scope.trim().to_owned();
    if deed.has_scope() && !fits(&scope) {
        wrong.push("scope");
    }
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | '、' | '，' | ';' | '・');
    let industries: Vec<String> = filled
        .industries
        .split(separators)
        .filter(|code| !code.is_empty())
        .map(|code| code.chars().map(narrow).collect())
        .collect();
    if deed.has_scope() && industries.iter().any(|code| !accreditation::is_industry(code)) {
        wrong.push("industries");
    }
    let from = dates::typed(eras, &filled.from);
    if from.is_none() {
        wrong.push("from");
    }
    let until = if deed.has_last_day() { dates::typed(eras, &filled.until) } else { from };
    if until.is_none() && deed.has_last_day() {
        wrong.push("until");
    }
    let ending = if deed == Deed::End { Ending::from_word(&filled.ending) } else { Some(Ending::Lapsed) };
    if ending.is_none() {
        wrong.push("ending");
    }
    let source = filled.source.trim().to_owned();
    if !fits(&source) {
        wrong.push("source");
    }
    let number = Some(filled.number.trim().to_owned()).filter(|number| !number.is_empty());
    if number.as_deref().is_some_and(|number| !fits(number)) {
        wrong.push("number");
    }
    let fields = filled.fields.iter().filter_map(|word| Area::from_word(word)).collect();
    match (from, until, ending) {
        (Some(from), Some(until), Some(ending)) if wrong.is_empty() => {
            let sme_only = filled.sme_only;
            Ok(Entry { deed, number, scope, industries, fields, sme_only, from, until, ending, source })
        }
        _ => Err(wrong),
    }
}

/// A letter or digit of the full width as one of the half width, upper case.
#[must_use]
pub fn narrow(c: char) -> char {
    let narrow = if ('\u{ff01}'..='\u{ff5e}').contains(&c) { char::from_u32(u32::from(c) - 0xfee0) } else { Some(c) };
    narrow.unwrap_or(c).to_ascii_uppercase()
}

/// An accreditation as it is shown.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its stream.
    pub stream: StreamId,
    /// What is known.
    pub status: Status,
    /// Its number; none = not known.
    pub number: Option<String>,
    /// Each scope in the words of its source, in the order of their days.
    pub scopes: Vec<(Date, String)>,
}

/// A body with what it is and was accredited for.
#[derive(Debug, Clone)]
pub struct Body {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name.
    pub name: String,
    /// Its accreditations, the newest last.
    pub accreditations: Vec<Known>,
    /// How it stands today.
    pub standing: Standing,
}

impl Office {
    /// The bodies that have an accreditation, by name.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn accredited_bodies(&self, caller: Caller) -> Result<Vec<Body>, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorAccreditations, None).await?;
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let rows = tx.certifications_owned(owner, Accreditation::KIND, (i64::MAX, Uuid::max()), LISTED).await?;
        let mut bodies = bodies(&mut tx, rows, self.today()).await?;
        bodies.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(bodies)
    }

    /// One body with its accreditations; it may have none yet.
    ///
    /// # Errors
    /// There is no such certification body, or the caller does not run the installation.
    pub async fn accredited_body(&self, caller: Caller, body: OrganisationId) -> Result<Body, Refused> {
        let mut tx = self.reader(&caller, Action::OperatorAccreditations, None).await?;
        let row = tx.organisation(body).await?.ok_or(Refused::NotThere)?;
        if !row.kinds.iter().any(|kind| kind == Kind::CertificationBody.word()) {
            return Err(Refused::NotThere);
        }
        let rows = tx.accreditations([body]).await?;
        let found = bodies(&mut tx, rows, self.today()).await?.pop();
        let none = || Body {
            id: body,
            name: row.name.unwrap_or_default(),
            accreditations: Vec::new(),
            standing: Standing::Unknown,
        };
        Ok(found.unwrap_or_else(none))
    }

    /// Enters an accreditation of a body, or what came of one.
    ///
    /// # Errors
    /// There is no such body, a rule refuses, or the caller does not run the installation.
    pub async fn enter_accreditation(
        &self,
        caller: Caller,
        body: OrganisationId,
        accreditation: Option<StreamId>,
        entry: Entry,
    ) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let id = self.door.random().id(self.door.clock().now()).map_err(DoorError::from)?;
        let fresh = StreamId(caller.once.map_or(id, |once| once.id(caller.person)));
        let (office, action) = (self.clone(), Action::OperatorAccreditations);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, entry) = (office.clone(), entry.clone());
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                let row = act.tx().organisation(body).await?.ok_or(Refused::NotThere)?;
                if !row.kinds.iter().any(|kind| kind == Kind::CertificationBody.word()) {
                    return Err(Ruling::of("accredited-is-a-body").into());
                }
                let stream = if entry.deed == Deed::Enter { fresh } else { accreditation.ok_or(Refused::NotThere)? };
                let mut loaded = act.load::<Accreditation>(owner, stream).await?;
                if loaded.status.record().is_some_and(|record| record.body != body) {
                    return Err(Refused::NotThere);
                }
                if loaded.version == 0 {
                    born(act, owner, &loaded).await?;
                }
                let command = command(act, (owner, body), &entry)?;
                act.decide(&mut loaded, command)?;
                Ok(())
            })
        });
        self.noting(&caller, action, None, done.await).await
    }
}

async fn born(act: &mut Act<'_>, owner: OrganisationId, loaded: &Loaded<Accreditation>) -> Result<(), Refused> {
    let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
    let birth = organisation::Command::NoteBirth { stream: loaded.stream(), kind: Accreditation::KIND.to_owned() };
    act.decide(&mut organisation, birth)?;
    Ok(())
}

fn command(
    act: &mut Act<'_>,
    (owner, body): (OrganisationId, OrganisationId),
    entry: &Entry,
) -> Result<Command, DoorError> {
    let Entry { deed, number, scope, industries, fields, sme_only, from, until, ending, source } = entry.clone();
    let source = act.text(owner, source)?;
    let scope = move |act: &mut Act<'_>| -> Result<Scope, DoorError> {
        Ok(Scope { text: act.text(owner, scope)?, industries, fields, sme_only })
    };
    Ok(match deed {
        Deed::Enter => {
            let number = number.map(|number| act.text(owner, number)).transpose()?;
            Command::Enter { body, number, scope: scope(act)?, from, until, source }
        }
        Deed::Renew => Command::Renew { from, until, source },
        Deed::ChangeScope => Command::ChangeScope { scope: scope(act)?, from, source },
        Deed::End => Command::End { ending, on: from, source },
    })
}

/// Bodies with their accreditations, from the rows of these.
pub(super) async fn bodies(tx: &mut Tx, rows: Vec<CertificationRow>, today: Date) -> Result<Vec<Body>, Refused> {
    let mut owners: BTreeMap<OrganisationId, Vec<StreamId>> = BTreeMap::new();
    for row in &rows {
        owners.entry(row.owner).or_default().push(row.stream);
    }
    let mut known: BTreeMap<OrganisationId, Vec<Known>> = BTreeMap::new();
    // One organisation runs the installation, so this is done once.
    for (owner, streams) in owners {
        let statuses = replayed::<Accreditation>(&tx.events_of(owner, streams).await?)?;
        let records = statuses.values().filter_map(|(status, _)| status.record());
        let named: Vec<Uuid> = records
            .flat_map(|record| {
                record.scopes.iter().map(|(_, scope)| scope.text.id.0).chain(record.number.map(|number| number.id.0))
            })
            .collect();
        let texts = tx.texts_of(owner, named).await?;
        let text = |id: record::Text| texts.get(&id.id.0).cloned().unwrap_or_default();
        for (stream, (status, _)) in &statuses {
            let Some(record) = status.record() else { continue };
            let scopes = record.scopes.iter().map(|(from, scope)| (*from, text(scope.text))).collect();
            let number = record.number.map(text);
            known.entry(record.body).or_default().push(Known {
                stream: *stream,
                status: status.clone(),
                number,
                scopes,
            });
        }
    }
    let ids: Vec<OrganisationId> = known.keys().copied().collect();
    let names = tx.organisations_named(ids).await?;
    let body = |(id, mut accreditations): (OrganisationId, Vec<Known>)| {
        accreditations.sort_by_key(|one| one.status.record().map(|record| record.from));
        let standing = accreditation::of_body(accreditations.iter().map(|one| &one.status), today);
        Body { id, name: names.get(&id).cloned().unwrap_or_default(), accreditations, standing }
    };
    Ok(known.into_iter().map(body).collect())
}
