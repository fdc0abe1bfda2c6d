//! The certificates of a body.

use app::certification::decision::{Certificates, ListedCertificate};
use app::texts::arg;
use jiff::ToSpan as _;
use maud::{Markup, html};

use super::certificate::tag;
use super::framed;
use crate::cursor;
use crate::view::Frame;

/// Within so many days of its last one a certificate is told to end soon. Ours.
const SOON: i64 = 90;

/// A page of the certificates, by their last day.
pub(crate) fn list(frame: Frame<'_>, page: &Certificates) -> Markup {
    let title = frame.t("certificates-title");
    let soon = page.listed.iter().filter(|one| ends_soon(frame, one)).count();
    let main = html! {
        div.wrap {
            p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } }
            h1 { (title) }
            @if page.listed.is_empty() { p.lead { (frame.t("certificates-none")) } }
            @else { p.lead { (frame.texts.with("certificates-soon", &[("n", arg(soon)), ("days", arg(SOON))])) } }
            ul.members { @for one in &page.listed { (entry(frame, one)) } }
            @if let Some(next) = page.next {
                p.actions { a.btn.sub href=(format!("{}?before={}", frame.href("/body/certificates"), cursor::of_instant(next))) { (frame.t("certificates-older")) } }
            }
        }
    };
    framed(frame, &title, "/body/certificates", &main)
}

fn ends_soon(frame: Frame<'_>, one: &ListedCertificate) -> bool {
    one.standing.is_valid() && one.expiry <= frame.today.saturating_add(SOON.days())
}

fn entry(frame: Frame<'_>, one: &ListedCertificate) -> Markup {
    let holder = if one.holder.is_empty() { frame.t("name-erased") } else { one.holder.clone() };
    html! {
        li.card {
            a.door-to href=(frame.href(&format!("/body/cases/{}/certificate", one.case))) { b { (holder) } } " "
            (tag(frame, one.standing))
            @if ends_soon(frame, one) { " " span.tag.warn { (frame.texts.distance(one.expiry, frame.today)) } }
            p.note {
                (one.number) " · "
                (frame.texts.with("certificates-until", &[("until", arg(frame.texts.date(one.expiry, frame.today)))]))
            }
        }
    }
}
