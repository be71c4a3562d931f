//! Files as protoc's descriptor sets have them, apart from what resolving adds: names, types, options.
//!
//! `fixtures/protoc.binpb` is what protoc 35.1 makes of the texts beside it, with `--include_source_info`.

use prost::Message as _;

use super::file_of;
use crate::schema::{
    descriptor::{
        DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorProto, FileDescriptorSet, Location,
        MethodDescriptorProto, ServiceDescriptorProto, SourceCodeInfo, UNINTERPRETED_OPTION, field_type,
    },
    syntax::parse,
};

#[test]
fn texts_with_comments_everywhere_are_read_as_protoc_reads_them() {
    let set = include_bytes!("../fixtures/protoc.binpb").as_slice();
    let files = FileDescriptorSet::decode(set).unwrap().file;
    let texts = [
        include_str!("../fixtures/proto2.proto"),
        include_str!("../fixtures/proto3.proto"),
        include_str!("../fixtures/edition2023.proto"),
        include_str!("../fixtures/edition2024.proto"),
    ];
    assert_eq!(files.len(), texts.len());
    for (bytes, text) in files.into_iter().zip(texts) {
        assert_same_file(file_of(text), FileDescriptorProto::decode(bytes).unwrap());
    }
}

/// `FARCALL_PROTO_SET=set.binpb FARCALL_PROTO_ROOT=folder cargo test -p farcall-core --lib protoc -- --ignored`, with
/// `protoc --include_source_info -o set.binpb -I folder ...`
#[test]
#[ignore = "needs a descriptor set that protoc made, and its texts"]
fn every_file_of_a_set_is_read_as_protoc_reads_it() {
    let set = std::fs::read(std::env::var_os("FARCALL_PROTO_SET").unwrap()).unwrap();
    let root = std::path::PathBuf::from(std::env::var_os("FARCALL_PROTO_ROOT").unwrap());
    for bytes in FileDescriptorSet::decode(set.as_slice()).unwrap().file {
        let file = FileDescriptorProto::decode(bytes).unwrap();
        let text = std::fs::read_to_string(root.join(file.name())).unwrap();
        assert_same_file(parse(&text).file.unwrap(), file);
    }
}

fn assert_same_file(mut ours: FileDescriptorProto, mut theirs: FileDescriptorProto) {
    let name = theirs.name.take().unwrap();
    let ours_info = SourceCodeInfo::decode(ours.source_code_info.take().unwrap()).unwrap();
    let theirs_info = SourceCodeInfo::decode(theirs.source_code_info.take().unwrap()).unwrap();
    for (ours, theirs) in ours_info.location.iter().zip(&theirs_info.location) {
        assert_same_location(ours, theirs, &name);
    }
    assert_eq!(ours_info.location.len(), theirs_info.location.len(), "{name}");
    align_options(&mut ours.options, &theirs.options);
    align_messages(&mut ours.message_type, &theirs.message_type);
    align_enums(&mut ours.enum_type, &theirs.enum_type);
    align_fields(&mut ours.extension, &theirs.extension);
    align_services(&mut ours.service, &theirs.service);
    assert_eq!(ours, theirs, "{name}");
}

/// Options have their own numbers in a path once they are resolved.
fn assert_same_location(ours: &Location, theirs: &Location, name: &str) {
    let uninterpreted = ours.path.iter().position(|step| *step == UNINTERPRETED_OPTION.cast_signed());
    let mut expected = theirs.clone();
    if let Some(at) = uninterpreted {
        assert!(expected.path.len() > at, "{name}: {ours:?} {theirs:?}");
        expected.path.splice(at.., ours.path[at..].iter().copied());
    }
    assert_eq!(*ours, expected, "{name}");
}

fn align_messages(ours: &mut [DescriptorProto], theirs: &[DescriptorProto]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        align_fields(&mut ours.field, &theirs.field);
        align_fields(&mut ours.extension, &theirs.extension);
        align_messages(&mut ours.nested_type, &theirs.nested_type);
        align_enums(&mut ours.enum_type, &theirs.enum_type);
        align_options(&mut ours.options, &theirs.options);
        for (ours, theirs) in ours.extension_range.iter_mut().zip(&theirs.extension_range) {
            align_options(&mut ours.options, &theirs.options);
        }
        for (ours, theirs) in ours.oneof_decl.iter_mut().zip(&theirs.oneof_decl) {
            align_options(&mut ours.options, &theirs.options);
        }
    }
}

fn align_enums(ours: &mut [EnumDescriptorProto], theirs: &[EnumDescriptorProto]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        align_options(&mut ours.options, &theirs.options);
        for (ours, theirs) in ours.value.iter_mut().zip(&theirs.value) {
            align_options(&mut ours.options, &theirs.options);
        }
    }
}

fn align_services(ours: &mut [ServiceDescriptorProto], theirs: &[ServiceDescriptorProto]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        align_options(&mut ours.options, &theirs.options);
        for (ours, theirs) in ours.method.iter_mut().zip(&theirs.method) {
            let MethodDescriptorProto { input_type, output_type, .. } = ours;
            align_name(input_type, &theirs.input_type);
            align_name(output_type, &theirs.output_type);
            align_options(&mut ours.options, &theirs.options);
        }
    }
}

fn align_fields(ours: &mut [FieldDescriptorProto], theirs: &[FieldDescriptorProto]) {
    for (ours, theirs) in ours.iter_mut().zip(theirs) {
        align_name(&mut ours.type_name, &theirs.type_name);
        align_name(&mut ours.extendee, &theirs.extendee);
        align_options(&mut ours.options, &theirs.options);
        if ours.r#type.is_none() && [Some(field_type::MESSAGE), Some(field_type::ENUM)].contains(&theirs.r#type) {
            ours.r#type = theirs.r#type;
        }
        if ours.json_name.is_none() {
            ours.json_name.clone_from(&theirs.json_name);
        }
    }
}

/// A name as it was written may be the end of the full one.
fn align_name(ours: &mut Option<String>, theirs: &Option<String>) {
    if let (Some(written), Some(full)) = (ours.as_deref(), theirs.as_deref())
        && full.strip_suffix(written).is_some_and(|before| before.ends_with('.'))
    {
        *ours = Some(full.to_owned());
    }
}

/// Whether there are any is the parser's doing, what they mean is not.
fn align_options(ours: &mut Option<prost::bytes::Bytes>, theirs: &Option<prost::bytes::Bytes>) {
    if ours.is_some() && theirs.is_some() {
        ours.clone_from(theirs);
    }
}
