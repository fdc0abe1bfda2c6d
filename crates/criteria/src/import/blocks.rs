//! Which columns of a sheet number a list, and where the texts of their items stand. Two lists may stand side by
//! side. Knows no groups and drops nothing: what it does not choose stays for `left`.

use std::collections::{BTreeMap, BTreeSet};

use super::number::{Number, number};
use crate::sheet::{Cell, Grid, marks};

/// A cell that begins with a number.
#[derive(Debug, Clone)]
pub(super) struct Numbered<'g> {
    pub(super) cell: &'g Cell<'g>,
    pub(super) number: Number<'g>,
}

/// A column that numbers a list.
#[derive(Debug)]
pub(super) struct Block<'g> {
    /// The column of its numbers, and that of its texts: the same where they share a cell.
    pub(super) column: u32,
    pub(super) text: u32,
    /// The columns that belong to it, both included.
    pub(super) columns: (u32, u32),
    /// What numbers its items.
    pub(super) numbers: Vec<Numbered<'g>>,
}

/// The numbers of each column.
pub(super) type Columns<'g> = BTreeMap<u32, Vec<Numbered<'g>>>;

/// All numbers of a sheet.
pub(super) fn columns<'g>(grid: &'g Grid<'g>) -> Columns<'g> {
    let mut columns = Columns::new();
    for cell in &grid.cells {
        if let Some(number) = number(cell.text) {
            columns.entry(cell.column).or_default().push(Numbered { cell, number });
        }
    }
    columns
}

/// The lists of a sheet, from left to right. They may go on after `before`; without it, each begins anywhere.
/// `known` is the column that holds the texts of another sheet.
pub(super) fn blocks<'g>(
    grid: &'g Grid<'g>,
    columns: &Columns<'g>,
    before: Option<u32>,
    known: Option<u32>,
) -> Vec<Block<'g>> {
    let mut lists: Vec<(u32, Vec<Numbered<'g>>, usize)> = Vec::new();
    for (column, numbers) in columns {
        let numbers = counting(numbers);
        let texts = texts_beside(grid, *column, &numbers);
        if counts(&numbers, before) && texts > 0 {
            lists.push((*column, numbers, texts));
        }
    }
    let most = lists.iter().map(|(_, _, texts)| *texts).max().unwrap_or(0);
    let longest = lists.iter().filter(|(_, _, texts)| *texts == most);
    let Some(best) = longest.max_by_key(|(column, numbers, _)| (different(numbers), std::cmp::Reverse(*column))) else {
        return Vec::new();
    };
    let (first, numbers, _) = best.clone();
    let mut used: BTreeSet<Vec<u32>> = numbers.iter().map(|found| found.number.path.clone()).collect();
    lists.retain(|(column, numbers, texts)| {
        *column == first || (texts * 2 > most && texts * 2 > numbers.len() && is_second(numbers, &mut used))
    });
    let mut blocks = side_by_side(grid, lists);
    if !blocks.iter().any(|block| block.column == first) || blocks.len() < 2 {
        let filled = |column: &u32| {
            let beside = |row| row_of(grid, row).iter().any(|other| other.column == *column && has_letter(other.text));
            numbers.iter().all(|found| beside(found.cell.row))
        };
        let own = is_own(&numbers).then_some(first);
        let text = own.or(known.filter(filled)).or_else(|| {
            let within = |within| text_column(grid, first, &numbers, within);
            within((first, u32::MAX)).or_else(|| within((1, first)))
        });
        let block = |text| Block { column: first, text, columns: (1, u32::MAX), numbers };
        blocks = text.map(block).into_iter().collect();
    }
    blocks
}

/// A list beside the best one counts up by itself, from 1 or with numbers of its own.
fn is_second(numbers: &[Numbered<'_>], used: &mut BTreeSet<Vec<u32>>) -> bool {
    let apart = numbers.iter().all(|found| !used.contains(&found.number.path));
    let taken = rises(numbers) && (is_first(&numbers[0].number.path) || apart);
    if taken {
        used.extend(numbers.iter().map(|found| found.number.path.clone()));
    }
    taken
}

/// How many different numbers there are.
pub(super) fn different(numbers: &[Numbered<'_>]) -> usize {
    numbers.iter().map(|found| &found.number.path).collect::<BTreeSet<_>>().len()
}

/// Whether each number is greater than the one above it.
fn rises(numbers: &[Numbered<'_>]) -> bool {
    numbers.windows(2).all(|pair| pair[0].number.path < pair[1].number.path)
}

/// Gives each list the columns up to the next. A column of numbers without texts before the next one numbers
/// nothing of its own: the next is then a second number of the same rows.
fn side_by_side<'g>(grid: &'g Grid<'g>, lists: Vec<(u32, Vec<Numbered<'g>>, usize)>) -> Vec<Block<'g>> {
    let mut blocks: Vec<Block<'g>> = Vec::new();
    let mut from = 1;
    let mut rest = lists.into_iter().peekable();
    while let Some((column, numbers, _)) = rest.next() {
        if blocks.last().is_some_and(|block| column <= block.text) {
            continue;
        }
        let mut found = None;
        let mut to = u32::MAX;
        while found.is_none() {
            to = rest.peek().map_or(u32::MAX, |(next, _, _)| next - 1);
            found = if is_own(&numbers) { Some(column) } else { text_column(grid, column, &numbers, (column, to)) };
            if found.is_none() && rest.next().is_none() {
                break;
            }
        }
        let Some(text) = found else { continue };
        blocks.push(Block { column, text, columns: (from, to), numbers });
        from = text + 1;
    }
    blocks
}

