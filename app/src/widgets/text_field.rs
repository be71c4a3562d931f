//! A text field of one line in a frame of ours: icon, placeholder, room at its end, and the reason it is invalid.
//!
//! Knows text; what it means is checked elsewhere.

use std::{ops::Range, sync::Arc};

use egui::{
    Align2, Color32, Direction, EventFilter, Frame, Galley, Id, Layout, Margin, Pos2, Rect, Response, Role, Sense,
    TextEdit, Ui, UiBuilder, WidgetInfo, pos2, text::CCursor, vec2,
};

use crate::theme::{Font, Icon, icons, paint, size, text, tokens};

/// A text field of one line.
#[must_use = "call show_at"]
pub struct TextField<'a> {
    value: &'a mut String,
    name: &'a str,
    id: Option<Id>,
    icon: Option<(Icon, Option<Color32>)>,
    placeholder: &'a str,
    code: bool,
    secret: bool,
    framed: bool,
    enabled: bool,
    trailing: f32,
    invalid: Option<&'a str>,
    keeps_tab: bool,
}

/// What a field left behind.
pub struct FieldOutput {
    /// Of the text: `changed`, `lost_focus`, `has_focus`.
    pub response: Response,
    /// The room asked for at the end, for hints and buttons; empty where none was asked for.
    pub trailing: Rect,
    /// All that was used: higher than the field where a reason stands below it.
    pub rect: Rect,
    text: ShownText,
}

/// The text as it stands on the screen: where it is longer than the field, a part of it.
struct ShownText {
    galley: Arc<Galley>,
    pos: Pos2,
    clip: Rect,
}

impl FieldOutput {
    /// Where these bytes of the text stand, as far as they are in sight; at least as wide as a letter, so that an empty
    /// piece can be pointed at too. `None` where they are scrolled out of sight.
    pub fn place_of(&self, bytes: Range<usize>) -> Option<Rect> {
        const LEAST: f32 = 6.0;
        let text = self.text.galley.text();
        let x = |at: usize| {
            let before = text.get(..at).unwrap_or(text).chars().count();
            self.text.pos.x + self.text.galley.pos_from_cursor(CCursor::new(before)).left()
        };
        let (left, right) = (x(bytes.start), x(bytes.end));
        let piece = Rect::from_x_y_ranges(left..=right.max(left + LEAST), self.text.clip.y_range());
        Some(piece.intersect(self.text.clip)).filter(Rect::is_positive)
    }
}

impl<'a> TextField<'a> {
    /// `name` is what a screen reader says, and what a test looks for.
    pub fn new(value: &'a mut String, name: &'a str) -> Self {
        Self {
            value,
            name,
            id: None,
            icon: None,
            placeholder: "",
            code: false,
            secret: false,
            framed: true,
            enabled: true,
            trailing: 0.0,
            invalid: None,
            keeps_tab: false,
        }
    }

    /// An identity that stays when things above come and go, so that the focus stays too.
    pub fn id(mut self, id: Id) -> Self {
        self.id = Some(id);
        self
    }

