//! The tree to JSON text, and what is wrong with its values, located in that text as it is written.
//! What was typed is shown as it was typed: text that is no value of its field stands in quotes, broken JSON as it is.

use super::{
    JsonRules,
    bind::missing_required,
    check::{Keys, check_json, check_text},
    problem::{Finding, Findings, Weight},
};
use crate::{
    message::{
        field::{Field, JsonType, Shape, is_null_value},
        json::{self, Indent, Kind, Node, Writer},
        node::{AnyNode, FieldNode, MessageNode, ValueNode, WHOLE},
        path::Trail,
        scalar::{Scalar, is_json_number},
        well_known::{TYPE_KEY, is_well_known},
    },
    schema::MessageDescriptor,
};

/// The JSON of a tree.
pub(super) struct Rendered {
    pub(super) json: String,
    pub(super) findings: Vec<Finding>,
    /// False where a broken JSON value stands in it.
    pub(super) is_json: bool,
}

/// Write the whole tree.
pub(super) fn render(root: &MessageNode, rules: JsonRules) -> Rendered {
    let mut renderer = Renderer {
        out: Writer::new(Indent::Pretty),
        rules,
        trail: Trail::default(),
        findings: Findings::default(),
        is_json: true,
    };
    renderer.root(root, 0);
    Rendered { json: renderer.out.into_text(), findings: renderer.findings.into_vec(), is_json: renderer.is_json }
}

/// A parsed value as text again, in one line.
pub(super) fn node_text(node: &Node<'_>) -> String {
    let mut out = Writer::new(Indent::Compact);
    push_node(&mut out, node);
    out.into_text()
}

fn push_node(out: &mut Writer, node: &Node<'_>) {
    match &node.kind {
        Kind::Null => out.raw("null"),
        Kind::Bool(value) => out.raw(if *value { "true" } else { "false" }),
        Kind::Number(text) => out.raw(text),
        Kind::String(text) => out.quoted(text),
        Kind::Array(elements) => {
            out.open('[');
            for element in elements {
                out.element();
                push_node(out, element);
            }
            out.close(']');
        }
        Kind::Object(members) => {
            out.open('{');
            for member in members {
                out.key(&member.name);
                push_node(out, &member.value);
            }
            out.close('}');
        }
    }
}

/// The one word of JSON that a text of this shape is written as.
pub(super) fn word(shape: &Shape, text: &str) -> String {
    let mut out = Writer::new(Indent::Compact);
    push_text(&mut out, shape, text);
    out.into_text()
}

/// As ProtoJSON writes it, if it is a value; else in quotes, from where it is read back as it is.
fn push_text(out: &mut Writer, shape: &Shape, text: &str) {
    let bare = match shape {
        Shape::Scalar(Scalar::Bool) | Shape::Wrapper(Scalar::Bool) => matches!(text, "true" | "false"),
        Shape::Scalar(scalar) | Shape::Wrapper(scalar) => {
            scalar.is_number() && !scalar.is_64_bit_integer() && is_json_number(text)
        }
        Shape::Enum(descriptor) if is_null_value(descriptor) && matches!(text, "NULL_VALUE" | "0") => {
            return out.raw("null");
        }
        Shape::Enum(_) => is_json_number(text),
        _ => false,
    };
    if bare { out.raw(text) } else { out.quoted(text) }
}

struct Renderer {
    out: Writer,
    rules: JsonRules,
    trail: Trail,
    findings: Findings,
    is_json: bool,
}

impl Renderer {
    /// A message that may be one value itself.
    fn root(&mut self, root: &MessageNode, depth: usize) {
        let shape = Shape::of_message(&root.descriptor);
        match root.field(WHOLE) {
            Some(FieldNode::Single(value)) => {
                let mark = self.trail.field(WHOLE, "");
                self.value(&shape, value, depth);
                self.trail.back(mark);
            }
            _ if matches!(shape, Shape::Message(_)) => self.message(root, depth),
            _ => self.out.raw("null"),
        }
    }

    fn message(&mut self, message: &MessageNode, depth: usize) {
        self.missing(message, self.out.at());
        self.out.open('{');
        self.members(message, depth);
        self.out.close('}');
    }

