//! Files that came are kept as evidence: named, with the day they are of.

use criteria::pack::reference::Era;
use jiff::civil::Date;
use protection::evidence::{self, Class, Command, Error, Evidence, File, Keeping, Period, Reason};
use record::{Aggregate as _, OrganisationId, PersonId, StreamId};
use scheme::organisation::{self, Organisation};

use super::Upload;
use crate::access::Action;
use crate::dates;
use crate::door::{Act, DoorError, Loaded};
use crate::office::{Caller, Office, Refused};

/// The longest title, in characters.
const TITLE: usize = 120;

/// The form, as it was filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// What it is called.
    pub title: String,
    /// The day it is of, or the first one.
    pub from: String,
    /// The last one; may be empty.
    pub until: String,
    /// The word of its class; empty = ordinary.
    pub class: String,
    /// The last day of a sensitive paper.
    pub keep_until: String,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// What it is called.
    Title,
    /// The day it is of, or the first one.
    From,
    /// The last one.
    Until,
    /// How it is treated.
    Class,
    /// The last day of a sensitive paper.
    KeepUntil,
    /// Its files.
    Files,
}

impl Field {
    /// Its name in forms and in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::From => "from",
            Self::Until => "until",
            Self::Class => "class",
            Self::KeepUntil => "keep_until",
            Self::Files => "files",
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    /// No title, one that is too long, or one of several lines.
    Title,
    /// No day that can be read.
    Day,
    /// A day to come.
    Later,
    /// A last day before the first.
    Before,
    /// No class there is.
    Class,
    /// No last day for a sensitive paper, or one that is over or too far.
    KeepUntil,
    /// A last day for something else.
    KeepNothing,
    /// No file.
    NoFile,
}

impl Wrong {
    /// Its word, as texts name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Day => "day",
            Self::Later => "later",
            Self::Before => "before",
            Self::Class => "class",
            Self::KeepUntil => "keep-until",
            Self::KeepNothing => "keep-nothing",
            Self::NoFile => "no-file",
        }
    }
}

/// What a form says of evidence, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Described {
    title: String,
    class: Class,
    period: Period,
    keep_until: Option<Date>,
}

impl Described {
    /// Something of a case, of one day.
    pub(super) fn exhibit(title: String, day: Date) -> Self {
        Self { title, class: Class::Exhibit, period: Period { from: day, until: None }, keep_until: None }
    }

    /// Whether it is of a sensitive class.
    #[must_use]
    pub fn is_sensitive(&self) -> bool {
        self.class == Class::Sensitive
    }
}

/// Reads a form; `eras` for dates of the calendar of Japan.
///
/// # Errors
/// Every field that cannot be read, or does not fit.
pub fn read(filled: &Filled, eras: &[Era], today: Date) -> Result<Described, Vec<(Field, Wrong)>> {
    let mut faults = Vec::new();
    let title = filled.title.trim();
    if title.is_empty() || title.chars().count() > TITLE || title.chars().any(char::is_control) {
        faults.push((Field::Title, Wrong::Title));
    }
    let from = dates::typed(eras, &filled.from);
    if from.is_none() {
        faults.push((Field::From, Wrong::Day));
    }
    let mut optional = |text: &str, field: Field| {
        let day = dates::typed(eras, text);
        if day.is_none() && !text.trim().is_empty() {
            faults.push((field, Wrong::Day));
        }
        day
    };
    let until = optional(&filled.until, Field::Until);
    let keep_until = optional(&filled.keep_until, Field::KeepUntil);
    let class =
        if filled.class.trim().is_empty() { Some(Class::Ordinary) } else { Class::from_word(filled.class.trim()) };
    if class.is_none() {
        faults.push((Field::Class, Wrong::Class));
    }
    let (Some(from), Some(class), true) = (from, class, faults.is_empty()) else { return Err(faults) };
    let period = Period { from, until };
    match evidence::days(class, &period, keep_until, today) {
        Ok(()) => Ok(Described { title: title.to_owned(), class, period, keep_until }),
        Err(Error::EndsBefore { .. }) => Err(vec![(Field::Until, Wrong::Before)]),
        Err(Error::Later { .. }) => Err(vec![(if until.is_some() { Field::Until } else { Field::From }, Wrong::Later)]),
        Err(_) if class == Class::Ordinary => Err(vec![(Field::KeepUntil, Wrong::KeepNothing)]),
        Err(_) => Err(vec![(Field::KeepUntil, Wrong::KeepUntil)]),
    }
}

/// The files as the event names them; their names are kept beside the record.
fn files(
    act: &mut Act<'_>,
    owner: OrganisationId,
    evidence: StreamId,
    uploads: &[Upload],
) -> Result<Vec<File>, DoorError> {
    let one = |upload: &Upload| {
        let name = act.text(owner, upload.name.clone())?;
        let Upload { kind, bytes, sha256, object, .. } = upload.clone();
        // Evidence that is discarded takes its objects with it: each is named by one alone.
        act.reserve("object", object.to_string(), evidence);
        Ok(File { name, kind, bytes, sha256, object })
    };
    uploads.iter().map(one).collect()
}

/// How long the files of a piece of evidence are together.
pub(super) fn bytes(kept: &Loaded<Evidence>) -> u64 {
    kept.status.kept().map_or(0, |kept| kept.files.iter().map(|(file, ..)| file.bytes).sum())
}

