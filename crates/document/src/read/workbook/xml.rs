//! The XML of a part, taken piece by piece and borrowed from it. Knows no workbook.
//!
//! A prefix is left aside: business systems write `x:row`. A declaration of entities is passed over,
//! and a name that only it explains is a fault, so nothing is ever expanded.

use std::borrow::Cow;

use memchr::{memchr, memchr3};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::Unreadable;

/// One part, from where it has been read so far.
#[derive(Debug)]
pub(super) struct Xml<'x> {
    reader: Reader<&'x [u8]>,
    /// The element just opened has no content; its end is still to be told.
    ends: bool,
    /// Elements that are open.
    depth: usize,
}

/// Elements one inside the other: what is open is remembered, so it has a limit too.
const DEPTH: usize = 1_000;

/// The form in which nearly all programs write an element: one other in it, which holds a text with
/// nothing to replace.
#[derive(Debug)]
pub(super) struct Plain {
    start: &'static [u8],
    inner: &'static [u8],
    end: &'static [u8],
}

/// A cell with a value.
pub(super) const CELL: Plain = Plain { start: b"<c", inner: b"><v>", end: b"</v></c>" };
/// A shared text in one piece.
pub(super) const TEXT: Plain = Plain { start: b"<si", inner: b"><t>", end: b"</t></si>" };

/// What comes next in a part.
#[derive(Debug)]
enum Piece<'x> {
    Open(Tag<'x>),
    Close,
    Text(Cow<'x, str>),
    Done,
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Tag<'x>(BytesStart<'x>);

impl<'x> Xml<'x> {
    pub(super) fn new(part: &'x [u8]) -> Self {
        Self { reader: Reader::from_reader(part), ends: false, depth: 0 }
    }

    fn piece(&mut self) -> Result<Piece<'x>, Unreadable> {
        let piece = self.told()?;
        match &piece {
            Piece::Open(_) if self.depth == DEPTH => return Err(fault("a part is nested too deeply")),
            Piece::Open(_) => self.depth += 1,
            Piece::Close => self.depth = self.depth.saturating_sub(1),
            Piece::Text(_) | Piece::Done => {}
        }
        Ok(piece)
    }

    fn told(&mut self) -> Result<Piece<'x>, Unreadable> {
        if std::mem::take(&mut self.ends) {
            return Ok(Piece::Close);
        }
        loop {
            return Ok(match self.reader.read_event().map_err(|_| improper())? {
                Event::Start(start) => Piece::Open(Tag(start)),
                Event::Empty(start) => {
                    self.ends = true;
                    Piece::Open(Tag(start))
                }
                Event::End(_) => Piece::Close,
                Event::Text(text) => Piece::Text(text.xml10_content()),
                Event::CData(text) => Piece::Text(text.xml10_content()),
                Event::GeneralRef(name) => Piece::Text(resolved(&name)?),
                Event::Eof => Piece::Done,
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            });
        }
    }

    /// Goes to the next element of this name, however deep it stands. None where the part ends first.
    pub(super) fn find(&mut self, name: &str) -> Result<Option<Tag<'x>>, Unreadable> {
        loop {
            match self.piece()? {
                Piece::Open(tag) if tag.is(name) => return Ok(Some(tag)),
                Piece::Done => return Ok(None),
                Piece::Open(_) | Piece::Close | Piece::Text(_) => {}
            }
        }
    }

    /// The next element inside the one that is open, which the caller then reads to its end. None
    /// where the open one ends.
    pub(super) fn child(&mut self) -> Result<Option<Tag<'x>>, Unreadable> {
        loop {
            match self.piece()? {
                Piece::Open(tag) => return Ok(Some(tag)),
                Piece::Close => return Ok(None),
                Piece::Text(_) => {}
                Piece::Done => return Err(cut_off()),
            }
        }
    }

    /// Goes to the end of the open element.
    pub(super) fn skip(&mut self) -> Result<(), Unreadable> {
        let mut depth = 1;
        while depth > 0 {
            match self.piece()? {
                Piece::Open(_) => depth += 1,
                Piece::Close => depth -= 1,
                Piece::Text(_) => {}
                Piece::Done => return Err(cut_off()),
            }
        }
        Ok(())
    }

    /// The text of the open element, to its end.
    pub(super) fn text(&mut self) -> Result<Cow<'x, str>, Unreadable> {
        let mut text = Cow::Borrowed("");
        loop {
            match self.piece()? {
                Piece::Text(more) if text.is_empty() => text = more,
                Piece::Text(more) => text.to_mut().push_str(&more),
                Piece::Open(_) => self.skip()?,
                Piece::Close => return Ok(text),
                Piece::Done => return Err(cut_off()),
            }
        }
    }

    /// Steps over an element of this form and gives its attributes and its text. None where it stands
    /// in any other. To be asked right after the start or the end of an element.
    pub(super) fn plain(&mut self, form: &Plain) -> Option<(Attributes<'x>, &'x str)> {
        if self.ends {
            return None;
        }
        let rest = self.rest().strip_prefix(form.start)?;
        let (attributes, rest) = rest.split_at(memchr(b'>', rest)?);
        let rest = rest.strip_prefix(form.inner)?;
        let (text, rest) = rest.split_at(memchr3(b'<', b'&', b'\r', rest)?);
        let rest = rest.strip_prefix(form.end)?;
        if !matches!(attributes, [] | [b' ', .., b'"' | b'\'' | b' ']) {
            return None;
        }
        let plain = (Attributes(str::from_utf8(attributes).ok()?), str::from_utf8(text).ok()?);
        *self.reader.get_mut() = rest;
        Some(plain)
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'x [u8] {
        self.reader.get_ref()
    }
}

