//! Files as servers and sets give them: incomplete, doubled, unsound, mutated, and what the intake makes of them.
//! They are built by hand; none comes from disk.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

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
fn a_file_the_server_does_not_provide_is_named_and_what_needs_it_has_a_placeholder() {
    let needs = FileDescriptorProto {
        dependency: vec!["lost.proto".into()],
        message_type: vec![message("N", vec![of_type("l", 1, ".lost.L"), scalar("id", 2, Type::String)])],
        service: vec![service("Needs", ".lost.L", ".N")],
        ..file("needs.proto")
    };
    let needs_it_too = FileDescriptorProto {
        dependency: vec!["needs.proto".into()],
        message_type: vec![message("F", vec![of_type("n", 1, ".N")])],
        ..file("far.proto")
    };
    let can_do_without = FileDescriptorProto {
        dependency: vec!["lost.proto".into()],
        message_type: vec![message("W", vec![scalar("a", 1, Type::Bool)])],
        ..file("without.proto")
    };
    let schema = load([needs_it_too, needs, can_do_without, good()]);
    assert_eq!(
        told(&schema),
        [
            "needs.proto: \"lost.L\", the type of N.l, was not found",
            "needs.proto: \"needs.proto\" imports \"lost.proto\", which the server does not provide",
            "without.proto: \"without.proto\" imports \"lost.proto\", which the server does not provide",
        ]
    );
    assert_eq!(schema.problems().iter().map(|problem| problem.is_error).collect::<Vec<_>>(), [true, true, false]);
    assert!(schema.message("W").is_some() && schema.message("F").is_some() && schema.message("lost.L").is_none());
    let lost = schema.message("N").unwrap().get_field(1).unwrap().kind();
    let lost = lost.as_message().unwrap();
    assert!(lost.is_placeholder() && lost.full_name() == "lost.L" && lost.fields().len() == 0);
    let get = schema.method(&"Needs/Get".parse().unwrap()).unwrap();
    assert!(get.input == *lost && get.output.full_name() == "N");
    assert!(!schema.symbols().iter().any(|symbol| symbol.name == "lost.L"));
    assert!(schema.service("good.Good").is_some());
}

#[test]
fn imports_that_are_not_listed_are_inferred() {
    let scoped = message(
        "Outer",
        vec![of_type("a", 1, "Inner"), of_type("b", 2, "other.Other"), of_type("t", 3, ".google.protobuf.Timestamp")],
    );
    let files = [
        FileDescriptorProto { package: Some("p.q".into()), message_type: vec![scoped], ..file("a.proto") },
        FileDescriptorProto {
            package: Some("p.q".into()),
            message_type: vec![message("Inner", vec![])],
            ..file("b.proto")
        },
        FileDescriptorProto {
            package: Some("p.other".into()),
            message_type: vec![message("Other", vec![of_type("s", 1, ".google.rpc.Status")])],
            ..file("c.proto")
        },
        FileDescriptorProto { dependency: vec![], ..good() },
    ];
    let schema = load(files);
    assert_eq!(told(&schema), [""; 0]);
    let outer = schema.message("p.q.Outer").unwrap();
    let field_type = |name| outer.get_field_by_name(name).unwrap().kind().as_message().unwrap().full_name().to_owned();
    assert_eq!(field_type("a"), "p.q.Inner");
    assert_eq!(field_type("b"), "p.other.Other");
    assert!(schema.service("good.Good").is_some());
}

#[test]
fn well_known_types_under_a_name_of_the_servers_own_are_the_built_in_ones() {
    let restated = FileDescriptorProto {
        package: Some("google.protobuf".into()),
        message_type: vec![
            message("Timestamp", vec![scalar("seconds", 1, Type::Int64), scalar("nanos", 2, Type::Int32)]),
            message("Struct", vec![]),
            message("Own", vec![of_type("at", 1, "Timestamp")]),
        ],
        ..file("google_protobuf.proto")
    };
    let user = FileDescriptorProto {
        package: Some("user".into()),
        dependency: vec!["google_protobuf.proto".into()],
        message_type: vec![message(
            "M",
            vec![
                of_type("at", 1, ".google.protobuf.Timestamp"),
                of_type("s", 2, ".google.protobuf.Struct"),
                of_type("own", 3, ".google.protobuf.Own"),
            ],
        )],
        ..file("user.proto")
    };
    let schema = load([restated, user]);
    assert_eq!(told(&schema), [] as [&str; 0]);
    let fields: Vec<String> = schema.message("user.M").unwrap().fields().map(|field| field.name().to_owned()).collect();
    assert_eq!(fields, ["at", "s", "own"]);
    let at = schema.message("google.protobuf.Timestamp").unwrap();
    assert_eq!(at.parent_file().name(), "google/protobuf/timestamp.proto");
}

