//! Small pictures of figures: lines over time, and bars over a scale; each tells exact values under the pointer.
//!
//! Knows points; what they are of, and their units, is said by the caller.

mod bars;
mod frame;
mod lines;
mod reading;
mod scale;

pub use self::bars::{Bars, PlotBar};
pub use self::frame::Tick;
pub use self::lines::{Plot, PlotLine};
pub use self::reading::Reading;
pub use self::scale::PlotScale;
