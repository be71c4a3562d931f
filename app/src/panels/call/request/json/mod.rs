//! The JSON editor of a request message: text with line numbers, colours, and what is wrong underlined.
//! It reads the text and pushes the whole of it; a text too long to edit is shown row by row.

mod caret;
mod completion;
mod gutter;
mod hover;
mod indent;
mod layout;
mod popup;
mod problems;
mod typing;

use egui::{
    Align, EventFilter, Frame, Id, Margin, Rect, Response, ScrollArea, TextBuffer, TextEdit, Ui, UiBuilder,
    text::CCursor, text_edit::TextEditOutput, vec2,
};
use farcall_core::{
    message::{Problem, meaning},
    schema::Schema,
};

use self::{
    completion::{Cause, CompletionView},
    hover::HoverView,
    layout::{Layout, laid_out},
    problems::Jump,
    typing::Stroke,
};
use crate::{
    form::DocumentKey,
    state::Prepared,
    theme::{self, Font, Tokens, icons, size, text},
    units,
    viewers::code::{CodeText, CodeViewState, Syntax, code_view_ui},
};

/// A longer text is not edited here.
const EDITED_MAX: usize = 1024 * 1024;
/// Room above the first line.
const TOP: f32 = 6.0;

/// What the editor shows.
pub struct JsonInput<'a> {
    /// The message.
    pub message: &'a Prepared,
    /// The schema of its type, for comments.
    pub schema: Option<&'a Schema>,
    /// Tells apart the editors of several tabs.
    pub salt: Id,
    /// It takes the keyboard.
    pub take_focus: bool,
    /// What was asked for by a key in this frame.
    pub asked: Option<Asked>,
}

/// What a key can ask of the editor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Proposals for where the cursor stands.
    Complete,
    /// Go to the next problem, or the one before.
    Problem(bool),
}

/// What the editor remembers.
#[derive(Default)]
pub struct JsonView {
    /// The proposals under the cursor.
    pub completion: CompletionView,
    /// A type whose definition was asked for in this frame, by a click.
    pub definition: Option<String>,
    /// The cursor goes to what keeps the form from following.
    pub to_fault: bool,
    /// The cursor stands in a string, or what is selected begins in one.
    pub in_string: bool,
    typed: String,
    layout: Option<Layout>,
    long: Option<(DocumentKey, CodeText)>,
    code: CodeViewState,
    hover: HoverView,
    /// The cursor was put somewhere and has to be seen.
    reveal: Option<Reveal>,
}

/// How the cursor is brought into sight.
#[derive(Debug, Clone, Copy)]
enum Reveal {
    /// Into the middle.
    Middle,
    /// As little as it takes.
    Least,
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
    let id = input.salt.with("text");
    let (listed, body) = problems::list_ui(&mut ui, rect, problems);
    let asked = match input.asked {
        Some(Asked::Problem(forward)) => Some(Jump::Next(forward)),
        Some(Asked::Complete) | None => None,
    };
    let place = || indent::place(ui.ctx(), id, json).unwrap_or((0, 0));
    let target = match listed.or(asked) {
        Some(Jump::To(problem)) => Some(problem),
        Some(Jump::Next(forward)) => problems::next_after(problems, place(), forward),
        None => None,
    };
    let fault = std::mem::take(&mut view.to_fault).then(|| input.message.document()?.json_problem()).flatten();
    if let Some(problem) = fault.or(target) {
        indent::jump(ui.ctx(), id, json, problem);
        view.reveal = Some(Reveal::Middle);
    }
    if input.asked == Some(Asked::Complete) {
        view.completion.ask();
    }
    let (response, typed) = editor_ui(&mut ui, body, input, view, problems);
    if input.take_focus {
        response.request_focus();
    }
    if let Some(text) = typed {
        push(text);
    }
    view.in_string = response.has_focus() && typing::in_string(ui.ctx(), id, &view.typed);
    response.has_focus()
}

