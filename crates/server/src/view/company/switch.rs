//! Choosing the organisation one acts for; the place one comes from is kept.

use maud::{Markup, html};
use record::OrganisationId;

use super::framed;
use crate::view::Frame;

/// The organisations one may act for. `then`: the page to come back to, without language.
pub(crate) fn switch(
    frame: Frame<'_>,
    own: &[(OrganisationId, String)],
    acting: Option<OrganisationId>,
    then: &str,
) -> Markup {
    let title = frame.t("switch-nav");
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("switch-title")) }
            p.lead { (frame.t("switch-lead")) }
            ul.plain.card {
                @for (organisation, name) in own {
                    li {
                        b { (name) }
                        @if acting == Some(*organisation) {
                            span.tag.good { (frame.t("account-acting")) }
                        } @else {
                            form.inline method="post" action=(frame.href("/account/organisation")) {
                                input type="hidden" name="organisation" value=(organisation);
                                input type="hidden" name="then" value=(then);
                                button.btn.sub { (frame.t("account-act")) }
                            }
                        }
                    }
                }
            }
        }
    };
    framed(frame, &title, "/switch", &main)
}
