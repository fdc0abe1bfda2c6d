//! Workbooks taken as a checklist: what is recognised, and that nothing is made up.

#![expect(clippy::disallowed_methods, reason = "the tests read the shipped packs")]

use criteria::answers::Answers;
use criteria::fault::column_name;
use criteria::import::{self, Imported, LeftOut, Why};
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
    let checklist = import::checklist(&template(), "自社", &grids).map_err(|faults| faults[0].to_string())?.checklist;
    let lines = checklist.items.iter().map(|item| {
        let axis = checklist.axis(&item.axis).unwrap();
        format!("{} {} [{}]", item.number(), item.label.ja, axis.label.ja)
    });
    Ok(lines.collect::<Vec<_>>().join("\n"))
}

fn import(sheets: &[(&str, &str)]) -> Imported {
    let grids: Vec<Grid<'_>> = (1..).zip(sheets).map(|(number, (name, text))| grid(name, number, text)).collect();
    import::checklist(&template(), "自社", &grids).unwrap()
}

/// The numbers and texts that were taken, and what was left out: cell, count and reason.
fn numbered(sheet: &str) -> (String, Vec<(String, usize, Why)>) {
    let imported = import(&[("表", sheet)]);
    let items = imported.checklist.items.iter().map(|item| format!("{}{}", item.number(), item.label.ja));
    let left = imported.left_out.iter().map(|left| (left.at.address(), left.count, left.why));
    (items.collect::<Vec<_>>().join(" "), left.collect())
}

fn left(cell: &str, why: Why) -> Vec<(String, usize, Why)> {
    vec![(cell.to_owned(), 1, why)]
}

#[test]
fn two_lists_side_by_side_are_both_taken() {
    let goes_on = "No|項目|回答||No|項目|回答\n1|鍵穴|○||3|窓枠|×\n2|名札|△||4|紙類|○";
    assert_eq!(numbered(goes_on), ("1鍵穴 2名札 3窓枠 4紙類".to_owned(), vec![]));
    let across = "1|鍵穴|○|2|名札|○\n3|窓枠|×|4|紙類|○\n5|裏紙|×|6|図面|○";
    assert_eq!(numbered(across).0, "1鍵穴 2名札 3窓枠 4紙類 5裏紙 6図面");
    let again = "No|項目|回答||No|項目|回答\n1|鍵穴|○||1|窓枠|×\n2|名札|△||2|紙類|○";
    assert_eq!(numbered(again).0, "1鍵穴 2名札 3窓枠 4紙類");
    let measure = "No|項目|重要度|回答|備考\n1|鍵穴を見る|2|○|月曜\n2|名札を見る|3|○|火曜\n3|窓枠を見る|2|×|水曜\n4|紙類を見る|3|○|木曜";
    assert_eq!(numbered(measure), ("1鍵穴を見る 2名札を見る 3窓枠を見る 4紙類を見る".to_owned(), vec![]));
}

#[test]
fn gaps_and_any_order_do_not_end_the_count() {
    assert_eq!(numbered("3|鍵穴\n4|名札\n7|窓枠").0, "3鍵穴 4名札 7窓枠");
    assert_eq!(numbered("5|鍵穴\n2|名札\n1|窓枠\n4|紙類\n3|裏紙").0, "5鍵穴 2名札 1窓枠 4紙類 3裏紙");
    let slipped = "1|鍵穴|○\n|窓枠|○\n2|名札|×\n3|紙類|○";
    assert_eq!(numbered(slipped), ("1鍵穴 2名札 3紙類".to_owned(), left("B2", Why::NoNumber)));
}

#[test]
fn a_number_that_comes_twice_is_kept_or_told() {
    assert_eq!(
        numbered("1|鍵穴\n2|名札\n3|紙類\n4|窓枠\n2|名札"),
        ("1鍵穴 2名札 3紙類 4窓枠".to_owned(), left("B5", Why::Repeated))
    );
    let different = import(&[("表", "1|鍵穴\n2|名札\n2|紙類\n3|窓枠")]);
    assert!(different.renumbered && different.left_out.is_empty() && different.checklist.items.len() == 4);
}

#[test]
fn numbers_in_parts_and_circles_are_taken() {
    assert_eq!(numbered("①|鍵穴\n②|名札\n③|紙類").0, "1鍵穴 2名札 3紙類");
    assert_eq!(numbered("①-1|鍵穴\n①-2|名札\n②-1|紙類").0, "1-1鍵穴 1-2名札 2-1紙類");
    let parts = "1|場所|\n1.1|鍵をかける|○\n1.2|名札を付ける|○\n2|紙類|\n2.1|紙を捨てる|×";
    let three = "1.1 鍵をかける [1 場所]\n1.2 名札を付ける [1 場所]\n2.1 紙を捨てる [2 紙類]";
    assert_eq!(taken(&[("表", parts)]).unwrap(), three);
    assert_eq!(numbered("問1 鍵穴|○\nQ2：名札|○\nNo.3 紙類|×").0, "1鍵穴 2名札 3紙類");
}

