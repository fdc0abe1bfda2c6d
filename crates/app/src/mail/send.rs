//! How a letter is sent: looked up, set, handed to the mail server. The only file that knows SMTP.
//!
//! What the server says of a failure does not leave here: it may name people. A job gets a word for it.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};
use record::{OrganisationId, PersonId, StreamId};
use scheme::member::Role;
use store::{Store, StoreError, TakenJob, Tx};
use uuid::Uuid;

use super::setting::{Mail, Setting};
use super::{Letter, language};
use crate::dates::in_japan;
use crate::jobs::{Fault, Outbox};
use crate::operator::Operator;

/// How long the mail server may take for one step.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of one encoded word of a subject (RFC 2047 has 75 letters for it).
const WORD: usize = 39;

/// Where mail goes out.
#[derive(Clone)]
pub struct MailSettings {
    /// The mail server: `smtps://user:password@mail.example.jp`, or `smtp://…?tls=required`.
    pub smtp: String,
    /// From whom: `Mamori <mamori@example.jp>`.
    pub from: String,
    /// A certificate to trust beside the public ones, as PEM.
    pub root: Option<Vec<u8>>,
}

/// Why mail cannot go out by these settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadSettings {
    /// The address of the server.
    #[error("expected a mail server such as `smtps://user:password@mail.example.jp`")]
    Server,
    /// A password would be sent in clear.
    #[error("expected `smtps://` or `?tls=required`, because the address holds a password")]
    Clear,
    /// From whom.
    #[error("expected a sender such as `Mamori <mamori@example.jp>`")]
    From,
    /// The certificate.
    #[error("expected a certificate as PEM")]
    Root,
    /// Links in mails need the address people open.
    #[error("expected the address people open (`origin`), because mails hold links")]
    NoOrigin,
}

/// Sends letters. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    origin: Arc<str>,
    operator: Arc<Operator>,
}

impl Post {
    /// Post by these settings. Nothing is sent yet.
    ///
    /// # Errors
    /// What is wrong with the settings.
    pub fn new(settings: &MailSettings, origin: Option<&str>, operator: &Operator) -> Result<Self, BadSettings> {
        let origin = origin.ok_or(BadSettings::NoOrigin)?.trim_end_matches('/');
        let from = settings.from.parse().map_err(|_| BadSettings::From)?;
        let transport = transport(settings)?;
        Ok(Self { transport, from, origin: origin.into(), operator: Arc::new(operator.clone()) })
    }

    /// Sends the letter of a job, unless it has become pointless.
    ///
    /// # Errors
    /// Why it was not sent.
    pub async fn deliver(
        &self,
        store: &Store,
        outbox: &Outbox,
        job: &TakenJob,
        letter: &Letter,
        now: Timestamp,
    ) -> Result<(), Fault> {
        if letter.until().is_some_and(|until| until <= now) {
            return Ok(());
        }
        let Some(found) = look_up(store, outbox, job, letter, now).await.map_err(|error| failed(&error))? else {
            return Ok(());
        };
        let setting = Setting {
            lang: language(&found.language),
            name: &found.name,
            organisation: &found.organisation,
            origin: &self.origin,
            secret: &found.secret,
            operator: &self.operator,
        };
        let to: Address = found.address.trim().parse().map_err(|_| Fault::lasting("no_address"))?;
        self.send(&letter.set(&setting), to, job.id, now).await
    }

    /// Hands one mail to the server. The same job has the same id each time, so that a second copy can be recognised.
    async fn send(&self, mail: &Mail, to: Address, id: Uuid, now: Timestamp) -> Result<(), Fault> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .raw_header(subject(&mail.subject))
            .raw_header(plain("Auto-Submitted", "auto-generated"))
            .raw_header(plain("Content-Language", mail.lang.tag()))
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .date(now.into())
            .multipart(MultiPart::alternative_plain_html(mail.text(), mail.html()))
            .map_err(|_| Fault::lasting("unsendable"))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(fault(&error)),
        }
    }
}

/// What a letter needs of the database.
struct Found {
    name: String,
    language: String,
    address: String,
    organisation: String,
    secret: String,
}

/// Looks up who gets the letter and what it names; none = it has become pointless.
async fn look_up(
    store: &Store,
    outbox: &Outbox,
    job: &TakenJob,
    letter: &Letter,
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    let mut tx = store.reader().await?;
    let secret = outbox.secret(job);
    if matches!(letter, Letter::Invitation { .. }) {
        let Some(secret) = &secret else { return Ok(None) };
        let open = tx.invitation(secret.digest()).await?;
        if !open.is_some_and(|one| one.used_at.is_none() && now.as_microsecond() < one.expires_at) {
            return Ok(None);
        }
    }
    if let Letter::SignOffAsked { person, organisation, check } = letter
        && !waits(&mut tx, *person, *organisation, *check, now).await?
    {
        return Ok(None);
    }
    if matches!(letter, Letter::AddressAsked { .. }) {
        let Some(secret) = &secret else { return Ok(None) };
        if tx.ceremony(secret.digest()).await?.is_none() {
            return Ok(None);
        }
    }
    let Some(person) = tx.person(letter.person()).await? else { return Ok(None) };
    let address = outbox.address(job).or(person.email.map(|email| email.shown));
    let (Some(name), Some(address)) = (person.name, address) else { return Ok(None) };
    let organisation = match letter.organisation() {
        Some(organisation) => tx.organisations_named([organisation]).await?.remove(&organisation).unwrap_or_default(),
        None => String::new(),
    };
    let secret = secret.map(|secret| secret.text()).unwrap_or_default();
    Ok(Some(Found { name, language: person.language, address, organisation, secret }))
}

