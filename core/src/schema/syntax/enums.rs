//! Enums and their values. Whether names and numbers are unique is not asked here.

use std::collections::HashSet;

use super::{
    locations::{LocationId, count},
    options::{OptionList, Style},
    parser::{Parser, Step, shortened},
};
use crate::schema::{
    descriptor::{EnumDescriptorProto, EnumValueDescriptorProto},
    problem::Problem,
};

/// Field numbers of `EnumDescriptorProto` and `EnumValueDescriptorProto`; their options share one.
mod step {
    pub(super) const NAME: i32 = 1;
    pub(super) const VALUE: i32 = 2;
    pub(super) const NUMBER: i32 = 2;
    pub(super) const OPTIONS: i32 = 3;
}

impl Parser<'_> {
    /// From `enum` through its closing brace.
    pub(super) fn enumeration(&mut self, location: LocationId, visibility: Option<i32>) -> Step<EnumDescriptorProto> {
        self.expect("enum")?;
        let name_token = self.current();
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("the enum's name"))?;
        let mut declared = EnumDescriptorProto { name: Some(name.to_owned()), visibility, ..Default::default() };
        let mut options = OptionList::default();
        self.expect_end("{", location)?;
        self.statements("enum", |parser| match parser.current().text {
            "option" => {
                let inner = parser.open(location, &[step::OPTIONS]);
                parser.option(&mut options, inner, Style::Statement)?;
                parser.close(inner);
                Ok(())
            }
            "reserved" => parser.reserved_of_enum(&mut declared, location),
            _ => {
                let inner = parser.open(location, &[step::VALUE, count(&declared.value)]);
                let value = parser.enum_value(inner)?;
                declared.value.push(value);
                Ok(())
            }
        })?;
        self.close(location);
        if let Some(message) = pointless_alias(&declared, options.flag("allow_alias")) {
            self.fail_at(name_token, Problem::warning("", message).hint("protoc refuses it."));
        }
        declared.options = options.into_bytes();
        Ok(declared)
    }

    fn enum_value(&mut self, location: LocationId) -> Step<EnumValueDescriptorProto> {
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("an enum value's name"))?;
        if !self.take("=") {
            return Err(self.expected(format_args!("\"=\" and the number of \"{}\"", shortened(name))));
        }
        let number =
            self.located(location, &[step::NUMBER], |parser| parser.signed_integer("an enum value's number"))?;
        let mut options = OptionList::default();
        self.option_brackets(location, step::OPTIONS, |parser, inner| {
            parser.option(&mut options, inner, Style::Assignment)
        })?;
        self.expect_end(";", location)?;
        self.close(location);
        let options = options.into_bytes();
        Ok(EnumValueDescriptorProto { name: Some(name.to_owned()), number: Some(number), options })
    }
}

/// `allow_alias` where it changes nothing.
fn pointless_alias(declared: &EnumDescriptorProto, allow_alias: Option<bool>) -> Option<&'static str> {
    if !allow_alias? {
        return Some("\"allow_alias = false\" has no effect");
    }
    let mut numbers = HashSet::new();
    let has_alias = declared.value.iter().any(|value| !numbers.insert(value.number));
    (!has_alias).then_some("\"allow_alias\" has no effect: no two values have the same number")
}
