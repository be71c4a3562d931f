//! How a load ended: with a schema, however little of it could be had, or with why there is none.

use std::collections::HashSet;

use crate::{
    engine::{event::SchemaFailure, failure::Failure},
    reflection::{ReflectionError, ReflectionReport},
    schema::Schema,
};

pub(super) type Outcome = Result<(Schema, Option<ReflectionReport>), SchemaFailure>;

/// Files of which not one could be loaded are a failure.
pub(super) fn of_files(schema: Schema) -> Outcome {
    let problems = schema.problems();
    let first = problems.iter().find(|problem| problem.is_error);
    if first.is_none() || has_files(&schema) {
        return Ok((schema, None));
    }
    let failure = Failure {
        summary: "No file could be loaded".into(),
        cause: first.map(|problem| format!("{}: {}", problem.file, problem.message)),
        hint: first.and_then(|problem| problem.hint.clone()),
    };
    Err(SchemaFailure::Files(failure, problems.to_vec(), schema.mending_roots().to_vec()))
}

/// Whether there is a file that is not built in.
fn has_files(schema: &Schema) -> bool {
    let built_in: HashSet<String> = Schema::builtin().files().into_iter().collect();
    !schema.services().is_empty() || schema.files().iter().any(|file| !built_in.contains(file))
}

pub(super) fn of_reflection(error: &ReflectionError) -> SchemaFailure {
    let failure = Failure::from(error);
    if error.is_unimplemented() {
        return SchemaFailure::NoReflection(failure);
    }
    SchemaFailure::Reflection(failure, error.finished().cloned())
}

pub(super) fn broken_files(panic: String) -> SchemaFailure {
    SchemaFailure::Files(broke(panic), Vec::new(), Vec::new())
}

pub(super) fn broken_reflection(panic: String) -> SchemaFailure {
    SchemaFailure::Reflection(broke(panic), None)
}

fn broke(panic: String) -> Failure {
    Failure::new("Farcall failed to read this schema").because(panic).hint("Please report it; the rest goes on")
}
