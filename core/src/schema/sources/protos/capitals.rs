//! Well-known files and types written with other capitals than they have: `google/protobuf/Timestamp.proto`.
//! They are taken for what they mean, with a warning; a file that is really called so comes first.

use super::{gather::Source, import_place};
use crate::schema::{builtin, problem::Problem};

/// Takes an import that leads nowhere for the well-known file of the same letters; false if there is none.
pub(super) fn settle_import(file: &mut Source, import: &str) -> bool {
    let Some(meant) = builtin::well_known_by_letters(import) else { return false };
    let Some(parsed) = &mut file.parsed else { return false };
    let problem = Problem::warning("", format!("imports \"{import}\", which is called \"{meant}\"; that one is used"));
    file.problems.push(problem.at(import_place(parsed, import)));
    for dependency in parsed.dependency.iter_mut().chain(&mut parsed.option_dependency) {
        if dependency == import {
            meant.clone_into(dependency);
        }
    }
    true
}
