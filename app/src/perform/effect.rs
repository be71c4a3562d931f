//! What an action asks of the world outside the state; the window carries it out.

use farcall_core::engine::Command;

use crate::{job::Job, state::QuestionKind};

/// Something for the window to do.
pub enum Effect {
    /// Hand this to the engine.
    Engine(Box<Command>),
    /// Do this away from the window's thread.
    Work(Box<Job>),
    /// Put this on the clipboard.
    Copy(String),
    /// Open this in the user's browser.
    OpenUrl(String),
    /// Open the system's file dialog.
    Browse(Browse),
    /// Start the built-in sample server, or use the one that runs.
    StartSample,
    /// Show the theme of the state.
    ApplyTheme,
    /// Show the zoom of the state.
    ApplyZoom,
    /// End the program.
    Quit,
}

/// What a file dialog is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Browse(pub QuestionKind);

impl Effect {
    /// An effect for the engine.
    pub fn engine(command: Command) -> Self {
        Self::Engine(Box::new(command))
    }
}
