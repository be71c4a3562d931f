//! Search over every symbol of a schema, typed letter by letter.
//! It knows names and kinds; what a symbol looks like is told by its page.

mod index;
mod rank;

#[cfg(test)]
mod tests;

pub use self::index::{Found, SearchIndex};
