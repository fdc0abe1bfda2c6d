//! Where a sheet keeps its questions and where its answers: recognised by content, not by position.
//!
//! Knows columns, headings and merged areas of one sheet; places no answer.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::marks::{self, fold};
use super::{Area, Cell, Grid};
use crate::answers::Answer;
use crate::pack::checklist::{Checklist, Presentation};

/// Words over a column whose marks are somebody else's answers, or no answers at all.
const NOT_ANSWERS: [&str; 18] = [
    "例",
    "見本",
    "サンプル",
    "前回",
    "前年",
    "昨年",
    "去年",
    "過去",
    "目標",
    "予定",
    "重要度",
    "優先",
    "凡例",
    "example",
    "sample",
    "previous",
    "last",
    "target",
];
/// Words in the name of a sheet that is an example, explains how to fill in another, or is an earlier check.
const ASIDE: [&str; 20] = [
    "記入例",
    "記載例",
    "見本",
    "サンプル",
    "記入要領",
    "記載要領",
    "記入方法",
    "記入のしかた",
    "記入の仕方",
    "書き方",
    "使い方",
    "選択肢",
    "凡例",
    "前回",
    "前年",
    "昨年",
    "去年",
    "example",
    "sample",
    "previous",
];
/// Whole names of such sheets: as parts of a name they may mean something else (チェックリスト, 条例).
const ASIDE_NAMES: [&str; 8] = ["例", "要領", "手引", "手引き", "リスト", "list", "howto", "instructions"];
/// Words over a column of answers.
const ANSWERS: [&str; 13] = [
    "回答",
    "評価",
    "判定",
    "実施状況",
    "チェック",
    "結果",
    "状況",
    "点検",
    "選択",
    "答え",
    "answer",
    "status",
    "check",
];
/// Words over the column that counts where an older one stands beside it.
const NOW: [&str; 6] = ["今回", "今年", "本年", "当年", "現在", "current"];
/// A merged area wider than this is a title, not the heading of a column.
const WIDEST_HEADING: u32 = 6;
/// The longest cell compared with labels, in bytes.
const LONGEST_LABEL: usize = 1200;
/// A column that names questions more often than this is that of something else.
const MOST_NAMES: usize = 5_000;
/// A column without a label in so many cells is no column of labels.
const UNLABELLED: usize = 300;
/// How many rows above the first question may head a column, and how many headings it has.
const HEADING_ROWS: u32 = 40;
const HEADINGS: usize = 2;
/// More columns of marks than this are not compared with each other.
const MOST_RIVALS: usize = 8;

/// A question found in a sheet.
#[derive(Debug)]
pub(super) struct Question<'g> {
    /// Position of its item in the checklist; none where it cannot be told.
    pub(super) item: Option<usize>,
    /// Positions of the items its label names: several where the source calls them the same.
    pub(super) labels: Vec<usize>,
    /// First and last row: several where its number is merged over them.
    pub(super) rows: (u32, u32),
    /// Row and column of the cell that names it.
    pub(super) at: (u32, u32),
    /// What stands there.
    pub(super) text: &'g str,
}

/// Where the answers stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Columns {
    /// Nowhere.
    None,
    /// In one column.
    One(u32),
    /// In a column for each answer.
    PerAnswer(Vec<(u32, Answer)>),
    /// In one of several columns that differ: which one, a reader cannot know.
    Several(Vec<u32>),
}

/// One sheet with what was recognised in it.
#[derive(Debug)]
pub(super) struct Sheet<'g> {
    /// Its cells.
    pub(super) grid: &'g Grid<'g>,
    /// Its questions, by row.
    pub(super) questions: Vec<Question<'g>>,
    /// Where their answers stand.
    pub(super) columns: Columns,
    /// The columns that name the questions.
    naming: Vec<u32>,
    /// Headings by column, the nearest first.
    headings: BTreeMap<u32, Vec<&'g str>>,
    /// Merged areas by their first cell.
    merged: Merged,
}

type Merged = HashMap<(u32, u32), Area>;

/// Whether a lone tick means ○: only where the source itself has a tick list (spec 7 §5).
pub(super) fn takes_ticks(checklist: &Checklist) -> bool {
    checklist.presentation == Presentation::Count
}

