//! What was signed outside, as a form tells it: who, when, which file, where the original is kept.
//!
//! Knows how a form is read and what is wrong with it; who may sign is a rule of the use case.

use criteria::pack::reference::Era;
use jiff::civil::Date;
use record::{Digest, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{CODE, MandateTold};
use crate::dates;

/// The longest text of a field, in characters.
const LONGEST: usize = 200;

/// A file that was read once and not kept: what can be compared with it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Its name.
    pub name: String,
    /// What it is, by its bytes: `pdf`, `jpeg`, `png`, `tiff`, `zip`, `xml`.
    pub kind: String,
    /// How long it is.
    pub bytes: u64,
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
    /// Of an e-contract: the service, and how it names the contract.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contract: Option<(String, String)>,
}

impl Registered {
    /// What is told of a file; none where it is none that is taken.
    #[must_use]
    pub fn of(name: &str, bytes: &[u8]) -> Option<Self> {
        let kinds: [(&str, &[u8]); 8] = [
            ("pdf", b"%PDF-"),
            ("jpeg", b"\xff\xd8\xff"),
            ("png", b"\x89PNG\r\n\x1a\n"),
            ("tiff", b"II*\0"),
            ("tiff", b"MM\0*"),
            ("zip", b"PK\x03\x04"),
            ("xml", b"<?xml"),
            ("xml", b"\xef\xbb\xbf<?xml"),
        ];
        let (kind, _) = kinds.into_iter().find(|(_, start)| bytes.starts_with(start))?;
        let name = name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect();
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Some(Self { name, kind: kind.to_owned(), bytes: length, sha256: Digest::of(bytes), contract: None })
    }

    /// As it stands beside the record; the event has the salted digest of this.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// What a text says, if it is one of these.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    fn is_picture_of_paper(&self) -> bool {
        matches!(self.kind.as_str(), "pdf" | "jpeg" | "png" | "tiff")
    }
}

/// Where it was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outside {
    /// On paper.
    Paper {
        /// The scan.
        scan: Registered,
        /// Where the original is kept.
        kept_where: String,
    },
    /// With an e-contract service.
    EContract {
        /// The copy, with the service and how it names the contract.
        copy: Registered,
    },
}

/// A signature that was given outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Who signed.
    pub by: PersonId,
    /// When.
    pub signed_on: Date,
    /// Where, with what is registered of it.
    pub way: Outside,
    /// The mandate, if whoever signed is not the representative.
    pub mandate: Option<MandateTold>,
}

/// A field of the form, by its name in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// Who signed.
    By,
    /// When.
    SignedOn,
    /// The confirmation number on the paper.
    Code,
    /// The scan or copy.
    File,
    /// Where the original is kept.
    KeptWhere,
    /// The e-contract service.
    Service,
    /// How the service names the contract.
    Reference,
    /// What the mandate covers.
    MandateScope,
    /// Its last day.
    MandateUntil,
}

impl Field {
    /// Its name in the form.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::By => "by",
            Self::SignedOn => "signed_on",
            Self::Code => "code",
            Self::File => "file",
            Self::KeptWhere => "kept_where",
            Self::Service => "service",
            Self::Reference => "reference",
            Self::MandateScope => "mandate_scope",
            Self::MandateUntil => "mandate_until",
        }
    }
}

/// A form as it was filled.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filled {
    /// `paper` or `e-contract`.
    pub way: String,
    /// The other fields by their names.
    pub fields: Vec<(String, String)>,
}

impl Filled {
    /// What stands in a field.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).unwrap_or_default()
    }

    fn text(&self, field: Field, faults: &mut Vec<Field>) -> String {
        let text = self.value(field.name());
        if text.is_empty() || text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            faults.push(field);
        }
        text.to_owned()
    }

    /// The mandate, if the form tells one.
    fn mandate(&self, eras: &[Era], faults: &mut Vec<Field>) -> Option<MandateTold> {
        let told = [Field::MandateScope, Field::MandateUntil].iter().any(|field| !self.value(field.name()).is_empty());
        told.then(|| {
            let scope = self.text(Field::MandateScope, faults);
            let until = dates::typed(eras, self.value(Field::MandateUntil.name()));
            let until = until.unwrap_or_else(|| {
                faults.push(Field::MandateUntil);
                Date::MIN
            });
            MandateTold { scope, until }
        })
    }
}

/// Reads the mandate of a form that tells nothing else.
///
/// # Errors
/// Every field that cannot be read.
pub fn read_mandate(filled: &Filled, eras: &[Era]) -> Result<Option<MandateTold>, Vec<Field>> {
    let mut faults = Vec::new();
    let mandate = filled.mandate(eras, &mut faults);
    if faults.is_empty() { Ok(mandate) } else { Err(faults) }
}

/// Reads a form; `content` is of what the check shows now, `file` the name and bytes of the file, `eras` for dates.
///
/// # Errors
/// Every field that cannot be read, or does not fit.
pub fn read(filled: &Filled, content: Digest, file: (&str, &[u8]), eras: &[Era]) -> Result<Signature, Vec<Field>> {
    let mut faults = Vec::new();
    let by = filled.value(Field::By.name()).parse::<Uuid>();
    if by.is_err() {
        faults.push(Field::By);
    }
    let signed_on = dates::typed(eras, filled.value(Field::SignedOn.name()));
    if signed_on.is_none() {
        faults.push(Field::SignedOn);
    }
    let typed: String = filled.value(Field::Code.name()).chars().filter(char::is_ascii_hexdigit).collect();
    if typed.len() != CODE || !content.to_string().starts_with(&typed.to_lowercase()) {
        faults.push(Field::Code);
    }
    let paper = filled.way != "e-contract";
    let registered = Registered::of(file.0, file.1).filter(|file| !paper || file.is_picture_of_paper());
    if registered.is_none() {
        faults.push(Field::File);
    }
    let way = match paper {
        true => {
            let kept_where = filled.text(Field::KeptWhere, &mut faults);
            registered.map(|scan| Outside::Paper { scan, kept_where })
        }
        false => {
            let contract = Some((filled.text(Field::Service, &mut faults), filled.text(Field::Reference, &mut faults)));
            registered.map(|copy| Outside::EContract { copy: Registered { contract, ..copy } })
        }
    };
    let mandate = filled.mandate(eras, &mut faults);
    match (by, signed_on, way) {
        (Ok(by), Some(signed_on), Some(way)) if faults.is_empty() => {
            Ok(Signature { by: PersonId(by), signed_on, way, mandate })
        }
        _ => Err(faults),
    }
}
