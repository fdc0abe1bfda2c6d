//! A file somebody filled to answers: a workbook, CSV, TSV or a result file, told apart by content.
//!
//! The bridge between `document`, which knows files, and `criteria`, which knows answers.

use criteria::answers::Answers;
use criteria::catalogue::Catalogue;
use criteria::edition::EditionId;
use criteria::fault::{Expected, Fault, Found, Place, Thing};
use criteria::import::{self, Imported};
use criteria::pack::checklist::Checklist;
use criteria::result_file;
use criteria::sheet::{self, Area, Cell, Grid, Reading, marks};
use criteria::text::Lang;
use document::{Sheet, Unreadable};

use crate::texts::Texts;

use crate::packs::FIRST_CHECK;

/// The answers of a file, with the edition they answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Intake<'a> {
    /// The edition.
    pub edition: EditionId,
    /// What could be read, and what could not.
    pub reading: Reading<'a>,
}

impl<'a> Intake<'a> {
    /// The answers of a result file: all of them, or it is refused.
    fn of_result((edition, answers): (EditionId, Answers<'a>)) -> Self {
        Self { edition, reading: Reading { answers, faults: Vec::new(), more_faults: 0, sheets: Vec::new() } }
    }
}

/// Why nothing of a file could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// It is no file of cells, or beyond the limits.
    #[error(transparent)]
    File(#[from] Unreadable),
    /// It is a result file with faults, or of a checklist that is not there.
    #[error("{} faults", .0.len())]
    Faults(Vec<Fault>),
}

/// Reads a file. A result file names its checklist; a sheet answers `pack`.
///
/// # Errors
/// Nothing of it can be read. Faults of single cells are in the [`Reading`].
pub fn read<'a>(catalogue: &'a Catalogue, pack: &str, bytes: &[u8]) -> Result<Intake<'a>, Refused> {
    if is_json(bytes) {
        return result_file::read(catalogue, bytes).map(Intake::of_result).map_err(Refused::Faults);
    }
    let Some((pack, checklist)) = catalogue.checklist(pack) else {
        let at = Place::path("--pack");
        return Err(Refused::Faults(vec![Fault::new(at, Expected::Existing(Thing::Pack), Found::value(pack))]));
    };
    let sheets = document::read::read(bytes)?;
    let mut grids = grids(&sheets);
    leave_results(&pack.edition, &mut grids);
    let reading = sheet::read(checklist, &pack.edition, &grids);
    if let Some(other) = meant_for(catalogue, &reading, &grids) {
        let expected = Expected::SheetOf(other.head.id.clone(), other.head.title.clone());
        return Err(Refused::Faults(vec![Fault::new(Place::default(), expected, Found::Nothing)]));
    }
    Ok(Intake { edition: pack.edition.clone(), reading })
}

/// Leaves out the sheet of results in a workbook of ours, known by the edition on its first sheet: its groups are
/// numbered like questions, and where they stand reads like answers (「該当なし」).
fn leave_results(edition: &EditionId, grids: &mut [Grid<'_>]) {
    let names = Lang::ALL.map(|lang| Texts::new(lang).t("book-result"));
    let ours = |grid: &Grid<'_>| grid.cells.iter().any(|cell| marks::edition(cell.text, &edition.pack).is_some());
    let [first, others @ ..] = grids else { return };
    if !ours(first) {
        return;
    }
    for grid in others {
        if grid.sheet.is_some_and(|(_, name)| names.iter().any(|known| known == name)) {
            *grid = Grid { sheet: grid.sheet, ..Grid::default() };
        }
    }
}

/// Another checklist whose labels stand in a sheet that has none of its own: read by their numbers, its
/// answers would go to wrong questions.
fn meant_for<'a>(catalogue: &'a Catalogue, reading: &Reading<'_>, grids: &[Grid<'_>]) -> Option<&'a Checklist> {
    if reading.sheets.iter().any(|sheet| sheet.labelled > 0) {
        return None;
    }
    let asked = &reading.answers.checklist().head.id;
    let others = catalogue.packs().iter().filter(|pack| pack.edition.pack != *asked);
    others
        .filter_map(|pack| catalogue.checklist(&pack.edition.pack))
        .map(|(_, checklist)| checklist)
        .find(|checklist| sheet::labels_in(checklist, grids) * 2 > checklist.items.len())
}

/// Reads a checklist out of a workbook, for one's own use: 取り込み・未確認. `name` is the file's.
///
/// # Errors
/// It is no file of cells, or holds no numbered items.
pub fn import(catalogue: &Catalogue, name: &str, bytes: &[u8]) -> Result<(EditionId, Imported), Refused> {
    let Some((_, template)) = catalogue.checklist(FIRST_CHECK) else { return Err(Refused::Faults(Vec::new())) };
    let sheets = document::read::read(bytes)?;
    let imported = import::checklist(template, name, &grids(&sheets)).map_err(Refused::Faults)?;
    let head = &imported.checklist.head;
    Ok((EditionId::of(&head.id, &head.edition, bytes), imported))
}

/// Reads a sheet or a result file of an imported checklist.
///
/// # Errors
/// It is no file of cells, or beyond the limits.
pub fn read_own<'a>(edition: &'a EditionId, checklist: &'a Checklist, bytes: &[u8]) -> Result<Intake<'a>, Refused> {
    if is_json(bytes) {
        let own = |id: &str| (id == checklist.head.id).then_some((edition, checklist));
        return result_file::read_of(own, bytes).map(Intake::of_result).map_err(Refused::Faults);
    }
    let sheets = document::read::read(bytes)?;
    Ok(Intake { edition: edition.clone(), reading: sheet::read(checklist, edition, &grids(&sheets)) })
}

/// The sheets as the grids `criteria` reads, without copying a cell's text.
#[must_use]
pub fn grids(sheets: &[Sheet]) -> Vec<Grid<'_>> {
    (1..).zip(sheets).map(|(number, sheet)| grid(number, sheet)).collect()
}

fn grid(number: u32, sheet: &Sheet) -> Grid<'_> {
    let cells = sheet.cells().map(|cell| Cell {
        row: cell.row,
        column: cell.column,
        text: cell.text,
        uncomputed: cell.uncomputed,
    });
    let merged = sheet.merged.iter().map(|area| Area { rows: area.rows, columns: area.columns });
    Grid { sheet: sheet.name.as_deref().map(|name| (number, name)), cells: cells.collect(), merged: merged.collect() }
}

/// Whether the bytes can be a result file only.
#[must_use]
pub fn is_result(bytes: &[u8]) -> bool {
    is_json(bytes)
}

fn is_json(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}
