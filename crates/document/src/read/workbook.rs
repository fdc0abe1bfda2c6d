//! Workbooks (`.xlsx`, `.xlsm`): what they unpack to is measured before anything is read.
//!
//! Formulas are never computed, links never followed, macros never looked at.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};
use memchr::memmem;
use zip::ZipArchive;

use super::{Area, Budget, Cell, Sheet, Unreadable, limits};

/// A workbook's own directory does not list what another kind of file lists.
const KINDS: [(&str, &str); 4] = [
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
    ("xl/workbook.bin", "xlsb"),
    ("content.xml", "ods"),
];

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let measured = measure(bytes)?;
    // A damaged workbook must not take the process with it, whatever the library trips over.
    catch_unwind(AssertUnwindSafe(|| sheets(bytes, &measured)))
        .unwrap_or_else(|_| Err(Unreadable::Broken("the library stopped".to_owned())))
}

/// What stands where a workbook of today would: one with a password, or one of before 2007.
pub(super) fn old_or_encrypted(bytes: &[u8]) -> Unreadable {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let book: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if memmem::find(bytes, &name).is_some() {
        Unreadable::Encrypted
    } else if memmem::find(bytes, &book).is_some() {
        Unreadable::OldFormat
    } else {
        Unreadable::OtherKind("doc / ppt")
    }
}

/// What was seen of the parts while they were measured.
#[derive(Debug, Default)]
struct Measured {
    merges: bool,
}

/// Unpacks every part once, keeping nothing, and stops where it would be too much. What the
/// directory says of the sizes is not believed.
fn measure(bytes: &[u8]) -> Result<Measured, Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.to_ascii_lowercase()).collect();
    let has = |name: &str| names.iter().any(|known| known == name);
    if !has("xl/workbook.xml")
        && let Some((_, kind)) = KINDS.into_iter().find(|(name, _)| has(name))
    {
        return Err(Unreadable::OtherKind(kind));
    }
    if !names.iter().any(|name| name.ends_with("workbook.xml")) {
        return Err(Unreadable::OtherKind("zip"));
    }
    let mut measured = Measured::default();
    let mut left = limits::UNPACKED;
    let mut chunk = vec![0; 64 * 1024];
    for i in 0..archive.len() {
        let mut part = archive.by_index(i).map_err(|error| broken(&error))?;
        let texts = part.name().is_ok_and(|name| name.to_ascii_lowercase().contains("sharedstrings"));
        let mut share = if texts { limits::SHARED } else { left };
        let mut kept = 0;
        loop {
            let read = part.read(&mut chunk[kept..]).map_err(|error| broken(&error))?;
            if read == 0 {
                break;
            }
            left = left.checked_sub(read as u64).ok_or(Unreadable::Bomb)?;
            share = share.checked_sub(read as u64).ok_or(Unreadable::Bomb)?;
            let seen = &chunk[..kept + read];
            measured.merges |= memmem::find(seen, b"mergeCell").is_some();
            counted(seen)?;
            // A word may lie across two chunks.
            kept = seen.len().min(64);
            let from = seen.len() - kept;
            chunk.copy_within(from..from + kept, 0);
        }
    }
    Ok(measured)
}

/// The library makes room for as many texts as the file claims to share; a claim beyond what the
/// limits allow is refused here.
fn counted(seen: &[u8]) -> Result<(), Unreadable> {
    for at in memmem::find_iter(seen, b"uniqueCount") {
        let rest = seen[at + b"uniqueCount".len()..].iter().skip_while(|byte| b" \t\r\n=\"'+0".contains(byte));
        if rest.take_while(|byte| byte.is_ascii_digit()).count() > 6 {
            return Err(Unreadable::TooManyCells);
        }
    }
    Ok(())
}

fn sheets(bytes: &[u8], measured: &Measured) -> Result<Vec<Sheet>, Unreadable> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|error| refused(&error))?;
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    if names.len() > limits::SHEETS {
        return Err(Unreadable::TooManyCells);
    }
    let mut budget = Budget::default();
    let mut sheets = Vec::new();
    for name in names {
        let mut sheet = sheet(&mut book, &name, &mut budget)?;
        if measured.merges {
            sheet.merged = merged(&mut book, &name)?;
        }
        sheets.push(Sheet { name: Some(name), ..sheet });
    }
    Ok(sheets)
}

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

fn sheet(book: &mut Book<'_>, name: &str, budget: &mut Budget) -> Result<Sheet, Unreadable> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Sheet::default()),
        Err(error) => return Err(refused(&error)),
    };
    let mut sheet = Sheet::default();
    let mut shared: HashMap<usize, String> = HashMap::new();
    let mut ordered = true;
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(|error| refused(&error))? {
        let uncomputed = record.formula.is_some() && matches!(record.value, DataRef::Empty);
        let text: Cow<'_, str> = match record.formula {
            Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) => {
                let text = if uncomputed { format!("={formula}").into() } else { shown(&record.value) };
                budget.take(&formula)?;
                shared.insert(shared_index, formula);
                text
            }
            Some(XlsxFormulaMetadata::Normal { formula }) if uncomputed => format!("={formula}").into(),
            Some(XlsxFormulaMetadata::SharedDerived { shared_index }) if uncomputed => {
                format!("={}", shared.get(&shared_index).map_or("", String::as_str)).into()
            }
            _ => shown(&record.value),
        };
        if text.trim().is_empty() {
            continue;
        }
        let (row, column) = (record.pos.0.saturating_add(1), record.pos.1.saturating_add(1));
        ordered &= sheet.cells.last().is_none_or(|last| (last.row, last.column) < (row, column));
        sheet.push(Cell { row, column, text: &text, uncomputed }, budget)?;
    }
    if !ordered {
        sheet.cells.sort_by_key(|spot| (spot.row, spot.column));
        sheet.cells.dedup_by_key(|spot| (spot.row, spot.column));
    }
    Ok(sheet)
}

/// A value as its reader sees it, but for the number format.
fn shown<'v>(value: &'v DataRef<'_>) -> Cow<'v, str> {
    match value {
        DataRef::Empty => "".into(),
        DataRef::String(text) => text.as_str().into(),
        DataRef::SharedString(text) => (*text).into(),
        DataRef::Int(number) => number.to_string().into(),
        DataRef::Float(number) => number.to_string().into(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}").into()
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str().into(),
        DataRef::Error(error) => error.to_string().into(),
    }
}

fn merged(book: &mut Book<'_>, name: &str) -> Result<Vec<Area>, Unreadable> {
    let areas = book.merge_cells_by_sheet_name(name).map_err(|error| refused(&error))?;
    if areas.len() > limits::MERGED {
        return Err(Unreadable::TooManyCells);
    }
    let one = |from: u32, to: u32| (from.saturating_add(1), to.saturating_add(1));
    Ok(areas
        .iter()
        .map(|area| Area { rows: one(area.start.0, area.end.0), columns: one(area.start.1, area.end.1) })
        .collect())
}

fn refused(error: &XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Encrypted,
        other => broken(other),
    }
}

fn broken(error: &dyn std::fmt::Display) -> Unreadable {
    Unreadable::Broken(error.to_string().chars().take(200).collect())
}
