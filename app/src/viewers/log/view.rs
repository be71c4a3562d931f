//! Draws the log of a stream: plot, tools, rows in sight, what is new, and the chosen message below.
//! What is listed is in `filter`; how a row looks in `row`.

use std::{collections::HashMap, sync::Arc, time::Duration};

use egui::{Id, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::{
    call::{CallLog, CallPhase, CallSnapshot, Direction, LogRow, Series},
    message::JsonOptions,
};

use super::{
    command::{self, LogCommand},
    filter::{ClearUndo, ListedRows, MessageTypes},
    follow::Follow,
    gaps::{self, GapRows, Item},
    go_to::GoTo,
    kept, keys,
    marks::Marks,
    message, plot,
    row::{self, Columns},
    source::{Summarise, Summary},
    tools,
};
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::{
        message_view::{MessageCommand, MessageOutcome, MessageViewState},
        parts,
        scroll::RowScroll,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
    widgets::{Button, EmptyArea, Orientation, Split, Splitter},
};

/// What a log view remembers of one run of a call. A new run gets a new one.
#[derive(Default)]
pub struct LogViewState {
    pub(super) listed: ListedRows,
    gaps: GapRows,
    pub(super) follow: Follow,
    pub(super) marks: Marks,
    pub(super) go_to: GoTo,
    /// The last minute, for the plot.
    recent: Series,
    scroll: RowScroll,
    pub(super) selected: Option<u64>,
    /// A row to be brought into sight.
    reveal: Option<u64>,
    /// How many rows fitted in the frame before.
    fitted: f64,
    /// Summaries of the rows in sight: asking the log copies a message.
    summaries: HashMap<u64, Option<Summary>>,
    /// The view of the chosen message.
    pub message: MessageViewState,
    split: Split,
    pub(super) is_message_open: bool,
    /// The rows are to take the keyboard.
    pub(super) focus_rows: bool,
    /// The filter is to take the keyboard.
    pub(super) focus_filter: bool,
    /// The row whose message was shown last, and its direction.
    pub(super) opened: Option<(u64, Direction)>,
    /// The filter had the keyboard in the last frame.
    pub(super) filter_has_focus: bool,
}

/// What is shown.
pub struct LogInput<'a> {
    /// Tells this run from any other.
    pub run: u64,
    /// The log.
    pub log: &'a Arc<CallLog>,
    /// Its numbers in this frame.
    pub now: CallSnapshot,
    /// The types of its messages, where the schema has them: what a filter may name, and what is shown below.
    pub types: MessageTypes<'a>,
    /// What was asked of the log by a key or the palette in this frame.
    pub asked: Option<LogCommand>,
    /// Tells a message in one line.
    pub summarise: Summarise<'a>,
    /// How messages are printed.
    pub options: JsonOptions,
    /// Whether a message is marked that another one can be compared with.
    pub has_marked: bool,
    /// What was asked for the chosen message by a key or the palette in this frame.
    pub command: Option<MessageCommand>,
    /// Whether a sent row offers "Edit again".
    pub can_edit_again: bool,
}

/// What the user did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogOutcome {
    /// Rows are no longer listed; give this to [`LogViewState::undo_clear`] to bring them back while the log has them.
    Cleared(ClearUndo),
    /// The message of this row is wanted in the composer.
    EditAgain(u64),
    /// This row was chosen; its message is shown below.
    Selected(u64),
    /// Something was done in the message below.
    Message(MessageOutcome),
}

impl LogViewState {
    /// Lists none of the rows there are; what was chosen among them is no longer.
    pub(super) fn clear(&mut self) -> LogOutcome {
        (self.selected, self.is_message_open) = (None, false);
        LogOutcome::Cleared(self.listed.clear())
    }

    /// Shows cleared rows again.
    pub fn undo_clear(&mut self, undo: ClearUndo) {
        self.listed.undo_clear(undo);
    }

