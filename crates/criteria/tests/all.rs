//! The tests of the checklists and what is made of them, in one program: linked once, its tests side by side.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails here")]

mod aggregate;
mod answer_files;
mod edition_compare;
mod import;
mod pack_faults;
#[path = "support/random.rs"]
mod random;
mod score;
mod sheets;
mod shipped;
#[path = "support/shipped_packs.rs"]
mod shipped_packs;
#[path = "support/small.rs"]
mod small;
mod tailor;
