//! The panel under the messages: its strip, the lanes and windows, the list, and the chosen frame beside them.
//! How each part is drawn is in the file of its name.

use std::{sync::Arc, time::Duration};

use egui::{Galley, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::{
    call::Stall,
    transport::{Direction, Frame, FrameLog, FrameSummary, WindowHistory},
};

use super::{
    axis::Span,
    detail::detail_ui,
    lanes::{LABELS, LANE, TIMES, Ticks, lanes_ui},
    list::{self, ListState, list_ui},
    windows::{LEAST_PLOT, windows_ui, words_at},
};
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::parts,
    widgets::{IconButton, Orientation, Segments, Split, Splitter},
};

/// The least height of the open panel, its strip included.
pub const LEAST_PANEL: f32 = 168.0;
/// From this height of the body on, lanes and list stand together.
const ROOM_FOR_BOTH: f32 = 360.0;
/// From this width on, the chosen frame stands beside.
const ROOM_BESIDE: f32 = 620.0;
const DETAIL: f32 = 320.0;
/// What stands left of the sentence of a stall, and right of it besides its time.
const BEFORE_WORDS: f32 = 36.0;
const BESIDE_WORDS: f32 = 28.0;

/// What the panel remembers of one run.
pub struct FramesViewState {
    span: Span,
    ticks: Ticks,
    list: ListState,
    history: Option<(u64, Arc<WindowHistory>)>,
    which: Which,
    shows_list: bool,
    chosen: Option<u64>,
    /// How messages and frames share the room.
    pub split: Split,
    /// Where there is no room for both, the frames have it.
    pub has_all: bool,
    inner: Split,
}

impl Default for FramesViewState {
    fn default() -> Self {
        Self {
            span: Span::default(),
            ticks: Ticks::default(),
            list: ListState::default(),
            history: None,
            which: Which::All,
            shows_list: false,
            chosen: None,
            split: Split { ratio: 0.42, fold: None },
            has_all: false,
            inner: Split { ratio: 0.56, fold: None },
        }
    }
}

/// Which frames are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    All,
    /// Of the call's streams.
    Stream,
    /// Of the connection.
    Connection,
}

impl Which {
    const ALL: [Self; 3] = [Self::All, Self::Stream, Self::Connection];

    /// Whether a frame is listed.
    pub fn takes(self, frame: &Frame) -> bool {
        match self {
            Which::All => true,
            Which::Stream => frame.stream != 0,
            Which::Connection => frame.stream == 0,
        }
    }
}

/// What is shown.
pub struct FramesInput<'a> {
    /// The frames.
    pub log: &'a FrameLog,
    /// How long the call has taken, or took.
    pub elapsed: Duration,
    /// Whether the panel is open below its strip.
    pub is_open: bool,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FramesOutcome {
    /// The panel is to be opened, or closed.
    Toggle,
}

impl FramesViewState {
    /// Chooses a frame and brings it into sight.
    fn choose(&mut self, row: u64) {
        self.chosen = Some(row);
        self.list.reveal(row);
    }
}

/// Lines that the sentence of a stall may have.
const MOST_LINES: usize = 2;

/// How high the sentence of a stall stands in so much width.
pub fn frames_strip_height(ui: &Ui, width: f32, stall: &Stall) -> f32 {
    let (words, _) = stall_words(ui, width, stall);
    size::STRIP + words.size().y - Font::Body.line_height()
}

/// The sentence, and how long it lasts.
fn stall_words(ui: &Ui, width: f32, stall: &Stall) -> (Arc<Galley>, String) {
    let lasts = format!("for {}", units::running(stall.lasts));
    let room = width - BEFORE_WORDS - BESIDE_WORDS - text::width(ui.ctx(), Font::Code, &lasts);
    (text::lines(ui.ctx(), Font::Body, &stall.to_string(), room.max(0.0), MOST_LINES), lasts)
}

/// The sentence of a stall, over `rect`: it stays while it lasts.
pub fn frames_strip_ui(ui: &mut Ui, rect: Rect, stall: &Stall) {
    let t = tokens(ui);
    ui.painter().rect_filled(rect, 0, t.warn_ground);
    paint::divider_h(ui.painter(), rect.x_range(), rect.top(), t.line);
    let words = stall.to_string();
    let response = ui.interact(rect, ui.scope_id().with("stall"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &words));
    let first_line = rect.with_max_y(rect.top() + size::STRIP);
    text::paint_icon(ui.painter(), pos2(rect.left() + 20.0, first_line.center().y), icons::WARNING, t.warn);
    let y = text::baseline(first_line);
    let (lines, lasts) = stall_words(ui, rect.width(), stall);
    text::paint_right(ui.painter(), pos2(rect.right() - 12.0, y), Font::Code, t.text2, &lasts);
    text::paint_galley(ui.painter(), pos2(rect.left() + BEFORE_WORDS, y), &lines, t.text);
    response.on_hover_text(words);
}

