//! An audit as the body sees it: its team, plan and next step; for who chooses the team, everybody with what keeps them out.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{PersonId, StreamId, Text};
use scheme::assignment::{self, Candidate};
use scheme::audit::{Declared, Function, Objection, Purpose, Seat, Status, Work};
use scheme::requirement::Counterpart;
use scheme::rules::Rules;
use uuid::Uuid;

use super::another::{asked_for, purpose};
use super::chosen::{self, Asked, all_judged, areas, functions, judged_again, upheld};
use super::next::{Step, next};
use super::plan::days;
use super::streams;
use crate::access::Action;
use crate::certification::case::ShownCase;
use crate::certification::dossier::{Dossier, Standing};
use crate::office::{Caller, Office, Refused, Whose};

/// An audit as the body sees it.
#[derive(Debug, Clone)]
pub struct ShownAudit {
    /// The case.
    pub shown: ShownCase,
    /// The last audit; none = none was opened.
    pub audit: Option<Standing<Status>>,
    /// The rules that were agreed; none = nothing was.
    pub rules: Option<Rules>,
    /// The next step.
    pub next: Step,
    /// For what another audit could be opened now; none = none can be.
    pub opens: Option<Purpose>,
    /// The criteria that ask for another stage 2, since when.
    pub asked_for: BTreeMap<String, Date>,
    /// The days on which the team acts, as far as they are known.
    pub days: Vec<Date>,
    /// Whoever may be chosen to lead or audit, and the others with what keeps them out. Only for who chooses.
    pub auditors: Vec<Candidate>,
    /// The same of those who know the field or look on.
    pub others: Vec<Candidate>,
    /// What keeps those who are in the team from it by now, beyond what was overridden. Only for who chooses.
    pub seated: BTreeMap<PersonId, Candidate>,
    /// What people are called.
    pub names: BTreeMap<PersonId, String>,
    /// Texts of the body by their ids; an erased one is missing.
    pub texts: BTreeMap<Uuid, String>,
}

impl ShownAudit {
    /// A text; empty = erased.
    #[must_use]
    pub fn text(&self, text: Text) -> &str {
        self.texts.get(&text.id.0).map_or("", String::as_str)
    }

    /// What is known of the audit.
    #[must_use]
    pub fn work(&self) -> Option<&Work> {
        self.audit.as_ref()?.status.work()
    }

    /// Whether something can still be done with it: it is there, the case is not over, and it is neither reported nor stopped.
    #[must_use]
    pub fn is_open(&self) -> bool {
        let audit = self.audit.as_ref().is_some_and(|audit| match audit.status {
            Status::Preparing(_) | Status::Underway(_) => true,
            Status::Unopened | Status::Reported(_) | Status::Stopped { .. } => false,
        });
        audit && self.shown.status.over_on().is_none()
    }

    /// Whether another can be opened: the case is agreed and not over, and there is none but such as were stopped, or a report is
    /// there and another stage 2 is required.
    #[must_use]
    pub fn may_open(&self) -> bool {
        self.opens.is_some() && self.shown.status.contract().is_some() && self.shown.status.over_on().is_none()
    }
}

/// The texts of a team and its plans, with the people they name.
fn named(status: &Status) -> (BTreeSet<PersonId>, Vec<Text>) {
    let (mut people, mut said) = (BTreeSet::new(), Vec::new());
    if let Status::Stopped { reason, .. } = status {
        said.push(*reason);
    }
    let Some(work) = status.work() else { return (people, said) };
    people.extend(work.ever.iter().copied());
    for seat in work.team.values() {
        said.extend(of_seat(seat));
    }
    said.extend(work.declarations.values().flatten().flat_map(of_declaration));
    for plan in work.stages.values().filter_map(|planned| planned.plan.as_ref()) {
        said.extend(plan.sampling);
        for attendant in &plan.attendants {
            match attendant {
                Counterpart::Person(person) => _ = people.insert(*person),
                Counterpart::Named(name) => said.push(*name),
            }
        }
    }
    (people, said)
}

/// The texts of a declaration.
pub(super) fn of_declaration(declared: &Declared) -> impl Iterator<Item = Text> {
    declared.note.into_iter().chain(declared.overrides.iter().map(|overridden| overridden.reason))
}

fn of_seat(seat: &Seat) -> Vec<Text> {
    let objection = seat.objection.map(|objection| match objection {
        Objection::Open { reason } | Objection::Dismissed { reason } => reason,
    });
    seat.overrides.iter().map(|overridden| overridden.reason).chain(objection).collect()
}

/// What was judged of everybody.
#[derive(Default)]
struct Judged {
    auditors: Vec<Candidate>,
    others: Vec<Candidate>,
    seated: BTreeMap<PersonId, Candidate>,
}

