//! The row of tools above a log: filter, direction, Pause, Clear.
//! It changes what is listed and nothing else.

use egui::{Rect, Ui, pos2, vec2};
use farcall_core::call::{CallSnapshot, Direction};

use super::view::{LogOutcome, LogViewState};
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    widgets::{Button, Segments, TextField},
};

const FIELD: f32 = 216.0;

/// Draws the tools over `row`.
pub(super) fn tools_ui(ui: &mut Ui, state: &mut LogViewState, row: Rect, now: &CallSnapshot) -> Option<LogOutcome> {
    let t = tokens(ui);
    ui.painter().rect_filled(row, 0, t.surface);
    let top = row.center().y.floor() - size::CONTROL / 2.0;
    let outcome = buttons_ui(ui, state, row, now);

    let segments = Segments::new("Direction", &["Both", "Sent", "Received"]);
    let segments_width = segments.size(ui).x;
    let left_of_buttons = row.right() - 12.0 - buttons_width(ui, state);
    let room = left_of_buttons - row.left() - 12.0 - 8.0 - segments_width - 8.0;
    let field = Rect::from_min_size(pos2(row.left() + 12.0, top), vec2(room.clamp(80.0, FIELD), size::CONTROL));
    let searching = state.listed.searching().map(|share| format!("searching {:.0} %", share * 100.0));
    let words = searching.unwrap_or_default();
    let trailing = if words.is_empty() { 0.0 } else { text::width(ui.ctx(), Font::Small, &words) + 8.0 };
    let shown = TextField::new(&mut state.listed.filter.words, "Filter messages")
        .id(ui.scope_id().with("log filter"))
        .icon(icons::FILTER_LIST)
        .placeholder("Filter")
        .trailing(trailing)
        .show_at(ui, field);
    if !words.is_empty() {
        let at = pos2(shown.trailing.left(), text::baseline(field));
        text::paint(ui.painter(), at, Font::Small, t.text2, &words);
    }
    let mut chosen = match state.listed.filter.direction {
        None => 0,
        Some(Direction::Sent) => 1,
        Some(Direction::Received) => 2,
    };
    let changed = segments.show_at(ui, pos2(field.right() + 8.0, top), &mut chosen).changed();
    state.listed.filter.direction = match chosen {
        1 => Some(Direction::Sent),
        2 => Some(Direction::Received),
        _ => None,
    };
    if changed || shown.response.changed() {
        state.follow.jump_to_end();
    }
    paint::divider_h(ui.painter(), row.x_range(), row.top() - 1.0, t.line);
    outcome
}

fn buttons_ui(ui: &mut Ui, state: &mut LogViewState, row: Rect, now: &CallSnapshot) -> Option<LogOutcome> {
    let clear = clear_button().enabled(!state.listed.is_empty());
    let clear_width = clear.size(ui).x;
    let inner = row.with_max_x(row.right() - 12.0);
    let cleared = clear.show_right_in(ui, inner).clicked();
    let pause = pause_button(state.listed.is_paused());
    let ended = now.phase == farcall_core::call::CallPhase::Finished && !state.listed.is_paused();
    let beside = inner.with_max_x(inner.right() - clear_width);
    if pause.enabled(!ended).show_right_in(ui, beside).clicked() {
        let paused = !state.listed.is_paused();
        state.listed.set_paused(paused);
        if !paused {
            state.follow.jump_to_end();
        }
    }
    cleared.then(|| LogOutcome::Cleared(state.listed.clear()))
}

fn buttons_width(ui: &Ui, state: &LogViewState) -> f32 {
    clear_button().size(ui).x + pause_button(state.listed.is_paused()).size(ui).x
}

fn clear_button() -> Button<'static> {
    Button::quiet("Clear").icon(icons::DELETE).hint("Hide the rows there are; the call goes on")
}

fn pause_button(paused: bool) -> Button<'static> {
    match paused {
        true => Button::quiet("Resume").icon(icons::PLAY_ARROW).hint("Show what came since"),
        false => Button::quiet("Pause").icon(icons::PAUSE).hint("Hold the view; the call goes on"),
    }
}
