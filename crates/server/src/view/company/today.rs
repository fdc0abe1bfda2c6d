//! Where an organisation stands, in one sentence, the one next thing to do, and what comes next.

use app::checks::ListedCheck;
use app::deadlines::Deadline;
use app::storage::Amiss;
use app::texts::arg;
use app::today::{Desk, Waiting};
use criteria::catalogue::Catalogue;
use criteria::score::Score;
use jiff::civil::Date;
use maud::{Markup, html};
use scheme::organisation::Kind;

use super::deadlines::due_list;
use super::framed;
use crate::view::{Frame, once};

/// Signed in, and a member of nothing yet. `waiting`: invitations.
pub(crate) fn no_organisation(frame: Frame<'_>) -> Markup {
    let title = frame.t("today-title");
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("today-no-organisation")) }
            p.lead { (frame.t("today-no-organisation-lead")) }
            p.actions { a.btn href=(frame.href("/organisations/new")) { (frame.t("organisation-new")) } }
            p { a href=(frame.href("/account")) { (frame.t("account-own")) } }
        }
    };
    framed(frame, &title, "/today", &main)
}

/// Where a check stands, in one sentence. `signed`: whether its last confirmation still holds.
pub(crate) fn state(frame: Frame<'_>, score: &Score, signed: Option<bool>) -> String {
    let left = score.coverage.items - score.coverage.answered;
    match signed {
        _ if left > 0 => frame.texts.with("today-unfinished", &[("left", arg(left))]),
        Some(true) => frame.t("today-signed"),
        Some(false) => frame.t("today-changed"),
        None => frame.t("today-unsigned"),
    }
}

/// The state in one sentence, the one next thing to do, who waits, and the next deadlines.
pub(crate) fn today(frame: Frame<'_>, catalogue: &Catalogue, desk: &Desk) -> Markup {
    let title = frame.t("today-title");
    let main = html! {
        div.wrap {
            p.note { (frame.texts.date(frame.today, frame.today)) }
            @match &desk.checks {
                Some(checks) => (of_checks(frame, checks)),
                None => (of_others(frame, desk)),
            }
            @if !desk.waiting.is_empty() { (waiting(frame, desk)) }
            @if let Some(deadlines) = &desk.deadlines { (next(frame, catalogue, deadlines)) }
            (more(frame, desk))
        }
    };
    framed(frame, &title, "/today", &main)
}

/// Whoever keeps checks: where the newest stands.
fn of_checks(frame: Frame<'_>, checks: &[ListedCheck]) -> Markup {
    let newest = checks.first();
    let state = newest.and_then(|check| check.score.as_ref().map(|score| state(frame, score, check.signed)));
    html! {
        h1 { (state.unwrap_or_else(|| frame.t("today-nothing"))) }
        @match newest {
            Some(check) => p.actions {
                a.btn href=(frame.href(&format!("/checks/{}", check.row.stream))) { (frame.t("today-go-on")) }
            },
            None => form method="post" action=(frame.href("/checks")) {
                (once())
                p.actions { button.btn { (frame.t("today-begin")) } }
            },
        }
    }
}

/// Who keeps no checks of its own: a body, a ministry; what it can do here now, and what is not there yet.
fn of_others(frame: Frame<'_>, desk: &Desk) -> Markup {
    let alone = desk.members == Some(1);
    let certifies = desk.kinds.contains(&Kind::CertificationBody);
    html! {
        h1 { (frame.t(if alone { "today-alone" } else if certifies { "today-cases" } else { "today-together" })) }
        @for kind in desk.kinds.iter().filter(|kind| matches!(kind, Kind::CertificationBody | Kind::Ministry)) {
            p.lead { (frame.t(&format!("desk-{}", kind.word().replace('_', "-")))) }
        }
        @if certifies && !alone {
            p.actions { a.btn href=(frame.href("/body/cases")) { (frame.t("today-see-cases")) } }
        } @else if desk.members.is_some() {
            p.actions { a.btn href=(frame.href("/members")) { (frame.t(if alone { "today-invite" } else { "today-see-members" })) } }
        }
    }
}

