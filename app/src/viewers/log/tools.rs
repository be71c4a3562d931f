//! The row of tools above a log: filter, direction, what is found, Pause, Clear; below it what is wrong with the filter, or
//! how one is written. It changes what is listed and nothing else.

use std::sync::Arc;

use egui::{Color32, Galley, Id, Key, Modifiers, Rect, Role, Ui, WidgetInfo, pos2, vec2};
use farcall_core::call::{CallSnapshot, Direction, FILTER_HELP, filter_proposals};

use super::{
    command,
    filter::Filter,
    view::{LogInput, LogOutcome, LogViewState},
};
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::{escape, proposals},
    widgets::{Button, FieldOutput, IconButton, Segments, TextField},
};

/// In less room the segments give way: the filter takes their words too.
const LEAST_FIELD: f32 = 168.0;
/// More lines of a note are told on hover.
const NOTE_LINES: usize = 3;
/// The same while the filter is typed.
const ROOM_TO_TYPE: f32 = 360.0;
/// In a field of less than this only the number found is told, the rest on hover.
const ROOM_FOR_COUNTS: f32 = 320.0;

/// Draws the tools over `row`.
pub(super) fn tools_ui(ui: &mut Ui, state: &mut LogViewState, row: Rect, input: &LogInput<'_>) -> Option<LogOutcome> {
    let t = tokens(ui);
    ui.painter().rect_filled(row, 0, t.surface);
    let top = row.center().y.floor() - size::CONTROL / 2.0;
    let outcome = buttons_ui(ui, state, row, &input.now);

    let segments = Segments::new("Direction", &["Both", "Sent", "Received"]);
    let segments_width = segments.size(ui).x;
    let right = row.right() - 12.0 - buttons_width(ui, state) - 8.0;
    let beside_segments = right - row.left() - 12.0 - segments_width - 8.0;
    let least = if state.filter_has_focus { ROOM_TO_TYPE } else { LEAST_FIELD };
    let has_segments = beside_segments >= least || state.listed.filter.direction.is_some();
    let room = if has_segments { beside_segments } else { right - row.left() - 12.0 };
    let field = Rect::from_min_size(pos2(row.left() + 12.0, top), vec2(room.max(80.0), size::CONTROL));
    let changed = filter_ui(ui, state, input, field);
    let mut turned = false;
    if has_segments {
        let mut chosen = match state.listed.filter.direction {
            None => 0,
            Some(Direction::Sent) => 1,
            Some(Direction::Received) => 2,
        };
        turned = segments.show_at(ui, pos2(field.right() + 8.0, top), &mut chosen).changed();
        state.listed.filter.direction = match chosen {
            1 => Some(Direction::Sent),
            2 => Some(Direction::Received),
            _ => None,
        };
    }
    if (changed || turned) && !state.listed.only_counts {
        state.follow.jump_to_end();
    }
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    outcome
}

/// The field of the filter, with what was found at its end. Whether it was changed.
fn filter_ui(ui: &mut Ui, state: &mut LogViewState, input: &LogInput<'_>, field: Rect) -> bool {
    let t = tokens(ui);
    let whole = found_words(state);
    let words = if field.width() < ROOM_FOR_COUNTS { whole.split(" of ").next().unwrap_or_default() } else { &whole };
    let counts = state.listed.progress().is_some();
    let toggle = if counts { size::TARGET + 4.0 } else { 0.0 };
    let trailing = if words.is_empty() { 0.0 } else { text::width(ui.ctx(), Font::Small, words) + 12.0 + toggle };
    let id = ui.scope_id().with("log filter");
    let propose = |text: &str, at: usize| filter_proposals(text, at, input.types.sent, input.types.received);
    let keys = proposals::take_list_keys(ui, id, &mut state.listed.filter.text, &propose);
    let is_emptied = !keys.is_open && take_keys(ui, state, id);
    let wrong = state.listed.told_error(state.filter_has_focus).map(|_| "");
    let shown = TextField::new(&mut state.listed.filter.text, "Filter messages")
        .id(id)
        .icon(icons::FILTER_LIST)
        .placeholder("Filter")
        .invalid(wrong)
        .trailing(trailing.min(field.width() * 0.5))
        .keeps_tab(keys.is_open)
        .show_at(ui, field);
    state.filter_has_focus = shown.response.has_focus();
    if state.filter_has_focus {
        escape::keep(ui, id);
    }
    if std::mem::take(&mut state.focus_filter) {
        shown.response.request_focus();
    }
    if !words.is_empty() {
        let at = pos2(shown.trailing.left(), text::small_baseline(field));
        text::paint_within(ui.painter(), at, shown.trailing.width() - toggle, Font::Small, t.text2, words);
        let progress = ui.interact(
            shown.trailing.with_max_x(shown.trailing.right() - toggle),
            id.with("found"),
            egui::Sense::hover(),
        );
        progress.widget_info(|| WidgetInfo::labeled(Role::Status, true, whole.as_str()));
        progress.on_hover_text(&whole);
    }
    if counts {
        let (icon, name) = match state.listed.only_counts {
            true => (icons::LIST, "List only what is found"),
            false => (icons::VISIBILITY, "List all and mark what is found"),
        };
        let center = pos2(shown.trailing.right() - size::TARGET / 2.0, field.center().y.floor());
        if IconButton::new(icon, name).show_around(ui, center).clicked() {
            state.listed.only_counts = !state.listed.only_counts;
        }
    }
    underline_ui(ui, state, field, &shown);
    proposals::list_ui(ui, id, &mut state.listed.filter.text, &propose, field)
        || keys.is_taken
        || is_emptied
        || shown.response.changed()
}

