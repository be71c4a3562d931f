//! Fields and extensions as records: what their features make of them, and the names of types that wait to be linked.
//! It knows no message but by its position.

use super::{PoolBuilder, Scope, sort_run};
use crate::schema::{
    descriptor::{DescriptorProto, FieldDescriptorProto, edition, field_type, label},
    model::{
        features::{Features, FieldPresence, MessageEncoding, RepeatedEncoding, Utf8Validation, features_in},
        link::{Pending, Slot},
        options::bool_of,
        records::{Arenas, ExtensionRecord, FieldRecord, Id, NONE, Run, Symbol, next_id},
    },
};

/// `FieldOptions.packed`.
const PACKED: u32 = 2;

impl PoolBuilder {
    pub(super) fn fields(&mut self, message: &DescriptorProto, id: Id, scope: Scope) -> Run {
        let start = next_id(&self.arenas.fields);
        let oneofs = self.arenas.messages.get(id as usize).map(|record| record.oneofs).unwrap_or_default();
        for (field, index) in message.field.iter().zip(0..) {
            let oneof = field.oneof_index.and_then(|at| message.oneof_decl.get(usize::try_from(at).ok()?));
            let features = scope.features.with(oneof.and_then(|oneof| oneof.options.as_ref()), features_in::ONEOF);
            let at = next_id(&self.arenas.fields);
            let mut record = self.field(field, index, Slot::Field(at), Scope { features, ..scope });
            record.message = id;
            record.oneof = field.oneof_index.and_then(|at| u32::try_from(at).ok()).map_or(NONE, |at| oneofs.start + at);
            record.has_presence |= oneof.is_some();
            self.arenas.fields.push(record);
        }
        let run = Run { start, end: next_id(&self.arenas.fields) };
        let Arenas { names, fields, by_number, by_name, by_json_name, .. } = &mut self.arenas;
        let field = |&id: &Id| fields.get(id as usize);
        by_number.extend(run.ids());
        by_name.extend(run.ids());
        by_json_name.extend(run.ids());
        sort_run(by_number, run, |id| field(id).map(|field| field.number));
        sort_run(by_name, run, |id| field(id).map(|field| names.get(field.name)));
        sort_run(by_json_name, run, |id| field(id).map(|field| names.get(field.json_name)));
        run
    }

    pub(super) fn extensions(&mut self, extensions: &[FieldDescriptorProto], scope: Scope) -> Run {
        let start = next_id(&self.arenas.extensions);
        for (extension, index) in extensions.iter().zip(0..) {
            let id = next_id(&self.arenas.extensions);
            let full_name = self.full_name(scope.name, extension.name());
            let json_name = format!("[{}]", self.arenas.names.get(full_name));
            self.define(full_name, Symbol::Extension(id));
            let mut field = self.field(extension, index, Slot::Extension(id), scope);
            field.has_presence = !field.is_repeated;
            let extendee = extension.extendee.as_deref().unwrap_or_default();
            self.wait(Slot::Extendee(id), extendee, 0, scope);
            let json_name = self.arenas.names.intern(&json_name);
            self.arenas.extensions.push(ExtensionRecord {
                full_name,
                json_name,
                file: scope.file,
                scope: scope.message,
                field,
            });
        }
        Run { start, end: next_id(&self.arenas.extensions) }
    }

    /// The record of a field or extension; what depends on a type's name is settled by the linking.
    fn field(&mut self, field: &FieldDescriptorProto, index: u32, slot: Slot, scope: Scope) -> FieldRecord {
        let kind = u8::try_from(field.r#type.unwrap_or(0)).unwrap_or(0);
        let json_name = match &field.json_name {
            Some(json_name) => self.arenas.names.intern(json_name),
            None => self.arenas.names.intern(&json_name_of(field.name())),
        };
        let mut record = FieldRecord {
            name: self.arenas.names.intern(field.name()),
            json_name,
            number: u32::try_from(field.number()).unwrap_or(0),
            message: NONE,
            index,
            oneof: NONE,
            target: NONE,
            default: field.default_value.as_deref().map(|text| self.arenas.names.intern(text)),
            options: self.options(field.options.as_ref()),
            kind,
            is_repeated: field.label() == label::REPEATED,
            is_required: false,
            has_presence: false,
            is_packed: false,
            is_delimited: false,
            validates_utf8: false,
            is_proto3_optional: field.proto3_optional(),
        };
        record.settle(field_features(field, scope));
        if matches!(i32::from(kind), 0 | field_type::MESSAGE | field_type::GROUP | field_type::ENUM) {
            self.wait(slot, field.type_name(), kind, Scope { features: field_features(field, scope), ..scope });
        }
        record
    }

    pub(super) fn wait(&mut self, slot: Slot, name: &str, kind: u8, scope: Scope) {
        let (name, scope_name) = match name.strip_prefix('.') {
            Some(full_name) => (full_name, None),
            None => (name, Some(scope.name)),
        };
        let name = self.arenas.names.intern(name);
        let features = scope.features;
        self.pending.push(Pending { slot, name, scope: scope_name, file: scope.file, kind, features });
    }
}

impl FieldRecord {
    /// What follows from features and type.
    pub(in crate::schema::model) fn settle(&mut self, features: Features) {
        let kind = i32::from(self.kind);
        let is_message = matches!(kind, field_type::MESSAGE | field_type::GROUP);
        let is_packable = !is_message && !matches!(kind, 0 | field_type::STRING | field_type::BYTES);
        let is_singular = !self.is_repeated;
        self.is_required = is_singular && features.field_presence == FieldPresence::LegacyRequired;
        self.has_presence |= is_singular && (is_message || features.field_presence != FieldPresence::Implicit);
        self.is_packed =
            self.is_repeated && is_packable && features.repeated_field_encoding == RepeatedEncoding::Packed;
        self.is_delimited = is_message && features.message_encoding == MessageEncoding::Delimited;
        self.validates_utf8 = kind == field_type::STRING && features.utf8_validation == Utf8Validation::Verify;
    }
}

/// What proto2 and proto3 say with words and options counts as features
/// (<https://protobuf.dev/editions/implementation/>, "feature resolution").
fn field_features(field: &FieldDescriptorProto, scope: Scope) -> Features {
    let mut features = scope.features.with(field.options.as_ref(), features_in::FIELD);
    if field.label() == label::REQUIRED {
        features.field_presence = FieldPresence::LegacyRequired;
    }
    if field.r#type == Some(field_type::GROUP) {
        features.message_encoding = MessageEncoding::Delimited;
    }
    if field.proto3_optional() {
        features.field_presence = FieldPresence::Explicit;
    }
    if scope.edition <= edition::PROTO3 {
        let packed = field.options.as_ref().and_then(|options| bool_of(options, PACKED));
        features.repeated_field_encoding = match packed {
            Some(true) => RepeatedEncoding::Packed,
            Some(false) => RepeatedEncoding::Expanded,
            None => features.repeated_field_encoding,
        };
    }
    features
}

/// The name in JSON that nobody chose: lowerCamelCase (<https://protobuf.dev/programming-guides/json/>).
fn json_name_of(name: &str) -> String {
    let mut json_name = String::with_capacity(name.len());
    let mut is_upper = false;
    for character in name.chars() {
        match character {
            '_' => is_upper = true,
            other if std::mem::take(&mut is_upper) => json_name.push(other.to_ascii_uppercase()),
            other => json_name.push(other),
        }
    }
    json_name
}
