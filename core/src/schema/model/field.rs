//! A field of a message, and the oneof it may be in.
//! It says how values are written, not what they are.

use std::fmt;

use bytes::Bytes;

use super::{
    enumeration::EnumDescriptor,
    file::FileDescriptor,
    handle::{handle, placed, position},
    kind::{Cardinality, Kind},
    message::MessageDescriptor,
    options::is_option_set,
    pool::Pool,
    records::{FieldRecord, Id, NONE, OneofRecord},
};
use crate::schema::descriptor::field_type;

/// `DescriptorProto.field`, `DescriptorProto.oneof_decl`, `FieldOptions.deprecated`.
const FIELDS: i32 = 2;
const ONEOFS: i32 = 8;
const DEPRECATED: u32 = 3;

/// A field.
#[derive(Clone)]
pub struct FieldDescriptor {
    pub(super) pool: Pool,
    pub(super) id: Id,
}

/// A oneof.
#[derive(Clone)]
pub struct OneofDescriptor {
    pool: Pool,
    id: Id,
}

handle!(FieldDescriptor);
handle!(OneofDescriptor);
placed!(FieldDescriptor);
placed!(OneofDescriptor);

/// What fields and extensions say alike; `record` and `pool` are theirs.
macro_rules! field_methods {
    () => {
        /// The pool it is in.
        pub fn parent_pool(&self) -> &Pool {
            &self.pool
        }

        /// Its number.
        pub fn number(&self) -> u32 {
            self.field_record().number
        }

        /// The type of its values.
        pub fn kind(&self) -> Kind {
            self.field_record().kind(&self.pool)
        }

        /// How many values it has.
        pub fn cardinality(&self) -> Cardinality {
            let record = self.field_record();
            match (record.is_repeated, record.is_required) {
                (true, _) => Cardinality::Repeated,
                (false, true) => Cardinality::Required,
                (false, false) => Cardinality::Optional,
            }
        }

        /// Repeated, with entries of a map for values.
        pub fn is_map(&self) -> bool {
            self.field_record().is_map(&self.pool)
        }

        /// Repeated, and not a map.
        pub fn is_list(&self) -> bool {
            self.field_record().is_repeated && !self.is_map()
        }

        /// Must be set.
        pub fn is_required(&self) -> bool {
            self.field_record().is_required
        }

        /// Set and unset differ even where the value is the default.
        pub fn supports_presence(&self) -> bool {
            self.field_record().has_presence
        }

        /// Written packed; both forms are to be read.
        pub fn is_packed(&self) -> bool {
            self.field_record().is_packed
        }

        /// Its messages stand between tags instead of after a length: groups, and delimited fields of editions.
        pub fn is_delimited(&self) -> bool {
            self.field_record().is_delimited
        }

        /// As [`Self::is_delimited`].
        pub fn is_group(&self) -> bool {
            self.is_delimited()
        }

        /// Its strings must be UTF-8.
        pub fn validates_utf8(&self) -> bool {
            self.field_record().validates_utf8
        }

        /// proto3's `optional`.
        pub fn is_proto3_optional(&self) -> bool {
            self.field_record().is_proto3_optional
        }

        /// The default that it declares, as descriptors hold it: strings bare, bytes C-escaped, enum values by name.
        pub fn default_value(&self) -> Option<&str> {
            self.field_record().default.map(|text| self.pool.arenas().name(text))
        }

        /// Its `FieldOptions`, encoded.
        pub fn option_bytes(&self) -> Option<&Bytes> {
            self.pool.arenas().options(self.field_record().options)
        }

        /// `deprecated = true`.
        pub fn is_deprecated(&self) -> bool {
            is_option_set(self.option_bytes(), DEPRECATED)
        }
    };
}

pub(super) use field_methods;

impl FieldRecord {
    pub(super) fn kind(&self, pool: &Pool) -> Kind {
        match i32::from(self.kind) {
            field_type::DOUBLE => Kind::Double,
            field_type::FLOAT => Kind::Float,
            field_type::INT64 => Kind::Int64,
            field_type::UINT64 => Kind::Uint64,
            field_type::INT32 => Kind::Int32,
            field_type::FIXED64 => Kind::Fixed64,
            field_type::FIXED32 => Kind::Fixed32,
            field_type::BOOL => Kind::Bool,
            field_type::STRING => Kind::String,
            field_type::UINT32 => Kind::Uint32,
            field_type::ENUM => Kind::Enum(EnumDescriptor::new(pool, self.target)),
            field_type::SFIXED32 => Kind::Sfixed32,
            field_type::SFIXED64 => Kind::Sfixed64,
            field_type::SINT32 => Kind::Sint32,
            field_type::SINT64 => Kind::Sint64,
            field_type::MESSAGE | field_type::GROUP => Kind::Message(MessageDescriptor::new(pool, self.target)),
            // The intake lets no other number through.
            _ => Kind::Bytes,
        }
    }

