//! The services made for trying a client: every kind of field, every kind of fault.

mod everything;
mod faults;
mod metadata;
mod scripts;

pub(crate) use everything::Everything;
pub(crate) use faults::Faults;
