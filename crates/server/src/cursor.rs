//! Where the next page begins, as an address carries it: opaque to who sends it, and checked when it comes back.
//!
//! It holds no secret and gives no right: a page is of what the caller may see, wherever it begins.

use app::organisations::Page;
use record::PersonId;
use uuid::Uuid;

use crate::error::Refusal;

/// The longest a cursor is read: a folded name has 240 letters at most.
const LONGEST: usize = 4_096;

fn write(kind: char, text: &str) -> String {
    let digits = text.bytes().flat_map(|byte| [byte >> 4, byte & 15]);
    std::iter::once(kind).chain(digits.map(|digit| char::from(b"0123456789abcdef"[usize::from(digit)]))).collect()
}

fn read(kind: char, cursor: &str) -> Option<String> {
    let digits = cursor.strip_prefix(kind).filter(|digits| digits.len() % 2 == 0 && digits.len() <= LONGEST)?;
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pair = |pair: &[u8]| Some(digit(*pair.first()?)? << 4 | digit(*pair.get(1)?)?);
    String::from_utf8(digits.as_bytes().chunks(2).map(pair).collect::<Option<Vec<u8>>>()?).ok()
}

/// A place in a list by time.
pub(crate) fn of_instant((at, id): (i64, Uuid)) -> String {
    write('t', &format!("{at}.{id}"))
}

/// Reads it back.
///
/// # Errors
/// It is none.
pub(crate) fn instant(cursor: &str) -> Result<(i64, Uuid), Refusal> {
    pair(read('t', cursor))
}

/// A place in a list by amount.
pub(crate) fn of_amount((amount, id): (i64, Uuid)) -> String {
    write('a', &format!("{amount}.{id}"))
}

/// Reads it back.
///
/// # Errors
/// It is none.
pub(crate) fn amount(cursor: &str) -> Result<(i64, Uuid), Refusal> {
    pair(read('a', cursor))
}

fn pair(text: Option<String>) -> Result<(i64, Uuid), Refusal> {
    let text = text.ok_or(Refusal::Cursor)?;
    let (number, id) = text.split_once('.').ok_or(Refusal::Cursor)?;
    number.parse().ok().zip(id.parse().ok()).ok_or(Refusal::Cursor)
}

/// A place among events.
pub(crate) fn of_position(position: i64) -> String {
    write('p', &position.to_string())
}

/// Reads it back.
///
/// # Errors
/// It is none.
pub(crate) fn position(cursor: &str) -> Result<i64, Refusal> {
    read('p', cursor).and_then(|text| text.parse().ok()).ok_or(Refusal::Cursor)
}

/// A place among persons.
pub(crate) fn of_person(person: PersonId) -> String {
    write('m', &person.0.simple().to_string())
}

/// Reads it back.
///
/// # Errors
/// It is none.
pub(crate) fn person(cursor: &str) -> Result<PersonId, Refusal> {
    read('m', cursor).and_then(|text| text.parse().ok()).map(PersonId).ok_or(Refusal::Cursor)
}

/// A place among names.
pub(crate) fn of_name(page: &Page) -> String {
    write('n', &format!("{}.{}", page.id, page.after))
}

/// Reads it back.
///
/// # Errors
/// It is none.
pub(crate) fn name(cursor: &str) -> Result<Page, Refusal> {
    let text = read('n', cursor).ok_or(Refusal::Cursor)?;
    let (id, after) = text.split_once('.').ok_or(Refusal::Cursor)?;
    Ok(Page { after: after.to_owned(), id: id.parse().map_err(|_| Refusal::Cursor)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_back_and_anything_else_is_refused() {
        let id = Uuid::from_u128(7);
        assert_eq!(instant(&of_instant((-5, id))).unwrap(), (-5, id));
        assert_eq!(amount(&of_amount((5, id))).unwrap(), (5, id));
        assert!(amount(&of_instant((5, id))).is_err(), "of another list");
        assert_eq!(position(&of_position(42)).unwrap(), 42);
        assert_eq!(person(&of_person(PersonId(id))).unwrap(), PersonId(id));
        let page = Page { after: "見本.製作所".to_owned(), id };
        assert_eq!(name(&of_name(&page)).unwrap(), page);
        for wrong in ["", "p", "p3", "pzz", "t31", &of_position(1), "あ", &"0".repeat(9_000)] {
            assert_eq!(instant(wrong), Err(Refusal::Cursor), "{wrong}");
            assert!(name(wrong).is_err());
        }
        assert!(position(&of_instant((1, id))).is_err(), "of another list");
    }
}
