//! The palette: what was typed and the rows that match, best first.

use farcall_core::{
    engine::SourceId,
    schema::{MethodKind, MethodPath, SymbolKind},
    workspace::RequestPath,
};

/// The open palette.
#[derive(Default)]
pub struct Palette {
    /// As typed.
    pub text: String,
    /// Matching rows.
    pub rows: Vec<PaletteRow>,
    /// The selected row.
    pub selected: usize,
    /// Saved requests and commands, as they were given to the search.
    pub others: Vec<PaletteRow>,
    /// Number of the search asked for last.
    pub asked: u64,
    /// Number of the search that `rows` are of.
    pub found: u64,
    /// Enter was pressed before the search was done: its first row is what is meant.
    pub take_when_found: bool,
}

impl Palette {
    /// Whether `rows` are of an earlier text.
    pub fn is_pending(&self) -> bool {
        self.found < self.asked
    }
}

/// One row.
#[derive(Debug, Clone)]
pub enum PaletteRow {
    /// Open a method.
    Method(SourceId, MethodPath, MethodKind),
    /// Open a service, message, enum or extension.
    Symbol(SourceId, String, SymbolKind),
    /// Open a saved request.
    Saved(RequestPath, String),
    /// Do something: its label, which no other command has, and its key.
    Command(&'static str, Option<String>),
}