/// The keys of the filter that its field does not know: Esc empties it, then leaves it. Whether it was emptied.
fn take_keys(ui: &Ui, state: &mut LogViewState, id: Id) -> bool {
    if !ui.memory(|memory| memory.has_focus(id)) {
        return false;
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::G)) {
        state.go_to.open();
    }
    if !escape::take(ui, id) {
        return false;
    }
    let text = &mut state.listed.filter.text;
    state.focus_rows |= text.is_empty();
    !std::mem::take(text).is_empty()
}

/// `1,234 of 10,000`, and how far the search is; nothing of another filter than the one that stands there.
fn found_words(state: &LogViewState) -> String {
    let is_of_this = state.listed.stand_in().is_none();
    let Some(progress) = state.listed.progress().filter(|_| is_of_this) else { return String::new() };
    let found = units::count(state.listed.found());
    match progress.is_searching() && progress.share() < 0.995 {
        true => format!("{found} found, {:.0} %", (progress.share() * 100.0).floor()),
        false => format!("{found} of {}", units::count(progress.end.saturating_sub(progress.from))),
    }
}

/// A line below the piece of the filter that is wrong, as far as it is in sight.
fn underline_ui(ui: &Ui, state: &LogViewState, field: Rect, shown: &FieldOutput) {
    let wrong = state.listed.told_error(state.filter_has_focus).and_then(|error| shown.place_of(error.place.clone()));
    let Some(place) = wrong else { return };
    let line = Rect::from_x_y_ranges(place.x_range(), field.bottom() - 6.0..=field.bottom() - 4.0);
    ui.painter().rect_filled(line, 0, tokens(ui).error);
}

/// Words below the tools.
pub(super) struct Note {
    galley: Arc<Galley>,
    color: Color32,
    words: String,
}

/// The note below the tools, where there is one: what is wrong with the filter and what is listed instead, or how one is
/// written.
pub(super) fn note(ui: &Ui, state: &LogViewState, width: f32) -> Option<Note> {
    let t = tokens(ui);
    let told = state.listed.told_error(state.filter_has_focus);
    let color = if told.is_some() { t.error } else { t.text2 };
    let instead = state.listed.stand_in().map(|filter| listed_instead(filter, state.listed.only_counts));
    let words = match (told, instead) {
        (Some(error), Some(instead)) => match error.message.ends_with('?') {
            true => format!("{} {}", error.message, capitalised(&instead)),
            false => format!("{}; {instead}", error.message),
        },
        (None, Some(instead)) if state.filter_has_focus => capitalised(&instead),
        _ if state.filter_has_focus => FILTER_HELP.to_owned(),
        _ => return None,
    };
    Some(Note { galley: text::lines(ui.ctx(), Font::Small, &words, width - 24.0, NOTE_LINES), color, words })
}

fn listed_instead(filter: &Filter, only_counts: bool) -> String {
    match (filter.text.trim(), filter.direction) {
        _ if only_counts => "all messages are listed".to_owned(),
        ("", None) => "all messages are listed".to_owned(),
        ("", Some(Direction::Sent)) => "listed is what was sent".to_owned(),
        ("", Some(Direction::Received)) => "listed is what was received".to_owned(),
        (text, _) => format!("listed is what `{text}` finds"),
    }
}

fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

impl Note {
    pub(super) fn height(&self) -> f32 {
        self.galley.size().y.ceil() + 8.0
    }
}

/// Draws it over `row`.
pub(super) fn note_ui(ui: &mut Ui, note: &Note, row: Rect) {
    let t = tokens(ui);
    ui.painter().rect_filled(row, 0, t.surface);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    ui.painter().galley(pos2(row.left() + 12.0, row.top() + 4.0), Arc::clone(&note.galley), note.color);
    let response = ui.interact(row, ui.scope_id().with("filter note"), egui::Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, note.words.as_str()));
    response.on_hover_text(&note.words);
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
        command::pause(state, !state.listed.is_paused());
    }
    cleared.then(|| state.clear())
}

fn buttons_width(ui: &Ui, state: &LogViewState) -> f32 {
    clear_button().size(ui).x + pause_button(state.listed.is_paused()).size(ui).x
}

fn clear_button() -> Button<'static> {
    Button::quiet("Clear")
        .icon(icons::DELETE)
        .hint("Let the rows there are go; the call goes on (Ctrl+Delete in the log)")
}

fn pause_button(paused: bool) -> Button<'static> {
    match paused {
        true => Button::quiet("Resume").icon(icons::PLAY_ARROW).hint("Show what came since"),
        false => Button::quiet("Pause").icon(icons::PAUSE).hint("Hold the view; the call goes on"),
    }
}
