//! Copies of reflected schemas, so that a restored session can show its tree and forms without asking a server.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::PathBuf,
};

use farcall_core::{
    engine::{Command, FileCommand, SchemaSource, SourceId},
    schema::{FileSource, Schema},
    transport::Target,
};

use super::{Effect, workspace};
use crate::state::{FileTask, SourceKind, SourceState, State};

/// Keep a copy of what a server just gave.
pub fn keep_copy(state: &mut State, target: &Target, schema: &Schema, out: &mut Vec<Effect>) {
    if let Some(path) = copy_of(state, target) {
        let schema = schema.clone();
        workspace::file(state, FileTask::KeepCopy, FileCommand::KeepSchema { path, schema }, out);
    }
}

/// Show the copies of a restored session's servers, until they are asked again.
pub fn load_copies(state: &mut State, out: &mut Vec<Effect>) {
    let stale: Vec<(SourceId, Target)> = state
        .sources
        .iter()
        .filter_map(|source| match (&source.kind, &source.state) {
            (SourceKind::Reflection { target }, SourceState::Stale) => Some((source.id, (**target).clone())),
            _ => None,
        })
        .collect();
    for (id, target) in stale {
        let Some(path) = copy_of(state, &target).filter(|path| path.exists()) else { continue };
        if let Some(source) = state.source_mut(id) {
            source.remembered = true;
        }
        let files = FileSource::DescriptorSet { paths: vec![path] };
        out.push(Effect::engine(Command::LoadSchema(id, SchemaSource::Files(files))));
    }
}

/// Where the copy of a target's schema lies. The name says nothing of the target.
fn copy_of(state: &State, target: &Target) -> Option<PathBuf> {
    let mut hasher = DefaultHasher::new();
    target.hash(&mut hasher);
    Some(state.data_folder.as_ref()?.join("schemas").join(format!("{:016x}.binpb", hasher.finish())))
}
