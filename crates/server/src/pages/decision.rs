//! The decision in a case, its explanation, the certificate and its suspensions: pages of the body, and the one of the company.

use std::collections::BTreeSet;

use app::Refused;
use app::certification::case::of_application;
use app::certification::decision::{DecidingTold, File, IssueTold, ProposalTold, RescopeTold, SuspensionTold};
use app::dates;
use axum::extract::{Extension, Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use criteria::text::Lang;
use jiff::civil::Date;
use record::{PersonId, StreamId};
use scheme::decision::{Forum, Kind, Vote};
use scheme::suspension::{Ground, Term};
use serde::Deserialize;
use uuid::Uuid;

use super::PageResult;
use super::company::once_of;
use super::kept::eras;
use crate::accounts::{Signed, see_other};
use crate::cursor;
use crate::error::{PageRefusal, Refusal};
use crate::site::Site;
use crate::view::decision::{self as view, Given};
use crate::view::localized;

type Fields = Vec<(String, String)>;
type Wrong = Vec<&'static str>;

/// The longest text of a form, in characters.
const LONGEST: usize = 2_000;
/// The longest line of one, in characters.
const LONGEST_LINE: usize = 200;

/// Which page of a case, with its address.
enum Page {
    Decision(String),
    Certificate(String),
    Company(StreamId, String),
}

impl Page {
    fn decision(case: Uuid) -> Self {
        Self::Decision(format!("/body/cases/{case}/decision"))
    }

    fn certificate(case: Uuid) -> Self {
        Self::Certificate(format!("/body/cases/{case}/certificate"))
    }

    fn company(application: Uuid) -> Self {
        Self::Company(StreamId(application), format!("/applications/{application}/certificate"))
    }

    fn path(&self) -> &str {
        match self {
            Self::Decision(path) | Self::Certificate(path) | Self::Company(_, path) => path,
        }
    }
}

/// The case for its body. The client sees it with its application.
async fn found(site: &Site, lang: Lang, signed: &Signed, case: Uuid) -> Result<File, PageRefusal> {
    let file = signed.accounts.office.decision_file(signed.caller, StreamId(case)).await;
    let file = file.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let is_body = signed.caller.acting_for == Some(file.shown.row.owner);
    if is_body { Ok(file) } else { Err(site.refuse(lang, &Refusal::NoSuchPage)) }
}

/// The case of an application, for its company.
async fn found_of(site: &Site, lang: Lang, signed: &Signed, application: Uuid) -> Result<File, PageRefusal> {
    let case = of_application(StreamId(application));
    let file = signed.accounts.office.decision_file(signed.caller, case).await;
    let file = file.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let is_client = signed.caller.acting_for == file.shown.row.party;
    if is_client { Ok(file) } else { Err(site.refuse(lang, &Refusal::NoSuchPage)) }
}

fn formed(site: &Site, lang: Lang, signed: &Signed, page: &Page, file: &File, given: &Given) -> Response {
    let status = match (given.step_up, &given.why, given.wrong.is_empty()) {
        (true, ..) => StatusCode::FORBIDDEN,
        (false, Some(_), _) => StatusCode::CONFLICT,
        (false, None, false) => StatusCode::UNPROCESSABLE_ENTITY,
        (false, None, true) => StatusCode::OK,
    };
    let (frame, catalogue) = (site.frame_of(lang, &signed.who), site.catalogue());
    let shown = match page {
        Page::Decision(_) => view::proposing(frame, catalogue, file, signed.caller.person, given),
        Page::Certificate(_) => view::certificate(frame, catalogue, file, given),
        Page::Company(application, _) => view::company(frame, catalogue, *application, file, given),
    };
    (status, shown).into_response()
}

/// What came of a form: the page anew, the page with what was typed and what a rule says or who has to confirm who they are, or a
/// refusal.
fn settled(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    page: &Page,
    (file, given): (&File, Given),
    done: Result<(), Refused>,
) -> PageResult {
    let texts = site.frame(lang).texts;
    let why = match done {
        Ok(()) => return Ok(see_other(&localized(lang, page.path()))),
        Err(Refused::Ruling(ruling)) => ruling.words_naming(texts, &file.shown.names),
        Err(Refused::Taken(_)) => texts.t("certificate-number-taken"),
        // Reasons take long to write: they stand below the way to confirm.
        Err(Refused::Access(access)) if access.step_up => {
            return Ok(formed(site, lang, signed, page, file, &Given { step_up: true, ..given }));
        }
        Err(error) => return Err(site.refuse(lang, &Refusal::of(error))),
    };
    Ok(formed(site, lang, signed, page, file, &Given { why: Some(why), ..given }))
}

fn value<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.trim()).unwrap_or_default()
}

