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
mod scalar;
mod slot;
mod string;
mod timestamp;
mod typed;
mod wrapper;

use egui::{Response, Sense, Ui};
use farcall_core::message::Shape;

pub use self::{ink::json_job, key::key_ui, slot::Slot};
use super::context::Cx;

/// The editor of one value of this shape.
pub fn value_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, shape: &Shape) -> Response {
    match shape {
        Shape::Scalar(scalar) => scalar::scalar_ui(ui, cx, slot, *scalar),
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
