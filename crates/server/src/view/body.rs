//! The pages of a certification body: its cases, and one case from its receipt to the beginning of the assessment.

use app::access::Action;
use app::certification::case::{Cases, ListedCase, ShownCase};
use app::texts::arg;
use criteria::tailor::{Aim, Tailored};
use maud::{Markup, html};
use record::StreamId;
use scheme::accreditation::Containment;
use scheme::case::{Aim as CaseAim, Fee, FeeKind, Question, Standing, Status, Terms, total};
use scheme::certification::CertificationType;

use super::applications::said_of_case;
use super::layout::{Layout, Switch, layout};
use super::{Frame, once, ours};
use crate::cursor;

/// How many lines a quote has in its form.
pub(crate) const LINES: usize = 6;
/// The questions of a review, in the order of the form.
pub(crate) const QUESTIONS: [Question; 4] =
    [Question::Identity, Question::Competence, Question::Conflict, Question::Scope];

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

fn address(shown: &ShownCase) -> String {
    format!("/body/cases/{}", shown.row.stream)
}

/// The pages of a case, for the body; `here` is the one that is shown.
pub(crate) fn steps(frame: Frame<'_>, shown: &ShownCase, here: &str) -> Markup {
    steps_of(frame, (shown.row.stream, &shown.status), here, |action| shown.may(action))
}

/// The same where less of the case was read; `may` says what the reader may do.
pub(crate) fn steps_of(
    frame: Frame<'_>,
    (case, status): (StreamId, &Status),
    here: &str,
    may: impl Fn(Action) -> bool,
) -> Markup {
    let begun = status.contract().is_some();
    let (sees, audit, ties) = (may(Action::CaseView), may(Action::AuditView), may(Action::CompetenceView));
    let pages = [
        ("", sees),
        ("advice", sees || may(Action::CaseAdvise)),
        ("ties", ties),
        ("team", begun && audit),
        ("audit", begun && audit),
        ("paper", begun && audit),
        ("findings", begun && audit),
        ("decision", begun && audit),
        ("certificate", begun && audit),
    ];
    let pages: Vec<&str> = pages.into_iter().filter_map(|(page, shown)| shown.then_some(page)).collect();
    tabs(frame, &format!("/body/cases/{case}"), &pages, here)
}

/// The pages of a case, for its company.
pub(crate) fn client_steps(frame: Frame<'_>, application: StreamId, shown: &ShownCase, here: &str) -> Markup {
    let begun = shown.status.contract().is_some();
    let declares = shown.status.kept().and_then(|file| file.snapshot.content.certification)
        == Some(CertificationType::SelfDeclaration);
    let pages: &[&str] = match (begun, declares) {
        (true, true) => &["", "audit", "declaration", "findings", "certificate"],
        (true, false) => &["", "audit", "findings", "certificate"],
        (false, _) => &[""],
    };
    tabs(frame, &format!("/applications/{application}"), pages, here)
}

fn tabs(frame: Frame<'_>, base: &str, pages: &[&str], here: &str) -> Markup {
    let key = |page: &str| if page.is_empty() { "case-page-case".to_owned() } else { format!("case-page-{page}") };
    let to = |page: &str| if page.is_empty() { base.to_owned() } else { format!("{base}/{page}") };
    html! {
        @if pages.len() > 1 {
            nav.tabs aria-label=(frame.t("case-pages")) {
                ul { @for page in pages { li { a href=(frame.href(&to(page))) aria-current=[(*page == here).then_some("page")] { (frame.t(&key(page))) } } } }
            }
        }
    }
}

/// Where a case stands, in a few words.
pub(crate) fn state(frame: Frame<'_>, status: &Status) -> Markup {
    let standing = status.standing();
    let good = matches!(standing, Standing::Agreed | Standing::UnderAssessment | Standing::Granted);
    html! { span.tag.good[good] { (frame.t(&format!("case-state-{}", standing.word().replace('_', "-")))) } }
}

