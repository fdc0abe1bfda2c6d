//! What somebody finds on their desk: the deadlines that come next, who waits for them, and what their organisation can
//! do here now. Asked of the other use cases; nothing is decided here.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::PersonId;
use scheme::member::Role;
use scheme::organisation::Kind;

use crate::access::{Action, Role as Held};
use crate::certification::waiting::{self, Waits};
use crate::checks::{CheckPage, LISTED, ListedCheck};
use crate::deadlines::Deadline;
use crate::office::{Caller, Office, Refused, roles};
use crate::storage::Amiss;

/// How many deadlines stand on the page.
const NEXT: usize = 3;

/// What stands on somebody's desk.
#[derive(Debug, Clone)]
pub struct Desk {
    /// What the organisation is.
    pub kinds: Vec<Kind>,
    /// Its checks, the newest first; none = the reader may see none.
    pub checks: Option<Vec<ListedCheck>>,
    /// The deadlines that come next, those that are over first; none = the reader may see none.
    pub deadlines: Option<Vec<Deadline>>,
    /// What waits for the reader.
    pub waiting: Vec<Waiting>,
    /// How many members there are; none = the reader may not see them.
    pub members: Option<usize>,
    /// Whether the reader may see the history.
    pub history: bool,
}

/// Something that waits for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Waiting {
    /// An invitation of another organisation; the link that was sent leads to it.
    Invitation {
        /// What it is called.
        organisation: Option<String>,
        /// Until when: microseconds since 1970, UTC.
        until: i64,
    },
    /// Keys of the installation of which nobody has noted that there is a copy in a safe place.
    Safekeeping {
        /// How many.
        keys: usize,
    },
    /// A backup of the installation: the next one is late.
    Backup {
        /// When the last one was taken: microseconds since 1970, UTC; none = there was none.
        last: Option<i64>,
    },
    /// Something is wrong with the vault.
    Vault(Amiss),
    /// Something in a certification case.
    Case(Waits),
    /// A check to be confirmed (確認・記名).
    Confirmation {
        /// Its place in the list.
        check: usize,
        /// Who asked for it last and when, as far as the name is not erased.
        asked: Option<(Option<String>, Date)>,
    },
}

impl Office {
    /// What stands on the caller's desk in the organisation they act for. What they may not see is left out, and that is
    /// no refusal.
    ///
    /// # Errors
    /// The caller acts for no organisation, or the database failed.
    pub async fn desk(&self, caller: Caller) -> Result<Desk, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let (today, now) = (self.today(), self.door.clock().now().as_microsecond());
        let mut tx = self.store().reader().await?;
        let mut may = BTreeSet::new();
        let mut held = BTreeSet::new();
        for action in [Action::CheckView, Action::DeadlineView, Action::MemberList, Action::HistoryView] {
            let (access, row) = self.access(&mut tx, &caller, action, Some(owner), today).await?;
            held = roles(row.as_ref(), today);
            if access.allowed {
                may.insert(action);
            }
        }
        let kinds = tx.organisation(owner).await?.map(|row| row.kinds).unwrap_or_default();
        let kinds: Vec<Kind> = kinds.iter().filter_map(|kind| Kind::from_word(kind)).collect();
        let own: Vec<Role> = held
            .iter()
            .filter_map(|role| match role {
                Held::Held(role) => Some(*role),
                Held::Supporter | Held::SignedIn => None,
            })
            .collect();
        let mut cases = Vec::new();
        if own.iter().any(|role| matches!(role, Role::Executive | Role::ProtectionManager | Role::Staff)) {
            cases.extend(waiting::of_company(&mut tx, owner, today).await?);
        }
        if kinds.contains(&Kind::CertificationBody) {
            cases.extend(waiting::of_body(&mut tx, owner, &caller, &own).await?);
        }
        let invited: Vec<_> = tx.memberships(caller.person).await?;
        let open = |at: &i64| now < *at;
        let invited: Vec<_> = invited.iter().filter(|row| row.standing == "invited").collect();
        let invited: Vec<_> =
            invited.iter().filter_map(|row| Some((row.organisation, row.expires_at.filter(open)?))).collect();
        let named = tx.organisations_named(invited.iter().map(|(organisation, _)| *organisation)).await?;
        let members = if may.contains(&Action::MemberList) {
            let rows = tx.members(owner, crate::members::LISTED).await?;
            Some(rows.iter().filter(|row| row.standing == "member").count())
        } else {
            None
        };
        let (keys, amiss, backup) = match held.contains(&Held::Held(Role::Operator)) {
            true => (
                self.keys_without_copy(&mut tx, &caller).await?,
                self.vault_amiss(&mut tx, &caller).await?,
                self.backup_due(&mut tx, &caller).await?,
            ),
            false => (0, Amiss::default(), None),
        };
        drop(tx);
        let page = match may.contains(&Action::CheckView) {
            true => Some(self.checks_before(caller, None, LISTED).await?),
            false => None,
        };
        let deadlines = if may.contains(&Action::DeadlineView) {
            Some(self.deadlines(caller).await?.list.into_iter().take(NEXT).collect())
        } else {
            None
        };
        let mut waiting: Vec<Waiting> = invited
            .into_iter()
            .map(|(organisation, until)| Waiting::Invitation { organisation: named.get(&organisation).cloned(), until })
            .collect();
        if keys > 0 {
            waiting.push(Waiting::Safekeeping { keys });
        }
        waiting.extend(backup.map(|last| Waiting::Backup { last }));
        if amiss.anything() {
            waiting.push(Waiting::Vault(amiss));
        }
        waiting.extend(cases.into_iter().map(Waiting::Case));
        if held.contains(&Held::Held(Role::Executive)) {
            waiting.extend(page.iter().flat_map(|page| to_confirm(page, caller.person)));
        }
        let checks = page.map(|page| page.checks);
        Ok(Desk { kinds, checks, deadlines, waiting, members, history: may.contains(&Action::HistoryView) })
    }
}

/// The checks that wait for a confirmation by this person: open, not confirmed as they stand, and answered to the end or
/// asked for.
fn to_confirm(page: &CheckPage, person: PersonId) -> impl Iterator<Item = Waiting> {
    let waits = move |(at, check): (usize, &ListedCheck)| {
        let whole = check.score.as_ref().is_some_and(|score| score.coverage.answered == score.coverage.items);
        let asked = check.asked.iter().rfind(|asking| asking.of.contains(&person));
        let waits = (whole || asked.is_some()) && check.row.closed_on.is_none() && check.signed != Some(true);
        let asked = asked.map(|asking| (page.names.get(&asking.by).cloned(), asking.on));
        waits.then_some(Waiting::Confirmation { check: at, asked })
    };
    page.checks.iter().enumerate().filter_map(waits)
}
