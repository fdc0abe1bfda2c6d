//! Nonconformities, for the body: what fails and is not raised yet, each one with what the company answers, and what the team does.

use app::certification::dossier::Standing;
use app::certification::field::Field;
use app::texts::arg;
use criteria::pack::criteria::Requirement;
use maud::{Markup, html};
use scheme::nonconformity::{Action, Grade, Known, Place, Standing as Time, Status};
use scheme::requirement::Outcome;

use super::{
    Form, Given, address, closed, criterion, evidence_lines, fact, faults, framed, head, name, outcome_tag, said, seen,
    unsettling,
};
use crate::view::{Frame, once};

/// All of them, with what is to be raised.
pub(crate) fn list(frame: Frame<'_>, field: &Field, given: &Given) -> Markup {
    let title = frame.t("finding-page");
    let path = format!("{}/findings", address(field));
    let closed = closed(frame, field);
    // After the report too: what was withdrawn is raised anew, or nothing is decided.
    let raises = closed.is_none();
    let unraised = field.unraised();
    let waits = field.dossier.nonconformities.iter().filter(|one| one.status.place() == Place::Answered).count();
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "findings"))
            (faults(frame, given))
            section.card {
                @if !unraised.is_empty() { p.lead { b { (frame.texts.with("finding-to-raise", &[("n", arg(unraised.len()))])) } } }
                @else if waits > 0 { p.lead { b { (frame.texts.with("finding-to-look", &[("n", arg(waits))])) } } }
                @else { p.lead { (frame.texts.with("finding-count", &[("n", arg(field.dossier.nonconformities.len()))])) } }
                @if let Some(closed) = &closed { p { (closed) } }
                p.actions { a.btn.sub href=(frame.href(&format!("{}/report", address(field)))) { (frame.t("finding-to-report")) } }
            }
            @for (at, requirement) in unraised.iter().enumerate() { (raise(frame, field, requirement, (at, raises, given))) }
            ul.members { @for one in &field.dossier.nonconformities { (row(frame, field, one, &format!("{path}/{}", one.row.stream))) } }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

/// One in a list, with what its time has come to.
pub(super) fn row(frame: Frame<'_>, field: &Field, one: &Standing<Status>, to: &str) -> Markup {
    let Some(known) = one.status.known() else { return html! {} };
    html! {
        li.card {
            a.door-to href=(frame.href(to)) { b { (criterion(frame, field, &known.raised.criterion)) } } " "
            (grade(frame, known.raised.grade)) " " (place(frame, one.status.place()))
            p.lines { (said(field, Some(known.raised.statement))) }
            (time(frame, field, &one.status))
        }
    }
}

pub(super) fn grade(frame: Frame<'_>, grade: Grade) -> Markup {
    html! { span.tag.warn[grade == Grade::Major] { (frame.t(&format!("finding-grade-{}", grade.word()))) } }
}

fn place(frame: Frame<'_>, place: Place) -> Markup {
    let good = matches!(place, Place::Verified | Place::Closed);
    html! { span.tag.good[good] { (frame.t(&format!("finding-place-{}", place.word()))) } }
}

/// What its time has come to, with the day and how far that is.
pub(super) fn time(frame: Frame<'_>, field: &Field, status: &Status) -> Markup {
    let day = |day| frame.texts.date(day, frame.today);
    let over = matches!(status.place(), Place::Closed | Place::Withdrawn);
    match field.time_of(status).filter(|_| !over) {
        Some(Time::Running { by }) => {
            let values = [("day", arg(day(by))), ("far", arg(frame.texts.distance(by, frame.today)))];
            html! { p.note { (frame.texts.with("finding-verify-by", &values)) } }
        }
        Some(Time::InTime { on }) => {
            html! { p.note { (frame.texts.with("finding-verified-on", &[("day", arg(day(on)))])) } }
        }
        Some(Time::AnotherStageTwo { since }) => {
            html! { p.notice { (frame.texts.with("finding-another-stage", &[("day", arg(day(since)))])) } }
        }
        Some(Time::NoLimit) => html! {},
        None if status.known().is_some_and(|known| known.raised.grade == Grade::Major) && !over => {
            html! { p.note { (frame.t("finding-time-later")) } }
        }
        None => html! {},
    }
}

