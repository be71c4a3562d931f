//! An enum and its values.
//! It knows names and numbers, not where they are used.

use std::fmt;

use bytes::Bytes;

use super::{
    features::{EnumType, Features, JsonFormat},
    file::FileDescriptor,
    handle::{Placed, handle, placed, position, typed},
    message::MessageDescriptor,
    options::is_option_set,
    pool::Pool,
    records::{EnumRecord, Id, NONE, ValueRecord},
};

/// `FileDescriptorProto.enum_type`, `DescriptorProto.enum_type`, `EnumDescriptorProto.value`.
const FILE_ENUMS: i32 = 5;
const NESTED_ENUMS: i32 = 4;
const VALUES: i32 = 2;
/// `EnumOptions.deprecated`, `EnumValueOptions.deprecated`.
const DEPRECATED: u32 = 3;
const VALUE_DEPRECATED: u32 = 1;

/// An enum.
#[derive(Clone)]
pub struct EnumDescriptor {
    pub(super) pool: Pool,
    pub(super) id: Id,
}

/// A value of an enum.
#[derive(Clone)]
pub struct EnumValueDescriptor {
    pool: Pool,
    id: Id,
}

handle!(EnumDescriptor);
typed!(EnumDescriptor);
handle!(EnumValueDescriptor);
placed!(EnumValueDescriptor);

impl EnumDescriptor {
    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn record(&self) -> &EnumRecord {
        &self.pool.arenas().enums[self.id as usize]
    }

    /// Field numbers and positions that lead to it in its file's descriptor; empty for a placeholder.
    pub fn path(&self) -> Vec<i32> {
        if self.is_placeholder() {
            return Vec::new();
        }
        let index = position(self.record().index);
        match self.parent_message() {
            None => vec![FILE_ENUMS, index],
            Some(message) => {
                let mut path = message.path();
                path.extend([NESTED_ENUMS, index]);
                path
            }
        }
    }

    /// The type was nowhere to be found: nothing is known of it but its name.
    pub fn is_placeholder(&self) -> bool {
        self.record().is_placeholder
    }

    /// Numbers that are not listed are unknown fields, not values.
    pub fn is_closed(&self) -> bool {
        self.record().features.enum_type == EnumType::Closed
    }

    /// Whether JSON is checked for.
    pub fn json_format(&self) -> JsonFormat {
        self.record().features.json_format
    }

    /// Its features.
    pub fn features(&self) -> Features {
        self.record().features
    }

    /// The values, as they are declared; a placeholder has none.
    pub fn values(&self) -> impl ExactSizeIterator<Item = EnumValueDescriptor> + '_ {
        self.record().values.ids().map(|id| EnumValueDescriptor { pool: self.pool.clone(), id })
    }

    /// The value of this number; of several the first that is declared.
    pub fn get_value(&self, number: i32) -> Option<EnumValueDescriptor> {
        self.search(&self.pool.arenas().values_by_number, |value| value.number.cmp(&number))
    }

    /// The value of this name.
    pub fn get_value_by_name(&self, name: &str) -> Option<EnumValueDescriptor> {
        let arenas = self.pool.arenas();
        self.search(&arenas.values_by_name, |value| arenas.name(value.name).cmp(name))
    }

    fn search(&self, index: &[Id], order: impl Fn(&ValueRecord) -> std::cmp::Ordering) -> Option<EnumValueDescriptor> {
        let values = &self.pool.arenas().values;
        let ids = self.record().values.of(index);
        let at = ids.partition_point(|&id| values.get(id as usize).is_some_and(|value| order(value).is_lt()));
        let &id = ids.get(at)?;
        values.get(id as usize).filter(|value| order(value).is_eq())?;
        Some(EnumValueDescriptor { pool: self.pool.clone(), id })
    }

    /// The first value; a placeholder has none.
    pub fn default_value(&self) -> Option<EnumValueDescriptor> {
        self.values().next()
    }

    /// Its `EnumOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// `option deprecated = true`.
    pub fn is_deprecated(&self) -> bool {
        is_option_set(self.option_bytes(), DEPRECATED)
    }
}

impl Placed for EnumDescriptor {
    fn home(&self) -> Option<FileDescriptor> {
        (!self.is_placeholder()).then(|| self.parent_file())
    }

    fn place(&self) -> Vec<i32> {
        self.path()
    }
}

impl EnumValueDescriptor {
    fn record(&self) -> &ValueRecord {
        &self.pool.arenas().values[self.id as usize]
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.record().name)
    }

    /// Its number.
    pub fn number(&self) -> i32 {
        self.record().number
    }

    /// The enum it is of.
    pub fn parent_enum(&self) -> EnumDescriptor {
        EnumDescriptor::new(&self.pool, self.record().of)
    }

    /// The file it stands in.
    pub fn parent_file(&self) -> FileDescriptor {
        self.parent_enum().parent_file()
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        let mut path = self.parent_enum().path();
        path.extend([VALUES, position(self.record().index)]);
        path
    }

    /// Its `EnumValueOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }

    /// `deprecated = true`.
    pub fn is_deprecated(&self) -> bool {
        is_option_set(self.option_bytes(), VALUE_DEPRECATED)
    }
}

impl fmt::Debug for EnumDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnumDescriptor({})", self.full_name())
    }
}

impl fmt::Debug for EnumValueDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnumValueDescriptor({} = {})", self.name(), self.number())
    }
}
