//! Choosing the organisation one acts for.

use axum::extract::{Extension, Query, State};
use axum::response::IntoResponse;
use criteria::text::Lang;
use serde::Deserialize;

use crate::accounts::Signed;
use crate::error::Refusal;
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company as view;

/// From where somebody comes.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct From {
    #[serde(default)]
    then: String,
}

/// Pages every organisation has.
const PLACES: [&str; 7] =
    ["/today", "/checks", "/deadlines", "/members", "/history", "/organisation", "/organisations"];

/// The place to come back to, where the other organisation has it too: of a check, the list.
pub(crate) fn place(then: &str) -> &'static str {
    let first = then.split('/').nth(1).unwrap_or_default();
    PLACES.into_iter().find(|place| place.trim_start_matches('/') == first).unwrap_or("/today")
}

pub(crate) async fn switch(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(from): Query<From>,
) -> PageResult {
    let own = signed.accounts.office.memberships(signed.caller.person).await;
    let own = own.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let frame = site.frame_of(lang, &signed.who);
    Ok(view::switch(frame, &own, signed.caller.acting_for, place(&from.then)).into_response())
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn the_place_is_kept_where_the_other_organisation_has_it_too() {
        for (from, to) in [
            ("/members", "/members"),
            ("/checks/0191f3f0-0000-7000-8000-000000000000", "/checks"),
            ("/members/leave", "/members"),
            ("/organisations?q=x", "/today"),
            ("//example.com/", "/today"),
            ("https://example.com/members", "/today"),
            ("", "/today"),
        ] {
            assert_eq!(place(from), to, "{from}");
        }
    }
}
