//! Descriptors with one unsound element: maps, fields, enums, options, names, nesting.
//! The file is lost with its reason; the sound one beside it is not.

use farcall_core::schema::descriptor::{NamePart, UninterpretedOption};
use prost::Message as _;

use crate::{
    case::{Case, all},
    descriptors::{
        DescriptorProto, FieldDescriptorProto, FileDescriptorProto, OneofDescriptorProto, entry, field, field_type,
        file, label, message, of_type, one, one_enum, with_map,
    },
};

#[test]
fn a_map_entry_that_is_none_is_told() {
    let key = || field("key", 1, field_type::STRING);
    let value = || field("value", 2, field_type::INT32);
    all(
        [
            ("no value", entry(vec![key()]), &["bad.proto", "map entry M.MEntry has no value"][..]),
            ("no key", entry(vec![value()]), &["map entry M.MEntry has no key"]),
            ("nothing", entry(vec![]), &["map entry M.MEntry has no key"]),
            (
                "a third field",
                entry(vec![key(), value(), field("more", 3, field_type::BOOL)]),
                &["map entry M.MEntry has more than key and value"],
            ),
            (
                "a key of double",
                entry(vec![field("key", 1, field_type::DOUBLE), value()]),
                &["map entry M.MEntry has a key of a type that cannot be one"],
            ),
            (
                "a repeated value",
                entry(vec![key(), FieldDescriptorProto { label: Some(label::REPEATED), ..value() }]),
                &["map entry M.MEntry"],
            ),
        ],
        |(about, bad, says)| {
            Case::new(about, says).lost(&["M"]).of_files([with_map(bad)]);
        },
    );
}

#[test]
fn a_field_that_cannot_be_is_told() {
    let bool_at = |number| field("a", number, field_type::BOOL);
    let boolean = || bool_at(1);
    all(
        [
            ("number 0", vec![bool_at(0)], &["A.a has the field number 0, which is not allowed"][..]),
            ("number -1", vec![bool_at(-1)], &["A.a has the field number -1, which is not allowed"]),
            ("a reserved number", vec![bool_at(19_500)], &["A.a has the field number 19500, which is not allowed"]),
            ("a number past the end", vec![bool_at(1 << 29)], &["field number 536870912"]),
            (
                "a message without a name",
                vec![field("a", 1, field_type::MESSAGE)],
                &["A.a has a type without a fit name"],
            ),
            ("a type name of dots", vec![of_type("a", 1, "..")], &["A.a has a type without a fit name"]),
            ("a type name with a line break", vec![of_type("a", 1, ".x\ny")], &["A.a has a type without a fit name"]),
            ("an unknown type", vec![field("a", 1, 99)], &["A.a has an unknown type"]),
            ("type 0", vec![field("a", 1, 0)], &["A.a has an unknown type"]),
            (
                "an unknown label",
                vec![FieldDescriptorProto { label: Some(9), ..boolean() }],
                &["A.a has an unknown label"],
            ),
            (
                "a oneof too far",
                vec![FieldDescriptorProto { oneof_index: Some(3), ..boolean() }],
                &["A.a is in a oneof that does not exist"],
            ),
            (
                "a negative oneof",
                vec![FieldDescriptorProto { oneof_index: Some(-3), ..boolean() }],
                &["A.a is in a oneof that does not exist"],
            ),
            (
                "a scalar with a type name",
                vec![FieldDescriptorProto { type_name: Some(".A".into()), ..boolean() }],
                &["A.a is a scalar and yet names a type"],
            ),
            ("one number twice", vec![boolean(), field("b", 1, field_type::BOOL)], &["A.b has the number 1, as a has"]),
            ("one name twice", vec![boolean(), field("a", 2, field_type::BOOL)], &["A.a is declared twice"]),
            ("no name", vec![field("", 1, field_type::BOOL)], &["is not a name for a field"]),
            (
                "no number",
                vec![FieldDescriptorProto { number: None, ..boolean() }],
                &["A.a has the field number 0, which is not allowed"],
            ),
        ],
        |(about, fields, says)| {
            Case::new(about, says).lost(&["A"]).of_files([one(message("A", fields))]);
        },
    );
}

