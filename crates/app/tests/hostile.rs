//! Files made to harm: each ends in the cells or in a clear error, within bounded memory.
//!
//! The smaller ones stand among the sheets; these are too large to keep and are made here.

use std::io::{Cursor, Write as _};

use app::intake::{self, Refused};
use app::packs;
use document::Unreadable;
use document::read::limits;
use proptest::prelude::*;
use proptest::sample::Index;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A workbook from its parts.
fn workbook(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        file.start_file(*name, SimpleFileOptions::default()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#;

/// A workbook of one sheet with this data, and these shared strings.
fn sheet(data: &str, strings: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    workbook(&[
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", ROOT),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
        (
            "xl/worksheets/sheet1.xml",
            &format!(r#"<worksheet xmlns="{main}"><sheetData>{data}</sheetData></worksheet>"#),
        ),
        ("xl/sharedStrings.xml", &format!(r#"<sst xmlns="{main}">{strings}</sst>"#)),
    ])
}

fn read(bytes: &[u8]) -> Result<usize, Refused> {
    let taken = intake::read(packs::shipped().unwrap(), "tics-19", bytes)?;
    Ok(taken.reading.answers.iter().filter(|(_, answer)| answer.is_some()).count())
}

fn refused(bytes: &[u8]) -> Unreadable {
    match read(bytes) {
        Err(Refused::File(why)) => why,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[test]
fn a_plain_workbook_made_so_is_read() {
    let cell = |at: &str, text: &str| format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#);
    let rows =
        format!("<row>{}{}</row><row>{}{}</row>", cell("A1", "1"), cell("B1", "○"), cell("A2", "2"), cell("B2", "×"));
    assert_eq!(read(&sheet(&rows, "")), Ok(2));
}

#[test]
fn what_unpacks_to_too_much_is_not_unpacked() {
    let bomb = sheet("", &format!("<si><t>{}</t></si>", "A".repeat(300 * 1024 * 1024)));
    assert!(bomb.len() < limits::FILE);
    assert_eq!(refused(&bomb), Unreadable::Bomb);
    let rows = r#"<row><c t="s"><v>0</v></c></row>"#.repeat(4_000_000);
    assert_eq!(refused(&sheet(&rows, "")), Unreadable::Bomb);
}

#[test]
fn what_would_fill_the_memory_cell_by_cell_is_stopped() {
    let cells = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(1000)).repeat(limits::CELLS / 1000 + 1);
    assert_eq!(refused(&sheet(&cells, "")), Unreadable::TooManyCells);
    let deep = "<x>".repeat(10_000_000);
    assert!(matches!(refused(&sheet(&format!("<row>{deep}"), "")), Unreadable::Broken(_)));
    let quadratic = format!("<row>{}</row>", r#"<c t="s"><v>0</v></c>"#.repeat(100)).repeat(300);
    let long = format!("<si><t>{}</t></si>", "A".repeat(32_767));
    assert_eq!(refused(&sheet(&quadratic, &long)), Unreadable::TooManyCells);
    let text = "1,○\n".repeat(limits::CELLS / 2 + 1);
    assert_eq!(refused(text.as_bytes()), Unreadable::TooManyCells);
    let large = vec![b'a'; limits::FILE + 1];
    assert_eq!(refused(&large), Unreadable::TooLarge(large.len()));
}

#[test]
fn a_long_line_and_a_long_cell_are_read_like_others() {
    let long = "とても長いコメント。".repeat(3_500);
    assert_eq!(read(format!("1,○,{long}\n2,×,\n").as_bytes()), Ok(2));
    let rows = format!("1,○\n2,×\n{}", ",,,\r\n".repeat(400_000));
    assert_eq!(read(rows.as_bytes()), Ok(2));
    // Nothing of it is a question: the reading ends, with a fault of the whole.
    assert_eq!(read("技術情報管理".repeat(5_700).as_bytes()), Ok(0));
}

/// Bytes with some of them replaced.
fn scratched(bytes: &[u8], scratches: &[(Index, u8)]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for (at, byte) in scratches {
        let place = at.index(bytes.len());
        bytes[place] = *byte;
    }
    bytes
}

/// The bytes, every third time without their end.
fn cut(mut bytes: Vec<u8>, at: Index) -> Vec<u8> {
    if at.index(3) == 0 {
        bytes.truncate(at.index(bytes.len()));
    }
    bytes
}

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/sheets/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_scratched_workbook_is_read_or_refused(
        scratches in prop::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        end in any::<Index>(),
    ) {
        let _ = read(&cut(scratched(&fixture("merged-numbers.xlsx"), &scratches), end));
    }

    /// The parts themselves, so that the damage is in the XML and not only in the packing.
    #[test]
    fn a_scratched_sheet_is_read_or_refused(
        scratches in prop::collection::vec((any::<Index>(), prop::sample::select(b"<>/\"= 0199srct&;".to_vec())), 1..8),
    ) {
        let rows = r#"<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row><row r="2"><c r="A2"><v>2</v></c><c r="B2" t="str"><f>IF(A2,"○")</f><v>○</v></c></row>"#;
        let damaged = scratched(rows.as_bytes(), &scratches);
        let _ = read(&sheet(&String::from_utf8_lossy(&damaged), "<si><t>○</t></si>"));
    }

    #[test]
    fn a_scratched_text_file_is_read_or_refused(
        name in prop::sample::select(vec!["shift-jis.csv", "utf16.csv", "tabs.tsv", "line-breaks.csv"]),
        scratches in prop::collection::vec((any::<Index>(), any::<u8>()), 0..6),
        end in any::<Index>(),
    ) {
        let _ = read(&cut(scratched(&fixture(name), &scratches), end));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600), head in 0usize..4) {
        let heads: [&[u8]; 4] = [b"", b"PK\x03\x04", b"\xff\xfe", b"\xd0\xcf\x11\xe0"];
        let _ = read(&[heads[head], &bytes].concat());
    }
}
