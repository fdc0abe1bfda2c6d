//! Text files: CSV and TSV in the encodings Japanese offices use.

use encoding_rs::{Encoding, ISO_2022_JP, SHIFT_JIS, UTF_16BE, UTF_16LE};

use super::{Budget, Cell, Sheet, Unreadable};

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Unreadable> {
    let text = decode(bytes)?;
    let start = text.trim_start();
    if start.starts_with('<') {
        return Err(Unreadable::OtherKind("html / xml"));
    }
    if start.is_empty() {
        return Err(Unreadable::Empty);
    }
    Ok(vec![sheet(&text, delimiter(&text))?])
}

/// UTF-8 (with or without a mark), UTF-16 with a mark, ISO-2022-JP, Shift_JIS: in this order, because
/// each is only taken where it fits without a fault.
fn decode(bytes: &[u8]) -> Result<String, Unreadable> {
    let whole = |encoding: &'static Encoding, bytes: &[u8]| {
        encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
    };
    let decoded = match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => std::str::from_utf8(rest).ok().map(str::to_owned),
        [0xff, 0xfe, rest @ ..] => whole(UTF_16LE, rest),
        [0xfe, 0xff, rest @ ..] => whole(UTF_16BE, rest),
        _ if bytes.contains(&0) => return Err(Unreadable::OtherKind("bin")),
        _ if bytes.contains(&0x1b) => whole(ISO_2022_JP, bytes),
        _ => std::str::from_utf8(bytes).ok().map(str::to_owned).or_else(|| whole(SHIFT_JIS, bytes)),
    };
    decoded.filter(|text| !text.contains('\0')).ok_or_else(|| {
        let fits = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
        Unreadable::Encoding(fits)
    })
}

/// The sign between the cells: the one of tab, comma and semicolon that stands most often outside
/// quotation marks in the first lines.
fn delimiter(text: &str) -> u8 {
    let mut counts = [(b'\t', 0), (b',', 0), (b';', 0)];
    let mut quoted = false;
    for byte in text.bytes().take(16 * 1024) {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(sign, _)| *sign == byte && !quoted) {
            *count += 1;
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0);
    counts.iter().find(|(_, count)| *count == most && most > 0).map_or(b',', |(sign, _)| *sign)
}

fn sheet(text: &str, delimiter: u8) -> Result<Sheet, Unreadable> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(text.as_bytes());
    let mut budget = Budget::default();
    let mut sheet = Sheet::default();
    let mut rows = Rows { text: text.as_bytes(), at: 0, row: 0, line: 1 };
    let mut record = csv::StringRecord::new();
    let mut last = (1, false);
    while reader.read_record(&mut record).map_err(|error| Unreadable::Broken(error.to_string()))? {
        let start = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(0);
        let (row, line) = rows.begin(start);
        let mut breaks = 0;
        for (column, field) in (1..).zip(&record) {
            breaks += field.bytes().filter(|byte| *byte == b'\n').count();
            let field = field.trim();
            if field.is_empty() {
                continue;
            }
            sheet.push(Cell { row, column, text: field, uncomputed: false }, &mut budget)?;
        }
        last = (line, breaks > 0);
    }
    let quotes = text.bytes().filter(|byte| *byte == b'"').count();
    if last.1 && quotes % 2 == 1 {
        return Err(Unreadable::OpenQuote(last.0));
    }
    Ok(sheet)
}

/// Counts rows as a spreadsheet does: an empty line is a row, a break inside a cell is none.
struct Rows<'t> {
    text: &'t [u8],
    at: usize,
    row: u32,
    line: u32,
}

impl Rows<'_> {
    /// The row and the line of the record whose text starts at `start` or after the breaks there.
    fn begin(&mut self, start: usize) -> (u32, u32) {
        self.line += breaks(self.text.get(self.at..start).unwrap_or_default());
        let mut at = start;
        let mut blank = 0;
        while let Some(byte @ (b'\r' | b'\n')) = self.text.get(at) {
            blank += u32::from(*byte == b'\n');
            at += 1;
        }
        // Of the breaks before a record, the one that ended the record before is no empty row.
        let ended = u32::from(self.row > 0 && !self.text.get(..start).is_some_and(|before| before.ends_with(b"\n")));
        self.row += 1 + blank.saturating_sub(ended.min(blank));
        self.line += blank;
        self.at = at;
        (self.row, self.line)
    }
}

fn breaks(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX / 2)
}
