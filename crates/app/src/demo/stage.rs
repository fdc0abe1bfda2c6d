//! How the sample comes to be: a clock that goes through the past, and the use cases as people call them.

use std::net::IpAddr;

use criteria::answers::Answer;
use criteria::sheet::marks;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use record::{Digest, OrganisationId, PersonId, StreamId};
use scheme::member::{Offer, Role};
use scheme::organisation::Input;
use uuid::Uuid;

use super::people::Someone;
use super::{NotFilled, names};
use crate::checks::Given;
use crate::clock::Clock;
use crate::door::Door;
use crate::evidence::{Filled, read};
use crate::installation::Installation;
use crate::members::{Change, Email, Invited, MadeInvitation};
use crate::office::{Caller, Office, Refused};
use crate::operating::Runs;
use crate::sign_in::{Secret, Visitor};

/// Minutes between two things that happen on one day.
const PAUSE: i64 = 4;

/// An organisation of the sample.
pub(super) struct Sample {
    /// Words of its kinds.
    pub(super) kinds: &'static [&'static str],
    /// Name, with 「（架空）」 where it does not say so itself.
    pub(super) name: &'static str,
    /// Its reading.
    pub(super) reading: &'static str,
    /// Address: a place that there is not, in a prefecture that there is.
    pub(super) address: &'static str,
    /// Code of the prefecture.
    pub(super) prefecture: &'static str,
    /// Code of the main industry; empty = not told.
    pub(super) industry: &'static str,
    /// Capital in yen; empty = not told.
    pub(super) capital: &'static str,
    /// Regular employees; empty = not told.
    pub(super) employees: &'static str,
}

impl Sample {
    /// What its founder types. No corporate number: every one with a right check digit may be somebody's.
    fn input(&self) -> Input {
        Input {
            kinds: self.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            corporate_number: String::new(),
            name: self.name.to_owned(),
            reading: self.reading.to_owned(),
            address: self.address.to_owned(),
            prefecture: self.prefecture.to_owned(),
            main_industry: self.industry.to_owned(),
            capital: self.capital.to_owned(),
            employees: self.employees.to_owned(),
        }
    }
}

/// The clock, the use cases, and the password of everybody.
pub(super) struct Stage<'i> {
    installation: &'i Installation,
    password: &'i str,
    now: Timestamp,
    at: Timestamp,
}

impl<'i> Stage<'i> {
    pub(super) fn new(installation: &'i Installation, password: &'i str, now: Timestamp) -> Self {
        Self { installation, password, now, at: now }
    }

    /// It is so many days before today, at this hour in Japan.
    pub(super) fn days_ago(&mut self, days: i64, hour: i8) {
        let tokyo = TimeZone::fixed(jiff::tz::offset(9));
        let day = self.today() - days.days();
        let at = day.at(hour, 7, 0, 0).to_zoned(tokyo).map_or(self.now, |zoned| zoned.timestamp());
        self.at = at.min(self.now);
    }

    /// It is so many minutes before now.
    pub(super) fn minutes_ago(&mut self, minutes: i64) {
        self.at = self.now - SignedDuration::from_mins(minutes);
    }

    /// The day on which the sample is filled.
    fn today(&self) -> Date {
        Clock::Fixed(self.now).today()
    }

    /// So many days from today.
    pub(super) fn day_in(&self, days: i64) -> Date {
        self.today() + days.days()
    }

    /// The use cases, at the time it is; a while passes until the next.
    pub(super) fn office(&mut self) -> Office {
        let office = self.installation.office.clone();
        let door = Door::new(office.store().clone(), Clock::Fixed(self.at), office.door.random().clone());
        self.at = (self.at + SignedDuration::from_mins(PAUSE)).min(self.now);
        office.through(door)
    }

    /// A fresh id.
    pub(super) fn id(&self) -> Result<Uuid, NotFilled> {
        Ok(self.installation.office.door.random().id(self.at)?)
    }

    /// The day it is.
    pub(super) fn on(&self) -> Date {
        Clock::Fixed(self.at).today()
    }

    /// Gives a person the password.
    pub(super) async fn known(&self, person: PersonId, someone: &Someone) -> Result<(), NotFilled> {
        Ok(self.installation.sign_in.set_password(person, self.password, &names(someone), self.at).await?)
    }

    /// Registers an organisation.
    pub(super) async fn register(&mut self, founder: PersonId, sample: &Sample) -> Result<Caller, NotFilled> {
        let organisation = self.office().register(as_(founder, None), &sample.input()).await?;
        Ok(as_(founder, Some(organisation)))
    }

    /// Registers the organisation that runs the installation.
    pub(super) async fn register_operator(&mut self, founder: PersonId, sample: &Sample) -> Result<Caller, NotFilled> {
        let input = sample.input();
        let organisation = self.office().register_as(as_(founder, None), &input, Runs::TheInstallation).await?;
        Ok(as_(founder, Some(organisation)))
    }

