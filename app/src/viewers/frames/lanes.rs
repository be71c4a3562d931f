//! Lanes over time: messages and frames, each way, with one tick a point; the weightiest of what falls on it.
//! It looks at the frames again only when there are others or another part of the call is shown.

use egui::{Color32, Rect, Ui, pos2};
use farcall_core::transport::{Direction, Frame, FrameLog, FrameTime};

use super::axis::Axis;
use crate::{
    theme::{Font, Tokens, paint, text, tokens},
    units,
};

/// Height of a lane.
pub const LANE: f32 = 20.0;
/// Room for names and figures at the left.
pub const LABELS: f32 = 120.0;
/// Height of the row with the times.
pub const TIMES: f32 = 20.0;

/// The lanes, from above.
pub const NAMES: [&str; 4] = ["Messages sent", "received", "Frames sent", "received"];

/// What is drawn at one point.
#[derive(Debug, Clone, Copy, Default)]
struct Tick {
    weight: u8,
    kind: u8,
    row: u64,
    largest: u32,
    count: u32,
}

/// Ticks of the last frames looked at.
#[derive(Default)]
pub struct Ticks {
    seen: Option<(u64, Axis)>,
    frames: [Vec<Tick>; 2],
    messages: [Vec<u32>; 2],
    gap: Option<Gap>,
}

/// From when to when frames are no longer kept, in microseconds, and how many those are.
#[derive(Debug, Clone, Copy)]
struct Gap {
    from: f64,
    to: f64,
    frames: u64,
}

impl Gap {
    fn of(log: &FrameLog) -> Option<Self> {
        let dropped = log.summary().dropped;
        let at = |row: u64| Some(log.frames(row..row + 1).first()?.at.micros as f64);
        let frames = dropped.end.checked_sub(dropped.start).filter(|frames| *frames > 0)?;
        let from = dropped.start.checked_sub(1).and_then(at).unwrap_or(0.0);
        Some(Self { from, to: at(dropped.end)?, frames })
    }
}

impl Ticks {
    /// Looks again if need be.
    pub fn refresh(&mut self, log: &FrameLog, revision: u64, axis: &Axis) {
        if self.seen == Some((revision, *axis)) {
            return;
        }
        self.seen = Some((revision, *axis));
        let width = axis.x.span().max(1.0) as usize + 1;
        for lane in &mut self.frames {
            lane.clear();
            lane.resize(width, Tick::default());
        }
        for lane in &mut self.messages {
            lane.clear();
            lane.resize(width, 0);
        }
        self.gap = Gap::of(log);
        let from = FrameTime { micros: axis.from.max(0.0) as i64 };
        log.look(from, |frame| {
            let at = frame.at.micros as f64;
            if let Some(tick) = self.frames.get_mut(lane_of(frame.direction)).and_then(|lane| slot(lane, axis, at)) {
                tick.take(frame);
            }
            at <= axis.to
        });
        for mark in log.marks() {
            for (lane, count) in self.messages.iter_mut().zip([mark.sent, mark.received]) {
                if let Some(here) = slot(lane, axis, mark.from_micros as f64) {
                    *here += count;
                }
            }
        }
    }

    /// The frame that is drawn nearest to a point of a lane, three points to either side.
    pub fn frame_at(&self, axis: &Axis, direction: Direction, x: f32) -> Option<u64> {
        let lane = self.frames.get(lane_of(direction))?;
        let at = (x - axis.x.min).round() as i64;
        let near = [0, 1, -1, 2, -2, 3, -3].into_iter();
        let tick = |off: i64| lane.get(usize::try_from(at + off).ok()?).filter(|tick| tick.count > 0);
        near.filter_map(tick).map(|tick| tick.row).next()
    }
}

impl Tick {
    fn take(&mut self, frame: &Frame) {
        self.count += 1;
        self.largest = self.largest.max(frame.length);
        let weight = weight(frame.kind);
        if weight > self.weight {
            (self.weight, self.kind, self.row) = (weight, frame.kind, frame.row);
        }
    }
}

fn lane_of(direction: Direction) -> usize {
    usize::from(direction == Direction::Received)
}

fn slot<'a, T>(lane: &'a mut [T], axis: &Axis, micros: f64) -> Option<&'a mut T> {
    let at = axis.place(micros) - axis.x.min;
    if at < 0.0 {
        return None;
    }
    lane.get_mut(at as usize)
}

