//! The checks an organisation keeps: list, answers, confirmation.

use app::checks::{KeptCheck, ListedCheck};
use app::texts::arg;
use criteria::answers::Answer;
use criteria::catalogue::Catalogue;
use criteria::pack::checklist::Item;
use maud::{Markup, PreEscaped, html};
use protection::check::Standing;
use record::PersonId;

use super::Frame;
use super::layout::{Layout, Switch, layout};

/// An answer of the reader that met another one.
pub(crate) struct Clash {
    /// The item.
    pub(crate) item: String,
    /// What the reader answered.
    pub(crate) mine: Option<Answer>,
    /// What the reader noted.
    pub(crate) note: String,
}

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "kept", scripts: &[], switch: Switch::Link }, main)
}

/// The checks, the newest first.
pub(crate) fn list(frame: Frame<'_>, catalogue: &Catalogue, checks: &[ListedCheck]) -> Markup {
    let title = frame.t("checks-title");
    let name = |check: &ListedCheck| {
        let found = catalogue.checklist(&check.row.edition.0);
        found.map_or_else(|| check.row.edition.0.clone(), |(_, checklist)| frame.say(&checklist.head.title).to_owned())
    };
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if checks.is_empty() { p.lead { (frame.t("checks-none")) } }
            ul.members {
                @for check in checks {
                    li.card {
                        a.door-to href=(frame.href(&format!("/checks/{}", check.row.stream))) { b { (name(check)) } } " "
                        span.note { (frame.moment(check.row.begun_at)) } " "
                        @if check.row.origin != "fresh" { span.tag { (frame.t("checks-claimed")) } " " }
                        @if let Some(score) = &check.score {
                            span { (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))])) } " "
                            @if let Some(overall) = score.overall { b { (overall) " %" } " " }
                        }
                        @match check.signed {
                            Some(true) => span.tag.good { (frame.t("checks-signed")) },
                            Some(false) => span.tag { (frame.t("checks-changed")) },
                            None => {},
                        }
                    }
                }
            }
            form method="post" action=(frame.href("/checks")) { p.actions { button.btn.sub[!checks.is_empty()] { (frame.t("checks-begin")) } } }
        }
    };
    framed(frame, &title, "/checks", &main)
}

/// One check, with what stands in it and who answered.
pub(crate) fn check(frame: Frame<'_>, kept: &KeptCheck<'_>, clashes: &[Clash]) -> Markup {
    let checklist = kept.checklist;
    let title = frame.say(&checklist.head.title).to_owned();
    let path = format!("/checks/{}", kept.row.stream);
    let score = kept.score();
    let radar = frame.texts.radar(checklist, Some(&score), None);
    let open =
        checklist.items.iter().find(|item| kept.given(&item.id).and_then(|given| given.answer.as_ref()).is_none());
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.note {
                (frame.moment(kept.row.begun_at)) " "
                @if let Some(day) = &kept.row.reported_on { (frame.texts.with("check-reported", &[("day", arg(frame.date(day)))])) " " }
                (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))]))
            }
            p.lead { b { (super::company::state(frame, &score, kept.signed().map(|(_, standing)| standing == Standing::Holds))) } }
            @if !clashes.is_empty() { (clashing(frame, kept, clashes)) }
            (signed(frame, kept))
            @if !clashes.is_empty() {
                // The next thing to do stands in the list on top.
            } @else if let Some(item) = open {
                p.actions { a.btn href=(format!("#q{}", item.number())) { (frame.t("check-next")) } }
            } @else if kept.row.closed_on.is_none() && !matches!(kept.signed(), Some((_, Standing::Holds))) {
                p.actions { a.btn href="#sign-off" { (frame.t("check-to-sign-off")) } }
            }
            figure.card { (PreEscaped(radar.svg())) }
            form method="post" action=(frame.href(&path)) {
                @for (at, axis) in checklist.axes.iter().enumerate() {
                    // After saving one is where one was. Where something clashed there is no such place: that stands on top.
                    section.card id=[clashes.is_empty().then(|| format!("part-{at}"))] {
                        h2 { (axis.mark) " " (frame.say(&axis.label)) }
                        @for item in checklist.items.iter().filter(|item| item.axis == axis.id) {
                            (question(frame, kept, item, clashes))
                        }
                        p.actions { button.btn.sub formaction=(format!("{}#part-{at}", frame.href(&path))) { (frame.t("check-save")) } }
                    }
                }
            }
            (sign_off(frame, kept, &path))
            p.note { (frame.t("check-not-audit")) }
        }
    };
    framed(frame, &title, &path, &main)
}

/// What somebody else answered meanwhile, beside what the reader answered.
fn clashing(frame: Frame<'_>, kept: &KeptCheck<'_>, clashes: &[Clash]) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            h2 { (frame.t("clash-title")) }
            ul {
                @for clash in clashes {
                    @let number = clash.item.rsplit('/').next().unwrap_or_default().to_owned();
                    li {
                        a href=(format!("#q{number}")) { (both(frame, kept, clash)) }
                    }
                }
            }
            p { (frame.t("clash-what")) }
        }
    }
}