/// Whether a check still waits for the confirmation by a person who was asked for it: it was neither closed nor confirmed
/// as it stood then, and the person is still an executive.
async fn waits(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
    check: StreamId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let today = in_japan(now).date().to_string();
    let row = tx.member(organisation, person).await?;
    let executive = row.is_some_and(|row| row.roles_on(&today).any(|role| role == Role::Executive.word()));
    let Some(check) = tx.check(organisation, check).await?.filter(|check| executive && check.closed_on.is_none())
    else {
        return Ok(false);
    };
    let asked = check.askings.iter().rfind(|asking| asking.of.contains(&person));
    Ok(asked.is_some_and(|asked| check.sign_offs.iter().all(|signed| signed.sections != asked.sections)))
}

fn failed(error: &StoreError) -> Fault {
    tracing::error!(%error, "a letter cannot be looked up");
    Fault::passing("database")
}

/// The word for a failure; whether it passes.
fn fault(error: &lettre::transport::smtp::Error) -> Fault {
    // Beginning with 53, and 454: who we are was not believed. That is set right by the operator, not by the letter.
    let code = error.status().map(|code| code.to_string()).unwrap_or_default();
    if error.is_permanent() && code.starts_with("53") {
        return Fault::passing("mail_sign_in");
    }
    if error.is_permanent() {
        return Fault::lasting("mail_refused");
    }
    if error.is_tls() {
        return Fault::passing("mail_tls");
    }
    Fault::passing(if error.is_transient() { "mail_later" } else { "mail_unreachable" })
}

fn transport(settings: &MailSettings) -> Result<AsyncSmtpTransport<Tokio1Executor>, BadSettings> {
    let url = settings.smtp.as_str();
    let (scheme, rest) = url.split_once("://").ok_or(BadSettings::Server)?;
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let (user, host) = authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    let required = rest.contains("tls=required");
    if !matches!(scheme, "smtp" | "smtps") || host.is_empty() {
        return Err(BadSettings::Server);
    }
    let here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    if user.is_some() && scheme == "smtp" && !required && !here {
        return Err(BadSettings::Clear);
    }
    let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(|_| BadSettings::Server)?;
    let builder = builder.timeout(Some(PATIENCE));
    let Some(root) = &settings.root else { return Ok(builder.build()) };
    // A file without a certificate is read as an empty list, which would trust nobody new and say nothing.
    if !String::from_utf8_lossy(root).contains("-----BEGIN CERTIFICATE-----") {
        return Err(BadSettings::Root);
    }
    let root = Certificate::from_pem(root).map_err(|_| BadSettings::Root)?;
    let parameters = TlsParameters::builder(host.to_owned()).add_root_certificate(root).build_rustls();
    let parameters = parameters.map_err(|_| BadSettings::Root)?;
    let tls = match scheme {
        "smtps" => Tls::Wrapper(parameters),
        _ if required => Tls::Required(parameters),
        _ => Tls::Opportunistic(parameters),
    };
    Ok(builder.tls(tls).build())
}

fn plain(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), value.to_owned(), value.to_owned())
}

/// A subject as encoded words, whatever stands in it: so no part of a name can look like one.
fn subject(text: &str) -> HeaderValue {
    let mut words: Vec<String> = vec![String::new()];
    for letter in text.chars() {
        if words.last().is_some_and(|word| word.len() + letter.len_utf8() > WORD) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
    }
    let encoded: Vec<String> = words.iter().map(|word| format!("=?utf-8?B?{}?=", STANDARD.encode(word))).collect();
    let name = HeaderName::new_from_ascii_str("Subject");
    HeaderValue::dangerous_new_pre_encoded(name, text.to_owned(), encoded.join("\r\n "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(smtp: &str, from: &str) -> MailSettings {
        MailSettings { smtp: smtp.to_owned(), from: from.to_owned(), root: None }
    }

    fn made(smtp: &str, from: &str, origin: Option<&str>) -> Option<BadSettings> {
        Post::new(&settings(smtp, from), origin, &Operator::default()).err()
    }

    #[tokio::test]
    async fn settings_are_taken_or_refused_with_what_was_expected() {
        let (from, origin) = ("Mamori <mamori@example.jp>", Some("https://mamori.example.jp"));
        for good in [
            "smtps://user:password@mail.example.jp",
            "smtp://user:password@mail.example.jp:587?tls=required",
            "smtp://mail.example.jp:25?tls=opportunistic",
            "smtp://user:password@localhost:1025",
        ] {
            assert_eq!(made(good, from, origin), None, "{good}");
        }
        assert_eq!(made("smtp://user:password@mail.example.jp", from, origin), Some(BadSettings::Clear));
        assert_eq!(made("smtp://u:p@mail.example.jp?tls=opportunistic", from, origin), Some(BadSettings::Clear));
        for bad in ["", "mail.example.jp", "https://mail.example.jp", "smtp://", "smtp://user@"] {
            assert_eq!(made(bad, from, origin), Some(BadSettings::Server), "{bad}");
        }
        assert_eq!(made("smtps://mail.example.jp", "Mamori", origin), Some(BadSettings::From));
        assert_eq!(made("smtps://mail.example.jp", from, None), Some(BadSettings::NoOrigin));
        let root = Some(b"no certificate".to_vec());
        let bad = MailSettings { root, ..settings("smtps://mail.example.jp", from) };
        assert_eq!(Post::new(&bad, origin, &Operator::default()).err(), Some(BadSettings::Root));
    }
}
