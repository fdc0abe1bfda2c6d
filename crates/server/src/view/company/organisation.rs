//! The form of an organisation: registered, described.

use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use scheme::organisation::{Field, FieldFault, Input, Kind};

use super::framed;
use crate::view::Frame;

/// The form of an organisation.
pub(crate) struct Described<'a> {
    /// What stands in it.
    pub(crate) input: &'a Input,
    /// What is wrong with it.
    pub(crate) faults: &'a [FieldFault],
    /// The corporate number is another's.
    pub(crate) taken: bool,
    /// It is about to be registered.
    pub(crate) new: bool,
}

impl Described<'_> {
    fn key(&self, field: Field) -> Option<String> {
        let wrong = self.faults.iter().any(|fault| fault.field == field);
        if wrong {
            return Some(format!("field-{}-fault", field.word().replace('_', "-")));
        }
        (self.taken && field == Field::CorporateNumber).then(|| "field-number-taken".to_owned())
    }
}

/// Registers or changes an organisation.
pub(crate) fn organisation(frame: Frame<'_>, catalogue: &Catalogue, form: &Described<'_>) -> Markup {
    let (title, path) = if form.new {
        (frame.t("organisation-new"), "/organisations/new")
    } else {
        (frame.t("organisation-title"), "/organisation")
    };
    let fields = [
        (Field::Name, &form.input.name, "organization"),
        (Field::Reading, &form.input.reading, "off"),
        (Field::CorporateNumber, &form.input.corporate_number, "off"),
        (Field::Address, &form.input.address, "street-address"),
    ];
    let numbers = [(Field::Capital, &form.input.capital), (Field::Employees, &form.input.employees)];
    let wrong: Vec<Field> = form.faults.iter().map(|fault| fault.field).collect();
    let first = wrong.first().copied().or(form.taken.then_some(Field::CorporateNumber));
    let prefectures = catalogue.reference().map(|reference| reference.prefectures.as_slice()).unwrap_or_default();
    let industries = catalogue.industries().map(|pack| pack.industries.as_slice()).unwrap_or_default();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if !wrong.is_empty() || form.taken {
                div.faults role="alert" tabindex="-1" {
                    h2 { (frame.t("form-faults")) }
                    ul {
                        @for field in &wrong {
                            li { a href=(format!("#{}", field.word())) { (frame.t(&format!("field-{}", field.word().replace('_', "-")))) } }
                        }
                        @if form.taken { li { a href="#corporate_number" { (frame.t("field-corporate-number")) } } }
                    }
                }
            }
            form.card.fields method="post" action=(frame.href(path)) {
                fieldset id="kinds" tabindex=[wrong.contains(&Field::Kinds).then_some("-1")] autofocus[first == Some(Field::Kinds)] {
                    legend { (frame.t("field-kinds")) }
                    (told(frame, form, Field::Kinds))
                    @for kind in Kind::ALL {
                        label.check {
                            input type="checkbox" name="kinds" value=(kind.word()) checked[form.input.kinds.iter().any(|known| known == kind.word())];
                            (frame.t(&format!("kind-{}", kind.word().replace('_', "-"))))
                        }
                    }
                }
                @for (field, value, complete) in fields { (text(frame, form, field, value, complete, first == Some(field))) }
                label for="prefecture" { (frame.t("field-prefecture")) }
                (told(frame, form, Field::Prefecture))
                select id="prefecture" name="prefecture" autofocus[first == Some(Field::Prefecture)] {
                    option value="" { (frame.t("field-not-told")) }
                    @for one in prefectures {
                        option value=(one.code) selected[one.code == form.input.prefecture] { (frame.say(&one.name)) }
                    }
                }
                label for="main_industry" { (frame.t("field-main-industry")) }
                (told(frame, form, Field::MainIndustry))
                select id="main_industry" name="main_industry" autofocus[first == Some(Field::MainIndustry)] {
                    option value="" { (frame.t("field-not-told")) }
                    @for one in industries {
                        option value=(one.code) selected[one.code == form.input.main_industry] { (one.code) " " (frame.say(&one.name)) }
                    }
                }
                @for (field, value) in numbers { (text(frame, form, field, value, "off", first == Some(field))) }
                p.note { (frame.t("organisation-note")) }
                p.actions { button.btn { (frame.t(if form.new { "organisation-register" } else { "organisation-save" })) } }
            }
        }
    };
    framed(frame, &title, path, &main)
}

fn told(frame: Frame<'_>, form: &Described<'_>, field: Field) -> Markup {
    html! {
        @if let Some(key) = form.key(field) {
            p.fault id=(format!("{}-fault", field.word())) { (frame.t(&key)) }
        }
    }
}

fn text(frame: Frame<'_>, form: &Described<'_>, field: Field, value: &str, complete: &str, first: bool) -> Markup {
    let word = field.word();
    let wrong = form.key(field).is_some();
    html! {
        label for=(word) { (frame.t(&format!("field-{}", word.replace('_', "-")))) }
        (told(frame, form, field))
        input type="text" id=(word) name=(word) value=(value) autocomplete=(complete) autofocus[first]
            inputmode=[matches!(field, Field::CorporateNumber | Field::Capital | Field::Employees).then_some("numeric")]
            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("{word}-fault"))];
    }
}
