//! The pages of evidence: the list with the form, one piece, and what discarding means.

use app::access::Action;
use app::evidence::{
    EvidenceFile, EvidencePage, EvidenceRow, Field, Filled, KeptEvidence, Next, Proved, Upload, Wrong,
};
use app::texts::arg;
use maud::{Markup, html};
use protection::evidence::{Class, Reason};
use record::PersonId;

use super::layout::{Layout, Switch, layout};
use super::operator::used;
use super::{Frame, once};
use crate::cursor;
use crate::error::Refusal;

/// What a form was given, to be shown again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    /// Its fields.
    pub(crate) filled: Filled,
    /// What is wrong with them.
    pub(crate) faults: Vec<(Field, Wrong)>,
    /// The files that came, each sealed for the form: they need not be chosen again.
    pub(crate) uploads: Vec<(Upload, String)>,
    /// Files that are not taken, and why.
    pub(crate) refused: Vec<(String, Refusal)>,
    /// The rule that refuses all of it.
    pub(crate) why: Option<Refusal>,
}

impl Given {
    /// Whether there is something wrong.
    pub(crate) fn is_faulty(&self) -> bool {
        !self.faults.is_empty() || !self.refused.is_empty() || self.why.is_some()
    }

    fn wrong(&self, field: Field) -> Option<Wrong> {
        self.faults.iter().find(|(known, _)| *known == field).map(|(_, wrong)| *wrong)
    }
}

fn framed(frame: Frame<'_>, title: &str, path: &str, scripts: &[&'static str], main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts, switch: Switch::Link }, main)
}

fn period(frame: Frame<'_>, row: &EvidenceRow) -> String {
    let from = frame.date(&row.from);
    match &row.until {
        None => from,
        Some(until) => frame.texts.with("evidence-span", &[("from", arg(from)), ("until", arg(frame.date(until)))]),
    }
}

fn name(frame: Frame<'_>, names: &std::collections::BTreeMap<PersonId, String>, person: PersonId) -> String {
    names.get(&person).cloned().unwrap_or_else(|| frame.t("member-name-erased"))
}

/// The list, newest first, and the form above it.
pub(crate) fn list(frame: Frame<'_>, page: &EvidencePage, given: &Given) -> Markup {
    let title = frame.t("evidence-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (frame.t("evidence-lead")) }
            (wrong(frame, given))
            @if page.may(Action::EvidenceKeep) { (form(frame, page, given)) } @else { p.note { (frame.t("evidence-who-keeps")) } }
            section.card {
                h2 { (frame.t("evidence-list")) }
                (storage(frame, page))
                @if page.rows.is_empty() { p { (frame.t("evidence-none")) } }
                ul.plain.evidence { @for row in &page.rows { (listed(frame, page, row)) } }
                @if let Some(next) = page.next {
                    p.actions { a.btn.sub href=(format!("{}?before={}", frame.href("/evidence"), cursor::of_instant(next))) { (frame.t("evidence-older")) } }
                }
            }
        }
    };
    framed(frame, &title, "/evidence", &["evidence.js"], &main)
}

fn listed(frame: Frame<'_>, page: &EvidencePage, row: &EvidenceRow) -> Markup {
    let erased = || frame.t("evidence-title-erased");
    let values = [
        ("period", arg(period(frame, row))),
        ("n", arg(row.files)),
        ("size", arg(frame.texts.size(u64::try_from(row.bytes).unwrap_or(0)))),
    ];
    html! {
        li {
            p.who {
                a href=(frame.href(&format!("/evidence/{}", row.stream))) { b { (page.titles.get(&row.title).cloned().unwrap_or_else(erased)) } }
                @if row.class == Class::Sensitive.word() { " " span.tag { (frame.t("evidence-class-sensitive")) } }
                @if row.discarded.is_some() { " " span.tag { (frame.t("evidence-discarded")) } }
            }
            p.note {
                (frame.texts.with("evidence-listed", &values)) " "
                (frame.texts.with("evidence-received", &[("at", arg(frame.moment(row.kept_at))), ("who", arg(name(frame, &page.names, row.by)))]))
            }
        }
    }
}

