//! The intake: files of any origin become one pool of descriptors, a bad file taking only its dependents along.
//! It reads no disk and no network; `sources` and `reflection` bring the files.

mod guard;
mod imports;
mod nesting;
mod order;
mod pool;
mod report;
mod restated;
mod vet;
pub(super) mod wire;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

use bytes::Bytes;
use prost::Message as _;
use prost_reflect::DescriptorPool;
use prost_types::FileDescriptorProto;

pub(super) use self::{
    guard::{on_large_stack, unless_panics},
    nesting::{MAX_NESTING, too_deep},
    report::{from_diagnostic, line_and_column},
    vet::edition_not_supported,
};
use super::{builtin, problem::Problem};

/// A file on its way in, types perhaps not yet resolved.
pub(super) struct Candidate {
    /// What it declares.
    pub descriptor: FileDescriptorProto,
    /// The bytes it came as; `None` if it was parsed from text.
    pub encoded: Option<Bytes>,
    /// Its text, for the places of what is wrong.
    pub text: Option<String>,
}

impl Candidate {
    /// A file that came as descriptor bytes.
    pub fn decode(encoded: Bytes) -> Result<Self, prost::DecodeError> {
        let descriptor = FileDescriptorProto::decode(encoded.clone())?;
        Ok(Self { descriptor, encoded: Some(encoded), text: None })
    }

    pub fn name(&self) -> &str {
        self.descriptor.name()
    }
}

/// How an import that nobody has is told.
pub(super) enum Absent<'a> {
    /// A server gave the files.
    Server,
    /// The files of a descriptor set.
    Set,
    /// .proto files.
    Sources {
        /// What to try, by import.
        hints: &'a HashMap<String, String>,
        /// Files that are there and did not parse.
        broken: &'a HashSet<String>,
    },
}

/// What came of it.
pub(super) struct Assembled {
    pub pool: DescriptorPool,
    pub problems: Vec<Problem>,
    /// Files whose import statements the pool does not keep as written: `import public` among them.
    pub public_imports: HashMap<String, Vec<String>>,
}

/// Builds the pool. Deep and long: call it within [`on_large_stack`].
pub(super) fn assemble(candidates: Vec<Candidate>, absent: &Absent<'_>) -> Assembled {
    let mut problems = Vec::new();
    let mut files = unique(candidates, &mut problems);
    restated::yield_to_builtins(&mut files);
    let mut bad: HashSet<usize> = HashSet::new();
    for (index, file) in files.iter().enumerate() {
        let faults = vet::vet(file);
        if !faults.is_empty() {
            bad.insert(index);
            problems.extend(faults);
        }
    }
    imports::infer(&mut files, &bad);
    imports::add_builtins(&mut files);
    let order = order::order(&files);
    for cycle in order.cycles {
        bad.insert(cycle.file);
        let name = files.get(cycle.file).map_or("", Candidate::name);
        problems.push(Problem::error(name, cycle.message()).at(cycle.position));
    }
    pool::build(files, order.sequence, bad, absent, problems)
}

/// Leaves out the well-known types, which are built in, and what has the name of a file before it.
fn unique(candidates: Vec<Candidate>, problems: &mut Vec<Problem>) -> Vec<Candidate> {
    let mut files: Vec<Candidate> = Vec::with_capacity(candidates.len());
    let mut by_name: HashMap<String, usize> = HashMap::with_capacity(candidates.len());
    for file in candidates {
        if builtin::is_well_known(file.name()) {
            continue;
        }
        match by_name.get(file.name()).and_then(|&first| files.get(first)) {
            None => {
                by_name.insert(file.name().to_owned(), files.len());
                files.push(file);
            }
            Some(first) if same_content(first, &file) => {}
            Some(_) => {
                problems.push(Problem::warning(file.name(), "came twice with different content; the first one is used"))
            }
        }
    }
    files
}

/// Equal but for comments and positions.
fn same_content(a: &Candidate, b: &Candidate) -> bool {
    fn bare(file: &Candidate) -> FileDescriptorProto {
        FileDescriptorProto { source_code_info: None, ..file.descriptor.clone() }
    }
    (a.encoded.is_some() && a.encoded == b.encoded) || bare(a) == bare(b)
}
