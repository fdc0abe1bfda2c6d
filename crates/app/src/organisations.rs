//! Organisations: registering one with its first member, changing what is known of it, finding it.

use criteria::pack::industries::Industries;
use record::{Aggregate as _, Digest, Envelope, OrganisationId, Text};
use scheme::member::{self, Member, Role};
use scheme::organisation::{self, Basis, Change, Checked, Command, Input, Organisation, Profile, Size};
use scheme::sme::{self, SmeAnswer};

pub use store::models::{Found, Named, OrganisationRow, Page};

use crate::access::Action;
use crate::door::{Act, DoorError, Loaded};
use crate::industry::{Search, search_picked};
use crate::office::{Caller, Office, Refused};
use crate::operating::{self, Runs};

/// What may exist once: the corporate number of an organisation.
pub const CORPORATE_NUMBER: &str = "corporate-number";
/// The pack of industries and their limits.
const INDUSTRIES: &str = "industries";
/// How many organisations a page of a search has.
pub const FOUND: u32 = 20;

/// A size class with what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct SizeShown {
    /// As it stands in the record.
    pub size: Size,
    /// The reasoning.
    pub answer: SmeAnswer,
    /// Whether the figures are still those it was worked out from.
    pub current: bool,
}

/// The industry somebody typed: a code, perhaps with its name behind it, a name, a word, and perhaps one picked among
/// what was found. Empty = none.
///
/// # Errors
/// What was found leaves no one industry.
pub fn typed_industry<'a>(industries: &'a Industries, typed: &str, picked: &str) -> Result<String, Search<'a>> {
    let typed = typed.trim();
    if typed.is_empty() {
        return Ok(String::new());
    }
    // As the form shows it: 「E26 生産用機械器具製造業」. A pick is of what was typed, so it goes first.
    let code = typed.split_whitespace().next().filter(|_| picked.is_empty());
    if let Some(known) = code.and_then(|code| industries.industry(code)) {
        return Ok(known.code.clone());
    }
    match search_picked(industries, typed, picked) {
        Search::Taken(industry) => Ok(industry.code.clone()),
        found => Err(found),
    }
}

impl Office {
    /// Registers an organisation; the caller becomes its first member, with the role that manages members.
    ///
    /// # Errors
    /// A field cannot be read, the corporate number is another's, or the caller may not.
    pub async fn register(&self, caller: Caller, input: &Input) -> Result<OrganisationId, Refused> {
        self.register_as(caller, input, Runs::Nothing).await
    }

