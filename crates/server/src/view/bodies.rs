//! Finding a certification body: the form, what has to be chosen in it, and under it the answer with its reasons.

use app::finding::{Answered, Input, Sought, Typed};
use app::industry::{Choice, DIVISIONS, Keys, Search, words_of};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::pack::bodies::{Bodies, Field};
use criteria::pack::industries::Industries;
use maud::{Markup, PreEscaped, html};
use scheme::eligibility::{Answer, BodyFit, Finding};
use serde_json::json;

use super::layout::{Layout, Switch, layout};
use super::{Frame, citation, ours};

/// What the page shows: what was typed, and what came of it.
#[derive(Default)]
pub(crate) struct Asked<'a> {
    /// What was typed.
    pub(crate) typed: Typed,
    /// What came of it, once asked.
    pub(crate) came: Option<Answered<'a>>,
}

impl<'a> Asked<'a> {
    fn found(&self) -> Option<&Finding> {
        self.came.as_ref()?.finding.as_ref().ok()
    }

    /// The fields that could not be taken.
    fn wrong(&self) -> &[Input] {
        self.came.as_ref().and_then(|came| came.finding.as_ref().err()).map_or(&[], Vec::as_slice)
    }

    /// What was found for an industry.
    fn search(&self, input: Input) -> Option<&Search<'a>> {
        self.came.as_ref()?.search(input)
    }

    /// The industries to choose from, where that is what is left to do.
    fn choices(&self, input: Input) -> &[Choice<'a>] {
        self.search(input).map_or(&[], Search::choices)
    }

    /// What is wrong with an input, in words.
    fn complaint(&self, frame: Frame<'_>, input: Input) -> String {
        frame.texts.not_taken(input, self.search(input), &self.typed.given(input))
    }
}

/// The page, or nothing where the installation has no list of bodies.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue, asked: &Asked<'_>) -> Option<Markup> {
    let (bodies, industries) = (catalogue.bodies()?, catalogue.industries()?);
    let found = asked.found();
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("bodies-headline")) }
            p.lead { (frame.t("bodies-lead")) }
            @if found.is_none() { p.note { (frame.say(&bodies.note)) } }
            (errors(frame, asked))
            (form(frame, industries, asked))
            @if let (Some(came), Some(found)) = (&asked.came, found) { (answer(frame, bodies, industries, came, found)) }
        }
    };
    let title = frame.t("bodies-headline");
    let switch = if asked.came.is_some() { Switch::Carry } else { Switch::Link };
    Some(layout(
        frame,
        &Layout { title: &title, path: "/bodies", class: "reading finding", scripts: &["bodies.js"], switch },
        &main,
    ))
}

fn errors(frame: Frame<'_>, asked: &Asked<'_>) -> Markup {
    let wrong = asked.wrong();
    let choose = wrong.iter().filter(|input| !asked.choices(**input).is_empty()).count();
    let heading = match (wrong.len() - choose, choose) {
        (n, 0) => frame.texts.with("faults-headline", &[("n", arg(n))]),
        (0, _) => frame.t("bodies-choose-headline"),
        (n, of) => frame.texts.with("bodies-both-headline", &[("n", arg(n)), ("choose", arg(of))]),
    };
    html! {
        @if !wrong.is_empty() {
            div class=(if wrong.len() == choose { "notice" } else { "faults" }) role="alert" {
                h2 { (heading) }
                ul { @for input in wrong { li { a href=(place(asked, *input)) { (industry_label(frame, *input)) (asked.complaint(frame, *input)) } } } }
            }
        }
    }
}

/// Which of the two industries is meant: what is said of either reads the same.
fn industry_label(frame: Frame<'_>, input: Input) -> Markup {
    let label = match input {
        Input::Main => Some(frame.t("bodies-main")),
        Input::Certify => Some(frame.t("bodies-certify")),
        Input::Capital | Input::Employees | Input::Special | Input::Fields => None,
    };
    html! { @if let Some(label) = label { b { (label) } " — " } }
}

/// Where something has to be done: at the choices, or at the field.
fn place(asked: &Asked<'_>, input: Input) -> String {
    let kind = if asked.choices(input).is_empty() { "field" } else { "choose" };
    format!("#{kind}-{}", input.name())
}

