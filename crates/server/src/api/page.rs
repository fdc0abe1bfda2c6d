//! What an address asks of a list: where it begins, how long it is, and whatever else the list knows.

use axum::http::Uri;

use super::asked::Asking;
use crate::error::{ProblemAnswer, ProblemPart, Refusal};

/// How many there are where nothing is told.
const LIMIT: u32 = 50;
/// How many there are at most.
pub(crate) const MOST: u32 = 100;

/// What is asked of a list.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// Where it begins.
    pub(crate) cursor: Option<String>,
    /// How many at most.
    pub(crate) limit: u32,
    /// What else was told, in the order of the names that were given.
    pub(crate) told: Vec<Option<String>>,
}

/// Reads the query of an address: `cursor`, `limit` and `known`. Anything else, and anything twice, is a fault: who
/// mistypes a filter must not get everything.
pub(crate) fn asked(asking: &Asking, uri: &Uri, known: &[&str]) -> Result<Asked, ProblemAnswer> {
    let mut asked = Asked { cursor: None, limit: LIMIT, told: vec![None; known.len()] };
    let mut faults = Vec::new();
    let mut seen = Vec::new();
    for (name, value) in pairs(uri.query().unwrap_or_default()) {
        if seen.contains(&name) {
            faults.push(fault(asking, &name, "api-once"));
            continue;
        }
        match name.as_str() {
            "cursor" => asked.cursor = Some(value),
            "limit" => match value.parse() {
                Ok(limit) if (1..=MOST).contains(&limit) => asked.limit = limit,
                _ => faults.push(fault(asking, &name, "api-limit")),
            },
            other => match known.iter().position(|known| *known == other) {
                Some(at) => asked.told[at] = Some(value),
                None => faults.push(fault(asking, &name, "api-unknown-parameter")),
            },
        }
        seen.push(name);
    }
    if faults.is_empty() { Ok(asked) } else { Err(asking.refuse(Refusal::Parts(faults))) }
}

/// What was told under a name, read; what cannot be read is a fault.
pub(crate) fn told<T>(
    asking: &Asking,
    name: &str,
    text: Option<&str>,
    read: impl FnOnce(&str) -> Option<T>,
) -> Result<Option<T>, ProblemAnswer> {
    let Some(text) = text else { return Ok(None) };
    let fault = || asking.refuse(Refusal::Parts(vec![fault(asking, name, "expected-described")]));
    read(text).map(Some).ok_or_else(fault)
}

fn fault(asking: &Asking, name: &str, key: &str) -> ProblemPart {
    let expected = asking.texts().t(key);
    let found: String = name.chars().take(60).collect();
    ProblemPart { pointer: format!("?{found}"), detail: format!("{found}: {expected}"), expected, found }
}

/// The pairs of a query, decoded; bytes that are no text are left out of it as they are.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).take(50);
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(n, v)| (decoded(n), decoded(v))).collect()
}

fn decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let pair = digit(bytes.get(at + 1)).zip(digit(bytes.get(at + 2)));
        match (byte, pair) {
            (b'%', Some((high, low))) => {
                out.push(u8::try_from(high << 4 | low).unwrap_or_default());
                at += 2;
            }
            (b'+', _) => out.push(b' '),
            (byte, _) => out.push(*byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_as_it_was_meant() {
        let read = pairs("name=%E8%A6%8B%E6%9C%AC+a&limit=3&&x&y=%zz%");
        let pair = |n: &str, v: &str| (n.to_owned(), v.to_owned());
        assert_eq!(read, [pair("name", "見本 a"), pair("limit", "3"), pair("x", ""), pair("y", "%zz%")]);
    }
}
