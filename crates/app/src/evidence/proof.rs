//! How it stands with the time stamps of a piece of evidence, and all that is needed to check them without Mamori.

use document::archive::{NoArchive, archive};
use jiff::Timestamp;
use record::StreamId;
use store::{TimeStampRow, Tx};

use super::stamp::{BEFORE_THE_END, key};
use super::{EvidenceFile, EvidenceRow};
use crate::access::Action;
use crate::dates::in_japan;
use crate::jobs::Kind;
use crate::office::{Caller, Office, Refused};
use crate::texts::{Texts, arg};

/// How many stamps of a piece of evidence are handed out, the newest first. Each carries on the ones before.
const MOST: u32 = 100;
/// What a PEM file ends a certificate with.
const END: &str = "-----END CERTIFICATE-----\n";

/// How it stands with the time stamps of a piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proved {
    /// The newest.
    pub newest: Option<TimeStampRow>,
    /// Whether it covers all files.
    pub whole: bool,
    /// Whether the certificate behind it has ended.
    pub over: bool,
    /// What happens next.
    pub next: Next,
}

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// Nothing: all files are stamped, for long enough, or the evidence is discarded.
    Nothing,
    /// Nothing, because no authority is set.
    NotSet,
    /// It is stamped within the next night.
    Tonight,
    /// It is stamped now.
    Waiting,
    /// It did not succeed, for the reason with this word, and is tried again.
    Again(String),
    /// It was given up, for the reason with this word, until the operator has it tried again.
    GivenUp(String),
}

impl Next {
    /// Its word, as texts and the API name it.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::NotSet => "not-set",
            Self::Tonight => "tonight",
            Self::Waiting => "waiting",
            Self::Again(_) => "again",
            Self::GivenUp(_) => "given-up",
        }
    }

    /// The word of what went wrong.
    #[must_use]
    pub fn fault(&self) -> Option<&str> {
        match self {
            Self::Again(fault) | Self::GivenUp(fault) => Some(fault),
            Self::Nothing | Self::NotSet | Self::Tonight | Self::Waiting => None,
        }
    }
}

/// A time stamp with the manifest that was stamped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedStamp {
    /// What is kept of it.
    pub stamp: TimeStampRow,
    /// The manifest; none = erased.
    pub manifest: Option<String>,
}

impl Office {
    /// How it stands with the time stamps of this evidence.
    pub(super) async fn proved(
        &self,
        tx: &mut Tx,
        row: &EvidenceRow,
        files: &[EvidenceFile],
        caller: &Caller,
    ) -> Result<Proved, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let newest = tx.time_stamps(owner, row.stream, 1).await?.into_iter().next();
        let job = tx.job_state(Kind::Stamp.word(), &key(row.stream, row.version)).await?;
        let now = self.door.clock().now();
        let covers = files.iter().map(|file| file.added_in).max().unwrap_or(0);
        let ends = newest.as_ref().map_or(0, |stamp| stamp.ends);
        let whole = newest.as_ref().is_some_and(|stamp| stamp.covers >= covers);
        let soon = now.saturating_add(BEFORE_THE_END).unwrap_or(Timestamp::MAX).as_microsecond();
        let next = match job {
            _ if row.discarded.is_some() || (whole && ends >= soon) => Next::Nothing,
            Some((state, fault)) if state == "dead" => Next::GivenUp(fault.unwrap_or_default()),
            _ if self.authority.is_none() => Next::NotSet,
            Some((state, _)) if state == "running" => Next::Waiting,
            Some((state, fault)) if state == "waiting" => fault.map_or(Next::Waiting, Next::Again),
            _ => Next::Tonight,
        };
        let over = newest.is_some() && ends < now.as_microsecond();
        Ok(Proved { newest, whole, over, next })
    }

    /// The time stamps of evidence of the organisation the caller acts for, the oldest first. That they were taken is noted, as
    /// for a file: names of files stand in them.
    ///
    /// # Errors
    /// There is no such evidence that the caller may see, or it has no stamp.
    pub async fn evidence_proof(&self, caller: Caller, evidence: StreamId) -> Result<Vec<HandedStamp>, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(&caller, Action::EvidenceView, Some(owner)).await?;
        let row = tx.evidence(owner, evidence).await?.ok_or(Refused::NotThere)?;
        let stamps = tx.time_stamps(owner, evidence, MOST).await?;
        if row.class == "ordinary" && stamps.is_empty() {
            return Err(Refused::NotThere);
        }
        let mut tx = match row.class.as_str() {
            "ordinary" => self.note_look(tx, &caller, Action::EvidenceView, evidence).await?,
            _ => self.sensitive(tx, &caller, &row).await?,
        };
        if stamps.is_empty() {
            return Err(Refused::NotThere);
        }
        let manifests = stamps.iter().map(|stamp| stamp.manifest.0);
        let (_, mut texts) = tx.names_and_texts(owner, [], manifests).await?;
        let one = |stamp: TimeStampRow| HandedStamp { manifest: texts.remove(&stamp.manifest.0), stamp };
        Ok(stamps.into_iter().rev().map(one).collect())
    }
}

/// All that is needed to check these stamps with `openssl` and `sha256sum`, in one archive, with how it is done.
///
/// # Errors
/// They cannot stand in one archive.
pub fn proof_archive(texts: Texts, stamps: &[HandedStamp]) -> Result<Vec<u8>, NoArchive> {
    let mut files = vec![("README.txt".to_owned(), read_me(texts, stamps).into_bytes())];
    for (number, HandedStamp { stamp, manifest }) in (1..).zip(stamps) {
        if let Some(manifest) = manifest {
            files.push((format!("manifest-{number}.json"), manifest.clone().into_bytes()));
        }
        files.push((format!("time-stamp-{number}.tst"), stamp.token.clone()));
        let certificates: Vec<&str> = stamp.chain.split_inclusive(END).collect();
        let (anchor, others) = certificates.split_last().map_or(("", &[][..]), |(last, others)| (*last, others));
        files.push((format!("certificates-{number}.pem"), others.concat().into_bytes()));
        files.push((format!("authority-{number}.pem"), anchor.to_owned().into_bytes()));
    }
    archive(&files)
}

/// How the stamps are checked, in the reader's language.
fn read_me(texts: Texts, stamps: &[HandedStamp]) -> String {
    let mut text = texts.t("proof-readme-head");
    for (number, HandedStamp { stamp, manifest }) in (1_u64..).zip(stamps) {
        let utc = Timestamp::from_microsecond(stamp.at).unwrap_or_default();
        let japan = in_japan(utc).strftime("%Y-%m-%d %H:%M:%S").to_string();
        let ends = Timestamp::from_microsecond(stamp.ends).unwrap_or_default();
        let values = [
            ("n", arg(number.to_string())),
            ("at", arg(japan)),
            ("utc", arg(utc.to_string())),
            ("authority", arg(stamp.authority.clone())),
            ("serial", arg(stamp.serial.clone())),
            ("policy", arg(stamp.policy.clone())),
            ("ends", arg(ends.to_string())),
            ("seconds", arg(utc.as_second().to_string())),
            ("sha256", arg(stamp.stamped.to_string())),
        ];
        text.push_str("\n\n");
        text.push_str(&texts.with("proof-readme-stamp", &values));
        if manifest.is_none() {
            text.push_str("\n\n");
            text.push_str(&texts.t("proof-readme-erased"));
        }
    }
    text.push_str("\n\n");
    text.push_str(&texts.t("proof-readme-end"));
    text.push('\n');
    text
}
