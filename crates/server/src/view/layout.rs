//! The frame around every page: head, header, footer.

use app::operator::Data;
use app::texts::arg;
use criteria::text::Lang;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use scheme::member::Role;

use super::{Frame, Who, localized};
use crate::assets;

/// One page, to be framed.
pub(super) struct Layout<'a> {
    /// Title, without the product's name.
    pub(super) title: &'a str,
    /// Address without language prefix.
    pub(super) path: &'a str,
    /// Class of `body`.
    pub(super) class: &'static str,
    /// ES modules the page starts.
    pub(super) scripts: &'a [&'static str],
    /// How the other language is reached.
    pub(super) switch: Switch,
}

/// How the page offers the other language.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Switch {
    /// A link to the same address in the other language.
    Link,
    /// A button of the form `carry`: the page holds answers that no address may hold.
    Carry,
}

/// The brand mark: a blue guard, rounded, neither red nor square.
pub(super) const MARK: PreEscaped<&str> = PreEscaped(
    r#"<svg class="mark" viewBox="0 0 18 32" width="15" height="27" aria-hidden="true"><path d="M9 0a9 9 0 0 1 9 9v17a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6V9a9 9 0 0 1 9-9z"/><path class="mark-2" d="M0 19h18v7a6 6 0 0 1-6 6H6a6 6 0 0 1-6-6z"/></svg>"#,
);

/// Frames `main`.
pub(super) fn layout(frame: Frame<'_>, page: &Layout<'_>, main: &Markup) -> Markup {
    let lang = frame.texts.lang;
    html! {
        (DOCTYPE)
        html lang=(lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="format-detection" content="telephone=no";
                title { (page.title) " — Mamori" }
                meta name="description" content=(frame.t("site-description"));
                link rel="icon" href="/favicon.svg" type="image/svg+xml";
                link rel="stylesheet" href=(assets::url("vendor/noto-sans-jp/font.css"));
                link rel="stylesheet" href=(assets::url("vendor/design-tokens/tokens.css"));
                link rel="stylesheet" href=(assets::url("app.css"));
                link rel="stylesheet" href=(assets::url("print.css")) media="print";
                @for other in Lang::ALL {
                    link rel="alternate" hreflang=(other.tag()) href=(localized(other, page.path));
                }
                // Not a module: the class it sets decides what the first paint shows.
                script src=(assets::url("device.js")) {}
                @for script in page.scripts {
                    script type="module" src=(assets::url(script)) {}
                }
                @if frame.who.is_some_and(|who| who.shared) { script type="module" src=(assets::url("terminal.js")) {} }
            }
            body class=(page.class) {
                a.skip href="#main" { (frame.t("skip")) }
                (header(frame, page))
                main #main {
                    @if let Some(who) = frame.who { (beside(frame, who)) }
                    (main)
                }
                (footer(frame))
            }
        }
    }
}

fn header(frame: Frame<'_>, page: &Layout<'_>) -> Markup {
    let other = frame.texts.lang.other();
    let name = match other {
        Lang::Ja => "日本語",
        Lang::En => "English",
    };
    html! {
        header.bar {
            // Enter in a field presses the first button of its form: it must not be the one that changes the language.
            @if page.switch == Switch::Carry { button form="carry" hidden {} }
            @if frame.operator.data == Data::Invented { (invented(frame)) }
            @if frame.who.is_some_and(|who| who.held) { (held(frame)) }
            div.bar-in {
                a.brand href=(frame.href("/")) { (MARK) "Mamori" }
                nav aria-label=(frame.t("nav-label")) {
                    a href=(frame.href("/cases")) { (frame.t("nav-cases")) }
                    a href=(frame.href("/desks")) { (frame.t("nav-desks")) }
                    @match page.switch {
                        Switch::Link => a.language lang=(other.tag()) hreflang=(other.tag()) href=(localized(other, page.path)) { (name) },
                        Switch::Carry => button.as-link.language form="carry" lang=(other.tag()) formaction=(localized(other, page.path)) { (name) },
                    }
                }
            }
            @if let Some(who) = frame.who { (signed(frame, who, page.path)) }
            p.operator { (frame.operator.line(frame.texts)) }
        }
    }
}

/// That nothing here is real (spec 7 §21): on every page, on paper too.
fn invented(frame: Frame<'_>) -> Markup {
    html! { p.invented { span { b { (frame.t("demo-band")) } " " i { (frame.t("demo-band-note")) } } } }
}

