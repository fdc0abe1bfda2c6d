//! Filled sheets, cell by cell: what is read, what is reported, where. Files are `document`'s and are
//! read in the tests of `app`.

#![expect(clippy::disallowed_methods, reason = "the tests read the shipped packs")]

use criteria::edition::EditionId;
use criteria::fault::Fault;
use criteria::pack::checklist::Checklist;
use criteria::pack::{Content, parse};
use criteria::sheet::{Area, Cell, Grid, Reading, read};
use proptest::prelude::*;

fn pack(id: &str) -> (EditionId, Checklist) {
    let path = format!("{}/../../packs/{id}/2026-11.toml", env!("CARGO_MANIFEST_DIR"));
    let pack = parse(&std::fs::read(path).unwrap()).unwrap();
    let Content::Checklist(checklist) = pack.content else { panic!("{id} is a checklist") };
    (pack.edition, checklist)
}

/// A sheet from lines of cells between bars; `name!` on the first line names it.
fn grid(number: u32, text: &str) -> Grid<'_> {
    let (name, rows) = match text.split_once('!') {
        Some((name, rows)) if !name.contains('|') => (Some(name.trim()), rows.trim_start_matches('\n')),
        _ => (None, text),
    };
    let mut cells = Vec::new();
    for (row, line) in (1..).zip(rows.lines()) {
        for (column, text) in (1..).zip(line.split('|').map(str::trim)) {
            if !text.is_empty() {
                cells.push(Cell { row, column, text, uncomputed: text.starts_with('=') });
            }
        }
    }
    Grid { sheet: name.map(|name| (number, name)), cells, merged: Vec::new() }
}

fn answers(reading: &Reading<'_>) -> String {
    let given =
        reading.answers.iter().filter_map(|(item, answer)| Some(format!("{}{}", item.number(), answer?.mark())));
    given.collect::<Vec<_>>().join(" ")
}

fn faults(reading: &Reading<'_>) -> Vec<String> {
    reading.faults.iter().map(Fault::to_string).collect()
}

/// Reads the sheets and compares what was placed, and what was reported.
fn check(id: &str, sheets: &[&str], placed: &str, reported: &[&str]) {
    let (edition, checklist) = pack(id);
    let grids: Vec<Grid<'_>> = (1..).zip(sheets).map(|(number, text)| grid(number, text)).collect();
    let reading = read(&checklist, &edition, &grids);
    assert_eq!(
        (answers(&reading).as_str(), faults(&reading)),
        (placed, reported.iter().map(|r| (*r).to_owned()).collect()),
        "{sheets:?}"
    );
}

#[test]
fn numbers_and_marks_in_two_columns_are_read() {
    check("tics-19", &["1|○\n2|△\n3|×\n4|−"], "1○ 2△ 3× 4−", &[]);
    check("tics-19", &["項目,回答\n", "tics-19/2|partial"], "2△", &[]);
}

#[test]
fn titles_sections_and_columns_around_them_do_not_disturb() {
    let sheet = "点検!
        技術情報管理 自己チェックシート||||
        会社名|株式会社見本製作所（架空）||記入日|2026-10-01
        |凡例|○：実施している △：一部|×：していない|
        No.|項目|重要度|自己評価|コメント
        ①|守る情報の決定|||
        問１|経営者とともに守るべき情報を特定|3|○|○は昨年から。台帳はこれから
        問２|守るべき情報の分類、保管場所の記録|2|△|
        ②|識別|||
        問３|識別表示|1|×|1";
    check("tics-19", &[sheet], "1○ 2△ 3×", &[]);
}

#[test]
fn columns_stand_in_any_order_and_rows_too() {
    check("tics-19", &["○||3\n×||1\n△||2"], "1× 2△ 3○", &[]);
}

#[test]
fn a_column_for_each_answer_is_ticked() {
    let sheet = "No|項目|○|△|×|−\n1|あ|✓|||\n2|い||レ||\n3|う|||○|\n4|え||||●";
    check("tics-19", &[sheet], "1○ 2△ 3× 4−", &[]);
    let words = "No|実施している|一部|していない|該当しない\n1|✔|||\n2||○||\n4||||ﾚ";
    check("tics-19", &[words], "1○ 2△ 4−", &[]);
}

#[test]
fn two_ticks_contradict_each_other() {
    let sheet = "No|○|△|×\n1|✓|✓|\n2||✓|";
    check("tics-19", &[sheet], "2△", &["C2: tics-19/1: expected no second tick beside B2, found `✓`"]);
}

#[test]
fn a_legend_over_the_column_of_marks_is_no_heading() {
    let sheet = "|○|△|×|−\n1|×|||\n2|△|||\n3|○|||";
    check("tics-19", &[sheet], "1× 2△ 3○", &[]);
}

