//! The files of a load as other files see them: name, package, imports, and what an import brings along.
//! It knows no types.

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
};

use bytes::Bytes;

use super::symbols::FileId;
use crate::schema::descriptor::FileDescriptorProto;

/// How far a file has come.
pub(super) enum State {
    /// Its turn is yet to come, or it is being compiled.
    Waiting,
    /// Resolved.
    Compiled(Bytes),
    /// It cannot be used; what imports it has placeholders.
    Refused,
}

/// A file of the load.
pub(super) struct Known {
    pub name: Rc<str>,
    pub package: Rc<str>,
    /// Files it imports, as far as they are there.
    pub imports: Vec<FileId>,
    /// Those of them that come along with it.
    pub public: Vec<FileId>,
    pub state: State,
}

/// All files of the load.
#[derive(Default)]
pub(super) struct Files {
    files: Vec<Known>,
    by_name: HashMap<Rc<str>, FileId>,
    packages: HashSet<Rc<str>>,
}

/// What one file may use: the files it sees and their packages.
pub(super) struct View {
    pub file: FileId,
    files: HashSet<FileId>,
    packages: HashSet<Box<str>>,
}

impl View {
    pub fn sees(&self, file: FileId) -> bool {
        self.files.contains(&file)
    }

    /// Whether this is a package of a file it sees, or the outer part of one.
    pub fn sees_package(&self, name: &str) -> bool {
        self.packages.contains(name)
    }
}

impl Files {
    /// A file, unless its name is taken.
    pub fn add(&mut self, file: &FileDescriptorProto, state: State) -> Option<FileId> {
        let name: Rc<str> = file.name.as_deref().unwrap_or_default().into();
        if self.by_name.contains_key(&name) {
            return None;
        }
        let id = FileId::try_from(self.files.len()).ok()?;
        let package = file.package.as_deref().unwrap_or_default();
        let package = match self.packages.get(package) {
            Some(package) => Rc::clone(package),
            None => {
                let package: Rc<str> = package.into();
                self.packages.insert(Rc::clone(&package));
                package
            }
        };
        self.by_name.insert(Rc::clone(&name), id);
        self.files.push(Known { name, package, imports: Vec::new(), public: Vec::new(), state });
        Some(id)
    }

    /// Notes what a file imports, once all files are here.
    pub fn connect(&mut self, id: FileId, file: &FileDescriptorProto) {
        let find = |name: &String| self.by_name.get(name.as_str()).copied();
        let public = file.public_dependency.iter();
        let public = public.filter_map(|&index| find(file.dependency.get(usize::try_from(index).ok()?)?)).collect();
        let mut imports: Vec<FileId> = file.dependency.iter().chain(&file.option_dependency).filter_map(find).collect();
        imports.sort_unstable();
        imports.dedup();
        if let Some(known) = self.get_mut(id) {
            (known.imports, known.public) = (imports, public);
        }
    }

    pub fn get(&self, id: FileId) -> Option<&Known> {
        self.files.get(id as usize)
    }

    pub fn get_mut(&mut self, id: FileId) -> Option<&mut Known> {
        self.files.get_mut(id as usize)
    }

    pub fn id(&self, name: &str) -> Option<FileId> {
        self.by_name.get(name).copied()
    }

    pub fn name(&self, id: FileId) -> &str {
        self.get(id).map_or("", |file| &file.name)
    }

    pub fn is_compiled(&self, id: FileId) -> bool {
        self.get(id).is_some_and(|file| matches!(file.state, State::Compiled(_)))
    }

    /// What a file sees: itself, what it imports, and what comes along with that.
    pub fn view(&self, id: FileId) -> View {
        let mut seen: HashSet<FileId> = HashSet::from([id]);
        let mut next: Vec<FileId> = self.get(id).map_or(Vec::new(), |file| file.imports.clone());
        while let Some(import) = next.pop() {
            if self.is_compiled(import) && seen.insert(import) {
                next.extend(self.get(import).map_or(&[][..], |file| &file.public));
            }
        }
        let distinct: HashSet<&str> = seen.iter().filter_map(|&id| Some(&*self.get(id)?.package)).collect();
        let mut packages = HashSet::new();
        for package in distinct.into_iter().filter(|package| !package.is_empty()) {
            packages.insert(package.into());
            packages.extend(package.match_indices('.').filter_map(|(end, _)| Some(package.get(..end)?.into())));
        }
        View { file: id, files: seen, packages }
    }
}
