//! The building of a pool, file by file: declarations become records, names of types wait to be linked.
//! It trusts what the intake has vetted; what it cannot know is whether a name leads anywhere.

mod fields;

use std::collections::VecDeque;

use bytes::Bytes;

use super::{
    features::{Features, features_in},
    kept::{KeptSource, Source},
    link::{Pending, Slot},
    names::NameId,
    options::is_option_set,
    records::{
        Arenas, EnumRecord, FileRecord, Id, MessageRecord, MethodRecord, NONE, OneofRecord, Run, ServiceRecord, Symbol,
        ValueRecord, next_id,
    },
};
use crate::schema::descriptor::{
    DescriptorProto, EnumDescriptorProto, FileDescriptorProto, ServiceDescriptorProto, edition,
};

/// `MessageOptions.map_entry`.
const MAP_ENTRY: u32 = 7;

/// A pool in the making.
#[derive(Default)]
pub(in crate::schema) struct PoolBuilder {
    pub(super) arenas: Arenas,
    pub(super) pending: Vec<Pending>,
}

/// Where declarations stand.
#[derive(Clone, Copy)]
struct Scope {
    file: Id,
    /// The message around them.
    message: Id,
    /// Its full name, or the package.
    name: NameId,
    features: Features,
    edition: i32,
}

impl PoolBuilder {
    /// Bytes of all names together.
    pub fn names_len(&self) -> usize {
        self.arenas.names.text_len()
    }

    /// The first name of the file that stands for something else already.
    pub fn clash(&self, file: &FileDescriptorProto) -> Option<String> {
        let package = file.package();
        let parts = package.match_indices('.').map(|(dot, _)| dot).chain([package.len()]);
        let packages = parts.filter_map(|end| package.get(..end)).filter(|name| !name.is_empty());
        for name in packages {
            if !matches!(self.arenas.symbol(name), Symbol::Nothing | Symbol::Package) {
                return Some(name.to_owned());
            }
        }
        let messages = file.message_type.iter().map(|message| message.name());
        let enums = file.enum_type.iter().map(|one| one.name());
        let services = file.service.iter().map(|service| service.name());
        let extensions = file.extension.iter().map(|extension| extension.name());
        messages
            .chain(enums)
            .chain(services)
            .chain(extensions)
            .map(|name| joined(package, name))
            .find(|name| self.arenas.symbol(name) != Symbol::Nothing)
    }

    /// Adds a vetted file that does not [clash](Self::clash); `bytes` are what it was decoded from, `kept` is what they lack.
    pub fn add(&mut self, file: &FileDescriptorProto, bytes: Bytes, kept: Option<KeptSource>) {
        let id = next_id(&self.arenas.files);
        let edition = edition_of(file);
        let features = Features::of_edition(edition).with(file.options.as_ref(), features_in::FILE);
        let package = self.package(file.package());
        let scope = Scope { file: id, message: NONE, name: package, features, edition };
        let record = FileRecord {
            name: self.arenas.names.intern(file.name()),
            package,
            edition,
            features,
            bytes,
            source: match (kept, &file.source_code_info) {
                (_, Some(source)) => Source::Within(source.clone()),
                (Some(kept), None) => Source::Kept(kept),
                (None, None) => Source::None,
            },
            imports: file.dependency.iter().map(|import| self.arenas.names.intern(import)).collect(),
            public_imports: file.public_dependency.iter().filter_map(|&at| u32::try_from(at).ok()).collect(),
            messages: Run::default(),
            enums: Run::default(),
            extensions: Run::default(),
            services: Run::default(),
            options: self.options(file.options.as_ref()),
        };
        self.arenas.files.push(record);
        let messages = self.messages(&file.message_type, scope);
        let enums = self.enums(&file.enum_type, scope);
        let extensions = self.extensions(&file.extension, scope);
        let services = self.services(&file.service, scope);
        if let Some(record) = self.arenas.files.last_mut() {
            (record.messages, record.enums, record.extensions, record.services) =
                (messages, enums, extensions, services);
        }
    }