/// Full name of the type of the member that the cursor is in.
pub fn type_at_caret(ui: &Ui, salt: Id, message: &Prepared) -> Option<String> {
    let document = message.document()?;
    let byte = caret::byte_of(document.json(), caret::caret(ui.ctx(), salt.with("text"))?);
    meaning(document.descriptor(), document.json(), byte)?.subject.type_name()
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
    let id = input.salt.with("text");
    let mut typed = std::mem::take(&mut view.typed);
    input.message.json().clone_into(&mut typed);
    let taken = view.completion.take_keys(ui, id);
    let written = typing::write(ui, id, &mut typed);
    if written.is_some() {
        view.reveal = Some(Reveal::Least);
    }
    let gutter_width = gutter::width(ui, &typed);
    let output = text_edit_ui(ui, id, &mut typed, view, gutter_width, t);
    let response = output.response.response.clone().accessible_name("Request message as JSON");
    let mut changed = response.changed() || written.is_some();
    let marked = problems::underline(ui, body, &output, problems, t);
    if let Some(document) = input.message.document() {
        let shown = hover::hover_ui(ui, id, &output, document, input.schema, &marked, &mut view.hover);
        view.definition = shown;
        if response.has_focus() {
            let caret = caret::caret(ui.ctx(), id);
            view.completion.follow(document.descriptor(), &typed, caret, cause_of(written, changed));
        } else if taken.is_none() {
            view.completion.close();
        }
        let word = word_rect(&output, view);
        let clicked = popup::popup_ui(ui, id, word, &mut view.completion, input.schema);
        if let Some(caret) = taken.or(clicked).and_then(|at| view.completion.take(at, &mut typed)) {
            let characters = typed.get(..caret).map_or(0, |before| before.chars().count());
            typing::set_caret(ui.ctx(), id, characters);
            ui.memory_mut(|memory| memory.request_focus(id));
            view.reveal = Some(Reveal::Least);
            ui.ctx().request_repaint();
            changed = true;
        }
    }
    gutter::gutter_ui(ui, body, gutter_width, &output, problems, t);
    let result = changed.then(|| typed.clone());
    view.typed = typed;
    (response, result)
}

/// What may open or close the proposals.
fn cause_of(written: Option<Stroke>, changed: bool) -> Cause {
    match (written, changed) {
        (Some(Stroke::Character(character)), _) => Cause::Typed(character),
        (Some(Stroke::Enter | Stroke::Backspace), _) | (None, true) => Cause::Changed,
        (None, false) => Cause::Nothing,
    }
}

fn text_edit_ui(
    ui: &mut Ui,
    id: Id,
    typed: &mut String,
    view: &mut JsonView,
    gutter_width: f32,
    t: &Tokens,
) -> TextEditOutput {
    let body = ui.max_rect();
    let completing = view.completion.is_open();
    let layout = &mut view.layout;
    let mut layouter = |ui: &Ui, buffer: &dyn TextBuffer, _width: f32| {
        laid_out(ui.ctx(), layout, buffer.as_str(), ui.visuals().dark_mode, t)
    };
    let margin = Margin { left: gutter_width as i8, right: 12, top: TOP as i8, bottom: 12 };
    // While there are proposals Tab takes one and Esc closes them; else both leave the editor.
    let keys = EventFilter { tab: completing, escape: completing, horizontal_arrows: true, vertical_arrows: true };
    let edit = TextEdit::multiline(typed)
        .id(id)
        .font(Font::Code.id())
        .layouter(&mut layouter)
        .desired_width(f32::INFINITY)
        .min_size(vec2(body.width(), body.height()))
        .event_filter(keys)
        .frame(Frame::NONE.inner_margin(margin));
    let reveal = view.reveal.take();
    ScrollArea::both()
        .id_salt("scroll")
        .auto_shrink(false)
        .show(ui, |ui| {
            let output = edit.show(ui);
            if let (Some(range), Some(reveal)) = (output.cursor_range, reveal) {
                let caret = output.galley.pos_from_cursor(range.primary).translate(output.galley_pos.to_vec2());
                match reveal {
                    Reveal::Middle => ui.scroll_to_rect(caret.expand2(vec2(80.0, 0.0)), Some(Align::Center)),
                    Reveal::Least => ui.scroll_to_rect(caret.expand2(vec2(24.0, 4.0)), None),
                }
            }
            output
        })
        .inner
}

/// The line of the word that is completed, from where the word begins.
fn word_rect(output: &TextEditOutput, view: &JsonView) -> Rect {
    let begin = view.completion.shown.as_ref().map_or(0, |shown| shown.begin);
    output.galley.pos_from_cursor(CCursor::new(begin)).translate(output.galley_pos.to_vec2())
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
