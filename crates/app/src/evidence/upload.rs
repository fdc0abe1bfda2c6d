//! A file comes: it is checked, encrypted, and an object of the vault before anything names it.
//!
//! What came is told back sealed, for the person who brought it: with that they name it later. So a form that has a fault
//! keeps its files, and a program sends files one by one.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use record::{Digest, OrganisationId, StreamId};
use serde::{Deserialize, Serialize};
use store::vault::{Coming, Received, UNNAMED, VaultError};
use store::{Tx, WaitingFile};
use uuid::Uuid;

use super::storage::{Counted, Storage};
use crate::access::Action;
use crate::door::DoorError;
use crate::office::{Caller, Office, Refused};
use crate::vault::Vault;

/// The longest file, in bytes: 10 GiB. Ours.
pub const LONGEST_FILE: u64 = 10 * 1024 * 1024 * 1024;
/// The longest part of one, in bytes.
pub const LONGEST_PART: u64 = 8 * 1024 * 1024;
/// How many parts a file has at most.
const MOST_PARTS: u32 = 20_000;
/// The longest name of a file, in characters.
const NAME: usize = 120;
/// What an upload is sealed for.
const WHAT: &str = "upload";
/// For how long it can be named, in microseconds: an hour less than nobody's objects stay.
const NAMED_WITHIN: i64 = (UNNAMED as i64 - 3_600) * 1_000_000;

/// A file that came and is named by nothing yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// What it was called.
    pub name: String,
    /// What it is, by its first bytes.
    pub kind: String,
    /// How long it was.
    pub bytes: u64,
    /// SHA-256 of what came.
    pub sha256: Digest,
    /// SHA-256 of what the vault stores.
    pub object: Digest,
    /// When it came: microseconds since 1970, UTC.
    pub at: i64,
}

/// What a file is, by its first bytes; `None` = a program, which is not kept.
fn kind(head: &[u8]) -> Option<&'static str> {
    let programs: [&[u8]; 8] = [
        b"MZ",
        b"\x7fELF",
        b"#!",
        b"\xfe\xed\xfa\xce",
        b"\xfe\xed\xfa\xcf",
        b"\xce\xfa\xed\xfe",
        b"\xcf\xfa\xed\xfe",
        b"\xca\xfe\xba\xbe",
    ];
    if programs.iter().any(|start| head.starts_with(start)) {
        return None;
    }
    let kinds: [(&str, &[u8]); 11] = [
        ("pdf", b"%PDF-"),
        ("jpeg", b"\xff\xd8\xff"),
        ("png", b"\x89PNG\r\n\x1a\n"),
        ("gif", b"GIF8"),
        ("tiff", b"II*\0"),
        ("tiff", b"MM\0*"),
        ("zip", b"PK\x03\x04"),
        ("office", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
        ("gzip", b"\x1f\x8b"),
        ("drawing", b"AC10"),
        ("drawing", b"ISO-10303-21"),
    ];
    let known = kinds.into_iter().find(|(_, start)| head.starts_with(start)).map(|(kind, _)| kind);
    // Of a picture or film of a phone the first bytes say how long the part is that says what it is.
    let film = head.get(4..8) == Some(b"ftyp");
    Some(known.unwrap_or(if film { "film" } else { "other" }))
}

/// The name of a file as it is kept: the last part of what was told, on one line.
fn name(told: &str) -> String {
    let last = told.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last.chars().filter(|letter| !letter.is_control()).take(NAME).collect();
    let clean = clean.trim();
    if clean.is_empty() { "file".to_owned() } else { clean.to_owned() }
}

impl Office {
    /// Takes a file for the organisation the caller acts for. It is in the vault when this returns, and goes again if
    /// nothing names it within two days.
    ///
    /// # Errors
    /// The caller may not; the file is empty, a program, too long, or broke off; the vault does not take it; or the record is
    /// held.
    pub async fn receive<S, E, B>(&self, caller: Caller, told: &str, body: S) -> Result<Upload, Refused>
    where
        S: futures_util::Stream<Item = Result<B, E>> + Send,
        B: Into<store::vault::Bytes>,
    {
        let (owner, vault, storage) = self.receiving(&caller).await?;
        self.receive_for(owner, vault, storage, told, body).await
    }