#[test]
fn a_sheet_of_instructions_is_set_aside_where_another_has_as_many_items() {
    let list = "1|鍵穴\n2|名札\n3|紙類";
    let steps = "1.|シートを開く\n2.|印を付ける";
    let imported = import(&[("記入要領", steps), ("チェックリスト", list)]);
    assert_eq!(imported.checklist.items.len(), 3);
    let told: Vec<_> = imported.left_out.iter().map(|left| (left.at.address(), left.count, left.why)).collect();
    assert_eq!(told, [(String::new(), 2, Why::SheetAside)]);
    assert_eq!(import(&[("リスト", list)]).checklist.items.len(), 3, "nothing else holds items");
    let twice = import(&[("本社", list), ("工場", list)]);
    assert_eq!(twice.left_out.iter().map(|left| left.why).collect::<Vec<_>>(), [Why::SheetRepeated]);
}

#[test]
fn a_number_without_a_text_and_a_cut_text_are_told() {
    let long = format!("1|{}\n2|名札\n3|\n4|紙類", "あ".repeat(401));
    let (_, told) = numbered(&long);
    assert_eq!(told, [left("B1", Why::Cut), left("A3", Why::NoText)].concat());
}

/// Whether something left out covers a cell.
fn covers(left: &LeftOut, sheet: u32, row: u32, column: u32) -> bool {
    left.at.sheet.as_ref().is_some_and(|(number, _)| *number == sheet)
        && (left.at.column == 0 || (left.at.column.abs_diff(column) < 2 && (left.at.row..=left.to_row).contains(&row)))
}

#[test]
fn every_numbered_text_is_taken_or_told_whatever_the_sheet_looks_like() {
    let mut state = 7_u32;
    let mut random = move |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    let mut read = 0;
    for _ in 0..3_000 {
        let (lists, rows, apart) = (1 + random(2), 3 + random(9), random(2) == 0);
        let mut cells: Vec<(u32, u32, String)> = Vec::new();
        let mut planted: Vec<(u32, u32, String)> = Vec::new();
        for list in 0..lists {
            let column = 1 + list * 4;
            let mut number = random(2);
            for row in 2..2 + rows {
                let text = format!("項目{list}の{row}を確かめる");
                match random(12) {
                    0 => number += 2,
                    1 => {}
                    2 => number = 1,
                    3 if row > 2 => {
                        cells.push((row, column, format!("見出し{row}")));
                        continue;
                    }
                    4 => {
                        cells.push((row, column + 1, text));
                        continue;
                    }
                    _ => number += 1,
                }
                let signs = [format!("{number}"), format!("問{number}"), format!("({number})"), format!("1-{number}")];
                let sign = &signs[if random(4) == 0 { random(4) as usize } else { 0 }];
                if apart {
                    cells.push((row, column, sign.clone()));
                    cells.push((row, column + 1, text.clone()));
                    planted.push((row, column, text));
                } else {
                    cells.push((row, column, format!("{sign} {text}")));
                    planted.push((row, column, text));
                }
                if random(2) == 0 {
                    cells.push((row, column + 2, "○".to_owned()));
                }
            }
        }
        cells.sort();
        let shown =
            cells.iter().map(|(row, column, text)| Cell { row: *row, column: *column, text, uncomputed: false });
        let grid = Grid { sheet: Some((1, "表")), cells: shown.collect(), merged: vec![] };
        let Ok(imported) = import::checklist(&template(), "自社", &[grid]) else { continue };
        read += 1;
        for (row, column, text) in &planted {
            let list = &imported.checklist;
            let is_item = list.items.iter().any(|item| item.label.ja.contains(text));
            let is_group = list.axes.iter().any(|axis| axis.label.ja.contains(text));
            let told = imported.left_out.iter().any(|left| covers(left, 1, *row, *column));
            assert!(is_item || is_group || told, "{}{row} {text}: {cells:?}", column_name(*column));
        }
    }
    assert!(read > 2_000, "{read} sheets held a list");
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
    let checklist = import::checklist(&template(), "自社", &[grid("表", 1, three)]).unwrap().checklist;
    assert!(checklist.is_imported() && checklist.presentation == Presentation::Chart);
    assert!(checklist.items.iter().all(|item| !item.explains() && item.cases.is_empty() && item.answers.len() == 4));
    assert!(checklist.head.title.ja.contains("取り込み・未確認") && checklist.head.title.en.contains("not confirmed"));
    assert!(!template().is_imported() && template().items.iter().all(Item::explains));
    let flat = "1|鍵をかける\n2|名札を付ける\n3|紙を捨てる";
    let flat = import::checklist(&template(), "自社", &[grid("表", 1, flat)]).unwrap().checklist;
    assert_eq!(flat.presentation, Presentation::List);
    let mut answers = Answers::blank(&flat);
    answers.set("own/1", marks::answer("○")).unwrap();
    assert_eq!(score(&answers).overall, None, "a list without groups of its own gets no score");
}
