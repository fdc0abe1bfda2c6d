//! The certificate of a case, for the body: issued, how it stands today, set aside, taken away.

use app::access::Action;
use app::certification::decision::File;
use app::texts::arg;
use criteria::catalogue::Catalogue;
use maud::{Markup, html};
use record::Text;
use scheme::case::{Outcome, Status};
use scheme::certificate::{Known, Receiver, Standing, standing};
use scheme::decision::Kind;
use scheme::rules::Strength;

use super::suspension::{history, suspending};
use super::{Given, address, area, day, fault, faults, form, framed, line, on, word};
use crate::view::body::steps;
use crate::view::{Frame, once};

/// The page of the certificate, for the body.
pub(crate) fn certificate(frame: Frame<'_>, catalogue: &Catalogue, file: &File, given: &Given) -> Markup {
    let title = frame.t("certificate-title");
    let granted = matches!(file.shown.status, Status::Decided { outcome: Outcome::Granted, .. });
    let known = file.certificate().and_then(|one| one.status.known());
    let main = html! {
        div.wrap.prose {
            p { a href=(frame.href("/body/certificates")) { (frame.t("certificates-title")) } }
            h1 { (title) }
            (steps(frame, &file.shown, "certificate"))
            (faults(frame, given, &format!("{}/certificate", address(file))))
            @match known {
                Some(known) => {
                    p.lead { (stands(frame, file)) }
                    (suspending(frame, catalogue, file, given))
                    (withdraw(frame, file))
                    (rescope(frame, file, known, given))
                    (facts(frame, catalogue, file, known))
                    (history(frame, catalogue, file))
                },
                None if granted => {
                    p.lead { (frame.t("certificate-lead-issue")) }
                    @if file.shown.may(Action::CertificateIssue) { (issue(frame, file, given)) }
                    @else { p.note { (frame.t("certificate-who-issues")) } }
                },
                None => p.lead { (frame.t("certificate-none")) },
            }
        }
    };
    framed(frame, &title, &format!("{}/certificate", address(file)), &main)
}

/// How it stands today, in a sentence.
pub(super) fn stands(frame: Frame<'_>, file: &File) -> String {
    let Some(one) = file.certificate() else { return frame.t("certificate-none") };
    let text = |text: Text| file.shown.text(text).to_owned();
    match standing(&one.status, frame.today) {
        Standing::Unissued => frame.t("certificate-none"),
        Standing::NotYet { from } => on(frame, "certificate-stands-not-yet", from),
        Standing::Valid { until } => on(frame, "certificate-stands-valid", until),
        Standing::Suspended { from, limit } => {
            let said = [("from", arg(day(frame, from))), ("limit", arg(day(frame, limit)))];
            frame.texts.with("certificate-stands-suspended", &said)
        }
        Standing::Expired { on: last } => on(frame, "certificate-stands-expired", last),
        Standing::Withdrawn { on: ended } => on(frame, "certificate-stands-withdrawn", ended),
        Standing::Ended { on: ended } => on(frame, "certificate-stands-ended", ended),
        Standing::Transferred { on: ended, to } => {
            let to = match to {
                Receiver::Named(name) => text(name),
                Receiver::Body(_) => frame.t("certificate-another-body"),
            };
            frame.texts.with("certificate-stands-transferred", &[("on", arg(day(frame, ended))), ("to", arg(to))])
        }
    }
}

/// The word of how a certificate stands.
pub(super) fn tag(frame: Frame<'_>, standing: Standing) -> Markup {
    let good = standing.is_valid();
    html! { span.tag.good[good].warn[!good] { (frame.t(&format!("certificate-standing-{}", word(standing.word())))) } }
}

/// What it says, with its period in both calendars.
pub(super) fn facts(frame: Frame<'_>, catalogue: &Catalogue, file: &File, known: &Known) -> Markup {
    let issue = &known.issue;
    let both = |day| frame.texts.day(catalogue, day);
    let text = |text: &Text| file.shown.text(*text).to_owned();
    html! {
        section.card {
            h2 { (frame.t("certificate-facts")) " " @if let Some(one) = file.certificate() { (tag(frame, standing(&one.status, frame.today))) } }
            dl.facts {
                dt { (frame.t("certificate-number")) } dd { (text(&issue.number)) }
                dt { (frame.t("certificate-holder")) } dd { (file.shown.client) }
                dt { (frame.t("certificate-period")) }
                dd { (frame.texts.with("certificate-span", &[("from", arg(both(issue.effective))), ("until", arg(both(issue.expiry)))])) }
                dt { (frame.t("application-scope")) } dd.lines { (text(&issue.scope)) }
                dt { (frame.t("application-sites")) } @for site in &issue.sites { dd { (text(site)) } }
                dt { (frame.t("application-certification")) } dd { (frame.t(&format!("certification-{}", word(issue.certification.word())))) }
                dt { (frame.t("application-criteria")) } dd { (issue.criteria.pack) " " (issue.criteria.edition) }
                dt { (frame.t("certificate-body")) } dd { (file.shown.body) }
                dt { (frame.t("certificate-issued")) } dd { (both(issue.issued_on)) }
            }
        }
    }
}

