//! Two schemas as one: what the first lacks comes from the second, and nothing of the first is replaced.
//! It compares files and names; whether they fit together is told by the intake.

use std::collections::HashSet;

use prost::Message as _;

use super::protos::declared_names;
use crate::schema::{
    catalog::Schema,
    descriptor::FileDescriptorProto,
    intake::{self, Absent, Assembled, Candidate},
    model::FileDescriptor,
    problem::Problem,
};

/// All of `primary`, and of `filler` the files that define nothing `primary` has. Call it with a large stack.
pub(in crate::schema) fn merge(primary: &Schema, filler: &Schema) -> Schema {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut taken = HashSet::new();
    let mut defined = HashSet::new();
    for file in primary.pool().files() {
        taken.insert(file.name().to_owned());
        defined.extend(declared_names(&file));
        let commented = filler.descriptor_of(file.name()).filter(|other| adds_comments(&file, other));
        candidates.extend(candidate(&commented.unwrap_or(file)));
    }
    let mut filled = HashSet::new();
    for file in filler.pool().files() {
        let is_new = !taken.contains(file.name()) && !declared_names(&file).iter().any(|name| defined.contains(name));
        if is_new {
            filled.insert(file.name().to_owned());
            candidates.extend(candidate(&file));
        }
    }
    let mut assembled = intake::assemble(candidates, &Absent::Set);
    let loaded: HashSet<String> = assembled.pool.files().map(|file| file.name().to_owned()).collect();
    let kept = primary.problems().iter().filter(|problem| !(problem.is_error && loaded.contains(&problem.file)));
    let mut problems: Vec<Problem> = kept.chain(filler.problems()).cloned().collect();
    problems.append(&mut assembled.problems);
    let mut paths = filler.paths().clone();
    paths.extend(primary.paths().clone());
    let mut roots = [primary.mending_roots(), filler.mending_roots()].concat();
    roots.sort();
    roots.dedup();
    Schema::assembled(Assembled { problems, ..assembled }).with_places(paths, roots).with_filled(&filled)
}

fn candidate(file: &FileDescriptor) -> Option<Candidate> {
    Candidate::decode(file.encoded()).ok()
}

/// The same declarations, and comments that the first one does not have.
fn adds_comments(file: &FileDescriptor, other: &FileDescriptor) -> bool {
    let bare = |file: &FileDescriptor| {
        let descriptor = FileDescriptorProto::decode(file.encoded()).ok()?;
        Some(FileDescriptorProto { source_code_info: None, ..descriptor })
    };
    file.source_code_info().is_none() && other.source_code_info().is_some() && bare(file) == bare(other)
}
