//! Reading DER field by field. Knows tags and lengths, no meaning.
//!
//! Sets are read in whatever order they stand: authorities put certificates there as they please, and nothing that is
//! checked depends on that order. All else is DER and nothing but DER.

use der::asn1::{AnyRef, ObjectIdentifier};
use der::{Decode as _, Reader as _, SliceReader, Tag, TagNumber};

/// The bytes are not what was expected there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NoDer;

impl From<der::Error> for NoDer {
    fn from(_: der::Error) -> Self {
        Self
    }
}

/// The fields of a sequence or set, one after the other.
pub(super) struct Fields<'a>(SliceReader<'a>);

impl<'a> Fields<'a> {
    /// The fields in these bytes.
    pub(super) fn of(bytes: &'a [u8]) -> Result<Self, NoDer> {
        Ok(Self(SliceReader::new(bytes)?))
    }

    /// The fields of the one element that these bytes are.
    pub(super) fn of_whole(bytes: &'a [u8], tag: Tag) -> Result<Self, NoDer> {
        let mut outer = Self::of(bytes)?;
        let inner = outer.value(tag)?;
        outer.end()?;
        Self::of(inner)
    }

    /// What stands in the next field, which has this tag.
    pub(super) fn value(&mut self, tag: Tag) -> Result<&'a [u8], NoDer> {
        let any = AnyRef::decode(&mut self.0)?;
        if any.header().tag() == tag { Ok(any.value()) } else { Err(NoDer) }
    }

    /// The fields of the next field, which has this tag.
    pub(super) fn within(&mut self, tag: Tag) -> Result<Self, NoDer> {
        Self::of(self.value(tag)?)
    }

    /// What stands in the next field, if it has this tag.
    pub(super) fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, NoDer> {
        if self.is_at(tag) { self.value(tag).map(Some) } else { Ok(None) }
    }

    /// Whether the next field has this tag.
    pub(super) fn is_at(&self, tag: Tag) -> bool {
        !self.0.is_finished() && Tag::peek(&self.0).is_ok_and(|found| found == tag)
    }

    /// The next field with its tag and length, whatever it is; none = there is no more.
    pub(super) fn whole(&mut self) -> Result<Option<&'a [u8]>, NoDer> {
        if self.0.is_finished() { Ok(None) } else { Ok(Some(self.0.tlv_bytes()?)) }
    }

    /// The next field as an object identifier.
    pub(super) fn oid(&mut self) -> Result<ObjectIdentifier, NoDer> {
        ObjectIdentifier::from_bytes(self.value(Tag::ObjectIdentifier)?).map_err(|_| NoDer)
    }

    /// The next field as an algorithm; its parameters say nothing that is used here.
    pub(super) fn algorithm(&mut self) -> Result<ObjectIdentifier, NoDer> {
        self.within(Tag::Sequence)?.oid()
    }

    /// Nothing follows.
    pub(super) fn end(self) -> Result<(), NoDer> {
        Ok(self.0.finish()?)
    }
}

/// The tag `[number]` of something that has parts.
pub(super) fn tagged(number: u8) -> Tag {
    Tag::ContextSpecific { constructed: true, number: TagNumber(number.into()) }
}

/// An element of this tag.
pub(super) fn element(tag: u8, value: &[u8]) -> Vec<u8> {
    let length = value.len();
    let mut made = vec![tag];
    if length < 0x80 {
        made.push(length.to_le_bytes()[0]);
    } else {
        let bytes = length.to_be_bytes();
        let bytes: Vec<u8> = bytes.into_iter().skip_while(|byte| *byte == 0).collect();
        made.push(0x80 | bytes.len().to_le_bytes()[0]);
        made.extend(bytes);
    }
    made.extend_from_slice(value);
    made
}
