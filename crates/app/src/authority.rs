//! The outside authority that stamps digests with its time (RFC 3161). The only file that speaks to it.
//!
//! A digest and a nonce leave, nothing else: no name, no file, no id. What the authority or the network says of a failure does
//! not leave here; a job gets a word for it. One request is under way at a time, each for [`PATIENCE`] at most.

use std::sync::Arc;
use std::time::Duration;

pub use proof::time_stamp::NoAnchors;
use proof::time_stamp::{Anchors, LONGEST, NONCE, NotGranted, NotStamped, TimeStamp, check, granted, request};
use record::Digest;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use tokio::sync::Semaphore;

use crate::jobs::Fault;
use crate::random::Random;

/// How long one request may take. Four wait for each other within what a worker gives a job.
pub const PATIENCE: Duration = Duration::from_secs(12);
/// What is sent (RFC 3161, section 3.4).
const QUERY: HeaderValue = HeaderValue::from_static("application/timestamp-query");
/// What is taken.
const REPLY: &str = "application/timestamp-reply";

/// Which authority is asked, and whom it is believed by.
#[derive(Clone)]
pub struct AuthoritySettings {
    /// Its address: `https://tsa.example.jp/`, perhaps with `user:password@`.
    pub url: String,
    /// Certificates that may stand behind its signatures, as PEM.
    pub anchors: String,
}

/// Why no authority can be asked by these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadAuthority {
    /// The address.
    #[error("expected the address of an authority such as `https://tsa.example.jp/`")]
    Address,
    /// The certificates.
    #[error(transparent)]
    Anchors(#[from] NoAnchors),
    /// There is no client for it: the certificates of the system cannot be read.
    #[error("no connection can be made from this machine")]
    Client,
}

/// An authority. Cheap to clone.
#[derive(Clone)]
pub struct Authority {
    url: reqwest::Url,
    anchors: Arc<Anchors>,
    client: reqwest::Client,
    turn: Arc<Semaphore>,
}

/// A token that was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// As the authority gave it.
    pub token: Vec<u8>,
    /// What it says.
    pub stamp: TimeStamp,
}

impl Authority {
    /// The authority of these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(settings: &AuthoritySettings) -> Result<Self, BadAuthority> {
        let url = address(&settings.url).ok_or(BadAuthority::Address)?;
        let anchors = Arc::new(Anchors::read(&settings.anchors)?);
        // Whoever was first has installed the same.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Whoever answers from elsewhere is not who was asked.
        let client = reqwest::Client::builder().timeout(PATIENCE).redirect(Policy::none()).referer(false).build();
        let client = client.map_err(|_| BadAuthority::Client)?;
        Ok(Self { url, anchors, client, turn: Arc::new(Semaphore::new(1)) })
    }

    /// Whether this is an address that could be asked.
    #[must_use]
    pub fn reads(url: &str) -> bool {
        address(url).is_some()
    }

    /// Has a digest stamped; what comes back is checked.
    ///
    /// # Errors
    /// Why there is no token that proves anything, as the word of a job.
    pub async fn stamp(&self, digest: Digest, random: &Random) -> Result<Given, Fault> {
        let mut nonce: [u8; NONCE] = random.bytes().map_err(|_| Fault::passing("stamp_no_randomness"))?;
        // A number whose first byte is from 64 to 127 is written in as many bytes as it has, whatever follows.
        nonce[0] = 0x40 | (nonce[0] & 0x3f);
        let answer = self.answer(request(&digest.0, &nonce)).await?;
        let token = granted(&answer).map_err(refusal)?;
        let stamp = check(token, &digest.0, Some(&nonce), &self.anchors).map_err(not_stamped)?;
        Ok(Given { token: token.to_vec(), stamp })
    }

    /// What the authority answers.
    async fn answer(&self, asked: Vec<u8>) -> Result<Vec<u8>, Fault> {
        let _turn = self.turn.acquire().await.map_err(|_| Fault::passing("stamp_unreachable"))?;
        let sent = self.client.post(self.url.clone()).header(CONTENT_TYPE, QUERY).body(asked).send().await;
        let mut answer = sent.map_err(|error| unreachable(&error))?;
        let status = answer.status();
        if status == reqwest::StatusCode::UNAUTHORIZED || status == reqwest::StatusCode::FORBIDDEN {
            return Err(Fault::passing("stamp_sign_in"));
        }
        if status != reqwest::StatusCode::OK {
            return Err(Fault::passing("stamp_status"));
        }
        let kind = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(REPLY) {
            return Err(Fault::passing("stamp_no_reply"));
        }
        let mut whole = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|error| unreachable(&error))? {
            if whole.len() + piece.len() > LONGEST {
                return Err(Fault::passing("stamp_too_long"));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole)
    }
}

fn address(url: &str) -> Option<reqwest::Url> {
    let url: reqwest::Url = url.parse().ok()?;
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

fn unreachable(error: &reqwest::Error) -> Fault {
    if error.is_timeout() { Fault::passing("stamp_silent") } else { Fault::passing("stamp_unreachable") }
}

/// An authority that refuses today may be set right tomorrow: each is tried again.
fn refusal(why: NotGranted) -> Fault {
    match why {
        NotGranted::Form => Fault::passing("stamp_no_reply"),
        NotGranted::Refused(Some("time_not_available" | "system_failure")) => Fault::passing("stamp_later"),
        NotGranted::Refused(_) => Fault::passing("stamp_refused"),
    }
}

fn not_stamped(why: NotStamped) -> Fault {
    match why {
        NotStamped::Imprint | NotStamped::Nonce => Fault::passing("stamp_other"),
        NotStamped::Expired => Fault::passing("stamp_expired"),
        NotStamped::Untrusted => Fault::passing("stamp_untrusted"),
        NotStamped::Purpose => Fault::passing("stamp_purpose"),
        NotStamped::Form
        | NotStamped::Content
        | NotStamped::Time
        | NotStamped::NoCertificate
        | NotStamped::Binding
        | NotStamped::Algorithm
        | NotStamped::Digest
        | NotStamped::Signature => Fault::passing("stamp_broken"),
    }
}
