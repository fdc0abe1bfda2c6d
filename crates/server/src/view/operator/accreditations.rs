//! What bodies are accredited for: the list, and one body with its forms.

use app::certification::accreditation::{Body, Deed, Filled, Known};
use app::texts::arg;
use criteria::pack::bodies::Field;
use maud::{Markup, html};
use scheme::accreditation::{Ending, Scope, Standing, Status};

use super::ways;
use crate::view::company::framed;
use crate::view::{Frame, once};

/// The bodies with their standing today.
pub(crate) fn accreditations(frame: Frame<'_>, bodies: &[Body]) -> Markup {
    let title = frame.t("accreditations-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/accreditations"))
            p.lead { (frame.t("accreditations-lead")) }
            p.note { (frame.t("accreditations-not-official")) }
            section.card {
                h2 { (frame.t("accreditations-list")) }
                @if bodies.is_empty() { p { (frame.t("accreditations-none")) } }
                ul.plain {
                    @for body in bodies {
                        li {
                            p.who { a href=(frame.href(&address(body))) { b { (body.name) } } " " (standing(frame, &body.standing)) }
                            @if let Some((_, words)) = body.accreditations.last().and_then(|known| known.scopes.last()) { p.note { (words) } }
                        }
                    }
                }
            }
        }
    };
    framed(frame, &title, "/operator/accreditations", &main)
}

fn address(body: &Body) -> String {
    format!("/operator/organisations/{}/accreditation", body.id)
}

/// How a body stands, in a few words.
pub(crate) fn standing(frame: Frame<'_>, standing: &Standing) -> Markup {
    let day = |name, day: &jiff::civil::Date| [(name, arg(frame.texts.date(*day, frame.today)))];
    let words = match standing {
        Standing::Unknown => frame.t("accreditation-unknown"),
        Standing::NotYet { from } => frame.texts.with("accreditation-not-yet", &day("from", from)),
        Standing::Valid { until, .. } => frame.texts.with("accreditation-valid", &day("until", until)),
        Standing::Over { on, ending } => {
            frame.texts.with(&format!("accreditation-over-{}", ending.word()), &day("on", on))
        }
    };
    html! { span.tag.good[standing.is_valid()].warn[!standing.is_valid()] { (words) } }
}

/// The form that was sent, with what is wrong.
pub(crate) struct Sent<'a> {
    /// Which of the forms.
    pub(crate) deed: Deed,
    /// Its fields.
    pub(crate) filled: &'a Filled,
    /// The names of those that cannot be read.
    pub(crate) wrong: &'a [&'static str],
    /// What a rule says.
    pub(crate) why: Option<String>,
}

/// One body: what is known, and what can be entered.
pub(crate) fn accreditation(frame: Frame<'_>, body: &Body, sent: Option<&Sent<'_>>) -> Markup {
    let title = frame.texts.with("accreditation-of", &[("name", arg(body.name.clone()))]);
    // What stands now is changed; what has ended is not.
    let open = body.accreditations.iter().rev().find(|known| matches!(known.status, Status::Entered(_)));
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/operator/accreditations")) { (frame.t("accreditations-title")) } }
            h1 { (title) }
            @if let Some(sent) = sent { (faults(frame, sent)) }
            p { (frame.t("accreditation-today")) " " (standing(frame, &body.standing)) }
            p.note { (frame.t("accreditations-not-official")) }
            @if body.accreditations.is_empty() { p { (frame.t("accreditation-none")) } }
            @else {
                section.card {
                    h2 { (frame.t("accreditations-before")) }
                    ul.plain { @for known in body.accreditations.iter().rev() { li { (one(frame, known)) } } }
                }
            }
            @if let Some(known) = open {
                @for deed in [Deed::Renew, Deed::ChangeScope, Deed::End] { (form(frame, body, deed, Some(known), sent)) }
            }
            (form(frame, body, Deed::Enter, None, sent))
        }
    };
    framed(frame, &title, &address(body), &main)
}

fn one(frame: Frame<'_>, known: &Known) -> Markup {
    let Some(record) = known.status.record() else { return html! {} };
    let date = |day| arg(frame.texts.date(day, frame.today));
    html! {
        dl.facts {
            dt { (frame.t("accreditation-term")) }
            dd { (frame.texts.with("accreditation-span", &[("from", date(record.from)), ("until", date(record.until))])) " " (standing(frame, &known.status.standing(frame.today))) }
            dt { (frame.t("accreditation-number")) }
            dd { (known.number.clone().unwrap_or_else(|| frame.t("accreditation-number-unknown"))) }
            dt { (frame.t("accreditation-scope")) }
            @for ((from, words), (_, scope)) in known.scopes.iter().zip(&record.scopes) {
                dd {
                    (frame.texts.with("accreditation-scope-from", &[("from", date(*from)), ("scope", arg(words.clone()))]))
                    p.note { (limits(frame, scope)) }
                }
            }
        }
    }
}

