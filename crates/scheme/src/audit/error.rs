//! Why an audit refuses: expected and found as data; what a person reads is worded elsewhere.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::PersonId;

use super::{Area, Function, Place, Stage};
use crate::assignment::Threat;
use crate::day::WrongDay;
use crate::rules::{Broken, Rule};

/// Why an audit refuses.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// It does not stand where that could be done.
    #[error("`{command}` does not fit an audit that is {}", found.word())]
    NotNow {
        /// What was wanted.
        command: &'static str,
        /// Where it stands.
        found: Place,
    },
    /// A scope has sites. To do: name them in the case.
    #[error("expected at least one site in the scope, found none")]
    NoSites,
    /// There is one team leader. To do: assign an auditor, then choose who leads.
    #[error("expected one team leader, found {leader} already")]
    TwoLeaders {
        /// Who leads it.
        leader: PersonId,
    },
    /// Nobody leads the team. To do: choose an auditor of the team.
    #[error("expected a team leader, found none")]
    NoLeader,
    /// The team leader issues the report (INV-37).
    #[error("expected the team leader {leader}, found {found}")]
    NotLeader {
        /// Who leads the team.
        leader: PersonId,
        /// Who wanted to.
        found: PersonId,
    },
    /// Somebody is in the team as something else. To do: release them first.
    #[error("{person} is in the team already")]
    InTheTeam {
        /// Who.
        person: PersonId,
        /// As what.
        function: Function,
    },
    /// Somebody is not in the team. To do: assign them.
    #[error("{person} is not in the team")]
    NotInTheTeam {
        /// Who.
        person: PersonId,
    },
    /// Only an auditor leads. To do: release them, and assign them as an auditor.
    #[error("expected an auditor to lead, found {person} as something else")]
    NoAuditor {
        /// Who.
        person: PersonId,
        /// As what they are in the team.
        found: Function,
    },
    /// Nobody would do it. To do: name people of the team.
    #[error("expected people of the team, found none")]
    NoTeam,
    /// A declaration says yes or no to each threat (INV-05).
    #[error("expected yes or no to each threat, found {} left open", missing.len())]
    ThreatsOpen {
        /// Those left open.
        missing: Vec<Threat>,
    },
    /// People have declared nothing (INV-05). To do: have them do it before.
    #[error("the rule `{}` refuses: {} people of the team have declared nothing", rule.word(), people.len())]
    Undeclared {
        /// The rule.
        rule: Rule,
        /// Who.
        people: BTreeSet<PersonId>,
    },
    /// People declared a conflict, and no reason stands for it (INV-05). To do: release them; where the rule warns, they declare
    /// with the reason.
    #[error("the rule `{}` refuses: {} people of the team declared a conflict", rule.word(), people.len())]
    Conflict {
        /// The rule.
        rule: Rule,
        /// Who.
        people: BTreeSet<PersonId>,
    },
    /// The company was not told who comes (INV-06). To do: tell it.
    #[error("the company was not told the names of {} people", people.len())]
    Untold {
        /// Who.
        people: BTreeSet<PersonId>,
    },
    /// An objection is not answered (INV-06). To do: answer it.
    #[error("the rule `{}` refuses: objections to {} people are not answered", rule.word(), people.len())]
    ObjectionOpen {
        /// The rule.
        rule: Rule,
        /// To whom.
        people: BTreeSet<PersonId>,
    },
    /// The company may still object (INV-06). To do: wait, or have it agree.
    #[error("the company may object until {until}")]
    MayObject {
        /// The last day to object.
        until: Date,
    },
    /// Nobody objected.
    #[error("expected an objection to {person}, found none")]
    NoObjection {
        /// Who.
        person: PersonId,
    },
    /// The objection was answered.
    #[error("the objection to {person} was answered")]
    Answered {
        /// To whom the company objected.
        person: PersonId,
    },
    /// People are not competent on a day of the audit (INV-10). To do: assign others.
    #[error("the rule `{}` refuses: {} people are not competent on that day", rule.word(), people.len())]
    Incompetent {
        /// The rule.
        rule: Rule,
        /// Who.
        people: BTreeSet<PersonId>,
    },
    /// A year has no report (INV-24). To do: set a day.
    #[error("expected a report from {from} to {to}, in year {year}")]
    NoReportIn {
        /// Which year, from 1.
        year: u16,
        /// Its first day to report.
        from: Date,
        /// Its last.
        to: Date,
    },
    /// There is no programme (INV-24). To do: set it.
    #[error("expected a programme, found none")]
    NoProgramme,
    /// The rules of the case have no such stage.
    #[error("expected a stage of this audit, found another")]
    NoSuchStage {
        /// Which.
        found: Stage,
    },
    /// Three different days are proposed (spec 7 §17).
    #[error("expected three different days")]
    SameDates,
    /// The day is none of those proposed. To do: choose one of them, or ask for others.
    #[error("expected one of {} days that were proposed, found {found}", proposed.len())]
    NotProposed {
        /// Those that were.
        proposed: Vec<Date>,
        /// Found.
        found: Date,
    },
    /// The plan begins on another day than the company chose. To do: propose days, and plan from the one chosen.
    #[error("expected a plan from the day the company chose, found {found}")]
    OtherDay {
        /// The day chosen.
        chosen: Option<Date>,
        /// The first day of the plan.
        found: Date,
    },
    /// A plan has days.
    #[error("expected at least one day, found none")]
    NoDays,
    /// Sites are not in the scope (INV-31). To do: leave them out, or have the scope changed.
    #[error("expected sites of the scope, found {} others", found.len())]
    SitesOutOfScope {
        /// Which.
        found: BTreeSet<u16>,
    },
    /// Not all sites are looked at, and it is not said why (INV-31). To do: say how they were chosen.
    #[error("expected a reason why {} sites are left out, or all of them", left_out.len())]
    SamplingUnexplained {
        /// The sites left out.
        left_out: BTreeSet<u16>,
    },
    /// The first stage found that the company is not ready (INV-32). To do: do it again.
    #[error("the company was not ready on {since}")]
    NotReady {
        /// When that was found.
        since: Date,
    },
    /// There is no plan to send.
    #[error("expected a plan of the stage, found none")]
    NotPlanned {
        /// Which.
        stage: Stage,
    },
    /// The plan was not sent, or not since somebody came into the team (INV-05). To do: send it.
    #[error("expected a plan that was sent, found none")]
    PlanNotSent {
        /// Which.
        stage: Stage,
    },
    /// The case is not agreed (INV-20).
    #[error("expected a case that is agreed")]
    NotAgreed,
    /// The body is not accredited on that day (INV-22).
    #[error("expected an accreditation that is valid on {on}, found none")]
    NotAccredited {
        /// The day.
        on: Date,
    },
    /// Sites of the plan were not visited (INV-31). To do: visit them, or plan otherwise.
    #[error("expected a visit to each site of the plan, found none to {}", sites.len())]
    Unvisited {
        /// Which.
        sites: BTreeSet<u16>,
    },
    /// An audit of the sites confirms no declaration.
    #[error("expected an audit that confirms a declaration")]
    NothingToDeclare,
    /// A statement has nothing to show for it (INV-30). To do: add evidence.
    #[error("expected evidence for each criterion that is met, found none for {}", criteria.join(", "))]
    NothingShown {
        /// Of which criteria.
        criteria: Vec<String>,
    },
    /// There is no declaration (INV-30). To do: have the representative sign it.
    #[error("expected a declaration signed by the representative, found none")]
    NoDeclaration,
    /// Something changed after the signing (INV-30). To do: have it signed anew.
    #[error("what was signed on {signed_on} has changed")]
    DeclarationChanged {
        /// When it was signed.
        signed_on: Date,
    },
    /// Nothing is declared of criteria that were audited (INV-30). To do: have it declared.
    #[error("expected a statement on each criterion, found none on {}", criteria.len())]
    NotDeclared {
        /// Of which.
        criteria: BTreeSet<String>,
    },
    /// Stages are not done.
    #[error("expected each stage to be done, found {} open", stages.len())]
    StagesOpen {
        /// Which.
        stages: Vec<Stage>,
    },
    /// Areas were not looked at (S3 L528). To do: look at them.
    #[error("expected all three areas, found {} open", areas.len())]
    AreasOpen {
        /// Which.
        areas: Vec<Area>,
    },
    /// Criteria have no result (INV-33). To do: enter one in their working papers.
    #[error("expected a result of each criterion, found none of {}", criteria.join(", "))]
    WithoutResult {
        /// Which. None = there is no result at all.
        criteria: Vec<String>,
    },
    /// Requirements fail and nobody raised it (INV-34). To do: raise it.
    #[error("expected a nonconformity for each requirement that fails, found none for {}", criteria.join(", "))]
    Unraised {
        /// Which.
        criteria: Vec<String>,
    },
    /// Another version of a report says why (INV-37). To do: give the reason.
    #[error("expected a reason for another version of the report, found none")]
    NoReason,
    /// A rule of the body is broken. To do: where it warns, give the reason.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A day does not fit.
    #[error(transparent)]
    Day(#[from] WrongDay),
}

