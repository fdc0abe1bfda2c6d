//! Use cases: the shipped packs, the texts people read, who operates, what day it is.
//!
//! Knows the pure crates, the store and the files inside the binary; knows no HTTP and no HTML. Every change of the
//! record passes [`Door::execute`]; what organisations do begins at [`Office`].

pub mod access;
pub mod authority;
pub mod backup;
pub mod book;
pub mod certification;
pub mod checks;
pub mod clock;
pub mod database;
pub mod dates;
pub mod deadlines;
pub mod demo;
pub mod door;
pub mod erasure;
pub mod evidence;
pub mod finding;
pub mod handout;
pub mod history;
pub mod industry;
pub mod installation;
pub mod intake;
pub mod jobs;
pub mod keyring;
pub mod log;
pub mod mail;
pub mod members;
pub mod office;
pub mod operating;
pub mod operator;
pub mod organisations;
pub mod packs;
pub mod random;
pub mod report;
pub mod sign_in;
pub mod storage;
pub mod survey;
pub mod terminals;
pub mod texts;
pub mod today;
pub mod tokens;
pub mod vault;
pub mod vitals;
pub mod wording;

pub use clock::Clock;
pub use door::Door;
pub use office::{Caller, Office, Refused};
pub use operator::Operator;
pub use random::Random;
pub use store::Statements;
pub use texts::Texts;
