//! A call's verdict: the status codes by their canonical names, who made the verdict, and the raw details.
//! It does not decide which status a call ends with; `call` does.

mod code;
mod remedy;
mod verdict;
pub mod words;

pub use code::Code;
pub use remedy::Remedy;
pub use verdict::{Origin, Status};
