//! Whether a decision may be made so: by these people, on these grounds, on that day.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;
use record::{PersonId, StreamId};

use super::{Appeal, Decided, Deciding, Error, Forum, Grounds, Kind, Partial, Proposed, Vote};
use crate::certification::CertificationType;
use crate::day::{self, WrongDay};
use crate::rules::{Rule, Rules};
use crate::seen::Seen;

/// How many members a committee has at most. Ours: what each of them has to do with the case is read in one command.
const MOST_MEMBERS: usize = 15;

impl Forum {
    /// Whether it is not larger than one decision takes: asked before anything is read of its people.
    ///
    /// # Errors
    /// It is.
    pub fn fits(&self) -> Result<(), Error> {
        let (most, found) = (MOST_MEMBERS, self.people().len());
        if found > most { Err(Error::TooMany { most, found }) } else { Ok(()) }
    }
}

/// Whether they can decide at all. A member of a committee who has a part in the case may recuse themselves later; where too
/// few would be left, another committee is needed.
pub(super) fn forum(
    forum: &Forum,
    partial: &Partial,
    deciders: &BTreeSet<PersonId>,
    rules: &Rules,
) -> Result<(), Error> {
    forum.fits()?;
    let people = forum.people();
    decision_makers(people.iter().copied(), deciders)?;
    match forum {
        Forum::OnePerson { person } => impartial(&[*person].into(), partial),
        Forum::Committee { chair, members } => {
            if !members.contains(chair) {
                return Err(Error::NotOfTheForum { person: *chair });
            }
            impartial(&[*chair].into(), partial)?;
            let free = members.iter().filter(|member| !partial.has(**member)).count();
            quorum(free, rules)
        }
    }
}

fn decision_makers(people: impl Iterator<Item = PersonId>, deciders: &BTreeSet<PersonId>) -> Result<(), Error> {
    let without: BTreeSet<PersonId> = people.filter(|person| !deciders.contains(person)).collect();
    if without.is_empty() { Ok(()) } else { Err(Error::NoDecisionMaker { found: without }) }
}

/// INV-02. The rule always blocks ([`Rule::DecidesOwnAudit`]).
fn impartial(people: &BTreeSet<PersonId>, partial: &Partial) -> Result<(), Error> {
    let found: BTreeSet<PersonId> = people.iter().filter(|person| partial.has(**person)).copied().collect();
    if found.is_empty() { Ok(()) } else { Err(Error::Partial { rule: Rule::DecidesOwnAudit, found }) }
}

fn quorum(found: usize, rules: &Rules) -> Result<(), Error> {
    let (expected, found) = (rules.figures.quorum, u16::try_from(found).unwrap_or(u16::MAX));
    if found >= expected { Ok(()) } else { Err(Error::Quorum { expected, found }) }
}

/// The person takes part in the proposal.
pub(super) fn takes_part(proposed: &Proposed, person: PersonId) -> Result<(), Error> {
    if proposed.proposal.forum.people().contains(&person) {
        return Ok(());
    }
    Err(Error::NotOfTheForum { person })
}

/// The person may vote.
pub(super) fn votes(proposed: &Proposed, person: PersonId, partial: &Partial) -> Result<(), Error> {
    takes_part(proposed, person)?;
    if proposed.recused.contains_key(&person) {
        return Err(Error::Recused { person });
    }
    impartial(&[person].into(), partial)
}

/// The decision, where nothing refuses it.
pub(super) fn decide(proposed: &Proposed, deciding: Deciding, today: Date) -> Result<Decided, Error> {
    let Deciding { by, on, grounds, papers, reasons, appeal_path, late, deciders, rules } = deciding;
    let kind = proposed.proposal.kind;
    if grounds.rules != rules.edition {
        let (expected, found) = (Box::new(grounds.rules), Box::new(rules.edition));
        return Err(Error::OtherRules { expected, found });
    }
    votes(proposed, by, &grounds.partial)?;
    decision_makers([by].into_iter(), &deciders)?;
    as_circulated(proposed, &papers)?;
    carried(proposed, &grounds.partial, &rules)?;
    dated(on, today, late.is_some())?;
    complete(kind, &grounds, on)?;
    if kind.needs_conformity() {
        conforms(&grounds)?;
        settled_by(&grounds, on)?;
    }
    let appeal = match (kind.is_adverse(), appeal_path) {
        (true, _) if reasons.is_empty() => return Err(Error::NoReasons { kind }),
        (true, None) => return Err(Error::NoAppealPath { kind }),
        (true, Some(path)) => {
            // The time to appeal begins when the company can know of it.
            let until = today.saturating_add(i64::from(rules.figures.days_to_appeal).days());
            Some(Appeal { path, until })
        }
        (false, _) => None,
    };
    Ok(Decided { kind, on, by, grounds, reasons, appeal, late: late.filter(|_| on < today) })
}