/// What ends things stands before what opens them, and that before what merely goes on.
fn weight(kind: u8) -> u8 {
    match kind {
        3 | 7 => 5,
        1 => 4,
        4 | 6 => 3,
        8 => 2,
        _ => 1,
    }
}

/// The colour of a frame.
pub fn color(kind: u8, direction: Direction, t: &Tokens) -> Color32 {
    match (kind, direction) {
        (3 | 7, _) => t.error,
        (1 | 9, _) => t.accent,
        (8, _) => t.ok,
        (0, Direction::Sent) => t.sent,
        (0, Direction::Received) => t.received,
        _ => t.text2,
    }
}

/// Draws the times and the four lanes from the top of `area`; returns where the lanes of frames are.
pub fn lanes_ui(ui: &Ui, area: Rect, axis: &Axis, ticks: &Ticks, chosen: Option<&Frame>) -> [Rect; 2] {
    let t = tokens(ui);
    let painter = ui.painter();
    let times = area.with_max_y(area.top() + TIMES);
    for at in axis.marks(88.0) {
        let x = axis.place(at).round();
        paint::divider_v(painter, x, times.bottom() - 4.0..=area.bottom(), t.line);
        let words = match at > 0.0 {
            true => units::duration(std::time::Duration::from_secs_f64(at / 1e6)),
            false => "0 s".to_owned(),
        };
        let width = text::width(ui.ctx(), Font::SmallCode, &words);
        let left = (x - width / 2.0).clamp(axis.x.min - 8.0, axis.x.max - width);
        text::paint(painter, pos2(left.round(), text::small_baseline(times)), Font::SmallCode, t.text2, &words);
    }
    let lane = |at: usize| {
        let top = times.bottom() + at as f32 * LANE;
        Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), top + LANE))
    };
    for (at, name) in NAMES.iter().enumerate() {
        let row = lane(at);
        text::paint_right(painter, pos2(axis.x.min - 12.0, text::small_baseline(row)), Font::Small, t.text2, name);
        paint::divider_h(painter, axis.x, row.bottom() - 1.0, t.line);
    }
    if let Some(gap) = ticks.gap {
        gap_ui(ui, lane(2).union(lane(3)), axis, gap);
    }
    let bar = |row: Rect, at: usize, height: f32, color: Color32| {
        let left = (axis.x.min + at as f32).round();
        let top = row.bottom() - 2.0 - height;
        painter.rect_filled(Rect::from_min_max(pos2(left, top), pos2(left + 2.0, row.bottom() - 2.0)), 0, color);
    };
    for ((at, counts), color) in ticks.messages.iter().enumerate().zip([t.sent, t.received]) {
        for (x, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            bar(lane(at), x, (6.0 + (*count as f32).ln() * 2.0).min(LANE - 5.0), color);
        }
    }
    for (at, (lane_ticks, direction)) in ticks.frames.iter().zip([Direction::Sent, Direction::Received]).enumerate() {
        for (x, tick) in lane_ticks.iter().enumerate().filter(|(_, tick)| tick.count > 0) {
            let height =
                if tick.weight > 3 { LANE - 5.0 } else { (4.0 + (tick.largest as f32 + 1.0).ln()).min(LANE - 7.0) };
            bar(lane(at + 2), x, height, color(tick.kind, direction, t));
        }
    }
    if let Some(frame) = chosen {
        let x = axis.place(frame.at.micros as f64).round();
        if axis.x.contains(x) {
            paint::divider_v(painter, x, times.bottom()..=area.bottom(), t.accent);
        }
    }
    [lane(2), lane(3)]
}

/// A ground over the lanes of frames, with words where they fit.
fn gap_ui(ui: &Ui, lanes: Rect, axis: &Axis, gap: Gap) {
    let t = tokens(ui);
    let place = |at: f64| axis.place(at).round().clamp(axis.x.min, axis.x.max);
    let ground = Rect::from_x_y_ranges(place(gap.from)..=place(gap.to), lanes.y_range());
    ui.painter().rect_filled(ground, 0, t.surface);
    let words = format!("{} no longer kept", units::counted(gap.frames, "frame"));
    if text::width(ui.ctx(), Font::Small, &words) + 16.0 <= ground.width() {
        let at = pos2(ground.center().x, text::small_baseline(ground));
        text::paint_centered(ui.painter(), at, Font::Small, t.text2, &words);
    }
}
