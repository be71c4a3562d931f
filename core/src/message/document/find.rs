//! A field path in a server's words (`order.items[2].sku`) to the place in the document.
//! It reads proto and JSON names, positions from 0 and map keys; where the path goes further than the document, the
//! nearest place around it is found.

use super::Document;
use crate::{
    message::{
        field::{Field, Shape},
        node::{FieldNode, MessageNode, ValueNode},
        path::{FieldPath, Step},
    },
    schema::MessageDescriptor,
};

/// A path that is longer names nothing.
const MAX_LENGTH: usize = 4 << 10;

impl Document {
    /// The place that a path in text names, in proto or JSON names: `lines[0].unitPrice`, `labels["a"]`, `labels.a`.
    /// Fields that are not set have a place too; an element or an entry that is not there is the list or map itself, and
    /// what does not exist below a field is that field. `None` where not even the first name is a field.
    pub fn find_path(&self, text: &str) -> Option<FieldPath> {
        if text.len() > MAX_LENGTH {
            return None;
        }
        let parts = parts(text)?;
        let mut finder = Finder { path: FieldPath::new(), of: self.descriptor().clone(), node: Some(self.root()) };
        let mut rest = parts.as_slice();
        while let Some((name, after)) = rest.split_first() {
            match finder.enter(name, after) {
                Some(left) => rest = left,
                None => break,
            }
        }
        (!finder.path.is_empty()).then_some(finder.path)
    }
}

struct Finder<'d> {
    path: FieldPath,
    /// Where the next name is looked for.
    of: MessageDescriptor,
    /// The same in the tree, where it is set.
    node: Option<&'d MessageNode>,
}

impl<'d> Finder<'d> {
    /// Goes into a field and the element or entry that is named after it. The parts left, if it can go further.
    fn enter<'p>(&mut self, name: &str, after: &'p [String]) -> Option<&'p [String]> {
        let field = Field::named(&self.of, name)?;
        self.path.push(Step::Field(field.number()));
        let set = self.node.and_then(|node| node.field(field.number()));
        let is_sequence = field.is_list() || field.map_entry().is_some();
        let (value, shape, after) = match (is_sequence, after.split_first()) {
            (false, _) => (set.and_then(single), field.shape(), after),
            (true, None) => return None,
            (true, Some((which, after))) => {
                let (index, value) = element(set?, which)?;
                self.path.push(Step::Index(index));
                let shape = field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()));
                (Some(value), shape, after)
            }
        };
        self.node = value.and_then(ValueNode::message);
        self.of = match (shape, self.node) {
            (Shape::Message(of), _) => of,
            // What an `Any` holds is known by its value alone.
            (_, Some(node)) => node.descriptor.clone(),
            (_, None) => return None,
        };
        Some(after)
    }
}

fn single(node: &FieldNode) -> Option<&ValueNode> {
    match node {
        FieldNode::Single(value) => Some(value),
        FieldNode::List(_) | FieldNode::Map(_) => None,
    }
}

/// The element at a position, or the entry of a key.
fn element<'d>(node: &'d FieldNode, which: &str) -> Option<(usize, &'d ValueNode)> {
    match node {
        FieldNode::Single(_) => None,
        FieldNode::List(values) => {
            let index = which.parse().ok()?;
            values.get(index).map(|value| (index, value))
        }
        FieldNode::Map(entries) => {
            let index = entries.iter().position(|(key, _)| key == which)?;
            entries.get(index).map(|(_, value)| (index, value))
        }
    }
}

/// `a.b[2]["k"]` as `a`, `b`, `2`, `k`; `[pkg.name]` where a name is wanted is an extension, with its brackets.
/// `None` where a bracket or a quote is not closed.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    let mut wants_name = true;
    while let Some(first) = rest.chars().next() {
        match first {
            '.' => {
                rest = rest.get(1..)?;
                wants_name = true;
            }
            '[' if wants_name => {
                let end = rest.find(']')? + 1;
                parts.push(rest.get(..end)?.to_owned());
                rest = rest.get(end..)?;
                wants_name = false;
            }
            '[' => {
                let (part, after) = bracket(rest.get(1..)?)?;
                parts.push(part);
                rest = after;
            }
            _ => {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                parts.push(rest.get(..end)?.to_owned());
                rest = rest.get(end..)?;
                wants_name = false;
            }
        }
    }
    Some(parts)
}

/// What stands in a bracket, quoted or not, and what follows it.
fn bracket(rest: &str) -> Option<(String, &str)> {
    let Some(quote) = rest.chars().next().filter(|first| matches!(first, '"' | '\'')) else {
        return rest.split_once(']').map(|(part, after)| (part.trim().to_owned(), after));
    };
    let mut part = String::new();
    let mut characters = rest.char_indices().skip(1);
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => part.push(characters.next()?.1),
            _ if character == quote => return rest.get(at + 1..)?.strip_prefix(']').map(|after| (part, after)),
            _ => part.push(character),
        }
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::message::samples::message;

    fn document() -> Document {
        let json = r#"{"child": {"lines": [{"sku": "a"}, {"sku": "b"}]}, "labels": {"a.b": 1, "c": 2},
            "byBool": {"true": {"quantity": 1}}, "names": ["x"], "structure": {"k": 1},
            "any": {"@type": "a/t.Line", "sku": "c"}}"#;
        Document::from_json(message("M"), json.to_owned())
    }

    fn check(text: &str, expected: &[Step]) {
        assert_eq!(document().find_path(text).as_deref(), Some(expected), "{text}");
    }

    #[test]
    fn proto_and_json_names_lead_to_the_same_place() {
        use Step::{Field, Index};
        check("child.lines[1].sku", &[Field(17), Field(32), Index(1), Field(1)]);
        check("child.lines.1.sku", &[Field(17), Field(32), Index(1), Field(1)]);
        check("maybe_text", &[Field(19)]);
        check("maybeText", &[Field(19)]);
        check("by_bool[true].quantity", &[Field(42), Index(0), Field(2)]);
        check("labels[\"a.b\"]", &[Field(40), Index(0)]);
        check("labels['a.b']", &[Field(40), Index(0)]);
        check("labels.c", &[Field(40), Index(1)]);
        check(" names[0] ", &[Field(31), Index(0)]);
        check("oc.sku", &[Field(22), Field(1)]);
        check("any.sku", &[Field(56), Field(1)]);
    }

    #[test]
    fn a_path_that_goes_too_far_ends_at_the_nearest_place() {
        use Step::{Field, Index};
        check("child.lines[7].sku", &[Field(17), Field(32)]);
        check("labels[\"none\"]", &[Field(40)]);
        check("child.lines[1].bogus", &[Field(17), Field(32), Index(1)]);
        check("i32.deeper", &[Field(3)]);
        check("structure.k", &[Field(53)]);
        check("any.nothing", &[Field(56)]);
        check("names[x]", &[Field(31)]);
    }

    #[test]
    fn what_names_nothing_is_nowhere() {
        for text in
            ["", " ", ".", "bogus", "bogus.text", "labels[\"a", "labels['a'x]", "[", "lines[", &"a".repeat(9999)]
        {
            assert_eq!(document().find_path(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_found_or_not(text in "[a-z0-9.\\[\\]\"'\\\\é]{0,24}") {
            let _ = document().find_path(&text);
        }
    }
}
