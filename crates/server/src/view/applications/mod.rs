//! A company's applications: the list, one that is written, one as it is confirmed.

mod confirm;
mod form;
mod said;

use app::access::Action;
use app::certification::application::{Applications, Listed, Shown};
use app::certification::case::ShownCase;
use app::texts::arg;
use maud::{Markup, html};
use scheme::application::{Place, Status};
use scheme::case::Status as CaseStatus;

use super::layout::{Layout, Switch, layout};
use super::{Frame, body, once};

pub(crate) use confirm::{Ways, confirm};
pub(crate) use form::{Given, form};
pub(crate) use said::said_of_case;

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

fn address(shown: &Shown) -> String {
    format!("/applications/{}", shown.stream)
}

/// The applications, what was touched last first.
pub(crate) fn list(frame: Frame<'_>, page: &Applications) -> Markup {
    let title = frame.t("applications-title");
    let may = page.rights.get(&Action::ApplicationPrepare).is_some_and(|access| access.allowed);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("applications-lead")) }
            @if page.listed.is_empty() { p { (frame.t("applications-none")) } }
            ul.members { @for one in &page.listed { (entry(frame, page, one)) } }
            @if may {
                form.card method="post" action=(frame.href("/applications")) {
                    (once())
                    h2 { (frame.t("applications-begin")) }
                    p { (frame.t("applications-begin-lead")) }
                    p.actions { button.btn { (frame.t("applications-begin-go")) } }
                }
            } @else { p.note { (frame.t("applications-who")) } }
        }
    };
    framed(frame, &title, "/applications", &main)
}

fn entry(frame: Frame<'_>, page: &Applications, one: &Listed) -> Markup {
    let body = one.body.and_then(|body| page.names.get(&body).cloned());
    html! {
        li.card {
            a.door-to href=(frame.href(&format!("/applications/{}", one.row.stream))) {
                b { (body.unwrap_or_else(|| frame.t("applications-no-body"))) }
            } " "
            (state(frame, &one.status))
            p.note { (frame.texts.with("applications-touched", &[("at", arg(frame.moment(one.row.touched_at)))])) }
        }
    }
}

/// Where an application stands, in a few words.
fn state(frame: Frame<'_>, status: &Status) -> Markup {
    let day = |day| [("day", arg(frame.texts.date(day, frame.today)))];
    match status {
        Status::Unbegun => html! {},
        Status::Draft(draft) if draft.confirmation.is_some() => {
            html! { span.tag.good { (frame.t("application-state-confirmed")) } }
        }
        Status::Draft(_) => html! { span.tag { (frame.t("application-state-draft")) } },
        Status::Submitted(snapshot) => {
            html! { span.tag.good { (frame.texts.with("application-state-submitted", &day(snapshot.on))) } }
        }
        Status::Retracted { on } => {
            html! { span.tag { (frame.texts.with("application-state-retracted", &day(*on))) } }
        }
    }
}

/// One that is not written any more: where it stands, what the company does next, and what it says.
pub(crate) fn done(frame: Frame<'_>, shown: &Shown, case: Option<&ShownCase>, why: Option<&str>) -> Markup {
    let title = frame.t("application-title");
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/applications")) { (frame.t("applications-title")) } }
            h1 { (title) }
            p { (state(frame, &shown.status)) @if let Some(case) = case { " " (body::state(frame, &case.status)) } }
            @if let Some(case) = case { (body::client_steps(frame, shown.stream, case, "")) }
            @if let Some(why) = why { div.faults role="alert" tabindex="-1" autofocus { p { (why) } } }
            @if let Some(case) = case { (with_body(frame, shown, case)) }
            section.card { h2 { (frame.t("case-application")) } (said::said(frame, shown)) }
        }
    };
    framed(frame, &title, &address(shown), &main)
}

/// What the body made of it so far, and what the company does now.
fn with_body(frame: Frame<'_>, shown: &Shown, case: &ShownCase) -> Markup {
    let key = format!("application-with-body-{}", case.status.standing().word().replace('_', "-"));
    let path = address(shown);
    let digest = case.digest.map(|digest| digest.to_string()).unwrap_or_default();
    html! {
        p.lead { (frame.texts.with(&key, &[("body", arg(case.body.clone()))])) }
        @match &case.status {
            CaseStatus::UnderAssessment { .. } => p.actions { a.btn href=(frame.href(&format!("{path}/audit"))) { (frame.t("case-see-audit")) } },
            CaseStatus::Decided { .. } => p.actions { a.btn href=(frame.href(&format!("{path}/certificate"))) { (frame.t("case-see-decision")) } },
            _ => {},
        }
        @if let CaseStatus::Declined { reasons, .. } = &case.status {
            section.card { h2 { (frame.t("case-decline-reasons")) } p.lines { (case.text(*reasons)) } }
        }
        @if let CaseStatus::Quoted { quote, .. } = &case.status {
            section.card {
                h2 { (frame.t("case-to-agree")) }
                (body::terms(frame, case, &quote.terms))
                p { (frame.texts.with("case-agree-until", &[("day", arg(frame.texts.date(quote.until, frame.today)))])) }
                @if case.may(Action::CaseAgree) {
                    p { (frame.t("case-agree-lead")) }
                    form method="post" action=(frame.href(&format!("{path}/agree"))) {
                        (once())
                        input type="hidden" name="seen" value=(digest);
                        p.actions { button.btn { (frame.t("case-agree-go")) } }
                    }
                } @else { p.note { (frame.t("case-who-agrees")) } }
            }
        }
        @if let Some(contract) = case.status.contract() {
            section.card { h2 { (frame.t("case-agreed")) } (body::terms(frame, case, &contract.terms)) }
        }
        @if let Some(noted) = case.status.kept().and_then(|file| file.minimum.last()) {
            p.note { (frame.texts.with("case-minimum-was-shown", &[("day", arg(frame.texts.date(noted.on, frame.today)))])) }
        }
        @if case.status.over_on().is_none() && case.may(Action::CaseRetract) {
            p { a href=(frame.href(&format!("{path}/retract"))) { (frame.t("case-retract")) } }
        }
    }
}

/// The question before an application is given up.
pub(crate) fn retracting(frame: Frame<'_>, shown: &Shown) -> Markup {
    let title = frame.t("application-retract");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t(if matches!(shown.status, Status::Submitted(_)) { "case-retract-lead" } else { "application-retract-lead" })) }
            form.card method="post" action=(frame.href(&format!("{}/retract", address(shown)))) {
                (once())
                p.actions {
                    button.btn { (frame.t("application-retract-go")) }
                    a.btn.sub href=(frame.href(&address(shown))) { (frame.t("application-back")) }
                }
            }
        }
    };
    framed(frame, &title, &format!("{}/retract", address(shown)), &main)
}

/// What is missing, with a way to each place.
fn missing(frame: Frame<'_>, places: &[Place], shown: &Shown) -> Markup {
    let to = |place: Place| match place {
        Place::CorporateNumber | Place::Address | Place::Size => frame.href("/organisation"),
        place => format!("{}#part-{}", frame.href(&address(shown)), place.word()),
    };
    html! {
        ul { @for place in places { li { a href=(to(*place)) { (frame.t(&format!("application-{}", place.word()))) } } } }
    }
}
