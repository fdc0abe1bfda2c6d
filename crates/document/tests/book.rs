//! What stands in a written workbook: read back by another library, and looked up in the file itself.

#[path = "../examples/sample/book.rs"]
mod sample;

use std::io::{Cursor, Read as _};

use calamine::{Data, DataRef, Reader as _, Xlsx};
use document::{Book, BookCell, BookChoices, BookError, BookSheet, Look, workbook};
use sample::{book, columns, row};

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// One sheet with one row of texts.
fn texts(texts: &[&str]) -> Book {
    let cells = texts.iter().map(|&text| BookCell::text(text, Look::Plain)).collect();
    let columns = columns(&vec![20.0; texts.len()]);
    book(vec![BookSheet { name: "表".to_owned(), columns, rows: vec![row(cells)], ..BookSheet::default() }])
}

#[test]
fn what_is_written_is_read_back() {
    let bytes = workbook(&sample::filled()).unwrap();
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    assert_eq!(read.sheet_names(), ["点検", "結果"]);
    let sheet = read.worksheet_range("点検").unwrap();
    let at = |row, column| sheet.get_value((row, column)).cloned();
    assert_eq!(at(0, 0), Some(Data::String("点検シート：技術情報管理の自己チェック".to_owned())));
    assert_eq!(at(3, 0), Some(Data::Float(1.0)));
    assert_eq!(at(3, 2), Some(Data::String("○".to_owned())));
    assert_eq!(at(4, 2), Some(Data::Empty));
    let scores = read.worksheet_range("結果").unwrap();
    assert_eq!(scores.get_value((2, 2)), Some(&Data::Float(100.0)));
    assert_eq!(scores.get_value((7, 2)), Some(&Data::Empty), "no value is no zero");
}

#[test]
fn a_text_that_begins_like_a_formula_stays_a_text() {
    let tricks = [
        "=1+1",
        "+81-3-0000-0000",
        "-1",
        "@SUM(A1)",
        "=HYPERLINK(\"http://x\")",
        "{=1}",
        "_x0041_",
        "<b>&amp;",
        "7123456789012",
    ];
    let bytes = workbook(&texts(&tricks)).unwrap();
    let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes.clone())).unwrap();
    assert!(read.worksheet_formula("表").unwrap().is_empty());
    let mut cells = read.worksheet_cells_reader("表").unwrap();
    for trick in tricks {
        let cell = cells.next_cell().unwrap().unwrap();
        assert!(matches!(cell.get_value(), DataRef::SharedString(_) | DataRef::String(_)), "{cell:?}");
        assert_eq!(Data::from(cell.get_value().clone()), Data::String(trick.to_owned()));
    }
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(!sheet.contains("<f>") && !sheet.contains("t=\"str\""), "{sheet}");
    assert!(part(&bytes, "xl/styles.xml").contains("quotePrefix=\"1\""), "nor does it become one when it is edited");
}

#[test]
fn only_answers_can_be_typed_in_and_only_from_the_list() {
    let bytes = workbook(&sample::filled()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("<sheetProtection sheet=\"1\""), "{sheet}");
    assert!(!sheet.contains("password") && !sheet.contains("hashValue"));
    assert!(sheet.contains("<formula1>\"○,△,×,−\"</formula1>"), "{sheet}");
    assert!(sheet.contains("errorTitle=\"選べるのは4つの記号です\""), "{sheet}");
    assert!(sheet.contains("showErrorMessage=\"1\"") && sheet.contains("消せば未回答に戻ります"), "{sheet}");
    let ranges = sheet.split("sqref=\"").filter(|part| part.contains("formula1")).count();
    assert!(ranges >= 1, "{sheet}");
    assert!(sheet.contains("C4"), "{sheet}");
    assert!(part(&bytes, "xl/styles.xml").contains("<protection locked=\"0\"/>"));
    assert!(!part(&bytes, "xl/worksheets/sheet2.xml").contains("sheetProtection"), "where nobody asked for it");
}

