//! The outline of a schema: its files without what is within types, few enough bytes to be read and linked at once.
//! It is a schema of names: what a tree shows is in it, what a call or a page needs is not.

use bytes::Bytes;
use prost::Message as _;

use crate::schema::{
    builtin,
    catalog::Schema,
    descriptor::{
        DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
        FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto, field_type, label,
    },
    intake::{self, Candidate, wire},
    model::{EnumDescriptor, ExtensionDescriptor, FileDescriptor, MethodDescriptor, ServiceDescriptor},
};

/// Bytes of declarations from which an outline is worth its place: below, the whole is there as soon.
pub(super) const WORTH_BYTES: u64 = 1 << 20;
/// `deprecated = true` in `ServiceOptions` and `MethodOptions`.
const DEPRECATED: &[u8] = &[0x88, 0x02, 0x01];

/// The outline of a schema, as a `FileDescriptorSet`.
pub(super) fn of(schema: &Schema) -> Vec<u8> {
    let files = schema.pool().files().filter(|file| !builtin::is_well_known(file.name()));
    let file = files.map(|file| file_of(&file).encode_to_vec().into()).collect();
    FileDescriptorSet { file }.encode_to_vec()
}

/// The schema that an outline stands for; `None` if these bytes are no outline.
pub(super) fn schema(bytes: &Bytes) -> Option<Schema> {
    let files = wire::files_of_set(bytes, usize::MAX).ok().filter(|files| !files.is_empty())?;
    let candidates: Vec<Candidate> = files.into_iter().map(Candidate::decode).collect::<Result<_, _>>().ok()?;
    intake::on_large_stack(|| Schema::outlined(candidates))
}

fn file_of(file: &FileDescriptor) -> FileDescriptorProto {
    let message = |name: &str| DescriptorProto { name: Some(name.to_owned()), ..DescriptorProto::default() };
    FileDescriptorProto {
        name: Some(file.name().to_owned()),
        package: Some(file.package_name().to_owned()),
        message_type: file.messages().map(|one| message(one.name())).collect(),
        enum_type: file.enums().map(|one| enumeration(&one)).collect(),
        service: file.services().map(|service| service_of(&service)).collect(),
        extension: file.extensions().map(|extension| extension_of(&extension)).collect(),
        ..FileDescriptorProto::default()
    }
}

/// With its first value: no enum is without.
fn enumeration(one: &EnumDescriptor) -> EnumDescriptorProto {
    let value = |name: &str| EnumValueDescriptorProto {
        name: Some(name.to_owned()),
        number: Some(0),
        ..EnumValueDescriptorProto::default()
    };
    EnumDescriptorProto {
        name: Some(one.name().to_owned()),
        value: one.values().take(1).map(|first| value(first.name())).collect(),
        ..EnumDescriptorProto::default()
    }
}

fn service_of(service: &ServiceDescriptor) -> ServiceDescriptorProto {
    ServiceDescriptorProto {
        name: Some(service.name().to_owned()),
        method: service.methods().map(|method| method_of(&method)).collect(),
        options: service.is_deprecated().then(|| Bytes::from_static(DEPRECATED)),
    }
}

fn method_of(method: &MethodDescriptor) -> MethodDescriptorProto {
    MethodDescriptorProto {
        name: Some(method.name().to_owned()),
        input_type: Some(format!(".{}", method.input().full_name())),
        output_type: Some(format!(".{}", method.output().full_name())),
        options: method.is_deprecated().then(|| Bytes::from_static(DEPRECATED)),
        client_streaming: method.is_client_streaming().then_some(true),
        server_streaming: method.is_server_streaming().then_some(true),
    }
}

/// Of no matter which type: a tree shows none.
fn extension_of(extension: &ExtensionDescriptor) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(extension.name().to_owned()),
        number: i32::try_from(extension.number()).ok(),
        label: Some(label::OPTIONAL),
        r#type: Some(field_type::INT32),
        extendee: Some(format!(".{}", extension.containing_message().full_name())),
        ..FieldDescriptorProto::default()
    }
}
