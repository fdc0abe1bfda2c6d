//! Who may take which function in a certification case, and for everybody else why not.
//!
//! A question without a stream: facts of other streams go in, and every [`Impediment`] comes out with its rule, how strict the
//! rule is, and what a sentence about it needs (「鈴木審査員は2025年6月にこの会社へ助言しています。当機関の規程（2年間）では
//! 審査チームに選べません。」). Which rules there are and what each rests on stands in [`crate::rules`] and in `spec/4`:
//!
//! | who would | is kept out by |
//! |---|---|
//! | audit, or lead the team | advice and internal audits (INV-01, 04), declaration (INV-05), objection (INV-06), competence (INV-10) |
//! | review, or decide | another function in the case (INV-02, 07); who decides, advice as well (INV-02) |
//! | do any of them | a missing role, a tie to the company, an interest that was declared, a missing pledge of confidence (INV-11) |
//!
//! Advice by another person of the same body keeps nobody out (spec 7 §10). Of who decides, INV-02 asks that they did not
//! advise: in this case at any time, the company within the years of INV-01; that reading is ours.

mod settle;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use record::{PersonId, StreamId};
use serde::{Deserialize, Serialize};

use crate::competence::{self, Area};
use crate::member::{self, Role};
use crate::partiality::{self, Bar, Through, Tie};
use crate::rules::{Rule, Rules, Strength};
pub use settle::{Candidate, candidates, settle};

/// What somebody does in a certification case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Function {
    /// 助言者
    Adviser,
    /// 審査員
    Auditor,
    /// 審査チームの主任
    TeamLeader,
    /// レビュー（資料確認）担当
    Reviewer,
    /// 判定者
    DecisionMaker,
}

impl Function {
    /// Every function.
    pub const ALL: [Self; 5] = [Self::Adviser, Self::Auditor, Self::TeamLeader, Self::Reviewer, Self::DecisionMaker];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Adviser => "adviser",
            Self::Auditor => "auditor",
            Self::TeamLeader => "team_leader",
            Self::Reviewer => "reviewer",
            Self::DecisionMaker => "decision_maker",
        }
    }

    /// The function with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|function| function.word() == word)
    }

    /// The role in the body that it takes.
    #[must_use]
    pub fn role(self) -> Role {
        match self {
            Self::Adviser => Role::Adviser,
            Self::Auditor | Self::TeamLeader => Role::Auditor,
            Self::Reviewer => Role::Reviewer,
            Self::DecisionMaker => Role::DecisionMaker,
        }
    }

    /// Whether it is in the audit team.
    #[must_use]
    pub fn is_in_team(self) -> bool {
        match self {
            Self::Auditor | Self::TeamLeader => true,
            Self::Adviser | Self::Reviewer | Self::DecisionMaker => false,
        }
    }

    /// Whether one person may have both in one case: the same, or two of the team (INV-07).
    #[must_use]
    pub fn goes_with(self, other: Self) -> bool {
        self == other || (self.is_in_team() && other.is_in_team())
    }
}

/// A threat to impartiality, as it is asked for (INV-05; ISO/IEC 17021-1 4.2.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threat {
    /// 自己の利益
    SelfInterest,
    /// 自己レビュー
    SelfReview,
    /// 馴れ合い
    Familiarity,
    /// 威圧
    Intimidation,
}

impl Threat {
    /// Every threat.
    pub const ALL: [Self; 4] = [Self::SelfInterest, Self::SelfReview, Self::Familiarity, Self::Intimidation];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::SelfInterest => "self_interest",
            Self::SelfReview => "self_review",
            Self::Familiarity => "familiarity",
            Self::Intimidation => "intimidation",
        }
    }

    /// The threat with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|threat| threat.word() == word)
    }
}

/// What somebody declared for a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// When it was recorded.
    pub at: Timestamp,
    /// The threats answered with yes; each other one with no.
    pub threats: BTreeSet<Threat>,
}

