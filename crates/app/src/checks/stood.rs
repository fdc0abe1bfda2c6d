//! What a check in a list comes to, kept as long as nothing of it changes.
//!
//! What stands in a check is a function of its events, and its score one of what stands and of the edition: neither is
//! read and reckoned again while the number of events is the same, which every list asks the database. Whose a check is
//! and who may see it is never kept.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use criteria::score::{Score, score};
use protection::check::Versions;
use record::{OrganisationId, StreamId};
use store::Tx;
use store::models::{Answered, CheckMark, CheckRow};

use super::{answers, edition};
use crate::office::{Office, Refused};

/// How many checks are kept, each some kilobytes. Beyond that all are forgotten and read again.
const KEPT: usize = 4_096;

/// What a check comes to.
#[derive(Debug, Clone)]
pub(crate) struct Stood {
    /// Its row.
    pub(crate) row: Arc<CheckRow>,
    /// Its score; none where its edition is not here.
    pub(crate) score: Option<Arc<Score>>,
    /// The version of each section that was opened.
    pub(crate) versions: Arc<Versions>,
    /// When it was changed last: microseconds since 1970, UTC.
    pub(crate) touched_at: i64,
    /// How many events it and its sections have.
    pub(crate) changes: i64,
}

/// What was made of checks. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept(Arc<RwLock<HashMap<StreamId, Stood>>>);

impl Kept {
    fn of(&self, mark: &CheckMark) -> Option<Stood> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        kept.get(&mark.stream).filter(|stood| stood.changes == mark.changes).cloned()
    }

    fn keep(&self, fresh: &[Stood]) {
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + fresh.len() > KEPT {
            kept.clear();
        }
        kept.extend(fresh.iter().map(|stood| (stood.row.stream, stood.clone())));
    }
}

impl Office {
    /// What these checks of an organisation come to, in their order.
    pub(crate) async fn stood(
        &self,
        tx: &mut Tx,
        owner: OrganisationId,
        marks: &[CheckMark],
    ) -> Result<Vec<Stood>, Refused> {
        let known: Vec<Option<Stood>> = marks.iter().map(|mark| self.kept.of(mark)).collect();
        let missing = marks.iter().zip(&known).filter(|(_, stood)| stood.is_none()).map(|(mark, _)| mark.stream);
        let missing: Vec<StreamId> = missing.collect();
        let fresh = match missing.is_empty() {
            true => Vec::new(),
            false => tx.checks_of(owner, missing, |row, answered| self.reckoned(row, answered)).await?,
        };
        self.kept.keep(&fresh);
        let mut fresh: HashMap<StreamId, Stood> = fresh.into_iter().map(|stood| (stood.row.stream, stood)).collect();
        let one = |(mark, known): (&CheckMark, Option<Stood>)| known.or_else(|| fresh.remove(&mark.stream));
        Ok(marks.iter().zip(known).filter_map(one).collect())
    }

    fn reckoned(&self, row: CheckRow, answered: Answered<'_>) -> Stood {
        let checklist = self.catalogue.checklist_of(&edition(&row));
        Stood {
            score: checklist.map(|checklist| Arc::new(score(&answers(checklist, answered.answers)))),
            versions: Arc::new(answered.versions),
            touched_at: answered.touched_at.unwrap_or(row.begun_at),
            changes: answered.changes,
            row: Arc::new(row),
        }
    }
}