    /// An icon before the text, in `text2`.
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some((icon, None));
        self
    }

    /// An icon before the text, in a colour of its own.
    pub fn icon_in(mut self, icon: Icon, color: Color32) -> Self {
        self.icon = Some((icon, Some(color)));
        self
    }

    /// Shown in `text2` while the field is empty.
    pub fn placeholder(mut self, placeholder: &'a str) -> Self {
        self.placeholder = placeholder;
        self
    }

    /// Text in the code face, for values.
    pub fn code(mut self) -> Self {
        self.code = true;
        self
    }

    /// Shown as dots.
    pub fn secret(mut self, secret: bool) -> Self {
        self.secret = secret;
        self
    }

    /// Without frame and ground, for a cell of a joined frame.
    pub fn frameless(mut self) -> Self {
        self.framed = false;
        self
    }

    /// Whether it can be typed in.
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Room kept free at the end, for what the caller places there.
    pub fn trailing(mut self, width: f32) -> Self {
        self.trailing = width;
        self
    }

    /// What is wrong with the text: a border, a sign, and the reason as a small line below (20 more). An empty reason
    /// marks the field alone.
    pub fn invalid(mut self, reason: Option<&'a str>) -> Self {
        self.invalid = reason;
        self
    }

    /// Tab, arrows and Esc stay with the field, for one that completes and has a list open.
    pub fn keeps_tab(mut self, keeps: bool) -> Self {
        self.keeps_tab = keeps;
        self
    }

    /// The height it takes at `size::CONTROL`: more where a reason stands below.
    pub fn height(&self) -> f32 {
        match self.invalid {
            Some(reason) if !reason.is_empty() => size::CONTROL + size::REASON,
            _ => size::CONTROL,
        }
    }

    /// Takes its place in the layout of `ui`, `width` wide.
    pub fn show(self, ui: &mut Ui, width: f32) -> FieldOutput {
        let (_, all) = ui.allocate_space(vec2(width, self.height()));
        self.show_at(ui, Rect::from_min_size(all.min, vec2(width, size::CONTROL)))
    }

    /// Draws the field over `rect`; a reason is drawn in the 20 below it.
    pub fn show_at(mut self, ui: &mut Ui, rect: Rect) -> FieldOutput {
        let t = tokens(ui);
        let id = self.id.unwrap_or_else(|| {
            let id = ui.next_auto_id();
            ui.skip_ahead_auto_ids(1);
            id
        });
        let enabled = self.enabled && ui.is_enabled();
        let focused = enabled && ui.memory(|memory| memory.has_focus(id));
        if self.framed {
            self.paint_frame(ui, rect, enabled, focused);
        }
        let painter = ui.painter();
        let mut left = rect.left();
        if let Some((icon, color)) = self.icon {
            let color = color.unwrap_or(if focused { t.text } else { t.text2 });
            text::paint_icon(painter, pos2(left + 16.0, rect.center().y), icon, color);
            left += 24.0;
        }
        let mut right = rect.right();
        if self.invalid.is_some() {
            text::paint_icon(painter, pos2(right - 16.0, rect.center().y), icons::ERROR, t.error);
            right -= 24.0;
        }
        let text_right = right - self.trailing;
        let trailing = Rect::from_min_max(pos2(text_right, rect.top()), pos2(right, rect.bottom()));
        let inner = Rect::from_min_max(pos2(left, rect.top()), pos2(text_right, rect.bottom()));
        let (response, text) = self.edit_ui(ui, inner, id, enabled);
        // A press beside the text, on the icon or the frame, is meant for the text as well.
        let beside = Rect::from_min_max(rect.min, pos2(left, rect.bottom()));
        if enabled && ui.rect_contains_pointer(beside) && ui.input(|input| input.pointer.primary_pressed()) {
            response.request_focus();
        }
        let used = self.reason_ui(ui, rect, id.with("reason"));
        FieldOutput { response, trailing, rect: used, text }
    }

    fn paint_frame(&self, ui: &Ui, rect: Rect, enabled: bool, focused: bool) {
        let (t, painter) = (tokens(ui), ui.painter());
        let hovered = enabled && ui.rect_contains_pointer(rect);
        match (focused, self.invalid.is_some()) {
            (true, false) => paint::focused_frame(painter, rect, t.field, t.accent),
            (true, true) => paint::focused_frame(painter, rect, t.field, t.error),
            (false, true) => paint::frame(painter, rect, t.field, t.error),
            (false, false) if !enabled => paint::frame(painter, rect, t.field, t.line),
            (false, false) => paint::frame(painter, rect, t.field, if hovered { t.edge } else { t.border }),
        }
    }

    fn edit_ui(&mut self, ui: &mut Ui, inner: Rect, id: Id, enabled: bool) -> (Response, ShownText) {
        let t = tokens(ui);
        let font = if self.code { Font::Code } else { Font::Body };
        let hint = egui::RichText::new(self.placeholder).font(Font::Body.id()).color(t.text2);
        let mut edit = TextEdit::singleline(self.value)
            .id(id)
            .font(font.id())
            .text_color(if enabled { t.text } else { t.edge })
            .hint_text(hint)
            .password(self.secret)
            .interactive(enabled)
            .frame(Frame::NONE.inner_margin(Margin::symmetric(8, 0)))
            .min_size(inner.size())
            .desired_width(inner.width())
            .align(Align2::LEFT_CENTER);
        if self.keeps_tab {
            let filter = EventFilter { tab: true, vertical_arrows: true, escape: true, horizontal_arrows: true };
            edit = edit.event_filter(filter);
        }
        let layout = Layout::centered_and_justified(Direction::TopDown);
        let shown = edit.show(&mut ui.new_child(UiBuilder::new().max_rect(inner).layout(layout)));
        let text = ShownText { galley: shown.galley, pos: shown.galley_pos, clip: shown.text_clip_rect };
        (shown.response.response.accessible_name(self.name), text)
    }

    /// Writes the reason below `rect`; returns all that is used.
    fn reason_ui(&self, ui: &Ui, rect: Rect, id: Id) -> Rect {
        let Some(reason) = self.invalid.filter(|reason| !reason.is_empty()) else { return rect };
        let line = Rect::from_min_size(rect.left_bottom(), vec2(rect.width(), size::REASON));
        let at = pos2(rect.left(), text::small_baseline(line));
        // The reason may run on under what stands at the right of the field: nothing is written there.
        let room = (ui.max_rect().right() - 12.0 - rect.left()).max(rect.width());
        text::paint_within(ui.painter(), at, room, Font::Small, tokens(ui).error, reason);
        let response = ui.interact(line, id, Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, reason));
        response.on_hover_text(reason);
        rect.union(line)
    }
}
