//! An application that is written: one form, a part after the other, saved as often as one likes.

use app::access::Action;
use app::certification::accreditation::Body;
use app::certification::application::{Filled, Shown, Wrong};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::pack::bodies::Field;
use maud::{Markup, html};
use record::StreamId;
use scheme::accreditation::Containment;
use scheme::application::{Content, Declared, Status};
use scheme::certification::CertificationType;
use scheme::organisation::Kind;

use super::{address, framed, missing, said, state};
use crate::view::operator::accredited;
use crate::view::{Frame, once, ours};

/// The names of the fields of wished days.
const WISHES: [&str; 3] = ["wish-1", "wish-2", "wish-3"];

/// What was sent and is shown again, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// The fields; none = what stands is shown.
    pub(crate) filled: Option<Filled>,
    /// The names of fields with what is wrong.
    pub(crate) wrong: Vec<(String, Wrong)>,
    /// What a rule says.
    pub(crate) why: Option<String>,
    /// It was saved just now.
    pub(crate) saved: bool,
}

/// What the fields have: what was sent, or what stands.
struct Fields<'a> {
    frame: Frame<'a>,
    shown: &'a Shown,
    content: &'a Content,
    given: &'a Given,
}

impl Fields<'_> {
    fn value(&self, name: &str, stands: impl FnOnce() -> String) -> String {
        self.given.filled.as_ref().map_or_else(stands, |filled| filled.value(name).to_owned())
    }

    fn ticked(&self, name: &str, value: &str, stands: bool) -> bool {
        self.given.filled.as_ref().map_or(stands, |filled| filled.has(name, value))
    }

    fn fault(&self, name: &str) -> Option<Wrong> {
        self.given.wrong.iter().find(|(known, _)| known == name).map(|(_, wrong)| *wrong)
    }

    fn faulty(&self, name: &str) -> Markup {
        html! {
            @if let Some(wrong) = self.fault(name) { p.fault id=(format!("{name}-fault")) { (self.frame.t(&format!("application-wrong-{}", wrong.word()))) } }
        }
    }

    /// One line with its label.
    fn line(&self, name: &str, label: &str, value: &str) -> Markup {
        let wrong = self.fault(name).is_some();
        html! {
            label for=(name) { (self.frame.t(label)) }
            (self.faulty(name))
            input #(name) type="text" name=(name) maxlength="400" autocomplete="off" value=(value) aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("{name}-fault"))];
        }
    }
}

/// The page.
pub(crate) fn form(
    frame: Frame<'_>,
    catalogue: &Catalogue,
    shown: &Shown,
    checks: &[(StreamId, String)],
    given: &Given,
) -> Markup {
    let Status::Draft(draft) = &shown.status else { return super::done(frame, shown, None, None) };
    let title = frame.t("application-title");
    let places = shown.missing();
    let fields = Fields { frame, shown, content: &draft.content, given };
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/applications")) { (frame.t("applications-title")) } }
            h1 { (title) }
            p { (state(frame, &shown.status)) }
            @if given.saved { p.notice role="status" { (frame.t("application-saved")) } }
            (faults(frame, given))
            (next(frame, shown, &places))
            @if shown.may(Action::ApplicationPrepare) {
                form.fields method="post" action=(frame.href(&address(shown))) {
                    (once())
                    (body(&fields))
                    (certification(&fields))
                    (scope(&fields, catalogue))
                    (sites(&fields))
                    (forms(&fields))
                    (advice(&fields))
                    (rest(&fields, checks))
                    p.actions.sticky { button.btn { (frame.t("application-save")) } }
                }
            } @else { (said::said(frame, shown)) }
            @if shown.may(Action::ApplicationRetract) {
                p { a href=(frame.href(&format!("{}/retract", address(shown)))) { (frame.t("application-retract")) } }
            }
        }
    };
    framed(frame, &title, &address(shown), &main)
}

fn faults(frame: Frame<'_>, given: &Given) -> Markup {
    if given.wrong.is_empty() && given.why.is_none() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why) } }
            @if !given.wrong.is_empty() {
                h2 { (frame.t("form-faults")) }
                ul { @for (name, wrong) in &given.wrong { li { a href=(format!("#{name}")) { (frame.t(&format!("application-wrong-{}", wrong.word()))) } } } }
            }
        }
    }
}

/// What to do next: fill in what is missing, have it confirmed, or submit it.
fn next(frame: Frame<'_>, shown: &Shown, places: &[scheme::application::Place]) -> Markup {
    let path = address(shown);
    html! {
        section.card {
            @if !places.is_empty() {
                h2 { (frame.texts.with("application-missing", &[("n", arg(places.len()))])) }
                (missing(frame, places, shown))
            } @else if shown.confirmation().is_none() {
                h2 { (frame.t("application-to-confirm")) }
                p { (frame.t("application-to-confirm-lead")) }
                p.actions { a.btn href=(frame.href(&format!("{path}/confirm"))) { (frame.t("application-confirm")) } }
            } @else {
                h2 { (frame.t("application-to-submit")) }
                p { (frame.t("application-to-submit-lead")) }
                @if shown.may(Action::ApplicationSubmit) {
                    form method="post" action=(frame.href(&format!("{path}/submit"))) { (once()) p.actions { button.btn { (frame.t("application-submit")) } } }
                } @else { p.note { (frame.t("application-who-submits")) } }
                p { a href=(frame.href(&format!("{path}/confirm"))) { (frame.t("application-look")) } }
            }
        }
    }
}

