//! Workbooks as we read them and as another library does: the whole torture set, and every kind of
//! cell. Where the two differ, it stands here, with the reason.

use std::path::Path;

use document::Unreadable;
use document::read::read;

use crate::support::{ours, outside, parts, sheet, styled, workbook};

/// Files the library reads in another way than they are meant.
const DIFFERENT: [(&str, &str); 2] = [
    ("h-dimension-nonsense.xlsx", "it refuses a sheet for the size it claims, which nobody needs"),
    ("h-shared-count.xlsx", "it makes room for as many texts as the file claims"),
];

#[test]
fn every_workbook_of_the_torture_set_is_read_as_the_outside_library_reads_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../app/tests/sheets");
    let (mut compared, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.as_ref().unwrap().file_name().into_string().unwrap();
        let is_workbook = name.ends_with(".xlsx") || name.ends_with(".xlsm");
        if !is_workbook || DIFFERENT.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        match ours(&bytes) {
            Ok(sheets) => {
                compared += 1;
                if Some(sheets) != outside(&bytes) {
                    wrong.push(name);
                }
            }
            // What is too much for us is not given to the library.
            Err(Unreadable::Broken(_)) if outside(&bytes).is_some() => wrong.push(name),
            Err(_) => {}
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(compared > 80, "{compared}");
}

/// Cells both read alike, each in a row of its own.
const ALIKE: &[&str] = &[
    "<c><v>1</v></c>",
    "<c><v>007</v></c>",
    "<c><v>1.0</v></c>",
    "<c><v>0.1</v></c>",
    "<c><v>1E2</v></c>",
    "<c><v>-0</v></c>",
    "<c><v>123456789012345678</v></c>",
    "<c><v>0.30000000000000004</v></c>",
    r#"<c t="n"><v>12.50</v></c>"#,
    "<c><v>words</v></c>",
    "<c><v></v></c>",
    "<c><v/></c>",
    "<c/>",
    r#"<c t="b"><v>1</v></c>"#,
    r#"<c t="b"><v> false </v></c>"#,
    r#"<c t="b"><v></v></c>"#,
    r#"<c t="e"><v>#N/A</v></c>"#,
    r#"<c t="e"><v>#DIV/0!</v></c>"#,
    r#"<c t="d"><v>2026-11-20T10:00:00</v></c>"#,
    r#"<c t="s"><v>0</v></c>"#,
    r#"<c t="s"><v>1</v></c>"#,
    r#"<c t="s"><v>2</v></c>"#,
    r#"<c t="s"><v>3</v></c>"#,
    r#"<c t="s"><v>4</v></c>"#,
    r#"<c t="s"><v></v></c>"#,
    r#"<c t="str"><v>a &lt;&amp;&#x3042;&#10;b</v></c>"#,
    r#"<c t="str"><v> a_x000D_b_x005F_x0041__xD83D__xDE00__xD83D__x12_</v></c>"#,
    "<c t=\"str\"><v>a\r\nb\rc</v></c>",
    r#"<c t="inlineStr"><is><t> ○ </t></is></c>"#,
    r#"<c t="inlineStr"><is><t xml:space="preserve"> ○ </t></is></c>"#,
    r#"<c t="inlineStr"><is><r><t>一</t></r><r><rPr><b/></rPr><t xml:space="preserve"> 二</t></r></is></c>"#,
    r#"<c t="inlineStr"><is><t>点検</t><rPh sb="0" eb="2"><t>てんけん</t></rPh><phoneticPr fontId="1"/></is></c>"#,
    r#"<c t="inlineStr"><is><t><![CDATA[<○>]]></t></is></c>"#,
    r#"<c t="inlineStr"><is><t/></is></c>"#,
    r#"<c t="inlineStr"><is/></c>"#,
    r#"<c t="inlineStr"><is><t><!-- none -->○<?none?></t></is></c>"#,
    r#"<c r="D9"><v>9</v></c><c><v>10</v></c>"#,
    r#"<c r="b70"><v>70</v></c>"#,
    r#"<c r="XFD1048576"><v>1</v></c>"#,
    "<x:c xmlns:x=\"m\"><x:v>7</x:v></x:c>",
    "<c><f>A1+1</f><v>2</v></c>",
    "<c><f>A1+1</f></c>",
    "<c><f>A1&amp;\"&lt;\"</f><v></v></c>",
    r#"<c t="str"><f>A1</f><v></v></c>"#,
    r#"<c t="str"><f>A1</f><v>○</v></c>"#,
    "<c><f/></c>",
    r#"<c><f t="shared" si="3" ref="A1:A9">B1*2</f></c><c><f t="shared" si="3"/></c><c><f t="shared" si="9"/></c>"#,
    r#"<c><f t="array" ref="A1:A2">B1:B2</f></c>"#,
    r#"<c s="1"><v>46346</v></c>"#,
    r#"<c s="1"><v>0</v></c><c s="1"><v>1</v></c><c s="1"><v>59</v></c><c s="1"><v>60</v></c><c s="1"><v>61</v></c>"#,
    r#"<c s="1"><v>365</v></c><c s="1"><v>366</v></c><c s="1"><v>367</v></c><c s="1"><v>2958465</v></c>"#,
    r#"<c s="1"><v>46346.999999995</v></c><c s="1"><v>46346.99</v></c><c s="1"><v>-3</v></c><c s="1"><v>1E300</v></c>"#,
    r#"<c s="1"><v>nan</v></c><c s="1"><v>inf</v></c><c s="1"><v>73050</v></c><c s="1"><v>36585</v></c>"#,
    r#"<c s="2"><v>46346</v></c><c s="3"><v>46346</v></c><c s="4"><v>46346</v></c><c s="5"><v>1.5</v></c>"#,
    r#"<c s="6"><v>46346</v></c><c s="7"><v>46346</v></c><c s="8"><v>46346</v></c><c s="9"><v>46346</v></c>"#,
    r#"<c s="10"><v>46346</v></c><c s="11"><v>46346</v></c><c s="12"><v>46346</v></c><c s="99"><v>46346</v></c>"#,
    r#"<c s="1" t="s"><v>0</v></c><c s="1" t="str"><v>46346</v></c>"#,
];

const SHARED: &str = r#"<si><t>○</t></si><si><r><t>一</t></r><r><t>二 </t></r></si><si/><si><t> </t></si><si><t xml:space="preserve"> 点検_x000a_</t><rPh sb="0" eb="1"><t>てん</t></rPh></si>"#;

fn rows(cells: &[&str]) -> String {
    cells.iter().map(|cells| format!("<row>{cells}</row>")).collect()
}

#[test]
fn every_kind_of_cell_is_read_as_the_outside_library_reads_it() {
    for from_1904 in [false, true] {
        for cells in ALIKE {
            let bytes = styled(&rows(&[cells]), SHARED, from_1904);
            assert_eq!(ours(&bytes).ok(), outside(&bytes), "{cells}");
        }
        let together = styled(&rows(ALIKE), SHARED, from_1904);
        assert_eq!(ours(&together).ok(), outside(&together));
    }
}

#[test]
fn a_cell_is_the_same_in_whatever_form_it_is_written() {
    for cells in ALIKE {
        let loose =
            cells.replace("<c>", "<c >\n").replace("\"><v>", "\"><!-- --><v>").replace("</v></c>", "</v ></c >");
        let shared = SHARED.replace("<si><t>", "<si> <t>");
        assert_eq!(
            ours(&styled(&rows(&[cells]), SHARED, false)),
            ours(&styled(&rows(&[&loose]), &shared, false)),
            "{cells}"
        );
    }
}

#[test]
fn days_are_counted_as_the_outside_library_counts_them() {
    for from_1904 in [false, true] {
        let days = (0..4_000).map(|step| step * 739).chain(0..800);
        let cells: String = days.map(|day| format!(r#"<row><c s="1"><v>{day}.25</v></c></row>"#)).collect();
        let bytes = styled(&cells, "", from_1904);
        assert_eq!(ours(&bytes).ok(), outside(&bytes));
    }
}

/// Cells the library refuses or reads in another way, what we read, and why.
const OURS: &[(&str, &[&str])] = &[
    // A newer kind of error is a text like the older ones.
    (r#"<c t="e"><v>#SPILL!</v></c>"#, &["#SPILL!"]),
    // A value may be written with references, or marked as text of the file.
    ("<c><v>&#49;2</v></c>", &["12"]),
    (r#"<c t="str"><v><![CDATA[○]]></v></c>"#, &["○"]),
    // A list of extensions may stand in a cell; nothing in it is a value.
    ("<c><v>1</v><extLst><ext><v>2</v></ext></extLst></c>", &["1"]),
    // What stands beside a text in its cell takes nothing away from it.
    (r#"<c t="inlineStr"><is><t>○</t></is><v>0</v></c>"#, &["○"]),
];

#[test]
fn what_the_outside_library_does_not_read_is_read() {
    for (cells, texts) in OURS {
        let bytes = sheet(&rows(&[cells]), "");
        let read = read(&bytes).unwrap();
        assert_eq!(read[0].cells().map(|cell| cell.text).collect::<Vec<_>>(), *texts, "{cells}");
        assert_ne!(ours(&bytes).ok(), outside(&bytes), "{cells}");
    }
}

/// Sheet data that is damaged.
const DAMAGED: &[&str] = &[
    r#"<row><c t="s"><v>1</v></c></row>"#,
    r#"<row><c t="s"><v>x</v></c></row>"#,
    r#"<row><c t="b"><v>2</v></c></row>"#,
    r#"<row><c t="n"><v>x</v></c></row>"#,
    r#"<row><c t="z"><v>1</v></c></row>"#,
    r#"<row><c r="A0"><v>1</v></c></row>"#,
    r#"<row><c r="7"><v>1</v></c></row>"#,
    r#"<row><c r="ABCDEFGHIJ1"><v>1</v></c></row>"#,
    r#"<row r="99999999999"><c><v>1</v></c></row>"#,
    r#"<row><c r="A4294967295"/><c r="ÄÖ1"/></row>"#,
    "<row><c r=A1><v>1</v></c></row>",
    "<row><c><v>1</c></v></row>",
    "<row><c><v>1</v></c>",
    "<row><c><v>&unknown;</v></c></row>",
    "<row><c><v>&#0;</v></c></row>",
    "<row><c><f t=\"shared\">A1</f></c></row>",
    "<c><v>1</v></c>",
];

#[test]
fn a_damaged_sheet_is_refused_and_never_guessed_at() {
    for data in DAMAGED {
        assert!(matches!(read(&sheet(data, "<si><t>○</t></si>")), Err(Unreadable::Broken(_))), "{data}");
    }
}

#[test]
fn parts_are_found_by_their_relations_in_any_case_and_place() {
    let place = |name: &str| match name {
        "xl/workbook.xml" => "Office\\Workbook.XML".to_owned(),
        "xl/_rels/workbook.xml.rels" => "office/_rels/WORKBOOK.xml.rels".to_owned(),
        "xl/sharedStrings.xml" => "office/Texts.xml".to_owned(),
        "xl/worksheets/sheet1.xml" => "elsewhere/One.xml".to_owned(),
        other => other.to_owned(),
    };
    let mut parts = parts(r#"<row><c t="s"><v>0</v></c></row>"#, SHARED, false);
    for (name, text) in &mut parts {
        *text = text
            .replace("xl/workbook.xml", "/office/workbook.xml")
            .replace("worksheets/sheet1.xml", "/elsewhere/one.xml")
            .replace(
                "</Relationships>",
                r#"<Relationship Id="t" Type="x/sharedStrings" Target="texts.xml"/></Relationships>"#,
            );
        *name = place(name);
    }
    let read = read(&workbook(&parts)).unwrap();
    assert_eq!(read[0].cells().map(|cell| cell.text).collect::<Vec<_>>(), ["○"]);
}

#[test]
fn a_part_nobody_needs_is_not_unpacked() {
    let mut parts = parts(r#"<row><c><v>1</v></c></row>"#, "", false);
    parts.push(("xl/media/large.bin".to_owned(), "A".repeat(97 * 1024 * 1024)));
    assert_eq!(read(&workbook(&parts)).unwrap()[0].cells().len(), 1);
}

#[test]
fn sheets_of_one_name_are_each_read_for_themselves() {
    let mut parts = parts(r#"<row><c><v>1</v></c></row>"#, "", false);
    for (name, text) in &mut parts {
        match name.as_str() {
            "xl/workbook.xml" => {
                *text = text.replace("</sheets>", r#"<sheet name="s" sheetId="2" r:id="r2"/></sheets>"#);
            }
            "xl/_rels/workbook.xml.rels" => {
                *text = text.replace(
                    "</Relationships>",
                    r#"<Relationship Id="r2" Type="x/worksheet" Target="two.xml"/></Relationships>"#,
                );
            }
            _ => {}
        }
    }
    parts.push((
        "xl/two.xml".to_owned(),
        "<worksheet><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>".to_owned(),
    ));
    let read = read(&workbook(&parts)).unwrap();
    let texts: Vec<_> = read.iter().flat_map(|sheet| sheet.cells().map(|cell| cell.text)).collect();
    assert_eq!(texts, ["1", "2"]);
}
