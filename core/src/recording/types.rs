//! The types of a recorded call: the files that go into a recording, and the method found in them again.
//! It reads no file of its own.

use std::collections::HashSet;

use prost::Message as _;

use super::head::RecordingHead;
use crate::schema::{FileDescriptor, Method, Pool, Schema, descriptor::FileDescriptorSet};

/// Schemas up to this size go in whole, so that an `Any` and the details of a status are read, too.
const WHOLE_BYTES: usize = 1 << 20;

/// The files that the messages of a method are read by, as an encoded `FileDescriptorSet`: all of its schema where that is
/// small, else those that its service and its messages need. Imports come first.
pub fn schema_set(method: &Method) -> Vec<u8> {
    let pool = method.input.parent_pool();
    let size = pool.files().fold(0_usize, |sum, file| sum.saturating_add(file.declarations().len()));
    let files: Vec<FileDescriptor> = if size <= WHOLE_BYTES { pool.files().collect() } else { needed(pool, method) };
    FileDescriptorSet { file: files.iter().map(FileDescriptor::encoded).collect() }.encode_to_vec()
}

/// The files of the service and of both messages, and all they import, in the order of the pool.
fn needed(pool: &Pool, method: &Method) -> Vec<FileDescriptor> {
    let service = pool.get_service_by_name(&method.path.service).map(|service| service.parent_file().name().to_owned());
    let messages = [&method.input, &method.output].map(|of| of.parent_file().name().to_owned());
    let mut wanted: Vec<String> = messages.into_iter().chain(service).collect();
    let by_name: std::collections::HashMap<String, FileDescriptor> =
        pool.files().map(|file| (file.name().to_owned(), file)).collect();
    let mut known = HashSet::new();
    while let Some(name) = wanted.pop() {
        if let Some(file) = by_name.get(&name).filter(|_| !known.contains(&name)) {
            wanted.extend(file.imports().map(str::to_owned));
            known.insert(name);
        }
    }
    pool.files().filter(|file| known.contains(file.name())).collect()
}

/// The schema of a set, the method of a head in it, and whether it has its types: without them its fields have numbers.
/// `None` only where not even the built-in types are there.
pub fn method_of(head: &RecordingHead, set: Option<&[u8]>) -> Option<(Schema, Method, bool)> {
    let files = set.and_then(|set| FileDescriptorSet::decode(set).ok()).map(|set| set.file).unwrap_or_default();
    let schema = match files.is_empty() {
        true => Schema::default(),
        false => Schema::from_files(files.into_iter().map(Vec::from).collect()),
    };
    match typed(head, &schema) {
        Some(method) => Some((schema, method, true)),
        None => Some((schema, untyped(head)?, false)),
    }
}

/// The method of a head in a schema, if it has one of the same kind.
pub(super) fn typed(head: &RecordingHead, schema: &Schema) -> Option<Method> {
    schema.method(&head.method).filter(|method| method.kind == head.kind).cloned()
}

/// A method whose types know no field, so that each is shown by its number.
fn untyped(head: &RecordingHead) -> Option<Method> {
    let empty = Schema::builtin().message("google.protobuf.Empty")?;
    let (input, output) = (empty.clone(), empty);
    Some(Method { path: head.method.clone(), kind: head.kind, input, output, docs: String::new(), deprecated: false })
}
