//! Who confirmed a check, whether that holds, and how it is confirmed.

use app::access::Action;
use app::checks::KeptCheck;
use app::texts::arg;
use maud::{Markup, html};
use protection::check::Standing;

use super::answers::who_could;
use super::name;
use crate::view::Frame;

/// Whether and by whom it was confirmed.
pub(super) fn signed(frame: Frame<'_>, kept: &KeptCheck<'_>) -> Markup {
    let Some((last, standing)) = kept.signed() else { return html! {} };
    let values = [("name", arg(name(frame, kept, last.by.0))), ("day", arg(frame.texts.date(last.on, frame.today)))];
    html! {
        @match standing {
            Standing::Holds => p.notice { (frame.texts.with("check-signed", &values)) },
            Standing::ChangedSince { .. } => p.notice { (frame.texts.with("check-signed-changed", &values)) },
        }
    }
}

/// 確認・記名 by the representative, at the versions shown.
pub(super) fn sign_off(frame: Frame<'_>, kept: &KeptCheck<'_>, path: &str) -> Markup {
    if kept.row.closed_on.is_some() || matches!(kept.signed(), Some((_, Standing::Holds))) {
        return html! {};
    }
    html! {
        section.card #sign-off {
            h2 { (frame.t("sign-off-title")) }
            p { (frame.t("sign-off-lead")) }
            @if kept.may(Action::CheckSignOff) {
                form method="post" action=(frame.href(&format!("{path}/sign-off"))) {
                    @for (stream, version) in kept.versions() {
                        input type="hidden" name=(format!("seen:{stream}")) value=(version);
                    }
                    p.actions { button.btn { (frame.t("sign-off-go")) } }
                }
            } @else {
                p.note { (who_could(frame, kept, Action::CheckSignOff)) }
            }
        }
    }
}
