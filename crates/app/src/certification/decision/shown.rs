//! A case with its decisions, certificate and suspensions, as it is shown to the body or to the company.

use std::collections::BTreeSet;

use record::{PersonId, StreamId, Text};
use scheme::accreditation::{self, Accreditation as Accredited};
use scheme::assignment::{Candidate, Function};
use scheme::certificate::{Receiver, Status as CertificateStatus};
use scheme::decision::{Accreditation, Error, Grounds, Kind, Status};
use scheme::rules::{Rule, Rules, Strength};
use scheme::seen::Seen;
use scheme::suspension::{self, Said};
use store::Tx;

use super::grounds::{Material, covers, keeps_back};
use super::load::is_open;
use super::propose::fitting;
use super::who::{People, case_of};
use crate::access::Action;
use crate::certification::case::ShownCase;
use crate::certification::dossier::{Dossier, Standing};
use crate::certification::replayed;
use crate::office::{Caller, Office, Refused};

/// A case with what comes after its audit.
#[derive(Debug, Clone)]
pub struct File {
    /// The case; its texts and names are also those of what stands here.
    pub shown: ShownCase,
    /// Everything that stands in it.
    pub dossier: Dossier,
    /// The rules that were agreed; none = nothing was agreed yet.
    pub rules: Option<Rules>,
    /// What a decision of today would rest on; none for the company, and before the agreement.
    pub grounds: Option<Grounds>,
    /// How the accreditation of the body stands today.
    pub accreditation: accreditation::Standing,
    /// What would refuse a grant today.
    pub keeps_back: Vec<Error>,
    /// What can be decided as it stands.
    pub kinds: Vec<Kind>,
    /// Everybody with the role of a decision maker, those who may decide first.
    pub candidates: Vec<Candidate>,
    /// What keeps the reader from proposing.
    pub proposer: Option<Candidate>,
    /// The decisions of which the reader is not told how they came to be: votes, minutes, and who took no part are not in them.
    pub closed: BTreeSet<StreamId>,
}

impl File {
    /// The decision that is proposed and not made.
    #[must_use]
    pub fn open(&self) -> Option<&Standing<Status>> {
        self.dossier.decisions.iter().rfind(|one| match &one.status {
            Status::Proposed(_) | Status::Circulated(_) => true,
            Status::Unproposed | Status::Decided { .. } | Status::Dropped { .. } => false,
        })
    }

    /// The decisions that were made, the newest first.
    pub fn decided(&self) -> impl Iterator<Item = &Standing<Status>> {
        self.dossier.decisions.iter().rev().filter(|one| one.status.decided().is_some())
    }

    /// The certificate: the newest one.
    #[must_use]
    pub fn certificate(&self) -> Option<&Standing<CertificateStatus>> {
        self.dossier.certificates.last()
    }

    /// The suspension of it that is proposed or in force.
    #[must_use]
    pub fn suspension(&self) -> Option<&Standing<suspension::Status>> {
        let certificate = self.certificate()?.row.stream;
        let last = self.dossier.suspensions.iter().rfind(|one| one.row.within == Some(certificate));
        last.filter(|one| is_open(&one.row))
    }

    /// Whether this is decided since the certificate, or its suspension, stands as it does: what may be done with it then.
    #[must_use]
    pub fn newest_is(&self, kind: Kind) -> bool {
        let since = self.suspension().map(|one| one.row.begun_at).or_else(|| Some(self.certificate()?.row.begun_at));
        let newest = self.decided().next();
        let is = |one: &Standing<Status>| one.status.decided().is_some_and(|decided| decided.kind == kind);
        newest.is_some_and(|one| is(one) && since.is_none_or(|since| since <= one.row.begun_at))
    }

    /// Whether the newest decision is of this kind and the certificate was not changed since: what may be done with it then.
    #[must_use]
    pub fn is_unused(&self, kind: Kind) -> bool {
        let touched = self.certificate().map_or(0, |one| one.row.touched_at);
        self.newest_is(kind) && self.decided().next().is_some_and(|one| touched <= one.row.begun_at)
    }

