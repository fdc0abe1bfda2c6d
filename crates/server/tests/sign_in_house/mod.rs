//! An installation with its router at a time of the test's own, and browsers with their cookies.

use std::net::{IpAddr, SocketAddr};

use app::installation::{Installation, Place};
use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode, header};
use criteria::catalogue::Catalogue;
use http_body_util::BodyExt as _;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use server::{Accounts, Site, router};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::device::{Device as Authenticator, ORIGIN};
use crate::outside::postgres;

pub(crate) const PASSWORD: &str = "ながいながいあいことばです";

/// An installation on one of the databases.
pub(crate) struct House {
    pub(crate) name: &'static str,
    catalogue: &'static Catalogue,
    pub(crate) accounts: Accounts,
    now: Router,
    set_up: String,
    _data: TempDir,
}

/// One browser with its cookies.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) cookies: Vec<(String, String)>,
    pub(crate) address: IpAddr,
    pub(crate) agent: String,
}

impl Default for Browser {
    fn default() -> Self {
        Self { cookies: Vec::new(), address: IpAddr::from([192, 0, 2, 1]), agent: String::new() }
    }
}

impl Browser {
    pub(crate) fn at(address: &str) -> Self {
        Self { address: address.parse().unwrap(), ..Self::default() }
    }
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) cache: String,
    pub(crate) retry_after: String,
    pub(crate) body: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("no JSON: {} {}", self.status, self.body))
    }
}

/// The test began at this hour, so that a step of the codes begins with it.
fn began() -> Timestamp {
    let now = Clock::System.now();
    Timestamp::from_second(now.as_second() / 30 * 30).unwrap()
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    static BEGAN: std::sync::OnceLock<Timestamp> = std::sync::OnceLock::new();
    *BEGAN.get_or_init(began) + SignedDuration::from_secs(seconds)
}

async fn house(name: &'static str, database: Option<String>, origin: Option<&str>, mails: bool) -> House {
    let data = tempfile::tempdir().unwrap();
    let origin = origin.map(str::to_owned);
    let place = Place {
        data: data.path().to_owned(),
        database,
        connections: 4,
        origin: origin.clone(),
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    };
    let catalogue = packs::shipped().unwrap();
    let installation = Installation::open(&place, catalogue).await.unwrap();
    let Installation { office, sign_in, set_up, .. } = if mails { installation.mailing() } else { installation };
    let token = set_up.as_ref().unwrap().text();
    let accounts = Accounts { office, sign_in, origin, set_up };
    let now = routed(catalogue, &accounts, 0);
    House { name, catalogue, accounts, now, set_up: token, _data: data }
}

fn routed(catalogue: &'static Catalogue, accounts: &Accounts, seconds: i64) -> Router {
    let site = Site::new(catalogue, Operator::default(), Clock::Fixed(at(seconds)));
    router(site.with_accounts(accounts.clone()))
}

pub(crate) async fn houses() -> Vec<House> {
    vec![
        house("SQLite", None, Some(ORIGIN), false).await,
        house("PostgreSQL", Some(postgres()), Some(ORIGIN), false).await,
    ]
}

pub(crate) async fn houses_without_address() -> Vec<House> {
    vec![house("SQLite", None, None, false).await, house("PostgreSQL", Some(postgres()), None, false).await]
}

/// The same, where letters are kept for a worker.
pub(crate) async fn houses_that_mail() -> Vec<House> {
    vec![
        house("SQLite", None, Some(ORIGIN), true).await,
        house("PostgreSQL", Some(postgres()), Some(ORIGIN), true).await,
    ]
}

