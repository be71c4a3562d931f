//! A file on its way in: its name and imports, and the bytes of everything else.
//! It is decoded when its turn comes, so that never more than one is held decoded.

use std::collections::HashMap;

use bytes::Bytes;
use prost::{DecodeError, Message};

use super::census::{MAX_DECLARED, declared};
use crate::schema::{builtin, descriptor::FileDescriptorProto, model::KeptSource, problem::Problem};

/// A file on its way in.
pub(in crate::schema) struct Candidate {
    /// As imports name it; may be anything.
    pub name: String,
    /// Imports, in their order.
    pub imports: Vec<String>,
    /// What it declares and imports, counted no further than one past what is let in.
    pub declared: usize,
    /// The whole file, but for what is kept apart.
    pub encoded: Bytes,
    /// Its comments and places, where a cache keeps them apart.
    pub kept: Option<KeptSource>,
}

/// The part of `FileDescriptorProto` that orders files.
#[derive(Clone, PartialEq, Message)]
struct Head {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
    #[prost(string, repeated, tag = "3")]
    dependency: Vec<String>,
}

/// The name alone.
#[derive(Clone, PartialEq, Message)]
struct Name {
    #[prost(string, optional, tag = "1")]
    name: Option<String>,
}

impl Candidate {
    /// Reads name and imports; the rest is not looked at yet.
    pub fn decode(encoded: Bytes) -> Result<Self, DecodeError> {
        let declared = declared(&encoded);
        if declared > MAX_DECLARED {
            // It will be refused by its name: nothing else of it is kept.
            let name = Name::decode(encoded)?.name.unwrap_or_default();
            return Ok(Self { name, imports: Vec::new(), declared, encoded: Bytes::new(), kept: None });
        }
        let head = Head::decode(encoded.clone())?;
        Ok(Self { name: head.name.unwrap_or_default(), imports: head.dependency, declared, encoded, kept: None })
    }
}

/// Leaves out the well-known types, which are built in, and what has the name of a file before it.
pub(super) fn unique(candidates: Vec<Candidate>, problems: &mut Vec<Problem>) -> Vec<Candidate> {
    let mut files: Vec<Candidate> = Vec::with_capacity(candidates.len());
    let mut by_name: HashMap<String, usize> = HashMap::with_capacity(candidates.len());
    for file in candidates {
        if builtin::is_well_known(&file.name) {
            continue;
        }
        if let Some(meant) = builtin::well_known_by_letters(&file.name) {
            let message = format!("is called \"{meant}\"; the built-in one is used");
            problems.push(Problem::warning(file.name, message));
            continue;
        }
        match by_name.get(&file.name).and_then(|&first| files.get(first)) {
            None => {
                by_name.insert(file.name.clone(), files.len());
                files.push(file);
            }
            Some(first) if same_content(first, &file) => {}
            Some(_) => {
                problems.push(Problem::warning(file.name, "came twice with different content; the first one is used"));
            }
        }
    }
    files
}

/// Equal but for comments and positions.
fn same_content(a: &Candidate, b: &Candidate) -> bool {
    let bare = |file: &Candidate| {
        let descriptor = FileDescriptorProto::decode(file.encoded.clone()).ok()?;
        Some(FileDescriptorProto { source_code_info: None, ..descriptor })
    };
    a.encoded == b.encoded || bare(a).is_some_and(|bare_a| Some(bare_a) == bare(b))
}
