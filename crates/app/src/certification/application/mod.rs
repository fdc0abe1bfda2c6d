//! A company's application for certification: written part by part, confirmed by the representative, submitted to a body.
//!
//! The page sends all parts at once; what says what stood there changes nothing. Which bodies can be asked, and what is
//! still missing, is told with it.

mod confirm;
mod told;

use std::collections::{BTreeMap, BTreeSet};

use criteria::edition::EditionId;
use criteria::pack::criteria::Criteria;
use criteria::text::Bilingual;
use protection::check::Check;
use record::{Aggregate as _, Digest, OrganisationId, PersonId, StreamId, Text};
use scheme::accreditation::Containment;
use scheme::application::{
    self, Advice, Application, Attached, Command, Content, Declared, Draft, Fields, Part, Place, Site, SiteId, Status,
};
use scheme::confirmation::Confirmation;
use scheme::organisation::{self, Organisation, Profile};
use store::Tx;
use store::models::CertificationRow;
use uuid::Uuid;

use super::accreditation::{Body, bodies};
use super::replayed;
use crate::access::{Access, Action};
use crate::door::{Act, DoorError, Loaded};
use crate::office::{Caller, Office, Refused};

pub(super) use confirm::{as_it_stands, represents};
pub use told::{AdviceTold, Filled, SiteTold, Told, Wrong, read};

/// The criteria that are applied for.
pub const CRITERIA: &str = "tics-h30";
/// How many applications a page lists.
pub const LISTED: u32 = 50;
/// How many bodies can be chosen from.
const BODIES: u32 = 500;

/// What a page about an application asks for.
const RIGHTS: [Action; 5] = [
    Action::ApplicationPrepare,
    Action::ApplicationConfirm,
    Action::ApplicationRegister,
    Action::ApplicationSubmit,
    Action::ApplicationRetract,
];

/// The applications of a company, what was touched last first.
#[derive(Debug, Clone)]
pub struct Applications {
    /// Each with what it says.
    pub listed: Vec<Listed>,
    /// What the bodies are called.
    pub names: BTreeMap<OrganisationId, String>,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
}

/// An application in a list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its row.
    pub row: CertificationRow,
    /// Which body is asked.
    pub body: Option<OrganisationId>,
    /// Where it stands.
    pub status: Status,
}

/// An application as it is shown.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Its stream.
    pub stream: StreamId,
    /// Its version.
    pub version: u32,
    /// Where it stands.
    pub status: Status,
    /// What is known of the company now.
    pub profile: Profile,
    /// Its texts by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
    /// The bodies there are, with whether their scope covers what is written.
    pub bodies: Vec<(Body, Option<Containment>)>,
    /// What the persons it names are called.
    pub names: BTreeMap<PersonId, String>,
    /// What would be confirmed now.
    pub digest: Option<Digest>,
    /// Its criteria.
    pub criteria: Option<&'static Criteria>,
    /// What its industry is called.
    pub industry: Option<&'static Bilingual>,
    /// What the reader may do.
    pub rights: BTreeMap<Action, Access>,
}

impl Shown {
    /// What it says.
    #[must_use]
    pub fn content(&self) -> Option<&Content> {
        match &self.status {
            Status::Draft(draft) => Some(&draft.content),
            Status::Submitted(snapshot) => Some(&snapshot.content),
            Status::Unbegun | Status::Retracted { .. } => None,
        }
    }

    /// What is missing before it can be confirmed.
    #[must_use]
    pub fn missing(&self) -> Vec<Place> {
        match &self.status {
            Status::Draft(draft) => draft.content.missing(&self.profile),
            Status::Unbegun | Status::Submitted(_) | Status::Retracted { .. } => Vec::new(),
        }
    }

    /// The confirmation of exactly what stands, also of what is known of the company.
    #[must_use]
    pub fn confirmation(&self) -> Option<&Confirmation> {
        match &self.status {
            Status::Draft(draft) => {
                draft.confirmation.as_ref().filter(|confirmation| Some(confirmation.content) == self.digest)
            }
            Status::Submitted(snapshot) => Some(&snapshot.confirmation),
            Status::Unbegun | Status::Retracted { .. } => None,
        }
    }

    /// A text; empty = none, or erased.
    #[must_use]
    pub fn text(&self, text: Option<Text>) -> &str {
        text.and_then(|text| self.texts.get(&text.id.0)).map_or("", String::as_str)
    }

    /// Whether the reader may do this, perhaps after confirming who they are.
    #[must_use]
    pub fn may(&self, action: Action) -> bool {
        self.rights.get(&action).is_some_and(|access| access.allowed || access.step_up)
    }
}

/// The texts that an application names.
#[must_use]
pub fn texts(content: &Content) -> Vec<Text> {
    let advice = match &content.advice {
        Some(Declared::Advices(list)) => list.iter().map(|advice| advice.who).collect(),
        Some(Declared::Nobody) | None => Vec::new(),
    };
    let sites = content.sites.values().flat_map(|site| [site.name, site.address]);
    content.scope.into_iter().chain(sites).chain(advice).collect()
}

