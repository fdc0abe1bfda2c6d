//! Workbooks made of their parts, and what an outside library reads from one.

use std::io::{Cursor, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};
use document::Unreadable;
use document::read::read;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// Codes of formats from 2 on in `styled`; format 1 is a day by its number alone.
const CODES: [&str; 11] = [
    "[$-411]ggge&quot;年&quot;m&quot;月&quot;d&quot;日&quot;",
    "[h]:mm",
    "[Red]0.0;yyyy",
    "General",
    "\\d0",
    "&quot;day&quot;0",
    "aaaa",
    "h AM/PM",
    "[>=100][Magenta][ss].00",
    "0_d*y",
    "a/p",
];

/// A workbook from its parts.
pub(crate) fn workbook(parts: &[(String, String)]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(name, SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

/// A workbook of one sheet with this data, and these shared texts.
pub(crate) fn sheet(data: &str, shared: &str) -> Vec<u8> {
    styled(data, shared, false)
}

/// The same with formats and the day everything is counted from.
pub(crate) fn styled(data: &str, shared: &str, from_1904: bool) -> Vec<u8> {
    workbook(&parts(data, shared, from_1904))
}

/// The parts of one.
pub(crate) fn parts(data: &str, shared: &str, from_1904: bool) -> Vec<(String, String)> {
    let codes: String = CODES
        .iter()
        .enumerate()
        .map(|(i, code)| format!(r#"<numFmt numFmtId="{}" formatCode="{code}"/>"#, 170 + i))
        .collect();
    let formats: String = (0..CODES.len()).map(|i| format!(r#"<xf numFmtId="{}"/>"#, 170 + i)).collect();
    let root = format!(r#"<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>"#);
    let link = format!(r#"<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>"#);
    let sheets = r#"<sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets>"#;
    let flag = i32::from(from_1904);
    [
        ("_rels/.rels", format!(r#"<Relationships xmlns="{PACKAGE}">{root}</Relationships>"#)),
        ("xl/_rels/workbook.xml.rels", format!(r#"<Relationships xmlns="{PACKAGE}">{link}</Relationships>"#)),
        (
            "xl/workbook.xml",
            format!(r#"<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{flag}"/>{sheets}</workbook>"#),
        ),
        (
            "xl/styles.xml",
            format!(
                r#"<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>{formats}</cellXfs></styleSheet>"#
            ),
        ),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#)),
        ("xl/sharedStrings.xml", format!(r#"<sst xmlns="{MAIN}">{shared}</sst>"#)),
    ]
    .map(|(name, text)| (name.to_owned(), text))
    .to_vec()
}

/// Row, column, text, and whether it is a formula without a value.
type Cell = (u32, u32, String, bool);
/// Rows and columns of a merged area.
type Area = ((u32, u32), (u32, u32));
/// Name, cells and merged areas of each sheet.
type Sheets = Vec<(String, Vec<Cell>, Vec<Area>)>;

/// What we read from a workbook.
pub(crate) fn ours(bytes: &[u8]) -> Result<Sheets, Unreadable> {
    let sheets = read(bytes)?;
    let one = |sheet: &document::read::Sheet| {
        let cells = sheet.cells().map(|cell| (cell.row, cell.column, cell.text.to_owned(), cell.uncomputed)).collect();
        let merged = sheet.merged.iter().map(|area| (area.rows, area.columns)).collect();
        (sheet.name.clone().unwrap_or_default(), cells, merged)
    };
    Ok(sheets.iter().map(one).collect())
}

/// What the library reads from a workbook.
pub(crate) fn outside(bytes: &[u8]) -> Option<Sheets> {
    catch_unwind(AssertUnwindSafe(|| sheets(bytes).ok())).ok().flatten()
}

fn sheets(bytes: &[u8]) -> Result<Sheets, XlsxError> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))?;
    let worksheets = book.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let names: Vec<String> = worksheets.map(|sheet| sheet.name.clone()).collect();
    let mut sheets = Vec::new();
    for name in names {
        let one = |from: u32, to: u32| (from + 1, to + 1);
        let merged = book.merge_cells_by_sheet_name(&name)?;
        let merged = merged.iter().map(|area| (one(area.start.0, area.end.0), one(area.start.1, area.end.1))).collect();
        sheets.push((name.clone(), cells(&mut book, &name)?, merged));
    }
    Ok(sheets)
}

fn cells(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Result<Vec<Cell>, XlsxError> {
    let mut reader = match book.worksheet_cells_reader(name) {
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Vec::new()),
        reader => reader?,
    };
    let (mut cells, mut formulas) = (Vec::new(), Vec::new());
    while let Some(record) = reader.next_cell_with_formula_metadata()? {
        let formula = match record.formula {
            Some(XlsxFormulaMetadata::Normal { formula }) => Some(formula),
            Some(XlsxFormulaMetadata::Shared { shared_index, formula, .. }) => {
                formulas.push((shared_index, formula.clone()));
                Some(formula)
            }
            Some(XlsxFormulaMetadata::SharedDerived { shared_index }) => {
                let master = formulas.iter().rfind(|(index, _)| *index == shared_index);
                Some(master.map(|(_, formula)| formula.clone()).unwrap_or_default())
            }
            _ => None,
        };
        let uncomputed = formula.is_some() && matches!(record.value, DataRef::Empty);
        let text = formula.filter(|_| uncomputed).map_or_else(|| shown(&record.value), |formula| format!("={formula}"));
        if !text.trim().is_empty() {
            cells.push((record.pos.0 + 1, record.pos.1 + 1, text, uncomputed));
        }
    }
    cells.sort_by_key(|(row, column, ..)| (*row, *column));
    cells.dedup_by_key(|(row, column, ..)| (*row, *column));
    Ok(cells)
}

/// A value as its reader sees it, but for the number format.
fn shown(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(truth) => truth.to_string().to_uppercase(),
        DataRef::DateTime(time) => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02}")
        }
        DataRef::Error(error) => error.to_string(),
    }
}