fn values<'f>(fields: &'f Fields, name: &'f str) -> impl Iterator<Item = &'f str> {
    fields.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Whether a text can be kept; an empty one can.
fn fits(text: &str, longest: usize) -> bool {
    let controls = |c: char| c.is_control() && !matches!(c, '\n' | '\r');
    text.chars().count() <= longest && !text.chars().any(controls)
}

/// A text that may be left out.
fn optional(fields: &Fields, name: &'static str, longest: usize, wrong: &mut Wrong) -> String {
    let text = value(fields, name);
    if !fits(text, longest) {
        wrong.push(name);
    }
    text.to_owned()
}

/// A text that is needed.
fn needed(fields: &Fields, name: &'static str, longest: usize, wrong: &mut Wrong) -> String {
    let text = value(fields, name);
    if text.is_empty() || !fits(text, longest) {
        wrong.push(name);
    }
    text.to_owned()
}

fn day(site: &Site, fields: &Fields, name: &'static str, wrong: &mut Wrong) -> Date {
    let read = dates::typed(eras(site), value(fields, name));
    if read.is_none() {
        wrong.push(name);
    }
    // What cannot be read goes no further: the form comes back.
    read.unwrap_or(Date::ZERO)
}

/// Each line that says something.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

fn right<T>(told: T, wrong: Wrong) -> Result<T, Wrong> {
    if wrong.is_empty() { Ok(told) } else { Err(wrong) }
}

/// Where a page of the list begins.
#[derive(Deserialize)]
pub(crate) struct Before {
    before: Option<String>,
}

pub(crate) async fn list(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(Before { before }): Query<Before>,
) -> PageResult {
    let before = before.map(|before| cursor::instant(&before)).transpose();
    let before = before.map_err(|refusal| site.refuse(lang, &refusal))?;
    let page = signed.accounts.office.certificates(signed.caller, before).await;
    let page = page.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::list(site.frame_of(lang, &signed.who), &page).into_response())
}

pub(crate) async fn show(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    Ok(formed(&site, lang, &signed, &Page::decision(case), &file, &Given::default()))
}

/// Why it was decided so. A proposal has no reasons yet.
pub(crate) async fn explain(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, decision)): Path<(Uuid, Uuid)>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    let one = file.decided().find(|one| one.row.stream == StreamId(decision));
    let one = one.ok_or_else(|| site.refuse(lang, &Refusal::NoSuchPage))?;
    Ok(view::explained(site.frame_of(lang, &signed.who), site.catalogue(), &file, one).into_response())
}

pub(crate) async fn propose(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    let (page, read) = (Page::decision(case), proposal(&fields));
    let caller = once_of(&signed, &fields);
    let given = Given { form: "propose".to_owned(), fields, ..Given::default() };
    match read {
        Ok(told) => {
            let done = signed.accounts.office.propose_decision(caller, StreamId(case), told).await;
            settled(&site, lang, &signed, &page, (&file, given), done)
        }
        Err(wrong) => Ok(formed(&site, lang, &signed, &page, &file, &Given { wrong, ..given })),
    }
}

fn proposal(fields: &Fields) -> Result<ProposalTold, Wrong> {
    let mut wrong = Vec::new();
    let kind = Kind::from_word(value(fields, "kind"));
    if kind.is_none() {
        wrong.push("kind");
    }
    let people: BTreeSet<PersonId> = values(fields, "people").filter_map(|id| id.parse().ok()).collect();
    let chair: Option<PersonId> = value(fields, "chair").parse().ok();
    let forum = match (value(fields, "how"), people.first().copied(), people.len()) {
        ("one_person", Some(person), 1) => Some(Forum::OnePerson { person }),
        ("committee", Some(_), _) => {
            let chair = chair.filter(|chair| people.contains(chair));
            if chair.is_none() {
                wrong.push("chair");
            }
            chair.map(|chair| Forum::Committee { chair, members: people })
        }
        ("one_person" | "committee", ..) => {
            wrong.push("people");
            None
        }
        _ => {
            wrong.push("how");
            None
        }
    };
    match (kind, forum) {
        (Some(kind), Some(forum)) => right(ProposalTold { kind, forum }, wrong),
        _ => Err(wrong),
    }
}

