//! A message type: its fields by number and name, and what is declared within it.
//! It holds no values.

use std::fmt;

use bytes::Bytes;

use super::{
    extension::ExtensionDescriptor,
    features::{Features, JsonFormat},
    field::{FieldDescriptor, OneofDescriptor},
    file::FileDescriptor,
    handle::{Placed, handle, position, typed},
    options::is_option_set,
    pool::Pool,
    records::{FieldRecord, Id, MessageRecord, NONE},
};

/// `FileDescriptorProto.message_type`, `DescriptorProto.nested_type`, `MessageOptions.deprecated`.
const FILE_MESSAGES: i32 = 4;
const NESTED_MESSAGES: i32 = 3;
const DEPRECATED: u32 = 3;

/// A message type.
#[derive(Clone)]
pub struct MessageDescriptor {
    pub(super) pool: Pool,
    pub(super) id: Id,
}

handle!(MessageDescriptor);
typed!(MessageDescriptor);

impl MessageDescriptor {
    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    pub(super) fn record(&self) -> &MessageRecord {
        &self.pool.arenas().messages[self.id as usize]
    }

    /// Field numbers and positions that lead to it in its file's descriptor; empty for a placeholder.
    pub fn path(&self) -> Vec<i32> {
        let mut path = Vec::new();
        if self.record().is_placeholder {
            return path;
        }
        let mut at = self.id;
        while let Some(message) = self.pool.arenas().messages.get(at as usize) {
            path.push(position(message.index));
            path.push(if message.parent == NONE { FILE_MESSAGES } else { NESTED_MESSAGES });
            at = message.parent;
        }
        path.reverse();
        path
    }

    /// The type was nowhere to be found: nothing is known of it but its name.
    pub fn is_placeholder(&self) -> bool {
        self.record().is_placeholder
    }

    /// An entry of a map field.
    pub fn is_map_entry(&self) -> bool {
        self.record().is_map_entry
    }

    /// The fields, by number.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = FieldDescriptor> + '_ {
        let ids = self.record().fields.of(&self.pool.arenas().by_number);
        ids.iter().map(|&id| FieldDescriptor::new(&self.pool, id))
    }

    /// The field of this number; no extension.
    pub fn get_field(&self, number: u32) -> Option<FieldDescriptor> {
        self.search(&self.pool.arenas().by_number, |field| field.number.cmp(&number))
    }

    /// The field of this name.
    pub fn get_field_by_name(&self, name: &str) -> Option<FieldDescriptor> {
        let arenas = self.pool.arenas();
        self.search(&arenas.by_name, |field| arenas.name(field.name).cmp(name))
    }

    /// The field of this name in JSON.
    pub fn get_field_by_json_name(&self, name: &str) -> Option<FieldDescriptor> {
        let arenas = self.pool.arenas();
        self.search(&arenas.by_json_name, |field| arenas.name(field.json_name).cmp(name))
    }

    fn search(&self, index: &[Id], order: impl Fn(&FieldRecord) -> std::cmp::Ordering) -> Option<FieldDescriptor> {
        let fields = &self.pool.arenas().fields;
        let ids = self.record().fields.of(index);
        let at = ids.partition_point(|&id| fields.get(id as usize).is_some_and(|field| order(field).is_lt()));
        let &id = ids.get(at)?;
        fields.get(id as usize).filter(|field| order(field).is_eq())?;
        Some(FieldDescriptor::new(&self.pool, id))
    }

    /// The oneofs, those of proto3's `optional` too.
    pub fn oneofs(&self) -> impl ExactSizeIterator<Item = OneofDescriptor> + '_ {
        self.record().oneofs.ids().map(|id| OneofDescriptor::new(&self.pool, id))
    }

    /// Extensions of this message, by number.
    pub fn extensions(&self) -> impl ExactSizeIterator<Item = ExtensionDescriptor> + '_ {
        let index = &self.pool.arenas().extension_index;
        let start = index.partition_point(|(message, ..)| *message < self.id);
        let end = index.partition_point(|(message, ..)| *message <= self.id);
        let own = index.get(start..end).unwrap_or_default();
        own.iter().map(|&(.., id)| ExtensionDescriptor::new(&self.pool, id))
    }

    /// The extension of this message with this number; of several the first that was loaded.
    pub fn get_extension(&self, number: u32) -> Option<ExtensionDescriptor> {
        let index = &self.pool.arenas().extension_index;
        let at = index.partition_point(|&(message, of, _)| (message, of) < (self.id, number));
        let &(message, of, id) = index.get(at)?;
        ((message, of) == (self.id, number)).then(|| ExtensionDescriptor::new(&self.pool, id))
    }

    /// The extension of this message by its name in JSON: `[pkg.name]`.
    pub fn get_extension_by_json_name(&self, name: &str) -> Option<ExtensionDescriptor> {
        let full_name = name.strip_prefix('[')?.strip_suffix(']')?;
        self.pool.get_extension_by_name(full_name).filter(|extension| extension.extends(self))
    }

    /// Numbers left to extensions: the first, and the one after the last.
    pub fn extension_ranges(&self) -> impl ExactSizeIterator<Item = std::ops::Range<i32>> + '_ {
        let ranges = self.record().extension_ranges.of(&self.pool.arenas().extension_ranges);
        ranges.iter().map(|&(start, end)| start..end)
    }

    /// The key of an entry of a map. Of any other message nothing.
    pub fn map_entry_key_field(&self) -> Option<FieldDescriptor> {
        self.get_field(1).filter(|_| self.is_map_entry())
    }

    /// The value of an entry of a map. Of any other message nothing.
    pub fn map_entry_value_field(&self) -> Option<FieldDescriptor> {
        self.get_field(2).filter(|_| self.is_map_entry())
    }

    /// Features that hold for what is within and says nothing else.
    pub fn features(&self) -> Features {
        self.record().features
    }

    /// Whether JSON is checked for.
    pub fn json_format(&self) -> JsonFormat {
        self.record().features.json_format
    }

    /// Its `MessageOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// `option deprecated = true`.
    pub fn is_deprecated(&self) -> bool {
        is_option_set(self.option_bytes(), DEPRECATED)
    }
}

impl Placed for MessageDescriptor {
    fn home(&self) -> Option<FileDescriptor> {
        (!self.is_placeholder()).then(|| self.parent_file())
    }

    fn place(&self) -> Vec<i32> {
        self.path()
    }
}

impl fmt::Debug for MessageDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MessageDescriptor({})", self.full_name())
    }
}
