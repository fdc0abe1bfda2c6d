//! The company's own pages: today, organisation, members, history.

use app::checks::ListedCheck;
use app::history::HistoryPage;
use app::members::{MadeInvitation, Members};
use app::texts::arg;
use criteria::catalogue::Catalogue;
use criteria::score::Score;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use maud::{Markup, html};
use scheme::member::Role;
use scheme::organisation::{Field, FieldFault, Input, Kind};

use super::layout::{Layout, Switch, layout};
use super::{Frame, ours};

fn framed(frame: Frame<'_>, title: &str, path: &str, main: &Markup) -> Markup {
    layout(frame, &Layout { title, path, class: "company", scripts: &[], switch: Switch::Link }, main)
}

/// An instant (microseconds since 1970) as it is read in Japan: `2026-11-20 10:42`.
pub(crate) fn moment(at: i64) -> String {
    Timestamp::from_microsecond(at)
        .map(japan)
        .map_or_else(|_| String::new(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

fn japan(at: Timestamp) -> Zoned {
    at.to_zoned(TimeZone::get("Asia/Tokyo").unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(9))))
}

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
            p.note { (today) }
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

/// The form of an organisation.
pub(crate) struct Described<'a> {
    /// What stands in it.
    pub(crate) input: &'a Input,
    /// What is wrong with it.
    pub(crate) faults: &'a [FieldFault],
    /// The corporate number is another's.
    pub(crate) taken: bool,
    /// It is about to be registered.
    pub(crate) new: bool,
}

impl Described<'_> {
    fn key(&self, field: Field) -> Option<String> {
        let wrong = self.faults.iter().any(|fault| fault.field == field);
        if wrong {
            return Some(format!("field-{}-fault", field.word().replace('_', "-")));
        }
        (self.taken && field == Field::CorporateNumber).then(|| "field-number-taken".to_owned())
    }
}

/// Registers or changes an organisation.
pub(crate) fn organisation(frame: Frame<'_>, catalogue: &Catalogue, form: &Described<'_>) -> Markup {
    let (title, path) = if form.new {
        (frame.t("organisation-new"), "/organisations/new")
    } else {
        (frame.t("organisation-title"), "/organisation")
    };
    let fields = [
        (Field::Name, &form.input.name, "organization"),
        (Field::Reading, &form.input.reading, "off"),
        (Field::CorporateNumber, &form.input.corporate_number, "off"),
        (Field::Address, &form.input.address, "street-address"),
    ];
    let numbers = [(Field::Capital, &form.input.capital), (Field::Employees, &form.input.employees)];
    let wrong: Vec<Field> = form.faults.iter().map(|fault| fault.field).collect();
    let first = wrong.first().copied().or(form.taken.then_some(Field::CorporateNumber));
    let prefectures = catalogue.reference().map(|reference| reference.prefectures.as_slice()).unwrap_or_default();
    let industries = catalogue.industries().map(|pack| pack.industries.as_slice()).unwrap_or_default();
    let main = html! {
        div.wrap.prose {
            h1 { (title) }
            @if !wrong.is_empty() || form.taken {
                div.faults role="alert" tabindex="-1" {
                    h2 { (frame.t("form-faults")) }
                    ul {
                        @for field in &wrong {
                            li { a href=(format!("#{}", field.word())) { (frame.t(&format!("field-{}", field.word().replace('_', "-")))) } }
                        }
                        @if form.taken { li { a href="#corporate_number" { (frame.t("field-corporate-number")) } } }
                    }
                }
            }
            form.card.fields method="post" action=(frame.href(path)) {
                fieldset id="kinds" tabindex=[wrong.contains(&Field::Kinds).then_some("-1")] autofocus[first == Some(Field::Kinds)] {
                    legend { (frame.t("field-kinds")) }
                    (told(frame, form, Field::Kinds))
                    @for kind in Kind::ALL {
                        label.check {
                            input type="checkbox" name="kinds" value=(kind.word()) checked[form.input.kinds.iter().any(|known| known == kind.word())];
                            (frame.t(&format!("kind-{}", kind.word().replace('_', "-"))))
                        }
                    }
                }
                @for (field, value, complete) in fields { (text(frame, form, field, value, complete, first == Some(field))) }
                label for="prefecture" { (frame.t("field-prefecture")) }
                (told(frame, form, Field::Prefecture))
                select id="prefecture" name="prefecture" autofocus[first == Some(Field::Prefecture)] {
                    option value="" { (frame.t("field-not-told")) }
                    @for one in prefectures {
                        option value=(one.code) selected[one.code == form.input.prefecture] { (frame.say(&one.name)) }
                    }
                }
                label for="main_industry" { (frame.t("field-main-industry")) }
                (told(frame, form, Field::MainIndustry))
                select id="main_industry" name="main_industry" autofocus[first == Some(Field::MainIndustry)] {
                    option value="" { (frame.t("field-not-told")) }
                    @for one in industries {
                        option value=(one.code) selected[one.code == form.input.main_industry] { (one.code) " " (frame.say(&one.name)) }
                    }
                }
                @for (field, value) in numbers { (text(frame, form, field, value, "off", first == Some(field))) }
                p.note { (frame.t("organisation-note")) }
                p.actions { button.btn { (frame.t(if form.new { "organisation-register" } else { "organisation-save" })) } }
            }
        }
    };
    framed(frame, &title, path, &main)
}

