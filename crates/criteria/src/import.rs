//! An official or own workbook as a checklist for one's own use: 取り込み・未確認.
//!
//! Items are numbers with a text beside them; axes only where the workbook groups its items itself. What
//! the workbook does not say stays unsaid: no explanation, no first step, all four answers allowed, and
//! each item weighs the same. An import is seen by its owner only and never stands in a catalogue.

use std::collections::{BTreeMap, BTreeSet};

use crate::answers::Answer;
use crate::fault::{Expected, Fault, Found, Place};
use crate::pack::checklist::{Authorship, Axis, Checklist, Item, Presentation, Start, Step, Within};
use crate::pack::{Document, Head, Source};
use crate::sheet::{Cell, Grid, marks};
use crate::text::Bilingual;

/// The id of every imported checklist.
pub const ID: &str = "own";
/// Fewer items than this are no checklist.
const FEWEST: usize = 3;
/// More are none either: the limits of a pack hold for an import, too.
const MOST: usize = 500;
/// A longer text is cut, in characters.
const LONGEST: usize = 400;
/// The longest name of an axis in a chart, in characters.
const SHORT: usize = 10;
/// How many columns before the text may name the groups.
const MOST_COLUMNS: usize = 20;
/// Fewer axes than this have no chart.
const FEWEST_AXES: usize = 3;

/// An item as it stands in the workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Numbered {
    number: u32,
    text: String,
    group: Option<String>,
    sheet: Option<String>,
}

/// Reads a checklist out of `grids`. `name` is the file's; answers and scoring are those of `template`,
/// and say in its words what ○ △ × − mean.
///
/// # Errors
/// No numbered items were found, or more than a checklist has.
pub fn checklist(template: &Checklist, name: &str, grids: &[Grid<'_>]) -> Result<Checklist, Vec<Fault>> {
    let mut found: Vec<Numbered> = Vec::new();
    let mut sheets = BTreeSet::new();
    // A sheet of few items does not tell which column is their text; the one with the most does.
    let largest = grids.iter().map(|grid| (grid, numbers_of(grid, None))).max_by_key(|(_, numbers)| numbers.len());
    let column = largest.and_then(|(grid, numbers)| text_column(grid, &numbers));
    for grid in grids {
        let before = found.iter().map(|item| item.number).max().unwrap_or(0);
        let more = items(grid, before, column);
        // A second sheet goes on where the first ended, or has the same items: then it is an answer sheet.
        if !more.iter().all(|item| found.iter().any(|known| known.text == item.text)) {
            let name = grid.sheet.map(|(_, name)| name.to_owned());
            sheets.extend(name.clone());
            found.extend(more.into_iter().map(|item| Numbered { sheet: name.clone(), ..item }));
        }
    }
    // Where each group has a sheet of its own, the sheets name them.
    if sheets.len() > 1 && found.iter().any(|item| item.group.is_none()) {
        found.iter_mut().for_each(|item| item.group.clone_from(&item.sheet));
    }
    renumber(&mut found);
    if found.len() < FEWEST {
        return Err(vec![Fault::new(Place::default(), Expected::Questions, Found::Count(found.len()))]);
    }
    if found.len() > MOST {
        let expected = Expected::Integer(FEWEST as i64, MOST as i64);
        return Err(vec![Fault::new(Place::default(), expected, Found::Count(found.len()))]);
    }
    Ok(assemble(template, name, &found))
}

impl Checklist {
    /// Whether it was imported: nobody confirmed it, and it explains nothing.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.head.id == ID
    }
}

/// Numbers that come twice, because each part of the list starts again at 1, give way to the order.
fn renumber(found: &mut [Numbered]) {
    let different: BTreeSet<u32> = found.iter().map(|item| item.number).collect();
    if different.len() < found.len() {
        for (number, item) in (1..).zip(found) {
            item.number = number;
        }
    }
}

/// The numbered items of one sheet, in its order; they may go on after `before`. `column` is where the
/// largest sheet has their texts.
fn items(grid: &Grid<'_>, before: u32, column: Option<u32>) -> Vec<Numbered> {
    let numbers = numbers_of(grid, Some(before));
    let filled = |column: &u32| {
        numbers.iter().all(|(cell, _)| row_of(grid, cell.row).iter().any(|other| other.column == *column))
    };
    let column = column.filter(filled).or_else(|| text_column(grid, &numbers));
    let mut rows: Vec<Row> =
        numbers.iter().filter_map(|(cell, number)| numbered(grid, cell, *number, column)).collect();
    group(grid, &mut rows);
    rows.into_iter().map(|row| row.item).collect()
}

/// An item with the place of its number and of its text.
struct Row {
    row: u32,
    number_column: u32,
    text_column: u32,
    item: Numbered,
}