#[test]
fn what_cannot_be_placed_is_reported_with_its_cell_and_what_is_allowed() {
    let sheet = "点検!No|回答\n1|検討中\n2|◎\n3|−\n4|−\n5|○△\n6|○";
    check(
        "tics-19",
        &[sheet],
        "4− 6○",
        &[
            "sheet 1 `点検` B2: tics-19/1: expected one of ○ △ × (not −), found `検討中`",
            "sheet 1 `点検` B3: tics-19/2: expected one of ○ △ × (not −), found `◎`",
            "sheet 1 `点検` B4: tics-19/3: expected one of ○ △ × (not −), found `−`",
            "sheet 1 `点検` B6: tics-19/5: expected one of ○ △ × (not −), found `○△`",
        ],
    );
}

#[test]
fn a_number_the_list_does_not_have_is_reported_when_answered() {
    check("tics-19", &["1|○\n2|○\n20|○\n21|"], "1○ 2○", &["A3: expected the id of an existing item, found `20`"]);
}

#[test]
fn a_mark_without_a_question_is_reported() {
    let reported = ["B2: expected a question beside the mark, found `○`"];
    check("tics-19", &["1|○\n合計|○\n2|×"], "1○ 2×", &reported);
    check("tics-19", &["1|○\n|○\n\n|○"], "1○", &reported);
    check("tics-19", &["No|回答\n1|○\n2|×\n|○|実施している"], "1○ 2×", &[]);
}

#[test]
fn number_and_label_must_agree() {
    let sheet = "1|経営者とともに守るべき情報を特定|○\n2|識別表示|○\n4|取引先の意向に基づく対策|○";
    check("tics-19", &[sheet], "1○ 4○", &["A2: expected 3, the number of the label beside it, found `2`"]);
}

#[test]
fn items_the_source_calls_the_same_are_told_apart_by_number_or_by_order() {
    check("tics-19", &["13|あ|○\n14|物理的境界管理|△\n15|物理的境界管理|×"], "13○ 14△ 15×", &[]);
    check("tics-19", &["識別表示|○\n物理的境界管理|△\n物理的境界管理|×"], "3○ 14△ 15×", &[]);
    let reported = ["B2: expected a number beside the label: 14 or 15, found `△`"];
    check("tics-19", &["識別表示|○\n物理的境界管理|△"], "3○", &reported);
}

#[test]
fn circled_numbers_count_only_where_they_cannot_be_the_efforts() {
    let circles: String = ('①'..='⑲').map(|circle| format!("{circle}|×\n")).collect();
    check("tics-19", &[&circles], "1× 2× 3× 4× 5× 6× 7× 8× 9× 10× 11× 12× 13× 14× 15× 16× 17× 18× 19×", &[]);
    let nothing = "expected a column with the questions' numbers or labels, found nothing";
    check("tics-19", &["①|○\n②|×\n③|○"], "", &[nothing]);
}

#[test]
fn labels_alone_name_the_questions() {
    check("tics-19", &["項目|回答\n識別表示|○\n・取引先の意向に基づく対策|×"], "3○ 4×", &[]);
}

#[test]
fn two_columns_of_marks_that_differ_are_not_chosen_between() {
    let reported = [": expected one column with answers of B, C, found 2"];
    check("tics-19", &["1|○|×\n2|○|○\n3|△|○"], "", &reported);
    check("tics-19", &["No|前回|今回\n1|○|×\n2|○|○"], "1× 2○", &[]);
    check("tics-19", &["No|記入例|回答\n1|○|×\n2|○|△"], "1× 2△", &[]);
    check("tics-19", &["1|○|○\n2|△|△"], "1○ 2△", &[]);
}

#[test]
fn sheets_add_up_and_contradictions_between_them_are_reported() {
    check("tics-19", &["守る!1|○\n2|×", "人!3|○\n4|−"], "1○ 2× 3○ 4−", &[]);
    check("tics-19", &["甲!1|○\n2|×", "乙!1|○\n2|×"], "1○ 2×", &[]);
    let reported = ["sheet 2 `乙` B1: tics-19/1: expected ○ as in B1, found `△`"];
    check("tics-19", &["甲!1|○\n2|×", "乙!1|△\n2|×"], "2×", &reported);
}

#[test]
fn a_list_of_the_marks_is_no_sheet_of_answers() {
    check("tics-19", &["点検!1|×\n2|×\n3|×\n5|×\n6|○", "選択肢!1|○\n2|△\n3|×\n4|−"], "1× 2× 3× 5× 6○", &[]);
}

#[test]
fn an_example_or_an_earlier_check_on_its_own_sheet_is_set_aside() {
    check("tics-19", &["記入例!1|○\n2|○", "点検!1|×\n2|△"], "1× 2△", &[]);
    check("tics-19", &["見本製作所!1|○\n2|○", "説明!使い方"], "1○ 2○", &[]);
}

