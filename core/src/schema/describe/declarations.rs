//! What stands inside a file or a message, in the order of the source where that is known.
//! It orders and parts; each kind of declaration writes itself.

use prost_reflect::{
    EnumDescriptor, ExtensionDescriptor, FieldDescriptor, FileDescriptor, MessageDescriptor, OneofDescriptor,
    ServiceDescriptor,
};

use super::{enums, extend, fields, messages, services, writer::Writer};

/// One declaration.
pub(super) enum Part {
    Field(FieldDescriptor),
    Oneof(OneofDescriptor),
    Message(MessageDescriptor),
    Enum(EnumDescriptor),
    Extension(ExtensionDescriptor),
    Service(ServiceDescriptor),
}

impl Part {
    fn path(&self) -> &[i32] {
        match self {
            Self::Field(field) => field.path(),
            Self::Oneof(oneof) => oneof.path(),
            Self::Message(message) => message.path(),
            Self::Enum(one) => one.path(),
            Self::Extension(extension) => extension.path(),
            Self::Service(service) => service.path(),
        }
    }

    /// Fields stand together; all else has a blank line around it.
    fn is_block(&self) -> bool {
        match self {
            Self::Field(field) => field.is_group(),
            Self::Extension(_) => false,
            Self::Oneof(_) | Self::Message(_) | Self::Enum(_) | Self::Service(_) => true,
        }
    }
}

pub(super) fn of_file(file: &FileDescriptor) -> Vec<Part> {
    let extensions: Vec<_> = file.extensions().collect();
    let groups = groups(&[], &extensions);
    let messages = file.messages().filter(|message| !groups.contains(message));
    let messages: Vec<Part> = messages.map(Part::Message).collect();
    let enums = file.enums().map(Part::Enum);
    messages.into_iter().chain(enums).chain(extensions.into_iter().map(Part::Extension)).collect()
}

pub(super) fn of_message(message: &MessageDescriptor) -> Vec<Part> {
    let fields: Vec<_> = message.fields().collect();
    let extensions: Vec<_> = message.child_extensions().collect();
    let groups = groups(&fields, &extensions);
    let mut parts: Vec<Part> = Vec::new();
    for field in fields {
        match field.containing_oneof().filter(|oneof| !oneof.is_synthetic()) {
            None => parts.push(Part::Field(field)),
            Some(oneof) => {
                let is_known = parts.iter().any(|part| matches!(part, Part::Oneof(known) if *known == oneof));
                if !is_known {
                    parts.push(Part::Oneof(oneof));
                }
            }
        }
    }
    let nested = message.child_messages().filter(|nested| !nested.is_map_entry() && !groups.contains(nested));
    parts.extend(nested.map(Part::Message));
    parts.extend(message.child_enums().map(Part::Enum));
    parts.extend(extensions.into_iter().map(Part::Extension));
    parts
}

/// Messages that are declared by the group field they belong to.
fn groups(fields: &[FieldDescriptor], extensions: &[ExtensionDescriptor]) -> Vec<MessageDescriptor> {
    let of_fields =
        fields.iter().filter(|field| field.is_group()).filter_map(|field| field.kind().as_message().cloned());
    let of_extensions =
        extensions.iter().filter(|one| one.is_group()).filter_map(|one| one.kind().as_message().cloned());
    of_fields.chain(of_extensions).collect()
}

/// Writes them, by their place in the source if all have one.
pub(super) fn write(writer: &mut Writer<'_>, parts: Vec<Part>) {
    let mut placed: Vec<(Option<(i32, i32)>, Part)> =
        parts.into_iter().map(|part| (writer.place(part.path()), part)).collect();
    if placed.iter().all(|(place, _)| place.is_some()) {
        placed.sort_by_key(|(place, _)| *place);
    }
    let mut parts = placed.into_iter().map(|(_, part)| part).peekable();
    let mut is_first = true;
    while let Some(part) = parts.next() {
        let needs_blank = part.is_block() || (!is_first && writer.has_comment(part.path()));
        is_first = false;
        if needs_blank {
            writer.blank();
        }
        let is_block = part.is_block();
        match part {
            Part::Field(field) => fields::field(writer, &field),
            Part::Oneof(oneof) => fields::oneof(writer, &oneof),
            Part::Message(message) => messages::message(writer, &message),
            Part::Enum(one) => enums::enumeration(writer, &one),
            Part::Service(service) => services::service(writer, &service),
            Part::Extension(first) => {
                let mut run = vec![first];
                while let Some(Part::Extension(next)) = parts.next_if(|part| matches!(part, Part::Extension(_))) {
                    run.push(next);
                }
                extend(writer, &run);
                writer.blank();
            }
        }
        if is_block {
            writer.blank();
        }
    }
}
