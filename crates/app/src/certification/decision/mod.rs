//! Decisions (判定) in a case, the certificate that comes of one, and its suspensions.
//!
//! The body proposes, circulates and decides; what a decision rests on is read in the transaction that makes it, and stands in its
//! event. The company sees what was decided, with reasons and the way to appeal, and never how anybody voted. A certificate and a
//! suspension rest on decisions: each is changed by the newest one of its case, and by that once.

mod certificate;
mod decide;
mod grounds;
mod list;
mod load;
mod number;
mod propose;
mod shown;
mod suspension;
mod who;

use record::{OrganisationId, StreamId};
use scheme::organisation::{self, Organisation};
use uuid::Uuid;

use crate::door::Act;
use crate::office::Refused;

pub use certificate::{IssueTold, RescopeTold};
pub use decide::DecidingTold;
pub use list::{Certificates, ListedCertificate};
pub use propose::ProposalTold;
pub use shown::{File, known};
pub use suspension::SuspensionTold;

/// The stream of the decision of a case that is the `number`th, from 1.
fn of_decision(case: StreamId, number: usize) -> StreamId {
    StreamId(Uuid::new_v5(&case.0, format!("decision/{number}").as_bytes()))
}

/// The stream of the certificate that comes of a decision: one and no other.
fn of_certificate(decision: StreamId) -> StreamId {
    StreamId(Uuid::new_v5(&decision.0, b"certificate"))
}

/// The stream of the suspension of a certificate that is the `number`th, from 1.
fn of_suspension(certificate: StreamId, number: usize) -> StreamId {
    StreamId(Uuid::new_v5(&certificate.0, format!("suspension/{number}").as_bytes()))
}

/// Notes in the stream of the body that another one of its streams begins.
async fn born(act: &mut Act<'_>, body: OrganisationId, stream: StreamId, kind: &str) -> Result<(), Refused> {
    let mut organisation = act.load::<Organisation>(body, body.stream()).await?;
    act.decide(&mut organisation, organisation::Command::NoteBirth { stream, kind: kind.to_owned() })?;
    Ok(())
}
