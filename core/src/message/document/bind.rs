//! Parsed JSON to the tree of a type, by the rules of ProtoJSON (<https://protobuf.dev/programming-guides/json>).
//! Values stay text as typed; what does not fit is found and located, never dropped silently.

use super::{
    Fault, JsonRules,
    check::{Keys, check_json, check_text},
    literal::{literal, takes_null},
    problem::{Finding, Findings, Weight},
};
use crate::{
    message::{
        MAX_DEPTH,
        field::{Field, JsonType, Shape},
        json::{Kind, Member, Node},
        node::{AnyNode, FieldNode, MessageNode, ValueNode, WHOLE},
        path::Trail,
        scalar::{is_unknown_name, nearest},
        well_known::{AnyContent, read_any},
    },
    schema::MessageDescriptor,
};

/// The tree of a JSON text, as far as it could be made.
pub(super) struct Bound {
    pub(super) root: MessageNode,
    pub(super) findings: Vec<Finding>,
    structural: bool,
}

impl Bound {
    /// The tree says all that the JSON says.
    pub(super) fn is_whole(&self) -> bool {
        !self.structural
    }
}

/// Bind a whole text.
pub(super) fn bind(of: &MessageDescriptor, node: &Node<'_>, text: &str, rules: JsonRules) -> Bound {
    let mut binder = Binder { text, rules, judge: true, trail: Trail::default(), findings: Findings::default() };
    let root = binder.whole(of, node, None, 0);
    let structural = binder.findings.is_structural();
    Bound { root, findings: binder.findings.into_vec(), structural }
}

/// Everything that keeps this value, inside an `Any`, from being sent.
pub(super) fn faults(
    of: &MessageDescriptor,
    node: &Node<'_>,
    skip: Option<&str>,
    text: &str,
    rules: JsonRules,
    depth: usize,
) -> Vec<Fault> {
    let mut binder = Binder { text, rules, judge: true, trail: Trail::default(), findings: Findings::default() };
    binder.whole(of, node, skip, depth);
    binder.findings.into_vec().into_iter().map(Finding::into_fault).collect()
}

/// The tree of a value that was judged before.
pub(super) fn bind_judged(
    of: &MessageDescriptor,
    node: &Node<'_>,
    skip: Option<&str>,
    rules: JsonRules,
    depth: usize,
) -> Result<MessageNode, Fault> {
    let mut binder = Binder { text: "", rules, judge: false, trail: Trail::default(), findings: Findings::default() };
    let root = binder.whole(of, node, skip, depth);
    match binder.findings.into_vec().into_iter().next() {
        None => Ok(root),
        Some(finding) => Err(finding.into_fault()),
    }
}

/// The elements or entries of a repeated field, from a JSON array or object that stands by itself.
pub(super) fn sequence(field: &Field, node: &Node<'_>, text: &str, rules: JsonRules) -> Result<FieldNode, Fault> {
    let mut binder = Binder { text, rules, judge: true, trail: Trail::default(), findings: Findings::default() };
    let sequence = binder.field(field, &field.shape(), node, 0);
    match (sequence, binder.findings.is_structural()) {
        (Some(sequence), false) => Ok(sequence),
        _ => Err(binder.findings.into_fault()),
    }
}

struct Binder<'t> {
    text: &'t str,
    rules: JsonRules,
    /// Judge the values' texts; else the tree alone is wanted.
    judge: bool,
    trail: Trail,
    findings: Findings,
}

