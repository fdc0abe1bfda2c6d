//! The report: what is missing before it, its issue, each version, and whether the company has its copy.

use app::access::Action;
use app::certification::field::{Field, Missing};
use app::texts::arg;
use maud::{Markup, html};
use scheme::audit::Report;
use scheme::decision::Recommendation;

use super::onsite::{area_said, stage_said};
use super::{Form, Given, address, closed, criterion, faults, framed, head, name, said};
use crate::pages::field::in_address;
use crate::view::{Frame, once};

/// How many criteria of one kind are listed; the working paper has all of them.
const LISTED: usize = 8;

/// The page.
pub(crate) fn page(frame: Frame<'_>, field: &Field, given: &Given) -> Markup {
    let title = frame.t("auditreport-title");
    let path = format!("{}/report", address(field));
    let closed = closed(frame, field);
    let reports = field.work().map(|work| work.reports.as_slice()).unwrap_or_default();
    let missing = field.missing();
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "findings"))
            p { a href=(frame.href(&format!("{}/findings", address(field)))) { (frame.t("finding-page")) } }
            (faults(frame, given))
            @if let Some(last) = reports.last() { (stands(frame, field, last, closed.is_none())) }
            @if let Some(closed) = &closed { p.notice { (closed) } }
            @if reports.is_empty() || !missing.is_empty() { (open(frame, field, &missing)) }
            @if closed.is_none() && missing.is_empty() && field.leads() { (issue(frame, field, (given, &path))) }
            @else if closed.is_none() && missing.is_empty() { p.note { (frame.t("auditreport-who")) } }
            @if reports.len() > 1 {
                section.card {
                    h2 { (frame.t("auditreport-versions")) }
                    ul.plain { @for report in reports.iter().rev() { li { (version(frame, field, report)) } } }
                }
            }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

fn version(frame: Frame<'_>, field: &Field, report: &Report) -> Markup {
    let line = [("n", arg(report.number)), ("day", arg(frame.texts.date(report.on, frame.today)))];
    let document = report.document;
    html! {
        span {
            b { (frame.texts.with("auditreport-version-line", &line)) } " " (name(frame, field, report.by))
            @if report.reason.is_some() { br; span.lines { (said(field, report.reason)) } }
        }
        a href=(frame.href(&format!("{}/exhibits/{}/{}", address(field), document.stream, document.sha256))) { (frame.t("auditreport-take")) }
    }
}

/// The last version, with what comes next.
fn stands(frame: Frame<'_>, field: &Field, report: &Report, may: bool) -> Markup {
    let handed = field.work().and_then(|work| work.handed_over_on);
    let recommends = format!("auditreport-recommends-{}", report.recommendation.word().replace('_', "-"));
    html! {
        section.card {
            ul.plain { li { (version(frame, field, report)) } }
            p { b { (frame.t(&recommends)) } }
            p.note.digest { "SHA-256 " (report.document.sha256) }
            @if let Some(on) = handed { p { (frame.texts.with("auditreport-handed-over", &[("n", arg(report.number)), ("day", arg(frame.texts.date(on, frame.today)))])) } }
            @else if may && field.shown.may(Action::AuditConduct) {
                p { (frame.t("auditreport-hand-over-lead")) }
                form method="post" action=(frame.href(&format!("{}/report/hand-over", address(field)))) { (once()) p.actions { button.btn { (frame.t("auditreport-hand-over-go")) } } }
            }
        }
    }
}

