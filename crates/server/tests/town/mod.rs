//! The whole sample behind the router, on both databases: everybody of `mamori demo` on a device of their own.

#![allow(dead_code, reason = "each test file takes what it needs")]

pub(crate) mod api;
pub(crate) mod forms;
pub(crate) mod routes;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use app::demo;
use app::installation::{Installation, Place};
use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use server::{Accounts, Site, router};
use tempfile::TempDir;
use tower::ServiceExt as _;

use crate::outside::postgres;

use forms::Sent;

/// How many addresses of one sort are looked at: checks, pages of the history.
const ALIKE: usize = 6;

/// The password of everybody.
pub(crate) const PASSWORD: &str = "たのしいみほんのあいことば";

/// An installation with the sample, behind its router.
pub(crate) struct Town {
    pub(crate) name: &'static str,
    pub(crate) router: Router,
    pub(crate) residents: Vec<demo::Resident>,
    database: Option<String>,
    data: TempDir,
}

/// One device with its cookies.
#[derive(Default, Clone)]
pub(crate) struct Device {
    pub(crate) cookies: Vec<(String, String)>,
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: String,
    pub(crate) kind: String,
    pub(crate) bytes: Vec<u8>,
}

impl Answer {
    /// As text; of a file in another form, what of it is text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub(crate) fn is_page(&self) -> bool {
        self.kind.starts_with("text/html")
    }
}

/// One on each database.
pub(crate) async fn towns() -> Vec<Town> {
    vec![town("SQLite", None, false).await, town("PostgreSQL", Some(postgres()), false).await]
}

/// The same, where letters are kept for a worker that mails them.
pub(crate) async fn towns_that_mail() -> Vec<Town> {
    vec![town("SQLite", None, true).await, town("PostgreSQL", Some(postgres()), true).await]
}

/// One on the embedded database.
pub(crate) async fn small_town() -> Town {
    town("SQLite", None, false).await
}

async fn town(name: &'static str, database: Option<String>, mails: bool) -> Town {
    let data = tempfile::tempdir().unwrap();
    let place = Place {
        data: data.path().to_owned(),
        database: database.clone(),
        connections: 4,
        origin: None,
        name: "Mamori".to_owned(),
        heads: None,
        vault: None,
    };
    let catalogue = packs::shipped().unwrap();
    let installation = Installation::open(&place, catalogue).await.unwrap();
    demo::fill(&installation, PASSWORD, Clock::System.now()).await.unwrap();
    let residents = demo::residents(&installation).await.unwrap();
    let operator = Operator { data: installation.data().await.unwrap(), ..demo::operator() };
    let Installation { office, sign_in, .. } = if mails { installation.mailing() } else { installation };
    let site = Site::new(catalogue, operator, Clock::System);
    let router = router(site.with_accounts(Accounts { office, sign_in, origin: None, set_up: None }));
    Town { name, router, residents, database, data }
}

impl Town {
    /// The file of the embedded database.
    fn file(&self) -> PathBuf {
        self.data.path().join("mamori.db")
    }