    /// What came and went in the last minute; to be told each frame.
    pub fn take_recent(&mut self, recent: Series) {
        self.recent = recent;
    }

    /// The chosen row.
    pub fn selected(&self) -> Option<u64> {
        self.selected
    }

    /// Chooses a row, opens its message and leaves the end.
    pub fn select(&mut self, row: u64) {
        self.selected = Some(row);
        self.reveal = Some(row);
        self.is_message_open = true;
        self.follow.stay();
    }

    /// Chooses a row without opening its message.
    pub(super) fn go(&mut self, row: u64) {
        let was_open = self.is_message_open;
        self.select(row);
        self.is_message_open = was_open;
    }
}

/// Below this height the plot gives way to the rows.
const ROOM_FOR_PLOT: f32 = 300.0;
const PLOT: f32 = 88.0;
/// Shorter streams have no rate to draw.
const WORTH_A_PLOT: Duration = Duration::from_secs(1);
/// News of a search are drawn this often.
const SEARCH_NEWS: Duration = Duration::from_millis(33);

/// Shows a log in all the room there is.
pub fn log_view_ui(ui: &mut Ui, state: &mut LogViewState, input: &LogInput<'_>) -> Option<LogOutcome> {
    let mut rest = ui.available_rect_before_wrap();
    ui.allocate_rect(rest, Sense::hover());
    take_in(ui, state, input);
    let mut outcome = None;
    match input.asked {
        Some(LogCommand::Clear) if !state.listed.is_empty() => outcome = Some(state.clear()),
        Some(asked) => command::follow(state, asked),
        None => {}
    }
    let has_plot = rest.height() >= ROOM_FOR_PLOT && input.now.rows > 0 && input.now.elapsed >= WORTH_A_PLOT;
    if let Some(row) = state.go_to.found() {
        let listed = state.listed.row_at(state.listed.place_of(row));
        state.go_to.tell_where(&input.now, row, (listed, state.listed.progress().is_some()));
        state.go(row);
    }
    if rest.height() >= 160.0 {
        let row = parts::take_top(&mut rest, size::TOOL_ROW);
        outcome = tools::tools_ui(ui, state, row, input).or(outcome);
        if let Some(note) = tools::note(ui, state, rest.width()) {
            tools::note_ui(ui, &note, parts::take_top(&mut rest, note.height()));
        }
        if state.go_to.is_open() {
            let bar = parts::take_top(&mut rest, size::TOOL_ROW);
            state.focus_rows |= state.go_to.bar_ui(ui, input.log, bar);
        }
    }
    if has_plot {
        // Below the tools: it comes when the call has gone on for a while, and moves no button.
        let plot = parts::take_top(&mut rest, PLOT);
        plot::plot_ui(ui, &state.recent, plot);
    }
    if !state.is_message_open {
        return rows_ui(ui, state, input, rest).or(outcome);
    }
    let splitter = Splitter::new("Log and message", Orientation::Above, vec2(200.0, 96.0));
    let (above, below) = splitter.sides(rest, &state.split);
    outcome = rows_ui(ui, state, input, above).or(outcome);
    outcome = message::message_ui(ui, state, input, below).or(outcome);
    splitter.show(ui, ui.scope_id().with("log split"), rest, &mut state.split);
    outcome
}

fn take_in(ui: &Ui, state: &mut LogViewState, input: &LogInput<'_>) {
    let ctx = ui.ctx().clone();
    let wake = move || ctx.request_repaint_after(SEARCH_NEWS);
    let gone = state.listed.advance(input.log, &input.now, input.types, wake);
    let gone = gone + state.gaps.advance(input.log, &input.now, &state.listed);
    state.scroll.rows_removed(gone);
    if state.listed.is_searching() {
        ui.ctx().request_repaint_after(SEARCH_NEWS);
    } else if input.now.phase != CallPhase::Finished {
        ui.ctx().request_repaint_after(Duration::from_secs(1));
    }
}