/// That nothing is saved until somebody has decided: before anybody types.
fn held(frame: Frame<'_>) -> Markup {
    html! { p.held role="status" { span { b { (frame.t("refused-held")) } " " (frame.t("held-band-note")) } } }
}

/// The roles that see cases of their body.
const BODY: [&str; 6] = ["reception", "adviser", "auditor", "reviewer", "decision_maker", "administrator"];

/// The roles that see what its people are competent in, and follow its certificates.
const DESK: [&str; 3] = ["reception", "reviewer", "administrator"];

/// The roles that see the applications of their company.
const COMPANY: [&str; 5] = ["executive", "protection_manager", "staff", "viewer", "supporter"];

/// Who acts, for whom and as what, and where to go from here.
fn signed(frame: Frame<'_>, who: &Who, path: &str) -> Markup {
    let certifies = who.roles.iter().any(|role| BODY.contains(&role.as_str()));
    let leads = who.roles.iter().any(|role| DESK.contains(&role.as_str()));
    let applies = who.roles.iter().any(|role| COMPANY.contains(&role.as_str()));
    let pages = [
        Some(("/today", "today-nav")),
        certifies.then_some(("/body/cases", "body-nav")),
        leads.then_some(("/body/certificates", "certificates-nav")),
        leads.then_some(("/body/people", "people-nav")),
        // Who has a role in a body alone keeps neither here.
        (applies || !certifies).then_some(("/checks", "checks-nav")),
        (applies || !certifies).then_some(("/evidence", "evidence-nav")),
        applies.then_some(("/applications", "applications-nav")),
        Some(("/deadlines", "deadlines-nav")),
        Some(("/members", "members-nav")),
        Some(("/history", "history-nav")),
        Some(("/account", "account-own")),
    ];
    // Who runs the installation finds the way there in every page.
    let operates = who.roles.iter().any(|role| role == Role::Operator.word());
    let pages = pages.into_iter().flatten().chain(operates.then_some(("/operator", "operator-nav")));
    let roles: Vec<String> = who.roles.iter().map(|role| frame.t(&format!("role-{role}"))).collect();
    html! {
        div.signed {
            p.acting {
                @if let Some(organisation) = &who.organisation { b { (organisation) } " " }
                span {
                    (who.name)
                    @if !roles.is_empty() { (frame.texts.with("acting-as", &[("roles", arg(roles.join(&frame.t("list-or"))))])) }
                }
            }
            @if who.several { a.switch href=(format!("{}?then={path}", frame.href("/switch"))) { (frame.t("switch-nav")) } }
            form method="post" action=(frame.href("/sign-out")) { button.as-link { (frame.t("sign-out")) } }
            nav aria-label=(frame.t("account-nav")) {
                @for (to, key) in pages { a href=(frame.href(to)) aria-current=[(to == path).then_some("page")] { (frame.t(key)) } }
            }
        }
    }
}

/// What stands above the page's own content: a passkey that is offered, and at a shared device the notice before the
/// page leaves by itself.
fn beside(frame: Frame<'_>, who: &Who) -> Markup {
    html! {
        @if who.offered {
            section.offer.card aria-labelledby="offer" {
                h2 #offer { (frame.t("offer-title")) }
                p { (frame.t("offer-lead")) }
                div.actions {
                    a.btn href=(format!("{}#passkeys", frame.href("/account/keys"))) { (frame.t("offer-go")) }
                    form method="post" action=(frame.href("/account/keys/later")) { button.btn.sub { (frame.t("offer-later")) } }
                }
            }
        }
        @if who.shared {
            div.leaving.notice hidden data-leave=(frame.href("/terminal")) data-awake=(frame.href("/terminal/awake")) role="alertdialog" aria-labelledby="leaving" {
                p #leaving { (frame.t("terminal-leaving")) }
                p.actions { button.btn type="button" { (frame.t("terminal-stay")) } }
            }
        }
    }
}

fn footer(frame: Frame<'_>) -> Markup {
    html! {
        footer {
            div {
                p { (frame.operator.line(frame.texts)) }
                ul {
                    @if frame.who.is_none() { li { a href=(frame.href("/sign-in")) { (frame.t("sign-in-title")) } } }
                    li { a href=(frame.href("/about")) { (frame.t("nav-about")) } }
                    li { a href=(frame.href("/privacy")) { (frame.t("nav-privacy")) } }
                    li { a href=(frame.href("/api/docs")) { (frame.t("nav-api")) } }
                }
            }
        }
    }
}
