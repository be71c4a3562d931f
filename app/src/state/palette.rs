//! The palette: what was typed and the rows that match, best first.

use farcall_core::{
    engine::SourceId,
    schema::{MethodKind, MethodPath},
    workspace::RequestPath,
};

use crate::action::Action;

/// The open palette.
#[derive(Default)]
pub struct Palette {
    /// As typed.
    pub text: String,
    /// Matching rows.
    pub rows: Vec<PaletteRow>,
    /// The selected row.
    pub selected: usize,
}

/// One row.
#[derive(Debug, Clone)]
pub enum PaletteRow {
    /// Open a method.
    Method(SourceId, MethodPath, MethodKind),
    /// Open a saved request.
    Saved(RequestPath, String),
    /// Do something.
    Command(Action, &'static str, Option<String>),
}
