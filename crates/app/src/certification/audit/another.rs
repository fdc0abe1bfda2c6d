//! For what the next audit of a case is: the first one, or another stage 2 after a report (INV-36).

use std::collections::BTreeMap;

use jiff::civil::Date;
use record::Aggregate as _;
use scheme::audit::{Audit, Purpose, Status};
use scheme::nonconformity::{self, Nonconformity, Standing};
use scheme::rules::Rules;

use super::Met;
use crate::door::Act;
use crate::office::{Office, Refused};

/// The criteria for which another stage 2 is required after these audits, each with the day since when. The time of a nonconformity
/// runs from the end of the last stage 2; an audit that was stopped ended none.
#[must_use]
pub fn asked_for<'s>(
    audits: impl IntoIterator<Item = &'s Status>,
    nonconformities: impl IntoIterator<Item = &'s nonconformity::Status>,
    rules: &Rules,
    on: Date,
) -> BTreeMap<String, Date> {
    let counts = |status: &&Status| match status {
        Status::Unopened | Status::Stopped { .. } => false,
        Status::Preparing(_) | Status::Underway(_) | Status::Reported(_) => true,
    };
    let ended = audits.into_iter().filter(counts).filter_map(|status| status.work()?.last_day()).max();
    let Some(ended) = ended else { return BTreeMap::new() };
    let asks = |status: &nonconformity::Status| {
        let criterion = status.known()?.raised.criterion.clone();
        match nonconformity::standing(status, ended, rules, on) {
            Standing::AnotherStageTwo { since } => Some((criterion, since)),
            Standing::NoLimit | Standing::Running { .. } | Standing::InTime { .. } => None,
        }
    };
    nonconformities.into_iter().filter_map(asks).collect()
}

/// For what the next audit after these would be; none = none can be opened: one goes on, or a report is there and nothing asks for
/// more.
pub(super) fn purpose<'s>(audits: impl IntoIterator<Item = &'s Status>, asked: bool) -> Option<Purpose> {
    let mut purpose = Some(Purpose::Initial);
    for status in audits {
        match status {
            Status::Preparing(_) | Status::Underway(_) => return None,
            Status::Reported(_) => purpose = asked.then_some(Purpose::FollowUp),
            Status::Unopened | Status::Stopped { .. } => {}
        }
    }
    purpose
}

impl Office {
    /// The same in the command that opens it, which rests on what asks for it.
    pub(super) async fn purpose_of_next(&self, act: &mut Act<'_>, met: &Met) -> Result<Option<Purpose>, Refused> {
        let (mut audits, mut raised) = (Vec::new(), Vec::new());
        for stream in &met.audits {
            audits.push(act.load::<Audit>(met.owner, *stream).await?.status);
        }
        if audits.iter().any(|status| matches!(status, Status::Reported(_))) {
            let rows = act.tx().certifications_within(met.owner, met.audits.clone()).await?;
            for row in rows.iter().filter(|row| row.kind == Nonconformity::KIND) {
                let found = act.load::<Nonconformity>(met.owner, row.stream).await?;
                act.rests_on(&found, "nonconformity");
                raised.push(found.status);
            }
        }
        let asked = asked_for(&audits, &raised, &met.rules, met.today);
        Ok(purpose(&audits, !asked.is_empty()))
    }
}