fn body(fields: &Fields<'_>) -> Markup {
    let frame = fields.frame;
    let stands = || fields.content.body.map(|body| body.to_string()).unwrap_or_default();
    let chosen = fields.value("body", stands);
    html! {
        fieldset.part.choices #part-body {
            legend #body { (frame.t("application-body")) }
            p.note { (frame.t("application-body-note")) }
            (fields.faulty("body"))
            @if fields.shown.bodies.is_empty() { p { (frame.t("application-no-bodies")) } }
            @for (body, coverage) in &fields.shown.bodies {
                label.choice-line {
                    input type="radio" name="body" value=(body.id) checked[chosen == body.id.to_string()];
                    " " (body.name) " " (covered(frame, body, coverage.as_ref()))
                }
            }
        }
    }
}

/// Whether the scope of a body covers what is written. Whether it accepts is for the body to say.
fn covered(frame: Frame<'_>, body: &Body, coverage: Option<&Containment>) -> Markup {
    let words = |key: &str, good: bool| html! { span.tag.good[good] { (frame.t(key)) } };
    html! {
        @match coverage {
            Some(Containment::Within(_)) => (words("application-covers", true)),
            Some(Containment::ToConfirm(_)) => (words("application-covers-ask", false)),
            Some(Containment::Outside(_)) => (words("application-covers-not", false)),
            Some(Containment::NotAccredited(_)) | None => {},
        }
        @if !body.standing.is_valid() { " " (accredited(frame, &body.standing)) }
        @if let Some((_, words)) = body.accreditations.last().and_then(|known| known.scopes.last()) { span.note { " " (words) } }
    }
}

fn certification(fields: &Fields<'_>) -> Markup {
    let frame = fields.frame;
    let chosen =
        fields.value("certification", || fields.content.certification.map_or("", CertificationType::word).to_owned());
    html! {
        fieldset.part.choices #part-certification {
            legend #certification { (frame.t("application-certification")) }
            (fields.faulty("certification"))
            @for kind in CertificationType::ALL {
                @let key = format!("certification-{}", kind.word().replace('_', "-"));
                label.choice-line {
                    input type="radio" name="certification" value=(kind.word()) checked[chosen == kind.word()];
                    " " (frame.t(&key)) span.note { " " (frame.t(&format!("{key}-note"))) }
                }
            }
        }
    }
}

fn scope(fields: &Fields<'_>, catalogue: &Catalogue) -> Markup {
    let (frame, content) = (fields.frame, fields.content);
    let scope = fields.value("scope", || fields.shown.text(content.scope).to_owned());
    let industry = fields.value("industry", || content.industry.map(|code| code.to_string()).unwrap_or_default());
    let staff = fields.value("staff", || content.staff.map(|n| n.to_string()).unwrap_or_default());
    let stands = content.fields.as_ref();
    html! {
        fieldset.part #part-scope {
            legend { (frame.t("application-what")) }
            label for="scope" { (frame.t("application-scope")) }
            p.note { (frame.t("application-scope-note")) }
            (fields.faulty("scope"))
            textarea #scope name="scope" rows="4" maxlength="2000" { (scope) }
            div #part-industry {
                label for="industry" { (frame.t("application-industry")) }
                (fields.faulty("industry"))
                select #industry name="industry" {
                    option value="" { (frame.t("field-not-told")) }
                    @if let Some(industries) = catalogue.industries() {
                        @for one in industries.industries.iter().filter(|one| one.code.len() > 1) {
                            option value=(one.code) selected[one.code == industry] { (one.code) " " (frame.say(&one.name)) }
                        }
                    }
                }
            }
            div.choices #part-fields {
                p { (frame.t("application-fields")) }
                p.note { (frame.t("application-fields-note")) }
                @for (word, field) in Field::ALL {
                    label.check {
                        input type="checkbox" name="fields" value=(word) checked[fields.ticked("fields", word, stands.is_some_and(|fields| fields.0.contains(&field)))];
                        (frame.t(&format!("bodies-field-{word}")))
                    }
                }
                label.check {
                    input type="checkbox" name="fields" value="none" checked[fields.ticked("fields", "none", stands.is_some_and(|fields| fields.0.is_empty()))];
                    (frame.t("application-fields-none"))
                }
            }
            div #part-staff { (fields.line("staff", "application-staff", &staff)) }
        }
    }
}

