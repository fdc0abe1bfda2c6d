//! Names and texts for whole pages: one statement however many there are.

use std::collections::BTreeMap;

use record::{OrganisationId, PersonId};
use serde_json::Value;
use uuid::Uuid;

use crate::db::StoreError;
use crate::statement::Tx;

/// Ids as both databases take a list of them: JSON, without hyphens.
pub(crate) fn list(ids: impl IntoIterator<Item = Uuid>) -> String {
    ids.into_iter().map(|id| Value::from(id.simple().to_string())).collect::<Value>().to_string()
}

/// What a person is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Called {
    /// By this name.
    Name(String),
    /// The name was erased on this day, written `2026-11-20`.
    Erased(String),
}

impl Tx {
    /// What these persons are called, or when their names were erased.
    ///
    /// # Errors
    /// The database failed.
    pub async fn called(
        &mut self,
        persons: impl IntoIterator<Item = PersonId>,
    ) -> Result<BTreeMap<PersonId, Called>, StoreError> {
        let sql = self.either(
            "SELECT id, name, erased_on FROM person WHERE id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT id, name, erased_on FROM person
             WHERE id IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))",
        );
        let ids = list(persons.into_iter().map(|person| person.0));
        let found = rows!(self, (Uuid, Option<String>, Option<String>), sql, ids)?;
        let called = |name: Option<String>, erased: Option<String>| match name {
            Some(name) => Called::Name(name),
            None => Called::Erased(erased.unwrap_or_default()),
        };
        Ok(found.into_iter().map(|(id, name, erased)| (PersonId(id), called(name, erased))).collect())
    }

    /// What these persons are called; an erased name is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn names_of(
        &mut self,
        persons: impl IntoIterator<Item = PersonId>,
    ) -> Result<BTreeMap<PersonId, String>, StoreError> {
        let sql = self.either(
            "SELECT id, name FROM person WHERE name IS NOT NULL AND id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT id, name FROM person WHERE name IS NOT NULL
             AND id IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))",
        );
        let ids = list(persons.into_iter().map(|person| person.0));
        let found = rows!(self, (Uuid, String), sql, ids)?;
        Ok(found.into_iter().map(|(id, name)| (PersonId(id), name)).collect())
    }

    /// These texts of `owner`; an erased one is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn texts_of(
        &mut self,
        owner: OrganisationId,
        texts: impl IntoIterator<Item = Uuid>,
    ) -> Result<BTreeMap<Uuid, String>, StoreError> {
        let sql = self.either(
            "SELECT id, body FROM text WHERE owner = $1 AND body IS NOT NULL
             AND id IN (SELECT unhex(value) FROM json_each($2))",
            "SELECT id, body FROM text WHERE owner = $1 AND body IS NOT NULL
             AND id IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))",
        );
        let found = rows!(self, (Uuid, String), sql, owner.0, list(texts))?;
        Ok(found.into_iter().collect())
    }

    /// Names of persons and texts of `owner` in one statement; what was erased is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn names_and_texts(
        &mut self,
        owner: OrganisationId,
        persons: impl IntoIterator<Item = PersonId>,
        texts: impl IntoIterator<Item = Uuid>,
    ) -> Result<(BTreeMap<PersonId, String>, BTreeMap<Uuid, String>), StoreError> {
        let sql = self.either(
            "SELECT 0, id, name FROM person WHERE name IS NOT NULL AND id IN (SELECT unhex(value) FROM json_each($2))
             UNION ALL
             SELECT 1, id, body FROM text WHERE owner = $1 AND body IS NOT NULL
             AND id IN (SELECT unhex(value) FROM json_each($3))",
            "SELECT 0::bigint, id, name FROM person WHERE name IS NOT NULL
             AND id IN (SELECT value::uuid FROM json_array_elements_text($2::json) AS listed (value))
             UNION ALL
             SELECT 1::bigint, id, body FROM text WHERE owner = $1 AND body IS NOT NULL
             AND id IN (SELECT value::uuid FROM json_array_elements_text($3::json) AS listed (value))",
        );
        let persons = list(persons.into_iter().map(|person| person.0));
        let found = rows!(self, (i64, Uuid, String), sql, owner.0, persons, list(texts))?;
        let (names, texts): (Vec<_>, Vec<_>) = found.into_iter().partition(|(kind, ..)| *kind == 0);
        let names = names.into_iter().map(|(_, id, name)| (PersonId(id), name)).collect();
        Ok((names, texts.into_iter().map(|(_, id, body)| (id, body)).collect()))
    }

    /// What these organisations are called; an erased name is missing.
    ///
    /// # Errors
    /// The database failed.
    pub async fn organisations_named(
        &mut self,
        organisations: impl IntoIterator<Item = OrganisationId>,
    ) -> Result<BTreeMap<OrganisationId, String>, StoreError> {
        let sql = self.either(
            "SELECT o.id, n.body FROM organisation o JOIN text n ON n.id = o.name AND n.owner = o.id
             WHERE n.body IS NOT NULL AND o.id IN (SELECT unhex(value) FROM json_each($1))",
            "SELECT o.id, n.body FROM organisation o JOIN text n ON n.id = o.name AND n.owner = o.id
             WHERE n.body IS NOT NULL
             AND o.id IN (SELECT value::uuid FROM json_array_elements_text($1::json) AS listed (value))",
        );
        let ids = list(organisations.into_iter().map(|organisation| organisation.0));
        let found = rows!(self, (Uuid, String), sql, ids)?;
        Ok(found.into_iter().map(|(id, name)| (OrganisationId(id), name)).collect())
    }
}
