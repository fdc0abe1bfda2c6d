//! Workbooks taken as a checklist: what is recognised, and that nothing is made up.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]
#![expect(clippy::disallowed_methods, reason = "the tests read the shipped packs")]

use criteria::answers::Answers;
use criteria::import;
use criteria::pack::checklist::{Checklist, Item, Presentation};
use criteria::pack::{Content, parse};
use criteria::score::score;
use criteria::sheet::{Cell, Grid, marks};

fn template() -> Checklist {
    let path = format!("{}/../../packs/tics-19/2026-11.toml", env!("CARGO_MANIFEST_DIR"));
    let Content::Checklist(checklist) = parse(&std::fs::read(path).unwrap()).unwrap().content else { panic!() };
    checklist
}

fn grid<'a>(name: &'a str, number: u32, text: &'a str) -> Grid<'a> {
    let cells = (1..).zip(text.lines()).flat_map(|(row, line)| {
        (1..).zip(line.split('|').map(str::trim)).map(move |(column, text)| Cell {
            row,
            column,
            text,
            uncomputed: false,
        })
    });
    Grid { sheet: Some((number, name)), cells: cells.filter(|cell| !cell.text.is_empty()).collect(), merged: vec![] }
}

/// The items as `number text [group]`, one a line.
fn taken(sheets: &[(&str, &str)]) -> Result<String, String> {
    let grids: Vec<Grid<'_>> = (1..).zip(sheets).map(|(number, (name, text))| grid(name, number, text)).collect();
    let checklist = import::checklist(&template(), "自社", &grids).map_err(|faults| faults[0].to_string())?;
    let lines = checklist.items.iter().map(|item| {
        let axis = checklist.axis(&item.axis).unwrap();
        format!("{} {} [{}]", item.number(), item.label.ja, axis.label.ja)
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

#[test]
fn numbers_and_the_texts_beside_them_are_taken() {
    let sheet = "点検表|||\nNo.|項目|回答|備考\n1|鍵をかける|○|来月もう一度確かめる予定です\n2|名札を付ける|△|\n3|紙を捨てる|×|";
    let three = "1 鍵をかける [自社]\n2 名札を付ける [自社]\n3 紙を捨てる [自社]";
    assert_eq!(taken(&[("表", sheet)]).unwrap(), three);
    assert_eq!(taken(&[("表", "1. 鍵をかける|○\n2. 名札を付ける|×\n３．紙を捨てる|○")]).unwrap(), three);
    let headed = "１．場所||\n1|鍵をかける\n2|名札を付ける\n２．紙|\n3|紙を捨てる";
    assert!(taken(&[("表", headed)]).unwrap().ends_with("3 紙を捨てる [２．紙]"));
}

#[test]
fn groups_are_the_workbooks_own_or_none() {
    let rows = "No|項目\nⅠ 場所|\n1|鍵をかける\n2|名札を付ける\nⅡ 紙|\n3|紙を捨てる";
    assert_eq!(taken(&[("表", rows)]).unwrap(), "1 鍵をかける [Ⅰ 場所]\n2 名札を付ける [Ⅰ 場所]\n3 紙を捨てる [Ⅱ 紙]");
    let column = "区分|No|項目\n場所|1|鍵をかける\n|2|名札を付ける\n紙類|3|紙を捨てる\n|4|紙を数える";
    let four = "1 鍵をかける [場所]\n2 名札を付ける [場所]\n3 紙を捨てる [紙類]\n4 紙を数える [紙類]";
    assert_eq!(taken(&[("表", column)]).unwrap(), four);
    let sheets = [("場所", "1|鍵をかける\n2|名札を付ける"), ("紙類", "3|紙を捨てる\n4|紙を数える")];
    assert_eq!(taken(&sheets).unwrap(), four);
}

#[test]
fn numbers_that_begin_again_in_each_part_give_way_to_the_order() {
    let sheet = "No|項目\n場所|\n1|鍵をかける\n2|名札を付ける\n紙類|\n1|紙を捨てる\n2|紙を数える";
    let four = "1 鍵をかける [場所]\n2 名札を付ける [場所]\n3 紙を捨てる [紙類]\n4 紙を数える [紙類]";
    assert_eq!(taken(&[("表", sheet)]).unwrap(), four);
}

#[test]
fn a_sheet_without_numbered_items_is_refused() {
    let told = "expected a column with the questions' numbers or labels, found 0";
    assert_eq!(taken(&[("表", "品名|数量\nボルト|多い")]).unwrap_err(), told);
}

#[test]
fn an_import_explains_nothing_and_charts_only_its_own_groups() {
    let three = "No|項目\nⅠ あ|\n1|鍵をかける\nⅡ い|\n2|名札を付ける\nⅢ う|\n3|紙を捨てる";
    let checklist = import::checklist(&template(), "自社", &[grid("表", 1, three)]).unwrap();
    assert!(checklist.is_imported() && checklist.presentation == Presentation::Chart);
    assert!(checklist.items.iter().all(|item| !item.explains() && item.cases.is_empty() && item.answers.len() == 4));
    assert!(checklist.head.title.ja.contains("取り込み・未確認") && checklist.head.title.en.contains("not confirmed"));
    assert!(!template().is_imported() && template().items.iter().all(Item::explains));
    let flat = "1|鍵をかける\n2|名札を付ける\n3|紙を捨てる";
    let flat = import::checklist(&template(), "自社", &[grid("表", 1, flat)]).unwrap();
    assert_eq!(flat.presentation, Presentation::List);
    let mut answers = Answers::blank(&flat);
    answers.set("own/1", marks::answer("○")).unwrap();
    assert_eq!(score(&answers).overall, None, "a list without groups of its own gets no score");
}
