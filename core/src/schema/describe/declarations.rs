//! What stands inside a file or a message, in the order of the source where that is known.
//! It orders and parts; each kind of declaration writes itself.

use std::collections::HashSet;

use crate::schema::descriptor::{
    DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, OneofDescriptorProto,
    ServiceDescriptorProto, field_type,
};

use super::{
    element::tag,
    enums, extend, fields,
    fields::{MapEntries, last_part},
    file::{Language, is_map_entry, step},
    messages, services,
    writer::Writer,
};

/// The inside of a file or of a message.
pub(super) struct Body<'a> {
    pub path: &'a [i32],
    pub fields: &'a [FieldDescriptorProto],
    pub oneofs: &'a [OneofDescriptorProto],
    pub messages: &'a [DescriptorProto],
    pub entries: MapEntries<'a>,
    pub enums: &'a [EnumDescriptorProto],
    pub extensions: &'a [FieldDescriptorProto],
    pub services: &'a [ServiceDescriptorProto],
}

/// One declaration, by its position among those of its kind.
#[derive(Clone, Copy)]
enum Part {
    Field(usize),
    Oneof(usize),
    Message(usize),
    Enum(usize),
    Extension(usize),
    Service(usize),
}

impl<'a> Body<'a> {
    pub fn of_file(file: &'a FileDescriptorProto) -> Self {
        Self {
            path: &[],
            fields: &[],
            oneofs: &[],
            messages: &file.message_type,
            entries: MapEntries::among(&file.message_type),
            enums: &file.enum_type,
            extensions: &file.extension,
            services: &file.service,
        }
    }

    pub fn of_message(path: &'a [i32], message: &'a DescriptorProto) -> Self {
        Self {
            path,
            fields: &message.field,
            oneofs: &message.oneof_decl,
            messages: &message.nested_type,
            entries: MapEntries::among(&message.nested_type),
            enums: &message.enum_type,
            extensions: &message.extension,
            services: &[],
        }
    }

    /// The message that a group field declares, and its position. Editions have no groups.
    pub fn group(&self, language: Language, field: &FieldDescriptorProto) -> Option<(usize, &'a DescriptorProto)> {
        if field.r#type() != field_type::GROUP || language == Language::Edition {
            return None;
        }
        let name = last_part(field.type_name());
        self.messages.iter().enumerate().find(|(_, message)| message.name() == name)
    }

    pub fn message_path(&self, position: usize) -> Vec<i32> {
        self.path_of(Part::Message(position))
    }

    fn path_of(&self, part: Part) -> Vec<i32> {
        let is_file = self.path.is_empty();
        let either = |of_file, of_message| if is_file { of_file } else { of_message };
        let (field, position) = match part {
            Part::Field(position) => (tag::MESSAGE_FIELD, position),
            Part::Oneof(position) => (tag::MESSAGE_ONEOF, position),
            Part::Message(position) => (either(tag::FILE_MESSAGE, tag::MESSAGE_NESTED), position),
            Part::Enum(position) => (either(tag::FILE_ENUM, tag::MESSAGE_ENUM), position),
            Part::Extension(position) => (either(tag::FILE_EXTENSION, tag::MESSAGE_EXTENSION), position),
            Part::Service(position) => (tag::FILE_SERVICE, position),
        };
        step(self.path, field, position)
    }

    fn parts(&self, language: Language) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut known_oneofs = vec![false; self.oneofs.len()];
        for (position, field) in self.fields.iter().enumerate() {
            match fields::oneof_of(field).and_then(|oneof| Some((oneof, known_oneofs.get_mut(oneof)?))) {
                None => parts.push(Part::Field(position)),
                Some((oneof, is_known)) if !*is_known => {
                    *is_known = true;
                    parts.push(Part::Oneof(oneof));
                }
                Some(_) => {}
            }
        }
        let groups: HashSet<usize> = self
            .fields
            .iter()
            .chain(self.extensions)
            .filter_map(|field| Some(self.group(language, field)?.0))
            .collect();
        let messages = self.messages.iter().enumerate();
        let shown = messages.filter(|(position, one)| !is_map_entry(one) && !groups.contains(position));
        parts.extend(shown.map(|(position, _)| Part::Message(position)));
        parts.extend((0..self.enums.len()).map(Part::Enum));
        parts.extend((0..self.extensions.len()).map(Part::Extension));
        parts.extend((0..self.services.len()).map(Part::Service));
        parts
    }

    /// Fields stand together; all else has a blank line around it.
    fn is_block(&self, language: Language, part: Part) -> bool {
        match part {
            Part::Field(position) => {
                self.fields.get(position).is_some_and(|field| self.group(language, field).is_some())
            }
            Part::Extension(_) => false,
            Part::Oneof(_) | Part::Message(_) | Part::Enum(_) | Part::Service(_) => true,
        }
    }
}

/// Writes them, by their place in the source if all have one.
pub(super) fn write(writer: &mut Writer<'_>, body: &Body<'_>) {
    let language = writer.file.language();
    let parts = body.parts(language);
    let mut placed: Vec<(Option<(i32, i32)>, Part)> =
        parts.into_iter().map(|part| (writer.file.begins(&body.path_of(part)), part)).collect();
    if placed.iter().all(|(place, _)| place.is_some()) {
        placed.sort_by_key(|(place, _)| *place);
    }
    let mut parts = placed.into_iter().map(|(_, part)| part).peekable();
    let mut is_first = true;
    while let Some(part) = parts.next() {
        let is_block = body.is_block(language, part);
        if is_block || (!is_first && writer.has_comment(&body.path_of(part))) {
            writer.blank();
        }
        is_first = false;
        let mut run = vec![part];
        if let Part::Extension(_) = part {
            while let Some(next) = parts.next_if(|part| matches!(part, Part::Extension(_))) {
                run.push(next);
            }
        }
        declare(writer, body, &run);
        if is_block {
            writer.blank();
        }
    }
}

/// One declaration, or a run of extensions.
fn declare(writer: &mut Writer<'_>, body: &Body<'_>, run: &[Part]) {
    let Some(&first) = run.first() else { return };
    let path = body.path_of(first);
    match first {
        Part::Oneof(position) => fields::oneof(writer, body, position),
        Part::Field(position) => {
            body.fields.get(position).into_iter().for_each(|one| fields::field(writer, &path, body, one));
        }
        Part::Message(position) => {
            body.messages.get(position).into_iter().for_each(|one| messages::message(writer, &path, one));
        }
        Part::Enum(position) => {
            body.enums.get(position).into_iter().for_each(|one| enums::enumeration(writer, &path, one));
        }
        Part::Service(position) => {
            body.services.get(position).into_iter().for_each(|one| services::service(writer, &path, one));
        }
        Part::Extension(_) => {
            let extensions = run.iter().filter_map(|part| match part {
                Part::Extension(position) => Some((body.path_of(*part), body.extensions.get(*position)?)),
                _ => None,
            });
            extend(writer, body, &extensions.collect::<Vec<_>>());
            writer.blank();
        }
    }
}
