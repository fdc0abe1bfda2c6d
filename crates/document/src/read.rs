//! A file of cells to sheets: workbook, CSV or TSV, told apart by their content.
//!
//! Knows file formats, encodings and limits; knows nothing of what the cells mean. Whatever the
//! bytes are, reading ends with the cells or with the reason why not, within [`limits`].

mod text;
mod workbook;

/// The limits of reading. They bound memory and time whatever the file claims of itself.
pub mod limits {
    /// The largest file, in bytes.
    pub const FILE: usize = 16 * 1024 * 1024;
    /// What the parts of a workbook that are read may unpack to, together, in bytes.
    pub const UNPACKED: u64 = 96 * 1024 * 1024;
    /// What the texts shared by its cells may unpack to, and so its formats and its list of sheets, in bytes.
    pub const SHARED: u64 = 24 * 1024 * 1024;
    /// Cells that are not empty, over all sheets.
    pub const CELLS: usize = 1_100_000;
    /// The texts of all cells together, in bytes.
    pub const TEXT: usize = 32 * 1024 * 1024;
    /// Sheets of a workbook.
    pub const SHEETS: usize = 200;
    /// Merged areas of a sheet.
    pub const MERGED: usize = 50_000;
}

/// One sheet of a workbook, or the whole of a text file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; none for a text file.
    pub name: Option<String>,
    /// Areas merged into one cell.
    pub merged: Vec<Area>,
    cells: Vec<Spot>,
    /// The texts of all cells, one after the other: a million cells are one piece of memory.
    texts: String,
}

/// A cell that is not empty. Rows and columns count from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell<'s> {
    /// Row.
    pub row: u32,
    /// Column.
    pub column: u32,
    /// Its text: numbers without needless digits, dates as `2026-11-20`, `TRUE`, `#N/A`.
    pub text: &'s str,
    /// It holds a formula whose result is not in the file; the text is then the formula.
    pub uncomputed: bool,
}

/// Where a cell stands, and where its text stands in the texts of its sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Spot {
    row: u32,
    column: u32,
    from: u32,
    length: u32,
    uncomputed: bool,
}

impl Sheet {
    /// Its cells that are not empty, ordered by row, then column.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = Cell<'_>> {
        self.cells.iter().map(|spot| Cell {
            row: spot.row,
            column: spot.column,
            text: &self.texts[spot.from as usize..][..spot.length as usize],
            uncomputed: spot.uncomputed,
        })
    }

    fn push(&mut self, cell: Cell<'_>, budget: &mut Budget) -> Result<(), Unreadable> {
        budget.take(cell.text)?;
        // The budget keeps both far below 4 GiB.
        let at = |bytes: usize| u32::try_from(bytes).map_err(|_| Unreadable::TooManyCells);
        let (from, length) = (at(self.texts.len())?, at(cell.text.len())?);
        self.texts.push_str(cell.text);
        self.cells.push(Spot { row: cell.row, column: cell.column, from, length, uncomputed: cell.uncomputed });
        Ok(())
    }
}

/// A rectangle of cells, its borders included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// Why a file cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It has more bytes than [`limits::FILE`].
    #[error("the file has {0} bytes")]
    TooLarge(usize),
    /// It unpacks to more than is read.
    #[error("the workbook unpacks to more than is read")]
    Bomb,
    /// It has more cells, text, sheets or merged areas than are read.
    #[error("the file has more cells than are read")]
    TooManyCells,
    /// It is locked with a password.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// It is a workbook of the format before 2007 (`.xls`).
    #[error("a workbook in the old format")]
    OldFormat,
    /// It is a file of another kind, named by its usual ending.
    #[error("a file of the kind {0}")]
    OtherKind(&'static str),
    /// It is no text in a known encoding.
    #[error("no text in a known encoding, from byte {0}")]
    Encoding(usize),
    /// A quotation mark is opened and never closed; the line it opens in.
    #[error("a quotation mark opened near line {0} is never closed")]
    OpenQuote(u32),
    /// It is damaged or cut off.
    #[error("damaged: {0}")]
    Broken(String),
}

/// Reads a file of cells.
///
/// # Errors
/// Why it cannot be read.
pub fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    match bytes {
        [] => Err(Unreadable::Empty),
        _ if bytes.len() > limits::FILE => Err(Unreadable::TooLarge(bytes.len())),
        [b'P', b'K', 3 | 5 | 7, ..] => workbook::read(bytes),
        [0xd0, 0xcf, 0x11, 0xe0, ..] => Err(workbook::old_or_encrypted(bytes)),
        [b'%', b'P', b'D', b'F', ..] => Err(Unreadable::OtherKind("pdf")),
        [0x89, b'P', b'N', b'G', ..] => Err(Unreadable::OtherKind("png")),
        [0xff, 0xd8, 0xff, ..] => Err(Unreadable::OtherKind("jpg")),
        _ => text::read(bytes),
    }
}

/// Counts what is kept against the limits.
#[derive(Debug, Default)]
struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    fn take(&mut self, text: &str) -> Result<(), Unreadable> {
        self.cells += 1;
        self.text += text.len();
        if self.cells > limits::CELLS || self.text > limits::TEXT { Err(Unreadable::TooManyCells) } else { Ok(()) }
    }
}
