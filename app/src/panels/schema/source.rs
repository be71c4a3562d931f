//! The source that a symbol is written in, opened at its definition; a name in it leads to what it names.

use egui::{Rect, Ui, UiBuilder, pos2};

use super::{SchemaLook, Went};
use crate::{
    action::Action,
    proto_text,
    state::{FileText, Focus, OnDemand, SchemaView, State},
    theme::{self, Font, icons, paint, size, text},
    viewers::code::{CodeOutcome, CodeText, Syntax, code_view_ui},
    widgets::{EmptyArea, IconButton},
};

/// The source over `body`.
pub fn source_ui(ui: &mut Ui, body: Rect, state: &State, look: &mut SchemaLook, mut went: Went<'_>) {
    let text = match (&went.tab.text, went.tab.text.shown()) {
        (_, Some(text)) => text.clone(),
        (OnDemand::Failed(why), _) => {
            EmptyArea::new(why).show_at(ui, body);
            return;
        }
        (OnDemand::NotAsked | OnDemand::Pending(_) | OnDemand::Ready(_), None) => {
            EmptyArea::new("Reading the source").hint(&went.tab.at.symbol).show_at(ui, body);
            return;
        }
    };
    let is_known = look.text.as_ref().is_some_and(|(of, _)| std::sync::Arc::ptr_eq(of, &text));
    if !is_known {
        let same = look.text.take().filter(|(of, _)| of.text == text.text);
        let code = same.map_or_else(|| CodeText::new(text.text.clone(), Syntax::Proto), |(_, code)| code);
        if let Some(byte) = text.at {
            look.code.show_line_at(byte);
        }
        look.code.focus();
        look.text = Some((text.clone(), code));
    }
    let (strip, body) = body.split_top_bottom_at_y(body.top() + size::STRIP);
    strip_ui(ui, strip, &text, look, &mut went);
    let Some((_, code)) = &look.text else { return };
    if state.focus == Some(Focus::Find) {
        look.code.open_find();
    }
    if state.focus == Some(Focus::Definition) {
        look.code.follow();
    }
    let mut ui = ui.new_child(UiBuilder::new().max_rect(body).id_salt("source"));
    let outcome = code_view_ui(&mut ui, &mut look.code, code, "Source");
    if let Some(CodeOutcome::Followed { byte, in_another }) = outcome {
        follow(state, &text.text, byte, in_another, &mut went);
    }
}

/// The file, where it lies, and what can be done with it.
fn strip_ui(ui: &mut Ui, strip: Rect, of: &FileText, look: &mut SchemaLook, went: &mut Went<'_>) {
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let middle = strip.center().y.round();
    let mut right = strip.right() - 24.0;
    if IconButton::new(icons::CONTENT_COPY, "Copy the source").show_around(ui, pos2(right, middle)).clicked() {
        went.actions.push(Action::Copy(of.text.to_string()));
    }
    right -= 28.0;
    let find = IconButton::new(icons::SEARCH, "Find in the source").shortcut("Ctrl+F");
    if find.show_around(ui, pos2(right, middle)).clicked() {
        look.code.open_find();
    }
    let (path, note) = match &of.path {
        Some(path) => (path.display().to_string(), ""),
        None => (of.file.clone(), "made from the descriptor"),
    };
    let left = strip.left() + 12.0;
    let note_width = text::width(ui.ctx(), Font::Small, note);
    let room = right - 20.0 - left - note_width - 12.0;
    let baseline = text::baseline(strip);
    let used = text::paint_path_within(ui.painter(), pos2(left, baseline), room, Font::SmallCode, t.text2, &path);
    text::paint(ui.painter(), pos2(left + used + 12.0, baseline), Font::Small, t.text2, note);
    let named = Rect::from_min_max(strip.min, pos2(right - 20.0, strip.bottom()));
    let response = ui.interact(named, ui.scope_id().with("file"), egui::Sense::hover());
    let spoken = if note.is_empty() { path } else { format!("{path}, {note}") };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    response.on_hover_text(spoken);
}

/// Go to what the name at a byte names. On the name of a definition itself that is its page.
fn follow(state: &State, text: &str, byte: usize, in_another: bool, went: &mut Went<'_>) {
    let Some((start, word)) = proto_text::word_at(text, byte) else { return };
    let listing = went.tab.source.and_then(|id| state.source(id)).and_then(|source| source.listing.as_ref());
    let Some(listing) = listing else { return };
    let meant = proto_text::meanings(text, start, word).into_iter().find(|name| listing.has(name));
    let Some(symbol) = meant else { return };
    let view = if symbol == went.tab.at.symbol { SchemaView::Page } else { SchemaView::Source };
    went.go_to(&symbol, view, in_another);
}
