//! The review before a decision, the proposal, and the deciding: what the body does on one page.

use app::access::Action;
use app::certification::decision::File;
use app::certification::dossier::Standing;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use record::PersonId;
use scheme::accreditation::Containment;
use scheme::assignment::{Candidate, Why};
use scheme::decision::{Forum, Kind, Proposed, Status, Vote};
use scheme::rules::Strength;

use super::papers::{keeps_back, papers};
use super::{Given, address, area, aside, day, fault, faults, form, framed, line, name, names, on, word};
use crate::view::body::steps;
use crate::view::{Frame, once};

/// The page of the decision, for the body; `reader` is who looks.
pub(crate) fn proposing(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    file: &File,
    reader: PersonId,
    given: &Given,
) -> Markup {
    let title = frame.t("judging-title");
    let open = file.open();
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href(&address(file))) { (frame.texts.with("case-of", &[("client", arg(file.shown.client.clone()))])) } }
            h1 { (title) }
            (steps(frame, &file.shown, "decision"))
            (faults(frame, given, &format!("{}/decision", address(file))))
            p.lead { (lead(frame, file)) }
            @match open {
                Some(decision) => (under_way(frame, catalogue, file, decision, reader, given)),
                None if !file.kinds.is_empty() => {
                    (keeps_back(frame, file))
                    @if file.shown.may(Action::DecisionPropose) { (propose(frame, file, given)) }
                    @else { p.note { (frame.t("judging-who-proposes")) } }
                },
                None => {},
            }
            (papers(frame, file))
            (before(frame, file))
        }
    };
    framed(frame, &title, &format!("{}/decision", address(file)), &main)
}

/// What is to be done next, in one sentence.
fn lead(frame: Frame<'_>, file: &File) -> String {
    let key = match (file.open().map(|one| &one.status), file.decided().next()) {
        (Some(Status::Proposed(_)), _) => "judging-lead-proposed",
        (Some(Status::Circulated(proposed)), _) => match proposed.proposal.forum {
            Forum::OnePerson { .. } => "judging-lead-one-person",
            Forum::Committee { .. } => "judging-lead-committee",
        },
        (Some(Status::Unproposed | Status::Decided { .. } | Status::Dropped { .. }) | None, decided) => {
            match (file.kinds.is_empty(), decided) {
                (true, None) => "judging-lead-not-yet",
                (true, Some(_)) => "judging-lead-decided",
                (false, _) if !file.kinds.contains(&Kind::Grant) => "judging-lead-certificate",
                (false, _) if file.keeps_back.is_empty() => "judging-lead-ready",
                (false, _) => "judging-lead-kept-back",
            }
        }
    };
    frame.t(key)
}

pub(super) fn kind(frame: Frame<'_>, kind: Kind) -> String {
    frame.t(&format!("judging-kind-{}", kind.word()))
}

fn may(candidate: &Candidate) -> bool {
    candidate.strength() != Some(Strength::Block)
}