fn form(frame: Frame<'_>, industries: &Industries, asked: &Asked<'_>) -> Markup {
    let typed = &asked.typed;
    html! {
        form.card.find #carry method="post" action=(frame.href("/bodies#answer"))
            data-options=(frame.t("bodies-options")) data-count=(frame.texts.pattern("bodies-options-count", &["n"]))
            data-none=(frame.t("bodies-options-none")) data-by-word=(frame.texts.pattern("bodies-by-word", &["word"])) data-ours=(frame.t("bodies-word-ours")) {
            (industry_field(frame, asked, Input::Main, &typed.main, "bodies-main", "bodies-main-hint"))
            (industry_list(frame, industries))
            (field(frame, asked, Input::Employees, &typed.employees, "bodies-employees", None))
            (field(frame, asked, Input::Capital, &typed.capital, "bodies-capital", Some("bodies-capital-hint")))
            p { label { input type="checkbox" name="sole" value="yes" checked[typed.sole_proprietor]; " " (frame.t("bodies-sole")) } }
            p {
                label for="field-special" { (frame.t("bodies-special")) }
                select #field-special name="special" {
                    option value="" { (frame.t("bodies-special-none")) }
                    @for sector in industries.sectors.iter().filter(|sector| sector.special) {
                        option value=(sector.id) selected[sector.id == typed.special] { (frame.say(&sector.name)) }
                    }
                }
            }
            (industry_field(frame, asked, Input::Certify, &typed.certify, "bodies-certify", "bodies-certify-hint"))
            fieldset.fields #field-field {
                legend { (frame.t("bodies-fields")) }
                @if asked.wrong().contains(&Input::Fields) { p { strong.wrong { (frame.texts.expected_input(Input::Fields)) } } }
                @for (word, _) in Field::ALL {
                    label { input type="checkbox" name="field" value=(word) checked[typed.fields.iter().any(|given| given == word)]; " " (frame.t(field_key(word))) }
                }
                label { input type="checkbox" name="fields" value="declared" checked[typed.fields_declared]; " " (frame.t("bodies-field-none")) }
            }
            datalist #industry-names {
                @for industry in &industries.industries { option value=(frame.texts.industry(industry)) {} }
            }
            (device_data(frame, industries))
            p.note { (frame.say(&industries.note)) }
            button.btn type="submit" { (frame.t("bodies-find")) }
        }
    }
}

fn field_key(word: &str) -> &'static str {
    match word {
        "aviation" => "bodies-field-aviation",
        "space" => "bodies-field-space",
        _ => "bodies-field-defence",
    }
}

fn field(frame: Frame<'_>, asked: &Asked<'_>, input: Input, value: &str, label: &str, hint: Option<&str>) -> Markup {
    let name = input.name();
    let wrong = asked.wrong().contains(&input);
    let first = asked.wrong().first() == Some(&input);
    html! {
        p.field {
            label for=(format!("field-{name}")) { (frame.t(label)) }
            input type="text" id=(format!("field-{name}")) name=(name) value=(value) maxlength="80" autocomplete="off" autofocus[first]
                aria-invalid=[wrong.then_some("true")] aria-describedby=[(wrong || hint.is_some()).then(|| format!("{name}-hint"))];
            span.note id=(format!("{name}-hint")) {
                @if wrong { (refused(frame, asked, input)) } @else if let Some(hint) = hint { (frame.t(hint)) }
            }
        }
    }
}

/// What was expected, and what was found instead.
fn refused(frame: Frame<'_>, asked: &Asked<'_>, input: Input) -> Markup {
    let given = asked.typed.given(input);
    let quoted = matches!(asked.search(input), Some(Search::TooMany(_)));
    html! {
        strong.wrong {
            (asked.complaint(frame, input))
            @if !given.is_empty() && !quoted { " " (frame.texts.with("bodies-found", &[("value", arg(given))])) }
        }
    }
}

/// A field for an industry. One that was taken shows what it was taken as; where there is something to
/// choose, the choices stand under it.
fn industry_field(
    frame: Frame<'_>,
    asked: &Asked<'_>,
    input: Input,
    sought: &Sought,
    label: &str,
    hint: &str,
) -> Markup {
    let name = input.name();
    let taken = asked.search(input).and_then(Search::taken).map(|industry| frame.texts.industry(industry));
    let choices = asked.choices(input);
    let wrong = asked.wrong().contains(&input) && choices.is_empty();
    let first = asked.wrong().first() == Some(&input);
    html! {
        div.field {
            label for=(format!("field-{name}")) { (frame.t(label)) }
            div.combo {
                input type="text" id=(format!("field-{name}")) name=(name) value=(taken.as_ref().unwrap_or(&sought.text)) maxlength="80" autocomplete="off" list="industry-names"
                    autofocus[first && choices.is_empty()] aria-invalid=[wrong.then_some("true")] aria-describedby=(format!("{name}-hint"));
            }
            span.note id=(format!("{name}-hint")) {
                @if wrong { (refused(frame, asked, input)) " " a href="#industries" { (frame.t("bodies-see-list")) } }
                @else { (frame.t(hint)) }
            }
            @if !choices.is_empty() {
                fieldset.choices id=(format!("choose-{name}")) {
                    legend { (asked.complaint(frame, input)) }
                    @for (i, choice) in choices.iter().enumerate() {
                        label {
                            input type="radio" name=(format!("{name}-pick")) value=(choice.industry.code) autofocus[first && i == 0];
                            span { (frame.texts.industry(choice.industry)) @if let Some(by) = frame.texts.found_by(choice.by) { " " span.note { (by) " " (ours(&frame.t("bodies-word-ours"))) } } }
                        }
                    }
                    p.note { (frame.t("bodies-choose-other")) " " a href="#industries" { (frame.t("bodies-see-list")) } }
                }
            }
        }
    }
}

