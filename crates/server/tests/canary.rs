//! What is typed stands where it belongs and nowhere else: a word is typed into every field of every form of every page,
//! by everybody, and into every text that a program can send, and looked for in every column of the database and in the log
//! at its loudest.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod outside;
mod town;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::{Mutex, Once};

use axum::http::{Method, StatusCode};
use serde_json::Value;
use town::api::{Operation, operations};
use town::forms::{self, Field, Form, Sent, Takes};
use town::{Answer, Device, Town, towns_that_mail};

/// The word, as it is looked for.
const WORD: &str = "kanaria7q";
/// As it is typed where anything goes.
const TYPED: &str = "カナリアkanaria7q";

/// Where what is typed may stand: texts and persons beside the record, what organisations are found by, and what a shared
/// terminal is called. Anything else
/// that holds the word fails: the bytes of events, the work that waits, the access trail, counters of attempts, answers
/// to repeated requests.
const BELONGS: [&str; 8] = [
    "organisation.folded",
    "organisation_gram.folded",
    "person.email",
    "person.email_folded",
    "person.name",
    "person.reading",
    "terminal.name",
    "text.body",
];

/// What is typed and not saved yet may stand there as well; it goes when it is saved.
const DRAFTS: &str = "draft.bytes";

/// What fits into fields that do not take just any text. No corporate number is made up.
const FITTING: [(&str, &str); 4] =
    [("corporate_number", ""), ("reading", "ミホン"), ("main_industry", "E26"), ("until", "2030-01-31")];

static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static LISTENING: Once = Once::new();

/// Everything that is logged, ours as loud as it goes and that of every library as the product sets it.
fn listen() {
    struct Kept;
    impl io::Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            LOG.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    LISTENING.call_once(|| {
        let loud = "warn,server=trace,app=trace,store=trace,mamori=trace";
        let lines = tracing_subscriber::fmt().with_env_filter(tracing_subscriber::EnvFilter::new(loud));
        lines.with_ansi(false).with_writer(|| Kept).init();
    });
}

/// What a form asks for, whatever it is about: the same for each check, member and question.
fn key(form: &Form) -> String {
    let bare = |text: &str| {
        let parts =
            text.split(['/', ':']).map(|part| if part.chars().any(|c| c.is_ascii_digit()) { "#" } else { part });
        parts.collect::<Vec<_>>().join("/")
    };
    let names: BTreeSet<String> = form.fields.iter().map(|field| bare(&field.name)).collect();
    format!("{} {} {names:?}", form.method, bare(form.action.split(['?', '#']).next().unwrap()))
}

/// The fields of a form, one of each sort: what a question asks, each question asks.
fn sorts(form: &Form) -> Vec<&Field> {
    let mut seen = BTreeSet::new();
    form.fields.iter().filter(|field| seen.insert(field.name.split(':').next().unwrap().to_owned())).collect()
}

/// The word, as this field takes it.
fn canary(field: &Field, at: usize) -> String {
    match &field.takes {
        Takes::Text(board) if board == "email" || field.name.contains("mail") => format!("{WORD}.{at}@canary.example"),
        _ => format!("{TYPED}{at}"),
    }
}

/// Whether it is the first box of its name, and none of them is ticked.
fn is_first_tick(form: &Form, field: &Field) -> bool {
    let mut boxes = form.fields.iter().filter(|other| other.name == field.name);
    boxes.clone().all(|other| other.value.is_none()) && boxes.next() == Some(field)
}

/// What stands in a field where somebody fills in no more than they have to, or everything they can.
fn filled(form: &Form, field: &Field, everything: bool) -> Option<String> {
    let stands = field.value.clone().filter(|value| !value.is_empty());
    let fitting = FITTING.iter().find(|(name, _)| *name == field.name).map(|(_, value)| (*value).to_owned());
    match &field.takes {
        Takes::Text(board) if stands.is_none() && (field.required || everything) => {
            fitting.or(Some(match board.as_str() {
                "email" => "filler@canary.example".to_owned(),
                "numeric" | "number" => "3".to_owned(),
                "password" => town::PASSWORD.to_owned(),
                "date" => "2030-01-31".to_owned(),
                _ => "見本".to_owned(),
            }))
        }
        Takes::OneOf(all) if stands.is_none() && everything => all.iter().find(|one| !one.is_empty()).cloned(),
        Takes::Tick(value) if (everything || field.required) && is_first_tick(form, field) => Some(value.clone()),
        Takes::Button(value) => Some(value.clone()),
        Takes::File => Some(String::new()),
        _ => field.value.clone(),
    }
}

