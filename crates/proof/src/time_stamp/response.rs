//! What an authority answers: a token, or why there is none.

use der::Tag;

use super::der::{Fields, NoDer};

/// Why there is no token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotGranted {
    /// The bytes are no answer to a request.
    #[error("expected an answer as RFC 3161 has it")]
    Form,
    /// The authority refuses, and says why by a word of RFC 3161, if it says so.
    #[error("the authority refuses: {}", .0.unwrap_or("no reason"))]
    Refused(Option<&'static str>),
}

impl From<NoDer> for NotGranted {
    fn from(_: NoDer) -> Self {
        Self::Form
    }
}

/// The reasons an authority may give, by the number of their bit (RFC 3161, section 2.4.2).
const REASONS: [(usize, &str); 8] = [
    (0, "bad_alg"),
    (2, "bad_request"),
    (5, "bad_data_format"),
    (14, "time_not_available"),
    (15, "unaccepted_policy"),
    (16, "unaccepted_extension"),
    (17, "add_info_not_available"),
    (25, "system_failure"),
];

/// The token in an answer (DER of a `TimeStampResp`), as it stands there.
///
/// # Errors
/// It is no answer, or the authority refuses.
pub fn granted(answer: &[u8]) -> Result<&[u8], NotGranted> {
    let mut fields = Fields::of_whole(answer, Tag::Sequence)?;
    let mut info = fields.within(Tag::Sequence)?;
    let status = info.value(Tag::Integer)?;
    info.optional(Tag::Sequence)?;
    let reasons = info.optional(Tag::BitString)?.unwrap_or_default();
    // 0 granted, 1 granted with modifications.
    if !matches!(status, [0 | 1]) {
        return Err(NotGranted::Refused(reason(reasons)));
    }
    let token = fields.whole()?.ok_or(NotGranted::Form)?;
    fields.end()?;
    Ok(token)
}

/// The first reason whose bit is set; the first byte says how many bits at the end are none.
fn reason(bits: &[u8]) -> Option<&'static str> {
    let bytes = bits.get(1..)?;
    let set = |at: usize| bytes.get(at / 8).is_some_and(|byte| byte & (0x80 >> (at % 8)) != 0);
    REASONS.into_iter().find(|(at, _)| set(*at)).map(|(_, word)| word)
}
