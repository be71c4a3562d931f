//! The tree to wire bytes: fields by number, packed where declared, defaults left out where there is no presence.
//! It trusts that the document was judged; what it still meets is an error, never a wrong byte.

use super::{Fault, JsonRules, bind::bind_judged, records};
use crate::{
    json_text::{parse_duration, parse_field_mask, parse_timestamp},
    message::{
        MAX_DEPTH,
        field::{Field, JsonType, Shape},
        json,
        node::{FieldNode, MessageNode, ValueNode, WHOLE},
        scalar::{self, Scalar, Value},
        well_known,
        wire::Writer,
    },
    schema::MessageDescriptor,
};

/// The bytes of a tree.
pub(super) fn encode(root: &MessageNode, rules: JsonRules) -> Result<Vec<u8>, Fault> {
    let mut encoder = Encoder { rules, out: Writer::default() };
    encoder.whole(root, 0)?;
    Ok(encoder.out.into_bytes())
}

/// Write the content of a message of this type from JSON that was judged before; `skip` is a member that is no field.
pub(crate) fn encode_node(
    of: &MessageDescriptor,
    node: &json::Node<'_>,
    skip: Option<&str>,
    rules: JsonRules,
    depth: usize,
    out: &mut Writer,
) -> Result<(), Fault> {
    let root = bind_judged(of, node, skip, rules, depth)?;
    let mut encoder = Encoder { rules, out: std::mem::take(out) };
    let result = encoder.whole(&root, depth);
    *out = encoder.out;
    result
}

struct Encoder {
    rules: JsonRules,
    out: Writer,
}

impl Encoder {
    fn whole(&mut self, root: &MessageNode, depth: usize) -> Result<(), Fault> {
        match root.field(WHOLE) {
            Some(FieldNode::Single(value)) => self.content(&Shape::of_message(&root.descriptor), value, depth),
            _ => self.message(root, depth),
        }
    }

    fn message(&mut self, message: &MessageNode, depth: usize) -> Result<(), Fault> {
        if depth > MAX_DEPTH {
            return Err(Fault::at_offset(0, format!("nesting deeper than {MAX_DEPTH} messages")));
        }
        let mut order: Vec<usize> = (0..message.fields.len()).collect();
        order.sort_by_key(|index| message.fields.get(*index).map(|(number, _)| *number));
        for (number, node) in order.into_iter().filter_map(|index| message.fields.get(index)) {
            if let Some(field) = Field::of(&message.descriptor, *number) {
                self.field(&field, node, depth)?;
            }
        }
        Ok(())
    }

    fn field(&mut self, field: &Field, node: &FieldNode, depth: usize) -> Result<(), Fault> {
        let shape = field.shape();
        match node {
            FieldNode::Single(ValueNode::Text(text)) if matches!(shape, Shape::Records) => {
                let records = records::bytes_of(text).map_err(|reason| Fault::at_offset(0, reason))?;
                self.out.raw(&records);
                Ok(())
            }
            FieldNode::Single(value) => self.value(field, &shape, value, field.has_presence(), depth),
            FieldNode::List(values) if field.is_packed() => self.packed(field.number(), &shape, values),
            FieldNode::List(values) => {
                values.iter().try_for_each(|value| self.value(field, &shape, value, true, depth))
            }
            FieldNode::Map(entries) => match field.map_entry() {
                Some((key, value)) => {
                    let shapes = (Shape::of_kind(key.kind()), Shape::of_kind(value.kind()));
                    self.map(field.number(), &shapes.0, &Field::Plain(value), &shapes.1, entries, depth)
                }
                None => Ok(()),
            },
        }
    }

    fn packed(&mut self, number: u32, shape: &Shape, values: &[ValueNode]) -> Result<(), Fault> {
        if values.is_empty() {
            return Ok(());
        }
        self.out.nested(number, |out| {
            for value in values {
                let (scalar, value) = scalar_of(shape, value)?;
                out.scalar_bare(scalar, &value);
            }
            Ok(())
        })
    }

    /// Every entry is written in its order, so that of equal keys the last one counts.
    fn map(
        &mut self,
        number: u32,
        key_shape: &Shape,
        field: &Field,
        shape: &Shape,
        entries: &[(String, ValueNode)],
        depth: usize,
    ) -> Result<(), Fault> {
        let Shape::Scalar(scalar) = key_shape else { return Ok(()) };
        for (key, value) in entries {
            let key = scalar::parse(*scalar, key).map_err(|reason| Fault::at_offset(0, reason))?;
            self.within(number, |encoder| {
                encoder.out.scalar(1, *scalar, &key);
                encoder.value(field, shape, value, true, depth)
            })?;
        }
        Ok(())
    }

