//! Tokens of the API: the list, the form, and the one page that shows a secret.

use std::collections::BTreeMap;

use app::access::{Action, Grants};
use app::texts::arg;
use app::tokens::{ApiToken, MadeToken, TokenFault, Tokens};
use maud::{Markup, html};

use super::layout::{Layout, Switch, layout};
use super::{Frame, once, ours};
use crate::cursor;
use crate::pages::tokens::key;

/// The form that makes one.
pub(crate) struct TokenForm<'a> {
    /// The name typed.
    pub(crate) name: &'a str,
    /// The words of the actions chosen.
    pub(crate) grants: Vec<&'a str>,
    /// The last day typed.
    pub(crate) until: String,
    /// The last day that can be chosen, as an example.
    pub(crate) example: String,
    /// What is wrong.
    pub(crate) faults: Vec<TokenFault>,
    /// The person confirmed who they are too long ago.
    pub(crate) confirm: bool,
}

fn framed(frame: Frame<'_>, title: &str, main: &Markup) -> Markup {
    layout(
        frame,
        &Layout { title, path: "/account/tokens", class: "account", scripts: &[], switch: Switch::Link },
        main,
    )
}

/// The text of an action, as a grant.
pub(crate) fn named(frame: Frame<'_>, action: Action) -> String {
    frame.t(&format!("grant-{}", action.word().replace(['.', '_'], "-")))
}

/// The tokens of the organisation, and the form.
pub(crate) fn list(frame: Frame<'_>, tokens: &Tokens, form: &TokenForm<'_>, confirmed: bool, now: i64) -> Markup {
    let title = frame.t("tokens-title");
    let ask = !confirmed && form.faults.is_empty() && !form.confirm;
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("tokens-lead")) " " a href=(frame.href("/api/docs")) { (frame.t("tokens-docs")) } }
            section.card {
                h2 { (frame.t("tokens-new")) }
                @if ask {
                    p { (frame.t("tokens-confirm-first")) }
                    p.actions { (confirm(frame)) }
                } @else { (make(frame, form)) }
            }
            section.card {
                h2 { (frame.t("tokens-here")) }
                @if tokens.rows.is_empty() { p { (frame.t("tokens-none")) } }
                ul.plain {
                    @for token in &tokens.rows {
                        li { (entry(frame, token, tokens, now)) }
                    }
                }
                @if let Some(next) = tokens.next {
                    p { a href=(format!("{}?cursor={}", frame.href("/account/tokens"), cursor::of_instant(next))) { (frame.t("tokens-older")) } }
                }
            }
        }
    };
    framed(frame, &title, &main)
}

fn confirm(frame: Frame<'_>) -> Markup {
    let to = format!("{}?then={}", frame.href("/confirm"), frame.href("/account/tokens"));
    html! { a.btn.sub href=(to) { (frame.t("tokens-confirm")) } }
}

fn entry(frame: Frame<'_>, token: &ApiToken, tokens: &Tokens, now: i64) -> Markup {
    let by = tokens.names.get(&token.person).cloned().unwrap_or_else(|| frame.t("name-erased"));
    let grants: Vec<String> = Grants::read(&token.grants).actions().map(|action| named(frame, action)).collect();
    let at = |at: i64| [("at", arg(frame.moment(at)))];
    html! {
        div {
            b { (token.name) } " "
            @match token.revoked_at {
                Some(stopped) => span.tag { (frame.texts.with("tokens-stopped", &at(stopped))) },
                None if token.expires_at <= now => span.tag { (frame.t("tokens-expired")) },
                None => span.tag.good { (frame.texts.with("tokens-until", &at(token.expires_at))) },
            }
            p.note {
                (frame.texts.with("tokens-made-by", &[("name", arg(by))])) " · "
                (token.used_at.map_or_else(|| frame.t("tokens-never-used"), |used| frame.texts.with("tokens-last-used", &at(used))))
            }
            details {
                summary { (frame.t("tokens-grants")) }
                ul { @for grant in grants { li { (grant) } } }
            }
        }
        @if token.revoked_at.is_none() && token.expires_at > now {
            form.inline method="post" action=(frame.href(&format!("/account/tokens/{}/stop", token.id))) {
                button.btn.sub { (frame.t("tokens-stop")) }
            }
        }
    }
}

