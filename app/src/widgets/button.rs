//! Buttons with a word: main, normal, quiet, danger and link.
//!
//! Knows no action: a panel asks whether it was clicked. Buttons of an icon alone are in `icon_button`.

use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Ui, Vec2, pos2, vec2};

use super::target::{self, named, target, tip, to_grid};
use crate::theme::{Font, Icon, Tokens, icons, paint, size, text, tokens};

/// A button with a word on it.
#[must_use = "call show or show_at"]
pub struct Button<'a> {
    look: Look,
    label: &'a str,
    icon: Option<Icon>,
    font: Option<Font>,
    height: f32,
    width: Option<f32>,
    opens_menu: bool,
    prominent: bool,
    warns: bool,
    among_small: bool,
    enabled: bool,
    hint: &'a str,
    name: Option<&'a str>,
    shortcut: Option<&'a str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Main,
    Normal,
    Quiet,
    Danger,
    Link,
}

impl<'a> Button<'a> {
    /// The one main button of a view: white on `fill`.
    pub fn main(label: &'a str) -> Self {
        Self::new(Look::Main, label)
    }

    /// A button with a border.
    pub fn normal(label: &'a str) -> Self {
        Self::new(Look::Normal, label)
    }

    /// A button without a border, in `text2` until the pointer is on it.
    pub fn quiet(label: &'a str) -> Self {
        Self::new(Look::Quiet, label)
    }

    /// The main button of a dialog that destroys.
    pub fn danger(label: &'a str) -> Self {
        Self::new(Look::Danger, label)
    }

    /// A word in `accent` without a frame, at the end of rows and in sentences.
    pub fn link(label: &'a str) -> Self {
        Self { height: size::TARGET, ..Self::new(Look::Link, label) }
    }

    fn new(look: Look, label: &'a str) -> Self {
        Self {
            look,
            label,
            icon: None,
            font: None,
            height: size::CONTROL,
            width: None,
            opens_menu: false,
            prominent: false,
            warns: false,
            among_small: false,
            enabled: true,
            hint: "",
            name: None,
            shortcut: None,
        }
    }

    /// An icon before the word.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// 24 high, for strips of 32.
    pub fn in_strip(mut self) -> Self {
        self.height = size::CONTROL_IN_STRIP;
        self
    }

    /// Small text on the baseline of the texts of 13 beside it, for the ends of rows.
    pub fn small(mut self) -> Self {
        self.font = Some(Font::Small);
        self.in_strip()
    }

    /// Small text on the baseline of small texts, for heads and bars that have no others.
    pub fn small_head(mut self) -> Self {
        self.among_small = true;
        self.small()
    }

    /// Its word in 600, as the name of the workspace is.
    pub fn strong(mut self) -> Self {
        self.font = Some(Font::Strong);
        self
    }

    /// A quiet button in `text` instead of `text2`.
    pub fn prominent(mut self) -> Self {
        self.prominent = true;
        self
    }

    /// A quiet button with its icon in the colour of warnings.
    pub fn warns(mut self, warns: bool) -> Self {
        self.warns = warns;
        self
    }

    /// A width said outright, where the label changes and the grid must not.
    pub fn width(mut self, width: f32) -> Self {
        self.width = Some(width);
        self
    }

    /// A chevron after the word: a click opens a menu.
    pub fn opens_menu(mut self) -> Self {
        self.opens_menu = true;
        self
    }

    /// Whether it can be clicked. Where it cannot, say why with [`Self::hint`].
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// The tooltip: what it does, or why it is off.
    pub fn hint(mut self, hint: &'a str) -> Self {
        self.hint = hint;
        self
    }

