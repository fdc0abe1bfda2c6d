//! Which keys the installation has, what is lost without them, and how a copy comes into a safe place.

use app::keyring::{KeyName, KeyStage, ListedKey};
use app::texts::arg;
use maud::{Markup, html};

use super::ways;
use crate::view::Frame;
use crate::view::company::framed;

/// How a copy is made, step by step.
const STEPS: [&str; 3] = ["safekeeping-step-copy", "safekeeping-step-place", "safekeeping-step-again"];

/// The keys. Only marks are shown, from which nobody learns a key.
pub(crate) fn keys(frame: Frame<'_>, keys: &[ListedKey], unticked: bool) -> Markup {
    let title = frame.t("safekeeping-title");
    let waits = keys.iter().any(ListedKey::waits_for_safekeeping);
    let (now, before): (Vec<_>, Vec<_>) = keys.iter().partition(|key| key.stage == KeyStage::InUse);
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/keys"))
            p.lead { (frame.t("safekeeping-lead")) }
            section.card #copy {
                h2 { (frame.t(if waits { "safekeeping-waits" } else { "safekeeping-done" })) }
                p { (frame.t("safekeeping-why")) }
                ol { @for step in STEPS { li { (frame.t(step)) } } }
                form.fields method="post" action=(frame.href("/operator/keys")) {
                    @if unticked { div.faults role="alert" { p { (frame.t("safekeeping-unticked")) } } }
                    label.check { input type="checkbox" name="safe" value="yes" required; (frame.t("safekeeping-tick")) }
                    p.actions { button.btn.sub[!waits] { (frame.t("safekeeping-go")) } }
                }
            }
            section.card {
                h2 { (frame.t("safekeeping-now")) }
                ul.plain { @for key in &now { li { (entry(frame, key)) } } }
            }
            @if !before.is_empty() {
                section.card {
                    h2 { (frame.t("safekeeping-before")) }
                    ul.plain { @for key in &before { li { (entry(frame, key)) } } }
                }
            }
            p.note { (frame.t("safekeeping-commands")) " " code { "mamori keys list" } " · " code { "mamori keys rotate" } " · " code { "mamori keys retire" } }
        }
    };
    framed(frame, &title, "/operator/keys", &main)
}

fn entry(frame: Frame<'_>, key: &ListedKey) -> Markup {
    let file = key.file();
    let without = match key.name {
        KeyName::Master => "safekeeping-without-master",
        KeyName::Vault => "safekeeping-without-vault",
        KeyName::Log => "safekeeping-without-log",
    };
    let since = [("at", arg(frame.moment(key.changed_at)))];
    html! {
        div {
            b { code { "keys/" (file) } } " "
            span.tag { (frame.t(key.stage.text())) }
            @if key.stage == KeyStage::InUse { p { (frame.t(without)) } }
            p.note {
                (frame.texts.with("safekeeping-mark", &[("mark", arg(key.mark.clone()))])) " · "
                (frame.texts.with("safekeeping-since", &since))
            }
            @match (key.stage, key.safe) {
                (KeyStage::InUse, None) => p.note { b { (frame.t("safekeeping-not-safe")) } },
                (KeyStage::InUse, Some((at, _))) => p.note { (frame.texts.with("safekeeping-safe", &[("at", arg(frame.moment(at)))])) },
                _ => {}
            }
        }
    }
}