/// The cells that number items: of the column with the longest count. A list that goes on after `before`
/// says so; without it, each column counts from wherever it begins.
fn numbers_of<'g>(grid: &'g Grid<'g>, before: Option<u32>) -> Vec<(&'g Cell<'g>, marks::Number)> {
    let mut columns: BTreeMap<u32, Vec<(&Cell<'_>, marks::Number)>> = BTreeMap::new();
    for cell in &grid.cells {
        if let Some(number) = marks::number(cell.text, ID) {
            columns.entry(cell.column).or_default().push((cell, number));
        }
    }
    let counted = columns.into_values().map(|numbers| {
        let first = numbers.first().map_or(0, |(_, number)| number.value.saturating_sub(1));
        counting(numbers, before.unwrap_or(first))
    });
    counted.reduce(|best, next| if next.len() > best.len() { next } else { best }).unwrap_or_default()
}

/// The numbers of a column that count up: from 1, or on from `before`; where they start again at 1, a new
/// part begins. Among numbers that stand alone, one with a text is the heading of a part.
fn counting<'g>(mut numbers: Vec<(&'g Cell<'g>, marks::Number)>, before: u32) -> Vec<(&'g Cell<'g>, marks::Number)> {
    let alone = numbers.iter().filter(|(_, number)| number.alone).count();
    if alone * 2 > numbers.len() {
        numbers.retain(|(_, number)| number.alone);
    }
    let mut last = before;
    numbers.retain(|(_, number)| {
        let next = number.value == last + 1 || number.value == 1;
        last = if next { number.value } else { last };
        next
    });
    numbers
}

fn numbered(grid: &Grid<'_>, cell: &Cell<'_>, number: marks::Number, beside: Option<u32>) -> Option<Row> {
    let (text_column, text) = text_of(grid, cell, number.alone, beside)?;
    let item = Numbered { number: number.value, text, group: None, sheet: None };
    Some(Row { row: cell.row, number_column: cell.column, text_column, item })
}

/// The column of the items' texts: filled in most rows, mostly with something else, and
/// the longest of such columns.
fn text_column(grid: &Grid<'_>, numbers: &[(&Cell<'_>, marks::Number)]) -> Option<u32> {
    let mut columns: BTreeMap<u32, Vec<&str>> = BTreeMap::new();
    for (number, _) in numbers {
        let others = row_of(grid, number.row).iter().filter(|cell| cell.column != number.column);
        for cell in others.filter(|cell| marks::answer(cell.text).is_none()) {
            columns.entry(cell.column).or_default().push(cell.text);
        }
    }
    let mostly = |count: usize| count * 10 >= numbers.len() * 6;
    let letters = |texts: &[&str]| texts.iter().map(|text| text.chars().count()).sum::<usize>();
    columns
        .into_iter()
        .filter(|(_, texts)| mostly(texts.iter().collect::<BTreeSet<_>>().len()))
        .max_by_key(|(column, texts)| (letters(texts), std::cmp::Reverse(*column)))
        .map(|(column, _)| column)
}

/// The text of a numbered cell: its own, or that in the column of texts.
fn text_of(grid: &Grid<'_>, cell: &Cell<'_>, alone: bool, beside: Option<u32>) -> Option<(u32, String)> {
    if !alone {
        let text = cell.text.trim_start_matches(|letter: char| !letter.is_alphabetic() && letter != '「');
        return Some((cell.column, cut(text)));
    }
    let text = row_of(grid, cell.row).iter().find(|other| Some(other.column) == beside)?.text;
    (text.chars().count() > 1).then(|| (beside.unwrap_or(0), cut(text)))
}

fn cut(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect()
}

fn row_of<'g>(grid: &'g Grid<'g>, row: u32) -> &'g [Cell<'g>] {
    let from = grid.cells.partition_point(|cell| cell.row < row);
    let to = grid.cells.partition_point(|cell| cell.row <= row);
    &grid.cells[from..to]
}

/// Gives the items the groups the workbook itself puts them in: rows of their own above them, or a column
/// before them, filled once for each group.
fn group(grid: &Grid<'_>, rows: &mut [Row]) {
    let Some(first) = rows.first() else { return };
    let taken: BTreeSet<u32> = rows.iter().map(|row| row.row).collect();
    let last = rows.last().map_or(0, |row| row.row);
    let (number_column, text_column) = (first.number_column, first.text_column);
    let above = section_above(grid, first.row);
    let mut columns = (1..number_column).chain(number_column + 1..text_column).take(MOST_COLUMNS);
    let beside = columns.find(|column| is_group_column(grid, rows, *column));
    let mut current: Option<String> = above.as_ref().map(|(_, text)| text.clone());
    if above.is_none() && beside.is_none() {
        return;
    }
    let start = above.as_ref().map_or(first.row, |(row, _)| *row);
    for row in start..=last {
        let cells = row_of(grid, row);
        let named = match beside {
            Some(column) => cells.iter().find(|cell| cell.column == column).map(|cell| cut(cell.text)),
            None => (!taken.contains(&row) && cells.len() == 1).then(|| cut(cells[0].text)),
        };
        current = named.or(current);
        if let Some(item) = rows.iter_mut().find(|item| item.row == row) {
            item.item.group.clone_from(&current);
        }
    }
}

