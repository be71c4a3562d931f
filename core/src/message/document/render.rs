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
        node::{FieldNode, MessageNode, ValueNode, WHOLE},
        path::Trail,
        scalar::{Scalar, is_json_number},
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
    match root.field(WHOLE) {
        Some(FieldNode::Single(value)) => renderer.whole(&root.descriptor, value),
        _ if matches!(Shape::of_message(&root.descriptor), Shape::Message(_)) => renderer.message(root, 0),
        _ => renderer.out.raw("null"),
    }
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

struct Renderer {
    out: Writer,
    rules: JsonRules,
    trail: Trail,
    findings: Findings,
    is_json: bool,
}

impl Renderer {
    fn whole(&mut self, of: &MessageDescriptor, value: &ValueNode) {
        let mark = self.trail.field(WHOLE, "");
        self.value(&Shape::of_message(of), value, 0);
        self.trail.back(mark);
    }

    fn message(&mut self, message: &MessageNode, depth: usize) {
        for name in missing_required(message) {
            let reason = format!("required field \"{name}\" is not set");
            self.find(Weight::Odd, self.out.at(), reason);
        }
        self.out.open('{');
        for (number, node) in &message.fields {
            let Some(field) = Field::of(&message.descriptor, *number) else { continue };
            self.out.key(field.json_name());
            let mark = self.trail.field(*number, field.name());
            self.field(&field, node, depth);
            self.trail.back(mark);
        }
        self.out.close('}');
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
            (ValueNode::Json(text), Shape::Json(json, of)) => self.json(*json, of, text, depth),
            (ValueNode::Json(text) | ValueNode::Text(text), _) => {
                if let Err(reason) = check_text(shape, text) {
                    self.find(Weight::Value, self.out.at(), reason);
                }
                self.text(shape, text);
            }
        }
    }

    /// As ProtoJSON writes it, if it is a value; else in quotes, from where it is read back as it is.
    fn text(&mut self, shape: &Shape, text: &str) {
        let bare = match shape {
            Shape::Scalar(Scalar::Bool) | Shape::Wrapper(Scalar::Bool) => matches!(text, "true" | "false"),
            Shape::Scalar(scalar) | Shape::Wrapper(scalar) => {
                scalar.is_number() && !scalar.is_64_bit_integer() && is_json_number(text)
            }
            Shape::Enum(descriptor) if is_null_value(descriptor) && matches!(text, "NULL_VALUE" | "0") => {
                return self.out.raw("null");
            }
            Shape::Enum(_) => is_json_number(text),
            _ => false,
        };
        if bare { self.out.raw(text) } else { self.out.quoted(text) }
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
