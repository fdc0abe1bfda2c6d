//! The tests of paper and workbooks, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod archive;
mod book;
mod outside;
mod paper;
mod support;
