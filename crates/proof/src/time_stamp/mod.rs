//! Time stamps by an outside authority (RFC 3161, RFC 5816): what it is asked, what it answers, and whether that holds.
//!
//! Whoever has some bytes asks an authority with their digest alone. The authority signs the digest together with its own
//! time; anybody with its certificates can check that for as long as the signer's certificate was good. Knows no domain:
//! what the digest is of is its caller's. Pure: the nonce is a parameter, and no clock is read, because a token is judged at
//! the time that it tells itself.

mod algorithm;
mod anchors;
mod certificate;
mod der;
mod info;
mod request;
mod response;
mod signed;

use certificate::Signer;
use der::NoDer;
use info::Info;
use signed::Signed;

pub use anchors::{Anchors, NoAnchors, pem};
pub use request::{NONCE, request};
pub use response::{NotGranted, granted};

/// The longest answer of an authority that is read, in bytes. Ours: a token has some 6 KiB.
pub const LONGEST: usize = 64 * 1024;

/// What a token says, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeStamp {
    /// When the digest was there: microseconds since 1970, UTC, by the clock of the authority.
    pub at: i64,
    /// The last instant at which the signer's certificate is good: microseconds since 1970, UTC.
    pub ends: i64,
    /// The number of the token at its authority, in hexadecimal digits.
    pub serial: String,
    /// By which policy it was made: an object identifier as `1.2.3`.
    pub policy: String,
    /// Who signed: common name and organisation of the signer's certificate, on one line of at most 200 letters.
    pub authority: String,
    /// The certificates from the signer's to the anchor's, in this order, as DER.
    pub chain: Vec<Vec<u8>>,
}

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStamped {
    /// It is no token, or not as RFC 3161 has it.
    #[error("expected a time-stamp token as RFC 3161 has it")]
    Form,
    /// What is signed is something else than a time stamp.
    #[error("expected signed time-stamp information, found signed content of another type")]
    Content,
    /// It stamps another digest.
    #[error("the token is for another digest")]
    Imprint,
    /// It answers another request.
    #[error("the token answers another request: its nonce differs")]
    Nonce,
    /// The time in it cannot be read.
    #[error("the time in the token cannot be read")]
    Time,
    /// It does not bring the certificate of its signer.
    #[error("the certificate of the signer is missing in the token")]
    NoCertificate,
    /// The signed attributes name another certificate than that of the signer, or none.
    #[error("the signed attributes do not name the signer's certificate")]
    Binding,
    /// The signature is of an algorithm that is not accepted here.
    #[error("expected a signature by RSA or ECDSA over P-256 or P-384, with SHA-256, SHA-384 or SHA-512")]
    Algorithm,
    /// The signed attributes are not about what the token holds.
    #[error("the signed attributes have another digest than the content")]
    Digest,
    /// The signature does not hold.
    #[error("the signature is not that of the signer's certificate")]
    Signature,
    /// The signer's certificate is not for time stamps, or not for them alone.
    #[error("the signer's certificate is not for time stamps alone")]
    Purpose,
    /// The signer's certificate was not good yet, or no more, at the time of the token.
    #[error("a certificate was not valid at the time of the token")]
    Expired,
    /// No accepted authority stands behind the signer's certificate.
    #[error("no configured authority stands behind the signer's certificate")]
    Untrusted,
}

impl NotStamped {
    /// Every one of them.
    pub const ALL: [Self; 13] = [
        Self::Form,
        Self::Content,
        Self::Imprint,
        Self::Nonce,
        Self::Time,
        Self::NoCertificate,
        Self::Binding,
        Self::Algorithm,
        Self::Digest,
        Self::Signature,
        Self::Purpose,
        Self::Expired,
        Self::Untrusted,
    ];
}

impl From<NoDer> for NotStamped {
    fn from(_: NoDer) -> Self {
        Self::Form
    }
}

/// Checks a token (DER of a `ContentInfo`) for the SHA-256 digest `imprint`; with `nonce` also that it answers that request.
///
/// The chain is judged at the time that the token tells. Whether the authority has withdrawn its certificate since is not
/// asked: that is another question, to the authority.
///
/// # Errors
/// The first reason why it proves nothing.
pub fn check(
    token: &[u8],
    imprint: &[u8; 32],
    nonce: Option<&[u8; NONCE]>,
    anchors: &Anchors,
) -> Result<TimeStamp, NotStamped> {
    let signed = Signed::read(token)?;
    let info = Info::read(signed.content)?;
    if info.imprint != imprint {
        return Err(NotStamped::Imprint);
    }
    if nonce.is_some_and(|nonce| info.nonce != Some(&nonce[..])) {
        return Err(NotStamped::Nonce);
    }
    let signer = Signer::find(&signed)?;
    signed.check(&signer)?;
    signer.is_for_time_stamps()?;
    let chain = signer.chain(&signed, info.at, anchors)?;
    Ok(TimeStamp {
        at: info.at,
        ends: signer.ends(),
        serial: info.serial,
        policy: info.policy,
        authority: signer.name(),
        chain,
    })
}
