//! Finding an organisation by any part of its name, from one letter on.
//!
//! A folded name is kept as its letters, and two and three of them in a row, in the order of the names, the same in both
//! databases; a question is answered from the rarest of its triples.

use std::collections::BTreeSet;

use record::OrganisationId;
use scheme::name::fold;
use serde_json::json;
use uuid::Uuid;

use super::Named;
use super::organisation::RawNamed;
use crate::db::StoreError;
use crate::statement::Tx;

/// The most letters in a row that are kept together.
const LONGEST: usize = 3;
/// Triples of a question that are looked at; the rest is compared in the names found.
const MOST_GRAMS: usize = 16;
/// Letters of a name that are kept: the longest is 120 before it is folded.
const MOST_LETTERS: usize = 240;
/// How many names of one triple are counted before it is called common.
const COMMON: i64 = 3_000;

/// Where the next page begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The folded name after which it begins; empty = from the first.
    pub after: String,
    /// The organisation after which it begins, among those of the same name.
    pub id: Uuid,
}

impl Page {
    /// The first page.
    #[must_use]
    pub fn first() -> Self {
        Self { after: String::new(), id: Uuid::nil() }
    }
}

/// A page of what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// In the order of their folded names.
    pub organisations: Vec<Named>,
    /// The next page, if there is more.
    pub next: Option<Page>,
}

/// A found organisation as the database has it, with its folded name.
type RawFound = (Uuid, Option<String>, String, Option<String>, Option<String>, String);

/// So many letters in a row of a folded text, each once.
fn in_a_row(letters: &[char], count: usize) -> BTreeSet<String> {
    letters.windows(count).map(|row| row.iter().collect()).collect()
}

/// The letters of a folded name, and its pairs and triples, each once.
fn grams(folded: &str) -> BTreeSet<String> {
    let letters: Vec<char> = folded.chars().take(MOST_LETTERS).collect();
    (1..=LONGEST).flat_map(|count| in_a_row(&letters, count)).collect()
}

/// The triples of a question; all of it where it is shorter.
fn asked(folded: &str) -> Vec<String> {
    let letters: Vec<char> = folded.chars().take(MOST_LETTERS).collect();
    let count = letters.len().min(LONGEST);
    if count == 0 { Vec::new() } else { in_a_row(&letters, count).into_iter().take(MOST_GRAMS).collect() }
}

/// A page of what was read with one more than it holds.
fn found(mut rows: Vec<RawFound>, limit: u32) -> Found {
    let next = (rows.len() > limit as usize).then(|| {
        rows.truncate(limit as usize);
        rows.last().map(|(id, .., folded)| Page { after: folded.clone(), id: *id })
    });
    let named = |(id, name, kinds, number, prefecture, _)| Named::from((id, name, kinds, number, prefecture));
    Found { organisations: rows.into_iter().map(named).collect(), next: next.flatten() }
}

impl Tx {
    pub(crate) async fn put_grams(&mut self, organisation: OrganisationId, folded: &str) -> Result<(), StoreError> {
        let sql = self.either(
            "INSERT INTO organisation_gram (gram, folded, organisation) SELECT value, $2, $3 FROM json_each($1)",
            "INSERT INTO organisation_gram (gram, folded, organisation)
             SELECT value, $2, $3 FROM json_array_elements_text($1::json)",
        );
        let grams = json!(grams(folded)).to_string();
        execute!(self, sql, grams, folded, organisation.0)?;
        Ok(())
    }

    pub(crate) async fn forget_grams(&mut self, organisation: OrganisationId, folded: &str) -> Result<(), StoreError> {
        let sql = self.either(
            "DELETE FROM organisation_gram WHERE gram IN (SELECT value FROM json_each($1)) AND folded = $2
             AND organisation = $3",
            "DELETE FROM organisation_gram WHERE gram IN (SELECT json_array_elements_text($1::json)) AND folded = $2
             AND organisation = $3",
        );
        let grams = json!(grams(folded)).to_string();
        execute!(self, sql, grams, folded, organisation.0)?;
        Ok(())
    }

