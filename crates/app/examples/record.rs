//! Measures the record: saving one answer, reading a check of 19 and of 123 answers and a list of 100 checks, with several
//! clients, each by its session and its rights, on both databases, and how often the disk can be waited for beside it.
//!
//! `cargo run --release -p app --example record -- FOLDER [postgres://…]`; `benches/run` calls it. The folder should be
//! on the disk that would be used; the PostgreSQL should have `fsync` on.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fs::File;
use std::io::Write as _;
use std::net::Ipv4Addr;
use std::path::Path;
use std::time::{Duration, Instant};

use app::checks::Given;
use app::installation::{Installation, Place};
use app::members::Email;
use app::sign_in::{FirstStep, Names, Secret, SignIn, Visitor};
use app::{Caller, Clock, Office, packs};
use criteria::answers::Answer;
use criteria::catalogue::Catalogue;
use record::StreamId;
use scheme::organisation::Input;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Who is signed in.
const EMAIL: &str = "bench@example.jp";
const PASSWORD: &str = "a-long-and-quiet-afternoon";
/// Clients at once.
const CLIENTS: usize = 8;
/// Questions of the first check.
const QUESTIONS: usize = 19;
/// A longer check, and its questions: long as an audit's list is.
const WIDE: &str = "wide";
const WIDE_QUESTIONS: usize = 123;
/// Checks of the list.
const LISTED: usize = 100;
/// How long each figure is measured.
const LONG: Duration = Duration::from_secs(5);

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected a folder")?;
    let database = arguments.next();
    println!("{:<44} {:>12.0}/s", "the disk waited for, one after the other", disk(Path::new(&folder))?);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        measure("SQLite", Path::new(&folder).join("embedded"), None, (800.0, 2_000.0)).await?;
        if let Some(url) = database {
            measure("PostgreSQL", Path::new(&folder).join("outside"), Some(url), (1_200.0, 1_200.0)).await?;
        }
        Ok(())
    })
}

/// How often 100 bytes can be written and waited for.
fn disk(folder: &Path) -> Outcome<f64> {
    std::fs::create_dir_all(folder)?;
    let mut file = File::create(folder.join("probe"))?;
    let (begun, mut times) = (Instant::now(), 0.0);
    while begun.elapsed() < Duration::from_secs(2) {
        file.write_all(&[0; 100])?;
        file.sync_data()?;
        times += 1.0;
    }
    Ok(times / begun.elapsed().as_secs_f64())
}

async fn measure(name: &str, data: std::path::PathBuf, database: Option<String>, wanted: (f64, f64)) -> Outcome<()> {
    let place =
        Place { data, database, connections: 16, origin: None, name: "Mamori".to_owned(), heads: None, vault: None };
    let begun = Instant::now();
    let Installation { office, sign_in, .. } = Installation::open(&place, catalogue()?).await?;
    println!("{name:<12} {:<31} {:>9.0} ms", "empty start with migrations", begun.elapsed().as_secs_f64() * 1000.0);
    let email = Email { shown: EMAIL.to_owned(), folded: EMAIL.to_owned() };
    let person = office.set_up("bench".to_owned(), email, "ja".to_owned()).await?;
    sign_in.set_password(person, PASSWORD, &Names::default(), Clock::System.now()).await?;
    let nobody = Caller::new(person, None, Uuid::new_v4()).stepped_up();
    let (mut work, mut wide) = (Vec::new(), Vec::new());
    for client in 0..CLIENTS {
        let visitor =
            Visitor { address: Ipv4Addr::LOCALHOST.into(), device: None, session: None, words: String::new() };
        let first = sign_in.by_password(EMAIL, PASSWORD, &visitor, Clock::System.now()).await?;
        let FirstStep::Done(opened) = first else { return Err("expected to be signed in".into()) };
        let session = opened.secret;
        let input = Input { kinds: vec!["company".to_owned()], name: format!("見本{client}"), ..Input::default() };
        let caller = Caller { acting_for: Some(office.register(nobody, &input).await?), ..nobody };
        let check = office.begin_check(caller, WIDE).await?;
        for question in 0..WIDE_QUESTIONS {
            answer(&office, caller, (check, WIDE), question, Answer::Implemented, 0).await?;
        }
        wide.push(Client { caller, session: session.clone(), checks: vec![check] });
        let mut checks = Vec::new();
        for _ in 0..LISTED {
            checks.push(office.begin_check(caller, packs::FIRST_CHECK).await?);
        }
        work.push(Client { caller, session, checks });
    }
    let place = (&office, &sign_in);
    told(name, "one answer saved, 8 clients", wanted.0, run(place, &work, Work::Save).await?);
    told(name, "a check of 19 read, 8 clients", wanted.1, run(place, &work, Work::Read).await?);
    told(name, "a check of 123 read, 8 clients", wanted.1, run(place, &wide, Work::Read).await?);
    told(name, "a list of 100 read, 8 clients", wanted.1, run(place, &work, Work::List).await?);
    Ok(())
}

