//! The frames of HTTP/2 that a call asked to see, with what each did to the windows.
//! It keeps what it is told; the tap reads the wire.

mod frame;
mod history;
mod log;
mod marks;
mod words;

#[cfg(test)]
mod tests;

pub use frame::{Direction, Frame, FrameEffect, FrameTime};
pub use history::{WindowHistory, WindowLine, WindowPoint};
pub use log::{FrameCount, FrameLog, FrameSummary, PingTrip};
pub use marks::MessageMark;
pub use words::{FrameFact, frame_kind};

pub(crate) use log::FrameSums;

pub(super) use frame::{flag, kind};
pub(super) use history::Windows;
pub(super) use words::is_header_block;
