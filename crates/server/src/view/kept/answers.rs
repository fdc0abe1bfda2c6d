//! One check with its questions: what stands and who gave it, what the reader typed, and where both met.

use std::collections::BTreeMap;

use app::access::Action;
use app::checks::{Clash, Given, KeptCheck, NOTE, Typed};
use app::texts::arg;
use criteria::answers::Answer;
use criteria::pack::checklist::{Item, Presentation};
use maud::{Markup, PreEscaped, html};
use protection::check::Standing;
use record::StreamId;

use super::ask::Asker;
use super::{framed, giver, mark, meaning, name, sign_off};
use crate::error::Refusal;
use crate::view::Frame;
use crate::view::company::state;

/// What came back from saving: not all of it could be saved.
#[derive(Default)]
pub(crate) struct Returned {
    /// How many answers were saved.
    pub(crate) saved: usize,
    /// Answers that met another one.
    pub(crate) clashes: Vec<Clash>,
    /// Sections of which nothing was saved, and why.
    pub(crate) stopped: Vec<(Vec<Given>, Refusal)>,
    /// When each version of a section was recorded.
    pub(crate) times: BTreeMap<(StreamId, u32), i64>,
}

impl Returned {
    fn is_empty(&self) -> bool {
        self.clashes.is_empty() && self.stopped.is_empty()
    }

    fn clash(&self, item: &str) -> Option<&Clash> {
        self.clashes.iter().find(|clash| clash.item == item)
    }

    fn stopped(&self, item: &str) -> Option<(&Given, &Refusal)> {
        let mut all = self.stopped.iter().flat_map(|(given, why)| given.iter().map(move |given| (given, why)));
        all.find(|(given, _)| given.item == item)
    }
}

/// What stands in the fields of an item, and why it is not what is saved.
struct Shown<'s> {
    answer: Option<Answer>,
    note: &'s str,
    why: Why<'s>,
}

/// Why the fields of an item do not say what is saved.
enum Why<'s> {
    /// They do.
    Saved,
    /// The reader typed it before, and did not save.
    Draft,
    /// Somebody else answered meanwhile.
    Met,
    /// It was refused.
    Refused(&'s Refusal),
}

fn shown<'s>(kept: &'s KeptCheck<'_>, item: &Item, returned: &'s Returned) -> Shown<'s> {
    let given = kept.given(&item.id);
    let stands = (given.and_then(|given| Answer::from_word(given.answer.as_deref()?)), kept.note(&item.id));
    if let Some(clash) = returned.clash(&item.id) {
        return Shown { answer: clash.mine, note: &clash.note, why: Why::Met };
    }
    if let Some((given, why)) = returned.stopped(&item.id) {
        return Shown { answer: given.answer, note: &given.note, why: Why::Refused(why) };
    }
    let draft = kept.drafts.iter().find(|draft| draft.given.item == item.id);
    match draft.map(|draft| &draft.given) {
        Some(typed) if (typed.answer, typed.note.as_str()) != stands => {
            let met = typed.base != given.map_or(0, |given| given.version);
            Shown { answer: typed.answer, note: &typed.note, why: if met { Why::Met } else { Why::Draft } }
        }
        _ => Shown { answer: stands.0, note: stands.1, why: Why::Saved },
    }
}

