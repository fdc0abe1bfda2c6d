//! The audit of a case (審査): who is in its team, what the company says to them, programme, days and plan, until it begins.
//!
//! The body owns the audit, the company is party to it. Every rule is `scheme`'s; here streams are read, rights asked, and what
//! somebody typed is kept for its owner. What is done on the sites and in working papers is [`super::field`].

mod another;
mod chosen;
mod client;
mod declare;
mod next;
mod plan;
mod shown;
mod team;

use std::sync::Arc;

use futures_util::future::BoxFuture;
use jiff::civil::Date;
use record::{Aggregate as _, OrganisationId, StreamId};
use scheme::audit::{self, Audit, Command, Work};
use scheme::case;
use scheme::rules::Rules;
use store::models::CertificationRow;

use super::case::loaded;
use super::dossier::of_audit;
use crate::access::Action;
use crate::door::{Act, Loaded};
use crate::office::{Caller, Office, Refused};

pub use another::asked_for;
pub use chosen::Known;
pub use client::{ClientAudit, ClientStage, TeamMember};
pub use declare::{Declaring, ToDeclare};
pub use next::{Step, next};
pub use plan::{HOURS, PlanTold, days, proposed};
pub use shown::ShownAudit;
pub use team::Choosing;

/// A case and its audit, as a command meets them.
pub(in crate::certification) struct Met {
    /// The body.
    pub(super) owner: OrganisationId,
    /// The company.
    pub(super) company: OrganisationId,
    /// The stream of the case.
    pub(super) case: StreamId,
    /// Where the case stands.
    pub(super) status: case::Status,
    /// The rules that were agreed.
    pub(super) rules: Rules,
    /// The streams of all its audits, the last one last.
    pub(super) audits: Vec<StreamId>,
    /// What is known of the last audit; none = there is none.
    pub(super) work: Option<Work>,
    /// Today in Japan.
    pub(super) today: Date,
}

impl Met {
    /// What is known of the audit.
    pub(super) fn work(&self) -> Result<&Work, Refused> {
        self.work.as_ref().ok_or(Refused::NotThere)
    }
}

/// A command on an audit, made in the transaction that decides it.
pub(super) type Made<'a> = BoxFuture<'a, Result<Command, Refused>>;

/// The streams of the audits of a case, in the order in which they were opened.
pub(super) fn streams(case: StreamId, rows: &[CertificationRow]) -> Vec<StreamId> {
    let opened = rows.iter().filter(|row| row.kind == Audit::KIND).count();
    (1..=opened).map(|number| of_audit(case, number)).collect()
}

impl Office {
    /// The case of a row with its last audit, to be changed. Nothing happens in the audit of a case that is not agreed or is over.
    pub(in crate::certification) async fn met(
        &self,
        act: &mut Act<'_>,
        row: &CertificationRow,
    ) -> Result<(Met, Option<Loaded<Audit>>), Refused> {
        let (owner, case) = (row.owner, row.stream);
        let (_, known) = loaded(act, owner, case).await?;
        act.rests_on(&known, "case");
        let status = known.status;
        if let Some(on) = status.over_on() {
            return Err(case::Error::Over { found: status.standing(), on }.into());
        }
        if status.contract().is_none() {
            return Err(audit::Error::NotAgreed.into());
        }
        let rules = self.rules_of(&status)?;
        let company = row.party.ok_or(Refused::NotThere)?;
        let audits = streams(case, &act.tx().certifications_within(owner, [case]).await?);
        let audit = match audits.last() {
            Some(stream) => Some(act.load::<Audit>(owner, *stream).await?),
            None => None,
        };
        let work = audit.as_ref().and_then(|audit| audit.status.work().cloned());
        let today = act.at().today;
        Ok((Met { owner, company, case, status, rules, audits, work, today }, audit))
    }

    /// One command on the last audit of a case. `make` says which, from what it meets.
    pub(super) async fn in_audit<F>(
        &self,
        caller: Caller,
        case: StreamId,
        action: Action,
        make: F,
    ) -> Result<(), Refused>
    where
        F: for<'a, 'b> Fn(&'a mut Act<'b>, Met) -> Made<'a> + Send + Sync + 'static,
    {
        let (office, make) = (self.clone(), Arc::new(make));
        self.in_case(caller, case, action, move |act, row| {
            let (office, make) = (office.clone(), make.clone());
            Box::pin(async move {
                let (met, audit) = office.met(act, &row).await?;
                let mut audit = audit.ok_or(Refused::NotThere)?;
                let command = make(act, met).await?;
                act.decide(&mut audit, command)?;
                Ok(())
            })
        })
        .await
    }
}
