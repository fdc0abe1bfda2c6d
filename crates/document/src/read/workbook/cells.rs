//! One worksheet to its cells and merged areas, in one pass and with little more than the cells kept.
//!
//! A shared text is noted by its index and put in afterwards ([`with_texts`]), so that a sheet and
//! the texts can be read at the same time.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::memmem;

use super::formats::Formats;
use super::texts::{Texts, item, trimmed, unescape};
use super::xml::{Attributes, CELL, Tag, Xml, fault};
use super::{Area, Budget, Cell, Sheet, Spot, Unreadable, limits};

/// The length of a text that is not there yet; where it begins is then its index among the shared.
const SHARED: u32 = u32::MAX;

/// Reads a worksheet, shared texts left out. What is no worksheet has no cells.
pub(super) fn read(part: &[u8], formats: &Formats, budget: &mut Budget) -> Result<Sheet, Unreadable> {
    let mut xml = Xml::new(part);
    let mut pass = Pass { formats, budget, sheet: Sheet::default(), formulas: HashMap::new(), next: (1, 1) };
    if xml.find("sheetData")?.is_some() {
        pass.rows(&mut xml)?;
    } else if Xml::new(part).child().is_err() {
        return Err(fault("a worksheet is empty"));
    }
    if memmem::find(xml.rest(), b"mergeCells").is_some() && xml.find("mergeCells")?.is_some() {
        merged(&mut xml, &mut pass.sheet.merged)?;
    }
    Ok(pass.sheet)
}

/// Puts the shared texts in, and the cells in order.
pub(super) fn with_texts(sheet: &mut Sheet, texts: &Texts, budget: &mut Budget) -> Result<(), Unreadable> {
    let noted = std::mem::take(&mut sheet.cells);
    sheet.cells.reserve(noted.len());
    for spot in noted {
        if spot.length != SHARED {
            sheet.cells.push(spot);
            continue;
        }
        let text = texts.get(spot.from).ok_or_else(|| fault("a cell names a text that is not there"))?;
        // It was counted when it was noted.
        budget.cells -= 1;
        if !text.trim().is_empty() {
            let Spot { row, column, uncomputed, .. } = spot;
            sheet.push(Cell { row, column, text, uncomputed }, budget)?;
        }
    }
    if !sheet.cells.is_sorted_by(|a, b| (a.row, a.column) < (b.row, b.column)) {
        sheet.cells.sort_by_key(|spot| (spot.row, spot.column));
        sheet.cells.dedup_by_key(|spot| (spot.row, spot.column));
    }
    Ok(())
}

/// The way through one worksheet.
struct Pass<'p> {
    formats: &'p Formats,
    budget: &'p mut Budget,
    sheet: Sheet,
    /// The formulas cells share, by their number.
    formulas: HashMap<u32, String>,
    /// Row and column of the next cell that does not name its own.
    next: (u32, u32),
}

/// What a cell holds.
enum Value<'x> {
    Text(Cow<'x, str>),
    /// The index of a shared text.
    Shared(u32),
}

/// What a cell is worked out from.
enum Formula<'x> {
    Own(Cow<'x, str>),
    /// That of another cell, by its number.
    Derived(u32),
}

/// What the start of a cell says: its place, its type, and the number of its format.
struct Start<'t> {
    at: (u32, u32),
    kind: Option<&'t str>,
    format: Option<usize>,
}

