//! Measures how long a refused sign-in takes, for a person who is there and for one who is not: whoever measures from
//! outside must not learn from it who has an account.
//!
//! `cargo run --release -p app --example sign_in -- FOLDER [postgres://…]`; `benches/run record` calls it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::net::{IpAddr, Ipv6Addr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use app::installation::{Installation, Place};
use app::members::Email;
use app::sign_in::{Names, SignIn, Visitor};
use app::{Clock, packs};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// How often each of the two is tried.
const TIMES: u16 = 400;
/// The person who is there, and one who is not.
const ADDRESSES: [&str; 2] = ["there@example.jp", "nobody@example.jp"];

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let data = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let database = arguments.next();
    let name = if database.is_some() { "PostgreSQL" } else { "SQLite" };
    let place =
        Place { data, database, connections: 4, origin: None, name: "Mamori".to_owned(), heads: None, vault: None };
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
        let Installation { office, sign_in, .. } = Installation::open(&place, catalogue).await?;
        let email = Email { shown: ADDRESSES[0].to_owned(), folded: ADDRESSES[0].to_owned() };
        let person = office.set_up("見本".to_owned(), email, "ja".to_owned()).await?;
        sign_in.set_password(person, "a-long-and-quiet-afternoon", &Names::default(), Clock::System.now()).await?;
        let mut times = [Vec::new(), Vec::new()];
        for number in 0..TIMES {
            // Which of the two comes first changes, so that what happens beside falls on both alike.
            for turn in 0..2 {
                let which = (usize::from(number) + turn) % 2;
                times[which].push(refused(&sign_in, ADDRESSES[which], number).await?);
            }
        }
        let [there, not_there] = times.map(|mut times| {
            times.sort_unstable();
            [1, 5, 9].map(|tenth| times[times.len() * tenth / 10].as_secs_f64() * 1000.0)
        });
        for (what, [low, middle, high]) in [("of somebody who is there", there), ("of nobody", not_there)] {
            println!("{name:<12} {:<31} {middle:>9.2} ms   p10 {low:.2}   p90 {high:.2}", format!("refused, {what}"));
        }
        Ok(())
    })
}

/// How long a wrong password takes, from an address nobody has tried from.
async fn refused(sign_in: &SignIn, address: &str, number: u16) -> Outcome<Duration> {
    let from = IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, number, u16::from(address == ADDRESSES[0]), 0, 0, 0, 1));
    let visitor = Visitor { address: from, device: None, session: None, words: String::new() };
    let begun = Instant::now();
    let answer = sign_in.by_password(address, "not-this-one-either", &visitor, Clock::System.now()).await;
    let took = begun.elapsed();
    if answer.is_ok() { Err("expected to be refused".into()) } else { Ok(took) }
}
