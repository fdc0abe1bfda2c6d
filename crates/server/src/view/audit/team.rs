//! The team of an audit for the body: opened, chosen, told, objections answered.

use app::access::Action;
use app::certification::audit::{ShownAudit, Step};
use app::texts::arg;
use maud::{Markup, html};
use record::PersonId;
use scheme::assignment::Threat;
use scheme::audit::{Declared, Function, Objection, Purpose, Seat, Stage, Status, Work};
use scheme::rules::{Override, Rule, Strength};

use super::{Given, address, area, choose, day, faults, framed, is_over, line, name, said, state};
use crate::view::body::steps;
use crate::view::{Frame, once};

/// The page.
pub(crate) fn team(frame: Frame<'_>, page: &ShownAudit, me: PersonId, given: &Given) -> Markup {
    let title = frame.texts.with("audit-team-of", &[("client", arg(page.shown.client.clone()))]);
    let path = format!("{}/team", address(&page.shown));
    let chooses = page.shown.may(Action::AuditAssign);
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } }
            h1 { (title) }
            @if let Some(audit) = &page.audit { p { (state(frame, &audit.status)) } }
            (steps(frame, &page.shown, "team"))
            (faults(frame, given))
            (next(frame, page, me, given))
            @if page.work().is_some_and(|work| work.terms.purpose == Purpose::FollowUp) { p.note { (frame.t("audit-is-another")) } }
            @if let Some(work) = page.work() { (members(frame, page, work, me, given)) }
            @if page.is_open() && chooses { (choosing(frame, page, given)) (stop(frame, page, given)) }
        }
    };
    framed(frame, &title, &path, &main)
}

/// The one thing to do next.
fn next(frame: Frame<'_>, page: &ShownAudit, me: PersonId, given: &Given) -> Markup {
    let chooses = page.shown.may(Action::AuditAssign);
    if page.rules.is_none() {
        return html! { p.notice { (frame.t("audit-not-agreed-yet")) } };
    }
    if is_over(&page.shown, &page.next) {
        return html! { p.notice { (frame.t("audit-case-over")) } };
    }
    if page.may_open() {
        let stopped = page.audit.as_ref().map(|audit| &audit.status);
        return html! {
            @if let Some(Status::Stopped { on, reason, .. }) = stopped { p.notice { (frame.texts.with("audit-was-stopped", &[("day", arg(day(frame, *on))), ("reason", arg(page.text(*reason).to_owned()))])) } }
            @if chooses { (open(frame, page, given)) } @else { p.notice { (frame.t("audit-not-opened")) } p.note { (frame.t("audit-who-assigns")) } }
        };
    }
    let last = page.work().map_or(Stage::One, |work| work.terms.last_stage);
    let to_plan = format!("{}/audit", address(&page.shown));
    let mine =
        matches!(&page.next, Step::Declare(people) if people.contains(&me)) && page.shown.may(Action::AuditDeclare);
    html! {
        section.card {
            h2 { (frame.t("audit-next")) }
            p { (said(frame, &format!("audit-next-{}", page.next.word()), (&page.next, last, &page.names))) }
            @match &page.next {
                Step::Team if chooses => p.actions { a.btn href="#choose" { (frame.t("audit-choose-go")) } },
                Step::Tell if chooses => (act(frame, page, "tell", "audit-tell-go")),
                Step::Reply(_) if chooses => p.actions { a.btn href="#team" { (frame.t("audit-see-objection")) } },
                Step::TakeOut(_) => {
                    @if chooses { p.actions { a.btn href="#team" { (frame.t("audit-see-conflict")) } } }
                    @if warns(page) { p.note { (frame.t("audit-take-out-or-reason")) } }
                },
                Step::Declare(_) if mine => p.actions { a.btn href=(frame.href(&format!("{}/declare", address(&page.shown)))) { (frame.t("audit-declare-open")) } },
                Step::Open | Step::Team | Step::Tell | Step::Reply(_) | Step::Declare(_) => {},
                Step::Conduct(_) => p.actions { a.btn href=(frame.href(&format!("{}/paper", address(&page.shown)))) { (frame.t("audit-to-paper")) } },
                Step::Report | Step::Reported => p.actions { a.btn href=(frame.href(&format!("{}/findings", address(&page.shown)))) { (frame.t("audit-to-findings")) } },
                Step::Programme | Step::Propose(_) | Step::Choose(_) | Step::Plan(_) | Step::Send(_) | Step::Agree(_) | Step::Begin => p.actions { a.btn href=(frame.href(&to_plan)) { (frame.t("audit-to-plan")) } },
                Step::Stopped => {},
            }
            @if !chooses { p.note { (frame.t("audit-who-assigns")) } }
        }
    }
}

