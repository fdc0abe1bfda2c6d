//! Figures: one value gives a picture (SVG), a table and a text.
//!
//! Knows shapes, labels and numbers; knows nothing of what they mean, and no language: every word
//! is a parameter. Colour never carries meaning alone: each figure also says it in its table and text.

mod bars;
mod radar;
mod svg;
mod trend;

pub use bars::bars;
pub use radar::{Radar, Spoke};
pub use trend::{Trend, TrendPoint};
