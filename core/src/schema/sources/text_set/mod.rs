//! Descriptor sets that people can read: JSON and text format, as `buf build -o image.json` and `image.txtpb` write them.
//! They become the binary form, custom options included: by descriptor.proto and by the extensions that the set itself
//! declares. No file is judged here.

mod json;
mod known;
mod scalar;
mod shapes;
mod text;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use bytes::Bytes;

use self::shapes::Shapes;
use crate::schema::{
    catalog::Schema,
    intake::{self, Absent, Candidate},
    problem::Problem,
};

/// The type of each file of a set.
const FILE: &str = "google.protobuf.FileDescriptorProto";

/// How a set is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Text,
}

/// What became of a set.
#[derive(Default)]
pub(super) struct FromText {
    /// Each a `FileDescriptorProto`.
    pub files: Vec<Bytes>,
    /// Files that are none, options that could not be read.
    pub problems: Vec<Problem>,
}

/// What was met in a file.
#[derive(Default)]
struct Notes {
    has_extensions: bool,
    /// What is not in the bytes and why.
    left_out: BTreeSet<String>,
}

/// One reading of all files.
#[derive(Default)]
struct Pass {
    read: FromText,
    has_extensions: bool,
}

impl Form {
    /// The one that bytes are in which are a set at all.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        let bytes = bytes.trim_ascii_start();
        match bytes.first() {
            Some(b'{') => Some(Self::Json),
            // A comment may come first.
            Some(b'#') => Some(Self::Text),
            _ => bytes.starts_with(b"file").then_some(Self::Text),
        }
    }

    /// As it is named to people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Json => "JSON",
            Self::Text => "text format",
        }
    }

    /// Reads a set, at most so many files of it. Call it with a large stack.
    ///
    /// # Errors
    /// Why it is none, in words.
    pub fn read(self, bytes: &[u8], most: usize) -> Result<FromText, String> {
        let builtin = Schema::builtin();
        let first = self.pass(bytes, most, &Shapes::new(builtin.pool(), None))?;
        if !first.has_extensions {
            return Ok(first.read);
        }
        // What is within brackets is of types that the set declares: they are read first.
        let candidates = first.read.files.iter().filter_map(|file| Candidate::decode(file.clone()).ok()).collect();
        let declared = intake::assemble(candidates, &Absent::Set).pool;
        Ok(self.pass(bytes, most, &Shapes::new(builtin.pool(), Some(&declared)))?.read)
    }

    fn pass(self, bytes: &[u8], most: usize, shapes: &Shapes<'_>) -> Result<Pass, String> {
        match self {
            Self::Json => json::pass(bytes, most, shapes),
            Self::Text => text::pass(bytes, most, shapes),
        }
    }
}

impl Pass {
    /// Takes in a file, or why it is none.
    fn add(&mut self, name: &str, file: Result<Vec<u8>, String>, notes: Notes) {
        match file {
            Ok(bytes) => self.read.files.push(bytes.into()),
            Err(fault) => self.read.problems.push(Problem::error(name, fault)),
        }
        self.has_extensions |= notes.has_extensions;
        self.read.problems.extend(notes.left_out.into_iter().map(|what| Problem::warning(name, what)));
    }
}