/// Whether a reason lets somebody with a conflict stay.
fn warns(page: &ShownAudit) -> bool {
    page.rules.as_ref().is_some_and(|rules| rules.strength(Rule::DeclaredConflict) == Strength::Warn)
}

fn act(frame: Frame<'_>, page: &ShownAudit, what: &str, key: &str) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("{}/team/{what}", address(&page.shown)))) { (once()) p.actions { button.btn { (frame.t(key)) } } }
    }
}

fn open(frame: Frame<'_>, page: &ShownAudit, given: &Given) -> Markup {
    let label = frame.t("audit-half-days-rule");
    let again = page.opens == Some(Purpose::FollowUp);
    html! {
        section.card {
            h2 { (frame.t(if again { "audit-open-again" } else { "audit-open" })) }
            @if again { (why_again(frame, page)) } @else { p { (frame.t("audit-open-lead")) } }
            form.fields method="post" action=(frame.href(&format!("{}/team/open", address(&page.shown)))) {
                (once())
                (line(frame, given, ("open", "half_days", &label), ""))
                p.note { (frame.t("audit-half-days-rule-note")) }
                p.actions { button.btn { (frame.t(if again { "audit-open-again" } else { "audit-open-go" })) } }
            }
        }
    }
}

/// What asks for another stage 2, and since when.
fn why_again(frame: Frame<'_>, page: &ShownAudit) -> Markup {
    let title = |id: &str| {
        let found = page.shown.criteria.and_then(|criteria| criteria.requirement(id));
        found.map_or_else(|| id.to_owned(), |requirement| frame.say(&requirement.title).to_owned())
    };
    html! {
        p { (frame.t("audit-open-again-lead")) }
        ul { @for (id, since) in &page.asked_for { li { (frame.texts.with("audit-open-again-one", &[("criterion", arg(title(id))), ("day", arg(day(frame, *since)))])) } } }
        p.note { (frame.t("audit-open-again-note")) " " a href=(frame.href(&format!("{}/findings", address(&page.shown)))) { (frame.t("audit-to-findings")) } }
    }
}

fn members(frame: Frame<'_>, page: &ShownAudit, work: &Work, me: PersonId, given: &Given) -> Markup {
    let mut seats: Vec<(&PersonId, &Seat)> = work.team.iter().collect();
    seats.sort_by_key(|(person, seat)| (seat.function, **person));
    html! {
        section #team {
            h2 { (frame.t("audit-team")) }
            @if seats.is_empty() { p { (frame.t("audit-team-none")) } }
            ul.members { @for (person, seat) in seats { li.card { (member(frame, page, (*person, seat), me, given)) } } }
            @if page.shown.may(Action::AuditAssign) { (of_those_who_left(frame, page, work)) }
        }
    }
}

/// What people declared who are not in the team any more.
fn of_those_who_left(frame: Frame<'_>, page: &ShownAudit, work: &Work) -> Markup {
    let left = || work.declarations.iter().filter(|(person, _)| !work.team.contains_key(*person));
    html! {
        @if left().next().is_some() {
            details {
                summary { (frame.t("audit-declared-by-left")) }
                ul.plain { @for (person, declared) in left() { li { div {
                    b { (name(frame, &page.names, *person)) }
                    @for one in declared { (declaration(frame, page, one, true)) }
                } } } }
            }
        }
    }
}

