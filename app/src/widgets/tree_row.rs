//! A row of a tree: indent, chevron, badge, name, and a quiet hint at the right that gives way to the name.
//!
//! Knows no tree; the panel keeps what is unfolded and what is selected.

use egui::{Color32, EventFilter, Id, Key, Modifiers, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::Lead;
use super::button::paint_chevron;
use super::target::ring_inside;
use crate::theme::paint::RowGround;
use crate::theme::{Font, Icon, paint, size, text, tokens};

/// A row of a tree.
#[must_use = "call show or show_at"]
pub struct TreeRow<'a> {
    name: &'a str,
    depth: usize,
    open: Option<bool>,
    lead: Option<Lead>,
    hint: Option<(&'a str, Color32)>,
    hint_icon: Option<Icon>,
    quiet: bool,
    path: bool,
    selected: bool,
    panel_focused: bool,
    found: &'a [usize],
    sense: Sense,
    id: Option<Id>,
}

/// What a row of a tree left behind.
pub struct TreeRowOutput {
    /// Of the whole row: `clicked`, `double_clicked`, its context menu.
    pub response: Response,
    /// Fold or unfold: by the chevron, by Left or by Right.
    pub toggled: bool,
    /// Fold or unfold all below too: by `*`.
    pub toggled_all: bool,
}

impl<'a> TreeRow<'a> {
    /// A leaf at the top level.
    pub fn new(name: &'a str) -> Self {
        Self {
            name,
            depth: 0,
            open: None,
            lead: None,
            hint: None,
            hint_icon: None,
            quiet: false,
            path: false,
            selected: false,
            panel_focused: true,
            found: &[],
            sense: Sense::click(),
            id: None,
        }
    }

    /// How many levels it is below the top.
    pub fn depth(mut self, depth: usize) -> Self {
        self.depth = depth;
        self
    }

    /// A branch, unfolded or not.
    pub fn branch(mut self, open: bool) -> Self {
        self.open = Some(open);
        self
    }

    /// A badge or icon before the name.
    pub fn lead(mut self, lead: Lead) -> Self {
        self.lead = Some(lead);
        self
    }

    /// A small hint at the right, in a colour of the theme.
    pub fn hint(mut self, hint: &'a str, color: Color32) -> Self {
        self.hint = Some((hint, color));
        self
    }

    /// What stands for the hint where the row is narrower than 240.
    pub fn hint_icon(mut self, icon: Icon) -> Self {
        self.hint_icon = Some(icon);
        self
    }

    /// Its name in `text2`, as packages are.
    pub fn quiet(mut self) -> Self {
        self.quiet = true;
        self
    }

    /// Its name gives way in the middle, as those do that differ at their end.
    pub fn path(mut self) -> Self {
        self.path = true;
        self
    }

    /// Selected, and whether its panel has the focus.
    pub fn selected(mut self, selected: bool, panel_focused: bool) -> Self {
        self.selected = selected;
        self.panel_focused = panel_focused;
        self
    }

    /// The characters of the name that a filter matched, by index, in rising order.
    pub fn found(mut self, chars: &'a [usize]) -> Self {
        self.found = chars;
        self
    }

    /// A row of a list that has the focus in its place and walks its rows by keys.
    pub fn in_list(mut self) -> Self {
        self.sense = Sense::CLICK;
        self
    }

    /// An identity that stays while rows above come and go.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// Takes the next 24 of the layout of `ui`, over its whole width.
    pub fn show(self, ui: &mut Ui) -> TreeRowOutput {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
        self.show_at(ui, rect)
    }

    /// Draws itself over `rect` (24 high).
    pub fn show_at(self, ui: &mut Ui, rect: Rect) -> TreeRowOutput {
        let id = self.id.unwrap_or_else(|| {
            let id = ui.next_auto_id();
            ui.skip_ahead_auto_ids(1);
            id
        });
        let response = ui.interact(rect, id, self.sense);
        response.widget_info(|| {
            let hint = self.hint.map_or_else(String::new, |(hint, _)| format!(", {hint}"));
            let name = format!("{}{hint}", self.name);
            WidgetInfo::selected(Role::TreeItem, ui.is_enabled(), self.selected, name)
        });
        let chevron = self.chevron_center(rect);
        let on_chevron = self.open.is_some()
            && response.clicked()
            && response.interact_pointer_pos().is_some_and(|at| (at.x - chevron.x).abs() <= 12.0);
        let (by_key, toggled_all) = self.fold_keys(ui, &response);
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response);
        }
        TreeRowOutput { toggled: on_chevron || by_key, toggled_all, response }
    }

    fn chevron_center(&self, rect: Rect) -> egui::Pos2 {
        pos2(rect.left() + 16.0 + size::INDENT * self.depth as f32, rect.center().y)
    }

    /// Right unfolds, Left folds, `*` does all below; the arrows stay with the row only where they do something.
    fn fold_keys(&self, ui: &Ui, response: &Response) -> (bool, bool) {
        let Some(open) = self.open.filter(|_| response.has_focus()) else { return (false, false) };
        let filter = EventFilter { horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|input| {
            let fold = open && input.consume_key(Modifiers::NONE, Key::ArrowLeft);
            let unfold = !open && input.consume_key(Modifiers::NONE, Key::ArrowRight);
            let star = input.events.iter().any(|event| matches!(event, egui::Event::Text(typed) if typed == "*"));
            (fold || unfold, star)
        })
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response) {
        let (t, painter) = (tokens(ui), ui.painter());
        let ground = match (self.selected, self.panel_focused, response.hovered()) {
            (true, true, _) => RowGround::Selected,
            (true, false, _) => RowGround::SelectedWithoutFocus,
            (false, _, true) => RowGround::Hovered,
            (false, _, false) => RowGround::Plain,
        };
        paint::row_ground(painter, rect, ground, t);
        let chevron = self.chevron_center(rect);
        let color = if self.quiet && !self.selected { t.text2 } else { t.text };
        let mut left = rect.left() + 12.0 + size::INDENT * self.depth as f32;
        if let Some(open) = self.open {
            paint_chevron(painter, chevron, open, t.text2);
            left = chevron.x + 12.0;
        }
        if let Some(lead) = self.lead {
            let lead_color = if self.selected || response.hovered() { t.text } else { t.text2 };
            lead.paint(painter, pos2(left + 8.0, rect.center().y), lead_color);
            left += size::ICON + 8.0;
        }
        let baseline = text::baseline(rect);
        let right = self.paint_hint(ui, rect, left);
        self.paint_found(ui, rect, pos2(left, baseline), right);
        let paint_name = if self.path { text::paint_path_within } else { text::paint_within };
        paint_name(painter, pos2(left, baseline), right - left, Font::Body, color, self.name);
        ring_inside(ui, response, rect);
    }

    /// Paints the hint where the name leaves it room; returns where the name has to end.
    fn paint_hint(&self, ui: &Ui, rect: Rect, left: f32) -> f32 {
        let right = rect.right() - 12.0;
        let Some((hint, color)) = self.hint else { return right };
        let painter = ui.painter();
        let name_end = left + text::width(ui.ctx(), Font::Body, self.name);
        let narrow = rect.width() < 240.0;
        if let Some(icon) = self.hint_icon.filter(|_| narrow) {
            if name_end + 8.0 + size::ICON > right {
                return right;
            }
            text::paint_icon(painter, pos2(right - 8.0, rect.center().y), icon, color);
            return right - size::ICON - 8.0;
        }
        let width = text::width(ui.ctx(), Font::Small, hint);
        if name_end + 12.0 + width > right {
            return right;
        }
        text::paint_right(painter, pos2(right, text::baseline(rect)), Font::Small, color, hint);
        right - width - 12.0
    }

    /// Grounds of `found` below the matched characters.
    fn paint_found(&self, ui: &Ui, rect: Rect, at: egui::Pos2, right: f32) {
        if self.found.is_empty() {
            return;
        }
        let t = tokens(ui);
        let prefix = |chars: usize| -> f32 {
            let end = self.name.char_indices().nth(chars).map_or(self.name.len(), |(byte, _)| byte);
            text::width(ui.ctx(), Font::Body, self.name.get(..end).unwrap_or_default())
        };
        for run in self.found.chunk_by(|one, next| one + 1 == *next) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let (from, to) = (at.x + prefix(*first), (at.x + prefix(last + 1)).min(right));
            if from >= to {
                break;
            }
            let mark = Rect::from_x_y_ranges(from..=to, (rect.top() + 4.0)..=(rect.bottom() - 4.0));
            ui.painter().rect_filled(mark, 2, t.found);
        }
    }
}