/// A requirement that fails, with the form to raise it.
fn raise(
    frame: Frame<'_>,
    field: &Field,
    requirement: &Requirement,
    (at, may, given): (usize, bool, &Given),
) -> Markup {
    let entry = field.entry(&requirement.id);
    let here = given.form == "raise" && given.value("criterion") == requirement.id;
    let nothing = Given::default();
    let mut form = Form::new(frame, if here { given } else { &nothing }, "raise");
    if !here {
        form.id = format!("raise{at}");
    }
    let grades: Vec<(&str, String)> = Grade::ALL
        .into_iter()
        .map(|grade| (grade.word(), frame.t(&format!("finding-grade-{}", grade.word()))))
        .collect();
    let stands = match entry.map(|entry| entry.finding.outcome) {
        Some(Outcome::NonconformMajor) => Grade::Major.word(),
        Some(Outcome::NonconformMinor) => Grade::Minor.word(),
        Some(Outcome::Conform | Outcome::NotApplicable) | None => "",
    };
    let lines = entry.map(|entry| evidence_lines(field, &entry.finding.evidence)).unwrap_or_default();
    let note = entry.and_then(|entry| entry.finding.note);
    html! {
        section.card {
            h2 { (frame.say(&requirement.title)) " " (outcome_tag(frame, entry.map(|entry| entry.finding.outcome))) }
            p.note { (frame.say(&requirement.statement)) }
            @if may {
                details open[here || at == 0] {
                    summary { (frame.t("finding-raise")) }
                    p.note { (frame.t("finding-raise-note")) }
                    form.fields method="post" action=(frame.href(&format!("{}/findings", address(field)))) {
                        (once())
                        input type="hidden" name="criterion" value=(requirement.id);
                        (form.choices("grade", "finding-grade", &grades, stands))
                        (form.area("statement", "finding-statement", (3, &said(field, note))))
                        (form.area("evidence", "working-evidence-lines", (3, &lines)))
                        (form.line("found_on", "finding-found-on", &entry.map_or(frame.today, |entry| entry.on).to_string()))
                        p.actions { button.btn { (frame.t("finding-raise-go")) } }
                    }
                }
            }
        }
    }
}

/// What was found, and what the company answers; `base` is the address of the case for its reader.
pub(super) fn told(frame: Frame<'_>, field: &Field, base: &str, known: &Known) -> Markup {
    let raised = &known.raised;
    html! {
        section.card {
            h2 { (frame.t("finding-found")) }
            dl.facts {
                (fact(frame, "finding-statement", &said(field, Some(raised.statement))))
                dt { (frame.t("finding-evidence")) } (seen(frame, field, base, &raised.evidence))
                dt { (frame.t("finding-found-on")) } dd { (frame.texts.date(raised.found_on, frame.today)) " " (name(frame, field, raised.author)) }
            }
        }
        @if known.returned.is_some() {
            section.card { h2 { (frame.t("finding-returned")) } p.lines { (said(field, known.returned)) } }
        }
        @if let Some(answer) = &known.answer {
            section.card {
                h2 { (frame.t("finding-answered")) }
                p.note { (name(frame, field, answer.by)) }
                dl.facts {
                    (fact(frame, "finding-cause", &said(field, Some(answer.cause))))
                    (action(frame, field, base, ("finding-correction", &answer.correction)))
                    (action(frame, field, base, ("finding-corrective", &answer.corrective_action)))
                }
            }
        }
    }
}

fn action(frame: Frame<'_>, field: &Field, base: &str, (key, action): (&str, &Action)) -> Markup {
    let day = |key: &str, day| frame.texts.with(key, &[("day", arg(frame.texts.date(day, frame.today)))]);
    html! {
        dt { (frame.t(key)) }
        dd.lines { (said(field, Some(action.what))) }
        dd.note {
            @if let Some(done) = action.done_on { (day("finding-was-done", done)) } @else { (day("finding-due-by", action.due)) }
        }
        @if !action.evidence.is_empty() { (seen(frame, field, base, &action.evidence)) }
    }
}

/// One of them.
pub(crate) fn one(frame: Frame<'_>, field: &Field, one: &Standing<Status>, given: &Given) -> Markup {
    let Some(known) = one.status.known() else { return html! {} };
    let title = criterion(frame, field, &known.raised.criterion);
    let path = format!("{}/findings/{}", address(field), one.row.stream);
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "findings"))
            p { (grade(frame, known.raised.grade)) " " (place(frame, one.status.place())) }
            (time(frame, field, &one.status))
            (faults(frame, given))
            (next(frame, field, &one.status, (given, &path)))
            (told(frame, field, &address(field), known))
            p { a href=(frame.href(&format!("{}/findings", address(field)))) { (frame.t("finding-all")) } }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

