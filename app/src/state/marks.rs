//! What a server said of single fields of a request: violations of google.rpc.BadRequest, and their places in the
//! message that was sent. It draws nothing; a mark goes once its field has another value.

use std::hash::{DefaultHasher, Hash, Hasher};

use farcall_core::{
    message::{Document, FieldNode, FieldPath, MessageNode, Step, ValueNode, details},
    schema::{MessageDescriptor, Schema},
};
use serde_json::Value;

/// Violations past these are told in the list alone.
const MOST_MARKS: usize = 200;

/// One violation as the server told it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The field in the server's words: `lines[0].quantity`.
    pub field: String,
    /// Why it was refused.
    pub description: String,
}

/// A field of a prepared message that the server refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldMark {
    /// Its place.
    pub path: FieldPath,
    /// Why.
    pub words: String,
    value: u64,
}

/// The marks of one prepared message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Marks {
    /// Which of the prepared messages.
    pub message: usize,
    list: Vec<FieldMark>,
    revision: u64,
}

impl Marks {
    /// Marks what of the violations has a place in the message.
    pub fn set(&mut self, message: usize, document: &Document, violations: &[Violation]) {
        self.message = message;
        self.revision += 1;
        let root = document.root();
        let mark = |violation: &Violation| {
            let path = place_of(root, &violation.field)?;
            let value = fingerprint(root, &path);
            let words = match violation.description.trim() {
                "" => "The server refused this value".to_owned(),
                words => words.to_owned(),
            };
            Some(FieldMark { path, words, value })
        };
        self.list.clear();
        for mark in violations.iter().filter_map(mark).take(MOST_MARKS) {
            match self.list.iter_mut().find(|known| known.path == mark.path) {
                Some(known) => {
                    known.words.push_str("; ");
                    known.words.push_str(&mark.words);
                }
                None => self.list.push(mark),
            }
        }
    }

    /// Takes all marks away: another call begins.
    pub fn clear(&mut self) {
        if !self.list.is_empty() {
            self.list.clear();
            self.revision += 1;
        }
    }

    /// Takes the marks away whose fields have another value than the one that was refused.
    pub fn forget_edited(&mut self, document: &Document) {
        let before = self.list.len();
        self.list.retain(|mark| fingerprint(document.root(), &mark.path) == mark.value);
        if self.list.len() != before {
            self.revision += 1;
        }
    }

    /// The marks of the prepared message at `chosen`.
    pub fn of(&self, chosen: usize) -> &[FieldMark] {
        if self.message == chosen { &self.list } else { &[] }
    }

