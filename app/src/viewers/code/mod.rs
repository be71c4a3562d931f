//! The code view: any text row by row, with folding, selection, find and colours, whatever its size.
//! It knows neither messages nor calls.

mod find;
mod find_bar;
mod fold;
mod highlight;
mod input;
mod line;
mod rows;
mod selection;
mod state;
#[cfg(test)]
mod tests;
mod text;
mod view;

pub use highlight::{Syntax, Tint, Token};
pub use line::color;
pub use state::CodeViewState;
pub use text::{CodeText, Mark, visible};
pub use view::{CodeOutcome, code_view_ui};
