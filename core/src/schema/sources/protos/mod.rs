//! .proto files and folders: gathered with what they import, parsed one by one, named as imports name them.
//! It resolves no types; a file that does not parse is left out here, what depends on it at the intake.

mod naming;
mod parse;

use std::{
    collections::{HashMap, HashSet, VecDeque},
    fs,
    path::{Path, PathBuf},
};

use prost_types::FileDescriptorProto;

use self::naming::Naming;
use super::{
    read::{ReadError, read_text},
    roots::{Resolved, Root, Roots, root_by_package},
    walk::{Limits, walk},
};
use crate::schema::{
    builtin,
    catalog::Schema,
    intake::{self, Absent, Assembled, Candidate},
    problem::Problem,
};

/// All text of one load.
const MAX_TOTAL_BYTES: usize = 1 << 30;

pub(super) fn load(paths: &[PathBuf], import_roots: &[PathBuf]) -> Schema {
    let mut gathering = Gathering::default();
    gathering.open(paths, import_roots);
    gathering.follow_imports();
    gathering.finish()
}

/// A file on disk.
struct Source {
    /// Canonical.
    path: PathBuf,
    /// `None`: not read yet, or it did not parse, and `problems` say why.
    parsed: Option<(FileDescriptorProto, String)>,
    /// About the file, which has no name yet.
    problems: Vec<Problem>,
    /// Where its imports lead, if they are files.
    imports: HashMap<String, usize>,
}

/// The files so far.
#[derive(Default)]
struct Gathering {
    roots: Roots,
    files: Vec<Source>,
    by_path: HashMap<PathBuf, usize>,
    unread: VecDeque<usize>,
    /// About what is no file of the schema.
    problems: Vec<Problem>,
    /// Imports that lead nowhere.
    missing: HashSet<String>,
    total_bytes: usize,
}

impl Gathering {
    fn open(&mut self, paths: &[PathBuf], import_roots: &[PathBuf]) {
        for path in import_roots {
            match Root::new(path) {
                Some(root) => self.roots.add(root),
                None => {
                    self.problems.push(Problem::warning(path.display().to_string(), "is not a folder to import from"))
                }
            }
        }
        let (folders, files): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(|path| path.is_dir());
        folders.iter().filter_map(|folder| Root::new(folder)).for_each(|root| self.roots.add(root));
        for folder in folders {
            self.open_folder(folder);
        }
        for file in files {
            self.open_file(file);
        }
    }

    fn open_folder(&mut self, folder: &Path) {
        let found = walk(folder, &self.roots.canonical(), Limits::default());
        let shown = folder.display().to_string();
        if found.files.is_empty() && found.unreadable.is_empty() {
            self.problems.push(Problem::error(&shown, "holds no .proto files"));
        }
        if let Some(limit) = found.cut_short {
            let problem = Problem::error(&shown, format!("is too large to open whole: {limit}; the rest was not read"));
            self.problems.push(problem.hint("Open the folder of your services, and add the others as import folders."));
        }
        for path in found.outside {
            self.problems.push(outside(&path));
        }
        for (path, reason) in found.unreadable {
            self.problems.push(Problem::error(path.display().to_string(), format!("cannot be read: {reason}")));
        }
        for path in found.files {
            if let Ok(canonical) = fs::canonicalize(path) {
                self.file(canonical);
            }
        }
    }

    /// A file opened by itself: its package, else its folder, says what it is relative to.
    fn open_file(&mut self, path: &Path) {
        let shown = path.display().to_string();
        if path.extension().is_some_and(|end| ["binpb", "protoset", "pb", "desc"].iter().any(|set| end == *set)) {
            let problem = Problem::error(shown, "is a descriptor set, not a .proto file");
            return self.problems.push(problem.hint("Open it as a descriptor set (--protoset)."));
        }
        let canonical = match fs::canonicalize(path) {
            Ok(canonical) => canonical,
            Err(error) => {
                return self.problems.push(Problem::error(shown, format!("cannot be read: {error}")));
            }
        };
        let Some(index) = self.file(canonical.clone()) else { return };
        if self.roots.names(&canonical).is_empty() {
            self.read(index);
            let package = self.files.get(index).and_then(|file| Some(file.parsed.as_ref()?.0.package()));
            let by_package = package.and_then(|package| root_by_package(&canonical, package));
            let root = by_package.as_deref().or(canonical.parent()).and_then(Root::new);
            root.into_iter().for_each(|root| self.roots.add(root));
            self.roots.add_ancestors(&canonical);
        }
    }

