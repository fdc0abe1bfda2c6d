//! The company's side (守り): the checks an organisation keeps.
//!
//! Knows the rules of what an organisation records about itself; knows no clock, screen or storage.