/// What is known of a person, as evidence from their streams.
#[derive(Debug, Clone, Copy)]
pub struct Person<'a> {
    /// Who.
    pub person: PersonId,
    /// What they are in the body.
    pub body: &'a member::Status,
    /// What they are in the company.
    pub company: &'a member::Status,
    /// What they are competent in, and their pledge.
    pub competence: &'a competence::Status,
    /// What makes them partial towards the company.
    pub partiality: &'a partiality::Status,
    /// What they declared for this case, if they did.
    pub declaration: Option<&'a Declaration>,
    /// Since when the body holds an objection of the company against them in this case to be right.
    pub objection_upheld: Option<Date>,
}

/// What is known of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its stream.
    pub stream: StreamId,
    /// Who had which function in it at any time. Who advised in it is an adviser of it.
    pub functions: BTreeMap<PersonId, BTreeSet<Function>>,
    /// The areas that whoever audits has to be competent in.
    pub areas: BTreeSet<Area>,
    /// When the plan was sent to the company, if it was.
    pub plan_sent: Option<Timestamp>,
}

/// Why somebody may not take a function, or only with a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Impediment {
    /// What it is.
    pub why: Why,
    /// Whether a reason would do: never [`Strength::Off`].
    pub strength: Strength,
}

/// What keeps somebody from a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// No such role in the body, or not on that day.
    Role {
        /// The role.
        needed: Role,
        /// The first of the days without it; none where no day was told.
        on: Option<Date>,
    },
    /// Is something in the company, or enters on its behalf.
    InCompany {
        /// The first of the days; none where no day was told.
        on: Option<Date>,
    },
    /// Advised the company, or their outside employer did (INV-01).
    Advised {
        /// The entry with its days.
        bar: Bar,
        /// The years of the rule.
        years: u16,
    },
    /// Did an internal audit for the company (INV-04).
    AuditedInternally {
        /// The entry with its days.
        bar: Bar,
        /// The years of the rule.
        years: u16,
    },
    /// Works for the company, or has another interest in it (INV-05).
    Interest {
        /// The entry with its days.
        bar: Bar,
    },
    /// Has declared nothing for this case (INV-05).
    NotDeclared,
    /// Declared after the plan was sent (INV-05).
    DeclaredLate {
        /// When.
        at: Timestamp,
        /// When the plan was sent.
        plan_sent: Timestamp,
    },
    /// Declared a conflict (INV-05).
    Declared {
        /// The threats, at least one.
        threats: BTreeSet<Threat>,
    },
    /// The company objected, and the body held the objection to be right (INV-06).
    Objection {
        /// Since when.
        on: Date,
    },
    /// Has another function in this case (INV-07).
    Function {
        /// Which.
        has: Function,
    },
    /// Would decide on what they audited or advised (INV-02).
    OwnWork {
        /// What they did in the case.
        has: Function,
    },
    /// Would decide on a company they advised (INV-02).
    OwnAdvice {
        /// The entry with its first and last day.
        bar: Bar,
    },
    /// Is not competent in an area on a day of the audit (INV-10).
    Competence {
        /// The area.
        area: Area,
        /// The first of the days; none where no day was told.
        on: Option<Date>,
    },
    /// Has pledged no confidence that binds on that day (INV-11; Act 72).
    Pledge {
        /// The first of the days; none where no day was told.
        on: Option<Date>,
    },
}

impl Why {
    /// The rule that may be set; none where it always blocks.
    #[must_use]
    pub fn rule(&self) -> Option<Rule> {
        match self {
            Self::Advised { .. } => Some(Rule::AdvisedBefore),
            Self::AuditedInternally { .. } => Some(Rule::InternalAudit),
            Self::Interest { .. } | Self::Declared { .. } => Some(Rule::DeclaredConflict),
            Self::NotDeclared | Self::DeclaredLate { .. } => Some(Rule::Declaration),
            Self::Objection { .. } => Some(Rule::Objection),
            Self::Function { .. } => Some(Rule::OneFunction),
            Self::OwnWork { .. } | Self::OwnAdvice { .. } => Some(Rule::DecidesOwnAudit),
            Self::Competence { .. } => Some(Rule::Competence),
            Self::Role { .. } | Self::InCompany { .. } | Self::Pledge { .. } => None,
        }
    }

