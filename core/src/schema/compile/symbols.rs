//! The names of all files of a load: what each full name is and which file declares it.
//! It resolves nothing; names of fields, oneofs and methods matter to their own file alone and are not here.

use std::collections::{HashMap, hash_map::Entry};

use crate::schema::descriptor::{DescriptorProto, EnumDescriptorProto, FileDescriptorProto};

/// Position of a file in the load.
pub(super) type FileId = u32;

/// What a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SymbolKind {
    Package,
    Message,
    Enum,
    EnumValue,
    Service,
    Extension,
    /// A field, oneof or method.
    Member,
}

/// A name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Symbol {
    /// Of a package, the first of its files.
    pub file: FileId,
    pub kind: SymbolKind,
    /// Of an enum: its first value is zero.
    pub starts_at_zero: bool,
    /// Of an enum: known once its file is compiled; before, by its syntax.
    pub is_closed: bool,
    /// Of a message or enum: not to be used by other files. Known once its file is compiled.
    pub is_local: bool,
}

impl Symbol {
    pub fn new(file: FileId, kind: SymbolKind) -> Self {
        Self { file, kind, starts_at_zero: false, is_closed: false, is_local: false }
    }

    pub fn is_type(&self) -> bool {
        matches!(self.kind, SymbolKind::Message | SymbolKind::Enum)
    }

    /// Whether names may stand within it.
    pub fn is_scope(&self) -> bool {
        self.is_type() || matches!(self.kind, SymbolKind::Package | SymbolKind::Service)
    }
}

/// A name that another file has.
#[derive(Debug)]
pub(super) struct Taken {
    pub name: String,
    pub by: Symbol,
}

/// All names.
#[derive(Default)]
pub(super) struct Symbols(HashMap<Box<str>, Symbol>);

impl Symbols {
    pub fn get(&self, full_name: &str) -> Option<Symbol> {
        self.0.get(full_name).copied()
    }

    pub fn get_mut(&mut self, full_name: &str) -> Option<&mut Symbol> {
        self.0.get_mut(full_name)
    }

    /// Takes in the names of a file. If another file has one of them, none is taken in and the first such name is told.
    pub fn declare(&mut self, id: FileId, file: &FileDescriptorProto) -> Result<(), Taken> {
        let mut taken = None;
        each_name(id, file, &mut |name, symbol| {
            if taken.is_some() {
                return;
            }
            match self.0.entry(name.into()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(symbol);
                }
                Entry::Occupied(there)
                    if there.get().kind == SymbolKind::Package && symbol.kind == SymbolKind::Package => {}
                // Twice in one file is told by those who check the file.
                Entry::Occupied(there) if there.get().file == id => {}
                Entry::Occupied(there) => taken = Some(Taken { name: name.to_owned(), by: *there.get() }),
            }
        });
        let Some(taken) = taken else { return Ok(()) };
        each_name(id, file, &mut |name, symbol| {
            let is_ours = self.0.get(name).is_some_and(|there| there.file == id);
            if is_ours && symbol.kind != SymbolKind::Package {
                self.0.remove(name);
            }
        });
        Err(taken)
    }
}

/// A name within a scope; the scope may be empty.
pub(super) fn joined(scope: &str, name: &str) -> String {
    match scope {
        "" => name.to_owned(),
        _ => [scope, ".", name].concat(),
    }
}

fn each_name(id: FileId, file: &FileDescriptorProto, take: &mut dyn FnMut(&str, Symbol)) {
    let package = file.package.as_deref().unwrap_or_default();
    let mut end = 0;
    for part in package.split('.').filter(|part| !part.is_empty()) {
        end += part.len() + usize::from(end > 0);
        take(package.get(..end).unwrap_or_default(), Symbol::new(id, SymbolKind::Package));
    }
    let mut names = Names { id, is_closed: matches!(file.syntax.as_deref(), None | Some("proto2")), take };
    file.message_type.iter().for_each(|message| names.message(message, package));
    file.enum_type.iter().for_each(|one| names.enumeration(one, package));
    for service in &file.service {
        names.name(package, service.name.as_deref(), SymbolKind::Service);
    }
    for extension in &file.extension {
        names.name(package, extension.name.as_deref(), SymbolKind::Extension);
    }
}

struct Names<'a> {
    id: FileId,
    is_closed: bool,
    take: &'a mut dyn FnMut(&str, Symbol),
}

impl Names<'_> {
    fn name(&mut self, scope: &str, name: Option<&str>, kind: SymbolKind) {
        (self.take)(&joined(scope, name.unwrap_or_default()), Symbol::new(self.id, kind));
    }

    fn message(&mut self, message: &DescriptorProto, scope: &str) {
        let full_name = joined(scope, message.name.as_deref().unwrap_or_default());
        (self.take)(&full_name, Symbol::new(self.id, SymbolKind::Message));
        message.nested_type.iter().for_each(|nested| self.message(nested, &full_name));
        message.enum_type.iter().for_each(|one| self.enumeration(one, &full_name));
        for extension in &message.extension {
            self.name(&full_name, extension.name.as_deref(), SymbolKind::Extension);
        }
    }

    fn enumeration(&mut self, one: &EnumDescriptorProto, scope: &str) {
        let symbol = Symbol {
            starts_at_zero: one.value.first().is_some_and(|value| value.number.unwrap_or_default() == 0),
            is_closed: self.is_closed,
            ..Symbol::new(self.id, SymbolKind::Enum)
        };
        (self.take)(&joined(scope, one.name.as_deref().unwrap_or_default()), symbol);
        for value in &one.value {
            // An enum's values stand beside the enum, as in C++.
            self.name(scope, value.name.as_deref(), SymbolKind::EnumValue);
        }
    }
}
