//! Who confirmed a check and whether that holds; the three ways to confirm it, side by side.

use app::access::Action;
use app::checks::KeptCheck;
use app::checks::sign_off::{Field, Filled, Registered, Signer, code};
use app::texts::arg;
use maud::{Markup, html};
use protection::check::{Route, SignOff, Standing};
use record::Text;

use super::answers::who_could;
use super::ask::{self, Asker};
use super::outside::{OutsideForm, label, mandate, outside_form};
use super::{framed, name};
use crate::error::Refusal;
use crate::view::{Frame, once};

/// What the page of the three ways shows beside the check.
pub(crate) struct Ways<'w> {
    /// Who can sign; empty where the reader may not register what was signed.
    pub(crate) signers: &'w [Signer],
    /// What was filled in.
    pub(crate) filled: &'w Filled,
    /// The fields that are wrong.
    pub(crate) faults: &'w [Field],
    /// Why it was refused as a whole.
    pub(crate) why: Option<&'w Refusal>,
}

impl Ways<'_> {
    fn form(&self) -> OutsideForm<'_> {
        let Self { signers, filled, faults, .. } = self;
        OutsideForm { signers, filled, faults, to: String::new(), seen: "", access: None }
    }
}

/// Whether and by whom it was confirmed.
pub(super) fn signed(frame: Frame<'_>, kept: &KeptCheck<'_>) -> Markup {
    let Some((last, standing)) = kept.signed() else { return html! {} };
    let day = frame.texts.date(last.day(), frame.today);
    let values = [("name", arg(name(frame, kept, last.by.0))), ("day", arg(day))];
    html! {
        div.notice {
            @match standing {
                Standing::Holds => p { (frame.texts.with("check-signed", &values)) },
                Standing::ChangedSince { sections, representative } => {
                    @if !sections.is_empty() { p { (frame.texts.with("check-signed-changed", &values)) } }
                    @if let Some(since) = representative {
                        p { (frame.texts.with("sign-off-replaced", &[("name", arg(name(frame, kept, last.by.0))), ("since", arg(frame.texts.date(since, frame.today)))])) }
                    }
                },
            }
            (details(frame, kept, last))
        }
    }
}

/// How it was confirmed: the route, what is registered of it, the mandate, what exactly was confirmed.
fn details(frame: Frame<'_>, kept: &KeptCheck<'_>, signed: &SignOff) -> Markup {
    let text = |text: &Text| kept.notes.get(&text.id.0).map(String::as_str);
    let erased = || frame.t("text-erased");
    html! {
        details {
            summary { (frame.t("sign-off-details")) }
            dl.facts {
                dt { (frame.t("sign-off-route")) }
                @match &signed.route {
                    Route::OnScreen => dd { (frame.t("route-on-screen")) },
                    Route::OnPaper { scan, kept_where, checked_by } => {
                        dd { (frame.t("route-on-paper")) }
                        dt { (frame.t("sign-off-kept-where")) } dd { (text(kept_where).map_or_else(erased, str::to_owned)) }
                        dt { (frame.t("sign-off-checked-by")) } dd { (name(frame, kept, checked_by.0)) }
                        (file(frame, text(scan)))
                    },
                    Route::EContract { copy } => {
                        dd { (frame.t("route-e-contract")) }
                        (file(frame, text(copy)))
                    },
                }
                @if let Some(mandate) = &signed.mandate {
                    dt { (frame.t("sign-off-mandate")) }
                    dd { (text(&mandate.scope).map_or_else(erased, str::to_owned)) " " (frame.texts.with("member-until", &[("day", arg(frame.texts.date(mandate.until, frame.today)))])) }
                }
                dt { (frame.t("sign-off-code")) } dd { code { (code(signed.content)) } }
            }
        }
    }
}

/// What is known of a file that stays with the company.
fn file(frame: Frame<'_>, text: Option<&str>) -> Markup {
    let Some(file) = text.and_then(Registered::from_text) else {
        return html! { dt { (frame.t("sign-off-file")) } dd { (frame.t("text-erased")) } };
    };
    html! {
        @if let Some((service, reference)) = &file.contract {
            dt { (frame.t("field-service")) } dd { (service) }
            dt { (frame.t("field-reference")) } dd { (reference) }
        }
        dt { (frame.t("sign-off-file")) }
        dd { (file.name) " (" (file.kind.to_uppercase()) ", " (frame.texts.with("bytes", &[("n", arg(file.bytes))])) ")" br; code { (file.sha256) } }
    }
}