/// Whether the texts stand in the cells of the numbers.
fn is_own(numbers: &[Numbered<'_>]) -> bool {
    numbers.iter().filter(|found| found.number.alone).count() * 2 <= numbers.len()
}

/// Of ① and 1 in one column, one numbers the parts: the one that stands alone less often, or is rarer. Among
/// numbers that stand alone, one with a text is the heading of a part, unless it fits between the two around it.
fn counting<'g>(numbers: &[Numbered<'g>]) -> Vec<Numbered<'g>> {
    let (signed, plain): (Vec<_>, Vec<_>) = numbers.iter().cloned().partition(|found| found.number.signed);
    let often = |of: &[Numbered<'_>]| (of.iter().filter(|found| found.number.alone).count(), of.len());
    let numbers = if often(&signed) > often(&plain) { signed } else { plain };
    if is_own(&numbers) {
        return numbers;
    }
    let next = |one: Option<&Numbered<'_>>, other: Option<&Numbered<'_>>| match (one, other) {
        (Some(one), Some(other)) => follows(&one.number.path, &other.number.path),
        _ => false,
    };
    let fits = |i: usize| {
        let alone = |found: &&Numbered<'_>| found.number.alone;
        let before = numbers[..i].last().filter(alone);
        let after = numbers.get(i + 1).filter(alone);
        next(before, Some(&numbers[i])) && next(Some(&numbers[i]), after)
    };
    let kept = numbers.iter().enumerate().filter(|(i, found)| found.number.alone || fits(*i));
    kept.map(|(_, found)| found.clone()).collect()
}

fn is_first(path: &[u32]) -> bool {
    path.iter().all(|part| *part == 1)
}

/// Whether `two` is the number right after `one`: 3 after 2, 2-1 after 1-4, 1-1 after 1.
pub(super) fn follows(one: &[u32], two: &[u32]) -> bool {
    let same = one.iter().zip(two).take_while(|(a, b)| a == b).count();
    let Some(part) = two.get(same) else { return false };
    one.get(same).copied().unwrap_or(0) + 1 == *part && is_first(&two[same + 1..])
}

/// Whether numbers plainly count: they go up, in parts that begin again at 1, with few gaps, or stand in any
/// order without one missing. One or two have to begin a list or go on with one.
fn counts(numbers: &[Numbered<'_>], before: Option<u32>) -> bool {
    let paths: Vec<&[u32]> = numbers.iter().map(|found| found.number.path.as_slice()).collect();
    let goes_on = |path: &[u32]| before.is_none_or(|before| is_first(path) || path == [before + 1]);
    let rises = |pair: &&[&[u32]]| pair[0] < pair[1] || (is_first(pair[1]) && pair[0] != pair[1]);
    let steps = paths.len().saturating_sub(1);
    let rising = paths.windows(2).filter(rises).count();
    let next = paths.windows(2).filter(|pair| follows(pair[0], pair[1])).count();
    match paths[..] {
        [] => return false,
        [only] => return goes_on(only),
        [one, two] => return rising == 1 && (goes_on(one) || follows(one, two)),
        _ => {}
    }
    let values = || paths.iter().map(|path| path[0]);
    let range = (values().max().unwrap_or(0) - values().min().unwrap_or(0) + 1) as usize;
    let few_gaps = next * 2 >= steps || range <= paths.len() * 4 || paths.iter().any(|path| path.len() > 1);
    let up = rising * 3 >= steps * 2 && few_gaps;
    let any_order = paths.len() >= 5 && different(numbers) * 10 >= paths.len() * 9 && range * 4 <= paths.len() * 5;
    up || any_order
}

/// How many numbers have a text, their own or one beside them.
fn texts_beside(grid: &Grid<'_>, column: u32, numbers: &[Numbered<'_>]) -> usize {
    if is_own(numbers) {
        return numbers.len();
    }
    let beside = |found: &&Numbered<'_>| row_of(grid, found.cell.row).iter().any(|cell| is_text(cell, column));
    numbers.iter().filter(beside).count()
}

/// The column of the items' texts: filled in most rows, mostly with something else, and
/// the longest of such columns.
fn text_column(grid: &Grid<'_>, column: u32, numbers: &[Numbered<'_>], within: (u32, u32)) -> Option<u32> {
    let mut columns: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    let mut rows = 0;
    for found in numbers {
        let inside = |cell: &&Cell<'_>| within.0 <= cell.column && cell.column <= within.1 && is_text(cell, column);
        let mut texts = row_of(grid, found.cell.row).iter().filter(inside).peekable();
        rows += usize::from(texts.peek().is_some());
        texts.for_each(|cell| columns.entry(cell.column).or_default().push(cell.text));
    }
    let letters = |texts: &[&str]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
    columns
        .into_iter()
        .filter(|(_, texts)| texts.iter().collect::<BTreeSet<_>>().len() * 10 >= rows * 6)
        .max_by_key(|(column, texts)| (letters(texts), std::cmp::Reverse(*column)))
        .map(|(column, _)| column)
}

/// Whether a cell outside `column` may be the text of an item.
fn is_text(cell: &Cell<'_>, column: u32) -> bool {
    cell.column != column && has_letter(cell.text) && marks::answer(cell.text).is_none()
}

/// Whether a text says anything in words.
pub(super) fn has_letter(text: &str) -> bool {
    text.chars().nth(1).is_some() && text.chars().any(char::is_alphabetic)
}

pub(super) fn row_of<'g>(grid: &'g Grid<'g>, row: u32) -> &'g [Cell<'g>] {
    let from = grid.cells.partition_point(|cell| cell.row < row);
    let to = grid.cells.partition_point(|cell| cell.row <= row);
    &grid.cells[from..to]
}

pub(super) fn cell_at<'g>(grid: &'g Grid<'g>, row: u32, column: u32) -> Option<&'g Cell<'g>> {
    row_of(grid, row).iter().find(|cell| cell.column == column)
}