#[test]
fn a_file_that_comes_twice_is_one_and_a_difference_is_told() {
    let same = load([good(), good()]);
    assert_eq!(told(&same), [""; 0]);
    let other = FileDescriptorProto { message_type: vec![], service: vec![], ..good() };
    let schema = load([good(), other]);
    assert_eq!(told(&schema), ["good.proto: came twice with different content; the first one is used"]);
    assert!(!schema.problems()[0].is_error && schema.service("good.Good").is_some());
    let again = FileDescriptorProto { name: Some("again.proto".into()), ..good() };
    let schema = load([good(), again]);
    assert_eq!(schema.problems()[0].file, "again.proto");
    assert!(
        schema.problems()[0].message.contains("good.M") && schema.service("good.Good").is_some(),
        "{:?}",
        told(&schema)
    );
}

#[test]
fn public_imports_in_a_lattice_take_no_time() {
    let name = |level: usize, side: usize| format!("l{level}_{side}.proto");
    let mut files = vec![good()];
    for level in 0..40 {
        for side in 0..2 {
            let below =
                if level == 0 { vec!["good.proto".into()] } else { vec![name(level - 1, 0), name(level - 1, 1)] };
            let public = (0..i32::try_from(below.len()).unwrap()).collect();
            files.push(FileDescriptorProto {
                dependency: below,
                public_dependency: public,
                ..file(&name(level, side))
            });
        }
    }
    files.push(FileDescriptorProto {
        dependency: vec![name(39, 0)],
        message_type: vec![message("Top", vec![of_type("m", 1, ".good.M")])],
        ..file("top.proto")
    });
    let schema = load(files);
    assert_eq!(told(&schema), [""; 0]);
    assert!(schema.message("Top").is_some());
}

#[test]
fn bytes_that_are_no_file_are_told_by_their_number() {
    let schema = Schema::from_files(vec![good().encode_to_vec(), vec![0xff; 20]]);
    assert_eq!(schema.problems().len(), 1);
    assert!(told(&schema)[0].starts_with("file 2: is not a file descriptor"), "{:?}", told(&schema));
    assert!(schema.service("good.Good").is_some());
    assert!(Schema::from_files(Vec::new()).services().is_empty());
}

#[test]
fn files_fill_what_reflection_lacks() {
    let lib = FileDescriptorProto {
        package: Some("lib".into()),
        message_type: vec![message("L", vec![])],
        ..file("lib.proto")
    };
    let uses = FileDescriptorProto {
        dependency: vec!["lib.proto".into()],
        message_type: vec![message("U", vec![of_type("l", 1, ".lib.L")])],
        ..file("uses.proto")
    };
    let renamed = FileDescriptorProto { name: Some("vendor/good.proto".into()), ..good() };
    let user = FileDescriptorProto {
        dependency: vec!["vendor/good.proto".into()],
        message_type: vec![message("V", vec![of_type("m", 1, ".good.M")])],
        ..file("v.proto")
    };
    let reflected = load([good(), uses.clone()]);
    assert_eq!(reflected.problems().len(), 2);
    let files = load([lib, uses, renamed, user]);
    assert_eq!(told(&files), [""; 0]);
    let merged = Schema::merged(&reflected, &files);
    assert!(!merged.problems().iter().any(|problem| problem.is_error), "{:?}", told(&merged));
    for name in ["lib.L", "U", "V", "good.M"] {
        assert!(merged.message(name).is_some(), "{name}");
    }
    assert_eq!(merged.services().len(), 1);
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
