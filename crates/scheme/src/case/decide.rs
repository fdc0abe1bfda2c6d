//! What follows from each command to a certification case. Each looks at every status.

use jiff::civil::Date;
use record::{Digest, OrganisationId, PersonId, StreamId, Text};

use super::contract::{Contract, Quote, RulesEdition, Terms, fees_fit};
use super::error::Error;
use super::status::{Advice, Covered, Kept, Outcome, Review, Shown, Standing, Status};
use super::{Accredited, Event};
use crate::accreditation::Containment;
use crate::application::{Criteria, Snapshot};
use crate::confirmation::Confirming;

type Happened = Result<Vec<Event>, Error>;

/// A status that the command is not for: not there yet, over, or another.
fn not(status: &Status, expected: Standing) -> Error {
    match status.over_on() {
        Some(on) => Error::Over { found: status.standing(), on },
        None => Error::Status { expected, found: status.standing() },
    }
}

pub(super) fn receive(
    status: &Status,
    body: OrganisationId,
    application: StreamId,
    snapshot: Box<Snapshot>,
    on: Date,
) -> Happened {
    match status {
        Status::Unreceived => {}
        Status::Received(kept) if (kept.application, &kept.snapshot) == (application, &*snapshot) => {
            return Ok(Vec::new());
        }
        Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Unreceived)),
    }
    if snapshot.content.body != Some(body) {
        return Err(Error::AnotherBody);
    }
    if !snapshot.is_as_confirmed() {
        return Err(Error::NotAsConfirmed);
    }
    if snapshot.company == body {
        return Err(Error::Itself);
    }
    if snapshot.content.own_certification_business == Some(true) {
        return Err(Error::CertificationBusiness);
    }
    Ok(vec![Event::Received { body, application, snapshot, on }])
}

pub(super) fn review(status: &Status, review: Review, on: Date) -> Happened {
    match status {
        Status::Received(kept) => {
            let again = kept.review.as_ref().is_some_and(|(_, known)| *known == review);
            Ok(if again { Vec::new() } else { vec![Event::Reviewed { review, on }] })
        }
        Status::Unreceived
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => Err(not(status, Standing::Received)),
    }
}

pub(super) fn accept(status: &Status, accredited: Accredited, today: Date) -> Happened {
    let kept = match status {
        Status::Received(kept) => kept,
        Status::Unreceived
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Received)),
    };
    let Some((_, review)) = &kept.review else { return Err(Error::NotReviewed) };
    if review.own_unit {
        return Err(Error::OwnUnit);
    }
    let unfit = review.unfit();
    if !unfit.is_empty() {
        return Err(Error::Unfit { unfit });
    }
    let covered = covered(kept, accredited, Some(review.scope.reason), today)?;
    Ok(vec![Event::Accepted { covered }])
}

pub(super) fn decline(status: &Status, reasons: Text, on: Date) -> Happened {
    match status {
        Status::Received(_) => Ok(vec![Event::Declined { reasons, on }]),
        Status::Unreceived
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => Err(not(status, Standing::Received)),
    }
}

pub(super) fn quote(status: &Status, terms: Terms, until: Date, by: PersonId, on: Date) -> Happened {
    match status {
        Status::Accepted(_) => {}
        Status::Quoted { quote, .. } if (&quote.terms, quote.until) == (&terms, until) => return Ok(Vec::new()),
        Status::Quoted { .. } => {}
        Status::Agreed { contract, .. } | Status::UnderAssessment { contract, .. } => {
            return Err(Error::FeesFixed { on: contract.company.on });
        }
        Status::Unreceived
        | Status::Received(_)
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Accepted)),
    }
    fees_fit(&terms.fees)?;
    if terms.tailoring.forms.is_empty() {
        return Err(Error::NoForms);
    }
    if until < on {
        return Err(Error::QuoteOver { until, today: on });
    }
    Ok(vec![Event::Quoted { terms: Box::new(terms), until, by, on }])
}

/// SHA-256 of what the company signs: application and terms, in their form in events.
///
/// # Errors
/// They cannot be written, which no value of these types comes to.
pub fn agreement_digest(snapshot: &Snapshot, terms: &Terms) -> Result<Digest, Error> {
    let bytes = serde_json::to_vec(&("agreement.1", snapshot, terms)).map_err(|_| Error::Unwritable)?;
    Ok(Digest::of(&bytes))
}

pub(super) fn agree(status: &Status, company: Confirming, today: Date) -> Happened {
    let (kept, quote): (&Kept, &Quote) = match status {
        Status::Quoted { kept, quote } => (kept, quote),
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Quoted)),
    };
    let (terms, body) = (quote.terms.clone(), quote.by);
    let company = company.of(agreement_digest(&kept.snapshot, &terms)?, Some(quote.on), today)?;
    if quote.until < company.day() {
        return Err(Error::QuoteOver { until: quote.until, today: company.day() });
    }
    Ok(vec![Event::Agreed(Box::new(Contract { terms, company, body }))])
}

pub(super) fn show(status: &Status, shown: Shown) -> Happened {
    let kept = open(status)?;
    if shown.forms.is_empty() {
        return Err(Error::NoForms);
    }
    let again = kept.minimum.last() == Some(&shown);
    Ok(if again { Vec::new() } else { vec![Event::MinimumShown(shown)] })
}

