//! buf workspaces: which folders of one are import roots, what of them is left out, and where its dependencies lie.
//! It reads buf's files and its cache on disk, and holds the one against the other; it runs no buf and asks no registry.

mod cache;
mod config;
mod digest;

#[cfg(test)]
mod tests;

use std::{
    collections::HashSet,
    fs,
    path::{Component, Path, PathBuf},
};

use self::{
    cache::Kept,
    config::{BufLock, BufWorkYaml, BufYaml, Locked},
};
use super::{
    footprint::{FilePrint, Footprint},
    read::{read_bytes, text_of},
};
use crate::schema::problem::Problem;

pub(super) use self::cache::cache_folder;

/// Largest file of settings that is read.
const MAX_BYTES: usize = 1 << 20;
/// Folders above what was opened that are looked at for a workspace.
const MAX_ABOVE: usize = 12;
/// Modules of one workspace, parts of one module, dependencies of one file.
const MAX_MODULES: usize = 1000;

/// Whether this is one of the files that make a folder a workspace.
pub(super) fn is_config(path: &Path) -> bool {
    path.file_name().is_some_and(|name| ["buf.yaml", "buf.work.yaml", "buf.lock"].iter().any(|config| name == *config))
}

/// One folder whose .proto files import one another by their path below it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Module {
    /// The import root, canonical.
    pub folder: PathBuf,
    /// What of it belongs to the module, canonical: itself, or folders and files below it.
    pub includes: Vec<PathBuf>,
    /// What does not, canonical.
    pub excludes: Vec<PathBuf>,
}

/// A workspace as its files say it is.
#[derive(Debug, Default)]
pub(super) struct BufWorkspace {
    /// Modules, in the order they are listed.
    pub modules: Vec<Module>,
    /// Import roots of what it depends on, in buf's cache.
    pub dependencies: Vec<PathBuf>,
    /// What could not be read or found.
    pub problems: Vec<Problem>,
}

impl BufWorkspace {
    /// The workspace that begins at this folder, if it holds a `buf.work.yaml` or a `buf.yaml`.
    pub fn at(folder: &Path, cache: Option<&Path>, footprint: &mut Footprint) -> Option<Self> {
        let folder = fs::canonicalize(folder).ok()?;
        let mut reading = Reading { cache, footprint, found: Self::default() };
        let work = reading.config::<BufWorkYaml>(&folder.join("buf.work.yaml"));
        let is_workspace = match work {
            Some(work) => {
                reading.work(&folder, &work);
                true
            }
            None => reading.module_file(&folder),
        };
        let found = reading.found;
        (is_workspace || !found.problems.is_empty()).then_some(found)
    }

    /// The workspace around this folder or file, if one of its modules holds it.
    pub fn around(path: &Path, cache: Option<&Path>, footprint: &mut Footprint) -> Option<Self> {
        let path = fs::canonicalize(path).ok()?;
        for folder in path.ancestors().skip(1).take(MAX_ABOVE) {
            let configs: HashSet<PathBuf> = ["buf.work.yaml", "buf.yaml"].map(|name| folder.join(name)).into();
            let is_workspace = configs.iter().any(|config| config.is_file());
            if !is_workspace {
                // One that comes later makes this another schema.
                footprint.miss(&configs);
            }
            if is_workspace {
                let found = Self::at(folder, cache, footprint)?;
                if found.modules.iter().any(|module| path.starts_with(&module.folder)) {
                    return Some(found);
                }
            }
            if folder.join(".git").exists() {
                return None;
            }
        }
        None
    }
}

struct Reading<'a> {
    cache: Option<&'a Path>,
    footprint: &'a mut Footprint,
    found: BufWorkspace,
}

