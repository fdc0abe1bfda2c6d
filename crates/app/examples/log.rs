//! Measures the private log on both databases: how many events are sealed in a second, and how long the whole log takes to
//! be verified.
//!
//! `cargo run --release -p app --example log -- FOLDER [postgres://…]`; `EVENTS=1000000` for another number than 100,000.
//! `benches/run` and `scripts/long` call it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::Path;
use std::time::Instant;

use app::log::{LogKey, Sealer, verify};
use app::{Clock, Random};
use record::{OrganisationId, PersonId, StreamId};
use store::{Address, Append, Head, NewEvent, Store, StoreError};
use uuid::Uuid;

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Events of one stream: as many as a section of a check that was filled and changed.
const EACH: u32 = 10;
/// Streams of one command.
const STREAMS: u32 = 12;

#[tokio::main]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or("expected a folder")?;
    let events = std::env::var("EVENTS").map_or(Ok(100_000), |events| events.parse())?;
    let file = Path::new(&folder).join("log.db");
    measure("SQLite", &Address::File(file), events).await?;
    if let Some(url) = arguments.next() {
        measure("PostgreSQL", &Address::Postgres { url, connections: 4 }, events).await?;
    }
    Ok(())
}

async fn measure(name: &str, address: &Address, events: u32) -> Outcome<()> {
    let store = Store::open(address).await?;
    for _ in 0..events.div_ceil(EACH * STREAMS) {
        let changes = (0..STREAMS).map(|_| stream()).collect();
        store.write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.append(changes).await })).await?;
    }
    let key = LogKey::new(&[7; 32])?;
    let sealer = Sealer::new(store.clone(), Clock::System, Random::System, key.clone());
    let begun = Instant::now();
    let sealed = sealer.seal_all().await?;
    let seconds = begun.elapsed().as_secs_f64();
    println!(
        "{name:<12} {:<31} {:>10.0}/s   wanted 2000",
        "events sealed",
        f64::from(u32::try_from(sealed)?) / seconds
    );
    let begun = Instant::now();
    let verified = verify(&store, vec![key.public().clone()], None).await?;
    let seconds = begun.elapsed().as_secs_f64();
    println!("{name:<12} {sealed} events verified{:>16} {seconds:>10.1} s   wanted 30 for 1,000,000", "");
    if verified.faults.is_empty() { Ok(()) } else { Err(format!("{:?}", verified.faults.first()).into()) }
}

/// A stream with events of the size that answers have.
fn stream() -> Append {
    let (stream, owner, by) = (StreamId(Uuid::now_v7()), OrganisationId(Uuid::now_v7()), PersonId(Uuid::now_v7()));
    let event = |version: u32| {
        let at = jiff::Timestamp::from_microsecond(1_800_000_000_000_000).unwrap_or_default();
        let bytes = format!(
            r#"{{"stream":"{stream}","version":{version},"recorded_at":"{at}","effective_on":null,"by":"{by}","acting_for":"{owner}","evidence":[],"kind":"answered","data":{{"item":"tics-19/{version}","answer":"implemented","note":null,"on_behalf":false}}}}"#
        );
        NewEvent {
            kind: "answered".to_owned(),
            recorded_at: at.as_microsecond(),
            effective_on: None,
            by: Some(by),
            acting_for: Some(owner),
            bytes: bytes.into_bytes(),
        }
    };
    Append { head: Head { stream, kind: "section", owner, version: 0 }, events: (1..=EACH).map(event).collect() }
}
