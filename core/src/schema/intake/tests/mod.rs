//! Files as servers and sets give them: incomplete, doubled, unsound, mutated, and what the intake makes of them.
//! They are built by hand; none comes from disk.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod together;

use proptest::prelude::*;
use prost::Message as _;
use prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
    MessageOptions, MethodDescriptorProto, ServiceDescriptorProto,
    field_descriptor_proto::{Label, Type},
};

use crate::schema::{Problem, Schema, Syntax};

fn file(name: &str) -> FileDescriptorProto {
    FileDescriptorProto { name: Some(name.into()), syntax: Some("proto3".into()), ..Default::default() }
}

fn message(name: &str, field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    DescriptorProto { name: Some(name.into()), field, ..Default::default() }
}

fn scalar(name: &str, number: i32, kind: Type) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        label: Some(Label::Optional.into()),
        r#type: Some(kind.into()),
        ..Default::default()
    }
}

fn of_type(name: &str, number: i32, type_name: &str) -> FieldDescriptorProto {
    FieldDescriptorProto { type_name: Some(type_name.into()), ..scalar(name, number, Type::Message) }
}

fn entry(field: Vec<FieldDescriptorProto>) -> DescriptorProto {
    let options = MessageOptions { map_entry: Some(true), ..Default::default() };
    DescriptorProto { options: Some(options), ..message("MEntry", field) }
}

fn with_map(entry: DescriptorProto) -> FileDescriptorProto {
    let map = FieldDescriptorProto { label: Some(Label::Repeated.into()), ..of_type("m", 1, ".M.MEntry") };
    let outer = DescriptorProto { nested_type: vec![entry], ..message("M", vec![map]) };
    FileDescriptorProto { message_type: vec![outer], ..file("map.proto") }
}

fn service(name: &str, input: &str, output: &str) -> ServiceDescriptorProto {
    let method = MethodDescriptorProto {
        name: Some("Get".into()),
        input_type: Some(input.into()),
        output_type: Some(output.into()),
        ..Default::default()
    };
    ServiceDescriptorProto { name: Some(name.into()), method: vec![method], ..Default::default() }
}

fn good() -> FileDescriptorProto {
    FileDescriptorProto {
        package: Some("good".into()),
        dependency: vec!["google/protobuf/empty.proto".into()],
        message_type: vec![message("M", vec![scalar("id", 1, Type::String)])],
        service: vec![service("Good", ".good.M", ".google.protobuf.Empty")],
        ..file("good.proto")
    }
}

fn load(files: impl IntoIterator<Item = FileDescriptorProto>) -> Schema {
    Schema::from_files(files.into_iter().map(|file| file.encode_to_vec()).collect())
}

fn told(schema: &Schema) -> Vec<String> {
    schema.problems().iter().map(Problem::to_string).collect()
}

#[test]
fn among_many_files_the_unsound_ones_are_told_in_their_order_and_all_others_load() {
    let one = |n: usize| {
        let number = if n.is_multiple_of(100) { 0 } else { 1 };
        let package = Some(format!("p{n}"));
        let m = message("M", vec![scalar("a", number, Type::Bool)]);
        FileDescriptorProto { package, message_type: vec![m], ..file(&format!("f{n:03}.proto")) }
    };
    let schema = load((0..500).map(one));
    let unsound = [0, 100, 200, 300, 400]
        .map(|n| format!("f{n:03}.proto: p{n}.M.a has the field number 0, which is not allowed"));
    assert_eq!(told(&schema), unsound);
    for n in 0..500 {
        assert_eq!(schema.message(&format!("p{n}.M")).is_some(), n % 100 != 0, "{n}");
    }
}

#[test]
fn of_many_members_one_that_is_there_twice_is_found() {
    for count in [2, 12, 13, 14, 60] {
        let mut fields: Vec<_> = (1..=count).map(|n| scalar(&format!("a{n}"), n, Type::Bool)).collect();
        let whole = FileDescriptorProto { message_type: vec![message("M", fields.clone())], ..file("m.proto") };
        assert_eq!(told(&load([whole])), [""; 0], "{count}");
        fields.push(scalar("a1", count + 1, Type::Bool));
        let twice = FileDescriptorProto { message_type: vec![message("M", fields)], ..file("m.proto") };
        assert_eq!(told(&load([twice])), ["m.proto: M.a1 is declared twice"], "{count}");
    }
}

