//! The working paper: every requirement of the case on one page, each with its form, so that one can go on where there is no
//! connection; one requirement by itself; and what was found, for the company to read on the spot.

use app::access::Action;
use app::certification::field::{Field, files};
use app::texts::arg;
use criteria::pack::criteria::Requirement;
use maud::{Markup, html};
use record::StreamId;
use scheme::audit::Statement;
use scheme::requirement::{Counterpart, Entry, Outcome, Status};
use scheme::seen::Exhibit;

use super::{
    Form, Given, address, closed, evidence_lines, faults, framed, head, misfilled, name, outcome_said, outcome_tag,
    said, seen, statement,
};
use crate::pages::field::{AGREED, in_address};
use crate::view::{Frame, once};

/// The pages beside the working paper.
pub(super) fn ways(frame: Frame<'_>, field: &Field, here: &str) -> Markup {
    let base = format!("{}/paper", address(field));
    let pages = [("", "working-title"), ("/field", "onsite-title"), ("/agree", "working-agree")];
    html! {
        nav.ways aria-label=(frame.t("working-ways")) {
            @for (page, key) in pages {
                a href=(frame.href(&format!("{base}{page}"))) aria-current=[(page == here).then_some("page")] { (frame.t(key)) }
            }
        }
    }
}

/// All of them, part by part.
pub(crate) fn list(frame: Frame<'_>, field: &Field) -> Markup {
    let title = frame.t("working-title");
    let path = format!("{}/paper", address(field));
    let required = field.required();
    let closed = closed(frame, field);
    let writable = closed.is_none() && field.is_underway();
    let here = field.audit().map_or(field.shown.row.stream, |audit| audit.row.stream);
    let others = field.dossier.audits.iter().map(|audit| audit.row.stream).filter(|audit| *audit != here);
    let others: Vec<String> = others.map(|audit| kept_under(field, audit)).collect();
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "paper"))
            (ways(frame, field, ""))
            (next(frame, field, &required, closed.as_deref()))
            // What a device keeps is of one audit: what it kept of another is shown and goes into none.
            div.working data-key=(kept_under(field, here)) data-others=(others.join(" "))
                data-shared=[frame.who.is_some_and(|who| who.shared).then_some("yes")] data-sign-in=(format!("{}?then={}", frame.href("/sign-in"), frame.href(&path))) {
                @if let Some(criteria) = field.shown.criteria {
                    @for part in &criteria.parts {
                        @let of_part: Vec<(usize, &Requirement)> = required.iter().enumerate().filter(|(_, one)| one.part == part.id).map(|(at, one)| (at + 1, *one)).collect();
                        @if !of_part.is_empty() {
                            section {
                                h2 { (frame.say(&part.mark)) " " (frame.say(&part.title)) }
                                @for (at, requirement) in of_part { (folded(frame, field, requirement, at, writable)) }
                            }
                        }
                    }
                }
                (state(frame))
            }
        }
    };
    framed(frame, &title, &path, &["paper.js"], &main)
}

/// Under what a device keeps what the reader types into the paper of an audit.
fn kept_under(field: &Field, audit: StreamId) -> String {
    format!("mamori:paper:{}:{audit}:", field.reader)
}

/// Where the work stands and what comes next.
fn next(frame: Frame<'_>, field: &Field, required: &[&Requirement], closed: Option<&str>) -> Markup {
    let mandatory = field.mandatory();
    let open = required.iter().position(|one| mandatory.contains(&one.id) && field.entry(&one.id).is_none());
    let done = mandatory.iter().filter(|criterion| field.entry(criterion).is_some()).count();
    let (to_agree, unraised) = (field.to_agree().len(), field.unraised().len());
    let count = [("done", arg(done)), ("of", arg(mandatory.len()))];
    let button = |to: String, key: &str| html! { p.actions { a.btn href=(to) { (frame.t(key)) } } };
    let at = |page: &str| frame.href(&format!("{}{page}", address(field)));
    let report = field.work().and_then(|work| work.report());
    html! {
        section.card {
            p.lead { b { (frame.texts.with("working-count", &count)) } }
            @if to_agree > 0 { p { (frame.texts.with("working-to-agree", &[("n", arg(to_agree))])) } }
            @if unraised > 0 { p { (frame.texts.with("working-unraised", &[("n", arg(unraised))])) } }
            @if let Some(closed) = closed { p { (closed) } }
            @else if let Some(report) = report {
                p { (frame.texts.with("working-reported", &[("day", arg(frame.texts.date(report.on, frame.today)))])) }
                (button(at("/report"), "working-to-report"))
            }
            @else if let Some(open) = open { (button(format!("#r{}", open + 1), "working-next")) }
            @else if to_agree > 0 { (button(at("/paper/agree"), "working-agree")) }
            @else if unraised > 0 { (button(at("/findings"), "working-raise")) }
            @else { (button(at("/report"), "working-to-report")) }
        }
    }
}

