//! A folded message in a few words: its values, one after the other.
//! It reads as much as it shows.

use farcall_core::message::{Field, FieldNode, MessageNode, Shape, ValueNode};

use crate::viewers::code::visible;

/// Characters of one value.
const VALUE_MAX: usize = 32;
/// Characters of all of them.
const ALL_MAX: usize = 160;

/// The values of a message, two spaces between them; those that are not sent because they are zero are left out.
pub fn brief(message: &MessageNode) -> String {
    let mut words = String::new();
    for (number, field) in &message.fields {
        let word = match field {
            FieldNode::Single(ValueNode::Text(text)) if is_left_out(message, *number, text) => continue,
            FieldNode::Single(ValueNode::Text(text) | ValueNode::Json(text)) => short(text),
            FieldNode::Single(ValueNode::Message(inner)) if inner.fields.is_empty() => continue,
            FieldNode::Single(ValueNode::Message(_)) => "{…}".to_owned(),
            FieldNode::Single(ValueNode::Any(any)) => any.message.descriptor.name().to_owned(),
            FieldNode::List(_) | FieldNode::Map(_) if field.is_empty() => continue,
            FieldNode::List(values) => format!("[{}]", values.len()),
            FieldNode::Map(entries) => format!("{{{}}}", entries.len()),
        };
        if word.is_empty() {
            continue;
        }
        if !words.is_empty() {
            words.push_str("  ");
        }
        words.push_str(&word);
        if words.chars().count() >= ALL_MAX {
            break;
        }
    }
    words
}

/// Whether it says what a message without it says.
fn is_left_out(message: &MessageNode, number: u32, text: &str) -> bool {
    let Some(field) = Field::of(&message.descriptor, number).filter(|field| !field.has_presence()) else {
        return false;
    };
    match field.shape() {
        Shape::Enum(of) => of.get_value_by_name(text).is_some_and(|value| value.number() == 0),
        _ => matches!(text, "" | "0" | "false"),
    }
}

fn short(text: &str) -> String {
    let mut cut: String = text.chars().take(VALUE_MAX).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    visible(&cut).into_owned()
}
