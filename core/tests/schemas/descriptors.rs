//! Descriptors by hand: the few words it takes to write down an unsound one.
//! It checks nothing; what is built may be wrong in any way.

use farcall_core::schema::descriptor::FileDescriptorSet;
pub(crate) use farcall_core::schema::descriptor::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    MethodDescriptorProto, OneofDescriptorProto, ServiceDescriptorProto, field_type, label,
};
use prost::Message as _;

/// A file of proto3 that declares nothing.
pub(crate) fn file(name: &str) -> FileDescriptorProto {
    FileDescriptorProto { name: Some(name.into()), syntax: Some("proto3".into()), ..Default::default() }
}

/// `bad.proto` with this message.
pub(crate) fn one(message: DescriptorProto) -> FileDescriptorProto {
    FileDescriptorProto { message_type: vec![message], ..file("bad.proto") }
}

/// `bad.proto` with this enum.
pub(crate) fn one_enum(name: &str, values: &[(&str, i32)]) -> FileDescriptorProto {
    let value = |&(name, number): &(&str, i32)| EnumValueDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        ..Default::default()
    };
    let one = EnumDescriptorProto {
        name: Some(name.into()),
        value: values.iter().map(value).collect(),
        ..Default::default()
    };
    FileDescriptorProto { enum_type: vec![one], ..file("bad.proto") }
}

pub(crate) fn message(name: &str, field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto { name: Some(name.into()), field, ..Default::default() }
}

pub(crate) fn field(name: &str, number: i32, r#type: i32) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        label: Some(label::OPTIONAL),
        r#type: Some(r#type),
        ..Default::default()
    }
}

/// A field of a message.
pub(crate) fn of_type(name: &str, number: i32, type_name: &str) -> FieldDescriptorProto {
    FieldDescriptorProto { type_name: Some(type_name.into()), ..field(name, number, field_type::MESSAGE) }
}

/// The map entry `MEntry`.
pub(crate) fn entry(field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    // `map_entry = true`
    DescriptorProto { options: Some(vec![0x38, 1].into()), ..message("MEntry", field) }
}

/// A message `M` whose map has this entry.
pub(crate) fn with_map(entry: DescriptorProto) -> FileDescriptorProto {
    let map = FieldDescriptorProto { label: Some(label::REPEATED), ..of_type("m", 1, ".M.MEntry") };
    one(DescriptorProto { nested_type: vec![entry], ..message("M", vec![map]) })
}

/// A service of unary methods: name, request, response.
pub(crate) fn service(name: &str, methods: &[(&str, &str, &str)]) -> ServiceDescriptorProto {
    let method = |&(name, input, output): &(&str, &str, &str)| MethodDescriptorProto {
        name: Some(name.into()),
        input_type: Some(input.into()),
        output_type: Some(output.into()),
        ..Default::default()
    };
    ServiceDescriptorProto {
        name: Some(name.into()),
        method: methods.iter().map(method).collect(),
        ..Default::default()
    }
}

/// The sound file that stands beside every bad one.
pub(crate) fn good() -> FileDescriptorProto {
    FileDescriptorProto {
        package: Some("good".into()),
        message_type: vec![message("M", vec![field("id", 1, field_type::STRING)])],
        service: vec![service("Good", &[("Get", ".good.M", ".good.M")])],
        ..file("good.proto")
    }
}

/// A `FileDescriptorSet` of these.
pub(crate) fn set(files: &[FileDescriptorProto]) -> Vec<u8> {
    FileDescriptorSet { file: files.iter().map(|file| file.encode_to_vec().into()).collect() }.encode_to_vec()
}

/// A `FileDescriptorSet` of what may be no files.
pub(crate) fn set_of_bytes(files: &[Vec<u8>]) -> Vec<u8> {
    FileDescriptorSet { file: files.iter().map(|file| file.clone().into()).collect() }.encode_to_vec()
}
