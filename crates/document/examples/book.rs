//! Writes the sample workbook, to be looked at in a spreadsheet.
//!
//! `cargo run -p document --example book -- out.xlsx`

#[path = "sample/book.rs"]
mod sample;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    std::fs::write(path, document::workbook(&sample::filled())?)?;
    Ok(())
}
