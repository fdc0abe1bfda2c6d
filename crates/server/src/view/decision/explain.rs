//! A decision line by line, in words, each with its rule and the way to where it was read: also a year later, also on paper.

use app::certification::decision::File;
use app::certification::dossier::Standing;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use scheme::decision::{Fact, Line, NonconformityFact, Status, explain};

use super::papers::{declaration, nonconformity};
use super::propose::{forum, kind};
use super::{address, criterion, framed, name, names, on, word};
use crate::view::Frame;
use crate::view::body::steps;

/// Why it was decided so.
pub(crate) fn explained(frame: Frame<'_>, catalogue: &Catalogue, file: &File, decision: &Standing<Status>) -> Markup {
    let title = frame.t("judging-why-title");
    let lines = explain(&decision.status);
    let path = format!("{}/decision/{}", address(file), decision.row.stream);
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href(&format!("{}/decision", address(file)))) { (frame.t("judging-title")) } }
            h1 { (title) }
            (steps(frame, &file.shown, "decision"))
            p.lead { (frame.texts.with("judging-why-lead", &[("client", arg(file.shown.client.clone())), ("body", arg(file.shown.body.clone()))])) }
            ol.plain { @for line in &lines { li.card { (said(frame, catalogue, file, line)) } } }
            @if file.closed.contains(&decision.row.stream) { p.note { (frame.t("judging-closed")) } }
            p.note { (frame.t("judging-why-note")) }
        }
    };
    framed(frame, &title, &path, &main)
}

fn said(frame: Frame<'_>, catalogue: &Catalogue, file: &File, line: &Line) -> Markup {
    let seen = line.seen.map(|seen| frame.texts.with("judging-read-at", &[("n", arg(seen.version))]));
    html! {
        div { (fact(frame, catalogue, file, line)) }
        p.note {
            (line.rule)
            @if let Some(seen) = seen {
                " · "
                @match place(&line.fact) {
                    Some(page) => a href=(frame.href(&format!("{}{page}", address(file)))) { (seen) },
                    None => (seen),
                }
            }
        }
    }
}

/// The page of the case on which a fact was read.
fn place(fact: &Fact) -> Option<&'static str> {
    match fact {
        Fact::Application { .. } => Some(""),
        Fact::Report { .. } | Fact::NoReport | Fact::Nonconformity { .. } => Some("/findings"),
        Fact::Requirement { .. } => Some("/paper"),
        Fact::Declaration { .. } => Some("/audit"),
        Fact::Decided { .. }
        | Fact::RecordedLate(_)
        | Fact::Editions { .. }
        | Fact::Forum { .. }
        | Fact::Votes(_)
        | Fact::Recused { .. }
        | Fact::Circulated { .. }
        | Fact::Minutes(_)
        | Fact::Accreditation { .. }
        | Fact::Reason(_)
        | Fact::Appeal(_) => None,
    }
}

fn fact(frame: Frame<'_>, catalogue: &Catalogue, file: &File, line: &Line) -> Markup {
    let text = |text: record::Text| file.shown.text(text).to_owned();
    match &line.fact {
        Fact::Decided { kind: what, on, by } => html! {
            b { (kind(frame, *what)) } " " (frame.texts.day(catalogue, *on)) " " (name(frame, file, *by))
        },
        Fact::RecordedLate(reason) => {
            html! { (frame.texts.with("judging-line-late", &[("reason", arg(text(*reason)))])) }
        }
        Fact::Editions { rules, criteria } => {
            let edition = |id: &criteria::edition::EditionId| format!("{} {}", id.pack, id.edition);
            html! { (frame.texts.with("judging-line-editions", &[("rules", arg(edition(rules))), ("criteria", arg(edition(criteria)))])) }
        }
        Fact::Forum { forum: sat, team, advised } => html! {
            p { (frame.texts.with("judging-line-forum", &[("who", arg(forum(frame, file, sat)))])) }
            @if !team.is_empty() { p { (frame.texts.with("judging-line-team", &[("who", arg(names(frame, file, team.iter().copied())))])) } }
            @if !advised.is_empty() { p { (frame.texts.with("judging-line-advised", &[("who", arg(names(frame, file, advised.iter().copied())))])) } }
        },
        Fact::Votes(votes) => html! {
            (frame.t("judging-votes"))
            ul { @for (person, vote) in votes { li { (name(frame, file, *person)) " " (frame.t(&format!("judging-vote-{}", vote.word()))) } } }
        },
        Fact::Recused { person, reason } => html! {
            (frame.texts.with("judging-line-recused", &[("who", arg(name(frame, file, *person))), ("reason", arg(text(*reason)))]))
        },
        Fact::Circulated { on, papers } => html! {
            (frame.texts.with("judging-circulated-on", &[("on", arg(frame.texts.day(catalogue, *on))), ("n", arg(papers.len()))]))
        },
        Fact::Minutes(minutes) => html! { (frame.t("judging-minutes")) p.lines { (text(*minutes)) } },
        Fact::Accreditation { stands, covers } => html! {
            (frame.t(if *stands { "judging-line-accredited" } else { "judging-line-not-accredited" }))
            " " (frame.t(if *covers { "judging-line-covered" } else { "judging-line-not-covered" }))
        },
        Fact::Application { confirmed } => html! {
            (frame.t(if *confirmed { "judging-line-application" } else { "judging-line-no-application" }))
        },
        Fact::Declaration { holds } => {
            html! { (frame.t("judging-paper-declaration")) " " (frame.t(declaration(*holds))) }
        }
        Fact::Report { number, issued_on, recommendation } => {
            let recommended = frame.t(&format!("judging-recommends-{}", word(recommendation.word())));
            let issued = frame.texts.day(catalogue, *issued_on);
            let said = [("n", arg(*number)), ("on", arg(issued)), ("recommended", arg(recommended))];
            html! { (frame.t("judging-paper-report")) " " (frame.texts.with("judging-report", &said)) }
        }
        Fact::NoReport => html! { (frame.t("judging-no-report")) },
        Fact::Requirement { criterion: id, outcome } => html! {
            (criterion(frame, file, id)) " " b { (frame.t(&format!("judging-outcome-{}", word(outcome.word())))) }
        },
        Fact::Nonconformity { criterion, grade, settled, settled_on, another_stage_two } => match line.seen {
            Some(seen) => {
                let fact = NonconformityFact {
                    seen,
                    criterion: criterion.clone(),
                    grade: *grade,
                    settled: *settled,
                    settled_on: *settled_on,
                    another_stage_two: *another_stage_two,
                };
                html! { (frame.t("judging-nonconformity")) " " (nonconformity(frame, file, &fact)) }
            }
            None => html! { (criterion) },
        },
        Fact::Reason(reason) => html! { (frame.t("judging-reason")) p.lines { (text(*reason)) } },
        Fact::Appeal(appeal) => html! {
            (on(frame, "judging-appeal-until", appeal.until)) p.lines { (text(appeal.path)) }
        },
    }
}
