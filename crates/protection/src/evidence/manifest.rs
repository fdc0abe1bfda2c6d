//! The manifest of a piece of evidence: what is stamped, so that a time stamp is one of all its files.
//!
//! Canonical JSON (RFC 8785): members stand in the order of their names, without spaces; numbers are whole and below 2^53.
//! Its bytes never change, and whoever has it needs nothing of ours to compare a file with it. The nonce keeps anybody who
//! sees a digest of a manifest from guessing what is in it: only that digest ever leaves.

use record::Digest;
use serde::{Deserialize, Serialize};

/// By what a reader knows which form it is.
pub const FORMAT: &str = "mamori-manifest-1";

/// What is stamped. The fields stand in the order in which they are written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The id of the evidence.
    pub evidence: String,
    /// Its files, in the order in which they came.
    pub files: Vec<Line>,
    /// The stamp before this one, whose proof this one carries on; none = it is the first.
    pub follows: Option<Follows>,
    /// [`FORMAT`].
    pub format: String,
    /// 32 bytes drawn for this manifest, in hexadecimal digits.
    pub nonce: Digest,
}

/// A file in a manifest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// How long it is.
    pub bytes: u64,
    /// What it was called; none = the name was erased before.
    pub name: Option<String>,
    /// SHA-256 of what came.
    pub sha256: Digest,
}

/// The stamp before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Follows {
    /// SHA-256 of its manifest.
    pub manifest: Digest,
    /// SHA-256 of its token.
    pub token: Digest,
}

impl Manifest {
    /// The manifest of these files.
    #[must_use]
    pub fn new(evidence: String, files: Vec<Line>, follows: Option<Follows>, nonce: [u8; 32]) -> Self {
        Self { evidence, files, follows, format: FORMAT.to_owned(), nonce: Digest(nonce) }
    }

    /// Its bytes, the same for ever.
    #[must_use]
    pub fn text(&self) -> String {
        // Texts, whole numbers and lists of them always serialise.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bytes_of_a_manifest_never_change_and_are_canonical() {
        let line = |n: u8, name: Option<&str>| Line {
            bytes: 10_737_418_240,
            name: name.map(str::to_owned),
            sha256: Digest([n; 32]),
        };
        let files = vec![line(1, Some("図面 \"A\"\\1\u{8}\u{1f}\u{7f}/é𠮷.pdf")), line(2, None)];
        let follows = Follows { manifest: Digest([3; 32]), token: Digest([4; 32]) };
        let manifest = Manifest::new("00000000-0000-0000-0000-000000000009".to_owned(), files, Some(follows), [5; 32]);
        let hex = |byte: &str| byte.repeat(32);
        let expected = format!(
            r#"{{"evidence":"00000000-0000-0000-0000-000000000009","files":[{{"bytes":10737418240,"name":"図面 \"A\"\\1\b\u001f{}/é𠮷.pdf","sha256":"{}"}},{{"bytes":10737418240,"name":null,"sha256":"{}"}}],"follows":{{"manifest":"{}","token":"{}"}},"format":"mamori-manifest-1","nonce":"{}"}}"#,
            '\u{7f}',
            hex("01"),
            hex("02"),
            hex("03"),
            hex("04"),
            hex("05")
        );
        assert_eq!(manifest.text(), expected);
        assert_eq!(serde_json::from_str::<Manifest>(&expected).unwrap(), manifest);
        // RFC 8785 sorts members by their names; so does a map that is sorted.
        let sorted: std::collections::BTreeMap<String, serde_json::Value> = serde_json::from_str(&expected).unwrap();
        assert_eq!(serde_json::to_string(&sorted).unwrap().len(), expected.len());
        let names: Vec<&str> = sorted.keys().map(String::as_str).collect();
        assert_eq!(names, ["evidence", "files", "follows", "format", "nonce"]);
    }
}
