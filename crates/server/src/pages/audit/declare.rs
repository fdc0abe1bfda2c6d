//! What an auditor declares of themselves, and of nobody else.

use std::collections::BTreeMap;

use app::certification::audit::{Declaring, ToDeclare};
use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use record::StreamId;
use scheme::assignment::Threat;
use uuid::Uuid;

use super::{Done, Fields, after, optional, shown, value};
use crate::accounts::Signed;
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::audit::{self as view, Given};

/// What there is to declare on, for who may: they need not see the case.
async fn mine(site: &Site, lang: Lang, signed: &Signed, case: Uuid) -> Result<ToDeclare, PageRefusal> {
    let page = signed.accounts.office.to_declare(signed.caller, StreamId(case)).await;
    page.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn declare(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let page = mine(&site, lang, &signed, case).await?;
    let given = Given::default();
    Ok(shown(&given, view::declare(site.frame_of(lang, &signed.who), &page, &given)))
}

pub(crate) async fn declared(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let page = mine(&site, lang, &signed, case).await?;
    let done = match read(&fields) {
        Ok(told) => {
            let caller = once_of(&signed, &fields);
            Done::Asked(signed.accounts.office.declare_conflicts(caller, StreamId(case), told).await)
        }
        Err(wrong) => Done::Unread(wrong),
    };
    let frame = site.frame_of(lang, &signed.who);
    let again = |given: &Given| view::declare(frame, &page, given);
    let path = format!("/body/cases/{case}/declare");
    after(&site, lang, ("declare".to_owned(), fields, done), &path, &page.names, again)
}

fn read(fields: &Fields) -> Result<Declaring, super::Wrong> {
    let (mut threats, mut wrong) = (BTreeMap::new(), Vec::new());
    for threat in Threat::ALL {
        let field = format!("threat_{}", threat.word());
        match value(fields, &field) {
            "yes" => _ = threats.insert(threat, true),
            "no" => _ = threats.insert(threat, false),
            _ => wrong.push((format!("declare-{field}"), "audit-wrong-threat")),
        }
    }
    let note = optional(fields, ("declare", "note"), &mut wrong);
    let reason = optional(fields, ("declare", "reason"), &mut wrong);
    if wrong.is_empty() { Ok(Declaring { threats, note, reason }) } else { Err(wrong) }
}