fn propose(frame: Frame<'_>, file: &File, given: &Given) -> Markup {
    let kept_out = file.proposer.as_ref().filter(|candidate| !candidate.impediments.is_empty());
    if let Some(candidate) = kept_out {
        return html! {
            section.card { h2 { (frame.t("judging-propose")) } p { (frame.t("judging-you-may-not")) } (reasons(frame, candidate)) }
        };
    }
    let able: Vec<&Candidate> = file.candidates.iter().filter(|candidate| may(candidate)).collect();
    let quorum = file.rules.as_ref().map_or(0, |rules| rules.figures.quorum);
    let chosen = |name: &str, value: &str| given.has("propose", name, value);
    html! {
        section.card {
            h2 { (frame.t("judging-propose")) }
            p { (frame.t("judging-propose-lead")) }
            @if able.is_empty() { p.notice { (frame.t("judging-nobody")) } }
            @else {
                (form(frame, &format!("{}/decision", address(file)), "judging-propose-go", &html! {
                    fieldset.choices {
                        legend #propose-kind { (frame.t("judging-kind")) }
                        (fault(frame, given, "propose", "kind"))
                        @for one in &file.kinds {
                            label.choice-line { input type="radio" name="kind" value=(one.word()) checked[chosen("kind", one.word())]; " " (kind(frame, *one)) }
                        }
                    }
                    fieldset.choices {
                        legend #propose-how { (frame.t("judging-how")) }
                        (fault(frame, given, "propose", "how"))
                        label.choice-line { input type="radio" name="how" value="one_person" checked[chosen("how", "one_person")]; " " (frame.t("judging-one-person")) }
                        label.choice-line { input type="radio" name="how" value="committee" checked[chosen("how", "committee")]; " " (frame.texts.with("judging-committee", &[("n", arg(quorum))])) }
                    }
                    fieldset.choices {
                        legend #propose-people { (frame.t("judging-people")) }
                        (fault(frame, given, "propose", "people"))
                        @for one in &able {
                            @let id = one.person.to_string();
                            label.choice-line { input type="checkbox" name="people" value=(id) checked[chosen("people", &id)]; " " (name(frame, file, one.person)) }
                        }
                    }
                    label for="propose-chair" { (frame.t("judging-chair")) }
                    (fault(frame, given, "propose", "chair"))
                    select #propose-chair name="chair" {
                        option value="" { (frame.t("field-not-told")) }
                        @for one in &able {
                            @let id = one.person.to_string();
                            option value=(id) selected[chosen("chair", &id)] { (name(frame, file, one.person)) }
                        }
                    }
                }))
            }
            (kept_from(frame, file))
        }
    }
}

/// The decision makers who may not, and why.
fn kept_from(frame: Frame<'_>, file: &File) -> Markup {
    let out: Vec<&Candidate> = file.candidates.iter().filter(|candidate| !may(candidate)).collect();
    html! {
        @if !out.is_empty() {
            h3 { (frame.t("judging-out")) }
            ul { @for one in out { li { b { (name(frame, file, one.person)) } (reasons(frame, one)) } } }
        }
    }
}

fn reasons(frame: Frame<'_>, candidate: &Candidate) -> Markup {
    html! {
        ul { @for one in &candidate.impediments { li { (why(frame, &one.why)) @if let Some(rule) = one.why.invariant() { " " span.note { (rule) } } } } }
    }
}

/// Why somebody may not, with what the record says of it.
fn why(frame: Frame<'_>, why: &Why) -> String {
    let said = frame.t(&format!("judging-out-{}", why.word()));
    match why {
        Why::OwnWork { has } | Why::Function { has } => {
            let has = frame.t(&format!("judging-function-{}", word(has.word())));
            frame.texts.with("judging-why-function", &[("what", arg(said)), ("has", arg(has))])
        }
        Why::OwnAdvice { bar }
        | Why::Interest { bar }
        | Why::Advised { bar, .. }
        | Why::AuditedInternally { bar, .. } => {
            let until = bar.bars_until.map(|until| day(frame, until));
            let until = until.unwrap_or_else(|| frame.t("judging-why-goes-on"));
            let said = [("what", arg(said)), ("from", arg(day(frame, bar.from))), ("until", arg(until))];
            frame.texts.with("judging-why-days", &said)
        }
        Why::Role { .. }
        | Why::InCompany { .. }
        | Why::NotDeclared
        | Why::DeclaredLate { .. }
        | Why::Declared { .. }
        | Why::Objection { .. }
        | Why::Competence { .. }
        | Why::Pledge { .. } => said,
    }
}