/// Both answers to one question.
fn both(frame: Frame<'_>, kept: &KeptCheck<'_>, clash: &Clash) -> String {
    let theirs = kept.given(&clash.item);
    frame.texts.with(
        "clash-item",
        &[
            ("item", arg(clash.item.rsplit('/').next().unwrap_or_default().to_owned())),
            ("who", arg(theirs.map(|given| name(frame, kept, given.by)).unwrap_or_default())),
            ("theirs", arg(mark(frame, theirs.and_then(|given| given.answer.as_deref())))),
            ("mine", arg(mark(frame, clash.mine.map(Answer::word)))),
        ],
    )
}

fn mark(frame: Frame<'_>, word: Option<&str>) -> String {
    word.and_then(Answer::from_word).map_or_else(|| frame.t("history-no-answer"), |answer| answer.mark().to_owned())
}

fn name(frame: Frame<'_>, kept: &KeptCheck<'_>, person: uuid::Uuid) -> String {
    kept.names.get(&PersonId(person)).cloned().unwrap_or_else(|| frame.t("name-erased"))
}

/// One item: its answer, its note, who gave it; what the reader saw goes with the form.
fn question(frame: Frame<'_>, kept: &KeptCheck<'_>, item: &Item, clashes: &[Clash]) -> Markup {
    let given = kept.given(&item.id);
    let stands = given.and_then(|given| given.answer.as_deref()).unwrap_or_default();
    let noted = given.and_then(|given| given.note).and_then(|note| kept.notes.get(&note)).map_or("", String::as_str);
    let clash = clashes.iter().find(|clash| clash.item == item.id);
    let chosen = clash.map_or(stands, |clash| clash.mine.map_or("", Answer::word));
    let note = clash.map_or(noted, |clash| clash.note.as_str());
    let number = item.number();
    html! {
        fieldset.kept-item id=(format!("q{number}")) {
            legend { b { (number) ". " (frame.say(&item.label)) } }
            p { (frame.say(&item.question)) }
            @if let Some(clash) = clash { p.fault { (both(frame, kept, clash)) } }
            input type="hidden" name=(format!("base:{}", item.id)) value=(given.map_or(0, |given| given.version));
            input type="hidden" name=(format!("was:{}", item.id)) value=(stands);
            input type="hidden" name=(format!("noted:{}", item.id)) value=(noted);
            div.ans {
                @for answer in &item.answers {
                    label {
                        input type="radio" name=(format!("answer:{}", item.id)) value=(answer.word()) checked[chosen == answer.word()];
                        span.m { (answer.mark()) } b { (meaning(frame, kept, *answer)) }
                    }
                }
                label.open {
                    input type="radio" name=(format!("answer:{}", item.id)) value="" checked[chosen.is_empty()];
                    b { (frame.t("history-no-answer")) }
                }
            }
            label.kept-note { (frame.t("check-note")) input type="text" name=(format!("note:{}", item.id)) maxlength="2000" value=(note); }
            @if let Some(given) = given {
                p.note {
                    (frame.texts.with("check-given-by", &[("name", arg(name(frame, kept, given.by)))]))
                    @if given.on_behalf { " " (frame.t("check-on-behalf")) }
                }
            }
        }
    }
}

/// What an answer means, in the words of the checklist.
fn meaning<'k>(frame: Frame<'_>, kept: &'k KeptCheck<'_>, answer: Answer) -> &'k str {
    let found = kept.checklist.answers.iter().find(|meaning| meaning.answer == answer);
    found.map_or("", |meaning| meaning.label.get(frame.texts.lang))
}

/// Whether and by whom it was confirmed.
fn signed(frame: Frame<'_>, kept: &KeptCheck<'_>) -> Markup {
    let Some((last, standing)) = kept.signed() else { return html! {} };
    let values = [("name", arg(name(frame, kept, last.by.0))), ("day", arg(frame.texts.date(last.on, frame.today)))];
    html! {
        @match standing {
            Standing::Holds => p.notice { (frame.texts.with("check-signed", &values)) },
            Standing::ChangedSince { .. } => p.notice { (frame.texts.with("check-signed-changed", &values)) },
        }
    }
}

/// 確認・記名 by the representative, at the versions shown.
fn sign_off(frame: Frame<'_>, kept: &KeptCheck<'_>, path: &str) -> Markup {
    if kept.row.closed_on.is_some() || matches!(kept.signed(), Some((_, Standing::Holds))) {
        return html! {};
    }
    html! {
        section.card #sign-off {
            h2 { (frame.t("sign-off-title")) }
            p { (frame.t("sign-off-lead")) }
            form method="post" action=(frame.href(&format!("{path}/sign-off"))) {
                @for (stream, version) in kept.versions() {
                    input type="hidden" name=(format!("seen:{stream}")) value=(version);
                }
                p.actions { button.btn { (frame.t("sign-off-go")) } }
            }
        }
    }
}
