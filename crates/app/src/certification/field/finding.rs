//! Nonconformities: raised by the team from what fails, answered by the company, looked at by the team until they are closed.
//!
//! What the company answers stands in texts of the body, as everything in its case does.

use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, PersonId, StreamId, Text};
use scheme::audit::{Audit, Status as AuditStatus};
use scheme::nonconformity::{
    Action as Measure, Answer, Command, Grade, Known, Nonconformity, Raising, Status, Verification,
};
use scheme::requirement::Requirement;
use scheme::seen::Seen;
use store::models::CertificationRow;

use super::paper::{Kept, in_team};
use super::team::{open_case, settling};
use super::words;
use crate::access::Action;
use crate::certification::dossier::of_requirement;
use crate::door::{Act, DoorError, Loaded};
use crate::office::{Caller, Office, Refused};

/// A nonconformity as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisingTold {
    /// The criterion it fails.
    pub criterion: String,
    /// How grave it is.
    pub grade: Grade,
    /// What fails.
    pub statement: String,
    /// What was seen, a line each.
    pub evidence: Vec<String>,
    /// On which day.
    pub found_on: Date,
}

/// Something the company does, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionTold {
    /// What.
    pub what: String,
    /// By when.
    pub due: Date,
    /// When it was done.
    pub done_on: Option<Date>,
    /// What shows it, a line each.
    pub evidence: Vec<String>,
}

/// What the company answers, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTold {
    /// Why it came to this.
    pub cause: String,
    /// What sets it right.
    pub correction: ActionTold,
    /// What keeps it from coming again.
    pub corrective_action: ActionTold,
}

/// What a verification found, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerificationTold {
    /// Whether the correction is effective.
    pub correction: bool,
    /// Whether the corrective action is.
    pub corrective_action: bool,
    /// What was seen, a line each.
    pub evidence: Vec<String>,
    /// What was noted; may be empty.
    pub note: String,
}

/// What the team does with a nonconformity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// Accepts what the company plans.
    Accept,
    /// Gives the answer back.
    Return {
        /// Why.
        reason: String,
    },
    /// Looks whether both actions are effective.
    Verify(VerificationTold),
    /// Closes it.
    Close,
    /// Says that it was none.
    Withdraw {
        /// Why.
        reason: String,
    },
    /// Gives it another grade.
    Regrade {
        /// Which.
        grade: Grade,
        /// Why.
        reason: String,
    },
}

/// The texts that a nonconformity names.
pub(super) fn texts(status: &Status) -> Vec<Text> {
    let Some(known) = status.known() else { return Vec::new() };
    let mut named = vec![known.raised.statement];
    named.extend(words(&known.raised.evidence));
    named.extend(known.returned);
    named.extend(of_answer(known));
    if let Status::Withdrawn { reason, .. } = status {
        named.push(*reason);
    }
    named
}

fn of_answer(known: &Known) -> Vec<Text> {
    let Some(answer) = &known.answer else { return Vec::new() };
    let mut named = vec![answer.cause];
    for action in [&answer.correction, &answer.corrective_action] {
        named.push(action.what);
        named.extend(words(&action.evidence));
    }
    named
}

