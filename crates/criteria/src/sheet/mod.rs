//! Reading a filled sheet: cells in, answers out, and every cell that cannot be placed.
//!
//! Knows cells and a checklist; knows no file format (turning a workbook or a text file into a
//! [`Grid`] is `document`'s). Nothing is guessed: a cell that may mean two things is a [`Fault`] with
//! its address, and so are two cells that contradict each other. A question without an answer is no
//! fault; it stays open.
//!
//! How people fill such sheets differs in everything but the content, so columns are recognised by
//! what stands in them (`layout`), single cells by [`marks`].

mod layout;
pub mod marks;

use std::collections::BTreeSet;

use crate::answers::{Answer, Answers};
use crate::edition::EditionId;
use crate::fault::{CellPlace, Expected, Fault, Found, Place, Thing};
use crate::pack::checklist::{Checklist, Item};
use crate::result_file::MOST_FAULTS;
pub(crate) use layout::is_aside;
use layout::{Columns, Sheet};

/// The cells of one sheet, or of one text file.
#[derive(Debug, Clone, Default)]
pub struct Grid<'a> {
    /// The sheet of a workbook: its position from 1 and its name. None for a text file.
    pub sheet: Option<(u32, &'a str)>,
    /// The cells that are not empty, ordered by row, then column.
    pub cells: Vec<Cell<'a>>,
    /// Areas merged into one cell; the content stands in their first cell.
    pub merged: Vec<Area>,
}

/// A cell that is not empty. Rows and columns count from 1.
#[derive(Debug, Clone, Copy)]
pub struct Cell<'a> {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
    /// Its text, as a reader sees it.
    pub text: &'a str,
    /// It holds a formula without its result; `text` is then the formula.
    pub uncomputed: bool,
}

/// A rectangle of cells, its borders included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// The rows in which a sheet shows what it is.
const FIRST_ROWS: u32 = 300;

/// What was read from one file.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading<'a> {
    /// The answers that could be placed.
    pub answers: Answers<'a>,
    /// What could not, in the order of the file; at most [`MOST_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many more faults there are.
    pub more_faults: usize,
    /// Each sheet, and what of it was read.
    pub sheets: Vec<SheetRead>,
}

/// What was read of one sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRead {
    /// Its position and name; none for a text file.
    pub sheet: Option<(u32, String)>,
    /// Questions recognised in it; none = the sheet holds no questions of this checklist.
    pub questions: usize,
    /// Left out because its name says that it is an example or an earlier check, and another sheet has
    /// as many questions.
    pub set_aside: bool,
    /// How many of them stand beside their label; none = read by their numbers alone.
    pub labelled: usize,
    /// Answers placed from it.
    pub answers: usize,
    /// The columns the answers stood in.
    pub columns: Vec<u32>,
}

