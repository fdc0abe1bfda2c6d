//! The members, their roles, and the form and link of an invitation.

use app::members::{MadeInvitation, Members};
use app::texts::arg;
use jiff::civil::Date;
use maud::{Markup, html};
use scheme::member::Role;

use super::framed;
use crate::view::{Frame, ours};

/// The form of an invitation.
#[derive(Default)]
pub(crate) struct InviteForm<'a> {
    /// The name typed.
    pub(crate) name: &'a str,
    /// The address typed.
    pub(crate) email: &'a str,
    /// The role chosen.
    pub(crate) role: &'a str,
    /// The last day typed.
    pub(crate) until: &'a str,
    /// The key of what is wrong.
    pub(crate) fault: Option<&'static str>,
}

/// The roles a company gives.
const COMPANY: [Role; 4] = [Role::Staff, Role::Viewer, Role::ProtectionManager, Role::Executive];

/// The members, and the form that invites another.
pub(crate) fn members(frame: Frame<'_>, members: &Members, form: &InviteForm<'_>, today: Date) -> Markup {
    let title = frame.t("members-title");
    let day = today.to_string();
    let here = members.rows.iter().filter(|row| matches!(row.standing.as_str(), "member" | "invited"));
    let main = html! {
        div.wrap {
            h1 { (title) }
            ul.members {
                @for row in here {
                    li.card {
                        b { (members.names.get(&row.person).cloned().unwrap_or_else(|| frame.t("name-erased"))) } " "
                        @if row.standing == "invited" {
                            span.tag { (frame.t("member-invited")) } " "
                            @for term in &row.roles { span.tag { (frame.t(&format!("role-{}", term.role))) } " " }
                            @if let Some(at) = row.expires_at { span.note { (frame.texts.with("member-expires", &[("at", arg(frame.moment(at)))])) } }
                        }
                        @for role in row.roles_on(&day) { span.tag.good { (frame.t(&format!("role-{role}"))) } " " }
                        @if row.supports_on(&day) {
                            span.tag { (frame.t("role-supporter")) } " "
                            @if let Some((_, until)) = &row.support { span.note { (frame.texts.with("member-until", &[("day", arg(frame.date(until)))])) } }
                        }
                        @if row.standing == "invited" {
                            form method="post" action=(frame.href(&format!("/members/{}", row.person))) {
                                p.actions { button.btn.sub name="change" value="withdraw" { (frame.t("member-withdraw")) } }
                            }
                        } @else {
                            details {
                                summary { (frame.t("member-change")) }
                                form.fields method="post" action=(frame.href(&format!("/members/{}", row.person))) {
                                    label { (frame.t("member-role"))
                                        select name="role" { @for role in COMPANY { option value=(role.word()) { (frame.t(&format!("role-{role}"))) } } }
                                    }
                                    p.actions {
                                        button.btn.sub name="change" value="grant" { (frame.t("member-grant")) }
                                        button.btn.sub name="change" value="revoke" { (frame.t("member-revoke")) }
                                        button.btn.sub name="change" value="remove" { (frame.t("member-remove")) }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            section.card {
                h2 { (frame.t("invite-title")) }
                @if let Some(key) = form.fault { div.faults role="alert" { p { (frame.t(key)) } } }
                form.fields method="post" action=(frame.href("/members/invite")) {
                    label { (frame.t("invite-name")) input type="text" name="name" maxlength="60" autocomplete="off" required autofocus[form.fault == Some("invite-fault-name")] value=(form.name); }
                    label { (frame.t("invite-email")) input type="text" name="email" inputmode="email" autocomplete="off" autofocus[form.fault == Some("invite-fault-email")] value=(form.email); }
                    label { (frame.t("member-role"))
                        select name="role" {
                            @for role in COMPANY { option value=(role.word()) selected[role.word() == form.role] { (frame.t(&format!("role-{role}"))) } }
                            option value="supporter" selected[form.role == "supporter"] { (frame.t("role-supporter")) }
                        }
                    }
                    label { (frame.t("invite-until")) input type="text" name="until" autocomplete="off" autofocus[form.fault == Some("invite-fault-until")] value=(form.until); }
                    p.note { (frame.t("invite-note")) " " (ours(&frame.t("ours-roles"))) }
                    p.actions { button.btn { (frame.t("invite-go")) } }
                }
            }
        }
    };
    framed(frame, &title, "/members", &main)
}

/// The link of an invitation, shown once: to be sent, or printed.
pub(crate) fn invited(frame: Frame<'_>, name: &str, made: &MadeInvitation, link: &str) -> Markup {
    let title = frame.t("invited-title");
    let main = html! {
        div.wrap.prose {
            h1 { (frame.texts.with("invited-for", &[("name", arg(name.to_owned()))])) }
            p.lead { (frame.t("invited-lead")) }
            // To be copied or printed, not followed: whoever opens it chooses the other one's password.
            p.card.invitation { (link) }
            p.note { (frame.texts.with("member-expires", &[("at", arg(frame.moment(made.expires_at.as_microsecond())))])) }
            p.actions { a.btn href=(frame.href("/members")) { (frame.t("invited-back")) } }
        }
    };
    framed(frame, &title, "/members", &main)
}