impl Office {
    /// Raises a nonconformity from a requirement that fails; gives its stream.
    ///
    /// # Errors
    /// Nothing was entered of the requirement, a rule refuses, or the caller may not.
    pub async fn raise_nonconformity(
        &self,
        caller: Caller,
        case: StreamId,
        told: RaisingTold,
    ) -> Result<StreamId, Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                let company = row.party.ok_or(Refused::NotThere)?;
                let (audit, _) = in_team(act, &row, "raise").await?;
                act.rests_on(&audit, "audit");
                let stream = of_requirement(audit.stream(), &told.criterion);
                let paper = act.load::<Requirement>(row.owner, stream).await?;
                let found = paper.status.outcome().filter(|outcome| outcome.fails()).ok_or(Refused::NotThere)?;
                act.rests_on(&paper, "requirement");
                let raising = raising(act, &row, (&audit, &paper), company, told)?;
                let fresh = StreamId(act.id()?);
                let mut raised = act.load::<Nonconformity>(row.owner, fresh).await?;
                act.decide(&mut raised, Command::Raise { raising, in_team: true, found })?;
                Ok(fresh)
            })
        })
        .await
    }

    /// Answers a nonconformity, for the company.
    ///
    /// # Errors
    /// There is none the caller sees, it waits for no answer, a day does not fit, the case is over, or the caller may not.
    pub async fn answer_nonconformity(
        &self,
        caller: Caller,
        case: StreamId,
        stream: StreamId,
        told: AnswerTold,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditAnswer, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                open_case(act, &row).await?;
                let mut raised = of_case(act, &row, stream).await?;
                let before = raised.status.known().map(of_answer).unwrap_or_default();
                let kept = Kept::read(act, row.owner, before).await?;
                let answer = Answer {
                    cause: kept.text(act, &told.cause)?,
                    correction: measure(act, &kept, &told.correction)?,
                    corrective_action: measure(act, &kept, &told.corrective_action)?,
                    by: caller.person,
                };
                act.decide(&mut raised, Command::Answer(answer))?;
                Ok(())
            })
        })
        .await
    }

    /// Does something with a nonconformity, for the body.
    ///
    /// # Errors
    /// There is none in the case, it stands elsewhere, a rule refuses, the case is over, or the caller does not judge in it.
    pub async fn settle_nonconformity(
        &self,
        caller: Caller,
        case: StreamId,
        stream: StreamId,
        deed: Deed,
    ) -> Result<(), Refused> {
        self.in_case(caller, case, Action::AuditConduct, move |act, row| {
            let deed = deed.clone();
            Box::pin(async move {
                settling(act, &row).await?;
                let mut raised = of_case(act, &row, stream).await?;
                let command = command(act, row.owner, caller.person, deed)?;
                act.decide(&mut raised, command)?;
                Ok(())
            })
        })
        .await
    }
}

fn raising(
    act: &mut Act<'_>,
    row: &CertificationRow,
    (audit, paper): (&Loaded<Audit>, &Loaded<Requirement>),
    company: OrganisationId,
    told: RaisingTold,
) -> Result<Raising, Refused> {
    let author = act.actor().person.ok_or(Refused::NotThere)?;
    let statement = act.text(row.owner, told.statement)?;
    let mut evidence = Vec::new();
    for line in told.evidence {
        evidence.push(scheme::seen::Observed::Words(act.text(row.owner, line)?));
    }
    Ok(Raising {
        audit: audit.stream(),
        company,
        requirement: Seen { stream: paper.stream(), version: paper.version },
        criterion: told.criterion,
        grade: told.grade,
        statement,
        evidence,
        found_on: told.found_on,
        author,
    })
}

fn measure(act: &mut Act<'_>, kept: &Kept, told: &ActionTold) -> Result<Measure, DoorError> {
    Ok(Measure {
        what: kept.text(act, &told.what)?,
        due: told.due,
        done_on: told.done_on,
        evidence: kept.observed(act, &told.evidence)?,
    })
}

fn command(act: &mut Act<'_>, owner: OrganisationId, by: PersonId, deed: Deed) -> Result<Command, DoorError> {
    Ok(match deed {
        Deed::Accept => Command::Accept { by },
        Deed::Return { reason } => Command::Return { reason: act.text(owner, reason)?, by },
        Deed::Verify(told) => {
            let mut evidence = Vec::new();
            for line in told.evidence {
                evidence.push(scheme::seen::Observed::Words(act.text(owner, line)?));
            }
            let note = if told.note.is_empty() { None } else { Some(act.text(owner, told.note)?) };
            let VerificationTold { correction, corrective_action, .. } = told;
            Command::Verify(Verification { correction, corrective_action, evidence, note, by })
        }
        Deed::Close => Command::Close { by },
        Deed::Withdraw { reason } => Command::Withdraw { reason: act.text(owner, reason)?, by },
        Deed::Regrade { grade, reason } => Command::Regrade { grade, reason: act.text(owner, reason)?, by },
    })
}

/// A nonconformity of this case, loaded: the audit it names is of the case.
async fn of_case(
    act: &mut Act<'_>,
    row: &CertificationRow,
    stream: StreamId,
) -> Result<Loaded<Nonconformity>, Refused> {
    let found = act.tx().certification(row.owner, stream).await?;
    let found = found.filter(|found| found.kind == Nonconformity::KIND).ok_or(Refused::NotThere)?;
    let audit = act.load::<Audit>(row.owner, found.within.ok_or(Refused::NotThere)?).await?;
    let of_this = |status: &AuditStatus| status.work().is_some_and(|work| work.terms.case == row.stream);
    if !of_this(&audit.status) {
        return Err(Refused::NotThere);
    }
    Ok(act.load::<Nonconformity>(row.owner, stream).await?)
}
