//! What is done in an audit: it begins, sites are visited, areas looked at, stages done; what the representative declares, and
//! advice, which is never part of a finding.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use record::{Digest, PersonId, Text};
use serde::{Deserialize, Serialize};

use super::people;
use super::{Error, Event, Stage, Work};
use crate::certification::CertificationType;
use crate::day;
use crate::rules::{Override, Rule, Rules};
use crate::seen::{Observed, Seen};

/// What an audit begins on, read from other streams.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whether the case is agreed (INV-20).
    pub agreed: bool,
    /// Whether the accreditation of the body stands today (INV-22).
    pub accredited: bool,
    /// Who is not competent on each planned day (INV-10).
    pub incompetent: BTreeSet<PersonId>,
}

/// A visit to a site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// In which stage.
    pub stage: Stage,
    /// Which site, by number.
    pub site: u16,
    /// On which day.
    pub on: Date,
    /// Why it was done from afar; none = somebody was there.
    pub remote: Option<Text>,
    /// Who of the team.
    pub by: BTreeSet<PersonId>,
}

/// What an audit looks at as a whole (総合的に審査, S3 L528).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Area {
    /// 物理的対策.
    Physical,
    /// 人的対策.
    Human,
    /// サイバーセキュリティ.
    Cyber,
}

impl Area {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Physical, Self::Human, Self::Cyber];

    /// Its word, as it is written in events and forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Physical => "physical",
            Self::Human => "human",
            Self::Cyber => "cyber",
        }
    }

    /// The area with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|area| area.word() == word)
    }
}

/// How a stage ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StageResult {
    /// Which.
    pub stage: Stage,
    /// Whether it can go on: after the first stage, whether the company is ready for the second.
    pub ready: bool,
    /// What was found on the whole.
    pub note: Text,
    /// Its last day.
    pub last_day: Date,
}

/// A specific solution that somebody of the team gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// Who.
    pub by: PersonId,
    /// To what, where it was to something.
    pub about: Option<Seen>,
    /// What.
    pub words: Text,
    /// On which day.
    pub on: Date,
}

/// What the representative declares (自己適合宣言).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attestation {
    /// Where it was signed.
    pub signed: Seen,
    /// SHA-256 of what was signed.
    pub content: Digest,
    /// Who signed.
    pub by: PersonId,
    /// When.
    pub signed_on: Date,
    /// What it says of each criterion, by its id.
    pub statements: BTreeMap<String, Statement>,
}

/// What is declared of one criterion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "says", rename_all = "snake_case")]
pub enum Statement {
    /// It is met.
    Met {
        /// What shows it.
        evidence: Vec<Observed>,
    },
    /// It does not apply.
    NotApplicable {
        /// Why.
        reason: Text,
    },
}

impl Work {
    /// Whether what the representative declared is what stands now: any change after the signing takes it away (INV-30).
    #[must_use]
    pub fn attested(&self, content_now: Digest) -> bool {
        self.attestation.as_ref().is_some_and(|attestation| attestation.content == content_now)
    }
}

pub(super) fn begin(work: &Work, facts: &Facts, on: Date) -> Result<Vec<Event>, Error> {
    if !facts.agreed {
        return Err(Error::NotAgreed);
    }
    if !facts.accredited {
        return Err(Error::NotAccredited { on });
    }
    work.leader().ok_or(Error::NoLeader)?;
    people::settled(work.team.iter(), on)?;
    people::competent(work.team.iter(), &facts.incompetent)?;
    sent(work, Stage::One)?;
    Ok(vec![Event::Begun { on }])
}

fn sent(work: &Work, stage: Stage) -> Result<(), Error> {
    match work.stages.get(&stage).and_then(|planned| planned.sent_on) {
        Some(_) => Ok(()),
        None => Err(Error::PlanNotSent { stage }),
    }
}

