//! Writes the sample paper as PDF and says how long the first and the next documents took.
//!
//! `cargo run --release -p document --example paper -- out.pdf [en]`

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

#[path = "sample/paper.rs"]
mod sample;

use std::time::Instant;

use document::{Lang, pdf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().ok_or("name the file to write")?;
    let lang = if arguments.next().as_deref() == Some("en") { Lang::En } else { Lang::Ja };
    let paper = sample::paper(lang);

    let begun = Instant::now();
    let first = pdf(&paper)?;
    println!("first document: {:.1} ms, {} bytes", begun.elapsed().as_secs_f64() * 1000.0, first.len());
    let begun = Instant::now();
    for _ in 0..20 {
        pdf(&paper)?;
    }
    println!("next documents: {:.1} ms each", begun.elapsed().as_secs_f64() * 1000.0 / 20.0);
    std::fs::write(path, first)?;
    Ok(())
}
