//! Whether backups are taken, for who runs the installation. Knows what was noted; where they are kept is not known here.

use jiff::{SignedDuration, Timestamp};
use store::{TakenBackup, Tx};

use crate::access::Action;
use crate::office::{Caller, Office, Refused};

/// How many backups are listed.
const LISTED: u32 = 30;
/// After this long without one, who runs the installation is told: one night was missed. Ours.
const LATE: SignedDuration = SignedDuration::from_hours(48);

/// The backups that were taken.
#[derive(Debug, Clone)]
pub struct Backups {
    /// The newest first.
    pub taken: Vec<TakenBackup>,
    /// Whether the next one is late.
    pub late: bool,
}

impl Office {
    /// The backups that were taken, for who runs the installation.
    ///
    /// # Errors
    /// The caller does not run the installation.
    pub async fn backups(&self, caller: Caller) -> Result<Backups, Refused> {
        let taken = self.reader(&caller, Action::OperatorBackups, None).await?.backups(LISTED).await?;
        let late = late(taken.first(), self.door.clock().now());
        Ok(Backups { taken, late })
    }

    /// For who runs the installation, if the next backup is late: when the last one was taken, if there was any. In a sample
    /// nothing is worth one.
    pub(crate) async fn backup_due(&self, tx: &mut Tx, caller: &Caller) -> Result<Option<Option<i64>>, Refused> {
        let (access, _) = self.access(tx, caller, Action::OperatorBackups, None, self.today()).await?;
        if !access.allowed || tx.invented().await?.is_some() {
            return Ok(None);
        }
        let last = tx.backups(1).await?.pop();
        Ok(late(last.as_ref(), self.door.clock().now()).then(|| last.map(|last| last.taken_at)))
    }
}

fn late(last: Option<&TakenBackup>, now: Timestamp) -> bool {
    let before = now.saturating_sub(LATE).unwrap_or(now).as_microsecond();
    last.is_none_or(|last| last.taken_at < before)
}
