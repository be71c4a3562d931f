//! A small text area over a slot, as high as its lines; scrolls in itself where that is not enough.

use egui::{Frame, Margin, Response, ScrollArea, TextBuffer, TextEdit, Ui, UiBuilder, pos2};

use super::{ink::json_job, slot::Slot};
use crate::{
    form::context::Cx,
    theme::{self, Font, icons, paint, text},
};

/// A text of several lines, coloured where it is JSON.
pub fn area_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, is_json: bool) -> Response {
    let t = theme::tokens(ui);
    let focused = cx.editable && ui.memory(|memory| memory.has_focus(slot.id));
    let rest = if cx.editable { t.border } else { t.line };
    match (focused, slot.invalid) {
        (true, false) => paint::focused_frame(ui.painter(), slot.rect, t.field, t.accent),
        (true, true) => paint::focused_frame(ui.painter(), slot.rect, t.field, t.error),
        (false, true) => paint::frame(ui.painter(), slot.rect, t.field, t.error),
        (false, false) => paint::frame(ui.painter(), slot.rect, t.field, rest),
    }
    let mut inner = slot.rect.shrink(2.0);
    if slot.invalid {
        text::paint_icon(ui.painter(), pos2(inner.right() - 14.0, slot.rect.top() + 14.0), icons::ERROR, t.error);
        inner.max.x -= 24.0;
    }
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner).scope_id(slot.id.with("area")));
    child.set_clip_rect(inner.intersect(ui.clip_rect()));
    let mut typed = slot.text.unwrap_or_default().to_owned();
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _width: f32| {
        let job = json_job(buffer.as_str(), is_json, Some(crate::form::rows::LINE), t);
        ui.fonts_mut(|fonts| fonts.layout_job(job))
    };
    let hint =
        egui::RichText::new(if slot.text.is_none() { slot.unset } else { "" }).font(Font::Body.id()).color(t.text2);
    let edit = TextEdit::multiline(&mut typed)
        .id(slot.id)
        .font(Font::Code.id())
        .layouter(&mut layouter)
        .hint_text(hint)
        .interactive(cx.editable)
        .desired_rows(1)
        .desired_width(f32::INFINITY)
        .min_size(inner.size())
        .frame(Frame::NONE.inner_margin(Margin { left: 6, right: 6, top: 4, bottom: 2 }));
    let response = ScrollArea::both()
        .id_salt("scroll")
        .auto_shrink(false)
        .show(&mut child, |ui| ui.add(edit))
        .inner
        .accessible_name(slot.name);
    if response.changed() {
        match is_json {
            true => slot.write_or_clear(cx, typed),
            false => slot.write(cx, typed),
        }
    }
    response
}
