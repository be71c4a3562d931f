//! The status pill and the chip.
//!
//! Knows tones, not codes: which status is which tone is decided elsewhere.

use egui::{Color32, Painter, Pos2, Rect, Response, Role, Sense, Ui, pos2, vec2};

use super::target::{named, to_grid};
use crate::theme::{Font, Icon, Tokens, icons, paint, size, text, tokens};

/// What a state amounts to. Each tone has a colour, a ground and an icon of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// Went well.
    Ok,
    /// Went well, with a but.
    Warn,
    /// Went wrong.
    Error,
    /// At work.
    Running,
    /// Nothing yet.
    Idle,
    /// Ended by the user.
    Stopped,
}

impl Tone {
    /// The colour of its words and icon.
    pub const fn color(self, t: &Tokens) -> Color32 {
        match self {
            Tone::Ok => t.ok,
            Tone::Warn => t.warn,
            Tone::Error => t.error,
            Tone::Running => t.accent,
            Tone::Idle | Tone::Stopped => t.text2,
        }
    }

    /// The ground of its pill.
    pub const fn ground(self, t: &Tokens) -> Color32 {
        match self {
            Tone::Ok => t.ok_ground,
            Tone::Warn => t.warn_ground,
            Tone::Error => t.error_ground,
            Tone::Running => t.select,
            Tone::Idle | Tone::Stopped => t.hover,
        }
    }

    /// Its icon.
    pub const fn icon(self) -> Icon {
        match self {
            Tone::Ok => icons::CHECK_CIRCLE,
            Tone::Warn => icons::WARNING,
            Tone::Error => icons::ERROR,
            Tone::Running => icons::PLAY_ARROW,
            Tone::Idle => icons::RADIO_BUTTON_UNCHECKED,
            Tone::Stopped => icons::DO_NOT_DISTURB_ON,
        }
    }
}

/// A status pill: icon and words on the ground of its tone, 24 high.
#[must_use = "call show_at"]
pub struct Pill<'a> {
    tone: Tone,
    words: &'a str,
}

impl<'a> Pill<'a> {
    /// `words` as `OK (0)`.
    pub fn new(tone: Tone, words: &'a str) -> Self {
        Self { tone, words }
    }

    /// The width it takes.
    pub fn width(&self, ui: &Ui) -> f32 {
        to_grid(text::width(ui.ctx(), Font::Strong, self.words) + 32.0)
    }

    /// Draws itself with its left side at `left`, in the middle of `strip`; the response has its rectangle.
    pub fn show_at(self, ui: &mut Ui, left: f32, strip: Rect) -> Response {
        let t = tokens(ui);
        let top = (strip.center().y - size::PILL / 2.0).round();
        let rect = Rect::from_min_size(pos2(left, top), vec2(self.width(ui), size::PILL));
        let id = ui.next_auto_id();
        ui.skip_ahead_auto_ids(1);
        let response = ui.interact(rect, id, Sense::hover());
        named(&response, Role::Status, true, self.words);
        let color = self.tone.color(t);
        let painter = ui.painter();
        painter.rect_filled(rect, size::RADIUS, self.tone.ground(t));
        text::paint_icon(painter, pos2(rect.left() + 12.0, rect.center().y), self.tone.icon(), color);
        let at = pos2(rect.left() + 24.0, text::baseline(rect));
        text::paint(painter, at, Font::Strong, color, self.words);
        response
    }
}

/// The width of a chip.
pub fn chip_width(ui: &Ui, words: &str) -> f32 {
    to_grid(text::width(ui.ctx(), Font::Small, words) + 12.0)
}

/// A chip: small words in a `line` border, 20 high, with its left side at `left` in the middle of `strip`. `hint` is its
/// tooltip.
pub fn chip(ui: &mut Ui, left: f32, strip: Rect, words: &str, hint: &str) -> Response {
    let rect = paint_chip(ui.painter(), left, strip, words, tokens(ui));
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::hover());
    named(&response, Role::Label, true, words);
    if hint.is_empty() { response } else { response.on_hover_text(hint) }
}

/// Paints a chip alone; returns its rectangle.
pub fn paint_chip(painter: &Painter, left: f32, strip: Rect, words: &str, t: &Tokens) -> Rect {
    let words_width = text::width(painter.ctx(), Font::Small, words);
    let width = to_grid(words_width + 12.0);
    let top = (strip.center().y - size::CHIP / 2.0).round();
    let rect = Rect::from_min_size(Pos2::new(left, top), vec2(width, size::CHIP));
    paint::frame(painter, rect, Color32::TRANSPARENT, t.line);
    // On the baseline of the strip it stands in, like all its neighbours.
    text::paint(
        painter,
        pos2((left + (width - words_width) / 2.0).round(), text::baseline(strip)),
        Font::Small,
        t.text2,
        words,
    );
    rect
}
