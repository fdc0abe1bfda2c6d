//! The members, their roles with what each may do, and the form of an invitation.

use app::members::{MemberRow, Members, RoleTerm};
use app::texts::arg;
use maud::{Markup, html};
use record::PersonId;
use scheme::member::Role;

use super::{framed, invite_again};
use crate::view::{Frame, once, ours};

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
    /// What is wrong: the field, and the key of its words.
    pub(crate) faults: &'a [(&'static str, String)],
}

impl InviteForm<'_> {
    fn fault(&self, field: &str) -> Option<&str> {
        self.faults.iter().find(|(wrong, _)| *wrong == field).map(|(_, key)| key.as_str())
    }
}

/// The page.
pub(crate) struct MembersPage<'a> {
    /// Everybody who is or was a member.
    pub(crate) members: &'a Members,
    /// The invitation somebody types.
    pub(crate) form: &'a InviteForm<'a>,
    /// The reader.
    pub(crate) me: PersonId,
    /// The key of why a change was refused.
    pub(crate) refused: Option<&'a str>,
}

/// The members, and the form that invites another.
pub(crate) fn members(frame: Frame<'_>, page: &MembersPage<'_>) -> Markup {
    let title = frame.t("members-title");
    let standing = |words: &'static [&'static str]| {
        page.members.rows.iter().filter(move |row| words.contains(&row.standing.as_str())).collect::<Vec<_>>()
    };
    let (here, invited, gone) = (standing(&["member"]), standing(&["invited"]), standing(&["left"]));
    let main = html! {
        div.wrap {
            h1 { (title) }
            @if let Some(key) = page.refused { div.faults role="alert" tabindex="-1" autofocus { p { (frame.t(key)) } } }
            p.lead { (frame.texts.with("members-count", &[("n", arg(here.len()))])) }
            ul.members { @for row in &here { (member(frame, page, row)) } }
            @if !invited.is_empty() {
                h2 { (frame.t("members-invited")) }
                ul.members { @for row in &invited { (waiting(frame, page, row)) } }
            }
            @if page.members.manages { (invite(frame, page)) } @else { p.note { (frame.t("members-who-manages")) } }
            (roles(frame, &page.members.offered))
            @if !gone.is_empty() { (left(frame, page, &gone)) }
        }
    };
    framed(frame, &title, "/members", &main)
}

fn name(frame: Frame<'_>, page: &MembersPage<'_>, row: &MemberRow) -> String {
    page.members.names.get(&row.person).cloned().unwrap_or_else(|| frame.t("member-name-erased"))
}

fn history(frame: Frame<'_>, row: &MemberRow) -> Markup {
    let stream = row.organisation.member(row.person);
    html! { a href=(format!("{}?about={stream}", frame.href("/history"))) { (frame.t("history-same")) } }
}

/// A role, with its last day where it has one.
fn term(frame: Frame<'_>, term: &RoleTerm) -> Markup {
    let day = frame.today.to_string();
    html! {
        span.tag.good[term.holds_on(&day)] { (frame.t(&format!("role-{}", term.role))) } " "
        @if term.from.as_str() > day.as_str() { span.note { (frame.texts.with("member-from", &[("day", arg(frame.date(&term.from)))])) } " " }
        @if let Some(until) = &term.until { span.note { (frame.texts.with("member-until", &[("day", arg(frame.date(until)))])) } " " }
    }
}

fn member(frame: Frame<'_>, page: &MembersPage<'_>, row: &MemberRow) -> Markup {
    let day = frame.today.to_string();
    let held: Vec<&RoleTerm> =
        row.roles.iter().filter(|term| term.until.as_deref().is_none_or(|until| day.as_str() <= until)).collect();
    html! {
        li.card {
            p.who {
                b { (name(frame, page, row)) } " "
                @if row.person == page.me { span.note { (frame.t("member-me")) } " " }
                @for held in &held { (term(frame, held)) }
                @if let Some((_, until)) = row.support.as_ref().filter(|_| row.supports_on(&day)) {
                    span.tag { (frame.t("role-supporter")) } " "
                    span.note { (frame.texts.with("member-until", &[("day", arg(frame.date(until)))])) }
                } @else if held.is_empty() { span.note { (frame.t("member-no-role")) } }
            }
            p.row-links {
                (history(frame, row))
                @if row.person == page.me { a href=(frame.href("/members/leave")) { (frame.t("member-leave")) } }
            }
            @if page.members.manages { (change(frame, page, row, &held)) }
        }
    }
}

/// What can be done to a member, each with what follows from it.
fn change(frame: Frame<'_>, page: &MembersPage<'_>, row: &MemberRow, held: &[&RoleTerm]) -> Markup {
    let to = frame.href(&format!("/members/{}", row.person));
    let supports = row.supports_on(&frame.today.to_string());
    html! {
        details {
            summary { (frame.t(if row.person == page.me { "member-change-own" } else { "member-change" })) }
            @if !supports {
                form.fields method="post" action=(to) {
                    label { (frame.t("member-role"))
                        select name="role" { @for role in &page.members.offered { option value=(role.word()) { (frame.t(&format!("role-{role}"))) } } }
                    }
                    label { (frame.t("member-term")) input type="text" name="until" autocomplete="off"; }
                    p.actions { button.btn.sub name="change" value="grant" { (frame.t("member-grant")) } }
                }
                @for term in held {
                    form method="post" action=(to) {
                        input type="hidden" name="role" value=(term.role);
                        p.actions { button.btn.sub name="change" value="revoke" { (frame.texts.with("member-revoke-one", &[("role", arg(frame.t(&format!("role-{}", term.role))))])) } }
                    }
                }
            }
            @if supports || held.is_empty() {
                form.fields method="post" action=(to) {
                    label { (frame.t("member-support-until")) input type="text" name="until" autocomplete="off" required; }
                    p.actions { button.btn.sub name="change" value="support" { (frame.t("member-support")) } }
                }
            }
            @if row.person != page.me {
                form method="post" action=(format!("{to}/renew")) {
                    p.note { (frame.t("member-renew-note")) }
                    p.actions { button.btn.sub { (frame.t("member-renew")) } }
                }
                form method="post" action=(to) {
                    p.note { (frame.t("member-remove-note")) }
                    p.actions { button.btn.sub name="change" value="remove" { (frame.t("member-remove")) } }
                }
            }
        }
    }
}

