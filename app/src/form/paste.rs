//! The popover that takes a whole list: lines, values with commas between them, or JSON.
//! What the text says is read by the document.

use egui::{Frame, Margin, Response, ScrollArea, TextEdit, Ui, UiBuilder, vec2};
use farcall_core::message::{Edit, FieldPath};

use super::{context::Cx, paste_state::PasteState};
use crate::{
    theme::{self, Font, paint, text},
    units,
    widgets::{Button, popover},
};

const HEIGHT: f32 = 144.0;

/// The popover below `button`, for the list or map at a path.
pub fn paste_ui(cx: &mut Cx<'_>, button: &Response, path: &FieldPath, is_map: bool) {
    if button.clicked() {
        cx.view.paste = PasteState::default();
    }
    let mut state = std::mem::take(&mut cx.view.paste);
    let document = cx.document;
    let added = popover(button, |ui| {
        field_ui(ui, &mut state, is_map);
        let read = state.read.get_or_insert_with(|| document.pasted(path, &state.text)).clone();
        add_ui(ui, &state.text, read, is_map)
    });
    if added == Some(true) {
        cx.edits.push(Edit::Paste(path.clone(), std::mem::take(&mut state.text)));
        egui::Popup::close_id(&button.ctx, egui::Popup::default_response_id(button));
        state = PasteState::default();
    }
    cx.view.paste = state;
}

fn field_ui(ui: &mut Ui, state: &mut PasteState, is_map: bool) {
    let t = theme::tokens(ui);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), HEIGHT));
    let id = ui.scope_id().with("list");
    match ui.memory(|memory| memory.has_focus(id)) {
        true => paint::focused_frame(ui.painter(), rect, t.field, t.accent),
        false => paint::frame(ui.painter(), rect, t.field, t.border),
    }
    let inner = rect.shrink(2.0);
    let mut child = ui.new_child(UiBuilder::new().max_rect(inner));
    child.set_clip_rect(inner.intersect(ui.clip_rect()));
    let hint = match is_map {
        true => "One key: value a line, or a JSON object",
        false => "One value a line, or with commas between, or a JSON array",
    };
    let edit = TextEdit::multiline(&mut state.text)
        .id(id)
        .font(Font::Code.id())
        .hint_text(egui::RichText::new(hint).font(Font::Body.id()).color(t.text2))
        .desired_width(f32::INFINITY)
        .min_size(inner.size())
        .frame(Frame::NONE.inner_margin(Margin { left: 6, right: 6, top: 4, bottom: 2 }));
    let response = ScrollArea::vertical().auto_shrink(false).show(&mut child, |ui| ui.add(edit)).inner;
    let response = response.accessible_name("List to add");
    if state.read.is_none() {
        response.request_focus();
    }
    if response.changed() {
        state.read = None;
    }
}

/// How many there are, or why none, and the button.
fn add_ui(ui: &mut Ui, typed: &str, read: Result<usize, String>, is_map: bool) -> bool {
    let t = theme::tokens(ui);
    ui.add_space(8.0);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), theme::size::CONTROL));
    let word = match (&read, is_map) {
        (Ok(count), false) => format!("Add {}", units::counted(*count as u64, "element")),
        (Ok(1), true) => "Add 1 entry".to_owned(),
        (Ok(count), true) => format!("Add {} entries", units::count(*count as u64)),
        (Err(_), _) => "Add".to_owned(),
    };
    let button = Button::main(&word).enabled(read.is_ok());
    let response = button.show_right_in(ui, row);
    if let (Err(why), false) = (&read, typed.trim().is_empty()) {
        let at = egui::pos2(row.left(), text::baseline(row));
        let room = response.rect.left() - 8.0 - at.x;
        text::paint_within(ui.painter(), at, room, Font::Small, t.error, why);
        let area = row.with_max_x(response.rect.left() - 8.0);
        ui.interact(area, ui.scope_id().with("why"), egui::Sense::hover()).on_hover_text(why);
    }
    response.clicked()
}