fn member(
    frame: Frame<'_>,
    page: &ShownAudit,
    (person, seat): (PersonId, &Seat),
    me: PersonId,
    given: &Given,
) -> Markup {
    let chooses = page.shown.may(Action::AuditAssign);
    let changes = chooses && page.is_open();
    let who = name(frame, &page.names, person);
    html! {
        b { (who) } " " span.tag { (frame.t(&format!("audit-function-{}", seat.function.word()))) }
        @if let Some(declared) = &seat.declared { (declaration(frame, page, declared, chooses || me == person)) }
        @else { p { span.tag.warn { (frame.t("audit-not-declared")) } } }
        @if seat.conflict { p { span.tag.warn { (frame.t("audit-conflict-declared")) } } }
        @let before = earlier(page, person, seat);
        @if !before.is_empty() {
            details {
                summary { (frame.texts.with("audit-declared-before", &[("n", arg(before.len()))])) }
                @for one in before { (declaration(frame, page, one, chooses || me == person)) }
            }
        }
        @if me == person && page.is_open() && page.shown.may(Action::AuditDeclare) {
            p { a href=(frame.href(&format!("{}/declare", address(&page.shown)))) { (frame.t("audit-declare-open")) } }
        }
        p { (told(frame, page, seat)) }
        @if chooses {
            (overrides(frame, page, &seat.overrides))
            @if let Some(candidate) = page.seated.get(&person).filter(|candidate| !candidate.impediments.is_empty()) {
                p { span.tag.warn { (frame.t("audit-seated-barred")) } }
                ul { @for sentence in choose::why(frame, page, candidate) { li { (sentence) } } }
            }
        }
        @if changes {
            @if let Some(Objection::Open { .. }) = seat.objection { (reply(frame, page, person, given)) }
            @if seat.function == Function::Auditor { (lead(frame, page, person)) }
            (release(frame, page, (person, &who), given))
        }
    }
}

/// What somebody declared in this audit before what stands in their seat.
fn earlier<'p>(page: &'p ShownAudit, person: PersonId, seat: &Seat) -> Vec<&'p Declared> {
    let all = page.work().and_then(|work| work.declarations.get(&person)).map(Vec::as_slice).unwrap_or_default();
    let count = all.len().saturating_sub(usize::from(seat.declared.is_some()));
    all.iter().take(count).collect()
}

/// What somebody declared; that there is something is seen by all who see the case, what it is by few.
fn declaration(frame: Frame<'_>, page: &ShownAudit, declared: &Declared, whole: bool) -> Markup {
    let yes: Vec<String> = declared
        .threats
        .iter()
        .filter(|(_, yes)| **yes)
        .map(|(threat, _)| frame.t(&format!("threat-{}", threat_word(*threat))))
        .collect();
    let on = day(frame, declared.on);
    html! {
        @if yes.is_empty() { p { (frame.texts.with("audit-declared-nothing", &[("day", arg(on))])) } }
        @else if whole { p { (frame.texts.with("audit-declared-threats", &[("day", arg(on)), ("threats", arg(yes.join(&frame.t("list-comma"))))])) } }
        @else { p { (frame.texts.with("audit-declared-something", &[("day", arg(on))])) } }
        @if whole {
            @if let Some(note) = declared.note { p.note.lines { (page.text(note)) } }
            (overrides(frame, page, &declared.overrides))
        }
    }
}

/// The word of a threat in keys.
pub(super) fn threat_word(threat: Threat) -> String {
    threat.word().replace('_', "-")
}

fn overrides(frame: Frame<'_>, page: &ShownAudit, overrides: &[Override]) -> Markup {
    let said = |one: &Override| {
        let title = frame.t(&format!("audit-rule-{}", one.rule.word()));
        let reason = page.text(one.reason).to_owned();
        let facts = [("rule", arg(title)), ("number", arg(one.rule.invariant())), ("reason", arg(reason))];
        frame.texts.with("audit-overridden", &facts)
    };
    html! { @for one in overrides { p.note { (said(one)) } } }
}