fn rows_ui(ui: &mut Ui, state: &mut LogViewState, input: &LogInput<'_>, area: Rect) -> Option<LogOutcome> {
    let t = tokens(ui);
    let mut body = area;
    let columns = Columns::new(ui, area, &input.now);
    let head = parts::take_top(&mut body, size::ROW);
    row::head_ui(ui, &columns, head);
    kept::kept_ui(ui, &input.log.storage(), head, &mut body);
    let jump = strip_ui(ui, state, input, &mut body);
    ui.painter().rect_filled(body, 0, t.field);
    if state.listed.is_empty() {
        let empty = empty_words(state, input);
        EmptyArea::new(empty.0).hint(empty.1).show_at(ui, body);
        return jump;
    }
    let id = ui.scope_id().with(("log", input.run));
    let response = ui.interact(body, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Messages"));
    if std::mem::take(&mut state.focus_rows) {
        response.request_focus();
    }
    let outcome = keys::keys(ui, state, &response);
    let visible = f64::from((body.height() / size::ROW).max(1.0));
    scroll(ui, state, body, visible);

    let seen = state.scroll.seen(state.gaps.len(&state.listed), visible);
    let items: Vec<Item> = seen.clone().map(|place| state.gaps.item(&state.listed, place)).collect();
    let messages = GapRows::messages(&items);
    let rows = state.listed.rows(input.log, messages.clone());
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    state.summaries.retain(|row, _| rows.iter().any(|(number, _)| number == row));
    let mut clicked = None;
    for (place, item) in seen.clone().zip(items) {
        let top = body.top() + ((place as f64 - state.scroll.top()) * f64::from(size::ROW)) as f32;
        let rect = parts::row_at(body, top);
        let at = match item {
            Item::Gap(index) => {
                if let Some(gap) = state.gaps.gap(index) {
                    gaps::gap_ui(&mut inner, gap, &input.now, rect);
                }
                continue;
            }
            Item::Message(place) => place - messages.start,
        };
        match rows.get(at) {
            Some((_, Some(row))) => {
                clicked = row_ui(&mut inner, state, input, &columns, row, rect, &response).or(clicked);
            }
            Some((number, None)) => row::absent_ui(&inner, &**input.log, &columns, *number, rect),
            None => {}
        }
    }
    if let Some((last, _)) = rows.last().filter(|_| (seen.end as f64) <= state.scroll.top() + visible + 0.01) {
        state.follow.saw(last + 1);
    }
    scroll_bar(ui, state, id, body, visible);
    parts::ring_if_focused(ui, &response);
    if let Some(LogOutcome::Selected(row)) = clicked {
        response.request_focus();
        state.select(row);
    }
    clicked.or(outcome).or(jump)
}

fn row_ui(
    ui: &mut Ui,
    state: &mut LogViewState,
    input: &LogInput<'_>,
    columns: &Columns,
    row: &LogRow,
    rect: Rect,
    list: &Response,
) -> Option<LogOutcome> {
    if !state.summaries.contains_key(&row.row) && !input.log.is_fetching(row.row) {
        let message = input.log.message(row.row);
        state.summaries.insert(row.row, message.map(|message| (input.summarise)(row.direction, &message)));
    }
    let summary = state.summaries.get(&row.row).and_then(Option::as_ref);
    let look = row::Look {
        is_selected: state.selected == Some(row.row),
        has_focus: list.has_focus(),
        can_edit_again: input.can_edit_again,
        is_marked: state.marks.has(row.row),
        is_found: state.listed.is_marked_as_found(row.row),
    };
    match row::row_ui(ui, columns, row, summary, rect, look) {
        row::RowClick::None => None,
        row::RowClick::Row => Some(LogOutcome::Selected(row.row)),
        row::RowClick::EditAgain => Some(LogOutcome::EditAgain(row.row)),
    }
}

fn scroll(ui: &Ui, state: &mut LogViewState, body: Rect, visible: f64) {
    let rows = state.gaps.len(&state.listed);
    let wheel = take_wheel(ui, body);
    if wheel.y != 0.0 {
        state.scroll.scroll_by(f64::from(-wheel.y / size::ROW), rows, visible);
        state.follow.moved(state.scroll.is_at_end(rows, visible));
    }
    // A strip or a message that opens below must not cover the chosen row.
    let was_seen = |row: &u64| {
        let seen = state.scroll.seen(rows, state.fitted);
        seen.contains(&state.gaps.place_of(&state.listed, *row))
    };
    if visible < state.fitted && state.reveal.is_none() {
        state.reveal = state.selected.filter(was_seen);
    }
    state.fitted = visible;
    if let Some(row) = state.reveal.take() {
        state.scroll.reveal(state.gaps.place_of(&state.listed, row), rows, visible);
    }
    if state.follow.is_following() {
        state.scroll.move_to_end(rows, visible);
    } else {
        state.scroll.scroll_by(0.0, rows, visible);
    }
}

fn scroll_bar(ui: &Ui, state: &mut LogViewState, id: Id, body: Rect, visible: f64) {
    let rows = state.gaps.len(&state.listed);
    if scroll_bar_ui(ui, id.with("bar"), body, &mut state.scroll, (rows, visible), tokens(ui)) {
        state.follow.moved(state.scroll.is_at_end(rows, visible));
    }
}

/// The strip below the rows: what arrived since, or that the view is held; it is not over any row.
fn strip_ui(ui: &mut Ui, state: &mut LogViewState, input: &LogInput<'_>, body: &mut Rect) -> Option<LogOutcome> {
    let held = state.listed.held_back(&input.now);
    let unseen = state.listed.len().saturating_sub(state.listed.place_of(state.follow.first_new())) as u64;
    let new = if state.follow.is_following() { 0 } else { unseen };
    if new + held == 0 || body.height() < size::STRIP + size::ROW {
        return None;
    }
    let t = tokens(ui);
    let strip = parts::take_bottom(body, size::STRIP);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    let baseline = text::baseline(strip);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y), icons::ARROW_DOWNWARD, t.received);
    // What a filter finds is known of what was searched.
    let is_searched = held == 0 || state.listed.only_counts || state.listed.progress().is_none();
    let words = format!("{} new{}", units::count(new + held), if is_searched { "" } else { ", not filtered yet" });
    let news = ui.interact(strip, ui.scope_id().with("news"), Sense::hover());
    news.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let left = strip.left() + 36.0;
    let width = text::paint(ui.painter(), pos2(left, baseline), Font::Body, t.text, &words);
    let label = if state.listed.is_paused() { "Resume" } else { "Jump to end" };
    let link = text::width(ui.ctx(), Font::Body, label);
    let rect = Rect::from_min_size(pos2(left + width + 4.0, strip.top() + 4.0), vec2(link + 16.0, 24.0));
    if Button::link(label).show_at(ui, rect).clicked() {
        state.listed.set_paused(false);
        state.follow.jump_to_end();
    }
    None
}

fn empty_words(state: &LogViewState, input: &LogInput<'_>) -> (&'static str, &'static str) {
    match () {
        () if state.listed.stand_in().is_some() => ("The filter cannot be read", "The line below it says why."),
        () if state.listed.is_searching() => ("Searching", ""),
        () if state.listed.progress().is_some() => ("No message matches", "Another filter shows more."),
        () if input.now.rows > 0 && input.now.phase == CallPhase::Finished => ("Cleared", "The call has ended."),
        () if input.now.rows > 0 => ("Cleared", "New messages appear here."),
        () if input.now.phase == CallPhase::Finished => ("No messages", "The call ended without one."),
        () => ("No message yet", "Messages appear here as they come."),
    }
}
