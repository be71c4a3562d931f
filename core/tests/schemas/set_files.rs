//! Descriptor files that are unsound as a whole or do not go together: names, syntax, imports, cycles, doubles, types that
//! are not there. What of a service can be kept callable is kept.

use crate::{
    case::{Case, all},
    descriptors::{
        FieldDescriptorProto, FileDescriptorProto, field, field_type, file, good, message, of_type, one, one_enum,
        service,
    },
};

#[test]
fn a_file_that_is_none_is_told() {
    let syntax = |syntax: &str| FileDescriptorProto { syntax: Some(syntax.into()), ..file("bad.proto") };
    let edition = |edition| FileDescriptorProto { edition, ..syntax("editions") };
    let package = |package: &str| FileDescriptorProto { package: Some(package.into()), ..file("bad.proto") };
    let imports = |import: &str| FileDescriptorProto { dependency: vec![import.into()], ..file("bad.proto") };
    let public = |index| FileDescriptorProto { public_dependency: vec![index], ..file("bad.proto") };
    all(
        [
            ("an unknown syntax", syntax("proto4"), &["bad.proto", "syntax \"proto4\" is not known"][..]),
            ("a syntax in capitals", syntax("PROTO3"), &["syntax \"PROTO3\" is not known"]),
            ("no edition", edition(None), &["bad.proto", "edition"]),
            ("an unknown edition", edition(Some(7)), &["bad.proto", "edition", "7"]),
            ("an edition to come", edition(Some(99_999)), &["bad.proto", "edition", "99999"]),
            ("a package of nothing", package("a..b"), &["package \"a..b\" is not a name"]),
            ("a package with a path", package("../b"), &["package \"../b\" is not a name"]),
            ("a package of a megabyte", package(&"a.".repeat(1 << 19)), &["package", "is not a name"]),
            ("a public import of nothing", public(7), &["a public import is not in the list of imports"]),
            ("a public import before all", public(-1), &["a public import is not in the list of imports"]),
            ("an import of nothing", imports(""), &["an import has no name or no fit name"]),
            ("an import with control characters", imports("a\0b"), &["an import has no name or no fit name"]),
            ("no name", file(""), &["the file has no name"]),
            ("a name with control characters", file("a\u{7}.proto"), &["the file's name holds control characters"]),
        ],
        |(about, bad, says)| {
            Case::new(about, says).of_files([bad]);
        },
    );
}

#[test]
fn cycles_are_spelled_out() {
    let importing = |name: &str, import: &str| FileDescriptorProto {
        dependency: vec![import.into()],
        message_type: vec![message(&name.replace(".proto", "").to_uppercase(), vec![])],
        ..file(name)
    };
    Case::new("itself", &["a.proto: ", "import cycle: a.proto → a.proto"]).of_files([importing("a.proto", "a.proto")]);
    let three = ["a.proto", "b.proto", "c.proto"];
    let cycle = || (0..3).map(|at| importing(three[at], three[(at + 1) % 3]));
    Case::new("three", &["import cycle: a.proto → b.proto → c.proto → a.proto"]).of_files(cycle());
    Case::new("three, from the second", &["b.proto: ", "import cycle: b.proto → c.proto → a.proto → b.proto"])
        .of_files(cycle());
    let long = (0..2_000).map(|at| importing(&format!("l{at}.proto"), &format!("l{}.proto", (at + 1) % 2_000)));
    // Two thousand problems, one a file: only the first words matter here.
    let files: Vec<FileDescriptorProto> = long.take(40).chain([importing("l40.proto", "l0.proto")]).collect();
    Case::new("a long one", &["l0.proto: ", "import cycle: l0.proto → "]).of_files(files);
}

