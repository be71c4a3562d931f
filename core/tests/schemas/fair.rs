//! Odd and yet fair: texts, trees and sets that other tools refuse or mistake, which load without a word or with a warning.
//! What is said of real faults stands elsewhere.

use farcall_core::schema::{FileSource, Schema};
use prost::Message as _;

use crate::{
    case::{Case, on_small_stack, told, tree},
    descriptors::{FileDescriptorProto, file, good, message, of_type, service},
};

/// The schema of a tree about which nothing is to be said.
#[track_caller]
fn silent(files: &[(&str, &str)], has: &'static [&'static str]) -> Schema {
    let folder = tree(files);
    let source =
        FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let schema = on_small_stack(|| Schema::load(&source));
    assert_eq!(told(&schema), [""; 0], "{files:?}");
    Case::new("odd but fair", &[]).has(has).check(&schema);
    schema
}

#[test]
fn odd_texts_load() {
    let crlf = "syntax = \"proto3\";\r\npackage odd;\r\n// One.\r\n// Two.\r\nmessage M {\r\n  int32 a = 1;\r\n}\r\n";
    let bom = format!("\u{feff}{crlf}");
    for text in [crlf, &bom] {
        let schema = silent(&[("odd.proto", text)], &["odd.M"]);
        assert_eq!(schema.docs_of(&schema.message("odd.M").unwrap()), "One.\nTwo.");
    }
    silent(&[("empty.proto", ""), ("blank.proto", "\n\n"), ("comment.proto", "// nothing\n")], &[]);
    silent(&[("old.proto", "message Old { optional int32 a = 1; }")], &["Old"]);
    silent(&[("semis.proto", "syntax = \"proto3\";;; message S { ; int32 a = 1; ; };")], &["S"]);
    silent(
        &[(
            "words.proto",
            "syntax = 'proto3'; message message { string message = 1; string string = 2; bool syntax = 3; }",
        )],
        &["message"],
    );
    silent(&[("split.proto", "syntax = \"pro\" 'to3'; message Split {}")], &["Split"]);
    let marks =
        "syntax = \"proto3\"; option java_package = \"\\x41\\101\\n\\u00e9\\?\"; message Marks {} // \u{202e}\u{1f600}";
    silent(&[("marks.proto", marks)], &["Marks"]);
    silent(
        &[(
            "hex.proto",
            "syntax = \"proto2\"; message H { optional int32 a = 0x10; optional int32 b = 017; optional double c = 3 [default = -inf]; }",
        )],
        &["H"],
    );
}

#[test]
fn hostile_names_of_files_are_labels() {
    let folder = tree(&[
        ("sp ace.proto", "syntax = \"proto3\"; message Space {}"),
        ("umläut.proto", "syntax = \"proto3\"; message Umlaut {}"),
        ("$(reboot).proto", "syntax = \"proto3\"; message Dollar {}"),
        ("a;b&c.proto", "syntax = \"proto3\"; message Semi {}"),
        (".hidden.proto", "this is not looked at"),
        ("-dash.proto", "syntax = \"proto3\"; message Dash {}"),
    ]);
    let source =
        FileSource::Protos { paths: vec![folder.path().to_owned()], import_roots: Vec::new(), sets: Vec::new() };
    let schema = on_small_stack(|| Schema::load(&source));
    Case::new("names", &[]).has(&["Space", "Umlaut", "Dollar", "Semi", "Dash"]).check(&schema);
    for name in ["../../../etc/passwd", "/etc/passwd", "C:\\x.proto", "a\u{202e}b.proto", "~/.ssh/id"] {
        let named = FileDescriptorProto { message_type: vec![message("Named", vec![])], ..file(name) };
        let files = [named, good()].map(|file| file.encode_to_vec()).to_vec();
        let schema = on_small_stack(|| Schema::from_files(files));
        assert!(schema.message("good.M").is_some(), "{name}");
        assert_eq!(schema.source_path(name), None, "{name}");
    }
}

