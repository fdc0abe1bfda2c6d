//! Words faults for the person who has to mend them: where, what was expected, what was found.

use criteria::fault::{Expected, Fault, Found, Place, Shape, Thing};

use crate::texts::{Texts, arg};

impl Texts {
    /// One sentence with the three parts of a good error.
    #[must_use]
    pub fn fault(self, fault: &Fault) -> String {
        let sentence = self.with(
            "fault-sentence",
            &[("expected", arg(self.expected(&fault.expected))), ("found", arg(self.found(&fault.found)))],
        );
        let place = self.place(&fault.at);
        if place.is_empty() {
            sentence
        } else {
            self.with("fault-at", &[("place", arg(place)), ("sentence", arg(sentence))])
        }
    }

    /// The place in words: line, and path where there is one.
    #[must_use]
    pub fn place(self, at: &Place) -> String {
        let line = at.line.map(|line| self.with("fault-line", &[("line", arg(line))]));
        let path = (!at.path.is_empty()).then(|| at.path.clone());
        line.into_iter().chain(path).collect::<Vec<_>>().join(" ")
    }

    /// What was expected.
    #[must_use]
    pub fn expected(self, expected: &Expected) -> String {
        let words = |key, words: &[String]| self.with(key, &[("words", arg(words.join(&self.t("list-or"))))]);
        let text = |key, text: &str| self.with(key, &[("text", arg(text.to_owned()))]);
        match expected {
            Expected::Text => self.t("expected-text"),
            Expected::TextUpTo(n) => self.with("expected-text-up-to", &[("n", arg(*n))]),
            Expected::Integer(from, to) => self.with("expected-integer", &[("from", arg(*from)), ("to", arg(*to))]),
            Expected::Boolean => self.t("expected-boolean"),
            Expected::Date => self.t("expected-date"),
            Expected::DateOrUnknown => self.t("expected-date-or-unknown"),
            Expected::List => self.t("expected-list"),
            Expected::Table => self.t("expected-table"),
            Expected::OneOf(list) => words("expected-one-of", list),
            Expected::KnownKey(list) => words("expected-known-key", list),
            Expected::Sequence(list) => words("expected-sequence", list),
            Expected::Id(prefix) => text("expected-id", prefix),
            Expected::UniqueId => self.t("expected-unique-id"),
            Expected::Existing(thing) => self.t(match thing {
                Thing::Item => "expected-existing-item",
                Thing::Axis => "expected-existing-axis",
                Thing::Document => "expected-existing-document",
                Thing::Case => "expected-existing-case",
                Thing::Prefecture => "expected-existing-prefecture",
                Thing::Pack => "expected-existing-pack",
            }),
            Expected::EarlierItem => self.t("expected-earlier-item"),
            Expected::Lines => self.t("expected-lines"),
            Expected::HttpsUrl => self.t("expected-https"),
            Expected::NotBefore(date) => text("expected-not-before", date),
            Expected::Utf8 => self.t("expected-utf8"),
            Expected::AtMostBytes(n) => self.with("expected-at-most-bytes", &[("kib", arg(n / 1024))]),
            Expected::Toml(message) => text("expected-toml", message),
            Expected::Json(message) => text("expected-json", message),
            Expected::Csv(message) => text("expected-csv", message),
            Expected::Edition(edition) => text("expected-edition", edition),
            Expected::Sha256(hex) => text("expected-sha256", hex),
            Expected::Columns => self.t("expected-columns"),
            Expected::AnsweredOnce => self.t("expected-once"),
            Expected::SomeAnswer => self.t("expected-some-answer"),
        }
    }

    /// What was found.
    #[must_use]
    pub fn found(self, found: &Found) -> String {
        match found {
            Found::Nothing => self.t("found-nothing"),
            Found::Value(value) => self.with("found-value", &[("value", arg(value.clone()))]),
            Found::Shape(Shape::List) => self.t("found-list"),
            Found::Shape(Shape::Table) => self.t("found-table"),
            Found::Shape(Shape::Binary) => self.t("found-binary"),
            Found::Count(n) => self.with("found-count", &[("n", arg(*n))]),
        }
    }
}
