//! Draws a ladder: the head, the rungs in sight, and what arrived since; keys and the pointer choose a rung.
//! How a rung looks is in `rung`, what stands where in `items`.

use std::{collections::HashMap, ops::Range, time::Duration};

use egui::{EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::call::{CallPhase, CallSnapshot, Direction, LogRow, Milestone};

use super::{
    geometry::{self, Columns},
    items::{Item, Items},
    rung,
};
use crate::{
    theme::{Font, icons, paint, paint::RowGround, size, text, tokens},
    units,
    viewers::{
        log::{Follow, LogSource, Summarise, Summary, absent_words, seconds, wire_words},
        parts,
        scroll::RowScroll,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
    widgets::{Button, EmptyArea},
};

/// What the view remembers of one run.
#[derive(Default)]
pub struct SequenceState {
    scroll: RowScroll,
    follow: Follow,
    selected: Option<u64>,
    /// A row to be brought into sight.
    reveal: Option<u64>,
    /// Summaries of the rows in sight: asking the log copies a message.
    summaries: HashMap<u64, Option<Summary>>,
}

/// What is shown.
pub struct SequenceInput<'a> {
    /// Tells this run from any other.
    pub run: u64,
    /// The log.
    pub log: &'a dyn LogSource,
    /// What happened besides messages.
    pub milestones: &'a [Milestone],
    /// The numbers in this frame.
    pub now: CallSnapshot,
    /// Tells a message in one line.
    pub summarise: Summarise<'a>,
    /// Who stands at the other line.
    pub server: &'a str,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SequenceOutcome {
    /// The message of this row is wanted, in the log.
    ShowMessage(u64),
}

/// Shows a ladder in all the room there is.
pub fn sequence_ui(ui: &mut Ui, state: &mut SequenceState, input: &SequenceInput<'_>) -> Option<SequenceOutcome> {
    let t = tokens(ui);
    let area = ui.available_rect_before_wrap();
    ui.allocate_rect(area, Sense::hover());
    let items = Items::new(input.milestones, input.now.dropped..input.now.rows);
    let mut body = area;
    let columns = Columns::new(ui, area, &input.now);
    geometry::head_ui(ui, &columns, parts::take_top(&mut body, size::ROW), input.server);
    strip_ui(ui, state, input, &items, &mut body);
    ui.painter().rect_filled(body, 0, t.field);
    if items.len() == 0 {
        let (title, hint) = match input.now.phase {
            CallPhase::Finished => ("Nothing went and nothing came", "The call ended before its stream was opened."),
            CallPhase::Connecting | CallPhase::Open | CallPhase::HalfClosed => {
                ("Nothing went and nothing came yet", "Each message is an arrow between this client and the server.")
            }
        };
        EmptyArea::new(title).hint(hint).show_at(ui, body);
        return None;
    }
    ladder_ui(ui, state, input, &items, &columns, body)
}

fn ladder_ui(
    ui: &mut Ui,
    state: &mut SequenceState,
    input: &SequenceInput<'_>,
    items: &Items<'_>,
    columns: &Columns,
    body: Rect,
) -> Option<SequenceOutcome> {
    let id = ui.scope_id().with(("sequence", input.run));
    let response = ui.interact(body, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Sequence"));
    let mut outcome = keys(ui, state, input, &response);
    let visible = f64::from((body.height() / size::ROW).max(1.0));
    scroll(ui, state, items, body, visible);
    let seen = state.scroll.seen(items.len(), visible);
    let rows = Seen::ask(state, input, items.rows(seen.clone()));
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    for place in seen.clone() {
        let top = body.top() + ((place as f64 - state.scroll.top()) * f64::from(size::ROW)) as f32;
        let rect = parts::row_at(body, top);
        match items.at(place) {
            Item::Milestone(which) => {
                if let Some(milestone) = input.milestones.get(which) {
                    milestone_ui(&inner, columns, rect, which, milestone);
                }
            }
            Item::Row(row) => {
                let Some(found) = rows.at(row) else {
                    absent_ui(&inner, input, columns, rect, row);
                    continue;
                };
                outcome = message_ui(&mut inner, state, columns, rect, &rows, found, &response).or(outcome);
            }
        }
    }
    if seen.end == items.len() {
        state.follow.saw(input.now.rows);
    }
    if scroll_bar_ui(ui, id.with("bar"), body, &mut state.scroll, (items.len(), visible), tokens(ui)) {
        state.follow.moved(state.scroll.is_at_end(items.len(), visible));
    }
    parts::ring_if_focused(ui, &response);
    outcome
}

/// The rows in sight, and the one before them.
struct Seen {
    rows: Vec<LogRow>,
}

impl Seen {
    fn ask(state: &mut SequenceState, input: &SequenceInput<'_>, range: Range<u64>) -> Self {
        state.summaries.retain(|row, _| range.contains(row));
        let rows = input.log.rows(range.start.saturating_sub(1)..range.end);
        for row in rows.iter().filter(|row| range.contains(&row.row)) {
            if !state.summaries.contains_key(&row.row) && !input.log.is_fetching(row.row) {
                let message = input.log.message(row.row);
                state.summaries.insert(row.row, message.map(|message| (input.summarise)(row.direction, &message)));
            }
        }
        Self { rows }
    }

    fn at(&self, row: u64) -> Option<&LogRow> {
        let place = self.rows.binary_search_by_key(&row, |row| row.row).ok()?;
        self.rows.get(place)
    }

    /// The sent message right before a received one.
    fn waited(&self, row: &LogRow) -> Option<&LogRow> {
        let before = self.at(row.row.checked_sub(1)?)?;
        (row.direction == Direction::Received && before.direction == Direction::Sent).then_some(before)
    }
}

fn milestone_ui(ui: &Ui, columns: &Columns, rect: Rect, which: usize, milestone: &Milestone) {
    let t = tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with(("milestone", which)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, rung::spoken(milestone, t)));
    rung::lines(ui.painter(), columns, rect, Duration::ZERO, t);
    rung::figures(ui, columns, rect, milestone.at, None);
    rung::milestone(ui, columns, rect, milestone);
    response.on_hover_text_at_pointer(rung::spoken(milestone, t));
}

/// A message that is not in memory: it is being read from a file, or lost.
fn absent_ui(ui: &Ui, input: &SequenceInput<'_>, columns: &Columns, rect: Rect, row: u64) {
    let t = tokens(ui);
    let words = absent_words(ui, input.log, row);
    let response = ui.interact(rect, ui.scope_id().with(("rung", row)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, false, format!("Row {}, {words}", units::count(row + 1))));
    rung::lines(ui.painter(), columns, rect, Duration::ZERO, t);
    let at = pos2(columns.words().0, text::baseline(rect));
    text::paint_within(ui.painter(), at, columns.words().1, Font::Body, t.text2, words);
}

fn message_ui(
    ui: &mut Ui,
    state: &mut SequenceState,
    columns: &Columns,
    rect: Rect,
    rows: &Seen,
    row: &LogRow,
    list: &Response,
) -> Option<SequenceOutcome> {
    let t = tokens(ui);
    let number = row.row;
    let response = ui.interact(rect, ui.scope_id().with(("rung", number)), Sense::CLICK);
    let is_selected = state.selected == Some(number);
    let waited = rows.waited(row);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_selected, words(row, waited)));
    let ground = match (is_selected, list.has_focus()) {
        (true, true) => RowGround::Selected,
        (true, false) => RowGround::SelectedWithoutFocus,
        (false, _) if response.hovered() => RowGround::Hovered,
        (false, _) => RowGround::Plain,
    };
    paint::row_ground(ui.painter(), rect, ground, t);
    rung::lines(ui.painter(), columns, rect, row.gap, t);
    rung::figures(ui, columns, rect, row.at, Some((row.gap, waited.is_some())));
    const LINK: &str = "Show message";
    let link = if is_selected { text::width(ui.ctx(), Font::Small, LINK) + 24.0 } else { 0.0 };
    let summary = state.summaries.get(&number).and_then(Option::as_ref);
    rung::message(ui, columns, rect, row, summary, link);
    if is_selected && parts::link_right(ui, rect, columns.server - 20.0, LINK).clicked() {
        return Some(SequenceOutcome::ShowMessage(number));
    }
    let double = response.double_clicked();
    if response.clicked() {
        list.request_focus();
        state.selected = Some(number);
        state.follow.stay();
    }
    response.on_hover_text_at_pointer(words(row, waited));
    double.then_some(SequenceOutcome::ShowMessage(number))
}

