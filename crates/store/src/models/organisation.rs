//! Organisations as they are shown and found.

use record::{OrganisationId, TextId};
use scheme::name::fold;
use scheme::organisation::{Organisation, Profile, Status};
use uuid::Uuid;

use super::{Projected, Standing};
use crate::db::StoreError;
use crate::statement::Tx;

/// What is known of an organisation. Texts that were erased are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganisationRow {
    /// The organisation.
    pub id: OrganisationId,
    /// The words of its kinds.
    pub kinds: Vec<String>,
    /// 法人番号
    pub number: Option<String>,
    /// Name.
    pub name: Option<String>,
    /// Its reading.
    pub reading: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Prefecture, two digits.
    pub prefecture: Option<String>,
    /// Middle group of the main business.
    pub industry: Option<String>,
    /// Capital in yen.
    pub capital: Option<i64>,
    /// Regular employees.
    pub employees: Option<i64>,
    /// The word of the size class.
    pub size: Option<String>,
}

/// What anybody who is signed in may know of an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name; none = erased.
    pub name: Option<String>,
    /// The words of its kinds.
    pub kinds: Vec<String>,
    /// 法人番号
    pub number: Option<String>,
    /// Prefecture, two digits.
    pub prefecture: Option<String>,
}

/// A [`Named`] as the database has it.
pub(super) type RawNamed = (Uuid, Option<String>, String, Option<String>, Option<String>);

impl From<RawNamed> for Named {
    fn from((id, name, kinds, number, prefecture): RawNamed) -> Self {
        let kinds = kinds.split(',').map(str::to_owned).collect();
        Self { id: OrganisationId(id), name, kinds, number, prefecture }
    }
}

impl Projected for Organisation {
    async fn project(tx: &mut Tx, at: Standing, status: &Status) -> Result<(), StoreError> {
        let Some(registered) = status.registered() else { return Ok(()) };
        let profile = &registered.profile;
        let folded = fold(&tx.text(profile.name.id).await?.unwrap_or_default());
        let before = row!(tx, (String,), "SELECT folded FROM organisation WHERE id = $1", at.owner.0)?;
        tx.put_organisation(at, profile, &folded).await?;
        match before {
            Some((before,)) if before == folded => Ok(()),
            Some((before,)) => {
                tx.forget_grams(at.owner, &before).await?;
                tx.put_grams(at.owner, &folded).await
            }
            None => tx.put_grams(at.owner, &folded).await,
        }
    }
}

type Raw = (
    Uuid,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<String>,
);

impl Tx {
    async fn put_organisation(&mut self, at: Standing, profile: &Profile, folded: &str) -> Result<(), StoreError> {
        let sql = "INSERT INTO organisation (id, kinds, number, name, folded, reading, address, prefecture, industry,
                capital, employees, size, since)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
            ON CONFLICT (id) DO UPDATE SET kinds = $2, number = $3, name = $4, folded = $5, reading = $6, address = $7,
                prefecture = $8, industry = $9, capital = $10, employees = $11, size = $12";
        let kinds: Vec<&str> = profile.kinds.iter().map(|kind| kind.word()).collect();
        let id = |text: record::Text| text.id.0;
        execute!(
            self,
            sql,
            at.owner.0,
            kinds.join(","),
            profile.corporate_number.map(|number| number.to_string()),
            id(profile.name),
            folded,
            profile.reading.map(id),
            profile.address.map(id),
            profile.prefecture.map(|code| code.to_string()),
            profile.main_industry.map(|code| code.to_string()),
            // Yen and heads are far below the limit of the column.
            profile.capital.map(|yen| i64::try_from(yen).unwrap_or(i64::MAX)),
            profile.employees.map(i64::from),
            profile.size.as_ref().map(|size| size.class.word()),
            at.begun_at,
        )?;
        Ok(())
    }

    /// What is known of an organisation.
    ///
    /// # Errors
    /// The database failed.
    pub async fn organisation(&mut self, id: OrganisationId) -> Result<Option<OrganisationRow>, StoreError> {
        let sql = "SELECT o.id, o.kinds, o.number, n.body, r.body, a.body, o.prefecture, o.industry, o.capital,
                o.employees, o.size
            FROM organisation o
            LEFT JOIN text n ON n.id = o.name AND n.owner = o.id
            LEFT JOIN text r ON r.id = o.reading AND r.owner = o.id
            LEFT JOIN text a ON a.id = o.address AND a.owner = o.id
            WHERE o.id = $1";
        let found = row!(self, Raw, sql, id.0)?;
        Ok(found.map(|(id, kinds, number, name, reading, address, prefecture, industry, capital, employees, size)| {
            OrganisationRow {
                id: OrganisationId(id),
                kinds: kinds.split(',').map(str::to_owned).collect(),
                number,
                name,
                reading,
                address,
                prefecture,
                industry,
                capital,
                employees,
                size,
            }
        }))
    }

    /// The text itself; none = erased, or never there. Only for what is shown of it by its owner's read models.
    pub(crate) async fn text(&mut self, id: TextId) -> Result<Option<String>, StoreError> {
        let found = row!(self, (Option<String>,), "SELECT body FROM text WHERE id = $1", id.0)?;
        Ok(found.and_then(|(body,)| body))
    }
}
