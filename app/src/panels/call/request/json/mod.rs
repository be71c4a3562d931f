//! The JSON editor of a request message: text with line numbers, colours, and what is wrong underlined.
//! It reads the text and pushes the whole of it; a text too long to edit is shown row by row.

mod gutter;
mod indent;
mod problems;

use std::sync::Arc;

use egui::{Frame, Galley, Id, Margin, Rect, Response, ScrollArea, TextBuffer, TextEdit, Ui, UiBuilder, vec2};
use farcall_core::message::Problem;

use crate::{
    form::{DocumentKey, json_job},
    state::Prepared,
    theme::{self, Font, Tokens, icons, size, text},
    units,
    viewers::code::{CodeText, CodeViewState, Syntax, code_view_ui},
};

/// A longer text has no colours.
const COLORED_MAX: usize = 256 * 1024;
/// A longer text is not edited here.
const EDITED_MAX: usize = 1024 * 1024;
/// Room above the first line.
const TOP: f32 = 6.0;

/// What the editor shows.
pub struct JsonInput<'a> {
    /// The message.
    pub message: &'a Prepared,
    /// Tells apart the editors of several tabs.
    pub salt: Id,
    /// It takes the keyboard.
    pub take_focus: bool,
}

/// What the editor remembers.
#[derive(Default)]
pub struct JsonView {
    typed: String,
    layout: Option<Layout>,
    long: Option<(DocumentKey, CodeText)>,
    code: CodeViewState,
}

/// The last layout, for as long as nothing it depends on changes.
struct Layout {
    text: String,
    dark: bool,
    scale: f32,
    galley: Arc<Galley>,
}

/// The editor over `rect`; says whether it has the keyboard.
pub fn json_ui(
    ui: &mut Ui,
    rect: Rect,
    input: &JsonInput<'_>,
    view: &mut JsonView,
    push: &mut dyn FnMut(String),
) -> bool {
    let json = input.message.json();
    let problems = input.message.document().map(|document| document.problems()).unwrap_or_default();
    let mut ui = ui.new_child(UiBuilder::new().max_rect(rect).scope_id(input.salt));
    if json.len() > EDITED_MAX {
        long_ui(&mut ui, rect, input.message, view);
        return false;
    }
    let (listed, body) = problems::list_ui(&mut ui, rect, problems);
    let (response, typed) = editor_ui(&mut ui, body, input, view, problems);
    if let Some(problem) = listed {
        indent::jump(ui.ctx(), response.id, json, problem);
    }
    if input.take_focus {
        response.request_focus();
    }
    if let Some(text) = typed {
        push(text);
    }
    response.has_focus()
}

fn editor_ui(
    ui: &mut Ui,
    body: Rect,
    input: &JsonInput<'_>,
    view: &mut JsonView,
    problems: &[Problem],
) -> (Response, Option<String>) {
    let t = theme::tokens(ui);
    ui.painter().rect_filled(body, 0, t.field);
    let mut child = ui.new_child(UiBuilder::new().max_rect(body).scope_id(input.salt.with("body")));
    child.set_clip_rect(body.intersect(ui.clip_rect()));
    let ui = &mut child;
    let mut typed = std::mem::take(&mut view.typed);
    input.message.json().clone_into(&mut typed);
    let gutter_width = gutter::width(ui, &typed);
    let id = input.salt.with("text");
    let entered = indent::takes_enter(ui, id);
    let layout = &mut view.layout;
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _width: f32| laid_out(ui, layout, buffer.as_str(), t);
    let margin = Margin { left: gutter_width as i8, right: 12, top: TOP as i8, bottom: 12 };
    let edit = TextEdit::multiline(&mut typed)
        .id(id)
        .font(Font::Code.id())
        .layouter(&mut layouter)
        .desired_width(f32::INFINITY)
        .min_size(vec2(body.width(), body.height()))
        .frame(Frame::NONE.inner_margin(margin));
    let output = ScrollArea::both().id_salt("scroll").auto_shrink(false).show(ui, |ui| edit.show(ui)).inner;
    let response = output.response.response.clone().accessible_name("Request message as JSON");
    let mut changed = response.changed();
    if changed && entered {
        changed |= indent::after_enter(ui.ctx(), id, &mut typed);
    }
    problems::underline(ui, &output, problems, t);
    gutter::gutter_ui(ui, body, gutter_width, &output, problems, t);
    let result = changed.then(|| typed.clone());
    view.typed = typed;
    (response, result)
}

fn laid_out(ui: &Ui, layout: &mut Option<Layout>, text: &str, t: &Tokens) -> Arc<Galley> {
    let (dark, scale) = (ui.visuals().dark_mode, ui.pixels_per_point());
    let known = layout.as_ref().filter(|known| known.dark == dark && known.scale == scale && known.text == text);
    if let Some(known) = known {
        return Arc::clone(&known.galley);
    }
    let job = json_job(text, text.len() <= COLORED_MAX, Some(size::CODE_LINE), t);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    *layout = Some(Layout { text: text.to_owned(), dark, scale, galley: Arc::clone(&galley) });
    galley
}

/// A text that is too long to edit, and a line that says so.
fn long_ui(ui: &mut Ui, rect: Rect, message: &Prepared, view: &mut JsonView) {
    let t = theme::tokens(ui);
    let json = message.json();
    let key = message.document().map_or_else(|| DocumentKey::of_text(json), DocumentKey::of);
    if view.long.as_ref().is_none_or(|(known, _)| *known != key) {
        view.long = Some((key, CodeText::new(json, Syntax::Json)));
    }
    let (strip, body) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    ui.painter().rect_filled(strip, 0, t.warn_ground);
    text::paint_icon(ui.painter(), egui::pos2(strip.left() + 20.0, strip.center().y), icons::INFO, t.warn);
    let words = format!("{} of JSON is shown, not edited; change it in the form", units::size(json.len() as u64));
    let at = egui::pos2(strip.left() + 36.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, strip.right() - 12.0 - at.x, Font::Body, t.warn, &words);
    let mut child = ui.new_child(UiBuilder::new().max_rect(body).id_salt("long"));
    if let Some((_, text)) = &view.long {
        code_view_ui(&mut child, &mut view.code, text, "Request message as JSON");
    }
}
