//! The gathering: what was opened and all it imports, read and parsed round by round.
//! It resolves no types and names no file; a file that cannot be read keeps its problems.

use std::{
    collections::{HashMap, HashSet},
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

use super::{
    capitals,
    parse::{Taken, parse_all},
    sets::Sets,
};
use crate::{
    schema::{
        builtin,
        descriptor::FileDescriptorProto,
        limits::SchemaLimits,
        problem::Problem,
        progress::{LoadProgress, LoadStep},
        sources::{
            FileSource,
            buf::{self, BufWorkspace, Module},
            footprint::Footprint,
            pattern,
            roots::{Resolved, Root, Roots, root_by_package},
            walk::{Bounds, Walk},
        },
    },
    status::words,
};

/// A file on disk.
pub(super) struct Source {
    /// Canonical.
    pub path: PathBuf,
    /// `None`: it did not parse, and `problems` say why.
    pub parsed: Option<FileDescriptorProto>,
    /// About the file, which has no name yet.
    pub problems: Vec<Problem>,
    /// Where its imports lead, if they are files.
    pub imports: HashMap<String, usize>,
    /// Opened by itself, not found below a folder: the folder it is relative to if nothing else says.
    alone_in: Option<PathBuf>,
}

/// The files so far.
pub(super) struct Gathering<'a> {
    pub roots: Roots,
    pub files: Vec<Source>,
    /// What lies beside them, to be imported.
    pub sets: Sets,
    /// About what is no file of the schema.
    pub problems: Vec<Problem>,
    /// Imports that lead nowhere.
    pub missing: HashSet<String>,
    /// Links that were told of.
    outside: HashSet<PathBuf>,
    pub footprint: Footprint,
    limits: &'a SchemaLimits,
    buf_cache: Option<PathBuf>,
    by_path: HashMap<PathBuf, usize>,
    /// The next file that is to be read; all before it are.
    unread: usize,
    taken: Taken,
    is_full: bool,
}

impl<'a> Gathering<'a> {
    pub fn new(limits: &'a SchemaLimits, sets: Sets) -> Self {
        Self {
            roots: Roots::default(),
            files: Vec::new(),
            taken: Taken::of_bytes(sets.len_bytes()),
            sets,
            problems: Vec::new(),
            missing: HashSet::new(),
            outside: HashSet::new(),
            footprint: Footprint::default(),
            limits,
            buf_cache: buf::cache_folder(|name| std::env::var_os(name)),
            by_path: HashMap::new(),
            unread: 0,
            is_full: false,
        }
    }

    /// Opens files, folders, patterns and buf workspaces, and all they import. `Break`: `progress` ended it.
    pub fn open(
        &mut self,
        paths: &[PathBuf],
        import_roots: &[PathBuf],
        progress: &mut dyn LoadProgress,
    ) -> ControlFlow<()> {
        for path in import_roots {
            match Root::new(path) {
                Some(root) => self.roots.add(root),
                None => {
                    self.problems.push(Problem::warning(path.display().to_string(), "is not a folder to import from"));
                }
            }
        }
        let mut modules = Vec::new();
        let mut alone = Vec::new();
        for path in paths {
            self.place(path, &mut modules, &mut alone);
        }
        for module in &modules {
            self.walk(module, progress)?;
        }
        for (file, folder) in alone {
            self.open_file(&file, folder);
        }
        self.read(progress)?;
        self.root_those_alone();
        self.follow_imports(progress)
    }

    /// Decides what a path is: modules to walk, in order, or files.
    fn place(&mut self, path: &Path, modules: &mut Vec<Module>, alone: &mut Vec<(PathBuf, Option<PathBuf>)>) {
        if path.is_dir() || (buf::is_config(path) && path.is_file()) {
            let folder = if path.is_dir() { path } else { path.parent().unwrap_or(path) };
            return self.place_folder(folder, modules);
        }
        match pattern::files(path, self.limits.max_files) {
            Some(pattern::Matches { files, .. }) if files.is_empty() => {
                self.problems.push(Problem::error(path.display().to_string(), "matches no .proto file"));
            }
            Some(pattern::Matches { files, below }) => {
                alone.extend(files.into_iter().map(|file| (file, Some(below.clone()))));
            }
            None => alone.push((path.to_owned(), None)),
        }
    }