    /// The number of its rule in `spec/4`; none where the rule is ours.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::Pledge { .. } => Some("INV-11"),
            Self::AuditedInternally { .. }
            | Self::Advised { .. }
            | Self::Interest { .. }
            | Self::NotDeclared
            | Self::DeclaredLate { .. }
            | Self::Declared { .. }
            | Self::Objection { .. }
            | Self::Function { .. }
            | Self::OwnWork { .. }
            | Self::OwnAdvice { .. }
            | Self::Competence { .. }
            | Self::Role { .. }
            | Self::InCompany { .. } => self.rule().map(Rule::invariant),
        }
    }

    /// Its word, for who words it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Role { .. } => "role",
            Self::InCompany { .. } => "in-company",
            Self::Advised { .. } => "advised",
            Self::AuditedInternally { .. } => "audited-internally",
            Self::Interest { .. } => "interest",
            Self::NotDeclared => "not-declared",
            Self::DeclaredLate { .. } => "declared-late",
            Self::Declared { .. } => "declared",
            Self::Objection { .. } => "objection",
            Self::Function { .. } => "function",
            Self::OwnWork { .. } => "own-work",
            Self::OwnAdvice { .. } => "own-advice",
            Self::Competence { .. } => "competence",
            Self::Pledge { .. } => "pledge",
        }
    }
}

/// Everything that keeps `person` from `function` in `case` on any of the days `on`, in the order of [`Why`]; empty = they may.
///
/// `on` are the days on which they would act: those of the audit, or today for who reviews and decides. Without a day nothing
/// is held to be over, and nothing to be in force.
#[must_use]
pub fn impediments(
    function: Function,
    person: &Person<'_>,
    case: &Case,
    rules: &Rules,
    on: &[Date],
) -> Vec<Impediment> {
    let mut found = Vec::new();
    found.extend(role(function, person, on));
    found.extend(in_company(person, on));
    found.extend(ties(function, person, rules, on));
    if function.is_in_team() {
        found.extend(declaration(person, case));
        found.extend(person.objection_upheld.map(|on| Why::Objection { on }));
    }
    found.extend(functions(function, person, case));
    found.extend(own_advice(function, person, case, rules, on));
    if function.is_in_team() {
        found.extend(competence(person, case, on));
    }
    found.extend(pledge(person, on));
    let strength = |why: &Why| why.rule().map_or(Strength::Block, |rule| rules.strength(rule));
    let with_strength = |why: Why| Impediment { strength: strength(&why), why };
    found.into_iter().map(with_strength).filter(|impediment| impediment.strength != Strength::Off).collect()
}

/// The first of the days on which it is so; without a day, as if it were.
fn first(on: &[Date], so: impl Fn(Date) -> bool) -> Option<Option<Date>> {
    if on.is_empty() { Some(None) } else { on.iter().copied().filter(|day| so(*day)).min().map(Some) }
}

fn role(function: Function, person: &Person<'_>, on: &[Date]) -> Option<Why> {
    let needed = function.role();
    let on = first(on, |day| !person.body.roles_on(day).contains(&needed))?;
    Some(Why::Role { needed, on })
}

/// Nobody acts for the body towards a company in which they are something.
fn in_company(person: &Person<'_>, on: &[Date]) -> Option<Why> {
    let member = match person.company {
        member::Status::Member { .. } => true,
        member::Status::Stranger
        | member::Status::Invited { .. }
        | member::Status::Uninvited { .. }
        | member::Status::Left { .. } => false,
    };
    let is = |day| !person.company.roles_on(day).is_empty() || person.company.support_on(day).is_some();
    let on = first(on, is).filter(|_| member)?;
    Some(Why::InCompany { on })
}