/// How much there is, and how much there may be.
fn storage(frame: Frame<'_>, page: &EvidencePage) -> Markup {
    let storage = &page.storage;
    html! {
        p.storage {
            (frame.t("evidence-storage")) " " (used(frame, storage.used(), storage.allowed))
            @if storage.waiting > 0 { " " span.note { (frame.texts.with("evidence-storage-waiting", &[("size", arg(frame.texts.size(storage.waiting)))])) } }
        }
    }
}

/// What is wrong, in a list with links.
fn wrong(frame: Frame<'_>, given: &Given) -> Markup {
    if !given.is_faulty() {
        return html! {};
    }
    html! {
        div.faults role="alert" tabindex="-1" autofocus {
            @if let Some(why) = &given.why { p { (why.advice(frame.texts)) } }
            h2 { (frame.t("form-faults")) }
            ul {
                @for (field, _) in &given.faults { li { a href=(format!("#evidence-{}", field.name())) { (frame.t(label(*field))) } } }
                @for (name, why) in &given.refused { li { a href="#evidence-files" { @if !name.is_empty() { b { (name) } " " } (why.advice(frame.texts)) } } }
            }
            @if !given.uploads.is_empty() { p { (frame.t("evidence-files-stay")) } }
        }
    }
}

fn label(field: Field) -> &'static str {
    match field {
        Field::Title => "evidence-field-title",
        Field::From => "evidence-field-from",
        Field::Until => "evidence-field-until",
        Field::Class => "evidence-field-class",
        Field::KeepUntil => "evidence-field-keep-until",
        Field::Files => "evidence-field-files",
    }
}

/// One field with its note and its fault.
fn field(frame: Frame<'_>, given: &Given, (field, value): (Field, &str), note: Option<&str>) -> Markup {
    let (id, wrong) = (format!("evidence-{}", field.name()), given.wrong(field));
    html! {
        label for=(id) { (frame.t(label(field))) }
        @if let Some(note) = note { p.note id=(format!("{id}-note")) { (frame.t(note)) } }
        @if let Some(wrong) = wrong { p.fault id=(format!("{id}-fault")) { (frame.t(&format!("evidence-wrong-{}", wrong.word()))) } }
        input #(id) type="text" name=(field.name()) maxlength="120" autocomplete="off" value=(value) aria-invalid=[wrong.map(|_| "true")]
            aria-describedby=[wrong.map(|_| format!("{id}-fault")).or_else(|| note.map(|_| format!("{id}-note")))];
    }
}

fn form(frame: Frame<'_>, page: &EvidencePage, given: &Given) -> Markup {
    let filled = &given.filled;
    let sensitive = page.rights.get(&Action::EvidenceSensitive).is_some_and(|access| access.allowed);
    let chosen = if filled.class.is_empty() { Class::Ordinary.word() } else { &filled.class };
    html! {
        section.card {
            h2 { (frame.t("evidence-keep-title")) }
            form.fields data-upload=(frame.href("/evidence/uploads")) method="post" enctype="multipart/form-data" action=(frame.href("/evidence")) {
                (once())
                (field(frame, given, (Field::Title, &filled.title), Some("evidence-field-title-note")))
                (field(frame, given, (Field::From, &filled.from), Some("evidence-field-from-note")))
                (field(frame, given, (Field::Until, &filled.until), Some("evidence-field-until-note")))
                @if sensitive {
                    fieldset.choices {
                        legend #evidence-class { (frame.t("evidence-field-class")) }
                        @if given.wrong(Field::Class).is_some() { p.fault { (frame.t("evidence-wrong-class")) } }
                        @for class in Class::ALL {
                            label.choice-line {
                                input type="radio" name="class" value=(class.word()) checked[chosen == class.word()];
                                " " (frame.t(&format!("evidence-class-{}", class.word())))
                                span.note { " " (frame.t(&format!("evidence-class-{}-note", class.word()))) }
                            }
                        }
                    }
                    (field(frame, given, (Field::KeepUntil, &filled.keep_until), Some("evidence-field-keep-until-note")))
                }
                (files(frame, given))
                p.actions { button.btn { (frame.t("evidence-keep-go")) } }
            }
        }
    }
}