fn sites(fields: &Fields<'_>) -> Markup {
    let frame = fields.frame;
    let stand = fields.content.sites.iter().map(|(id, site)| (id.to_string(), Some(site)));
    let rows: Vec<_> = stand.chain([("new".to_owned(), None)]).collect();
    html! {
        fieldset.part #part-sites {
            legend #sites { (frame.t("application-sites")) }
            p.note { (frame.t("application-sites-note")) }
            (fields.faulty("sites"))
            @for (row, site) in rows {
                @let text = |text: Option<record::Text>| fields.shown.text(text).to_owned();
                @let name = format!("site:{row}:name");
                @let place = format!("site:{row}:address");
                div.row {
                    @if site.is_none() { p { b { (frame.t("application-site-new")) } } }
                    (fields.line(&name, "application-site-name", &fields.value(&name, || text(site.map(|site| site.name)))))
                    (fields.line(&place, "application-site-address", &fields.value(&place, || text(site.map(|site| site.address)))))
                }
            }
        }
    }
}

fn forms(fields: &Fields<'_>) -> Markup {
    let frame = fields.frame;
    html! {
        fieldset.part.choices #part-forms {
            legend #forms { (frame.t("application-forms")) }
            p.note { (frame.t("application-forms-note")) }
            (fields.faulty("forms"))
            @if let Some(criteria) = fields.shown.criteria {
                @for form in &criteria.forms {
                    label.check {
                        input type="checkbox" name="forms" value=(form.id) checked[fields.ticked("forms", &form.id, fields.content.forms.iter().any(|word| word.as_str() == form.id))];
                        (frame.say(&form.label))
                    }
                }
                p.note { (ours(frame.say(&criteria.ours_links))) }
            }
        }
    }
}

fn advice(fields: &Fields<'_>) -> Markup {
    let (frame, content) = (fields.frame, fields.content);
    let list = match &content.advice {
        Some(Declared::Advices(list)) => list.as_slice(),
        Some(Declared::Nobody) | None => &[],
    };
    let stands = || match &content.advice {
        None => "",
        Some(Declared::Nobody) => "nobody",
        Some(Declared::Advices(_)) => "listed",
    };
    let chosen = fields.value("advice", || stands().to_owned());
    html! {
        fieldset.part.choices #part-advice {
            legend #advice { (frame.t("application-advice")) }
            p.note { (frame.t("application-advice-note")) }
            (fields.faulty("advice"))
            @for (word, key) in [("nobody", "application-advice-nobody"), ("listed", "application-advice-listed")] {
                label.choice-line { input type="radio" name="advice" value=(word) checked[chosen == word]; " " (frame.t(key)) }
            }
            @for at in 0..=list.len() {
                @let one = list.get(at);
                @let name = |column: &str| format!("advice-{}-{column}", at + 1);
                @let day = |day: Option<jiff::civil::Date>| day.map(|day| day.to_string()).unwrap_or_default();
                div.row {
                    (fields.line(&name("who"), "application-advice-who", &fields.value(&name("who"), || fields.shown.text(one.map(|one| one.who)).to_owned())))
                    (fields.line(&name("from"), "application-advice-from", &fields.value(&name("from"), || day(one.map(|one| one.from)))))
                    (fields.line(&name("until"), "application-advice-until", &fields.value(&name("until"), || day(one.and_then(|one| one.until)))))
                }
            }
        }
    }
}

fn rest(fields: &Fields<'_>, checks: &[(StreamId, String)]) -> Markup {
    let (frame, content) = (fields.frame, fields.content);
    let chosen =
        fields.value("check", || content.check.as_ref().map(|check| check.stream.to_string()).unwrap_or_default());
    let own = fields.value("own", || {
        content.own_certification_business.map_or("", |own| if own { "yes" } else { "no" }).to_owned()
    });
    let days: Vec<String> = content.wishes.iter().map(ToString::to_string).collect();
    html! {
        @if fields.shown.profile.kinds.contains(&Kind::CertificationBody) {
            fieldset.part.choices #part-own-certification-business {
                legend #own { (frame.t("application-own-certification-business")) }
                (fields.faulty("own"))
                @for (word, key) in [("yes", "choice-yes"), ("no", "choice-no")] {
                    label.choice-line { input type="radio" name="own" value=(word) checked[own == word]; " " (frame.t(key)) }
                }
            }
        }
        fieldset.part #part-check {
            legend { (frame.t("application-optional")) }
            label for="check" { (frame.t("application-check")) }
            p.note { (frame.t("application-check-note")) }
            select #check name="check" {
                option value="" { (frame.t("application-check-none")) }
                @for (stream, name) in checks { option value=(stream) selected[chosen == stream.to_string()] { (name) } }
            }
            p #part-wishes { (frame.t("application-wishes")) }
            p.note { (frame.t("application-wishes-note")) }
            @for (at, name) in WISHES.into_iter().enumerate() {
                (fields.line(name, &format!("application-{name}"), &fields.value(name, || days.get(at).cloned().unwrap_or_default())))
            }
        }
    }
}
