//! The checks an organisation keeps: the list with the picture of how they went, and one beside an earlier one.

use app::access::Action;
use app::checks::{CheckPage, KeptCheck, ListedCheck};
use app::texts::arg;
use criteria::answers::Answer;
use criteria::catalogue::Catalogue;
use criteria::pack::Content;
use criteria::pack::checklist::{Checklist, Presentation};
use criteria::score::compare;
use maud::{Markup, PreEscaped, html};

use super::{framed, mark};
use crate::view::{Frame, once};

/// The checks, the newest first.
pub(crate) fn list(frame: Frame<'_>, catalogue: &Catalogue, page: &CheckPage) -> Markup {
    let title = frame.t("checks-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if page.checks.is_empty() { p.lead { (frame.t("checks-none")) } }
            (trends(frame, catalogue, &page.checks))
            ul.members { @for check in &page.checks { (entry(frame, catalogue, page, check)) } }
            @if let Some(next) = page.next_address() {
                p.actions { a.btn.sub href=(format!("{}?before={next}", frame.href("/checks"))) { (frame.t("checks-older")) } }
            }
            @if page.may_begin { (beginning(frame, catalogue, page)) }
        }
    };
    framed(frame, &title, "/checks", &[], &main)
}

fn named(frame: Frame<'_>, catalogue: &Catalogue, check: &ListedCheck) -> String {
    let found = catalogue.checklist(&check.row.edition.0);
    found.map_or_else(|| check.row.edition.0.clone(), |(_, checklist)| frame.say(&checklist.head.title).to_owned())
}

fn entry(frame: Frame<'_>, catalogue: &Catalogue, page: &CheckPage, check: &ListedCheck) -> Markup {
    let chart =
        catalogue.checklist(&check.row.edition.0).is_some_and(|(_, list)| list.presentation == Presentation::Chart);
    html! {
        li.card {
            a.door-to href=(frame.href(&format!("/checks/{}", check.row.stream))) { b { (named(frame, catalogue, check)) } } " "
            span.note { (frame.moment(check.row.begun_at)) } " "
            @if check.row.origin != "fresh" { span.tag { (frame.t("checks-claimed")) } " " }
            @if let Some(score) = &check.score {
                span { (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))])) } " "
                @if let Some(overall) = score.overall.filter(|_| chart) { b { (frame.texts.with("overall", &[("n", arg(overall))])) } " " }
            }
            @match check.signed {
                Some(true) => span.tag.good { (frame.t("checks-signed")) },
                Some(false) => span.tag { (frame.t("checks-changed")) },
                None => {},
            }
            @if check.row.closed_on.is_some() { " " span.tag { (frame.t("checks-closed")) } }
            p.note {
                @if let Some(last) = check.row.sign_offs.last() {
                    (frame.texts.with("checks-signed-by", &[
                        ("name", arg(page.names.get(&last.by).cloned().unwrap_or_else(|| frame.t("name-erased")))),
                        ("day", arg(frame.texts.date(last.day(), frame.today))),
                    ])) " "
                }
                @if let Some(day) = &check.row.closed_on { (frame.texts.with("checks-closed-on", &[("day", arg(frame.date(day)))])) " " }
                (check.row.edition.0) " " (check.row.edition.1)
            }
        }
    }
}

/// The picture of each checklist that was kept more than once, with its table.
fn trends(frame: Frame<'_>, catalogue: &Catalogue, checks: &[ListedCheck]) -> Markup {
    let lists = catalogue.packs().iter().filter_map(|pack| match &pack.content {
        Content::Checklist(list) if list.presentation == Presentation::Chart => Some(list),
        _ => None,
    });
    let mut seen = Vec::new();
    let lists: Vec<&Checklist> = lists
        .filter(|list| {
            !seen.contains(&list.head.id) && {
                seen.push(list.head.id.clone());
                true
            }
        })
        .collect();
    html! {
        @for list in lists {
            @if let Some(trend) = frame.texts.trend(list, checks, frame.today) {
                section.card.trend-card {
                    h2 { (trend.title) }
                    div.scroll tabindex="0" role="group" aria-label=(trend.title) { (PreEscaped(trend.svg())) }
                    p.note { "━ " (trend.name) "　┅ " (trend.beside) }
                    p { (trend.description) }
                    details.table {
                        summary { (frame.t("radar-table")) }
                        table {
                            thead { tr { th scope="col" { (frame.t("trend-day")) } th.num scope="col" { (trend.name) } th.num scope="col" { (trend.beside) } } }
                            tbody { @for (day, value, beside) in trend.rows() { tr { th scope="row" { (day) } td.num { (frame.texts.number(value)) } td.num { (frame.texts.number(beside)) } } } }
                        }
                    }
                }
            }
        }
    }
}

/// The checklists there are, the first check first, with their titles.
pub(super) fn packs<'c>(frame: Frame<'_>, catalogue: &'c Catalogue) -> Vec<(&'c str, &'c str)> {
    let mut packs: Vec<(&str, &str)> = Vec::new();
    for pack in catalogue.packs() {
        if let Content::Checklist(list) = &pack.content
            && !packs.iter().any(|(id, _)| *id == list.head.id)
        {
            packs.push((&list.head.id, list.head.title.get(frame.texts.lang)));
        }
    }
    packs.sort_by_key(|(id, _)| *id != app::packs::FIRST_CHECK);
    packs
}

