//! The strip of document tabs: badge, title, one mark, and a close sign on the chosen and the hovered one.
//!
//! Knows indices; it moves and closes nothing itself but says what the user wants.

use egui::{Color32, Rect, Response, Role, Sense, Ui, pos2, vec2};

use super::Lead;
use super::icon_button::IconButton;
use super::menu::{MenuItem, context_menu, menu};
use super::target::{named_choice, ring_inside, to_grid};
use crate::theme::{Font, icons, paint, size, text, tokens};

/// What a tab says about its document, after the title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TabMark {
    /// Nothing.
    #[default]
    None,
    /// A dot: not saved.
    Unsaved,
    /// A triangle: at work.
    Running,
    /// A check: went well.
    Done,
    /// The error sign: went wrong.
    Failed,
}

impl TabMark {
    const fn spoken(self) -> &'static str {
        match self {
            TabMark::None => "",
            TabMark::Unsaved => ", not saved",
            TabMark::Running => ", running",
            TabMark::Done => ", done",
            TabMark::Failed => ", failed",
        }
    }
}

/// One tab.
#[derive(Clone, Debug)]
pub struct DocTab<'a> {
    /// Which tab it is, whatever its place: drags and focus follow it.
    pub key: u64,
    /// A badge or an icon before the title.
    pub lead: Lead,
    /// The title; elided where there are many tabs.
    pub title: &'a str,
    /// The tooltip, with the whole of what the title cuts short.
    pub hint: &'a str,
    /// Opened by one click and reused by the next: its title is in `text2`.
    pub preview: bool,
    /// After the title.
    pub mark: TabMark,
}

/// What the user wants of the strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TabEvent {
    /// Show this one.
    Choose(usize),
    /// Close this one: by its sign or by a middle click.
    Close(usize),
    /// A preview becomes a tab that stays: by a double click.
    Keep(usize),
    /// Take the tab at `from` and put it before the one that stands at `to` now.
    Move {
        /// Where it is.
        from: usize,
        /// Before which it goes; the number of tabs for the end.
        to: usize,
    },
    /// A new tab.
    New,
}

/// A strip of document tabs.
#[must_use = "call show_at"]
pub struct TabStrip<'a> {
    tabs: &'a [DocTab<'a>],
    chosen: usize,
    new_shortcut: Option<&'a str>,
}

/// The narrowest title, when tabs have to share.
const TITLE_MIN: f32 = 64.0;

