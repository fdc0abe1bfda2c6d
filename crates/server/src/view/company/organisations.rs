//! Organisations found by name: public facts only.

use app::organisations::{FOUND, Found, Named};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use scheme::organisation::Kind;

use super::framed;
use crate::view::Frame;

/// The search, and what was found.
pub(crate) fn organisations(frame: Frame<'_>, catalogue: &Catalogue, text: &str, found: &Found) -> Markup {
    let title = frame.t("organisations-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("organisations-lead")) }
            form.narrow.card method="get" action=(frame.href("/organisations")) role="search" {
                label { (frame.t("organisations-text")) input type="text" name="q" value=(text) maxlength="120" autocomplete="off" autofocus[text.is_empty()]; }
                p.actions { button.btn { (frame.t("organisations-find")) } }
            }
            @if !text.is_empty() {
                @if found.organisations.is_empty() {
                    p { (frame.texts.with("organisations-none", &[("text", arg(text.to_owned()))])) }
                } @else {
                    section.card {
                        h2 { (frame.texts.with("organisations-found", &[("text", arg(text.to_owned()))])) }
                        ul.plain { @for one in &found.organisations { li { (facts(frame, catalogue, one)) } } }
                    }
                }
            }
            @if let Some(next) = &found.next {
                form method="get" action=(frame.href("/organisations")) {
                    input type="hidden" name="q" value=(text);
                    input type="hidden" name="after" value=(next.after);
                    input type="hidden" name="id" value=(next.id);
                    p.actions { button.btn.sub { (frame.texts.with("organisations-older", &[("n", arg(FOUND))])) } }
                }
            }
        }
    };
    framed(frame, &title, "/organisations", &main)
}

/// What anybody who is signed in may know of an organisation. Where a sole proprietor lives is not among it.
pub(crate) fn facts(frame: Frame<'_>, catalogue: &Catalogue, one: &Named) -> Markup {
    let sole = one.kinds.iter().any(|kind| kind == Kind::SoleProprietor.word());
    let prefectures = catalogue.reference().map(|reference| reference.prefectures.as_slice()).unwrap_or_default();
    let prefecture = prefectures.iter().find(|known| !sole && Some(&known.code) == one.prefecture.as_ref());
    let kinds: Vec<String> =
        one.kinds.iter().map(|kind| frame.t(&format!("kind-{}", kind.replace('_', "-")))).collect();
    html! {
        div {
            b { (one.name.clone().unwrap_or_else(|| frame.t("history-erased"))) } " "
            span.note {
                (kinds.join(&frame.t("list-or")))
                @if let Some(prefecture) = prefecture { " · " (frame.say(&prefecture.name)) }
                @if let Some(number) = &one.number { " · " (frame.texts.with("organisations-number", &[("number", arg(number.clone()))])) }
            }
        }
    }
}
