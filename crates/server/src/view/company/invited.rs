//! The page after an invitation was made: mailed, or one A4 page to hand over. The link is shown this once.

use app::dates::in_japan;
use app::members::MadeInvitation;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::era;
use criteria::text::Lang;
use jiff::Timestamp;
use maud::{Markup, html};
use record::PersonId;

use super::framed;
use crate::view::{Frame, qr};

/// An invitation that was just made.
pub(crate) struct ShownInvitation<'a> {
    /// Who is invited.
    pub(crate) name: &'a str,
    /// The invitation.
    pub(crate) made: &'a MadeInvitation,
    /// Its whole address.
    pub(crate) link: &'a str,
    /// The eras.
    pub(crate) catalogue: &'a Catalogue,
    /// Into which organisation.
    pub(crate) organisation: &'a str,
    /// The page it was made on, without language, and the key of the words that lead back there.
    pub(crate) back: (&'a str, &'a str),
    /// Where it is made again to be handed over; none = nowhere.
    pub(crate) by_hand: Option<&'a str>,
}

/// An instant on paper: in both calendars in Japanese.
fn on_paper(frame: Frame<'_>, catalogue: &Catalogue, at: Timestamp) -> String {
    let local = in_japan(at);
    let day = match frame.texts.lang {
        Lang::Ja => {
            let eras = catalogue.reference().map_or(&[][..], |reference| &reference.eras);
            era::both_calendars(eras, local.date())
        }
        Lang::En => local.date().to_string(),
    };
    format!("{day} {:02}:{:02}", local.hour(), local.minute())
}

/// The buttons that make another invitation for somebody who did not accept yet.
pub(crate) fn invite_again(frame: Frame<'_>, person: PersonId) -> Markup {
    html! {
        form method="post" action=(frame.href(&format!("/members/{person}/invitation"))) {
            p.actions {
                button.btn.sub name="by" value="mail" { (frame.t("member-invite-again")) }
                button.btn.sub name="by" value="hand" { (frame.t("member-invite-paper")) }
            }
        }
    }
}

/// How the invitation goes on.
pub(crate) fn invited(frame: Frame<'_>, shown: &ShownInvitation<'_>) -> Markup {
    if shown.made.mailed { mailed(frame, shown) } else { paper(frame, shown, &INVITATION) }
}

fn mailed(frame: Frame<'_>, shown: &ShownInvitation<'_>) -> Markup {
    let title = frame.t("invited-title");
    let until = on_paper(frame, shown.catalogue, shown.made.expires_at);
    let main = html! {
        div.wrap.prose {
            h1 { (frame.texts.with("invited-for", &[("name", arg(shown.name.to_owned()))])) }
            p.lead { (frame.t("invited-mailed")) }
            p.note { (frame.texts.with("invited-until", &[("at", arg(until))])) }
            p.actions { a.btn href=(frame.href(shown.back.0)) { (frame.t(shown.back.1)) } }
            @if let Some(path) = shown.by_hand {
                form method="post" action=(frame.href(path)) {
                    p.note { (frame.t("invited-instead-note")) }
                    p.actions { button.btn.sub name="by" value="hand" { (frame.t("invited-instead")) } }
                }
            }
        }
    };
    framed(frame, &title, shown.back.0, &main)
}

/// What differs between the paper of an invitation and that of a new way in: the keys of its words.
struct Words {
    title: &'static str,
    made_for: &'static str,
    lead: &'static str,
    head: &'static str,
    code: &'static str,
    done: &'static str,
}

const INVITATION: Words = Words {
    title: "invited-title",
    made_for: "invited-for",
    lead: "invited-lead",
    head: "invited-paper",
    code: "invited-qr",
    done: "invited-step-done",
};

const RENEWAL: Words = Words {
    title: "renewed-title",
    made_for: "renewed-for",
    lead: "renewed-lead",
    head: "renewed-paper",
    code: "renewed-qr",
    done: "renewed-step-done",
};

/// The paper of a new way in.
pub(crate) fn renewed(frame: Frame<'_>, shown: &ShownInvitation<'_>) -> Markup {
    paper(frame, shown, &RENEWAL)
}

fn paper(frame: Frame<'_>, shown: &ShownInvitation<'_>, words: &Words) -> Markup {
    let title = frame.t(words.title);
    let until = on_paper(frame, shown.catalogue, shown.made.expires_at);
    let choose = if shown.made.by_pin { "invited-step-pin" } else { "invited-step-password" };
    let main = html! {
        div.wrap.prose {
            div.screen {
                h1 { (frame.texts.with(words.made_for, &[("name", arg(shown.name.to_owned()))])) }
                p.lead { (frame.t(words.lead)) }
            }
            section.card.handed {
                h2 { (frame.texts.with(words.head, &[("organisation", arg(shown.organisation.to_owned()))])) }
                p.handed-to { (frame.texts.with("invited-paper-for", &[("name", arg(shown.name.to_owned()))])) }
                div.handed-way {
                    @if let Some(code) = qr::code(shown.link, &frame.t(words.code)) { (code) }
                    ol {
                        li { (frame.t("invited-step-open")) }
                        li { (frame.t(choose)) }
                        li { (frame.t(words.done)) }
                    }
                }
                // To be copied or printed, not followed: whoever opens it chooses the other one's password.
                p.note { (frame.t("invited-or-type")) }
                p.invitation { (shown.link) }
                p { b { (frame.texts.with("invited-until", &[("at", arg(until))])) } }
                p.note { (frame.t("invited-secret")) }
                p.note { (frame.operator.line(frame.texts)) }
            }
            p.actions.screen {
                a.btn href=(frame.href(shown.back.0)) { (frame.t(shown.back.1)) }
                span.note { (frame.t("invited-print")) }
            }
        }
    };
    framed(frame, &title, shown.back.0, &main)
}