/// Reads the answers to `checklist` from `grids`, the sheets of one file.
#[must_use]
pub fn read<'a>(checklist: &'a Checklist, edition: &EditionId, grids: &[Grid<'_>]) -> Reading<'a> {
    let mut reader = Reader {
        answers: Answers::blank(checklist),
        given: vec![Given::Nothing; checklist.items.len()],
        faults: Vec::new(),
        more_faults: 0,
        other_edition: false,
        sheets: Vec::new(),
    };
    let mut sheets: Vec<Sheet<'_>> = grids.iter().map(|grid| Sheet::of(checklist, grid)).collect();
    let most = sheets.iter().filter(|sheet| !sheet.is_aside()).map(Sheet::recognised).max().unwrap_or(0);
    let aside: Vec<bool> = sheets.iter().map(|sheet| sheet.is_aside() && sheet.recognised() <= most).collect();
    for (sheet, aside) in sheets.iter_mut().zip(&aside) {
        let beside = sheet.recognised() < most;
        if *aside || (beside && (sheet.is_legend() || !sheet.has_answers())) {
            sheet.forget();
        }
    }
    for (sheet, aside) in sheets.iter().zip(aside) {
        reader.edition(edition, sheet.grid);
        reader.sheet(checklist, sheet, aside);
    }
    reader.whole(&sheets);
    reader.close()
}

/// How many labels of `checklist` stand in the first rows of `grids`: tells a sheet of another checklist.
#[must_use]
pub fn labels_in(checklist: &Checklist, grids: &[Grid<'_>]) -> usize {
    let labels = layout::Labels::of(checklist);
    let first = grids.iter().flat_map(|grid| grid.cells.iter().take_while(|cell| cell.row <= FIRST_ROWS));
    let items = first.flat_map(|cell| labels.items(cell.text));
    items.collect::<BTreeSet<_>>().len()
}

/// What the cells say of one question.
#[derive(Debug, Clone)]
enum Given {
    /// Nothing yet.
    Nothing,
    /// This answer, first in this cell.
    Answer(Answer, CellPlace),
    /// Different answers: which of them is right, the reader cannot know.
    Contradiction,
}

struct Reader<'a> {
    answers: Answers<'a>,
    given: Vec<Given>,
    faults: Vec<Fault>,
    more_faults: usize,
    other_edition: bool,
    sheets: Vec<SheetRead>,
}

impl<'a> Reader<'a> {
    /// A sheet made for another edition is not read as this one: its questions may have moved.
    fn edition(&mut self, edition: &EditionId, grid: &Grid<'_>) {
        let other = grid.cells.iter().filter_map(|cell| Some((cell, marks::edition(cell.text, &edition.pack)?)));
        if let Some((cell, found)) = other.into_iter().find(|(_, found)| *found != edition.edition) {
            let at = Place::cell(place_of(grid, cell), "");
            self.note(Fault::new(at, Expected::Edition(edition.edition.clone()), Found::value(found)));
            self.other_edition = true;
        }
    }

    fn sheet(&mut self, checklist: &'a Checklist, sheet: &Sheet<'_>, set_aside: bool) {
        let before = self.placed();
        let columns = match &sheet.columns {
            Columns::None => Vec::new(),
            Columns::One(column) => {
                self.one_column(checklist, sheet, *column);
                vec![*column]
            }
            Columns::PerAnswer(columns) => {
                self.column_per_answer(checklist, sheet, columns);
                columns.iter().map(|(column, _)| *column).collect()
            }
            Columns::Several(columns) => {
                let names = columns.iter().map(|column| crate::fault::column_name(*column)).collect();
                let at = Place::cell(place(sheet.grid, sheet.first_row(), 0), "");
                self.note(Fault::new(at, Expected::OneAnswerColumn(names), Found::Count(columns.len())));
                Vec::new()
            }
        };
        self.sheets.push(SheetRead {
            sheet: sheet.grid.sheet.map(|(number, name)| (number, name.to_owned())),
            questions: sheet.recognised(),
            set_aside,
            labelled: sheet.labelled(),
            answers: self.placed().saturating_sub(before),
            columns,
        });
    }

    /// One column holds the answers as marks or words.
    fn one_column(&mut self, checklist: &'a Checklist, sheet: &Sheet<'_>, column: u32) {
        let ticks = layout::takes_ticks(checklist);
        for question in &sheet.questions {
            let mut first: Option<Answer> = None;
            for cell in sheet.cells_in(question.rows, column) {
                let Some(item) = self.item(checklist, sheet, question, cell) else { break };
                let at = place_of(sheet.grid, cell);
                if cell.uncomputed {
                    self.fault(at, item, Expected::Computed, cell.text);
                    continue;
                }
                let ticked = ticks.then(|| marks::tick(cell.text)).flatten();
                if ticked == Some(false) {
                    continue;
                }
                let Some(answer) =
                    marks::answer(cell.text).or_else(|| ticked.and_then(|on| on.then_some(Answer::Implemented)))
                else {
                    self.fault(at, item, expected(item), cell.text);
                    continue;
                };
                if sheet.spans_questions(cell.row, cell.column, question) {
                    self.fault(at, item, Expected::CellPerQuestion, cell.text);
                } else if first.is_none_or(|first| first != answer) {
                    first = Some(answer);
                    self.answer(item, answer, at, cell.text);
                }
            }
        }
        for cell in sheet.strays(column) {
            if marks::answer(cell.text).is_some() {
                self.stray(sheet, cell);
            }
        }
    }

    /// Each answer has a column of its own, and the one that holds is ticked.
    fn column_per_answer(&mut self, checklist: &'a Checklist, sheet: &Sheet<'_>, columns: &[(u32, Answer)]) {
        for question in &sheet.questions {
            let mut ticked: Vec<(Answer, &Cell<'_>)> = Vec::new();
            let mut clear = true;
            for (column, answer) in columns {
                for cell in sheet.cells_in(question.rows, *column) {
                    let Some(item) = self.item(checklist, sheet, question, cell) else { break };
                    match ticked_in(item, *answer, cell) {
                        Ok(true) => ticked.push((*answer, cell)),
                        Ok(false) => {}
                        Err(expected) => clear = self.fault(place_of(sheet.grid, cell), item, expected, cell.text),
                    }
                }
            }
            let (Some(item), true) = (question.item.map(|item| &checklist.items[item]), clear) else { continue };
            match ticked[..] {
                [] => {}
                [(_, cell)] if sheet.spans_questions(cell.row, cell.column, question) => {
                    self.fault(place_of(sheet.grid, cell), item, Expected::CellPerQuestion, cell.text);
                }
                [(answer, cell)] => self.answer(item, answer, place_of(sheet.grid, cell), cell.text),
                [(_, first), .., (_, last)] => {
                    let expected = Expected::OneTick(place_of(sheet.grid, first));
                    self.fault(place_of(sheet.grid, last), item, expected, last.text);
                }
            }
        }
        for (column, answer) in columns {
            for cell in sheet.strays(*column) {
                if marks::tick(cell.text) == Some(true) && marks::answer(cell.text) != Some(*answer) {
                    self.stray(sheet, cell);
                }
            }
        }
    }

    /// The item of a question that is answered; a number the list does not have, or one that
    /// contradicts its label, is a fault of its own.
    fn item(
        &mut self,
        checklist: &'a Checklist,
        sheet: &Sheet<'_>,
        question: &layout::Question<'_>,
        cell: &Cell<'_>,
    ) -> Option<&'a Item> {
        let numbers = || question.labels.iter().map(|item| checklist.items[*item].number().to_owned()).collect();
        let (expected, at, text) = match question.item {
            Some(item) if question.labels.is_empty() || question.labels.contains(&item) => {
                return Some(&checklist.items[item]);
            }
            Some(_) => (Expected::NumberOf(numbers()), question.at, question.text),
            None if question.labels.is_empty() => (Expected::Existing(Thing::Item), question.at, question.text),
            // The label is that of several items: the answer belongs to one of them.
            None => (Expected::NumberBeside(numbers()), (cell.row, cell.column), cell.text),
        };
        let fault = Fault::new(Place::cell(place(sheet.grid, at.0, at.1), ""), expected, Found::value(text));
        if self.faults.last() != Some(&fault) {
            self.note(fault);
        }
        None
    }

    /// Places an answer, unless the question does not allow it or another cell says otherwise.
    fn answer(&mut self, item: &Item, answer: Answer, at: CellPlace, text: &str) {
        if !item.answers.contains(&answer) {
            self.fault(at, item, expected(item), text);
            return;
        }
        let Some(position) = self.answers.checklist().items.iter().position(|known| known.id == item.id) else {
            return;
        };
        let other = match &self.given[position] {
            Given::Nothing => {
                self.given[position] = Given::Answer(answer, at);
                return;
            }
            Given::Answer(given, _) if *given == answer => return,
            Given::Answer(given, other) => Expected::SameAnswer(other.clone(), *given),
            // Two cells are told; a third says nothing new.
            Given::Contradiction => return,
        };
        self.fault(at, item, other, text);
        self.given[position] = Given::Contradiction;
    }

    /// How many questions have an answer so far.
    fn placed(&self) -> usize {
        self.given.iter().filter(|given| matches!(given, Given::Answer(..))).count()
    }

    /// A mark in a row without a question.
    fn stray(&mut self, sheet: &Sheet<'_>, cell: &Cell<'_>) {
        let at = Place::cell(place_of(sheet.grid, cell), "");
        self.note(Fault::new(at, Expected::QuestionBeside, Found::value(cell.text)));
    }

    /// Keeps a fault; beyond [`MOST_FAULTS`] they are only counted.
    fn note(&mut self, fault: Fault) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(fault);
        } else {
            self.more_faults += 1;
        }
    }

    /// Notes a fault in a cell that answers `item`; always false.
    fn fault(&mut self, at: CellPlace, item: &Item, expected: Expected, text: &str) -> bool {
        self.note(Fault::new(Place::cell(at, item.id.clone()), expected, Found::value(text)));
        false
    }

    /// What is wrong with the file as a whole: no questions, no answers.
    fn whole(&mut self, sheets: &[Sheet<'_>]) {
        if !self.faults.is_empty() || self.placed() > 0 {
            return;
        }
        let expected = if sheets.iter().all(|sheet| sheet.recognised() == 0) {
            Expected::Questions
        } else if sheets.iter().any(Sheet::hides_answers) {
            Expected::AnswerColumn
        } else {
            Expected::SomeAnswer
        };
        self.note(Fault::new(Place::default(), expected, Found::Nothing));
    }

    /// The answers that stand; none of a sheet of another edition.
    fn close(mut self) -> Reading<'a> {
        if self.other_edition {
            self.given.fill(Given::Nothing);
            self.sheets.iter_mut().for_each(|sheet| sheet.answers = 0);
        }
        for (given, item) in self.given.iter().zip(&self.answers.checklist().items) {
            if let Given::Answer(answer, _) = given {
                // `answer` was checked against the item when it was placed.
                let placed = self.answers.set(&item.id, Some(*answer));
                debug_assert!(placed.is_ok());
            }
        }
        Reading { answers: self.answers, faults: self.faults, more_faults: self.more_faults, sheets: self.sheets }
    }
}

fn place(grid: &Grid<'_>, row: u32, column: u32) -> CellPlace {
    CellPlace { sheet: grid.sheet.map(|(number, name)| (number, name.to_owned())), row, column }
}

fn place_of(grid: &Grid<'_>, cell: &Cell<'_>) -> CellPlace {
    place(grid, cell.row, cell.column)
}

/// Whether a cell in the column of `answer` is ticked; otherwise what should stand there.
fn ticked_in(item: &Item, answer: Answer, cell: &Cell<'_>) -> Result<bool, Expected> {
    if cell.uncomputed {
        return Err(Expected::Computed);
    }
    if !item.answers.contains(&answer) && marks::struck(cell.text) {
        return Ok(false);
    }
    let own = marks::answer(cell.text) == Some(answer);
    marks::tick(cell.text).or(own.then_some(true)).ok_or(Expected::Tick)
}

/// The answers `item` allows, and those it does not.
fn expected(item: &Item) -> Expected {
    let (allowed, others) = Answer::ALL.into_iter().partition(|answer| item.answers.contains(answer));
    Expected::AnswerOf(allowed, others)
}