    /// The same for the body of a case, from somebody who may do `action` in it.
    ///
    /// # Errors
    /// As [`Office::receive`].
    pub async fn receive_in_case<S, E, B>(
        &self,
        caller: Caller,
        case: StreamId,
        action: Action,
        told: &str,
        body: S,
    ) -> Result<Upload, Refused>
    where
        S: futures_util::Stream<Item = Result<B, E>> + Send,
        B: Into<store::vault::Bytes>,
    {
        let (row, whose) = self.whose_case(&caller, case).await?;
        let mut tx = self.reader(&caller, action, whose).await?;
        let (vault, storage) = self.room(&mut tx, row.owner).await?;
        drop(tx);
        self.receive_for(row.owner, vault, storage, told, body).await
    }

    async fn receive_for<S, E, B>(
        &self,
        owner: OrganisationId,
        vault: &Vault,
        storage: Storage,
        told: &str,
        body: S,
    ) -> Result<Upload, Refused>
    where
        S: futures_util::Stream<Item = Result<B, E>> + Send,
        B: Into<store::vault::Bytes>,
    {
        let recipient = vault.recipient(&self.door, owner).await?;
        let counted = Counted::new(vault.underway(), owner, storage);
        let received = vault.objects().receive(&recipient, counted.watch(body), LONGEST_FILE).await;
        let received = received.map_err(|error| counted.why(error))?;
        drop(counted);
        self.received(owner, told, received, None).await
    }

    /// Whether the caller may bring files now.
    ///
    /// # Errors
    /// They may not, or the record is held.
    pub async fn may_bring(&self, caller: Caller) -> Result<(), Refused> {
        self.receiving(&caller).await.map(|_| ())
    }

    /// Whether the caller may bring a file now, and for whom; with what is there already.
    async fn receiving(&self, caller: &Caller) -> Result<(OrganisationId, &Vault, Storage), Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let mut tx = self.reader(caller, Action::EvidenceKeep, Some(owner)).await?;
        let (vault, storage) = self.room(&mut tx, owner).await?;
        Ok((owner, vault, storage))
    }

    /// The vault, with what it has of `owner` already.
    async fn room(&self, tx: &mut Tx, owner: OrganisationId) -> Result<(&Vault, Storage), Refused> {
        if self.door.hold().why().is_some() {
            return Err(DoorError::Held.into());
        }
        Ok((self.vault()?, self.stored(tx, owner).await?))
    }

    /// What came whole becomes an object, unless it is nothing that is kept. The parts of `joined` count no longer.
    async fn received(
        &self,
        owner: OrganisationId,
        told: &str,
        received: Received,
        joined: Option<String>,
    ) -> Result<Upload, Refused> {
        if received.bytes == 0 {
            return Err(Refused::EmptyFile);
        }
        let kind = kind(&received.head).ok_or(Refused::Program)?;
        let upload = Upload {
            name: name(told),
            kind: kind.to_owned(),
            bytes: received.bytes,
            sha256: received.sha256,
            object: received.object,
            at: self.door.clock().now().as_microsecond(),
        };
        let what = WaitingFile::Whole(upload.object);
        self.admit(owner, what.clone(), upload.bytes, joined).await?;
        if let Err(error) = self.vault()?.objects().keep(received).await {
            self.dismiss(owner, what).await;
            return Err(error.into());
        }
        Ok(upload)
    }

    /// Takes a part of a file that comes in parts, by its number from 0; the same number again takes the place of the first.
    ///
    /// # Errors
    /// As [`Office::receive`]; or the part is too long.
    pub async fn receive_part<S, E, B>(&self, caller: Caller, id: Uuid, number: u32, body: S) -> Result<(), Refused>
    where
        S: futures_util::Stream<Item = Result<B, E>> + Send,
        B: Into<store::vault::Bytes>,
    {
        let (owner, vault, storage) = self.receiving(&caller).await?;
        if number >= MOST_PARTS {
            return Err(VaultError::TooLong { limit: LONGEST_FILE }.into());
        }
        let recipient = vault.recipient(&self.door, owner).await?;
        let counted = Counted::new(vault.underway(), owner, storage);
        let received = vault.objects().receive(&recipient, counted.watch(body), LONGEST_PART).await;
        let received = received.map_err(|error| counted.why(error))?;
        drop(counted);
        let coming = Coming { owner, person: caller.person, id };
        // It counts from now on, whatever becomes of it: the same number again takes its place.
        let what = WaitingFile::Part { file: file_of(coming), number };
        self.admit(owner, what, received.bytes, None).await?;
        Ok(vault.objects().keep_part(coming, number, received).await?)
    }

    /// The numbers of the parts of a file that are there: what is missing is to be sent again.
    ///
    /// # Errors
    /// The caller may not, or the vault cannot be reached.
    pub async fn parts(&self, caller: Caller, id: Uuid) -> Result<Vec<u32>, Refused> {
        let (owner, vault, _) = self.receiving(&caller).await?;
        Ok(vault.objects().parts(Coming { owner, person: caller.person, id }).await?)
    }

    /// Takes a file whose `count` parts are all there, as if it came at once.
    ///
    /// # Errors
    /// As [`Office::receive`]; or a part is missing.
    pub async fn receive_joined(&self, caller: Caller, id: Uuid, told: &str, count: u32) -> Result<Upload, Refused> {
        let (owner, vault, storage) = self.receiving(&caller).await?;
        let coming = Coming { owner, person: caller.person, id };
        if !vault.objects().parts(coming).await?.into_iter().eq(0..count) {
            return Err(VaultError::BrokenOff.into());
        }
        let recipient = vault.recipient(&self.door, owner).await?;
        let (mut tx, file) = (self.store().reader().await?, file_of(coming));
        let identity = vault.identity(&mut tx, owner).await?;
        // The whole takes the place of its parts.
        let waiting = storage.waiting.saturating_sub(tx.waiting_parts(owner, &file).await?);
        drop(tx);
        let counted = Counted::new(vault.underway(), owner, Storage { waiting, ..storage });
        let body = counted.watch(vault.objects().joined(coming, count, identity));
        let received = vault.objects().receive(&recipient, body, LONGEST_FILE).await;
        let received = received.map_err(|error| counted.why(error))?;
        drop(counted);
        let upload = self.received(owner, told, received, Some(file)).await?;
        vault.objects().forget_parts(coming).await?;
        Ok(upload)
    }

    /// What came, sealed for the caller, so that they can name it in a form.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn seal_upload(&self, caller: &Caller, upload: &Upload) -> Result<String, Refused> {
        let owner = caller.acting_for.ok_or(Refused::NotThere)?;
        let plain = serde_json::to_vec(upload).map_err(|_| DoorError::Receipt)?;
        let sealed = self.vault()?.keys().seal(WHAT, &whose(caller, owner), &plain, self.door.random());
        let sealed = sealed.map_err(|error| VaultError::Key(error.to_string()))?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// What the caller brought before; none = it is nothing of theirs, or too long ago.
    #[must_use]
    pub fn open_upload(&self, caller: &Caller, text: &str) -> Option<Upload> {
        let owner = caller.acting_for?;
        let sealed = URL_SAFE_NO_PAD.decode(text).ok()?;
        let plain = self.vault().ok()?.keys().open(WHAT, &whose(caller, owner), &sealed)?;
        let upload: Upload = serde_json::from_slice(&plain).ok()?;
        let now: Timestamp = self.door.clock().now();
        (now.as_microsecond() < upload.at.saturating_add(NAMED_WITHIN)).then_some(upload)
    }
}

