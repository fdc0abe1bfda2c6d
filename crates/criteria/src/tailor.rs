//! Tailoring: which requirements of the criteria hold for whom, and why.
//!
//! Asked with the forms of information (態様) that a company has to protect, and how far it aims: the minimum set of the
//! guideline (S1 第4の2の一), or a level of the selectable measures. The answer is total: every requirement of the pack is in
//! it once, in the order of the pack, with its reasons. It knows nothing of a company's own choice among what is selectable.

use std::collections::{BTreeMap, BTreeSet};

use crate::pack::criteria::{Criteria, Form, Kind, Minimum, Part, Requirement};

/// How far a company aims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aim {
    /// The minimum set, which the guideline has shown to those who begin: 「Ⅰの第一から第三まで及び第四から第六までの柱書き、
    /// Ⅱの柱書き並びに技術等情報の態様に応じてⅢ、Ⅳ及びⅤの柱書き」.
    Minimum,
    /// All that is not for choice, and the selectable measures up to this level. 0: none of them.
    Level(u8),
}

/// Whether a requirement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// It has to be met.
    Required,
    /// It may be chosen.
    Selectable,
    /// There is nothing it could hold for.
    NotRequired,
}

/// Why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It is basic: it holds for everybody.
    Basic,
    /// All of its part is in the minimum set.
    Whole,
    /// It is the chapeau of its part.
    Chapeau,
    /// It is an item that is not for choice.
    Item,
    /// It is a measure of this level, and so high is aimed.
    Level(u8),
    /// It is a measure of this level, and not so high is aimed.
    Above(u8),
    /// It is not in the minimum set, and no more is aimed at.
    BeyondMinimum,
    /// It holds because the company has information in these forms.
    Has(Vec<String>),
    /// It would hold for information in these forms, and the company has none of it.
    HasNone(Vec<String>),
}

/// One requirement, with whether it holds and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed<'a> {
    /// The requirement.
    pub requirement: &'a Requirement,
    /// Whether it holds.
    pub need: Need,
    /// Why; at least one reason.
    pub reasons: Vec<Reason>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tailored<'a> {
    /// What was aimed at.
    pub aim: Aim,
    /// Every requirement, in the order of the pack.
    pub needs: Vec<Needed<'a>>,
    /// Forms that were given and lead to no part of this pack: they say where information is, not in which form.
    pub leading_nowhere: Vec<&'a str>,
    /// What was given and is no form of this pack.
    pub unknown: Vec<String>,
}

impl Tailored<'_> {
    /// The ids of what has to be met, in the order of the pack.
    pub fn required(&self) -> impl Iterator<Item = &str> {
        self.with(Need::Required)
    }

    /// The ids of what may be chosen, in the order of the pack.
    pub fn selectable(&self) -> impl Iterator<Item = &str> {
        self.with(Need::Selectable)
    }

    /// Whether this requirement holds; none where the pack has no such one.
    #[must_use]
    pub fn need(&self, requirement: &str) -> Option<Need> {
        self.needs.iter().find(|needed| needed.requirement.id == requirement).map(|needed| needed.need)
    }

    fn with(&self, need: Need) -> impl Iterator<Item = &str> {
        self.needs.iter().filter(move |needed| needed.need == need).map(|needed| needed.requirement.id.as_str())
    }
}

/// Which requirements hold for who has information in these `forms` (ids of the pack) and aims so far.
///
/// More forms, or a higher level, never take a requirement away. Every aim includes the minimum set.
#[must_use]
pub fn tailor<'a>(criteria: &'a Criteria, forms: &BTreeSet<&str>, aim: Aim) -> Tailored<'a> {
    let parts: BTreeMap<&str, &Part> = criteria.parts.iter().map(|part| (part.id.as_str(), part)).collect();
    let needs = criteria.requirements.iter().map(|requirement| {
        let part = parts.get(requirement.part.as_str()).copied();
        let (need, reasons) = judge(criteria, requirement, part, forms, aim);
        Needed { requirement, need, reasons }
    });
    let leads_nowhere = |form: &&Form| form.parts.is_empty() && forms.contains(form.id.as_str());
    Tailored {
        aim,
        needs: needs.collect(),
        leading_nowhere: criteria.forms.iter().filter(leads_nowhere).map(|form| form.id.as_str()).collect(),
        unknown: forms.iter().filter(|form| criteria.form(form).is_none()).map(|form| (*form).to_owned()).collect(),
    }
}

fn judge(
    criteria: &Criteria,
    requirement: &Requirement,
    part: Option<&Part>,
    forms: &BTreeSet<&str>,
    aim: Aim,
) -> (Need, Vec<Reason>) {
    if requirement.basic {
        return (Need::Required, vec![Reason::Basic]);
    }
    let mut reasons = Vec::new();
    if let Some(holds_for) = narrowed(criteria, requirement, part) {
        let has: Vec<String> =
            holds_for.iter().filter(|form| forms.contains(*form)).map(|form| (*form).to_owned()).collect();
        if has.is_empty() {
            let none = holds_for.into_iter().map(str::to_owned).collect();
            return (Need::NotRequired, vec![Reason::HasNone(none)]);
        }
        reasons.push(Reason::Has(has));
    }
    let whole = part.is_some_and(|part| part.minimum == Minimum::Whole);
    let (need, reason) = match (requirement.kind, requirement.level.unwrap_or(0), aim) {
        _ if whole => (Need::Required, Reason::Whole),
        (Kind::Chapeau, ..) => (Need::Required, Reason::Chapeau),
        (Kind::Item | Kind::Measure, _, Aim::Minimum) => (Need::Selectable, Reason::BeyondMinimum),
        (Kind::Item, _, Aim::Level(_)) => (Need::Required, Reason::Item),
        (Kind::Measure, level, Aim::Level(aimed)) if level <= aimed => (Need::Required, Reason::Level(level)),
        (Kind::Measure, level, Aim::Level(_)) => (Need::Selectable, Reason::Above(level)),
    };
    reasons.push(reason);
    (need, reasons)
}

/// The forms a requirement holds for, in the order of the pack; none where it holds whatever the form.
fn narrowed<'a>(criteria: &'a Criteria, requirement: &Requirement, part: Option<&Part>) -> Option<Vec<&'a str>> {
    let by_form = part.is_some_and(|part| part.by_form);
    if !by_form && requirement.forms.is_empty() {
        return None;
    }
    let leads = |form: &&Form| !by_form || form.parts.contains(&requirement.part);
    let named = |form: &&Form| requirement.forms.is_empty() || requirement.forms.contains(&form.id);
    Some(criteria.forms.iter().filter(leads).filter(named).map(|form| form.id.as_str()).collect())
}
