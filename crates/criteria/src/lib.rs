//! Criteria and checklists as data: packs become checked catalogues, answers become a score.
//!
//! Knows packs, editions, answers, scores, which criteria hold for whom, and the reference facts packs are built on (corporate
//! numbers, eras). Knows no clock, file, network, database or screen: bytes, dates and chosen
//! languages are parameters, and everything a person reads about a fault is data for somebody
//! else to word ([`fault::Fault`]).
//!
//! Start at [`catalogue::Catalogue`] (what is known) and [`score::score`] (what it means).

pub mod aggregate;
pub mod answers;
pub mod catalogue;
pub mod corporate_number;
pub mod edition;
pub mod era;
pub mod fault;
pub mod import;
pub mod pack;
pub mod result_file;
pub mod schema;
pub mod score;
pub mod sheet;
pub mod tailor;
pub mod text;
