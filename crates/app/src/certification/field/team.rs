//! Who does something in an audit, asked in the command: the case is open, the audit has begun, the person is of its team and
//! judges. What is decided rests on the case, so that nothing is found while it is decided or after it is over.

use std::collections::BTreeSet;

use jiff::civil::Date;
use record::{Aggregate as _, PersonId};
use scheme::audit::{self, Audit, Work};
use scheme::case::{self, CertificationCase};
use store::models::CertificationRow;

use crate::door::{Act, Loaded};
use crate::office::{Office, Refused};

/// A case and its audit, for somebody of its team.
pub(super) struct Conduct {
    /// The case, which is open.
    pub(super) case: Loaded<CertificationCase>,
    /// The audit, which has begun.
    pub(super) audit: Loaded<Audit>,
    /// When its report was issued.
    pub(super) report_issued: Option<Date>,
}

impl Conduct {
    fn work(&self) -> Result<&Work, Refused> {
        self.audit.status.work().ok_or(Refused::NotThere)
    }

    /// Nothing keeps the person out by now, and they are competent on that day in each area of the case (INV-10).
    pub(super) async fn competent(
        &self,
        act: &mut Act<'_>,
        row: &CertificationRow,
        office: &Office,
        on: Date,
    ) -> Result<(), Refused> {
        let person = who(act)?;
        let (met, _) = office.met(act, row).await?;
        let lacking = office.judge_again(act, &met, &[person].into(), vec![on]).await?;
        Ok(self.work()?.judges(person, act.at().today, &lacking)?)
    }
}

fn who(act: &Act<'_>) -> Result<PersonId, Refused> {
    act.actor().person.ok_or(Refused::NotThere)
}

/// A case that is not over: what is decided rests on it.
pub(super) async fn open_case(act: &mut Act<'_>, row: &CertificationRow) -> Result<Loaded<CertificationCase>, Refused> {
    let case = act.load::<CertificationCase>(row.owner, row.stream).await?;
    if let Some(on) = case.status.over_on() {
        return Err(case::Error::Over { found: case.status.standing(), on }.into());
    }
    act.rests_on(&case, "case");
    Ok(case)
}

/// The audits of a case, the last first.
pub(super) async fn audits(act: &mut Act<'_>, row: &CertificationRow) -> Result<Vec<CertificationRow>, Refused> {
    let rows = act.tx().certifications_within(row.owner, [row.stream]).await?;
    let mut audits: Vec<CertificationRow> = rows.into_iter().filter(|row| row.kind == Audit::KIND).collect();
    audits.sort_by_key(|row| std::cmp::Reverse((row.begun_at, row.stream)));
    Ok(audits)
}

/// The last audit of a case, loaded.
pub(super) async fn audit(act: &mut Act<'_>, row: &CertificationRow) -> Result<Loaded<Audit>, Refused> {
    let stream = audits(act, row).await?.first().ok_or(Refused::NotThere)?.stream;
    Ok(act.load::<Audit>(row.owner, stream).await?)
}

/// What is known of an audit that has begun, and was not stopped.
fn begun(status: &audit::Status) -> Option<&Work> {
    match status.place() {
        audit::Place::Underway | audit::Place::Reported => status.work(),
        audit::Place::Unopened | audit::Place::Preparing | audit::Place::Stopped => None,
    }
}

/// The case and its last audit, where the person is in its team, as whatever, and it has begun.
pub(super) async fn of_team(
    act: &mut Act<'_>,
    row: &CertificationRow,
    command: &'static str,
) -> Result<Conduct, Refused> {
    let case = open_case(act, row).await?;
    let audit = audit(act, row).await?;
    let person = who(act)?;
    let work = begun(&audit.status).ok_or(audit::Error::NotNow { command, found: audit.status.place() })?;
    if !work.team.contains_key(&person) {
        return Err(audit::Error::NotInTheTeam { person }.into());
    }
    let report_issued = work.report().map(|report| report.on);
    Ok(Conduct { case, audit, report_issued })
}

/// The same, where the person judges in it.
pub(super) async fn conducting(
    act: &mut Act<'_>,
    row: &CertificationRow,
    command: &'static str,
) -> Result<Conduct, Refused> {
    let conduct = of_team(act, row, command).await?;
    conduct.work()?.judges(who(act)?, act.at().today, &BTreeSet::new())?;
    Ok(conduct)
}

/// The same without the case: the audit, with the day of its report, where that is issued.
pub(super) async fn in_team(
    act: &mut Act<'_>,
    row: &CertificationRow,
    command: &'static str,
) -> Result<(Loaded<Audit>, Option<Date>), Refused> {
    let Conduct { audit, report_issued, .. } = conducting(act, row, command).await?;
    Ok((audit, report_issued))
}

/// The person judges in the last audit of the case that has begun: its team settles what earlier ones left, and what it left
/// itself while another is prepared.
pub(super) async fn settling(act: &mut Act<'_>, row: &CertificationRow) -> Result<(), Refused> {
    open_case(act, row).await?;
    let person = who(act)?;
    let mut found = audit::Place::Unopened;
    for one in audits(act, row).await? {
        let audit = act.load::<Audit>(row.owner, one.stream).await?;
        if let Some(work) = begun(&audit.status) {
            work.judges(person, act.at().today, &BTreeSet::new())?;
            act.rests_on(&audit, "audit");
            return Ok(());
        }
        found = audit.status.place();
    }
    Err(audit::Error::NotNow { command: "settle", found }.into())
}