impl Office {
    /// Keeps what came as evidence of the organisation the caller acts for.
    ///
    /// # Errors
    /// The caller may not, or a rule refuses.
    pub async fn keep_evidence(
        &self,
        caller: Caller,
        described: Described,
        uploads: Vec<Upload>,
    ) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let id = self.door.random().id(self.door.clock().now()).map_err(DoorError::from)?;
        // The same request a second time means the same evidence.
        let stream = StreamId(caller.once.map_or(id, |once| once.id(caller.person)));
        let action = if described.is_sensitive() { Action::EvidenceSensitive } else { Action::EvidenceKeep };
        let (office, given) = (self.clone(), std::sync::Arc::new((described, uploads)));
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, given) = (office.clone(), given.clone());
            Box::pin(async move {
                let (described, uploads) = &*given;
                office.may(act, &caller, Action::EvidenceKeep, Some(owner)).await?;
                office.may(act, &caller, action, Some(owner)).await?;
                office.keep_for(act, (owner, stream), caller.person, described, uploads).await?;
                Ok(stream)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Keeps what came under `stream`; the right was asked.
    pub(super) async fn keep_for(
        &self,
        act: &mut Act<'_>,
        (owner, stream): (OrganisationId, StreamId),
        by: PersonId,
        described: &Described,
        uploads: &[Upload],
    ) -> Result<(), Refused> {
        let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
        let mut kept = act.load::<Evidence>(owner, stream).await?;
        let birth = organisation::Command::NoteBirth { stream, kind: Evidence::KIND.to_owned() };
        act.decide(&mut organisation, birth)?;
        let title = act.text(owner, described.title.clone())?;
        let files = files(act, owner, stream, uploads)?;
        let Described { class, period, keep_until, .. } = *described;
        let keeping = Keeping { title, class, period, keep_until, by, files };
        act.decide(&mut kept, Command::Keep(Box::new(keeping)))?;
        self.named(act, owner, 0, &kept).await?;
        self.to_stamp(act, owner, stream, kept.version).await?;
        Ok(())
    }

    /// Adds what came to evidence that is kept. What stands there already changes nothing.
    ///
    /// # Errors
    /// There is none that the caller may see, they may not add to it, or a rule refuses.
    pub async fn add_files(&self, caller: Caller, evidence: StreamId, uploads: Vec<Upload>) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let action = self.class_of(&caller, owner, evidence).await?;
        let (office, uploads) = (self.clone(), std::sync::Arc::new(uploads));
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, uploads) = (office.clone(), uploads.clone());
            Box::pin(async move {
                office.may(act, &caller, Action::EvidenceKeep, Some(owner)).await?;
                office.may(act, &caller, action, Some(owner)).await?;
                let mut kept = act.load::<Evidence>(owner, evidence).await?;
                let (before, files) = (bytes(&kept), files(act, owner, evidence, &uploads)?);
                if act.decide(&mut kept, Command::Add { by: caller.person, files })? > 0 {
                    office.to_stamp(act, owner, evidence, kept.version).await?;
                }
                office.named(act, owner, before, &kept).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Discards evidence: its files go from the vault, and what they were stays in the record.
    ///
    /// # Errors
    /// There is none that the caller may see, or they may not.
    pub async fn discard_evidence(&self, caller: Caller, evidence: StreamId, reason: Reason) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        self.class_of(&caller, owner, evidence).await?;
        let (office, action) = (self.clone(), Action::EvidenceDiscard);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                discard(act, owner, evidence, reason).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await?;
        self.forget_files(owner, evidence).await
    }

    /// What working with this evidence asks for: more if it is sensitive. What the caller may not see is not there.
    async fn class_of(&self, caller: &Caller, owner: OrganisationId, evidence: StreamId) -> Result<Action, Refused> {
        let mut tx = self.reader(caller, Action::EvidenceView, Some(owner)).await?;
        let row = tx.evidence(owner, evidence).await?.ok_or(Refused::NotThere)?;
        if row.class == Class::Ordinary.word() {
            return Ok(Action::EvidenceKeep);
        }
        // What belongs to a case is there alone.
        if row.class == Class::Exhibit.word() {
            return Err(Refused::NotThere);
        }
        let (access, _) = self.access(&mut tx, caller, Action::EvidenceSensitive, Some(owner), self.today()).await?;
        if access.allowed { Ok(Action::EvidenceSensitive) } else { Err(Refused::NotThere) }
    }

    /// Takes the files of evidence that was discarded out of the vault. What cannot be taken now goes at night.
    pub(super) async fn forget_files(&self, owner: OrganisationId, evidence: StreamId) -> Result<(), Refused> {
        let files = self.store().reader().await?.evidence_files(owner, evidence).await?;
        let objects = self.vault()?.objects();
        // Each object is named by one piece of evidence alone: see `files`.
        for file in files.iter().filter(|file| !file.there) {
            if let Err(error) = objects.remove(file.object).await {
                tracing::warn!(%error, "a file that was discarded stays in the vault until tonight");
                break;
            }
        }
        Ok(())
    }
}

/// Discards evidence in this command.
pub(super) async fn discard(
    act: &mut Act<'_>,
    owner: OrganisationId,
    evidence: StreamId,
    reason: Reason,
) -> Result<(), Refused> {
    let mut kept = act.load::<Evidence>(owner, evidence).await?;
    act.decide(&mut kept, Command::Discard { reason })?;
    Ok(())
}
