//! What a single TOML value is: a date, an id, lines of a document; and how a wrong one is shown back.

use jiff::civil::Date;
use toml::de::DeValue;

use crate::fault::{Found, Shape};

pub(super) fn shown(value: &DeValue<'_>) -> Found {
    match value {
        DeValue::String(text) => Found::value(text),
        DeValue::Integer(number) => Found::value(number.as_str()),
        DeValue::Float(number) => Found::value(number.as_str()),
        DeValue::Boolean(value) => Found::value(&value.to_string()),
        DeValue::Datetime(date) => Found::value(&date.to_string()),
        DeValue::Array(_) => Found::Shape(Shape::List),
        DeValue::Table(_) => Found::Shape(Shape::Table),
    }
}

pub(super) fn as_date(value: &DeValue<'_>) -> Option<Date> {
    let DeValue::Datetime(found) = value else { return None };
    let date = found.date.filter(|_| found.time.is_none() && found.offset.is_none())?;
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

pub(super) fn is_date_text(text: &str) -> bool {
    text == "unknown"
        || text.parse::<Date>().is_ok_and(|_| text.len() == 10)
        || (text.len() == 7 && format!("{text}-01").parse::<Date>().is_ok())
}

pub(super) fn is_id(text: &str, prefix: &str) -> bool {
    // In a pack whose own id cannot be read any prefix will do: that is one fault, not one per item.
    let rest = if prefix == "/" { text.split_once('/').map(|(_, rest)| rest) } else { text.strip_prefix(prefix) };
    let rest = rest.unwrap_or("");
    !rest.is_empty()
        && rest.len() <= 64
        && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

pub(super) fn is_lines(text: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.len() <= 6 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split(',').all(|range| match range.split_once('-') {
        Some((from, to)) => number(from) && number(to),
        None => number(range),
    })
}

pub(super) fn is_invariant(text: &str) -> bool {
    text.strip_prefix("INV-").is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

pub(super) fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
