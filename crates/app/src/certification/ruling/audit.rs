//! Refusals of the rules of the audit: team, plan, report, with their facts; and why somebody may not be chosen for it.

use std::collections::BTreeSet;

use record::PersonId;
use scheme::assignment::{Function, Impediment, Threat, Why};
use scheme::audit::{self, Area, Error, Stage};
use scheme::day::WrongDay;
use scheme::partiality::{Bar, Interest, Through, Tie};
use scheme::rules::{Broken, Rule, Strength};

use super::{Fact, Ruling};
use crate::office::Refused;

fn person(found: PersonId) -> Fact {
    Fact::People(vec![found])
}

fn people(found: BTreeSet<PersonId>) -> Fact {
    Fact::People(found.into_iter().collect())
}

fn seat(found: audit::Function) -> Fact {
    Fact::Said(format!("audit-function-{}", found.word()))
}

fn stage(found: Stage) -> Fact {
    Fact::Said(format!("audit-stage-{}", found.word()))
}

fn sites(found: &BTreeSet<u16>) -> Fact {
    Fact::Code(found.iter().map(u16::to_string).collect::<Vec<_>>().join(" / "))
}

fn criteria<C: AsRef<str>>(found: impl IntoIterator<Item = C>) -> Fact {
    Fact::Code(found.into_iter().map(|id| id.as_ref().to_owned()).collect::<Vec<_>>().join(" / "))
}

/// The keys of what these threats are called.
fn threats(found: impl IntoIterator<Item = Threat>) -> Fact {
    Fact::Listed(found.into_iter().map(|threat| format!("threat-{}", threat.word().replace('_', "-"))).collect())
}

impl From<Error> for Ruling {
    fn from(error: Error) -> Self {
        let rule = error.rule();
        let facts = match error {
            Error::NotNow { found, .. } => vec![("found", Fact::Said(format!("audit-state-{}", found.word())))],
            Error::NoSites
            | Error::NoLeader
            | Error::NoTeam
            | Error::NoProgramme
            | Error::SameDates
            | Error::NoDays
            | Error::NotAgreed
            | Error::NothingToDeclare
            | Error::NoDeclaration
            | Error::NoReason => Vec::new(),
            Error::TwoLeaders { leader } => vec![("leader", person(leader))],
            Error::NotLeader { leader, found } => vec![("leader", person(leader)), ("found", person(found))],
            Error::InTheTeam { person: who, function } => vec![("name", person(who)), ("function", seat(function))],
            Error::NoAuditor { person: who, found } => vec![("name", person(who)), ("function", seat(found))],
            Error::NotInTheTeam { person: who }
            | Error::NoObjection { person: who }
            | Error::Answered { person: who } => vec![("name", person(who))],
            Error::ThreatsOpen { missing } => vec![("missing", threats(missing))],
            Error::Undeclared { people: who, .. }
            | Error::Conflict { people: who, .. }
            | Error::Untold { people: who }
            | Error::ObjectionOpen { people: who, .. }
            | Error::Incompetent { people: who, .. } => vec![("people", people(who))],
            Error::MayObject { until } => vec![("until", Fact::Day(until))],
            Error::NoReportIn { year, from, to } => {
                vec![("year", Fact::Number(year.into())), ("from", Fact::Day(from)), ("to", Fact::Day(to))]
            }
            Error::NoSuchStage { found } | Error::NotPlanned { stage: found } | Error::PlanNotSent { stage: found } => {
                vec![("stage", stage(found))]
            }
            Error::NotProposed { found, .. } => vec![("found", Fact::Day(found))],
            Error::OtherDay { chosen: Some(chosen), found } => {
                vec![("chosen", Fact::Day(chosen)), ("found", Fact::Day(found))]
            }
            Error::OtherDay { chosen: None, found } => {
                vec![("chosen", Fact::Said("audit-no-day-chosen".to_owned())), ("found", Fact::Day(found))]
            }
            Error::SitesOutOfScope { found } => vec![("sites", sites(&found))],
            Error::SamplingUnexplained { left_out } => vec![("sites", sites(&left_out))],
            Error::Unvisited { sites: found } => vec![("sites", sites(&found))],
            Error::NotReady { since } => vec![("since", Fact::Day(since))],
            Error::NotAccredited { on } => vec![("on", Fact::Day(on))],
            Error::NothingShown { criteria: found }
            | Error::WithoutResult { criteria: found }
            | Error::Unraised { criteria: found } => vec![("criteria", criteria(found))],
            Error::NotDeclared { criteria: found } => vec![("criteria", criteria(found))],
            Error::DeclarationChanged { signed_on } => vec![("on", Fact::Day(signed_on))],
            Error::StagesOpen { stages } => {
                let said = stages.into_iter().map(|stage| format!("audit-stage-{}", stage.word())).collect();
                vec![("stages", Fact::Listed(said))]
            }
            Error::AreasOpen { areas } => {
                let said = areas.into_iter().map(|area: Area| format!("audit-area-{}", area.word())).collect();
                vec![("areas", Fact::Listed(said))]
            }
            Error::Broken(found) => return broken(found),
            Error::Day(found) => return dated(found),
        };
        Self { rule, facts }
    }
}

