//! `/api/v1/organisations` and `/api/v1/organisation`: found, registered, described.

use app::organisations::{Named, OrganisationRow, Page, seen};
use axum::http::Uri;
use schemars::JsonSchema;
use scheme::organisation::Input;
use serde::{Deserialize, Serialize};

use super::asked::{Answered, Asking, Json, Sent};
use super::page::asked;
use crate::cursor;

/// A page of organisations.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OrganisationList {
    /// In the order of their names.
    pub(crate) organisations: Vec<OrganisationEntry>,
    /// What to send as `cursor` for the next page; `null` = there is none.
    pub(crate) next: Option<String>,
}

/// An organisation in a list: what is public of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OrganisationEntry {
    /// Its id.
    pub(crate) id: String,
    /// Its name; `null` = erased.
    pub(crate) name: Option<String>,
}

fn entry(named: Named) -> OrganisationEntry {
    OrganisationEntry { id: named.id.to_string(), name: named.name }
}

/// Organisations whose name holds a text of one letter or more.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations", operation_id = "findOrganisations", security(("token" = [])),
    params(("name" = Option<String>, Query, description = "A part of the name, in any width and with or without 株式会社."), ("cursor" = Option<String>, Query, description = "`next` of the page before."), ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many at most; not told = 50.")),
    responses((status = 200, description = "A page of organisations.", body = ref("#/components/schemas/OrganisationList"), content_type = "application/json")))]
pub(crate) async fn find(asking: Asking, uri: Uri) -> Answered {
    let mut asked = asked(&asking, &uri, &["name"])?;
    let name = asked.told.remove(0).unwrap_or_default();
    let page = asked.cursor.map_or_else(|| Ok(Page::first()), |cursor| cursor::name(&cursor));
    let page = page.map_err(|refusal| asking.refuse(refusal))?;
    let found = asking.office().find_some(asking.caller(), &name, &page, asked.limit).await;
    let found = found.map_err(|error| asking.refused(error))?;
    let organisations = found.organisations.into_iter().map(entry).collect();
    Ok(asking.data(&OrganisationList { organisations, next: found.next.as_ref().map(cursor::of_name) }))
}

/// Organisations with the same name or the same corporate number: who may be there already.
#[utoipa::path(get, path = "/api/v1/organisations:alike", tag = "organisations", operation_id = "findAlike", security(("token" = [])),
    params(("name" = Option<String>, Query, description = "The name."), ("number" = Option<String>, Query, description = "The corporate number.")),
    responses((status = 200, description = "At most 20.", body = ref("#/components/schemas/OrganisationList"), content_type = "application/json")))]
pub(crate) async fn alike(asking: Asking, uri: Uri) -> Answered {
    let mut asked = asked(&asking, &uri, &["name", "number"])?;
    let (number, name) = (asked.told.pop().flatten(), asked.told.pop().flatten().unwrap_or_default());
    let found = asking.office().alike(asking.caller(), &name, number.as_deref()).await;
    let found = found.map_err(|error| asking.refused(error))?;
    Ok(asking.data(&OrganisationList { organisations: found.into_iter().map(entry).collect(), next: None }))
}

/// What is known of an organisation, and what is sent to change it. A text left out or empty is not told.
#[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(example = serde_json::json!({ "kinds": ["company"], "name": "株式会社見本製作所", "corporate_number": "7123456789012", "employees": 40 }))]
pub(crate) struct OrganisationBody {
    /// The words of its kinds, such as `company`.
    pub(crate) kinds: Vec<String>,
    /// Name.
    pub(crate) name: String,
    /// Its reading in katakana.
    pub(crate) reading: String,
    /// 法人番号, thirteen digits. Never a My Number.
    pub(crate) corporate_number: String,
    /// Address.
    pub(crate) address: String,
    /// Prefecture, `01` to `47`.
    pub(crate) prefecture: String,
    /// Middle group of the main business, such as `E26`.
    pub(crate) main_industry: String,
    /// Capital in yen.
    pub(crate) capital: Option<u64>,
    /// Regular employees.
    pub(crate) employees: Option<u64>,
}

