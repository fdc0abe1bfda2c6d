//! The form of an organisation: registered, described; with its size class and the reasoning.

use app::industry::Search;
use app::organisations::{Named, SizeShown};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use scheme::organisation::{Field, FieldFault, Input, Kind};

use super::framed;
use super::organisations::facts;
use crate::view::operator::{FirstForm, first_person, person_label};
use crate::view::{Frame, once, ours};

/// The form of an organisation.
pub(crate) struct Described<'a> {
    /// What stands in it.
    pub(crate) input: &'a Input,
    /// What is wrong with it.
    pub(crate) wrong: Wrong<'a>,
    /// The size class as it stands; none = not to be shown now.
    pub(crate) size: Option<Option<&'a SizeShown>>,
    /// It is about to be registered.
    pub(crate) new: bool,
    /// Whether it may run the installation, and whether that is ticked; none = it may not.
    pub(crate) operates: Option<bool>,
    /// Its first person, where who runs the installation registers it for them.
    pub(crate) first: Option<&'a FirstForm<'a>>,
}

/// What is wrong with a form, or has to be decided.
#[derive(Default)]
pub(crate) struct Wrong<'a> {
    /// Fields that cannot be read.
    pub(crate) faults: Vec<FieldFault>,
    /// The corporate number is another's.
    pub(crate) taken: bool,
    /// The person has to confirm who they are first.
    pub(crate) step_up: bool,
    /// What was found for the industry that was typed.
    pub(crate) search: Option<Search<'a>>,
    /// Organisations that may be this one.
    pub(crate) alike: &'a [Named],
}

impl Described<'_> {
    fn key(&self, field: Field) -> Option<String> {
        let wrong = self.wrong.faults.iter().any(|fault| fault.field == field);
        if wrong {
            return Some(format!("field-{}-fault", dashed(field.word())));
        }
        (self.wrong.taken && field == Field::CorporateNumber).then(|| "field-number-taken".to_owned())
    }

    /// The fields with a fault, in the order of the form.
    fn wrong_fields(&self) -> Vec<Field> {
        let taken = self.wrong.taken.then_some(Field::CorporateNumber);
        let mut fields: Vec<Field> = self.wrong.faults.iter().map(|fault| fault.field).chain(taken).collect();
        fields.sort_unstable();
        fields.dedup();
        fields
    }
}

fn dashed(word: &str) -> String {
    word.replace('_', "-")
}

/// Registers or changes an organisation.
pub(crate) fn organisation(frame: Frame<'_>, catalogue: &Catalogue, form: &Described<'_>) -> Markup {
    let (title, path) = match (form.first, form.new) {
        (Some(_), _) => (frame.t("operator-new"), "/operator/organisations/new"),
        (None, true) => (frame.t("organisation-new"), "/organisations/new"),
        (None, false) => (frame.t("organisation-title"), "/organisation"),
    };
    let wrong = form.wrong_fields();
    let first = wrong.first().copied();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if form.first.is_some() { p.lead { (frame.t("operator-new-lead")) } }
            @if !wrong.is_empty() || form.first.is_some_and(|first| !first.faults.is_empty()) { (list(frame, &wrong, form.first)) }
            @if form.wrong.step_up { (step_up(frame)) }
            @if let Some(size) = form.size { (class(frame, catalogue, size)) }
            form.card.fields method="post" action=(frame.href(path)) {
                @if form.new { (once()) }
                @if !form.wrong.alike.is_empty() { (alike(frame, catalogue, &form.wrong)) }
                (kinds(frame, form, first))
                (text(frame, form, (Field::Name, &form.input.name, "organization"), first))
                (text(frame, form, (Field::Reading, &form.input.reading, "off"), first))
                (text(frame, form, (Field::CorporateNumber, &form.input.corporate_number, "off"), first))
                p.note { (frame.t("number-none")) }
                (text(frame, form, (Field::Address, &form.input.address, "street-address"), first))
                (prefecture(frame, catalogue, form, first))
                (industry(frame, catalogue, form, first))
                (text(frame, form, (Field::Capital, &form.input.capital, "off"), first))
                (text(frame, form, (Field::Employees, &form.input.employees, "off"), first))
                p.note { (frame.t("organisation-note")) }
                @if let Some(person) = form.first { (first_person(frame, person, first.is_none())) }
                @if let Some(ticked) = form.operates { (operates(frame, ticked)) }
                p.actions { button.btn { (frame.t(if form.first.is_some() { "operator-invite-go" } else if form.new { "organisation-register" } else { "organisation-save" })) } }
            }
        }
    };
    framed(frame, &title, path, &main)
}

