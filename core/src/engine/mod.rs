//! The engine: the only owner of a runtime. Commands in, events out; neither side ever waits for the other.

mod command;
mod event;
mod failure;
mod queue;
mod runner;

pub use command::{CallId, Command, FileCommand, SchemaRequest, SchemaSource, SourceId, TaskId};
pub use event::{Event, LoadCause, LoadedSchema, SaveOutcome, SchemaFailure};
pub use failure::Failure;
pub use runner::{Busy, Engine, StartError, block_on};

pub use crate::call::Outbound;
