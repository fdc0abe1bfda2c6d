//! Use cases: the shipped packs, the texts people read, who operates, what day it is.
//!
//! Knows the pure crates and the files inside the binary; knows no HTTP and no HTML. The database,
//! the one write door and the jobs join here with the record.

pub mod book;
pub mod clock;
pub mod finding;
pub mod handout;
pub mod industry;
pub mod intake;
pub mod operator;
pub mod packs;
pub mod report;
pub mod survey;
pub mod texts;
pub mod wording;

pub use clock::Clock;
pub use operator::Operator;
pub use texts::Texts;
