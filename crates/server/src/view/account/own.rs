//! One's own account: who one is, for whom one acts, where one is signed in.

use app::sign_in::{Agent, ListedSession, Refused, Session, Way};
use app::texts::arg;
use criteria::text::Lang;
use maud::{Markup, html};
use record::OrganisationId;

use super::{fault, framed};
use crate::view::Frame;

/// What the page shows.
pub(crate) struct Account<'a> {
    /// This session.
    pub(crate) session: &'a Session,
    /// The organisations of the person.
    pub(crate) own: &'a [(OrganisationId, String)],
    /// The sessions of the person.
    pub(crate) sessions: &'a [ListedSession],
    /// The name, as it stands in the form.
    pub(crate) name: &'a str,
    /// How it is read.
    pub(crate) reading: &'a str,
    /// `ja` or `en`.
    pub(crate) language: &'a str,
    /// The mail address; none = the person has none.
    pub(crate) address: Option<&'a str>,
    /// The address, as it stands in the form.
    pub(crate) typed_address: &'a str,
    /// What was wrong.
    pub(crate) fault: Option<Refused>,
}

/// One's own account.
pub(crate) fn account(frame: Frame<'_>, account: &Account<'_>) -> Markup {
    let title = frame.t("account-title");
    let shared = account.session.way == Way::Pin;
    let main = html! {
        div.wrap {
            h1 { (title) }
            (fault(frame, account.fault.as_ref()))
            (organisations(frame, account, shared))
            @if shared {
                p.card { (frame.t("terminal-not-here")) " " a href=(frame.href("/account/keys")) { (frame.t("pin-change")) } }
            } @else {
                (ways(frame))
                (person(frame, account))
                (sessions(frame, account))
                section.card {
                    h2 { (frame.t("account-erase")) }
                    p { (frame.t("account-erase-lead")) }
                    p.actions { a.btn.sub href=(frame.href("/account/erase")) { (frame.t("account-erase-go")) } }
                }
            }
        }
    };
    framed(frame, &title, "/account", &main)
}

fn organisations(frame: Frame<'_>, account: &Account<'_>, shared: bool) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("account-organisations")) }
            @if account.own.is_empty() { p { (frame.t("account-no-organisation")) } }
            ul.plain {
                @for (organisation, name) in account.own {
                    li {
                        b { (name) }
                        @if account.session.organisation == Some(*organisation) {
                            span.tag.good { (frame.t("account-acting")) }
                        } @else if !shared {
                            form.inline method="post" action=(frame.href("/account/organisation")) {
                                input type="hidden" name="organisation" value=(organisation);
                                button.btn.sub { (frame.t("account-act")) }
                            }
                        }
                    }
                }
            }
            @if !shared {
                p.actions { a.btn.sub href=(frame.href("/organisations/new")) { (frame.t("organisation-new")) } }
            }
        }
    }
}

/// Where the other pages of the account are.
fn ways(frame: Frame<'_>) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("keys-title")) }
            p { (frame.t("keys-lead")) }
            p.actions { a.btn href=(frame.href("/account/keys")) { (frame.t("keys-go")) } }
            @if frame.who.is_some_and(|who| who.organisation.is_some()) {
                p.note { a href=(frame.href("/terminals")) { (frame.t("terminals-title")) } " — " (frame.t("terminals-note")) }
                p.note { a href=(frame.href("/account/tokens")) { (frame.t("tokens-open")) } " — " (frame.t("tokens-open-note")) }
            }
        }
    }
}

fn person(frame: Frame<'_>, account: &Account<'_>) -> Markup {
    let wrong_name = account.fault == Some(Refused::NoName);
    let wrong = matches!(account.fault, Some(Refused::NoAddress | Refused::AddressTaken | Refused::TooOften { .. }));
    html! {
        section.card {
            h2 { (frame.t("account-person")) }
            form.fields method="post" action=(frame.href("/account/name")) {
                label { (frame.t("set-up-name")) input type="text" name="name" autocomplete="name" maxlength="60" required value=(account.name) autofocus[wrong_name] aria-invalid=[wrong_name.then_some("true")] aria-describedby=[wrong_name.then_some("fault")]; }
                label { (frame.t("account-reading")) input type="text" name="reading" maxlength="60" value=(account.reading); }
                label {
                    (frame.t("account-language"))
                    select name="language" {
                        @for lang in Lang::ALL {
                            option value=(lang.tag()) lang=(lang.tag()) selected[lang.tag() == account.language] { (if lang == Lang::Ja { "日本語" } else { "English" }) }
                        }
                    }
                }
                p.note { (frame.t("account-language-note")) }
                p.actions { button.btn.sub { (frame.t("account-name-go")) } }
            }
        }
        section.card {
            h2 { (frame.t("sign-in-email")) }
            @if account.address.is_none() { p { (frame.t("account-no-address")) } }
            form.fields method="post" action=(frame.href("/account/address")) {
                label { (frame.t("account-address")) input type="text" name="email" inputmode="email" autocomplete="email" required value=(account.typed_address) autofocus[wrong] aria-invalid=[wrong.then_some("true")] aria-describedby=(if wrong { "fault address-note" } else { "address-note" }); }
                p.note #address-note { (frame.t("account-address-note")) }
                p.actions { button.btn.sub { (frame.t("account-address-go")) } }
            }
        }
    }
}

fn sessions(frame: Frame<'_>, account: &Account<'_>) -> Markup {
    html! {
        section.card {
            h2 { (frame.t("account-sessions")) }
            p.note { (frame.t("account-sessions-note")) }
            ul.plain {
                @for one in account.sessions {
                    li {
                        div {
                            b { (frame.texts.device(&Agent::read(&one.device))) }
                            p.note {
                                @if let Some(way) = Way::read(&one.way) { (frame.texts.way(way)) " · " }
                                (frame.texts.with("account-session-since", &[("at", arg(frame.moment(one.created_at)))])) " · "
                                (frame.texts.with("account-session-seen", &[("at", arg(frame.moment(one.seen_at)))]))
                            }
                        }
                        @if one.id == account.session.id {
                            span.tag.good { (frame.t("account-this-session")) }
                        } @else {
                            form.inline method="post" action=(frame.href(&format!("/account/sessions/{}/end", one.id))) {
                                button.btn.sub { (frame.t("account-end-session")) }
                            }
                        }
                    }
                }
            }
            @if account.sessions.len() > 1 {
                form method="post" action=(frame.href("/account/sessions/end-others")) {
                    p.actions { button.btn.sub { (frame.t("account-end-others")) } }
                }
            }
        }
    }
}