    /// A name of its own for whoever cannot see what its word belongs to: "Check shop.v1.Orders".
    pub fn named(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// The keys that do the same, for the tooltip.
    pub fn shortcut(mut self, keys: &'a str) -> Self {
        self.shortcut = Some(keys);
        self
    }

    fn font(&self) -> Font {
        self.font.unwrap_or(match self.look {
            Look::Main | Look::Danger => Font::Strong,
            Look::Normal | Look::Quiet | Look::Link => Font::Body,
        })
    }

    /// From the left side to the word.
    fn lead(&self) -> f32 {
        let at_side = match self.look {
            Look::Link => 0.0,
            Look::Quiet if self.icon.is_none() => 8.0,
            _ => 12.0,
        };
        if self.icon.is_some() { at_side + size::ICON } else { at_side }
    }

    /// Width and height that it takes.
    pub fn size(&self, ui: &Ui) -> Vec2 {
        vec2(self.width.unwrap_or_else(|| self.natural_width(ui)), self.height)
    }

    fn natural_width(&self, ui: &Ui) -> f32 {
        let word = text::width(ui.ctx(), self.font(), self.label);
        let tail = match self.look {
            Look::Link => 0.0,
            Look::Quiet if self.icon.is_none() => 8.0,
            _ => 12.0,
        };
        let chevron = if self.opens_menu { size::ICON + 4.0 } else { 0.0 };
        let natural = self.lead() + word + chevron + tail;
        if self.look == Look::Link { natural } else { to_grid(natural) }
    }

    /// Takes its place in the layout of `ui`.
    pub fn show(self, ui: &mut Ui) -> Response {
        let (_, rect) = ui.allocate_space(self.size(ui));
        self.show_at(ui, rect)
    }

    /// Draws itself with its left side in the middle of the left side of `row`.
    pub fn show_left_in(self, ui: &mut Ui, row: Rect) -> Response {
        let size = self.size(ui);
        let top = (row.center().y - size.y / 2.0).round();
        self.show_at(ui, Rect::from_min_size(pos2(row.left(), top), size))
    }

    /// Draws itself with its right side in the middle of the right side of `row`.
    pub fn show_right_in(self, ui: &mut Ui, row: Rect) -> Response {
        let size = self.size(ui);
        let top = (row.center().y - size.y / 2.0).round();
        self.show_at(ui, Rect::from_min_size(pos2(row.right() - size.x, top), size))
    }

    /// Draws itself over all of `rect`.
    pub fn show_at(self, ui: &mut Ui, rect: Rect) -> Response {
        let enabled = self.enabled && ui.is_enabled();
        let response = target(ui, rect, enabled);
        named(&response, Role::Button, enabled, self.name.unwrap_or(self.label));
        if ui.is_rect_visible(rect) {
            self.paint(ui, rect, &response, enabled);
        }
        if enabled && response.hovered() && self.look == Look::Link {
            ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        }
        tip(response, self.hint, self.shortcut)
    }

    fn paint(&self, ui: &Ui, rect: Rect, response: &Response, enabled: bool) {
        let (t, painter) = (tokens(ui), ui.painter());
        let (word, icon) = self.ground(painter, rect, response, enabled, t);
        let baseline = self.baseline(rect);
        // A word alone stands in the middle; with an icon or a chevron it starts at the left.
        let alone = self.icon.is_none() && !self.opens_menu && self.look != Look::Link;
        let left =
            if alone { rect.left() } else { rect.left() + (rect.width() - self.natural_width(ui)).max(0.0) / 2.0 };
        if let Some(sign) = self.icon {
            let at = left + self.lead() - 12.0;
            text::paint_icon(painter, pos2(at, rect.center().y), sign, icon);
        }
        if alone {
            text::paint_centered(painter, pos2(rect.center().x, baseline), self.font(), word, self.label);
        } else {
            let at = pos2((left + self.lead()).round(), baseline);
            let width = text::paint(painter, at, self.font(), word, self.label);
            if self.opens_menu {
                paint_chevron(painter, pos2(at.x + width + 4.0 + size::ICON / 2.0, rect.center().y), true, icon);
            }
        }
        let ring_rect = if self.look == Look::Link { rect.shrink2(vec2(-4.0, 2.0)) } else { rect };
        if self.height < size::CONTROL {
            target::ring_inside(ui, response, ring_rect);
        } else {
            target::ring(ui, response, rect);
        }
    }

    fn baseline(&self, rect: Rect) -> f32 {
        if self.among_small { text::small_baseline(rect) } else { text::baseline(rect) }
    }

    /// Paints ground and border; returns the colours of word and icon.
    fn ground(
        &self,
        painter: &Painter,
        rect: Rect,
        response: &Response,
        enabled: bool,
        t: &Tokens,
    ) -> (Color32, Color32) {
        let (hovered, pressed) = (response.hovered(), response.is_pointer_button_down_on());
        let pick = |rest, over, down| {
            if pressed {
                down
            } else if hovered {
                over
            } else {
                rest
            }
        };
        if !enabled {
            if matches!(self.look, Look::Main | Look::Normal | Look::Danger) {
                paint::frame(painter, rect, Color32::TRANSPARENT, t.line);
            }
            return (t.edge, t.edge);
        }
        match self.look {
            Look::Main => {
                painter.rect_filled(rect, size::RADIUS, pick(t.fill, t.fill_hover, t.fill_pressed));
                (t.on_fill, t.on_fill)
            }
            Look::Danger => {
                painter.rect_filled(rect, size::RADIUS, pick(t.danger, t.danger_hover, t.danger_pressed));
                (t.on_fill, t.on_fill)
            }
            Look::Normal => {
                let ground = pick(Color32::TRANSPARENT, t.hover, t.pressed);
                paint::frame(painter, rect, ground, if hovered || pressed { t.edge } else { t.border });
                (t.text, if hovered || pressed { t.text } else { t.text2 })
            }
            Look::Quiet => {
                if let Some(ground) = target::quiet_ground(response, t) {
                    painter.rect_filled(rect, size::RADIUS, ground);
                }
                let lit = self.prominent || self.warns || hovered || pressed;
                let icon = if hovered || pressed { t.text } else { t.text2 };
                (if lit { t.text } else { t.text2 }, if self.warns { t.warn } else { icon })
            }
            Look::Link => {
                if hovered {
                    let y = self.baseline(rect) + 2.0;
                    let left = rect.left() + self.lead();
                    paint::divider_h(painter, left..=rect.right(), y, t.accent);
                }
                (t.accent, t.text2)
            }
        }
    }
}

/// A chevron of 16 in the middle of `center`: down where `open`, else to the right.
pub fn paint_chevron(painter: &Painter, center: Pos2, open: bool, color: Color32) {
    let icon = if open { icons::EXPAND_MORE } else { icons::CHEVRON_RIGHT };
    text::paint_icon(painter, center, icon, color);
}

impl egui::Widget for Button<'_> {
    fn ui(self, ui: &mut Ui) -> Response {
        let (rect, _) = ui.allocate_exact_size(self.size(ui), Sense::hover());
        self.show_at(ui, rect)
    }
}
