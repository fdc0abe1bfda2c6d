//! Which numbers are days, and what day a number is. Knows no other number format.

use std::collections::HashMap;

use super::parts::Parts;
use super::xml::{Xml, decoded, fault};
use super::{Unreadable, limits};

/// The formats cells may have.
#[derive(Debug, Default)]
pub(super) struct Formats {
    /// Whether the format of this index shows a day or a time.
    days: Vec<bool>,
    from_1904: bool,
}

impl Formats {
    pub(super) fn read(parts: &mut Parts<'_>, name: &str, from_1904: bool) -> Result<Self, Unreadable> {
        let mut formats = Self { days: Vec::new(), from_1904 };
        let Some(part) = parts.find(name, limits::SHARED)? else {
            return Ok(formats);
        };
        let mut xml = Xml::new(&part);
        xml.find("styleSheet")?.ok_or_else(|| fault("no formats in their part"))?;
        let mut own = HashMap::new();
        while let Some(tag) = xml.child()? {
            match tag.name() {
                "numFmts" => own.extend(own_formats(&mut xml)?),
                "cellXfs" => {
                    while let Some(format) = xml.child()? {
                        if format.is("xf") {
                            let id: Option<u32> = format.attribute("numFmtId")?.and_then(|id| id.parse().ok());
                            let days = |id| own.get(&id).copied().unwrap_or_else(|| shipped_shows_days(id));
                            formats.days.push(id.is_some_and(days));
                        }
                        xml.skip()?;
                    }
                }
                _ => xml.skip()?,
            }
        }
        Ok(formats)
    }

    /// A number in this format: a day as `2026-11-20`, any other without needless digits.
    pub(super) fn shown(&self, number: f64, format: Option<usize>) -> String {
        if self.is_day(format) {
            let (year, month, day) = date(number, self.from_1904);
            format!("{year}-{month:02}-{day:02}")
        } else {
            number.to_string()
        }
    }

    /// Whether a number is shown as it is written: a count with no needless digit.
    pub(super) fn leave(&self, number: &str, format: Option<usize>) -> bool {
        let exact = 1..=15;
        exact.contains(&number.len())
            && number.bytes().all(|digit| digit.is_ascii_digit())
            && (number.len() == 1 || !number.starts_with('0'))
            && !self.is_day(format)
    }

    fn is_day(&self, format: Option<usize>) -> bool {
        format.is_some_and(|format| self.days.get(format) == Some(&true))
    }
}

/// Whether each of a workbook's own formats shows days, by its number.
fn own_formats(xml: &mut Xml<'_>) -> Result<HashMap<u32, bool>, Unreadable> {
    let mut own = HashMap::new();
    while let Some(tag) = xml.child()? {
        if tag.is("numFmt")
            && let Some(id) = tag.attribute("numFmtId")?.and_then(|id| id.parse().ok())
            && let Some(code) = tag.attribute("formatCode")?
        {
            own.insert(id, shows_days(&decoded(code)?));
        }
        xml.skip()?;
    }
    Ok(own)
}

/// The formats every program brings: days and times, East Asian ones too (ECMA-376 18.8.30).
fn shipped_shows_days(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58)
}

/// Whether a format's code shows a day, a time or a duration. Its first section decides.
fn shows_days(code: &str) -> bool {
    let mut letters = code.chars();
    let mut half_day = false;
    while let Some(letter) = letters.next() {
        match letter {
            // What follows is shown as it is, skipped, or repeated.
            '\\' | '_' | '*' => drop(letters.next()),
            '"' => drop(letters.by_ref().find(|letter| *letter == '"')),
            ';' => return false,
            '[' => {
                let inside: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                if is_duration(&inside) {
                    return true;
                }
            }
            'a' | 'A' if !half_day => half_day = true,
            'p' | 'P' | 'm' | 'M' | '/' if half_day => return true,
            'd' | 'D' | 'm' | 'M' | 'h' | 'H' | 'y' | 'Y' | 's' | 'S' if !half_day => return true,
            _ => {}
        }
    }
    false
}

/// `[h]`, `[mm]`, `[ss]`: hours, minutes or seconds beyond their day.
fn is_duration(inside: &str) -> bool {
    let mut letters = inside.chars().map(|letter| letter.to_ascii_lowercase());
    letters.next().is_some_and(|first| matches!(first, 'h' | 'm' | 's') && letters.all(|letter| letter == first))
}

/// The day of a number of days. The count from 1900 has a 29 February that never was.
fn date(number: f64, from_1904: bool) -> (i64, i64, i64) {
    const SECONDS: f64 = 86_400.0;
    let seconds = number.fract() * SECONDS;
    // A time that is shown as midnight belongs to the next day.
    let midnight = seconds + 0.0005 >= SECONDS;
    // The cast keeps to the range of whole numbers.
    let days = (number.floor() as i64).clamp(0, 2_958_465) + i64::from(midnight);
    if from_1904 {
        return civil(days.min(2_957_003) - 24_107);
    }
    match days.min(2_958_465) {
        60 => (1900, 2, 29),
        before @ ..60 => civil(before - 25_568),
        after => civil(after - 25_569),
    }
}

/// The date of a day counted from 1970-01-01, by eras of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    (era * 400 + year + i64::from(month <= 2), month, day)
}