    /// How strict the rule on fees is.
    #[must_use]
    pub fn fees(&self) -> Strength {
        self.rules.as_ref().map_or(Strength::Block, |rules| rules.strength(Rule::FeesPaid))
    }
}

impl Office {
    /// A case with its decisions, certificate and suspensions, for whoever owns it or is its client.
    ///
    /// # Errors
    /// There is none that the caller may see.
    pub async fn decision_file(&self, caller: Caller, case: StreamId) -> Result<File, Refused> {
        let asker = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut shown = self.case(caller, case).await?;
        shown.audited_for(asker)?;
        let (row, whose) = self.whose_case(&caller, case).await?;
        let mut tx = self.reader(&caller, Action::CaseView, whose).await?;
        let mut dossier = Dossier::read(&mut tx, asker, case).await?;
        let closed = close(&mut dossier, &shown, caller.person);
        let rules = self.rules_of(&shown.status).ok();
        let mut file = File {
            rules,
            grounds: None,
            accreditation: accreditation::Standing::Unknown,
            keeps_back: Vec::new(),
            kinds: Vec::new(),
            candidates: Vec::new(),
            proposer: None,
            closed,
            shown: shown.clone(),
            dossier,
        };
        if asker == row.owner {
            self.judged(&mut tx, &mut file, caller.person).await?;
        }
        let (names, texts) = tx.names_and_texts(row.owner, persons(&file), texts(&file)).await?;
        shown.names.extend(names);
        shown.texts.extend(texts);
        file.shown = shown;
        Ok(file)
    }

    /// What the body alone asks: what would refuse a grant, and who may propose and decide.
    async fn judged(&self, tx: &mut Tx, file: &mut File, reader: PersonId) -> Result<(), Refused> {
        let (body, today) = (file.shown.row.owner, self.today());
        let Some(rules) = file.rules.clone() else { return Ok(()) };
        let Some(kept) = file.shown.status.kept() else { return Ok(()) };
        let company = kept.snapshot.company;
        let rows = tx.accreditations([body]).await?;
        let mut known = Vec::new();
        // Who runs the installation keeps them, and the body is party to each.
        for (stream, (status, version)) in
            replayed::<Accredited>(&tx.events_in(body, rows.iter().map(|row| row.stream).collect::<Vec<_>>()).await?)?
        {
            known.push((Seen { stream, version }, status));
        }
        let valid = known.iter().find(|(_, status)| status.standing(today).is_valid());
        let counts = valid.or(known.last()).map(|(seen, _)| *seen);
        let standing = accreditation::of_body(known.iter().map(|(_, status)| status), today);
        let case = Seen { stream: file.shown.row.stream, version: file.shown.row.version };
        let material = Material::of(&file.shown.status, &file.dossier);
        let covers = covers(&standing, kept, kept.snapshot.profile.size.as_ref(), true);
        let stood = Accreditation { seen: counts.unwrap_or(case), stands: standing.is_valid(), covers };
        let (people, deciders) = People::read(tx, body, company, &[reader], today).await?;
        let partial = material.partial(&people.advised(case.stream, &rules, today));
        let application = Some(Seen { stream: kept.application, version: 0 });
        let grounds = material.grounds(&rules, partial, stood, application, today);
        let parts = tx.certification_parts(body, case.stream).await?;
        let reviews = file.shown.may(Action::DecisionPropose);
        let proposer = people.reviewer(reader, &case_of(case.stream, &material, &parts, None), &rules, today);
        let asked = case_of(case.stream, &material, &parts, reviews.then_some(reader));
        let candidates = people.judged(Function::DecisionMaker, &deciders, &asked, &rules, today);
        let certificate = file.dossier.certificates.last().map(|one| &one.row);
        let suspension = file.suspension().map(|one| &one.row);
        let kinds = fitting(file.shown.status.standing(), certificate, suspension, today);
        let keeps_back = match &grounds {
            Some(grounds) if kinds.contains(&Kind::Grant) => {
                keeps_back(Kind::Grant, case, company, grounds.clone(), &rules, today)
            }
            Some(_) | None => Vec::new(),
        };
        (file.grounds, file.accreditation, file.candidates) = (grounds, standing, candidates);
        (file.proposer, file.kinds, file.keeps_back) = (Some(proposer), kinds, keeps_back);
        Ok(())
    }
}