/// A new check: of which checklist, and whether with the answers of an earlier one.
fn beginning(frame: Frame<'_>, catalogue: &Catalogue, page: &CheckPage) -> Markup {
    let earlier =
        page.checks.iter().find(|check| check.score.as_ref().is_some_and(|score| score.coverage.answered > 0));
    html! {
        section.card {
            h2 { (frame.t("checks-begin")) }
            form.fields method="post" action=(frame.href("/checks")) {
                (once())
                label for="pack" { (frame.t("begin-pack")) }
                select #pack name="pack" { @for (id, title) in packs(frame, catalogue) { option value=(id) { (title) } } }
                p.actions { button.btn.sub[!page.checks.is_empty()] { (frame.t("checks-begin")) } }
            }
            p { a.door-to href=(frame.href("/checks/claim")) { (frame.t("claim-title")) } }
            @if let Some(earlier) = earlier {
                form method="post" action=(frame.href("/checks")) {
                    (once())
                    p { (frame.t("begin-carry-over")) }
                    input type="hidden" name="from" value=(earlier.row.stream);
                    p.actions { button.btn.sub { (frame.texts.with("begin-carry-over-go", &[("name", arg(named(frame, catalogue, earlier))), ("day", arg(frame.moment(earlier.row.begun_at)))])) } }
                }
            }
        }
    }
}

/// With which checks one can be compared: those of the same checklist.
pub(crate) fn comparable(frame: Frame<'_>, now: &KeptCheck<'_>, checks: &[ListedCheck]) -> Markup {
    let title = frame.t("compare-with");
    let path = format!("/checks/{}", now.row.stream);
    let others =
        checks.iter().filter(|check| check.row.stream != now.row.stream && check.row.edition == now.row.edition);
    let others: Vec<&ListedCheck> = others.collect();
    let main = html! {
        div.wrap {
            h1 { (title) }
            p { a href=(frame.href(&path)) { (frame.say(&now.checklist.head.title)) } }
            @if others.is_empty() { p.notice { (frame.t("compare-nothing")) } }
            ul.members {
                @for check in others {
                    li.card {
                        a.door-to href=(format!("{}?with={}", frame.href(&format!("{path}/compare")), check.row.stream)) { (frame.t("compare-go")) "：" (frame.moment(check.row.begun_at)) }
                        @if let Some(score) = &check.score { span.note { (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))])) } }
                    }
                }
            }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

/// A check beside an earlier one.
pub(crate) fn compared(frame: Frame<'_>, before: &KeptCheck<'_>, now: &KeptCheck<'_>) -> Markup {
    let title = frame.t("compare-headline");
    let path = format!("/checks/{}", now.row.stream);
    let (then, answers) = (before.answers(), now.answers());
    let comparison = (before.edition.pack == now.edition.pack).then(|| compare(&then, &answers).ok()).flatten();
    let main = html! {
        div.wrap {
            h1 { (title) }
            p { a href=(frame.href(&path)) { (frame.say(&now.checklist.head.title)) } }
            @if let Some(comparison) = &comparison {
                p.lead { (frame.texts.compared(now.checklist, comparison, &frame.moment(before.row.begun_at))) }
                @if now.checklist.presentation == Presentation::Chart {
                    figure.card { (PreEscaped(frame.texts.radar(now.checklist, Some(&now.score()), Some(comparison)).svg())) }
                }
                section.card {
                    h2 { (frame.t("compare-items")) }
                    @if comparison.items.is_empty() { p { (frame.t("compare-none")) } }
                    @else {
                        table {
                            thead { tr { th scope="col" { (frame.t("paper-item")) } th scope="col" { (frame.t("table-before")) } th scope="col" { (frame.t("paper-now")) } } }
                            tbody { @for change in &comparison.items { @if let Some(item) = now.checklist.item(&change.item) {
                                tr { th scope="row" { (item.number()) ". " (frame.say(&item.label)) } td { (said(frame, change.before)) } td { (said(frame, change.after)) } }
                            } } }
                        }
                    }
                }
            } @else { p.notice { (frame.t("compare-not")) } }
            p.note { (frame.texts.not_audit(now.checklist)) }
        }
    };
    framed(frame, &title, &path, &[], &main)
}

fn said(frame: Frame<'_>, answer: Option<Answer>) -> String {
    mark(frame, answer)
}

/// What closing a check means.
pub(crate) fn closing(frame: Frame<'_>, kept: &KeptCheck<'_>) -> Markup {
    let title = frame.t("close-title");
    let path = format!("/checks/{}", kept.row.stream);
    let left = {
        let coverage = kept.score().coverage;
        coverage.items - coverage.answered
    };
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.t("close-lead")) }
            @if left > 0 { p.notice { (frame.texts.with("today-unfinished", &[("left", arg(left))])) } }
            @if kept.row.sign_offs.is_empty() { p.notice { (frame.t("close-unsigned")) } }
            @if kept.row.closed_on.is_some() {
                p { (frame.t("checks-closed")) }
            } @else if kept.may(Action::CheckClose) {
                form method="post" action=(frame.href(&format!("{path}/close"))) { p.actions { button.btn { (frame.t("close-go")) } } }
            } @else { p.notice { (super::answers::who_could(frame, kept, Action::CheckClose)) } }
            p { a href=(frame.href(&path)) { (frame.t("close-not")) } }
        }
    };
    framed(frame, &title, &path, &[], &main)
}