    fn value(
        &mut self,
        field: &Field,
        shape: &Shape,
        value: &ValueNode,
        always: bool,
        depth: usize,
    ) -> Result<(), Fault> {
        let number = field.number();
        if shape.is_message() {
            if field.is_group() {
                return self.in_group(number, |encoder| encoder.content(shape, value, depth));
            }
            return self.within(number, |encoder| encoder.content(shape, value, depth));
        }
        let (scalar, value) = scalar_of(shape, value)?;
        if always || !value.is_default() {
            self.out.scalar(number, scalar, &value);
        }
        Ok(())
    }

    /// What stands inside a message value.
    fn content(&mut self, shape: &Shape, value: &ValueNode, depth: usize) -> Result<(), Fault> {
        match (shape, value) {
            (_, ValueNode::Message(message)) => self.message(message, depth + 1),
            (_, ValueNode::Any(_)) if depth > MAX_DEPTH => {
                Err(Fault::at_offset(0, format!("nesting deeper than {MAX_DEPTH} messages")))
            }
            (_, ValueNode::Any(any)) => {
                self.out.bytes(1, any.url.as_bytes());
                self.within(2, |encoder| encoder.whole(&any.message, depth + 1))
            }
            (Shape::Json(json, of), ValueNode::Json(text)) => self.json(*json, of, text, depth),
            (_, ValueNode::Text(text) | ValueNode::Json(text)) => {
                self.well_known(shape, text).map_err(|reason| Fault::at_offset(0, reason))
            }
        }
    }

    fn json(&mut self, json: JsonType, of: &MessageDescriptor, text: &str, depth: usize) -> Result<(), Fault> {
        let node = json::parse_one(text).map_err(|error| Fault::at_offset(error.offset, error.message))?;
        well_known::encode_json(json, of, &node, self.rules, depth, &mut self.out)
    }

    fn well_known(&mut self, shape: &Shape, text: &str) -> Result<(), String> {
        match shape {
            Shape::Wrapper(scalar) => {
                let value = scalar::parse(*scalar, text)?;
                if !value.is_default() {
                    self.out.scalar(1, *scalar, &value);
                }
            }
            Shape::Timestamp => self.seconds(parse_timestamp(text)?),
            Shape::Duration => self.seconds(parse_duration(text)?),
            Shape::FieldMask => {
                for path in parse_field_mask(text)? {
                    self.out.bytes(1, path.as_bytes());
                }
            }
            Shape::Scalar(_) | Shape::Enum(_) | Shape::Json(..) | Shape::Message(_) | Shape::Records => {
                return Err(format!("{text:?} is no message"));
            }
        }
        Ok(())
    }

    fn seconds(&mut self, (seconds, nanos): (i64, i32)) {
        if seconds != 0 {
            self.out.int(1, seconds);
        }
        if nanos != 0 {
            self.out.int(2, i64::from(nanos));
        }
    }

    fn within(&mut self, number: u32, inner: impl FnOnce(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        let rules = self.rules;
        self.out.nested(number, |out| hand_over(rules, out, inner))
    }

    fn in_group(&mut self, number: u32, inner: impl FnOnce(&mut Self) -> Result<(), Fault>) -> Result<(), Fault> {
        let rules = self.rules;
        self.out.group(number, |out| hand_over(rules, out, inner))
    }
}

fn hand_over(
    rules: JsonRules,
    out: &mut Writer,
    inner: impl FnOnce(&mut Encoder) -> Result<(), Fault>,
) -> Result<(), Fault> {
    let mut encoder = Encoder { rules, out: std::mem::take(out) };
    let result = inner(&mut encoder);
    *out = encoder.out;
    result
}

/// The scalar that a value is on the wire; enums are `int32` there.
fn scalar_of<'v>(shape: &Shape, value: &'v ValueNode) -> Result<(Scalar, Value<'v>), Fault> {
    let ValueNode::Text(text) = value else {
        return Err(Fault::at_offset(0, "a scalar is wanted"));
    };
    match shape {
        Shape::Scalar(scalar) => scalar::parse(*scalar, text).map(|value| (*scalar, value)),
        Shape::Enum(descriptor) => {
            scalar::parse_enum(descriptor, text).map(|number| (Scalar::Int32, Value::Int(i64::from(number))))
        }
        _ => Err("a scalar is wanted".to_owned()),
    }
    .map_err(|reason| Fault::at_offset(0, reason))
}