/// Where a reason would do, what is to be said with it; otherwise that nothing helps.
fn broken(Broken { rule, strength }: Broken) -> Ruling {
    let warns = match strength {
        Strength::Warn => true,
        Strength::Block | Strength::Off => false,
    };
    let has_words = match rule {
        Rule::AuditDays | Rule::StageOneFirst | Rule::AdviceInAudit | Rule::DeclaredConflict => true,
        Rule::AdvisedBefore
        | Rule::DecidesOwnAudit
        | Rule::InternalAudit
        | Rule::Declaration
        | Rule::Objection
        | Rule::OneFunction
        | Rule::Competence
        | Rule::FeesPaid => false,
    };
    let word = match (warns, has_words) {
        (true, true) => rule.word(),
        (true, false) => "unreasoned",
        (false, _) => "forbidden",
    };
    let title = Fact::Said(format!("audit-rule-{}", rule.word()));
    Ruling { rule: word, facts: vec![("title", title), ("number", Fact::Code(rule.invariant().to_owned()))] }
}

fn dated(found: WrongDay) -> Ruling {
    match found {
        WrongDay::ToCome { today, found } => Ruling::days("dated-to-come", [("today", today), ("found", found)]),
        WrongDay::TooEarly { earliest, found } => {
            Ruling::days("dated-too-early", [("earliest", earliest), ("found", found)])
        }
        WrongDay::TooLate { latest, found } => Ruling::days("dated-too-late", [("latest", latest), ("found", found)]),
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Ruling::from(error).into()
    }
}

/// An open day, where a question was asked without one.
fn day(on: Option<jiff::civil::Date>) -> (&'static str, Fact) {
    ("day", on.map_or_else(|| Fact::Said("audit-barred-day-open".to_owned()), Fact::Day))
}

fn function(found: Function) -> Fact {
    Fact::Said(format!("audit-held-{}", found.word().replace('_', "-")))
}

/// From when to when somebody is tied, and until when that counts.
fn span(bar: &Bar, years: u16) -> Vec<(&'static str, Fact)> {
    let still = || Fact::Said("audit-barred-still".to_owned());
    vec![
        ("from", Fact::Day(bar.from)),
        ("until", bar.until.map_or_else(still, Fact::Day)),
        ("years", Fact::Number(years.into())),
        ("last", bar.bars_until.map_or_else(|| Fact::Said("audit-barred-no-end".to_owned()), Fact::Day)),
    ]
}

/// What an interest is called.
fn interest(tie: Tie) -> Fact {
    let word = match tie {
        Tie::Employment => "employment",
        Tie::Interest { interest: Interest::Financial } => "financial",
        Tie::Interest { interest: Interest::Family } => "family",
        Tie::Interest { interest: Interest::Business } => "business",
        Tie::Interest { interest: Interest::Other } => "other",
        Tie::Advice { .. } => "advice",
        Tie::InternalAudit { .. } => "internal",
    };
    Fact::Said(format!("audit-barred-tie-{word}"))
}

impl Ruling {
    /// Why somebody may not be chosen, or only with a reason: in the body's own terms, with the number of the rule.
    #[must_use]
    pub fn barring(who: PersonId, impediment: &Impediment) -> Self {
        let (rule, mut facts) = match &impediment.why {
            Why::Role { needed, on } => {
                ("barred-role", vec![("role", Fact::Said(format!("role-{}", needed.word()))), day(*on)])
            }
            Why::InCompany { on } => ("barred-in-company", vec![day(*on)]),
            Why::Advised { bar, years } => {
                let by_employer = matches!(bar.tie, Tie::Advice { through: Through::Employer, .. });
                (if by_employer { "barred-employer-advised" } else { "barred-advised" }, span(bar, *years))
            }
            Why::AuditedInternally { bar, years } => ("barred-audited-internally", span(bar, *years)),
            Why::Interest { bar } => {
                let mut facts = span(bar, 0);
                facts.retain(|(name, _)| *name != "years" && *name != "last");
                facts.push(("tie", interest(bar.tie)));
                ("barred-interest", facts)
            }
            Why::NotDeclared => ("barred-not-declared", Vec::new()),
            Why::DeclaredLate { at, plan_sent } => {
                let on = |at: &jiff::Timestamp| Fact::Day(crate::dates::in_japan(*at).date());
                ("barred-declared-late", vec![("on", on(at)), ("sent", on(plan_sent))])
            }
            Why::Declared { threats: found } => ("barred-declared", vec![("threats", threats(found.iter().copied()))]),
            Why::Objection { on } => ("barred-objection", vec![("on", Fact::Day(*on))]),
            Why::Function { has } => ("barred-function", vec![("function", function(*has))]),
            Why::OwnWork { has } => ("barred-own-work", vec![("function", function(*has))]),
            Why::OwnAdvice { bar } => {
                let mut facts = span(bar, 0);
                facts.retain(|(name, _)| *name != "years");
                ("barred-own-advice", facts)
            }
            Why::Competence { area, on } => {
                let code = area.to_string();
                let code = code.split_once('/').map_or(code.as_str(), |(_, code)| code).to_owned();
                ("barred-competence", vec![("area", Fact::Code(code)), day(*on)])
            }
            Why::Pledge { on } => ("barred-pledge", vec![day(*on)]),
        };
        let how = match impediment.strength {
            Strength::Warn => "audit-barred-with-reason",
            Strength::Block | Strength::Off => "audit-barred-not",
        };
        facts.push(("name", person(who)));
        facts.push(("how", Fact::Said(how.to_owned())));
        Self { rule, facts }
    }
}