#[test]
fn a_formula_without_its_result_is_reported() {
    let formula = "=IF(A1=1,\"○\",\"×\")";
    let reported = format!("B1: tics-19/1: expected the formula's result, found `{formula}`");
    check("tics-19", &[&format!("1|{formula}\n2|○")], "2○", &[&reported]);
}

#[test]
fn a_sheet_of_another_edition_is_refused() {
    let reported = ["A1: expected a result of edition 2026-11, found `2025-04`"];
    check("tics-19", &["tics-19 2025-04|\n1|○\n2|○"], "", &reported);
    check("tics-19", &["tics-19 2026-11|\n1|○\n2|○"], "1○ 2○", &[]);
}

#[test]
fn no_questions_no_answers_and_empty_sheets_are_told_apart() {
    let nothing = |expected: &str| format!("expected {expected}, found nothing");
    check("tics-19", &["品名|数量\nボルト|40"], "", &[&nothing("a column with the questions' numbers or labels")]);
    check("tics-19", &["No|回答\n1|\n2|"], "", &[&nothing("at least one answer")]);
    check("tics-19", &["1|さくら\n2|うめ"], "", &[&nothing("a column with answers")]);
}

#[test]
fn only_a_tick_list_takes_lone_ticks() {
    check("handbook-32", &["1|✓\n2|□\n3|\n4|○"], "1○ 4○", &[]);
    let reported = ["B2: tics-19/1: expected one of ○ △ × (not −), found `✓`"];
    check("tics-19", &["No|回答\n1|✓\n2|○"], "2○", &reported);
}

#[test]
fn merged_cells_are_read_as_they_show() {
    let (edition, checklist) = pack("tics-19");
    // Question 1 stands in rows 2 and 3, its answer in the second of them.
    let mut sheet = grid(1, "No|内容|回答\n1|決める|\n|見直す|○\n2|分ける|×");
    sheet.merged.push(Area { rows: (2, 3), columns: (1, 1) });
    let reading = read(&checklist, &edition, &[sheet]);
    assert_eq!((answers(&reading).as_str(), faults(&reading)), ("1○ 2×", vec![]));
    // One answer cell over two questions.
    let mut sheet = grid(1, "No|回答\n1|○\n2|\n3|×");
    sheet.merged.push(Area { rows: (2, 3), columns: (2, 2) });
    let reading = read(&checklist, &edition, &[sheet]);
    assert_eq!(answers(&reading), "3×");
    assert_eq!(faults(&reading), ["B2: tics-19/1: expected a cell for each question, found `○`"]);
}

#[test]
fn a_title_with_a_number_is_no_question() {
    check("tics-19", &["第1号様式\nNo.1\nNo|回答\n1|○\n2|△"], "1○ 2△", &[]);
}

proptest! {
    /// Nothing is dropped silently: in a plain sheet every answer cell is placed or reported.
    #[test]
    fn every_answer_cell_is_placed_or_reported(
        cells in prop::collection::vec(prop::sample::select(vec!["○", "△", "×", "−", "", "◎", "検討中", "レ", "1"]), 19)
    ) {
        let (edition, checklist) = pack("tics-19");
        let text: String = std::iter::once("No|回答\n".to_owned())
            .chain((1..).zip(&cells).map(|(n, cell)| format!("{n}|{cell}\n")))
            .collect();
        let reading = read(&checklist, &edition, &[grid(1, &text)]);
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let placed = reading.answers.iter().filter(|(_, answer)| answer.is_some()).count();
        let reported = reading.faults.iter().filter(|fault| fault.at.cell.is_some()).count();
        prop_assert_eq!(placed + reported, filled);
    }

    /// Whatever stands in the cells, reading ends, and only allowed answers come out.
    #[test]
    fn any_cells_are_read_without_harm(
        cells in prop::collection::vec(((1u32..40, 1u32..12), "[0-9○△×−✓問. a-z検]{0,6}"), 0..120),
        merged in prop::collection::vec((1u32..40, 0u32..5, 1u32..12, 0u32..5), 0..8),
    ) {
        let (edition, checklist) = pack("tics-19");
        let cells: std::collections::BTreeMap<(u32, u32), String> = cells.into_iter().collect();
        let grid = Grid {
            sheet: None,
            cells: cells.iter().filter(|(_, text)| !text.trim().is_empty()).map(|((row, column), text)| Cell { row: *row, column: *column, text, uncomputed: false }).collect(),
            merged: merged.into_iter().map(|(r, h, c, w)| Area { rows: (r, r + h), columns: (c, c + w) }).collect(),
        };
        let reading = read(&checklist, &edition, &[grid]);
        for (item, answer) in reading.answers.iter() {
            prop_assert!(answer.is_none_or(|answer| item.answers.contains(&answer)));
        }
    }
}
