//! Finding a certification body. What is typed travels in the body and is kept nowhere.

use app::finding::{Sought, Typed, answer};
use axum::extract::rejection::FormRejection;
use axum::extract::{Extension, Form, State};
use axum::http::{HeaderMap, header};
use axum::response::IntoResponse;
use criteria::text::Lang;

use super::{PageResult, standing};
use crate::error::Refusal;
use crate::site::{Page, Site};
use crate::view::bodies::{Asked, page};

/// The form.
pub(crate) async fn form(State(site): State<Site>, Extension(lang): Extension<Lang>, headers: HeaderMap) -> PageResult {
    standing(&site, lang, Page::Bodies, &headers)
}

/// The answer under the form, which keeps what was typed.
pub(crate) async fn find(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    fields: Result<Form<Vec<(String, String)>>, FormRejection>,
) -> PageResult {
    let Form(fields) = fields.map_err(|rejection| site.refuse(lang, &Refusal::Unreadable(rejection.body_text())))?;
    let catalogue = site.catalogue();
    let (Some(bodies), Some(industries)) = (catalogue.bodies(), catalogue.industries()) else {
        return Err(site.refuse(lang, &Refusal::NoSuchPage));
    };
    let typed = typed(&fields);
    let asked = Asked { came: Some(answer(&typed, bodies, industries)), typed };
    let page = page(site.frame(lang), catalogue, &asked).ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    Ok(([(header::CACHE_CONTROL, "no-store")], page).into_response())
}

/// The longest field that is read, in characters.
const LONGEST: usize = 80;

fn typed(fields: &[(String, String)]) -> Typed {
    let one = |name: &str| {
        let value = fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value);
        value.chars().take(LONGEST).collect::<String>()
    };
    Typed {
        main: Sought { text: one("main"), picked: one("main-pick") },
        certify: Sought { text: one("certify"), picked: one("certify-pick") },
        capital: one("capital"),
        employees: one("employees"),
        sole_proprietor: one("sole") == "yes",
        special: one("special"),
        fields: fields.iter().filter(|(field, _)| field == "field").map(|(_, value)| value.clone()).collect(),
        fields_declared: one("fields") == "declared",
    }
}