/// One way to type the word into a form: into all fields at once, or into one by itself.
#[derive(Clone)]
enum Typing {
    All,
    One { name: String, everything: bool, at: usize },
}

/// Every way, for a form that nobody met before; for others all fields at once.
fn typings(form: &Form, known: bool) -> Vec<Typing> {
    let mut typings = vec![Typing::All];
    if known {
        return typings;
    }
    for (at, chosen) in sorts(form).into_iter().enumerate() {
        for everything in [false, true] {
            typings.push(Typing::One {
                name: chosen.name.clone(),
                everything,
                at: 2 * at + usize::from(everything) + 1,
            });
        }
    }
    typings
}

/// What is sent then.
fn typed(form: &Form, typing: &Typing) -> Sent {
    match typing {
        Typing::All => form.sent(|field| Some(canary(field, 0))),
        Typing::One { name, everything, at } => {
            form.sent(
                |field| {
                    if field.name == *name { Some(canary(field, *at)) } else { filled(form, field, *everything) }
                },
            )
        }
    }
}

/// The form as it stands on its page now: what was typed before has changed it.
async fn anew(town: &Town, device: &Device, path: &str, form: &Form) -> Form {
    let page = town.get(&mut device.clone(), path).await;
    let forms = forms::read(&page.text());
    forms.into_iter().find(|now| now.action == form.action && key(now) == key(form)).unwrap_or_else(|| form.clone())
}

async fn send(town: &Town, device: &mut Device, form: &Form, sent: Sent) -> Answer {
    match (form.method.as_str(), sent) {
        ("get", Sent::Fields(fields)) => town.get(device, &format!("{}?{}", form.action, forms::encode(&fields))).await,
        (_, sent) => town.send(device, Method::POST, &form.action, sent).await,
    }
}

/// The forms somebody sees, those with most to type first: what a button alone does may end something.
async fn seen(town: &Town, device: &Device, looked_at: &BTreeSet<String>) -> (Vec<(String, Form)>, BTreeSet<String>) {
    let pages = town.pages_but(device, looked_at).await;
    let open =
        pages.iter().filter(|(_, answer)| answer.status == StatusCode::OK).map(|(path, _)| path.clone()).collect();
    let mut keys = BTreeSet::new();
    let shown = pages.iter().filter(|(_, answer)| answer.is_page());
    let all = shown.flat_map(|(path, answer)| forms::read(&answer.text()).into_iter().map(|form| (path.clone(), form)));
    let mut forms: Vec<(String, Form)> =
        all.filter(|(_, form)| !form.fields.is_empty() && keys.insert(key(form))).collect();
    let typed = |form: &Form| form.fields.iter().filter(|field| matches!(field.takes, Takes::Text(_))).count();
    // Who registers an organisation acts for that one from then on.
    let elsewhere = |form: &Form| form.action.ends_with("/organisations/new");
    forms.sort_by_key(|(_, form)| (elsewhere(form), std::cmp::Reverse(typed(form))));
    (forms, open)
}

/// Who sets up a shared terminal is signed out on it, and who signs in anew may be somebody else: such forms come last,
/// in this order.
const ENDS_THE_SESSION: [&str; 2] = ["/terminals", "/sign-in"];

/// What came of typing.
#[derive(Default)]
struct Typed {
    /// Every sort of form there was.
    known: BTreeSet<String>,
    /// Those that took the word.
    taken: BTreeSet<String>,
    /// Everybody, still signed in: their passwords are others now.
    devices: Vec<(String, Device)>,
    /// The forms that end a session and wait, with their page and whose they are by the place among `devices`.
    ending: Vec<(usize, String, Form)>,
}

impl Typed {
    /// Types into one form of a page, as its sort wants it.
    async fn type_into(&mut self, town: &Town, (who, device): (&str, &mut Device), path: &str, form: &Form) {
        let key = key(form);
        for typing in typings(form, self.known.contains(&key)) {
            let form = anew(town, device, path, form).await;
            let sent = typed(&form, &typing);
            let answer = send(town, device, &form, sent).await;
            assert!(!answer.status.is_server_error(), "{} {who}: {key}: {}", town.name, answer.text());
            assert!(!answer.location.contains(WORD), "{} {who}: {key}: {}", town.name, answer.location);
            if answer.status.is_success() || answer.status.is_redirection() {
                self.taken.insert(key.clone());
            }
        }
        self.known.insert(key);
    }

