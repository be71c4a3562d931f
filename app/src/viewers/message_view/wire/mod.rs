//! The bytes of a message beside the records they are made of, linked both ways; it works without a type too.
//! It knows the wire format and no more of the schema than the fields' names and types.
//!
//! Keys of the records are those of the tree. In the bytes: arrows, Page Up, Page Down, Home and End move, with Shift they
//! select; Ctrl+C copies the selection as hex; Ctrl+G goes to an offset; Shift+F10 opens the menu.

mod bytes;
mod columns;
mod cost;
mod records;
mod state;

use egui::{Rect, Ui, vec2};

pub(super) use self::records::{chosen_opens, command};
pub use self::state::WireState;
use super::{MessageInput, MessageOutcome};
use crate::{
    theme::{paint, size, tokens},
    viewers::{code::Query, parts},
    widgets::{EmptyArea, Orientation, Splitter},
};

/// From here on bytes stand beside the records, else below; sooner where the view is too low for both.
const ROOM_FOR_BESIDE: f32 = 860.0;
const ROOM_FOR_BESIDE_IF_LOW: f32 = 600.0;
const LOW: f32 = 280.0;
/// Below this height rows come before the strip that sums up the bytes.
const ROOM_FOR_STRIP: f32 = 160.0;

/// Records and bytes in this rectangle.
pub fn wire_ui(
    ui: &mut Ui,
    state: &mut WireState,
    input: &MessageInput<'_>,
    rect: Rect,
    found: Option<&Query>,
) -> Option<MessageOutcome> {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.field);
    if !state.show(ui.ctx(), input) {
        EmptyArea::new("This message is no longer kept")
            .hint("The log's memory was needed for newer ones.")
            .show_at(ui, rect);
        return None;
    }
    let mut rest = rect;
    if rect.height() >= ROOM_FOR_STRIP {
        cost::strip_ui(ui, state, parts::take_top(&mut rest, size::STRIP));
    }
    if state.len() == 0 {
        let words = match state.progress() {
            Some(_) => ("Reading", ""),
            None => ("Empty message", "It has no bytes: every field has its default."),
        };
        EmptyArea::new(words.0).hint(words.1).show_at(ui, rest);
        return None;
    }
    let room = if rest.height() < LOW { ROOM_FOR_BESIDE_IF_LOW } else { ROOM_FOR_BESIDE };
    let is_beside = rest.width() >= room;
    let (orientation, min) = match is_beside {
        true => (Orientation::Beside, vec2(280.0, 96.0)),
        false => (Orientation::Above, vec2(200.0, 96.0)),
    };
    let splitter = Splitter::new("Records and bytes", orientation, min);
    let mut split = state.split(is_beside);
    let (first, second) = splitter.sides(rest, &split);
    let outcome = records::records_ui(ui, state, input, first, found);
    let from_bytes = bytes::bytes_ui(ui, state, input, second);
    match is_beside {
        true => paint::divider_v(ui.painter(), second.left() - 1.0, second.y_range(), t.line),
        false => paint::divider_h(ui.painter(), second.x_range(), second.top() - 1.0, t.line),
    }
    splitter.show(ui, ui.scope_id().with("wire split"), rest, &mut split);
    state.set_split(is_beside, split);
    outcome.or(from_bytes)
}
