//! Registers, describes and finds organisations.

use app::access::Action;
use app::industry::Search;
use app::operating::Runs;
use app::organisations::{CORPORATE_NUMBER, Named, Page, typed_industry};
use app::{Caller, Refused};
use axum::extract::{Extension, Form, Query, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use criteria::text::Lang;
use scheme::organisation::{Expected, Field, FieldFault, Found, Input};
use serde::Deserialize;
use uuid::Uuid;

use crate::accounts::{self, Signed, see_other};
use crate::error::{PageRefusal, Refusal};
use crate::pages::PageResult;
use crate::site::Site;
use crate::view::company::{self as view, Described, Wrong};
use crate::view::{ONCE, localized};

pub(crate) async fn new_organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let may = signed.accounts.office.could(signed.caller, Action::OperatorBegin).await;
    let may = may.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let operates = may.then_some(false);
    let form =
        Described { input: &Input::default(), wrong: Wrong::default(), size: None, new: true, operates, first: None };
    Ok(view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form).into_response())
}

/// What the form of an organisation sends.
pub(crate) struct Typed<'a> {
    pub(crate) input: Input,
    /// The industry as it was typed, shown again as it is.
    pub(crate) industry: String,
    /// Why it leaves no one industry.
    pub(crate) search: Option<Search<'a>>,
    /// The person has seen organisations that are alike, and registers another one.
    pub(crate) another: bool,
    /// It is to run the installation.
    operates: bool,
    /// The first person's name and address, as they were typed.
    pub(crate) person: [String; 2],
}

pub(crate) fn typed(site: &Site, fields: Vec<(String, String)>) -> Typed<'static> {
    let (mut input, mut picked, mut person) = (Input::default(), String::new(), <[String; 2]>::default());
    let (mut another, mut operates) = (false, false);
    for (name, value) in fields {
        let field = match name.as_str() {
            "kinds" => {
                input.kinds.push(value);
                continue;
            }
            "another" => {
                another = value == "yes";
                continue;
            }
            "operates" => {
                operates = value == "yes";
                continue;
            }
            "person_name" => &mut person[0],
            "person_email" => &mut person[1],
            "corporate_number" => &mut input.corporate_number,
            "name" => &mut input.name,
            "reading" => &mut input.reading,
            "address" => &mut input.address,
            "prefecture" => &mut input.prefecture,
            "main_industry" => &mut input.main_industry,
            "industry_pick" => &mut picked,
            "capital" => &mut input.capital,
            "employees" => &mut input.employees,
            _ => continue,
        };
        *field = value;
    }
    let industry: String = input.main_industry.chars().take(80).collect();
    let found = site.catalogue().industries().map(|pack| typed_industry(pack, &industry, &picked));
    let search = match found {
        Some(Ok(code)) => {
            input.main_industry = code;
            None
        }
        Some(Err(search)) => {
            input.main_industry.clear();
            Some(search)
        }
        None => None,
    };
    Typed { input, industry, search, another, operates, person }
}

/// Who registers, with the key of the form. Whoever registers acts for the new organisation from then on; it is the same
/// request all the same.
pub(crate) fn once_of(signed: &Signed, fields: &Vec<(String, String)>) -> Caller {
    let key = fields.iter().find(|(name, _)| name == ONCE).map_or("", |(_, value)| value);
    Caller { once: accounts::once(key, fields), ..signed.caller }
}

pub(crate) async fn register(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let caller = once_of(&signed, &fields);
    let mut typed = typed(&site, fields);
    if typed.search.is_some() {
        let faults = scheme::organisation::check(&typed.input).err().unwrap_or_default();
        return again(&site, lang, &signed, typed, Refused::Input(faults), Some(&[])).await;
    }
    let office = &signed.accounts.office;
    // What this very form registered is no other organisation that is alike.
    typed.another |= office.came_before(caller).await.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    if let Some((why, alike)) = alike(&site, lang, &signed, &typed).await? {
        return again(&site, lang, &signed, typed, why, Some(&alike)).await;
    }
    let runs = if typed.operates { Runs::TheInstallation } else { Runs::Nothing };
    match office.register_as(caller, &typed.input, runs).await {
        Ok(organisation) => {
            let acting = signed.accounts.sign_in.act_for(&signed.session, Some(organisation)).await;
            acting.map_err(|error| site.refuse(lang, &accounts::broken(&error)))?;
            Ok(see_other(&localized(lang, "/today")))
        }
        Err(error) => again(&site, lang, &signed, typed, error, Some(&[])).await,
    }
}

/// Organisations that may be the one that was typed, which is not registered before the person has seen them; none =
/// there is none, or it was seen, or there are faults, which come first.
pub(crate) async fn alike(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    typed: &Typed<'_>,
) -> Result<Option<(Refused, Vec<Named>)>, PageRefusal> {
    let (false, Ok(checked)) = (typed.another, scheme::organisation::check(&typed.input)) else { return Ok(None) };
    let number = checked.corporate_number.map(|number| number.to_string());
    let alike = signed.accounts.office.alike(signed.caller, &checked.name, number.as_deref()).await;
    let alike = alike.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    if alike.is_empty() {
        return Ok(None);
    }
    // A number is one organisation's, whatever anybody says of it.
    let taken = number.is_some() && alike.iter().any(|one| one.number == number);
    let why = if taken { Refused::Taken(CORPORATE_NUMBER) } else { Refused::Input(Vec::new()) };
    Ok(Some((why, alike)))
}

