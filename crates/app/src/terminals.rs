//! The shared terminals of an organisation: set up, listed, ended, and whom they offer. How a PIN is compared stands in
//! `sign_in`.

use std::collections::BTreeMap;

use record::PersonId;
use store::models::MemberRow;
use uuid::Uuid;

pub use store::Terminal;

use crate::access::Action;
use crate::members::LISTED;
use crate::office::{Caller, Office, Refused};
use crate::sign_in::{Secret, Way};

/// Characters of the name of a terminal at most.
pub const NAME: usize = 60;

/// The shared terminals of an organisation.
#[derive(Debug, Clone)]
pub struct Terminals {
    /// The oldest first, those that ended too.
    pub rows: Vec<Terminal>,
    /// What those who set them up are called.
    pub names: BTreeMap<PersonId, String>,
}

impl Office {
    /// The terminals of the organisation the caller acts for.
    ///
    /// # Errors
    /// The caller may not.
    pub async fn terminals(&self, caller: Caller) -> Result<Terminals, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::TerminalList, Some(owner)).await?;
        let rows = tx.terminals(owner).await?;
        let names = tx.names_of(rows.iter().map(|row| row.made_by)).await?;
        Ok(Terminals { rows, names })
    }

    /// Makes a device a shared terminal of the organisation the caller acts for; gives the secret that it keeps.
    ///
    /// # Errors
    /// The caller may not, or has to confirm who they are first.
    pub async fn set_up_terminal(&self, caller: Caller, name: String) -> Result<Secret, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let secret = self.secret_for(&caller)?;
        let (office, action, token) = (self.clone(), Action::TerminalSetUp, secret.digest());
        let done = self.door.execute_once(caller.actor(), caller.once, move |act| {
            let (office, name) = (office.clone(), name.clone());
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let new = Terminal {
                    token,
                    id: act.id()?,
                    organisation: owner,
                    name,
                    made_by: caller.person,
                    created_at: act.at().recorded_at.as_microsecond(),
                    ended_at: None,
                };
                Ok(act.tx().add_terminal(&new).await?)
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await?;
        Ok(secret)
    }

    /// Ends the use of a terminal, and every session by PIN in its organisation: which of them stood at this one is
    /// not known. Ending twice is ending once.
    ///
    /// # Errors
    /// The caller may not, or there is no such terminal.
    pub async fn end_terminal(&self, caller: Caller, id: Uuid) -> Result<(), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (office, action) = (self.clone(), Action::TerminalEnd);
        let done = self.door.execute(caller.actor(), move |act| {
            let office = office.clone();
            Box::pin(async move {
                office.may(act, &caller, action, Some(owner)).await?;
                let now = act.at().recorded_at.as_microsecond();
                if !act.tx().end_terminal(owner, id, now).await? {
                    let known = act.tx().terminals(owner).await?.iter().any(|row| row.id == id);
                    return if known { Ok(()) } else { Err(Refused::NotThere) };
                }
                act.tx().end_sessions_for(owner, Way::Pin.word(), now).await?;
                Ok(())
            })
        });
        self.noting(&caller, action, Some(owner), done.await).await
    }

    /// Whom a terminal offers: those who have a PIN for it and are something in its organisation today, by name. They
    /// are shown on a device that keeps the terminal's secret, and nowhere else.
    ///
    /// # Errors
    /// The database failed.
    pub async fn terminal_people(&self, terminal: &Terminal) -> Result<Vec<(PersonId, String)>, Refused> {
        let mut tx = self.store().reader().await?;
        let with_pin = tx.people_with_pin(terminal.organisation).await?;
        let day = self.today().to_string();
        let there = |row: &MemberRow| row.roles_on(&day).next().is_some() || row.supports_on(&day);
        let rows = tx.members(terminal.organisation, LISTED).await?;
        let offered = rows.iter().filter(|row| there(row) && with_pin.contains(&row.person)).map(|row| row.person);
        let mut people: Vec<_> = tx.names_of(offered).await?.into_iter().collect();
        people.sort_by(|(_, one), (_, other)| one.cmp(other));
        Ok(people)
    }
}
