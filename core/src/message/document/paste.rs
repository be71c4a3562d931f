//! A pasted text as the elements of a list or the entries of a map.
//! It takes what people have at hand: a JSON array or object, a column of lines, values with commas between them.

use super::{JsonRules, bind};
use crate::message::{
    field::{Field, Shape},
    json,
    node::{FieldNode, ValueNode},
};

/// What the text lists, at least one of it; an error says why it lists nothing.
pub(super) fn pasted(field: &Field, text: &str, rules: JsonRules) -> Result<FieldNode, String> {
    let text = text.trim();
    let is_map = field.map_entry().is_some();
    if !is_map && !field.is_list() {
        return Err(format!("{} holds one value", field.name()));
    }
    if text.is_empty() {
        return Err("nothing to add yet".to_owned());
    }
    let listed = if text.starts_with(if is_map { '{' } else { '[' }) {
        let node = json::parse_one(text).map_err(|error| error.message)?;
        bind::sequence(field, &node, text, rules).map_err(|fault| match fault.path_text.as_str() {
            "" => fault.message,
            path => format!("{path}: {}", fault.message),
        })?
    } else if is_map {
        FieldNode::Map(entries(field, text)?)
    } else {
        FieldNode::List(elements(&field.shape(), text)?)
    };
    if listed.is_empty() { Err("nothing is in it".to_owned()) } else { Ok(listed) }
}

fn elements(shape: &Shape, text: &str) -> Result<Vec<ValueNode>, String> {
    if matches!(shape, Shape::Message(_) | Shape::Json(..)) {
        return Err("a JSON array is wanted: [{\u{2026}}, {\u{2026}}]".to_owned());
    }
    let one = |part: &str| ValueNode::Text(bare(part.trim().trim_end_matches(',')).to_owned());
    Ok(match text.contains('\n') {
        true => text.lines().filter(|line| !line.trim().is_empty()).map(one).collect(),
        false => text.split(',').map(one).collect(),
    })
}

/// `key: value`, `key=value` or `key` and `value` with a tab between them, one a line.
fn entries(field: &Field, text: &str) -> Result<Vec<(String, ValueNode)>, String> {
    let value = field.map_entry().map(|(_, value)| Shape::of_kind(value.kind()));
    if matches!(value, Some(Shape::Message(_) | Shape::Json(..)) | None) {
        return Err("a JSON object is wanted: {\"key\": {\u{2026}}}".to_owned());
    }
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let parts = line.split_once('\t').or_else(|| line.split_once([':', '=']));
            let (key, value) = parts.ok_or_else(|| format!("{line:?} is no key: value"))?;
            let value = bare(value.trim().trim_end_matches(','));
            Ok((bare(key.trim()).to_owned(), ValueNode::Text(value.to_owned())))
        })
        .collect()
}

/// Without the quotes around it.
fn bare(text: &str) -> &str {
    let within = |quote| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    within('"').or_else(|| within('\'')).unwrap_or(text)
}