fn content_of(status: &Status) -> Option<&Content> {
    match status {
        Status::Draft(draft) => Some(&draft.content),
        Status::Submitted(snapshot) => Some(&snapshot.content),
        Status::Unbegun | Status::Retracted { .. } => None,
    }
}

impl Office {
    /// The criteria that are applied for, in their newest edition.
    #[must_use]
    pub fn criteria(&self) -> Option<(&'static EditionId, &'static Criteria)> {
        self.catalogue.criteria(CRITERIA).map(|(pack, criteria)| (&pack.edition, criteria))
    }

    /// What the industry of an application is called.
    pub(super) fn industry_named(&self, content: &Content) -> Option<&'static Bilingual> {
        let code = content.industry?.to_string();
        let industries = &self.catalogue.industries()?.industries;
        industries.iter().find(|known| known.code == code).map(|known| &known.name)
    }

    /// The applications of the company the caller acts for.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn applications(&self, caller: Caller) -> Result<Applications, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::ApplicationView, Some(owner)).await?;
        let newest = (i64::MAX, Uuid::max());
        let rows = tx.certifications_owned(owner, Application::KIND, newest, LISTED).await?;
        let mut statuses = replayed::<Application>(&tx.events_in(owner, rows.iter().map(|row| row.stream)).await?)?;
        let listed: Vec<Listed> = rows
            .into_iter()
            .filter_map(|row| {
                let (status, _) = statuses.remove(&row.stream)?;
                Some(Listed { body: content_of(&status).and_then(|content| content.body), row, status })
            })
            .collect();
        let asked: BTreeSet<OrganisationId> = listed.iter().filter_map(|one| one.body).collect();
        let names = tx.organisations_named(asked).await?;
        Ok(Applications { listed, names, rights: self.rights(&caller, &roles, &RIGHTS) })
    }

    /// Begins an application.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn begin_application(&self, caller: Caller) -> Result<StreamId, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let id = self.door.random().id(self.door.clock().now()).map_err(DoorError::from)?;
        let stream = StreamId(caller.once.map_or(id, |once| once.id(caller.person)));
        let (office, action) = (self.clone(), Action::ApplicationPrepare);
        let criteria = self.criteria().map(|(edition, _)| application::Criteria(edition.clone()));
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, criteria) = (office.clone(), criteria.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
                let profile = organisation.status.registered().ok_or(Refused::NotThere)?.profile.clone();
                let mut loaded = act.load::<Application>(owner, stream).await?;
                let kind = Application::KIND.to_owned();
                act.decide(&mut organisation, organisation::Command::NoteBirth { stream, kind })?;
                act.decide(&mut loaded, Command::Begin { company: owner })?;
                // What is known already is not asked again.
                let industry = profile.main_industry;
                let parts = vec![Part::Criteria(criteria), Part::Industry(industry)];
                act.decide(&mut loaded, Command::Write { parts })?;
                Ok(stream)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// An application of the company the caller acts for.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn application(&self, caller: Caller, stream: StreamId) -> Result<Shown, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (mut tx, roles) = self.reader_as(&caller, Action::ApplicationView, Some(owner)).await?;
        let events = tx.events_in(owner, [stream]).await?;
        let (status, version) = replayed::<Application>(&events)?.remove(&stream).ok_or(Refused::NotThere)?;
        let profile = profile(&mut tx, owner).await?;
        let content = content_of(&status);
        let said = content.map(texts).unwrap_or_default();
        let of_profile = [Some(profile.name), profile.address].into_iter().flatten();
        let named: Vec<Uuid> = said.into_iter().chain(of_profile).map(|text| text.id.0).collect();
        let persons: Vec<PersonId> = confirmed_by(&status).into_iter().collect();
        let (names, texts) = tx.names_and_texts(owner, persons, named).await?;
        let wish = content.and_then(|content| content.wish(&profile));
        let rows = tx.every_accreditation(BODIES).await?;
        let mut bodies = bodies(&mut tx, rows, self.today()).await?;
        bodies.sort_by(|one, other| one.name.cmp(&other.name));
        let covered = |body: Body| {
            let coverage = wish.as_ref().map(|wish| body.standing.covers(wish));
            (body, coverage)
        };
        let digest = match &status {
            Status::Draft(draft) => draft.digest(&profile).ok(),
            Status::Unbegun | Status::Submitted(_) | Status::Retracted { .. } => None,
        };
        let edition = content.and_then(|content| content.criteria.as_ref());
        let criteria = edition.and_then(|edition| self.catalogue.criteria_of(&edition.0));
        let (bodies, rights) = (bodies.into_iter().map(covered).collect(), self.rights(&caller, &roles, &RIGHTS));
        let industry = content.and_then(|content| self.industry_named(content));
        Ok(Shown { stream, version, status, profile, texts, bodies, names, digest, criteria, industry, rights })
    }

    /// Writes what the form says. What stands already changes nothing.
    ///
    /// # Errors
    /// There is no such application, the caller may not, or a rule refuses.
    pub async fn write_application(&self, caller: Caller, stream: StreamId, told: Told) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let attached = match told.check {
            Some(check) => Some((check, self.check(caller, check).await?.content())),
            None => None,
        };
        let (office, action) = (self.clone(), Action::ApplicationPrepare);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, told) = (office.clone(), told.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut loaded = act.load::<Application>(owner, stream).await?;
                let Status::Draft(draft) = &loaded.status else { return Err(gone(&loaded)) };
                let draft = draft.clone();
                if let Some(body) = told.body {
                    let known = !act.tx().accreditations([body]).await?.is_empty();
                    if !known {
                        return Err(Refused::NotThere);
                    }
                }
                let attached = match attached {
                    Some((stream, content)) => {
                        let version = act.load::<Check>(owner, stream).await?.version;
                        Some(Attached { stream, version, content })
                    }
                    None => None,
                };
                let parts = parts(act, owner, &draft, told, attached).await?;
                act.decide(&mut loaded, Command::Write { parts })?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Gives an application up before it is submitted.
    ///
    /// # Errors
    /// There is no such application, it is submitted, or the caller may not.
    pub async fn retract_application(&self, caller: Caller, stream: StreamId) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::ApplicationRetract);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let mut loaded = act.load::<Application>(owner, stream).await?;
                if loaded.version == 0 {
                    return Err(Refused::NotThere);
                }
                act.decide(&mut loaded, Command::Retract { reason: None })?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }
}