fn issue(frame: Frame<'_>, file: &File, given: &Given) -> Markup {
    let Some(kept) = file.shown.status.kept() else { return html! {} };
    let content = &kept.snapshot.content;
    let scope = content.scope.map_or("", |scope| file.shown.text(scope));
    let years = file.rules.as_ref().map_or(0, |rules| rules.figures.years_of_certificate);
    let typed = given.is_of("issue");
    let paid = given.has("issue", "fees", "paid");
    html! {
        section.card {
            h2 { (frame.t("certificate-issue")) }
            (form(frame, &format!("{}/certificate", address(file)), "certificate-issue-go", &html! {
                (line(frame, given, ("issue", "number"), "certificate-number", ""))
                p.note { (frame.t("certificate-number-note")) }
                (line(frame, given, ("issue", "first"), "certificate-first", &frame.today.to_string()))
                p.note { (frame.texts.with("certificate-first-note", &[("n", arg(years))])) }
                (area(frame, given, ("issue", "certified"), "application-scope", scope))
                fieldset.choices {
                    legend #issue-sites { (frame.t("application-sites")) }
                    (fault(frame, given, "issue", "sites"))
                    @for (id, site) in &content.sites {
                        @let value = id.0.to_string();
                        label.choice-line {
                            input type="checkbox" name="sites" value=(value) checked[!typed || given.has("issue", "sites", &value)];
                            " " (file.shown.text(site.name)) " " (file.shown.text(site.address))
                        }
                    }
                }
                label.check { input type="checkbox" name="fees" value="paid" checked[paid]; (frame.t("certificate-fees-paid")) }
                @if file.fees() == Strength::Warn { (area(frame, given, ("issue", "unpaid"), "certificate-fees-reason", "")) }
                p.note { (frame.t("certificate-fees-note")) }
            }))
        }
    }
}

/// Making its scope narrower, once that is decided.
fn rescope(frame: Frame<'_>, file: &File, known: &Known, given: &Given) -> Markup {
    let sites: Vec<&str> = known.issue.sites.iter().map(|site| file.shown.text(*site)).collect();
    html! {
        @if file.is_unused(Kind::Reduce) && file.shown.may(Action::CertificateIssue) {
            section.card {
                h2 { (frame.t("certificate-rescope")) }
                p { (frame.t("certificate-rescope-lead")) }
                (form(frame, &format!("{}/certificate/rescope", address(file)), "certificate-rescope-go", &html! {
                    (area(frame, given, ("rescope", "certified"), "application-scope", file.shown.text(known.issue.scope)))
                    (area(frame, given, ("rescope", "places"), "certificate-places", &sites.join("\n")))
                }))
            }
        } @else if file.is_unused(Kind::Reduce) { p.note { (frame.t("certificate-who-issues")) } }
    }
}

/// Taking it away, once that is decided.
fn withdraw(frame: Frame<'_>, file: &File) -> Markup {
    let runs = file.certificate().is_some_and(|one| match standing(&one.status, frame.today) {
        Standing::NotYet { .. } | Standing::Valid { .. } | Standing::Suspended { .. } => true,
        Standing::Unissued
        | Standing::Expired { .. }
        | Standing::Withdrawn { .. }
        | Standing::Ended { .. }
        | Standing::Transferred { .. } => false,
    });
    let ready = runs && file.newest_is(Kind::Withdraw) && file.shown.may(Action::CertificateMaintain);
    html! {
        @if ready {
            section.card {
                h2 { (frame.t("certificate-withdraw")) }
                p { (frame.t("certificate-withdraw-lead")) }
                form method="post" action=(frame.href(&format!("{}/certificate/withdraw", address(file)))) {
                    (once()) p.actions { button.btn { (frame.t("certificate-withdraw-go")) } }
                }
            }
        }
    }
}
