//! The editor of a scalar, by its type.

use egui::{Response, Ui};
use farcall_core::message::Scalar;

use super::{boolean, bytes, number, slot::Slot, string};
use crate::form::context::Cx;

/// Draws it.
pub fn scalar_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, scalar: Scalar) -> Response {
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
