//! The papers of a case at a glance: what a decision rests on.

use app::certification::decision::File;
use app::texts::arg;
use maud::{Markup, html};
use scheme::accreditation::Standing;
use scheme::certification::CertificationType;
use scheme::decision::{Error, Grounds, NonconformityFact};
use scheme::requirement::Outcome;

use super::{address, criterion, day, on, word};
use crate::view::Frame;

/// What a decision would rest on today, each with the way to where it stands.
pub(super) fn papers(frame: Frame<'_>, file: &File) -> Markup {
    let Some(grounds) = &file.grounds else { return html! {} };
    let base = address(file);
    html! {
        section.card {
            h2 { (frame.t("judging-papers")) }
            dl.facts {
                dt { a href=(frame.href(&format!("{base}/findings"))) { (frame.t("judging-paper-report")) } }
                dd { (report(frame, grounds)) }
                dt { a href=(frame.href(&format!("{base}/paper"))) { (frame.t("judging-paper-results")) } }
                dd { (results(frame, grounds)) }
                dt { a href=(frame.href(&format!("{base}/findings"))) { (frame.t("judging-paper-nonconformities")) } }
                @if grounds.nonconformities.is_empty() { dd { (frame.t("judging-none")) } }
                @for fact in &grounds.nonconformities { dd { (nonconformity(frame, file, fact)) } }
                @if grounds.certification == CertificationType::SelfDeclaration {
                    dt { a href=(frame.href(&format!("{base}/audit"))) { (frame.t("judging-paper-declaration")) } }
                    dd { (frame.t(declaration(grounds.declaration.as_ref().map(|one| one.holds)))) }
                }
                dt { (frame.t("judging-paper-accreditation")) }
                dd { (accreditation(frame, &file.accreditation)) @if grounds.accreditation.stands && !grounds.accreditation.covers { " " span.tag.warn { (frame.t("judging-not-covered")) } } }
                dt { a href=(frame.href(&base)) { (frame.t("judging-paper-application")) } }
                @if let Some(kept) = file.shown.status.kept() { dd { (on(frame, "judging-application-on", kept.snapshot.on)) } }
            }
        }
    }
}

fn report(frame: Frame<'_>, grounds: &Grounds) -> String {
    let Some(report) = &grounds.report else { return frame.t("judging-no-report") };
    let recommended = frame.t(&format!("judging-recommends-{}", word(report.recommendation.word())));
    let said =
        [("n", arg(report.number)), ("on", arg(day(frame, report.issued_on))), ("recommended", arg(recommended))];
    frame.texts.with("judging-report", &said)
}

fn results(frame: Frame<'_>, grounds: &Grounds) -> String {
    let count = |outcome: Outcome| grounds.requirements.iter().filter(|fact| fact.outcome == outcome).count();
    let said = Outcome::ALL.into_iter().filter(|outcome| count(*outcome) > 0).map(|outcome| {
        let what = frame.t(&format!("judging-outcome-{}", word(outcome.word())));
        frame.texts.with("judging-count", &[("what", arg(what)), ("n", arg(count(outcome)))])
    });
    let said: Vec<String> = said.collect();
    if said.is_empty() { frame.t("judging-none") } else { said.join(&frame.t("list-comma")) }
}

/// A nonconformity with how far it is settled.
pub(super) fn nonconformity(frame: Frame<'_>, file: &File, fact: &NonconformityFact) -> Markup {
    html! {
        (criterion(frame, file, &fact.criterion)) " "
        span.tag { (frame.t(&format!("judging-grade-{}", fact.grade.word()))) } " "
        span.tag.good[!fact.holds_back()].warn[fact.holds_back()] { (frame.t(settled(fact))) }
        @if let Some(on) = fact.settled_on { " " (day(frame, on)) }
        @if fact.another_stage_two { " " span.tag.warn { (frame.t("judging-another-stage-two")) } }
    }
}

/// The key of how far a nonconformity is settled.
pub(super) fn settled(fact: &NonconformityFact) -> &'static str {
    use scheme::nonconformity::Settled;
    match fact.settled {
        Settled::Open => "judging-settled-open",
        Settled::PlanAccepted => "judging-settled-plan-accepted",
        Settled::Verified => "judging-settled-verified",
        Settled::Withdrawn => "judging-settled-withdrawn",
    }
}

/// The key of how a declaration stands; none = there is none.
pub(super) fn declaration(holds: Option<bool>) -> &'static str {
    match holds {
        Some(true) => "judging-declared",
        Some(false) => "judging-declared-changed",
        None => "judging-not-declared",
    }
}

fn accreditation(frame: Frame<'_>, standing: &Standing) -> String {
    match standing {
        Standing::Unknown => frame.t("accreditation-unknown"),
        Standing::NotYet { from } => frame.texts.with("accreditation-not-yet", &[("from", arg(day(frame, *from)))]),
        Standing::Valid { until, .. } => frame.texts.with("accreditation-valid", &[("until", arg(day(frame, *until)))]),
        Standing::Over { on: ended, .. } => on(frame, "judging-accreditation-over", *ended),
    }
}

/// What would refuse a grant today, as a list of what has to be done.
pub(super) fn keeps_back(frame: Frame<'_>, file: &File) -> Markup {
    if file.keeps_back.is_empty() {
        return html! {};
    }
    html! {
        section.card {
            h2 { (frame.t("judging-keeps-back")) }
            p { (frame.t("judging-keeps-back-lead")) }
            ul {
                @for error in &file.keeps_back {
                    li {
                        (app::certification::Ruling::from(error.clone()).words_naming(frame.texts, &file.shown.names))
                        @if let Error::Open { found } = error { ul { @for fact in found { li { (nonconformity(frame, file, fact)) } } } }
                        @if let Error::Unraised { criteria } = error { ul { @for id in criteria { li { (criterion(frame, file, id)) } } } }
                    }
                }
            }
        }
    }
}