pub(super) fn advise(status: &Status, person: PersonId, what: Text, on: Date, today: Date) -> Happened {
    let kept = open(status)?;
    if on < kept.received_on || today < on {
        return Err(Error::AdviceDay { from: kept.received_on, to: today, found: on });
    }
    let in_assessment = match status {
        Status::UnderAssessment { since, .. } => *since <= on,
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => false,
    };
    let advice = Advice { person, what, on, in_assessment };
    let again = kept.advices.contains(&advice);
    Ok(if again { Vec::new() } else { vec![Event::Advised(advice)] })
}

pub(super) fn begin(status: &Status, accredited: &Accredited, today: Date) -> Happened {
    match status {
        Status::Agreed { .. } => {}
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::UnderAssessment { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Agreed)),
    }
    valid(accredited, today)?;
    Ok(vec![Event::AssessmentBegun { on: today }])
}

pub(super) fn change_editions(
    status: &Status,
    criteria: Option<Criteria>,
    rules: Option<RulesEdition>,
    reason: Text,
    on: Date,
) -> Happened {
    let terms = match status {
        Status::Agreed { contract, .. } | Status::UnderAssessment { contract, .. } => &contract.terms,
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::Agreed)),
    };
    let criteria = criteria.filter(|criteria| *criteria != terms.criteria);
    let rules = rules.filter(|rules| *rules != terms.rules);
    let changes = criteria.is_some() || rules.is_some();
    Ok(if changes { vec![Event::EditionsChanged { criteria, rules, reason, on }] } else { Vec::new() })
}

/// The day of a decision, and why it is recorded later.
pub(super) struct Day {
    pub(super) on: Date,
    pub(super) late: Option<Text>,
    pub(super) today: Date,
}

pub(super) fn decide(
    status: &Status,
    outcome: Outcome,
    decision: StreamId,
    Day { on, late, today }: Day,
    (accredited, confirmed): (Accredited, Option<Text>),
) -> Happened {
    let (kept, since) = match status {
        Status::UnderAssessment { kept, since, .. } => (kept, *since),
        Status::Decided { outcome: known, decision: same, .. } if (*known, *same) == (outcome, decision) => {
            return Ok(Vec::new());
        }
        Status::Unreceived
        | Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::Declined { .. }
        | Status::Decided { .. }
        | Status::Retracted { .. } => return Err(not(status, Standing::UnderAssessment)),
    };
    if on < since || today < on {
        return Err(Error::DecisionDay { from: since, to: today, found: on });
    }
    if on < today && late.is_none() {
        return Err(Error::BackDated { today, found: on });
    }
    // A reason that is not needed is not kept.
    let late = late.filter(|_| on < today);
    let covered = match outcome {
        Outcome::Granted => Some(covered(kept, accredited, confirmed, on)?),
        Outcome::Refused => {
            valid(&accredited, on)?;
            None
        }
    };
    Ok(vec![Event::Decided { outcome, decision, on, late, covered }])
}

pub(super) fn retract(status: &Status, reason: Option<Text>, on: Date) -> Happened {
    match status {
        Status::Received(_)
        | Status::Accepted(_)
        | Status::Quoted { .. }
        | Status::Agreed { .. }
        | Status::UnderAssessment { .. } => Ok(vec![Event::Retracted { on, reason }]),
        Status::Retracted { .. } => Ok(Vec::new()),
        Status::Unreceived | Status::Declined { .. } | Status::Decided { .. } => Err(not(status, Standing::Received)),
    }
}

/// What is known of a case that is open.
fn open(status: &Status) -> Result<&Kept, Error> {
    match status {
        Status::Received(kept)
        | Status::Accepted(kept)
        | Status::Quoted { kept, .. }
        | Status::Agreed { kept, .. }
        | Status::UnderAssessment { kept, .. } => Ok(kept),
        Status::Unreceived | Status::Declined { .. } | Status::Decided { .. } | Status::Retracted { .. } => {
            Err(not(status, Standing::Received))
        }
    }
}

/// The body is accredited on that day (INV-22).
fn valid(accredited: &Accredited, on: Date) -> Result<(), Error> {
    if accredited.on != on {
        return Err(Error::EvidenceDay { expected: on, found: accredited.on });
    }
    if accredited.standing.is_valid() {
        return Ok(());
    }
    Err(Error::NotAccredited { on, standing: Box::new(accredited.standing.clone()) })
}

/// The case is within the scope of that day; where that is for a person to say, `confirmed` is why it is (INV-23).
fn covered(kept: &Kept, accredited: Accredited, confirmed: Option<Text>, on: Date) -> Result<Covered, Error> {
    valid(&accredited, on)?;
    let Accredited { standing, size, .. } = accredited;
    let Some(wish) = kept.wish(size.as_ref()) else { return Err(Error::NoIndustry) };
    match standing.covers(&wish) {
        Containment::Within(_) => Ok(Covered { on, confirmed: None, size }),
        Containment::ToConfirm(fit) => match confirmed {
            Some(reason) => Ok(Covered { on, confirmed: Some(reason), size }),
            None => Err(Error::ToConfirm { fit: Box::new(fit) }),
        },
        Containment::Outside(fit) => Err(Error::OutOfScope { on, fit: Box::new(fit) }),
        Containment::NotAccredited(standing) => Err(Error::NotAccredited { on, standing: Box::new(standing) }),
    }
}