#[test]
fn what_came_twice_is_told() {
    let other = FileDescriptorProto { message_type: vec![], service: vec![], ..good() };
    Case::new("a file with other content", &["good.proto", "came twice with different content"])
        .warns()
        .of_reflected([good(), other].map(|file| prost::Message::encode_to_vec(&file)));
    let again = FileDescriptorProto { service: vec![], name: Some("again.proto".into()), ..good() };
    Case::new("a type in two files", &["again.proto", "good.M"])
        .has(&["good.M"])
        .of_reflected([good(), again].map(|file| prost::Message::encode_to_vec(&file)));
    let package = FileDescriptorProto { message_type: vec![message("good", vec![])], ..file("bad.proto") };
    Case::new("a message with the name of a package", &["good"])
        .of_reflected([good(), package].map(|file| prost::Message::encode_to_vec(&file)));
}

#[test]
fn a_type_that_is_not_there_leaves_the_service_callable() {
    let uses = |import: &[&str], fields: Vec<FieldDescriptorProto>| FileDescriptorProto {
        package: Some("p".into()),
        dependency: import.iter().map(|&import| import.into()).collect(),
        message_type: vec![message("R", fields)],
        service: vec![service("S", &[("Do", ".p.R", ".p.R")])],
        ..file("bad.proto")
    };
    let of_enum = FieldDescriptorProto { r#type: Some(field_type::ENUM), ..of_type("e", 2, ".lost.E") };
    let callable = |about, says| Case::new(about, says).has(&["p.R", "p.S"]).callable(&["p.S/Do"]);
    callable("a file that is missing", &["bad.proto", "imports \"lost.proto\""])
        .of_files([uses(&["lost.proto"], vec![of_type("l", 1, ".lost.L"), of_enum])]);
    callable("a type nobody declares", &["bad.proto", "\"no.Where\", the type of p.R.l, was not found"])
        .of_files([uses(&[], vec![of_type("l", 1, ".no.Where")])]);
    let broken = FileDescriptorProto { syntax: Some("proto9".into()), ..one(message("B", vec![])) };
    let broken = FileDescriptorProto { name: Some("broken.proto".into()), ..broken };
    callable("a file that is broken", &["bad.proto", "imports \"broken.proto\"", "could not be loaded"])
        .of_files([uses(&["broken.proto"], vec![of_type("b", 1, ".B")]), broken]);
    Case::new("a missing import that nothing uses", &["imports \"lost.proto\""])
        .warns()
        .has(&["p.R"])
        .callable(&["p.S/Do"])
        .of_files([uses(&["lost.proto"], vec![])]);
}

#[test]
fn a_method_whose_type_is_not_there_leaves_the_others_callable() {
    let with = |input: &str| FileDescriptorProto {
        package: Some("p".into()),
        message_type: vec![message("R", vec![])],
        service: vec![service("S", &[("Bad", input, ".p.R"), ("Do", ".p.R", ".p.R")])],
        ..file("bad.proto")
    };
    all([("nobody declares it", ".no.Where", &["bad.proto", "no.Where"][..])], |(about, input, says)| {
        Case::new(about, says).has(&["p.S"]).callable(&["p.S/Do"]).of_files([with(input)]);
    });
    Case::new("it has no name", &["p.S.Bad lacks a request or a response type"]).of_files([with("")]);
    Case::new("it is no name", &["bad.proto", "p.S.Bad"]).of_files([with(".p R")]);
    let of_enum = FileDescriptorProto { enum_type: one_enum("E", &[("A", 0)]).enum_type, ..with(".p.E") };
    Case::new("it is an enum", &["bad.proto", "p.E"]).has(&["p.E"]).callable(&["p.S/Do"]).of_files([of_enum]);
}

#[test]
fn an_extension_of_nothing_is_told() {
    let extending = |extendee: &str, number| FileDescriptorProto {
        syntax: Some("proto2".into()),
        extension: vec![FieldDescriptorProto {
            extendee: Some(extendee.into()),
            ..field("x", number, field_type::INT32)
        }],
        message_type: vec![message("Kept", vec![])],
        ..file("bad.proto")
    };
    Case::new("no extendee", &["bad.proto", "no.Where"]).of_files([extending(".no.Where", 100)]);
    Case::new("an extendee that is no name", &["bad.proto", "x"]).of_files([extending("a b", 100)]);
    Case::new("number 0", &["bad.proto", "number 0"]).of_files([extending(".Kept", 0)]);
}
