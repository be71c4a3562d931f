//! The well-known types whose ProtoJSON is any JSON: Struct, Value, ListValue, Any; and values that are passed over.
//! An `Any` is taken where its `@type` comes first, as every printer writes it.

use std::{borrow::Cow, collections::HashSet};

use super::Pass;
use crate::message::{
    MAX_DEPTH,
    field::JsonType,
    plan::{Form, Type},
    scalar::{self, Scalar},
    well_known::{EMPTY, TYPE_KEY, is_well_known, type_name},
};

/// So many names are compared one by one.
const FEW: usize = 16;

impl Pass<'_> {
    pub(super) fn json(&mut self, json: JsonType, of: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        match json {
            JsonType::Struct => self.json_object(nest),
            JsonType::Value => self.json_value(nest),
            JsonType::ListValue => self.json_array(nest),
            JsonType::Any => self.any(of, depth, nest),
        }
    }

    pub(super) fn json_value(&mut self, nest: usize) -> Option<()> {
        match self.scanner.peek()? {
            b'n' => self.scanner.take_null().then(|| self.out.int(1, 0)),
            b't' | b'f' => {
                let value = self.scanner.boolean()?;
                self.out.int(4, i64::from(value));
                Some(())
            }
            b'"' => self.nested(3, |pass| pass.scanner.string_into(pass.out.buffer())),
            b'{' => self.nested(5, |pass| pass.json_object(nest)),
            b'[' => self.nested(6, |pass| pass.json_array(nest)),
            _ => {
                let number = scalar::parse(Scalar::Double, self.number_word()?).ok()?;
                let number = match number {
                    scalar::Value::Double(number) => scalar::Value::Double(number),
                    _ => return None,
                };
                self.out.scalar(2, Scalar::Double, &number);
                Some(())
            }
        }
    }

    fn json_object(&mut self, nest: usize) -> Option<()> {
        self.open(b'{', nest)?;
        if self.scanner.take(b'}') {
            return Some(());
        }
        let mut names = Names::default();
        loop {
            let name = self.scanner.string()?;
            self.scanner.expect(b':')?;
            self.nested(1, |pass| {
                pass.out.bytes(1, name.as_bytes());
                pass.nested(2, |pass| pass.json_value(nest + 1))
            })?;
            if !names.add(name) {
                return None;
            }
            if !self.scanner.goes_on(b'}')? {
                return Some(());
            }
        }
    }

    fn json_array(&mut self, nest: usize) -> Option<()> {
        self.open(b'[', nest)?;
        if self.scanner.take(b']') {
            return Some(());
        }
        loop {
            self.nested(1, |pass| pass.json_value(nest + 1))?;
            if !self.scanner.goes_on(b']')? {
                return Some(());
            }
        }
    }

    fn any(&mut self, any: Type<'_>, depth: usize, nest: usize) -> Option<()> {
        if depth >= MAX_DEPTH {
            return None;
        }
        self.open(b'{', nest)?;
        if self.scanner.take(b'}') {
            return Some(());
        }
        if self.scanner.string()? != TYPE_KEY {
            return None;
        }
        self.scanner.expect(b':')?;
        let url = self.scanner.string()?;
        let name = type_name(&url).ok()?;
        let of = any.named(name)?;
        let goes_on = self.scanner.goes_on(b'}')?;
        self.out.bytes(1, url.as_bytes());
        let is_spread = of.plan.form == Form::Fields && (!is_well_known(name) || (name == EMPTY && !goes_on));
        self.nested(2, |pass| match is_spread {
            true => pass.members(of, goes_on, depth + 1, nest),
            false => pass.any_value(of, goes_on, depth, nest),
        })
    }

    /// `"value"` of a well-known type in an `Any`, with nothing beside it.
    fn any_value(&mut self, of: Type<'_>, is_there: bool, depth: usize, nest: usize) -> Option<()> {
        if !is_there || self.scanner.string()? != "value" {
            return None;
        }
        self.scanner.expect(b':')?;
        self.whole(of, depth + 1, nest + 1)?;
        self.scanner.expect(b'}')
    }

    /// A value that has no field.
    pub(super) fn skip_value(&mut self, nest: usize) -> Option<()> {
        let close = match self.scanner.peek()? {
            b'"' => return self.scanner.string().map(drop),
            b'{' => b'}',
            b'[' => b']',
            _ => {
                let word = self.scanner.word()?;
                let is_taken = matches!(word, "null" | "true" | "false") || scalar::is_json_number(word);
                return is_taken.then_some(());
            }
        };
        self.open(if close == b'}' { b'{' } else { b'[' }, nest)?;
        if self.scanner.take(close) {
            return Some(());
        }
        loop {
            if close == b'}' {
                self.scanner.string()?;
                self.scanner.expect(b':')?;
            }
            self.skip_value(nest + 1)?;
            if !self.scanner.goes_on(close)? {
                return Some(());
            }
        }
    }
}

/// The names of an object, none of which may come twice.
#[derive(Default)]
struct Names<'t> {
    few: Vec<Cow<'t, str>>,
    many: HashSet<Cow<'t, str>>,
}

impl<'t> Names<'t> {
    /// False for a name that is there already.
    fn add(&mut self, name: Cow<'t, str>) -> bool {
        if !self.many.is_empty() {
            return self.many.insert(name);
        }
        let is_new = !self.few.contains(&name);
        self.few.push(name);
        if self.few.len() > FEW {
            self.many.extend(self.few.drain(..));
        }
        is_new
    }
}
