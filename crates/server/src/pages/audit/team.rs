//! The team of an audit: the page, and what is done on it.

use std::collections::BTreeMap;

use app::certification::audit::{Choosing, ShownAudit};
use app::{Caller, Office, Refused};
use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use record::StreamId;
use scheme::audit::Function;
use scheme::rules::Rule;
use uuid::Uuid;

use super::{Done, Fields, after, half_days, needed, person, shown, value};
use crate::accounts::{Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::audit::{self as view, Given};
use crate::view::localized;

async fn found(site: &Site, lang: Lang, signed: &Signed, case: Uuid) -> Result<ShownAudit, PageRefusal> {
    let audit = signed.accounts.office.audit_team(signed.caller, StreamId(case)).await;
    audit.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn team(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let page = found(&site, lang, &signed, case).await?;
    let given = Given::default();
    Ok(shown(&given, view::team(site.frame_of(lang, &signed.who), &page, signed.caller.person, &given)))
}

/// What is done with a team, by the last part of its address.
pub(crate) async fn change(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    // Whether there is such a case is told to nobody who may not see it, whatever was sent.
    super::found(&site, lang, &signed, case).await?;
    let (office, caller) = (&signed.accounts.office, once_of(&signed, &fields));
    let (form, done) = done(office, caller, StreamId(case), (&deed, &fields)).await;
    let path = format!("/body/cases/{case}/team");
    if let Done::Asked(Ok(())) = done {
        return Ok(see_other(&localized(lang, &path)));
    }
    let page = found(&site, lang, &signed, case).await?;
    let frame = site.frame_of(lang, &signed.who);
    let again = |given: &Given| view::team(frame, &page, signed.caller.person, given);
    after(&site, lang, (form, fields, done), &path, &page.names, again)
}

async fn done(office: &Office, caller: Caller, case: StreamId, (deed, fields): (&str, &Fields)) -> (String, Done) {
    let mut wrong = Vec::new();
    let who = person(fields);
    let form = match (deed, who) {
        ("assign", Some(who)) => format!("assign-{}-{}", value(fields, "group"), who.0),
        ("release" | "reply", Some(who)) => format!("{deed}-{}", who.0),
        _ => deed.to_owned(),
    };
    let asked = match (deed, who) {
        ("open", _) => {
            let half_days = half_days(fields, &form, &mut wrong);
            if !wrong.is_empty() {
                return (form, Done::Unread(wrong));
            }
            office.open_audit(caller, case, half_days).await
        }
        ("assign", Some(person)) => {
            let Some(function) = Function::from_word(value(fields, "function")) else {
                return (form, Done::Asked(Err(Refused::NotThere)));
            };
            let mut reasons = BTreeMap::new();
            for (name, _) in fields {
                if let Some(rule) = name.strip_prefix("reason_").and_then(Rule::from_word) {
                    reasons.insert(rule, needed(fields, (&form, name), &mut wrong));
                }
            }
            if !wrong.is_empty() {
                return (form, Done::Unread(wrong));
            }
            office.assign(caller, case, Choosing { person, function, reasons }).await
        }
        ("lead", Some(person)) => office.lead_audit(caller, case, person).await,
        ("tell", _) => office.tell_team(caller, case).await,
        ("reply", Some(person)) if value(fields, "reply") == "upheld" => {
            office.reply_to_objection(caller, case, person, None).await
        }
        ("release" | "reply" | "stop", _) => {
            let reason = needed(fields, (&form, "reason"), &mut wrong);
            match (deed, who) {
                _ if !wrong.is_empty() => return (form, Done::Unread(wrong)),
                ("stop", _) => office.stop_audit(caller, case, reason).await,
                ("reply", Some(person)) => office.reply_to_objection(caller, case, person, Some(reason)).await,
                (_, Some(person)) => office.release_from_audit(caller, case, person, reason).await,
                (_, None) => Err(Refused::NotThere),
            }
        }
        _ => Err(Refused::NotThere),
    };
    (form, Done::Asked(asked))
}
