//! Tokens of the API: made, listed, stopped.

use app::tokens::{LISTED, NewToken, TokenFault, last_day};
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use crate::accounts::{Signed, see_other};
use crate::cursor;
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::tokens::{self as view, TokenForm};
use crate::view::{ONCE, localized};

/// From where the list goes on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    cursor: Option<String>,
}

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(from): Query<From>,
) -> PageResult {
    let form = TokenForm::new(site.clock().today());
    let before = from.cursor.as_deref().map(cursor::instant).transpose();
    let before = before.map_err(|refusal| site.refuse(lang, &refusal))?;
    Ok(page(&site, lang, &signed, &form, before).await?.into_response())
}

async fn page(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    form: &TokenForm<'_>,
    before: Option<(i64, Uuid)>,
) -> Result<maud::Markup, PageRefusal> {
    let tokens = signed.accounts.office.tokens(signed.caller, before, LISTED).await;
    let tokens = tokens.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let now = site.clock().now().as_microsecond();
    Ok(view::list(site.frame_of(lang, &signed.who), &tokens, form, signed.caller.stepped_up, now))
}

/// Makes one. What was typed is kept where something is wrong with it, or where the person confirmed who they are too
/// long ago.
pub(crate) async fn make(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let grants: Vec<&str> =
        fields.iter().filter(|(name, _)| name == "grants").map(|(_, value)| value.as_str()).collect();
    let today = site.clock().today();
    let mut form = TokenForm {
        name: value("name"),
        grants: grants.clone(),
        until: value("until").to_owned(),
        ..TokenForm::new(today)
    };
    match NewToken::read(form.name, grants, &form.until, today) {
        Err(faults) => form.faults = faults,
        Ok(new) => match signed
            .accounts
            .office
            .make_token(signed.caller_once(value(ONCE), &fields), new)
            .await
            .map_err(Refusal::of)
        {
            Ok(made) => {
                let address = signed.accounts.address(&headers, "/api/v1/me");
                let page = view::made(site.frame_of(lang, &signed.who), form.name, &made, &address);
                return Ok((StatusCode::CREATED, page).into_response());
            }
            Err(Refusal::StepUp) => form.confirm = true,
            Err(refusal) => return Err(site.refuse(lang, &refusal)),
        },
    }
    let page = page(&site, lang, &signed, &form, None).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

pub(crate) async fn stop(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(id): Path<Uuid>,
) -> PageResult {
    let stopped = signed.accounts.office.stop_token(signed.caller, id).await;
    stopped.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, "/account/tokens")))
}

/// What is wrong with a field, by the key of its text.
pub(crate) fn key(fault: TokenFault) -> &'static str {
    match fault {
        TokenFault::Name => "tokens-fault-name",
        TokenFault::Grants => "tokens-fault-grants",
        TokenFault::Until => "tokens-fault-until",
    }
}

impl TokenForm<'_> {
    fn new(today: jiff::civil::Date) -> Self {
        TokenForm {
            name: "",
            grants: Vec::new(),
            until: String::new(),
            example: last_day(today).to_string(),
            faults: Vec::new(),
            confirm: false,
        }
    }
}