impl House {
    async fn send(&self, browser: &mut Browser, seconds: i64, request: Request<Body>) -> Answer {
        let mut request = request;
        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        request.headers_mut().insert(header::USER_AGENT, browser.agent.parse().unwrap());
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(browser.address, 50_000)));
        let router = if seconds == 0 { self.now.clone() } else { routed(self.catalogue, &self.accounts, seconds) };
        let response = router.oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            for part in ["__Host-", "Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            let (name, rest) = cookie.split_once('=').unwrap();
            browser.cookies.retain(|(known, _)| known != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                browser.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text = |name| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let text = |name| text(name).unwrap_or_default();
        let (location, cache, retry_after) =
            (text(header::LOCATION), text(header::CACHE_CONTROL), text(header::RETRY_AFTER));
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Answer { status, location, cache, retry_after, body: String::from_utf8(body.to_vec()).unwrap() }
    }

    pub(crate) async fn ask(
        &self,
        browser: &mut Browser,
        seconds: i64,
        method: Method,
        path: &str,
        form: &[(&str, &str)],
    ) -> Answer {
        let encode = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
        let body: Vec<String> =
            form.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")));
        self.send(browser, seconds, request.unwrap()).await
    }

    pub(crate) async fn get(&self, browser: &mut Browser, seconds: i64, path: &str) -> Answer {
        self.ask(browser, seconds, Method::GET, path, &[]).await
    }

    pub(crate) async fn post(&self, browser: &mut Browser, seconds: i64, path: &str, form: &[(&str, &str)]) -> Answer {
        self.ask(browser, seconds, Method::POST, path, form).await
    }

    /// What the script of a page sends.
    pub(crate) async fn json(&self, browser: &mut Browser, seconds: i64, path: &str, body: &Value) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_string()));
        self.send(browser, seconds, request.unwrap()).await
    }

    /// The same, from a page elsewhere.
    pub(crate) async fn sent_from(&self, browser: &mut Browser, site: &str, path: &str) -> Answer {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header("sec-fetch-site", site)
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from("{}"));
        self.send(browser, 0, request.unwrap()).await
    }

    pub(crate) async fn by_passkey(
        &self,
        browser: &mut Browser,
        device: &mut Authenticator,
        seconds: i64,
        then: &str,
    ) -> Answer {
        let asked = self.json(browser, seconds, "/passkeys/sign-in/begin", &json!({})).await.json();
        let answer = device.sign(&asked["options"]);
        let sent = json!({ "pending": asked["pending"], "answer": answer, "then": then });
        self.json(browser, seconds, "/passkeys/sign-in", &sent).await
    }

    /// The first person, with a company.
    pub(crate) async fn manager(&self) -> Browser {
        let mut browser = Browser::default();
        let path = format!("/set-up/{}", self.set_up);
        let form = [("name", "山田工場長"), ("email", "yamada@example.jp"), ("password", PASSWORD)];
        let done = self.post(&mut browser, 0, &path, &form).await;
        assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/today"), "{}", done.body);
        self.register(&mut browser, "株式会社見本製作所", "7123456789012").await;
        browser
    }

    pub(crate) async fn register(&self, browser: &mut Browser, name: &str, number: &str) {
        let form = [("kinds", "company"), ("name", name), ("corporate_number", number), ("employees", "40")];
        let done = self.post(browser, 0, "/organisations/new", &form).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    }

    /// The address of an invitation.
    pub(crate) async fn invited(&self, manager: &mut Browser, name: &str, email: &str, role: &str) -> String {
        let form = [("name", name), ("email", email), ("role", role)];
        let made = self.post(manager, 0, "/members/invite", &form).await;
        assert_eq!(made.status, StatusCode::OK, "{}", made.body);
        path_of(&made.body, "/invitations/", "")
    }

    /// Somebody with a mail address who accepts on a device of their own.
    pub(crate) async fn joined(&self, manager: &mut Browser, name: &str, email: &str, role: &str) -> Browser {
        let path = self.invited(manager, name, email, role).await;
        let mut browser = Browser::default();
        let done = self.post(&mut browser, 0, &path, &[("password", PASSWORD)]).await;
        assert_eq!(done.location, "/today", "{}", done.body);
        browser
    }

    /// Whether a password lets somebody in, from a device nobody knows.
    pub(crate) async fn enters(&self, email: &str, password: &str) -> bool {
        let form = [("email", email), ("password", password)];
        let done = self.post(&mut Browser::at("198.51.100.9"), 0, "/sign-in", &form).await;
        done.status == StatusCode::SEE_OTHER
    }

    pub(crate) async fn signed_in(&self, email: &str) -> Browser {
        let mut browser = Browser::default();
        let done = self.post(&mut browser, 0, "/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(done.location, "/today", "{}", done.body);
        browser
    }
}

/// The first address on a page that begins and ends so.
pub(crate) fn path_of(page: &str, begins: &str, ends: &str) -> String {
    let whole = |at: usize| page[at..].chars().take_while(|c| !"\"<& ".contains(*c)).collect::<String>();
    let all = page.match_indices(begins).map(|(at, _)| whole(at));
    let found = all.into_iter().find(|path| path.len() > begins.len() + 30 && path.ends_with(ends));
    found.unwrap_or_else(|| panic!("no {begins}…{ends} on the page: {page}"))
}

/// What the person's app shows.
pub(crate) fn code(secret: &str, seconds: i64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret.as_bytes().to_vec()).build().unwrap();
    totp.generate(u64::try_from(at(seconds).as_second()).unwrap()).to_string()
}
