//! Whom a time stamp is believed: certificates of authorities, as an installation is told them.

use data_encoding::BASE64;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;

/// How many certificates are read at most. Ours.
const MOST: usize = 100;
const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// Certificates of authorities that are believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchors(Vec<CertificateDer<'static>>);

/// The text has no certificates that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoAnchors {
    /// There is none in it.
    #[error("expected certificates as PEM, found none")]
    None,
    /// One cannot be read.
    #[error("certificate {0} of the file cannot be read")]
    Unreadable(usize),
    /// There are too many.
    #[error("expected at most {MOST} certificates")]
    TooMany,
}

impl Anchors {
    /// Reads certificates as PEM; what stands between them is passed over.
    ///
    /// # Errors
    /// There is none, one cannot be read, or there are too many.
    pub fn read(pem: &str) -> Result<Self, NoAnchors> {
        let mut found = Vec::new();
        for part in pem.split(BEGIN).skip(1) {
            if found.len() == MOST {
                return Err(NoAnchors::TooMany);
            }
            let unreadable = NoAnchors::Unreadable(found.len() + 1);
            let (body, _) = part.split_once(END).ok_or(unreadable)?;
            let body: String = body.split_ascii_whitespace().collect();
            let certificate = CertificateDer::from(BASE64.decode(body.as_bytes()).map_err(|_| unreadable)?);
            anchor_from_trusted_cert(&certificate).map_err(|_| unreadable)?;
            found.push(certificate);
        }
        if found.is_empty() { Err(NoAnchors::None) } else { Ok(Self(found)) }
    }

    /// As the library that follows chains has them.
    pub(super) fn known(&self) -> Vec<TrustAnchor<'_>> {
        // Each was read so once.
        self.0.iter().filter_map(|certificate| anchor_from_trusted_cert(certificate).ok()).collect()
    }

    /// The certificate of one of them, as DER.
    pub(super) fn certificate_of(&self, anchor: &TrustAnchor<'_>) -> Option<Vec<u8>> {
        let same =
            |certificate: &&CertificateDer<'_>| anchor_from_trusted_cert(certificate).is_ok_and(|one| one == *anchor);
        self.0.iter().find(same).map(|certificate| certificate.to_vec())
    }
}

/// Certificates (DER) as PEM.
#[must_use]
pub fn pem(certificates: &[Vec<u8>]) -> String {
    let mut text = String::new();
    for certificate in certificates {
        let body = BASE64.encode(certificate);
        let lines: Vec<&str> = body.as_bytes().chunks(64).filter_map(|line| std::str::from_utf8(line).ok()).collect();
        text.push_str(&format!("{BEGIN}\n{}\n{END}\n", lines.join("\n")));
    }
    text
}
