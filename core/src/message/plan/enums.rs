//! The plan of an enum: its names by number, in quotes as JSON has them, and its numbers by name.
//! Of several names of one number it writes the first that is declared.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::{
    message::{field::is_null_value, quote::push_json_string},
    schema::EnumDescriptor,
};

/// One enum.
#[derive(Default)]
pub(crate) struct EnumPlan {
    /// Its own name.
    pub(crate) name: Box<str>,
    /// `google.protobuf.NullValue`, whose JSON is `null`.
    pub(crate) is_null: bool,
    /// It takes no other numbers than those declared.
    is_closed: bool,
    /// The number that an unset field reads as.
    pub(crate) default: i32,
    /// By number.
    values: Box<[(i32, Box<str>)]>,
    numbers: HashMap<Box<str>, i32, RandomState>,
}

impl EnumPlan {
    pub(super) fn of(descriptor: &EnumDescriptor) -> Self {
        let mut values: Vec<(i32, Box<str>)> =
            descriptor.values().map(|value| (value.number(), quoted(value.name()))).collect();
        values.sort_by_key(|(number, _)| *number);
        values.dedup_by_key(|(number, _)| *number);
        Self {
            name: descriptor.name().into(),
            is_null: is_null_value(descriptor),
            is_closed: descriptor.is_closed(),
            default: descriptor.default_value().map_or(0, |value| value.number()),
            values: values.into(),
            numbers: descriptor.values().map(|value| (value.name().into(), value.number())).collect(),
        }
    }

    /// The name of this number, in quotes.
    #[inline]
    pub(crate) fn quoted(&self, number: i32) -> Option<&str> {
        // Most enums count from 0 without gaps.
        let guess = usize::try_from(number).ok().and_then(|at| self.values.get(at)).filter(|(of, _)| *of == number);
        let found = guess.or_else(|| {
            let at = self.values.binary_search_by_key(&number, |(of, _)| *of).ok()?;
            self.values.get(at)
        });
        found.map(|(_, name)| &**name)
    }

    /// The name of this number.
    #[inline]
    pub(crate) fn name_of(&self, number: i32) -> Option<&str> {
        self.quoted(number).and_then(|name| name.get(1..name.len() - 1))
    }

    /// The number of this name.
    pub(crate) fn number(&self, name: &str) -> Option<i32> {
        self.numbers.get(name).copied()
    }

    /// It may have this number.
    pub(crate) fn allows(&self, number: i32) -> bool {
        !self.is_closed || self.quoted(number).is_some()
    }
}

fn quoted(name: &str) -> Box<str> {
    let mut text = String::with_capacity(name.len() + 2);
    push_json_string(&mut text, name);
    text.into()
}