    fn any(&mut self, any: &AnyNode, depth: usize) {
        let of = &any.message.descriptor;
        let stands_alone = is_well_known(of.full_name());
        if !stands_alone {
            self.missing(&any.message, self.out.at());
        }
        self.out.open('{');
        self.out.key(TYPE_KEY);
        self.out.quoted(&any.url);
        if stands_alone {
            self.out.key("value");
            self.root(&any.message, depth + 1);
        } else {
            self.members(&any.message, depth + 1);
        }
        self.out.close('}');
    }

    fn missing(&mut self, message: &MessageNode, at: usize) {
        for name in missing_required(message) {
            self.find(Weight::Odd, at, format!("required field \"{name}\" is not set"));
        }
    }

    fn members(&mut self, message: &MessageNode, depth: usize) {
        for (number, node) in &message.fields {
            let Some(field) = Field::of(&message.descriptor, *number) else { continue };
            self.out.key(field.json_name());
            let mark = self.trail.field(*number, field.name());
            self.field(&field, node, depth);
            self.trail.back(mark);
        }
    }

    fn field(&mut self, field: &Field, node: &FieldNode, depth: usize) {
        match node {
            FieldNode::Single(value) => self.value(&field.shape(), value, depth),
            FieldNode::List(values) => self.list(&field.shape(), values, depth),
            FieldNode::Map(entries) => match field.map_entry() {
                Some((key, value)) => {
                    self.map(&Shape::of_kind(key.kind()), &Shape::of_kind(value.kind()), entries, depth);
                }
                None => self.out.raw("{}"),
            },
        }
    }

    fn list(&mut self, shape: &Shape, values: &[ValueNode], depth: usize) {
        self.out.open('[');
        for (index, value) in values.iter().enumerate() {
            self.out.element();
            let mark = self.trail.index(index);
            self.value(shape, value, depth);
            self.trail.back(mark);
        }
        self.out.close(']');
    }

    fn map(&mut self, key_shape: &Shape, shape: &Shape, entries: &[(String, ValueNode)], depth: usize) {
        let mut keys = Keys::default();
        self.out.open('{');
        for (index, (key, value)) in entries.iter().enumerate() {
            let at = self.out.key(key);
            if let Err((is_error, reason)) = keys.check(key_shape, key) {
                let mark = self.trail.key(index, key);
                self.find(if is_error { Weight::Value } else { Weight::Odd }, at, reason);
                self.trail.back(mark);
            }
            let mark = self.trail.entry(index, key);
            self.value(shape, value, depth);
            self.trail.back(mark);
        }
        self.out.close('}');
    }

    fn value(&mut self, shape: &Shape, value: &ValueNode, depth: usize) {
        match (value, shape) {
            (ValueNode::Message(message), _) => self.message(message, depth + 1),
            (ValueNode::Any(any), _) => self.any(any, depth),
            (ValueNode::Json(text), Shape::Json(json, of)) => self.json(*json, of, text, depth),
            (ValueNode::Json(text) | ValueNode::Text(text), _) => {
                if let Err(reason) = check_text(shape, text) {
                    self.find(Weight::Value, self.out.at(), reason);
                }
                push_text(&mut self.out, shape, text);
            }
        }
    }

    fn json(&mut self, json: JsonType, of: &MessageDescriptor, text: &str, depth: usize) {
        let start = self.out.at();
        let indent = self.out.indent_len();
        let place = |offset: usize| {
            let breaks = text.get(..offset).unwrap_or(text).matches('\n').count();
            start + offset + breaks * indent
        };
        match json::parse_one(text) {
            Ok(node) => {
                for fault in check_json(json, of, &node, text, self.rules, depth) {
                    let finding = Finding::new(Weight::Value, place(fault.offset), fault.message);
                    self.findings.push(finding.at(&self.trail).within(&fault.path_text));
                }
            }
            Err(error) => {
                self.is_json = false;
                self.find(Weight::Value, place(error.offset), error.message);
            }
        }
        self.out.embed(text);
    }

    fn find(&mut self, weight: Weight, offset: usize, reason: String) {
        self.findings.push(Finding::new(weight, offset, reason).at(&self.trail));
    }
}
