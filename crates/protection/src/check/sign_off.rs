//! One confirmation by the representative, and whether it still holds. Knows no check: who may sign and when is
//! [`super::Check`].

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{Digest, PersonId, StreamId, Text};
use serde::{Deserialize, Serialize};

/// Streams with the version at which each was seen.
pub type Versions = BTreeMap<StreamId, u32>;

/// One confirmation by the representative, or for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignOff {
    /// By which route.
    pub route: Route,
    /// Who confirmed. Who registered it stands in the envelope of the event.
    pub by: PersonId,
    /// When it was recorded, in Japan.
    pub on: Date,
    /// Every section of the check at the version that was seen.
    pub sections: Versions,
    /// SHA-256 of what was shown to be confirmed.
    pub content: Digest,
    /// The mandate, if the representative did not confirm in person.
    pub mandate: Option<Mandate>,
    /// The day that stands on the paper or in the e-contract; none = the day it was recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Date>,
}

/// By which of the three equal routes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum Route {
    /// 確認・記名, after a step-up.
    OnScreen,
    /// 記名押印 on paper. No image of a seal is kept by itself.
    OnPaper {
        /// The scan, as it is registered.
        scan: Text,
        /// Where the original is kept.
        kept_where: Text,
        /// Who checked the scan against it.
        checked_by: PersonId,
    },
    /// An e-contract service outside.
    EContract {
        /// The copy, as it is registered.
        copy: Text,
    },
}

/// A mandate (委任状).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// What it covers.
    pub scope: Text,
    /// Its last day.
    pub until: Date,
}

/// Whether a sign-off still confirms what stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It does.
    Holds,
    /// Something changed after it; somebody has to sign again.
    ChangedSince {
        /// The sections that changed.
        sections: Vec<StreamId>,
        /// Since when there is another representative, if that came after it.
        representative: Option<Date>,
    },
}

/// From when to when somebody was or is an executive, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub from: Date,
    /// The last day; none = without end.
    pub until: Option<Date>,
}