pub(crate) async fn organisation(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
) -> PageResult {
    let refuse = |error| site.refuse(lang, &Refusal::of(error));
    let row = signed.accounts.office.organisation(signed.caller).await.map_err(refuse)?;
    let size = signed.accounts.office.size_shown(signed.caller).await.map_err(refuse)?;
    let number = |value: Option<i64>| value.map(|value| value.to_string()).unwrap_or_default();
    let frame = site.frame_of(lang, &signed.who);
    let code = row.industry.unwrap_or_default();
    let known = site.catalogue().industries().and_then(|pack| pack.industry(&code));
    let input = Input {
        kinds: row.kinds,
        corporate_number: row.number.unwrap_or_default(),
        name: row.name.unwrap_or_default(),
        reading: row.reading.unwrap_or_default(),
        address: row.address.unwrap_or_default(),
        prefecture: row.prefecture.unwrap_or_default(),
        main_industry: known.map_or(code, |industry| frame.texts.industry(industry)),
        capital: number(row.capital),
        employees: number(row.employees),
    };
    let form = Described {
        input: &input,
        wrong: Wrong::default(),
        size: Some(size.as_ref()),
        new: false,
        operates: None,
        first: None,
    };
    Ok(view::organisation(frame, site.catalogue(), &form).into_response())
}

pub(crate) async fn describe(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Form(fields): Form<Vec<(String, String)>>,
) -> PageResult {
    let typed = typed(&site, fields);
    if typed.search.is_some() {
        let faults = scheme::organisation::check(&typed.input).err().unwrap_or_default();
        return again(&site, lang, &signed, typed, Refused::Input(faults), None).await;
    }
    match signed.accounts.office.describe(signed.caller, &typed.input).await {
        Ok(()) => Ok(see_other(&localized(lang, "/organisation"))),
        Err(error) => again(&site, lang, &signed, typed, error, None).await,
    }
}

/// The form again, with what was typed and what is wrong with it. `alike`: organisations that may be this one; none =
/// the organisation is not about to be registered.
async fn again(
    site: &Site,
    lang: Lang,
    signed: &Signed,
    typed: Typed<'_>,
    error: Refused,
    alike: Option<&[Named]>,
) -> PageResult {
    let wrong = wrong(typed.search, &typed.industry, alike.unwrap_or_default(), error);
    let wrong = wrong.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    let new = alike.is_some() || signed.who.organisation.is_none();
    let input = kept(Input { main_industry: typed.industry, ..typed.input }, &wrong.faults);
    let status = if wrong.step_up { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
    let operates = new.then_some(typed.operates).filter(|ticked| *ticked);
    let form = Described { input: &input, wrong, size: None, new, operates, first: None };
    let page = view::organisation(site.frame_of(lang, &signed.who), site.catalogue(), &form);
    Ok((status, page).into_response())
}

/// What is wrong with the form; an error that has no place in it is given back.
pub(crate) fn wrong<'a>(
    search: Option<Search<'a>>,
    industry: &str,
    alike: &'a [Named],
    error: Refused,
) -> Result<Wrong<'a>, Refused> {
    let mut wrong = Wrong { search, alike, ..Wrong::default() };
    match error {
        Refused::Input(faults) => wrong.faults = faults,
        Refused::Taken(CORPORATE_NUMBER) => wrong.taken = true,
        Refused::Access(access) if access.step_up => wrong.step_up = true,
        error => return Err(error),
    }
    if wrong.search.is_some() {
        let fault = FieldFault {
            field: Field::MainIndustry,
            expected: Expected::IndustryCode,
            found: Found::Characters(industry.chars().count()),
        };
        wrong.faults.push(fault);
    }
    Ok(wrong)
}

/// What was typed, to be shown again: but never twelve digits, which may be a My Number (spec 7 §8).
pub(crate) fn kept(mut input: Input, faults: &[FieldFault]) -> Input {
    if faults.iter().any(|fault| fault.found == Found::TwelveDigits) {
        input.corporate_number.clear();
    }
    input
}

/// What is searched for, and from where on.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Sought {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    id: String,
}

/// Organisations by any part of their name.
pub(crate) async fn find(
    State(site): State<Site>,
    Extension(lang): Extension<Lang>,
    signed: Signed,
    Query(sought): Query<Sought>,
) -> PageResult {
    let text: String = sought.q.trim().chars().take(120).collect();
    let page = match sought.id.parse::<Uuid>() {
        Ok(id) => Page { after: sought.after, id },
        Err(_) => Page::first(),
    };
    let found = signed.accounts.office.find(signed.caller, &text, &page).await;
    let found = found.map_err(|error| site.refuse(lang, &Refusal::of(error)))?;
    Ok(view::organisations(site.frame_of(lang, &signed.who), site.catalogue(), &text, &found).into_response())
}
