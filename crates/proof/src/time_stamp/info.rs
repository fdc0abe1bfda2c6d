//! What is signed: the digest, the time, and how the authority names its token (`TSTInfo`).

use der::{DateTime, Tag};

use super::NotStamped;
use super::algorithm::SHA256;
use super::der::Fields;

/// The information in a token.
pub(super) struct Info<'a> {
    pub(super) policy: String,
    pub(super) imprint: &'a [u8],
    pub(super) serial: String,
    /// Microseconds since 1970, UTC.
    pub(super) at: i64,
    pub(super) nonce: Option<&'a [u8]>,
}

impl<'a> Info<'a> {
    pub(super) fn read(content: &'a [u8]) -> Result<Self, NotStamped> {
        let mut fields = Fields::of_whole(content, Tag::Sequence)?;
        if fields.value(Tag::Integer)? != [1] {
            return Err(NotStamped::Form);
        }
        let policy = fields.oid()?.to_string();
        let mut imprint = fields.within(Tag::Sequence)?;
        if imprint.algorithm()? != SHA256 {
            return Err(NotStamped::Imprint);
        }
        let digest = imprint.value(Tag::OctetString)?;
        imprint.end()?;
        let serial = fields.value(Tag::Integer)?.iter().map(|byte| format!("{byte:02x}")).collect();
        let at = instant(fields.value(Tag::GeneralizedTime)?).ok_or(NotStamped::Time)?;
        // How exact its clock is, and whether its tokens are ordered.
        fields.optional(Tag::Sequence)?;
        fields.optional(Tag::Boolean)?;
        let nonce = fields.optional(Tag::Integer)?;
        // The name of the authority and extensions: nothing of them is used, the certificate says who it is.
        while fields.whole()?.is_some() {}
        Ok(Self { policy, imprint: digest, serial, at, nonce })
    }
}

/// `20261120010203Z`, or with a fraction of a second, `20261120010203.45Z`.
fn instant(text: &[u8]) -> Option<i64> {
    let text = std::str::from_utf8(text).ok()?.strip_suffix('Z')?;
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    if whole.len() != 14 || !whole.bytes().all(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let two = |at: usize| whole.get(at..at + 2)?.parse::<u8>().ok();
    let date = DateTime::new(whole.get(..4)?.parse().ok()?, two(4)?, two(6)?, two(8)?, two(10)?, two(12)?).ok()?;
    let micros = match fraction {
        None => 0,
        // DER has no fraction that ends with 0, and none that is empty.
        Some(digits) if !digits.is_empty() && !digits.ends_with('0') && digits.bytes().all(|d| d.is_ascii_digit()) => {
            let six: String = digits.chars().chain("000000".chars()).take(6).collect();
            six.parse::<i64>().ok()?
        }
        Some(_) => return None,
    };
    i64::try_from(date.unix_duration().as_micros()).ok()?.checked_add(micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_with_and_without_a_fraction_and_nothing_else_is() {
        for (text, expected) in [
            ("19700101000001Z", Some(1_000_000)),
            ("20261120010203Z", Some(1_795_136_523_000_000)),
            ("20261120010203.4Z", Some(1_795_136_523_400_000)),
            ("20261120010203.1234567Z", Some(1_795_136_523_123_456)),
            ("20261120010203", None),
            ("20261120010203.Z", None),
            ("20261120010203.10Z", None),
            ("20261320010203Z", None),
            ("20261120010203+0900", None),
            ("261120010203Z", None),
            ("２０２６Z", None),
            ("", None),
        ] {
            assert_eq!(instant(text.as_bytes()), expected, "{text}");
        }
    }
}