/// The field of files, with those that came already.
fn files(frame: Frame<'_>, given: &Given) -> Markup {
    let wrong = given.wrong(Field::Files);
    html! {
        label for="evidence-files" { (frame.t("evidence-field-files")) }
        p.note #evidence-files-note { (frame.t("evidence-field-files-note")) }
        @if let Some(wrong) = wrong { p.fault #evidence-files-fault { (frame.t(&format!("evidence-wrong-{}", wrong.word()))) } }
        input #evidence-files type="file" name="files" multiple aria-describedby="evidence-files-note" aria-invalid=[wrong.map(|_| "true")];
        ul.plain.uploads aria-live="polite" data-sending=(frame.t("evidence-sending")) data-again=(frame.t("evidence-again")) data-failed=(frame.t("evidence-failed"))
            data-done=(frame.t("evidence-came")) data-remove=(frame.t("evidence-remove")) {
            @for (upload, sealed) in &given.uploads {
                li {
                    input type="hidden" name="upload" value=(sealed);
                    (upload.name) " " span.note { (frame.texts.size(upload.bytes)) " " (frame.t("evidence-came")) }
                }
            }
        }
    }
}

/// One piece of evidence.
pub(crate) fn show(frame: Frame<'_>, kept: &KeptEvidence, given: &Given) -> Markup {
    let (row, path) = (&kept.row, format!("/evidence/{}", kept.row.stream));
    let title = if kept.title().is_empty() { frame.t("evidence-title-erased") } else { kept.title().to_owned() };
    let sensitive = row.class == Class::Sensitive.word();
    let here = row.discarded.is_none();
    let main = html! {
        div.wrap {
            p.row-links { a href=(frame.href("/evidence")) { (frame.t("evidence-title")) } }
            h1 { (title) @if sensitive { " " span.tag { (frame.t("evidence-class-sensitive")) } } }
            @if let Some((on, reason)) = &row.discarded {
                p.notice { (frame.texts.with("evidence-discarded-on", &[("day", arg(frame.date(on))), ("reason", arg(frame.t(&format!("evidence-reason-{reason}"))))])) }
            }
            (wrong(frame, given))
            dl.facts {
                dt { (frame.t("evidence-period")) } dd { (period(frame, row)) span.note { " " (frame.t("evidence-period-note")) } }
                dt { (frame.t("evidence-when")) } dd { (frame.moment(row.kept_at)) " " (name(frame, &kept.names, row.by)) span.note { " " (frame.t("evidence-when-note")) } }
                @if let Some(until) = &row.keep_until { dt { (frame.t("evidence-field-keep-until")) } dd { (frame.date(until)) } }
            }
            section.card {
                h2 { (frame.texts.with("evidence-files", &[("n", arg(kept.files.len()))])) }
                ul.plain.evidence { @for file in &kept.files { (one(frame, kept, file, &path)) } }
                p.note { (frame.t("evidence-noted")) }
            }
            (time(frame, kept, &path))
            @if here && kept.may(Action::EvidenceKeep) {
                section.card {
                    h2 { (frame.t("evidence-add-title")) }
                    form.fields data-upload=(frame.href("/evidence/uploads")) method="post" enctype="multipart/form-data" action=(frame.href(&format!("{path}/files"))) {
                        (once())
                        (files(frame, given))
                        p.actions { button.btn.sub { (frame.t("evidence-add-go")) } }
                    }
                }
            }
            @if kept.may(Action::EvidenceDiscard) { (looked(frame, kept)) }
            p.row-links {
                a href=(format!("{}?about={}", frame.href("/history"), row.stream)) { (frame.t("history-same")) }
                @if here && kept.may(Action::EvidenceDiscard) { " " a href=(frame.href(&format!("{path}/discard"))) { (frame.t("evidence-discard")) } }
            }
        }
    };
    framed(frame, &title, &path, &["evidence.js"], &main)
}

fn one(frame: Frame<'_>, kept: &KeptEvidence, file: &EvidenceFile, path: &str) -> Markup {
    let called = kept.texts.get(&file.name).cloned().unwrap_or_else(|| frame.t("evidence-name-erased"));
    html! {
        li {
            p.who {
                @if file.there { a href=(frame.href(&format!("{path}/files/{}", file.place))) download { (called) } } @else { (called) }
                " " span.note { (frame.texts.size(file.bytes)) }
            }
            p.note {
                (frame.texts.with("evidence-received", &[("at", arg(frame.moment(file.added_at))), ("who", arg(name(frame, &kept.names, file.by)))]))
                br; "SHA-256 " code.digest { (file.sha256) }
            }
        }
    }
}

/// How it stands with the time stamps, in words.
fn time(frame: Frame<'_>, kept: &KeptEvidence, path: &str) -> Markup {
    let Proved { newest, whole, over, next } = &kept.proved;
    let here = kept.row.discarded.is_none();
    let ends = |key: &str, at: i64| frame.texts.with(key, &[("at", arg(frame.moment(at)))]);
    html! {
        @if here || newest.is_some() {
            section.card #time {
                h2 { (frame.t("evidence-time")) }
                @if let Some(stamp) = newest {
                    p { (frame.texts.with("evidence-time-proved", &[("at", arg(frame.moment(stamp.at))), ("authority", arg(stamp.authority.clone()))])) }
                    @if *over { p.notice.warn { (ends("evidence-time-over", stamp.ends)) } }
                    @else if here && !matches!(next, Next::NotSet) { p.note { (ends("evidence-time-ends", stamp.ends)) } }
                    @else { p.note { (ends("evidence-time-ends-alone", stamp.ends)) } }
                    @if !whole && here { p { (frame.t("evidence-time-part")) } }
                }
                @match next {
                    Next::Nothing => {},
                    Next::NotSet if newest.is_some() => p.note { (frame.t("evidence-time-next-not-set-more")) },
                    _ => p { (frame.t(&format!("evidence-time-next-{}", next.word()))) },
                }
                @if let Some(fault) = next.fault() { p.note { (frame.t(&format!("jobfault-{}", fault.replace('_', "-")))) } }
                @if newest.is_some() {
                    p.actions { a.btn.sub href=(frame.href(&format!("{path}/proof"))) download { (frame.t("evidence-time-take")) } }
                    p.note { (frame.t("evidence-time-take-note")) }
                }
                p.note { (frame.t("evidence-time-lead")) }
            }
        }
    }
}