    pub(super) fn is_map(&self, pool: &Pool) -> bool {
        let messages = &pool.arenas().messages;
        self.is_repeated
            && i32::from(self.kind) == field_type::MESSAGE
            && messages.get(self.target as usize).is_some_and(|message| message.is_map_entry)
    }
}

impl FieldDescriptor {
    field_methods!();

    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn field_record(&self) -> &FieldRecord {
        &self.pool.arenas().fields[self.id as usize]
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.field_record().name)
    }

    /// `shop.v1.Order.id`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.parent_message().full_name(), self.name())
    }

    /// Its name in JSON.
    pub fn json_name(&self) -> &str {
        self.pool.arenas().name(self.field_record().json_name)
    }

    /// The message that declares it.
    pub fn parent_message(&self) -> MessageDescriptor {
        MessageDescriptor::new(&self.pool, self.field_record().message)
    }

    /// As [`Self::parent_message`].
    pub fn containing_message(&self) -> MessageDescriptor {
        self.parent_message()
    }

    /// The file it stands in.
    pub fn parent_file(&self) -> FileDescriptor {
        self.parent_message().parent_file()
    }

    /// The oneof it is in; also the one that proto3's `optional` makes.
    pub fn containing_oneof(&self) -> Option<OneofDescriptor> {
        let oneof = self.field_record().oneof;
        (oneof != NONE).then(|| OneofDescriptor::new(&self.pool, oneof))
    }

    /// Its position among the fields as they are declared.
    pub fn index(&self) -> u32 {
        self.field_record().index
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        let mut path = self.parent_message().path();
        path.extend([FIELDS, position(self.index())]);
        path
    }
}

impl OneofDescriptor {
    pub(super) fn new(pool: &Pool, id: Id) -> Self {
        Self { pool: pool.clone(), id }
    }

    fn record(&self) -> &OneofRecord {
        &self.pool.arenas().oneofs[self.id as usize]
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.pool.arenas().name(self.record().name)
    }

    /// `shop.v1.Order.payment`.
    pub fn full_name(&self) -> String {
        format!("{}.{}", self.parent_message().full_name(), self.name())
    }

    /// The message that declares it.
    pub fn parent_message(&self) -> MessageDescriptor {
        MessageDescriptor::new(&self.pool, self.record().message)
    }

    /// The file it stands in.
    pub fn parent_file(&self) -> FileDescriptor {
        self.parent_message().parent_file()
    }

    /// Made by proto3's `optional`: no oneof to a reader.
    pub fn is_synthetic(&self) -> bool {
        self.record().is_synthetic
    }

    /// Its members, as they are declared.
    pub fn fields(&self) -> impl Iterator<Item = FieldDescriptor> + '_ {
        let arenas = self.pool.arenas();
        let run = arenas.messages.get(self.record().message as usize).map(|message| message.fields).unwrap_or_default();
        let is_member = |&id: &Id| arenas.fields.get(id as usize).is_some_and(|field| field.oneof == self.id);
        run.ids().filter(is_member).map(|id| FieldDescriptor::new(&self.pool, id)).collect::<Vec<_>>().into_iter()
    }

    /// Its position among the oneofs as they are declared.
    pub fn index(&self) -> u32 {
        self.record().index
    }

    /// Field numbers and positions that lead to it in its file's descriptor.
    pub fn path(&self) -> Vec<i32> {
        let mut path = self.parent_message().path();
        path.extend([ONEOFS, position(self.index())]);
        path
    }

    /// Its `OneofOptions`, encoded.
    pub fn option_bytes(&self) -> Option<&Bytes> {
        self.pool.arenas().options(self.record().options)
    }
}

impl fmt::Debug for FieldDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FieldDescriptor({})", self.full_name())
    }
}

impl fmt::Debug for OneofDescriptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OneofDescriptor({})", self.full_name())
    }
}
