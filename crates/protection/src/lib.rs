//! The company's side (守り): the checks and the evidence an organisation keeps.
//!
//! Knows the rules of what an organisation records about itself; knows no clock, screen or storage.
//!
//! A kept check is one stream ([`check`]) and one per section of its checklist ([`section`]), so that several
//! people answer at once and only a second answer to the *same* item is a conflict. Start at
//! [`section::Command`] (answering) and [`check::Command`] (beginning, signing, closing);
//! [`check::answers`] leads from the sections to a score. What an organisation keeps to show later is [`evidence`].

pub mod check;
pub mod deadline;
pub mod evidence;
pub mod section;
mod written;