impl Term {
    fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl SignOff {
    /// The day it was confirmed.
    #[must_use]
    pub fn day(&self) -> Date {
        self.signed_on.unwrap_or(self.on)
    }

    /// Since when whoever confirmed is a representative no longer, if so. Of one who confirmed by a mandate the
    /// executives of that day are meant. Where no end is known, the day a later executive began stands for it, and where
    /// none did, today: that somebody is no executive any more is known, too. `None` = no change that is known.
    fn replaced_since(&self, executives: &[Term], today: Date) -> Option<Date> {
        let day = self.day();
        let of = |person| executives.iter().filter(move |term| term.person == person);
        let stood: Vec<PersonId> = match self.mandate {
            Some(_) if of(self.by).next().is_none() => {
                executives.iter().filter(|term| term.holds_on(day)).map(|term| term.person).collect()
            }
            _ => vec![self.by],
        };
        if stood.is_empty() || stood.iter().any(|person| of(*person).any(|term| term.holds_on(today))) {
            return None;
        }
        let ends = stood.iter().flat_map(|person| of(*person)).filter_map(|term| term.until);
        let ended = ends.filter(|until| *until < today).max().and_then(|until| until.tomorrow().ok());
        let later =
            executives.iter().filter(|term| term.holds_on(today) && term.from > day).map(|term| term.from).min();
        ended.or(later).or(Some(today))
    }

    /// How it stands today to the sections at their `current` versions (one not named has no event), and to those who
    /// are and were executives. The one rule on whether a check is confirmed: pages, lists, deadlines and what asks for
    /// a confirmation all ask here.
    #[must_use]
    pub fn standing(&self, current: &Versions, executives: &[Term], today: Date) -> Standing {
        self.standing_to(current, self.replaced_since(executives, today))
    }

    /// The same to a representative who has been one since that day, as far as the record knows. A change on the very
    /// day of the sign-off does not touch it: which came first is not told by a date.
    fn standing_to(&self, current: &Versions, representative_since: Option<Date>) -> Standing {
        let sections: Vec<StreamId> = changed(&self.sections, current).collect();
        let representative = representative_since.filter(|since| *since > self.day());
        if sections.is_empty() && representative.is_none() {
            Standing::Holds
        } else {
            Standing::ChangedSince { sections, representative }
        }
    }
}

/// The streams that stand at another version than the one that was seen; one that is not there has none.
pub(super) fn changed<'v>(seen: &'v Versions, current: &'v Versions) -> impl Iterator<Item = StreamId> + 'v {
    let another = |(stream, seen): (&StreamId, &u32)| {
        (current.get(stream).copied().unwrap_or_default() != *seen).then_some(*stream)
    };
    seen.iter().filter_map(another)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use uuid::Uuid;

    const SIGNED: Date = Date::constant(2026, 11, 20);

    fn stream(n: u8) -> StreamId {
        StreamId(Uuid::from_u128(u128::from(n)))
    }

    fn versions(of: &[(u8, u32)]) -> Versions {
        of.iter().map(|(n, version)| (stream(*n), *version)).collect()
    }

    fn signed(sections: Versions) -> SignOff {
        let (route, by, content) = (Route::OnScreen, PersonId(Uuid::from_u128(9)), Digest::of(b"shown"));
        SignOff { route, by, on: SIGNED, sections, content, mandate: None, signed_on: None }
    }

    #[test]
    fn a_sign_off_holds_while_every_section_stands_as_it_was_seen() {
        let sign_off = signed(versions(&[(1, 3), (2, 0)]));
        // A section that nobody opened may be left out or stand with version 0: both say the same.
        for current in [versions(&[(1, 3), (2, 0)]), versions(&[(1, 3)])] {
            assert_eq!(sign_off.standing_to(&current, None), Standing::Holds);
        }
        assert_eq!(
            sign_off.standing_to(&versions(&[(1, 4), (2, 2)]), None),
            Standing::ChangedSince { sections: vec![stream(1), stream(2)], representative: None }
        );
    }

    #[test]
    fn another_representative_has_to_sign_again_from_the_day_after_the_sign_off() {
        let sign_off = signed(versions(&[(1, 3)]));
        let later = Date::constant(2026, 11, 21);
        for (since, holds) in [(Date::constant(2020, 4, 1), true), (SIGNED, true), (later, false)] {
            let standing = sign_off.standing_to(&versions(&[(1, 3)]), Some(since));
            assert_eq!(standing == Standing::Holds, holds, "{since}");
        }
        let both = sign_off.standing_to(&versions(&[(1, 4)]), Some(later));
        assert_eq!(both, Standing::ChangedSince { sections: vec![stream(1)], representative: Some(later) });
    }

    #[test]
    fn a_sign_off_holds_as_long_as_its_signer_is_an_executive() {
        let (signer, other) = (PersonId(Uuid::from_u128(9)), PersonId(Uuid::from_u128(8)));
        let day = |day| Date::constant(2026, 12, day);
        let term = |person, from, until| Term { person, from, until };
        let before = Date::constant(2020, 4, 1);
        let sign_off = signed(versions(&[(1, 3)]));
        let today = day(10);
        for (what, executives, since) in [
            ("still one", vec![term(signer, before, None)], None),
            ("one of two", vec![term(signer, before, None), term(other, day(1), None)], None),
            ("ended", vec![term(signer, before, Some(day(3))), term(other, day(2), None)], Some(day(4))),
            ("no end is known", vec![term(other, day(2), None)], Some(day(2))),
            ("nothing is known", vec![term(other, before, None)], Some(today)),
            ("came back", vec![term(signer, before, Some(day(3))), term(signer, day(5), None)], None),
        ] {
            assert_eq!(sign_off.replaced_since(&executives, today), since, "{what}");
        }
        // Whoever signs by a mandate stands for those who were executives then.
        let text = Text { id: record::TextId(Uuid::nil()), sha256: Digest::of(b"scope") };
        let mandate = Some(Mandate { scope: text, until: day(31) });
        let by_mandate = SignOff { mandate, ..sign_off };
        for (what, executives, since) in [
            ("still one", vec![term(other, before, None)], None),
            ("ended", vec![term(other, before, Some(day(3)))], Some(day(4))),
            ("nobody was", vec![], None),
        ] {
            assert_eq!(by_mandate.replaced_since(&executives, today), since, "mandate: {what}");
        }
    }

    proptest! {
        #[test]
        fn exactly_the_sections_that_changed_are_named(
            seen in prop::collection::vec(0..4_u32, 1..9),
            later in prop::collection::vec(0..3_u32, 9),
        ) {
            let at = |n: usize| u8::try_from(n).unwrap();
            let before: Versions = seen.iter().enumerate().map(|(n, version)| (stream(at(n)), *version)).collect();
            let now: Versions = before.iter().zip(&later).map(|((s, version), more)| (*s, version + more)).collect();
            let changed: Vec<StreamId> = before.keys().filter(|s| before[*s] != now[*s]).copied().collect();
            let named = match signed(before).standing_to(&now, None) {
                Standing::Holds => Vec::new(),
                Standing::ChangedSince { sections, .. } => sections,
            };
            prop_assert_eq!(named, changed);
        }
    }
}