/// What stands is what was sent round (INV-41), in whatever order.
fn as_circulated(proposed: &Proposed, papers: &[Seen]) -> Result<(), Error> {
    let sent: BTreeSet<Seen> = proposed.circulated.iter().flat_map(|(_, papers)| papers).copied().collect();
    let now: BTreeSet<Seen> = papers.iter().copied().collect();
    // A paper of another version counts once.
    let changed: BTreeSet<StreamId> = sent.symmetric_difference(&now).map(|paper| paper.stream).collect();
    if changed.is_empty() { Ok(()) } else { Err(Error::OtherPapers { changed: changed.len() }) }
}

/// What it rests on was so on its day (INV-40).
fn settled_by(grounds: &Grounds, on: Date) -> Result<(), Error> {
    match grounds.settled_since() {
        Some(settled_on) if on < settled_on => Err(Error::BeforeSettled { settled_on, found: on }),
        Some(_) | None => Ok(()),
    }
}

/// Of a committee enough voted, more of them for it than against, and there are minutes.
fn carried(proposed: &Proposed, partial: &Partial, rules: &Rules) -> Result<(), Error> {
    match proposed.proposal.forum {
        Forum::OnePerson { .. } => Ok(()),
        Forum::Committee { .. } => {
            impartial(&proposed.votes.keys().copied().collect(), partial)?;
            quorum(proposed.votes.len(), rules)?;
            let count = |vote| proposed.votes.values().filter(|found| **found == vote).count();
            let (in_favour, against) = (count(Vote::For), count(Vote::Against));
            if in_favour <= against {
                return Err(Error::NotCarried { in_favour, against });
            }
            if proposed.minutes.is_none() { Err(Error::NoMinutes) } else { Ok(()) }
        }
    }
}

/// The day of the decision has come; one that is not today is dated back with a reason.
fn dated(on: Date, today: Date, explained: bool) -> Result<(), Error> {
    day::has_come(on, today)?;
    if on < today && !explained {
        return Err(Error::Day(WrongDay::TooEarly { earliest: today, found: on }));
    }
    Ok(())
}

/// The information is complete (INV-41), and the body may decide at all (INV-22, INV-23).
fn complete(kind: Kind, grounds: &Grounds, on: Date) -> Result<(), Error> {
    if !grounds.accreditation.stands {
        return Err(Error::NotAccredited { on });
    }
    if kind.needs_conformity() && !grounds.accreditation.covers {
        return Err(Error::OutOfScope { on });
    }
    if !kind.needs_report() {
        return Ok(());
    }
    if grounds.application.is_none() {
        return Err(Error::ApplicationOpen);
    }
    let Some(report) = &grounds.report else { return Err(Error::NoReport) };
    if on < report.issued_on {
        return Err(Error::BeforeReport { issued_on: report.issued_on, found: on });
    }
    if grounds.requirements.is_empty() { Err(Error::NothingAudited) } else { Ok(()) }
}

/// Nothing is open against the company (INV-35, INV-40), and what it declared still holds (INV-30).
fn conforms(grounds: &Grounds) -> Result<(), Error> {
    let open: Vec<_> = grounds.nonconformities.iter().filter(|fact| fact.holds_back()).cloned().collect();
    if !open.is_empty() {
        return Err(Error::Open { found: open });
    }
    // What fails is raised: a finding without a nonconformity, or with one that was withdrawn, would be lost.
    let raised = |criterion| grounds.nonconformities.iter().any(|fact| fact.stands() && &fact.criterion == criterion);
    let unraised: Vec<String> = grounds
        .requirements
        .iter()
        .filter(|fact| fact.outcome.fails() && !raised(&fact.criterion))
        .map(|fact| fact.criterion.clone())
        .collect();
    if !unraised.is_empty() {
        return Err(Error::Unraised { criteria: unraised });
    }
    match (grounds.certification, &grounds.declaration) {
        (CertificationType::OnSite, _) => Ok(()),
        (CertificationType::SelfDeclaration, None) => Err(Error::NoDeclaration),
        (CertificationType::SelfDeclaration, Some(declaration)) if !declaration.holds => Err(Error::DeclarationChanged),
        (CertificationType::SelfDeclaration, Some(_)) => Ok(()),
    }
}
