//! What people read, in their language, from `locales/`.

use std::borrow::Cow;
use std::collections::HashMap;

use criteria::text::Lang;
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, langid, static_loader};

static_loader! {
    static LOCALES = {
        locales: "../../locales",
        fallback_language: "ja",
        // Isolation marks are for mixed directions; Japanese and English share one.
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

static JA: LanguageIdentifier = langid!("ja");
static EN: LanguageIdentifier = langid!("en");

/// The texts in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Texts {
    /// The language.
    pub lang: Lang,
}

/// A value for a message.
#[must_use]
pub fn arg<'a>(value: impl Into<FluentValue<'a>>) -> FluentValue<'a> {
    value.into()
}

impl Texts {
    /// The texts in `lang`.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The message `key`. A test keeps every used key present in both languages.
    #[must_use]
    pub fn t(self, key: &str) -> String {
        LOCALES.try_lookup(self.id(), key).unwrap_or_else(|| missing(key))
    }

    /// The message `key` with values.
    #[must_use]
    pub fn with(self, key: &str, values: &[(&'static str, FluentValue<'_>)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect();
        LOCALES.try_lookup_with_args(self.id(), key, &values).unwrap_or_else(|| missing(key))
    }

    /// How long something is, as people say it: 12 バイト, 1.5 MB.
    #[must_use]
    pub fn size(self, bytes: u64) -> String {
        let (divisor, unit) = match bytes {
            0..1_000 => return self.with("size-bytes", &[("n", arg(bytes))]),
            1_000..1_000_000 => (1_000, "KB"),
            1_000_000..1_000_000_000 => (1_000_000, "MB"),
            1_000_000_000..1_000_000_000_000 => (1_000_000_000, "GB"),
            _ => (1_000_000_000_000, "TB"),
        };
        let tenths = u128::from(bytes) * 10 / divisor;
        format!("{}.{} {unit}", tenths / 10, tenths % 10)
    }

    /// The message `key` with `{name}` where each value goes, for a module on the device to fill in.
    #[must_use]
    pub fn pattern(self, key: &str, names: &[&'static str]) -> String {
        let holes: Vec<_> = names.iter().map(|name| (*name, arg(format!("{{{name}}}")))).collect();
        self.with(key, &holes)
    }

    fn id(self) -> &'static LanguageIdentifier {
        match self.lang {
            Lang::Ja => &JA,
            Lang::En => &EN,
        }
    }
}

fn missing(key: &str) -> String {
    debug_assert!(false, "no text for `{key}`");
    key.to_owned()
}