/// Every industry under its division, to read, with the search words that lead to it.
fn industry_list(frame: Frame<'_>, industries: &Industries) -> Markup {
    let lang = frame.texts.lang;
    html! {
        details.industries #industries {
            summary { (frame.texts.with("bodies-list", &[("n", arg(industries.industries.len()))])) }
            p.note { (frame.t("bodies-list-note")) }
            dl {
                @for division in &DIVISIONS {
                    dt { (division.letter) " " (division.name(lang)) }
                    dd {
                        ul {
                            @for industry in industries.industries.iter().filter(|industry| industry.code.starts_with(division.letter)) {
                                @let words: Vec<&str> = words_of(&industry.code).filter_map(|word| word.shown(lang)).collect();
                                li { (frame.texts.industry(industry)) @if !words.is_empty() { " " span.note { (words.join(" · ")) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What the module on the device needs to suggest industries: a data block, no script.
fn device_data(frame: Frame<'_>, industries: &Industries) -> Markup {
    let entries: Vec<_> = industries
        .industries
        .iter()
        .map(|industry| {
            let keys = Keys::of(industry);
            let words: Vec<&str> = keys.words.iter().map(|(word, _)| *word).collect();
            json!({ "code": industry.code, "label": frame.texts.industry(industry), "names": keys.names,
                    "whole": keys.whole, "words": words })
        })
        .collect();
    let divisions: serde_json::Map<_, _> = DIVISIONS
        .iter()
        .map(|division| (division.letter.to_owned(), division.keys().collect::<Vec<_>>().into()))
        .collect();
    let data = json!({ "entries": entries, "divisions": divisions });
    // `<` cannot end the element early when it is written as an escape.
    let text = data.to_string().replace('<', "\\u003c");
    html! { script #industry-data type="application/json" { (PreEscaped(text)) } }
}

fn answer(frame: Frame<'_>, bodies: &Bodies, industries: &Industries, came: &Answered<'_>, found: &Finding) -> Markup {
    let count = |answer: Answer| found.bodies.iter().filter(|body| body.fit.answer == answer).count();
    let read = |search: Option<&Search<'_>>| search.and_then(Search::taken).map(|taken| frame.texts.industry(taken));
    html! {
        section.card #answer {
            h2 { (frame.t("bodies-read")) }
            dl.read {
                @if let Some(main) = read(Some(&came.main)) { dt { (frame.t("bodies-main")) } dd { (main) } }
                dt { (frame.t("bodies-certify")) }
                dd { (read(came.certify.as_ref()).unwrap_or_else(|| frame.t("bodies-certify-same"))) }
            }
        }
        section.card.answer {
            h2 { (frame.t("bodies-size")) }
            p { b { (frame.texts.size_class(found.size.class)) } }
            details { summary { (frame.t("bodies-why")) } ul { @for reason in frame.texts.size_reasons(&found.size, industries) { li { (reason) } } } }
        }
        @for heading in [Answer::Fits, Answer::ToConfirm, Answer::Outside] {
            section.card.fits data-answer=(answer_word(heading)) {
                h2 { (frame.texts.fit(heading)) " " span.tag { (count(heading)) } }
                ul.bodies { @for body in found.bodies.iter().filter(|body| body.fit.answer == heading) { (card(frame, bodies, industries, body)) } }
            }
        }
        p.note { (frame.t("bodies-own-decision")) " " (frame.say(&bodies.note)) }
    }
}

fn answer_word(answer: Answer) -> &'static str {
    match answer {
        Answer::Fits => "fits",
        Answer::ToConfirm => "to_confirm",
        Answer::Outside => "outside",
    }
}

fn card(frame: Frame<'_>, bodies: &Bodies, industries: &Industries, found: &BodyFit) -> Markup {
    html! {
        @if let Some(body) = bodies.bodies.iter().find(|body| body.id == found.body) {
            li data-body=(body.id) {
                h3 { (frame.say(&body.name)) }
                p { a href=(format!("tel:{}", body.tel)) { (body.tel) } " · " (frame.t("bodies-scope")) (frame.say(&body.scope.text)) }
                @for reason in frame.texts.fit_reasons(body, &found.fit.reasons, industries) { p { (reason) } }
                p.sources { (citation(frame, &bodies.head, &body.source)) }
            }
        }
    }
}
