//! Refusals of decisions, certificates and suspensions.

use scheme::assignment::{Candidate, Why};
use scheme::day::WrongDay;
use scheme::rules::Strength;
use scheme::{certificate, decision, suspension};

use super::{Fact, Ruling};
use crate::office::Refused;

/// A state, by the key that says it.
fn stands(key: String) -> Vec<(&'static str, Fact)> {
    vec![("found", Fact::Said(key))]
}

/// Criteria by their ids, one after the other.
fn criteria<'c>(found: impl Iterator<Item = &'c String>) -> (&'static str, Fact) {
    ("criteria", Fact::Code(found.cloned().collect::<Vec<_>>().join(" / ")))
}

fn number(found: usize) -> Fact {
    Fact::Number(found as u64)
}

fn day(day: WrongDay) -> Ruling {
    match day {
        WrongDay::ToCome { today, found } => Ruling::days("judged-day-to-come", [("today", today), ("found", found)]),
        WrongDay::TooEarly { earliest, found } => {
            Ruling::days("judged-day-too-early", [("earliest", earliest), ("found", found)])
        }
        WrongDay::TooLate { latest, found } => {
            Ruling::days("judged-day-too-late", [("latest", latest), ("found", found)])
        }
    }
}

impl From<decision::Error> for Ruling {
    fn from(error: decision::Error) -> Self {
        use decision::Error;
        let rule = error.rule();
        match error {
            Error::NotNow { found, .. } => Self { rule, facts: stands(format!("judging-state-{found}")) },
            Error::Partial { found, .. } => {
                Self { rule: "judged-partial", facts: vec![("people", Fact::People(found.into_iter().collect()))] }
            }
            Error::NoDecisionMaker { found } => {
                Self { rule, facts: vec![("people", Fact::People(found.into_iter().collect()))] }
            }
            Error::NotOfTheForum { person } | Error::Recused { person } => {
                Self { rule, facts: vec![("people", Fact::People(vec![person]))] }
            }
            Error::Quorum { expected, found } => {
                let (expected, found) = (Fact::Number(expected.into()), Fact::Number(found.into()));
                Self { rule, facts: vec![("expected", expected), ("found", found)] }
            }
            Error::TooMany { most, found } => {
                Self { rule, facts: vec![("most", number(most)), ("found", number(found))] }
            }
            Error::OtherPapers { changed } => Self { rule, facts: vec![("n", number(changed))] },
            Error::NotCarried { in_favour, against } => {
                Self { rule, facts: vec![("in_favour", number(in_favour)), ("against", number(against))] }
            }
            Error::NoPapers
            | Error::NoMinutes
            | Error::OtherRules { .. }
            | Error::ApplicationOpen
            | Error::NoReport
            | Error::NothingAudited
            | Error::NoReasons { .. }
            | Error::NoAppealPath { .. } => Self::of(rule),
            Error::NoDeclaration => Self::of("judged-declaration-missing"),
            Error::DeclarationChanged => Self::of("judged-declaration-changed"),
            Error::NotAccredited { on } | Error::OutOfScope { on } => Self::days(rule, [("on", on)]),
            Error::BeforeReport { issued_on, found } => Self::days(rule, [("issued", issued_on), ("found", found)]),
            Error::BeforeSettled { settled_on, found } => Self::days(rule, [("settled", settled_on), ("found", found)]),
            Error::Open { found } => {
                let named = criteria(found.iter().map(|fact| &fact.criterion));
                Self { rule, facts: vec![("n", number(found.len())), named] }
            }
            Error::Unraised { criteria: found } => {
                Self { rule, facts: vec![("n", number(found.len())), criteria(found.iter())] }
            }
            Error::Day(WrongDay::TooEarly { earliest, found }) => {
                Self::days("judged-back-dated", [("today", earliest), ("found", found)])
            }
            Error::Day(wrong) => day(wrong),
        }
    }
}