/// What is missing, each with the way there.
fn open(frame: Frame<'_>, field: &Field, missing: &[Missing]) -> Markup {
    let at = |page: &str| frame.href(&format!("{}{page}", address(field)));
    let criteria = |wanted: fn(&Missing) -> Option<&String>| missing.iter().filter_map(wanted).collect::<Vec<_>>();
    let without = criteria(|one| if let Missing::Result(id) = one { Some(id) } else { None });
    let unraised = criteria(|one| if let Missing::Unraised(id) = one { Some(id) } else { None });
    let others = missing.iter().filter(|one| !matches!(one, Missing::Result(_) | Missing::Unraised(_)));
    html! {
        section.card {
            @if missing.is_empty() { p.lead { b { (frame.t("auditreport-nothing-missing")) } } }
            @else {
                h2 { (frame.texts.with("auditreport-missing", &[("n", arg(missing.len()))])) }
                @if !without.is_empty() {
                    p { (frame.texts.with("auditreport-without-result", &[("n", arg(without.len()))])) }
                    ul { @for id in without.iter().take(LISTED) { li { a href=(at(&format!("/paper/{}", in_address(id)))) { (criterion(frame, field, id)) } } } }
                    @if without.len() > LISTED { p { a href=(at("/paper")) { (frame.t("working-all")) } } }
                }
                @if !unraised.is_empty() {
                    p { (frame.texts.with("working-unraised", &[("n", arg(unraised.len()))])) }
                    ul { @for id in &unraised { li { a href=(at("/findings")) { (criterion(frame, field, id)) } } } }
                }
                ul { @for one in others { (other(frame, field, one)) } }
            }
        }
    }
}

fn other(frame: Frame<'_>, field: &Field, missing: &Missing) -> Markup {
    let with = |key: &str, name: String| frame.texts.with(key, &[("name", arg(name))]);
    let sites = "/paper/field";
    let (to, words) = match missing {
        Missing::NotBegun => ("/audit", frame.t("working-not-begun")),
        Missing::Stage(stage) => (sites, with("auditreport-stage-open", stage_said(frame, *stage))),
        Missing::Site(site) => (sites, with("auditreport-site-open", field.site(*site))),
        Missing::Area(area) => (sites, with("auditreport-area-open", area_said(frame, *area))),
        Missing::Declaration => ("", frame.t("auditreport-no-declaration")),
        Missing::DeclarationChanged => ("", frame.t("auditreport-declaration-changed")),
        Missing::NotDeclared(n) => ("", frame.texts.with("auditreport-not-declared", &[("n", arg(*n))])),
        Missing::Result(id) | Missing::Unraised(id) => ("/paper", criterion(frame, field, id)),
    };
    html! {
        // What the company has to do has no page here.
        li { @if to.is_empty() { (words) } @else { a href=(frame.href(&format!("{}{to}", address(field)))) { (words) } } }
    }
}

fn issue(frame: Frame<'_>, field: &Field, (given, path): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "report");
    let again = field.next_report() > 1;
    let options: Vec<(&str, String)> = Recommendation::ALL
        .into_iter()
        .map(|one| (one.word(), frame.t(&format!("auditreport-recommends-{}", one.word().replace('_', "-")))))
        .collect();
    html! {
        section.card {
            h2 { (frame.t(if again { "auditreport-issue-again" } else { "auditreport-issue" })) }
            p { (frame.t("auditreport-issue-lead")) }
            form.fields method="post" action=(frame.href(path)) {
                (once())
                (form.choices("recommendation", "auditreport-recommendation", &options, ""))
                @if again { (form.area("version_reason", "auditreport-why-again", (3, ""))) }
                p.actions { button.btn.sub[again] { (frame.t("auditreport-issue-go")) } }
            }
        }
    }
}

/// That letters cannot be printed.
pub(crate) fn unprintable(frame: Frame<'_>, letters: String) -> String {
    frame.texts.with("auditreport-unprintable", &[("letters", arg(letters))])
}

/// The name of the file and the title under which it is kept.
pub(crate) fn file(frame: Frame<'_>, field: &Field) -> (String, String) {
    let number = field.next_report();
    let line = [("n", arg(number)), ("day", arg(frame.texts.date(field.today, frame.today)))];
    (format!("audit-report-{number}.pdf"), frame.texts.with("auditreport-version-line", &line))
}