impl Error {
    /// The word of the rule that refuses, for who words it.
    #[must_use]
    pub fn rule(&self) -> &'static str {
        match self {
            Self::NotNow { .. } => "audit-not-now",
            Self::NoSites => "audit-no-sites",
            Self::TwoLeaders { .. } => "audit-one-leader",
            Self::NoLeader => "audit-no-leader",
            Self::NotLeader { .. } => "report-by-leader",
            Self::InTheTeam { .. } => "audit-in-the-team",
            Self::NotInTheTeam { .. } => "audit-not-in-the-team",
            Self::NoAuditor { .. } => "audit-leader-audits",
            Self::NoTeam => "audit-no-team",
            Self::ThreatsOpen { .. } => "declaration-each-threat",
            Self::Untold { .. } => "audit-untold",
            Self::MayObject { .. } => "audit-may-object",
            Self::NoObjection { .. } => "audit-no-objection",
            Self::Answered { .. } => "audit-objection-answered",
            Self::NoReportIn { .. } => "programme-report-each-year",
            Self::NoProgramme => "programme-missing",
            Self::NoSuchStage { .. } => "audit-no-such-stage",
            Self::SameDates => "dates-differ",
            Self::NotProposed { .. } => "date-not-proposed",
            Self::OtherDay { .. } => "plan-chosen-day",
            Self::NoDays => "plan-days",
            Self::SitesOutOfScope { .. } => "sites-in-scope",
            Self::SamplingUnexplained { .. } => "sampling-needs-reason",
            Self::NotReady { .. } => "stage-not-ready",
            Self::NotPlanned { .. } => "plan-missing",
            Self::PlanNotSent { .. } => "plan-not-sent",
            Self::NotAgreed => "audit-not-agreed",
            Self::NotAccredited { .. } => "audit-not-accredited",
            Self::Unvisited { .. } => "site-unvisited",
            Self::NothingToDeclare => "declaration-of-nothing",
            Self::NothingShown { .. } => "declaration-needs-evidence",
            Self::NoDeclaration => "declaration-missing",
            Self::DeclarationChanged { .. } => "declaration-changed",
            Self::NotDeclared { .. } => "declaration-each-criterion",
            Self::StagesOpen { .. } => "report-stages",
            Self::AreasOpen { .. } => "report-areas",
            Self::WithoutResult { .. } => "report-each-result",
            Self::Unraised { .. } => "report-unraised",
            Self::NoReason => "report-version-reason",
            Self::Conflict { .. } => "declared-conflict-stands",
            Self::Undeclared { rule, .. } | Self::ObjectionOpen { rule, .. } | Self::Incompetent { rule, .. } => {
                rule.word()
            }
            Self::Broken(broken) => broken.rule.word(),
            Self::Day(day) => day.rule(),
        }
    }

    /// The number of the rule in `spec/4`, where it has one. The others are ours or of spec 7 §17.
    #[must_use]
    pub fn invariant(&self) -> Option<&'static str> {
        match self {
            Self::Undeclared { rule, .. }
            | Self::Conflict { rule, .. }
            | Self::ObjectionOpen { rule, .. }
            | Self::Incompetent { rule, .. } => Some(rule.invariant()),
            Self::Broken(broken) => Some(broken.rule.invariant()),
            Self::ThreatsOpen { .. } | Self::PlanNotSent { .. } => Some("INV-05"),
            Self::Untold { .. } | Self::MayObject { .. } => Some("INV-06"),
            Self::NotAgreed => Some("INV-20"),
            Self::NotAccredited { .. } => Some("INV-22"),
            Self::NoReportIn { .. } | Self::NoProgramme => Some("INV-24"),
            Self::NothingShown { .. }
            | Self::NoDeclaration
            | Self::DeclarationChanged { .. }
            | Self::NotDeclared { .. } => Some("INV-30"),
            Self::NoSites
            | Self::SitesOutOfScope { .. }
            | Self::SamplingUnexplained { .. }
            | Self::Unvisited { .. } => Some("INV-31"),
            Self::NoSuchStage { .. } | Self::NotReady { .. } | Self::StagesOpen { .. } => Some("INV-32"),
            Self::WithoutResult { .. } => Some("INV-33"),
            Self::Unraised { .. } => Some("INV-34"),
            Self::TwoLeaders { .. } | Self::NoLeader | Self::NotLeader { .. } | Self::NoReason => Some("INV-37"),
            Self::NotNow { .. }
            | Self::InTheTeam { .. }
            | Self::NotInTheTeam { .. }
            | Self::NoAuditor { .. }
            | Self::NoTeam
            | Self::NoObjection { .. }
            | Self::Answered { .. }
            | Self::SameDates
            | Self::NotProposed { .. }
            | Self::OtherDay { .. }
            | Self::NoDays
            | Self::NotPlanned { .. }
            | Self::NothingToDeclare
            | Self::AreasOpen { .. }
            | Self::Day(_) => None,
        }
    }
}