/// What is done with a decision, by the last part of its address.
pub(crate) async fn act(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, decision, deed)): Path<(Uuid, Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    let (office, caller, page) = (&signed.accounts.office, once_of(&signed, &fields), Page::decision(case));
    let (case, decision, mut wrong) = (StreamId(case), StreamId(decision), Wrong::new());
    let done = match deed.as_str() {
        "circulate" => office.circulate_decision(caller, case, decision).await,
        "minutes" => {
            let minutes = needed(&fields, "minutes", LONGEST, &mut wrong);
            if wrong.is_empty() { office.keep_minutes(caller, case, decision, minutes).await } else { Ok(()) }
        }
        "recuse" | "drop" => {
            let reason = needed(&fields, "reason", LONGEST, &mut wrong);
            match (wrong.is_empty(), deed.as_str()) {
                (false, _) => Ok(()),
                (true, "drop") => office.drop_decision(caller, case, decision, reason).await,
                (true, _) => office.recuse(caller, case, decision, reason).await,
            }
        }
        "vote" => match Vote::from_word(value(&fields, "vote")) {
            Some(vote) => office.vote(caller, case, decision, vote).await,
            None => {
                wrong.push("vote");
                Ok(())
            }
        },
        "decide" => match deciding(&site, &fields, &file) {
            Ok(told) => office.decide(caller, case, decision, told).await,
            Err(found) => {
                wrong = found;
                Ok(())
            }
        },
        _ => Err(Refused::NotThere),
    };
    let given = Given { form: deed, fields, wrong, ..Given::default() };
    if given.wrong.is_empty() {
        settled(&site, lang, &signed, &page, (&file, given), done)
    } else {
        Ok(formed(&site, lang, &signed, &page, &file, &given))
    }
}

fn deciding(site: &Site, fields: &Fields, file: &File) -> Result<DecidingTold, Wrong> {
    let mut wrong = Vec::new();
    let adverse = file.open().and_then(|one| one.status.proposed()).is_some_and(|one| one.proposal.kind.is_adverse());
    let text = if adverse { needed } else { optional };
    let on = day(site, fields, "on", &mut wrong);
    let late = optional(fields, "late", LONGEST, &mut wrong);
    let reasons = text(fields, "reasons", LONGEST, &mut wrong);
    let appeal = text(fields, "appeal", LONGEST, &mut wrong);
    let scope = optional(fields, "scope", LONGEST, &mut wrong);
    right(DecidingTold { on, reasons: lines(&reasons), appeal, late, scope }, wrong)
}

pub(crate) async fn certificate(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    Ok(formed(&site, lang, &signed, &Page::certificate(case), &file, &Given::default()))
}

pub(crate) async fn issue(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(case): Path<Uuid>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    let (page, read, caller) = (Page::certificate(case), issuing(&site, &fields), once_of(&signed, &fields));
    let given = Given { form: "issue".to_owned(), fields, ..Given::default() };
    match read {
        Ok(told) => {
            let done = signed.accounts.office.issue_certificate(caller, StreamId(case), told).await;
            settled(&site, lang, &signed, &page, (&file, given), done)
        }
        Err(wrong) => Ok(formed(&site, lang, &signed, &page, &file, &Given { wrong, ..given })),
    }
}

fn issuing(site: &Site, fields: &Fields) -> Result<IssueTold, Wrong> {
    let mut wrong = Vec::new();
    let number = needed(fields, "number", LONGEST_LINE, &mut wrong);
    let first = day(site, fields, "first", &mut wrong);
    let scope = needed(fields, "certified", LONGEST, &mut wrong);
    let sites: Result<BTreeSet<_>, _> = values(fields, "sites").map(str::parse).collect();
    let sites = sites.unwrap_or_default();
    if sites.is_empty() {
        wrong.push("sites");
    }
    let fees_paid = value(fields, "fees") == "paid";
    let fees_reason = optional(fields, "unpaid", LONGEST, &mut wrong);
    right(IssueTold { number, first, scope, sites, fees_paid, fees_reason }, wrong)
}

