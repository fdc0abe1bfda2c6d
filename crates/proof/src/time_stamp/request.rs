//! What an authority is asked: a digest and a nonce, nothing else.

use super::der::element;

/// How long a nonce is, in bytes.
pub const NONCE: usize = 8;

/// SHA-256 as an algorithm without parameters: what RFC 5754 has, and authorities read.
const SHA256: [u8; 13] = [0x30, 0x0b, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01];
/// `version` 1.
const VERSION: [u8; 3] = [0x02, 0x01, 0x01];
/// `certReq` true: without the certificate nobody could check the token later.
const WITH_CERTIFICATE: [u8; 3] = [0x01, 0x01, 0xff];

/// The request (DER of a `TimeStampReq`) for the SHA-256 digest `imprint`. Of `nonce` the first byte must be from 1 to 127:
/// [`super::check`] compares it as the number it is.
#[must_use]
pub fn request(imprint: &[u8; 32], nonce: &[u8; NONCE]) -> Vec<u8> {
    let digest = element(0x30, &[&SHA256[..], &element(0x04, imprint)].concat());
    element(0x30, &[&VERSION[..], &digest, &element(0x02, nonce), &WITH_CERTIFICATE].concat())
}