impl Reading<'_> {
    /// `buf.work.yaml`: a list of modules, each with a `buf.yaml` of its own or none.
    fn work(&mut self, folder: &Path, work: &BufWorkYaml) {
        for directory in work.directories.iter().take(MAX_MODULES) {
            let Some(module) = self.below(folder, directory, "buf.work.yaml") else { continue };
            if !self.module_file(&module) {
                self.found.modules.push(Module {
                    includes: vec![module.clone()],
                    folder: module,
                    excludes: Vec::new(),
                });
            }
        }
    }

    /// `buf.yaml` of any version; false if there is none.
    fn module_file(&mut self, folder: &Path) -> bool {
        let Some(config) = self.config::<BufYaml>(&folder.join("buf.yaml")) else { return false };
        let known = self.found.modules.len();
        for listed in config.modules().iter().take(MAX_MODULES) {
            let Some(root) = self.below(folder, &listed.path, "buf.yaml") else { continue };
            let among = |paths: &[String]| -> Vec<PathBuf> {
                let named = paths.iter().take(MAX_MODULES);
                named.filter_map(|path| fs::canonicalize(folder.join(plain(path)?)).ok()).collect()
            };
            let (includes, excludes) = (among(&listed.includes), among(&listed.excludes));
            let includes = if includes.is_empty() { vec![root.clone()] } else { includes };
            self.found.modules.push(Module { folder: root, includes, excludes });
        }
        if known == self.found.modules.len() {
            self.tell(folder, "buf.yaml", "lists no module that is there");
        }
        self.dependencies(folder, &config);
        true
    }

    fn dependencies(&mut self, folder: &Path, config: &BufYaml) {
        let lock = self.config::<BufLock>(&folder.join("buf.lock")).unwrap_or_default();
        let mut wanted: Vec<Locked> = lock.dependencies().into_iter().take(MAX_MODULES).collect();
        for name in config.dependencies().take(MAX_MODULES) {
            if !wanted.iter().any(|locked| locked.name == name) {
                wanted.push(Locked { name, commit: None, digest: None });
            }
        }
        for dependency in wanted {
            let kept =
                self.cache.and_then(|cache| cache::module(cache, &dependency.name, dependency.commit.as_deref()));
            match kept {
                Some(kept) if self.found.dependencies.contains(&kept.root) => {}
                Some(kept) => {
                    self.verify(folder, &dependency, &kept);
                    self.found.dependencies.push(kept.root);
                }
                None => {
                    let shown = folder.join("buf.yaml").display().to_string();
                    let message = format!("depends on {}, which is not in buf's cache", dependency.name);
                    let hint = fetching(dependency.commit.is_some(), config.is_v2());
                    self.found.problems.push(Problem::warning(shown, message).hint(hint));
                }
            }
        }
    }

    /// Says it where the copy in the cache is not the one that `buf.lock` names.
    fn verify(&mut self, folder: &Path, dependency: &Locked, kept: &Kept) {
        let Some(digest) = dependency.digest.as_deref().filter(|digest| digest.starts_with(digest::B5)) else { return };
        let of_dependencies = kept.digests_of_dependencies.as_deref();
        let Some(actual) = of_dependencies.and_then(|digests| digest::b5(&kept.root, digests)) else { return };
        if actual != digest {
            let shown = folder.join("buf.lock").display().to_string();
            let message = format!("the copy of {} in buf's cache is not the one that is named here", dependency.name);
            let hint =
                format!("Its digest is {}…. buf registry cc empties the cache, buf build fills it.", begin(&actual));
            self.found.problems.push(Problem::warning(shown, message).hint(hint));
        }
    }

    /// A file of settings, if it is there and can be understood.
    fn config<T: serde::de::DeserializeOwned>(&mut self, path: &Path) -> Option<T> {
        let Ok(metadata) = fs::metadata(path) else {
            self.footprint.miss(&[path.to_owned()].into());
            return None;
        };
        let read = read_bytes(path, MAX_BYTES).and_then(|bytes| {
            self.footprint.read(FilePrint::of(path, &metadata, &bytes));
            text_of(bytes)
        });
        let parsed = match read {
            Ok(text) => serde_yaml_ng::from_str(&text).map_err(|error| {
                let place =
                    error.location().and_then(|at| Some((at.line().try_into().ok()?, at.column().try_into().ok()?)));
                Problem::error("", format!("cannot be understood: {error}")).at(place)
            }),
            Err(error) => Err(Problem::error("", error.to_string())),
        };
        parsed.map_err(|problem| self.found.problems.push(Problem { file: path.display().to_string(), ..problem })).ok()
    }

    /// A folder that a file of settings names: below that file's own, and there.
    fn below(&mut self, folder: &Path, named: &str, config: &str) -> Option<PathBuf> {
        let canonical = plain(named).and_then(|path| fs::canonicalize(folder.join(path)).ok());
        let below = canonical.filter(|path| path.is_dir() && path.starts_with(folder));
        if below.is_none() {
            self.tell(folder, config, &format!("names \"{named}\", which is no folder below its own; left out"));
        }
        below
    }

    fn tell(&mut self, folder: &Path, config: &str, message: &str) {
        self.found.problems.push(Problem::warning(folder.join(config).display().to_string(), message));
    }
}

/// Enough of a digest to tell it from another.
fn begin(digest: &str) -> &str {
    digest.get(..digest::B5.len() + 12).unwrap_or(digest)
}

/// What brings a dependency into buf's cache.
fn fetching(is_locked: bool, is_v2: bool) -> &'static str {
    match (is_locked, is_v2) {
        (true, _) => "buf.lock has it: run buf build in its folder once, which fetches it.",
        (false, true) => "buf.lock does not have it: run buf dep update in its folder, then buf build.",
        (false, false) => {
            "buf.lock does not have it: run buf dep update (before buf 1.32, buf mod update) in its folder, then buf build."
        }
    }
}

/// A relative path that leads nowhere but down.
fn plain(path: &str) -> Option<&Path> {
    let path = Path::new(path);
    path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir)).then_some(path)
}
