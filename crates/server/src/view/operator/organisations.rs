//! The organisations of the installation, each with whether anybody is there; and how the operation begins.

use app::operating::{Listed, Peopled};
use app::organisations::FOUND;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use scheme::organisation::Kind;

use super::ways;
use crate::view::Frame;
use crate::view::company::{facts, framed};

/// The list, and the search in it.
pub(crate) fn organisations(frame: Frame<'_>, catalogue: &Catalogue, text: &str, listed: &Listed, now: i64) -> Markup {
    let title = frame.t("operator-title");
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            (ways(frame, "/operator"))
            p.lead { (frame.t("operator-lead")) }
            p.actions { a.btn href=(frame.href("/operator/organisations/new")) { (frame.t("operator-new")) } }
            form.narrow.card method="get" action=(frame.href("/operator")) role="search" {
                label { (frame.t("organisations-text")) input type="text" name="q" value=(text) maxlength="120" autocomplete="off"; }
                p.actions { button.btn.sub { (frame.t("organisations-find")) } }
            }
            section.card {
                h2 { (frame.t("operator-list")) }
                @if listed.organisations.is_empty() {
                    p { (frame.texts.with("organisations-none", &[("text", arg(text.to_owned()))])) }
                }
                ul.plain {
                    @for (one, people) in &listed.organisations {
                        li {
                            (facts(frame, catalogue, one))
                            (peopled(frame, *people, now))
                            @if one.kinds.iter().any(|kind| kind == Kind::CertificationBody.word()) {
                                a.btn.sub href=(frame.href(&format!("/operator/organisations/{}/accreditation", one.id))) { (frame.t("accreditations-open")) }
                            }
                            @if *people != Peopled::There {
                                a.btn.sub href=(frame.href(&format!("/operator/organisations/{}/invite", one.id))) { (frame.t(if *people == Peopled::Nobody { "operator-invite" } else { "operator-invite-again" })) }
                            }
                        }
                    }
                }
            }
            @if let Some(next) = &listed.next {
                form method="get" action=(frame.href("/operator")) {
                    input type="hidden" name="q" value=(text);
                    input type="hidden" name="after" value=(next.after);
                    input type="hidden" name="id" value=(next.id);
                    p.actions { button.btn.sub { (frame.texts.with("organisations-older", &[("n", arg(FOUND))])) } }
                }
            }
        }
    };
    framed(frame, &title, "/operator", &main)
}

/// Whether anybody is there: all that is shown of members.
fn peopled(frame: Frame<'_>, people: Peopled, now: i64) -> Markup {
    match people {
        Peopled::There => html! { span.tag.good { (frame.t("operator-there")) } },
        Peopled::Invited { until } if now < until => {
            html! { span.tag { (frame.texts.with("operator-invited", &[("at", arg(frame.moment(until)))])) } }
        }
        Peopled::Invited { .. } => html! { span.tag.warn { (frame.t("operator-expired")) } },
        Peopled::Nobody => html! { span.tag.warn { (frame.t("operator-nobody")) } },
    }
}

/// The question to who set the installation up: whether the organisation acted for runs it.
pub(crate) fn begin(frame: Frame<'_>, refused: Option<&str>) -> Markup {
    let title = frame.t("operator-begin-title");
    let organisation = frame.who.and_then(|who| who.organisation.as_deref());
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if let Some(key) = refused { div.faults role="alert" tabindex="-1" autofocus { p { (frame.t(key)) } } }
            p.lead { (frame.t("operator-begin-lead")) }
            @match organisation {
                Some(organisation) => form.card method="post" action=(frame.href("/operator/begin")) {
                    p { (frame.texts.with("operator-begin-for", &[("organisation", arg(organisation.to_owned()))])) }
                    p.actions { button.btn { (frame.t("operator-begin-go")) } }
                },
                None => p.actions { a.btn href=(frame.href("/organisations/new")) { (frame.t("organisation-new")) } },
            }
        }
    };
    framed(frame, &title, "/operator", &main)
}