impl<'g> Sheet<'g> {
    /// Recognises `grid`.
    pub(super) fn of(checklist: &Checklist, grid: &'g Grid<'g>) -> Self {
        let merged: Merged = grid.merged.iter().map(|area| ((area.rows.0, area.columns.0), *area)).collect();
        let (questions, naming) = questions(checklist, grid, &merged);
        let headings = questions.first().map(|first| headings(grid, &merged, first.rows.0)).unwrap_or_default();
        let mut sheet = Self { grid, questions, columns: Columns::None, naming, headings, merged };
        sheet.columns = sheet.find_columns(takes_ticks(checklist));
        sheet
    }

    /// How many different items of the checklist were found.
    pub(super) fn recognised(&self) -> usize {
        self.questions.iter().filter_map(|question| question.item).collect::<BTreeSet<_>>().len()
    }

    /// How many questions stand beside their label.
    pub(super) fn labelled(&self) -> usize {
        self.questions.iter().filter(|question| !question.labels.is_empty()).count()
    }

    /// The first row of a question.
    pub(super) fn first_row(&self) -> u32 {
        self.questions.first().map_or(1, |question| question.rows.0)
    }

    /// The cells of `column` in `rows`, both included.
    pub(super) fn cells_in(&self, rows: (u32, u32), column: u32) -> impl Iterator<Item = &'g Cell<'g>> + use<'g> {
        rows_of(self.grid, rows).iter().filter(move |cell| cell.column == column)
    }

    /// The cells of `column` among the questions, or right below them, that belong to none.
    pub(super) fn strays(&self, column: u32) -> Vec<&'g Cell<'g>> {
        let (Some(first), Some(last)) = (self.questions.first(), self.questions.last()) else { return Vec::new() };
        let below = (last.rows.1 + 1..).take_while(|row| {
            let cells = rows_of(self.grid, (*row, *row));
            !cells.is_empty() && !is_legend_row(cells)
        });
        let end = below.last().unwrap_or(last.rows.1);
        let above = (1..first.rows.0).rev().take_while(|row| self.is_section_above(*row, column));
        let start = above.last().unwrap_or(first.rows.0);
        self.cells_in((start, end), column).filter(|cell| self.question_at(cell.row).is_none()).collect()
    }

    /// Whether a row above the questions holds a mark under the heading of the answers, and is no example.
    fn is_section_above(&self, row: u32, column: u32) -> bool {
        let cells = rows_of(self.grid, (row, row));
        let mark = cells.iter().any(|cell| cell.column == column && marks::answer(cell.text).is_some());
        let example = cells.iter().any(|cell| NOT_ANSWERS.iter().any(|word| fold(cell.text).contains(word)));
        mark && !example && self.is_headed(column, &ANSWERS)
    }

    /// Whether the cell is merged with rows of a question other than `question`.
    pub(super) fn spans_questions(&self, row: u32, column: u32, question: &Question<'_>) -> bool {
        let Some(area) = self.merged.get(&(row, column)) else { return false };
        self.questions
            .iter()
            .any(|other| other.item != question.item && other.rows.0 <= area.rows.1 && other.rows.1 >= area.rows.0)
    }

    /// Whether something stands beside the questions, and no heading says where the answers belong.
    pub(super) fn hides_answers(&self) -> bool {
        let headed = self
            .headings
            .keys()
            .any(|column| self.is_headed(*column, &ANSWERS) || self.headed_answer(*column).is_some());
        !headed && self.beside().any(|_| true)
    }

    fn is_headed(&self, column: u32, words: &[&str]) -> bool {
        self.headings.get(&column).is_some_and(|headings| {
            headings.iter().map(|heading| fold(heading)).any(|heading| words.iter().any(|word| heading.contains(word)))
        })
    }

    /// The answer a column stands for by its nearest heading.
    fn headed_answer(&self, column: u32) -> Option<Answer> {
        self.headings.get(&column)?.first().and_then(|heading| marks::answer(heading))
    }

    fn question_at(&self, row: u32) -> Option<&Question<'g>> {
        let after = self.questions.partition_point(|question| question.rows.0 <= row);
        self.questions.get(after.checked_sub(1)?).filter(|question| row <= question.rows.1)
    }

    /// The cells in the rows of the questions, outside the columns that name them.
    fn beside(&self) -> impl Iterator<Item = &'g Cell<'g>> + '_ {
        self.questions
            .iter()
            .flat_map(|question| rows_of(self.grid, question.rows))
            .filter(|cell| !self.naming.contains(&cell.column))
    }

    fn find_columns(&self, ticks: bool) -> Columns {
        let mut columns: BTreeMap<u32, Vec<&Cell<'_>>> = BTreeMap::new();
        for cell in self.beside() {
            columns.entry(cell.column).or_default().push(cell);
        }
        let per_answer = self.per_answer(&columns);
        let single = self.single(&columns, ticks);
        match per_answer {
            // A legend over a column of marks looks like a heading; the marks then say it is not.
            Some(found) if single.is_none() || self.are_ticks(&columns, &found) => found,
            _ => single.unwrap_or(Columns::None),
        }
    }

    /// Columns headed by different answers.
    fn per_answer(&self, columns: &BTreeMap<u32, Vec<&Cell<'_>>>) -> Option<Columns> {
        let headed: Vec<(u32, Answer)> = self
            .headings
            .keys()
            .filter(|column| !self.naming.contains(column))
            .filter_map(|column| Some((*column, self.headed_answer(*column)?)))
            .collect();
        let different: BTreeSet<Answer> = headed.iter().map(|(_, answer)| *answer).collect();
        let ticked = headed.iter().any(|(column, _)| columns.contains_key(column));
        if different.len() < 2 || !ticked {
            return None;
        }
        if different.len() < headed.len() {
            return Some(Columns::Several(headed.iter().map(|(column, _)| *column).collect()));
        }
        Some(Columns::PerAnswer(headed))
    }

    /// Whether the cells under the headings are ticks, rather than marks of their own: a △ under ○ says
    /// that the heading is only a legend.
    fn are_ticks(&self, columns: &BTreeMap<u32, Vec<&Cell<'_>>>, found: &Columns) -> bool {
        let Columns::PerAnswer(headed) = found else { return true };
        let cells = headed.iter().flat_map(|(column, answer)| {
            columns.get(column).into_iter().flatten().map(move |cell| (cell.text, *answer))
        });
        let (mut ticks, mut marks) = (0, 0);
        for (text, answer) in cells {
            let own = marks::answer(text) == Some(answer);
            ticks += usize::from(own || marks::tick(text).is_some());
            marks += usize::from(!own && marks::tick(text).is_none() && marks::answer(text).is_some());
        }
        ticks > marks * 2
    }

    /// The column of marks or words, or several that contradict each other.
    fn single(&self, columns: &BTreeMap<u32, Vec<&Cell<'_>>>, ticks: bool) -> Option<Columns> {
        let reads =
            |cell: &&&Cell<'_>| marks::answer(cell.text).is_some() || (ticks && marks::tick(cell.text).is_some());
        let mut hinted = Vec::new();
        let mut other = Vec::new();
        for (column, cells) in columns {
            let says = |words: &[&str]| self.is_headed(*column, words);
            if says(&NOW) {
                return Some(Columns::One(*column));
            }
            if says(&NOT_ANSWERS) {
                continue;
            }
            let read = cells.iter().filter(reads).count();
            if says(&ANSWERS) {
                hinted.push((read, *column));
            } else if read > 0 {
                other.push((read, *column));
            }
        }
        let hinted_reads = hinted.iter().any(|(read, _)| *read > 0);
        let mut pool = if hinted_reads || other.is_empty() { hinted } else { other };
        pool.retain(|(read, _)| *read > 0 || !hinted_reads);
        pool.sort_by_key(|(read, column)| (std::cmp::Reverse(*read), *column));
        let (most, best) = *pool.first()?;
        let rivals: Vec<u32> =
            pool.iter().skip(1).filter(|(read, _)| read * 3 > most).map(|(_, column)| *column).collect();
        if rivals.len() <= MOST_RIVALS && rivals.iter().all(|rival| self.agree(best, *rival)) {
            return Some(Columns::One(best));
        }
        Some(Columns::Several(std::iter::once(best).chain(rivals).collect()))
    }

    /// Whether two columns give the same answers in every row.
    fn agree(&self, one: u32, other: u32) -> bool {
        self.questions.iter().all(|question| {
            let read = |column| {
                self.cells_in(question.rows, column)
                    .filter_map(|cell| marks::answer(cell.text))
                    .collect::<BTreeSet<_>>()
            };
            read(one) == read(other)
        })
    }

    /// Whether its name says that it is an example or an earlier check.
    pub(super) fn is_aside(&self) -> bool {
        self.grid.sheet.is_some_and(|(_, name)| is_aside(name))
    }

    /// Whether anything in its columns of answers is one. A result or a plan beside the questions has
    /// numbers and columns too, but no answers.
    pub(super) fn has_answers(&self) -> bool {
        let columns: Vec<u32> = match &self.columns {
            Columns::None => return false,
            Columns::Several(_) => return true,
            Columns::One(column) => vec![*column],
            Columns::PerAnswer(columns) => columns.iter().map(|(column, _)| *column).collect(),
        };
        let cells = self.questions.iter().flat_map(|question| rows_of(self.grid, question.rows));
        cells
            .filter(|cell| columns.contains(&cell.column))
            .any(|cell| cell.uncomputed || marks::answer(cell.text).is_some() || marks::tick(cell.text) == Some(true))
    }

    /// Forgets what was recognised: the sheet holds no answers.
    pub(super) fn forget(&mut self) {
        self.questions.clear();
        self.columns = Columns::None;
    }

    /// A numbered list of the marks themselves, as it stands on a sheet of choices beside the questions.
    pub(super) fn is_legend(&self) -> bool {
        let Columns::One(column) = self.columns else { return false };
        let given: Vec<Answer> = self
            .questions
            .iter()
            .flat_map(|question| self.cells_in(question.rows, column))
            .filter_map(|cell| marks::answer(cell.text))
            .collect();
        (3..=4).contains(&given.len())
            && given.len() == self.questions.len()
            && given.windows(2).all(|pair| pair[0] < pair[1])
            && self.questions.iter().all(|question| question.labels.is_empty())
            && self.questions.iter().all(|question| self.naming.contains(&question.at.1) && question.text.len() < 8)
    }
}

