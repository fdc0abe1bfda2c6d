//! The fields of the forms on people: each with its label, what stands in it, and what is wrong with it.

use app::certification::people::Filled;
use maud::{Markup, html};

use super::{Frame, Given, once};

/// A form; what was sent stands in it where this one was sent.
pub(super) struct Fields<'a> {
    /// The page.
    pub(super) frame: Frame<'a>,
    /// What the form does: its hidden field, and how the ids of its fields begin.
    pub(super) deed: &'a str,
    /// What was sent, if this form was.
    pub(super) given: Option<&'a Given>,
}

impl<'a> Fields<'a> {
    /// The form of a deed that stands once on its page.
    pub(super) fn new(frame: Frame<'a>, deed: &'a str, given: &'a Given) -> Self {
        Self { frame, deed, given: Some(given).filter(|given| given.is_some() && given.deed() == deed) }
    }

    /// The same where the form stands there for several: it is that with these hidden values.
    pub(super) fn of(frame: Frame<'a>, deed: &'a str, given: &'a Given, hidden: &[(&str, &str)]) -> Self {
        let same = |given: &&Given| hidden.iter().all(|(name, value)| given.filled.value(name) == *value);
        let Self { given, .. } = Self::new(frame, deed, given);
        Self { frame, deed, given: given.filter(same) }
    }

    /// Whether this form was sent.
    pub(super) fn is_sent(&self) -> bool {
        self.given.is_some()
    }

    /// What stands in a field.
    pub(super) fn value(&self, name: &str) -> &'a str {
        self.given.map_or("", |given| given.filled.value(name))
    }

    /// Whether a box is ticked.
    pub(super) fn has(&self, name: &str, value: &str) -> bool {
        self.given.is_some_and(|given| Filled::has(&given.filled, name, value))
    }

    /// The id of a field.
    pub(super) fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.deed)
    }

    fn wrong(&self, name: &str) -> bool {
        self.given.is_some_and(|given| given.wrong.contains(&name))
    }

    /// What is wrong with a field, beside it.
    pub(super) fn fault(&self, name: &str) -> Markup {
        html! {
            @if self.wrong(name) { p.fault id=(format!("{}-fault", self.id(name))) { (self.frame.t(&format!("people-wrong-{name}"))) } }
        }
    }

    /// That it is this form, once.
    pub(super) fn begins(&self) -> Markup {
        html! { (once()) input type="hidden" name="deed" value=(self.deed); }
    }

    fn described(&self, name: &str, note: Option<&str>) -> Option<String> {
        let fault = self.wrong(name).then(|| format!("{}-fault", self.id(name)));
        fault.or_else(|| note.map(|_| format!("{}-note", self.id(name))))
    }

    /// One line.
    pub(super) fn line(&self, name: &str, label: &str, note: Option<&str>) -> Markup {
        html! {
            (self.head(name, label, note))
            input id=(self.id(name)) type="text" name=(name) maxlength="400" autocomplete="off" value=(self.value(name))
                aria-invalid=[self.wrong(name).then_some("true")] aria-describedby=[self.described(name, note)];
        }
    }

    /// A text of several lines.
    pub(super) fn text(&self, name: &str, label: &str, note: Option<&str>) -> Markup {
        html! {
            (self.head(name, label, note))
            textarea id=(self.id(name)) name=(name) rows="2" maxlength="2000"
                aria-invalid=[self.wrong(name).then_some("true")] aria-describedby=[self.described(name, note)] { (self.value(name)) }
        }
    }

    /// A choice from a list, with its words.
    pub(super) fn choice(&self, name: &str, label: &str, options: &[(String, String)]) -> Markup {
        html! {
            (self.head(name, label, None))
            select id=(self.id(name)) name=(name) aria-invalid=[self.wrong(name).then_some("true")] aria-describedby=[self.described(name, None)] {
                option value="" { (self.frame.t("people-choose")) }
                @for (value, words) in options { option value=(value) selected[value == self.value(name)] { (words) } }
            }
        }
    }

    fn head(&self, name: &str, label: &str, note: Option<&str>) -> Markup {
        html! {
            label for=(self.id(name)) { (self.frame.t(label)) }
            @if let Some(note) = note { p.note id=(format!("{}-note", self.id(name))) { (self.frame.t(note)) } }
            (self.fault(name))
        }
    }

    /// The button; the one of the next step is the main one.
    pub(super) fn go(&self, key: &str, main: bool) -> Markup {
        html! { p.actions { button.btn.sub[!main] { (self.frame.t(key)) } } }
    }
}
