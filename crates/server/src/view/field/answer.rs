//! What the company sees of an audit: the report it was given, each nonconformity, and the form to answer one.

use app::access::Action;
use app::certification::dossier::Standing;
use app::certification::field::Field;
use app::texts::arg;
use maud::{Markup, html};
use record::StreamId;
use scheme::certification::CertificationType;
use scheme::nonconformity::{Action as Measure, Place, Status};

use super::findings::{grade, row, time, told};
use super::{Form, Given, client_head, criterion, evidence_lines, faults, framed, over, said};
use crate::view::{Frame, once};

/// All of them, and the report.
pub(crate) fn list(frame: Frame<'_>, application: StreamId, field: &Field) -> Markup {
    let title = frame.t("finding-page");
    let base = format!("/applications/{application}");
    let all = &field.dossier.nonconformities;
    let open = all.iter().filter(|one| one.status.place() == Place::Raised).count();
    let over = over(frame, field);
    let main = html! {
        div.wrap.prose {
            (client_head(frame, application, field, &title, "findings"))
            section.card {
                @if let Some(over) = &over { p.lead { (over) } }
                @else if open > 0 { p.lead { b { (frame.texts.with("finding-to-answer", &[("n", arg(open))])) } } }
                @else if all.is_empty() { p.lead { (frame.t("finding-none-yet")) } }
                @else { p.lead { (frame.t("finding-nothing-to-answer")) } }
                @if over.is_none() && open > 0 && !field.shown.may(Action::AuditAnswer) { p.note { (frame.t("finding-who-answers")) } }
            }
            ul.members { @for one in all { (row(frame, field, one, &format!("{base}/findings/{}", one.row.stream))) } }
            (report(frame, field, &base))
            @if declares(field) { p { a href=(frame.href(&format!("{base}/declaration"))) { (frame.t("attest-title")) } } }
        }
    };
    framed(frame, &title, &format!("{base}/findings"), &[], &main)
}

/// Whether a declaration of the company is what is certified.
fn declares(field: &Field) -> bool {
    let kind = field.shown.status.kept().and_then(|file| file.snapshot.content.certification);
    kind == Some(CertificationType::SelfDeclaration)
}

/// The report, once the company was given it.
fn report(frame: Frame<'_>, field: &Field, base: &str) -> Markup {
    let work = field.work();
    let given = work.and_then(|work| Some((work.report()?, work.handed_over_on?)));
    let Some((report, on)) = given else { return html! {} };
    html! {
        section.card {
            h2 { (frame.t("auditreport-title")) }
            p { (frame.texts.with("auditreport-handed-over", &[("n", arg(report.number)), ("day", arg(frame.texts.date(on, frame.today)))])) }
            p.actions { a.btn.sub href=(frame.href(&format!("{base}/exhibits/{}/{}", report.document.stream, report.document.sha256))) { (frame.t("auditreport-take")) } }
            p.note.digest { "SHA-256 " (report.document.sha256) }
        }
    }
}

/// One of them.
pub(crate) fn one(
    frame: Frame<'_>,
    application: StreamId,
    field: &Field,
    one: &Standing<Status>,
    given: &Given,
) -> Markup {
    let Some(known) = one.status.known() else { return html! {} };
    let title = criterion(frame, field, &known.raised.criterion);
    let base = format!("/applications/{application}");
    let path = format!("{base}/findings/{}", one.row.stream);
    let open = matches!(one.status.place(), Place::Raised | Place::Answered);
    let may = field.shown.may(Action::AuditAnswer);
    let over = over(frame, field);
    let state = frame.t(&format!("finding-client-{}", one.status.place().word()));
    let main = html! {
        div.wrap.prose {
            (client_head(frame, application, field, &title, "findings"))
            p { (grade(frame, known.raised.grade)) }
            p.lead { b { (state) } }
            (time(frame, field, &one.status))
            (faults(frame, given))
            (told(frame, field, &base, known))
            @if let Status::Withdrawn { reason, .. } = &one.status { section.card { h2 { (frame.t("finding-place-withdrawn")) } p.lines { (said(field, Some(*reason))) } } }
            @if let Some(over) = over.filter(|_| open) { p.notice { (over) } }
            @else if open && may { (form(frame, field, &one.status, (given, &path))) }
            @else if open { p.note { (frame.t("finding-who-answers")) } }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

fn form(frame: Frame<'_>, field: &Field, status: &Status, (given, path): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "answer");
    let stands = status.known().and_then(|known| known.answer.as_ref());
    let again = status.place() == Place::Answered;
    let cause = said(field, stands.map(|answer| answer.cause));
    html! {
        section.card {
            h2 { (frame.t(if again { "finding-answer-again" } else { "finding-answer" })) }
            p.note { (frame.t("finding-answer-note")) }
            form.fields method="post" action=(frame.href(path)) {
                (once())
                (form.area("cause", "finding-cause-ask", (4, &cause)))
                (measure(&form, field, ("correction", "finding-correction", "finding-correction-note"), stands.map(|answer| &answer.correction)))
                (measure(&form, field, ("corrective", "finding-corrective", "finding-corrective-note"), stands.map(|answer| &answer.corrective_action)))
                p.actions { button.btn.sub[again] { (frame.t("finding-answer-go")) } }
            }
        }
    }
}

/// What is done: what, by when, when it was done, what shows it.
fn measure(form: &Form<'_>, field: &Field, (which, key, note): (&str, &str, &str), stands: Option<&Measure>) -> Markup {
    let frame = form.frame;
    let part = |part: &str| format!("{which}_{part}");
    let what = said(field, stands.map(|action| action.what));
    let due = stands.map(|action| action.due.to_string()).unwrap_or_default();
    let done = stands.and_then(|action| action.done_on).map(|day| day.to_string()).unwrap_or_default();
    let lines = stands.map(|action| evidence_lines(field, &action.evidence)).unwrap_or_default();
    html! {
        fieldset.part {
            legend { (frame.t(key)) }
            p.note { (frame.t(note)) }
            (form.area(&part("what"), "finding-what", (3, &what)))
            (form.line(&part("due"), "finding-due", &due))
            (form.line(&part("done"), "finding-done", &done))
            (form.area(&part("evidence"), "finding-shown", (2, &lines)))
        }
    }
}
