//! Farcall's two front ends over the same core: the window and the command line.
//!
//! The window is one loop: panels read [`state`](crate::window) and push actions, `perform` turns an action into a
//! changed state and commands for the engine, `apply` takes the engine's events in.

pub mod cli;
pub mod window;

/// Gives memory back once a large schema is compiled; the system's keeps three times what stays in use.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod action;
mod apply;
#[cfg(test)]
mod desk;
mod dialogs;
mod figures;
mod form;
mod job;
mod panels;
mod perform;
mod proto_text;
mod state;
pub mod theme;
mod units;
pub mod viewers;
pub mod widgets;