/// Somebody invited who has not accepted yet.
fn waiting(frame: Frame<'_>, page: &MembersPage<'_>, row: &MemberRow) -> Markup {
    html! {
        li.card {
            p.who {
                b { (name(frame, page, row)) } " "
                span.tag { (frame.t("member-invited")) } " "
                @for term in &row.roles { span.tag { (frame.t(&format!("role-{}", term.role))) } " " }
                @if let Some((_, until)) = &row.support {
                    span.tag { (frame.t("role-supporter")) } " "
                    span.note { (frame.texts.with("member-until", &[("day", arg(frame.date(until)))])) } " "
                }
                @if let Some(at) = row.expires_at { span.note { (frame.texts.with("member-expires", &[("at", arg(frame.moment(at)))])) } }
            }
            p.row-links { (history(frame, row)) }
            @if page.members.manages {
                form method="post" action=(frame.href(&format!("/members/{}", row.person))) {
                    p.actions { button.btn.sub name="change" value="withdraw" { (frame.t("member-withdraw")) } }
                }
                (invite_again(frame, row.person))
            }
        }
    }
}

fn left(frame: Frame<'_>, page: &MembersPage<'_>, gone: &[&MemberRow]) -> Markup {
    html! {
        details.card {
            summary { (frame.t("members-left")) }
            ul.plain {
                @for row in gone {
                    li {
                        span { (name(frame, page, row)) " " @if let Some(on) = &row.left_on { span.note { (frame.texts.with("member-left-on", &[("day", arg(frame.date(on)))])) } } }
                        (history(frame, row))
                    }
                }
            }
        }
    }
}

/// What each role may do, in words.
fn roles(frame: Frame<'_>, offered: &[Role]) -> Markup {
    let words = offered.iter().map(|role| role.word()).chain(["supporter"]);
    html! {
        section.card {
            h2 { (frame.t("roles-title")) }
            dl.roles {
                @for word in words {
                    dt { (frame.t(&format!("role-{word}"))) }
                    dd { (frame.t(&format!("may-{word}"))) }
                }
            }
            p { (ours(&frame.t("ours-roles"))) }
        }
    }
}

fn invite(frame: Frame<'_>, page: &MembersPage<'_>) -> Markup {
    let form = page.form;
    let first = form.faults.first().map(|(field, _)| *field);
    let label = |field: &str| match field {
        "name" => frame.t("invite-name"),
        "email" => frame.t("invite-email-short"),
        "role" => frame.t("member-role"),
        _ => frame.t("invite-until"),
    };
    html! {
        section.card #invite {
            h2 { (frame.t("invite-title")) }
            @if !form.faults.is_empty() {
                div.faults role="alert" {
                    h3 { (frame.t("form-faults")) }
                    ul { @for (field, key) in form.faults { li { a href=(format!("#invite-{field}")) { (label(field)) "：" (frame.t(key)) } } } }
                }
            }
            form.fields method="post" action=(frame.href("/members/invite")) {
                (once())
                (line(frame, form, ("name", form.name, "invite-name"), first))
                (line(frame, form, ("email", form.email, "invite-email"), first))
                label for="invite-role" { (frame.t("member-role")) }
                (told(frame, form, "role"))
                select id="invite-role" name="role" autofocus[first == Some("role")] {
                    @for role in &page.members.offered { option value=(role.word()) selected[role.word() == form.role] { (frame.t(&format!("role-{role}"))) } }
                    option value="supporter" selected[form.role == "supporter"] { (frame.t("role-supporter")) }
                }
                (line(frame, form, ("until", form.until, "invite-until"), first))
                p.note { (frame.t("invite-note")) }
                p.actions { button.btn { (frame.t("invite-go")) } }
            }
        }
    }
}

fn told(frame: Frame<'_>, form: &InviteForm<'_>, field: &str) -> Markup {
    html! { @if let Some(key) = form.fault(field) { p.fault id=(format!("invite-{field}-fault")) { (frame.t(key)) } } }
}

fn line(
    frame: Frame<'_>,
    form: &InviteForm<'_>,
    (field, value, key): (&str, &str, &str),
    first: Option<&str>,
) -> Markup {
    let wrong = form.fault(field).is_some();
    html! {
        label for=(format!("invite-{field}")) { (frame.t(key)) }
        (told(frame, form, field))
        input type="text" id=(format!("invite-{field}")) name=(field) value=(value) autocomplete="off" autofocus[first == Some(field)]
            inputmode=[(field == "email").then_some("email")] maxlength=[(field == "name").then_some("60")]
            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("invite-{field}-fault"))];
    }
}