pub(super) fn visit(
    work: &Work,
    visit: Visit,
    incompetent: &BTreeSet<PersonId>,
    on: Date,
) -> Result<Vec<Event>, Error> {
    if !work.terms.sites.contains(&visit.site) {
        return Err(Error::SitesOutOfScope { found: [visit.site].into() });
    }
    sent(work, visit.stage)?;
    day::has_come(visit.on, on)?;
    day::from(visit.on, work.begun_on.unwrap_or(visit.on))?;
    if visit.by.is_empty() {
        return Err(Error::NoTeam);
    }
    for person in &visit.by {
        people::seat(work, *person)?;
    }
    let there = work.team.iter().filter(|(person, _)| visit.by.contains(person));
    people::settled(there.clone(), visit.on)?;
    people::competent(there, incompetent)?;
    let told = work.visits.contains(&visit);
    Ok(if told { Vec::new() } else { vec![Event::Visited(visit)] })
}

pub(super) fn cover(work: &Work, area: Area, by: PersonId, note: Option<Text>) -> Result<Vec<Event>, Error> {
    people::seat(work, by)?;
    let covered = work.areas.contains(&area);
    Ok(if covered { Vec::new() } else { vec![Event::AreaCovered { area, by, note }] })
}

/// Sites of the plan that nobody has visited (INV-31).
pub(super) fn unvisited(work: &Work) -> BTreeSet<u16> {
    if work.terms.certification == CertificationType::SelfDeclaration {
        return BTreeSet::new();
    }
    let plan = work.stages.get(&work.terms.last_stage).and_then(|planned| planned.plan.as_ref());
    let required = plan.map_or(&work.terms.sites, |plan| &plan.sites);
    required.iter().filter(|site| !work.visits.iter().any(|visit| visit.site == **site)).copied().collect()
}

pub(super) fn finish(work: &Work, result: StageResult, on: Date) -> Result<Vec<Event>, Error> {
    if result.stage > work.terms.last_stage {
        return Err(Error::NoSuchStage { found: result.stage });
    }
    sent(work, result.stage)?;
    day::has_come(result.last_day, on)?;
    day::from(result.last_day, work.begun_on.unwrap_or(result.last_day))?;
    if result.stage == work.terms.last_stage {
        let sites = unvisited(work);
        if !sites.is_empty() {
            return Err(Error::Unvisited { sites });
        }
        if let Some(last) = work.visits.iter().map(|visit| visit.on).max() {
            day::from(result.last_day, last)?;
        }
    }
    let same = work.results.get(&result.stage) == Some(&result);
    Ok(if same { Vec::new() } else { vec![Event::StageFinished(result)] })
}

pub(super) fn advise(
    work: &Work,
    advice: Advice,
    (rules, reason): (&Rules, Option<Text>),
    on: Date,
) -> Result<Vec<Event>, Error> {
    people::seat(work, advice.by)?;
    day::has_come(advice.on, on)?;
    let overrides: Vec<Override> = rules.broken(Rule::AdviceInAudit, reason)?.into_iter().collect();
    Ok(vec![Event::Advised { advice, overrides }])
}

pub(super) fn attest(work: &Work, attestation: Attestation, on: Date) -> Result<Vec<Event>, Error> {
    if work.terms.certification == CertificationType::OnSite {
        return Err(Error::NothingToDeclare);
    }
    day::has_come(attestation.signed_on, on)?;
    let silent = |statement: &Statement| matches!(statement, Statement::Met { evidence } if evidence.is_empty());
    let criteria: Vec<String> = attestation
        .statements
        .iter()
        .filter(|(_, statement)| silent(statement))
        .map(|(criterion, _)| criterion.clone())
        .collect();
    if !criteria.is_empty() {
        return Err(Error::NothingShown { criteria });
    }
    let same = work.attestation.as_ref() == Some(&attestation);
    Ok(if same { Vec::new() } else { vec![Event::Attested(attestation)] })
}