/// One check, with what stands in it and who answered.
pub(crate) fn check(frame: Frame<'_>, asker: Asker, kept: &KeptCheck<'_>, returned: &Returned) -> Markup {
    let reader = asker.reader;
    let checklist = kept.checklist;
    let title = frame.say(&checklist.head.title).to_owned();
    let path = format!("/checks/{}", kept.row.stream);
    let score = kept.score();
    let open =
        checklist.items.iter().find(|item| kept.given(&item.id).and_then(|given| given.answer.as_ref()).is_none());
    let writable = kept.row.closed_on.is_none() && kept.may(Action::CheckAnswer);
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.note {
                (frame.moment(kept.row.begun_at)) " "
                (frame.texts.with("checks-answered", &[("given", arg(score.coverage.answered)), ("items", arg(score.coverage.items))]))
            }
            @if kept.row.origin != "fresh" {
                p.note {
                    (frame.t(&format!("claimed-{}", kept.row.origin.replace('_', "-"))))
                    @if let Some(day) = &kept.row.reported_on { " " (frame.texts.with("check-reported", &[("day", arg(frame.date(day)))])) }
                }
            }
            p.lead { b { (state(frame, &score, kept.signed().map(|(_, standing)| standing == Standing::Holds))) } }
            (not_saved(frame, kept, returned))
            (sign_off::signed(frame, kept))
            @if !returned.is_empty() {
                // The next thing to do stands in the list on top.
            } @else if let Some(item) = open.filter(|_| writable) {
                p.actions { a.btn href=(format!("#q{}", item.number())) { (frame.t("check-next")) } }
            } @else if open.is_none() && kept.row.closed_on.is_none() && !matches!(kept.signed(), Some((_, Standing::Holds))) {
                p.actions { a.btn href="#sign-off" { (frame.t("check-to-sign-off")) } }
            }
            @if checklist.presentation == Presentation::Chart {
                figure.card { (PreEscaped(frame.texts.radar(checklist, Some(&score), None).svg())) }
            }
            @if let Some(day) = &kept.row.closed_on { p.notice { (frame.texts.with("check-is-closed", &[("day", arg(frame.date(day)))])) } }
            @if !writable && kept.row.closed_on.is_none() { p.notice { (who_could(frame, kept, Action::CheckAnswer)) } }
            form.typing method="post" action=(frame.href(&path)) data-drafts=[writable.then(|| frame.href(&format!("{path}/drafts")))]
                data-key=(format!("mamori:typed:{}:{reader}", kept.row.stream)) data-sign-in=(format!("{}?then={}", frame.href("/sign-in"), frame.href(&path)))
                data-draft=(frame.t("draft-yours")) data-other=(frame.texts.pattern("draft-other", &["answer", "note"])) data-none=(frame.t("history-no-answer")) {
                @for (at, axis) in checklist.axes.iter().enumerate() {
                    // After saving one is where one was. Where something was not saved there is no such place: that stands on top.
                    section.card id=[returned.is_empty().then(|| format!("part-{at}"))] {
                        h2 { (axis.mark) " " (frame.say(&axis.label)) }
                        @for item in checklist.items.iter().filter(|item| item.axis == axis.id) {
                            (question(frame, kept, item, returned, writable))
                        }
                        @if writable {
                            p.actions { button.btn.sub formaction=(format!("{}#part-{at}", frame.href(&path))) { (frame.t("check-save")) } }
                        }
                    }
                }
                @if writable {
                    p.typing-state hidden role="status" data-offline=(frame.t("draft-offline")) data-over=(frame.t("draft-over")) data-sign-in=(frame.t("draft-sign-in")) data-kept=(frame.t("draft-kept")) data-refused=(frame.t("draft-refused")) {}
                }
            }
            (sign_off::sign_off(frame, kept, asker, &path))
            (taking_out(frame, kept, &path))
            p.note { (frame.texts.not_audit(checklist)) }
        }
    };
    framed(frame, &title, &path, if writable { &["kept.js"] } else { &[] }, &main)
}

/// What is taken out of it, and its end.
fn taking_out(frame: Frame<'_>, kept: &KeptCheck<'_>, path: &str) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("take-out-title")) }
            @if kept.may(Action::CheckExport) {
                p.actions {
                    @for (ending, key) in [("pdf", "take-out-pdf"), ("xlsx", "take-out-xlsx"), ("json", "take-out-json")] {
                        a.btn.sub href=(frame.href(&format!("{path}/result/{ending}"))) { (frame.t(key)) }
                    }
                }
                p.note { (frame.t("take-out-note")) }
            } @else { p.note { (who_could(frame, kept, Action::CheckExport)) } }
            p { a.door-to href=(frame.href(&format!("{path}/compare"))) { (frame.t("compare-with")) } }
            @if kept.row.closed_on.is_none() && kept.may(Action::CheckClose) {
                p { a.door-to href=(frame.href(&format!("{path}/close"))) { (frame.t("close-title")) } }
            }
        }
    }
}

/// Who could do what the reader may not.
pub(super) fn who_could(frame: Frame<'_>, kept: &KeptCheck<'_>, action: Action) -> String {
    let could = kept.rights.get(&action).into_iter().flat_map(|access| &access.roles_that_could);
    let roles: Vec<String> = could.map(|role| frame.t(&format!("role-{}", role.word()))).collect();
    frame.texts.with("refused-denied-advice", &[("roles", arg(roles.join(&frame.t("list-or"))))])
}

/// What is not saved: met by somebody else's answer, refused, or typed before. With what was saved all the same.
fn not_saved(frame: Frame<'_>, kept: &KeptCheck<'_>, returned: &Returned) -> Markup {
    let to = |item: &str| format!("#q{}", number(item));
    let listed = |given: &[Given]| {
        let numbers: Vec<&str> = given.iter().map(|given| number(&given.item)).collect();
        numbers.join(&frame.t("list-comma"))
    };
    let drafts: Vec<&Typed> = match returned.is_empty() {
        true => kept
            .drafts
            .iter()
            .filter(|draft| {
                kept.checklist
                    .item(&draft.given.item)
                    .is_some_and(|item| !matches!(shown(kept, item, returned).why, Why::Saved))
            })
            .collect(),
        false => Vec::new(),
    };
    html! {
        @if !returned.is_empty() {
            div.faults role="alert" tabindex="-1" autofocus {
                @if !returned.clashes.is_empty() {
                    h2 { (frame.t("clash-title")) }
                    ul { @for clash in &returned.clashes { li { a href=(to(&clash.item)) { (both(frame, kept, clash)) } } } }
                    p { (frame.t("clash-what")) }
                }
                @for (given, why) in &returned.stopped {
                    h2 { (frame.texts.with("answers-not-saved", &[("items", arg(listed(given)))])) }
                    p { (why.advice(frame.texts)) }
                    ul { @for given in given { li { a href=(to(&given.item)) { (frame.t("question-number")) (number(&given.item)) } } } }
                }
                @if returned.saved > 0 { p { (frame.texts.with("saved-all-the-same", &[("n", arg(returned.saved))])) } }
            }
        }
        @if !drafts.is_empty() {
            div.notice {
                p { (frame.texts.with("draft-there", &[("n", arg(drafts.len()))])) }
                ul.jumps { @for draft in drafts { li { a href=(to(&draft.given.item)) { (frame.t("question-number")) (number(&draft.given.item)) } } } }
            }
        }
    }
}