/// The panel over `rect`: only its strip while it is closed.
pub fn frames_panel_ui(
    ui: &mut Ui,
    rect: Rect,
    state: &mut FramesViewState,
    input: &FramesInput<'_>,
) -> Option<FramesOutcome> {
    let t = tokens(ui);
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).id_salt("frames panel"));
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    let summary = input.log.summary();
    ui.painter().rect_filled(rect, 0, t.surface);
    let mut body = rect;
    let strip = parts::take_top(&mut body, size::STRIP);
    let has_both = body.height() >= ROOM_FOR_BOTH;
    let outcome = strip_ui(&mut ui, strip, state, input, (&summary, has_both));
    if !input.is_open || body.height() < size::ROW {
        return outcome;
    }
    let chosen = state.chosen.and_then(|row| input.log.frames(row..row + 1).into_iter().next());
    if let Some(frame) = &chosen {
        let place = if body.width() >= ROOM_BESIDE {
            let (left, right) = body.split_left_right_at_x(body.right() - DETAIL);
            body = left;
            paint::divider_v(ui.painter(), right.left(), right.y_range(), t.line);
            right.with_min_x(right.left() + 1.0)
        } else {
            let (above, below) = body.split_top_bottom_at_fraction(0.5);
            body = above;
            paint::divider_h(ui.painter(), below.x_range(), below.top(), t.line);
            below.with_min_y(below.top() + 1.0)
        };
        if detail_ui(&mut ui, place, frame) {
            state.chosen = None;
        }
    }
    let picked = if has_both {
        let splitter = Splitter::new("Lanes and frames", Orientation::Above, vec2(200.0, 120.0));
        let (above, below) = splitter.sides(body, &state.inner);
        let by_lanes = chart_ui(&mut ui, above, state, input, &summary, chosen.as_ref());
        let by_list = rows_ui(&mut ui, below, state, input, &summary);
        let id = ui.scope_id().with("inner split");
        splitter.show(&mut ui, id, body, &mut state.inner);
        by_lanes.or(by_list)
    } else if state.shows_list {
        rows_ui(&mut ui, body, state, input, &summary)
    } else {
        chart_ui(&mut ui, body, state, input, &summary, chosen.as_ref())
    };
    if let Some(row) = picked {
        state.choose(row);
    }
    outcome
}

fn strip_ui(
    ui: &mut Ui,
    strip: Rect,
    state: &mut FramesViewState,
    input: &FramesInput<'_>,
    (summary, has_both): (&FrameSummary, bool),
) -> Option<FramesOutcome> {
    let t = tokens(ui);
    paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    let mut right = strip.right() - 20.0;
    let (icon, name) = match input.is_open {
        true => (icons::EXPAND_MORE, "Hide frames"),
        false => (icons::EXPAND_LESS, "Show frames"),
    };
    let button = |ui: &mut Ui, right: &mut f32, icon, name| {
        let clicked = IconButton::new(icon, name).show_around(ui, pos2(*right, strip.center().y)).clicked();
        *right -= 28.0;
        clicked
    };
    let outcome = button(ui, &mut right, icon, name).then_some(FramesOutcome::Toggle);
    if input.is_open {
        let elapsed = micros(input.elapsed);
        if button(ui, &mut right, icons::ZOOM_OUT, "Show more time") {
            state.span.zoom(elapsed, elapsed / 2.0, 2.0);
        }
        if button(ui, &mut right, icons::ZOOM_IN, "Show less time") {
            let around = state.chosen.and_then(|row| input.log.frames(row..row + 1).into_iter().next());
            let around = around.map_or(elapsed / 2.0, |frame| frame.at.micros as f64);
            state.span.zoom(elapsed, around, 0.5);
        }
        right += 8.0;
        right = segments_ui(ui, strip, right, state, has_both);
    }
    let y = text::baseline(strip);
    let left = strip.left() + 12.0;
    let title = text::paint(ui.painter(), pos2(left, y), Font::Strong, t.text, "HTTP/2 frames");
    let at = pos2(left + title + 12.0, y);
    text::paint_within(ui.painter(), at, (right - at.x - 8.0).max(0.0), Font::Body, t.text2, &counts(summary));
    outcome
}

/// Which frames, and where there is no room for both, lanes or list. Returns where they begin.
fn segments_ui(ui: &mut Ui, strip: Rect, mut right: f32, state: &mut FramesViewState, has_both: bool) -> f32 {
    let top = strip.center().y - size::CONTROL_IN_STRIP / 2.0;
    let mut chosen = Which::ALL.iter().position(|which| *which == state.which).unwrap_or(0);
    let which = Segments::new("Frames", &["All", "Stream", "Connection"]).in_strip();
    let wanted = which.size(ui).x;
    if (has_both || state.shows_list) && right - wanted > strip.left() + 240.0 {
        right -= wanted;
        which.show_at(ui, pos2(right, top), &mut chosen);
        state.which = Which::ALL.get(chosen).copied().unwrap_or(Which::All);
        right -= 8.0;
    }
    let as_what = Segments::new("Show frames as", &["Lanes", "List"]).in_strip();
    let wanted = as_what.size(ui).x;
    if !has_both && right - wanted > strip.left() + 120.0 {
        right -= wanted;
        let mut chosen = usize::from(state.shows_list);
        as_what.show_at(ui, pos2(right, top), &mut chosen);
        state.shows_list = chosen == 1;
        right -= 8.0;
    }
    right
}