/// What the company was told, and says.
fn told(frame: Frame<'_>, page: &ShownAudit, seat: &Seat) -> String {
    let with = |key: &str, text: record::Text| frame.texts.with(key, &[("reason", arg(page.text(text).to_owned()))]);
    match (seat.object_until, seat.objection) {
        (None, _) => frame.t("audit-untold"),
        (Some(_), Some(Objection::Open { reason })) => with("audit-objected", reason),
        (Some(_), Some(Objection::Dismissed { reason })) => with("audit-objection-dismissed", reason),
        (Some(_), None) if seat.agreed => frame.t("audit-agreed-by-client"),
        (Some(until), None) if frame.today <= until => {
            frame.texts.with("audit-may-object-until", &[("day", arg(day(frame, until)))])
        }
        (Some(until), None) => frame.texts.with("audit-did-not-object", &[("day", arg(day(frame, until)))]),
    }
}

fn reply(frame: Frame<'_>, page: &ShownAudit, person: PersonId, given: &Given) -> Markup {
    let to = frame.href(&format!("{}/team/reply", address(&page.shown)));
    let (form, person) = (format!("reply-{}", person.0), person.0.to_string());
    let label = frame.t("audit-dismiss-reason");
    html! {
        form method="post" action=(to) {
            (once())
            input type="hidden" name="person" value=(person);
            input type="hidden" name="reply" value="upheld";
            p.actions { button.btn { (frame.t("audit-uphold-go")) } }
        }
        form.fields method="post" action=(to) {
            (once())
            input type="hidden" name="person" value=(person);
            input type="hidden" name="reply" value="dismissed";
            (area(frame, given, (&form, "reason", &label), ""))
            p.actions { button.btn.sub { (frame.t("audit-dismiss-go")) } }
        }
    }
}

fn lead(frame: Frame<'_>, page: &ShownAudit, person: PersonId) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("{}/team/lead", address(&page.shown)))) {
            (once())
            input type="hidden" name="person" value=(person.0.to_string());
            p.actions { button.btn.sub { (frame.t("audit-lead-go")) } }
        }
    }
}

fn release(frame: Frame<'_>, page: &ShownAudit, (person, who): (PersonId, &str), given: &Given) -> Markup {
    let form = format!("release-{}", person.0);
    let label = frame.t("audit-release-reason");
    html! {
        details open[given.form == form] {
            summary { (frame.texts.with("audit-release", &[("name", arg(who.to_owned()))])) }
            form.fields method="post" action=(frame.href(&format!("{}/team/release", address(&page.shown)))) {
                (once())
                input type="hidden" name="person" value=(person.0.to_string());
                (area(frame, given, (&form, "reason", &label), ""))
                p.actions { button.btn.sub { (frame.t("audit-release-go")) } }
            }
        }
    }
}

/// Everybody of the body, for each function.
fn choosing(frame: Frame<'_>, page: &ShownAudit, given: &Given) -> Markup {
    let led = page.work().is_some_and(|work| work.leader().is_some());
    let auditing: &[Function] = if led { &[Function::Auditor] } else { &[Function::Leader, Function::Auditor] };
    let days: Vec<String> = page.days.iter().map(|on| day(frame, *on)).collect();
    html! {
        details #choose open[!led || given.form.starts_with("assign-")] {
            summary { h2 { (frame.t("audit-choose")) } }
            @if page.days == [frame.today] { p { (frame.t("audit-choose-today")) } }
            @else { p { (frame.texts.with("audit-choose-lead", &[("days", arg(days.join(&frame.t("list-comma"))))])) } }
            (choose::group(frame, page, given, ("audit-choose-auditors", auditing), &page.auditors))
            details open[given.form.starts_with("assign-others")] {
                summary { (frame.t("audit-choose-more")) }
                (choose::group(frame, page, given, ("audit-choose-others", &[Function::Expert, Function::Observer]), &page.others))
            }
            p.note { (frame.t("audit-choose-note")) }
        }
    }
}

fn stop(frame: Frame<'_>, page: &ShownAudit, given: &Given) -> Markup {
    let label = frame.t("audit-stop-reason");
    html! {
        details.card open[given.form == "stop"] {
            summary { (frame.t("audit-stop")) }
            p { (frame.t("audit-stop-lead")) }
            form.fields method="post" action=(frame.href(&format!("{}/team/stop", address(&page.shown)))) {
                (once())
                (area(frame, given, ("stop", "reason", &label), ""))
                p.actions { button.btn.sub { (frame.t("audit-stop-go")) } }
            }
        }
    }
}
