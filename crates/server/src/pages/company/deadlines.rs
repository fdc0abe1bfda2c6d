//! Deadlines: seen, and taken into a calendar under a secret address.

use app::deadlines::calendar::calendar;
use axum::extract::{Extension, Form, Query, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, Shown};
use crate::view::localized;

/// What of the deadlines is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    month: String,
}

pub(crate) async fn deadlines(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> PageResult {
    let deadlines = signed.accounts.office.deadlines(signed.caller).await;
    let deadlines = deadlines.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let frame = site.frame_of(lang, &signed.who);
    let mine = asked.mine == "yes";
    // Without a month, the one of the next deadline ahead.
    let next = deadlines.list.iter().find(|deadline| deadline.on >= frame.today && (deadline.mine || !mine));
    let month = month(&asked.month).or(next.map(|deadline| deadline.on)).unwrap_or(frame.today);
    let shown = Shown { deadlines: &deadlines, mine, month, catalogue: site.catalogue() };
    Ok(view::deadlines(frame, &shown).into_response())
}

/// `2026-12`, within some lifetimes of today.
fn month(text: &str) -> Option<Date> {
    let first: Date = format!("{}-01", text.chars().take(7).collect::<String>()).parse().ok()?;
    (1900..=2200).contains(&first.year()).then_some(first)
}

/// What the form of the address sends.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct FeedFields {
    #[serde(default)]
    once: String,
    r#do: String,
}

/// Makes the address anew and shows it once, or stops it.
pub(crate) async fn change_feed(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
    Form(fields): Form<FeedFields>,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let office = &signed.accounts.office;
    match fields.r#do.as_str() {
        "renew" => {
            let caller = signed.caller_once(&fields.once, &fields);
            let secret = office.renew_feed(caller).await.map_err(refuse)?;
            // Without its key the address was told with the first answer.
            let Some(secret) = secret else { return Ok(see_other(&localized(lang, "/deadlines"))) };
            let path = localized(lang, &format!("/deadlines.ics?key={}", secret.text()));
            let address = signed.accounts.address(&headers, &path);
            Ok(view::feed(site.frame_of(lang, &signed.who), &address).into_response())
        }
        "end" => {
            office.end_feed(signed.caller).await.map_err(refuse)?;
            Ok(see_other(&localized(lang, "/deadlines")))
        }
        _ => Err(site.refuse(lang, &Refusal::NoSuchPage)),
    }
}

/// The secret of an address.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Key {
    #[serde(default)]
    key: String,
}

/// The deadlines for a calendar program: no session, the secret of the address alone. An address that ended and one that
/// never was are answered alike.
pub(crate) async fn feed(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    headers: HeaderMap,
    Query(key): Query<Key>,
) -> PageResult {
    let accounts = site.accounts().map_err(|refusal| site.refuse(lang, &refusal))?;
    let found = accounts.office.feed(&key.key, Uuid::new_v4()).await;
    let deadlines = match found {
        Ok(deadlines) => deadlines,
        Err(app::Refused::Access(_) | app::Refused::NotThere) => return Err(site.refuse(lang, &Refusal::NoSuchPage)),
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    let address = |path: &str| accounts.address(&headers, &localized(lang, path));
    let body = calendar(app::Texts::new(lang), &deadlines, site.clock().now(), address);
    let head = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"mamori.ics\""),
    ];
    let answer: Response = (head, body).into_response();
    Ok(answer)
}
