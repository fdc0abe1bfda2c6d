//! Measures what a signed-in person does most, through the router with session and rights: saving one answer, reading a
//! check, the list of 100 checks; with 8 clients, on both databases, and the memory it takes.
//!
//! `cargo run --release -p server --example answers -- FOLDER [postgres://…]`; `benches/run record` calls it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::PathBuf;
use std::time::{Duration, Instant};

use app::installation::{Installation, Place};
use app::{Clock, Operator, packs};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use http_body_util::BodyExt as _;
use server::{Accounts, Site, router};
use tower::ServiceExt as _;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Clients at once.
const CLIENTS: usize = 8;
/// How long what changes nothing is measured.
const LONG: Duration = Duration::from_secs(5);
/// Checks of the list, the same number for each client.
const CHECKS: usize = 104;
/// Questions of each.
const QUESTIONS: usize = 19;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let database = arguments.next();
    let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(name, folder, database))
}

/// One person on one device.
#[derive(Clone)]
struct Client {
    router: Router,
    cookies: String,
}

impl Client {
    async fn ask(&self, method: &str, path: &str, form: &str) -> Outcome<(StatusCode, String, Vec<String>)> {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::COOKIE, &self.cookies)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))?;
        let (head, body) = self.router.clone().oneshot(request).await?.into_parts();
        // The whole page is made.
        body.collect().await?;
        let location = head.headers.get(header::LOCATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let cookies = head.headers.get_all(header::SET_COOKIE).into_iter().filter_map(|value| value.to_str().ok());
        let cookies = cookies.filter_map(|value| Some(value.split(';').next()?.to_owned())).collect();
        let (status, location) = (head.status, location.to_owned());
        Ok((status, location, cookies))
    }
}

async fn measure(name: &str, data: PathBuf, database: Option<String>) -> Outcome<()> {
    let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
    let place =
        Place { data, database, connections: 16, origin: None, name: "Mamori".to_owned(), heads: None, vault: None };
    let Installation { office, sign_in, set_up, .. } = Installation::open(&place, catalogue).await?;
    let link =
        set_up.as_ref().map(|secret| format!("/set-up/{}", secret.text())).ok_or("expected an empty database")?;
    let site = Site::new(catalogue, Operator::default(), Clock::System);
    let router = router(site.with_accounts(Accounts { office, sign_in, origin: None, set_up }));
    let mut client = Client { router, cookies: String::new() };
    let person = "name=%E8%A6%8B%E6%9C%AC&email=bench%40example.jp&password=a-long-and-quiet-afternoon";
    let (status, _, cookies) = client.ask("POST", &link, person).await?;
    expect(status, StatusCode::SEE_OTHER)?;
    client.cookies = cookies.join("; ");
    let company = "kinds=company&name=%E8%A6%8B%E6%9C%AC&employees=40";
    expect(client.ask("POST", "/organisations/new", company).await?.0, StatusCode::SEE_OTHER)?;
    let mut checks = Vec::new();
    for _ in 0..CHECKS {
        let (status, location, _) = client.ask("POST", "/checks", "").await?;
        expect(status, StatusCode::SEE_OTHER)?;
        checks.push(location);
    }
    figure(name, "one answer saved over HTTP", &client, &checks, Work::Save).await?;
    figure(name, "a check read over HTTP", &client, &checks, Work::Read).await?;
    figure(name, "a list of 100 checks over HTTP", &client, &checks, Work::List).await?;
    println!("{name:<12} {:<31} {:>9.1} MB   wanted 100", "memory under this load", memory()?);
    Ok(())
}

fn expect(found: StatusCode, expected: StatusCode) -> Outcome<()> {
    if found == expected { Ok(()) } else { Err(format!("expected {expected}, found {found}").into()) }
}

/// What a client does again and again.
#[derive(Clone, Copy)]
enum Work {
    Save,
    Read,
    List,
}

/// How often all clients together did it in a second, and how long it took one of them.
async fn figure(name: &str, what: &str, client: &Client, checks: &[String], work: Work) -> Outcome<()> {
    let begun = Instant::now();
    let mut running = tokio::task::JoinSet::new();
    for own in checks.chunks(checks.len() / CLIENTS) {
        let (client, own) = (client.clone(), own.to_vec());
        running.spawn(async move {
            let mut times = Vec::new();
            loop {
                let at = times.len();
                let (method, path, form, expected) = match work {
                    // Each question of each check once: whoever answers again has to have seen what stands there.
                    Work::Save => {
                        let Some(check) = own.get(at / QUESTIONS) else { break };
                        let item = format!("tics-19%2F{}", at % QUESTIONS + 1);
                        let form = format!("base%3A{item}=0&was%3A{item}=&answer%3A{item}=partial&note%3A{item}=");
                        ("POST", check.as_str(), form, StatusCode::SEE_OTHER)
                    }
                    _ if begun.elapsed() > LONG => break,
                    Work::Read => ("GET", own[at % own.len()].as_str(), String::new(), StatusCode::OK),
                    Work::List => ("GET", "/checks", String::new(), StatusCode::OK),
                };
                let asked = Instant::now();
                expect(client.ask(method, path, &form).await?.0, expected)?;
                times.push(asked.elapsed());
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
        });
    }
    let mut times = Vec::new();
    while let Some(done) = running.join_next().await {
        times.extend(done??);
    }
    let rate = f64::from(u32::try_from(times.len())?) / begun.elapsed().as_secs_f64();
    times.sort_unstable();
    let middle = times[times.len() / 2].as_secs_f64() * 1000.0;
    println!("{name:<12} {what:<31} {rate:>10.0}/s   p50 {middle:.1} ms");
    Ok(())
}

/// What the process holds now, in MB.
fn memory() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}
