//! Programme, days and plan of an audit: the page, and what is done on it.

use std::collections::BTreeSet;

use app::certification::audit::{PlanTold, ShownAudit};
use app::{Caller, Office, Refused};
use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use jiff::civil::Date;
use record::StreamId;
use scheme::audit::{Programme, Stage};
use uuid::Uuid;

use super::{Done, Fields, Wrong, after, day, found, half_days, optional, shown, value};
use crate::accounts::Signed;
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::audit::{self as view, ATTENDANTS, DAYS, Given};

/// The longest name of somebody who attends, in characters.
const LONGEST_NAME: usize = 200;

pub(crate) async fn plan(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let page = found(&site, lang, &signed, case).await?;
    let given = Given::default();
    Ok(shown(&given, view::plan(site.frame_of(lang, &signed.who), &page, &given)))
}

/// What is done to prepare an audit, by the last part of its address.
pub(crate) async fn prepare(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let page = found(&site, lang, &signed, case).await?;
    let (office, caller) = (&signed.accounts.office, once_of(&signed, &fields));
    let (form, done) = done(&site, office, caller, (&page, StreamId(case)), (&deed, &fields)).await;
    let frame = site.frame_of(lang, &signed.who);
    let again = |given: &Given| view::plan(frame, &page, given);
    after(&site, lang, (form, fields, done), &format!("/body/cases/{case}/audit"), &page.names, again)
}

async fn done(
    site: &Site,
    office: &Office,
    caller: Caller,
    (page, case): (&ShownAudit, StreamId),
    (deed, fields): (&str, &Fields),
) -> (String, Done) {
    let mut wrong = Vec::new();
    let stage = Stage::from_word(value(fields, "stage"));
    let form = match (deed, stage) {
        ("dates" | "plan", Some(stage)) => format!("{deed}-{}", stage.word()),
        _ => deed.to_owned(),
    };
    let asked = match (deed, stage) {
        ("programme", _) => match programme(site, page, fields, &mut wrong) {
            Some(told) if wrong.is_empty() => office.set_programme(caller, case, told).await,
            Some(_) | None => return (form, Done::Unread(wrong)),
        },
        ("dates", Some(stage)) => {
            let dates = [1, 2, 3].map(|n| day(site, fields, (&form, &format!("date_{n}")), &mut wrong));
            match dates {
                [Some(one), Some(two), Some(three)] => {
                    office.propose_dates(caller, case, stage, [one, two, three]).await
                }
                _ => return (form, Done::Unread(wrong)),
            }
        }
        ("plan", Some(stage)) => {
            let told = planned(site, (&form, stage), fields, &mut wrong);
            if !wrong.is_empty() {
                return (form, Done::Unread(wrong));
            }
            office.plan_stage(caller, case, told).await
        }
        ("send", Some(stage)) => office.send_plan(caller, case, stage).await,
        ("begin", _) => office.begin_audit(caller, case).await,
        _ => Err(Refused::NotThere),
    };
    (form, Done::Asked(asked))
}

fn programme(site: &Site, page: &ShownAudit, fields: &Fields, wrong: &mut Wrong) -> Option<Programme> {
    let years = page.rules.as_ref().map_or(1, |rules| rules.figures.years_of_certificate);
    let begins = day(site, fields, ("programme", "begins"), wrong);
    let named: Vec<String> = (1..years).map(|year| format!("report_{year}")).collect();
    let reports: Vec<Option<Date>> = named.iter().map(|name| day(site, fields, ("programme", name), wrong)).collect();
    let renewal_by = day(site, fields, ("programme", "renewal_by"), wrong);
    Some(Programme { begins: begins?, reports: reports.into_iter().flatten().collect(), renewal_by: renewal_by? })
}

fn planned(site: &Site, (form, stage): (&str, Stage), fields: &Fields, wrong: &mut Wrong) -> PlanTold {
    let mut days = BTreeSet::new();
    for n in 1..=DAYS {
        let name = format!("day_{n}");
        // The first has to be there; each of the others may be.
        if n == 1 || !value(fields, &name).is_empty() {
            days.extend(day(site, fields, (form, &name), wrong));
        }
    }
    let half_days = half_days(fields, form, wrong);
    let sites =
        fields.iter().filter(|(name, _)| name == "site").filter_map(|(_, number)| number.parse().ok()).collect();
    let mut attendants = Vec::new();
    for n in 1..=ATTENDANTS {
        let name = format!("attendant_{n}");
        let said = value(fields, &name);
        if said.chars().count() > LONGEST_NAME || said.chars().any(char::is_control) {
            wrong.push((format!("{form}-{name}"), "audit-wrong-name"));
        } else if !said.is_empty() {
            attendants.push(said.to_owned());
        }
    }
    let mut text = |name: &str| optional(fields, (form, name), wrong);
    let (sampling, fewer_days, sites_first) = (text("sampling"), text("fewer_days"), text("sites_first"));
    PlanTold { stage, days, half_days, sites, sampling, attendants, fewer_days, sites_first }
}
