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

/// Fields as a list of their words.
pub(crate) mod fields {
    use criteria::pack::bodies::Field;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    pub(crate) fn serialize<S: Serializer>(fields: &[Field], to: S) -> Result<S::Ok, S::Error> {
        fields.serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<Field>, D::Error> {
        let words: Vec<String> = Vec::deserialize(from)?;
        let field = |word: String| Field::from_word(&word).ok_or_else(|| D::Error::custom("no field of a scope"));
        words.into_iter().map(field).collect()
    }
}
