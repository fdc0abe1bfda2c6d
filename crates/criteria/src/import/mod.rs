//! An official or own workbook as a checklist for one's own use: 取り込み・未確認.
//!
//! Items are numbers with a text beside them; axes only where the workbook groups its items itself. What
//! the workbook does not say stays unsaid: no explanation, no first step, all four answers allowed, and
//! each item weighs the same. An import is seen by its owner only and never stands in a catalogue. What looks
//! like an item and is not taken is told ([`LeftOut`]). The page `/check/own` has the same rules in
//! `web/items.js`.

mod blocks;
mod items;
mod left;
mod number;

use std::collections::BTreeSet;

use crate::answers::Answer;
use crate::fault::{Expected, Fault, Found, Place};
use crate::pack::checklist::{self, Authorship, Axis, Checklist, Presentation, Start, Step, Within};
use crate::pack::{Document, Head, Source};
use crate::sheet::{Grid, is_aside};
use crate::text::Bilingual;
use blocks::{Block, Columns};
pub use items::LONGEST;
use items::{Group, Item};
pub use left::{LeftOut, MOST_LEFT, Why};

/// The id of every imported checklist.
pub const ID: &str = "own";
/// Fewer items than this are no checklist.
const FEWEST: usize = 3;
/// More are none either: the limits of a pack hold for an import, too.
const MOST: usize = 500;
/// The longest name of an axis in a chart, in characters.
const SHORT: usize = 10;
/// Fewer axes than this have no chart.
const FEWEST_AXES: usize = 3;

/// What came of a workbook.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// The checklist.
    pub checklist: Checklist,
    /// What looks like an item and is not in it, by sheet and row; at most [`MOST_LEFT`].
    pub left_out: Vec<LeftOut>,
    /// How many more there are.
    pub more_left_out: usize,
    /// Whether numbers came twice and the items were numbered in their order.
    pub renumbered: bool,
}

/// Reads a checklist out of `grids`. `name` is the file's; answers and scoring are those of `template`,
/// and say in its words what ○ △ × − mean.
///
/// # Errors
/// No numbered items were found, or more than a checklist has.
pub fn checklist(template: &Checklist, name: &str, grids: &[Grid<'_>]) -> Result<Imported, Vec<Fault>> {
    let columns: Vec<Columns<'_>> = grids.iter().map(blocks::columns).collect();
    let mut sheets = Sheets { grids, columns: &columns, found: Vec::new(), blocks: Vec::new(), aside: Vec::new() };
    sheets.take();
    let repeated = sheets.forget_repeated();
    sheets.name_groups();
    let mut found = std::mem::take(&mut sheets.found);
    if found.len() < FEWEST {
        return Err(vec![Fault::new(Place::default(), Expected::Questions, Found::Count(found.len()))]);
    }
    if found.len() > MOST {
        let expected = Expected::Integer(FEWEST as i64, MOST as i64);
        return Err(vec![Fault::new(Place::default(), expected, Found::Count(found.len()))]);
    }
    let mut left_out = sheets.left(&found, &repeated);
    let more_left_out = left_out.len().saturating_sub(MOST_LEFT);
    left_out.truncate(MOST_LEFT);
    let renumbered = renumber(&mut found);
    Ok(Imported { checklist: assemble(template, name, &found), left_out, more_left_out, renumbered })
}

impl Checklist {
    /// Whether it was imported: nobody confirmed it, and it explains nothing.
    #[must_use]
    pub fn is_imported(&self) -> bool {
        self.head.id == ID
    }
}

/// Numbers that come twice, because each part of the list starts again at 1, give way to the order.
fn renumber(found: &mut [Item]) -> bool {
    let different: BTreeSet<&str> = found.iter().map(|item| item.written.as_str()).collect();
    let twice = different.len() < found.len();
    if twice {
        for (number, item) in (1..).zip(found) {
            item.written = usize::to_string(&number);
        }
    }
    twice
}

/// The sheets of a workbook with what is taken from them.
struct Sheets<'s, 'g> {
    grids: &'g [Grid<'g>],
    columns: &'s [Columns<'g>],
    found: Vec<Item>,
    /// The lists of each sheet.
    blocks: Vec<Vec<Block<'g>>>,
    /// The sheets that were left out as a whole.
    aside: Vec<Option<LeftOut>>,
}

