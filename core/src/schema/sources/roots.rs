//! Import folders: which file an import means, what a file is called, and which folder would mend a missing import.
//! It looks at paths; it opens no file.

use std::{
    collections::HashSet,
    fs,
    path::{Component, Path, PathBuf},
};

/// Folders above a file that was opened alone, tried for its imports.
const MAX_ANCESTORS: usize = 16;

/// One folder that imports are relative to.
#[derive(Debug, Clone)]
pub(super) struct Root {
    /// As it was given.
    pub shown: PathBuf,
    pub canonical: PathBuf,
}

impl Root {
    pub fn new(path: &Path) -> Option<Self> {
        let canonical = fs::canonicalize(path).ok().filter(|path| path.is_dir())?;
        Some(Self { shown: path.to_owned(), canonical })
    }
}

/// The import folders in order: those given, those opened, those that follow from files opened alone.
#[derive(Debug, Default)]
pub(super) struct Roots {
    list: Vec<Root>,
    /// Where imports were looked for in vain.
    absent: HashSet<PathBuf>,
    /// Folders above files opened alone: a root as soon as an import is found there.
    ancestors: Vec<PathBuf>,
}

/// What an import leads to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Resolved {
    /// This file, canonical.
    File(PathBuf),
    /// A link that leaves all import folders.
    Outside(PathBuf),
    /// No such file.
    Missing,
}

impl Roots {
    pub fn add(&mut self, root: Root) {
        if !self.list.iter().any(|known| known.canonical == root.canonical) {
            self.list.push(root);
        }
    }

    /// Puts these roots before that of `folder`, in their order among the others.
    pub fn prefer<'a>(&mut self, roots: impl Iterator<Item = &'a Path>, folder: &Path) {
        let preferred: Vec<&Path> = roots.collect();
        let Some(place) = self.list.iter().position(|root| root.canonical == folder) else { return };
        let behind = self.list.split_off(place);
        let (first, rest): (Vec<Root>, Vec<Root>) = behind
            .into_iter()
            .partition(|root| root.canonical != folder && preferred.contains(&root.canonical.as_path()));
        self.list.extend(first);
        self.list.extend(rest);
    }

    /// Tries the folders above `file` for imports, the nearest first.
    pub fn add_ancestors(&mut self, file: &Path) {
        for folder in file.ancestors().skip(1).take(MAX_ANCESTORS) {
            let is_top = folder.parent().is_none();
            if !is_top && !self.ancestors.iter().any(|known| known == folder) {
                self.ancestors.push(folder.to_owned());
            }
        }
    }

    pub fn canonical(&self) -> Vec<PathBuf> {
        self.list.iter().map(|root| root.canonical.clone()).collect()
    }

    pub fn shown(&self) -> impl Iterator<Item = &Path> {
        self.list.iter().map(|root| root.shown.as_path())
    }

    /// The file that `import` means: the first root that has it. A path that `is_known` is the canonical one of a file.
    pub fn resolve(&mut self, import: &str, is_known: impl Fn(&Path) -> bool) -> Resolved {
        if !is_plain(import) {
            return Resolved::Missing;
        }
        for root in &self.list {
            let path = root.canonical.join(import);
            if is_known(&path) {
                return Resolved::File(path);
            }
            match fs::canonicalize(&path) {
                Ok(file) if file.is_file() => {
                    return match self.list.iter().any(|root| file.starts_with(&root.canonical)) {
                        true => Resolved::File(file),
                        false => Resolved::Outside(root.shown.join(import)),
                    };
                }
                _ => self.absent.insert(path),
            };
        }
        self.resolve_above(import)
    }

    /// Where imports were looked for in vain.
    pub fn absent(&self) -> &HashSet<PathBuf> {
        &self.absent
    }

    fn resolve_above(&mut self, import: &str) -> Resolved {
        for folder in &self.ancestors {
            let Some(root) = Root::new(folder) else { continue };
            let Ok(file) = fs::canonicalize(root.canonical.join(import)) else { continue };
            if file.is_file() && file.starts_with(&root.canonical) {
                self.add(root);
                return Resolved::File(file);
            }
        }
        Resolved::Missing
    }

    /// What the file may be called, by the roots that hold it, in their order.
    pub fn names(&self, file: &Path) -> Vec<String> {
        self.list.iter().filter_map(|root| relative_name(file.strip_prefix(&root.canonical).ok()?)).collect()
    }
}

/// The folder that makes `file` importable as `import`, if its path ends so.
pub(super) fn mending_root(file: &Path, import: &str) -> Option<PathBuf> {
    let mut root = file;
    for part in Path::new(import).components().rev() {
        let Component::Normal(part) = part else { return None };
        if root.file_name() != Some(part) {
            return None;
        }
        root = root.parent()?;
    }
    Some(root.to_owned())
}

/// The folder that a file's package says it is relative to: `x/shop/v1/a.proto` of `shop.v1` is relative to `x`.
pub(super) fn root_by_package(file: &Path, package: &str) -> Option<PathBuf> {
    if package.is_empty() {
        return None;
    }
    mending_root(file.parent()?, &package.replace('.', "/"))
}

/// A relative path with forward slashes.
fn relative_name(path: &Path) -> Option<String> {
    let parts: Option<Vec<&str>> = path.components().map(|part| part.as_os_str().to_str()).collect();
    parts.map(|parts| parts.join("/")).filter(|name| !name.is_empty())
}

/// Relative, and without steps that lead elsewhere: what the parser lets through, checked again at the file system.
pub(super) fn is_plain(import: &str) -> bool {
    !import.contains(['\\', '\0']) && import.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_follows_from_where_a_file_was_found() {
        let file = Path::new("/x/protos/shop/v1/a.proto");
        assert_eq!(mending_root(file, "shop/v1/a.proto"), Some("/x/protos".into()));
        assert_eq!(mending_root(file, "a.proto"), Some("/x/protos/shop/v1".into()));
        assert_eq!(mending_root(file, "v2/a.proto"), None);
        assert_eq!(mending_root(file, "../a.proto"), None);
        assert_eq!(root_by_package(file, "shop.v1"), Some("/x/protos".into()));
        assert_eq!(root_by_package(file, "other"), None);
    }

    #[test]
    fn only_plain_relative_paths_are_looked_up() {
        for (import, plain) in [
            ("a/b.proto", true),
            ("/etc/passwd", false),
            ("../b.proto", false),
            ("./b.proto", false),
            ("a//b.proto", false),
            ("a\\b.proto", false),
            ("", false),
        ] {
            assert_eq!(is_plain(import), plain, "{import}");
        }
    }
}
