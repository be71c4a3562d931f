//! The code view: any text row by row, while it grows, with folding, selection, find, filter and colours, whatever its size.
//! It knows neither messages nor calls.

mod copying;
mod draw;
mod filter;
mod find;
mod find_bar;
mod folding;
mod follow;
mod geometry;
#[cfg(test)]
mod grown_tests;
mod highlight;
mod input;
mod line;
mod pattern;
mod places;
mod rows;
mod seek;
mod selection;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub use copying::Copying;
pub use find::{FindBy, MOST_HITS, Query};
pub use find_bar::words_bar_ui;
pub use geometry::CodeOutcome;
pub use highlight::{Syntax, Tint, Token};
pub use line::color;
pub use pattern::Pattern;
pub use state::CodeViewState;
pub use text::{Addition, CodeText, Mark, PathStep, TextBuilder, unquoted, value_start, visible};
pub use view::{CodeView, code_view_ui};

/// News of work done away from the window's thread is drawn at most this often.
pub const REPAINT_AFTER: std::time::Duration = std::time::Duration::from_millis(33);
