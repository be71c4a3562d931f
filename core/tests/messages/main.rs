//! Messages through the public codec alone: what each JSON text becomes or why it is refused, and what hostile ones do.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod hostile;
mod protojson;
mod round_trips;

use std::{path::Path, sync::LazyLock};

use farcall_core::schema::{FileSource, MessageDescriptor, Schema};

static SCHEMA: LazyLock<Schema> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/message/samples");
    let schema = Schema::load(&FileSource::Protos { paths: vec![folder], import_roots: Vec::new(), sets: Vec::new() });
    assert_eq!(schema.problems(), []);
    schema
});

/// A type of the samples by its full name.
fn message(full_name: &str) -> MessageDescriptor {
    SCHEMA.message(full_name).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}
