//! About the data, privacy, and the viewer of the API's description.

use criteria::catalogue::Catalogue;
use maud::{DOCTYPE, Markup, html};

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
                @let head = pack.body.head();
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
                    p.note.edition { (head.id) " " (head.edition) " · SHA-256 " code { (pack.edition.sha256) } }
                    p { a href=(format!("/api/v1/packs/{}", head.id)) { (frame.t("about-json")) } }
                }
            }
            section.card {
                h2 { (frame.t("about-parts")) }
                ul {
                    li { "Noto Sans JP (SIL Open Font License 1.1)" }
                    li { "@digital-go-jp/design-tokens (MIT) — " (frame.t("about-tokens")) }
                    li { "Swagger UI (Apache-2.0)" }
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
            p { (frame.t("privacy-log")) }
            p { (frame.t("privacy-third")) }
        }
    };
    let title = frame.t("nav-privacy");
    layout(
        frame,
        &Layout { title: &title, path: "/privacy", class: "reading", scripts: &[], switch: Switch::Link },
        &main,
    )
}

/// The viewer of the API's description.
pub(crate) fn api_docs(frame: Frame<'_>) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(frame.texts.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (frame.t("nav-api")) " — Mamori" }
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(assets::url("vendor/swagger-ui/swagger-ui.css"));
                script src=(assets::url("vendor/swagger-ui/swagger-ui-bundle.js")) defer {}
                script type="module" src=(assets::url("api-docs.js")) {}
            }
            body {
                main {
                    p { a href=(frame.href("/")) { "Mamori" } " · " a href="/api/v1/openapi.json" { "openapi.json" } }
                    div #viewer {}
                    noscript { p { (frame.t("api-docs-noscript")) } }
                }
            }
        }
    }
}