/// The box that lets the organisation run the installation.
fn operates(frame: Frame<'_>, ticked: bool) -> Markup {
    html! {
        fieldset.part {
            legend { (frame.t("operator-begin-title")) }
            p.note { (frame.t("operator-begin-lead")) }
            label.check { input type="checkbox" name="operates" value="yes" checked[ticked]; (frame.t("operator-begin-tick")) }
        }
    }
}

fn list(frame: Frame<'_>, wrong: &[Field], first: Option<&FirstForm<'_>>) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" {
            h2 { (frame.t("form-faults")) }
            ul {
                @for field in wrong { li { a href=(format!("#{}", field.word())) { (frame.t(&format!("field-{}", dashed(field.word())))) } } }
                @for (field, _) in first.iter().flat_map(|form| form.faults) { li { a href=(format!("#{field}")) { (frame.t(person_label(field))) } } }
            }
        }
    }
}

fn step_up(frame: Frame<'_>) -> Markup {
    html! {
        div.faults role="alert" {
            p { (frame.t("number-step-up")) }
            p { a href=(format!("{}?then={}", frame.href("/confirm"), frame.href("/today"))) target="_blank" rel="noopener" { (frame.t("number-confirm")) } }
        }
    }
}

/// Organisations that may be this one, and the button for who knows better.
fn alike(frame: Frame<'_>, catalogue: &Catalogue, wrong: &Wrong<'_>) -> Markup {
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            h2 { (frame.t("alike-title")) }
            ul.plain { @for one in wrong.alike { li { (facts(frame, catalogue, one)) } } }
            p { (frame.t("alike-lead")) }
            @if !wrong.taken { p.actions { button.btn.sub name="another" value="yes" { (frame.t("alike-other")) } } }
        }
    }
}

/// The size class with date, basis and reasoning.
fn class(frame: Frame<'_>, catalogue: &Catalogue, size: Option<&SizeShown>) -> Markup {
    let Some((shown, industries)) = size.zip(catalogue.industries()) else {
        return html! { p.notice { (frame.t("size-none")) } };
    };
    let basis = &shown.size.basis;
    let code = basis.main_industry.to_string();
    let industry = industries.industry(&code).map_or(code, |industry| frame.texts.industry(industry));
    let capital = basis.capital.map_or_else(
        || frame.t("size-not-told"),
        |yen| frame.texts.with("size-yen", &[("n", arg(app::finding::grouped(yen)))]),
    );
    let values = [
        ("industry", arg(industry)),
        ("capital", arg(capital)),
        ("employees", arg(app::finding::grouped(u64::from(basis.employees)))),
    ];
    html! {
        section.card {
            h2 { (frame.t("size-title")) "：" (frame.texts.size_class(shown.size.class)) }
            p { (frame.texts.with("size-on", &[("day", arg(frame.texts.day(catalogue, shown.size.on)))])) }
            p { (frame.texts.with("size-basis", &values)) }
            ul { @for reason in frame.texts.size_reasons(&shown.answer, industries) { li { (reason) } } }
            @if !shown.current { p.fault { (frame.t("size-old")) } }
            p { (ours(&frame.t("deadline-ours"))) }
        }
    }
}

