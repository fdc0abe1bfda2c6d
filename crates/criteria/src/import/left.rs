//! What an import leaves out although it looks like an item: told, so that nothing is lost in silence.
//!
//! A number stands for the text in its cell, or for the next text to its right. Where that text is neither an
//! item's nor a group's, it is told; so is a row of texts without a number.

use std::collections::BTreeSet;

use super::blocks::{Block, Columns, Numbered, cell_at, different, has_letter, row_of};
use super::items::Item;
use super::number::number;
use crate::fault::{CellPlace, Found};
use crate::sheet::{Cell, Grid, marks};

/// More places than this are only counted.
pub const MOST_LEFT: usize = 100;

/// Something that looks like an item and was not taken, or not as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it stands, or where the first of them does.
    pub at: CellPlace,
    /// The last row, where there are several.
    pub to_row: u32,
    /// How many there are.
    pub count: usize,
    /// What stands there, cut as a found value is; empty for a sheet.
    pub text: String,
    /// Why it was left.
    pub why: Why,
}

/// Why something was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// A number without the text of a question beside it.
    NoText,
    /// A text among the items, without a number.
    NoNumber,
    /// A number with a text that is not in the count of the list.
    NotCounted,
    /// The same number and text stand above.
    Repeated,
    /// Only its beginning was taken.
    Cut,
    /// The name of the sheet says that it explains or shows an example.
    SheetAside,
    /// The sheet has the items of those before it.
    SheetRepeated,
}

impl LeftOut {
    fn cell(grid: &Grid<'_>, cell: &Cell<'_>, why: Why) -> Self {
        Self { at: place(grid, cell.row, cell.column), to_row: cell.row, count: 1, text: shown(cell.text), why }
    }

    /// A sheet with as many items.
    pub(super) fn sheet(grid: &Grid<'_>, count: usize, why: Why) -> Self {
        Self { at: place(grid, 0, 0), to_row: 0, count, text: String::new(), why }
    }
}

fn place(grid: &Grid<'_>, row: u32, column: u32) -> CellPlace {
    CellPlace { sheet: grid.sheet.map(|(number, name)| (number, name.to_owned())), row, column }
}

fn shown(text: &str) -> String {
    match Found::value(&text.split_whitespace().collect::<Vec<_>>().join(" ")) {
        Found::Value(text) => text,
        _ => String::new(),
    }
}

/// A sheet with what was taken from it.
pub(super) struct Taken<'s, 'g> {
    pub(super) grid: &'g Grid<'g>,
    pub(super) columns: &'s Columns<'g>,
    pub(super) blocks: &'s [Block<'g>],
    /// Its items, also those that were told as repeated.
    pub(super) items: Vec<&'s Item>,
    pub(super) repeated: Vec<&'s Item>,
    /// The cells that name groups.
    pub(super) groups: BTreeSet<(u32, u32)>,
}

/// What is left of a sheet, by row.
pub(super) fn left(taken: &Taken<'_, '_>) -> Vec<LeftOut> {
    let mut found = numbers(taken);
    let told: BTreeSet<(u32, u32)> = found.iter().map(|left| (left.at.row, left.at.column)).collect();
    let grid = taken.grid;
    for block in taken.blocks {
        found.extend(
            unnumbered(taken, block)
                .filter(|cell| !told.contains(&(cell.row, cell.column)))
                .map(|cell| LeftOut::cell(grid, cell, Why::NoNumber)),
        );
    }
    for (items, why) in [(&taken.items, Why::Cut), (&taken.repeated, Why::Repeated)] {
        let told = items.iter().filter(|item| why == Why::Repeated || item.is_cut);
        let cells = told.filter_map(|item| cell_at(grid, item.row, item.text_column));
        found.extend(cells.map(|cell| LeftOut::cell(grid, cell, why)));
    }
    found.sort_by_key(|left| (left.at.row, left.at.column));
    joined(found)
}

/// Numbers without a text that stand below each other are told once.
fn joined(found: Vec<LeftOut>) -> Vec<LeftOut> {
    let mut all: Vec<LeftOut> = Vec::new();
    for left in found {
        match all.last_mut() {
            Some(last)
                if (last.why, left.why) == (Why::NoText, Why::NoText)
                    && last.at.column == left.at.column
                    && last.to_row + 1 == left.at.row =>
            {
                last.to_row = left.to_row;
                last.count += 1;
            }
            _ => all.push(left),
        }
    }
    all
}

