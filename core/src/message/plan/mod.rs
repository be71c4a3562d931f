//! How a type is read and written, worked out once: its fields by number, each with its key as JSON has it, and by name.
//! Plans are kept in the type's pool and go with it; they hold no values and name other types by their keys.

mod enums;
mod fields;
mod names;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic)]
mod tests;

use std::sync::{LazyLock, OnceLock};

use self::names::Names;
use super::{
    field::{JsonType, Shape},
    scalar::Scalar,
};
use crate::schema::{EnumKey, MessageDescriptor, MessageKey, Pool};

pub(crate) use enums::EnumPlan;
pub(crate) use fields::{FieldPlan, ValueKind, zero};

/// A message type: its plan, and the pool through which it leads to others.
#[derive(Clone, Copy)]
pub(crate) struct Type<'d> {
    pool: &'d Pool,
    pub(crate) plan: &'d Plan,
}

/// The plan of one message type.
pub(crate) struct Plan {
    pub(crate) form: Form,
    key: MessageKey,
    /// By number; extensions too.
    fields: Box<[FieldPlan]>,
    /// For each small number the position in `fields`, from 1; 0 where there is none.
    by_number: Box<[u8]>,
    /// For who reads JSON: made when a name is first looked for.
    names: OnceLock<Names>,
    /// What calls with this message are answered, for masks: made when first asked for.
    answers: OnceLock<Box<[MessageKey]>>,
    /// Positions of oneofs are smaller than this.
    pub(crate) oneofs: usize,
}

/// What a message type's JSON is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// An object with its fields.
    Fields,
    /// `google.protobuf.Int32Value` and its like.
    Wrapper(Scalar),
    /// `google.protobuf.Timestamp`.
    Timestamp,
    /// `google.protobuf.Duration`.
    Duration,
    /// `google.protobuf.FieldMask`.
    FieldMask,
    /// `Struct`, `Value`, `ListValue`, `Any`.
    Json(JsonType),
}

/// Numbers from here on are looked for.
const SMALL_NUMBERS: usize = 256;

impl<'d> Type<'d> {
    pub(crate) fn of(descriptor: &'d MessageDescriptor) -> Self {
        Self::at(descriptor.parent_pool(), descriptor.key())
    }

    fn at(pool: &'d Pool, key: MessageKey) -> Self {
        static NO_FIELDS: LazyLock<Plan> = LazyLock::new(Plan::without_fields);
        Self { pool, plan: pool.of_message(key, Plan::of).unwrap_or(&NO_FIELDS) }
    }

    /// Another type of the same pool.
    #[inline]
    pub(crate) fn message(self, key: MessageKey) -> Self {
        Self::at(self.pool, key)
    }

    /// An enum of the same pool.
    #[inline]
    pub(crate) fn enumeration(self, key: EnumKey) -> &'d EnumPlan {
        static NO_VALUES: LazyLock<EnumPlan> = LazyLock::new(EnumPlan::default);
        self.pool.of_enum(key, EnumPlan::of).unwrap_or(&NO_VALUES)
    }

    /// The type of this full name in the same pool.
    pub(crate) fn named(self, full_name: &str) -> Option<Self> {
        let found = self.pool.get_message_by_name(full_name)?;
        Some(Self::at(self.pool, found.key()))
    }

    /// The field of this name in either spelling, with its position; see [`Names::position`].
    pub(crate) fn field_named(self, name: &str, expected: usize) -> Option<(usize, &'d FieldPlan)> {
        let names = self.plan.names.get_or_init(|| Names::of(&self.descriptor(), &self.plan.fields));
        let at = names.position(name, expected)?;
        self.plan.fields.get(at).map(|field| (at, field))
    }

    /// The types that calls with this request are answered by, found once: `find` goes through every method of the pool.
    pub(crate) fn answers(self, find: impl FnOnce(&MessageDescriptor) -> Vec<MessageDescriptor>) -> &'d [MessageKey] {
        self.plan.answers.get_or_init(|| find(&self.descriptor()).iter().map(MessageDescriptor::key).collect())
    }

    /// The type itself.
    pub(crate) fn descriptor(self) -> MessageDescriptor {
        self.pool.message_at(self.plan.key)
    }
}

impl Plan {
    fn of(descriptor: &MessageDescriptor) -> Self {
        let fields = fields::of_message(descriptor);
        let largest = fields.iter().map(|field| field.number as usize).filter(|number| *number < SMALL_NUMBERS).max();
        let mut by_number = vec![0; largest.map_or(0, |largest| largest + 1)];
        for (position, field) in fields.iter().enumerate() {
            if let Some(slot) = by_number.get_mut(field.number as usize) {
                *slot = u8::try_from(position + 1).unwrap_or(0);
            }
        }
        Self {
            form: Form::of(&Shape::of_message(descriptor)),
            key: descriptor.key(),
            names: OnceLock::new(),
            answers: OnceLock::new(),
            oneofs: fields.iter().filter_map(|field| field.oneof).max().map_or(0, |last| last as usize + 1),
            fields: fields.into(),
            by_number: by_number.into(),
        }
    }

    fn without_fields() -> Self {
        Self {
            form: Form::Fields,
            key: MessageKey::none(),
            fields: Box::default(),
            by_number: Box::default(),
            names: OnceLock::new(),
            answers: OnceLock::new(),
            oneofs: 0,
        }
    }

    /// The fields, by number.
    pub(crate) fn fields(&self) -> &[FieldPlan] {
        &self.fields
    }

    /// The field of this number, an extension too.
    #[inline]
    pub(crate) fn field(&self, number: u32) -> Option<&FieldPlan> {
        match self.by_number.get(number as usize) {
            Some(&position) => self.fields.get(usize::from(position).checked_sub(1)?),
            None => {
                self.fields.binary_search_by_key(&number, |field| field.number).ok().and_then(|at| self.fields.get(at))
            }
        }
    }
}

impl Form {
    fn of(shape: &Shape) -> Self {
        match shape {
            Shape::Wrapper(scalar) => Self::Wrapper(*scalar),
            Shape::Timestamp => Self::Timestamp,
            Shape::Duration => Self::Duration,
            Shape::FieldMask => Self::FieldMask,
            Shape::Json(json, _) => Self::Json(*json),
            Shape::Scalar(_) | Shape::Enum(_) | Shape::Message(_) | Shape::Records => Self::Fields,
        }
    }
}
