//! What is missing, broken, circular or unused among imports, and what of a file is left then.

use std::collections::{HashMap, HashSet};

use prost::Message as _;

use super::{base, compiled, parsed};
use crate::schema::{
    compile::{Compiled, Imports, compile},
    descriptor::{FileDescriptorProto, field_type},
};

fn told(compiled: &Compiled) -> Vec<String> {
    compiled.problems.iter().map(ToString::to_string).collect()
}

fn files(compiled: &Compiled) -> impl Iterator<Item = FileDescriptorProto> {
    compiled.files.iter().map(|file| FileDescriptorProto::decode(file.encoded.clone()).unwrap())
}

fn names(compiled: &Compiled) -> Vec<String> {
    files(compiled).filter_map(|file| file.name).collect()
}

fn file(compiled: &Compiled, name: &str) -> FileDescriptorProto {
    files(compiled).find(|file| file.name.as_deref() == Some(name)).unwrap()
}

#[test]
fn a_missing_import_leaves_placeholders_and_everything_else() {
    let text = "syntax = 'proto3';\npackage p;\nimport 'no.proto';\nimport 'bad.proto';\n\
                message M { Other o = 1; q.Thing t = 2; M m = 3; string s = 4 [(gone) = 1]; }\n\
                service S { rpc One(Other) returns (M); rpc Two(M) returns (M); }";
    let hints = HashMap::from([("no.proto".to_owned(), "It exists under /x.".to_owned())]);
    let imports = Imports { hints: &hints, broken: &HashSet::from(["bad.proto".to_owned()]) };
    let compiled = compile(vec![parsed("a.proto", text)], &base(), &imports, &mut ()).unwrap();
    assert_eq!(
        told(&compiled),
        [
            "a.proto:3:1: imports \"no.proto\", which was not found",
            "a.proto:4:1: imports \"bad.proto\", which could not be loaded"
        ]
    );
    assert_eq!(compiled.problems[0].hint.as_deref(), Some("It exists under /x."));
    let file = file(&compiled, "a.proto");
    let fields = &file.message_type[0].field;
    let types: Vec<_> = fields.iter().map(|field| (field.type_name.as_deref(), field.r#type)).collect();
    let message = Some(field_type::MESSAGE);
    let string = (None, Some(field_type::STRING));
    assert_eq!(types, [(Some(".p.Other"), None), (Some(".q.Thing"), None), (Some(".p.M"), message), string]);
    assert_eq!(file.service[0].method[0].input_type.as_deref(), Some(".p.Other"));
    assert_eq!(file.service[0].method[1].input_type.as_deref(), Some(".p.M"));
}

#[test]
fn nothing_is_held_against_a_field_whose_type_is_missing() {
    let texts = [
        "syntax = 'proto2'; import 'no.proto'; message M { repeated q.E e = 1 [packed = true]; optional q.T t = 2 [lazy = true]; }",
        "edition = '2023'; import 'no.proto'; message M { q.T t = 1 [features.message_encoding = DELIMITED]; \
         repeated q.E e = 2 [features.repeated_field_encoding = PACKED]; }",
    ];
    for text in texts {
        let compiled = compiled(vec![parsed("a.proto", text)]);
        assert_eq!(compiled.problems.len(), 1, "{:?}", told(&compiled));
    }
}

#[test]
fn a_type_that_is_not_imported_is_used_with_a_warning() {
    let compiled = compiled(vec![
        parsed("a.proto", "syntax = 'proto3'; package p; message A {}"),
        parsed("b.proto", "syntax = 'proto3'; package q;\nmessage B { p.A a = 1; }"),
    ]);
    assert_eq!(told(&compiled), ["b.proto:2:13: \"p.A\" is defined in \"a.proto\", which is not imported"]);
    assert!(!compiled.problems[0].is_error);
    let file = file(&compiled, "b.proto");
    assert_eq!(file.message_type[0].field[0].type_name.as_deref(), Some(".p.A"));
    assert_eq!(file.dependency, ["a.proto"]);
}

#[test]
fn public_imports_bring_types_along_and_plain_ones_do_not() {
    let compiled = compiled(vec![
        parsed("top.proto", "syntax = 'proto3'; import 'mid.proto';\nmessage T { A a = 1; B b = 2; }"),
        parsed("mid.proto", "syntax = 'proto3'; import public 'a.proto'; import 'b.proto'; message M { B b = 1; }"),
        parsed("a.proto", "syntax = 'proto3'; message A {}"),
        parsed("b.proto", "syntax = 'proto3'; message B {}"),
    ]);
    assert_eq!(told(&compiled), ["top.proto:2:22: \"B\" is defined in \"b.proto\", which is not imported"]);
    assert_eq!(names(&compiled), ["a.proto", "b.proto", "mid.proto", "top.proto"]);
}

#[test]
fn cycles_are_spelled_out_and_their_files_left_out() {
    let compiled = compiled(vec![
        parsed("a.proto", "syntax = 'proto3';\nimport 'b.proto'; message A { B b = 1; }"),
        parsed("b.proto", "syntax = 'proto3';\nimport 'a.proto'; message B { A a = 1; }"),
        parsed("c.proto", "syntax = 'proto3';\nimport 'a.proto'; message C { A a = 1; }"),
        parsed("self.proto", "syntax = 'proto3';\nimport 'self.proto';"),
    ]);
    assert_eq!(
        told(&compiled),
        [
            "a.proto:2:1: import cycle: a.proto → b.proto → a.proto",
            "b.proto:2:1: import cycle: b.proto → a.proto → b.proto",
            "self.proto:2:1: import cycle: self.proto → self.proto",
            "c.proto:2:1: imports \"a.proto\", which could not be loaded",
        ]
    );
    assert_eq!(names(&compiled), ["c.proto"]);
    assert_eq!(file(&compiled, "c.proto").message_type[0].field[0].type_name.as_deref(), Some(".A"));
}

#[test]
fn a_name_of_another_file_is_refused_and_an_unused_import_told() {
    let compiled = compiled(vec![
        parsed("a.proto", "syntax = 'proto3'; package p; message A {}"),
        parsed("b.proto", "syntax = 'proto3'; package p; message B {}\nmessage A {}"),
        parsed("c.proto", "syntax = 'proto3'; package p.A; message C {}"),
        parsed("d.proto", "syntax = 'proto3';\nimport 'a.proto'; message D {}"),
    ]);
    assert_eq!(
        told(&compiled),
        [
            "b.proto:2:9: \"p.A\" is already defined in \"a.proto\"",
            "c.proto:1:20: \"p.A\" is already defined in \"a.proto\"",
            "d.proto:2:1: import \"a.proto\" is unused",
        ]
    );
    assert_eq!(names(&compiled), ["a.proto", "d.proto"]);
}
