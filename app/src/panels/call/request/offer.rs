//! The strip that asks what to do with a paste that looks like something else than JSON: take it for that, or leave it.
//! It recognises nothing.

use egui::{Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use crate::{
    action::Action,
    state::PasteOffer,
    theme::{self, Font, icons, paint, size, space, text},
    widgets::Button,
};

/// The strip; returns the room below. Enter and Esc answer it.
pub fn offer_ui(ui: &mut Ui, rect: Rect, paste: &PasteOffer, actions: &mut Vec<Action>) -> Rect {
    let t = theme::tokens(ui);
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::TOOL_ROW);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let row = strip.shrink2(vec2(space::M, 0.0));
    let offer = paste.pasted.offer();
    let pressed = |key: Key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let kept_by_key = pressed(Key::Escape);
    let taken_by_key = offer.is_some() && pressed(Key::Enter);
    let keep = Button::quiet("Keep as text").shortcut("Esc").show_right_in(ui, row);
    let mut end = keep.rect.left() - space::S;
    let mut taken = taken_by_key;
    if let Some(offer) = offer {
        let take = Button::normal(offer).shortcut("Enter").show_right_in(ui, row.with_max_x(end));
        end = take.rect.left() - space::S;
        taken |= take.clicked();
    }
    let words = paste.pasted.words();
    let at = pos2(row.left() + 24.0, text::baseline(row));
    text::paint_icon(ui.painter(), pos2(row.left() + 8.0, row.center().y), icons::CONTENT_PASTE, t.accent);
    text::paint_within(ui.painter(), at, end - at.x, Font::Body, t.text, &words);
    let label = ui.interact(row.with_max_x(end), ui.scope_id().with("pasted"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
    label.on_hover_text(&words);
    if taken {
        actions.push(Action::TakePaste);
    } else if keep.clicked() || kept_by_key {
        actions.push(Action::KeepPaste);
    }
    rest
}
