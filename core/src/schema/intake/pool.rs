//! The building of a pool, file by file, so that each is refused alone and says why.
//! It works around what the library leaves behind when it refuses a file.

use std::collections::{HashMap, HashSet};

use prost_reflect::{DescriptorError, DescriptorPool};
use prost_types::DescriptorProto;

use super::{Absent, Assembled, Candidate, order::import_position, report::from_diagnostic, unless_panics, wire};
use crate::schema::{builtin, problem::Problem};

/// Times the pool is begun again before a file that fails is refused whatever state the pool is in.
const MAX_CLEAN_PASSES: usize = 8;
/// Files that one `import public` may stand for.
const MAX_PUBLIC_IMPORTS: usize = 4096;

/// Adds the files in this order. `bad` ones stay out, and so does what cannot do without them.
pub(super) fn build(
    files: Vec<Candidate>,
    sequence: Vec<usize>,
    bad: HashSet<usize>,
    absent: &Absent<'_>,
    problems: Vec<Problem>,
) -> Assembled {
    let names = files.iter().map(Candidate::name).collect();
    let mut builder = Builder { files: &files, names, absent, bad, problems, warned: HashSet::new() };
    let mut pass = 0;
    let pool = loop {
        match builder.pass(&sequence, pass < MAX_CLEAN_PASSES) {
            (pool, true) => break pool,
            (_, false) => pass += 1,
        }
    };
    let problems = builder.problems;
    let public_imports = files
        .iter()
        .filter(|file| !file.descriptor.public_dependency.is_empty())
        .map(|file| (file.name().to_owned(), own_public_imports(file).map(str::to_owned).collect()))
        .collect();
    Assembled { pool, problems, public_imports }
}

struct Builder<'a> {
    files: &'a [Candidate],
    names: HashSet<&'a str>,
    absent: &'a Absent<'a>,
    bad: HashSet<usize>,
    problems: Vec<Problem>,
    /// Files whose unmet imports were told.
    warned: HashSet<usize>,
}

/// Why a file was refused.
enum Refusal {
    Descriptor(DescriptorError),
    Bytes(prost::DecodeError),
    Panic,
}

impl Builder<'_> {
    /// One pool from the start; false if it cannot be trusted and another pass is due.
    ///
    /// A refused file that declares extensions leaves them behind in what it extends (prost-reflect 0.16 mixes up
    /// two indices when it rolls back), so what fails after it may fail for no reason of its own.
    fn pass(&mut self, sequence: &[usize], leave_doubtful: bool) -> (DescriptorPool, bool) {
        let mut pool = builtin::base_pool();
        let mut visible = Visible::default();
        let mut is_clean = true;
        for &index in sequence {
            let Some(file) = self.files.get(index) else { continue };
            if self.bad.contains(&index) {
                continue;
            }
            let (met, unmet): (Vec<&str>, Vec<&str>) =
                file.descriptor.dependency.iter().map(String::as_str).partition(|import| visible.has(import));
            // Text has names that depend on what is imported; bytes name types in full and may do without.
            let refusal = match file.encoded.is_some() || unmet.is_empty() {
                true => add(&mut pool, file, &visible.through(&met)).err(),
                false => None,
            };
            match (refusal, unmet.is_empty()) {
                (None, true) => visible.add(file),
                (None, false) if file.encoded.is_some() => {
                    visible.add(file);
                    self.tell_unmet(index, &unmet, false);
                }
                (None, false) => self.refuse(index, |this| this.tell_unmet(index, &unmet, true)),
                (Some(refusal), is_met) => {
                    let leaves_traces = matches!(refusal, Refusal::Panic) || declares_extensions(file);
                    if is_clean || !leave_doubtful {
                        self.refuse(index, |this| match is_met {
                            true => this.tell(file, refusal),
                            false => this.tell_unmet(index, &unmet, true),
                        });
                    }
                    is_clean &= !leaves_traces;
                }
            }
        }
        (pool, is_clean)
    }

    fn refuse(&mut self, index: usize, tell: impl FnOnce(&mut Self)) {
        self.bad.insert(index);
        tell(self);
    }

    fn tell(&mut self, file: &Candidate, refusal: Refusal) {
        match refusal {
            Refusal::Descriptor(error) => self.problems.extend(descriptor_problems(file, error)),
            Refusal::Bytes(error) => {
                self.problems.push(Problem::error(file.name(), format!("cannot be read: {error}")))
            }
            Refusal::Panic => {
                self.problems.push(Problem::error(file.name(), "cannot be used: its descriptor is not sound"));
            }
        }
    }

    fn tell_unmet(&mut self, index: usize, unmet: &[&str], is_error: bool) {
        let Some(file) = self.files.get(index) else { return };
        if !self.warned.insert(index) && !is_error {
            return;
        }
        for import in unmet {
            let is_broken = matches!(self.absent, Absent::Sources { broken, .. } if broken.contains(*import));
            let exists = is_broken || self.names.contains(import);
            let mut problem = Problem::error(file.name(), self.unmet_message(file, import, exists))
                .at(import_position(&file.descriptor, import));
            problem.is_error = is_error;
            if let (Absent::Sources { hints, .. }, false) = (self.absent, exists) {
                problem.hint = hints.get(*import).cloned();
            }
            self.problems.push(problem);
        }
    }

    fn unmet_message(&self, file: &Candidate, import: &str, exists: bool) -> String {
        match (exists, self.absent) {
            (true, _) => format!("imports \"{import}\", which could not be loaded"),
            (false, Absent::Server) => {
                format!("\"{}\" imports \"{import}\", which the server does not provide", file.name())
            }
            (false, Absent::Set) => format!("imports \"{import}\", which is not in the descriptor set"),
            (false, Absent::Sources { .. }) => format!("imports \"{import}\", which was not found"),
        }
    }
}

