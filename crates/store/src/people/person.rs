//! Persons: a name beside the record, which knows the id alone.

use record::PersonId;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// An address as it was typed, and as it is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// As it is shown and written to.
    pub shown: String,
    /// As it is searched for; of one folded form there is one.
    pub folded: String,
}

/// A natural person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id by which the record names the person.
    pub id: PersonId,
    /// The name; none = erased.
    pub name: Option<String>,
    /// How the name is read (フリガナ).
    pub reading: Option<String>,
    /// The mail address; who has none signs in at a shared terminal or with a passkey.
    pub email: Option<Email>,
    /// `ja` or `en`.
    pub language: String,
    /// Since when.
    pub created_at: i64,
    /// On which day it was erased.
    pub erased_on: Option<String>,
}

type Row = (Uuid, Option<String>, Option<String>, Option<String>, Option<String>, String, i64, Option<String>);

impl From<Row> for Person {
    fn from((id, name, reading, shown, folded, language, created_at, erased_on): Row) -> Self {
        let email = shown.zip(folded).map(|(shown, folded)| Email { shown, folded });
        Self { id: PersonId(id), name, reading, email, language, created_at, erased_on }
    }
}

fn taken(done: Result<u64, sqlx::Error>) -> Result<bool, StoreError> {
    match done {
        Err(error) if StoreError::is_unique(&error) => Err(StoreError::Taken { kind: "person" }),
        done => Ok(done? == 1),
    }
}

impl Tx {
    /// Whether there is anybody yet.
    ///
    /// # Errors
    /// The database failed.
    pub async fn anybody(&mut self) -> Result<bool, StoreError> {
        let found = row!(self, (Uuid,), "SELECT id FROM person LIMIT 1")?;
        Ok(found.is_some())
    }

    /// Whoever came first: who set the installation up. Ids go with time.
    ///
    /// # Errors
    /// The database failed.
    pub async fn first_person(&mut self) -> Result<Option<PersonId>, StoreError> {
        let found = row!(self, (Uuid,), "SELECT id FROM person ORDER BY id LIMIT 1")?;
        Ok(found.map(|(id,)| PersonId(id)))
    }

    /// Adds a person.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the id or the address is another's.
    pub async fn add_person(&mut self, person: &Person) -> Result<(), StoreError> {
        let sql = "INSERT INTO person (id, name, reading, email, email_folded, language, created_at, erased_on)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        let email = person.email.as_ref();
        let done = execute!(
            self,
            sql,
            person.id.0,
            person.name.as_deref(),
            person.reading.as_deref(),
            email.map(|email| email.shown.as_str()),
            email.map(|email| email.folded.as_str()),
            &person.language,
            person.created_at,
            person.erased_on.as_deref(),
        );
        taken(done).map(|_| ())
    }

    /// A person, erased or not.
    ///
    /// # Errors
    /// The database failed.
    pub async fn person(&mut self, id: PersonId) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT id, name, reading, email, email_folded, language, created_at, erased_on
            FROM person WHERE id = $1";
        Ok(row!(self, Row, sql, id.0)?.map(Person::from))
    }

    /// The person who has this address.
    ///
    /// # Errors
    /// The database failed.
    pub async fn person_by_email(&mut self, folded: &str) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT id, name, reading, email, email_folded, language, created_at, erased_on
            FROM person WHERE email_folded = $1";
        Ok(row!(self, Row, sql, folded)?.map(Person::from))
    }

    /// Changes what a person is called and in which language; `false` = no such person, or erased.
    ///
    /// # Errors
    /// The database failed.
    pub async fn rename_person(
        &mut self,
        id: PersonId,
        name: &str,
        reading: Option<&str>,
        language: &str,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET name = $2, reading = $3, language = $4 WHERE id = $1 AND erased_on IS NULL";
        Ok(execute!(self, sql, id.0, name, reading, language)? == 1)
    }

    /// Changes the address; `false` = no such person, or erased.
    ///
    /// # Errors
    /// [`StoreError::Taken`] if the address is another's.
    pub async fn change_email(&mut self, id: PersonId, email: Option<&Email>) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET email = $2, email_folded = $3 WHERE id = $1 AND erased_on IS NULL";
        let (shown, folded) = (email.map(|email| email.shown.as_str()), email.map(|email| email.folded.as_str()));
        taken(execute!(self, sql, id.0, shown, folded))
    }

    /// Takes every way to sign in away, but for the PINs: passwords, second factors, passkeys, and whatever waits for its
    /// next step.
    ///
    /// # Errors
    /// The database failed.
    pub async fn forget_ways_in(&mut self, id: PersonId) -> Result<(), StoreError> {
        execute!(self, "DELETE FROM password WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM totp WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM passkey WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM recovery_code WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM ceremony WHERE person = $1", id.0)?;
        Ok(())
    }

    /// Takes everything personal away, every way to sign in, and every session; the id stays. `false` = it was so.
    ///
    /// # Errors
    /// The database failed.
    pub async fn erase_person(&mut self, id: PersonId, on: &str, at: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE person SET name = NULL, reading = NULL, email = NULL, email_folded = NULL, erased_on = $2
            WHERE id = $1 AND erased_on IS NULL";
        if execute!(self, sql, id.0, on)? == 0 {
            return Ok(false);
        }
        self.forget_ways_in(id).await?;
        execute!(self, "DELETE FROM pin WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM calendar_feed WHERE person = $1", id.0)?;
        execute!(self, "DELETE FROM draft WHERE person = $1", id.0)?;
        // What a device calls itself may name its owner.
        let sql = "UPDATE session SET device = '', ended_at = COALESCE(ended_at, $2) WHERE person = $1";
        execute!(self, sql, id.0, at)?;
        let sql = "UPDATE api_token SET name = '', revoked_at = COALESCE(revoked_at, $2) WHERE person = $1";
        execute!(self, sql, id.0, at)?;
        Ok(true)
    }
}
