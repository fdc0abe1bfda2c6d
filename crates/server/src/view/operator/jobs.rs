//! How the jobs stand: what could not be done, why, and what to do.

use app::jobs::Kind;
use app::mail::Letter;
use app::operating::{JOBS, Jobs, ListedJob, LogState};
use app::texts::arg;
use maud::{Markup, html};

use super::ways;
use crate::view::Frame;
use crate::view::company::framed;

/// The states, as they are counted, in the order of what concerns the reader most.
const STATES: [&str; 4] = ["dead", "waiting", "running", "done"];

/// The jobs. What is in a letter, and to whom it goes, is not shown.
pub(crate) fn jobs(frame: Frame<'_>, jobs: &Jobs) -> Markup {
    let title = frame.t("operator-jobs");
    let count = |state: &str| jobs.counted.iter().find(|(known, _)| known == state).map_or(0, |(_, n)| *n);
    let open = |dead: bool| jobs.open.iter().filter(move |job| (job.state == "dead") == dead).collect::<Vec<_>>();
    let (dead, waiting) = (open(true), open(false));
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/jobs"))
            p.lead { (frame.t("operator-jobs-lead")) }
            dl.counts { @for state in STATES { dt { (frame.t(&format!("jobstate-{state}"))) } dd { (count(state)) } } }
            section.card {
                h2 { (frame.t("operator-dead")) }
                @if dead.is_empty() { p { (frame.t("operator-dead-none")) } } @else { p { (frame.t("operator-dead-lead")) } }
                ul.plain { @for job in &dead { li { (entry(frame, job)) (retry(frame, job)) } } }
            }
            section.card {
                h2 { (frame.t("operator-waiting")) }
                @if waiting.is_empty() { p { (frame.t("operator-waiting-none")) } }
                ul.plain { @for job in &waiting { li { (entry(frame, job)) } } }
            }
            (log(frame, &jobs.log))
            @if jobs.open.len() == JOBS as usize { p.note { (frame.texts.with("operator-jobs-more", &[("n", arg(JOBS))])) } }
        }
    };
    framed(frame, &title, "/operator/jobs", &main)
}

/// How far the record is sealed, and what to do where it is not.
fn log(frame: Frame<'_>, log: &LogState) -> Markup {
    let n = |n: u64| [("n", arg(n))];
    html! {
        section.card #log {
            h2 { (frame.t("operator-log")) }
            @match log.sealed_at {
                Some(at) => p { (frame.texts.with("operator-log-sealed", &[("n", arg(log.sealed)), ("at", arg(frame.moment(at)))])) },
                None => p { (frame.t("operator-log-none")) },
            }
            @if log.stuck { div.faults role="alert" { p { (frame.texts.with("operator-log-stuck", &n(log.waiting))) } } }
            @else if log.waiting > 0 { p { (frame.texts.with("operator-log-waiting", &n(log.waiting))) } }
            @if log.held.is_some() {
                div.faults role="alert" { p { (frame.t("operator-log-held")) " " code { "mamori log adopt" } } }
            }
            @if let Some(seconds) = log.clock_behind {
                div.faults role="alert" { p { (frame.texts.with("operator-log-clock", &[("minutes", arg(seconds / 60))])) } }
            }
            p.note { (frame.t("operator-log-verify")) " " code { "mamori log verify" } }
        }
    }
}

fn entry(frame: Frame<'_>, job: &ListedJob) -> Markup {
    let at = |at: i64| [("at", arg(frame.moment(at)))];
    html! {
        div {
            b { (what(frame, job)) } " "
            span.tag.warn[job.state == "dead"] { (frame.t(&format!("jobstate-{}", job.state))) }
            p.note {
                (frame.texts.with("job-made", &at(job.made_at))) " · "
                (frame.texts.with("job-tries", &[("n", arg(job.tries))]))
                @if job.state == "waiting" { " · " (frame.texts.with("job-due", &at(job.due_at))) }
            }
            @if let Some(fault) = &job.fault { p { (frame.t(&format!("jobfault-{}", fault.replace('_', "-")))) } }
        }
    }
}

/// What kind of work it is; of a letter, which.
fn what(frame: Frame<'_>, job: &ListedJob) -> String {
    let payload: serde_json::Value = serde_json::from_str(&job.payload).unwrap_or_default();
    let letter = payload.get("letter").and_then(serde_json::Value::as_str);
    match (letter.filter(|word| Letter::WORDS.contains(word)), Kind::from_word(&job.kind)) {
        (Some(letter), _) => frame.t(&format!("letter-{}", letter.replace('_', "-"))),
        (None, Some(kind)) => frame.t(&format!("jobkind-{}", kind.word())),
        (None, None) => frame.t("jobkind-unknown"),
    }
}

fn retry(frame: Frame<'_>, job: &ListedJob) -> Markup {
    html! {
        form.inline method="post" action=(frame.href(&format!("/operator/jobs/{}/retry", job.id))) {
            button.btn.sub { (frame.t("job-retry")) }
        }
    }
}
