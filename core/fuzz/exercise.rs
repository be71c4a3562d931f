//! What both targets do with a schema once it loaded, and the folder they write to.
//! It looks at nothing that comes back.

use std::{path::Path, sync::LazyLock};

use farcall_core::{
    message::{Document, JsonOptions, print_json},
    schema::Schema,
};
use tempfile::TempDir;

/// Symbols looked at of one schema.
const SYMBOLS: usize = 8;

static FOLDER: LazyLock<TempDir> = LazyLock::new(|| TempDir::new().expect("a temporary folder"));

/// One folder for the whole run.
pub fn folder() -> &'static Path {
    FOLDER.path()
}

/// Browses a little of it, and writes and reads a message of each kind.
pub fn exercise(schema: &Schema) {
    let symbols = schema.symbols();
    for symbol in symbols.iter().filter(|symbol| !symbol.name.starts_with("google.protobuf.")).take(SYMBOLS) {
        schema.describe(&symbol.name);
        schema.page(&symbol.name);
        let Some(message) = schema.message(&symbol.name) else { continue };
        let bytes = Document::template(message.clone()).encode().unwrap_or_default();
        print_json(&message, &bytes, &JsonOptions::default());
        print_json(&message, &[10, 2, 8, 1, 18, 1, 97, 0x1b, 8, 1, 0x1c], &JsonOptions::default());
    }
}