/// The shipped packs, and a longer check made of their first.
fn catalogue() -> Outcome<&'static Catalogue> {
    let mut files = packs::files();
    let first = files.iter().find(|(name, _)| name.starts_with(packs::FIRST_CHECK)).ok_or("no first check")?;
    let text = String::from_utf8(first.1.clone())?.replace(packs::FIRST_CHECK, WIDE);
    let mut parts = text.split("[[items]]");
    let mut longer = parts.next().unwrap_or_default().to_owned();
    let items: Vec<&str> = parts.collect();
    for number in 0..WIDE_QUESTIONS {
        let item = items[number % items.len()];
        let own = format!("id = \"{WIDE}/{}\"", number % items.len() + 1);
        longer.push_str("[[items]]");
        longer.push_str(&item.replacen(&own, &format!("id = \"{WIDE}/{}\"", number + 1), 1));
    }
    files.push((format!("{WIDE}/2026-11.toml"), longer.into_bytes()));
    let files = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
    let catalogue = Catalogue::open(files).map_err(|faults| format!("the longer check is faulty: {faults:?}"))?;
    Ok(Box::leak(Box::new(catalogue)))
}

/// One device of somebody who is signed in, with checks of a company of its own.
#[derive(Clone)]
struct Client {
    caller: Caller,
    session: Secret,
    checks: Vec<StreamId>,
}

/// What a client does again and again.
#[derive(Clone, Copy)]
enum Work {
    Save,
    Read,
    List,
}

/// How often all clients did it in a second, and how long it took one of them.
fn told(name: &str, what: &str, wanted: f64, (rate, middle): (f64, Duration)) {
    let middle = middle.as_secs_f64() * 1000.0;
    println!("{name:<12} {what:<31} {rate:>10.0}/s   wanted {wanted}   p50 {middle:.1} ms");
}

/// How often all clients together did it in a second, and the middle of the times it took.
async fn run((office, sign_in): (&Office, &SignIn), clients: &[Client], work: Work) -> Outcome<(f64, Duration)> {
    let begun = Instant::now();
    let running = clients.iter().map(|client| {
        let (office, sign_in, Client { caller, session, checks }) = (office.clone(), sign_in.clone(), client.clone());
        tokio::spawn(async move {
            let mut versions = vec![[0; QUESTIONS]; checks.len()];
            let mut times = Vec::new();
            while begun.elapsed() < LONG {
                let asked = Instant::now();
                sign_in.session(&session, Clock::System.now()).await?;
                // A check is filled and changed once, as people do, before the next one's turn comes.
                let at = times.len() / (2 * QUESTIONS) % checks.len();
                match work {
                    Work::Save => save(&office, caller, checks[at], times.len(), &mut versions[at]).await?,
                    Work::Read => drop(office.check(caller, checks[0]).await?),
                    Work::List => drop(office.checks(caller).await?),
                }
                times.push(asked.elapsed());
            }
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(times)
        })
    });
    let mut all = Vec::new();
    for client in running.collect::<Vec<_>>() {
        all.extend(client.await??);
    }
    let rate = f64::from(u32::try_from(all.len())?) / begun.elapsed().as_secs_f64();
    all.sort_unstable();
    Ok((rate, all[all.len() / 2]))
}

/// Answers the questions one after the other, and never the same as stands there.
async fn save(
    office: &Office,
    caller: Caller,
    check: StreamId,
    times: usize,
    versions: &mut [u32; QUESTIONS],
) -> Outcome<()> {
    let question = times % QUESTIONS;
    let answer = if (times / QUESTIONS).is_multiple_of(2) { Answer::Implemented } else { Answer::Partial };
    let base = versions[question];
    versions[question] = self::answer(office, caller, (check, packs::FIRST_CHECK), question, answer, base).await?;
    Ok(())
}

/// Answers one question; gives the version it has then.
async fn answer(
    office: &Office,
    caller: Caller,
    (check, pack): (StreamId, &str),
    question: usize,
    answer: Answer,
    base: u32,
) -> Outcome<u32> {
    let item = format!("{pack}/{}", question + 1);
    let given = Given { item, answer: Some(answer), note: String::new(), base };
    Ok(office.answer(caller, check, given, None).await?)
}