impl Binder<'_> {
    fn whole(&mut self, of: &MessageDescriptor, node: &Node<'_>, skip: Option<&str>, depth: usize) -> MessageNode {
        let shape = Shape::of_message(of);
        if let Shape::Message(_) = shape {
            return self.message(of, node, skip, depth);
        }
        let mut root = MessageNode::new(of.clone());
        if node.kind != Kind::Null || takes_null(&shape) {
            let mark = self.trail.field(WHOLE, "");
            let value = self.value(&shape, node, depth);
            self.trail.back(mark);
            root.fields.push((WHOLE, FieldNode::Single(value)));
        }
        root
    }

    fn message(&mut self, of: &MessageDescriptor, node: &Node<'_>, skip: Option<&str>, depth: usize) -> MessageNode {
        let mut message = MessageNode::new(of.clone());
        let Kind::Object(members) = &node.kind else {
            self.structure(node.span.start, format!("an object is wanted, not {}", node.kind.describe()));
            return message;
        };
        if depth >= MAX_DEPTH {
            self.structure(node.span.start, format!("nesting deeper than {MAX_DEPTH} messages"));
            return message;
        }
        for member in members {
            if skip != Some(member.name.as_ref()) {
                self.member(&mut message, member, depth);
            }
        }
        if self.judge {
            self.missing(&message, node.span.start);
        }
        message
    }

    fn member(&mut self, message: &mut MessageNode, member: &Member<'_>, depth: usize) {
        let Some(field) = Field::named(&message.descriptor, &member.name) else {
            if !self.rules.allow_unknown_fields {
                self.structure(member.name_span.start, unknown_field(&message.descriptor, &member.name));
            }
            return;
        };
        let shape = field.shape();
        if member.value.kind == Kind::Null && (field.is_list() || !takes_null(&shape)) {
            return;
        }
        if !field.is_list() && self.is_left_out(&shape, &member.value) {
            return;
        }
        if message.field(field.number()).is_some() {
            self.structure(member.name_span.start, format!("field \"{}\" is given twice", member.name));
            return;
        }
        if let Some(reason) = oneof_taken(message, &field) {
            self.structure(member.name_span.start, reason);
            return;
        }
        let mark = self.trail.field(field.number(), field.name());
        if let Some(node) = self.field(&field, &shape, &member.value, depth) {
            message.fields.push((field.number(), node));
        }
        self.trail.back(mark);
    }

    fn field(&mut self, field: &Field, shape: &Shape, node: &Node<'_>, depth: usize) -> Option<FieldNode> {
        if let Some((key, value)) = field.map_entry() {
            return self.map(&Shape::of_kind(key.kind()), &Shape::of_kind(value.kind()), node, depth);
        }
        if field.is_list() {
            return self.list(shape, node, depth);
        }
        Some(FieldNode::Single(self.value(shape, node, depth)))
    }

    fn list(&mut self, shape: &Shape, node: &Node<'_>, depth: usize) -> Option<FieldNode> {
        let Kind::Array(elements) = &node.kind else {
            self.structure(node.span.start, format!("an array is wanted, not {}", node.kind.describe()));
            return None;
        };
        let mut values = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            if self.is_left_out(shape, element) {
                continue;
            }
            let mark = self.trail.index(index);
            values.push(self.element(shape, element, depth));
            self.trail.back(mark);
        }
        Some(FieldNode::List(values))
    }

    fn map(&mut self, key: &Shape, value: &Shape, node: &Node<'_>, depth: usize) -> Option<FieldNode> {
        let Kind::Object(members) = &node.kind else {
            self.structure(node.span.start, format!("an object is wanted, not {}", node.kind.describe()));
            return None;
        };
        let mut keys = Keys::default();
        let mut entries = Vec::with_capacity(members.len());
        for (index, member) in members.iter().enumerate() {
            if self.judge
                && let Err((is_error, reason)) = keys.check(key, &member.name)
            {
                let mark = self.trail.key(index, &member.name);
                let weight = if is_error { Weight::Value } else { Weight::Odd };
                self.find(weight, member.name_span.start, reason);
                self.trail.back(mark);
            }
            if self.is_left_out(value, &member.value) {
                continue;
            }
            let mark = self.trail.entry(index, &member.name);
            entries.push((member.name.clone().into_owned(), self.element(value, &member.value, depth)));
            self.trail.back(mark);
        }
        Some(FieldNode::Map(entries))
    }

    /// Where unknown fields are left out, so are values that the enum does not have by name.
    fn is_left_out(&self, shape: &Shape, node: &Node<'_>) -> bool {
        match (shape, &node.kind) {
            (Shape::Enum(of), Kind::String(text)) => self.rules.allow_unknown_fields && is_unknown_name(of, text),
            _ => false,
        }
    }

    fn element(&mut self, shape: &Shape, node: &Node<'_>, depth: usize) -> ValueNode {
        if node.kind == Kind::Null && !takes_null(shape) {
            self.structure(node.span.start, "null is no element of a list or map");
        }
        self.value(shape, node, depth)
    }

    fn value(&mut self, shape: &Shape, node: &Node<'_>, depth: usize) -> ValueNode {
        match shape {
            Shape::Message(descriptor) => ValueNode::Message(Box::new(self.message(descriptor, node, None, depth + 1))),
            Shape::Json(JsonType::Any, any) => self.any(any, node, depth),
            Shape::Json(json, descriptor) => self.json(*json, descriptor, node, depth),
            Shape::Scalar(_)
            | Shape::Enum(_)
            | Shape::Wrapper(_)
            | Shape::Timestamp
            | Shape::Duration
            | Shape::FieldMask
            | Shape::Records => ValueNode::Text(self.text(shape, node)),
        }
    }

    fn text(&mut self, shape: &Shape, node: &Node<'_>) -> String {
        let text = match literal(shape, &node.kind) {
            Ok(text) => text,
            Err(reason) => {
                if node.kind != Kind::Null {
                    self.structure(node.span.start, reason);
                }
                return String::new();
            }
        };
        if self.judge
            && let Err(reason) = check_text(shape, &text)
        {
            self.find(Weight::Value, node.span.start, reason);
        }
        text
    }

    fn json(&mut self, json: JsonType, of: &MessageDescriptor, node: &Node<'_>, depth: usize) -> ValueNode {
        if self.judge {
            for fault in check_json(json, of, node, self.text, self.rules, depth) {
                let finding = Finding::new(Weight::Value, fault.offset, fault.message);
                self.findings.push(finding.at(&self.trail).within(&fault.path_text));
            }
        }
        ValueNode::Json(self.as_typed(node))
    }

    /// A message where the type is known and the JSON has its structure; else the JSON as typed.
    fn any(&mut self, any: &MessageDescriptor, node: &Node<'_>, depth: usize) -> ValueNode {
        if depth >= MAX_DEPTH {
            self.structure(node.span.start, format!("nesting deeper than {MAX_DEPTH} messages"));
            return ValueNode::Json(JsonType::Any.default_text().to_owned());
        }
        let typed = match read_any(any, node) {
            Ok(AnyContent::Typed { url, of, node: content, skip }) => {
                let outside = std::mem::take(&mut self.findings);
                let message = self.whole(&of, content, skip, depth + 1);
                let inside = std::mem::replace(&mut self.findings, outside);
                if inside.is_structural() {
                    self.findings.take_in(inside.into_vec().into_iter().map(|finding| finding.of_value(&self.trail)));
                    None
                } else {
                    self.findings.take_in(inside.into_vec());
                    Some(ValueNode::Any(Box::new(AnyNode { url: url.to_owned(), message })))
                }
            }
            Ok(AnyContent::Empty | AnyContent::Raw(..)) => None,
            Err(fault) => {
                self.find(Weight::Value, fault.offset, fault.message);
                None
            }
        };
        typed.unwrap_or_else(|| ValueNode::Json(self.as_typed(node)))
    }

    fn as_typed(&self, node: &Node<'_>) -> String {
        if self.judge { moved_out(self.text, node) } else { super::render::node_text(node) }
    }

    fn missing(&mut self, message: &MessageNode, offset: usize) {
        for name in missing_required(message) {
            self.find(Weight::Odd, offset, format!("required field \"{name}\" is not set"));
        }
    }

    fn structure(&mut self, offset: usize, message: impl Into<String>) {
        self.find(Weight::Structure, offset, message);
    }

    fn find(&mut self, weight: Weight, offset: usize, message: impl Into<String>) {
        self.findings.push(Finding::new(weight, offset, message).at(&self.trail));
    }
}

