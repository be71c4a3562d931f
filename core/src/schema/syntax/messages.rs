//! Messages and what stands in them beside fields: oneofs, extensions, the oneofs that proto3's `optional` makes.
//! Fields themselves are read in `fields`, ranges in `ranges`.

use std::collections::HashSet;

use super::{
    locations::{LocationId, count},
    options::{OptionList, Style},
    parser::{Parser, Step},
};
use crate::schema::{
    descriptor::{DescriptorProto, FieldDescriptorProto, OneofDescriptorProto, label},
    problem::Problem,
};

/// Field numbers of `DescriptorProto`.
mod step {
    pub(super) const NAME: i32 = 1;
    pub(super) const FIELD: i32 = 2;
    pub(super) const MESSAGE: i32 = 3;
    pub(super) const ENUM: i32 = 4;
    pub(super) const EXTENSION_RANGE: i32 = 5;
    pub(super) const EXTENSION: i32 = 6;
    pub(super) const OPTIONS: i32 = 7;
    pub(super) const ONEOF: i32 = 8;
}

/// `OneofDescriptorProto.options`.
const ONEOF_OPTIONS: i32 = 2;

/// `FieldDescriptorProto.extendee`.
const EXTENDEE: i32 = 2;

impl<'a> Parser<'a> {
    /// From `message` through its closing brace.
    pub(super) fn message(&mut self, location: LocationId, visibility: Option<i32>) -> Step<DescriptorProto> {
        self.expect("message")?;
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("the message's name"))?;
        let message = DescriptorProto { name: Some(name.to_owned()), visibility, ..Default::default() };
        let message = self.message_block(message, location)?;
        self.close(location);
        Ok(message)
    }

    /// From the opening brace through the closing one.
    pub(super) fn message_block(
        &mut self,
        mut message: DescriptorProto,
        location: LocationId,
    ) -> Step<DescriptorProto> {
        let mut options = OptionList::default();
        self.nested(|parser| {
            parser.expect_end("{", location)?;
            parser.statements("message", |parser| parser.message_statement(&mut message, &mut options, location))
        })?;
        super::ranges::set_max_ends(&mut message, options.flag("message_set_wire_format") == Some(true));
        message.options = options.into_bytes();
        self.add_synthetic_oneofs(&mut message)?;
        Ok(message)
    }

    fn message_statement(
        &mut self,
        message: &mut DescriptorProto,
        options: &mut OptionList,
        location: LocationId,
    ) -> Step {
        let visibility = self.visibility()?;
        match self.current().text {
            "message" => {
                let inner = self.open(location, &[step::MESSAGE, count(&message.nested_type)]);
                let declared = self.message(inner, visibility)?;
                message.nested_type.push(declared);
            }
            "enum" => {
                let inner = self.open(location, &[step::ENUM, count(&message.enum_type)]);
                let declared = self.enumeration(inner, visibility)?;
                message.enum_type.push(declared);
            }
            "extensions" => {
                let inner = self.open(location, &[step::EXTENSION_RANGE]);
                self.extension_ranges(message, inner)?;
            }
            "reserved" => self.reserved_of_message(message, location)?,
            "extend" => {
                let inner = self.open(location, &[step::EXTENSION]);
                self.extend(&mut message.extension, &mut message.nested_type, (location, step::MESSAGE), inner)?;
            }
            "option" => {
                let inner = self.open(location, &[step::OPTIONS]);
                self.option(options, inner, Style::Statement)?;
                self.close(inner);
            }
            "oneof" => self.oneof(message, location)?,
            _ => {
                let inner = self.open(location, &[step::FIELD, count(&message.field)]);
                let field = FieldDescriptorProto::default();
                let field = self.labelled_field(field, &mut message.nested_type, (location, step::MESSAGE), inner)?;
                message.field.push(field);
            }
        }
        Ok(())
    }

    fn oneof(&mut self, message: &mut DescriptorProto, message_location: LocationId) -> Step {
        let position = count(&message.oneof_decl);
        let location = self.open(message_location, &[step::ONEOF, position]);
        self.expect("oneof")?;
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("the oneof's name"))?;
        let mut options = OptionList::default();
        self.expect_end("{", location)?;
        self.refuse_empty_block("a field of the oneof")?;
        self.statements("oneof", |parser| {
            if parser.at("option") {
                let inner = parser.open(location, &[ONEOF_OPTIONS]);
                parser.option(&mut options, inner, Style::Statement)?;
                parser.close(inner);
                return Ok(());
            }
            if ["required", "optional", "repeated"].contains(&parser.current().text) {
                let message = format!("a field of a oneof has no label: leave out \"{}\"", parser.current().text);
                parser.fail(Problem::error("", message));
                parser.lexer.next();
            }
            let inner = parser.open(message_location, &[step::FIELD, count(&message.field)]);
            let field = FieldDescriptorProto {
                label: Some(label::OPTIONAL),
                oneof_index: Some(position),
                ..Default::default()
            };
            let field = parser.field(field, &mut message.nested_type, (message_location, step::MESSAGE), inner)?;
            message.field.push(field);
            Ok(())
        })?;
        self.close(location);
        let options = options.into_bytes();
        message.oneof_decl.push(OneofDescriptorProto { name: Some(name.to_owned()), options });
        Ok(())
    }

    /// From `extend` through its closing brace. Groups among the extensions become messages of `place`.
    pub(super) fn extend(
        &mut self,
        extensions: &mut Vec<FieldDescriptorProto>,
        messages: &mut Vec<DescriptorProto>,
        place: (LocationId, i32),
        location: LocationId,
    ) -> Step {
        self.expect("extend")?;
        let first = self.current();
        let extendee = self.type_name()?;
        let last = self.lexer.previous;
        self.expect_end("{", location)?;
        self.refuse_empty_block("an extension")?;
        self.statements("extend block", |parser| {
            parser.unfold(extendee.len())?;
            let inner = parser.open(location, &[count(extensions)]);
            let extendee_location = parser.locations.open(Some(inner), &[EXTENDEE], first);
            parser.locations.close(extendee_location, last);
            let field = FieldDescriptorProto { extendee: Some(extendee.clone()), ..Default::default() };
            let field = parser.labelled_field(field, messages, place, inner)?;
            extensions.push(field);
            Ok(())
        })?;
        self.close(location);
        Ok(())
    }

    fn refuse_empty_block(&mut self, what: &str) -> Step {
        if self.at("}") { Err(self.expected(what)) } else { Ok(()) }
    }

    /// proto3's `optional` is a oneof of one field, named after it: an underscore first, then as many X as make it unique.
    fn add_synthetic_oneofs(&mut self, message: &mut DescriptorProto) -> Step {
        if !message.field.iter().any(|field| field.proto3_optional == Some(true)) {
            return Ok(());
        }
        let fields = message.field.iter().filter_map(|field| field.name.clone());
        let oneofs = message.oneof_decl.iter().filter_map(|oneof| oneof.name.clone());
        let mut taken: HashSet<String> = fields.chain(oneofs).collect();
        for field in message.field.iter_mut().filter(|field| field.proto3_optional == Some(true)) {
            let mut name = field.name.clone().unwrap_or_default();
            if !name.starts_with('_') {
                name.insert(0, '_');
            }
            while taken.contains(&name) {
                self.unfold(name.len())?;
                name.insert(0, 'X');
            }
            taken.insert(name.clone());
            field.oneof_index = Some(count(&message.oneof_decl));
            message.oneof_decl.push(OneofDescriptorProto { name: Some(name), options: None });
        }
        Ok(())
    }
}
