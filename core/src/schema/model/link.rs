//! The linking of a pool: names of types to what they stand for, and placeholders where they stand for nothing.
//! It looks through the whole pool, whatever a file imports: files without an import list link like any other.

use std::collections::HashMap;

use super::{
    build::PoolBuilder,
    features::Features,
    names::NameId,
    pool::Pool,
    records::{EnumRecord, Id, MessageRecord, NONE, Run, Symbol, next_id},
};
use crate::schema::descriptor::field_type;

/// Bytes of names that are looked up for relative names, all together: protoc writes full ones, which cost nothing here.
const MAX_RELATIVE_BYTES: usize = 1 << 30;

/// Where a name of a type stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Field(Id),
    Extension(Id),
    Extendee(Id),
    Input(Id),
    Output(Id),
}

/// A name that waits to be linked.
pub(super) struct Pending {
    pub slot: Slot,
    /// Without the leading dot.
    pub name: NameId,
    /// Of a relative name: where it is looked up from.
    pub scope: Option<NameId>,
    pub file: Id,
    /// Of a field: the type that it says to have, or 0.
    pub kind: u8,
    /// Of a field.
    pub features: Features,
}

/// A name that leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::schema) struct Missing {
    /// The file that uses it.
    pub file: String,
    /// What uses it: `pkg.M.field`, `pkg.S/Method`.
    pub element: String,
    /// The type's name, as far as it is known.
    pub type_name: String,
    /// What it should be.
    pub needs: Needs,
}

/// What a name should stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::schema) enum Needs {
    /// A message, and it is nothing.
    Message,
    /// An enum, and it is nothing.
    Enum,
    /// Either one, and it is something else.
    Other,
}

impl PoolBuilder {
    /// Names that lead nowhere yet, without leading dots.
    pub fn unresolved(&self) -> Vec<&str> {
        let mut budget = MAX_RELATIVE_BYTES;
        let unresolved = self.pending.iter().filter(|one| self.resolve(one, &mut budget) == Symbol::Nothing);
        unresolved.map(|one| self.arenas.name(one.name)).collect()
    }

    /// Links every name and closes the pool.
    pub fn link(mut self) -> (Pool, Vec<Missing>) {
        self.arenas.real_messages = next_id(&self.arenas.messages);
        self.arenas.real_enums = next_id(&self.arenas.enums);
        let mut budget = MAX_RELATIVE_BYTES;
        let mut placeholders = HashMap::new();
        let mut missing = Vec::new();
        for one in std::mem::take(&mut self.pending) {
            let found = self.resolve(&one, &mut budget);
            let (target, is_enum) = match (found, one.wants()) {
                (Symbol::Message(id), None | Some(false)) => (id, false),
                (Symbol::Enum(id), None | Some(true)) if one.is_field() => (id, true),
                (other, wants) => {
                    let needs = match (other, wants) {
                        (Symbol::Nothing | Symbol::Package, Some(true)) => Needs::Enum,
                        (Symbol::Nothing | Symbol::Package, _) => Needs::Message,
                        _ => Needs::Other,
                    };
                    missing.push(self.missing(&one, needs));
                    self.placeholder(&one, wants == Some(true), &mut placeholders)
                }
            };
            self.fill(&one, target, is_enum);
        }
        self.index_extensions();
        (self.close(), missing)
    }