    /// The same, and perhaps it runs the installation from now on.
    ///
    /// # Errors
    /// As [`Office::register`]; or one runs it already, or the caller did not set it up.
    pub async fn register_as(&self, caller: Caller, input: &Input, runs: Runs) -> Result<OrganisationId, Refused> {
        let checked = organisation::check(input).map_err(Refused::Input)?;
        let (office, action) = (self.clone(), Action::OrganisationRegister);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, checked) = (office.clone(), checked.clone());
            Box::pin(async move {
                office.may(act, &caller, action, None).await?;
                if runs == Runs::TheInstallation {
                    office.may(act, &caller, Action::OperatorBegin, None).await?;
                }
                office.register_in(act, &caller, &checked, runs).await
            })
        });
        self.noting(&caller, action, None, done.await).await
    }

    async fn register_in(
        &self,
        act: &mut Act<'_>,
        caller: &Caller,
        checked: &Checked,
        runs: Runs,
    ) -> Result<OrganisationId, Refused> {
        let mut organisation = self.begin_in(act, checked).await?;
        let id = OrganisationId(organisation.stream().0);
        let mut roles = Role::of_founder(&checked.kinds);
        if runs == Runs::TheInstallation {
            operating::begin_in(act, &mut organisation)?;
            roles.insert(Role::Operator);
        }
        let stream = id.member(caller.person);
        let birth = Command::NoteBirth { stream, kind: Member::KIND.to_owned() };
        act.decide(&mut organisation, birth)?;
        let mut member = act.load::<Member>(id, stream).await?;
        let kinds = checked.kinds.clone();
        act.decide(&mut member, member::Command::Found { person: caller.person, roles, kinds })?;
        Ok(id)
    }

    /// An organisation that nobody is a member of yet.
    pub(crate) async fn begin_in(&self, act: &mut Act<'_>, checked: &Checked) -> Result<Loaded<Organisation>, Refused> {
        let id = OrganisationId(act.id()?);
        let mut profile = profile(act, id, checked)?;
        profile.size = self.size(&profile, act);
        let number = profile.corporate_number;
        let mut organisation = act.load::<Organisation>(id, id.stream()).await?;
        act.decide(&mut organisation, Command::Register(Box::new(profile)))?;
        if let Some(number) = number {
            act.reserve(CORPORATE_NUMBER, number.to_string(), id.stream());
        }
        Ok(organisation)
    }

    /// Changes what is known of the organisation the caller acts for. What stays the same is no event.
    ///
    /// # Errors
    /// A field cannot be read, the corporate number is another's, or the caller may not.
    pub async fn describe(&self, caller: Caller, input: &Input) -> Result<(), Refused> {
        self.describe_seen(caller, input, None).await
    }

    /// The same, if what is known is still what the caller [`seen`].
    ///
    /// # Errors
    /// As [`Office::describe`]; or something else is known by now.
    pub async fn describe_seen(&self, caller: Caller, input: &Input, seen: Option<Digest>) -> Result<(), Refused> {
        let checked = organisation::check(input).map_err(Refused::Input)?;
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::OrganisationDescribe);
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, checked) = (office.clone(), checked.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                office.describe_in(act, &caller, owner, &checked, seen).await
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    async fn describe_in(
        &self,
        act: &mut Act<'_>,
        caller: &Caller,
        owner: OrganisationId,
        checked: &Checked,
        seen_before: Option<Digest>,
    ) -> Result<(), Refused> {
        let mut organisation = act.load::<Organisation>(owner, owner.stream()).await?;
        let shown = act.tx().organisation(owner).await?.ok_or(Refused::NotThere)?;
        if seen_before.is_some_and(|before| before != seen(&shown)) {
            return Err(Refused::Seen);
        }
        let before = organisation.status.registered().ok_or(Refused::NotThere)?.profile.clone();
        let changes = self.changes(act, owner, &before, &shown, checked)?;
        if checked.corporate_number != before.corporate_number {
            self.may(act, caller, Action::OrganisationNumber, Some(owner)).await?;
            if let Some(number) = before.corporate_number {
                act.release(CORPORATE_NUMBER, number.to_string(), owner.stream());
            }
            if let Some(number) = checked.corporate_number {
                act.reserve(CORPORATE_NUMBER, number.to_string(), owner.stream());
            }
        }
        act.decide(&mut organisation, Command::Describe(changes))?;
        for kind in checked.kinds.difference(&before.kinds) {
            act.decide(&mut organisation, Command::AddKind(*kind))?;
        }
        for kind in before.kinds.difference(&checked.kinds) {
            act.decide(&mut organisation, Command::DropKind(*kind))?;
        }
        Ok(())
    }

    /// The fields that differ from what is shown; a text that did not change keeps its digest.
    fn changes(
        &self,
        act: &mut Act<'_>,
        owner: OrganisationId,
        before: &Profile,
        shown: &OrganisationRow,
        checked: &Checked,
    ) -> Result<Vec<Change>, DoorError> {
        let mut changes = vec![
            Change::CorporateNumber(checked.corporate_number),
            Change::Prefecture(checked.prefecture),
            Change::MainIndustry(checked.main_industry),
            Change::Capital(checked.capital),
            Change::Employees(checked.employees),
        ];
        if shown.name.as_deref() != Some(&checked.name) {
            changes.push(Change::Name(act.text(owner, checked.name.clone())?));
        }
        if shown.reading != checked.reading {
            changes.push(Change::Reading(optional(act, owner, checked.reading.as_ref())?));
        }
        if shown.address != checked.address {
            changes.push(Change::Address(optional(act, owner, checked.address.as_ref())?));
        }
        let after = Profile {
            kinds: checked.kinds.clone(),
            main_industry: checked.main_industry,
            capital: checked.capital,
            employees: checked.employees,
            ..before.clone()
        };
        if !after.size_is_current() {
            changes.push(Change::Size(self.size(&after, act)));
        }
        Ok(changes)
    }

    /// The size class of a profile, with what it rests on; none where employees or industry are not told.
    fn size(&self, profile: &Profile, act: &Act<'_>) -> Option<Size> {
        let pack = self.catalogue.pack(INDUSTRIES)?;
        let answer = sme::classify(&profile.business(None)?, self.catalogue.industries()?);
        Some(Size {
            class: answer.class,
            sector: answer.sector,
            basis: Basis {
                capital: profile.capital,
                employees: profile.employees?,
                main_industry: profile.main_industry?,
                industries: pack.edition.sha256.parse().ok()?,
            },
            on: act.at().today,
        })
    }

    /// What is known of the organisation the caller acts for.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn organisation(&self, caller: Caller) -> Result<OrganisationRow, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::OrganisationView, Some(owner)).await?;
        tx.organisation(owner).await?.ok_or(Refused::NotThere)
    }

    /// The size class of the organisation the caller acts for as it was worked out, with the reasoning; none = it was
    /// not, because employees or industry are not told.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn size_shown(&self, caller: Caller) -> Result<Option<SizeShown>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::OrganisationView, Some(owner)).await?;
        let events = tx.events(owner, owner.stream()).await?;
        let events: Vec<organisation::Event> = events
            .iter()
            .filter_map(|stored| Some(Envelope::<organisation::Event>::from_bytes(&stored.bytes).ok()?.event))
            .collect();
        let status = Organisation::replay(&events);
        let Some(profile) = status.registered().map(|registered| &registered.profile) else { return Ok(None) };
        let (Some(size), Some(industries)) = (&profile.size, self.catalogue.industries()) else { return Ok(None) };
        // The reasoning is that of the figures it rests on, whatever has changed since.
        let basis = &size.basis;
        let of_basis = Profile {
            capital: basis.capital,
            employees: Some(basis.employees),
            main_industry: Some(basis.main_industry),
            ..profile.clone()
        };
        let Some(business) = of_basis.business(None) else { return Ok(None) };
        let answer = sme::classify(&business, industries);
        Ok(Some(SizeShown { size: size.clone(), answer, current: profile.size_is_current() }))
    }

    /// Organisations whose name holds `text`.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn find(&self, caller: Caller, text: &str, page: &Page) -> Result<Found, Refused> {
        self.find_some(caller, text, page, FOUND).await
    }

    /// The same, at most `limit`.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn find_some(&self, caller: Caller, text: &str, page: &Page, limit: u32) -> Result<Found, Refused> {
        let mut tx = self.reader(&caller, Action::OrganisationSearch, None).await?;
        Ok(tx.find_organisations(text, page, limit).await?)
    }

    /// Organisations that may be the one that is about to be registered.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn alike(&self, caller: Caller, name: &str, number: Option<&str>) -> Result<Vec<Named>, Refused> {
        let mut tx = self.reader(&caller, Action::OrganisationSearch, None).await?;
        Ok(tx.same_organisations(name, number).await?)
    }
}

/// What was seen of an organisation: its digest names it when it is changed.
#[must_use]
pub fn seen(row: &OrganisationRow) -> Digest {
    Digest::of(format!("{row:?}").as_bytes())
}

fn profile(act: &mut Act<'_>, owner: OrganisationId, checked: &Checked) -> Result<Profile, DoorError> {
    let mut texts: Vec<(String, Text)> = Vec::new();
    for body in [Some(&checked.name), checked.reading.as_ref(), checked.address.as_ref()].into_iter().flatten() {
        texts.push((body.clone(), act.text(owner, body.clone())?));
    }
    let mut texts = texts.into_iter();
    // `profile` keeps its texts in the same order.
    let first = texts.next().map(|(_, text)| text).ok_or(DoorError::Receipt)?;
    let mut next = Some(first);
    Ok(checked.profile(|_| next.take().or_else(|| texts.next().map(|(_, text)| text)).unwrap_or(first)))
}

fn optional(act: &mut Act<'_>, owner: OrganisationId, body: Option<&String>) -> Result<Option<Text>, DoorError> {
    body.map(|body| act.text(owner, body.clone())).transpose()
}