fn kinds(frame: Frame<'_>, form: &Described<'_>, first: Option<Field>) -> Markup {
    let wrong = form.key(Field::Kinds).is_some();
    html! {
        fieldset id="kinds" tabindex=[wrong.then_some("-1")] autofocus[first == Some(Field::Kinds)] {
            legend { (frame.t("field-kinds")) }
            (told(frame, form, Field::Kinds))
            @for kind in Kind::ALL {
                label.check {
                    input type="checkbox" name="kinds" value=(kind.word()) checked[form.input.kinds.iter().any(|known| known == kind.word())];
                    (frame.t(&format!("kind-{}", dashed(kind.word()))))
                }
            }
        }
    }
}

fn prefecture(frame: Frame<'_>, catalogue: &Catalogue, form: &Described<'_>, first: Option<Field>) -> Markup {
    let prefectures = catalogue.reference().map(|reference| reference.prefectures.as_slice()).unwrap_or_default();
    html! {
        label for="prefecture" { (frame.t("field-prefecture")) }
        (told(frame, form, Field::Prefecture))
        select id="prefecture" name="prefecture" autofocus[first == Some(Field::Prefecture)] {
            option value="" { (frame.t("field-not-told")) }
            @for one in prefectures {
                option value=(one.code) selected[one.code == form.input.prefecture] { (frame.say(&one.name)) }
            }
        }
    }
}

/// The industry by code, name or word; what was found is offered, and nothing is guessed.
fn industry(frame: Frame<'_>, catalogue: &Catalogue, form: &Described<'_>, first: Option<Field>) -> Markup {
    let industries = catalogue.industries().map(|pack| pack.industries.as_slice()).unwrap_or_default();
    let wrong = form.key(Field::MainIndustry).is_some();
    let typed = form.input.main_industry.as_str();
    html! {
        label for="main_industry" { (frame.t("field-main-industry")) }
        @if let Some(search) = &form.wrong.search {
            p.fault id="main_industry-fault" { (frame.texts.with("industry-fault", &[("text", arg(typed.to_owned()))])) }
            @if !search.choices().is_empty() {
                fieldset.offered {
                    legend { (frame.t("industry-choices")) }
                    @for choice in search.choices() {
                        label.check { input type="radio" name="industry_pick" value=(choice.industry.code); (frame.texts.industry(choice.industry)) }
                    }
                }
            }
        } @else { (told(frame, form, Field::MainIndustry)) }
        input type="text" id="main_industry" name="main_industry" list="industries" value=(typed) autocomplete="off" autofocus[first == Some(Field::MainIndustry)]
            aria-invalid=[wrong.then_some("true")] aria-describedby=(if wrong { "main_industry-fault industry-hint" } else { "industry-hint" });
        datalist id="industries" { @for one in industries { option value=(frame.texts.industry(one)) {} } }
        p.note id="industry-hint" { (frame.t("industry-hint")) }
    }
}

fn told(frame: Frame<'_>, form: &Described<'_>, field: Field) -> Markup {
    html! {
        @if let Some(key) = form.key(field) {
            p.fault id=(format!("{}-fault", field.word())) { (frame.t(&key)) }
        }
    }
}

fn text(
    frame: Frame<'_>,
    form: &Described<'_>,
    (field, value, complete): (Field, &str, &str),
    first: Option<Field>,
) -> Markup {
    let word = field.word();
    let wrong = form.key(field).is_some();
    html! {
        label for=(word) { (frame.t(&format!("field-{}", dashed(word)))) }
        (told(frame, form, field))
        input type="text" id=(word) name=(word) value=(value) autocomplete=(complete) autofocus[first == Some(field)]
            inputmode=[matches!(field, Field::CorporateNumber | Field::Capital | Field::Employees).then_some("numeric")]
            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("{word}-fault"))];
    }
}
