//! Measures the vault: a long file in, and out again, and how much memory that takes.
//!
//! `cargo run --release -p store --example vault -- FOLDER MEGABYTES`; `benches/run vault` calls it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::PathBuf;
use std::time::Instant;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use store::vault::{Bytes, Identity, Vault, VaultPlace};

type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// What comes at once, as from a socket.
const PIECE: usize = 64 * 1024;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("expected a folder")?);
    let megabytes: usize = arguments.next().ok_or("expected how many megabytes")?.parse()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let vault = Vault::open(&VaultPlace::Folder(folder.join("vault")), &folder.join("incoming"))?;
        let identity = Identity::fresh();
        let piece = Bytes::from((0..PIECE).map(|at| u8::try_from(at * 7 % 251).unwrap_or(0)).collect::<Vec<u8>>());
        let pieces = megabytes * 1_000_000 / PIECE;
        let body = stream::iter(0..pieces).map(|_| Ok::<_, std::io::Error>(piece.clone()));
        let begun = Instant::now();
        let received = vault.receive(&identity.recipient(), body, u64::MAX).await?;
        let (object, sha256, bytes) = (received.object, received.sha256, received.bytes);
        vault.keep(received).await?;
        tell("file kept", bytes, begun);
        let begun = Instant::now();
        let opened = vault.read(object, sha256, &identity).await?;
        let read = opened.stream().try_fold(0_u64, async |sum, piece| Ok(sum + piece.len() as u64)).await?;
        if read != bytes {
            return Err(format!("{read} of {bytes} bytes came back").into());
        }
        tell("file taken out", bytes, begun);
        println!("{:<31} {:>10.1} MB", "memory at most", most()?);
        Ok(())
    })
}

fn tell(what: &str, bytes: u64, begun: Instant) {
    let (megabytes, took) = (bytes / 1_000_000, begun.elapsed().as_secs_f64());
    let rate = megabytes as f64 / took;
    println!("{:<31} {rate:>10.0} MB/s   wanted 300", format!("{what}, {megabytes} MB"));
}

/// The most memory this process had, in megabytes.
fn most() -> Outcome<f64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).ok_or("no VmHWM")?;
    let kilobytes: f64 = line.split_whitespace().nth(1).ok_or("no number")?.parse()?;
    Ok(kilobytes / 1024.0)
}