/// Whether the name of a sheet says that it is an example, explains another or is an earlier check.
pub(crate) fn is_aside(name: &str) -> bool {
    let name = fold(name);
    ASIDE.iter().any(|word| name.contains(word)) || ASIDE_NAMES.contains(&name.as_str())
}

/// A row that explains a mark: `○ | 実施している`.
fn is_legend_row(cells: &[Cell<'_>]) -> bool {
    cells.iter().filter(|cell| marks::answer(cell.text).is_some()).count() > 1
        || cells.iter().any(|cell| cell.text.contains('：') || cell.text.contains("実施"))
}

/// The headings of each column: what stands nearest above the first question, and above that.
fn headings<'g>(grid: &'g Grid<'g>, merged: &Merged, first_row: u32) -> BTreeMap<u32, Vec<&'g str>> {
    let above = rows_of(grid, (first_row.saturating_sub(HEADING_ROWS), first_row - 1));
    let mut found: BTreeMap<u32, Vec<&'g str>> = BTreeMap::new();
    for cell in above.iter().rev() {
        let (from, to) = merged.get(&(cell.row, cell.column)).map_or((cell.column, cell.column), |area| area.columns);
        if to - from >= WIDEST_HEADING {
            continue;
        }
        for column in from..=to {
            let headings = found.entry(column).or_default();
            if headings.len() < HEADINGS {
                headings.push(cell.text);
            }
        }
    }
    found
}

fn rows_of<'g>(grid: &'g Grid<'g>, rows: (u32, u32)) -> &'g [Cell<'g>] {
    let from = grid.cells.partition_point(|cell| cell.row < rows.0);
    let to = grid.cells.partition_point(|cell| cell.row <= rows.1);
    &grid.cells[from..to]
}

/// A cell that names a question by number or by label.
struct Name<'g> {
    cell: &'g Cell<'g>,
    /// Positions of the items: none for a number the checklist does not have, several for a label the
    /// source uses twice.
    items: Vec<usize>,
}