/// Takes out of the decisions of a case how they came to be, for a reader who neither proposes nor decides, nor was asked to decide
/// in them. Whoever audited the case sees that it is decided and what, whatever else they are; the company sees no more.
fn close(dossier: &mut Dossier, shown: &ShownCase, reader: PersonId) -> BTreeSet<StreamId> {
    let mut closed = BTreeSet::new();
    let audited = dossier.audits.iter().filter_map(|one| one.status.work()).any(|work| work.ever.contains(&reader));
    if !audited && (shown.may(Action::DecisionPropose) || shown.may(Action::DecisionDecide)) {
        return closed;
    }
    for one in &mut dossier.decisions {
        let proposed = match &mut one.status {
            Status::Unproposed => continue,
            Status::Proposed(proposed) | Status::Circulated(proposed) => proposed,
            Status::Decided { proposed, .. } | Status::Dropped { proposed, .. } => proposed,
        };
        if !proposed.proposal.forum.people().contains(&reader) {
            proposed.votes.clear();
            proposed.recused.clear();
            proposed.minutes = None;
            closed.insert(one.row.stream);
        }
    }
    closed
}

/// What is known of a suspension, wherever it stands.
#[must_use]
pub fn known(status: &suspension::Status) -> Option<&suspension::Known> {
    match status {
        suspension::Status::Unproposed => None,
        suspension::Status::Proposed(known) | suspension::Status::Heard(known) => Some(known),
        suspension::Status::InForce { known, .. }
        | suspension::Status::Lifted { known, .. }
        | suspension::Status::Concluded { known, .. }
        | suspension::Status::Dropped { known, .. } => Some(known),
    }
}

/// Everybody whom decisions, reports and suspensions name.
fn persons(file: &File) -> BTreeSet<PersonId> {
    let judged = file.candidates.iter().chain(&file.proposer);
    let mut named: BTreeSet<PersonId> = judged.map(|candidate| candidate.person).collect();
    for decision in &file.dossier.decisions {
        if let Some(proposed) = decision.status.proposed() {
            named.extend(proposed.proposal.forum.people());
            named.extend(proposed.recused.keys().chain(proposed.votes.keys()).chain([&proposed.proposal.by]));
        }
        if let Some(decided) = decision.status.decided() {
            named.extend(decided.grounds.partial.team.iter().chain(&decided.grounds.partial.advised));
            named.insert(decided.by);
        }
    }
    named
}

/// Every text of the body that they name.
fn texts(file: &File) -> Vec<uuid::Uuid> {
    let mut named: Vec<Text> = Vec::new();
    for decision in &file.dossier.decisions {
        if let Some(proposed) = decision.status.proposed() {
            named.extend(proposed.recused.values().chain(&proposed.minutes));
        }
        if let Some(decided) = decision.status.decided() {
            named.extend(decided.reasons.iter().chain(&decided.late).chain(decided.appeal.iter().map(|one| &one.path)));
        }
        if let Status::Dropped { reason, .. } = &decision.status {
            named.push(*reason);
        }
    }
    for certificate in &file.dossier.certificates {
        let Some(known) = certificate.status.known() else { continue };
        named.extend([known.issue.number, known.issue.scope]);
        named.extend(known.issue.sites.iter().chain(known.issue.overrides.iter().map(|one| &one.reason)));
        if let CertificateStatus::Transferred { to: Receiver::Named(name), .. } = &certificate.status {
            named.push(*name);
        }
    }
    for one in &file.dossier.suspensions {
        if let suspension::Status::Dropped { reason, .. } = &one.status {
            named.push(*reason);
        }
        let Some(known) = known(&one.status) else { continue };
        named.push(known.proposal.reason);
        named.extend(&known.proposal.conditions);
        if let Some(Said::Words(words)) = known.said {
            named.push(words);
        }
    }
    named.iter().map(|text| text.id.0).collect()
}
