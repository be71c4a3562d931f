//! Every part of a file that may have options, one after another, with its names and its place.
//! It reads no option.

use bytes::Bytes;

use crate::schema::{
    compile::symbols::joined,
    descriptor::{
        DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, ServiceDescriptorProto,
    },
};

/// What options are set on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::schema::compile) enum Target {
    File = 1,
    ExtensionRange,
    Message,
    Field,
    Oneof,
    Enum,
    EnumValue,
    Service,
    Method,
}

impl Target {
    /// The message that describes them.
    pub fn options_message(self) -> &'static str {
        match self {
            Self::File => "google.protobuf.FileOptions",
            Self::ExtensionRange => "google.protobuf.ExtensionRangeOptions",
            Self::Message => "google.protobuf.MessageOptions",
            Self::Field => "google.protobuf.FieldOptions",
            Self::Oneof => "google.protobuf.OneofOptions",
            Self::Enum => "google.protobuf.EnumOptions",
            Self::EnumValue => "google.protobuf.EnumValueOptions",
            Self::Service => "google.protobuf.ServiceOptions",
            Self::Method => "google.protobuf.MethodOptions",
        }
    }

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::File => "a file",
            Self::ExtensionRange => "an extension range",
            Self::Message => "a message",
            Self::Field => "a field",
            Self::Oneof => "a oneof",
            Self::Enum => "an enum",
            Self::EnumValue => "an enum value",
            Self::Service => "a service",
            Self::Method => "a method",
        }
    }

    /// Field number of `options` in the element.
    fn options_field(self) -> i32 {
        match self {
            Self::File | Self::Field => 8,
            Self::Message => 7,
            Self::Method => 4,
            Self::Oneof => 2,
            Self::ExtensionRange | Self::Enum | Self::EnumValue | Self::Service => 3,
        }
    }
}

/// An element and where it stands.
pub(in crate::schema::compile) struct Element<'a> {
    pub target: Target,
    pub scope: &'a str,
    pub name: &'a str,
    /// The path of its options.
    pub path: &'a [i32],
}

impl Element<'_> {
    /// The name around which names in its options are looked up.
    pub fn full_name(&self) -> String {
        joined(self.scope, self.name)
    }
}

/// Calls `take` for each element that has options.
pub(in crate::schema::compile) fn each_options(
    file: &mut FileDescriptorProto,
    take: &mut dyn FnMut(&Element<'_>, &mut Option<Bytes>),
) {
    let package = file.package.clone().unwrap_or_default();
    let mut walk = Walk { path: Vec::new(), take };
    walk.element(Target::File, &package, Some("file"), &mut file.options);
    walk.each(4, &mut file.message_type, |walk, message| walk.message(message, &package));
    walk.each(5, &mut file.enum_type, |walk, one| walk.enumeration(one, &package));
    walk.each(6, &mut file.service, |walk, service| walk.service(service, &package));
    walk.each(7, &mut file.extension, |walk, field| walk.field(field, &package));
}

struct Walk<'a> {
    path: Vec<i32>,
    take: &'a mut dyn FnMut(&Element<'_>, &mut Option<Bytes>),
}

impl Walk<'_> {
    fn element(&mut self, target: Target, scope: &str, name: Option<&str>, options: &mut Option<Bytes>) {
        if options.is_some() {
            self.path.push(target.options_field());
            let element = Element { target, scope, name: name.unwrap_or_default(), path: &self.path };
            (self.take)(&element, options);
            self.path.pop();
        }
    }

    fn each<T>(&mut self, field: i32, elements: &mut [T], mut visit: impl FnMut(&mut Self, &mut T)) {
        self.path.push(field);
        for (index, element) in (0..).zip(elements) {
            self.path.push(index);
            visit(self, element);
            self.path.pop();
        }
        self.path.pop();
    }

    fn message(&mut self, message: &mut DescriptorProto, scope: &str) {
        let own_name = message.name.clone().unwrap_or_default();
        let name = joined(scope, &own_name);
        self.element(Target::Message, scope, Some(&own_name), &mut message.options);
        self.each(2, &mut message.field, |walk, field| walk.field(field, &name));
        self.each(8, &mut message.oneof_decl, |walk, oneof| {
            walk.element(Target::Oneof, &name, oneof.name.as_deref(), &mut oneof.options);
        });
        self.each(5, &mut message.extension_range, |walk, range| {
            walk.element(Target::ExtensionRange, scope, Some(&own_name), &mut range.options);
        });
        self.each(3, &mut message.nested_type, |walk, nested| walk.message(nested, &name));
        self.each(4, &mut message.enum_type, |walk, one| walk.enumeration(one, &name));
        self.each(6, &mut message.extension, |walk, field| walk.field(field, &name));
    }

    fn field(&mut self, field: &mut FieldDescriptorProto, scope: &str) {
        self.element(Target::Field, scope, field.name.as_deref(), &mut field.options);
    }

    fn enumeration(&mut self, one: &mut EnumDescriptorProto, scope: &str) {
        self.element(Target::Enum, scope, one.name.as_deref(), &mut one.options);
        self.each(2, &mut one.value, |walk, value| {
            walk.element(Target::EnumValue, scope, value.name.as_deref(), &mut value.options);
        });
    }

    fn service(&mut self, service: &mut ServiceDescriptorProto, scope: &str) {
        let own_name = service.name.clone().unwrap_or_default();
        let name = joined(scope, &own_name);
        self.element(Target::Service, scope, Some(&own_name), &mut service.options);
        self.each(2, &mut service.method, |walk, method| {
            walk.element(Target::Method, &name, method.name.as_deref(), &mut method.options);
        });
    }
}