    fn place_folder(&mut self, folder: &Path, modules: &mut Vec<Module>) {
        let cache = self.buf_cache.clone();
        if let Some(workspace) = BufWorkspace::at(folder, cache.as_deref(), &mut self.footprint)
            && !workspace.modules.is_empty()
        {
            modules.extend(self.join(workspace));
            return;
        }
        let Some(root) = Root::new(folder) else { return };
        let whole = vec![root.canonical.clone()];
        modules.push(Module { folder: root.canonical.clone(), includes: whole, excludes: Vec::new() });
        self.roots.add(root);
        if let Some(around) = BufWorkspace::around(folder, cache.as_deref(), &mut self.footprint) {
            self.join(around);
        }
    }

    /// Makes the roots of a workspace ours; gives its modules.
    fn join(&mut self, workspace: BufWorkspace) -> Vec<Module> {
        let roots = workspace.modules.iter().map(|module| &module.folder).chain(&workspace.dependencies);
        roots.filter_map(|folder| Root::new(folder)).for_each(|root| self.roots.add(root));
        for problem in workspace.problems {
            if !self.problems.contains(&problem) {
                self.problems.push(problem);
            }
        }
        workspace.modules
    }

    fn walk(&mut self, module: &Module, progress: &mut dyn LoadProgress) -> ControlFlow<()> {
        let allowed = self.roots.canonical();
        for folder in &module.includes {
            let bounds = Bounds::of_files(self.limits.max_files);
            let walk = Walk { folder, allowed: &allowed, excluded: &module.excludes, bounds };
            let before = self.files.len();
            let found = walk.run(&mut |found| progress.step(&LoadStep::Finding { found: before + found }))?;
            let shown = folder.display().to_string();
            if found.files.is_empty() && found.unreadable.is_empty() {
                self.problems.push(Problem::error(&shown, "holds no .proto files"));
            }
            if let Some(limit) = found.cut_short {
                let message = format!("is too large to open whole: {limit}; the rest was not read");
                let hint =
                    "Open the folder of your services, and add the others as import folders; or raise the limit.";
                self.problems.push(Problem::error(&shown, message).hint(hint));
            }
            found.outside.into_iter().for_each(|path| self.leave_outside(path));
            for (path, reason) in found.unreadable {
                self.problems.push(Problem::error(path.display().to_string(), format!("cannot be read: {reason}")));
            }
            self.footprint.join(found.footprint);
            self.join_below(&module.folder, &found.configured);
            for path in found.files {
                self.file(path);
            }
        }
        ControlFlow::Continue(())
    }

    /// Workspaces found below a folder that is none: their roots come before the folder that holds them.
    fn join_below(&mut self, folder: &Path, configured: &[PathBuf]) {
        let cache = self.buf_cache.clone();
        for below in configured.iter().filter(|below| *below != folder) {
            if let Some(workspace) = BufWorkspace::at(below, cache.as_deref(), &mut self.footprint) {
                let modules = self.join(workspace);
                self.roots.prefer(modules.iter().map(|module| module.folder.as_path()), folder);
            }
        }
    }

    fn open_file(&mut self, path: &Path, folder: Option<PathBuf>) {
        let shown = path.display().to_string();
        if FileSource::is_set_name(path) {
            let problem = Problem::error(shown, "is a descriptor set, not a .proto file");
            return self.problems.push(problem.hint("Open it as a descriptor set (--protoset)."));
        }
        let canonical = match fs::canonicalize(path) {
            Ok(canonical) => canonical,
            Err(error) => {
                return self.problems.push(Problem::error(shown, format!("cannot be read: {}", words::io(&error))));
            }
        };
        let folder = folder.or_else(|| canonical.parent().map(Path::to_owned));
        let Some(index) = self.file(canonical) else { return };
        if let Some(file) = self.files.get_mut(index) {
            file.alone_in = folder;
        }
    }

