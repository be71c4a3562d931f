//! The frames of HTTP/2 that a call asked to see, with what each did to the windows.
//! It keeps what it is told; the tap reads the wire.

mod frame;
mod history;
mod log;
mod words;

#[cfg(test)]
mod tests;

pub use frame::{Direction, Frame, FrameEffect, FrameTime};
pub use history::{WindowHistory, WindowLine, WindowPoint};
pub use log::{FrameCount, FrameLog, FrameSummary, MessageMark, PingTrip};
pub use words::{FrameFact, frame_kind};

pub(super) use frame::{flag, kind};
pub(super) use history::Windows;
pub(super) use words::is_header_block;
