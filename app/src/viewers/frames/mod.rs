//! The frames of HTTP/2 beneath a call: a panel under its messages with lanes and windows over one time, the frames as a
//! list, and the chosen one in full. It reads what core recorded and measures nothing.

mod axis;
mod detail;
mod lanes;
mod list;
mod panel;
mod windows;

#[cfg(test)]
mod tests;

pub use self::panel::{
    FramesInput, FramesOutcome, FramesViewState, LEAST_PANEL, frames_panel_ui, frames_strip_height, frames_strip_ui,
};