/// What is told of what waits on the device.
fn state(frame: Frame<'_>) -> Markup {
    let pattern = |key: &str, names: &[&'static str]| frame.texts.pattern(key, names);
    html! {
        p.typing-state hidden role="status" data-offline=(frame.t("working-offline")) data-over=(frame.t("draft-over")) data-sign-in=(frame.t("draft-sign-in"))
            data-waiting=(pattern("working-waiting", &["n"])) data-conflicts=(pattern("working-conflicts", &["n"])) data-typed=(pattern("working-typed", &["n"]))
            data-later=(frame.t("working-later")) data-refused=(pattern("working-refused", &["n"])) data-full=(frame.t("working-full")) {}
        template #working-words data-typed=(frame.t("working-typed-here")) data-waiting=(frame.t("working-waits-here")) data-entered=(frame.t("working-entered"))
            data-met=(frame.t("draft-met")) data-theirs=(frame.t("version-saved")) data-mine=(frame.t("version-yours"))
            data-take-mine=(frame.t("working-take-mine")) data-take-theirs=(frame.t("working-take-theirs")) data-refused=(frame.t("working-refused-here"))
            data-gone=(frame.t("working-gone")) data-discard=(frame.t("working-discard")) data-reason=(frame.t("working-reason")) data-note=(frame.t("working-note")) {}
    }
}

fn folded(frame: Frame<'_>, field: &Field, requirement: &Requirement, at: usize, writable: bool) -> Markup {
    let paper = field.paper(&requirement.id).map(|paper| &paper.status);
    let outcome = paper.and_then(Status::outcome);
    let agreed = matches!(paper, Some(Status::Agreed { .. }));
    html! {
        details.card.requirement id=(format!("r{at}")) {
            summary {
                (frame.say(&requirement.title)) " " (outcome_tag(frame, outcome))
                @if agreed { " " span.tag.good { (frame.t("working-agreed")) } }
            }
            (statement(frame, field, requirement))
            (declared(frame, field, requirement))
            (standing(frame, field, requirement))
            @if writable && !agreed {
                @let form = Form { frame, given: &Given::default(), form: "enter", id: format!("r{at}") };
                (entry(field, requirement, &form))
            }
            p { a href=(frame.href(&one_address(field, requirement))) { (frame.t("working-alone")) } }
        }
    }
}

fn one_address(field: &Field, requirement: &Requirement) -> String {
    format!("{}/paper/{}", address(field), in_address(&requirement.id))
}

/// What the company declared of it, where that is part of the certification.
fn declared(frame: Frame<'_>, field: &Field, requirement: &Requirement) -> Markup {
    let attestation = field.work().and_then(|work| work.attestation.as_ref());
    let Some(statement) = attestation.and_then(|attestation| attestation.statements.get(&requirement.id)) else {
        return html! {};
    };
    html! {
        dl.facts {
            dt { (frame.t("working-declared")) }
            @match statement {
                Statement::Met { evidence } => { dd { (frame.t("attest-met")) } (seen(frame, field, &address(field), evidence)) },
                Statement::NotApplicable { reason } => { dd { (frame.t("attest-not-applicable")) } dd.lines { (said(field, Some(*reason))) } },
            }
        }
    }
}

/// What stands, by whom, and with whom of the company it was agreed.
fn standing(frame: Frame<'_>, field: &Field, requirement: &Requirement) -> Markup {
    let Some(paper) = field.paper(&requirement.id) else { return html! {} };
    let Some(entry) = paper.status.paper().and_then(|paper| paper.entry.as_ref()) else { return html! {} };
    html! {
        (found(frame, field, entry))
        @if let Status::Agreed { with, on, .. } = &paper.status {
            @let who = match with { Counterpart::Named(text) => said(field, Some(*text)), Counterpart::Person(person) => name(frame, field, *person) };
            p.notice { (frame.texts.with("working-agreed-with", &[("who", arg(who)), ("day", arg(frame.texts.date(*on, frame.today)))])) }
        }
    }
}

fn found(frame: Frame<'_>, field: &Field, entry: &Entry) -> Markup {
    let finding = &entry.finding;
    html! {
        dl.facts {
            dt { (frame.t("working-outcome")) } dd { (outcome_tag(frame, Some(finding.outcome))) }
            dt { (frame.t("working-evidence")) } (seen(frame, field, &address(field), &finding.evidence))
            (super::fact(frame, "working-reason", &said(field, finding.reason)))
            (super::fact(frame, "working-note", &said(field, finding.note)))
            dt { (frame.t("working-by")) } dd { (name(frame, field, entry.by)) " " (frame.texts.date(entry.on, frame.today)) }
        }
    }
}

/// The form of a requirement, with what stands in it.
fn entry(field: &Field, requirement: &Requirement, form: &Form<'_>) -> Markup {
    let (frame, stands) = (form.frame, field.entry(&requirement.id));
    let finding = stands.map(|entry| &entry.finding);
    let outcomes: Vec<(&str, String)> = Outcome::ALL
        .into_iter()
        .filter(|outcome| !(requirement.basic && *outcome == Outcome::NotApplicable))
        .map(|outcome| (outcome.word(), outcome_said(frame, outcome)))
        .collect();
    let lines = finding.map(|finding| evidence_lines(field, &finding.evidence)).unwrap_or_default();
    let kept = finding.map(|finding| files(&finding.evidence)).unwrap_or_default();
    let text = |text: Option<record::Text>| said(field, text);
    // Whoever saw both takes what stands as the base: what is entered now replaces it.
    let base = stands.map_or(0, |entry| entry.version);
    let to = one_address(field, requirement);
    html! {
        form.fields.entry method="post" action=(frame.href(&to)) data-criterion=(requirement.id) data-to=(frame.href(&format!("{to}/sent"))) {
            (once())
            input type="hidden" name="base" value=(base);
            @if let Some(audit) = field.audit() { input type="hidden" name="audit" value=(audit.row.stream); }
            @for file in &kept { input type="hidden" name="known" value=(file_value(*file)); }
            (form.choices("outcome", "working-outcome", &outcomes, finding.map_or("", |finding| finding.outcome.word())))
            p.note { (frame.t("working-evidence-note")) }
            (form.area("evidence", "working-evidence-lines", (4, &lines)))
            @if !kept.is_empty() {
                fieldset.choices {
                    legend { (frame.t("working-files")) }
                    @for (at, file) in kept.iter().enumerate() {
                        @let value = file_value(*file);
                        label.check { input type="checkbox" name="file" value=(value) checked[form.keeps(&value)]; (frame.texts.with("working-file-keep", &[("n", arg(at + 1))])) }
                    }
                }
            }
            @if !requirement.basic { (form.area("reason", "working-reason", (2, &text(finding.and_then(|finding| finding.reason))))) }
            @else { p.note { (frame.t("working-basic")) } }
            (form.area("note", "working-note-more", (2, &text(finding.and_then(|finding| finding.note)))))
            (form.line("on", "working-on", &frame.today.to_string()))
            p.entry-state.note role="status" {}
            p.actions { button.btn { (frame.t("working-enter")) } }
        }
    }
}

/// A file as a form names it.
fn file_value(file: Exhibit) -> String {
    format!("{}/{}", file.stream, file.sha256)
}

/// One requirement by itself.
pub(crate) fn one(frame: Frame<'_>, field: &Field, requirement: &Requirement, given: &Given) -> Markup {
    let title = frame.say(&requirement.title).to_owned();
    let closed = closed(frame, field);
    let writable = closed.is_none() && field.is_underway();
    let agreed = matches!(field.paper(&requirement.id).map(|paper| &paper.status), Some(Status::Agreed { .. }));
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "paper"))
            p { a href=(frame.href(&format!("{}/paper", address(field)))) { (frame.t("working-all")) } }
            (faults(frame, given))
            section.card { (statement(frame, field, requirement)) }
            @if let Some(closed) = &closed { p.notice { (closed) } }
            @if given.met { (side_by_side(frame, field, requirement, given)) }
            @else if field.entry(&requirement.id).is_some() { section.card { h2 { (frame.t("working-stands")) } (standing(frame, field, requirement)) } }
            @if writable && agreed { (reopening(frame, field, requirement, given)) }
            @else if writable {
                section.card { h2 { (frame.t("working-enter-title")) } (entry(field, requirement, &Form::new(frame, given, "enter"))) }
                @if let Some(entry) = field.entry(&requirement.id) { (adding(frame, field, requirement, (entry, given))) }
            }
        }
    };
    framed(frame, &title, &one_address(field, requirement), &[], &main)
}

