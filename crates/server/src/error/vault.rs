//! What keeps the vault from taking or giving a file, as a refusal, and how it is worded.

use app::Texts;
use app::evidence::Full;
use app::texts::arg;
use app::vault::VaultError;

use super::Refusal;

impl Refusal {
    /// What keeps the vault from taking or giving a file. What is wrong with the vault itself stands in the log as well.
    pub(super) fn of_vault(error: &VaultError) -> Self {
        match error {
            VaultError::TooLong { .. } => Self::TooLarge,
            error if error.is_no_room() => {
                tracing::error!(%error, "no file is taken: there is no room left");
                Self::NoRoom
            }
            VaultError::BrokenOff => Self::Rule("vault-broken-off".to_owned()),
            VaultError::Lost => Self::Rule("vault-lost".to_owned()),
            VaultError::NotThere | VaultError::Changed(_) | VaultError::Key(_) => {
                tracing::error!(%error, "a file in the vault is damaged");
                Self::Rule("vault-damaged".to_owned())
            }
            VaultError::File { .. } | VaultError::Objects(_) | VaultError::NotTaken { .. } | VaultError::Panicked => {
                tracing::error!(%error, "the vault cannot be reached");
                Self::NoVault
            }
        }
    }
}

/// Why the vault takes no more of an organisation, and what to do.
pub(super) fn said_of(texts: Texts, full: Full) -> String {
    let size = |bytes: u64| arg(texts.size(bytes));
    match full {
        Full::Kept { used, allowed } => {
            texts.with("refused-full-kept", &[("used", size(used)), ("allowed", size(allowed))])
        }
        Full::Waiting { waiting, allowed } => {
            texts.with("refused-full-waiting", &[("waiting", size(waiting)), ("allowed", size(allowed))])
        }
        Full::TooMany { waits, allowed } => {
            texts.with("refused-full-too-many", &[("waits", arg(waits)), ("allowed", arg(allowed))])
        }
    }
}