/// How a scope is limited, as it is compared with what a company does.
fn limits(frame: Frame<'_>, scope: &Scope) -> String {
    let mut said = vec![if scope.industries.is_empty() {
        frame.t("accreditation-all-industries")
    } else {
        frame.texts.with("accreditation-industries", &[("codes", arg(scope.industries.join(" ")))])
    }];
    if !scope.fields.is_empty() {
        let word = |field: &Field| Field::ALL.iter().find(|(_, known)| known == field).map_or("", |(word, _)| *word);
        let fields: Vec<String> =
            scope.fields.iter().map(|field| frame.t(&format!("bodies-field-{}", word(field)))).collect();
        let fields = arg(fields.join(&frame.t("list-comma")));
        said.push(frame.texts.with("accreditation-fields", &[("fields", fields)]));
    }
    if scope.sme_only {
        said.push(frame.t("accreditation-sme-only"));
    }
    said.join(" · ")
}

fn faults(frame: Frame<'_>, sent: &Sent<'_>) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &sent.why { p { (why) } }
            @if !sent.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for field in sent.wrong { li { a href=(format!("#{}-{field}", sent.deed.word())) { (frame.t(&label(sent.deed, field))) } } } }
            }
        }
    }
}

fn label(deed: Deed, field: &str) -> String {
    match (deed, field) {
        (Deed::End, "from") => "accreditation-field-from-end".to_owned(),
        (_, field) => format!("accreditation-field-{field}"),
    }
}

/// One of the forms, folded but for the one that was sent and the only one there is.
fn form(frame: Frame<'_>, body: &Body, deed: Deed, of: Option<&Known>, sent: Option<&Sent<'_>>) -> Markup {
    let sent = sent.filter(|sent| sent.deed == deed);
    let empty = Filled::default();
    let filled = sent.map_or(&empty, |sent| sent.filled);
    let line = |field: &'static str, value: &str, note: Option<&'static str>| {
        line(frame, (deed, field, value), note, sent.is_some_and(|sent| sent.wrong.contains(&field)))
    };
    let open = sent.is_some() || body.accreditations.is_empty();
    html! {
        details.card open[open] {
            summary { h2 { (frame.t(&format!("accreditation-deed-{}", deed.word()))) } }
            p { (frame.t(&format!("accreditation-deed-{}-lead", deed.word()))) }
            form.fields method="post" action=(frame.href(&address(body))) {
                (once())
                input type="hidden" name="deed" value=(deed.word());
                @if let Some(known) = of { input type="hidden" name="of" value=(known.stream); }
                @if deed == Deed::Enter { (line("number", &filled.number, None)) }
                @if matches!(deed, Deed::Enter | Deed::ChangeScope) { (scope(frame, deed, filled, &line)) }
                (line("from", &filled.from, None))
                @if matches!(deed, Deed::Enter | Deed::Renew) { (line("until", &filled.until, None)) }
                @if deed == Deed::End { (endings(frame, filled, sent)) }
                (line("source", &filled.source, Some("accreditation-field-source-note")))
                p.actions { button.btn.sub[deed != Deed::Enter] { (frame.t(&format!("accreditation-deed-{}", deed.word()))) } }
            }
        }
    }
}

fn scope(
    frame: Frame<'_>,
    deed: Deed,
    filled: &Filled,
    line: &impl Fn(&'static str, &str, Option<&'static str>) -> Markup,
) -> Markup {
    html! {
        (line("scope", &filled.scope, None))
        (line("industries", &filled.industries, Some("accreditation-field-industries-note")))
        fieldset.choices {
            legend { (frame.t("accreditation-field-fields")) }
            @for (word, _) in Field::ALL {
                label.check for=(format!("{}-{word}", deed.word())) {
                    input #(format!("{}-{word}", deed.word())) type="checkbox" name="fields" value=(word) checked[filled.fields.iter().any(|one| one == word)];
                    (frame.t(&format!("bodies-field-{word}")))
                }
            }
        }
        label.check { input type="checkbox" name="sme" value="yes" checked[filled.sme_only]; (frame.t("accreditation-field-sme")) }
    }
}

fn endings(frame: Frame<'_>, filled: &Filled, sent: Option<&Sent<'_>>) -> Markup {
    let wrong = sent.is_some_and(|sent| sent.wrong.contains(&"ending"));
    html! {
        fieldset.choices {
            legend #end-ending { (frame.t("accreditation-field-ending")) }
            @if wrong { p.fault { (frame.t("accreditation-wrong-ending")) } }
            @for ending in Ending::ALL {
                label.choice-line {
                    input type="radio" name="ending" value=(ending.word()) checked[filled.ending == ending.word()];
                    " " (frame.t(&format!("accreditation-ending-{}", ending.word())))
                }
            }
        }
    }
}

fn line(frame: Frame<'_>, (deed, field, value): (Deed, &str, &str), note: Option<&'static str>, wrong: bool) -> Markup {
    let id = format!("{}-{field}", deed.word());
    let described = if wrong { Some(format!("{id}-fault")) } else { note.map(|_| format!("{id}-note")) };
    html! {
        label for=(id) { (frame.t(&label(deed, field))) }
        @if let Some(note) = note { p.note id=(format!("{id}-note")) { (frame.t(note)) } }
        @if wrong { p.fault id=(format!("{id}-fault")) { (frame.t(&format!("accreditation-wrong-{field}"))) } }
        input #(id) type="text" name=(field) maxlength="400" autocomplete="off" value=(value) aria-invalid=[wrong.then_some("true")] aria-describedby=[described];
    }
}
