//! The arenas of a pool: plain records that name each other by position.
//! They hold no behaviour; handles read them.

use bytes::Bytes;

use super::{
    derived::Derived,
    features::Features,
    kept::Source,
    names::{NameId, Names},
};

/// A position in an arena.
pub(super) type Id = u32;

/// No position.
pub(super) const NONE: Id = u32::MAX;

/// Neighbours in an arena.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Run {
    pub start: Id,
    pub end: Id,
}

impl Run {
    pub fn ids(self) -> std::ops::Range<Id> {
        self.start..self.end
    }

    /// Of a slice that runs parallel to the arena.
    pub fn of<T>(self, all: &[T]) -> &[T] {
        all.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// What a full name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Symbol {
    #[default]
    Nothing,
    Package,
    Message(Id),
    Enum(Id),
    Service(Id),
    Extension(Id),
}

pub(super) struct FileRecord {
    pub name: NameId,
    pub package: NameId,
    /// Of `google.protobuf.Edition`; proto2 and proto3 have numbers too.
    pub edition: i32,
    pub features: Features,
    /// The file as it came, but for a source that is kept apart.
    pub bytes: Bytes,
    /// `SourceCodeInfo`, undecoded.
    pub source: Source,
    pub imports: Vec<NameId>,
    /// Positions in `imports`.
    pub public_imports: Vec<u32>,
    pub messages: Run,
    pub enums: Run,
    pub extensions: Run,
    pub services: Run,
    pub options: Id,
}

pub(super) struct MessageRecord {
    pub full_name: NameId,
    pub file: Id,
    /// The message around it.
    pub parent: Id,
    /// Its position among its siblings.
    pub index: u32,
    pub fields: Run,
    pub oneofs: Run,
    pub messages: Run,
    pub enums: Run,
    pub extensions: Run,
    pub extension_ranges: Run,
    pub options: Id,
    pub features: Features,
    pub is_map_entry: bool,
    pub is_placeholder: bool,
}

/// What a field or extension is, but for its place.
#[derive(Clone, Copy)]
pub(super) struct FieldRecord {
    pub name: NameId,
    pub json_name: NameId,
    pub number: u32,
    /// The message that declares it; of an extension the one it extends.
    pub message: Id,
    /// Its position among its siblings.
    pub index: u32,
    pub oneof: Id,
    /// Of a message or enum.
    pub target: Id,
    pub default: Option<NameId>,
    pub options: Id,
    /// One of `descriptor::field_type`.
    pub kind: u8,
    pub is_repeated: bool,
    pub is_required: bool,
    pub has_presence: bool,
    pub is_packed: bool,
    pub is_delimited: bool,
    pub validates_utf8: bool,
    pub is_proto3_optional: bool,
}

pub(super) struct ExtensionRecord {
    pub full_name: NameId,
    /// `[full.name]`.
    pub json_name: NameId,
    pub file: Id,
    /// The message it is declared in, if any.
    pub scope: Id,
    pub field: FieldRecord,
}

pub(super) struct OneofRecord {
    pub name: NameId,
    pub message: Id,
    pub index: u32,
    pub options: Id,
    /// Made by proto3's `optional`.
    pub is_synthetic: bool,
}

pub(super) struct EnumRecord {
    pub full_name: NameId,
    pub file: Id,
    pub parent: Id,
    pub index: u32,
    pub values: Run,
    pub options: Id,
    pub features: Features,
    pub is_placeholder: bool,
}

pub(super) struct ValueRecord {
    pub name: NameId,
    pub number: i32,
    pub of: Id,
    pub index: u32,
    pub options: Id,
}

pub(super) struct ServiceRecord {
    pub full_name: NameId,
    pub file: Id,
    pub index: u32,
    pub methods: Run,
    pub options: Id,
}

pub(super) struct MethodRecord {
    pub name: NameId,
    pub service: Id,
    pub index: u32,
    pub input: Id,
    pub output: Id,
    pub client_streams: bool,
    pub server_streams: bool,
    pub options: Id,
}

/// Everything a pool holds.
#[derive(Default)]
pub(super) struct Arenas {
    pub names: Names,
    /// By name.
    pub symbols: Vec<Symbol>,
    pub files: Vec<FileRecord>,
    pub messages: Vec<MessageRecord>,
    pub fields: Vec<FieldRecord>,
    /// The fields of each message by number, by name and by JSON name: runs are those of `fields`.
    pub by_number: Vec<Id>,
    pub by_name: Vec<Id>,
    pub by_json_name: Vec<Id>,
    pub oneofs: Vec<OneofRecord>,
    pub extension_ranges: Vec<(i32, i32)>,
    pub extensions: Vec<ExtensionRecord>,
    /// Extended message, number, extension; sorted.
    pub extension_index: Vec<(Id, u32, Id)>,
    pub enums: Vec<EnumRecord>,
    pub values: Vec<ValueRecord>,
    /// The values of each enum, by number and by name: runs are those of `values`.
    pub values_by_number: Vec<Id>,
    pub values_by_name: Vec<Id>,
    pub services: Vec<ServiceRecord>,
    pub methods: Vec<MethodRecord>,
    pub options: Vec<Bytes>,
    /// Real messages and enums end here; placeholders follow.
    pub real_messages: Id,
    pub real_enums: Id,
    pub derived: Derived,
}

impl Arenas {
    pub fn symbol(&self, full_name: &str) -> Symbol {
        let id = self.names.find(full_name);
        id.and_then(|id| self.symbols.get(id.index())).copied().unwrap_or_default()
    }

    pub fn name(&self, id: NameId) -> &str {
        self.names.get(id)
    }

    pub fn options(&self, id: Id) -> Option<&Bytes> {
        self.options.get(id as usize)
    }
}

/// The next position of an arena. Arenas end below [`NONE`]: they grow with bytes that the intake bounds.
pub(super) fn next_id<T>(arena: &[T]) -> Id {
    u32::try_from(arena.len()).unwrap_or(NONE)
}
