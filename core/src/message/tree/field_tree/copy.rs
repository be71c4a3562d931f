//! What can be copied of a row: its path, its value as JSON, the bytes of its value.
//! It makes nothing that was not asked for.

use std::ops::Range;

use super::{Content, FieldTree, Key, MessageNode, Which};
use crate::message::{JsonOptions, print_json, tree::RowKind};

impl FieldTree {
    /// The path of a row: `order.lines[2].sku`, `labels["a"]`; fields without a name stand as their numbers.
    pub fn path(&self, row: usize) -> String {
        let mut steps = Vec::new();
        let mut at = Some(row);
        while let Some(row) = at {
            steps.extend(self.row(row, PATH_KEY_CHARS));
            at = self.parent(row);
        }
        let mut path = String::new();
        for step in steps.iter().rev() {
            match step.kind {
                RowKind::Strays => {}
                RowKind::Element | RowKind::Entry => path = format!("{path}[{}]", step.name),
                RowKind::Field | RowKind::Stray | RowKind::Broken => {
                    if !path.is_empty() {
                        path.push('.');
                    }
                    let is_named = step.kind == RowKind::Field;
                    path.push_str(&if is_named { step.name.clone() } else { step.number.to_string() });
                }
            }
        }
        path
    }

    /// The bytes of a row's value, where it has one of its own.
    pub fn value(&self, row: usize) -> Option<Range<usize>> {
        self.row(row, 0)?.value
    }

    /// A row as JSON: of a field its value, of an element that alone; `None` for what the type does not have.
    pub fn json(&self, row: usize, options: &JsonOptions) -> Option<String> {
        let (id, position) = self.rows.locate(row)?;
        let key = self.key_at(id, position)?;
        let (message, which, ordinal) = match (&self.nodes.get(id)?.content, key) {
            (Content::Message(message), Key::Field(number)) => (&**message, Which::Field(number), None),
            (Content::List { of, which, .. }, Key::Value(ordinal)) => (self.message_of(*of)?, *which, Some(ordinal)),
            _ => return None,
        };
        let Which::Field(number) = which else { return None };
        let slot = message.index.slot(number)?;
        let one = ordinal.filter(|_| !slot.is_singular() || !slot.field.shape().is_message());
        let bytes = match one {
            Some(ordinal) => self.one_value(message, which, ordinal)?,
            None => self.all_records(message, number),
        };
        let printed = print_json(message.scope.of()?, &bytes, options).text;
        let value = value_of_only_member(&printed)?;
        let value = if one.is_some() && slot.field.is_list() { only_element(&value)? } else { value };
        Some(value)
    }

    /// A message with nothing but this value.
    fn one_value(&self, message: &MessageNode, which: Which, ordinal: usize) -> Option<Vec<u8>> {
        let (record, _) = self.value_at(message, which, ordinal)?;
        if record.number != 0 {
            return self.bytes.get(record.range()).map(<[u8]>::to_vec);
        }
        let Which::Field(number) = which else { return None };
        let mut writer = crate::message::wire::Writer::default();
        writer.bytes(number, self.bytes.get(record.range())?);
        Some(writer.into_bytes())
    }

    /// A message with nothing but the records of this field.
    fn all_records(&self, message: &MessageNode, number: u32) -> Vec<u8> {
        let mut all = Vec::new();
        for chunk in &message.chunks {
            let found = crate::message::tree::records(&self.bytes, chunk.clone(), message.scope.layout());
            for record in found.filter(|record| record.number == number) {
                all.extend_from_slice(self.bytes.get(record.range()).unwrap_or_default());
            }
        }
        all
    }
}

/// Characters of a map's key in a path.
const PATH_KEY_CHARS: usize = 256;

/// What stands behind the colon of an object with one member, its lines moved to the left by as much as they stood in.
fn value_of_only_member(object: &str) -> Option<String> {
    let inner = object.trim().strip_prefix('{')?.strip_suffix('}')?.trim();
    let mut in_escape = false;
    let key_end = inner.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !in_escape;
        in_escape = *c == '\\' && !in_escape;
        ends
    })?;
    let value = inner.get(key_end.0 + 1..)?.trim_start().strip_prefix(':')?.trim();
    Some(outdented(value))
}

fn only_element(list: &str) -> Option<String> {
    Some(outdented(list.strip_prefix('[')?.strip_suffix(']')?.trim()))
}

/// The lines after the first, moved left as far as the last one stands in.
fn outdented(value: &str) -> String {
    let indent = value.lines().last().map_or(0, |last| last.len() - last.trim_start().len());
    let mut lines = value.lines();
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        out.push('\n');
        out.push_str(line.get(indent..).unwrap_or(line));
    }
    out
}