fn waiting(frame: Frame<'_>, desk: &Desk) -> Markup {
    let check = |at: usize| desk.checks.as_ref().and_then(|checks| checks.get(at)).map(|check| check.row.stream);
    html! {
        section.card {
            h2 { (frame.t("today-waiting")) }
            ul.plain {
                @for one in &desk.waiting {
                    li {
                        @match one {
                            Waiting::Invitation { organisation, until } => {
                                span {
                                    (frame.texts.with("today-invited", &[("organisation", arg(organisation.clone().unwrap_or_default()))])) " "
                                    span.note { (frame.texts.with("member-expires", &[("at", arg(frame.moment(*until)))])) }
                                }
                            },
                            Waiting::Safekeeping { keys } => {
                                span { (frame.texts.with("today-safekeeping", &[("n", arg(*keys))])) }
                                a.btn.sub href=(frame.href("/operator/keys")) { (frame.t("today-safekeeping-go")) }
                            },
                            Waiting::Backup { last } => {
                                span {
                                    @match last {
                                        None => (frame.t("today-backup-none")),
                                        Some(at) => (frame.texts.with("today-backup-late", &[("at", arg(frame.moment(*at)))])),
                                    }
                                }
                                a.btn.sub href=(frame.href("/operator/backups")) { (frame.t("today-backup-go")) }
                            },
                            Waiting::Vault(amiss) => {
                                span { (vault(frame, *amiss)) }
                                a.btn.sub href=(frame.href("/operator/storage")) { (frame.t("today-vault-go")) }
                            },
                            Waiting::Case(waits) => {
                                span { (frame.texts.with(&format!("waits-{}", waits.what), &[("n", arg(waits.count))])) }
                                a.btn.sub href=(frame.href(&waits.path)) { (frame.t("waits-go")) }
                            },
                            Waiting::Confirmation { check: at, asked } => {
                                span { (to_confirm(frame, asked.as_ref())) }
                                @if let Some(check) = check(*at) { a.btn.sub href=(format!("{}#sign-off", frame.href(&format!("/checks/{check}")))) { (frame.t("today-go-on")) } }
                            },
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong with the vault.
fn vault(frame: Frame<'_>, amiss: Amiss) -> String {
    let missing = (amiss.missing > 0).then(|| frame.texts.with("today-vault-missing", &[("n", arg(amiss.missing))]));
    let low = amiss.low.then(|| frame.t("today-vault-low"));
    let failed = amiss.failed.then(|| frame.t("today-vault-failed"));
    [missing, low, failed].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// That a check waits to be confirmed, and who asked for it.
fn to_confirm(frame: Frame<'_>, asked: Option<&(Option<String>, Date)>) -> String {
    let Some((by, on)) = asked else { return frame.t("today-to-confirm") };
    let by = match by {
        Some(name) => frame.texts.with("asked-person", &[("name", arg(name.clone()))]),
        None => frame.t("name-erased"),
    };
    frame.texts.with("today-asked", &[("by", arg(by)), ("day", arg(frame.texts.date(*on, frame.today)))])
}

fn next(frame: Frame<'_>, catalogue: &Catalogue, deadlines: &[Deadline]) -> Markup {
    let list: Vec<&Deadline> = deadlines.iter().collect();
    html! {
        section.card {
            h2 { (frame.t("today-deadlines")) }
            @if list.is_empty() { p { (frame.t("deadlines-none")) } }
            (due_list(frame, catalogue, &list))
            p { a.door-to href=(frame.href("/deadlines")) { (frame.t("today-all-deadlines")) } }
        }
    }
}

fn more(frame: Frame<'_>, desk: &Desk) -> Markup {
    let pages = [
        (desk.checks.is_some(), "/checks", "checks-nav"),
        (desk.members.is_some(), "/members", "members-nav"),
        (true, "/organisation", "organisation-title"),
        (true, "/organisations", "organisations-nav"),
        (desk.history, "/history", "history-nav"),
        (true, "/members/leave", "member-leave"),
    ];
    html! {
        section.card {
            h2 { (frame.t("today-more")) }
            ul.reading-list {
                @for (_, to, key) in pages.into_iter().filter(|(shown, ..)| *shown) { li { a href=(frame.href(to)) { (frame.t(key)) } } }
            }
        }
    }
}
