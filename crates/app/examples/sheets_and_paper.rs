//! Measures reading filled sheets and making paper, and the most memory a hostile file takes.
//!
//! `cargo run --release -p app --example sheets_and_paper` prints one table; `benches/run` calls it.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use app::handout::Handout;
use app::{Clock, Texts, intake, packs};
use criteria::text::Lang;
use document::{Book, BookCell, BookColumn, BookRow, BookSheet, Look};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    if let Some(file) = arguments.next() {
        return peak(Path::new(&file));
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    let plain = std::fs::read(folder.join("plain.xlsx"))?;
    let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
    let read = |bytes: &[u8]| drop(intake::read(catalogue, packs::FIRST_CHECK, bytes));

    let rows = document::workbook(&table(1_000, 5))?;
    row("workbook of 1,000 rows", middle(15, || read(&rows)), "<= 50 ms");
    let many = middle(3, || (0..200).for_each(|_| read(&plain)));
    row("200 workbooks", many, "<= 2,000 ms");
    let large = document::workbook(&table(100_000, 10))?;
    row("100,000 x 10 cells, workbook", middle(5, || read(&large)), "<= 400 ms");
    let text = csv(100_000, 10);
    row("100,000 x 10 cells, CSV", middle(5, || read(text.as_bytes())), "<= 400 ms");

    let taken = intake::read(catalogue, packs::FIRST_CHECK, &plain)?;
    let handout = Handout {
        catalogue,
        edition: &taken.edition,
        answers: &taken.reading.answers,
        earlier: None,
        organisation: "株式会社見本製作所",
        prefecture: "23",
        operator: None,
        today: Clock::System.today(),
    };
    let texts = Texts::new(Lang::Ja);
    let begun = Instant::now();
    document::pdf(&texts.paper(&handout))?;
    row("report as PDF, the first", begun.elapsed(), "");
    let pdf = middle(15, || drop(document::pdf(&texts.paper(&handout))));
    row("report as PDF, the next", pdf, "<= 50 ms");
    row("result as workbook", middle(15, || drop(document::workbook(&texts.book(&handout)))), "");

    let target = std::env::temp_dir().join(format!("mamori-bench-{}.xlsx", std::process::id()));
    let bomb = [("100,000 x 10 cells", large)].into_iter().chain(hostile(&folder)?);
    for (name, bytes) in bomb {
        std::fs::write(&target, bytes)?;
        let told = Command::new(std::env::current_exe()?).arg(&target).output()?;
        println!(
            "{:<46} {:>12} {:>14}",
            format!("peak memory, {name}"),
            String::from_utf8(told.stdout)?.trim(),
            "<= 200 MB"
        );
    }
    std::fs::remove_file(target)?;
    Ok(())
}

/// Reads one file and says how much memory the process took at most.
fn peak(file: &Path) -> Outcome<()> {
    let catalogue = packs::shipped().map_err(|_| "the shipped packs are faulty")?;
    drop(intake::read(catalogue, packs::FIRST_CHECK, &std::fs::read(file)?));
    let status = std::fs::read_to_string("/proc/self/status")?;
    let kib: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.trim().strip_suffix(" kB"))
        .ok_or("the system does not tell")?
        .parse()?;
    println!("{:.0} MB", kib / 1024.0);
    Ok(())
}

fn row(name: &str, took: Duration, wanted: &str) {
    println!("{name:<46} {:>9.1} ms {wanted:>14}", took.as_secs_f64() * 1000.0);
}

/// The middle of several runs.
fn middle(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut took: Vec<Duration> = (0..runs)
        .map(|_| {
            let begun = Instant::now();
            work();
            begun.elapsed()
        })
        .collect();
    took.sort();
    took[runs / 2]
}

/// A sheet of questions on top of many rows of other things.
fn table(rows: u32, columns: u32) -> Book {
    let cell = |row: u32, column: u32| match (row, column) {
        (row, 0) => BookCell::number(f64::from(row + 1), Look::Plain),
        (row, 1) => BookCell::text(if row % 3 == 0 { "○" } else { "△" }, Look::Plain),
        (row, column) => BookCell::text(format!("内容{row}-{column}"), Look::Plain),
    };
    let line = |row| BookRow { cells: (0..columns).map(|column| cell(row, column)).collect() };
    let sheet = BookSheet {
        name: "点検".to_owned(),
        columns: vec![BookColumn { width: 10.0 }; columns as usize],
        rows: (0..rows).map(line).collect(),
        ..BookSheet::default()
    };
    Book { title: "x".to_owned(), author: "x".to_owned(), date: (2026, 11, 20), sheets: vec![sheet] }
}

fn csv(rows: u32, columns: u32) -> String {
    let mut text = String::new();
    for row in 1..=rows {
        text.push_str(&format!("{row},○"));
        (2..columns).for_each(|column| text.push_str(&format!(",内容{row}-{column}")));
        text.push('\n');
    }
    text
}

/// The hostile sheets that are kept, by name.
fn hostile(folder: &Path) -> Outcome<Vec<(&'static str, Vec<u8>)>> {
    ["h-many-cells.xlsx", "h-quadratic.xlsx", "h-bomb.xlsx", "h-endless.xlsx", "h-merges.xlsx", "h-many-sheets.xlsx"]
        .into_iter()
        .map(|name| Ok((name, std::fs::read(folder.join(name))?)))
        .collect()
}
