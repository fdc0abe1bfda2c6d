//! How the words of `criteria` are written in an event. Knows their form and no rule.
//!
//! An event stays readable for ever, so its form is promised here and not where the words are used: a change of
//! a type of `criteria` does not compile against these, or breaks a golden line.

use criteria::answers::Answer;
use criteria::edition::EditionId;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An edition: `{"pack":…,"edition":…,"sha256":…}`.
#[derive(Serialize, Deserialize)]
#[serde(remote = "EditionId")]
pub(crate) struct Edition {
    pack: String,
    edition: String,
    sha256: String,
}

/// An answer: its word.
pub(crate) mod answer {
    use super::{Answer, Deserialize, Deserializer, Serializer};
    use serde::de::Error;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    pub(crate) fn serialize<S: Serializer>(answer: &Answer, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(answer.word())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Answer, D::Error> {
        let word = String::deserialize(from)?;
        Answer::from_word(&word).ok_or_else(|| D::Error::custom(format!("`{word}` is no answer")))
    }
}

/// An answer or `null`.
pub(crate) mod optional_answer {
    use super::{Answer, Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize, Deserialize)]
    struct Word(#[serde(with = "super::answer")] Answer);

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
    pub(crate) fn serialize<S: Serializer>(answer: &Option<Answer>, to: S) -> Result<S::Ok, S::Error> {
        answer.map(Word).serialize(to)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Answer>, D::Error> {
        Ok(Option::<Word>::deserialize(from)?.map(|Word(answer)| answer))
    }
}