#[test]
fn an_unsound_file_is_refused_with_its_reason_and_the_rest_loads() {
    let key = || scalar("key", 1, Type::String);
    let value = || scalar("value", 2, Type::Int32);
    let deep = (0..80).fold(message("Deep", vec![]), |inner, level| DescriptorProto {
        nested_type: vec![inner],
        ..message(&format!("L{level}"), vec![])
    });
    let one = |message| FileDescriptorProto { message_type: vec![message], ..file("m.proto") };
    let empty_enum = EnumDescriptorProto { name: Some("E".into()), ..Default::default() };
    let odd_value = EnumValueDescriptorProto { name: Some("not a name".into()), number: Some(0), ..Default::default() };
    let odd_enum = EnumDescriptorProto { name: Some("E".into()), value: vec![odd_value], ..Default::default() };
    for (bad, reason) in [
        (with_map(entry(vec![key()])), "map entry M.MEntry has no value"),
        (with_map(entry(vec![value()])), "map entry M.MEntry has no key"),
        (
            with_map(entry(vec![key(), value(), scalar("more", 3, Type::Bool)])),
            "map entry M.MEntry has more than key and value",
        ),
        (
            with_map(entry(vec![scalar("key", 1, Type::Double), value()])),
            "map entry M.MEntry has a key of a type that cannot be one",
        ),
        (FileDescriptorProto { syntax: Some("proto4".into()), ..file("s.proto") }, "syntax \"proto4\" is not known"),
        (FileDescriptorProto { package: Some("a..b".into()), ..file("p.proto") }, "package \"a..b\" is not a name"),
        (
            FileDescriptorProto { public_dependency: vec![7], ..file("p.proto") },
            "a public import is not in the list of imports",
        ),
        (
            FileDescriptorProto { dependency: vec![String::new()], ..file("p.proto") },
            "an import has no name or no fit name",
        ),
        (one(deep), "nesting deeper than 64 levels"),
        (one(message("a.b", vec![])), "\"a.b\" is not a name for a message"),
        (one(message("A", vec![scalar("a", 0, Type::Bool)])), "A.a has the field number 0, which is not allowed"),
        (
            one(message("A", vec![scalar("a", 19_500, Type::Bool)])),
            "A.a has the field number 19500, which is not allowed",
        ),
        (one(message("A", vec![scalar("a", -1, Type::Bool)])), "A.a has the field number -1, which is not allowed"),
        (one(message("A", vec![scalar("a", 1, Type::Message)])), "A.a has a type without a fit name"),
        (
            one(message("A", vec![FieldDescriptorProto { r#type: Some(99), ..scalar("a", 1, Type::Bool) }])),
            "A.a has an unknown type",
        ),
        (
            one(message("A", vec![FieldDescriptorProto { label: Some(9), ..scalar("a", 1, Type::Bool) }])),
            "A.a has an unknown label",
        ),
        (
            one(message("A", vec![FieldDescriptorProto { oneof_index: Some(3), ..scalar("a", 1, Type::Bool) }])),
            "A.a is in a oneof that does not exist",
        ),
        (
            one(message("A", vec![FieldDescriptorProto { oneof_index: Some(-3), ..scalar("a", 1, Type::Bool) }])),
            "A.a is in a oneof that does not exist",
        ),
        (
            one(message(
                "A",
                vec![FieldDescriptorProto { type_name: Some(".A".into()), ..scalar("a", 1, Type::Bool) }],
            )),
            "A.a is a scalar and yet names a type",
        ),
        (FileDescriptorProto { enum_type: vec![empty_enum], ..file("e.proto") }, "enum E has no values"),
        (
            FileDescriptorProto { enum_type: vec![odd_enum], ..file("e.proto") },
            "\"not a name\" in E is not a name for an enum value",
        ),
        (file(""), "the file has no name"),
        (file("a\u{7}.proto"), "the file's name holds control characters"),
        (one(message("A", vec![of_type("a", 1, ".no.Where")])), "\"no.Where\", the type of A.a, was not found"),
        (
            one(message("A", vec![scalar("a", 1, Type::Bool), scalar("b", 1, Type::Bool)])),
            "A.b has the number 1, as a has",
        ),
    ] {
        let schema = load([bad, good()]);
        assert_eq!(schema.problems().len(), 1, "{reason}: {:?}", told(&schema));
        assert_eq!(schema.problems()[0].message, reason);
        assert!(schema.service("good.Good").is_some(), "{reason}");
    }
}

#[test]
fn editions_load_and_unknown_ones_are_named() {
    let edition = |number: u16| {
        let mut bytes = FileDescriptorProto {
            message_type: vec![message("E", vec![scalar("a", 1, Type::Int32)])],
            syntax: Some("editions".into()),
            ..file("e.proto")
        }
        .encode_to_vec();
        bytes.extend([0x70, (number & 0x7f | 0x80) as u8, (number >> 7) as u8]);
        Schema::from_files(vec![bytes, good().encode_to_vec()])
    };
    for number in [1000, 1001] {
        let schema = edition(number);
        assert_eq!(told(&schema), [""; 0]);
        let field = schema.message("E").unwrap().get_field(1).unwrap();
        assert!(field.supports_presence() && !field.is_required());
        assert_eq!(field.parent_file().syntax(), Syntax::Edition(number.into()));
    }
    for number in [7, 1002] {
        let schema = edition(number);
        assert_eq!(told(&schema), [format!("e.proto: edition number {number} is not known; 2023 and 2024 are")]);
        assert!(schema.service("good.Good").is_some());
    }
}

#[test]
fn bytes_that_are_no_file_are_told_by_their_number() {
    let schema = Schema::from_files(vec![good().encode_to_vec(), vec![0xff; 20]]);
    assert_eq!(schema.problems().len(), 1);
    assert!(told(&schema)[0].starts_with("file 2: is not a file descriptor"), "{:?}", told(&schema));
    assert!(schema.service("good.Good").is_some());
    assert!(Schema::from_files(Vec::new()).services().is_empty());
}

/// Everything a caller may do with a schema, done once.
fn exercise(schema: &Schema) {
    let symbols = schema.symbols();
    for symbol in symbols.iter().filter(|symbol| !symbol.name.starts_with("google.protobuf.")) {
        schema.describe(&symbol.name);
    }
    for message in schema.pool().all_messages().filter(|message| message.full_name().starts_with("grpc.")) {
        schema.docs_of(&message);
        for field in message.fields() {
            assert_eq!(message.get_field_by_name(field.name()).as_ref(), Some(&field));
            assert!(message.get_field_by_json_name(field.json_name()).is_some());
            field.default_value();
            if field.is_map() {
                let entry = field.kind().as_message().unwrap().clone();
                assert!(entry.map_entry_key_field().is_some() && entry.map_entry_value_field().is_some());
            }
        }
    }
    schema.nearest_symbols("grpc.Chanel");
    for file in schema.files().iter().filter(|file| file.starts_with("grpc/")) {
        schema.file_text(file);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_descriptors_never_panic(
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12),
        cut in proptest::option::of(any::<prop::sample::Index>()),
        which in any::<prop::sample::Index>(),
    ) {
        let builtin = crate::schema::builtin::files();
        let names = ["grpc/channelz/v1/channelz.proto", "grpc/reflection/v1/reflection.proto", "google/api/annotations.proto", "google/api/http.proto"];
        let mut files: Vec<Vec<u8>> = names
            .iter()
            .map(|name| {
                let file = builtin.iter().find(|file| file.name == *name).unwrap().descriptor.clone();
                prost::Message::encode_to_vec(&crate::schema::descriptor::FileDescriptorProto { source_code_info: None, ..file })
            })
            .collect();
        let target = which.get_mut(&mut files);
        for (at, byte) in &edits {
            *at.get_mut(target.as_mut_slice()) = *byte;
        }
        if let Some(cut) = cut {
            target.truncate(cut.index(target.len()));
        }
        exercise(&Schema::from_files(files));
    }
}

#[test]
fn a_file_that_declares_more_than_is_decoded_is_refused_by_name_and_the_rest_loads() {
    let mut huge = file("huge.proto").encode_to_vec();
    huge.extend([0x22, 0].repeat(super::census::MAX_DECLARED + 1));
    let schema = Schema::from_files(vec![huge, good().encode_to_vec()]);
    assert_eq!(told(&schema), ["huge.proto: declares more than 1000000 things"]);
    assert!(!schema.services().is_empty());
}
