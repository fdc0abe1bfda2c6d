//! Where people sign in: what the site is called, and the domain name to which passkeys are bound.

use webauthn_rs::prelude::Url;
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// Where people sign in.
#[derive(Debug, Clone)]
pub struct Site {
    /// What it is called, in apps and on devices.
    pub(super) name: String,
    /// The address to which passkeys are bound; empty = none.
    pub(super) origin: String,
    pub(super) webauthn: Option<Webauthn>,
}

/// The address is none to which passkeys can be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an address such as `https://mamori.example.jp`, with a domain name")]
pub struct NoSite;

impl Site {
    /// A site without passkeys: one that has no domain name.
    #[must_use]
    pub fn without_passkeys(name: &str) -> Self {
        Self { name: name.to_owned(), origin: String::new(), webauthn: None }
    }

    /// The site at `origin`, such as `https://mamori.example.jp`. Passkeys are bound to its domain name for ever.
    ///
    /// # Errors
    /// The address is none, or has no domain name.
    pub fn new(name: &str, origin: &str) -> Result<Self, NoSite> {
        let origin = Url::parse(origin).map_err(|_| NoSite)?;
        let domain = origin.domain().ok_or(NoSite)?;
        let builder = WebauthnBuilder::new(domain, &origin).map_err(|_| NoSite)?;
        let webauthn = builder.rp_name(name).build().map_err(|_| NoSite)?;
        Ok(Self { name: name.to_owned(), origin: origin.origin().ascii_serialization(), webauthn: Some(webauthn) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_domain_name() {
        for origin in ["https://mamori.example.jp", "http://localhost:8970"] {
            assert!(Site::new("守り", origin).is_ok(), "{origin}");
        }
        for origin in ["", "mamori.example.jp", "http://127.0.0.1:8970", "https://[::1]/"] {
            assert_eq!(Site::new("守り", origin).err(), Some(NoSite), "{origin}");
        }
        assert!(Site::without_passkeys("守り").webauthn.is_none());
    }
}