#[test]
fn a_users_copies_of_what_is_built_in_do_no_harm() {
    let schema = silent(
        &[
            ("google/protobuf/descriptor.proto", "this is no proto"),
            ("third_party/protobuf/src/google/protobuf/timestamp.proto", "nor is this"),
            (
                "uses.proto",
                "syntax = \"proto3\"; package u; import \"google/protobuf/timestamp.proto\"; import \"google/protobuf/descriptor.proto\"; import \"google/rpc/status.proto\"; message U { google.protobuf.Timestamp t = 1; google.rpc.Status s = 3; } extend google.protobuf.FieldOptions { string mine = 50001; } service S { rpc Do(U) returns (U); }",
            ),
        ],
        &["u.U", "u.mine", "google.rpc.Status"],
    );
    Case::new("copies", &[]).callable(&["u.S/Do"]).check(&schema);

    let copy = |name: &str| FileDescriptorProto {
        package: Some("google.protobuf".into()),
        message_type: vec![message("Timestamp", vec![]), message("FileOptions", vec![])],
        ..file(name)
    };
    let user = |import: &str| FileDescriptorProto {
        package: Some("u".into()),
        dependency: vec![import.into()],
        message_type: vec![message("R", vec![of_type("at", 1, ".google.protobuf.Timestamp")])],
        service: vec![service("S", &[("Do", ".u.R", ".u.R")])],
        ..file("user.proto")
    };
    for name in ["google/protobuf/descriptor.proto", "google/protobuf/timestamp.proto", "google_protobuf.proto"] {
        let files = [copy(name), user(name), good()].map(|file| file.encode_to_vec()).to_vec();
        let schema = on_small_stack(|| Schema::from_files(files));
        Case::new("a set with copies", &[]).has(&["u.R"]).callable(&["u.S/Do"]).check(&schema);
        let at = schema.message("google.protobuf.Timestamp").unwrap();
        assert_eq!(at.parent_file().name(), "google/protobuf/timestamp.proto");
    }
}

#[test]
fn files_that_list_no_imports_are_completed() {
    let files = [
        FileDescriptorProto {
            package: Some("u".into()),
            message_type: vec![message(
                "R",
                vec![of_type("m", 1, ".good.M"), of_type("at", 2, ".google.protobuf.Timestamp")],
            )],
            service: vec![service("S", &[("Do", ".u.R", ".google.protobuf.Empty")])],
            ..file("user.proto")
        },
        good(),
    ];
    let files = files.map(|file| file.encode_to_vec()).to_vec();
    let schema = on_small_stack(|| Schema::from_files(files));
    assert_eq!(told(&schema), [""; 0]);
    Case::new("no imports", &[]).callable(&["u.S/Do"]).check(&schema);
}

#[test]
fn a_capitalised_well_known_name_is_tolerated() {
    let text = "syntax = \"proto3\";\nimport \"google/protobuf/Timestamp.proto\";\nmessage C { google.protobuf.Timestamp at = 1; }";
    Case::new("capitalised", &["caps.proto:2", "google/protobuf/timestamp.proto"])
        .warns()
        .has(&["C"])
        .of_tree(&[("caps.proto", text)]);
}

#[test]
fn editions_load_from_text() {
    for edition in ["2023", "2024"] {
        let text = format!(
            "edition = \"{edition}\";\npackage e;\noption features.field_presence = IMPLICIT;\nenum Open {{ ZERO = 0; }}\nenum Closed {{ option features.enum_type = CLOSED; ONE = 1; }}\nmessage R {{ string a = 1; Closed c = 2 [features.field_presence = EXPLICIT]; R r = 3 [features.message_encoding = DELIMITED]; repeated int32 n = 4 [features.repeated_field_encoding = EXPANDED]; reserved 9, 11 to max; reserved gone; }}\nservice S {{ rpc Do(R) returns (R); }}"
        );
        let schema = silent(&[("edition.proto", &text)], &["e.R", "e.Open", "e.Closed"]);
        Case::new("an edition", &[]).callable(&["e.S/Do"]).check(&schema);
    }
}
