//! The values that a place can take: enum names, `true` and `false`, type URLs, the beginnings of objects and lists.
//! It proposes no numbers and no texts.

use super::{
    After, Completion, Expected, Standing,
    keys::begun,
    rank::Ranked,
    subject::{Subject, type_of},
};
use crate::{
    message::{
        field::{JsonType, Shape, is_null_value},
        scalar::Scalar,
        well_known::{type_name, type_url},
    },
    schema::{EnumDescriptor, MessageDescriptor},
};

/// Every value that can be named.
pub(super) fn propose(of: &MessageDescriptor, expected: &Expected, after: &After, ranked: &mut Ranked) {
    match expected {
        Expected::TypeUrl => types(of, after, ranked),
        Expected::All(field) => opening(expected, &type_of(field, false), after, ranked),
        Expected::One(shape) => one(expected, shape, after, ranked),
        Expected::Unknown => {}
    }
}

/// What a value means.
pub(super) fn subject(of: &MessageDescriptor, expected: &Expected, word: &str) -> Option<Subject> {
    match expected {
        Expected::TypeUrl => of.parent_pool().get_message_by_name(type_name(word).ok()?).map(Subject::Type),
        Expected::One(Shape::Enum(descriptor)) => {
            let by_number = || descriptor.get_value(word.parse().ok()?);
            descriptor.get_value_by_name(word).or_else(by_number).map(Subject::EnumValue)
        }
        Expected::One(_) | Expected::All(_) | Expected::Unknown => None,
    }
}

fn one(expected: &Expected, shape: &Shape, after: &After, ranked: &mut Ranked) {
    match shape {
        Shape::Enum(descriptor) if is_null_value(descriptor) => words(&["null"], after, ranked),
        Shape::Enum(descriptor) => enum_values(descriptor, after, ranked),
        Shape::Scalar(Scalar::Bool) => words(&["true", "false"], after, ranked),
        Shape::Wrapper(Scalar::Bool) => words(&["true", "false", "null"], after, ranked),
        Shape::Wrapper(_) => words(&["null"], after, ranked),
        Shape::Scalar(Scalar::Double | Scalar::Float) => {
            words(&["\"NaN\"", "\"Infinity\"", "\"-Infinity\""], after, ranked);
        }
        Shape::Json(JsonType::Value, _) => words(&["true", "false", "null"], after, ranked),
        Shape::Message(message) | Shape::Json(_, message) => opening(expected, message.name(), after, ranked),
        Shape::Scalar(_) | Shape::Timestamp | Shape::Duration | Shape::FieldMask | Shape::Records => {}
    }
}

fn enum_values(descriptor: &EnumDescriptor, after: &After, ranked: &mut Ranked) {
    for value in descriptor.values() {
        let insert = format!("\"{}\"{}", value.name(), after.comma());
        ranked.add(&[value.name()], || Completion {
            label: value.name().to_owned(),
            detail: value.number().to_string(),
            caret: insert.len(),
            insert,
            goes_on: false,
            standing: Standing::Free,
            subject: Subject::EnumValue(value.clone()),
        });
    }
}

fn types(of: &MessageDescriptor, after: &After, ranked: &mut Ranked) {
    for message in of.parent_pool().all_messages().filter(|message| !message.is_map_entry()) {
        let url = type_url(message.full_name());
        ranked.add(&[message.name(), message.full_name(), &url], || {
            let insert = format!("\"{url}\"{}", after.comma());
            Completion {
                label: message.full_name().to_owned(),
                detail: String::new(),
                caret: insert.len(),
                insert,
                goes_on: false,
                standing: Standing::Free,
                subject: Subject::Type(message.clone()),
            }
        });
    }
}

fn words(words: &[&'static str], after: &After, ranked: &mut Ranked) {
    for word in words {
        let insert = format!("{word}{}", after.comma());
        ranked.add(&[word, word.trim_matches('"')], || Completion {
            label: word.trim_matches('"').to_owned(),
            detail: String::new(),
            caret: insert.len(),
            insert,
            goes_on: false,
            standing: Standing::Free,
            subject: Subject::Word(""),
        });
    }
}

/// `{}` or `[]`, with the caret inside.
fn opening(expected: &Expected, of: &str, after: &After, ranked: &mut Ranked) {
    let (opening, closing, goes_on) = begun(expected);
    let label = if opening.starts_with('[') { "[]" } else { "{}" };
    ranked.add(&[label], || Completion {
        label: label.to_owned(),
        detail: of.to_owned(),
        insert: format!("{opening}{closing}{}", after.comma()),
        caret: opening.len(),
        goes_on,
        standing: Standing::Free,
        subject: Subject::Word(""),
    });
}
