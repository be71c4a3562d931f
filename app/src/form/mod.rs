//! The form of a request message: one row a field, drawn from a document, answered in edits of it.
//! It knows nothing of calls; it holds no values but what is drawn.

mod brief;
mod columns;
mod draw;
mod editors;
mod folds;
mod heads;
mod hints;
mod parts;
mod place;
mod rows;
mod strips;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod view;

pub use draw::{FormInput, form_ui};
pub use editors::json_job;
pub use view::{DocumentKey, FormView};
