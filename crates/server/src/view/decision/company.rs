//! What the company sees after its audit: what was decided, its certificate, a suspension before and after it is decided.

use app::access::Action;
use app::certification::decision::{File, known};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use record::StreamId;
use scheme::certificate::{Standing, standing};
use scheme::decision::Decided;
use scheme::suspension::Status;

use super::certificate::{facts, stands};
use super::propose::kind;
use super::suspension::said;
use super::{Given, area, aside, faults, form, framed, on};
use crate::view::Frame;
use crate::view::body::client_steps;

/// The page of the certificate, for its company.
pub(crate) fn company(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    application: StreamId,
    file: &File,
    given: &Given,
) -> Markup {
    let title = frame.t("certificate-title");
    let base = format!("/applications/{application}/certificate");
    let known = file.certificate().and_then(|one| one.status.known());
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/applications")) { (frame.t("applications-title")) } }
            h1 { (title) }
            (client_steps(frame, application, &file.shown, "certificate"))
            (faults(frame, given, &base))
            p.lead { (lead(frame, file)) }
            (speaking(frame, catalogue, file, &base, given))
            @if let Some(known) = known { (facts(frame, catalogue, file, known)) }
            @for one in file.decided() { @if let Some(decided) = one.status.decided() { (decision(frame, catalogue, file, decided)) } }
            (end(frame, file, &base, given))
        }
    };
    framed(frame, &title, &base, &main)
}

fn lead(frame: Frame<'_>, file: &File) -> String {
    match (file.certificate(), file.decided().next()) {
        (Some(_), _) => stands(frame, file),
        (None, Some(_)) => frame.t("certificate-lead-decided"),
        (None, None) => frame.t("certificate-lead-waiting"),
    }
}

/// What was decided, with reasons and the way to appeal; never how anybody voted.
fn decision(frame: Frame<'_>, catalogue: &Catalogue, file: &File, decided: &Decided) -> Markup {
    html! {
        section.card {
            h2 { (kind(frame, decided.kind)) }
            p { (frame.texts.with("certificate-decided-on", &[("on", arg(frame.texts.day(catalogue, decided.on))), ("body", arg(file.shown.body.clone()))])) }
            @if !decided.reasons.is_empty() {
                h3 { (frame.t("judging-reason")) }
                @for reason in &decided.reasons { p.lines { (file.shown.text(*reason)) } }
            }
            @if let Some(appeal) = decided.appeal {
                h3 { (frame.t("certificate-appeal")) }
                p { b { (on(frame, "judging-appeal-until", appeal.until)) } " " (frame.texts.day(catalogue, appeal.until)) }
                p.lines { (file.shown.text(appeal.path)) }
            }
        }
    }
}

/// A suspension, from when the company may speak.
fn speaking(frame: Frame<'_>, catalogue: &Catalogue, file: &File, base: &str, given: &Given) -> Markup {
    let Some(one) = file.suspension() else { return html! {} };
    let told = known(&one.status).is_some_and(|known| known.speak_by.is_some() || known.said.is_some());
    let imposed = matches!(one.status, Status::InForce { .. });
    if !told && !imposed {
        return html! {};
    }
    let asks = matches!(one.status, Status::Proposed(_));
    html! {
        (said(frame, catalogue, file, one))
        @if imposed { p.notice { (frame.t("certificate-suspended-lead")) } }
        @if asks && file.shown.may(Action::CertificateSpeak) {
            section.card {
                h2 { (frame.t("certificate-speak")) }
                p { (frame.t("certificate-speak-lead")) }
                (form(frame, &format!("{base}/speak"), "certificate-speak-go", &area(frame, given, ("speak", "words"), "certificate-speak-words", "")))
            }
        } @else if asks { p.note { (frame.t("certificate-who-speaks")) } }
    }
}

/// Giving it back, with what that means.
fn end(frame: Frame<'_>, file: &File, base: &str, given: &Given) -> Markup {
    let runs = file.certificate().is_some_and(|one| match standing(&one.status, frame.today) {
        Standing::NotYet { .. } | Standing::Valid { .. } | Standing::Suspended { .. } => true,
        Standing::Unissued
        | Standing::Expired { .. }
        | Standing::Withdrawn { .. }
        | Standing::Ended { .. }
        | Standing::Transferred { .. } => false,
    });
    html! {
        @if runs && file.shown.may(Action::CertificateEnd) {
            details.card open[given.is_of("end")] {
                summary { (frame.t("certificate-end")) }
                p.notice { (frame.t("certificate-end-lead")) }
                (aside(frame, &format!("{base}/end"), "certificate-end-go", &html! {
                    (area(frame, given, ("end", "reason"), "certificate-end-reason", ""))
                    @let sure = given.wrong("end", "sure");
                    @if sure { p.fault { (frame.t("judging-wrong-sure")) } }
                    label.check #end-sure { input type="checkbox" name="sure" value="yes" checked[given.has("end", "sure", "yes")]; (frame.t("certificate-end-sure")) }
                }))
            }
        }
    }
}
