//! The frames as rows: way, time, type, stream, size, what it says, and the windows after it.
//! Only rows in sight are drawn.

use std::ops::Range;

use egui::{EventFilter, Key, Modifiers, Rect, Response, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use farcall_core::transport::{Direction, Frame, FrameEffect, FrameLog, FrameSummary, FrameTime};

use super::{lanes::color, panel::Which};
use crate::{
    theme::{Font, icons, paint, paint::RowGround, size, text, tokens},
    units,
    viewers::{RowScroll, parts, scroll_bar_ui, take_wheel},
};

/// What the list remembers.
#[derive(Default)]
pub struct ListState {
    scroll: RowScroll,
    /// What is listed, and what it was listed for.
    rows: Vec<Listed>,
    listed: Option<(u64, Which)>,
    /// Follows the end until it is scrolled away from it.
    stays: bool,
    reveal: Option<u64>,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Listed {
    /// A frame, by its row.
    Frame(u64),
    /// Rows that are no longer kept.
    Gap(Range<u64>),
}

impl Listed {
    fn row(&self) -> u64 {
        match self {
            Self::Frame(row) => *row,
            Self::Gap(rows) => rows.start,
        }
    }
}

impl ListState {
    /// Brings a row into sight.
    pub fn reveal(&mut self, row: u64) {
        self.reveal = Some(row);
        self.stays = true;
    }

    fn refresh(&mut self, log: &FrameLog, summary: &FrameSummary, which: Which) {
        if self.listed == Some((summary.revision, which)) {
            return;
        }
        self.listed = Some((summary.revision, which));
        self.rows.clear();
        // Frames may go while this looks: the gap ends where the next one is.
        let mut next = 0;
        log.look(FrameTime { micros: i64::MIN }, |frame| {
            if frame.row > next {
                self.rows.push(Listed::Gap(next..frame.row));
            }
            next = frame.row + 1;
            if which.takes(frame) {
                self.rows.push(Listed::Frame(frame.row));
            }
            true
        });
    }

    fn place(&self, row: u64) -> usize {
        self.rows.partition_point(|listed| listed.row() < row)
    }

    /// The place above one: past a gap, if that is there.
    fn before(&self, place: usize) -> usize {
        let above = place.saturating_sub(1);
        match self.rows.get(above) {
            Some(Listed::Gap(_)) => above.saturating_sub(1),
            Some(Listed::Frame(_)) | None => above,
        }
    }

    /// The nearest frame at a place or after it, else before it.
    fn frame_at(&self, place: usize) -> Option<u64> {
        let frame = |listed: &Listed| if let Listed::Frame(row) = listed { Some(*row) } else { None };
        let (before, after) = self.rows.split_at_checked(place)?;
        after.iter().find_map(frame).or_else(|| before.iter().rev().find_map(frame))
    }
}

struct Columns {
    time: f32,
    kind: f32,
    stream: f32,
    size: f32,
    says: f32,
    end: f32,
}

impl Columns {
    fn new(area: Rect) -> Self {
        let left = area.left();
        Self {
            time: left + 108.0,
            kind: left + 124.0,
            stream: left + 268.0,
            size: left + 336.0,
            says: left + 352.0,
            end: area.right() - 12.0,
        }
    }
}

/// Shows the list; returns the row that was chosen in this frame.
pub fn list_ui(
    ui: &mut Ui,
    state: &mut ListState,
    area: Rect,
    log: &FrameLog,
    (summary, which, chosen): (&FrameSummary, Which, Option<u64>),
) -> Option<u64> {
    state.refresh(log, summary, which);
    let t = tokens(ui);
    let mut body = area;
    let columns = Columns::new(area);
    head_ui(ui, &columns, parts::take_top(&mut body, size::ROW));
    ui.painter().rect_filled(body, 0, t.field);
    let id = ui.scope_id().with("frames");
    let response = ui.interact(body, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Grid, true, "Frames"));
    let visible = f64::from((body.height() / size::ROW).max(1.0));
    let rows = state.rows.len();
    let wheel = take_wheel(ui, body);
    if wheel.y != 0.0 {
        state.scroll.scroll_by(f64::from(-wheel.y / size::ROW), rows, visible);
        state.stays = !state.scroll.is_at_end(rows, visible);
    }
    let mut picked = keys(ui, state, &response, chosen);
    if let Some(row) = state.reveal.take() {
        state.scroll.show(state.place(row), rows, visible);
    } else if !state.stays {
        state.scroll.move_to_end(rows, visible);
    }
    let seen = state.scroll.seen(rows, visible);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt(id));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    for place in seen {
        let top = body.top() + ((place as f64 - state.scroll.top()) * f64::from(size::ROW)) as f32;
        let row = match state.rows.get(place) {
            Some(Listed::Frame(row)) => row,
            Some(Listed::Gap(rows)) => {
                gap_ui(&inner, &columns, rows, parts::row_at(body, top));
                continue;
            }
            None => continue,
        };
        let Some(frame) = log.frames(*row..*row + 1).into_iter().next() else { continue };
        let is_chosen = chosen == Some(*row);
        if row_ui(&mut inner, &columns, &frame, parts::row_at(body, top), (is_chosen, response.has_focus())).clicked() {
            response.request_focus();
            picked = Some(*row);
        }
    }
    if scroll_bar_ui(ui, id.with("bar"), body, &mut state.scroll, (rows, visible), t) {
        state.stays = !state.scroll.is_at_end(rows, visible);
    }
    parts::ring_if_focused(ui, &response);
    picked
}