/// `1,204 · 12 no longer kept · 40 of other calls · stream 3`.
fn counts(summary: &FrameSummary) -> String {
    let mut said = vec![units::count(summary.rows)];
    let dropped = summary.dropped.end - summary.dropped.start;
    if dropped > 0 {
        said.push(format!("{} no longer kept", units::count(dropped)));
    }
    if summary.others.frames > 0 {
        said.push(format!("{} of other calls on it", units::count(summary.others.frames)));
    }
    if summary.connections > 1 {
        said.push(units::counted(summary.connections.into(), "connection"));
    }
    if let Some(stream) = summary.streams.last() {
        said.push(format!("stream {stream}"));
    }
    said.join(" · ")
}

fn rows_ui(
    ui: &mut Ui,
    area: Rect,
    state: &mut FramesViewState,
    input: &FramesInput<'_>,
    summary: &FrameSummary,
) -> Option<u64> {
    let mut inner = ui.new_child(UiBuilder::new().max_rect(area).id_salt("rows"));
    let picked = list_ui(&mut inner, &mut state.list, area, input.log, (summary, state.which, state.chosen))?;
    let frame = input.log.frames(picked..picked + 1).into_iter().next()?;
    state.span.reveal(micros(input.elapsed), frame.at.micros as f64);
    Some(picked)
}

/// Lanes and windows over one axis; a click chooses the frame under the pointer.
fn chart_ui(
    ui: &mut Ui,
    area: Rect,
    state: &mut FramesViewState,
    input: &FramesInput<'_>,
    summary: &FrameSummary,
    chosen: Option<&Frame>,
) -> Option<u64> {
    let t = tokens(ui);
    ui.painter().rect_filled(area, 0, t.field);
    let x = egui::Rangef::new(area.left() + LABELS, (area.right() - 16.0).max(area.left() + LABELS + 24.0));
    let elapsed = micros(input.elapsed);
    let axis = state.span.axis(elapsed, x);
    state.ticks.refresh(input.log, summary.revision, &axis);
    let history = history(state, input.log, summary.revision);
    let response = ui.interact(area, ui.scope_id().with("chart"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, "Frames and windows over time"));
    let lanes = lanes_ui(ui, area, &axis, &state.ticks, chosen);
    let plots = area.with_min_y(area.top() + TIMES + 4.0 * LANE);
    if plots.height() >= 2.0 * LEAST_PLOT {
        windows_ui(ui, plots, &axis, &history);
    }
    state.span.follow(ui, &response, &axis, elapsed);
    let pointer = response.hover_pos().filter(|at| x.contains(at.x))?;
    paint::divider_v(ui.painter(), pointer.x.round(), area.y_range(), t.edge);
    let lane = lanes.iter().position(|lane| lane.y_range().contains(pointer.y));
    let direction = lane.map(|at| if at == 0 { Direction::Sent } else { Direction::Received });
    let under = direction.and_then(|direction| state.ticks.frame_at(&axis, direction, pointer.x));
    let clicked = response.clicked();
    response.on_hover_ui_at_pointer(|ui| tip_ui(ui, input.log, under, axis.time(pointer.x), &history));
    under.filter(|_| clicked)
}

fn tip_ui(ui: &mut Ui, log: &FrameLog, under: Option<u64>, at: f64, history: &WindowHistory) {
    match under.and_then(|row| log.frames(row..row + 1).into_iter().next()) {
        Some(frame) => {
            ui.label(format!("{} at {} ms, {}", frame.name(), list::millis(&frame), units::size(frame.length.into())));
            let says = list::says(&frame);
            if !says.is_empty() {
                ui.label(says);
            }
        }
        None => {
            ui.label(format!("At {:.3} ms", at / 1e3));
            for words in words_at(history, at) {
                ui.label(words);
            }
        }
    }
}

/// Copied out of the log only when it changed.
fn history(state: &mut FramesViewState, log: &FrameLog, revision: u64) -> Arc<WindowHistory> {
    match &state.history {
        Some((seen, history)) if *seen == revision => history.clone(),
        _ => {
            let history = Arc::new(log.history());
            state.history = Some((revision, history.clone()));
            history
        }
    }
}

fn micros(elapsed: Duration) -> f64 {
    elapsed.as_secs_f64() * 1e6
}
