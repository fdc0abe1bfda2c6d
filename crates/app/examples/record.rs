//! Measures the record: saving one answer and reading a check, with several clients, on both databases, and how often
//! the disk can be waited for beside it.
//!
//! `cargo run --release -p app --example record -- FOLDER [postgres://…]`; `benches/run` calls it. The folder should be
//! on the disk that would be used; the PostgreSQL should have `fsync` on.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use app::checks::Given;
use app::installation::{Installation, Place};
use app::members::Email;
use app::{Caller, Office, packs};
use criteria::answers::Answer;
use record::StreamId;
use scheme::organisation::Input;
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Clients at once.
const CLIENTS: usize = 8;
/// Questions of the first check.
const QUESTIONS: usize = 19;
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
    let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
    let place = Place { data, database, connections: 16, origin: None, name: "Mamori".to_owned() };
    let begun = Instant::now();
    let office = Installation::open(&place, catalogue).await?.office;
    println!("{name:<12} {:<31} {:>9.0} ms", "empty start with migrations", begun.elapsed().as_secs_f64() * 1000.0);
    let email = Email { shown: "bench@example.jp".to_owned(), folded: "bench@example.jp".to_owned() };
    let person = office.set_up("bench".to_owned(), email, "ja".to_owned()).await?;
    let nobody = Caller::new(person, None, Uuid::new_v4()).stepped_up();
    let mut work = Vec::new();
    for client in 0..CLIENTS {
        let input = Input { kinds: vec!["company".to_owned()], name: format!("見本{client}"), ..Input::default() };
        let caller = Caller { acting_for: Some(office.register(nobody, &input).await?), ..nobody };
        work.push((caller, office.begin_check(caller, packs::FIRST_CHECK).await?));
    }
    let saves = run(&office, &work, Work::Save).await?;
    println!("{name:<12} {:<31} {saves:>10.0}/s   wanted {}", "one answer saved, 8 clients", wanted.0);
    let reads = run(&office, &work, Work::Read).await?;
    println!("{name:<12} {:<31} {reads:>10.0}/s   wanted {}", "a check read, 8 clients", wanted.1);
    Ok(())
}

/// What a client does again and again.
#[derive(Clone, Copy)]
enum Work {
    Save,
    Read,
}

/// What all clients together did in a second.
async fn run(office: &Office, clients: &[(Caller, StreamId)], work: Work) -> Outcome<f64> {
    let begun = Instant::now();
    let running = clients.iter().map(|(caller, check)| {
        let (office, caller, check) = (office.clone(), *caller, *check);
        tokio::spawn(async move {
            let mut versions = [0; QUESTIONS];
            let mut times = 0;
            while begun.elapsed() < LONG {
                match work {
                    Work::Save => save(&office, caller, check, times, &mut versions).await?,
                    Work::Read => drop(office.check(caller, check).await?),
                }
                times += 1;
            }
            Ok::<usize, Box<dyn std::error::Error + Send + Sync>>(times)
        })
    });
    let mut all = 0.0;
    for client in running.collect::<Vec<_>>() {
        all += f64::from(u32::try_from(client.await??)?);
    }
    Ok(all / begun.elapsed().as_secs_f64())
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
    let item = format!("{}/{}", packs::FIRST_CHECK, question + 1);
    let given = Given { item, answer: Some(answer), note: String::new(), base: versions[question] };
    versions[question] = office.answer(caller, check, given, None).await?;
    Ok(())
}
