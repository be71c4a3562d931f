//! The rows of a node: a field of a message, a value of a list, an entry of a map, what is unknown or cannot be read.
//! It reads no more of the bytes than the rows asked for.

use super::{Content, FieldTree, Key, MessageNode, Which, type_name};
use crate::message::{
    MarkKind,
    field::{Field, Shape},
    tree::{
        Body, FieldRow, Inside, Known, Meaning, Note, Presence, Record, RowKind, WhyUnknown, WireType,
        field_index::Slot, reading, record::count,
    },
};

impl FieldTree {
    pub(super) fn rows_of(
        &self,
        id: usize,
        from: usize,
        len: usize,
        row: usize,
        most: usize,
        rows: &mut Vec<FieldRow>,
    ) {
        let Some(node) = self.nodes.get(id) else { return };
        let start = rows.len();
        match &node.content {
            Content::Message(message) if message.scope.of().is_some() => {
                let keys = message.order.get(from..from + len).unwrap_or_default();
                rows.extend(keys.iter().filter_map(|key| self.field_row(message, *key, most)));
            }
            Content::Message(message) => {
                let found = self.values_from(message, Which::Strays, from).take(len);
                rows.extend(found.map(|(record, meaning)| self.value_row(&record, &meaning, 0, Which::Strays, most)));
            }
            Content::List { of, which, order, replaced } => {
                let Some(message) = self.message_of(*of) else { return };
                self.list_rows(message, *which, order, (from, len), most, rows);
                self.note_order(message, *which, replaced, (start, from), order, rows);
            }
        }
        for (index, found) in rows.iter_mut().skip(start).enumerate() {
            found.row = row + index;
            found.depth = node.depth;
            let is_open = self.key_at(id, from + index).is_some_and(|key| node.unfolded.contains_key(&key));
            found.unfolded = found.unfolded.map(|_| is_open);
        }
    }

    fn list_rows(
        &self,
        message: &MessageNode,
        which: Which,
        order: &[u32],
        (from, len): (usize, usize),
        most: usize,
        rows: &mut Vec<FieldRow>,
    ) {
        if order.is_empty() {
            let found = self.values_from(message, which, from).take(len).enumerate();
            rows.extend(
                found.map(|(index, (record, meaning))| self.value_row(&record, &meaning, from + index, which, most)),
            );
            return;
        }
        for ordinal in order.iter().skip(from).take(len) {
            if let Some((record, meaning)) = self.value_at(message, which, *ordinal as usize) {
                rows.push(self.value_row(&record, &meaning, *ordinal as usize, which, most));
            }
        }
    }

    /// Which of several values counts.
    fn note_order(
        &self,
        message: &MessageNode,
        which: Which,
        replaced: &[u32],
        (start, from): (usize, usize),
        order: &[u32],
        rows: &mut [FieldRow],
    ) {
        let Which::Field(number) = which else { return };
        let Some(slot) = message.index.slot(number) else { return };
        let is_message = slot.field.shape().is_message();
        for (index, row) in rows.iter_mut().skip(start).enumerate() {
            let ordinal = order.get(from + index).map_or(from + index, |ordinal| *ordinal as usize);
            if slot.is_singular() && !is_message && ordinal + 1 < slot.elements.len {
                row.notes.push(Note::plain("replaced by a later value".to_owned()));
            } else if replaced.binary_search(&(ordinal as u32)).is_ok() {
                row.notes.push(Note::plain("replaced by a later entry".to_owned()));
            }
        }
    }

    fn field_row(&self, message: &MessageNode, key: Key, most: usize) -> Option<FieldRow> {
        match key {
            Key::Field(number) => match message.index.slot(number) {
                Some(slot) => Some(self.slot_row(message, slot, most)),
                None => unset_row(&Field::of(message.scope.of()?, number)?),
            },
            Key::Strays => Some(FieldRow {
                name: "unknown fields".to_owned(),
                count: Some(message.index.strays.len),
                size: message.index.strays.bytes,
                unfolded: Some(false),
                ..bare(RowKind::Strays)
            }),
            Key::Broken => {
                let record = message.index.broken?;
                let meaning = message.scope.meaning(&self.bytes, &record);
                Some(self.value_row(&record, &meaning, 0, Which::Strays, most))
            }
            Key::Value(_) => None,
        }
    }

    fn slot_row(&self, message: &MessageNode, slot: &Slot, most: usize) -> FieldRow {
        let field = &slot.field;
        let mut row = FieldRow {
            name: field.name().to_owned(),
            number: slot.number,
            type_name: type_name(field),
            size: slot.elements.bytes,
            field: Some(field.clone()),
            ..bare(RowKind::Field)
        };
        if !slot.is_singular() {
            row.presence = Some(Presence::Repeated);
            row.count = Some(slot.elements.len);
            row.unfolded = Some(false);
            return row;
        }
        row.presence = Some(if field.has_presence() { Presence::Explicit } else { Presence::Implicit });
        let last = self.value_at(message, Which::Field(slot.number), slot.elements.len.saturating_sub(1));
        if let Some((record, meaning)) = &last {
            row.reading = Some(reading(&self.bytes, record, meaning, most));
            row.value = Some(record.value_range());
            let holds_records = matches!(meaning.inside, Inside::Records(_));
            row.unfolded = (holds_records || slot.elements.len > 1).then_some(false);
        }
        row.notes = slot_notes(message, slot);
        row
    }

