//! An extension: a field that one place declares for a message of another.
//! It says how values are written, not what they are.

use std::fmt;

use bytes::Bytes;

use super::{
    field::field_methods,
    file::FileDescriptor,
    handle::{handle, placed, position},
    kind::{Cardinality, Kind},
    message::MessageDescriptor,
    options::is_option_set,
    pool::Pool,
    records::{ExtensionRecord, FieldRecord, Id, NONE},
};

/// `FileDescriptorProto.extension`, `DescriptorProto.extension`, `FieldOptions.deprecated`.
const FILE_EXTENSIONS: i32 = 7;
const NESTED_EXTENSIONS: i32 = 6;
const DEPRECATED: u32 = 3;

/// An extension.
#[derive(Clone)]
pub struct ExtensionDescriptor {
    pool: Pool,
    id: Id,
}

handle!(ExtensionDescriptor);
placed!(ExtensionDescriptor);

impl ExtensionDescriptor {
    field_methods!();

    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn record(&self) -> &ExtensionRecord {
        &self.pool.arenas().extensions[self.id as usize]
    }

    fn field_record(&self) -> &FieldRecord {
        &self.record().field
    }

    /// Its own name.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.field_record().name)
    }

    /// `shop.v1.rule`.
    pub fn full_name(&self) -> &str {
        self.pool.arenas().name(self.record().full_name)
    }

    /// Its name in JSON: `[shop.v1.rule]`.
    pub fn json_name(&self) -> &str {
        self.pool.arenas().name(self.record().json_name)
    }

    /// The package of its file.
    pub fn package_name(&self) -> &str {
        let arenas = self.pool.arenas();
        arenas.files.get(self.record().file as usize).map_or("", |file| arenas.name(file.package))
    }

    /// The message it extends.
    pub fn containing_message(&self) -> MessageDescriptor {
        MessageDescriptor::new(&self.pool, self.field_record().message)
    }

    pub(super) fn extends(&self, message: &MessageDescriptor) -> bool {
        self.field_record().message == message.id && self.pool == message.pool
    }

    /// The message it is declared in, if any.
    pub fn parent_message(&self) -> Option<MessageDescriptor> {
        let scope = self.record().scope;
        (scope != NONE).then(|| MessageDescriptor::new(&self.pool, scope))
    }

    /// The file it is declared in.
    pub fn parent_file(&self) -> FileDescriptor {
        FileDescriptor::new(&self.pool, self.record().file)
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        let index = position(self.field_record().index);
        match self.parent_message() {
            None => vec![FILE_EXTENSIONS, index],
            Some(message) => {
                let mut path = message.path();
                path.extend([NESTED_EXTENSIONS, index]);
                path
            }
        }
    }
}

impl fmt::Debug for ExtensionDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ExtensionDescriptor({})", self.full_name())
    }
}