    /// The file at a canonical path, to be read if it is new; none for a copy of a well-known file.
    fn file(&mut self, path: PathBuf) -> Option<usize> {
        if path.to_str().and_then(builtin::name_within).is_some_and(builtin::is_well_known) {
            return None;
        }
        let next = self.files.len();
        let index = *self.by_path.entry(path.clone()).or_insert(next);
        if index == next {
            self.files.push(Source { path, parsed: None, problems: Vec::new(), imports: HashMap::new() });
            self.unread.push_back(index);
        }
        Some(index)
    }

    fn follow_imports(&mut self) {
        while let Some(index) = self.unread.pop_front() {
            self.read(index);
            let Some((descriptor, _)) = self.files.get(index).and_then(|file| file.parsed.as_ref()) else { continue };
            for import in descriptor.dependency.clone() {
                self.follow(index, import);
            }
        }
    }

    fn follow(&mut self, importer: usize, import: String) {
        if builtin::is_well_known(&import) {
            return;
        }
        match self.roots.resolve(&import) {
            Resolved::File(path) => {
                let imported = self.file(path);
                if let (Some(file), Some(imported)) = (self.files.get_mut(importer), imported) {
                    file.imports.insert(import, imported);
                }
            }
            Resolved::Outside(path) => {
                let problem = outside(&path);
                if !self.problems.contains(&problem) {
                    self.problems.push(problem);
                }
            }
            Resolved::Missing if builtin::file(&import).is_some() => {}
            Resolved::Missing => {
                self.missing.insert(import);
            }
        }
    }

    fn read(&mut self, index: usize) {
        let Some(file) = self.files.get_mut(index).filter(|file| file.parsed.is_none() && file.problems.is_empty())
        else {
            return;
        };
        match read_text(&file.path) {
            Err(error) => file.problems.push(unread(&error)),
            Ok(text) if self.total_bytes.saturating_add(text.len()) > MAX_TOTAL_BYTES => {
                let limit = MAX_TOTAL_BYTES >> 20;
                file.problems.push(Problem::error("", format!("was not read: all files together exceed {limit} MiB")));
            }
            Ok(text) => {
                self.total_bytes += text.len();
                match parse::parse(&text) {
                    Ok(descriptor) => file.parsed = Some((descriptor, text)),
                    Err(problems) => file.problems = problems,
                }
            }
        }
    }

    fn finish(self) -> Schema {
        let naming = Naming::of(&self.files, &self.roots);
        let hints = naming::hints(&self.missing, &self.files, &self.roots);
        let mut problems = self.problems;
        let mut candidates = Vec::new();
        let mut broken = HashSet::new();
        let mut paths = HashMap::new();
        for (index, file) in self.files.into_iter().enumerate() {
            let Some(name) = naming.name(index) else { continue };
            match naming.loser(index) {
                Some(winner) => {
                    let at = file.path.display();
                    problems.push(Problem::warning(name, format!("also lies at {at}; {winner} is used")));
                    continue;
                }
                None => paths.insert(name.to_owned(), file.path),
            };
            problems.extend(file.problems.into_iter().map(|problem| Problem { file: name.to_owned(), ..problem }));
            let Some((mut descriptor, text)) = file.parsed else {
                broken.insert(name.to_owned());
                continue;
            };
            descriptor.name = Some(name.to_owned());
            for import in &mut descriptor.dependency {
                if let Some(name) = file.imports.get(import.as_str()).and_then(|&imported| naming.name(imported)) {
                    name.clone_into(import);
                }
            }
            candidates.push(Candidate { descriptor, encoded: None, text: Some(text) });
        }
        let assembled = intake::assemble(candidates, &Absent::Sources { hints: &hints.by_import, broken: &broken });
        problems.extend(assembled.problems);
        Schema::assembled(Assembled { problems, ..assembled }).with_places(paths, hints.roots)
    }
}

fn outside(path: &Path) -> Problem {
    let shown = path.display().to_string();
    let message = format!("\"{shown}\" lies outside the import folders; not read");
    Problem::error(shown, message).hint("It is a link; add the folder it leads to as an import folder.")
}

fn unread(error: &ReadError) -> Problem {
    Problem { line: error.line(), ..Problem::error("", error.to_string()) }
}