impl<'a> TabStrip<'a> {
    /// The tabs in order and which of them is shown.
    pub fn new(tabs: &'a [DocTab<'a>], chosen: usize) -> Self {
        Self { tabs, chosen, new_shortcut: None }
    }

    /// The keys that open a new tab, for the tooltip.
    pub fn new_shortcut(mut self, keys: &'a str) -> Self {
        self.new_shortcut = Some(keys);
        self
    }

    /// Draws the strip over `rect` (32 high) with a line at its bottom. `tab_menu` fills the menu of the tab whose
    /// index it is given.
    pub fn show_at(self, ui: &mut Ui, rect: Rect, mut tab_menu: impl FnMut(&mut Ui, usize)) -> Vec<TabEvent> {
        let t = tokens(ui);
        ui.painter().rect_filled(rect, 0, t.app);
        paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, t.line);
        let mut events = Vec::new();
        let room = rect.width() - 32.0;
        let title_room = self.title_room(ui, room);
        let (first, end) = self.window(ui, room, title_room);

        let mut cells: Vec<(usize, Rect)> = Vec::new();
        let mut left = rect.left();
        for (index, tab) in self.tabs.iter().enumerate().take(end).skip(first) {
            let width = self.tab_width(ui, index, tab, title_room);
            cells.push((index, Rect::from_min_size(pos2(left, rect.top()), vec2(width, rect.height()))));
            left += width;
        }
        for &(index, cell) in &cells {
            if let Some(tab) = self.tabs.get(index) {
                let response = self.tab_ui(ui, cell, index, tab, &mut events);
                context_menu(&response, |ui| tab_menu(ui, index));
            }
        }
        self.drag_ui(ui, &cells, &mut events);

        let mut plus = IconButton::new(icons::ADD, "New tab");
        if let Some(keys) = self.new_shortcut {
            plus = plus.shortcut(keys);
        }
        if plus.show_around(ui, pos2(left + 16.0, rect.center().y)).clicked() {
            events.push(TabEvent::New);
        }
        if end - first < self.tabs.len() {
            self.all_tabs_ui(ui, rect, &mut events);
        }
        events
    }

    /// The room for each title: without bound where all tabs fit, else an equal share.
    fn title_room(&self, ui: &Ui, room: f32) -> f32 {
        let width = |cap: f32| -> f32 {
            self.tabs.iter().enumerate().map(|(index, tab)| self.tab_width(ui, index, tab, cap)).sum()
        };
        if width(f32::INFINITY) <= room {
            return f32::INFINITY;
        }
        let caps = [160.0, 120.0, 96.0, 80.0, TITLE_MIN];
        caps.into_iter().find(|&cap| width(cap) <= room).unwrap_or(TITLE_MIN)
    }

    /// The tabs that are shown, as a range around the chosen one, where not even short titles fit.
    fn window(&self, ui: &Ui, room: f32, title_room: f32) -> (usize, usize) {
        let widths: Vec<f32> =
            self.tabs.iter().enumerate().map(|(i, tab)| self.tab_width(ui, i, tab, title_room)).collect();
        let all: f32 = widths.iter().sum();
        if all <= room {
            return (0, widths.len());
        }
        let room = room - size::CONTROL;
        let mut first = 0;
        let mut used = 0.0;
        let mut end = 0;
        for (index, width) in widths.iter().enumerate() {
            used += width;
            while used > room && first < index && (index <= self.chosen) {
                used -= widths.get(first).copied().unwrap_or(0.0);
                first += 1;
            }
            if used > room && index > self.chosen {
                break;
            }
            end = index + 1;
        }
        (first, end)
    }

    fn tab_width(&self, ui: &Ui, index: usize, tab: &DocTab<'_>, title_room: f32) -> f32 {
        let title = text::width(ui.ctx(), Font::Body, tab.title).min(title_room);
        let mark = if tab.mark == TabMark::None { 0.0 } else { 20.0 };
        let close = if index == self.chosen { 20.0 } else { 0.0 };
        to_grid(12.0 + size::ICON + 8.0 + title + mark + close + 12.0)
    }

    fn tab_ui(&self, ui: &mut Ui, cell: Rect, index: usize, tab: &DocTab<'_>, events: &mut Vec<TabEvent>) -> Response {
        let t = tokens(ui);
        let id = ui.scope_id().with(("tab", tab.key));
        let response = ui.interact(cell, id, Sense::click_and_drag());
        let chosen = index == self.chosen;
        let preview = if tab.preview { ", preview" } else { "" };
        named_choice(&response, Role::Tab, chosen, &format!("{}{preview}{}", tab.title, tab.mark.spoken()));
        if response.middle_clicked() {
            events.push(TabEvent::Close(index));
        } else if response.double_clicked() {
            events.push(TabEvent::Keep(index));
        } else if response.clicked() {
            events.push(TabEvent::Choose(index));
        }

        let hovered = response.hovered() || response.contains_pointer();
        self.paint_ground(ui, cell, index, hovered);
        let painter = ui.painter();
        let middle = cell.center().y;
        let color = if tab.preview && !chosen && !hovered { t.text2 } else { t.text };
        let lead_color = if chosen { t.text } else { t.text2 };
        tab.lead.paint(painter, pos2(cell.left() + 20.0, middle), lead_color);
        let shows_close = chosen || hovered;
        // On a hovered tab the close sign stands where the mark was, so that the tab keeps its width.
        let shows_mark = tab.mark != TabMark::None && (chosen || !hovered);
        let at_end = f32::from(u8::from(shows_close)) * 20.0 + f32::from(u8::from(shows_mark)) * 20.0;
        let title_left = cell.left() + 36.0;
        let title_room = cell.right() - 12.0 - at_end - title_left;
        let at = pos2(title_left, text::baseline(cell));
        text::paint_within(painter, at, title_room + 3.0, Font::Body, color, tab.title);
        if shows_mark {
            let mark_x = cell.right() - if chosen { 36.0 } else { 16.0 };
            paint_mark(ui, pos2(mark_x, middle), tab.mark);
        }
        ring_inside(ui, &response, cell.shrink(1.0));
        if shows_close {
            let name = format!("Close {}", tab.title);
            let close = IconButton::new(icons::CLOSE, &name);
            let target = Rect::from_center_size(pos2(cell.right() - 16.0, middle), vec2(20.0, 24.0));
            if close.show_at(ui, target).clicked() {
                events.retain(|event| *event != TabEvent::Choose(index));
                events.push(TabEvent::Close(index));
            }
        }
        if tab.hint.is_empty() || response.dragged() { response } else { response.on_hover_text(tab.hint) }
    }

    fn paint_ground(&self, ui: &Ui, cell: Rect, index: usize, hovered: bool) {
        let (t, painter) = (tokens(ui), ui.painter());
        if index == self.chosen {
            painter.rect_filled(cell, 0, t.surface);
            let bar = Rect::from_min_size(cell.min, vec2(cell.width(), 2.0));
            painter.rect_filled(bar, 0, t.accent);
            paint::divider_v(painter, cell.left() - 1.0, cell.y_range(), t.line);
            paint::divider_v(painter, cell.right() - 1.0, cell.y_range(), t.line);
            return;
        }
        if hovered {
            let inside = Rect::from_min_max(cell.min, cell.max - vec2(1.0, 1.0));
            painter.rect_filled(inside, 0, t.hover);
        }
        if index + 1 != self.chosen {
            let middle = cell.center().y;
            paint::divider_v(painter, cell.right() - 1.0, (middle - 8.0)..=(middle + 8.0), t.line);
        }
    }

    /// A dragged tab: the line where it would land, and the move once it is let go.
    fn drag_ui(&self, ui: &Ui, cells: &[(usize, Rect)], events: &mut Vec<TabEvent>) {
        let drag = cells.iter().find_map(|&(index, _)| {
            let tab = self.tabs.get(index)?;
            let response = ui.ctx().read_response(ui.scope_id().with(("tab", tab.key)))?;
            (response.dragged() || response.drag_stopped()).then_some((index, response))
        });
        let Some((from, response)) = drag else { return };
        let Some(pointer) = ui.input(|input| input.pointer.latest_pos()) else { return };
        let far = response.total_drag_delta().is_some_and(|delta| delta.x.abs() > 12.0) || response.drag_stopped();
        let landing = cells.iter().find(|(_, cell)| pointer.x < cell.center().x);
        let to = landing.map_or_else(|| cells.last().map_or(0, |(index, _)| index + 1), |(index, _)| *index);
        let moves = to != from && to != from + 1;
        if !far || !moves {
            return;
        }
        let x = landing.map_or_else(|| cells.last().map_or(0.0, |(_, cell)| cell.right()), |(_, cell)| cell.left());
        if let Some((_, cell)) = cells.first() {
            let line = Rect::from_x_y_ranges((x - 1.0)..=(x + 1.0), cell.y_range());
            ui.painter().rect_filled(line, 0, tokens(ui).accent);
        }
        if response.drag_stopped() {
            events.push(TabEvent::Move { from, to });
        }
    }

    /// The menu of all tabs, at the right end, where some do not fit.
    fn all_tabs_ui(&self, ui: &mut Ui, rect: Rect, events: &mut Vec<TabEvent>) {
        let center = pos2(rect.right() - 16.0, rect.center().y);
        let button = IconButton::new(icons::EXPAND_MORE, "All tabs").show_around(ui, center);
        menu(&button, |ui| {
            for (index, tab) in self.tabs.iter().enumerate() {
                if MenuItem::new(tab.title).chosen(index == self.chosen).show(ui).clicked() {
                    events.push(TabEvent::Choose(index));
                }
            }
        });
    }
}

fn paint_mark(ui: &Ui, center: egui::Pos2, mark: TabMark) {
    let (t, painter) = (tokens(ui), ui.painter());
    let icon = |icon, color: Color32| text::paint_icon(painter, center, icon, color);
    match mark {
        TabMark::None => {}
        TabMark::Unsaved => {
            painter.circle_filled(center, 4.0, t.text2);
        }
        TabMark::Running => icon(icons::PLAY_ARROW, t.accent),
        TabMark::Done => icon(icons::CHECK, t.ok),
        TabMark::Failed => icon(icons::ERROR, t.error),
    }
}
