//! Fields: label, type, name, number and options, with the messages that maps and groups declare by the way.
//! Default values are read in `defaults`.

use super::{
    lexer::Token,
    locations::LocationId,
    options::{OptionList, Style},
    parser::{Parser, Step, Syntax, shortened},
};
use crate::schema::{
    descriptor::{DescriptorProto, FieldDescriptorProto, field_type, label},
    problem::Problem,
};

/// Field numbers of `FieldDescriptorProto`.
mod step {
    pub(super) const NAME: i32 = 1;
    pub(super) const NUMBER: i32 = 3;
    pub(super) const LABEL: i32 = 4;
    pub(super) const TYPE: i32 = 5;
    pub(super) const TYPE_NAME: i32 = 6;
    pub(super) const OPTIONS: i32 = 8;
    pub(super) const JSON_NAME: i32 = 10;
}

/// The bytes of `MessageOptions { map_entry: true }`.
const MAP_ENTRY: &[u8] = &[0x38, 0x01];

/// A type as it is written.
enum Written {
    Scalar(i32),
    Named(String),
}

impl Written {
    fn set(self, field: &mut FieldDescriptorProto) {
        match self {
            Self::Scalar(number) => field.r#type = Some(number),
            Self::Named(name) => field.type_name = Some(name),
        }
    }
}

impl<'a> Parser<'a> {
    /// A field that may have a label.
    pub(super) fn labelled_field(
        &mut self,
        mut field: FieldDescriptorProto,
        messages: &mut Vec<DescriptorProto>,
        place: (LocationId, i32),
        location: LocationId,
    ) -> Step<FieldDescriptorProto> {
        let number = match self.current().text {
            "optional" => Some(label::OPTIONAL),
            "required" => Some(label::REQUIRED),
            "repeated" => Some(label::REPEATED),
            _ => None,
        };
        if let Some(number) = number {
            self.refuse_label_of_edition(number);
            self.located(location, &[step::LABEL], |parser| {
                parser.lexer.next();
                Ok(())
            })?;
            field.label = Some(number);
            if number == label::OPTIONAL && self.syntax == Syntax::Proto3 {
                field.proto3_optional = Some(true);
            }
        }
        self.field(field, messages, place, location)
    }

    fn refuse_label_of_edition(&mut self, number: i32) {
        let (word, hint) = match number {
            label::OPTIONAL => {
                ("optional", "Leave it out: singular fields have presence unless a feature says otherwise.")
            }
            label::REQUIRED => ("required", "Use [features.field_presence = LEGACY_REQUIRED]."),
            _ => return,
        };
        if self.syntax.is_edition() {
            self.fail(Problem::error("", format!("editions have no label \"{word}\"")).hint(hint));
        }
    }

