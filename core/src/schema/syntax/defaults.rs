//! Default values: read by the field's type and written as descriptors keep them.
//! A field whose type is a name keeps the word as it stands; whether its enum has such a value is not asked here.

use super::{
    lexer::Kind,
    literals,
    locations::LocationId,
    numbers::{double_text, float_text},
    parser::{Parser, Step},
};
use crate::schema::{
    descriptor::{FieldDescriptorProto, field_type as ty},
    problem::Problem,
};

/// `FieldDescriptorProto.default_value`.
const DEFAULT_VALUE: i32 = 7;

impl Parser<'_> {
    /// From `default` through the value.
    pub(super) fn default_value(&mut self, field: &mut FieldDescriptorProto, location: LocationId) -> Step {
        if field.default_value.is_some() {
            self.fail(Problem::error("", "\"default\" is set twice"));
        }
        self.lexer.next();
        self.expect("=")?;
        field.default_value = Some(self.located(location, &[DEFAULT_VALUE], |parser| parser.default_of(field.r#type))?);
        Ok(())
    }

    fn default_of(&mut self, field_type: Option<i32>) -> Step<String> {
        match field_type {
            Some(ty::INT32 | ty::SINT32 | ty::SFIXED32) => self.signed_default(i32::MAX.unsigned_abs().into()),
            Some(ty::INT64 | ty::SINT64 | ty::SFIXED64) => self.signed_default(i64::MAX.unsigned_abs()),
            Some(ty::UINT32 | ty::FIXED32) => self.unsigned_default(u32::MAX.into()),
            Some(ty::UINT64 | ty::FIXED64) => self.unsigned_default(u64::MAX),
            Some(ty::FLOAT) => Ok(float_text(self.signed_number()? as f32)),
            Some(ty::DOUBLE) => Ok(double_text(self.signed_number()?)),
            Some(ty::BOOL) if self.at("true") || self.at("false") => self.word(),
            Some(ty::BOOL) => Err(self.expected("\"true\" or \"false\"")),
            Some(ty::STRING) => self.text_default(),
            Some(ty::BYTES) => Ok(literals::c_escape(&self.string("a string")?)),
            Some(_) => Err(self.fail(Problem::error("", "a message has no default"))),
            None if self.at_end() || self.at_kind(Kind::Symbol) => Err(self.expected("an enum's value")),
            None => self.word(),
        }
    }

    fn word(&mut self) -> Step<String> {
        let word = self.current().text.to_owned();
        self.lexer.next();
        Ok(word)
    }

    fn signed_default(&mut self, max: u64) -> Step<String> {
        let is_negative = self.take("-");
        let value = self.integer_up_to(max.saturating_add(is_negative.into()), "a whole number")?;
        let sign = if is_negative && value != 0 { "-" } else { "" };
        Ok(format!("{sign}{value}"))
    }

    fn unsigned_default(&mut self, max: u64) -> Step<String> {
        if self.at("-") {
            return Err(self.expected("a number without sign"));
        }
        Ok(self.integer_up_to(max, "a whole number")?.to_string())
    }

    fn signed_number(&mut self) -> Step<f64> {
        let is_negative = self.take("-");
        let value = self.number()?;
        Ok(if is_negative { -value } else { value })
    }

    /// Escapes can make a string no text; what can be shown of it is kept.
    fn text_default(&mut self) -> Step<String> {
        let token = self.current();
        let bytes = self.string("a string")?;
        Ok(String::from_utf8(bytes).unwrap_or_else(|error| {
            self.fail_at(token, Problem::warning("", "this default is not UTF-8; bad bytes are replaced"));
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        }))
    }
}
