//! Bad schemas: what is said of each, what still loads, and that nothing makes the core panic or recurse without end.
//! It goes through the public `Schema` alone, so it holds whatever stands behind it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod case;
mod descriptors;
mod fair;
mod links;
mod mutants;
mod set_bytes;
mod set_elements;
mod set_files;
mod texts;
mod trees;