/// 確認・記名 by the representative, at the versions shown; and the way to the other ways.
pub(super) fn sign_off(frame: Frame<'_>, kept: &KeptCheck<'_>, asker: Asker, path: &str) -> Markup {
    if kept.row.closed_on.is_some() || matches!(kept.signed(), Some((_, Standing::Holds))) {
        return html! {};
    }
    html! {
        section.card #sign-off {
            h2 { (frame.t("sign-off-title")) }
            @if kept.may(Action::CheckSignOff) {
                p { (frame.t("sign-off-lead")) }
                form method="post" action=(frame.href(&format!("{path}/sign-off"))) {
                    (once())
                    (versions(kept))
                    p.actions { button.btn { (frame.t("sign-off-go")) } }
                }
            } @else if kept.may(Action::CheckAsk) {
                p { (frame.t("sign-off-by-executive")) }
            } @else {
                p.note { (who_could(frame, kept, Action::CheckSignOff)) }
            }
            (ask::ask(frame, kept, asker, path))
            p { a.door-to href=(frame.href(&format!("{path}/sign-off"))) { (frame.t("sign-off-other-ways")) } }
        }
    }
}

fn versions(kept: &KeptCheck<'_>) -> Markup {
    html! {
        @for (stream, version) in kept.versions() {
            input type="hidden" name=(format!("seen:{stream}")) value=(version);
        }
    }
}

/// The page of the three ways.
pub(crate) fn ways(frame: Frame<'_>, kept: &KeptCheck<'_>, ways: &Ways<'_>) -> Markup {
    let path = format!("/checks/{}", kept.row.stream);
    let title = frame.t("sign-off-title");
    let open = kept.row.closed_on.is_none() && !matches!(kept.signed(), Some((_, Standing::Holds)));
    let main = html! {
        div.wrap {
            h1 { (title) }
            p { a href=(frame.href(&path)) { (frame.say(&kept.checklist.head.title)) } }
            p.lead { (frame.t("ways-lead")) }
            (wrong(frame, ways))
            (signed(frame, kept))
            @if !open {
                p.notice { (frame.t("ways-nothing")) }
            } @else if kept.answers().is_blank() {
                p.notice { (frame.t("ways-blank")) }
            } @else {
                (on_screen(frame, kept, ways, &path))
                (on_paper(frame, kept, ways, &path))
                (e_contract(frame, kept, ways, &path))
            }
        }
    };
    framed(frame, &title, &format!("{path}/sign-off"), &[], &main)
}

/// What is wrong, in a list with links.
fn wrong(frame: Frame<'_>, ways: &Ways<'_>) -> Markup {
    if ways.faults.is_empty() && ways.why.is_none() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = ways.why { p { (why.advice(frame.texts)) } }
            @if !ways.faults.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for field in ways.faults { li { a href=(format!("#{}-{}", ways.filled.way, field.name())) { (frame.t(label(*field))) } } } }
                @if ways.filled.way != "screen" { p { (frame.t("choose-file-again")) } }
            }
        }
    }
}

fn on_screen(frame: Frame<'_>, kept: &KeptCheck<'_>, ways: &Ways<'_>, path: &str) -> Markup {
    html! {
        section.card {
            h2 { "① " (frame.t("route-on-screen")) }
            p { (frame.t("sign-off-lead")) }
            @if kept.may(Action::CheckSignOff) {
                form.fields method="post" action=(frame.href(&format!("{path}/sign-off"))) {
                    (once())
                    (versions(kept))
                    (mandate(frame, &ways.form(), "screen"))
                    p.actions { button.btn { (frame.t("sign-off-go")) } }
                }
            } @else { p.note { (who_could(frame, kept, Action::CheckSignOff)) } }
        }
    }
}

fn on_paper(frame: Frame<'_>, kept: &KeptCheck<'_>, ways: &Ways<'_>, path: &str) -> Markup {
    html! {
        section.card {
            h2 { "② " (frame.t("route-on-paper")) }
            p { (frame.t("on-paper-how")) }
            @if kept.may(Action::CheckExport) {
                p.actions { a.btn.sub href=(frame.href(&format!("{path}/sign-off.pdf"))) { (frame.t("sheet-take")) } }
            } @else { p.note { (who_could(frame, kept, Action::CheckExport)) } }
            (registering(frame, kept, ways, path, ("paper", &[Field::KeptWhere])))
        }
    }
}

fn e_contract(frame: Frame<'_>, kept: &KeptCheck<'_>, ways: &Ways<'_>, path: &str) -> Markup {
    html! {
        section.card {
            h2 { "③ " (frame.t("route-e-contract")) }
            p { (frame.t("contract-how")) }
            (registering(frame, kept, ways, path, ("e-contract", &[Field::Service, Field::Reference])))
        }
    }
}

/// The form that registers what was signed outside; before it, who one is.
fn registering(
    frame: Frame<'_>,
    kept: &KeptCheck<'_>,
    ways: &Ways<'_>,
    path: &str,
    (way, more): (&str, &[Field]),
) -> Markup {
    if !kept.may(Action::CheckRegister) {
        return html! { p.note { (who_could(frame, kept, Action::CheckRegister)) } };
    }
    let form = OutsideForm {
        signers: ways.signers,
        filled: ways.filled,
        faults: ways.faults,
        to: format!("{path}/sign-off"),
        seen: "",
        access: kept.rights.get(&Action::CheckRegister),
    };
    outside_form(frame, &form, way, more)
}