/// Who decides, in words.
pub(super) fn forum(frame: Frame<'_>, file: &File, forum: &Forum) -> String {
    match forum {
        Forum::OnePerson { person } => name(frame, file, *person),
        Forum::Committee { chair, members } => {
            let said = [
                ("chair", arg(name(frame, file, *chair))),
                ("members", arg(names(frame, file, members.iter().copied()))),
            ];
            frame.texts.with("judging-forum", &said)
        }
    }
}

/// A decision that is proposed and not made: what the reader does with it.
fn under_way(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    file: &File,
    decision: &Standing<Status>,
    reader: PersonId,
    given: &Given,
) -> Markup {
    let Some(proposed) = decision.status.proposed() else { return html! {} };
    let base = format!("{}/decision/{}", address(file), decision.row.stream);
    let proposal = &proposed.proposal;
    let committee = matches!(proposal.forum, Forum::Committee { .. });
    let sits = proposal.forum.people().contains(&reader) && file.shown.may(Action::DecisionDecide);
    let free = sits && !proposed.recused.contains_key(&reader);
    let circulated = matches!(decision.status, Status::Circulated(_));
    let proposes = file.shown.may(Action::DecisionPropose);
    html! {
        section.card {
            h2 { (kind(frame, proposal.kind)) " " span.tag { (frame.t(&format!("judging-state-{}", decision.status.word()))) } }
            dl.facts {
                dt { (frame.t("judging-decides")) } dd { (forum(frame, file, &proposal.forum)) }
                dt { (frame.t("judging-proposed-by")) } dd { (name(frame, file, proposal.by)) " " (day(frame, proposed.on)) }
                @if let Some((at, papers)) = &proposed.circulated {
                    dt { (frame.t("judging-circulated")) }
                    dd { (frame.texts.with("judging-circulated-on", &[("on", arg(day(frame, *at))), ("n", arg(papers.len()))])) }
                }
                @for (person, reason) in &proposed.recused {
                    dt { (frame.t("judging-recused")) } dd { (name(frame, file, *person)) " " (file.shown.text(*reason)) }
                }
                @if file.closed.contains(&decision.row.stream) { dt { (frame.t("judging-votes")) } dd { (frame.t("judging-closed")) } }
                @if committee && !proposed.votes.is_empty() {
                    dt { (frame.t("judging-votes")) }
                    @for (person, vote) in &proposed.votes { dd { (name(frame, file, *person)) " " (frame.t(&format!("judging-vote-{}", vote.word()))) } }
                }
                @if let Some(minutes) = proposed.minutes { dt { (frame.t("judging-minutes")) } dd.lines { (file.shown.text(minutes)) } }
            }
            @if proposes {
                form method="post" action=(frame.href(&format!("{base}/circulate"))) {
                    (once())
                    p.actions { button.btn.sub[circulated] { (frame.t(if circulated { "judging-circulate-again" } else { "judging-circulate" })) } }
                    @if circulated { p.note { (frame.t("judging-circulate-note")) } }
                }
            } @else if !circulated { p.note { (frame.t("judging-who-proposes")) } }
        }
        @if circulated && free {
            @if committee { (vote(frame, &base, proposed, reader, given)) }
            (decide(frame, catalogue, file, &base, proposed, given))
        }
        @if circulated && !sits { p.note { (frame.texts.with("judging-waits-for", &[("who", arg(forum(frame, file, &proposal.forum)))])) } }
        @if committee && circulated && proposes {
            details.card open[given.is_of("minutes") || proposed.minutes.is_none()] {
                summary { (frame.t("judging-minutes")) }
                (aside(frame, &format!("{base}/minutes"), "judging-minutes-go", &area(frame, given, ("minutes", "minutes"), "judging-minutes-label", "")))
            }
        }
        @if free {
            details.card open[given.is_of("recuse")] {
                summary { (frame.t("judging-recuse")) }
                p { (frame.t("judging-recuse-lead")) }
                (aside(frame, &format!("{base}/recuse"), "judging-recuse-go", &area(frame, given, ("recuse", "reason"), "judging-reason", "")))
            }
        }
        @if proposes {
            details.card open[given.is_of("drop")] {
                summary { (frame.t("judging-drop")) }
                (aside(frame, &format!("{base}/drop"), "judging-drop-go", &area(frame, given, ("drop", "reason"), "judging-reason", "")))
            }
        }
    }
}