/// The names in each column.
type Names<'g> = BTreeMap<u32, Vec<Name<'g>>>;

/// The questions of a sheet by row, and the columns that name them.
fn questions<'g>(checklist: &Checklist, grid: &'g Grid<'g>, merged: &Merged) -> (Vec<Question<'g>>, Vec<u32>) {
    let labels = Labels::of(checklist);
    let numbers: HashMap<u32, usize> =
        checklist.items.iter().enumerate().filter_map(|(i, item)| Some((item.number().parse().ok()?, i))).collect();
    let known = |value: u32| numbers.get(&value).copied().into_iter().collect();
    let (mut by_label, mut by_number, mut by_circle) = (Names::new(), Names::new(), Names::new());
    let mut looked_at: HashMap<u32, usize> = HashMap::new();
    for cell in &grid.cells {
        let named = |names: &Names<'_>| names.get(&cell.column).map_or(0, Vec::len);
        if named(&by_label).max(named(&by_number)) > MOST_NAMES {
            continue;
        }
        let looked = looked_at.entry(cell.column).or_default();
        if *looked < UNLABELLED || by_label.contains_key(&cell.column) {
            *looked += 1;
            let items = labels.items(cell.text);
            if !items.is_empty() {
                by_label.entry(cell.column).or_default().push(Name { cell, items: items.to_vec() });
            }
        }
        if let Some(number) = marks::number(cell.text, &checklist.head.id) {
            by_number.entry(cell.column).or_default().push(Name { cell, items: known(number.value) });
        } else if let Some(number) = marks::circled(cell.text) {
            by_circle.entry(cell.column).or_default().push(Name { cell, items: known(number) });
        }
    }
    for names in [&mut by_label, &mut by_number, &mut by_circle] {
        names.retain(|_, names| names.len() <= MOST_NAMES);
    }
    let label_column = most_different(&by_label);
    let labelled: BTreeMap<u32, &Name<'g>> = label_column
        .map(|column| by_label[&column].iter().map(|name| (name.cell.row, name)).collect())
        .unwrap_or_default();
    by_number.retain(|_, names| are_question_numbers(names, &labelled));
    by_circle.retain(|_, names| different(names) > checklist.axes.len() && are_question_numbers(names, &labelled));
    if most(&by_circle) > most(&by_number) {
        by_number = by_circle;
    }
    let number_column = most_different(&by_number);
    let mut rows: BTreeMap<u32, Question<'g>> = BTreeMap::new();
    for name in number_column.iter().flat_map(|column| &by_number[column]) {
        let labels = labelled.get(&name.cell.row).map(|label| label.items.clone()).unwrap_or_default();
        rows.insert(name.cell.row, question(merged, name, labels));
    }
    for (row, name) in &labelled {
        let inside = rows.range(..=row).next_back().is_some_and(|(_, question)| *row <= question.rows.1);
        if !inside {
            rows.insert(*row, question(merged, name, name.items.clone()));
        }
    }
    let naming: Vec<u32> = number_column.into_iter().chain(label_column).collect();
    let mut found: Vec<Question<'g>> = rows.into_values().collect();
    tell_apart(&mut found);
    forget_titles(grid, &naming, &mut found);
    if found.iter().all(|question| question.item.is_none()) {
        return (Vec::new(), Vec::new());
    }
    (found, naming)
}

