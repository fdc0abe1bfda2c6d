//! What the representative declares (自己適合宣言): a statement on each required criterion, signed on screen.
//!
//! What is signed has a digest: over who declares, the scope and its sites, the edition of the criteria, what is required by it,
//! and the statements with their texts. Whatever changes of these takes the declaration away (INV-30).

use std::collections::BTreeMap;

use record::{Digest, OrganisationId, StreamId, Text};
use scheme::application::{Criteria, Site, SiteId};
use scheme::audit::{Attestation, Command, Statement};
use scheme::case::Status;
use scheme::seen::Seen;
use serde::Serialize;

use super::paper::Kept;
use super::team::{audit, open_case};
use super::words;
use crate::access::Action;
use crate::certification::case::tailored;
use crate::office::{Caller, Office, Refused};

/// What is declared of one criterion, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StatementTold {
    /// It is met.
    Met {
        /// What shows it, a line each.
        evidence: Vec<String>,
    },
    /// It does not apply.
    NotApplicable {
        /// Why.
        reason: String,
    },
}

/// The texts that a statement names.
pub(super) fn texts(statement: &Statement) -> Vec<Text> {
    match statement {
        Statement::Met { evidence } => words(evidence).collect(),
        Statement::NotApplicable { reason } => vec![*reason],
    }
}

/// What is signed, in this order.
#[derive(Serialize)]
struct Signed<'s> {
    company: OrganisationId,
    scope: Option<Text>,
    sites: &'s BTreeMap<SiteId, Site>,
    criteria: &'s Criteria,
    required: &'s [String],
    statements: &'s BTreeMap<String, Statement>,
}

/// SHA-256 of what a declaration with these statements says of the case as it stands; none = nothing is agreed.
pub(super) fn content(
    status: &Status,
    required: &[String],
    statements: &BTreeMap<String, Statement>,
) -> Option<Digest> {
    let (file, terms) = (status.kept()?, &status.contract()?.terms);
    let (company, content) = (file.snapshot.company, &file.snapshot.content);
    let (scope, sites, criteria) = (content.scope, &content.sites, &terms.criteria);
    let signed = Signed { company, scope, sites, criteria, required, statements };
    serde_json::to_vec(&signed).ok().map(|bytes| Digest::of(&bytes))
}

impl Office {
    /// Signs on screen what the caller declares of each required criterion. Where just that is signed already, nothing happens.
    ///
    /// # Errors
    /// A statement is on something that is not required, a rule refuses, the case is over, or the caller may not or has not confirmed who they are.
    pub async fn attest(
        &self,
        caller: Caller,
        case: StreamId,
        told: BTreeMap<String, StatementTold>,
    ) -> Result<(), Refused> {
        let catalogue = self.catalogue;
        self.in_case(caller, case, Action::AuditAttest, move |act, row| {
            let told = told.clone();
            Box::pin(async move {
                let known = open_case(act, &row).await?;
                let terms = &known.status.contract().ok_or(Refused::NotThere)?.terms;
                let criteria = catalogue.criteria_of(&terms.criteria.0).ok_or(Refused::NotThere)?;
                let required: Vec<String> = tailored(criteria, terms).required().map(str::to_owned).collect();
                if told.keys().any(|criterion| !required.contains(criterion)) {
                    return Err(Refused::NotThere);
                }
                let mut audit = audit(act, &row).await?;
                let before = audit.status.work().and_then(|work| work.attestation.as_ref());
                let before = before.map(|attestation| attestation.statements.clone()).unwrap_or_default();
                let kept = Kept::read(act, row.owner, before.values().flat_map(texts).collect()).await?;
                let mut statements = BTreeMap::new();
                for (criterion, told) in told {
                    let kept = kept.only(before.get(&criterion).map(texts).unwrap_or_default());
                    let statement = match told {
                        StatementTold::Met { evidence } => Statement::Met { evidence: kept.observed(act, &evidence)? },
                        StatementTold::NotApplicable { reason } => {
                            Statement::NotApplicable { reason: kept.text(act, &reason)? }
                        }
                    };
                    statements.insert(criterion, statement);
                }
                let content = content(&known.status, &required, &statements).ok_or(Refused::NotThere)?;
                // The same declared again is what stands: a report rests on that signature.
                if audit.status.work().is_some_and(|work| work.attested(content)) {
                    return Ok(());
                }
                let signed = Seen { stream: audit.stream(), version: audit.version };
                let (by, signed_on) = (caller.person, act.at().today);
                act.decide(&mut audit, Command::Attest(Attestation { signed, content, by, signed_on, statements }))?;
                Ok(())
            })
        })
        .await
    }
}