impl Office {
    /// The audit of a case for its body: to be planned, or to be declared for.
    ///
    /// # Errors
    /// There is no such case of the body, or the caller may not see it.
    pub async fn audit_of(&self, caller: Caller, case: StreamId) -> Result<ShownAudit, Refused> {
        self.audit_with(caller, case, false).await
    }

    /// The same with everybody judged, for who chooses the team: 9 statements more, however many people there are.
    ///
    /// # Errors
    /// As [`Office::audit_of`].
    pub async fn audit_team(&self, caller: Caller, case: StreamId) -> Result<ShownAudit, Refused> {
        self.audit_with(caller, case, true).await
    }

    async fn audit_with(&self, caller: Caller, case: StreamId, choosing: bool) -> Result<ShownAudit, Refused> {
        let shown = self.case(caller, case).await?;
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        // The client sees its case with its application.
        if shown.row.owner != asker {
            return Err(Refused::NotThere);
        }
        shown.audited_for(asker)?;
        let (_, whose) = self.whose_case(&caller, case).await?;
        let mut tx = self.reader(&caller, Action::CaseView, whose).await?;
        let mut dossier = Dossier::read(&mut tx, asker, case).await?;
        drop(tx);
        let rules = shown.status.contract().map(|_| self.rules_of(&shown.status)).transpose()?;
        let today = self.today();
        let days = dossier.audit().and_then(|audit| audit.status.work()).map_or(vec![today], |work| days(work, today));
        let chooses = choosing && shown.may(Action::AuditAssign);
        let judged = match &rules {
            Some(rules) if chooses => self.judge(&caller, (&shown, whose), &dossier, (rules, &days)).await?,
            Some(_) | None => Judged::default(),
        };
        let raised = dossier.nonconformities.iter().map(|one| &one.status);
        let audits = || dossier.audits.iter().map(|audit| &audit.status);
        let asked_for = rules.as_ref().map(|rules| asked_for(audits(), raised, rules, today)).unwrap_or_default();
        let opens = purpose(audits(), !asked_for.is_empty());
        let audit = dossier.audits.pop();
        let status = audit.as_ref().map_or(&Status::Unopened, |audit| &audit.status);
        let (mut people, said) = named(status);
        people.extend(judged.auditors.iter().map(|candidate| candidate.person));
        let ids: Vec<Uuid> = said.iter().map(|text| text.id.0).collect();
        let mut tx = self.reader(&caller, Action::CaseView, whose).await?;
        let (names, texts) = tx.names_and_texts(asker, people, ids).await?;
        let next = next(status, today);
        let Judged { auditors, others, seated } = judged;
        Ok(ShownAudit { shown, audit, rules, next, opens, asked_for, days, auditors, others, seated, names, texts })
    }

    /// Judges everybody of the body, with the right of who chooses.
    async fn judge(
        &self,
        caller: &Caller,
        (shown, whose): (&ShownCase, Whose),
        dossier: &Dossier,
        (rules, days): (&Rules, &[Date]),
    ) -> Result<Judged, Refused> {
        let company = shown.row.party.ok_or(Refused::NotThere)?;
        let rows: Vec<_> = dossier.audits.iter().map(|audit| audit.row.clone()).collect();
        let mut tx = self.reader(caller, Action::AuditAssign, whose).await?;
        let events = tx.events_in(shown.row.owner, streams(shown.row.stream, &rows)).await?;
        let known = chosen::read(&mut tx, shown.row.owner, company, &upheld(&events)?).await?;
        let audits = dossier.audits.iter().map(|audit| &audit.status);
        let functions = functions(&shown.status, audits, dossier.decisions.iter().map(|decision| &decision.status));
        let areas = areas(self.criteria_of(&shown.status)?, &shown.status);
        let case = assignment::Case { stream: shown.row.stream, functions, areas, plan_sent: None };
        let asked = Asked { case, rules, days: days.to_vec() };
        let team = dossier.audit().and_then(|audit| audit.status.work()).map(|work| &work.team);
        let mut seated = BTreeMap::new();
        for (person, seat) in team.into_iter().flatten() {
            // Who is no member any more has no role, and nothing else is known of them.
            let none = chosen::Known::default();
            let candidate = judged_again(*person, seat, known.get(person).unwrap_or(&none), &asked);
            seated.insert(*person, candidate);
        }
        let free = |candidate: &Candidate| !seated.contains_key(&candidate.person);
        let mut auditors = all_judged(Function::Auditor, &known, &asked);
        let mut others = all_judged(Function::Expert, &known, &asked);
        auditors.retain(free);
        others.retain(free);
        Ok(Judged { auditors, others, seated })
    }
}
