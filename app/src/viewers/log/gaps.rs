//! The gaps of a stream that is opened again, as rows of their own between those of the messages.
//! It keeps the gaps as the log had them last, and knows places, not pixels.

use std::{ops::Range, time::Duration};

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};
use farcall_core::{
    call::{CallLog, CallPhase, CallSnapshot, Gap},
    metadata::visible,
};

use super::filter::ListedRows;
use crate::{
    theme::{Font, icons, paint, text, tokens},
    units,
};

/// While a gap counts down the next frame comes after this.
const TICK: Duration = Duration::from_millis(100);

/// The gaps of one log, in order.
#[derive(Debug, Default)]
pub struct GapRows {
    gaps: Vec<Gap>,
    revision: u64,
    /// Gaps before the first row that is listed; they are not shown.
    hidden: usize,
}

/// What stands at a place of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// The message at this place of the listed rows.
    Message(usize),
    /// A gap.
    Gap(usize),
}

impl GapRows {
    /// Takes in what the log has now. Returns how many gaps went away at the front.
    pub fn advance(&mut self, log: &CallLog, now: &CallSnapshot, listed: &ListedRows) -> usize {
        let first = self.first_shown();
        if self.revision != now.gaps.revision {
            self.revision = now.gaps.revision;
            self.gaps = log.gaps();
        }
        self.hidden = self.gaps.partition_point(|gap| gap.row < listed.first());
        let gone = self.gaps.iter().take(self.hidden).filter(|gap| Some(gap.number) >= first).count();
        if first.is_some() { gone } else { 0 }
    }

    /// How many places the listed rows and the gaps take.
    pub fn len(&self, listed: &ListedRows) -> usize {
        listed.len() + self.shown().len()
    }

    /// What stands at a place.
    pub fn item(&self, listed: &ListedRows, place: usize) -> Item {
        // The gaps before the place: gap n of those shown stands at the place of its row, n further down.
        let (mut low, mut high) = (0, self.shown().len());
        while low < high {
            let middle = low.midpoint(high);
            if self.place_of_gap(listed, middle) <= place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        match low.checked_sub(1).filter(|gap| self.place_of_gap(listed, *gap) == place) {
            Some(gap) => Item::Gap(self.hidden + gap),
            None => Item::Message(place - low),
        }
    }

    /// The place of the first listed message at or after a row of the log.
    pub fn place_of(&self, listed: &ListedRows, row: u64) -> usize {
        let before = self.shown().partition_point(|gap| gap.row <= row);
        listed.place_of(row) + before
    }

    /// The gap at an index.
    pub fn gap(&self, index: usize) -> Option<&Gap> {
        self.gaps.get(index)
    }

    /// The listed messages among some items, from the first to behind the last.
    pub fn messages(items: &[Item]) -> Range<usize> {
        let mut places = items.iter().filter_map(|item| match item {
            Item::Message(place) => Some(*place),
            Item::Gap(_) => None,
        });
        let Some(first) = places.next() else { return 0..0 };
        first..places.next_back().unwrap_or(first) + 1
    }

    fn shown(&self) -> &[Gap] {
        self.gaps.get(self.hidden..).unwrap_or_default()
    }

    fn first_shown(&self) -> Option<u32> {
        self.shown().first().map(|gap| gap.number)
    }

    /// Of those shown.
    fn place_of_gap(&self, listed: &ListedRows, index: usize) -> usize {
        self.shown().get(index).map_or(usize::MAX, |gap| listed.place_of(gap.row) + index)
    }
}

/// What a gap says: what happened, and what came of it.
struct GapWords {
    /// `Lost at 12.310 s: UNAVAILABLE · Connection to … closed`.
    lost: String,
    /// `open again after 1.2 s, 2 tries failed, resume_token = "abc"`.
    after: String,
}

/// The words for a gap; `elapsed` is how long the call has been running, `is_over` whether it has ended.
fn gap_words(gap: &Gap, elapsed: Duration, is_over: bool) -> GapWords {
    let status = &gap.lost.status;
    let message = visible(status.message.as_bytes());
    let name = status.code.name();
    let why = if message.is_empty() { name.to_owned() } else { format!("{name} · {message}") };
    let lost = format!("Lost at {:.3} s: {why}", gap.lost.at.as_secs_f64());
    let mut after = match (gap.took(), gap.next_try()) {
        (Some(took), _) => format!("open again after {}", units::duration(took)),
        (None, _) if is_over => "not open again".to_owned(),
        (None, Some(next)) if next > elapsed => format!("opens again in {}", units::running(next - elapsed)),
        (None, _) => "opening again".to_owned(),
    };
    if gap.tries > 0 {
        let tries =
            if gap.tries == 1 { "1 try".to_owned() } else { format!("{} tries", units::count(gap.tries.into())) };
        after.push_str(&format!(", {tries} failed"));
        if gap.reopened.is_none() && gap.last.status.message != status.message {
            after.push_str(&format!(": {}", visible(gap.last.status.message.as_bytes())));
        }
    }
    for resumed in &gap.last.resumed {
        match &resumed.value {
            Some(value) => after.push_str(&format!(", {} = {value}", resumed.field)),
            None => after.push_str(&format!(", {} as it was", resumed.field)),
        }
    }
    if gap.last.left_out > 0 {
        let left_out = units::counted(gap.last.left_out, "request");
        after.push_str(&format!(", {left_out} not sent again: 64 MiB before them are"));
    }
    GapWords { lost, after }
}

/// A row of 24 in the place of a message, with all of it on hover.
pub(super) fn gap_ui(ui: &mut Ui, gap: &Gap, now: &CallSnapshot, rect: Rect) {
    let t = tokens(ui);
    let is_over = now.phase == CallPhase::Finished;
    if gap.reopened.is_none() && !is_over {
        ui.ctx().request_repaint_after(TICK);
    }
    let words = gap_words(gap, now.elapsed, is_over);
    let whole = format!("{} · {}", words.lost, words.after);
    let response = ui.interact(rect, ui.scope_id().with(("gap", gap.number)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, &whole));
    let painter = ui.painter();
    painter.rect_filled(rect, 0, t.warn_ground);
    paint::divider_h(painter, rect.x_range(), rect.bottom() - 1.0, t.line);
    let icon = if gap.reopened.is_some() { icons::LINK } else { icons::LINK_OFF };
    text::paint_icon(painter, pos2(rect.left() + 20.0, rect.center().y), icon, t.warn);
    let (left, right, y) = (rect.left() + 36.0, rect.right() - 12.0, text::baseline(rect));
    // What came of it is the news: it gets the room it needs, up to two thirds.
    let wanted = text::width(ui.ctx(), Font::Body, &words.after);
    let room = wanted.min((right - left) * 0.66);
    text::paint_within(painter, pos2(right - room, y), room + 1.0, Font::Body, t.text2, &words.after);
    text::paint_within(painter, pos2(left, y), right - room - 16.0 - left, Font::Body, t.warn, &words.lost);
    response.on_hover_text(whole);
}

#[cfg(test)]
#[path = "gaps_tests.rs"]
mod tests;