/// What the team does next, as far as the reader may.
fn next(frame: Frame<'_>, field: &Field, status: &Status, (given, path): (&Given, &str)) -> Markup {
    let closed = unsettling(frame, field);
    let may = closed.is_none();
    let minor = status.known().is_some_and(|known| known.raised.grade == Grade::Minor);
    let press = |deed: &str, key: &str, sub: bool| {
        html! { form method="post" action=(frame.href(&format!("{path}/{deed}"))) { (once()) p.actions { button.btn.sub[sub] { (frame.t(key)) } } } }
    };
    html! {
        section.card {
            p.lead { b { (frame.t(&format!("finding-next-{}", status.place().word()))) } }
            @if let Some(closed) = closed { p.note { (closed) } }
            @match status {
                Status::Answered(_) if may => {
                    (press("accept", "finding-accept-go", false))
                    (why(frame, (given, path), ("return", "finding-return", "finding-return-go")))
                },
                Status::Accepted(_) if may => {
                    (verify(frame, (given, path)))
                    @if minor { (press("close", "finding-close-plan-go", true)) }
                    (why(frame, (given, path), ("return", "finding-return", "finding-return-go")))
                },
                Status::Verified(_) if may => { (press("close", "finding-close-go", false)) },
                Status::Withdrawn { on, reason, .. } => {
                    p { (frame.texts.with("finding-withdrawn-on", &[("day", arg(frame.texts.date(*on, frame.today)))])) }
                    p.lines { (said(field, Some(*reason))) }
                },
                Status::Closed { on, .. } => { p { (frame.texts.with("finding-closed-on", &[("day", arg(frame.texts.date(*on, frame.today)))])) } },
                Status::Unraised | Status::Raised(_) | Status::Answered(_) | Status::Accepted(_) | Status::Verified(_) => {},
            }
            @if may && !matches!(status.place(), Place::Closed | Place::Withdrawn | Place::Unraised) {
                (regrade(frame, status, (given, path)))
                (why(frame, (given, path), ("withdraw", "finding-withdraw", "finding-withdraw-go")))
            }
        }
    }
}

/// A deed that says why, folded away.
fn why(frame: Frame<'_>, (given, path): (&Given, &str), (deed, key, go): (&str, &str, &str)) -> Markup {
    let form = Form::new(frame, given, deed);
    html! {
        details open[given.form == deed] {
            summary { (frame.t(key)) }
            form.fields method="post" action=(frame.href(&format!("{path}/{deed}"))) {
                (once())
                (form.area("reason", "finding-reason", (3, "")))
                p.actions { button.btn.sub { (frame.t(go)) } }
            }
        }
    }
}

fn verify(frame: Frame<'_>, (given, path): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "verify");
    let effective = ("finding-effective", "finding-not-effective");
    html! {
        form.fields method="post" action=(frame.href(&format!("{path}/verify"))) {
            (once())
            p.note { (frame.t("finding-verify-note")) }
            (form.yes_no("correction", "finding-correction", effective))
            (form.yes_no("corrective", "finding-corrective", effective))
            (form.area("evidence", "working-evidence-lines", (3, "")))
            (form.area("note", "finding-verify-words", (2, "")))
            p.actions { button.btn { (frame.t("finding-verify-go")) } }
        }
    }
}

fn regrade(frame: Frame<'_>, status: &Status, (given, path): (&Given, &str)) -> Markup {
    let form = Form::new(frame, given, "regrade");
    let stands = status.known().map(|known| known.raised.grade);
    let other = Grade::ALL.into_iter().filter(|grade| Some(*grade) != stands);
    let grades: Vec<(&str, String)> =
        other.map(|grade| (grade.word(), frame.t(&format!("finding-grade-{}", grade.word())))).collect();
    let first = grades.first().map_or("", |(word, _)| *word);
    html! {
        details open[given.form == "regrade"] {
            summary { (frame.t("finding-regrade")) }
            form.fields method="post" action=(frame.href(&format!("{path}/regrade"))) {
                (once())
                (form.choices("grade", "finding-grade", &grades, first))
                (form.area("reason", "finding-reason", (3, "")))
                p.actions { button.btn.sub { (frame.t("finding-regrade-go")) } }
            }
        }
    }
}