    /// Another number after each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Whether nothing is marked.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

/// The violations of every google.rpc.BadRequest among the details of a status.
pub fn violations(status_details: &[u8]) -> Vec<Violation> {
    let builtin = Schema::builtin();
    let decoded = details(status_details, &|name| builtin.message(name)).unwrap_or_default();
    let requests = decoded.iter().filter(|detail| detail.type_url.ends_with("/google.rpc.BadRequest"));
    let json = requests.filter_map(|detail| serde_json::from_str::<Value>(&detail.json).ok());
    json.flat_map(|detail| match detail.get("fieldViolations") {
        Some(Value::Array(list)) => list.iter().map(violation).collect(),
        _ => Vec::new(),
    })
    .collect()
}

fn violation(json: &Value) -> Violation {
    let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    Violation { field: text("field"), description: text("description") }
}

/// The place that a server means by `lines[0].quantity`, `lines.0.quantity`, `shippingAddress.city` or `labels["a"]`:
/// as deep as the message has it. `None` where a name is no field of its type.
pub fn place_of(root: &MessageNode, field: &str) -> Option<FieldPath> {
    let parts = parts(field);
    let mut parts = parts.iter().map(String::as_str);
    let (mut path, mut message) = (FieldPath::new(), root);
    while let Some(name) = parts.next() {
        let number = number_of(message, name)?;
        path.push(Step::Field(number));
        let found = match message.field(number) {
            None => return Some(path),
            Some(FieldNode::Single(value)) => Some(value),
            Some(FieldNode::List(values)) => {
                let at = parts.next().and_then(|at| at.parse().ok()).filter(|at| *at < values.len());
                path.extend(at.map(Step::Index));
                at.and_then(|at| values.get(at))
            }
            Some(FieldNode::Map(entries)) => {
                let at = parts.next().and_then(|key| entries.iter().position(|(known, _)| known == key));
                path.extend(at.map(Step::Index));
                at.and_then(|at| entries.get(at)).map(|(_, value)| value)
            }
        };
        match found.and_then(ValueNode::message) {
            Some(inner) => message = inner,
            None => return Some(path),
        }
    }
    (!path.is_empty()).then_some(path)
}

/// A field by its name or its JSON name; for a oneof the field of it that is set, or its first.
fn number_of(message: &MessageNode, name: &str) -> Option<u32> {
    let of: &MessageDescriptor = &message.descriptor;
    let named = of.fields().find(|field| field.name() == name || field.json_name() == name);
    if let Some(field) = named {
        return Some(field.number());
    }
    let oneof = of.oneofs().find(|oneof| oneof.name() == name)?;
    let set = oneof.fields().find(|field| message.field(field.number()).is_some());
    set.or_else(|| oneof.fields().next()).map(|field| field.number())
}

/// Names, indexes and keys of a path, in order, without dots, brackets and quotes.
fn parts(field: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut letters = field.trim().trim_start_matches("$.").chars().peekable();
    let end = |part: &mut String, parts: &mut Vec<String>| {
        if !part.is_empty() {
            parts.push(std::mem::take(part));
        }
    };
    while let Some(letter) = letters.next() {
        match letter {
            '.' | '/' | '[' | ']' => end(&mut part, &mut parts),
            '"' | '\'' if part.is_empty() => {
                parts.push(letters.by_ref().take_while(|inner| *inner != letter).collect());
            }
            letter => part.push(letter),
        }
    }
    end(&mut part, &mut parts);
    parts
}

/// Tells one value at a place from another.
fn fingerprint(root: &MessageNode, path: &[Step]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hash_place(root, path, &mut hasher);
    hasher.finish()
}

fn hash_place(message: &MessageNode, path: &[Step], hasher: &mut DefaultHasher) {
    let [Step::Field(number), rest @ ..] = path else { return hash_message(message, hasher) };
    let node = message.field(*number);
    let (value, rest) = match (node, rest) {
        (Some(FieldNode::List(values)), [Step::Index(at), rest @ ..]) => (values.get(*at), rest),
        (Some(FieldNode::Map(entries)), [Step::Index(at), rest @ ..]) => {
            let entry = entries.get(*at);
            entry.map(|(key, _)| key).hash(hasher);
            (entry.map(|(_, value)| value), rest)
        }
        (Some(FieldNode::Single(value)), rest) => (Some(value), rest),
        (Some(node), _) => return hash_field(node, hasher),
        (None, _) => (None, rest),
    };
    match (value, value.and_then(ValueNode::message)) {
        (_, Some(inner)) if !rest.is_empty() => hash_place(inner, rest, hasher),
        (Some(value), _) => hash_value(value, hasher),
        (None, _) => 0_u8.hash(hasher),
    }
}

fn hash_message(message: &MessageNode, hasher: &mut DefaultHasher) {
    for (number, node) in &message.fields {
        number.hash(hasher);
        hash_field(node, hasher);
    }
}

fn hash_field(node: &FieldNode, hasher: &mut DefaultHasher) {
    node.len().hash(hasher);
    match node {
        FieldNode::Single(value) => hash_value(value, hasher),
        FieldNode::List(values) => values.iter().for_each(|value| hash_value(value, hasher)),
        FieldNode::Map(entries) => entries.iter().for_each(|(key, value)| {
            key.hash(hasher);
            hash_value(value, hasher);
        }),
    }
}

/// As deep as the document goes, which bounds its own depth.
fn hash_value(value: &ValueNode, hasher: &mut DefaultHasher) {
    match value {
        ValueNode::Text(text) | ValueNode::Json(text) => text.hash(hasher),
        ValueNode::Message(message) => hash_message(message, hasher),
        ValueNode::Any(any) => {
            any.url.hash(hasher);
            hash_message(&any.message, hasher);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn order(json: &str) -> Document {
        let pool = prost_pool();
        Document::from_json(pool, json.to_owned())
    }

    fn prost_pool() -> MessageDescriptor {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("samples.binpb");
        std::fs::write(&file, farcall_proto_samples::DESCRIPTOR_SET).unwrap();
        let schema = Schema::load(&farcall_core::schema::FileSource::DescriptorSet { paths: vec![file] });
        schema.message("shop.v1.PlaceOrderRequest").unwrap()
    }

    fn text(document: &Document, field: &str) -> Option<String> {
        let path = place_of(document.root(), field)?;
        Some(
            path.iter()
                .map(|step| match step {
                    Step::Field(number) => format!("f{number}"),
                    Step::Index(at) | Step::Key(at) => format!("i{at}"),
                })
                .collect::<Vec<_>>()
                .join(" "),
        )
    }

    #[test]
    fn a_path_is_found_however_the_server_spells_it() {
        let document = order(r#"{"accountId": "a", "lines": [{"sku": "x", "quantity": 0}, {"sku": "y"}]}"#);
        let quantity = text(&document, "lines[0].quantity").expect("a place");
        for spelled in ["lines.0.quantity", "$.lines[0].quantity", "lines[0][quantity]", "lines/0/quantity"] {
            assert_eq!(text(&document, spelled).as_deref(), Some(quantity.as_str()), "{spelled}");
        }
        assert_eq!(text(&document, "account_id"), text(&document, "accountId"));
        assert!(text(&document, "account_id").is_some());
    }

    #[test]
    fn what_is_not_there_is_marked_where_it_would_be_and_unknown_names_nowhere() {
        let document = order(r#"{"lines": [{"sku": "x"}]}"#);
        assert_eq!(text(&document, "lines[7].sku"), text(&document, "lines"));
        for unknown in ["", "no_such_field", "lines[0].no_such_field", "..", "[[["] {
            assert_eq!(text(&document, unknown), None, "{unknown}");
        }
    }

    #[test]
    fn a_mark_goes_with_the_value_it_was_said_of_and_the_others_stay() {
        let mut document = order(r#"{"accountId": "a", "lines": [{"sku": "x"}, {"sku": "y"}]}"#);
        let violation = |field: &str| Violation { field: field.to_owned(), description: "no".to_owned() };
        let mut marks = Marks::default();
        marks.set(0, &document, &[violation("account_id"), violation("lines[1].sku"), violation("nowhere")]);
        assert_eq!(marks.of(0).len(), 2);
        assert!(marks.of(1).is_empty(), "another prepared message");
        document.set_json(r#"{"accountId": "b", "lines": [{"sku": "x"}, {"sku": "y"}]}"#.to_owned());
        marks.forget_edited(&document);
        assert_eq!(marks.of(0).iter().map(|mark| mark.path.len()).collect::<Vec<_>>(), [3]);
        document.set_json(r#"{"accountId": "b", "lines": []}"#.to_owned());
        marks.forget_edited(&document);
        assert!(marks.is_empty());
    }
}
