//! Measures backups: how fast one is taken, checked, and restored into each database, with all that a restore looks at.
//!
//! `cargo run --release -p app --example backup -- FOLDER [postgres://…]`, the address being that of an empty database;
//! `EVENTS=1000000` for another number than 100,000. `benches/run` and `scripts/long` call it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Instant;

use age::secrecy::ExposeSecret as _;
use app::backup::{self, Identities, Recipients};
use app::installation::Place;
use app::log::{LogKey, Sealer};
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
    let folder = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let events = std::env::var("EVENTS").map_or(Ok(100_000), |events| events.parse())?;
    let key = age::x25519::Identity::generate();
    let recipients = Recipients::read([key.to_public().to_string().as_str()])?;
    let identities = Identities::read(key.to_string().expose_secret())?;

    let origin = place(&folder.join("origin"), None);
    std::fs::create_dir_all(&origin.data)?;
    filled(&Address::File(origin.data.join("mamori.db")), events).await?;
    let file = folder.join("backup.age");
    let begun = Instant::now();
    let keys = File::create(folder.join("vault-keys.age"))?;
    let taken = backup::take(&origin, File::create(&file)?, Some(keys), recipients, Clock::System).await?;
    let (_, contents) = taken.record;
    told("taken", contents.rows(), begun);
    println!("{:<31} {:>10} bytes", "its size", std::fs::metadata(&file)?.len());
    let begun = Instant::now();
    backup::check(File::open(&file)?, &identities)?;
    told("checked", contents.rows(), begun);
    let targets = [Some(place(&folder.join("restored"), None)), arguments.next().map(|url| place(&folder, Some(url)))];
    for target in targets.into_iter().flatten() {
        let name = if target.database.is_some() { "restored into PostgreSQL" } else { "restored into SQLite" };
        let begun = Instant::now();
        let keys = File::open(folder.join("vault-keys.age"))?;
        backup::restore(&target, File::open(&file)?, Some(keys), identities.clone(), &Clock::System).await?;
        told(name, contents.rows(), begun);
        println!("{:<31} wanted: 300 s for 1,000,000 events", format!("{events} events"));
    }
    Ok(())
}

fn told(what: &str, rows: u64, begun: Instant) {
    let seconds = begun.elapsed().as_secs_f64();
    let rows = f64::from(u32::try_from(rows).unwrap_or(u32::MAX));
    println!("{what:<31} {:>10.0} rows/s {seconds:>10.1} s", rows / seconds);
}

fn place(data: &Path, database: Option<String>) -> Place {
    let (data, name) = (data.to_owned(), "Mamori".to_owned());
    Place { data, database, connections: 4, origin: None, name, heads: None, vault: None }
}

/// Events in streams, all of them sealed.
async fn filled(address: &Address, events: u32) -> Outcome<()> {
    let store = Store::open(address).await?;
    for _ in 0..events.div_ceil(EACH * STREAMS) {
        let changes = (0..STREAMS).map(|_| stream()).collect();
        store.write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.append(changes).await })).await?;
    }
    let key = LogKey::new(&[7; 32])?;
    Sealer::new(store.clone(), Clock::System, Random::System, key).seal_all().await?;
    store.close().await;
    Ok(())
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
