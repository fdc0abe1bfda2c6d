//! The sample of `mamori demo`: an installation with a past, all of it invented (spec 7 §21).
//!
//! Knows which organisations and people there are and how the sample comes to be: by the same use cases as anything
//! else. What a use case is told of time is told here by a clock that goes through two years; that is allowed because
//! the installation is noted as invented before anything else is in it, and for ever (ADR 19).

mod certification;
mod certified;
mod companies;
mod others;
mod people;
mod stage;

use jiff::Timestamp;
use record::PersonId;
use store::StoreError;

use crate::installation::Installation;
use crate::office::Refused;
use crate::operator::{Data, Operator, OperatorKind};
use crate::random::{NoRandomness, Random};
use crate::sign_in::{Names, SignInError};
use people::Someone;
use stage::Stage;

/// Letters of a password that nobody mixes up.
const LETTERS: &[u8; 31] = b"23456789abcdefghjkmnpqrstuvwxyz";

/// Somebody of the sample who can sign in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resident {
    /// What the person is called.
    pub name: String,
    /// The mail address to sign in with.
    pub email: String,
    /// The organisations the person acts for today, each with the words of the roles held there.
    pub acts_as: Vec<(String, Vec<String>)>,
}

/// Why the sample is not there.
#[derive(Debug, thiserror::Error)]
pub enum NotFilled {
    /// Somebody keeps something real there.
    #[error("the installation is in use and holds no sample")]
    InUse,
    /// Filling it was broken off.
    #[error("the sample is not whole")]
    Half,
    /// The sample itself is wrong: a use case refused one of its steps.
    #[error("a step of the sample was refused: {0}")]
    Step(#[from] Refused),
    /// The password cannot be used.
    #[error(transparent)]
    SignIn(#[from] SignInError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no randomness.
    #[error(transparent)]
    Random(#[from] NoRandomness),
}

/// Where the sample stands in an installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It can be filled: nothing is in it.
    Empty,
    /// The sample stands in it whole.
    Filled,
}

/// Who operates an installation with the sample, where nothing else was said.
#[must_use]
pub fn operator() -> Operator {
    Operator { kind: OperatorKind::Association, name: Some(others::OPERATOR.name.to_owned()), data: Data::Invented }
}

/// A password for the people of the sample that nobody guesses.
///
/// # Errors
/// The system gives no random bytes.
pub fn password(random: &Random) -> Result<String, NoRandomness> {
    let mut letters = Vec::new();
    while letters.len() < 16 {
        // Bytes past the last whole round would make the first letters likelier.
        let round = LETTERS.len() * (256 / LETTERS.len());
        let bytes = random.bytes::<32>()?.map(usize::from);
        letters.extend(
            bytes.into_iter().filter(|byte| *byte < round).map(|byte| char::from(LETTERS[byte % LETTERS.len()])),
        );
    }
    let groups: Vec<String> = letters[..16].chunks(4).map(|group| group.iter().collect()).collect();
    Ok(groups.join("-"))
}

/// Whether the sample is, or can be, in this installation.
///
/// # Errors
/// [`NotFilled::InUse`], [`NotFilled::Half`]; the database failed.
pub async fn standing(installation: &Installation) -> Result<Standing, NotFilled> {
    let mut tx = installation.office.store().reader().await?;
    match tx.invented().await? {
        Some(Some(_)) => Ok(Standing::Filled),
        Some(None) => Err(NotFilled::Half),
        None if tx.is_empty().await? => Ok(Standing::Empty),
        None => Err(NotFilled::InUse),
    }
}

/// Fills an empty installation with the sample as it stands at `now`. Everybody gets `password`.
///
/// # Errors
/// It is not empty, or the password cannot be chosen; then nothing was done.
pub async fn fill(installation: &Installation, password: &str, now: Timestamp) -> Result<(), NotFilled> {
    may_choose(installation, password)?;
    if standing(installation).await? != Standing::Empty {
        return Err(NotFilled::InUse);
    }
    let at = now.as_microsecond();
    let store = installation.office.store();
    let noted = store.write(move |tx| Box::pin(async move { tx.note_invented(at).await }));
    if !noted.await.map_err(|error: StoreError| error)? {
        return Err(NotFilled::InUse);
    }
    let mut stage = Stage::new(installation, password, now);
    let operator = others::operator(&mut stage).await?;
    let press = companies::press(&mut stage, &operator).await?;
    let grinder = companies::sole_proprietor(&mut stage, &operator).await?;
    let plater = companies::plater(&mut stage, &operator).await?;
    companies::laboratory(&mut stage, &operator).await?;
    let body = others::body(&mut stage, &operator).await?;
    others::ministry(&mut stage, &operator).await?;
    others::association(&mut stage, &operator).await?;
    certification::fill(&mut stage, &certification::Parts { press, grinder, plater, body }).await?;
    store
        .write(move |tx| Box::pin(async move { tx.note_filled(at).await }))
        .await
        .map_err(|error: StoreError| error)?;
    Ok(())
}

/// Gives everybody of the sample another password.
///
/// # Errors
/// The sample is not there, or the password cannot be chosen.
pub async fn change_passwords(installation: &Installation, password: &str, now: Timestamp) -> Result<(), NotFilled> {
    may_choose(installation, password)?;
    if standing(installation).await? != Standing::Filled {
        return Err(NotFilled::InUse);
    }
    for (person, someone) in present(installation).await? {
        installation.sign_in.set_password(person, password, &names(&someone), now).await?;
    }
    Ok(())
}

/// Everybody of the sample who can sign in, as they are today.
///
/// # Errors
/// The database failed.
pub async fn residents(installation: &Installation) -> Result<Vec<Resident>, NotFilled> {
    let today = installation.office.today().to_string();
    let present = present(installation).await?;
    let mut tx = installation.office.store().reader().await?;
    let mut residents = Vec::new();
    for (person, someone) in present {
        let rows = tx.memberships(person).await?;
        let named = tx.organisations_named(rows.iter().map(|row| row.organisation)).await?;
        let acts_as = rows.iter().filter_map(|row| {
            let mut roles: Vec<String> = row.roles_on(&today).map(str::to_owned).collect();
            roles.extend(row.supports_on(&today).then(|| "supporter".to_owned()));
            (!roles.is_empty()).then(|| (named.get(&row.organisation).cloned().unwrap_or_default(), roles))
        });
        let acts_as: Vec<_> = acts_as.collect();
        if !acts_as.is_empty() {
            residents.push(Resident { name: someone.name.to_owned(), email: someone.email.to_owned(), acts_as });
        }
    }
    Ok(residents)
}

/// Those of the sample who have an address and are there.
async fn present(installation: &Installation) -> Result<Vec<(PersonId, Someone)>, NotFilled> {
    let mut tx = installation.office.store().reader().await?;
    let mut present = Vec::new();
    for someone in people::ALL {
        if let Some(person) = tx.person_by_email(someone.email).await? {
            present.push((person.id, someone));
        }
    }
    Ok(present)
}

/// A password that one of them could not choose is refused before anything is done.
fn may_choose(installation: &Installation, password: &str) -> Result<(), NotFilled> {
    let refused = people::ALL.iter().try_for_each(|someone| installation.sign_in.may_choose(password, &names(someone)));
    refused.map_err(|fault| NotFilled::SignIn(SignInError::Refused(fault)))
}

fn names(someone: &Someone) -> Names {
    Names { email: Some(someone.email.to_owned()), organisations: Vec::new() }
}