/// Names of the required fields (proto2) that are not set.
pub(super) fn missing_required(message: &MessageNode) -> Vec<String> {
    let required = message.descriptor.fields().filter(|field| field.is_required());
    let missing = required.filter(|field| message.field(field.number()).is_none());
    if message.field(WHOLE).is_some() { Vec::new() } else { missing.map(|field| field.name().to_owned()).collect() }
}

fn unknown_field(of: &MessageDescriptor, name: &str) -> String {
    let known = of.fields().map(|field| field.json_name().to_owned());
    match nearest(name, known) {
        Some(near) => format!("unknown field \"{name}\" in {}; did you mean \"{near}\"?", of.full_name()),
        None => format!("unknown field \"{name}\" in {}", of.full_name()),
    }
}

fn oneof_taken(message: &MessageNode, field: &Field) -> Option<String> {
    let oneof = field.oneof()?;
    let taken = oneof.fields().find(|other| message.field(other.number()).is_some())?;
    Some(format!("oneof \"{}\" is already set by \"{}\"", oneof.name(), taken.name()))
}

/// The text of a node without the indent of the line it began on, so that it stands by itself.
fn moved_out(text: &str, node: &Node<'_>) -> String {
    let before = text.get(..node.span.start).unwrap_or("");
    let line = before.rsplit('\n').next().unwrap_or("");
    let indent = line.len() - line.trim_start_matches(' ').len();
    let own = text.get(node.span.clone()).unwrap_or("");
    let mut lines = own.split('\n');
    let mut moved = lines.next().unwrap_or("").to_owned();
    for line in lines {
        let spaces = line.len() - line.trim_start_matches(' ').len();
        moved.push('\n');
        moved.push_str(line.get(spaces.min(indent)..).unwrap_or(""));
    }
    moved
}