    /// Somebody who is not here yet comes by an invitation of the operator's, registers an organisation, and is no
    /// member of the operator's any more.
    pub(super) async fn founder(
        &mut self,
        operator: &Caller,
        someone: &Someone,
        sample: &Sample,
    ) -> Result<Caller, NotFilled> {
        let guest = self.member(*operator, someone, Role::Viewer).await?;
        let founder = self.register(guest.person, sample).await?;
        self.office().leave(guest).await?;
        Ok(founder)
    }

    /// Invites somebody by mail address.
    pub(super) async fn invite(
        &mut self,
        by: Caller,
        someone: &Someone,
        offer: Offer,
    ) -> Result<MadeInvitation, NotFilled> {
        let email = Email { shown: someone.email.to_owned(), folded: someone.email.to_owned() };
        Ok(self.office().invite(by, invited(someone, Some(email), offer)).await?)
    }

    /// Invites somebody on paper.
    pub(super) async fn invite_on_paper(
        &mut self,
        by: Caller,
        someone: &Someone,
        offer: Offer,
    ) -> Result<MadeInvitation, NotFilled> {
        Ok(self.office().invite(by, invited(someone, None, offer)).await?)
    }

    /// Somebody is invited in a role, accepts and chooses the password.
    pub(super) async fn member(&mut self, by: Caller, someone: &Someone, role: Role) -> Result<Caller, NotFilled> {
        let made = self.invite(by, someone, Offer::Roles([role].into())).await?;
        self.accept(someone, &made).await
    }

    /// An invitation is accepted: by its link with a first password, or by somebody who signs in here already.
    pub(super) async fn accept(&mut self, someone: &Someone, made: &MadeInvitation) -> Result<Caller, NotFilled> {
        let (office, sign_in) = (self.office(), &self.installation.sign_in);
        let open = office.invitation(&made.token).await?;
        let open = office.accept(&made.token, open.known.then_some(made.person)).await?;
        if !open.known {
            self.known(made.person, someone).await?;
            let secret = Secret::read(&made.token).ok_or(Refused::NotThere)?;
            let address = IpAddr::from([127, 0, 0, 1]);
            let visitor = Visitor { address, device: None, session: None, words: String::new() };
            let opened = sign_in.by_invitation(&secret, &visitor, self.at).await?;
            sign_in.sign_out(&opened.secret, self.at).await?;
        }
        Ok(as_(made.person, Some(open.organisation)))
    }

    /// Changes what a member may do.
    pub(super) async fn change(&mut self, by: Caller, member: &Caller, change: Change) -> Result<(), NotFilled> {
        Ok(self.office().change_member(by, member.person, change).await?)
    }

    /// Answers one item for the first time.
    pub(super) async fn answer(
        &mut self,
        by: Caller,
        check: StreamId,
        item: &str,
        mark: char,
        note: &str,
    ) -> Result<u32, NotFilled> {
        self.answer_again(by, check, item, mark, note, 0).await
    }

    /// Answers one item that has an answer of this version.
    pub(super) async fn answer_again(
        &mut self,
        by: Caller,
        check: StreamId,
        item: &str,
        mark: char,
        note: &str,
        base: u32,
    ) -> Result<u32, NotFilled> {
        let given = Given { item: item.to_owned(), answer: answer(mark), note: note.to_owned(), base };
        Ok(self.office().answer(by, check, given, None).await?)
    }

    /// Keeps files of these names and contents as evidence.
    pub(super) async fn keep(
        &mut self,
        by: Caller,
        filled: &Filled,
        files: &[(&str, &'static str)],
    ) -> Result<(), NotFilled> {
        let office = self.office();
        let mut uploads = Vec::new();
        for (name, content) in files {
            let body = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(content.as_bytes())]);
            uploads.push(office.receive(by, name, body).await?);
        }
        let described = read(filled, &[], self.on()).map_err(|_| Refused::NotThere)?;
        office.keep_evidence(by, described, uploads).await?;
        Ok(())
    }

    /// The representative confirms a check as it stands.
    pub(super) async fn sign_off(&mut self, by: Caller, check: StreamId) -> Result<(), NotFilled> {
        let office = self.office();
        let seen = office.check(by, check).await?.versions();
        let content = serde_json::to_vec(&seen).map_err(|_| Refused::NotThere)?;
        Ok(office.sign_off(by, check, seen, Digest::of(&content)).await?)
    }
}

/// Somebody who acts, having shown who they are.
pub(super) fn as_(person: PersonId, acting_for: Option<OrganisationId>) -> Caller {
    Caller::new(person, acting_for, Uuid::nil()).stepped_up()
}

/// The answer of a mark: ○ △ × −, and nothing for a space.
pub(super) fn answer(mark: char) -> Option<Answer> {
    marks::answer(&mark.to_string())
}

fn invited(someone: &Someone, email: Option<Email>, offer: Offer) -> Invited {
    Invited {
        name: someone.name.to_owned(),
        reading: Some(someone.reading.to_owned()),
        email,
        offer,
        language: someone.language.to_owned(),
    }
}