    /// The forms that waited.
    async fn end(&mut self, town: &Town) {
        let mut ending = std::mem::take(&mut self.ending);
        ending.sort_by_key(|(_, _, form)| ENDS_THE_SESSION.iter().position(|end| form.action.ends_with(end)));
        for (at, path, form) in ending {
            let (who, mut device) = self.devices[at].clone();
            self.type_into(town, (&who, &mut device), &path, &form).await;
        }
    }
}

/// Types the word everywhere, but where it would end a session.
async fn type_everywhere(town: &Town) -> Typed {
    let mut all = Typed::default();
    let (open_forms, looked_at) = seen(town, &Device::default(), &BTreeSet::new()).await;
    let mut everybody = vec![("nobody".to_owned(), Device::default(), open_forms)];
    for (who, device) in town.one_of_each().await {
        let (forms, _) = seen(town, &device, &looked_at).await;
        everybody.push((who, device, forms));
    }
    for (at, (who, mut device, forms)) in everybody.into_iter().enumerate() {
        for (path, form) in forms {
            if ENDS_THE_SESSION.iter().any(|end| form.action.ends_with(end)) {
                all.ending.push((at, path, form));
            } else {
                all.type_into(town, (&who, &mut device), &path, &form).await;
            }
        }
        all.devices.push((who, device));
    }
    all
}

#[tokio::test]
async fn what_is_typed_stands_where_it_belongs_and_nowhere_else() {
    listen();
    for town in towns_that_mail().await {
        let mut all = type_everywhere(&town).await;
        let Typed { known, taken, devices, .. } = &all;
        for form in [
            "post /checks/# ",
            "post /members/invite",
            "post /organisation ",
            "post /organisations/new",
            "post /account/password",
            "post /reset ",
        ] {
            assert!(known.iter().any(|key| key.starts_with(form)), "{}: {form} in {known:#?}", town.name);
            assert!(taken.iter().any(|key| key.starts_with(form)), "{}: {form} was never taken", town.name);
        }
        // It stands on the pages of those who typed it, and on no page that is open to everybody.
        let (_, device) = devices.iter().find(|(who, _)| who.starts_with("naoko@")).unwrap();
        let pages = town.pages(device).await;
        let shown: BTreeSet<&str> =
            pages.iter().filter(|(_, answer)| answer.text().contains(WORD)).map(|(path, _)| path.as_str()).collect();
        let check = shown.iter().any(|path| path.starts_with("/checks/"));
        assert!(shown.contains("/members") && check, "{}: {shown:?}", town.name);
        for (path, answer) in town.pages(&Device::default()).await {
            assert!(!answer.text().contains(WORD), "{}: {path} is open to everybody", town.name);
        }
        all.end(&town).await;
        let mut stands = town.holds(WORD);
        stands.retain(|column| column != DRAFTS);
        assert_eq!(stands, BELONGS, "{}: where it stands in the database", town.name);
    }
    assert_nothing_is_logged(500);
}

/// No line of the log holds the word; it was listened to, so many lines there are at least.
fn assert_nothing_is_logged(least: usize) {
    let log = String::from_utf8_lossy(&LOG.lock().unwrap()).into_owned();
    assert!(log.lines().count() > least, "the log was listened to: {} lines", log.lines().count());
    for line in log.lines() {
        assert!(!line.to_lowercase().contains(WORD) && !line.contains("カナリア"), "{line}");
    }
}