fn told(frame: Frame<'_>, form: &Described<'_>, field: Field) -> Markup {
    html! {
        @if let Some(key) = form.key(field) {
            p.fault id=(format!("{}-fault", field.word())) { (frame.t(&key)) }
        }
    }
}

fn text(frame: Frame<'_>, form: &Described<'_>, field: Field, value: &str, complete: &str, first: bool) -> Markup {
    let word = field.word();
    let wrong = form.key(field).is_some();
    html! {
        label for=(word) { (frame.t(&format!("field-{}", word.replace('_', "-")))) }
        (told(frame, form, field))
        input type="text" id=(word) name=(word) value=(value) autocomplete=(complete) autofocus[first]
            inputmode=[matches!(field, Field::CorporateNumber | Field::Capital | Field::Employees).then_some("numeric")]
            aria-invalid=[wrong.then_some("true")] aria-describedby=[wrong.then(|| format!("{word}-fault"))];
    }
}

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
                            @if let Some(at) = row.expires_at { span.note { (frame.texts.with("member-expires", &[("at", arg(moment(at)))])) } }
                        }
                        @for role in row.roles_on(&day) { span.tag.good { (frame.t(&format!("role-{role}"))) } " " }
                        @if row.supports_on(&day) {
                            span.tag { (frame.t("role-supporter")) } " "
                            @if let Some((_, until)) = &row.support { span.note { (frame.texts.with("member-until", &[("day", arg(until.clone()))])) } }
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
            p.note { (frame.texts.with("member-expires", &[("at", arg(moment(made.expires_at.as_microsecond())))])) }
            p.actions { a.btn href=(frame.href("/members")) { (frame.t("invited-back")) } }
        }
    };
    framed(frame, &title, "/members", &main)
}

/// What happened, the newest first.
pub(crate) fn history(frame: Frame<'_>, page: &HistoryPage) -> Markup {
    let title = frame.t("history-title");
    let main = html! {
        div.wrap {
            h1 { (title) }
            p.lead { (frame.t("history-lead")) }
            p.actions { a.btn.sub href=(frame.href("/history.csv")) { (frame.t("history-export")) } }
            div.scroll { table.events {
                thead { tr { th scope="col" { (frame.t("history-when")) } th scope="col" { (frame.t("history-who")) } th scope="col" { (frame.t("history-what")) } } }
                tbody {
                    @for entry in &page.entries {
                        tr {
                            td { (moment(entry.at.as_microsecond())) }
                            td { (entry.who.clone().unwrap_or_else(|| frame.t("name-erased"))) }
                            td { (entry.sentence(frame.texts)) }
                        }
                    }
                }
            } }
            @if let Some(next) = page.next {
                p.actions { a.btn.sub href=(format!("{}?before={next}", frame.href("/history"))) { (frame.t("history-older")) } }
            }
        }
    };
    framed(frame, &title, "/history", &main)
}