/// Who took a file, or saw a sensitive paper.
fn looked(frame: Frame<'_>, kept: &KeptEvidence) -> Markup {
    html! {
        details.card {
            summary { (frame.t("evidence-looked")) }
            @if kept.looked.is_empty() { p { (frame.t("evidence-looked-nobody")) } }
            ul.plain {
                @for (at, person) in &kept.looked {
                    li { (frame.moment(*at)) " " (person.map_or_else(|| frame.t("history-installation"), |person| name(frame, &kept.names, person))) }
                }
            }
        }
    }
}

/// What discarding means, before it is done.
pub(crate) fn discarding(frame: Frame<'_>, kept: &KeptEvidence) -> Markup {
    let path = format!("/evidence/{}/discard", kept.row.stream);
    let title = frame.t("evidence-discard");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            p.lead { (frame.texts.with("evidence-discard-lead", &[("title", arg(kept.title().to_owned())), ("n", arg(kept.files.len()))])) }
            ul { @for key in ["evidence-discard-gone", "evidence-discard-stays", "evidence-discard-never"] { li { (frame.t(key)) } } }
            form.fields method="post" action=(frame.href(&path)) {
                fieldset.choices {
                    legend { (frame.t("evidence-reason")) }
                    @for reason in Reason::ALL {
                        label.choice-line { input type="radio" name="reason" value=(reason.word()) required; " " (frame.t(&format!("evidence-reason-{}", reason.word()))) }
                    }
                }
                p.actions {
                    button.btn { (frame.t("evidence-discard-go")) } " "
                    a href=(frame.href(&format!("/evidence/{}", kept.row.stream))) { (frame.t("evidence-discard-not")) }
                }
            }
        }
    };
    framed(frame, &title, &path, &[], &main)
}