/// What can be granted, by what it is done to.
fn groups() -> BTreeMap<&'static str, Vec<Action>> {
    let mut groups: BTreeMap<&'static str, Vec<Action>> = BTreeMap::new();
    for action in Grants::offered() {
        groups.entry(action.kind().word()).or_default().push(action);
    }
    groups
}

fn make(frame: Frame<'_>, form: &TokenForm<'_>) -> Markup {
    let wrong = |fault: TokenFault| form.faults.contains(&fault);
    let example = || [("day", arg(form.example.clone()))];
    let says = |fault: TokenFault| frame.texts.with(key(fault), &example());
    let described = |fault: TokenFault| wrong(fault).then(|| key(fault));
    html! {
        @if !form.faults.is_empty() {
            div.faults role="alert" {
                h3 { (frame.t("tokens-faults")) }
                ul {
                    @for (fault, field) in [(TokenFault::Name, "#name"), (TokenFault::Grants, "#grants"), (TokenFault::Until, "#until")] {
                        @if wrong(fault) { li { a href=(field) { (says(fault)) } } }
                    }
                }
            }
        }
        @if form.confirm {
            div.faults role="alert" { p { (frame.t("tokens-fault-confirm")) } p.actions { (confirm(frame)) } }
        }
        form.fields method="post" action=(frame.href("/account/tokens")) {
            (once())
            label {
                (frame.t("tokens-name"))
                input #name type="text" name="name" maxlength=(app::tokens::NAME) autocomplete="off" required value=(form.name) aria-invalid=[wrong(TokenFault::Name).then_some("true")] aria-describedby=[described(TokenFault::Name)];
            }
            @if wrong(TokenFault::Name) { p.fault #tokens-fault-name { (says(TokenFault::Name)) } }
            label {
                (frame.texts.with("tokens-until-field", &example()))
                input #until type="text" name="until" inputmode="numeric" autocomplete="off" required value=(form.until) aria-invalid=[wrong(TokenFault::Until).then_some("true")] aria-describedby=[described(TokenFault::Until)];
            }
            @if wrong(TokenFault::Until) { p.fault #tokens-fault-until { (says(TokenFault::Until)) } }
            fieldset.grants #grants tabindex="-1" aria-describedby=[described(TokenFault::Grants)] {
                legend { (frame.t("tokens-grants")) }
                p.note { (frame.t("tokens-grants-note")) }
                @if wrong(TokenFault::Grants) { p.fault #tokens-fault-grants { (says(TokenFault::Grants)) } }
                @for (kind, actions) in groups() {
                    div role="group" aria-label=(frame.t(&format!("grants-{}", kind.to_lowercase()))) {
                        h3 { (frame.t(&format!("grants-{}", kind.to_lowercase()))) }
                        @for action in actions {
                            label.check {
                                input type="checkbox" name="grants" value=(action.word()) checked[form.grants.contains(&action.word())];
                                span { (named(frame, action)) " " code { (action.word()) } }
                            }
                        }
                    }
                }
            }
            p.note { (ours(&frame.t("ours-roles"))) }
            p.actions { button.btn { (frame.t("tokens-go")) } }
        }
    }
}

/// The secret, shown once.
pub(crate) fn made(frame: Frame<'_>, name: &str, made: &MadeToken, address: &str) -> Markup {
    let title = frame.t("tokens-made-title");
    let until = frame.moment(made.expires_at.as_microsecond());
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { b { (name) } " — " (frame.t("tokens-made-lead")) }
            p.card.secret { code { (made.secret) } }
            p { (frame.texts.with("tokens-made-until", &[("at", arg(until))])) }
            p.note { (frame.t("tokens-made-try")) }
            pre.card { code { "curl -H 'Authorization: Bearer " (made.secret) "' " (address) } }
            p.actions { a.btn href=(frame.href("/account/tokens")) { (frame.t("tokens-back")) } }
        }
    };
    framed(frame, &title, &main)
}
