//! .proto files and folders: gathered with what they import, parsed one by one, named as imports name them, compiled.
//! It knows no rule of the language: `syntax`, `compile` and the intake judge what is in a file.

mod capitals;
mod gather;
mod imports;
mod mending;
mod naming;
mod parse;
mod sets;

use std::{
    collections::{HashMap, HashSet},
    path::PathBuf,
};

use bytes::Bytes;

pub(super) use self::sets::{Sets, declared_names};
use self::{
    gather::{Gathering, Source},
    imports::{import_place, imports_of, rename_imports},
    naming::Naming,
};
use super::Loaded;
use crate::schema::{
    builtin,
    catalog::Schema,
    compile::{self, Compiled, CompiledFile, Imports},
    descriptor::FileDescriptorProto,
    intake::{self, Absent, Assembled, Candidate},
    limits::SchemaLimits,
    problem::Problem,
    progress::{LoadProgress, LoadStep},
};

/// Loads files, folders, patterns and buf workspaces, beside descriptor sets; `None`: `progress` ended it.
pub(super) fn load(
    paths: &[PathBuf],
    import_roots: &[PathBuf],
    sets: Sets,
    limits: &SchemaLimits,
    progress: &mut dyn LoadProgress,
) -> Option<Loaded> {
    let mut gathering = Gathering::new(limits, sets);
    gathering.open(paths, import_roots, progress).continue_value()?;
    finish(gathering, progress)
}

fn finish(gathering: Gathering<'_>, progress: &mut dyn LoadProgress) -> Option<Loaded> {
    let Gathering { roots, files, mut sets, mut problems, missing, mut footprint, .. } = gathering;
    problems.append(&mut sets.problems);
    footprint.join(std::mem::take(&mut sets.footprint));
    footprint.miss(roots.absent());
    let naming = Naming::of(&files, &roots);
    let hints = mending::hints(&missing, &files, &roots);
    let named = name_all(files, &naming, &mut problems);
    let imports = Imports { hints: &hints.by_import, broken: &named.broken };
    sets.yield_to(&named.files, &mut problems);
    let mut base = sets.base();
    base.extend(named.builtins(&sets));
    let Compiled { files, problems: faults } = compile::compile(named.files, &base, &imports, progress)?;
    progress.step(&LoadStep::Linking).continue_value()?;
    let absent = Absent::Sources { hints: &hints.by_import, broken: &named.broken };
    let mut candidates = in_one_piece(files);
    let beneath = sets.beneath();
    sets.complete(&mut candidates);
    let assembled = intake::assemble(candidates, &absent);
    // What the intake says of a file that the compiler found fault with, it has said with its place.
    let told: HashSet<&str> = faults.iter().filter(|fault| fault.is_error).map(|fault| fault.file.as_str()).collect();
    let is_told = |file: &str| told.contains(file) || beneath.contains(file);
    problems.extend(assembled.problems.into_iter().filter(|problem| !is_told(&problem.file)));
    problems.extend(faults.iter().cloned());
    let schema = Schema::assembled(Assembled { problems, ..assembled }).with_places(named.paths, hints.roots);
    Some(Loaded { schema, footprint: Some(footprint) })
}

/// The files under the names they go by.
#[derive(Default)]
struct Named {
    files: Vec<FileDescriptorProto>,
    /// Files that did not parse.
    broken: HashSet<String>,
    paths: HashMap<String, PathBuf>,
}

impl Named {
    /// Built-in files that complete them and those of the sets.
    fn builtins(&self, sets: &Sets) -> Vec<Bytes> {
        let own = self.files.iter().filter_map(|file| file.name.as_deref()).chain(sets.names()).collect();
        let imports = self.files.iter().flat_map(|file| file.dependency.iter().chain(&file.option_dependency));
        builtin::imported(imports.map(String::as_str).chain(sets.imports()), &own)
    }
}

fn name_all(files: Vec<Source>, naming: &Naming, problems: &mut Vec<Problem>) -> Named {
    let mut named = Named::default();
    for (index, file) in files.into_iter().enumerate() {
        let Some(name) = naming.name(index) else { continue };
        if let Some(winner) = naming.loser(index) {
            let at = file.path.display();
            problems.push(Problem::warning(name, format!("also lies at {at}; {winner} is used")));
            continue;
        }
        named.paths.insert(name.to_owned(), file.path);
        problems.extend(file.problems.into_iter().map(|problem| Problem { file: name.to_owned(), ..problem }));
        let Some(mut parsed) = file.parsed else {
            named.broken.insert(name.to_owned());
            continue;
        };
        parsed.name = Some(name.to_owned());
        let own = &file.imports;
        rename_imports(&mut parsed, |import| naming.name(*own.get(import)?).map(str::to_owned));
        named.files.push(parsed);
    }
    named
}

/// The files as slices of one piece of memory: what stays for as long as the schema does lies together, and all that was
/// taken for the making of it can be given back.
fn in_one_piece(files: Vec<CompiledFile>) -> Vec<Candidate> {
    let mut whole = Vec::with_capacity(files.iter().map(|file| file.encoded.len()).sum());
    let lens: Vec<usize> = files
        .into_iter()
        .map(|file| {
            whole.extend_from_slice(&file.encoded);
            file.encoded.len()
        })
        .collect();
    let mut rest = Bytes::from(whole);
    lens.into_iter().filter_map(|len| Candidate::decode(rest.split_to(len)).ok()).collect()
}