/// Both versions, where another auditor was first: what is entered below replaces the one that stands.
fn side_by_side(frame: Frame<'_>, field: &Field, requirement: &Requirement, given: &Given) -> Markup {
    let outcome = Outcome::from_word(given.value("outcome"));
    html! {
        div.versions {
            div {
                h3 { (frame.t("version-saved")) }
                @if let Some(entry) = field.entry(&requirement.id) { (found(frame, field, entry)) }
            }
            div {
                h3 { (frame.t("version-yours")) }
                dl.facts {
                    dt { (frame.t("working-outcome")) } dd { (outcome_tag(frame, outcome)) }
                    (super::fact(frame, "working-evidence", given.value("evidence")))
                    (super::fact(frame, "working-reason", given.value("reason")))
                    (super::fact(frame, "working-note", given.value("note")))
                }
            }
        }
        p { (frame.t("working-choose")) }
        p.actions { a.btn.sub href=(frame.href(&format!("{}/paper", address(field)))) { (frame.t("working-take-theirs")) } }
    }
}

fn reopening(frame: Frame<'_>, field: &Field, requirement: &Requirement, given: &Given) -> Markup {
    let form = Form::new(frame, given, "reopen");
    html! {
        section.card {
            h2 { (frame.t("working-reopen")) }
            p { (frame.t("working-reopen-lead")) }
            form.fields method="post" action=(frame.href(&format!("{}/reopen", one_address(field, requirement)))) {
                (once())
                (form.area("reopening", "working-reopening", (2, "")))
                p.actions { button.btn.sub { (frame.t("working-reopen-go")) } }
            }
        }
    }
}

