//! Features: what files of editions say, and what follows for fields and enums.
//! The files are made by hand, as descriptors.

use prost::Message as _;

use crate::schema::{
    JsonFormat, MessageDescriptor, Schema,
    descriptor::{
        DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto, FileDescriptorProto,
        OneofDescriptorProto, edition, field_type, label,
    },
};

/// Options of nothing but `features`, which is field `number` there, set to these fields.
fn features(number: u8, set: &[(u8, u8)]) -> Option<bytes::Bytes> {
    let inner: Vec<u8> = set.iter().flat_map(|&(field, value)| [field << 3, value]).collect();
    let mut key = Vec::new();
    prost::encoding::encode_varint(u64::from(number) << 3 | 2, &mut key);
    key.push(u8::try_from(inner.len()).unwrap());
    key.extend(inner);
    Some(key.into())
}

fn field(name: &str, number: i32, kind: i32, label: i32, set: &[(u8, u8)]) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        label: Some(label),
        r#type: Some(kind),
        type_name: match kind {
            field_type::MESSAGE => Some(".t.M".into()),
            field_type::ENUM => Some(".t.E".into()),
            _ => None,
        },
        options: if set.is_empty() { None } else { features(21, set) },
        ..Default::default()
    }
}

fn enumeration(name: &str, set: &[(u8, u8)]) -> EnumDescriptorProto {
    EnumDescriptorProto {
        name: Some(name.into()),
        value: vec![EnumValueDescriptorProto { name: Some(format!("{name}_ZERO")), number: Some(0), options: None }],
        options: if set.is_empty() { None } else { features(7, set) },
        ..Default::default()
    }
}

/// A message of many fields in an edition whose file has these features.
fn load(number: i32, of_file: &[(u8, u8)]) -> (Schema, MessageDescriptor) {
    const OPTIONAL: i32 = label::OPTIONAL;
    const REPEATED: i32 = label::REPEATED;
    let fields = vec![
        field("plain", 1, field_type::INT32, OPTIONAL, &[]),
        field("implicit", 2, field_type::INT32, OPTIONAL, &[(1, 2)]),
        field("required", 3, field_type::INT32, OPTIONAL, &[(1, 3)]),
        field("packed", 4, field_type::INT32, REPEATED, &[]),
        field("expanded", 5, field_type::INT32, REPEATED, &[(3, 2)]),
        field("text", 6, field_type::STRING, OPTIONAL, &[]),
        field("any_text", 7, field_type::STRING, OPTIONAL, &[(4, 3)]),
        field("child", 8, field_type::MESSAGE, OPTIONAL, &[]),
        field("delimited", 9, field_type::MESSAGE, OPTIONAL, &[(5, 2)]),
        FieldDescriptorProto { oneof_index: Some(0), ..field("member", 10, field_type::INT32, OPTIONAL, &[]) },
        FieldDescriptorProto {
            type_name: Some(".t.M.Entry".into()),
            ..field("map", 11, field_type::MESSAGE, REPEATED, &[])
        },
    ];
    let entry = DescriptorProto {
        name: Some("Entry".into()),
        field: vec![
            field("key", 1, field_type::STRING, OPTIONAL, &[]),
            field("value", 2, field_type::MESSAGE, OPTIONAL, &[]),
        ],
        options: Some(bytes::Bytes::from_static(&[0x38, 1])),
        ..Default::default()
    };
    let message = DescriptorProto {
        name: Some("M".into()),
        field: fields,
        nested_type: vec![entry],
        oneof_decl: vec![OneofDescriptorProto { name: Some("o".into()), options: None }],
        ..Default::default()
    };
    let file = FileDescriptorProto {
        name: Some("t.proto".into()),
        package: Some("t".into()),
        message_type: vec![message],
        enum_type: vec![enumeration("E", &[]), enumeration("Closed", &[(2, 2)])],
        syntax: Some("editions".into()),
        edition: Some(number),
        options: if of_file.is_empty() { None } else { features(50, of_file) },
        ..Default::default()
    };
    let schema = Schema::from_files(vec![file.encode_to_vec()]);
    assert_eq!(schema.problems(), []);
    let message = schema.message("t.M").unwrap();
    (schema, message)
}

#[test]
fn editions_have_their_defaults_and_fields_their_own_word() {
    for number in [edition::EDITION_2023, edition::EDITION_2024] {
        let (schema, message) = load(number, &[]);
        let field = |name| message.get_field_by_name(name).unwrap();
        assert!(field("plain").supports_presence() && !field("plain").is_required());
        assert!(!field("implicit").supports_presence());
        assert!(field("required").is_required() && field("required").supports_presence());
        assert!(field("packed").is_packed() && !field("expanded").is_packed());
        assert!(field("text").validates_utf8() && !field("any_text").validates_utf8());
        assert!(!field("child").is_delimited() && field("delimited").is_delimited() && field("delimited").is_group());
        assert!(field("member").supports_presence() && !field("member").containing_oneof().unwrap().is_synthetic());
        assert!(!schema.enumeration("t.E").unwrap().is_closed());
        assert!(schema.enumeration("t.Closed").unwrap().is_closed());
        assert_eq!(message.json_format(), JsonFormat::Allow);
    }
}

#[test]
fn what_a_file_says_holds_within_and_entries_of_maps_are_never_delimited() {
    let (schema, message) = load(edition::EDITION_2023, &[(1, 2), (2, 2), (3, 2), (4, 3), (5, 2), (6, 2)]);
    let field = |name| message.get_field_by_name(name).unwrap();
    assert!(!field("plain").supports_presence() && field("child").supports_presence());
    assert!(field("member").supports_presence());
    assert!(!field("packed").is_packed() && !field("text").validates_utf8());
    assert!(field("child").is_delimited() && !field("map").is_delimited() && field("map").is_map());
    let value = field("map").kind().as_message().unwrap().map_entry_value_field().unwrap();
    assert!(!value.is_delimited());
    assert!(schema.enumeration("t.E").unwrap().is_closed());
    assert_eq!(message.json_format(), JsonFormat::LegacyBestEffort);
}

#[test]
fn numbers_that_no_feature_has_change_nothing() {
    let (_, message) = load(edition::EDITION_2023, &[(1, 9), (2, 0), (3, 7), (15, 1)]);
    let field = |name| message.get_field_by_name(name).unwrap();
    assert!(field("plain").supports_presence() && field("packed").is_packed());
}
