//! What a decision rests on, made of the streams of its case; and, by trying the rule, everything that would refuse it now.
//!
//! Reads nothing: a page brings what it read, a command what it loaded.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use record::{Aggregate as _, At, PersonId, StreamId};
use scheme::accreditation::Containment;
use scheme::certification::CertificationType;
use scheme::decision::{
    Accreditation, Command, Deciding, Decision, Declaration, Error, Forum, Grounds, Kind, NonconformityFact, Partial,
    Proposal, Proposed, Recommendation, ReportFact, RequirementFact, Status,
};
use scheme::nonconformity::{self, Settled, settled, settled_on};
use scheme::requirement::{self, Outcome};
use scheme::rules::Rules;
use scheme::seen::Seen;
use scheme::{accreditation, audit, case};

use super::super::dossier::Dossier;

/// Whether an audit counts: it is reported, or goes on. What was found in one that was stopped is nothing a decision rests on; who
/// was in its team has a part in the case all the same.
pub(super) fn counts(status: &audit::Status) -> bool {
    match status {
        audit::Status::Unopened | audit::Status::Stopped { .. } => false,
        audit::Status::Preparing(_) | audit::Status::Underway(_) | audit::Status::Reported(_) => true,
    }
}

/// What stands in the streams of a case, each with its version.
pub(super) struct Material<'m> {
    /// The case.
    pub(super) case: &'m case::Status,
    /// Its audits, in order.
    pub(super) audits: Vec<(Seen, &'m audit::Status)>,
    /// Working papers.
    pub(super) requirements: Vec<(Seen, &'m requirement::Status)>,
    /// Nonconformities.
    pub(super) nonconformities: Vec<(Seen, &'m nonconformity::Status)>,
}

impl<'m> Material<'m> {
    /// As a page has it.
    pub(super) fn of(case: &'m case::Status, dossier: &'m Dossier) -> Self {
        Self {
            case,
            audits: dossier.audits.iter().map(|one| (one.seen(), &one.status)).collect(),
            requirements: dossier.requirements.iter().map(|one| (one.seen(), &one.status)).collect(),
            nonconformities: dossier.nonconformities.iter().map(|one| (one.seen(), &one.status)).collect(),
        }
    }

    /// Everybody who has a part in the case (INV-02); `advised` are those who advised the company elsewhere.
    pub(super) fn partial(&self, advised: &BTreeSet<PersonId>) -> Partial {
        let works = || self.audits.iter().filter_map(|(_, status)| status.work());
        let in_case = self.case.kept().map(case::Kept::advisers).unwrap_or_default();
        let in_audit = works().flat_map(|work| work.advised.iter().copied());
        Partial {
            team: works().flat_map(|work| work.ever.iter().copied()).collect(),
            advised: in_audit.chain(in_case).chain(advised.iter().copied()).collect(),
        }
    }

    /// The audits that count, in order.
    fn counting(&self) -> impl DoubleEndedIterator<Item = (Seen, &'m audit::Status)> {
        self.audits.iter().filter(|(_, status)| counts(status)).copied()
    }

    /// The last of them, whose report a decision rests on.
    fn audit(&self) -> Option<(Seen, &'m audit::Status)> {
        self.counting().next_back()
    }

    fn report(&self) -> Option<ReportFact> {
        let (audit, status) = self.audit()?;
        let audit::Status::Reported(work) = status else { return None };
        let report = work.report()?;
        let (number, issued_on, recommendation) = (report.number, report.on, report.recommendation);
        Some(ReportFact { audit, number, issued_on, recommendation })
    }

    /// It holds as long as the report rests on this signature: the report was issued on it as it stood, and nothing it
    /// confirms can change after the report (INV-37).
    fn declaration(&self) -> Option<Declaration> {
        let work = self.audit()?.1.work()?;
        let attestation = work.attestation.as_ref()?;
        let (seen, signed_on) = (attestation.signed, attestation.signed_on);
        let holds = work.report().is_some_and(|report| report.declaration == Some(seen));
        Some(Declaration { seen, holds, signed_on })
    }

    /// What was found of each requirement, by the newest audit that counts and looked at it.
    fn requirements(&self) -> Vec<RequirementFact> {
        let mut found: BTreeMap<&str, RequirementFact> = BTreeMap::new();
        for (audit, _) in self.counting() {
            for (seen, status) in &self.requirements {
                let Some(paper) = status.paper().filter(|paper| paper.audit == audit.stream) else { continue };
                let Some(entry) = &paper.entry else { continue };
                let (criterion, outcome) = (paper.criterion.id.clone(), entry.finding.outcome);
                found.insert(&paper.criterion.id, RequirementFact { seen: *seen, criterion, outcome });
            }
        }
        found.into_values().collect()
    }

    fn nonconformities(&self, rules: &Rules, on: Date) -> Vec<NonconformityFact> {
        let last = self.counting().filter_map(|(_, status)| status.work()?.last_day()).max();
        let counting: BTreeSet<StreamId> = self.counting().map(|(audit, _)| audit.stream).collect();
        let fact = |(seen, status): &(Seen, &nonconformity::Status)| {
            let raised = &status.known().filter(|known| counting.contains(&known.raised.audit))?.raised;
            let standing = nonconformity::standing(status, last.unwrap_or(raised.found_on), rules, on);
            let another_stage_two = match standing {
                nonconformity::Standing::AnotherStageTwo { .. } => true,
                nonconformity::Standing::NoLimit
                | nonconformity::Standing::Running { .. }
                | nonconformity::Standing::InTime { .. } => false,
            };
            Some(NonconformityFact {
                seen: *seen,
                criterion: raised.criterion.clone(),
                grade: raised.grade,
                settled: settled(status),
                settled_on: settled_on(status),
                another_stage_two,
            })
        };
        self.nonconformities.iter().filter_map(fact).collect()
    }

    /// The grounds of a decision of that day; none before the agreement.
    pub(super) fn grounds(
        &self,
        rules: &Rules,
        partial: Partial,
        accreditation: Accreditation,
        application: Option<Seen>,
        on: Date,
    ) -> Option<Grounds> {
        let terms = &self.case.contract()?.terms;
        let kind = self.case.kept()?.snapshot.content.certification;
        Some(Grounds {
            rules: terms.rules.0.clone(),
            criteria: terms.criteria.0.clone(),
            certification: kind.unwrap_or(CertificationType::OnSite),
            partial,
            accreditation,
            application,
            report: self.report(),
            requirements: self.requirements(),
            nonconformities: self.nonconformities(rules, on),
            declaration: self.declaration(),
        })
    }
}

/// Whether the case lies within the scope; where a person has to say so, whether one does.
pub(super) fn covers(
    standing: &accreditation::Standing,
    case: &case::Kept,
    company: Option<&scheme::organisation::Size>,
    said: bool,
) -> bool {
    match case.wish(company).map(|wish| standing.covers(&wish)) {
        Some(Containment::Within(_)) => true,
        Some(Containment::ToConfirm(_)) => said,
        Some(Containment::Outside(_) | Containment::NotAccredited(_)) | None => false,
    }
}

/// Everything that would refuse a decision of this kind on these grounds, in the order in which the rule looks: it is tried,
/// what it names is taken as mended, and it is tried again.
pub(super) fn keeps_back(
    kind: Kind,
    case: Seen,
    company: record::OrganisationId,
    mut grounds: Grounds,
    rules: &Rules,
    today: Date,
) -> Vec<Error> {
    let somebody = PersonId(uuid::Uuid::nil());
    let forum = Forum::OnePerson { person: somebody };
    let proposal = Proposal { case: case.stream, company, kind, forum, by: somebody };
    let proposed = Proposed {
        proposal,
        on: today,
        circulated: Some((today, Vec::new())),
        votes: BTreeMap::new(),
        recused: BTreeMap::new(),
        minutes: None,
    };
    let status = Status::Circulated(Box::new(proposed));
    let at = At { recorded_at: Timestamp::UNIX_EPOCH, today };
    let mut found = Vec::new();
    // Each round mends one kind of refusal, and there are fewer kinds than that.
    for _ in 0..16 {
        let deciding = Deciding {
            by: somebody,
            on: today,
            grounds: grounds.clone(),
            papers: Vec::new(),
            reasons: Vec::new(),
            appeal_path: None,
            late: None,
            deciders: [somebody].into(),
            rules: rules.clone(),
        };
        let Err(error) = Decision::handle(&status, Command::Decide(Box::new(deciding)), at) else { break };
        let mended = mend(&mut grounds, &error, case, today);
        found.push(error);
        if !mended {
            break;
        }
    }
    found.retain(|error| !matches!(error, Error::NoReasons { .. } | Error::NoAppealPath { .. }));
    found
}

/// Takes what the refusal names as settled; whether that could be.
fn mend(grounds: &mut Grounds, error: &Error, case: Seen, today: Date) -> bool {
    match error {
        Error::NotAccredited { .. } => grounds.accreditation.stands = true,
        Error::OutOfScope { .. } => grounds.accreditation.covers = true,
        Error::ApplicationOpen => grounds.application = Some(case),
        Error::NoReport | Error::BeforeReport { .. } => {
            let recommendation = Recommendation::For;
            grounds.report = Some(ReportFact { audit: case, number: 1, issued_on: today, recommendation });
        }
        Error::NothingAudited => {
            let (criterion, outcome) = (String::new(), Outcome::Conform);
            grounds.requirements.push(RequirementFact { seen: case, criterion, outcome });
        }
        Error::Open { .. } => {
            for fact in &mut grounds.nonconformities {
                (fact.settled, fact.settled_on, fact.another_stage_two) = (Settled::Verified, Some(today), false);
            }
        }
        Error::BeforeSettled { .. } => {
            for fact in &mut grounds.nonconformities {
                fact.settled_on = fact.settled_on.min(Some(today));
            }
            if let Some(declaration) = &mut grounds.declaration {
                declaration.signed_on = declaration.signed_on.min(today);
            }
        }
        Error::Unraised { .. } => {
            for fact in &mut grounds.requirements {
                fact.outcome = Outcome::Conform;
            }
        }
        Error::NoDeclaration | Error::DeclarationChanged => {
            grounds.declaration = Some(Declaration { seen: case, holds: true, signed_on: today });
        }
        Error::NotNow { .. }
        | Error::Partial { .. }
        | Error::NoDecisionMaker { .. }
        | Error::NotOfTheForum { .. }
        | Error::Recused { .. }
        | Error::Quorum { .. }
        | Error::TooMany { .. }
        | Error::NoPapers
        | Error::OtherPapers { .. }
        | Error::NotCarried { .. }
        | Error::NoMinutes
        | Error::OtherRules { .. }
        | Error::NoReasons { .. }
        | Error::NoAppealPath { .. }
        | Error::Day(_) => return false,
    }
    true
}