/// Why an application that is no draft is not written: by the rule, unless there is none.
fn gone(loaded: &Loaded<Application>) -> Refused {
    match &loaded.status {
        Status::Unbegun | Status::Draft(_) => Refused::NotThere,
        Status::Submitted(snapshot) => application::Error::Submitted { on: snapshot.on }.into(),
        Status::Retracted { on } => application::Error::Retracted { on: *on }.into(),
    }
}

fn confirmed_by(status: &Status) -> Option<PersonId> {
    match status {
        Status::Draft(draft) => draft.confirmation.as_ref().map(|confirmation| confirmation.by),
        Status::Submitted(snapshot) => Some(snapshot.confirmation.by),
        Status::Unbegun | Status::Retracted { .. } => None,
    }
}

/// What is known of an organisation, from its own events.
async fn profile(tx: &mut Tx, owner: OrganisationId) -> Result<Profile, Refused> {
    let events = tx.events_of(owner, [owner.stream()]).await?;
    let (status, _) = replayed::<Organisation>(&events)?.remove(&owner.stream()).ok_or(Refused::NotThere)?;
    Ok(status.registered().ok_or(Refused::NotThere)?.profile.clone())
}

/// The parts of a form against what stands: a text that says the same stays the same text.
async fn parts(
    act: &mut Act<'_>,
    owner: OrganisationId,
    draft: &Draft,
    told: Told,
    attached: Option<Attached>,
) -> Result<Vec<Part>, Refused> {
    let content = &draft.content;
    let named: Vec<Uuid> = texts(content).iter().map(|text| text.id.0).collect();
    let stands = act.tx().texts_of(owner, named).await?;
    let mut text = |before: Option<Text>, body: String| -> Result<Text, DoorError> {
        match before.filter(|before| stands.get(&before.id.0) == Some(&body)) {
            Some(same) => Ok(same),
            None => act.text(owner, body),
        }
    };
    let scope = match told.scope {
        scope if scope.is_empty() => None,
        scope => Some(text(content.scope, scope)?),
    };
    let mut parts = vec![
        Part::Body(told.body),
        Part::Certification(told.certification),
        Part::Scope(scope),
        Part::Industry(told.industry),
        Part::Fields(told.fields.map(Fields)),
        Part::Staff(told.staff),
        Part::Forms(told.forms),
        Part::OwnCertificationBusiness(told.own_certification_business),
        Part::Check(attached),
        Part::Wishes(told.wishes),
    ];
    let mut next = draft.next_site;
    for SiteTold { id, name, address } in told.sites {
        let before = id.and_then(|id| content.sites.get(&id));
        let site = match name.is_empty() && address.is_empty() {
            true => None,
            false => Some(Site {
                name: text(before.map(|site| site.name), name)?,
                address: text(before.map(|site| site.address), address)?,
            }),
        };
        match (id, site) {
            (Some(id), site) => parts.push(Part::Site { id, site }),
            (None, Some(site)) => {
                parts.push(Part::Site { id: next, site: Some(site) });
                next = SiteId(next.0.saturating_add(1));
            }
            (None, None) => {}
        }
    }
    let declared = match told.advice {
        None => None,
        Some(list) if list.is_empty() => Some(Declared::Nobody),
        Some(list) => {
            let before = match &content.advice {
                Some(Declared::Advices(list)) => list.clone(),
                Some(Declared::Nobody) | None => Vec::new(),
            };
            let mut advices = Vec::new();
            for (at, AdviceTold { who, from, until }) in list.into_iter().enumerate() {
                let who = text(before.get(at).map(|advice| advice.who), who)?;
                advices.push(Advice { who, person: None, employer: None, from, until });
            }
            Some(Declared::Advices(advices))
        }
    };
    parts.push(Part::Advice(declared));
    Ok(parts)
}
