//! The items of the lists of a sheet, and the groups the sheet itself puts them in.

use std::collections::{BTreeMap, BTreeSet};

use super::blocks::{Block, Numbered, cell_at, follows, has_letter, row_of};
use super::number::number;
use crate::sheet::{Grid, marks};

/// A longer text is cut, in characters.
pub const LONGEST: usize = 400;
/// How many columns before the text may name the groups.
const MOST_COLUMNS: usize = 20;

/// An item as it stands in the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Position of its sheet.
    pub(super) sheet: usize,
    pub(super) row: u32,
    /// The columns of its number and of its text.
    pub(super) column: u32,
    pub(super) text_column: u32,
    pub(super) path: Vec<u32>,
    /// Its number as it is shown.
    pub(super) written: String,
    pub(super) text: String,
    pub(super) is_cut: bool,
    pub(super) group: Option<Group>,
}

/// A name over items, with its row and column; none where the sheet's own name is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) name: String,
    pub(super) at: Option<(u32, u32)>,
}

/// The items of a sheet's lists: list by list, or by number where the lists share a count.
pub(super) fn items(sheet: usize, grid: &Grid<'_>, blocks: &[Block<'_>]) -> Vec<Item> {
    let mut found: Vec<Item> = blocks.iter().flat_map(|block| of_block(sheet, grid, block)).collect();
    let different = found.iter().map(|item| &item.path).collect::<BTreeSet<_>>().len();
    if blocks.len() > 1 && different == found.len() {
        found.sort_by(|one, other| one.path.cmp(&other.path));
    }
    found
}

fn of_block(sheet: usize, grid: &Grid<'_>, block: &Block<'_>) -> Vec<Item> {
    let mut headings: BTreeMap<u32, Group> = BTreeMap::new();
    let mut found = Vec::new();
    for (i, numbered) in block.numbers.iter().enumerate() {
        let Some((column, text)) = text_of(grid, block, numbered) else { continue };
        let row = numbered.cell.row;
        if is_heading(grid, numbered, block.numbers.get(i + 1)) {
            let name = cut(&format!("{} {text}", numbered.number.written));
            headings.insert(row, Group { name, at: Some((row, column)) });
            continue;
        }
        let whole = spaced(text);
        found.push(Item {
            sheet,
            row,
            column: block.column,
            text_column: column,
            path: numbered.number.path.clone(),
            written: numbered.number.written.clone(),
            is_cut: whole.chars().count() > LONGEST,
            text: cut(&whole),
            group: None,
        });
    }
    group(grid, block, &headings, &mut found);
    found
}

/// The text of a number: behind it in its cell, or in the column of texts, without the same number before it.
fn text_of<'g>(grid: &'g Grid<'g>, block: &Block<'g>, numbered: &Numbered<'g>) -> Option<(u32, &'g str)> {
    if !numbered.number.alone {
        return Some((block.column, numbered.number.rest));
    }
    let cell = cell_at(grid, numbered.cell.row, block.text).filter(|_| block.text != block.column)?;
    if !has_letter(cell.text) || marks::answer(cell.text).is_some() {
        return None;
    }
    let again = number(cell.text).filter(|again| !again.alone && again.path == numbered.number.path);
    Some((block.text, again.map_or(cell.text, |again| again.rest)))
}

/// Whether a number is that of a part: 1 before 1-1. With an answer beside it, it is an item.
fn is_heading(grid: &Grid<'_>, numbered: &Numbered<'_>, next: Option<&Numbered<'_>>) -> bool {
    let path = &numbered.number.path;
    let deeper = next.is_some_and(|next| next.number.path.len() > path.len() && follows(path, &next.number.path));
    deeper && row_of(grid, numbered.cell.row).iter().all(|cell| marks::answer(cell.text).is_none())
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn cut(text: &str) -> String {
    spaced(text).chars().take(LONGEST).collect()
}

/// Gives the items the groups the workbook itself puts them in: numbered headings, rows of their own above
/// them, or a column before them, filled once for each group.
fn group(grid: &Grid<'_>, block: &Block<'_>, headings: &BTreeMap<u32, Group>, items: &mut [Item]) {
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
    let (first_row, last_row, text) = (first.row, last.row, first.text_column);
    let rows: BTreeSet<u32> = items.iter().map(|item| item.row).collect();
    let above = section_above(grid, block, first_row);
    let from = block.columns.0;
    let mut columns = (from..block.column).chain(block.column + 1..text).take(MOST_COLUMNS);
    let beside = columns.find(|column| is_group_column(grid, items, *column));
    let first_heading = headings.keys().next().copied();
    if above.is_none() && beside.is_none() && first_heading.is_none() {
        return;
    }
    let start = [above.as_ref().and_then(|group| group.at).map(|at| at.0), first_heading].into_iter().flatten();
    let start = start.fold(first_row, u32::min);
    let mut current: Option<Group> = None;
    let mut named: BTreeMap<u32, Group> = BTreeMap::new();
    let begin = grid.cells.partition_point(|cell| cell.row < start);
    let end = grid.cells.partition_point(|cell| cell.row <= last_row);
    for cells in grid.cells[begin..end].chunk_by(|one, other| one.row == other.row) {
        let row = cells[0].row;
        let as_group = |cell: &crate::sheet::Cell<'_>| Group { name: cut(cell.text), at: Some((row, cell.column)) };
        let within = |cell: &&crate::sheet::Cell<'_>| is_within(block, cell.column);
        let by_row = || match beside {
            Some(column) => cells.iter().find(|cell| cell.column == column).map(as_group),
            None if rows.contains(&row) => None,
            None => only(cells.iter().filter(within)).map(as_group),
        };
        current = headings.get(&row).cloned().or_else(by_row).or(current);
        if let (Some(group), true) = (&current, rows.contains(&row)) {
            named.insert(row, group.clone());
        }
    }
    for item in items {
        item.group = named.get(&item.row).cloned();
    }
}

fn only<T>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}

fn is_within(block: &Block<'_>, column: u32) -> bool {
    block.columns.0 <= column && column <= block.columns.1
}

/// The row right above the first item, if it holds a single text: the name of its group.
fn section_above(grid: &Grid<'_>, block: &Block<'_>, first: u32) -> Option<Group> {
    let row = first.checked_sub(1)?;
    let cell = only(row_of(grid, row).iter().filter(|cell| is_within(block, cell.column)))?;
    marks::answer(cell.text).is_none().then(|| Group { name: cut(cell.text), at: Some((row, cell.column)) })
}

/// A column that has a text at the first item, and fewer texts than there are items, each new.
fn is_group_column(grid: &Grid<'_>, items: &[Item], column: u32) -> bool {
    let texts: Vec<Option<&str>> =
        items.iter().map(|item| cell_at(grid, item.row, column).map(|cell| cell.text)).collect();
    let given: Vec<&str> = texts.iter().flatten().copied().collect();
    let different = given.iter().collect::<BTreeSet<_>>().len();
    texts.first().is_some_and(Option::is_some)
        && different > 1
        && different * 2 <= items.len() + 1
        && given.iter().all(|text| text.chars().count() > 1 && marks::answer(text).is_none())
}
