//! The intake: encoded files of any origin become one linked pool, a bad file taking along only what nobody else declares.
//! It reads no disk and no network; `sources` and `reflection` bring the files.

mod ahead;
mod builtins;
mod candidate;
mod census;
mod guard;
mod order;
mod report;
mod restated;
mod vet;
pub(super) mod wire;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};

pub(crate) use self::census::declares_too_much;
use self::{ahead::Vetted, candidate::unique, census::MAX_DECLARED_IN_ALL, report::Report};
pub(super) use self::{
    candidate::Candidate,
    guard::{STACK_BYTES, on_large_stack, unless_panics},
};
use super::{
    builtin,
    model::{Pool, PoolBuilder},
    problem::Problem,
};

/// Levels that messages of a file may nest; what people write stays under ten.
const MAX_NESTING: usize = 64;

/// Bytes of all full names of a pool together: nested names repeat what is around them, so that few bytes can stand for many.
const MAX_NAMES_BYTES: usize = 512 << 20;

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
    pub pool: Pool,
    pub problems: Vec<Problem>,
}

/// Builds the pool. Long: call it within [`on_large_stack`].
pub(super) fn assemble(candidates: Vec<Candidate>, absent: &Absent<'_>) -> Assembled {
    let mut assembly = Assembly::default();
    for file in builtin::files().iter().filter(|file| builtin::is_well_known(&file.name)) {
        assembly.add_builtin(file);
    }
    let mut files = unique(candidates, &mut assembly.problems);
    builtins::add_imported(&mut files);
    let order = order::order(&files);
    for cycle in order.cycles {
        let name = files.get(cycle.file).map_or("", |file| file.name.as_str());
        assembly.problems.push(Problem::error(name, cycle.message()).at(cycle.position));
    }
    let sequence: Vec<&Candidate> = order.sequence.iter().filter_map(|&index| files.get(index)).collect();
    ahead::each_vetted(&sequence, |file, outcome| assembly.add(file, outcome));
    assembly.add_used_builtins();
    assembly.finish(&files, absent)
}

/// A pool in the making, and what is wrong with what it is made of.
#[derive(Default)]
struct Assembly {
    builder: PoolBuilder,
    /// Names of files.
    loaded: HashSet<String>,
    /// Declarations of all of them.
    declared: usize,
    problems: Vec<Problem>,
}

impl Assembly {
    fn add_builtin(&mut self, file: &builtin::BuiltinFile) {
        if !self.loaded.contains(&file.name) && self.builder.clash(&file.descriptor).is_none() {
            self.builder.add(&file.descriptor, file.encoded.clone(), None);
            self.loaded.insert(file.name.clone());
        }
    }

    fn add(&mut self, file: &Candidate, outcome: Result<Vetted, Vec<Problem>>) {
        match outcome.and_then(|vetted| self.fitting(file, vetted)) {
            Ok(Vetted { descriptor, encoded, kept, oddities, .. }) => {
                self.problems.extend(oddities);
                self.builder.add(&descriptor, encoded, kept);
                self.loaded.insert(file.name.clone());
                self.declared = self.declared.saturating_add(file.declared);
            }
            Err(mut faults) => self.problems.append(&mut faults),
        }
    }

    /// The file, if it fits with those before it.
    fn fitting(&self, file: &Candidate, vetted: Vetted) -> Result<Vetted, Vec<Problem>> {
        if let Some(name) = self.builder.clash(&vetted.descriptor) {
            let fault = format!("declares {name}, as another file does already");
            return Err(vec![Problem::error(&file.name, fault)]);
        }
        if self.declared.saturating_add(file.declared) > MAX_DECLARED_IN_ALL {
            let fault = format!("does not fit: all files declare more than {MAX_DECLARED_IN_ALL} things");
            return Err(vec![Problem::error(&file.name, fault)]);
        }
        if self.builder.names_len().saturating_add(vetted.names_len) > MAX_NAMES_BYTES {
            let fault = format!("does not fit: the names of all files exceed {} MiB", MAX_NAMES_BYTES >> 20);
            return Err(vec![Problem::error(&file.name, fault)]);
        }
        Ok(vetted)
    }

    /// Built-in files that declare what is used and that nobody imports: some servers give files without their imports.
    fn add_used_builtins(&mut self) {
        let wanted: HashSet<&str> = self.builder.unresolved().into_iter().filter_map(builtins::home_of).collect();
        if wanted.is_empty() {
            return;
        }
        for file in builtins::with_imports(&wanted) {
            self.add_builtin(file);
        }
    }

    fn finish(self, files: &[Candidate], absent: &Absent<'_>) -> Assembled {
        let (pool, missing) = self.builder.link();
        let mut report = Report::new(files, absent, &self.loaded);
        report.missing_types(missing);
        report.unmet_imports();
        let mut problems = self.problems;
        problems.append(&mut report.problems);
        Assembled { pool, problems }
    }
}
