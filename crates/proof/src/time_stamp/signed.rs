//! The signed form around the information (CMS `SignedData`, RFC 5652): one signer, its attributes, its certificates.

use der::asn1::ObjectIdentifier;
use der::{Tag, TagNumber};
use webpki::Error as Chain;

use super::NotStamped;
use super::algorithm::{SHA256, digest, verifiers};
use super::certificate::Signer;
use super::der::{Fields, element, tagged};

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.12");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

/// How the signer is named.
pub(super) enum Named<'a> {
    /// By the issuer and the serial number of its certificate: DER of both, as they stand in the certificate.
    Serial(&'a [u8], &'a [u8]),
    /// By the identifier of its key.
    Key(&'a [u8]),
}

/// A token, taken apart.
pub(super) struct Signed<'a> {
    /// What is signed: DER of a `TSTInfo`.
    pub(super) content: &'a [u8],
    /// The certificates that came with it, as DER.
    pub(super) certificates: Vec<&'a [u8]>,
    /// Who signed.
    pub(super) signer: Named<'a>,
    digest: ObjectIdentifier,
    /// The fields of the set of signed attributes.
    attributes: &'a [u8],
    algorithm: ObjectIdentifier,
    signature: &'a [u8],
}

impl<'a> Signed<'a> {
    /// Takes a token apart. Nothing is checked by this but its form.
    pub(super) fn read(token: &'a [u8]) -> Result<Self, NotStamped> {
        let mut outer = Fields::of_whole(token, Tag::Sequence)?;
        if outer.oid()? != SIGNED_DATA {
            return Err(NotStamped::Form);
        }
        let inner = outer.value(tagged(0))?;
        outer.end()?;
        let mut data = Fields::of_whole(inner, Tag::Sequence)?;
        data.value(Tag::Integer)?;
        data.value(Tag::Set)?;
        let mut content = data.within(Tag::Sequence)?;
        if content.oid()? != TST_INFO {
            return Err(NotStamped::Content);
        }
        let mut held = content.within(tagged(0))?;
        let octets = held.value(Tag::OctetString)?;
        held.end()?;
        content.end()?;
        let certificates = certificates(data.optional(tagged(0))?.unwrap_or_default())?;
        // Lists of certificates that were withdrawn: not asked for here.
        data.optional(tagged(1))?;
        let mut signers = data.within(Tag::Set)?;
        data.end()?;
        let mut one = signers.within(Tag::Sequence)?;
        // RFC 3161 wants the signature of the authority and no other.
        signers.end()?;
        one.value(Tag::Integer)?;
        let signer = named(&mut one)?;
        let digest = one.algorithm()?;
        let attributes = one.value(tagged(0))?;
        let algorithm = one.algorithm()?;
        let signature = one.value(Tag::OctetString)?;
        one.optional(tagged(1))?;
        one.end()?;
        Ok(Self { content: octets, certificates, signer, digest, attributes, algorithm, signature })
    }

    /// Whether the attributes are about this content and this signer, and signed by it.
    pub(super) fn check(&self, signer: &Signer<'_>) -> Result<(), NotStamped> {
        let of_type = Fields::of(self.attribute(CONTENT_TYPE)?.ok_or(NotStamped::Content)?)?.oid()?;
        if of_type != TST_INFO {
            return Err(NotStamped::Content);
        }
        let told = self.attribute(MESSAGE_DIGEST)?.ok_or(NotStamped::Digest)?;
        let told = Fields::of(told)?.value(Tag::OctetString)?;
        let found = digest(self.digest, self.content).ok_or(NotStamped::Algorithm)?;
        if told != found {
            return Err(NotStamped::Digest);
        }
        if !self.names(signer.der)? {
            return Err(NotStamped::Binding);
        }
        let known = verifiers(self.algorithm, self.digest);
        if known.is_empty() {
            return Err(NotStamped::Algorithm);
        }
        // They are signed as the set they are, and not under the tag under which they stand (RFC 5652, section 5.4).
        let message = element(0x31, self.attributes);
        let end = signer.end_entity()?;
        let mut why = NotStamped::Algorithm;
        for verifier in known {
            match end.verify_signature(*verifier, &message, self.signature) {
                Ok(()) => return Ok(()),
                Err(Chain::UnsupportedSignatureAlgorithmForPublicKeyContext(_)) => {}
                Err(_) => why = NotStamped::Signature,
            }
        }
        Err(why)
    }

    /// Whether the attributes name this certificate, first of all they name (RFC 2634, RFC 5035, RFC 5816).
    fn names(&self, certificate: &[u8]) -> Result<bool, NotStamped> {
        if let Some(value) = self.attribute(SIGNING_CERTIFICATE_V2)? {
            let mut first = first_named(value)?;
            let algorithm = if first.is_at(Tag::Sequence) { first.algorithm()? } else { SHA256 };
            let told = first.value(Tag::OctetString)?;
            return Ok(digest(algorithm, certificate).is_some_and(|found| found == told));
        }
        let Some(value) = self.attribute(SIGNING_CERTIFICATE)? else { return Ok(false) };
        let told = first_named(value)?.value(Tag::OctetString)?;
        // The older form knows SHA-1 alone. What it has to tell apart are certificates of one authority, whose signature is
        // compared besides.
        Ok(<sha1::Sha1 as sha1::Digest>::digest(certificate).as_slice() == told)
    }

    /// The one value of the signed attribute of this type; none = it is not there.
    fn attribute(&self, of_type: ObjectIdentifier) -> Result<Option<&'a [u8]>, NotStamped> {
        let mut found = None;
        let mut attributes = Fields::of(self.attributes)?;
        while let Some(attribute) = attributes.whole()? {
            let mut attribute = Fields::of_whole(attribute, Tag::Sequence)?;
            if attribute.oid()? != of_type {
                continue;
            }
            let mut values = attribute.within(Tag::Set)?;
            let value = values.whole()?.ok_or(NotStamped::Form)?;
            values.end()?;
            if found.replace(value).is_some() {
                return Err(NotStamped::Form);
            }
        }
        Ok(found)
    }
}

/// The fields of the first certificate that such an attribute names.
fn first_named(value: &[u8]) -> Result<Fields<'_>, NotStamped> {
    let mut list = Fields::of_whole(value, Tag::Sequence)?.within(Tag::Sequence)?;
    Ok(list.within(Tag::Sequence)?)
}

/// The certificates of a set; what is not a plain certificate is passed over.
fn certificates(set: &[u8]) -> Result<Vec<&[u8]>, NotStamped> {
    let mut fields = Fields::of(set)?;
    let mut found = Vec::new();
    loop {
        let plain = fields.is_at(Tag::Sequence);
        let Some(certificate) = fields.whole()? else { return Ok(found) };
        if plain {
            found.push(certificate);
        }
    }
}

fn named<'a>(fields: &mut Fields<'a>) -> Result<Named<'a>, NotStamped> {
    if let Some(key) = fields.optional(Tag::ContextSpecific { constructed: false, number: TagNumber(0) })? {
        return Ok(Named::Key(key));
    }
    let mut both = fields.within(Tag::Sequence)?;
    let (issuer, serial) = both.whole()?.zip(both.whole()?).ok_or(NotStamped::Form)?;
    both.end()?;
    Ok(Named::Serial(issuer, serial))
}
