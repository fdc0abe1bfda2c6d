//! Whether backups are taken, what came into each, and how one is taken.

use app::backup::{Backups, KEPT_DAYS, TakenBackup};
use app::texts::arg;
use maud::{Markup, html};

use super::ways;
use crate::view::Frame;
use crate::view::company::framed;

/// How backups are set up, step by step.
const STEPS: [&str; 3] = ["backups-step-key", "backups-step-nightly", "backups-step-apart"];

/// The backups.
pub(crate) fn backups(frame: Frame<'_>, backups: &Backups) -> Markup {
    let title = frame.t("backups-title");
    let last = backups.taken.first();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator/backups"))
            p.lead { (frame.t("backups-lead")) }
            section.card #last {
                h2 { (heading(frame, last, backups.late)) }
                @if let Some(last) = last { (contents(frame, last)) }
                @if backups.late {
                    p { (frame.t(if last.is_some() { "backups-why" } else { "backups-why-none" })) }
                    ol { @for step in STEPS { li { (frame.t(step)) } } }
                }
                p.note { code { "mamori backup --to FILE --recipient age1…" } }
            }
            @if backups.taken.len() > 1 {
                section.card {
                    h2 { (frame.t("backups-before")) }
                    ul.plain { @for one in &backups.taken[1..] { li { div { b { (frame.moment(one.taken_at)) } (files(frame, one)) } } } }
                }
            }
            p.note { (frame.t("backups-check")) " " code { "mamori backup check" } " · " code { "mamori restore" } }
        }
    };
    framed(frame, &title, "/operator/backups", &main)
}

/// When the last one was taken, or that none was.
fn heading(frame: Frame<'_>, last: Option<&TakenBackup>, late: bool) -> String {
    let Some(last) = last else { return frame.t("backups-none") };
    let at = [("at", arg(frame.moment(last.taken_at)))];
    frame.texts.with(if late { "backups-late" } else { "backups-last" }, &at)
}

/// What came into a backup, and what did not.
fn contents(frame: Frame<'_>, one: &TakenBackup) -> Markup {
    let keys = arg(one.vault_keys);
    html! {
        (files(frame, one))
        @match one.keys_from {
            Some(from) => p.note {
                (frame.texts.with("backups-keys", &[("n", keys), ("from", arg(frame.moment(from))), ("days", arg(KEPT_DAYS))]))
            },
            None if one.vault_keys > 0 => p { b { (frame.texts.with("backups-keys-not", &[("n", keys)])) } },
            None => {}
        }
        p.note { "SHA-256 " code { (one.sha256) } }
    }
}

/// How many records and files.
fn files(frame: Frame<'_>, one: &TakenBackup) -> Markup {
    let files = arg(one.files);
    html! {
        p { (frame.texts.with("backups-events", &[("n", arg(one.events))])) }
        @match one.files_missing {
            Some(0) => p { (frame.texts.with("backups-files", &[("n", files)])) },
            Some(missing) => p { b { (frame.texts.with("backups-files-missing", &[("n", files), ("missing", arg(missing))])) } },
            None if one.files > 0 => p { b { (frame.texts.with("backups-files-not", &[("n", files)])) } },
            None => {}
        }
    }
}