impl Pass<'_> {
    fn rows(&mut self, xml: &mut Xml<'_>) -> Result<(), Unreadable> {
        while let Some(row) = xml.child()? {
            if !row.is("row") {
                return Err(fault("something else among the rows"));
            }
            if let Some(number) = row.attribute("r")? {
                self.next.0 = address(number)?.0;
            }
            loop {
                if let Some((attributes, text)) = xml.plain(&CELL) {
                    let start = self.start(attributes)?;
                    let value = self.value(&start, text.into())?;
                    self.keep(&start, value, None)?;
                } else if let Some(tag) = xml.child()? {
                    if tag.is("c") { self.cell(xml, &tag)? } else { xml.skip()? }
                } else {
                    break;
                }
            }
            self.next = (after(self.next.0)?, 1);
        }
        Ok(())
    }

    fn cell(&mut self, xml: &mut Xml<'_>, tag: &Tag<'_>) -> Result<(), Unreadable> {
        let start = self.start(tag.attributes())?;
        let (mut value, mut formula) = (None, None);
        while let Some(child) = xml.child()? {
            match child.name() {
                "v" => value = self.value(&start, xml.text()?)?.or(value),
                "is" => {
                    let mut text = String::new();
                    item(xml, &mut text)?;
                    value = Some(Value::Text(text.into()));
                }
                "f" => formula = Some(self.formula(xml, &child)?),
                _ => xml.skip()?,
            }
        }
        self.keep(&start, value, formula)
    }

    /// What the start of a cell says. One that does not name its place stands after the last.
    fn start<'t>(&mut self, attributes: Attributes<'t>) -> Result<Start<'t>, Unreadable> {
        let mut start = Start { at: self.next, kind: None, format: None };
        for attribute in attributes {
            match attribute? {
                ("r", value) => start.at = cell_address(value)?,
                ("s", value) => start.format = value.parse().ok(),
                ("t", value) => start.kind = Some(value),
                _ => {}
            }
        }
        self.next.1 = after(start.at.1)?;
        Ok(start)
    }

    fn formula<'x>(&mut self, xml: &mut Xml<'x>, tag: &Tag<'_>) -> Result<Formula<'x>, Unreadable> {
        let text = xml.text()?;
        if tag.attribute("t")? != Some("shared") {
            return Ok(Formula::Own(text));
        }
        let index = tag.attribute("si")?.and_then(|index| index.parse().ok());
        let index = index.ok_or_else(|| fault("a shared formula without its number"))?;
        if tag.attribute("ref")?.is_none() {
            return Ok(Formula::Derived(index));
        }
        self.budget.take(&text)?;
        self.formulas.insert(index, text.clone().into_owned());
        Ok(Formula::Own(text))
    }

    /// A value as its reader sees it. None where there is none.
    fn value<'x>(&self, start: &Start<'_>, text: Cow<'x, str>) -> Result<Option<Value<'x>>, Unreadable> {
        let plain = trimmed(&text);
        Ok(Some(match start.kind {
            // The text of such a cell stands beside.
            Some("inlineStr" | "is") => return Ok(None),
            Some("str") if text.contains('_') => {
                let mut shown = String::new();
                unescape(&text, &mut shown);
                Value::Text(shown.into())
            }
            Some("str" | "d") => Value::Text(text),
            _ if plain.is_empty() => return Ok(None),
            Some("s") => Value::Shared(plain.parse().map_err(|_| fault("a shared text without its number"))?),
            Some("b") => Value::Text(truth(plain)?.into()),
            Some("e") => Value::Text(text),
            Some("n") | None if self.formats.leave(&text, start.format) => Value::Text(text),
            Some("n") | None => match plain.parse() {
                Ok(number) => Value::Text(self.formats.shown(number, start.format).into()),
                Err(_) if start.kind.is_none() => Value::Text(text),
                Err(_) => return Err(fault("a number that is none")),
            },
            Some(_) => return Err(fault("a cell of an unknown type")),
        }))
    }

    fn keep(
        &mut self,
        start: &Start<'_>,
        value: Option<Value<'_>>,
        formula: Option<Formula<'_>>,
    ) -> Result<(), Unreadable> {
        let (row, column) = start.at;
        let uncomputed = value.is_none() && formula.is_some();
        let text = match (value, formula) {
            (Some(Value::Shared(from)), _) => {
                self.budget.take("")?;
                self.sheet.cells.push(Spot { row, column, from, length: SHARED, uncomputed });
                return Ok(());
            }
            (Some(Value::Text(text)), _) => text,
            (None, Some(Formula::Own(text))) => format!("={text}").into(),
            (None, Some(Formula::Derived(index))) => {
                format!("={}", self.formulas.get(&index).map_or("", String::as_str)).into()
            }
            (None, None) => return Ok(()),
        };
        if text.trim().is_empty() {
            return Ok(());
        }
        self.sheet.push(Cell { row, column, text: &text, uncomputed }, self.budget)
    }
}

fn truth(text: &str) -> Result<&'static str, Unreadable> {
    match text {
        "1" => Ok("TRUE"),
        "0" => Ok("FALSE"),
        _ if text.eq_ignore_ascii_case("true") => Ok("TRUE"),
        _ if text.eq_ignore_ascii_case("false") => Ok("FALSE"),
        _ => Err(fault("neither true nor false")),
    }
}

fn merged(xml: &mut Xml<'_>, areas: &mut Vec<Area>) -> Result<(), Unreadable> {
    while let Some(tag) = xml.child()? {
        if tag.is("mergeCell")
            && let Some(area) = tag.attribute("ref")?
        {
            let (from, to) = area.split_once(':').unwrap_or((area, area));
            let (from, to) = (cell_address(from)?, cell_address(to)?);
            areas.push(Area { rows: (from.0, to.0), columns: (from.1, to.1) });
            if areas.len() > limits::MERGED {
                return Err(Unreadable::TooManyCells);
            }
        }
        xml.skip()?;
    }
    Ok(())
}

fn cell_address(text: &str) -> Result<(u32, u32), Unreadable> {
    let (row, column) = address(text)?;
    if column == 0 { Err(fault("an address without its column")) } else { Ok((row, column)) }
}

/// Row and column of `C12`; the column is 0 where there is none.
fn address(text: &str) -> Result<(u32, u32), Unreadable> {
    let digits = text.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(text.len());
    let (mut row, mut column) = (Some(0u32), Some(0u32));
    for byte in text.bytes().take(digits) {
        let letter = byte.is_ascii_alphabetic().then(|| u32::from(byte.to_ascii_uppercase() - b'A') + 1);
        column = column.and_then(|column| column.checked_mul(26)?.checked_add(letter?));
    }
    for byte in text.bytes().skip(digits) {
        let digit = byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
        row = row.and_then(|row| row.checked_mul(10)?.checked_add(digit?));
    }
    match (row, column) {
        (Some(row @ 1..), Some(column)) => Ok((row, column)),
        _ => Err(fault("an address that is none")),
    }
}

fn after(place: u32) -> Result<u32, Unreadable> {
    place.checked_add(1).ok_or_else(|| fault("an address beyond all sheets"))
}
