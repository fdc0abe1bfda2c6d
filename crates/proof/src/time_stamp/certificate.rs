//! Certificates: whose signature a token bears, what it may sign, and who stands behind it.

use der::asn1::ObjectIdentifier;
use der::{Decode as _, Encode as _};
use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error as Chain, KeyUsage as Usage};
use x509_cert::Certificate;
use x509_cert::ext::pkix::{ExtendedKeyUsage, KeyUsage, SubjectKeyIdentifier};

use super::NotStamped;
use super::algorithm::ALL;
use super::anchors::Anchors;
use super::signed::{Named, Signed};

/// `id-kp-timeStamping`.
const TIME_STAMPING: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.3.8");
/// The same, as the library that follows chains wants it: without tag and length.
const TIME_STAMPING_BYTES: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];
/// The longest name of an authority, in letters.
const NAME: usize = 200;

/// The certificate of whoever signed a token.
pub(super) struct Signer<'a> {
    pub(super) der: &'a [u8],
    wrapped: CertificateDer<'a>,
    read: Certificate,
}

impl<'a> Signer<'a> {
    /// The certificate that the token names, among those it brings.
    pub(super) fn find(signed: &Signed<'a>) -> Result<Self, NotStamped> {
        let mut read = signed.certificates.iter().filter_map(|der| Some((*der, Certificate::from_der(der).ok()?)));
        let (der, read) = read.find(|(_, read)| is_named(read, &signed.signer)).ok_or(NotStamped::NoCertificate)?;
        Ok(Self { der, wrapped: CertificateDer::from(der), read })
    }

    pub(super) fn end_entity(&self) -> Result<EndEntityCert<'_>, NotStamped> {
        EndEntityCert::try_from(&self.wrapped).map_err(|_| NotStamped::Form)
    }

    /// Whether it may sign time stamps, and says that this is all it may do (RFC 3161, section 2.3).
    pub(super) fn is_for_time_stamps(&self) -> Result<(), NotStamped> {
        let tbs = self.read.tbs_certificate();
        let purposes = tbs.get_extension::<ExtendedKeyUsage>().ok().flatten().ok_or(NotStamped::Purpose)?;
        let (critical, purposes) = purposes;
        let signs = tbs.get_extension::<KeyUsage>().map_err(|_| NotStamped::Form)?;
        let signs = signs.is_none_or(|(_, usage)| usage.digital_signature() || usage.non_repudiation());
        if critical && signs && purposes.0 == [TIME_STAMPING] { Ok(()) } else { Err(NotStamped::Purpose) }
    }

    /// The certificates from this one to that of an anchor, each good at the time `at` in microseconds since 1970.
    pub(super) fn chain(&self, signed: &Signed<'_>, at: i64, anchors: &Anchors) -> Result<Vec<Vec<u8>>, NotStamped> {
        let end = self.end_entity()?;
        let others = signed.certificates.iter().filter(|der| **der != self.der);
        let others: Vec<CertificateDer<'_>> = others.map(|der| CertificateDer::from(*der)).collect();
        let seconds = u64::try_from(at / 1_000_000).map_err(|_| NotStamped::Time)?;
        let time = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
        let usage = Usage::required_if_present(TIME_STAMPING_BYTES);
        let known = anchors.known();
        let path = end.verify_for_usage(&ALL, &known, &others, time, usage, None, None).map_err(|error| why(&error))?;
        let mut chain = vec![self.der.to_vec()];
        chain.extend(path.intermediate_certificates().map(|between| between.der().to_vec()));
        chain.extend(anchors.certificate_of(path.anchor()));
        Ok(chain)
    }

    /// The last instant at which it is good: microseconds since 1970, UTC.
    pub(super) fn ends(&self) -> i64 {
        let end = self.read.tbs_certificate().validity().not_after.to_unix_duration();
        i64::try_from(end.as_micros()).unwrap_or(i64::MAX)
    }

    /// Common name and organisation, on one line.
    pub(super) fn name(&self) -> String {
        let subject = self.read.tbs_certificate().subject();
        let common = subject.common_name().ok().flatten().map(|name| name.value().into_owned());
        let organisation = subject.organization().ok().flatten().map(|name| name.value().into_owned());
        let name = match (common, organisation) {
            (Some(common), Some(organisation)) if common != organisation => format!("{common} ({organisation})"),
            (Some(name), _) | (None, Some(name)) => name,
            (None, None) => subject.to_string(),
        };
        name.chars().filter(|letter| !letter.is_control()).take(NAME).collect()
    }
}

/// Whether this is the certificate that is named.
fn is_named(read: &Certificate, named: &Named<'_>) -> bool {
    let tbs = read.tbs_certificate();
    match named {
        Named::Serial(issuer, serial) => {
            let same = |found: der::Result<Vec<u8>>, told: &[u8]| found.is_ok_and(|found| found == told);
            same(tbs.issuer().to_der(), issuer) && same(tbs.serial_number().to_der(), serial)
        }
        Named::Key(key) => {
            let id = tbs.get_extension::<SubjectKeyIdentifier>().ok().flatten();
            id.is_some_and(|(_, id)| id.0.as_bytes() == *key)
        }
    }
}

fn why(error: &Chain) -> NotStamped {
    match error {
        Chain::CertExpired { .. } | Chain::CertNotValidYet { .. } => NotStamped::Expired,
        Chain::RequiredEkuNotFoundContext(_) => NotStamped::Purpose,
        _ => NotStamped::Untrusted,
    }
}