/// The cases, what was touched last first.
pub(crate) fn list(frame: Frame<'_>, cases: &Cases) -> Markup {
    let title = frame.t("body-cases");
    let waits = cases.listed.iter().filter(|one| matches!(one.status, Status::Received(_))).count();
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if cases.listed.is_empty() { p.lead { (frame.t(if cases.all { "body-cases-none" } else { "body-cases-none-yours" })) } }
            @else if !cases.all { p.lead { (frame.t("body-cases-yours")) } }
            @else { p.lead { (frame.texts.with("body-cases-waiting", &[("n", arg(waits))])) } }
            ul.members { @for one in &cases.listed { (entry(frame, one)) } }
            @if let Some(next) = cases.next {
                p.actions { a.btn.sub href=(format!("{}?before={}", frame.href("/body/cases"), cursor::of_instant(next))) { (frame.t("body-cases-older")) } }
            }
        }
    };
    framed(frame, &title, "/body/cases", &main)
}

fn entry(frame: Frame<'_>, one: &ListedCase) -> Markup {
    let kind = one.status.kept().and_then(|file| file.snapshot.content.certification);
    html! {
        li.card {
            a.door-to href=(frame.href(&format!("/body/cases/{}", one.row.stream))) { b { (one.client) } } " "
            (state(frame, &one.status))
            p.note {
                @if let Some(kind) = kind { (frame.t(&format!("certification-{}", kind.word().replace('_', "-")))) " · " }
                @if let Some(file) = one.status.kept() { (frame.texts.with("case-received", &[("day", arg(frame.texts.date(file.received_on, frame.today)))])) " · " }
                (frame.texts.with("applications-touched", &[("at", arg(frame.moment(one.row.touched_at)))]))
            }
        }
    }
}

/// What a form of the case was given, with what is wrong.
#[derive(Default)]
pub(crate) struct Given {
    /// Which form.
    pub(crate) form: &'static str,
    /// Its fields.
    pub(crate) fields: Vec<(String, String)>,
    /// The names of fields that cannot be read.
    pub(crate) wrong: Vec<String>,
    /// What a rule says.
    pub(crate) why: Option<String>,
}

