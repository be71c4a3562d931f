//! The names of members that an object can take: fields in either spelling, extensions, the keys of an `Any` and of a
//! map of bools. It writes what a value of the member begins with too.

use std::collections::{HashMap, HashSet};

use super::{
    After, Completion, Expected, Holder, Standing,
    place::of_field,
    rank::Ranked,
    scan::{Scan, unquoted},
    subject::{Subject, type_of},
};
use crate::{
    message::{
        field::{Field, JsonType, Shape},
        scalar::Scalar,
        well_known::is_well_known,
    },
    schema::{Kind, MessageDescriptor},
};

const TYPE_MEANING: &str = "the type of the message, as a URL";
const VALUE_MEANING: &str = "the JSON of a well-known type";

/// Every member that the object can take.
pub(super) fn propose(holder: &Holder, text: &str, scan: &Scan, after: &After, ranked: &mut Ranked) {
    let written = Written::of(text, scan);
    match holder {
        Holder::Message(of) => members(of, &written, after, ranked),
        Holder::Any(of) => {
            special("@type", TYPE_MEANING, "\"\"", &written, after, ranked);
            match of {
                Some(of) if is_well_known(of.full_name()) => {
                    special("value", VALUE_MEANING, "", &written, after, ranked);
                }
                Some(of) => members(of, &written, after, ranked),
                None => {}
            }
        }
        Holder::Map(key) if matches!(key.kind(), Kind::Bool) => {
            for word in ["true", "false"] {
                special(word, "", "", &written, after, ranked);
            }
        }
        Holder::Map(_) | Holder::Plain | Holder::Unknown => {}
    }
}

/// What a member's name means.
pub(super) fn subject(holder: &Holder, name: &str) -> Option<Subject> {
    match holder {
        Holder::Any(_) if name == "@type" => Some(Subject::Word(TYPE_MEANING)),
        Holder::Any(Some(of)) if is_well_known(of.full_name()) => {
            (name == "value").then_some(Subject::Word(VALUE_MEANING))
        }
        Holder::Message(of) | Holder::Any(Some(of)) => Field::named(of, name).map(Subject::field),
        Holder::Any(None) | Holder::Map(_) | Holder::Plain | Holder::Unknown => None,
    }
}

/// The members that are there already, but for the one under the caret.
struct Written<'t> {
    names: HashSet<&'t str>,
    typed: &'t str,
}

impl<'t> Written<'t> {
    fn of(text: &'t str, scan: &Scan) -> Self {
        let keys = scan.frames.last().map(|frame| frame.keys.as_slice()).unwrap_or_default();
        let others = keys.iter().filter(|key| key.start != scan.token.start);
        let names = others.filter_map(|key| text.get(key.clone())).map(unquoted).collect();
        Self { names, typed: scan.typed(text) }
    }
}

fn members(of: &MessageDescriptor, written: &Written<'_>, after: &After, ranked: &mut Ranked) {
    let set: Vec<Field> = written.names.iter().filter_map(|name| Field::named(of, name)).collect();
    let numbers: HashSet<u32> = set.iter().map(Field::number).collect();
    let mut chosen: HashMap<String, String> = HashMap::new();
    for field in &set {
        if let Some(oneof) = field.oneof() {
            chosen.insert(oneof.name().to_owned(), field.json_name().to_owned());
        }
    }
    let in_proto_names = written.typed.contains('_')
        || set.iter().any(|field| field.name() != field.json_name() && written.names.contains(field.name()));
    let fields = of.fields().map(Field::Plain).chain(of.extensions().map(Field::Extension));
    for field in fields {
        let other = field.oneof().and_then(|oneof| chosen.get(oneof.name()));
        let standing = match other {
            _ if numbers.contains(&field.number()) => Standing::Written,
            Some(other) => Standing::Excluded(other.clone()),
            None => Standing::Free,
        };
        let label = if in_proto_names { field.name() } else { field.json_name() };
        let names = [field.json_name(), field.name()];
        ranked.add(&names, || member(label, &field, standing, after));
    }
}

fn member(label: &str, field: &Field, standing: Standing, after: &After) -> Completion {
    let (opening, closing, goes_on) = begun(&of_field(field));
    let (insert, caret) = written_as(label, opening, closing, after);
    Completion {
        label: label.to_owned(),
        detail: type_of(field, false),
        insert,
        caret,
        goes_on,
        standing,
        subject: Subject::field(field.clone()),
    }
}

fn special(
    name: &'static str,
    meaning: &'static str,
    quotes: &str,
    written: &Written<'_>,
    after: &After,
    ranked: &mut Ranked,
) {
    let standing = if written.names.contains(name) { Standing::Written } else { Standing::Free };
    let half = quotes.len() / 2;
    let (opening, closing) = quotes.split_at(half);
    let (insert, caret) = written_as(name, opening, closing, after);
    ranked.add(&[name], || Completion {
        label: name.to_owned(),
        detail: String::new(),
        insert,
        caret,
        goes_on: true,
        standing,
        subject: Subject::Word(meaning),
    });
}

/// A member as it is written, and where its value goes on.
fn written_as(name: &str, opening: &str, closing: &str, after: &After) -> (String, usize) {
    if after.colon {
        let insert = format!("\"{name}\"");
        let caret = insert.len();
        return (insert, caret);
    }
    let head = format!("\"{name}\": {opening}");
    let caret = head.len();
    (format!("{head}{closing}{}", after.comma()), caret)
}

/// What a value begins and ends with, and whether there are proposals for what stands between.
pub(super) fn begun(expected: &Expected) -> (&'static str, &'static str, bool) {
    match expected {
        Expected::All(field) if field.is_list() => ("[", "]", false),
        Expected::All(_) => ("{", "}", false),
        Expected::TypeUrl => ("\"", "\"", true),
        Expected::Unknown => ("", "", false),
        Expected::One(shape) => match shape {
            Shape::Message(_) | Shape::Json(JsonType::Struct, _) => ("{", "}", true),
            Shape::Json(JsonType::Any, _) => ("{\"@type\": \"", "\"}", true),
            Shape::Json(JsonType::ListValue, _) => ("[", "]", false),
            Shape::Json(JsonType::Value, _) => ("", "", false),
            Shape::FieldMask => ("\"", "\"", true),
            Shape::Timestamp | Shape::Duration | Shape::Records => ("\"", "\"", false),
            Shape::Enum(_) => ("", "", true),
            Shape::Scalar(scalar) | Shape::Wrapper(scalar) => match scalar {
                Scalar::String | Scalar::Bytes => ("\"", "\"", false),
                Scalar::Bool => ("", "", true),
                _ => ("", "", false),
            },
        },
    }
}
