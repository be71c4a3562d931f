//! Menus: what they look like, their items, and how a button or a row opens one.
//!
//! Knows no action; items say whether they were clicked.

use egui::{Color32, CornerRadius, Margin, Popup, Response, Role, SetOpenCommand, Style, Ui, Vec2, pos2, vec2};

use super::target::{named_choice, ringed, target};
use crate::theme::{Font, Icon, icons, paint, size, text, tokens};

/// Shows a menu below `button` while it is open; a click on the button, or Enter on it, opens and closes it.
pub fn menu(button: &Response, add_items: impl FnOnce(&mut Ui)) {
    Popup::menu(button).gap(4.0).style(style as fn(&mut Style)).show(add_items);
}

/// Shows a menu at the pointer after a right click on `on`, or below it after Shift+F10 while it has the focus.
pub fn context_menu(on: &Response, add_items: impl FnOnce(&mut Ui)) {
    context_menu_of(on, on, add_items);
}

/// The same for a row `on` of a `list` that has the focus in the row's place.
pub fn context_menu_of(on: &Response, list: &Response, add_items: impl FnOnce(&mut Ui)) {
    let popup_id = Popup::default_response_id(on);
    let by_key_slot = popup_id.with("by key");
    let asked_by_key =
        list.has_focus() && on.ctx.input_mut(|input| input.consume_key(egui::Modifiers::SHIFT, egui::Key::F10));
    if asked_by_key {
        on.ctx.data_mut(|data| data.insert_temp(by_key_slot, true));
    } else if on.secondary_clicked() {
        on.ctx.data_mut(|data| data.remove::<bool>(by_key_slot));
    }
    let mut popup = Popup::context_menu(on).style(style as fn(&mut Style));
    if on.ctx.data(|data| data.get_temp(by_key_slot)).unwrap_or(false) {
        popup = popup.at_position(on.rect.left_bottom() + vec2(24.0, 0.0));
    }
    if asked_by_key {
        popup = popup.open_memory(Some(SetOpenCommand::Bool(true)));
    }
    popup.show(add_items);
}

/// The style inside menus: egui's, with our padding.
fn style(style: &mut Style) {
    egui::containers::menu::menu_style(style);
    style.spacing.button_padding = vec2(8.0, 4.0);
    style.spacing.item_spacing = Vec2::ZERO;
    style.spacing.menu_margin = Margin::same(4);
    style.visuals.menu_corner_radius = CornerRadius::same(size::RADIUS);
}

/// A line of a menu.
#[must_use = "call show"]
pub struct MenuItem<'a> {
    label: &'a str,
    quiet: &'a str,
    icon: Option<Icon>,
    shortcut: &'a str,
    chosen: Option<bool>,
    enabled: bool,
    danger: bool,
    hint: &'a str,
}

impl<'a> MenuItem<'a> {
    /// Its word.
    pub fn new(label: &'a str) -> Self {
        Self { label, quiet: "", icon: None, shortcut: "", chosen: None, enabled: true, danger: false, hint: "" }
    }

    /// What stands after the word in `text2`, as the number of an enum value.
    pub fn quiet(mut self, quiet: &'a str) -> Self {
        self.quiet = quiet;
        self
    }

    /// An icon before the word.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The keys that do the same, or any small hint, at the right.
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = keys;
        self
    }

    /// One of a choice: a check stands before the chosen one.
    pub fn chosen(mut self, chosen: bool) -> Self {
        self.chosen = Some(chosen);
        self
    }

    /// Whether it can be clicked; `hint` says why not.
    pub fn enabled(mut self, enabled: bool, hint: &'a str) -> Self {
        self.enabled = enabled;
        self.hint = hint;
        self
    }

    /// It destroys: its word is in `error`.
    pub fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// Draws the line; a click closes the menu.
    pub fn show(self, ui: &mut Ui) -> Response {
        let lead = if self.icon.is_some() || self.chosen.is_some() { 32.0 } else { 8.0 };
        let word = text::width(ui.ctx(), Font::Body, self.label);
        let quiet = if self.quiet.is_empty() { 0.0 } else { 8.0 + text::width(ui.ctx(), Font::Body, self.quiet) };
        let keys = text::width(ui.ctx(), Font::Small, self.shortcut);
        let keys_room = if self.shortcut.is_empty() { 0.0 } else { keys + 24.0 };
        let natural = (lead + word + quiet + keys_room + 12.0).max(160.0);
        let width = if ui.is_sizing_pass() { natural } else { ui.available_width().max(natural) };
        let (_, rect) = ui.allocate_space(vec2(width, size::CONTROL));
        let enabled = self.enabled && ui.is_enabled();
        let response = target(ui, rect, enabled);
        match self.chosen {
            Some(chosen) => named_choice(&response, Role::MenuItemRadio, chosen, self.label),
            None => super::target::named(&response, Role::MenuItem, enabled, self.label),
        }

        let (t, painter) = (tokens(ui), ui.painter());
        let lit = enabled && (response.hovered() || ringed(ui, &response));
        if lit {
            let ground = if response.is_pointer_button_down_on() { t.pressed } else { t.select };
            painter.rect_filled(rect, size::RADIUS, ground);
        }
        let color = match (enabled, self.danger) {
            (false, _) => t.edge,
            (true, true) => t.error,
            (true, false) => t.text,
        };
        let sign = self.icon.or(self.chosen.filter(|chosen| *chosen).map(|_| icons::CHECK));
        if let Some(sign) = sign {
            let sign_color: Color32 = if lit || self.danger {
                color
            } else if enabled {
                t.text2
            } else {
                t.edge
            };
            text::paint_icon(painter, pos2(rect.left() + 16.0, rect.center().y), sign, sign_color);
        }
        let baseline = text::baseline(rect);
        let at = pos2(rect.left() + lead, baseline);
        let room = rect.right() - 12.0 - keys_room - at.x;
        let used = text::paint_within(painter, at, room, Font::Body, color, self.label);
        let quiet_at = pos2(at.x + used + 8.0, baseline);
        text::paint_within(painter, quiet_at, room - used - 8.0, Font::Body, t.text2, self.quiet);
        let keys_at = pos2(rect.right() - 12.0, baseline);
        text::paint_right(painter, keys_at, Font::Small, if enabled { t.text2 } else { t.edge }, self.shortcut);
        if self.hint.is_empty() { response } else { response.on_hover_text(self.hint) }
    }
}

/// A line between groups of a menu.
pub fn menu_divider(ui: &mut Ui) {
    let width = if ui.is_sizing_pass() { 0.0 } else { ui.available_width() };
    let (_, rect) = ui.allocate_space(vec2(width, 9.0));
    paint::divider_h(ui.painter(), rect.x_range(), rect.center().y.floor(), tokens(ui).line);
}

/// A small heading over a group of a menu.
pub fn menu_heading(ui: &mut Ui, heading: &str) {
    let natural = text::width(ui.ctx(), Font::SmallStrong, heading) + 20.0;
    let width = if ui.is_sizing_pass() { natural } else { ui.available_width().max(natural) };
    let (_, rect) = ui.allocate_space(vec2(width, size::ROW));
    let at = pos2(rect.left() + 8.0, text::small_baseline(rect));
    text::paint(ui.painter(), at, Font::SmallStrong, tokens(ui).text2, heading);
}
