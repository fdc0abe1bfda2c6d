//! How the words of `criteria` are written in an event. Knows their form and no rule.

use criteria::edition::EditionId;
use serde::{Deserialize, Serialize};

/// An edition: `{"pack":…,"edition":…,"sha256":…}`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "EditionId")]
pub(crate) struct Edition {
    pack: String,
    edition: String,
    sha256: String,
}
