//! The form of a request message: one row a field, drawn from a document, answered in edits of it.
//! It knows nothing of calls; it holds no values but what is drawn.

mod brief;
mod bytes_as;
mod columns;
mod context;
mod draw;
mod editors;
mod extensions;
mod folds;
mod heads;
mod hints;
mod oneof;
mod parts;
mod paste;
mod paste_state;
mod picker;
mod place;
mod row;
mod rows;
mod strips;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests;
mod view;

pub use brief::brief;
pub use draw::{FormInput, form_ui};
pub use editors::json_job;
pub use view::{DocumentKey, FormView};