/// A token of somebody for everything that can be granted, made on the page.
async fn token(town: &Town, device: &mut Device) -> String {
    let page = town.get(device, "/account/tokens").await.text();
    let form = forms::read(&page).into_iter().find(|form| form.action == "/account/tokens").unwrap();
    let tomorrow = app::Clock::System.today().tomorrow().unwrap().to_string();
    let mut fields = vec![("name".to_owned(), "試験".to_owned()), ("until".to_owned(), tomorrow)];
    fields.extend(form.fields.iter().filter_map(|field| match &field.takes {
        Takes::Tick(value) => Some((field.name.clone(), value.clone())),
        _ => None,
    }));
    let grants = page.split("name=\"grants\" value=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    fields.extend(grants.map(|grant| ("grants".to_owned(), grant.to_owned())));
    let made = town.send(device, Method::POST, "/account/tokens", Sent::Fields(fields)).await.text();
    made.split("secret\"><code>").nth(1).unwrap_or_else(|| panic!("{made}")).split('<').next().unwrap().to_owned()
}

/// The ids that addresses are about.
async fn ids(town: &Town, token: &str) -> BTreeMap<&'static str, String> {
    let read = async |path: &str| {
        let answer = town.by_token(token, ("GET", path), &[], None).await;
        serde_json::from_slice::<Value>(&answer.bytes).unwrap()
    };
    let checks = read("/api/v1/checks").await;
    let open = checks["checks"].as_array().unwrap().iter().find(|check| check["closed_on"].is_null()).unwrap();
    let members = read("/api/v1/members").await;
    let viewer = members["members"].as_array().unwrap().iter().find(|one| one["roles"][0]["role"] == "viewer").unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (check, person) = (text(&open["id"]), text(&viewer["person"]));
    let nobody = uuid::Uuid::new_v4().to_string();
    let fixed = [("item", "tics-19%2F3"), ("role", "viewer"), ("action", "check.view")];
    let fixed = fixed.map(|(name, value)| (name, value.to_owned()));
    let mut ids: BTreeMap<_, _> = [("check", check), ("person", person)].into_iter().chain(fixed).collect();
    ids.extend([("session", nobody.clone()), ("token", nobody)]);
    ids
}

/// An address, with the kind and the bytes of what is sent there.
type Request = (String, Option<(&'static str, Vec<u8>)>);

/// Types the word into everything one operation takes; whether any of it was taken.
async fn send_all(town: &Town, token: &str, operation: &Operation, ids: &BTreeMap<&str, String>) -> bool {
    let mut taken = false;
    let path = operation.address(ids);
    let mut requests: Vec<Request> = Vec::new();
    for body in operation.bodies(TYPED) {
        let sent = if operation.file {
            ("text/csv", format!("番号,項目,回答\n1,,○\n2,,{TYPED}\n").into_bytes())
        } else {
            ("application/json", body.to_string().into_bytes())
        };
        requests.push((path.clone(), Some(sent)));
    }
    let fits = || operation.body.as_ref().map(|body| ("application/json", body.to_string().into_bytes()));
    requests.extend(operation.addresses(ids, TYPED).into_iter().map(|address| (address, fits())));
    for (at, body) in requests {
        // What stands now is named, as whoever changes it does.
        let seen = town.by_token(token, ("GET", &path), &[], None).await;
        let seen = seen.location.split_whitespace().last().unwrap_or("\"v0\"").to_owned();
        let key = format!("{WORD}-{}", uuid::Uuid::new_v4());
        let headers = [("if-match", seen.as_str()), ("idempotency-key", key.as_str())];
        let answer = town.by_token(token, (&operation.method, &at), &headers, body).await;
        let place = format!("{}: {}: {}", town.name, operation.id, answer.text());
        assert!(!answer.status.is_server_error(), "{place}");
        assert_ne!(answer.status, StatusCode::UNAUTHORIZED, "{place}");
        assert!(!answer.location.contains(WORD), "{place}");
        taken |= answer.status.is_success();
    }
    taken
}

#[tokio::test]
async fn what_a_program_sends_stands_where_it_belongs_and_nowhere_else() {
    listen();
    for town in towns_that_mail().await {
        let mut device = town.sign_in("taro@press.example", "株式会社見本プレス（架空）").await;
        let token = token(&town, &mut device).await;
        let ids = ids(&town, &token).await;
        let mut taken = BTreeSet::new();
        let all = operations();
        assert!(all.len() >= 12, "{}", all.len());
        for operation in &all {
            if send_all(&town, &token, operation, &ids).await {
                taken.insert(operation.id.as_str());
            }
        }
        for must in
            ["answerItem", "answerItems", "inviteMember", "registerOrganisation", "claimFile", "findOrganisations"]
        {
            assert!(taken.contains(must), "{}: {must} never took the word: {taken:?}", town.name);
        }
        let stands: BTreeSet<String> = town.holds(WORD).into_iter().collect();
        for must in ["person.name", "text.body", "organisation.folded"] {
            assert!(stands.contains(must), "{}: {must} in {stands:?}", town.name);
        }
        let wrong: Vec<_> = stands.iter().filter(|column| !BELONGS.contains(&column.as_str())).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", town.name);
    }
    assert_nothing_is_logged(200);
}
