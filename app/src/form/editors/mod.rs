//! The editors of values, one kind a file; each draws a text over its slot and answers with edits.
//! They do not judge what was typed: the document does.

pub mod any;
mod area;
mod boolean;
mod bytes;
mod duration;
mod enumeration;
mod field_mask;
mod ink;
mod json_value;
mod key;
mod moment;
mod number;
mod records;
mod string;
mod timestamp;
mod typed;
mod wrapper;

use egui::{Id, Rect, Response, Sense, Ui};
use farcall_core::message::{Edit, Scalar, Shape, Step};

pub use self::{bytes::BytesAs, ink::json_job, key::key_ui, typed::Typed};
use super::draw::Cx;
use crate::widgets::{FieldOutput, TextField};

/// Where one value is edited.
pub struct Slot<'a> {
    /// The room of the editor.
    pub rect: Rect,
    /// Its identity.
    pub id: Id,
    /// What it edits.
    pub path: &'a [Step],
    /// Its name for those who do not see it: `lines[0].quantity`.
    pub name: &'a str,
    /// The value as typed; `None` while it is not set.
    pub text: Option<&'a str>,
    /// It cannot be sent; the row says why.
    pub invalid: bool,
    /// What stands in it while it is not set.
    pub unset: &'a str,
    /// A text that is emptied unsets the field.
    pub clears: bool,
}

impl Slot<'_> {
    /// The value is this text now.
    pub fn write(&self, cx: &mut Cx<'_>, text: String) {
        let path = self.path.to_vec();
        cx.edits.push(Edit::Text(path, text));
    }

    /// The same for kinds whose empty text is no value.
    pub fn write_or_clear(&self, cx: &mut Cx<'_>, text: String) {
        match text.is_empty() && self.clears {
            true => cx.edits.push(Edit::Clear(self.path.to_vec())),
            false => self.write(cx, text),
        }
    }
}

/// The editor of one value of this shape.
pub fn value_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, shape: &Shape) -> Response {
    match shape {
        Shape::Scalar(scalar) => scalar_ui(ui, cx, slot, *scalar),
        Shape::Enum(descriptor) => enumeration::enumeration_ui(ui, cx, slot, descriptor),
        Shape::Wrapper(scalar) => wrapper::wrapper_ui(ui, cx, slot, *scalar),
        Shape::Timestamp => timestamp::timestamp_ui(ui, cx, slot),
        Shape::Duration => duration::duration_ui(ui, cx, slot),
        Shape::FieldMask => field_mask::field_mask_ui(ui, cx, slot),
        Shape::Records => records::records_ui(ui, slot),
        Shape::Json(..) => json_value::json_value_ui(ui, cx, slot),
        Shape::Message(_) => ui.interact(slot.rect, slot.id, Sense::hover()),
    }
}

fn scalar_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, scalar: Scalar) -> Response {
    match scalar {
        Scalar::Bool => boolean::boolean_ui(ui, cx, slot),
        Scalar::String => string::string_ui(ui, cx, slot),
        Scalar::Bytes => bytes::bytes_ui(ui, cx, slot),
        Scalar::Double
        | Scalar::Float
        | Scalar::Int32
        | Scalar::Int64
        | Scalar::Uint32
        | Scalar::Uint64
        | Scalar::Sint32
        | Scalar::Sint64
        | Scalar::Fixed32
        | Scalar::Fixed64
        | Scalar::Sfixed32
        | Scalar::Sfixed64 => number::number_ui(ui, cx, slot),
    }
}

/// A text field of one line over the slot, in the code face; what was typed, if it changed.
fn line_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, trailing: f32) -> (FieldOutput, Option<String>) {
    let mut text = slot.text.unwrap_or_default().to_owned();
    let output = TextField::new(&mut text, slot.name)
        .id(slot.id)
        .code()
        .placeholder(if slot.text.is_none() { slot.unset } else { "" })
        .enabled(cx.editable)
        .invalid(slot.invalid.then_some(""))
        .trailing(trailing)
        .show_at(ui, slot.rect);
    let changed = output.response.changed().then_some(text);
    (output, changed)
}