    fn value_row(&self, record: &Record, meaning: &Meaning, ordinal: usize, which: Which, most: usize) -> FieldRow {
        let kind = match (&record.body, which) {
            (Body::Broken(_), _) => RowKind::Broken,
            (_, Which::Strays) => RowKind::Stray,
            _ => RowKind::Element,
        };
        let name = match kind {
            RowKind::Element => ordinal.to_string(),
            _ if record.number == 0 => "unreadable".to_owned(),
            RowKind::Broken if meaning.known.field().is_some() => {
                meaning.known.field().map(Field::name).unwrap_or_default().to_owned()
            }
            _ => record.number.to_string(),
        };
        let mut row = FieldRow {
            name,
            number: record.number,
            size: record.size() as u64,
            reading: Some(reading(&self.bytes, record, meaning, most)),
            value: Some(record.value_range()),
            unfolded: matches!(meaning.inside, Inside::Records(_)).then_some(false),
            field: meaning.known.field().cloned(),
            ..bare(kind)
        };
        match &meaning.known {
            Known::Field(field) | Known::Element(field) => row.type_name = super::super::text::type_name(field),
            Known::Unknown(why) => {
                row.type_name = record.wire_type().map_or("", WireType::name).to_owned();
                row.why = Some(why.clone());
                if let WhyUnknown::WireType(field) = why {
                    row.name = format!("{} {}", record.number, field.name());
                }
            }
        }
        let is_entry = row.field.as_ref().is_some_and(|field| field.map_entry().is_some());
        if let (true, Inside::Records(scope), RowKind::Element) = (is_entry, &meaning.inside, kind) {
            self.as_entry(&mut row, scope, record, most);
        }
        row
    }

    /// An entry is called by its key and shows its value.
    fn as_entry(&self, row: &mut FieldRow, scope: &super::Scope, record: &Record, most: usize) {
        row.kind = RowKind::Entry;
        row.unfolded = None;
        row.reading = None;
        let defaults = row.field.as_ref().and_then(Field::map_entry);
        let part = |number| self.entry_part(scope, record, number);
        row.name = match part(1) {
            Some((key, meaning)) => reading(&self.bytes, &key, &meaning, most.min(64)).line.text,
            None => defaults.as_ref().map(|(key, _)| default_text(&Field::Plain(key.clone()))).unwrap_or_default(),
        };
        row.type_name = defaults
            .as_ref()
            .map(|(_, value)| super::super::text::type_name(&Field::Plain(value.clone())))
            .unwrap_or_default();
        match part(2) {
            Some((value, meaning)) => {
                row.reading = Some(reading(&self.bytes, &value, &meaning, most));
                row.value = Some(value.value_range());
                row.unfolded = matches!(meaning.inside, Inside::Records(_)).then_some(false);
            }
            None => {
                let default = defaults.map(|(_, value)| default_text(&Field::Plain(value))).unwrap_or_default();
                row.notes.push(Note::plain(format!("no value, reads as {default}")));
            }
        }
    }
}

fn bare(kind: RowKind) -> FieldRow {
    FieldRow {
        row: 0,
        depth: 0,
        kind,
        name: String::new(),
        field: None,
        why: None,
        number: 0,
        type_name: String::new(),
        presence: None,
        reading: None,
        count: None,
        size: 0,
        value: None,
        unfolded: None,
        notes: Vec::new(),
    }
}

fn unset_row(field: &Field) -> Option<FieldRow> {
    let presence = match field.is_required() {
        true => Presence::Missing,
        false => Presence::Unset { default: default_text(field), is_explicit: field.has_presence() },
    };
    let notes = match presence {
        Presence::Missing => vec![Note { kind: Some(MarkKind::Truncated), text: "required, and not there".to_owned() }],
        _ => Vec::new(),
    };
    Some(FieldRow {
        name: field.name().to_owned(),
        number: field.number(),
        type_name: type_name(field),
        field: Some(field.clone()),
        presence: Some(presence),
        notes,
        ..bare(RowKind::Field)
    })
}

fn default_text(field: &Field) -> String {
    if field.map_entry().is_some() {
        return "{}".to_owned();
    }
    if field.is_list() {
        return "[]".to_owned();
    }
    let shape = field.shape();
    let text = match (&shape, field.declared_default()) {
        (shape, _) if shape.is_message() => return "null".to_owned(),
        (_, Some(declared)) => declared,
        (shape, None) => shape.default_text(),
    };
    match shape {
        Shape::Scalar(crate::message::Scalar::String | crate::message::Scalar::Bytes) => format!("{text:?}"),
        _ => text,
    }
}

fn slot_notes(message: &MessageNode, slot: &Slot) -> Vec<Note> {
    let mut notes = Vec::new();
    if let Some(other) = message.index.chosen_instead(slot) {
        let name = message.index.slot(other).map_or("another", |slot| slot.field.name());
        notes.push(Note::plain(format!("does not count: {name} of the same oneof comes later")));
    } else if slot.live_from > 0 {
        notes.push(Note::plain("what came before another of the same oneof does not count".to_owned()));
    }
    let times = slot.elements.len;
    if times > 1 {
        let words = match slot.field.shape().is_message() {
            true => format!("stands {} times, merged", count(times as u64)),
            false => format!("stands {} times, the last counts", count(times as u64)),
        };
        notes.push(Note::plain(words));
    }
    notes
}