fn descriptor_problems(file: &Candidate, error: DescriptorError) -> Vec<Problem> {
    let one_based = |number: usize| u32::try_from(number).ok()?.checked_add(1);
    let position = error.line().and_then(one_based).zip(error.column().and_then(one_based));
    let error = match &file.text {
        Some(text) => error.with_source_code(text),
        None => error,
    };
    let mut problems = from_diagnostic(file.name(), &error, file.text.as_deref());
    if let (Some(first), Some(_)) = (problems.first_mut(), position) {
        (first.line, first.column) = position.unzip();
    }
    problems
}

fn add(pool: &mut DescriptorPool, file: &Candidate, imports: &[String]) -> Result<(), Refusal> {
    unless_panics(|| match &file.encoded {
        Some(encoded) => {
            let encoded = wire::with_imports(encoded, imports.iter().map(String::as_str)).map_err(Refusal::Bytes)?;
            pool.decode_file_descriptor_proto(encoded).map_err(Refusal::Descriptor)
        }
        None => {
            let mut descriptor = file.descriptor.clone();
            descriptor.dependency = imports.to_vec();
            descriptor.public_dependency.clear();
            descriptor.weak_dependency.clear();
            pool.add_file_descriptor_proto(descriptor).map_err(Refusal::Descriptor)
        }
    })
    .unwrap_or(Err(Refusal::Panic))
}

fn declares_extensions(file: &Candidate) -> bool {
    fn within(message: &DescriptorProto) -> bool {
        !message.extension.is_empty() || message.nested_type.iter().any(within)
    }
    !file.descriptor.extension.is_empty() || file.descriptor.message_type.iter().any(within)
}

fn own_public_imports(file: &Candidate) -> impl Iterator<Item = &str> {
    let imports = &file.descriptor.dependency;
    file.descriptor
        .public_dependency
        .iter()
        .filter_map(|&index| imports.get(usize::try_from(index).ok()?))
        .map(String::as_str)
}

/// What is in the pool, and what an import of it brings along by `import public`.
///
/// The pool is given plain imports only: prost-reflect 0.16 does not see past the first public import, and takes
/// exponential time on some that form a lattice.
#[derive(Default)]
struct Visible(HashMap<String, Vec<String>>);

impl Visible {
    fn has(&self, import: &str) -> bool {
        self.0.contains_key(import) || builtin::is_well_known(import)
    }

    fn add(&mut self, file: &Candidate) {
        let public: Vec<&str> = own_public_imports(file).collect();
        let brought = if public.is_empty() { Vec::new() } else { self.through(&public) };
        self.0.insert(file.name().to_owned(), brought);
    }

    /// These files, then all they bring along, each once.
    fn through(&self, imports: &[&str]) -> Vec<String> {
        let mut seen = HashSet::new();
        let brought = imports.iter().filter_map(|import| self.0.get(*import)).flatten().map(String::as_str);
        imports
            .iter()
            .copied()
            .chain(brought)
            .filter(|import| self.has(import) && seen.insert(*import))
            .take(MAX_PUBLIC_IMPORTS.max(imports.len()))
            .map(str::to_owned)
            .collect()
    }
}