/// The numbers whose text was not taken. Of a column that numbers no list, only the first is shown.
fn numbers(taken: &Taken<'_, '_>) -> Vec<LeftOut> {
    let grid = taken.grid;
    let items = || taken.items.iter().chain(&taken.repeated);
    let cells: BTreeSet<(u32, u32)> = items().map(|item| (item.row, item.text_column)).collect();
    let numbered: BTreeSet<(u32, u32)> = items().map(|item| (item.row, item.column)).collect();
    let rows: BTreeSet<u32> = items().map(|item| item.row).collect();
    let groups: BTreeSet<String> = items().filter_map(|item| Some(marks::fold(&item.group.as_ref()?.name))).collect();
    let is_taken = |at: &(u32, u32)| {
        let named = || cell_at(grid, at.0, at.1).is_some_and(|cell| groups.contains(&marks::fold(cell.text)));
        cells.contains(at) || taken.groups.contains(at) || named()
    };
    let mut found = Vec::new();
    for (column, numbers) in taken.columns {
        let in_list = taken.blocks.iter().any(|block| block.column == *column);
        let mut loose: Vec<&Numbered<'_>> = Vec::new();
        for one in numbers {
            let at = (one.cell.row, one.cell.column);
            let text = text_of(grid, one);
            if numbered.contains(&at) || taken.groups.contains(&at) || text.as_ref().is_some_and(&is_taken) {
                continue;
            }
            match (in_list, one.number.alone, text) {
                (true, true, _) => found.push(LeftOut::cell(grid, one.cell, Why::NoText)),
                (true, false, _) => found.push(LeftOut::cell(grid, one.cell, Why::NotCounted)),
                (false, _, Some(_)) => loose.push(one),
                (false, _, None) => {}
            }
        }
        // Weights and scores repeat, and stand beside answers rather than beside texts.
        let beside = |one: &&Numbered<'_>| text_of(grid, one).is_some_and(|(_, text)| text <= column + 1);
        let varied = numbers.len() > 2 && different(numbers) * 2 > numbers.len();
        if !taken.blocks.is_empty() && !varied && !loose.iter().any(|one| one.number.alone && beside(one)) {
            loose.retain(|one| !one.number.alone);
        }
        if loose.iter().all(|one| !one.number.alone && !rows.contains(&one.cell.row)) {
            found.extend(loose.iter().map(|one| LeftOut::cell(grid, one.cell, Why::NotCounted)));
        } else {
            found.extend(together(grid, &loose));
        }
    }
    found
}

fn together(grid: &Grid<'_>, loose: &[&Numbered<'_>]) -> Option<LeftOut> {
    let (first, last) = (loose.first()?, loose.last()?);
    let told = LeftOut::cell(grid, first.cell, Why::NotCounted);
    Some(LeftOut { to_row: last.cell.row, count: loose.len(), ..told })
}

/// Where the text of a number stands: in its cell, or in the next one to its right that says something.
fn text_of(grid: &Grid<'_>, one: &Numbered<'_>) -> Option<(u32, u32)> {
    if !one.number.alone {
        return Some((one.cell.row, one.cell.column));
    }
    let right = row_of(grid, one.cell.row).iter().filter(|cell| cell.column > one.cell.column);
    let says = |cell: &&Cell<'_>| {
        has_letter(cell.text)
            && marks::answer(cell.text).is_none()
            && number(cell.text).is_none_or(|number| !number.alone)
    };
    right.into_iter().find(says).map(|cell| (cell.row, cell.column))
}

/// The texts among the items of a list, and those with an answer right above or below, that have no number.
fn unnumbered<'s, 'g>(taken: &'s Taken<'_, 'g>, block: &'s Block<'g>) -> impl Iterator<Item = &'g Cell<'g>> + 's {
    let grid = taken.grid;
    let here = |item: &&&Item| item.column == block.column;
    let rows: BTreeSet<u32> = taken.items.iter().chain(&taken.repeated).filter(here).map(|item| item.row).collect();
    let (first, last) = (rows.first().copied().unwrap_or(1), rows.last().copied().unwrap_or(0));
    let is_answer = |cell: &&Cell<'_>| {
        cell.column > block.text && cell.column <= block.columns.1 && marks::answer(cell.text).is_some()
    };
    let answered = |row: &u32| {
        cell_at(grid, *row, block.text).is_some_and(|cell| has_letter(cell.text))
            && row_of(grid, *row).iter().filter(is_answer).count() == 1
    };
    let from = (1..first).rev().take_while(answered).last().unwrap_or(first);
    let to = (last + 1..).take_while(answered).last().unwrap_or(last);
    let above = grid.cells[..grid.cells.partition_point(|cell| cell.row < from)].iter().rev();
    let heading = above.into_iter().find(|cell| cell.column == block.text).map(|cell| cell.text);
    let numbers: BTreeSet<u32> = taken.columns.get(&block.column).into_iter().flatten().map(|n| n.cell.row).collect();
    let begin = grid.cells.partition_point(|cell| cell.row < from);
    let end = grid.cells.partition_point(|cell| cell.row <= to).max(begin);
    grid.cells[begin..end].iter().filter(move |cell| {
        cell.column == block.text
            && has_letter(cell.text)
            && marks::answer(cell.text).is_none()
            && Some(cell.text) != heading
            && !rows.contains(&cell.row)
            && !numbers.contains(&cell.row)
            && !taken.groups.contains(&(cell.row, cell.column))
    })
}
