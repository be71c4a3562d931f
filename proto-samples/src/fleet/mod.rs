//! The delivery fleet: what its vans measure and where they are.

mod conversation;
mod drivers;
pub(crate) mod route;
mod telemetry;

pub(crate) use drivers::Drivers;
pub(crate) use telemetry::Telemetry;
