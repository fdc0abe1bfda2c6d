//! Where an organisation stands, in one sentence, and the one next thing to do.

use app::checks::ListedCheck;
use app::texts::arg;
use criteria::score::Score;
use jiff::civil::Date;
use maud::{Markup, html};

use super::framed;
use crate::view::Frame;

/// Signed in, and a member of nothing yet.
pub(crate) fn no_organisation(frame: Frame<'_>) -> Markup {
    let title = frame.t("today-title");
    let main = html! {
        div.wrap.prose {
            h1 { (frame.t("today-no-organisation")) }
            p.lead { (frame.t("today-no-organisation-lead")) }
            p.actions { a.btn href=(frame.href("/organisations/new")) { (frame.t("organisation-new")) } }
            p { a href=(frame.href("/account")) { (frame.t("account-own")) } }
        }
    };
    framed(frame, &title, "/today", &main)
}

/// Where a check stands, in one sentence. `signed`: whether its last confirmation still holds.
pub(crate) fn state(frame: Frame<'_>, score: &Score, signed: Option<bool>) -> String {
    let left = score.coverage.items - score.coverage.answered;
    match signed {
        _ if left > 0 => frame.texts.with("today-unfinished", &[("left", arg(left))]),
        Some(true) => frame.t("today-signed"),
        Some(false) => frame.t("today-changed"),
        None => frame.t("today-unsigned"),
    }
}

/// The state in one sentence, and the one next thing to do.
pub(crate) fn today(frame: Frame<'_>, checks: &[ListedCheck], today: Date) -> Markup {
    let title = frame.t("today-title");
    let newest = checks.first();
    let state = newest.and_then(|check| check.score.as_ref().map(|score| state(frame, score, check.signed)));
    let state = state.unwrap_or_else(|| frame.t("today-nothing"));
    let main = html! {
        div.wrap {
            p.note { (frame.texts.date(today, today)) }
            h1 { (state) }
            @match newest {
                Some(check) => p.actions {
                    a.btn href=(frame.href(&format!("/checks/{}", check.row.stream))) { (frame.t("today-go-on")) }
                },
                None => form method="post" action=(frame.href("/checks")) {
                    p.actions { button.btn { (frame.t("today-begin")) } }
                },
            }
            section.card {
                h2 { (frame.t("today-more")) }
                ul.reading-list {
                    li { a href=(frame.href("/checks")) { (frame.t("checks-nav")) } }
                    li { a href=(frame.href("/members")) { (frame.t("members-nav")) } }
                    li { a href=(frame.href("/organisation")) { (frame.t("organisation-title")) } }
                    li { a href=(frame.href("/history")) { (frame.t("history-nav")) } }
                }
            }
        }
    };
    framed(frame, &title, "/today", &main)
}