#[test]
fn a_sheet_prints_on_a4_as_wide_as_the_page_with_its_head() {
    let bytes = workbook(&sample::filled()).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
    assert!(sheet.contains("paperSize=\"9\""), "{sheet}");
    assert!(sheet.contains("fitToHeight=\"0\"") && sheet.contains("<pageSetUpPr fitToPage=\"1\"/>"), "{sheet}");
    assert!(sheet.contains("ySplit=\"3\"") && sheet.contains("state=\"frozen\""), "{sheet}");
    assert!(sheet.contains("<mergeCell ref=\"A1:D1\"/>"), "{sheet}");
    assert!(sheet.contains("自己チェック &amp;&amp; 結果"), "an ampersand is no command: {sheet}");
    let names = part(&bytes, "xl/workbook.xml");
    assert!(names.contains("_xlnm.Print_Titles") && names.contains("$3:$3"), "{names}");
    assert!(part(&bytes, "xl/worksheets/sheet2.xml").contains("orientation=\"landscape\""));
}

#[test]
fn the_chart_is_a_radar_over_the_cells_with_gaps() {
    let mut book = sample::filled();
    if let Some(chart) = &mut book.sheets[1].chart {
        chart.title = "=A1!B2".to_owned();
    }
    let chart = part(&workbook(&book).unwrap(), "xl/charts/chart1.xml");
    assert!(chart.contains("<c:radarChart>"), "{chart}");
    assert!(chart.contains("<c:f>結果!$A$3:$A$8</c:f>") && chart.contains("<c:f>結果!$C$3:$C$8</c:f>"), "{chart}");
    assert!(chart.contains("<c:dispBlanksAs val=\"gap\"/>"), "{chart}");
    assert!(chart.contains("＝A1！B2"), "a title is no address of a cell: {chart}");
    let drawing = part(&workbook(&book).unwrap(), "xl/drawings/drawing1.xml");
    assert!(drawing.contains("事故はまだ答えがありません"), "{drawing}");
}

#[test]
fn the_same_book_gives_the_same_bytes_with_its_date() {
    let bytes = workbook(&sample::filled()).unwrap();
    assert!(bytes == workbook(&sample::filled()).unwrap());
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("2026-11-20T00:00:00Z") && core.contains("株式会社 𠮷田精密"), "{core}");
}

#[test]
fn what_excel_does_not_allow_is_refused() {
    let named = |names: &[&str]| {
        let sheets = names.iter().map(|&name| BookSheet { name: name.to_owned(), ..BookSheet::default() });
        workbook(&book(sheets.collect())).map(|_| ())
    };
    for name in ["", "a/b", "a\\b", "a?", "a*", "[a]", "a:b", "'a", "a'", "History", &"あ".repeat(32), "a\u{7}"] {
        assert_eq!(named(&[name]), Err(BookError::SheetName(name.to_owned())), "{name}");
    }
    assert_eq!(named(&["Answers", "answers"]), Err(BookError::SheetName("answers".to_owned())));
    assert_eq!(named(&[&"あ".repeat(31)]), Ok(()));
    assert!(matches!(named(&[]), Err(BookError::Format(_))));

    assert!(workbook(&texts(&["", &"あ".repeat(32_767)])).is_ok());
    let long = workbook(&texts(&["", &"あ".repeat(32_768)])).unwrap_err();
    assert_eq!(long, BookError::LongText { cell: "表!B1".to_owned(), letters: 32_768 });
    assert_eq!(long.to_string(), "表!B1 has 32768 letters, and a cell takes 32767");

    let one = |cell: BookCell| {
        let mut book = texts(&[""]);
        book.sheets[0].rows[0].cells[0] = cell;
        workbook(&book).map(|_| ())
    };
    assert_eq!(one(BookCell::number(f64::NAN, Look::Plain)), Err(BookError::Number("表!A1".to_owned())));
    let choices = |list: &[&str], title: &str| BookChoices {
        list: list.iter().map(|&choice| choice.to_owned()).collect(),
        title: title.to_owned(),
        message: String::new(),
    };
    let answer = |choices| one(BookCell::blank(Look::Answer).choices(choices));
    assert!(matches!(answer(choices(&["a,b"], "")), Err(BookError::Format(_))));
    assert!(matches!(answer(choices(&[], "")), Err(BookError::Format(_))));
    assert!(matches!(answer(choices(&["a"], &"長".repeat(33))), Err(BookError::Format(_))));
    assert!(matches!(answer(choices(&[&"あ".repeat(256)], "")), Err(BookError::Format(_))));
    let mut never = sample::filled();
    never.date = (2026, 2, 30);
    assert!(matches!(workbook(&never), Err(BookError::Format(_))));
}