/// Items the source calls the same are told apart by their order, where every question stands in the
/// order of the list and the label comes as often as there are items; otherwise they stay untold.
fn tell_apart(questions: &mut [Question<'_>]) {
    let order: Vec<usize> = questions.iter().filter_map(|question| question.item).collect();
    let ordered = order.windows(2).all(|pair| pair[0] < pair[1]);
    let untold = |question: &Question<'_>| question.item.is_none() && question.labels.len() > 1;
    let Some(items) = questions.iter().find(|question| untold(question)).map(|question| question.labels.clone()) else {
        return;
    };
    let places: Vec<usize> = (0..questions.len()).filter(|i| questions[*i].labels == items).collect();
    let between = places.windows(2).all(|pair| pair[1] - pair[0] <= items.len());
    if ordered && between && places.len() == items.len() {
        for (place, item) in places.into_iter().zip(items) {
            questions[place].item = Some(item);
        }
    }
}

/// A number above the questions that stands alone in its row and comes again below is that of a
/// document or a page, not of a question.
fn forget_titles(grid: &Grid<'_>, naming: &[u32], questions: &mut Vec<Question<'_>>) {
    while let [first, rest @ ..] = questions.as_slice() {
        let again = first.item.is_none() || rest.iter().any(|other| other.item == first.item);
        let alone = rows_of(grid, first.rows).iter().all(|cell| naming.contains(&cell.column));
        if !(again && alone && first.labels.is_empty()) {
            break;
        }
        questions.remove(0);
    }
}

fn question<'g>(merged: &Merged, name: &Name<'g>, labels: Vec<usize>) -> Question<'g> {
    let (row, column) = (name.cell.row, name.cell.column);
    let rows = merged.get(&(row, column)).map_or((row, row), |area| area.rows);
    let item = if let [item] = name.items[..] { Some(item) } else { None };
    Question { item, labels, rows, at: (row, column), text: name.cell.text }
}

