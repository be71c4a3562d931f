//! What a user does with a schema, done to one that may be anything.
//! It looks at nothing that comes back.

use farcall_core::{
    message::{Document, JsonOptions, print_json, print_text},
    schema::Schema,
};

/// Symbols looked at of one schema.
const SYMBOLS: usize = 6;

/// Browses a little of it, and writes and reads a few messages. How many symbols there are that are not built in.
pub(crate) fn exercise(schema: &Schema, number: usize) -> usize {
    let symbols = schema.symbols();
    let own = symbols.iter().filter(|symbol| !symbol.name.starts_with("google."));
    let skipped = number % own.clone().count().max(1);
    for symbol in own.clone().skip(skipped).take(SYMBOLS) {
        schema.describe(&symbol.name);
        schema.page(&symbol.name);
        if let Some(message) = schema.message(&symbol.name) {
            schema.docs_of(&message);
            let bytes = Document::skeleton(message.clone()).encode().unwrap_or_default();
            print_json(&message, &bytes, &JsonOptions::default());
            print_text(&message, &[10, 2, 8, 1, 18, 1, 97, 0x1b, 8, 1, 0x1c]);
        }
    }
    for method in schema.methods().skip(number % 7).take(2) {
        schema.method(&method.path);
        drop(Document::template(method.input.clone()).encode());
    }
    if number.is_multiple_of(16) {
        schema.outline();
        schema.changes_from(&Schema::builtin());
    }
    for problem in schema.problems().iter().take(3) {
        schema.file_text(&problem.file);
    }
    own.count()
}