fn vote(frame: Frame<'_>, base: &str, proposed: &Proposed, reader: PersonId, given: &Given) -> Markup {
    let stands = proposed.votes.get(&reader);
    html! {
        section.card {
            h2 { (frame.t("judging-vote")) }
            (aside(frame, &format!("{base}/vote"), "judging-vote-go", &html! {
                fieldset.choices {
                    legend #vote-vote { (frame.t("judging-vote-lead")) }
                    (fault(frame, given, "vote", "vote"))
                    @for one in Vote::ALL {
                        label.choice-line { input type="radio" name="vote" value=(one.word()) checked[if given.is_of("vote") { given.has("vote", "vote", one.word()) } else { stands == Some(&one) }]; " " (frame.t(&format!("judging-vote-{}", one.word()))) }
                    }
                }
            }))
        }
    }
}

fn decide(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    file: &File,
    base: &str,
    proposed: &Proposed,
    given: &Given,
) -> Markup {
    let what = proposed.proposal.kind;
    let to_confirm = what.needs_conformity() && matches!(file.shown.coverage, Some(Containment::ToConfirm(_)));
    let review = file.shown.status.kept().and_then(|kept| kept.review.as_ref());
    let scope = review.map_or("", |(_, review)| file.shown.text(review.scope.reason));
    let days = file.rules.as_ref().map_or(0, |rules| rules.figures.days_to_appeal);
    let today = frame.today.to_string();
    html! {
        section.card {
            h2 { (frame.texts.with("judging-decide", &[("kind", arg(kind(frame, what)))])) }
            p { (frame.t("judging-decide-lead")) }
            (form(frame, &format!("{base}/decide"), "judging-decide-go", &html! {
                (line(frame, given, ("decide", "on"), "judging-on", &today))
                p.note { (frame.t("judging-on-note")) " " (frame.texts.day(catalogue, frame.today)) }
                (area(frame, given, ("decide", "late"), "judging-late", ""))
                (area(frame, given, ("decide", "reasons"), if what.is_adverse() { "judging-reasons-needed" } else { "judging-reasons-optional" }, ""))
                @if what.is_adverse() {
                    (area(frame, given, ("decide", "appeal"), "judging-appeal", ""))
                    p.note { (frame.texts.with("judging-appeal-note", &[("n", arg(days))])) }
                }
                @if to_confirm { (area(frame, given, ("decide", "scope"), "judging-scope", scope)) }
            }))
        }
    }
}

/// What came before: decisions that were made, and proposals that were dropped.
fn before(frame: Frame<'_>, file: &File) -> Markup {
    let base = format!("{}/decision", address(file));
    let dropped = |one: &&Standing<Status>| matches!(one.status, Status::Dropped { .. });
    html! {
        @if file.decided().next().is_some() || file.dossier.decisions.iter().any(|one| dropped(&one)) {
            section.card {
                h2 { (frame.t("judging-before")) }
                ul {
                    @for one in file.decided() {
                        @if let Some(decided) = one.status.decided() {
                            li { a href=(frame.href(&format!("{base}/{}", one.row.stream))) { (kind(frame, decided.kind)) } " " (day(frame, decided.on)) }
                        }
                    }
                    @for one in file.dossier.decisions.iter().filter(dropped) {
                        @if let Status::Dropped { proposed, on: dropped_on, reason } = &one.status {
                            li { (kind(frame, proposed.proposal.kind)) " " (on(frame, "judging-dropped-on", *dropped_on)) " " (file.shown.text(*reason)) }
                        }
                    }
                }
            }
        }
    }
}