impl Tag<'_> {
    /// Its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.0.local_name().into_inner()
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name() == name
    }

    /// Its attributes as they are written: full name, value before any replacement.
    pub(super) fn attributes(&self) -> Attributes<'_> {
        Attributes(self.0.attributes_raw())
    }

    /// One attribute, by its full name.
    pub(super) fn attribute(&self, name: &str) -> Result<Option<&str>, Unreadable> {
        for attribute in self.attributes() {
            let (key, value) = attribute?;
            if key == name {
                return Ok(Some(value));
            }
        }
        Ok(None)
    }
}

/// The rest of a start tag, name and value in turn.
#[derive(Debug)]
pub(super) struct Attributes<'t>(&'t str);

impl<'t> Iterator for Attributes<'t> {
    type Item = Result<(&'t str, &'t str), Unreadable>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_ascii_start();
        if rest.is_empty() {
            return None;
        }
        // After a fault nothing more is told.
        self.0 = "";
        let taken = cut(rest, b'=').and_then(|(key, rest)| {
            let rest = rest.trim_ascii_start();
            let quote = *rest.as_bytes().first().filter(|quote| matches!(quote, b'"' | b'\''))?;
            let (value, rest) = cut(&rest[1..], quote)?;
            self.0 = rest;
            Some((key.trim_ascii_end(), value))
        });
        Some(taken.ok_or_else(|| fault("an attribute without a quoted value")))
    }
}

/// What stands before and after a letter of one byte. A loop is faster here than any search: names
/// and values are a few bytes long.
fn cut(text: &str, letter: u8) -> Option<(&str, &str)> {
    let at = text.bytes().position(|byte| byte == letter)?;
    Some((&text[..at], &text[at + 1..]))
}

/// The value of an attribute with its references replaced.
pub(super) fn decoded(value: &str) -> Result<Cow<'_, str>, Unreadable> {
    quick_xml::escape::unescape(value).map_err(|_| improper())
}

fn resolved(name: &BytesRef<'_>) -> Result<Cow<'static, str>, Unreadable> {
    if let Some(text) = resolve_predefined_entity(name) {
        return Ok(text.into());
    }
    let letter = name.resolve_char_ref().map_err(|_| improper())?;
    letter.map(|letter| letter.to_string().into()).ok_or_else(|| fault("a name that is not explained"))
}

pub(super) fn fault(text: &str) -> Unreadable {
    Unreadable::Broken(text.to_owned())
}

/// Without the words of the library: they repeat what stands in the file.
fn improper() -> Unreadable {
    fault("a part is no proper XML")
}

fn cut_off() -> Unreadable {
    fault("a part ends in the middle")
}
