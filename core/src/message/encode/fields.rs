//! Objects of JSON as messages: members to fields, lists and maps.
//! How a single value is written is left to `values`.

use super::{Pass, arrange::Opened};
use crate::message::{
    MAX_DEPTH,
    field::{JsonType, UNKNOWN_KEY},
    json::MAX_DEPTH as MAX_NEST,
    plan::{FieldPlan, Form, Type, ValueKind},
    well_known::TYPE_KEY,
};

impl Pass<'_> {
    /// A whole text, or the value of an `Any`: where `null` is no value, it means that nothing is set.
    pub(super) fn whole(&mut self, of: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        match of.plan.form {
            Form::Fields => self.message(of, depth, nest),
            Form::Json(JsonType::Value) => self.json_value(nest),
            _ if self.scanner.take_null() => Some(()),
            _ => self.content(of, depth, nest),
        }
    }

    /// The fields of a message from its object.
    pub(super) fn message(&mut self, of: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        self.open(b'{', nest)?;
        let has_members = !self.scanner.take(b'}');
        self.members(of, has_members, depth, nest)
    }

    /// The members of an object, after its brace or after some of them were read.
    pub(super) fn members(&mut self, of: Type<'_>, has_members: bool, depth: usize, nest: usize) -> Option<()> {
        if depth >= MAX_DEPTH {
            return None;
        }
        if !has_members {
            return Some(());
        }
        let opened = self.arrangement.open(of.plan.fields().len() + of.plan.oneofs);
        let mut expected = 0;
        loop {
            expected = self.member(of, opened, expected, depth, nest)?;
            if !self.scanner.goes_on(b'}')? {
                break;
            }
        }
        self.arrangement.close(opened, &mut self.out);
        Some(())
    }

    /// One `"name": value`; where the next one is to be expected.
    fn member(&mut self, of: Type<'_>, opened: Opened, expected: usize, depth: usize, nest: usize) -> Option<usize> {
        let name = self.scanner.string()?;
        self.scanner.expect(b':')?;
        let Some((at, field)) = of.field_named(&name, expected) else {
            let may_skip = self.rules.allow_unknown_fields && name != TYPE_KEY && name != UNKNOWN_KEY;
            return if may_skip { self.skip_value(nest + 1).map(|()| expected) } else { None };
        };
        let next = at + 1;
        let takes_null = !field.is_repeated && takes_null(of, field.value);
        if !takes_null && self.scanner.take_null() {
            return Some(next);
        }
        let oneof = field.oneof.map(|oneof| of.plan.fields().len() + oneof as usize);
        let is_new =
            self.arrangement.give(opened, at) && oneof.is_none_or(|oneof| self.arrangement.give(opened, oneof));
        if !is_new {
            return None;
        }
        self.arrangement.write(field.number, self.out.len());
        self.field(of, field, depth, nest + 1)?;
        Some(next)
    }

    fn field(&mut self, of: Type<'_>, field: &FieldPlan, depth: usize, nest: usize) -> Option<()> {
        match field.value {
            ValueKind::Message(entry) if field.is_map => self.map(field.number, of.message(entry), depth, nest),
            _ if field.is_packed => self.packed(of, field, nest),
            _ if field.is_repeated => self.list(nest, |pass| pass.value(of, field, true, depth, nest + 1)),
            ValueKind::Message(_) => self.value(of, field, true, depth, nest),
            _ => self.value(of, field, field.has_presence, depth, nest),
        }
    }

    fn list(&mut self, nest: usize, mut element: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.open(b'[', nest)?;
        if self.scanner.take(b']') {
            return Some(());
        }
        loop {
            element(self)?;
            if !self.scanner.goes_on(b']')? {
                return Some(());
            }
        }
    }

    fn packed(&mut self, of: Type<'_>, field: &FieldPlan, nest: usize) -> Option<()> {
        let before = self.out.len();
        self.out.start_nested(field.number);
        let start = self.out.open();
        match field.value {
            ValueKind::Scalar(scalar) => self.list(nest, |pass| pass.bare(scalar))?,
            ValueKind::Enum(key) => {
                let of = of.enumeration(key);
                self.list(nest, |pass| pass.bare_enum(of))?;
            }
            ValueKind::Message(_) => return None,
        }
        match self.out.len() == start {
            true => self.out.buffer().truncate(before),
            false => self.out.close(start),
        }
        Some(())
    }

    fn map(&mut self, number: u32, entry: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        let (key, value) = (entry.plan.field(1)?, entry.plan.field(2)?);
        let ValueKind::Scalar(scalar) = key.value else { return None };
        self.open(b'{', nest)?;
        if self.scanner.take(b'}') {
            return Some(());
        }
        loop {
            self.nested(number, |pass| {
                pass.quoted(key.number, scalar, true)?;
                pass.scanner.expect(b':')?;
                pass.value(entry, value, true, depth, nest + 1)
            })?;
            if !self.scanner.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    /// A length-delimited field of what `inner` writes.
    pub(super) fn nested(&mut self, number: u32, inner: impl FnOnce(&mut Self) -> Option<()>) -> Option<()> {
        self.out.start_nested(number);
        let start = self.out.open();
        inner(self)?;
        self.out.close(start);
        Some(())
    }

    /// An object or array begins that lies so deep in the text.
    pub(super) fn open(&mut self, bracket: u8, nest: usize) -> Option<()> {
        if nest >= MAX_NEST { None } else { self.scanner.expect(bracket) }
    }
}

/// `null` is a value of it, and does not mean that there is none.
fn takes_null(of: Type<'_>, value: ValueKind) -> bool {
    match value {
        ValueKind::Scalar(_) => false,
        ValueKind::Enum(key) => of.enumeration(key).is_null,
        ValueKind::Message(key) => of.message(key).plan.form == Form::Json(JsonType::Value),
    }
}