#[test]
fn a_name_that_is_none_is_told() {
    let long = "n".repeat(1 << 20);
    all(
        [
            ("a dot", one(message("a.b", vec![])), &["\"a.b\" is not a name for a message"][..]),
            ("nothing", one(message("", vec![])), &["\"\" is not a name for a message"]),
            ("a space", one(message("a b", vec![])), &["\"a b\" is not a name for a message"]),
            ("a digit first", one(message("1a", vec![])), &["\"1a\" is not a name for a message"]),
            ("an enum", one_enum("a/b", &[("A", 0)]), &["\"a/b\" is not a name for an enum"]),
            (
                "an enum value",
                one_enum("E", &[("not a name", 0)]),
                &["\"not a name\" in E is not a name for an enum value"],
            ),
            ("turned by bidi marks", one(message("a\u{202e}b", vec![])), &["is not a name for a message"]),
            ("a path", one(message("../../etc", vec![])), &["is not a name for a message"]),
            ("a mebibyte", one(message(&long, vec![])), &["is not a name for a message"]),
            (
                "a oneof",
                one(DescriptorProto {
                    oneof_decl: vec![OneofDescriptorProto { name: Some("o o".into()), ..Default::default() }],
                    ..message("O", vec![])
                }),
                &["\"o o\" in O is not a name for a oneof"],
            ),
        ],
        |(about, bad, says)| {
            Case::new(about, says).of_files([bad]);
        },
    );
}

#[test]
fn an_enum_that_cannot_be_is_told() {
    all(
        [
            ("no values", one_enum("E", &[]), &["enum E has no values"][..]),
            ("one value twice", one_enum("E", &[("A", 0), ("A", 1)]), &["A is declared twice"]),
        ],
        |(about, bad, says)| {
            Case::new(about, says).lost(&["E"]).of_files([bad]);
        },
    );
}

#[test]
fn nesting_has_an_end() {
    let nested = |levels: usize| {
        (0..levels).fold(message("Deep", vec![]), |inner, level| DescriptorProto {
            nested_type: vec![inner],
            ..message(&format!("L{level}"), vec![])
        })
    };
    Case::new("messages in messages", &["nesting deeper than 64 levels"]).of_files([one(nested(80))]);

    let option = UninterpretedOption {
        name: vec![NamePart { name_part: "x".into(), is_extension: true }],
        aggregate_value: Some("{".repeat(5000)),
        ..Default::default()
    };
    let mut options = vec![0xba, 0x3e];
    prost::encoding::encode_varint(option.encoded_len() as u64, &mut options);
    options.extend(option.encode_to_vec());
    let bad = one(DescriptorProto { options: Some(options.into()), ..message("O", vec![]) });
    // Options that nobody interpreted are kept as the bytes they are.
    Case::new("an option's value", &[]).has(&["O"]).of_files([bad]);
}

#[test]
fn what_is_huge_is_taken_or_told_and_never_too_much() {
    let many_fields = (1..=18_000).map(|number| field(&format!("f{number}"), number, field_type::INT32)).collect();
    let many_messages = FileDescriptorProto {
        message_type: (0..30_000).map(|number| message(&format!("M{number}"), vec![])).collect(),
        ..file("many.proto")
    };
    Case::new("18,000 fields and 30,000 messages", &[])
        .has(&["Wide", "M29999"])
        .of_files([one(message("Wide", many_fields)), many_messages]);
    let chain = (0..3_000).map(|number| FileDescriptorProto {
        dependency: if number == 0 { vec![] } else { vec![format!("c{}.proto", number - 1)] },
        message_type: vec![message(&format!("C{number}"), vec![])],
        ..file(&format!("c{number}.proto"))
    });
    Case::new("3,000 files in one chain of imports", &[]).has(&["C0", "C2999"]).of_files(chain);
    let links = (0..5_000).map(|number| {
        let next = format!(".N{}", (number + 1) % 5_000);
        message(&format!("N{number}"), vec![of_type("next", 1, &next)])
    });
    let ring = FileDescriptorProto { message_type: links.collect(), ..file("ring.proto") };
    Case::new("5,000 types in a ring", &[]).has(&["N0", "N4999"]).of_files([ring]);
}
