//! Whether the focus was last moved by a key, which is when the focus ring is drawn.
//!
//! Does not move the focus and does not know who has it.

use egui::{Context, Event, Id};

fn slot() -> Id {
    Id::NULL.with("farcall: the last input was a key")
}

/// Remembers, at the start of each pass, whether the last input was a key or the pointer.
pub(super) fn watch(ctx: &Context) {
    ctx.on_begin_pass(
        "key focus",
        std::sync::Arc::new(|ui| {
            let last = ui.input(|input| {
                input.events.iter().rev().find_map(|event| match event {
                    Event::Key { pressed: true, .. } => Some(true),
                    Event::PointerButton { pressed: true, .. } => Some(false),
                    _ => None,
                })
            });
            if let Some(by_key) = last {
                ui.data_mut(|data| data.insert_temp(slot(), by_key));
            }
        }),
    );
}

/// Whether a widget that has the focus shows a ring: true once a key was the last input.
pub(super) fn by_key(ctx: &Context) -> bool {
    ctx.data(|data| data.get_temp(slot())).unwrap_or(false)
}
