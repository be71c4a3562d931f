//! A list of rows of 24 that has the focus in their place: where it stands, which row is chosen, and its keys.
//! It knows no rows; who draws them is told which are seen.

use egui::{Event, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo};

use crate::{
    theme::{size, tokens},
    viewers::{
        parts,
        scroll::RowScroll,
        scroll_bar::{scroll_bar_ui, take_wheel},
    },
};

/// What is typed within this time is one word.
const TYPING_SECS: f64 = 1.0;

/// Where a list stands.
#[derive(Default)]
pub(super) struct ListState {
    /// The chosen row.
    pub(super) chosen: Option<usize>,
    /// The list is to have the focus.
    pub(super) wants_focus: bool,
    scroll: RowScroll,
    wants_seen: bool,
    wants_shown: bool,
    typed: String,
    typed_at: f64,
}

/// What the keys ask for beyond moving.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ListKey {
    /// Unfold the chosen row, or go to the first below it.
    Right,
    /// Fold it, or go to the row above it in the tree.
    Left,
    /// Unfold all below it.
    UnfoldAll,
    /// Fold or unfold it.
    Enter,
    /// Copy it.
    Copy,
    /// Go to the next row whose name begins so.
    Typed(String),
}

/// A list in this frame.
pub(super) struct ListFrame {
    /// Of the whole list, which has the focus.
    pub(super) response: Response,
    /// The rows that are at least partly seen.
    pub(super) seen: std::ops::Range<usize>,
    pub(super) key: Option<ListKey>,
    /// The chosen row is another than before.
    pub(super) moved: bool,
    body: Rect,
    top: f64,
}

impl ListFrame {
    /// Where a row is drawn.
    pub(super) fn row(&self, row: usize) -> Rect {
        let top = self.body.top() + ((row as f64 - self.top) * f64::from(size::ROW)) as f32;
        parts::row_at(self.body, top)
    }
}

impl ListState {
    /// Chooses a row and scrolls to it.
    pub(super) fn choose(&mut self, row: usize) {
        self.chosen = Some(row);
        self.wants_seen = true;
    }

    /// Chooses a row that may be far away: it is shown with what stands above it.
    pub(super) fn choose_far(&mut self, row: usize) {
        self.chosen = Some(row);
        self.wants_shown = true;
    }

    /// Takes keys and the wheel, and says what is seen of `rows` rows in `body`.
    pub(super) fn begin(&mut self, ui: &Ui, id: Id, name: &str, body: Rect, rows: usize) -> ListFrame {
        let response = ui.interact(body, id, Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Tree, true, name));
        let visible = f64::from((body.height() / size::ROW).max(1.0));
        if std::mem::take(&mut self.wants_focus) {
            response.request_focus();
            self.chosen = self.chosen.or(Some(0));
        }
        if self.chosen.is_some_and(|row| row >= rows) {
            self.chosen = rows.checked_sub(1);
        }
        let before = self.chosen;
        let key = self.keys(ui, &response, rows, visible);
        let wheel = take_wheel(ui, body);
        self.scroll.scroll_by(f64::from(-wheel.y / size::ROW), rows, visible);
        if let (true, Some(row)) = (self.wants_seen, self.chosen) {
            self.scroll.reveal(row, rows, visible);
        }
        if let (true, Some(row)) = (self.wants_shown, self.chosen) {
            self.scroll.show(row, rows, visible);
        }
        (self.wants_seen, self.wants_shown) = (false, false);
        let seen = self.scroll.seen(rows, visible);
        ListFrame { response, seen, key, moved: self.chosen != before, body, top: self.scroll.top() }
    }

    /// The scroll bar and the ring, over the rows.
    pub(super) fn end(&mut self, ui: &Ui, frame: &ListFrame, rows: usize) {
        let visible = f64::from((frame.body.height() / size::ROW).max(1.0));
        scroll_bar_ui(ui, frame.response.id.with("bar"), frame.body, &mut self.scroll, (rows, visible), tokens(ui));
        parts::ring_if_focused(ui, &frame.response);
    }

    fn keys(&mut self, ui: &Ui, response: &Response, rows: usize, visible: f64) -> Option<ListKey> {
        if !response.has_focus() || rows == 0 {
            return None;
        }
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        let (last, now, page) = (rows - 1, self.chosen, (visible as usize).max(2) - 1);
        let to = match () {
            () if pressed(Key::ArrowDown) => Some(now.map_or(0, |row| row + 1)),
            () if pressed(Key::ArrowUp) => Some(now.unwrap_or(0).saturating_sub(1)),
            () if pressed(Key::PageDown) => Some(now.unwrap_or(0) + page),
            () if pressed(Key::PageUp) => Some(now.unwrap_or(0).saturating_sub(page)),
            () if pressed(Key::Home) => Some(0),
            () if pressed(Key::End) => Some(last),
            () => None,
        };
        if let Some(to) = to {
            self.choose(to.min(last));
        }
        for (key, means) in
            [(Key::ArrowRight, ListKey::Right), (Key::ArrowLeft, ListKey::Left), (Key::Enter, ListKey::Enter)]
        {
            if pressed(key) {
                return Some(means);
            }
        }
        if ui.input(|input| input.events.contains(&Event::Copy)) {
            return Some(ListKey::Copy);
        }
        self.typed(ui)
    }

    fn typed(&mut self, ui: &Ui) -> Option<ListKey> {
        let (text, now) = ui.input(|input| {
            let texts = input.events.iter().filter_map(|event| match event {
                Event::Text(text) => Some(text.as_str()),
                _ => None,
            });
            (texts.collect::<String>(), input.time)
        });
        if text.is_empty() {
            return None;
        }
        if text == "*" {
            return Some(ListKey::UnfoldAll);
        }
        if now - self.typed_at > TYPING_SECS {
            self.typed.clear();
        }
        self.typed_at = now;
        self.typed.push_str(&text.to_lowercase());
        Some(ListKey::Typed(self.typed.clone()))
    }
}
