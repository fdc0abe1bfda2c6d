//! A check begins, empty or with the answers of the device.

use app::checks::Claim;
use app::door::Once;
use app::{Caller, packs};
use axum::extract::{Extension, Form, State};
use criteria::text::Lang;
use protection::check::Source;
use record::StreamId;
use uuid::Uuid;

use super::Fields;
use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::forms::place;
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

/// Takes the answers of the anonymous check over (取り込み).
pub(crate) async fn claim(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(mut fields): Form<Fields>,
) -> PageResult {
    let refuse = |refusal: Refusal| site.refuse(lang, &refusal);
    let (edition, checklist) = site.checklist(packs::FIRST_CHECK).map_err(refuse)?;
    fields.retain(|(name, _)| name != "check");
    let form = place(checklist, &fields);
    if !form.faults.is_empty() {
        return Err(refuse(Refusal::Faults(form.faults)));
    }
    let given = form.answers.iter().filter_map(|(item, answer)| Some((item.id.clone(), answer?)));
    let claim = Claim {
        check: Uuid::new_v4(),
        edition: edition.clone(),
        answers: given.collect(),
        reported_on: Some(site.clock().today()),
        source: Source::Device,
    };
    // The page of the result is kept by browsers and has no key: the same answers on the same day are taken over once.
    let request = serde_json::to_vec(&(signed.caller.acting_for, claim.reported_on, &fields)).unwrap_or_default();
    let caller = Caller { once: Some(Once::of_content("claim", &request)), ..signed.caller };
    let taken = signed.accounts.office.claim(caller, &claim).await;
    let check = taken.map_err(|error| refuse(Refusal::of(error)))?;
    Ok(see_other(&localized(lang, &format!("/checks/{check}"))))
}
