//! Descriptors of our own against those of another library, and features against what the editions say.
//! The other library knows proto2 and proto3 alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod editions;
mod scale;

use std::path::Path;

use prost::Message as _;
use prost_reflect::DescriptorPool;

use super::{Cardinality, FieldDescriptor, Kind, MessageDescriptor};
use crate::schema::Schema;

/// Sets of proto2 and proto3 files: built-in ones, samples, and those for messages.
fn sets() -> Vec<Vec<Vec<u8>>> {
    let compiled = |roots: &[&str], files: &[&str]| {
        let root = |folder: &&str| Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let set = protox::compile(files, roots.iter().map(root)).unwrap();
        set.file.iter().map(prost_types::FileDescriptorProto::encode_to_vec).collect()
    };
    vec![
        crate::schema::builtin::files().iter().map(|file| file.encoded.to_vec()).collect(),
        compiled(&["src/message/samples"], &["kinds.proto", "old.proto"]),
        compiled(
            &["../proto-samples/protos", "protos"],
            &[
                "samples/v1/everything.proto",
                "samples/v1/legacy.proto",
                "shop/v1/orders.proto",
                "fleet/v1/telemetry.proto",
            ],
        ),
    ]
}

#[test]
fn messages_enums_and_services_are_those_of_another_library() {
    for files in sets() {
        let mut theirs = DescriptorPool::new();
        let set = prost_types::FileDescriptorSet {
            file: files.iter().map(|file| prost::Message::decode(file.as_slice()).unwrap()).collect(),
        };
        theirs.add_file_descriptor_set(set).unwrap();
        let ours = Schema::from_files(files);
        assert_eq!(ours.problems(), []);
        for message in theirs.all_messages() {
            same_message(&ours.message(message.full_name()).unwrap(), &message);
        }
        for one in theirs.all_enums() {
            same_enum(&ours, &one);
        }
        for extension in theirs.all_extensions() {
            let own = ours.extension(extension.full_name()).unwrap();
            assert_eq!((own.number(), own.json_name()), (extension.number(), extension.json_name()));
            assert_eq!(own.containing_message().full_name(), extension.containing_message().full_name());
            assert_eq!(own.containing_message().get_extension(own.number()).as_ref(), Some(&own));
            assert_eq!((own.is_packed(), own.is_group()), (extension.is_packed(), extension.is_group()));
            assert_eq!((own.supports_presence(), own.is_list()), (extension.supports_presence(), extension.is_list()));
            assert_eq!(
                (own.path(), kind_name(&own.kind())),
                (extension.path().to_vec(), format!("{:?}", extension.kind()))
            );
        }
        for service in theirs.services() {
            let own = ours.pool().get_service_by_name(service.full_name()).unwrap();
            assert_eq!(own.path(), service.path());
            for (own, method) in own.methods().zip(service.methods()) {
                assert_eq!((own.name(), own.path()), (method.name(), method.path().to_vec()));
                assert_eq!(own.input().full_name(), method.input().full_name());
                assert_eq!(own.output().full_name(), method.output().full_name());
                assert_eq!(own.is_client_streaming(), method.is_client_streaming());
                assert_eq!(own.is_server_streaming(), method.is_server_streaming());
            }
        }
    }
}

fn same_message(ours: &MessageDescriptor, theirs: &prost_reflect::MessageDescriptor) {
    let name = theirs.full_name();
    assert_eq!((ours.full_name(), ours.name(), ours.path()), (name, theirs.name(), theirs.path().to_vec()));
    assert_eq!(ours.is_map_entry(), theirs.is_map_entry(), "{name}");
    assert_eq!(ours.parent_file().name(), theirs.parent_file().name());
    let parent = (ours.parent_message().map(|outer| outer.full_name().to_owned()), theirs.parent_message());
    assert_eq!(parent.0.as_deref(), parent.1.as_ref().map(|outer| outer.full_name()));
    assert_eq!(ours.fields().len(), theirs.fields().len(), "{name}");
    for (ours, theirs) in ours.fields().zip(theirs.fields()) {
        same_field(&ours, &theirs);
    }
    let members =
        |oneof: &prost_reflect::OneofDescriptor| oneof.fields().map(|field| field.number()).collect::<Vec<_>>();
    for (ours, theirs) in ours.oneofs().zip(theirs.oneofs()) {
        assert_eq!(
            (ours.name(), ours.is_synthetic(), ours.path()),
            (theirs.name(), theirs.is_synthetic(), theirs.path().to_vec())
        );
        let mut own: Vec<u32> = ours.fields().map(|field| field.number()).collect();
        own.sort_unstable();
        let mut others = members(&theirs);
        others.sort_unstable();
        assert_eq!(own, others);
    }
}

fn same_field(ours: &FieldDescriptor, theirs: &prost_reflect::FieldDescriptor) {
    let name = theirs.full_name();
    assert_eq!(
        (ours.full_name().as_str(), ours.number(), ours.path()),
        (name, theirs.number(), theirs.path().to_vec())
    );
    assert_eq!((ours.name(), ours.json_name()), (theirs.name(), theirs.json_name()), "{name}");
    assert_eq!(kind_name(&ours.kind()), format!("{:?}", theirs.kind()), "{name}");
    let cardinality = match theirs.cardinality() {
        prost_reflect::Cardinality::Optional => Cardinality::Optional,
        prost_reflect::Cardinality::Required => Cardinality::Required,
        prost_reflect::Cardinality::Repeated => Cardinality::Repeated,
    };
    assert_eq!(ours.cardinality(), cardinality, "{name}");
    assert_eq!(ours.supports_presence(), theirs.supports_presence(), "{name}");
    assert_eq!((ours.is_packed(), ours.is_group()), (theirs.is_packed(), theirs.is_group()), "{name}");
    assert_eq!((ours.is_map(), ours.is_list()), (theirs.is_map(), theirs.is_list()), "{name}");
    assert_eq!(ours.default_value(), theirs.field_descriptor_proto().default_value.as_deref(), "{name}");
    let oneofs = (ours.containing_oneof(), theirs.containing_oneof());
    assert_eq!(oneofs.0.as_ref().map(|oneof| oneof.name()), oneofs.1.as_ref().map(|oneof| oneof.name()), "{name}");
    let message = ours.parent_message();
    assert_eq!(message.get_field(ours.number()).as_ref(), Some(ours), "{name}");
    assert_eq!(message.get_field_by_name(ours.name()).as_ref(), Some(ours), "{name}");
    assert_eq!(message.get_field_by_json_name(ours.json_name()).as_ref(), Some(ours), "{name}");
    let deprecated = theirs.field_descriptor_proto().options.as_ref().is_some_and(|options| options.deprecated());
    assert_eq!(ours.is_deprecated(), deprecated, "{name}");
}

fn same_enum(ours: &Schema, theirs: &prost_reflect::EnumDescriptor) {
    let own = ours.enumeration(theirs.full_name()).unwrap();
    assert_eq!((own.path(), own.values().len()), (theirs.path().to_vec(), theirs.values().len()));
    assert_eq!(own.default_value().unwrap().name(), theirs.default_value().name());
    for value in theirs.values() {
        let found = own.get_value_by_name(value.name()).unwrap();
        assert_eq!((found.number(), found.path()), (value.number(), value.path().to_vec()));
        let by_number = own.get_value(value.number()).unwrap();
        assert_eq!(by_number.name(), theirs.get_value(value.number()).unwrap().name());
    }
}

/// As the other library writes a kind for a debugger.
fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(one) => one.full_name().to_owned(),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}
