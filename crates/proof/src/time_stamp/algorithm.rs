//! Which signatures and digests are accepted: RSA of 2,048 bits and more, ECDSA over P-256 and P-384, each with SHA-256,
//! SHA-384 or SHA-512.

use der::asn1::ObjectIdentifier;
use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};
use sha2::Digest as _;
use webpki::ring::{
    ECDSA_P256_SHA256, ECDSA_P256_SHA384, ECDSA_P384_SHA256, ECDSA_P384_SHA384, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
};

pub(super) const SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1");
const SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2");
const SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.11");
const RSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.12");
const RSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.13");
const ECDSA_SHA256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.2");
const ECDSA_SHA384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.3");
const ECDSA_SHA512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.4.3.4");

/// What verifies a signature.
pub(super) type Verifier = &'static dyn SignatureVerificationAlgorithm;

/// Whether a signature is that of a key over a hash; none = it is not.
type Verifies = fn(key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()>;

/// ECDSA with SHA-512, which `ring` does not have.
#[derive(Debug)]
struct EcdsaSha512 {
    key: AlgorithmIdentifier,
    verify: Verifies,
}

static ECDSA_P256_SHA512: EcdsaSha512 = EcdsaSha512 { key: alg_id::ECDSA_P256, verify: by_p256 };
static ECDSA_P384_SHA512: EcdsaSha512 = EcdsaSha512 { key: alg_id::ECDSA_P384, verify: by_p384 };

fn by_p256(key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = p256::ecdsa::Signature::from_der(signature).ok()?;
    key.verify_prehash(hash, &signature).ok()
}

fn by_p384(key: &[u8], hash: &[u8], signature: &[u8]) -> Option<()> {
    let key = p384::ecdsa::VerifyingKey::from_sec1_bytes(key).ok()?;
    let signature = p384::ecdsa::Signature::from_der(signature).ok()?;
    key.verify_prehash(hash, &signature).ok()
}

impl SignatureVerificationAlgorithm for EcdsaSha512 {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        (self.verify)(key, &sha2::Sha512::digest(message), signature).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        // `ecdsa-with-SHA512`, without parameters.
        AlgorithmIdentifier::from_slice(&[0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x04])
    }
}

/// All of them, for certificates.
pub(super) static ALL: [Verifier; 9] = [
    RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384,
    RSA_PKCS1_2048_8192_SHA512,
    ECDSA_P256_SHA256,
    ECDSA_P384_SHA256,
    ECDSA_P256_SHA384,
    ECDSA_P384_SHA384,
    &ECDSA_P256_SHA512,
    &ECDSA_P384_SHA512,
];

/// Those that may have made a signature of this algorithm over this digest: which of them, the key says.
pub(super) fn verifiers(signature: ObjectIdentifier, digest: ObjectIdentifier) -> &'static [Verifier] {
    // The signature of a CMS may name RSA alone; the digest is then named beside it. Where both name it, they agree.
    match (signature, digest) {
        (RSA | RSA_SHA256, SHA256) => &ALL[0..1],
        (RSA | RSA_SHA384, SHA384) => &ALL[1..2],
        (RSA | RSA_SHA512, SHA512) => &ALL[2..3],
        (ECDSA_SHA256, SHA256) => &ALL[3..5],
        (ECDSA_SHA384, SHA384) => &ALL[5..7],
        (ECDSA_SHA512, SHA512) => &ALL[7..9],
        _ => &[],
    }
}

/// The digest of these bytes; none = it is not accepted.
pub(super) fn digest(algorithm: ObjectIdentifier, bytes: &[u8]) -> Option<Vec<u8>> {
    match algorithm {
        SHA256 => Some(sha2::Sha256::digest(bytes).to_vec()),
        SHA384 => Some(sha2::Sha384::digest(bytes).to_vec()),
        SHA512 => Some(sha2::Sha512::digest(bytes).to_vec()),
        _ => None,
    }
}