/// What is done with a certificate and its suspension, by the last part of its address.
pub(crate) async fn maintain(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((case, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let file = found(&site, lang, &signed, case).await?;
    let (page, caller) = (Page::certificate(case), once_of(&signed, &fields));
    let (done, wrong) = match maintaining(&site, &fields, &deed) {
        Ok(told) => (maintained(&signed, caller, StreamId(case), told).await, Wrong::new()),
        Err(wrong) => (Err(Refused::NotThere), wrong),
    };
    let given = Given { form: deed, fields, wrong, ..Given::default() };
    if given.wrong.is_empty() {
        settled(&site, lang, &signed, &page, (&file, given), done)
    } else {
        Ok(formed(&site, lang, &signed, &page, &file, &given))
    }
}

/// What is asked of a certificate after it was issued.
enum Maintaining {
    Suspend(SuspensionTold),
    Invite(Date),
    Hear(String),
    Impose(Term),
    Meet(u16, String),
    Lift,
    Withdraw,
    Rescope(RescopeTold),
    Drop(String),
}

/// No such deed is told by no field being wrong.
fn maintaining(site: &Site, fields: &Fields, deed: &str) -> Result<Maintaining, Wrong> {
    let mut wrong = Vec::new();
    let told = match deed {
        "suspend" => {
            let grounds: BTreeSet<Ground> = values(fields, "grounds").filter_map(Ground::from_word).collect();
            if grounds.is_empty() {
                wrong.push("grounds");
            }
            // As many as the form has.
            let conditions = (1..=view::CONDITIONS).map(|at| value(fields, &format!("condition-{at}")).to_owned());
            let conditions: Vec<String> = conditions.filter(|told| !told.is_empty()).collect();
            if conditions.iter().any(|told| !fits(told, LONGEST)) {
                wrong.push("conditions");
            }
            let reason = needed(fields, "reason", LONGEST, &mut wrong);
            Maintaining::Suspend(SuspensionTold { grounds, reason, conditions })
        }
        "invite" => Maintaining::Invite(day(site, fields, "until", &mut wrong)),
        "hear" => Maintaining::Hear(needed(fields, "words", LONGEST, &mut wrong)),
        "nothing" => Maintaining::Hear(String::new()),
        "impose" => {
            let from = day(site, fields, "from", &mut wrong);
            Maintaining::Impose(Term { from, limit: day(site, fields, "limit", &mut wrong) })
        }
        "meet" => {
            let condition = value(fields, "condition").parse();
            if condition.is_err() {
                wrong.push("condition");
            }
            Maintaining::Meet(condition.unwrap_or_default(), needed(fields, "shows", LONGEST, &mut wrong))
        }
        "lift" => Maintaining::Lift,
        "withdraw" => Maintaining::Withdraw,
        "rescope" => {
            let scope = needed(fields, "certified", LONGEST, &mut wrong);
            Maintaining::Rescope(RescopeTold { scope, sites: lines(&needed(fields, "places", LONGEST, &mut wrong)) })
        }
        "drop" => Maintaining::Drop(needed(fields, "reason", LONGEST, &mut wrong)),
        _ => return Err(Vec::new()),
    };
    right(told, wrong)
}

async fn maintained(signed: &Signed, caller: app::Caller, case: StreamId, told: Maintaining) -> Result<(), Refused> {
    let office = &signed.accounts.office;
    match told {
        Maintaining::Suspend(told) => office.propose_suspension(caller, case, told).await,
        Maintaining::Invite(speak_by) => office.invite_to_speak(caller, case, speak_by).await,
        Maintaining::Hear(words) => office.hear(caller, case, words).await,
        Maintaining::Impose(term) => office.impose_suspension(caller, case, term).await,
        Maintaining::Meet(condition, shows) => office.meet_condition(caller, case, condition, shows).await,
        Maintaining::Lift => office.lift_suspension(caller, case).await,
        Maintaining::Withdraw => office.withdraw_certificate(caller, case).await,
        Maintaining::Rescope(told) => office.rescope_certificate(caller, case, told).await,
        Maintaining::Drop(reason) => office.drop_suspension(caller, case, reason).await,
    }
}

pub(crate) async fn company(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path(application): Path<Uuid>,
) -> PageResult {
    let file = found_of(&site, lang, &signed, application).await?;
    Ok(formed(&site, lang, &signed, &Page::company(application), &file, &Given::default()))
}

/// What the company does: it speaks before a suspension, or gives its certificate back.
pub(crate) async fn company_acts(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Path((application, deed)): Path<(Uuid, String)>,
    Form(fields): Form<Fields>,
) -> PageResult {
    let file = found_of(&site, lang, &signed, application).await?;
    let (office, page) = (&signed.accounts.office, Page::company(application));
    let (caller, case) = (once_of(&signed, &fields), file.shown.row.stream);
    let mut wrong = Wrong::new();
    let done = match deed.as_str() {
        "speak" => {
            let words = needed(&fields, "words", LONGEST, &mut wrong);
            if wrong.is_empty() { office.speak(caller, case, words).await } else { Ok(()) }
        }
        "end" => {
            let reason = optional(&fields, "reason", LONGEST, &mut wrong);
            if value(&fields, "sure") != "yes" {
                wrong.push("sure");
            }
            if wrong.is_empty() { office.end_certificate(caller, case, reason).await } else { Ok(()) }
        }
        _ => Err(Refused::NotThere),
    };
    let given = Given { form: deed, fields, wrong, ..Given::default() };
    if given.wrong.is_empty() {
        settled(&site, lang, &signed, &page, (&file, given), done)
    } else {
        Ok(formed(&site, lang, &signed, &page, &file, &given))
    }
}