/// The row right above the first item, if it holds a single text: the name of its group.
fn section_above(grid: &Grid<'_>, first: u32) -> Option<(u32, String)> {
    let before = &grid.cells[..grid.cells.partition_point(|cell| cell.row < first)];
    let row = before.last()?.row;
    let cells = row_of(grid, row);
    let [only] = cells else { return None };
    (first - row == 1 && marks::answer(only.text).is_none()).then(|| (row, cut(only.text)))
}

/// A column that has a text at the first item, and fewer texts than there are items, each new.
fn is_group_column(grid: &Grid<'_>, rows: &[Row], column: u32) -> bool {
    let texts: Vec<Option<&str>> = rows
        .iter()
        .map(|row| row_of(grid, row.row).iter().find(|cell| cell.column == column).map(|cell| cell.text))
        .collect();
    let given: Vec<&str> = texts.iter().flatten().copied().collect();
    let different = given.iter().collect::<BTreeSet<_>>().len();
    texts.first().is_some_and(Option::is_some)
        && different > 1
        && different * 2 <= rows.len() + 1
        && given.iter().all(|text| text.chars().count() > 1 && marks::answer(text).is_none())
}

fn same(text: &str) -> Bilingual {
    Bilingual { ja: text.to_owned(), en: text.to_owned() }
}

fn assemble(template: &Checklist, name: &str, found: &[Numbered]) -> Checklist {
    let source = || Source { document: ID.to_owned(), lines: "1".to_owned() };
    let grouped = found.iter().all(|item| item.group.is_some());
    let mut groups: Vec<&str> = Vec::new();
    for group in found.iter().filter(|_| grouped).filter_map(|item| item.group.as_deref()) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    let axis_of = |item: &Numbered| {
        let at = item.group.as_deref().and_then(|group| groups.iter().position(|known| *known == group));
        format!("group-{}", at.unwrap_or(0) + 1)
    };
    let mut axes: Vec<Axis> = (1..).zip(&groups).map(|(n, group)| axis(n, group, source())).collect();
    if axes.is_empty() {
        axes.push(axis(1, name, source()));
    }
    let items = found.iter().map(|item| Item {
        id: format!("{ID}/{}", item.number),
        axis: axis_of(item),
        step: Step::Unknown,
        answers: Answer::ALL.to_vec(),
        weight: 1,
        priority: 50,
        builds_on: Vec::new(),
        cases: Vec::new(),
        pages: None,
        source: source(),
        label: same(&item.text),
        question: same(&item.text),
        why: same(""),
        good: same(""),
        start: Start { title: same(""), how: same(""), minutes: 0, within: Within::Month },
        record: same(""),
    });
    let document = Document {
        id: ID.to_owned(),
        short: same(name),
        title: same(name),
        publisher: same(name),
        date: "unknown".to_owned(),
        url: None,
    };
    let title = Bilingual {
        ja: format!("{name}（取り込み・未確認）"),
        en: format!("{name} (imported, not confirmed)"),
    };
    Checklist {
        head: Head {
            id: ID.to_owned(),
            edition: "imported".to_owned(),
            documents: vec![document],
            about: title.clone(),
            title,
            changes: None,
            ..template.head.clone()
        },
        presentation: if axes.len() >= FEWEST_AXES { Presentation::Chart } else { Presentation::List },
        authorship: Authorship { source: vec!["items.label".to_owned(), "axes.label".to_owned()], mamori: vec![] },
        scoring: template.scoring.clone(),
        terms: Vec::new(),
        answers: template.answers.clone(),
        axes,
        items: items.collect(),
    }
}

fn axis(number: usize, group: &str, source: Source) -> Axis {
    let bare = group.trim_start_matches(|letter: char| !letter.is_alphabetic());
    let bare = if bare.is_empty() { group } else { bare };
    Axis {
        id: format!("group-{number}"),
        mark: number.to_string(),
        label: same(group),
        short: same(&bare.chars().take(SHORT).collect::<String>()),
        skippable: false,
        note: None,
        source,
    }
}