fn keys(ui: &Ui, state: &mut ListState, response: &Response, chosen: Option<u64>) -> Option<u64> {
    if !response.has_focus() || state.rows.is_empty() {
        return None;
    }
    let filter = EventFilter { vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = state.rows.len() - 1;
    let now = chosen.map(|row| state.place(row).min(last));
    let place = match () {
        () if pressed(Key::ArrowDown) => now.map_or(0, |place| (place + 1).min(last)),
        () if pressed(Key::ArrowUp) => now.map_or(last, |place| state.before(place)),
        () if pressed(Key::PageDown) => now.map_or(0, |place| (place + 20).min(last)),
        () if pressed(Key::PageUp) => now.map_or(last, |place| place.saturating_sub(20)),
        () if pressed(Key::Home) => 0,
        () if pressed(Key::End) => last,
        () => return None,
    };
    let row = state.frame_at(place)?;
    state.reveal(row);
    Some(row)
}

fn head_ui(ui: &Ui, columns: &Columns, rect: Rect) {
    let t = tokens(ui);
    let (painter, y) = (ui.painter(), text::small_baseline(rect));
    painter.rect_filled(rect, 0, t.surface);
    for (right, head) in [(columns.time, "Time, ms"), (columns.stream, "Stream"), (columns.size, "Size")] {
        text::paint_right(painter, pos2(right, y), Font::SmallStrong, t.text2, head);
    }
    text::paint(painter, pos2(columns.kind, y), Font::SmallStrong, t.text2, "Type");
    let room = columns.end - columns.says;
    text::paint_within(painter, pos2(columns.says, y), room, Font::SmallStrong, t.text2, "Says · windows after it");
    paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
}

/// Where frames are missing between those that are kept.
fn gap_ui(ui: &Ui, columns: &Columns, rows: &Range<u64>, rect: Rect) {
    let t = tokens(ui);
    let words = format!("{} no longer kept", units::counted(rows.end - rows.start, "frame"));
    ui.painter().rect_filled(rect, 0, t.surface);
    let y = text::baseline(rect);
    text::paint_within(ui.painter(), pos2(columns.kind, y), columns.end - columns.kind, Font::Body, t.text2, &words);
    let response = ui.interact(rect, ui.scope_id().with(("gap", rows.start)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &words));
}

fn row_ui(ui: &mut Ui, columns: &Columns, frame: &Frame, rect: Rect, (is_chosen, has_focus): (bool, bool)) -> Response {
    let t = tokens(ui);
    let response = ui.interact(rect, ui.scope_id().with(("frame", frame.row)), Sense::CLICK);
    response.widget_info(|| WidgetInfo::selected(Role::Row, true, is_chosen, spoken(frame)));
    let ground = match (is_chosen, has_focus) {
        (true, true) => RowGround::Selected,
        (true, false) => RowGround::SelectedWithoutFocus,
        (false, _) if response.hovered() => RowGround::Hovered,
        (false, _) => RowGround::Plain,
    };
    paint::row_ground(ui.painter(), rect, ground, t);
    let (painter, y) = (ui.painter(), text::baseline(rect));
    let (icon, way) = match frame.direction {
        Direction::Sent => (icons::ARROW_UPWARD, t.sent),
        Direction::Received => (icons::ARROW_DOWNWARD, t.received),
    };
    text::paint_icon(painter, pos2(rect.left() + 20.0, rect.center().y), icon, way);
    text::paint_right(painter, pos2(columns.time, y), Font::Code, t.text, &millis(frame));
    let swatch =
        Rect::from_min_max(pos2(columns.kind, rect.top() + 6.0), pos2(columns.kind + 3.0, rect.bottom() - 6.0));
    painter.rect_filled(swatch, 0, color(frame.kind, frame.direction, t));
    let ends = if matches!(frame.kind, 3 | 7) { t.error } else { t.text };
    text::paint(painter, pos2(columns.kind + 10.0, y), Font::Code, ends, &frame.name());
    let stream = if frame.stream == 0 { "–".to_owned() } else { frame.stream.to_string() };
    text::paint_right(painter, pos2(columns.stream, y), Font::Code, t.text2, &stream);
    text::paint_right(painter, pos2(columns.size, y), Font::Code, t.text2, &units::size(frame.length.into()));
    let room = (columns.end - columns.says).max(0.0);
    text::paint_within(painter, pos2(columns.says, y), room, Font::Body, t.text2, &says(frame));
    response
}

/// `12.345`; what opened a kept connection stands before the start.
pub fn millis(frame: &Frame) -> String {
    format!("{:.3}", frame.at.micros as f64 / 1e3)
}

/// `END_STREAM · +65,536 B · stream 64 KiB, connection 1 MiB`.
pub fn says(frame: &Frame) -> String {
    let windows = match frame.effect {
        FrameEffect::Windows { connection, stream } => {
            let window = |left: i64| {
                if left < 0 {
                    format!("-{}", units::size(left.unsigned_abs()))
                } else {
                    units::size(left.unsigned_abs())
                }
            };
            let stream = stream.map(|left| format!("stream {}, ", window(left))).unwrap_or_default();
            format!("{stream}connection {}", window(connection))
        }
        FrameEffect::RoundTrip(_) | FrameEffect::None => String::new(),
    };
    let said = [frame.flag_names().join(" "), frame.gist(), windows];
    said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn spoken(frame: &Frame) -> String {
    let way = if frame.direction == Direction::Sent { "sent" } else { "received" };
    format!(
        "{} {way} at {} ms, stream {}, {} B, {}",
        frame.name(),
        millis(frame),
        frame.stream,
        frame.length,
        says(frame)
    )
}
