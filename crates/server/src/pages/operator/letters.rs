//! How each letter looks, set with invented names.

use app::mail::{Letter, Setting};
use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::response::IntoResponse;
use criteria::text::Lang;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::operator as view;

/// What stands for the secret of a link.
const SECRET: &str = "0123456789abcdef";

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    headers: HeaderMap,
) -> PageResult {
    let office = &signed.accounts.office;
    office.sees_jobs(signed.caller).await.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let frame = site.frame_of(lang, &signed.who);
    let origin = signed.accounts.address(&headers, "");
    let set = |letter: &Letter| {
        Lang::ALL.map(|lang| {
            let texts = app::Texts::new(lang);
            let (name, organisation) = (texts.t("operator-letter-name"), texts.t("operator-letter-organisation"));
            letter.set(&Setting {
                lang,
                name: &name,
                organisation: &organisation,
                origin: &origin,
                secret: SECRET,
                operator: site.operator(),
            })
        })
    };
    let letters: Vec<_> =
        Letter::samples(site.clock().now()).iter().map(|letter| (letter.word(), set(letter))).collect();
    Ok(view::letters(frame, &letters).into_response())
}