/// `Received 12 at 3.104 s, 31 B, 4.2 ms after Sent 3`.
fn words(row: &LogRow, waited: Option<&LogRow>) -> String {
    let way = match row.direction {
        Direction::Sent => "Sent",
        Direction::Received => "Received",
    };
    let size = units::size(row.size as u64);
    let wire = wire_words(row).map(|wire| format!(", {wire}")).unwrap_or_default();
    let gap = units::duration(row.gap);
    let since = match waited {
        Some(sent) => format!(", {gap} after Sent {}", units::count(sent.index + 1)),
        None if row.row > 0 => format!(", {gap} after the one before"),
        None => String::new(),
    };
    format!("{way} {} at {} s, {size}{wire}{since}", units::count(row.index + 1), seconds(row.at))
}

fn scroll(ui: &Ui, state: &mut SequenceState, items: &Items<'_>, body: Rect, visible: f64) {
    let count = items.len();
    let wheel = take_wheel(ui, body);
    if wheel.y != 0.0 {
        state.scroll.scroll_by(f64::from(-wheel.y / size::ROW), count, visible);
        state.follow.moved(state.scroll.is_at_end(count, visible));
    }
    if let Some(row) = state.reveal.take() {
        state.scroll.reveal(items.place_of(row), count, visible);
    }
    if state.follow.is_following() {
        state.scroll.move_to_end(count, visible);
    } else {
        state.scroll.scroll_by(0.0, count, visible);
    }
}

