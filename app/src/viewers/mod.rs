//! Viewers of the response side and of anything read-only: plain data in, what the user did out.
//! They know nothing of the app's state and of its actions.

pub mod code;
pub mod escape;
pub mod facts;
pub mod frames;
#[cfg(test)]
mod gui_tests;
pub mod instruments;
pub mod log;
pub mod message_view;
pub mod metadata_table;
pub mod parts;
pub mod proposals;
mod scroll;
mod scroll_bar;
pub mod sequence;
pub mod status_panel;
pub mod timeline;

pub use self::{
    scroll::RowScroll,
    scroll_bar::{scroll_bar_ui, take_wheel},
};