/// What stands in the guard: advice and internal audits for the team, interests for everybody.
fn ties(function: Function, person: &Person<'_>, rules: &Rules, on: &[Date]) -> Vec<Why> {
    let why = |bar: Bar| match (bar.tie, function.is_in_team()) {
        (Tie::Advice { .. }, true) => Some(Why::Advised { bar, years: rules.figures.years_after_advice }),
        (Tie::InternalAudit { .. }, true) => {
            Some(Why::AuditedInternally { bar, years: rules.figures.years_after_internal_audit })
        }
        (Tie::Employment | Tie::Interest { .. }, _) => Some(Why::Interest { bar }),
        (Tie::Advice { .. } | Tie::InternalAudit { .. }, false) => None,
    };
    person.partiality.bars(on, rules).into_iter().filter_map(why).collect()
}

fn declaration(person: &Person<'_>, case: &Case) -> Vec<Why> {
    let Some(declaration) = person.declaration else { return vec![Why::NotDeclared] };
    let late = case.plan_sent.filter(|plan_sent| *plan_sent <= declaration.at);
    let late = late.map(|plan_sent| Why::DeclaredLate { at: declaration.at, plan_sent });
    let threats = declaration.threats.clone();
    let conflict = (!threats.is_empty()).then_some(Why::Declared { threats });
    late.into_iter().chain(conflict).collect()
}

/// What they did in the case: what is told of it, and advice by them that stands in the guard.
fn held(person: &Person<'_>, case: &Case) -> BTreeSet<Function> {
    let mut held = case.functions.get(&person.person).cloned().unwrap_or_default();
    if person.partiality.advised_in(case.stream).is_some() {
        held.insert(Function::Adviser);
    }
    held
}

/// Each other function they have in the case that does not go with this one.
fn functions(function: Function, person: &Person<'_>, case: &Case) -> Vec<Why> {
    let why = |has: Function| match (function, has) {
        (Function::DecisionMaker, Function::Adviser | Function::Auditor | Function::TeamLeader) => Why::OwnWork { has },
        (Function::DecisionMaker, Function::Reviewer | Function::DecisionMaker)
        | (Function::Adviser | Function::Auditor | Function::TeamLeader | Function::Reviewer, _) => {
            Why::Function { has }
        }
    };
    held(person, case).into_iter().filter(|has| !function.goes_with(*has)).map(why).collect()
}

/// Who decides did not advise the company, however strict the rule on auditors is. Advice by them in this case is their
/// function in it.
fn own_advice(function: Function, person: &Person<'_>, case: &Case, rules: &Rules, on: &[Date]) -> Vec<Why> {
    let elsewhere = |bar: &Bar| match bar.tie {
        Tie::Advice { through: Through::Person, case: in_case, .. } => in_case != Some(case.stream),
        Tie::Advice { through: Through::Employer, .. } => true,
        Tie::InternalAudit { .. } | Tie::Employment | Tie::Interest { .. } => false,
    };
    match function {
        Function::DecisionMaker => {
            let counting = person.partiality.counting(on, rules).into_iter().filter(elsewhere);
            counting.map(|bar| Why::OwnAdvice { bar }).collect()
        }
        Function::Adviser | Function::Auditor | Function::TeamLeader | Function::Reviewer => Vec::new(),
    }
}

fn competence(person: &Person<'_>, case: &Case, on: &[Date]) -> Vec<Why> {
    let lacks = |area: &Area| {
        let on = first(on, |day| !person.competence.holds(area, &[day]))?;
        Some(Why::Competence { area: area.clone(), on })
    };
    case.areas.iter().filter_map(lacks).collect()
}

fn pledge(person: &Person<'_>, on: &[Date]) -> Option<Why> {
    let on = first(on, |day| !person.competence.is_pledged_on(day))?;
    Some(Why::Pledge { on })
}
