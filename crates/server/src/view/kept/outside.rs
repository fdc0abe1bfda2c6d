//! The form that registers what the representative signed on paper or by an e-contract, of a check or of an application.

use app::access::Access;
use app::checks::sign_off::{Field, Filled, Signer};
use maud::{Markup, html};

use crate::view::{Frame, once};

/// The form, as it is shown.
pub(crate) struct OutsideForm<'f> {
    /// Who can sign.
    pub(crate) signers: &'f [Signer],
    /// What was filled in.
    pub(crate) filled: &'f Filled,
    /// The fields that are wrong.
    pub(crate) faults: &'f [Field],
    /// The page of the ways; the form goes to the way below it.
    pub(crate) to: String,
    /// The digest of what was shown, where the form names it; may be empty.
    pub(crate) seen: &'f str,
    /// Whether the reader may.
    pub(crate) access: Option<&'f Access>,
}

impl OutsideForm<'_> {
    fn wrong(&self, way: &str, field: Field) -> bool {
        self.filled.way == way && self.faults.contains(&field)
    }

    fn value(&self, way: &str, field: Field) -> &str {
        if self.filled.way == way { self.filled.value(field.name()) } else { "" }
    }
}

pub(super) fn label(field: Field) -> &'static str {
    match field {
        Field::By => "field-by",
        Field::SignedOn => "field-signed-on",
        Field::Code => "field-code",
        Field::File => "field-file",
        Field::KeptWhere => "field-kept-where",
        Field::Service => "field-service",
        Field::Reference => "field-reference",
        Field::MandateScope => "field-mandate-scope",
        Field::MandateUntil => "field-mandate-until",
    }
}

fn fault(field: Field) -> &'static str {
    match field {
        Field::By => "field-by-fault",
        Field::SignedOn | Field::MandateUntil => "field-date-fault",
        Field::Code => "field-code-fault",
        Field::File => "field-file-fault",
        Field::KeptWhere | Field::Service | Field::Reference | Field::MandateScope => "field-short-fault",
    }
}

/// One field with its fault.
fn field(frame: Frame<'_>, form: &OutsideForm<'_>, way: &str, field: Field) -> Markup {
    let (id, wrong) = (format!("{way}-{}", field.name()), form.wrong(way, field));
    html! {
        label for=(id) { (frame.t(label(field))) }
        @if wrong { p.fault id=(format!("{id}-fault")) { (frame.t(fault(field))) } }
        input #(id) type="text" name=(field.name()) maxlength="200" autocomplete="off" value=(form.value(way, field)) aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("{id}-fault"))];
    }
}

/// The mandate of whoever does not sign as the representative.
pub(super) fn mandate(frame: Frame<'_>, form: &OutsideForm<'_>, way: &str) -> Markup {
    let fields = [Field::MandateScope, Field::MandateUntil];
    let open = fields.iter().any(|field| form.wrong(way, *field) || !form.value(way, *field).is_empty());
    html! {
        details open[open] {
            summary { (frame.t("mandate-title")) }
            p.note { (frame.t("mandate-note")) }
            @for one in fields { (field(frame, form, way, one)) }
        }
    }
}

/// The form of one way; before it, who one is.
pub(crate) fn outside_form(frame: Frame<'_>, form: &OutsideForm<'_>, way: &str, more: &[Field]) -> Markup {
    let Some(access) = form.access.filter(|access| access.allowed || access.step_up) else {
        return html! { p.note { (frame.t("register-who")) } };
    };
    let to = frame.href(&form.to);
    if !access.allowed {
        return html! {
            p { (frame.t("register-step-up")) }
            p.actions { a.btn.sub href=(format!("{}?then={to}", frame.href("/confirm"))) { (frame.t("register-confirm")) } }
        };
    }
    let chosen = form.value(way, Field::By);
    let file = format!("{way}-file");
    html! {
        h3 { (frame.t("register-title")) }
        form.fields method="post" enctype="multipart/form-data" action=(format!("{to}/{way}")) {
            (once())
            @if !form.seen.is_empty() { input type="hidden" name="seen" value=(form.seen); }
            label for=(format!("{way}-by")) { (frame.t("field-by")) }
            @if form.wrong(way, Field::By) { p.fault { (frame.t("field-by-fault")) } }
            select id=(format!("{way}-by")) name="by" {
                option value="" { (frame.t("field-not-told")) }
                @for signer in form.signers {
                    option value=(signer.person) selected[chosen == signer.person.to_string()] {
                        (signer.name) @if !signer.executive { " " (frame.t("signer-by-mandate")) }
                    }
                }
            }
            (field(frame, form, way, Field::SignedOn))
            (field(frame, form, way, Field::Code))
            @for one in more { (field(frame, form, way, *one)) }
            label for=(file) { (frame.t("field-file")) }
            p.note { (frame.t(if way == "paper" { "field-file-paper" } else { "field-file-copy" })) }
            @if form.wrong(way, Field::File) { p.fault id=(format!("{file}-fault")) { (frame.t("field-file-fault")) } }
            input id=(file) type="file" name="file" aria-describedby=[form.wrong(way, Field::File).then(|| format!("{file}-fault"))];
            (mandate(frame, form, way))
            p.actions { button.btn { (frame.t("register-go")) } }
        }
    }
}