fn keys(ui: &Ui, state: &mut SequenceState, input: &SequenceInput<'_>, list: &Response) -> Option<SequenceOutcome> {
    if !list.has_focus() || input.now.rows == input.now.dropped {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    if pressed(Key::Enter) {
        return state.selected.map(SequenceOutcome::ShowMessage);
    }
    if pressed(Key::End) {
        state.follow.jump_to_end();
    }
    let (first, last) = (input.now.dropped, input.now.rows - 1);
    let row = match () {
        () if pressed(Key::ArrowDown) => state.selected.map_or(last, |row| row.saturating_add(1)),
        () if pressed(Key::ArrowUp) => state.selected.map_or(last, |row| row.saturating_sub(1)),
        () if pressed(Key::PageDown) => state.selected.map_or(last, |row| row.saturating_add(20)),
        () if pressed(Key::PageUp) => state.selected.map_or(last, |row| row.saturating_sub(20)),
        () if pressed(Key::Home) => first,
        () => return None,
    };
    let row = row.clamp(first, last);
    state.selected = Some(row);
    // What happened before the first row is wanted with it.
    state.reveal = (row > first).then_some(row);
    if row == first {
        state.scroll = RowScroll::default();
    }
    state.follow.stay();
    None
}

/// The strip below the rungs: what arrived since; it is not over any of them.
fn strip_ui(ui: &mut Ui, state: &mut SequenceState, input: &SequenceInput<'_>, items: &Items<'_>, body: &mut Rect) {
    let new = input.now.rows.saturating_sub(state.follow.first_new());
    if state.follow.is_following() || new == 0 || items.len() == 0 || body.height() < size::STRIP + size::ROW {
        return;
    }
    let t = tokens(ui);
    let strip = parts::take_bottom(body, size::STRIP);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y), icons::ARROW_DOWNWARD, t.received);
    let left = strip.left() + 36.0;
    let words = format!("{} new", units::count(new));
    let news = ui.interact(strip, ui.scope_id().with("news"), Sense::hover());
    news.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
    let width = text::paint(ui.painter(), pos2(left, text::baseline(strip)), Font::Body, t.text, &words);
    const JUMP: &str = "Jump to end";
    let link = text::width(ui.ctx(), Font::Body, JUMP);
    let rect = Rect::from_min_size(pos2(left + width + 4.0, strip.top() + 4.0), vec2(link + 16.0, 24.0));
    if Button::link(JUMP).show_at(ui, rect).clicked() {
        state.follow.jump_to_end();
    }
}
