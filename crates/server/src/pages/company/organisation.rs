//! Registers and describes an organisation.

use app::Refused;
use axum::extract::{Extension, Form, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use scheme::organisation::{FieldFault, Found, Input};

use crate::accounts::{Signed, see_other};
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, Described};
use crate::view::localized;

pub(crate) async fn new_organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let form = Described { input: &Input::default(), faults: &[], taken: false, new: true };
    Ok(view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form).into_response())
}

pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let input = input(fields);
    match signed.accounts.office.register(signed.caller, &input).await {
        Ok(organisation) => {
            let acting = signed.accounts.sign_in.act_for(&signed.session, Some(organisation)).await;
            acting.map_err(|error| site.refuse(lang, &crate::accounts::broken(&error)))?;
            Ok(see_other(&localized(lang, "/today")))
        }
        Err(error) => again(&site, lang, &signed, input, error, true),
    }
}

pub(crate) async fn organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let row = signed.accounts.office.organisation(signed.caller).await;
    let row = row.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let input = Input {
        kinds: row.kinds,
        corporate_number: row.number.unwrap_or_default(),
        name: row.name.unwrap_or_default(),
        reading: row.reading.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        prefecture: row.prefecture.unwrap_or_default(),
        main_industry: row.industry.unwrap_or_default(),
        capital: number(row.capital),
        employees: number(row.employees),
    };
    let form = Described { input: &input, faults: &[], taken: false, new: false };
    Ok(view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form).into_response())
}

pub(crate) async fn describe(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let input = input(fields);
    match signed.accounts.office.describe(signed.caller, &input).await {
        Ok(()) => Ok(see_other(&localized(lang, "/organisation"))),
        Err(error) => again(&site, lang, &signed, input, error, false),
    }
}

/// The form again, with what was typed and what is wrong with it.
fn again(site: &Site, lang: Lang, signed: &Signed, input: Input, error: Refused, new: bool) -> PageResult {
    let (faults, taken) = match error {
        Refused::Input(faults) => (faults, false),
        Refused::Taken(_) => (Vec::new(), true),
        error => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    let input = kept(input, &faults);
    let form = Described { input: &input, faults: &faults, taken, new };
    let page = view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form);
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn input(fields: Vec<(String, String)>) -> Input {
    let mut input = Input::default();
    for (name, value) in fields {
        let field = match name.as_str() {
            "kinds" => {
                input.kinds.push(value);
                continue;
            }
            "corporate_number" => &mut input.corporate_number,
            "name" => &mut input.name,
            "reading" => &mut input.reading,
            "address" => &mut input.address,
            "prefecture" => &mut input.prefecture,
            "main_industry" => &mut input.main_industry,
            "capital" => &mut input.capital,
            "employees" => &mut input.employees,
            _ => continue,
        };
        *field = value;
    }
    input
}

/// What was typed, to be shown again: but never twelve digits, which may be a My Number (spec 7 §8).
fn kept(mut input: Input, faults: &[FieldFault]) -> Input {
    if faults.iter().any(|fault| fault.found == Found::TwelveDigits) {
        input.corporate_number.clear();
    }
    input
}
