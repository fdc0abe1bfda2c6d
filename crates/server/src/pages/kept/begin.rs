//! A check begins: empty, or with the answers of an earlier one.

use app::packs;
use axum::extract::{Extension, Form, State};
use criteria::text::Lang;
use record::StreamId;
use uuid::Uuid;

use super::Fields;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::{ONCE, localized};

/// Begins a check of the pack the form names, the first one where it names none; or with the answers of an earlier one.
pub(crate) async fn begin(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Fields>,
) -> PageResult {
    let value = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let (office, caller) = (&signed.accounts.office, signed.caller_once(value(ONCE).unwrap_or_default(), &fields));
    let begun = match value("from").map(str::parse::<Uuid>) {
        Some(from) => {
            let from = from.map_err(|_| site.refuse(lang, &Refusal::NoSuchPage))?;
            office.carry_over(caller, StreamId(from)).await
        }
        None => office.begin_check(caller, value("pack").unwrap_or(packs::FIRST_CHECK)).await,
    };
    let check = begun.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}
