//! What is done about impediments: who may be chosen, and what stands in the event where a warning was overridden.

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::{PersonId, Text};

use super::{Case, Function, Impediment, Person, impediments};
use crate::rules::{Override, Rule, Rules, Strength};

/// A person with what keeps them out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Everything that keeps them out; empty = they may.
    pub impediments: Vec<Impediment>,
}

impl Candidate {
    /// How strict the strictest impediment is; none = they may.
    #[must_use]
    pub fn strength(&self) -> Option<Strength> {
        let blocked = self.impediments.iter().any(|impediment| impediment.strength == Strength::Block);
        match (blocked, self.impediments.is_empty()) {
            (true, _) => Some(Strength::Block),
            (false, false) => Some(Strength::Warn),
            (false, true) => None,
        }
    }
}

/// Every person judged for one function: those who may first, then those who may with a reason, then the others; otherwise in
/// the order given.
#[must_use]
pub fn candidates(
    function: Function,
    people: &[Person<'_>],
    case: &Case,
    rules: &Rules,
    on: &[Date],
) -> Vec<Candidate> {
    let judged = |person: &Person<'_>| Candidate {
        person: person.person,
        impediments: impediments(function, person, case, rules, on),
    };
    let mut candidates: Vec<Candidate> = people.iter().map(judged).collect();
    candidates.sort_by_key(|candidate| match candidate.strength() {
        None => 0,
        Some(Strength::Warn) => 1,
        Some(Strength::Block | Strength::Off) => 2,
    });
    candidates
}

/// What stands in the event of an assignment: each warning that was overridden, once, with its reason.
///
/// # Errors
/// The impediments that block, and the warnings for which no reason is told.
pub fn settle(impediments: Vec<Impediment>, reasons: &BTreeMap<Rule, Text>) -> Result<Vec<Override>, Vec<Impediment>> {
    let mut overrides = BTreeMap::new();
    let mut left = Vec::new();
    for impediment in impediments {
        let reason = impediment.why.rule().and_then(|rule| Some((rule, *reasons.get(&rule)?)));
        match (impediment.strength, reason) {
            (Strength::Off, _) => {}
            (Strength::Warn, Some((rule, reason))) => {
                overrides.insert(rule, Override { rule, reason });
            }
            (Strength::Warn, None) | (Strength::Block, _) => left.push(impediment),
        }
    }
    if left.is_empty() { Ok(overrides.into_values().collect()) } else { Err(left) }
}
