//! What is told of imports and types that nobody has, and of bytes that are no file.
//! It decides nothing: the files are loaded or refused by then.

use std::collections::{HashMap, HashSet};

use super::{Absent, Candidate, MAX_NESTING, order::import_position};
use crate::schema::{
    builtin,
    model::{Missing, Needs},
    problem::Problem,
};

/// Types of one file that are told each by itself.
const MAX_TYPES_A_FILE: usize = 20;

/// Imports of one file that are told each by itself: finding the place of one takes as long as the file is.
const MAX_IMPORTS_A_FILE: usize = 20;

/// Problems of files that were loaded with something missing.
pub(super) struct Report<'a> {
    files: &'a [Candidate],
    absent: &'a Absent<'a>,
    loaded: &'a HashSet<String>,
    /// Files that lack a type.
    lacking: HashSet<String>,
    pub problems: Vec<Problem>,
}

impl<'a> Report<'a> {
    pub fn new(files: &'a [Candidate], absent: &'a Absent<'a>, loaded: &'a HashSet<String>) -> Self {
        Self { files, absent, loaded, lacking: HashSet::new(), problems: Vec::new() }
    }

    /// One for each type that a file uses and nobody declares, as it is used first.
    pub fn missing_types(&mut self, missing: Vec<Missing>) {
        let mut told: HashMap<String, HashSet<String>> = HashMap::new();
        for one in missing {
            let told = told.entry(one.file.clone()).or_default();
            if told.len() > MAX_TYPES_A_FILE || !told.insert(one.type_name.clone()) {
                continue;
            }
            let message = match (told.len() > MAX_TYPES_A_FILE, one.needs) {
                (true, _) => "uses more types that were not found".to_owned(),
                (_, Needs::Message | Needs::Enum) => {
                    format!("\"{}\", the type of {}, was not found", one.type_name, one.element)
                }
                (_, Needs::Other) => format!("\"{}\", the type of {}, cannot be one", one.type_name, one.element),
            };
            self.problems.push(Problem::error(&one.file, message));
            self.lacking.insert(one.file);
        }
    }

    /// One for each import that was not loaded: a warning where nothing is missing for it.
    pub fn unmet_imports(&mut self) {
        let given: HashSet<&str> = self.files.iter().map(|file| file.name.as_str()).collect();
        for file in self.files.iter().filter(|file| self.loaded.contains(&file.name)) {
            let mut seen = HashSet::new();
            for import in file.imports.iter().filter(|import| !self.loaded.contains(*import)) {
                if seen.len() > MAX_IMPORTS_A_FILE || !seen.insert(import) {
                    continue;
                }
                if seen.len() > MAX_IMPORTS_A_FILE {
                    let more = Problem::error(&file.name, "imports more files that were not loaded");
                    self.problems.push(Problem { is_error: self.lacking.contains(&file.name), ..more });
                    continue;
                }
                let is_broken = matches!(self.absent, Absent::Sources { broken, .. } if broken.contains(import));
                let exists = is_broken || given.contains(import.as_str());
                let mut problem = Problem::error(&file.name, self.unmet_message(file, import, exists))
                    .at(import_position(file, import));
                problem.is_error = self.lacking.contains(&file.name);
                if let (Absent::Sources { hints, .. }, false) = (self.absent, exists) {
                    problem.hint = hints.get(import).cloned();
                }
                self.problems.push(problem);
            }
        }
    }

    fn unmet_message(&self, file: &Candidate, import: &str, exists: bool) -> String {
        if let Some(meant) = builtin::well_known_by_letters(import) {
            return format!("imports \"{import}\", which is called \"{meant}\"; that one is used");
        }
        match (exists, self.absent) {
            (true, _) => format!("imports \"{import}\", which could not be loaded"),
            (false, Absent::Server) => {
                format!("\"{}\" imports \"{import}\", which the server does not provide", file.name)
            }
            (false, Absent::Set) => format!("imports \"{import}\", which is not in the descriptor set"),
            (false, Absent::Sources { .. }) => format!("imports \"{import}\", which was not found"),
        }
    }
}

/// Bytes that begin as a file and do not go on as one.
pub(super) fn unreadable(file: &str, error: &prost::DecodeError) -> Problem {
    let error = error.to_string();
    match error.contains("recursion limit") {
        true => Problem::error(file, format!("nesting deeper than {MAX_NESTING} levels")),
        false => Problem::error(file, format!("cannot be read: {error}")),
    }
}