    fn package(&mut self, package: &str) -> NameId {
        for end in package.match_indices('.').map(|(dot, _)| dot).chain([package.len()]) {
            let id = self.arenas.names.intern(package.get(..end).unwrap_or_default());
            self.define(id, Symbol::Package);
        }
        self.arenas.names.intern(package)
    }

    fn define(&mut self, name: NameId, symbol: Symbol) {
        if name == NameId::EMPTY {
            return;
        }
        let symbols = &mut self.arenas.symbols;
        if symbols.len() <= name.index() {
            symbols.resize(name.index() + 1, Symbol::Nothing);
        }
        if let Some(slot @ Symbol::Nothing) = symbols.get_mut(name.index()) {
            *slot = symbol;
        }
    }

    fn full_name(&mut self, scope: NameId, name: &str) -> NameId {
        let full_name = joined(self.arenas.names.get(scope), name);
        self.arenas.names.intern(&full_name)
    }

    fn options(&mut self, options: Option<&Bytes>) -> Id {
        let Some(options) = options.filter(|options| !options.is_empty()) else { return NONE };
        self.arenas.options.push(options.clone());
        next_id(&self.arenas.options) - 1
    }

    /// These messages, then all within them, level by level: siblings are neighbours.
    fn messages(&mut self, messages: &[DescriptorProto], scope: Scope) -> Run {
        let mut queue = VecDeque::new();
        let run = self.siblings(messages, scope, &mut queue);
        while let Some((id, message, scope)) = queue.pop_front() {
            let fields = self.fields(message, id, scope);
            let messages = self.siblings(&message.nested_type, scope, &mut queue);
            let enums = self.enums(&message.enum_type, scope);
            let extensions = self.extensions(&message.extension, scope);
            if let Some(record) = self.arenas.messages.get_mut(id as usize) {
                (record.fields, record.messages, record.enums) = (fields, messages, enums);
                record.extensions = extensions;
            }
        }
        run
    }

    fn siblings<'a>(
        &mut self,
        messages: &'a [DescriptorProto],
        scope: Scope,
        queue: &mut VecDeque<(Id, &'a DescriptorProto, Scope)>,
    ) -> Run {
        let start = next_id(&self.arenas.messages);
        for (message, index) in messages.iter().zip(0..) {
            let id = next_id(&self.arenas.messages);
            let full_name = self.full_name(scope.name, message.name());
            let features = scope.features.with(message.options.as_ref(), features_in::MESSAGE);
            self.define(full_name, Symbol::Message(id));
            let inner = Scope { message: id, name: full_name, features, ..scope };
            let oneofs = self.oneofs(message, id);
            let record = MessageRecord {
                full_name,
                file: scope.file,
                parent: scope.message,
                index,
                fields: Run::default(),
                oneofs,
                messages: Run::default(),
                enums: Run::default(),
                extensions: Run::default(),
                extension_ranges: self.extension_ranges(message),
                options: self.options(message.options.as_ref()),
                features,
                is_map_entry: is_option_set(message.options.as_ref(), MAP_ENTRY),
                is_placeholder: false,
            };
            self.arenas.messages.push(record);
            queue.push_back((id, message, inner));
        }
        Run { start, end: next_id(&self.arenas.messages) }
    }

    fn extension_ranges(&mut self, message: &DescriptorProto) -> Run {
        let start = next_id(&self.arenas.extension_ranges);
        let ranges = message.extension_range.iter().map(|range| (range.start(), range.end()));
        self.arenas.extension_ranges.extend(ranges);
        Run { start, end: next_id(&self.arenas.extension_ranges) }
    }

    fn oneofs(&mut self, message: &DescriptorProto, id: Id) -> Run {
        let start = next_id(&self.arenas.oneofs);
        let mut members: Vec<(u32, bool)> = vec![(0, false); message.oneof_decl.len()];
        for field in &message.field {
            let member = field.oneof_index.and_then(|at| members.get_mut(usize::try_from(at).ok()?));
            if let Some((count, is_synthetic)) = member {
                *count += 1;
                *is_synthetic = field.proto3_optional();
            }
        }
        for ((oneof, (count, is_synthetic)), index) in message.oneof_decl.iter().zip(members).zip(0..) {
            let record = OneofRecord {
                name: self.arenas.names.intern(oneof.name()),
                message: id,
                index,
                options: self.options(oneof.options.as_ref()),
                is_synthetic: count == 1 && is_synthetic,
            };
            self.arenas.oneofs.push(record);
        }
        Run { start, end: next_id(&self.arenas.oneofs) }
    }