impl Given {
    fn value(&self, form: &str, name: &str) -> &str {
        let found = self.fields.iter().find(|(known, _)| self.form == form && known == name);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn wrong(&self, form: &str, name: &str) -> bool {
        self.form == form && self.wrong.iter().any(|known| known == name)
    }
}

/// A case as the body sees it.
pub(crate) fn case(frame: Frame<'_>, shown: &ShownCase, minimum: Option<&Tailored<'_>>, given: &Given) -> Markup {
    let title = frame.texts.with("case-of", &[("client", arg(shown.client.clone()))]);
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/cases")) { (frame.t("body-cases")) } }
            h1 { (title) }
            p { (state(frame, &shown.status)) }
            (steps(frame, shown, ""))
            (faults(frame, given))
            (next(frame, shown, given))
            (minimum_set(frame, shown, minimum))
            section.card { h2 { (frame.t("case-application")) } (said_of_case(frame, shown)) }
            (reviewed(frame, shown))
            (agreed(frame, shown))
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
                ul { @for name in &given.wrong { li { a href=(format!("#{}-{name}", given.form)) { (frame.t(&format!("case-wrong-{}", name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-')))) } } } }
            }
        }
    }
}

/// The one thing to do next.
fn next(frame: Frame<'_>, shown: &ShownCase, given: &Given) -> Markup {
    let (handles, accepts) = (shown.may(Action::CaseHandle), shown.may(Action::CaseAccept));
    html! {
        @match &shown.status {
            Status::Received(file) if handles => {
                (coverage(frame, shown))
                (review(frame, shown, given))
                @if file.review.is_some() && accepts { (accept(frame, shown, given)) }
                @else if file.review.is_some() { p.note { (frame.t("case-who-accepts")) } }
            },
            Status::Accepted(_) | Status::Quoted { .. } if accepts => { (quote(frame, shown, given)) },
            Status::Agreed { .. } if accepts => section.card {
                h2 { (frame.t("case-begin")) }
                p { (frame.t("case-begin-lead")) }
                (act(frame, shown, "begin", "case-begin-go"))
            },
            Status::UnderAssessment { .. } if shown.may(Action::AuditView) => p.actions { a.btn href=(frame.href(&format!("{}/team", address(shown)))) { (frame.t("case-see-team")) } },
            Status::Decided { .. } if shown.may(Action::AuditView) => p.actions { a.btn href=(frame.href(&format!("{}/certificate", address(shown)))) { (frame.t("case-see-certificate")) } },
            _ => {},
        }
    }
}

fn act(frame: Frame<'_>, shown: &ShownCase, what: &str, key: &str) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("{}/{what}", address(shown)))) { (once()) p.actions { button.btn { (frame.t(key)) } } }
    }
}

/// Whether it is within the scope of the body today.
fn coverage(frame: Frame<'_>, shown: &ShownCase) -> Markup {
    let key = match &shown.coverage {
        Some(Containment::Within(_)) => "case-within",
        Some(Containment::ToConfirm(_)) => "case-to-confirm",
        Some(Containment::Outside(_)) => "case-outside",
        Some(Containment::NotAccredited(_)) | None => "case-not-accredited",
    };
    html! { p.notice { (frame.t(key)) } }
}

fn review(frame: Frame<'_>, shown: &ShownCase, given: &Given) -> Markup {
    let stands = shown.status.kept().and_then(|file| file.review.as_ref());
    html! {
        section.card {
            h2 { (frame.t("case-review")) }
            p { (frame.t("case-review-lead")) }
            form.fields method="post" action=(frame.href(&format!("{}/review", address(shown)))) {
                (once())
                @for (at, question) in QUESTIONS.into_iter().enumerate() {
                    @let word = question.word();
                    @let known = stands.map(|(_, review)| [review.identity, review.competence, review.conflict, review.scope][at]);
                    @let fits = format!("{word}-fits");
                    @let chosen = match given.value("review", &fits) { "" => known.map_or("", |finding| if finding.fits { "yes" } else { "no" }), sent => sent };
                    fieldset.choices {
                        legend #(format!("review-{word}")) { (frame.t(&format!("review-{word}"))) }
                        p.note { (frame.t(&format!("review-{word}-note"))) }
                        @if given.wrong("review", word) { p.fault { (frame.t("case-wrong-finding")) } }
                        @for (value, key) in [("yes", "review-fits"), ("no", "review-fits-not")] {
                            label.choice-line { input type="radio" name=(fits) value=(value) checked[chosen == value]; " " (frame.t(key)) }
                        }
                        label for=(format!("review-{word}-reason")) { (frame.t("review-reason")) }
                        @let reason = given.value("review", &format!("{word}-reason"));
                        @let reason = if reason.is_empty() { known.map_or("", |finding| shown.text(finding.reason)) } else { reason };
                        textarea #(format!("review-{word}-reason")) name=(format!("{word}-reason")) rows="2" maxlength="1000" { (reason) }
                    }
                }
                label.check { input type="checkbox" name="own_unit" value="yes" checked[given.value("review", "own_unit") == "yes" || stands.is_some_and(|(_, review)| review.own_unit)]; (frame.t("review-own-unit")) }
                p.actions { button.btn.sub[stands.is_some()] { (frame.t("case-review-go")) } }
            }
        }
    }
}

fn accept(frame: Frame<'_>, shown: &ShownCase, given: &Given) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("case-accept")) }
            p { (frame.t("case-accept-lead")) }
            (act(frame, shown, "accept", "case-accept-go"))
            details open[given.form == "decline"] {
                summary { (frame.t("case-decline")) }
                form.fields method="post" action=(frame.href(&format!("{}/decline", address(shown)))) {
                    (once())
                    label for="decline-reasons" { (frame.t("case-decline-reasons")) }
                    @if given.wrong("decline", "reasons") { p.fault { (frame.t("case-wrong-reasons")) } }
                    textarea #decline-reasons name="reasons" rows="3" maxlength="2000" { (given.value("decline", "reasons")) }
                    p.actions { button.btn.sub { (frame.t("case-decline-go")) } }
                }
            }
        }
    }
}

fn quote(frame: Frame<'_>, shown: &ShownCase, given: &Given) -> Markup {
    let stands = match &shown.status {
        Status::Quoted { quote, .. } => Some(quote),
        _ => None,
    };
    let fees = stands.map_or(&[][..], |quote| quote.terms.fees.as_slice());
    let chosen = match given.value("quote", "extent") {
        "" => stands.map(|quote| aim_word(quote.terms.tailoring.aim)).unwrap_or_default(),
        sent => sent.to_owned(),
    };
    let until = match given.value("quote", "until") {
        "" => stands.map(|quote| quote.until.to_string()).unwrap_or_default(),
        sent => sent.to_owned(),
    };
    html! {
        section.card {
            h2 { (frame.t(if stands.is_some() { "case-quote-again" } else { "case-quote" })) }
            p { (frame.t("case-quote-lead")) }
            form.fields method="post" action=(frame.href(&format!("{}/quote", address(shown)))) {
                (once())
                fieldset.choices {
                    legend #quote-extent { (frame.t("case-extent")) }
                    @if given.wrong("quote", "extent") { p.fault { (frame.t("case-wrong-extent")) } }
                    @for aim in aims(shown) {
                        @let word = aim_word(aim);
                        label.choice-line { input type="radio" name="extent" value=(word) checked[chosen == word]; " " (extent(frame, shown, aim)) }
                    }
                }
                fieldset.part #quote-fees {
                    legend { (frame.t("case-fees")) }
                    p.note { (frame.t("case-fees-note")) }
                    @if given.wrong("quote", "fees") { p.fault { (frame.t("case-wrong-fees")) } }
                    @for at in 0..LINES.max(fees.len()) { (fee(frame, shown, given, at, fees.get(at))) }
                }
                label for="quote-until" { (frame.t("case-quote-until")) }
                @if given.wrong("quote", "until") { p.fault { (frame.t("case-wrong-until")) } }
                input #quote-until type="text" name="until" maxlength="40" value=(until);
                p.actions { button.btn { (frame.t("case-quote-go")) } }
            }
        }
    }
}

/// How far can be aimed: the minimum, what is not for choice, and each level of the selectable measures.
fn aims(shown: &ShownCase) -> Vec<CaseAim> {
    let levels = shown.criteria.map(|criteria| criteria.levels.iter().map(|step| step.level)).into_iter().flatten();
    [CaseAim::Minimum, CaseAim::Level(0)].into_iter().chain(levels.map(CaseAim::Level)).collect()
}

/// The word of an aim in forms.
pub(crate) fn aim_word(aim: CaseAim) -> String {
    match aim {
        CaseAim::Minimum => "minimum".to_owned(),
        CaseAim::Level(level) => format!("level-{level}"),
    }
}

/// An aim in words.
fn extent(frame: Frame<'_>, shown: &ShownCase, aim: CaseAim) -> String {
    let step = |level: u8| shown.criteria.and_then(|criteria| criteria.levels.iter().find(|step| step.level == level));
    match aim {
        CaseAim::Minimum => frame.t("case-extent-minimum"),
        CaseAim::Level(0) => frame.t("case-extent-whole"),
        CaseAim::Level(level) => {
            let label = step(level).map_or_else(|| level.to_string(), |step| frame.say(&step.label).to_owned());
            frame.texts.with("case-extent-level", &[("level", arg(label))])
        }
    }
}

fn fee(frame: Frame<'_>, shown: &ShownCase, given: &Given, at: usize, stands: Option<&Fee>) -> Markup {
    let name = |column: &str| format!("fee-{at}-{column}");
    let or = |column: &str, stands: String| match given.value("quote", &name(column)) {
        "" => stands,
        sent => sent.to_owned(),
    };
    let of = or("of", stands.map_or("", |fee| fee.of.word()).to_owned());
    let what = or("what", stands.and_then(|fee| fee.what).map(|text| shown.text(text).to_owned()).unwrap_or_default());
    let yen = or("yen", stands.map(|fee| fee.yen.to_string()).unwrap_or_default());
    let label = |column: &str| frame.texts.with(&format!("case-fee-{column}"), &[("n", arg(at + 1))]);
    html! {
        div.row.fee {
            select name=(name("of")) aria-label=(label("of")) {
                option value="" { (frame.t("field-not-told")) }
                @for kind in FeeKind::ALL { option value=(kind.word()) selected[of == kind.word()] { (frame.t(&format!("fee-{}", kind.word().replace('_', "-")))) } }
            }
            input type="text" name=(name("what")) maxlength="200" value=(what) aria-label=(label("what")) placeholder=(frame.t("case-fee-words"));
            input type="text" inputmode="numeric" name=(name("yen")) maxlength="14" value=(yen) aria-label=(label("yen")) placeholder=(frame.t("case-fee-yen-unit"));
        }
    }
}

/// The minimum for a first time, as the guideline wants it shown, with that it was shown.
fn minimum_set(frame: Frame<'_>, shown: &ShownCase, minimum: Option<&Tailored<'_>>) -> Markup {
    let Some(minimum) = minimum.filter(|minimum| minimum.aim == Aim::Minimum) else { return html! {} };
    let Some(criteria) = shown.criteria else { return html! {} };
    let noted = shown.status.kept().and_then(|file| file.minimum.last());
    let open = shown.status.over_on().is_none() && shown.may(Action::CaseHandle);
    html! {
        details.card {
            summary { h2 { (frame.t("case-minimum")) } }
            p { (frame.t("case-minimum-lead")) }
            p.note { (ours(frame.say(&criteria.ours))) }
            ol { @for needed in minimum.needs.iter().filter(|needed| needed.need == criteria::tailor::Need::Required) { li { (frame.say(&needed.requirement.title)) } } }
            @if let Some(noted) = noted { p.notice { (frame.texts.with("case-minimum-shown", &[("day", arg(frame.texts.date(noted.on, frame.today)))])) } }
            @if open { (act(frame, shown, "minimum", "case-minimum-go")) }
        }
    }
}

fn reviewed(frame: Frame<'_>, shown: &ShownCase) -> Markup {
    let Some((on, review)) = shown.status.kept().and_then(|file| file.review.as_ref()) else { return html! {} };
    let findings = [review.identity, review.competence, review.conflict, review.scope];
    html! {
        section.card {
            h2 { (frame.texts.with("case-reviewed", &[("day", arg(frame.texts.date(*on, frame.today)))])) }
            dl.facts {
                @for (question, finding) in QUESTIONS.into_iter().zip(findings) {
                    dt { (frame.t(&format!("review-{}", question.word()))) }
                    dd { span.tag.good[finding.fits].warn[!finding.fits] { (frame.t(if finding.fits { "review-fits" } else { "review-fits-not" })) } " " (shown.text(finding.reason)) }
                }
            }
            @if let Status::Declined { reasons, .. } = &shown.status { p { b { (frame.t("case-decline-reasons")) } " " (shown.text(*reasons)) } }
        }
    }
}

fn agreed(frame: Frame<'_>, shown: &ShownCase) -> Markup {
    let Some(contract) = shown.status.contract() else { return html! {} };
    let name = |person: record::PersonId| shown.names.get(&person).cloned().unwrap_or_else(|| frame.t("name-erased"));
    let signed = [
        ("company", arg(name(contract.company.by))),
        ("body", arg(name(contract.body))),
        ("day", arg(frame.texts.date(contract.company.day(), frame.today))),
    ];
    html! {
        section.card {
            h2 { (frame.t("case-agreed")) }
            p { (frame.texts.with("case-agreed-by", &signed)) }
            (terms(frame, shown, &contract.terms))
        }
    }
}

/// What is or was to be agreed on: for the company and for the body alike.
pub(crate) fn terms(frame: Frame<'_>, shown: &ShownCase, terms: &Terms) -> Markup {
    html! {
        dl.facts {
            dt { (frame.t("case-extent")) }
            dd { (extent(frame, shown, terms.tailoring.aim)) }
            dt { (frame.t("application-criteria")) } dd { (terms.criteria.0.pack) " " (terms.criteria.0.edition) }
            dt { (frame.t("case-rules")) } dd { (terms.rules.0.pack) " " (terms.rules.0.edition) }
        }
        table {
            thead { tr { th scope="col" { (frame.t("case-fees")) } th.num scope="col" { (frame.t("case-fee-yen-unit")) } } }
            tbody {
                @for fee in &terms.fees {
                    tr {
                        th scope="row" { (frame.t(&format!("fee-{}", fee.of.word().replace('_', "-")))) @if let Some(what) = fee.what { " " (shown.text(what)) } }
                        td.num { (frame.texts.yen(fee.yen)) }
                    }
                }
            }
            @if let Some(sum) = total(&terms.fees) { tfoot { tr { th scope="row" { (frame.t("case-fees-sum")) } td.num { (frame.texts.yen(sum)) } } } }
        }
        p.note { (frame.t("case-fees-condition")) }
    }
}