/// A file that comes in parts, as what waits is called.
fn file_of(coming: Coming) -> String {
    format!("{}/{}", coming.person, coming.id)
}

/// A person in an organisation.
fn whose(caller: &Caller, owner: OrganisationId) -> Vec<u8> {
    [&owner.0.as_bytes()[..], caller.person.0.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_is_follows_from_its_first_bytes_and_programs_are_refused() {
        for (head, expected) in [
            (&b"%PDF-1.7"[..], Some("pdf")),
            (b"PK\x03\x04\x14\0", Some("zip")),
            (b"AC1032\0", Some("drawing")),
            (b"\0\0\0\x18ftypheic", Some("film")),
            (b"plain words", Some("other")),
            (b"", Some("other")),
            (b"MZ\x90\0", None),
            (b"\x7fELF\x02", None),
            (b"#!/bin/sh", None),
        ] {
            assert_eq!(kind(head), expected, "{head:?}");
        }
    }

    #[test]
    fn the_name_of_a_file_is_its_last_part_on_one_line() {
        for (told, expected) in [
            ("図面 A-1.pdf", "図面 A-1.pdf"),
            (r"C:\図面\a.dwg", "a.dwg"),
            ("../../etc/passwd", "passwd"),
            ("a\r\nb.txt", "ab.txt"),
            ("", "file"),
            ("  / ", "file"),
        ] {
            assert_eq!(name(told), expected, "{told:?}");
        }
        assert_eq!(name(&"長".repeat(500)).chars().count(), NAME);
    }
}