    /// Files opened by themselves: the workspace around one, its package, else its folder says what it is relative to.
    fn root_those_alone(&mut self) {
        let cache = self.buf_cache.clone();
        for index in 0..self.files.len() {
            let Some(file) = self.files.get(index) else { return };
            let Some(folder) = file.alone_in.clone() else { continue };
            let path = file.path.clone();
            if !self.roots.names(&path).is_empty() {
                continue;
            }
            let by_package = file.parsed.as_ref().and_then(|parsed| root_by_package(&path, parsed.package()));
            if let Some(workspace) = BufWorkspace::around(&path, cache.as_deref(), &mut self.footprint) {
                self.join(workspace);
            } else if let Some(root) = Root::new(by_package.as_deref().unwrap_or(&folder)) {
                self.roots.add(root);
            }
            self.roots.add_ancestors(&path);
        }
    }

    /// The file at a canonical path, to be read if it is new; none for a copy of a well-known file.
    fn file(&mut self, path: PathBuf) -> Option<usize> {
        if let Some(&known) = self.by_path.get(&path) {
            return Some(known);
        }
        if path.to_str().and_then(builtin::name_within).is_some_and(builtin::is_well_known) {
            return None;
        }
        if self.files.len() >= self.limits.max_files {
            if !std::mem::replace(&mut self.is_full, true) {
                let message =
                    format!("was not read, and what follows neither: more than {} files", self.limits.max_files);
                self.problems.push(Problem::error(path.display().to_string(), message));
            }
            return None;
        }
        let index = self.files.len();
        self.by_path.insert(path.clone(), index);
        self.files.push(Source { path, parsed: None, problems: Vec::new(), imports: HashMap::new(), alone_in: None });
        Some(index)
    }

    fn follow_imports(&mut self, progress: &mut dyn LoadProgress) -> ControlFlow<()> {
        let mut followed = 0;
        while followed < self.files.len() {
            self.read(progress)?;
            for index in followed..self.unread {
                let Some(parsed) = self.files.get(index).and_then(|file| file.parsed.as_ref()) else { continue };
                for import in super::imports_of(parsed) {
                    self.follow(index, import);
                }
            }
            followed = self.unread;
        }
        ControlFlow::Continue(())
    }

    /// Reads and parses what is not yet.
    fn read(&mut self, progress: &mut dyn LoadProgress) -> ControlFlow<()> {
        let first = self.unread;
        let paths: Vec<PathBuf> = self.files.iter().skip(first).map(|file| file.path.clone()).collect();
        let of = self.files.len();
        self.unread = of;
        let mut done = first;
        let (files, footprint) = (&mut self.files, &mut self.footprint);
        let mut prints = vec![None; paths.len()];
        parse_all(&paths, self.limits, &self.taken, &mut |index, read| {
            done += 1;
            if let (Some(file), Some(print)) = (files.get_mut(first + index), prints.get_mut(index)) {
                *print = read.print;
                file.parsed = read.file;
                file.problems = read.problems;
            }
            progress.step(&LoadStep::Parsing { done, of })
        })?;
        prints.into_iter().for_each(|print| footprint.read(print));
        ControlFlow::Continue(())
    }

    fn follow(&mut self, importer: usize, import: String) {
        if builtin::is_well_known(&import) {
            return;
        }
        let by_path = &self.by_path;
        match self.roots.resolve(&import, |path| by_path.contains_key(path)) {
            Resolved::File(path) => {
                let imported = self.file(path);
                if let (Some(file), Some(imported)) = (self.files.get_mut(importer), imported) {
                    file.imports.insert(import, imported);
                }
            }
            Resolved::Outside(path) => self.leave_outside(path),
            Resolved::Missing if builtin::file(&import).is_some() || self.sets.has(&import) => {}
            Resolved::Missing => {
                let Some(file) = self.files.get_mut(importer) else { return };
                if !capitals::settle_import(file, &import) {
                    self.missing.insert(import);
                }
            }
        }
    }

    /// Tells of a link that leads out of the import folders, once.
    fn leave_outside(&mut self, path: PathBuf) {
        let shown = path.display().to_string();
        if self.outside.insert(path) {
            let message = format!("\"{shown}\" lies outside the import folders; not read");
            let hint = "It is a link; add the folder it leads to as an import folder.";
            self.problems.push(Problem::error(shown, message).hint(hint));
        }
    }
}
