//! A decision line by line: each ground with its rule and its fact. Knows no wording.

use std::collections::{BTreeMap, BTreeSet};

use criteria::edition::EditionId;
use jiff::civil::Date;
use record::{PersonId, Text};

use super::{Appeal, Forum, Kind, Recommendation, Status, Vote};
use crate::certification::CertificationType;
use crate::nonconformity::{Grade, Settled};
use crate::requirement::Outcome;
use crate::seen::Seen;

/// One ground of a decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The number of the rule in `spec/4` that asks for it.
    pub rule: &'static str,
    /// What was so.
    pub fact: Fact,
    /// Where it was read.
    pub seen: Option<Seen>,
}

/// What was so when it was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    /// What was decided, when, by whom.
    Decided {
        /// What.
        kind: Kind,
        /// The day of the decision.
        on: Date,
        /// Who.
        by: PersonId,
    },
    /// Why it was recorded only later.
    RecordedLate(Text),
    /// By which rules and criteria.
    Editions {
        /// The rule pack.
        rules: EditionId,
        /// The criteria.
        criteria: EditionId,
    },
    /// Who sat, and who was kept apart from it.
    Forum {
        /// Who sat.
        forum: Forum,
        /// Who was in the team.
        team: BTreeSet<PersonId>,
        /// Who advised.
        advised: BTreeSet<PersonId>,
    },
    /// How they voted.
    Votes(BTreeMap<PersonId, Vote>),
    /// Somebody took no part.
    Recused {
        /// Who.
        person: PersonId,
        /// Why.
        reason: Text,
    },
    /// The papers that were sent round.
    Circulated {
        /// When.
        on: Date,
        /// Which.
        papers: Vec<Seen>,
    },
    /// The minutes.
    Minutes(Text),
    /// How the accreditation of the body stood.
    Accreditation {
        /// Whether it was valid.
        stands: bool,
        /// Whether the scope of the case lay within it.
        covers: bool,
    },
    /// Whether the data of the application were confirmed.
    Application {
        /// Whether they were.
        confirmed: bool,
    },
    /// The declaration of the representative, where one is confirmed.
    Declaration {
        /// Whether nothing had changed since it was signed; none = there was none.
        holds: Option<bool>,
    },
    /// The report.
    Report {
        /// Its version.
        number: u16,
        /// When it was issued.
        issued_on: Date,
        /// What the team recommended.
        recommendation: Recommendation,
    },
    /// There was no report.
    NoReport,
    /// What was found of a requirement.
    Requirement {
        /// The criterion.
        criterion: String,
        /// What was found.
        outcome: Outcome,
    },
    /// How a nonconformity stood.
    Nonconformity {
        /// The criterion.
        criterion: String,
        /// How grave it was.
        grade: Grade,
        /// How far it was settled.
        settled: Settled,
        /// Since when.
        settled_on: Option<Date>,
        /// Whether another stage 2 was required.
        another_stage_two: bool,
    },
    /// A reason.
    Reason(Text),
    /// How to appeal.
    Appeal(Appeal),
}

/// The grounds of a decision, line by line; none before it is decided.
#[must_use]
pub fn explain(status: &Status) -> Vec<Line> {
    let Status::Decided { proposed, decided } = status else { return Vec::new() };
    let grounds = &decided.grounds;
    let mut lines = Vec::new();
    let mut add = |rule, fact, seen| lines.push(Line { rule, fact, seen });
    add("INV-42", Fact::Decided { kind: decided.kind, on: decided.on, by: decided.by }, None);
    if let Some(late) = decided.late {
        add("INV-41", Fact::RecordedLate(late), None);
    }
    let editions = Fact::Editions { rules: grounds.rules.clone(), criteria: grounds.criteria.clone() };
    add("INV-26", editions, None);
    let forum = Fact::Forum {
        forum: proposed.proposal.forum.clone(),
        team: grounds.partial.team.clone(),
        advised: grounds.partial.advised.clone(),
    };
    add("INV-02", forum, None);
    if let Some((on, papers)) = &proposed.circulated {
        add("INV-41", Fact::Circulated { on: *on, papers: papers.clone() }, None);
    }
    for (person, reason) in &proposed.recused {
        add("INV-02", Fact::Recused { person: *person, reason: *reason }, None);
    }
    if !proposed.votes.is_empty() {
        add("INV-41", Fact::Votes(proposed.votes.clone()), None);
    }
    if let Some(minutes) = proposed.minutes {
        add("INV-41", Fact::Minutes(minutes), None);
    }
    let accreditation = &grounds.accreditation;
    let stood = Fact::Accreditation { stands: accreditation.stands, covers: accreditation.covers };
    add("INV-22", stood, Some(accreditation.seen));
    add("INV-41", Fact::Application { confirmed: grounds.application.is_some() }, grounds.application);
    if grounds.certification == CertificationType::SelfDeclaration {
        let holds = grounds.declaration.as_ref().map(|declaration| declaration.holds);
        add("INV-30", Fact::Declaration { holds }, grounds.declaration.as_ref().map(|declaration| declaration.seen));
    }
    match &grounds.report {
        Some(report) => {
            let (number, issued_on, recommendation) = (report.number, report.issued_on, report.recommendation);
            add("INV-40", Fact::Report { number, issued_on, recommendation }, Some(report.audit));
        }
        None => add("INV-40", Fact::NoReport, None),
    }
    for fact in &grounds.requirements {
        let found = Fact::Requirement { criterion: fact.criterion.clone(), outcome: fact.outcome };
        add("INV-33", found, Some(fact.seen));
    }
    for fact in &grounds.nonconformities {
        let stood = Fact::Nonconformity {
            criterion: fact.criterion.clone(),
            grade: fact.grade,
            settled: fact.settled,
            settled_on: fact.settled_on,
            another_stage_two: fact.another_stage_two,
        };
        add(if fact.another_stage_two { "INV-36" } else { "INV-35" }, stood, Some(fact.seen));
    }
    for reason in &decided.reasons {
        add("INV-42", Fact::Reason(*reason), None);
    }
    if let Some(appeal) = decided.appeal {
        add("INV-42", Fact::Appeal(appeal), None);
    }
    lines
}
