//! An element of a file by its name: what it is, and its path in the file's descriptor.
//! It does not know other files; whoever has a name finds the file first.

use crate::schema::descriptor::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, MethodDescriptorProto,
    ServiceDescriptorProto,
};

use super::file::{OpenFile, step, within};

/// Numbers of descriptor.proto's fields, by which paths lead to elements.
pub(in crate::schema) mod tag {
    pub const FILE_PACKAGE: i32 = 2;
    pub const FILE_IMPORT: i32 = 3;
    pub const FILE_MESSAGE: i32 = 4;
    pub const FILE_ENUM: i32 = 5;
    pub const FILE_SERVICE: i32 = 6;
    pub const FILE_EXTENSION: i32 = 7;
    pub const FILE_SYNTAX: i32 = 12;
    pub const FILE_EDITION: i32 = 14;
    pub const FILE_OPTION_IMPORT: i32 = 15;
    pub const MESSAGE_FIELD: i32 = 2;
    pub const MESSAGE_NESTED: i32 = 3;
    pub const MESSAGE_ENUM: i32 = 4;
    pub const MESSAGE_EXTENSION: i32 = 6;
    pub const MESSAGE_ONEOF: i32 = 8;
    pub const ENUM_VALUE: i32 = 2;
    pub const SERVICE_METHOD: i32 = 2;
}

/// An element, and where it stands.
pub(in crate::schema) struct Element<'a> {
    /// Its path in the file's descriptor.
    pub path: Vec<i32>,
    /// Full name of what it stands in: a message, a service, an enum, else the package.
    pub scope: String,
    /// What it is.
    pub what: What<'a>,
}

/// What an element is.
#[derive(Clone, Copy)]
pub(in crate::schema) enum What<'a> {
    Service(&'a ServiceDescriptorProto),
    Method(&'a MethodDescriptorProto),
    Message(&'a DescriptorProto),
    Field(&'a DescriptorProto, &'a FieldDescriptorProto),
    Enum(&'a EnumDescriptorProto),
    Value(&'a EnumValueDescriptorProto),
    Extension(&'a FieldDescriptorProto),
}

impl OpenFile {
    /// The element of this full name; of a method `pkg.Service/Method` or with a dot.
    pub fn find(&self, name: &str) -> Option<Element<'_>> {
        let rest = match self.package() {
            "" => name,
            package => name.strip_prefix(package)?.strip_prefix('.')?,
        };
        let mut parts = rest.split(['.', '/']);
        let mut element = self.at_top(parts.next()?)?;
        for part in parts {
            element = element.inside(part)?;
        }
        Some(element)
    }

    fn at_top(&self, name: &str) -> Option<Element<'_>> {
        let raw = &self.raw;
        let found = |field, position, what| Element {
            path: step(&[], field, position),
            scope: self.package().to_owned(),
            what,
        };
        None.or_else(|| {
            named(&raw.message_type, name, DescriptorProto::name)
                .map(|(at, one)| found(tag::FILE_MESSAGE, at, What::Message(one)))
        })
        .or_else(|| {
            named(&raw.enum_type, name, EnumDescriptorProto::name)
                .map(|(at, one)| found(tag::FILE_ENUM, at, What::Enum(one)))
        })
        .or_else(|| {
            named(&raw.service, name, ServiceDescriptorProto::name)
                .map(|(at, one)| found(tag::FILE_SERVICE, at, What::Service(one)))
        })
        .or_else(|| {
            named(&raw.extension, name, FieldDescriptorProto::name)
                .map(|(at, one)| found(tag::FILE_EXTENSION, at, What::Extension(one)))
        })
    }
}

impl<'a> Element<'a> {
    /// Its own name.
    pub fn name(&self) -> &'a str {
        match self.what {
            What::Service(one) => one.name(),
            What::Method(one) => one.name(),
            What::Message(one) => one.name(),
            What::Field(_, one) | What::Extension(one) => one.name(),
            What::Enum(one) => one.name(),
            What::Value(one) => one.name(),
        }
    }

    /// Its full name, methods with a slash.
    pub fn full_name(&self) -> String {
        match self.what {
            What::Method(one) => format!("{}/{}", self.scope, one.name()),
            _ => within(&self.scope, self.name()),
        }
    }

    fn inside(&self, name: &str) -> Option<Self> {
        let scope = within(&self.scope, self.name());
        let found =
            |field, position, what| Element { path: step(&self.path, field, position), scope: scope.clone(), what };
        match self.what {
            What::Service(service) => named(&service.method, name, MethodDescriptorProto::name)
                .map(|(at, one)| found(tag::SERVICE_METHOD, at, What::Method(one))),
            What::Enum(one) => named(&one.value, name, EnumValueDescriptorProto::name)
                .map(|(at, value)| found(tag::ENUM_VALUE, at, What::Value(value))),
            What::Message(message) => named(&message.nested_type, name, DescriptorProto::name)
                .map(|(at, one)| found(tag::MESSAGE_NESTED, at, What::Message(one)))
                .or_else(|| {
                    named(&message.enum_type, name, EnumDescriptorProto::name)
                        .map(|(at, one)| found(tag::MESSAGE_ENUM, at, What::Enum(one)))
                })
                .or_else(|| {
                    named(&message.extension, name, FieldDescriptorProto::name)
                        .map(|(at, one)| found(tag::MESSAGE_EXTENSION, at, What::Extension(one)))
                })
                .or_else(|| {
                    named(&message.field, name, FieldDescriptorProto::name)
                        .map(|(at, one)| found(tag::MESSAGE_FIELD, at, What::Field(message, one)))
                }),
            What::Method(_) | What::Field(..) | What::Value(_) | What::Extension(_) => None,
        }
    }
}

fn named<'a, T>(among: &'a [T], wanted: &str, name: impl Fn(&T) -> &str) -> Option<(usize, &'a T)> {
    among.iter().enumerate().find(|(_, one)| name(one) == wanted)
}
