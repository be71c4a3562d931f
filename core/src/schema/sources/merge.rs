//! Two schemas as one: what the first lacks comes from the second, and nothing of the first is replaced.
//! It compares files and names; whether they fit together is told by the intake.

use std::collections::HashSet;

use prost_reflect::FileDescriptor;
use prost_types::FileDescriptorProto;

use crate::schema::{
    catalog::Schema,
    intake::{self, Absent, Assembled, Candidate},
    problem::Problem,
};

/// All of `primary`, and of `filler` the files that define nothing `primary` has. Call it with a large stack.
pub(in crate::schema) fn merge(primary: &Schema, filler: &Schema) -> Schema {
    let mut candidates: Vec<Candidate> = Vec::new();
    let mut taken = HashSet::new();
    let mut defined = HashSet::new();
    for file in primary.pool().files() {
        taken.insert(file.name().to_owned());
        defined.extend(top_level_names(&file));
        let commented = filler.pool().get_file_by_name(file.name()).filter(|other| adds_comments(&file, other));
        candidates.extend(candidate(&commented.unwrap_or(file)));
    }
    for file in filler.pool().files() {
        let is_new = !taken.contains(file.name()) && !top_level_names(&file).iter().any(|name| defined.contains(name));
        if is_new {
            candidates.extend(candidate(&file));
        }
    }
    let mut assembled = intake::assemble(candidates, &Absent::Set);
    let loaded: HashSet<String> = assembled.pool.files().map(|file| file.name().to_owned()).collect();
    let kept = primary.problems().iter().filter(|problem| !(problem.is_error && loaded.contains(&problem.file)));
    let mut problems: Vec<Problem> = kept.chain(filler.problems()).cloned().collect();
    problems.append(&mut assembled.problems);
    for schema in [filler, primary] {
        for file in schema.pool().files() {
            let public = schema.public_imports(file.name());
            if !public.is_empty() {
                assembled.public_imports.insert(file.name().to_owned(), public.to_vec());
            }
        }
    }
    let mut paths = filler.paths().clone();
    paths.extend(primary.paths().clone());
    let roots = filler.mending_roots().to_vec();
    Schema::assembled(Assembled { problems, ..assembled }).with_places(paths, roots)
}

fn candidate(file: &FileDescriptor) -> Option<Candidate> {
    Candidate::decode(file.encode_to_vec().into()).ok()
}

/// The same declarations, and comments that the first one does not have.
fn adds_comments(file: &FileDescriptor, other: &FileDescriptor) -> bool {
    let bare =
        |file: &FileDescriptor| FileDescriptorProto { source_code_info: None, ..file.file_descriptor_proto().clone() };
    file.file_descriptor_proto().source_code_info.is_none()
        && other.file_descriptor_proto().source_code_info.is_some()
        && bare(file) == bare(other)
}

fn top_level_names(file: &FileDescriptor) -> Vec<String> {
    let raw = file.file_descriptor_proto();
    let messages = raw.message_type.iter().map(|message| message.name());
    let enums = raw.enum_type.iter().map(|one| one.name());
    let services = raw.service.iter().map(|service| service.name());
    let extensions = raw.extension.iter().map(|extension| extension.name());
    messages.chain(enums).chain(services).chain(extensions).map(|name| format!("{}.{name}", raw.package())).collect()
}
