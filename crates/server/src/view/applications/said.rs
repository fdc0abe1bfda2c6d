//! What an application says, to be read: the same on the page, before it is confirmed, and on paper.

use std::collections::BTreeMap;

use app::certification::application::Shown;
use app::certification::case::ShownCase;
use app::texts::arg;
use criteria::pack::bodies::Field;
use criteria::pack::criteria::Criteria;
use criteria::text::Bilingual;
use maud::{Markup, html};
use record::Text;
use scheme::application::{Content, Declared, Status};
use scheme::organisation::Profile;
use uuid::Uuid;

use crate::view::Frame;

/// The word of a field.
pub(super) fn word(field: Field) -> &'static str {
    Field::ALL.iter().find(|(_, known)| *known == field).map_or("", |(word, _)| *word)
}

/// What is said, and what is needed to word it.
struct Said<'s> {
    content: &'s Content,
    profile: &'s Profile,
    body: Option<&'s str>,
    criteria: Option<&'s Criteria>,
    industry: Option<&'s Bilingual>,
    texts: &'s BTreeMap<Uuid, String>,
}

impl Said<'_> {
    fn text(&self, text: Option<Text>) -> &str {
        text.and_then(|text| self.texts.get(&text.id.0)).map_or("", String::as_str)
    }
}

/// Everything an application says.
pub(super) fn said(frame: Frame<'_>, shown: &Shown) -> Markup {
    let Some(content) = shown.content() else { return html! {} };
    let profile = match &shown.status {
        Status::Submitted(snapshot) => &snapshot.profile,
        Status::Unbegun | Status::Draft(_) | Status::Retracted { .. } => &shown.profile,
    };
    let body = content.body.and_then(|body| shown.bodies.iter().find(|(one, _)| one.id == body));
    let body = body.map(|(body, _)| body.name.as_str());
    everything(
        frame,
        &Said { content, profile, body, criteria: shown.criteria, industry: shown.industry, texts: &shown.texts },
    )
}

/// The same of a case: what was submitted.
pub(crate) fn said_of_case(frame: Frame<'_>, shown: &ShownCase) -> Markup {
    let Some(file) = shown.status.kept() else { return html! {} };
    let (content, profile) = (&file.snapshot.content, &file.snapshot.profile);
    let body = Some(shown.body.as_str());
    everything(
        frame,
        &Said { content, profile, body, criteria: shown.criteria, industry: shown.industry, texts: &shown.texts },
    )
}

fn everything(frame: Frame<'_>, shown: &Said<'_>) -> Markup {
    let (content, profile) = (shown.content, shown.profile);
    let none = || frame.t("application-not-told");
    html! {
        dl.facts {
            (row(frame, "application-body", &shown.body.map_or_else(none, str::to_owned)))
            (row(frame, "application-certification", &content.certification.map_or_else(none, |kind| frame.t(&format!("certification-{}", kind.word().replace('_', "-"))))))
            (row(frame, "application-criteria", &criteria(frame, shown, content)))
            (company(frame, shown, profile))
            dt { (frame.t("application-scope")) }
            dd.lines { @if content.scope.is_some() { (shown.text(content.scope)) } @else { (none()) } }
            (row(frame, "application-industry", &industry(frame, shown)))
            (row(frame, "application-fields", &fields(frame, content)))
            dt { (frame.t("application-sites")) }
            @for site in content.sites.values() { dd { b { (shown.text(Some(site.name))) } " " (shown.text(Some(site.address))) } }
            @if content.sites.is_empty() { dd { (none()) } }
            (row(frame, "application-staff", &content.staff.map_or_else(none, |n| frame.texts.with("application-people", &[("n", arg(n))]))))
            (row(frame, "application-forms", &forms(frame, shown, content)))
            dt { (frame.t("application-advice")) }
            (advice(frame, shown, content))
            @if let Some(own) = content.own_certification_business {
                (row(frame, "application-own-certification-business", &frame.t(if own { "choice-yes" } else { "choice-no" })))
            }
            (row(frame, "application-check", &frame.t(if content.check.is_some() { "application-check-goes" } else { "application-check-none" })))
            dt { (frame.t("application-wishes")) }
            @for day in &content.wishes { dd { (frame.texts.date(*day, frame.today)) } }
            @if content.wishes.is_empty() { dd { (none()) } }
        }
    }
}

fn row(frame: Frame<'_>, key: &str, value: &str) -> Markup {
    html! { dt { (frame.t(key)) } dd { (value) } }
}

/// What is known of the company, and goes along.
fn company(frame: Frame<'_>, shown: &Said<'_>, profile: &Profile) -> Markup {
    html! {
        (row(frame, "application-said-name", shown.text(Some(profile.name))))
        @if profile.address.is_some() { (row(frame, "application-said-address", shown.text(profile.address))) }
        @if let Some(number) = &profile.corporate_number { (row(frame, "application-said-number", &number.to_string())) }
        @if let Some(size) = &profile.size { (row(frame, "application-said-size", &frame.t(&format!("class-{}", size.class.word())))) }
    }
}

fn industry(frame: Frame<'_>, shown: &Said<'_>) -> String {
    let name = shown.industry.map(|name| frame.say(name)).unwrap_or_default();
    shown.content.industry.map_or_else(|| frame.t("application-not-told"), |code| format!("{code} {name}"))
}

fn criteria(frame: Frame<'_>, shown: &Said<'_>, content: &Content) -> String {
    let Some(edition) = &content.criteria else { return frame.t("application-not-told") };
    let title = shown.criteria.map(|criteria| frame.say(&criteria.head.title)).unwrap_or_default();
    format!("{title} ({} {})", edition.0.pack, edition.0.edition)
}

fn fields(frame: Frame<'_>, content: &Content) -> String {
    match &content.fields {
        None => frame.t("application-not-told"),
        Some(fields) if fields.0.is_empty() => frame.t("application-fields-none"),
        Some(fields) => {
            let said: Vec<String> =
                fields.0.iter().map(|field| frame.t(&format!("bodies-field-{}", word(*field)))).collect();
            said.join(&frame.t("list-comma"))
        }
    }
}

fn forms(frame: Frame<'_>, shown: &Said<'_>, content: &Content) -> String {
    if content.forms.is_empty() {
        return frame.t("application-not-told");
    }
    let label = |word: &scheme::word::Word| {
        let form = shown.criteria.and_then(|criteria| criteria.form(word.as_str()));
        form.map_or_else(|| word.to_string(), |form| frame.say(&form.label).to_owned())
    };
    content.forms.iter().map(label).collect::<Vec<_>>().join(&frame.t("list-comma"))
}

fn advice(frame: Frame<'_>, shown: &Said<'_>, content: &Content) -> Markup {
    match &content.advice {
        None => html! { dd { (frame.t("application-not-told")) } },
        Some(Declared::Nobody) => html! { dd { (frame.t("application-advice-nobody")) } },
        Some(Declared::Advices(list)) => html! {
            @for advice in list {
                dd {
                    (shown.text(Some(advice.who))) " "
                    span.note {
                        (frame.texts.date(advice.from, frame.today)) "–"
                        @if let Some(until) = advice.until { (frame.texts.date(until, frame.today)) }
                    }
                }
            }
        },
    }
}
