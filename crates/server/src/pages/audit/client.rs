//! The audit of a company, under its application: the page, and what the company answers.

use app::certification::audit::ClientAudit;
use app::certification::case::of_application;
use app::dates;
use app::{Caller, Office, Refused};
use axum::extract::{Extension, Form, Path, State};
use criteria::text::Lang;
use record::StreamId;
use scheme::audit::Stage;
use uuid::Uuid;

use super::{Done, Fields, after, needed, person, shown, value};
use crate::accounts::Signed;
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::pages::company::once_of;
use crate::site::Site;
use crate::view::audit::{self as view, Given};

async fn found(site: &Site, lang: Lang, signed: &Signed, application: Uuid) -> Result<ClientAudit, PageRefusal> {
    let case = of_application(StreamId(application));
    let audit = signed.accounts.office.client_audit(signed.caller, case).await;
    audit.map_err(|error| site.refuse(lang, &Refusal::of(error)))
}

pub(crate) async fn client(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(application): Path<Uuid>,
) -> PageResult {
    let page = found(&site, lang, &signed, application).await?;
    let given = Given::default();
    Ok(shown(&given, view::client(site.frame_of(lang, &signed.who), StreamId(application), &page, &given)))
}

/// What the company answers, by the last part of the address.
pub(crate) async fn answer(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((application, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let page = found(&site, lang, &signed, application).await?;
    let (office, caller) = (&signed.accounts.office, once_of(&signed, &fields));
    let case = of_application(StreamId(application));
    let (form, done) = done(office, caller, case, (&deed, &fields)).await;
    let frame = site.frame_of(lang, &signed.who);
    let again = |given: &Given| view::client(frame, StreamId(application), &page, given);
    let path = format!("/applications/{application}/audit");
    after(&site, lang, (form, fields, done), &path, &page.names, again)
}

async fn done(office: &Office, caller: Caller, case: StreamId, (deed, fields): (&str, &Fields)) -> (String, Done) {
    let mut wrong = Vec::new();
    let (who, stage) = (person(fields), Stage::from_word(value(fields, "stage")));
    let form = match (deed, who, stage) {
        ("object", Some(who), _) => format!("object-{}", who.0),
        ("choose", _, Some(stage)) => format!("choose-{}", stage.word()),
        _ => deed.to_owned(),
    };
    let asked = match (deed, who, stage) {
        ("agree", ..) => office.agree_to_team(caller, case).await,
        ("object", Some(person), _) => {
            let reason = needed(fields, (&form, "reason"), &mut wrong);
            if !wrong.is_empty() {
                return (form, Done::Unread(wrong));
            }
            office.object_to(caller, case, person, reason).await
        }
        ("choose", _, Some(stage)) => match dates::typed(&[], value(fields, "date")) {
            Some(date) => office.choose_date(caller, case, stage, date).await,
            None => {
                let id = format!("{form}-date");
                return (form, Done::Unread(vec![(id, "audit-wrong-choice")]));
            }
        },
        _ => Err(Refused::NotThere),
    };
    (form, Done::Asked(asked))
}