impl From<certificate::Error> for Ruling {
    fn from(error: certificate::Error) -> Self {
        use certificate::Error;
        let rule = error.rule();
        match error {
            Error::NotNow { found, .. } => Self { rule, facts: stands(format!("certificate-state-{found}")) },
            Error::Expired { on } | Error::NotAccredited { on } => Self::days(rule, [("on", on)]),
            Error::OtherDecision { expected, found } => Self { rule, facts: decided_otherwise(expected, found) },
            Error::TransferOfSuspended | Error::NoSites | Error::EarlierNotGood { .. } | Error::NoPapers => {
                Self::of(rule)
            }
            Error::BeforeDecision { decided, found } => Self::days(rule, [("decided", decided), ("found", found)]),
            Error::LongAfterDecision { latest, found } => Self::days(rule, [("latest", latest), ("found", found)]),
            Error::RenewedLate { expiry, decided } | Error::NotOver { expiry, decided } => {
                Self::days(rule, [("expiry", expiry), ("decided", decided)])
            }
            Error::TooLateToTakeUp { latest, decided } => Self::days(rule, [("latest", latest), ("decided", decided)]),
            // The one rule of a certificate that a pack sets.
            Error::Broken(broken) => Self::of(match broken.strength {
                Strength::Block => "judged-fees-block",
                Strength::Warn | Strength::Off => "judged-fees-warn",
            }),
            Error::Day(wrong) => day(wrong),
        }
    }
}

/// Which decisions would do, and which one there is.
fn decided_otherwise(expected: &[decision::Kind], found: decision::Kind) -> Vec<(&'static str, Fact)> {
    let said = |kind: decision::Kind| format!("judging-kind-{}", kind.word());
    let expected = expected.iter().map(|kind| said(*kind)).collect();
    vec![("expected", Fact::Listed(expected)), ("found", Fact::Said(said(found)))]
}

impl From<suspension::Error> for Ruling {
    fn from(error: suspension::Error) -> Self {
        use suspension::Error;
        let rule = error.rule();
        match error {
            Error::NotNow { found, .. } => {
                Self { rule, facts: stands(format!("suspending-state-{}", found.replace('_', "-"))) }
            }
            Error::NoGround | Error::NoConditions | Error::NotInvited | Error::NotHeard => Self::of(rule),
            Error::OtherDecision { expected, found } => Self { rule, facts: decided_otherwise(expected, found) },
            Error::Over { limit } => Self::days(rule, [("limit", limit)]),
            Error::ConditionsOpen { open } => {
                let open: Vec<String> = open.iter().map(u16::to_string).collect();
                Self { rule, facts: vec![("open", Fact::Code(open.join(" / ")))] }
            }
            Error::NoSuchCondition { found: condition } | Error::NoEvidence { condition } => {
                Self { rule, facts: vec![("condition", Fact::Number(condition.into()))] }
            }
            Error::Day(wrong) => day(wrong),
        }
    }
}

/// Everybody who is kept out, with every reason, as one refusal.
pub(in crate::certification) fn kept_out(rule: &'static str, kept: &[Candidate]) -> Ruling {
    let mut said: Vec<String> =
        kept.iter().flat_map(|candidate| &candidate.impediments).map(|impediment| why(&impediment.why)).collect();
    said.sort();
    said.dedup();
    let people = kept.iter().map(|candidate| candidate.person).collect();
    Ruling { rule, facts: vec![("people", Fact::People(people)), ("why", Fact::Listed(said))] }
}

/// The key of a reason in a few words; a page tells it with its days.
fn why(why: &Why) -> String {
    format!("judging-out-{}", why.word())
}

impl From<decision::Error> for Refused {
    fn from(error: decision::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<certificate::Error> for Refused {
    fn from(error: certificate::Error) -> Self {
        Ruling::from(error).into()
    }
}

impl From<suspension::Error> for Refused {
    fn from(error: suspension::Error) -> Self {
        Ruling::from(error).into()
    }
}
