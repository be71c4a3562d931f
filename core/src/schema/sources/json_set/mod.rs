//! Descriptor sets as JSON, as `buf build -o image.json` writes them: read into the binary form, custom options included.
//! It goes by descriptor.proto and by the extensions that the set itself declares; it judges no file.

mod scalar;
mod writer;

#[cfg(test)]
mod tests;

use bytes::Bytes;
use serde_json::{Value, value::RawValue};

use self::writer::Writer;
use crate::schema::{
    catalog::Schema,
    intake::{self, Absent, Candidate},
    problem::Problem,
};

const FILE: &str = "google.protobuf.FileDescriptorProto";

/// The set, each file as it was written.
#[derive(serde::Deserialize)]
struct JsonSet<'a> {
    #[serde(borrow)]
    file: Vec<&'a RawValue>,
}

/// What became of a set.
#[derive(Default)]
pub(super) struct FromJson {
    /// Each a `FileDescriptorProto`.
    pub files: Vec<Bytes>,
    /// Files that are none, options that could not be read.
    pub problems: Vec<Problem>,
}

/// Whether these bytes may be a set as JSON.
pub(super) fn may_be(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().first() == Some(&b'{')
}

/// Reads a set, at most so many files of it. Call it with a large stack.
///
/// # Errors
/// Why it is none, in words.
pub(super) fn read(bytes: &[u8], most: usize) -> Result<FromJson, String> {
    let set: JsonSet = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    let shapes = Schema::builtin();
    let first = Pass::over(&set, most, &Writer::new(shapes.pool(), None));
    if !first.has_extensions {
        return Ok(first.read);
    }
    // What is within brackets is of types that the set declares: they are read first.
    let candidates = first.read.files.iter().filter_map(|file| Candidate::decode(file.clone()).ok()).collect();
    let declared = intake::assemble(candidates, &Absent::Set).pool;
    Ok(Pass::over(&set, most, &Writer::new(shapes.pool(), Some(&declared))).read)
}

/// One reading of all files.
#[derive(Default)]
struct Pass {
    read: FromJson,
    has_extensions: bool,
}

impl Pass {
    fn over(set: &JsonSet<'_>, most: usize, writer: &Writer<'_>) -> Self {
        let mut pass = Self::default();
        for raw in set.file.iter().take(most) {
            // One at a time: a tree of values is many times its text.
            let value: Result<Value, _> = serde_json::from_str(raw.get());
            let value = value.unwrap_or_default();
            let name = value.get("name").and_then(Value::as_str).unwrap_or_default();
            let mut notes = writer::Notes::default();
            match writer.message(FILE, &value, &mut notes) {
                Ok(bytes) => pass.read.files.push(bytes.into()),
                Err(fault) => pass.read.problems.push(Problem::error(name, fault)),
            }
            pass.has_extensions |= notes.has_extensions;
            pass.read.problems.extend(notes.left_out.into_iter().map(|what| Problem::warning(name, what)));
        }
        pass
    }
}
