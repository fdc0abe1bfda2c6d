//! Consultation desks: the bureau of one's prefecture, and INPIT.

use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::pack::contacts::{Contacts, Desk};
use criteria::pack::reference::Coded;
use maud::{Markup, html};

use super::layout::{Layout, Switch, layout};
use super::{Frame, citation};

/// The page of desks.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue) -> Markup {
    let prefectures = catalogue.reference().map_or(&[][..], |reference| &reference.prefectures);
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("desks-headline")) }
            p.lead { (frame.t("desks-lead")) }
            @if let Some(contacts) = catalogue.contacts() {
                p.note { (frame.say(&contacts.note)) }
                h2 { (frame.t("desks-list")) }
                div.cards {
                    @for desk in &contacts.desks { (card(frame, contacts, desk, prefectures)) }
                }
            }
        }
    };
    let title = frame.t("nav-desks");
    layout(
        frame,
        &Layout { title: &title, path: "/desks", class: "reading", scripts: &[], switch: Switch::Link },
        &main,
    )
}

/// One desk.
pub(crate) fn card(frame: Frame<'_>, contacts: &Contacts, desk: &Desk, prefectures: &[Coded]) -> Markup {
    let served: Vec<&str> = prefectures
        .iter()
        .filter(|prefecture| desk.prefectures.contains(&prefecture.code))
        .map(|prefecture| frame.say(&prefecture.name))
        .collect();
    html! {
        article.card.desk data-desk=(desk.id) {
            h3 { (frame.say(&desk.name)) @if desk.free { " " span.tag.good { (frame.t("desk-free")) } } }
            p { (frame.say(&desk.section)) }
            p.reach {
                a href=(format!("tel:{}", desk.tel)) { (desk.tel) }
                @if let Some(extension) = &desk.extension { " " (frame.texts.with("desk-extension", &[("n", arg(extension.clone()))])) }
                br;
                a href=(format!("mailto:{}", desk.mail)) { (desk.mail) }
                @if let Some(url) = &desk.url { br; a href=(url) rel="external noreferrer" { (url) } }
            }
            p { (frame.say(&desk.topics)) }
            @if !served.is_empty() { p.note { (frame.t("desk-prefectures")) " " (served.join(&frame.t("list-comma"))) } }
            p.note { (frame.texts.with("as-of", &[("date", arg(desk.as_of.clone()))])) " " (citation(frame, &contacts.head, &desk.source)) }
        }
    }
}