impl OrganisationBody {
    fn input(self) -> Input {
        let number = |value: Option<u64>| value.map(|value| value.to_string()).unwrap_or_default();
        Input {
            kinds: self.kinds,
            corporate_number: self.corporate_number,
            name: self.name,
            reading: self.reading,
            address: self.address,
            prefecture: self.prefecture,
            main_industry: self.main_industry,
            capital: number(self.capital),
            employees: number(self.employees),
        }
    }
}

/// The organisation the token acts for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OrganisationDocument {
    /// Its id.
    pub(crate) id: String,
    /// What is known of it.
    #[serde(flatten)]
    pub(crate) known: OrganisationBody,
    /// The word of its size class, worked out from industry, capital and employees.
    pub(crate) size: Option<String>,
}

fn document(row: OrganisationRow) -> OrganisationDocument {
    let number = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok());
    OrganisationDocument {
        id: row.id.to_string(),
        size: row.size,
        known: OrganisationBody {
            kinds: row.kinds,
            name: row.name.unwrap_or_default(),
            reading: row.reading.unwrap_or_default(),
            corporate_number: row.number.unwrap_or_default(),
            address: row.address.unwrap_or_default(),
            prefecture: row.prefecture.unwrap_or_default(),
            main_industry: row.industry.unwrap_or_default(),
            capital: number(row.capital),
            employees: number(row.employees),
        },
    }
}

/// What is new.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Created {
    /// Its id.
    pub(crate) id: String,
}

/// Registers an organisation, with the person of the token as its first member. The token goes on acting for its own.
#[utoipa::path(post, path = "/api/v1/organisations", tag = "organisations", operation_id = "registerOrganisation", security(("token" = [])),
    request_body(content = ref("#/components/schemas/OrganisationBody"), content_type = "application/json"),
    responses((status = 201, description = "Registered.", body = ref("#/components/schemas/Created"), content_type = "application/json")))]
pub(crate) async fn register(sent: Sent<Json<OrganisationBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    let made = asking.office().register(asking.caller(), &body.input()).await;
    let id = made.map_err(|error| asking.refused(error))?.to_string();
    Ok(asking.data_as(axum::http::StatusCode::CREATED, &Created { id }))
}

/// The organisation the token acts for.
#[utoipa::path(get, path = "/api/v1/organisation", tag = "organisations", operation_id = "getOrganisation", security(("token" = [])),
    responses((status = 200, description = "What is known of it; its ETag goes into If-Match.", body = ref("#/components/schemas/OrganisationDocument"), content_type = "application/json")))]
pub(crate) async fn show(asking: Asking) -> Answered {
    let row = asking.office().organisation(asking.caller()).await.map_err(|error| asking.refused(error))?;
    let tag = tag(&row);
    Ok(asking.resource(&document(row), &tag))
}

fn tag(row: &OrganisationRow) -> String {
    seen(row).to_string()
}

/// Changes what is known of the organisation; `If-Match` names what the sender saw. A field left out is not told any
/// more. The corporate number is changed on the page, by a person.
#[utoipa::path(put, path = "/api/v1/organisation", tag = "organisations", operation_id = "describeOrganisation", security(("token" = [])),
    params(("If-Match" = String, Header, description = "The ETag of what was read.")),
    request_body(content = ref("#/components/schemas/OrganisationBody"), content_type = "application/json"),
    responses((status = 204, description = "Changed.")))]
pub(crate) async fn describe(sent: Sent<Json<OrganisationBody>>) -> Answered {
    let Sent { asking, body: Json(body) } = sent;
    // A tag that is none of ours is none that stands.
    let seen = asking.seen()?.parse().unwrap_or(record::Digest([0; 32]));
    let done = asking.office().describe_seen(asking.caller(), &body.input(), Some(seen)).await;
    done.map_err(|error| asking.refused(error))?;
    Ok(asking.done())
}