/// The column that names the most different items; the leftmost of equals.
fn most_different(columns: &Names<'_>) -> Option<u32> {
    let best = columns.iter().max_by_key(|(column, names)| (different(names), std::cmp::Reverse(**column)));
    best.filter(|(_, names)| different(names) > 0).map(|(column, _)| *column)
}

/// How many different items the best column names.
fn most(columns: &Names<'_>) -> usize {
    columns.values().map(|names| different(names)).max().unwrap_or(0)
}

fn different(names: &[Name<'_>]) -> usize {
    names.iter().flat_map(|name| &name.items).collect::<BTreeSet<_>>().len()
}

/// Weights, pages and persons are numbers too: question numbers rarely repeat, and agree with the
/// labels beside them.
fn are_question_numbers(names: &[Name<'_>], labelled: &BTreeMap<u32, &Name<'_>>) -> bool {
    let known = names.iter().filter(|name| !name.items.is_empty()).count();
    let both: Vec<bool> = names
        .iter()
        .filter(|name| !name.items.is_empty())
        .filter_map(|name| Some(labelled.get(&name.cell.row)?.items.contains(&name.items[0])))
        .collect();
    let agreeing = both.iter().filter(|same| **same).count();
    different(names) * 2 >= known && agreeing * 2 >= both.len() && known * 4 >= labelled.len()
}

/// The labels and questions of a checklist, folded, each with its items.
pub(super) struct Labels {
    texts: BTreeMap<String, Vec<usize>>,
    shortest: usize,
    longest: usize,
}

impl Labels {
    pub(super) fn of(checklist: &Checklist) -> Self {
        let mut texts: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (i, item) in checklist.items.iter().enumerate() {
            for text in [&item.label.ja, &item.label.en, &item.question.ja, &item.question.en] {
                let items = texts.entry(bare(text)).or_default();
                if !items.contains(&i) {
                    items.push(i);
                }
            }
        }
        texts.remove("");
        let shortest = texts.keys().map(String::len).min().unwrap_or(usize::MAX);
        let longest = texts.keys().map(String::len).max().unwrap_or(0);
        Self { texts, shortest, longest }
    }

    /// The items a cell names by its whole text, or by most of it.
    pub(super) fn items(&self, cell: &str) -> &[usize] {
        // A letter may take fewer bytes in another width; half is still enough.
        if cell.len() * 2 < self.shortest || cell.len() > LONGEST_LABEL {
            return &[];
        }
        let text = bare(cell);
        if text.len() < self.shortest || text.len() > self.longest * 3 {
            return &[];
        }
        if let Some(items) = self.texts.get(&text) {
            return items;
        }
        let fits = |label: &str| label.len() <= text.len() && label.len() * 3 >= text.len();
        let mut within = self.texts.iter().filter(|(label, _)| fits(label) && text.contains(label.as_str()));
        let Some((_, items)) = within.next() else { return &[] };
        if within.all(|(_, other)| other == items) { items } else { &[] }
    }
}

/// A label without what numbers it and without the marks at its ends.
fn bare(text: &str) -> String {
    let folded = fold(text);
    let start = folded.trim_start_matches(|letter: char| {
        letter.is_ascii_digit() || letter.is_ascii_punctuation() || matches!(letter, '問' | '、' | '・' | '。' | '：')
    });
    start.trim_end_matches(['。', '.', '?', '、']).to_owned()
}