    /// The innermost scope that has the name decides (<https://protobuf.dev/programming-guides/proto3/#name-resolution>).
    fn resolve(&self, one: &Pending, budget: &mut usize) -> Symbol {
        let symbol = |id: NameId| self.arenas.symbols.get(id.index()).copied().unwrap_or_default();
        let Some(scope) = one.scope else { return symbol(one.name) };
        let name = self.arenas.name(one.name);
        let mut scope = self.arenas.name(scope);
        while !scope.is_empty() {
            let candidate = format!("{scope}.{name}");
            let Some(left) = budget.checked_sub(candidate.len()) else { return Symbol::Nothing };
            *budget = left;
            let found = self.arenas.symbol(&candidate);
            if matches!(found, Symbol::Message(_) | Symbol::Enum(_)) {
                return found;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        symbol(one.name)
    }

    fn fill(&mut self, one: &Pending, target: Id, is_enum: bool) {
        let is_map = !is_enum && self.arenas.messages.get(target as usize).is_some_and(|message| message.is_map_entry);
        let method = |methods: &mut Vec<_>, id: Id, set: fn(&mut super::records::MethodRecord, Id)| {
            methods.get_mut(id as usize).into_iter().for_each(|method| set(method, target));
        };
        let (field, in_entry) = match one.slot {
            Slot::Input(id) => return method(&mut self.arenas.methods, id, |method, target| method.input = target),
            Slot::Output(id) => return method(&mut self.arenas.methods, id, |method, target| method.output = target),
            Slot::Extendee(id) => {
                if let Some(extension) = self.arenas.extensions.get_mut(id as usize) {
                    extension.field.message = target;
                }
                return;
            }
            Slot::Extension(id) => (self.arenas.extensions.get_mut(id as usize).map(|one| &mut one.field), false),
            Slot::Field(id) => {
                let field = self.arenas.fields.get_mut(id as usize);
                let message = field.as_ref().and_then(|field| self.arenas.messages.get(field.message as usize));
                let in_entry = message.is_some_and(|message| message.is_map_entry);
                (field, in_entry)
            }
        };
        let Some(field) = field else { return };
        field.target = target;
        if field.kind == 0 {
            let kind = if is_enum { field_type::ENUM } else { field_type::MESSAGE };
            field.kind = u8::try_from(kind).unwrap_or(0);
            field.settle(one.features);
        }
        // Entries of maps and what is in them always have a length before them.
        field.is_delimited &= !(in_entry || (is_map && field.is_repeated));
    }

    /// A type without fields or values, in place of one that is nowhere.
    fn placeholder(&mut self, one: &Pending, is_enum: bool, known: &mut HashMap<(NameId, bool), Id>) -> (Id, bool) {
        if let Some(&id) = known.get(&(one.name, is_enum)) {
            return (id, is_enum);
        }
        let (full_name, file, features) = (one.name, one.file, Features::PROTO3);
        let (none, run) = (NONE, Run::default());
        let id = if is_enum {
            self.arenas.enums.push(EnumRecord {
                full_name,
                file,
                parent: none,
                index: none,
                values: run,
                options: none,
                features,
                is_placeholder: true,
            });
            next_id(&self.arenas.enums) - 1
        } else {
            self.arenas.messages.push(MessageRecord {
                full_name,
                file,
                parent: none,
                index: none,
                fields: run,
                oneofs: run,
                messages: run,
                enums: run,
                extensions: run,
                extension_ranges: run,
                options: none,
                features,
                is_map_entry: false,
                is_placeholder: true,
            });
            next_id(&self.arenas.messages) - 1
        };
        known.insert((one.name, is_enum), id);
        (id, is_enum)
    }

    fn missing(&self, one: &Pending, needs: Needs) -> Missing {
        let name = |id: NameId| self.arenas.name(id);
        let message = |id: Id| self.arenas.messages.get(id as usize).map_or("", |message| name(message.full_name));
        let element = match one.slot {
            Slot::Field(id) => self
                .arenas
                .fields
                .get(id as usize)
                .map(|field| format!("{}.{}", message(field.message), name(field.name))),
            Slot::Extension(id) | Slot::Extendee(id) => {
                self.arenas.extensions.get(id as usize).map(|extension| name(extension.full_name).to_owned())
            }
            Slot::Input(id) | Slot::Output(id) => self.arenas.methods.get(id as usize).map(|method| {
                let service = self.arenas.services.get(method.service as usize);
                format!("{}/{}", service.map_or("", |service| name(service.full_name)), name(method.name))
            }),
        };
        Missing {
            file: self.arenas.files.get(one.file as usize).map_or("", |file| name(file.name)).to_owned(),
            element: element.unwrap_or_default(),
            type_name: name(one.name).to_owned(),
            needs,
        }
    }

    fn index_extensions(&mut self) {
        let entries = self.arenas.extensions.iter().zip(0..);
        self.arenas.extension_index =
            entries.map(|(extension, id)| (extension.field.message, extension.field.number, id)).collect();
        self.arenas.extension_index.sort_unstable();
    }

    fn close(self) -> Pool {
        let mut arenas = self.arenas;
        arenas.names.shrink();
        arenas.symbols.shrink_to_fit();
        arenas.messages.shrink_to_fit();
        arenas.fields.shrink_to_fit();
        arenas.by_number.shrink_to_fit();
        arenas.by_name.shrink_to_fit();
        arenas.by_json_name.shrink_to_fit();
        arenas.values.shrink_to_fit();
        arenas.values_by_number.shrink_to_fit();
        arenas.values_by_name.shrink_to_fit();
        arenas.options.shrink_to_fit();
        Pool::new(arenas)
    }
}

impl Pending {
    /// Whether an enum is wanted, if that is said.
    fn wants(&self) -> Option<bool> {
        match (self.slot, i32::from(self.kind)) {
            (Slot::Field(_) | Slot::Extension(_), 0) => None,
            (Slot::Field(_) | Slot::Extension(_), kind) => Some(kind == field_type::ENUM),
            (Slot::Extendee(_) | Slot::Input(_) | Slot::Output(_), _) => Some(false),
        }
    }

    fn is_field(&self) -> bool {
        matches!(self.slot, Slot::Field(_) | Slot::Extension(_))
    }
}