    /// A field from its type on. Messages it declares go to `messages`, located at `place`.
    pub(super) fn field(
        &mut self,
        mut field: FieldDescriptorProto,
        messages: &mut Vec<DescriptorProto>,
        place: (LocationId, i32),
        location: LocationId,
    ) -> Step<FieldDescriptorProto> {
        let map = self.field_type(&mut field, location)?;
        let name_token = self.current();
        let name = self.located(location, &[step::NAME], |parser| parser.identifier("a field's name"))?;
        field.name = Some(name.to_owned());
        if !self.take("=") {
            return Err(self.expected(format_args!("\"=\" and the number of field \"{}\"", shortened(name))));
        }
        field.number = Some(self.located(location, &[step::NUMBER], |parser| parser.integer("a field's number"))?);
        let options = self.field_options(&mut field, location)?;
        if let Some((key, value)) = map {
            let entry = map_entry(name, key, value, &options);
            field.type_name.clone_from(&entry.name);
            field.options = options.into_bytes();
            self.expect_end(";", location)?;
            messages.push(entry);
        } else if field.r#type == Some(field_type::GROUP) {
            field.options = options.into_bytes();
            let group = self.group(&mut field, messages.len(), place, (location, name_token))?;
            messages.push(group);
        } else {
            field.options = options.into_bytes();
            self.expect_end(";", location)?;
        }
        self.close(location);
        Ok(field)
    }

    /// The type, and of a map the types of its keys and values.
    fn field_type(
        &mut self,
        field: &mut FieldDescriptorProto,
        location: LocationId,
    ) -> Step<Option<(Written, Written)>> {
        let inner = self.open(location, &[]);
        let is_map_or_so_named = self.take("map");
        if is_map_or_so_named && self.at("<") {
            self.locations.set_step(inner, step::TYPE_NAME);
            self.refuse_map(field)?;
            field.label = Some(label::REPEATED);
            let map = self.map_types()?;
            self.close(inner);
            return Ok(Some(map));
        }
        if field.label.is_none() {
            if self.syntax == Syntax::Proto2 {
                let at = if is_map_or_so_named { self.lexer.previous } else { self.current() };
                self.refuse_no_label(at);
            }
            field.label = Some(label::OPTIONAL);
        }
        let written = if is_map_or_so_named { Written::Named("map".to_owned()) } else { self.written_type()? };
        self.locations
            .set_step(inner, if matches!(written, Written::Scalar(_)) { step::TYPE } else { step::TYPE_NAME });
        written.set(field);
        self.close(inner);
        Ok(None)
    }

    fn refuse_no_label(&mut self, at: Token<'a>) {
        let message = format!("expected \"optional\", \"required\" or \"repeated\", found \"{}\"", shortened(at.text));
        let problem = Problem::error("", message);
        self.fail_at(at, problem.hint("Without a syntax line a file is proto2. Is syntax = \"proto3\"; missing?"));
    }

    fn refuse_map(&mut self, field: &FieldDescriptorProto) -> Step {
        let message = if field.oneof_index.is_some() {
            "a map cannot stand in a oneof"
        } else if field.label.is_some() {
            "a map has no label"
        } else if field.extendee.is_some() {
            "a map cannot be an extension"
        } else {
            return Ok(());
        };
        Err(self.fail_at(self.lexer.previous, Problem::error("", message)))
    }

    fn map_types(&mut self) -> Step<(Written, Written)> {
        self.expect("<")?;
        let key = self.written_type()?;
        self.expect(",")?;
        let value = self.written_type()?;
        self.expect(">")?;
        Ok((key, value))
    }

    fn written_type(&mut self) -> Step<Written> {
        if let Some(number) = scalar(self.current().text) {
            self.lexer.next();
            return Ok(Written::Scalar(number));
        }
        if self.at("}") || self.at_end() {
            return Err(self.expected("a field or another declaration"));
        }
        self.type_name().map(Written::Named)
    }

    /// A name a message may have.
    pub(super) fn type_name(&mut self) -> Step<String> {
        if scalar(self.current().text).is_some() {
            return Err(self.expected("a message"));
        }
        let mut name = String::new();
        if self.take(".") {
            name.push('.');
        }
        name.push_str(self.identifier("a type")?);
        while self.take(".") {
            name.push('.');
            name.push_str(self.identifier("a name after the point")?);
        }
        Ok(name)
    }

    fn field_options(&mut self, field: &mut FieldDescriptorProto, location: LocationId) -> Step<OptionList> {
        let mut options = OptionList::default();
        self.option_brackets(location, step::OPTIONS, |parser, inner| match parser.current().text {
            "default" => parser.default_value(field, location),
            "json_name" => parser.json_name(field, location),
            _ => parser.option(&mut options, inner, Style::Assignment),
        })?;
        Ok(options)
    }

    fn json_name(&mut self, field: &mut FieldDescriptorProto, location: LocationId) -> Step {
        if field.json_name.is_some() {
            self.fail(Problem::error("", "\"json_name\" is set twice"));
        }
        let whole = self.open(location, &[step::JSON_NAME]);
        self.lexer.next();
        self.expect("=")?;
        field.json_name =
            Some(self.located(location, &[step::JSON_NAME], |parser| parser.text("the JSON name in quotes"))?);
        self.close(whole);
        Ok(())
    }

    /// A group is a field and a message at once, so their locations overlap.
    fn group(
        &mut self,
        field: &mut FieldDescriptorProto,
        position: usize,
        (parent, messages_step): (LocationId, i32),
        (field_location, name_token): (LocationId, Token<'a>),
    ) -> Step<DescriptorProto> {
        let position = i32::try_from(position).unwrap_or(i32::MAX);
        let location = self.open(parent, &[messages_step, position]);
        self.locations.start_with(location, field_location);
        self.spot(location, step::NAME, name_token);
        self.spot(field_location, step::TYPE_NAME, name_token);
        let name = name_token.text;
        if self.syntax.is_edition() {
            let problem = Problem::error("", "editions have no groups");
            let hint = "Use a message field with [features.message_encoding = DELIMITED].";
            self.fail_at(name_token, problem.hint(hint));
        } else if !name.starts_with(|first: char| first.is_ascii_uppercase()) {
            let message = format!("expected a capital letter first in a group's name, found \"{}\"", shortened(name));
            self.fail_at(name_token, Problem::error("", message));
        }
        field.name = Some(name.to_ascii_lowercase());
        field.type_name = Some(name.to_owned());
        if !self.at("{") {
            return Err(self.expected(format_args!("\"{{\" and the fields of group \"{}\"", shortened(name))));
        }
        let group = DescriptorProto { name: Some(name.to_owned()), ..Default::default() };
        let group = self.message_block(group, location)?;
        self.close(location);
        Ok(group)
    }
}

/// The message each pair of a map is. Features of the map hold for both its fields.
fn map_entry(field_name: &str, key: Written, value: Written, options: &OptionList) -> DescriptorProto {
    let part = |name: &str, number, written: Written| {
        let mut field = FieldDescriptorProto {
            name: Some(name.to_owned()),
            number: Some(number),
            label: Some(label::OPTIONAL),
            options: options.features(),
            ..Default::default()
        };
        written.set(&mut field);
        field
    };
    DescriptorProto {
        name: Some(map_entry_name(field_name)),
        field: vec![part("key", 1, key), part("value", 2, value)],
        options: Some(MAP_ENTRY.into()),
        ..Default::default()
    }
}

/// `zip_codes` gives `ZipCodesEntry`.
fn map_entry_name(field_name: &str) -> String {
    let mut name = String::with_capacity(field_name.len() + "Entry".len());
    for word in field_name.split('_') {
        let mut letters = word.chars();
        name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(letters.as_str());
    }
    name.push_str("Entry");
    name
}

/// The number of a type that is a word of the language.
pub(super) fn scalar(word: &str) -> Option<i32> {
    Some(match word {
        "double" => field_type::DOUBLE,
        "float" => field_type::FLOAT,
        "int64" => field_type::INT64,
        "uint64" => field_type::UINT64,
        "int32" => field_type::INT32,
        "fixed64" => field_type::FIXED64,
        "fixed32" => field_type::FIXED32,
        "bool" => field_type::BOOL,
        "string" => field_type::STRING,
        "group" => field_type::GROUP,
        "bytes" => field_type::BYTES,
        "uint32" => field_type::UINT32,
        "sfixed32" => field_type::SFIXED32,
        "sfixed64" => field_type::SFIXED64,
        "sint32" => field_type::SINT32,
        "sint64" => field_type::SINT64,
        _ => return None,
    })
}