    fn enums(&mut self, enums: &[EnumDescriptorProto], scope: Scope) -> Run {
        let start = next_id(&self.arenas.enums);
        for (one, index) in enums.iter().zip(0..) {
            let id = next_id(&self.arenas.enums);
            let full_name = self.full_name(scope.name, one.name());
            self.define(full_name, Symbol::Enum(id));
            let values = self.values(one, id);
            let record = EnumRecord {
                full_name,
                file: scope.file,
                parent: scope.message,
                index,
                values,
                options: self.options(one.options.as_ref()),
                features: scope.features.with(one.options.as_ref(), features_in::ENUM),
                is_placeholder: false,
            };
            self.arenas.enums.push(record);
        }
        Run { start, end: next_id(&self.arenas.enums) }
    }

    fn values(&mut self, one: &EnumDescriptorProto, id: Id) -> Run {
        let start = next_id(&self.arenas.values);
        for (value, index) in one.value.iter().zip(0..) {
            let record = ValueRecord {
                name: self.arenas.names.intern(value.name()),
                number: value.number(),
                of: id,
                index,
                options: self.options(value.options.as_ref()),
            };
            self.arenas.values.push(record);
        }
        let run = Run { start, end: next_id(&self.arenas.values) };
        let Arenas { names, values, values_by_number, values_by_name, .. } = &mut self.arenas;
        let value = |&id: &Id| values.get(id as usize);
        values_by_number.extend(run.ids());
        values_by_name.extend(run.ids());
        sort_run(values_by_number, run, |id| value(id).map(|value| value.number));
        sort_run(values_by_name, run, |id| value(id).map(|value| names.get(value.name)));
        run
    }

    fn services(&mut self, services: &[ServiceDescriptorProto], scope: Scope) -> Run {
        let start = next_id(&self.arenas.services);
        for (service, index) in services.iter().zip(0..) {
            let id = next_id(&self.arenas.services);
            let full_name = self.full_name(scope.name, service.name());
            self.define(full_name, Symbol::Service(id));
            let methods = self.methods(service, id, Scope { name: full_name, ..scope });
            let options = self.options(service.options.as_ref());
            self.arenas.services.push(ServiceRecord { full_name, file: scope.file, index, methods, options });
        }
        Run { start, end: next_id(&self.arenas.services) }
    }

    fn methods(&mut self, service: &ServiceDescriptorProto, id: Id, scope: Scope) -> Run {
        let start = next_id(&self.arenas.methods);
        for (method, index) in service.method.iter().zip(0..) {
            let at = next_id(&self.arenas.methods);
            self.wait(Slot::Input(at), method.input_type(), 0, scope);
            self.wait(Slot::Output(at), method.output_type(), 0, scope);
            let record = MethodRecord {
                name: self.arenas.names.intern(method.name()),
                service: id,
                index,
                input: NONE,
                output: NONE,
                client_streams: method.client_streaming(),
                server_streams: method.server_streaming(),
                options: self.options(method.options.as_ref()),
            };
            self.arenas.methods.push(record);
        }
        Run { start, end: next_id(&self.arenas.methods) }
    }
}

/// Of a file without an edition, proto2 and proto3 by their numbers as editions.
fn edition_of(file: &FileDescriptorProto) -> i32 {
    match file.syntax() {
        "editions" => file.edition(),
        "proto3" => edition::PROTO3,
        _ => edition::PROTO2,
    }
}

fn joined(scope: &str, name: &str) -> String {
    if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
}

/// Sorts the part of an index that belongs to this run; equal ones stay in their order.
fn sort_run<K: Ord>(index: &mut [Id], run: Run, key: impl Fn(&Id) -> K) {
    if let Some(part) = index.get_mut(run.start as usize..run.end as usize) {
        part.sort_by_key(key);
    }
}
