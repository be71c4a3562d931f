//! Files that need each other: an import that nobody has or lists, a file that comes twice, what files fill in.
//! They are built by hand as those beside.

use prost_types::{FileDescriptorProto, field_descriptor_proto::Type};

use super::{file, good, load, message, of_type, scalar, service, told};
use crate::schema::Schema;

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