fn adding(frame: Frame<'_>, field: &Field, requirement: &Requirement, (entry, given): (&Entry, &Given)) -> Markup {
    let wrong = given.form == "add" && given.wrong.iter().any(|name| name == "files");
    html! {
        section.card {
            h2 { (frame.t("working-add")) }
            p.note { (frame.t("working-add-note")) }
            form.fields method="post" enctype="multipart/form-data" action=(frame.href(&format!("{}/files", one_address(field, requirement)))) {
                (once())
                input type="hidden" name="base" value=(entry.version);
                label for="add-files" { (frame.t("working-files-choose")) }
                @if wrong { p.fault { (misfilled(frame, "files")) } }
                input #add-files type="file" name="files" multiple;
                p.actions { button.btn.sub { (frame.t("working-add-go")) } }
            }
        }
    }
}

/// What was entered and is not agreed yet, for the company to read on the tablet.
pub(crate) fn agreeing(frame: Frame<'_>, field: &Field, given: &Given) -> Markup {
    let title = frame.t("working-agree");
    let mut open = field.to_agree();
    let more = open.len().saturating_sub(AGREED);
    open.truncate(AGREED);
    let closed = closed(frame, field);
    let may = closed.is_none() && field.is_underway() && field.shown.may(Action::AuditConduct);
    let form = Form::new(frame, given, "agree");
    let path = format!("{}/paper/agree", address(field));
    let main = html! {
        div.wrap.prose {
            (head(frame, field, &title, "paper"))
            (ways(frame, field, "/agree"))
            (faults(frame, given))
            @if !given.left.is_empty() {
                div.faults role="alert" tabindex="-1" autofocus {
                    h2 { (frame.t("working-agree-left")) }
                    ul { @for (id, why) in &given.left { li { b { (super::criterion(frame, field, id)) } " " (why) } } }
                }
            }
            @if let Some(closed) = &closed { p.notice { (closed) } }
            @if open.is_empty() { p.lead { (frame.t("working-agree-none")) } }
            @else {
                p.lead { (frame.texts.with("working-agree-lead", &[("company", arg(field.shown.client.clone())), ("n", arg(open.len()))])) }
                form.fields method="post" action=(frame.href(&path)) {
                    (once())
                    @for (requirement, entry) in &open {
                        section.card {
                            h2 { (frame.say(&requirement.title)) }
                            (statement(frame, field, requirement))
                            (found(frame, field, entry))
                            input type="hidden" name=(format!("agree:{}", requirement.id)) value=(entry.version);
                        }
                    }
                    @if may {
                        (form.line("with", "working-with", ""))
                        p.note { (frame.t("working-with-note")) }
                        @if more > 0 { p.note { (frame.texts.with("working-agree-more", &[("n", arg(more))])) } }
                        p.actions.sticky { button.btn { (frame.t("working-agree-go")) } }
                    }
                }
            }
        }
    };
    framed(frame, &title, &path, &[], &main)
}