/// The number of a question in its id.
fn number(item: &str) -> &str {
    item.rsplit('/').next().unwrap_or_default()
}

/// Both answers to one question, in a sentence.
fn both(frame: Frame<'_>, kept: &KeptCheck<'_>, clash: &Clash) -> String {
    let theirs = kept.given(&clash.item);
    let answer = theirs.and_then(|given| Answer::from_word(given.answer.as_deref()?));
    frame.texts.with(
        "clash-item",
        &[
            ("item", arg(number(&clash.item).to_owned())),
            ("who", arg(theirs.map(|given| name(frame, kept, given.by)).unwrap_or_default())),
            ("theirs", arg(mark(frame, answer))),
            ("mine", arg(mark(frame, clash.mine))),
        ],
    )
}

/// Both versions side by side: what is saved, by whom and when, and what the reader has in the fields.
fn side_by_side(frame: Frame<'_>, kept: &KeptCheck<'_>, item: &Item, mine: &Shown<'_>, returned: &Returned) -> Markup {
    let theirs = kept.given(&item.id);
    let answer = theirs.and_then(|given| Answer::from_word(given.answer.as_deref()?));
    let stream = kept.row.sections.get(&item.axis);
    let at = theirs.zip(stream).and_then(|(given, stream)| returned.times.get(&(*stream, given.version)));
    let said = |answer: Option<Answer>, note: &str| {
        html! {
            p { b { (mark(frame, answer)) } " " (answer.map_or("", |answer| meaning(frame, kept, answer))) }
            @if !note.is_empty() { p { (frame.t("check-note")) "：" (note) } }
        }
    };
    html! {
        div.versions {
            div {
                h3 { (frame.t("version-saved")) }
                @if let Some(theirs) = theirs {
                    p.note { (giver(frame, kept, theirs)) @if let Some(at) = at { " " (frame.moment(*at)) } }
                }
                (said(answer, kept.note(&item.id)))
            }
            div { h3 { (frame.t("version-yours")) } (said(mine.answer, mine.note)) }
        }
    }
}

/// One item: its answer, its note, who gave it; what the reader saw goes with the form.
fn question(frame: Frame<'_>, kept: &KeptCheck<'_>, item: &Item, returned: &Returned, writable: bool) -> Markup {
    let given = kept.given(&item.id);
    let shown = shown(kept, item, returned);
    let field = |name: &str| format!("{name}:{}", item.id);
    let stamp = kept.drafts.iter().find(|draft| draft.given.item == item.id).map_or(0, |draft| draft.stamp);
    let chosen = shown.answer.map_or("", Answer::word);
    html! {
        fieldset.kept-item id=(format!("q{}", item.number())) disabled[!writable] {
            legend { b { (item.number()) ". " (frame.say(&item.label)) } }
            p { (frame.say(&item.question)) }
            @match shown.why {
                Why::Saved => {},
                Why::Draft => p.draft { (frame.t("draft-yours")) },
                Why::Met => { p.fault { (frame.t("draft-met")) } (side_by_side(frame, kept, item, &shown, returned)) },
                Why::Refused(why) => p.fault { (why.advice(frame.texts)) },
            }
            input type="hidden" name=(field("base")) value=(given.map_or(0, |given| given.version));
            input type="hidden" name=(field("was")) value=(given.and_then(|given| given.answer.as_deref()).unwrap_or_default());
            input type="hidden" name=(field("noted")) value=(kept.note(&item.id));
            input type="hidden" name=(field("draft")) value=(stamp);
            div.ans {
                @for answer in &item.answers {
                    label {
                        input type="radio" name=(field("answer")) value=(answer.word()) checked[chosen == answer.word()];
                        span.m { (answer.mark()) } b { (meaning(frame, kept, *answer)) }
                    }
                }
                label.open {
                    input type="radio" name=(field("answer")) value="" checked[chosen.is_empty()];
                    b { (frame.t("history-no-answer")) }
                }
            }
            label.kept-note { (frame.t("check-note")) input type="text" name=(field("note")) maxlength=(NOTE) value=(shown.note); }
            @if let Some(given) = given {
                p.note { (giver(frame, kept, given)) }
            }
        }
    }
}
