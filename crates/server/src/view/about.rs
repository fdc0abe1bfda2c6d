//! About the data, privacy, and the viewer of the API's description.

use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};

use super::Frame;
use super::layout::{Layout, Switch, layout};
use crate::assets;

/// What the data is, where it comes from, what of it is ours.
pub(crate) fn data(frame: Frame<'_>, catalogue: &Catalogue) -> Markup {
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("about-headline")) }
            p.lead { (frame.t("about-lead")) }
            p { (frame.t("about-unknown")) }
            @for pack in catalogue.packs() {
                @let head = pack.content.head();
                section.card {
                    h2 { (frame.say(&head.title)) }
                    p { (frame.say(&head.about)) }
                    h3 { (frame.t("about-documents")) }
                    ul {
                        @for document in &head.documents {
                            li {
                                b { (document.id) } " " (frame.say(&document.publisher)) " " (frame.say(&document.title))
                                " (" @if document.date == "unknown" { (frame.t("date-unknown")) } @else { (document.date) } ")"
                                @if let Some(url) = &document.url { br; a href=(url) rel="external noreferrer" { (url) } }
                            }
                        }
                    }
                    p.note { (frame.say(&head.licence)) }
                    p.note { (frame.texts.with("valid-from", &[("date", arg(head.valid_from.to_string()))])) @if let Some(until) = head.valid_until { " " (frame.texts.with("valid-until", &[("date", arg(until.to_string()))])) } }
                    p.note.edition { (head.id) " " (head.edition) " · SHA-256 " code { (pack.edition.sha256) } }
                    p { a href=(format!("/api/v1/packs/{}", head.id)) { (frame.t("about-json")) } }
                }
            }
            section.card {
                h2 { (frame.t("about-parts")) }
                ul {
                    li { a href=(assets::url("vendor/noto-sans-jp/LICENSE")) { "Noto Sans JP (SIL Open Font License 1.1)" } }
                    li { a href="/licences/fonts.txt" { "BIZ UDGothic, Noto Sans CJK JP, Noto Sans (SIL Open Font License 1.1)" } " — " (frame.t("about-paper-fonts")) }
                    li { a href=(assets::url("vendor/design-tokens/LICENSE")) { "@digital-go-jp/design-tokens (MIT)" } " — " (frame.t("about-tokens")) }
                    li { a href=(assets::url("vendor/swagger-ui/LICENSE")) { "Swagger UI (Apache-2.0)" } " " a href=(assets::url("vendor/swagger-ui/NOTICE")) { "NOTICE" } }
                }
            }
        }
    };
    let title = frame.t("nav-about");
    layout(
        frame,
        &Layout { title: &title, path: "/about", class: "reading", scripts: &[], switch: Switch::Link },
        &main,
    )
}

/// What is kept where.
pub(crate) fn privacy(frame: Frame<'_>) -> Markup {
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("privacy-headline")) }
            h2 { (frame.t("privacy-with-js")) }
            p { (frame.t("privacy-device")) }
            p { (frame.t("privacy-device-more")) }
            h2 { (frame.t("privacy-without-js")) }
            p { (frame.t("privacy-form")) }
            h2 { (frame.t("privacy-always")) }
            p { (frame.t("privacy-finder")) }
            p { (frame.t("privacy-log")) }
            p { (frame.t("privacy-third")) }
            h2 { (frame.t("privacy-signed-in")) }
            p { (frame.t("privacy-kept")) }
            p { (frame.t("privacy-cookies")) }
        }
    };
    let title = frame.t("nav-privacy");
    layout(
        frame,
        &Layout { title: &title, path: "/privacy", class: "reading", scripts: &[], switch: Switch::Link },
        &main,
    )
}
