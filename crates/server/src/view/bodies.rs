//! Finding a certification body: the form, and under it the answer with its reasons.

use app::finding::{Input, Typed};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::pack::bodies::{Bodies, Field};
use criteria::pack::industries::Industries;
use maud::{Markup, html};
use scheme::eligibility::{Answer, BodyFit, Finding};

use super::layout::{Layout, Switch, layout};
use super::{Frame, citation};

/// What the page shows: what was typed, and what came of it.
#[derive(Default)]
pub(crate) struct Asked {
    /// What was typed.
    pub(crate) typed: Typed,
    /// The answer, once asked.
    pub(crate) found: Option<Finding>,
    /// The fields that could not be read.
    pub(crate) wrong: Vec<Input>,
}

/// The page, or nothing where the installation has no list of bodies.
pub(crate) fn page(frame: Frame<'_>, catalogue: &Catalogue, asked: &Asked) -> Option<Markup> {
    let (bodies, industries) = (catalogue.bodies()?, catalogue.industries()?);
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("bodies-headline")) }
            p.lead { (frame.t("bodies-lead")) }
            @if asked.found.is_none() { p.note { (frame.say(&bodies.note)) } }
            (errors(frame, asked))
            (form(frame, industries, asked))
            @if let Some(found) = &asked.found { (answer(frame, bodies, industries, found)) }
        }
    };
    let title = frame.t("bodies-headline");
    let switch = if asked.found.is_some() || !asked.wrong.is_empty() { Switch::Carry } else { Switch::Link };
    Some(layout(
        frame,
        &Layout { title: &title, path: "/bodies", class: "reading finding", scripts: &[], switch },
        &main,
    ))
}

fn errors(frame: Frame<'_>, asked: &Asked) -> Markup {
    html! {
        @if !asked.wrong.is_empty() {
            div.faults role="alert" {
                h2 { (frame.texts.with("faults-headline", &[("n", arg(asked.wrong.len()))])) }
                ul { @for input in &asked.wrong { li { a href=(format!("#field-{}", input.name())) { (frame.texts.expected_input(*input)) } } } }
            }
        }
    }
}

fn form(frame: Frame<'_>, industries: &Industries, asked: &Asked) -> Markup {
    let typed = &asked.typed;
    html! {
        form.card.find #carry method="post" action=(frame.href("/bodies#answer")) {
            (field(frame, asked, Input::Main, &typed.main, "bodies-main", Some("bodies-main-hint"), Some("industries")))
            (field(frame, asked, Input::Employees, &typed.employees, "bodies-employees", None, None))
            (field(frame, asked, Input::Capital, &typed.capital, "bodies-capital", Some("bodies-capital-hint"), None))
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
            (field(frame, asked, Input::Certify, &typed.certify, "bodies-certify", Some("bodies-certify-hint"), Some("industries")))
            fieldset.fields #field-field {
                legend { (frame.t("bodies-fields")) }
                @if asked.wrong.contains(&Input::Fields) { p { strong.wrong { (frame.texts.expected_input(Input::Fields)) } } }
                @for (word, _) in Field::ALL {
                    label { input type="checkbox" name="field" value=(word) checked[typed.fields.iter().any(|given| given == word)]; " " (frame.t(field_key(word))) }
                }
                label { input type="checkbox" name="fields" value="declared" checked[typed.fields_declared]; " " (frame.t("bodies-field-none")) }
            }
            datalist #industries {
                @for industry in &industries.industries { option value=(format!("{} {}", industry.code, frame.say(&industry.name))) {} }
            }
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

fn field(
    frame: Frame<'_>,
    asked: &Asked,
    input: Input,
    value: &str,
    label: &str,
    hint: Option<&str>,
    list: Option<&str>,
) -> Markup {
    let name = input.name();
    let wrong = asked.wrong.contains(&input);
    let first = asked.wrong.first() == Some(&input);
    html! {
        p.field {
            label for=(format!("field-{name}")) { (frame.t(label)) }
            input type="text" id=(format!("field-{name}")) name=(name) value=(value) maxlength="80" autocomplete="off" list=[list] autofocus[first]
                aria-invalid=[wrong.then_some("true")] aria-describedby=[(wrong || hint.is_some()).then(|| format!("{name}-hint"))];
            span.note id=(format!("{name}-hint")) {
                @if wrong { strong.wrong { (frame.texts.expected_input(input)) @if !value.is_empty() { " " (frame.texts.with("bodies-found", &[("value", arg(value.to_owned()))])) } } }
                @else if let Some(hint) = hint { (frame.t(hint)) }
            }
        }
    }
}

fn answer(frame: Frame<'_>, bodies: &Bodies, industries: &Industries, found: &Finding) -> Markup {
    let count = |answer: Answer| found.bodies.iter().filter(|body| body.fit.answer == answer).count();
    html! {
        section.card.answer #answer {
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