    /// What the database answers to a question, past the store; one line a row.
    pub(crate) fn ask_database(&self, question: &str) -> Vec<String> {
        let done = match &self.database {
            None => Command::new("sqlite3").arg("-bail").arg(self.file()).arg(question).output().unwrap(),
            Some(url) => {
                Command::new("psql").args([url, "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", question]).output().unwrap()
            }
        };
        assert!(done.status.success(), "{question}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Every column of every table, with its type.
    fn columns(&self) -> Vec<[String; 3]> {
        let question = match self.database {
            None => {
                "SELECT m.name || '|' || c.name || '|' || c.type FROM sqlite_master m JOIN pragma_table_info(m.name) c
                WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
            }
            Some(_) => {
                "SELECT table_name || '|' || column_name || '|' || data_type FROM information_schema.columns
                WHERE table_schema = 'public'"
            }
        };
        let rows = self.ask_database(question);
        let parts = |row: &String| row.split('|').map(str::to_owned).collect::<Vec<_>>().try_into().unwrap();
        rows.iter().map(parts).collect()
    }

    /// Every column in which some row holds the word, in any writing.
    pub(crate) fn holds(&self, word: &str) -> Vec<String> {
        let columns = self.columns();
        let parts: Vec<String> = columns
            .iter()
            .map(|[table, column, kind]| {
                let text = match (&self.database, kind.as_str()) {
                    (None, _) => format!("CAST(\"{column}\" AS TEXT)"),
                    (Some(_), "bytea") => format!("encode(\"{column}\", 'escape')"),
                    (Some(_), _) => format!("\"{column}\"::text"),
                };
                let rows = format!("SELECT 1 FROM \"{table}\" WHERE lower({text}) LIKE '%{word}%'");
                format!("SELECT '{table}.{column}' WHERE EXISTS ({rows})")
            })
            .collect();
        let mut found = self.ask_database(&parts.join(" UNION ALL "));
        found.sort();
        found
    }

    /// One request.
    pub(crate) async fn send(&self, device: &mut Device, method: Method, path: &str, body: Sent) -> Answer {
        let cookies: Vec<String> = device.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let (kind, bytes) = body.encode();
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, cookies.join("; "))
            .header(header::HOST, "127.0.0.1:8080")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, kind)
            .body(Body::from(bytes))
            .unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            device.cookies.retain(|(known, _)| known != name);
            let value = rest.split(';').next().unwrap();
            if !value.is_empty() {
                device.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let text =
            |name| response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (location, kind, status) = (text(header::LOCATION), text(header::CONTENT_TYPE), response.status());
        let bytes = response.into_body().collect().await.unwrap().to_bytes().to_vec();
        Answer { status, location, kind, bytes }
    }

    pub(crate) async fn get(&self, device: &mut Device, path: &str) -> Answer {
        self.send(device, Method::GET, path, Sent::Fields(Vec::new())).await
    }

    pub(crate) async fn post(&self, device: &mut Device, path: &str, fields: &[(&str, &str)]) -> Answer {
        let fields = fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        self.send(device, Method::POST, path, Sent::Fields(fields)).await
    }

    /// Somebody of the sample on a device of their own, acting for this organisation.
    pub(crate) async fn sign_in(&self, email: &str, organisation: &str) -> Device {
        let mut device = Device::default();
        let done = self.post(&mut device, "/sign-in", &[("email", email), ("password", PASSWORD)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{email}: {}", done.text());
        let named = format!("<b>{organisation}</b>");
        if !self.get(&mut device, "/today").await.text().contains(&named) {
            let account = self.get(&mut device, "/account").await.text();
            let beside = account.rsplit_once(&named).map(|(_, rest)| forms::read(rest)).unwrap_or_default();
            let switch = beside.into_iter().find(|form| form.action == "/account/organisation").unwrap();
            let done = self.send(&mut device, Method::POST, &switch.action, switch.as_shown()).await;
            assert_eq!(done.status, StatusCode::SEE_OTHER, "{email}");
        }
        let today = self.get(&mut device, "/today").await.text();
        assert!(today.contains(organisation), "{email} acts for {organisation}");
        device
    }

    /// Everybody with every organisation they act for, signed in.
    pub(crate) async fn everybody(&self) -> Vec<(String, Vec<String>, Device)> {
        let mut everybody = Vec::new();
        for resident in &self.residents {
            for (organisation, roles) in &resident.acts_as {
                let device = self.sign_in(&resident.email, organisation).await;
                everybody.push((format!("{} ({organisation})", resident.email), roles.clone(), device));
            }
        }
        everybody
    }

    /// One of everybody who may do the same: a device for each kind of organisation and set of roles.
    pub(crate) async fn one_of_each(&self) -> Vec<(String, Device)> {
        let mut seen = BTreeSet::new();
        let mut one_of_each = Vec::new();
        for (who, roles, device) in self.everybody().await {
            let place = who.split_once('@').map(|(_, place)| place.to_owned());
            if seen.insert((place, roles)) {
                one_of_each.push((who, device));
            }
        }
        one_of_each
    }

    /// Every page this device reaches: all addresses without an id, and every link from there.
    pub(crate) async fn pages(&self, device: &Device) -> Vec<(String, Answer)> {
        self.pages_but(device, &BTreeSet::new()).await
    }

    /// The same without those that are open to everybody, once they were looked at.
    pub(crate) async fn pages_but(&self, device: &Device, looked_at: &BTreeSet<String>) -> Vec<(String, Answer)> {
        let mut known: Vec<String> = routes::all()
            .into_iter()
            .filter(|route| route.gets && !route.path.contains('{'))
            .map(|route| route.path)
            .collect();
        let mut seen = Vec::new();
        let mut at = 0;
        while at < known.len() {
            let path = known[at].clone();
            at += 1;
            let answer = self.get(&mut device.clone(), &path).await;
            if answer.is_page() {
                for link in forms::links(&answer.text()) {
                    let alike = known.iter().filter(|path| sort(path) == sort(&link)).count();
                    if !known.contains(&link) && !looked_at.contains(&link) && alike < ALIKE {
                        known.push(link);
                    }
                }
            }
            seen.push((path, answer));
        }
        seen
    }
}

/// What an address is about, whichever one it is: without its ids and values.
fn sort(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let bare = |part: &str| if part.len() > 20 { "#".to_owned() } else { part.to_owned() };
    let parts: Vec<String> = path.split('/').map(bare).collect();
    let keys: Vec<&str> = query.split('&').filter_map(|pair| pair.split('=').next()).collect();
    format!("{}?{}", parts.join("/"), keys.join("&"))
}

impl Drop for Town {
    fn drop(&mut self) {
        if let Some((server, name)) = self.database.as_deref().and_then(|url| url.rsplit_once('/')) {
            let drop = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
            // Nothing depends on it: the server goes with the tests.
            let _ = Command::new("psql").args([&format!("{server}/postgres"), "-qX", "-c", &drop]).output();
        }
    }
}
