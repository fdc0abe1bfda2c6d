//! The door: three lines, and the doors that are built.

use app::packs::FIRST_CHECK;
use app::texts::arg;
use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::score::score;
use criteria::sheet::marks;
use maud::{Markup, PreEscaped, html};

use super::Frame;
use super::layout::{Layout, Switch, layout};

/// The doors that are built: a checklist, and the keys of its name, size and note.
const DOORS: [(&str, [&str; 3]); 3] = [
    (FIRST_CHECK, ["door-check", "door-check-size", "door-check-note"]),
    ("handbook-32", ["door-handbook", "door-handbook-size", "door-handbook-note"]),
    ("tics-revised", ["door-revised", "door-revised-size", "door-revised-note"]),
];

/// The answers behind the picture on the home page.
const SAMPLE: &str = "△△×○○○×△××△△○○△−△△×";

/// The home page.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue) -> Markup {
    let check = frame.href(&format!("/check/{FIRST_CHECK}"));
    let cases: usize = catalogue.cases().map(|pack| pack.cases.len()).sum();
    let main = html! {
        div.wrap {
            div.hero {
            div {
            h1 { (frame.t("home-headline")) }
            p.lead { (frame.t("home-line-2")) }
            p.lead.js-only { (frame.t("home-line-3-device")) }
            p.lead.no-js { (frame.t("home-line-3-form")) }
            p.actions { a.btn href=(check) { (frame.t("home-start")) } a.btn.sub href=(frame.href("/sign-in")) { (frame.t("home-sign-in")) } }
            ul.doors {
                @for (id, [name, size, note]) in DOORS {
                    @if let Some((_, checklist)) = catalogue.checklist(id) {
                        li { a.card.door href=(frame.href(&format!("/check/{id}"))) {
                            b { (frame.t(name)) }
                            span { (frame.texts.with(size, &[("n", arg(checklist.items.len()))])) }
                            span.note { (frame.t(note)) }
                        } }
                    }
                }
                li { a.card.door href=(frame.href("/check/own")) {
                    b { (frame.t("own-door")) }
                    span { (frame.t("own-door-size")) }
                    span.note { (frame.t("own-door-note")) }
                } }
                @if let Some(bodies) = catalogue.bodies() {
                    li { a.card.door href=(frame.href("/bodies")) {
                        b { (frame.t("door-bodies")) }
                        span { (frame.t("door-bodies-size")) }
                        span.note { (frame.texts.with("door-bodies-note", &[("n", arg(bodies.bodies.len()))])) }
                    } }
                }
            }
            }
            (sample(frame, catalogue))
            }
            section.card {
                h2 { (frame.t("home-how")) }
                ol.how {
                    li { b { (frame.t("home-how-1")) } " " (frame.t("home-how-1-text")) }
                    li { b { (frame.t("home-how-2")) } " " (frame.t("home-how-2-text")) }
                    li { b { (frame.t("home-how-3")) } " " (frame.t("home-how-3-text")) }
                }
                p.note { (frame.t("home-not-audit")) }
            }
            section.card {
                h2 { (frame.t("home-read")) }
                ul.reading-list {
                    li { a href=(frame.href("/cases")) { (frame.texts.with("home-read-cases", &[("n", arg(cases))])) } br; (frame.t("home-read-cases-note")) }
                    li { a href=(frame.href("/desks")) { (frame.t("home-read-desks")) } br; (frame.t("home-read-desks-note")) }
                    li { a href=(frame.href(&format!("/check/{FIRST_CHECK}/sheet"))) { (frame.t("check-sheet")) } br; (frame.t("home-read-sheet-note")) }
                }
            }
        }
    };
    let title = frame.t("home-title");
    layout(frame, &Layout { title: &title, path: "/", class: "home", scripts: &[], switch: Switch::Link }, &main)
}

/// What a result looks like: an invented company, and said so.
fn sample(frame: Frame<'_>, catalogue: &Catalogue) -> Markup {
    let Some((_, checklist)) = catalogue.checklist(FIRST_CHECK) else { return html! {} };
    let mut answers = Answers::blank(checklist);
    for (item, mark) in checklist.items.iter().zip(SAMPLE.chars()) {
        // A mark that an item does not allow leaves it unanswered: this is only a picture.
        let _ = answers.set(&item.id, marks::answer(&mark.to_string()));
    }
    let radar = frame.texts.radar(checklist, Some(&score(&answers)), None);
    html! {
        figure.card.sample {
            (PreEscaped(radar.svg()))
            figcaption.note { (frame.t("home-sample")) }
        }
    }
}