    /// Organisations whose name holds `text`, in the order of their names, at most `limit` from `page` on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn find_organisations(&mut self, text: &str, page: &Page, limit: u32) -> Result<Found, StoreError> {
        let folded = fold(text);
        let asked = asked(&folded);
        if asked.is_empty() {
            return Ok(Found { organisations: Vec::new(), next: None });
        }
        let rarest = self.rarest(&asked).await?;
        let sql = self.either(
            "SELECT g.organisation, n.body, o.kinds, o.number, o.prefecture, g.folded FROM organisation_gram g
             JOIN organisation o ON o.id = g.organisation
             LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
             WHERE g.gram = $1 AND instr(g.folded, $2) > 0 AND (g.folded, g.organisation) > ($3, $4)
             ORDER BY g.folded, g.organisation LIMIT $5",
            "SELECT g.organisation, n.body, o.kinds, o.number, o.prefecture, g.folded FROM organisation_gram g
             JOIN organisation o ON o.id = g.organisation
             LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
             WHERE g.gram = $1 AND strpos(g.folded, $2) > 0 AND (g.folded, g.organisation) > ($3, $4)
             ORDER BY g.folded, g.organisation LIMIT $5",
        );
        let more = i64::from(limit) + 1;
        let rows = rows!(self, RawFound, sql, rarest, &folded, &page.after, page.id, more)?;
        Ok(found(rows, limit))
    }

    /// Every organisation in the order of their names, at most `limit` from `page` on.
    ///
    /// # Errors
    /// The database failed.
    pub async fn every_organisation(&mut self, page: &Page, limit: u32) -> Result<Found, StoreError> {
        let sql = "SELECT o.id, n.body, o.kinds, o.number, o.prefecture, o.folded FROM organisation o
            LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
            WHERE (o.folded, o.id) > ($1, $2) ORDER BY o.folded, o.id LIMIT $3";
        let rows = rows!(self, RawFound, sql, &page.after, page.id, i64::from(limit) + 1)?;
        Ok(found(rows, limit))
    }

    /// Organisations with exactly this folded name or this corporate number: who may be there already.
    ///
    /// # Errors
    /// The database failed.
    pub async fn same_organisations(&mut self, name: &str, number: Option<&str>) -> Result<Vec<Named>, StoreError> {
        let sql = "SELECT o.id, n.body, o.kinds, o.number, o.prefecture FROM organisation o LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
            WHERE o.folded = $1 OR o.number = $2 ORDER BY o.folded, o.id LIMIT 20";
        let rows = rows!(self, RawNamed, sql, fold(name), number)?;
        Ok(rows.into_iter().map(Named::from).collect())
    }

    /// The gram that fewest names have, counted no further than [`COMMON`].
    async fn rarest(&mut self, grams: &[String]) -> Result<String, StoreError> {
        if let [only] = grams {
            return Ok(only.clone());
        }
        let sql = self.either(
            "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM organisation_gram WHERE gram = value LIMIT $2))
             FROM json_each($1)",
            "SELECT value, (SELECT count(*) FROM (SELECT 1 FROM organisation_gram WHERE gram = value LIMIT $2) AS few)
             FROM json_array_elements_text($1::json) AS asked (value)",
        );
        let list = json!(grams).to_string();
        let counts = rows!(self, (String, i64), sql, list, COMMON)?;
        let rarest = counts.into_iter().min_by_key(|(_, count)| *count);
        Ok(rarest.map(|(gram, _)| gram).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_as_its_letters_pairs_and_triples() {
        assert_eq!(grams("見本"), ["本", "見", "見本"].map(str::to_owned).into());
        assert_eq!(grams("aaaa"), ["a", "aa", "aaa"].map(str::to_owned).into());
        assert!(grams("").is_empty());
        assert!(asked("").is_empty());
        assert_eq!(asked("見"), ["見"]);
        assert_eq!(asked("見本"), ["見本"]);
        assert_eq!(asked("見本製作"), ["本製作", "見本製"]);
    }
}