impl<'g> Sheets<'_, 'g> {
    /// Takes the items of one sheet after the other.
    fn take(&mut self) {
        let alone: Vec<Vec<Block<'g>>> = self
            .grids
            .iter()
            .zip(self.columns)
            .map(|(grid, columns)| blocks::blocks(grid, columns, None, None))
            .collect();
        let counts: Vec<usize> =
            (0..).zip(self.grids).zip(&alone).map(|((i, grid), blocks)| items::items(i, grid, blocks).len()).collect();
        let named: Vec<bool> =
            self.grids.iter().map(|grid| grid.sheet.is_some_and(|(_, name)| is_aside(name))).collect();
        let most = counts.iter().zip(&named).filter(|(_, aside)| !**aside).map(|(count, _)| *count).max().unwrap_or(0);
        // A sheet of few items does not tell which column is their text; the one with the most does.
        let largest = (0..self.grids.len()).filter(|i| !named[*i]).max_by_key(|i| counts[*i]);
        let column = largest.and_then(|i| alone[i].first()).map(|block| block.text);
        let mut texts: BTreeSet<String> = BTreeSet::new();
        for (i, grid) in self.grids.iter().enumerate() {
            let aside = named[i] && (1..=most).contains(&counts[i]);
            let before = self.found.iter().filter_map(|item| item.path.first().copied()).max().unwrap_or(0);
            let blocks = blocks::blocks(grid, &self.columns[i], Some(before), column);
            let more = if aside { Vec::new() } else { items::items(i, grid, &blocks) };
            // A second sheet goes on where the first ended, or has the same items: then it is an answer sheet.
            let known = !more.is_empty() && more.iter().all(|item| texts.contains(&item.text));
            self.aside.push(match (aside, known) {
                (true, _) => Some(LeftOut::sheet(grid, counts[i], Why::SheetAside)),
                (_, true) => Some(LeftOut::sheet(grid, more.len(), Why::SheetRepeated)),
                _ => None,
            });
            self.blocks.push(blocks);
            if !known {
                texts.extend(more.iter().map(|item| item.text.clone()));
                self.found.extend(more);
            }
        }
    }

    /// Keeps a number that comes twice with the same text, in the same group of a sheet, only once.
    fn forget_repeated(&mut self) -> Vec<Item> {
        let mut known = BTreeSet::new();
        let (kept, repeated) = std::mem::take(&mut self.found).into_iter().partition(|item| {
            let group = item.group.as_ref().map(|group| group.name.clone());
            known.insert((item.sheet, group, item.path.clone(), item.text.clone()))
        });
        self.found = kept;
        repeated
    }

    /// Where each group has a sheet of its own, the sheets name them. Groups of some items only are none.
    fn name_groups(&mut self) {
        if self.found.iter().all(|item| item.group.is_some()) {
            return;
        }
        let sheets: BTreeSet<usize> = self.found.iter().map(|item| item.sheet).collect();
        for item in &mut self.found {
            let name = self.grids[item.sheet].sheet.filter(|_| sheets.len() > 1).map(|(_, name)| name.to_owned());
            item.group = name.map(|name| Group { name, at: None });
        }
    }

    fn left(&self, found: &[Item], repeated: &[Item]) -> Vec<LeftOut> {
        let mut all = Vec::new();
        for (i, grid) in self.grids.iter().enumerate() {
            if let Some(aside) = &self.aside[i] {
                all.push(aside.clone());
                continue;
            }
            let of =
                |items: &'_ [Item]| -> Vec<usize> { (0..items.len()).filter(|at| items[*at].sheet == i).collect() };
            let items: Vec<&Item> = of(found).into_iter().map(|at| &found[at]).collect();
            let groups = items.iter().filter_map(|item| item.group.as_ref()?.at).collect();
            let repeated = of(repeated).into_iter().map(|at| &repeated[at]).collect();
            let (columns, blocks) = (&self.columns[i], self.blocks[i].as_slice());
            all.extend(left::left(&left::Taken { grid, columns, blocks, items, repeated, groups }));
        }
        all
    }
}

fn same(text: &str) -> Bilingual {
    Bilingual { ja: text.to_owned(), en: text.to_owned() }
}

fn assemble(template: &Checklist, name: &str, found: &[Item]) -> Checklist {
    let source = || Source { document: ID.to_owned(), lines: "1".to_owned() };
    let mut groups: Vec<&str> = Vec::new();
    for group in found.iter().filter_map(|item| item.group.as_ref()) {
        if !groups.contains(&group.name.as_str()) {
            groups.push(&group.name);
        }
    }
    let axis_of = |item: &Item| {
        let at = item.group.as_ref().and_then(|group| groups.iter().position(|known| *known == group.name));
        format!("group-{}", at.unwrap_or(0) + 1)
    };
    let mut axes: Vec<Axis> = (1..).zip(&groups).map(|(n, group)| axis(n, group, source())).collect();
    if axes.is_empty() {
        axes.push(axis(1, name, source()));
    }
    let items = found.iter().map(|item| checklist::Item {
        id: format!("{ID}/{}", item.written),
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
