//! The editor of wrappers: a value, or null while it is not set.

use egui::{Response, Ui};
use farcall_core::message::Scalar;

use super::{scalar::scalar_ui, slot::Slot};
use crate::form::context::Cx;

/// A `google.protobuf.Int32Value` or one of its like.
pub fn wrapper_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, scalar: Scalar) -> Response {
    scalar_ui(ui, cx, &Slot { unset: "null", ..*slot }, scalar)
}
