//! What rows are made of: guides, set box, name, chevron, type, reason.
//! It knows no kind of value.

use egui::{Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::message::{Document, Edit, Step};

use super::{
    context::Cx,
    hints,
    place::{Place, type_name},
    rows::{Fold, Reason, Row, RowKind},
};
use crate::{
    theme::{self, Font, Icon, icons, paint, shows_focus, size, text},
    widgets::{EmptyArea, SetBox, paint_chevron},
};

/// A message without fields.
pub fn empty_ui(ui: &mut Ui, rect: Rect, document: &Document) {
    let title = format!("{} has no fields", document.descriptor().name());
    EmptyArea::new(&title).hint("It is sent as it is").show_at(ui, rect);
}

/// The lines down from what a row lies in.
pub fn guides_ui(ui: &Ui, cx: &Cx<'_>, row: &Row, rect: Rect) {
    let t = theme::tokens(ui);
    for level in 1..=row.depth {
        paint::divider_v(ui.painter(), cx.columns.guide(level), rect.y_range(), t.line);
    }
}

/// The set box, where set and unset differ.
pub fn set_box_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, place: &Place<'_>) {
    if !place.field.has_presence() || place.field.oneof().is_some() || place.is_part {
        return;
    }
    let mut set = place.node.is_some();
    let name = format!("{} is set", spoken(place));
    let response =
        SetBox::new(&name).enabled(cx.editable).show_around(ui, pos2(cx.columns.set, line.center().y), &mut set);
    cx.note(&response);
    if response.changed() {
        let path = row.path.clone();
        cx.edits.push(if set { Edit::Set(path) } else { Edit::Clear(path) });
    }
}

/// The name of a row that cannot be opened.
pub fn name_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, line: Rect, place: &Place<'_>, name: &str) {
    let left = cx.columns.name_at(row.depth);
    let rect = Rect::from_min_max(pos2(left, line.top()), pos2(cx.columns.editor - 8.0, line.bottom()));
    let is_unset = place.node.is_none() && place.field.has_presence();
    label_ui(ui, cx, rect, place, name, is_unset);
}

/// A quiet word in the place of a name.
pub fn label_at(ui: &Ui, cx: &Cx<'_>, row: &Row, line: Rect, word: &str) {
    let left = cx.columns.name_at(row.depth);
    let at = pos2(left, text::baseline(line));
    text::paint_within(ui.painter(), at, cx.columns.editor - 8.0 - left, Font::Body, theme::tokens(ui).text2, word);
}

/// The name of a row with a chevron before it.
pub fn fold_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, place: &Place<'_>, fold: Fold, name: &str) {
    let left = cx.columns.name_at(row.depth);
    let end = cx.columns.editor - 8.0;
    let is_unset = place.node.is_none() && place.field.has_presence();
    if fold == Fold::Empty {
        let rect = Rect::from_min_max(pos2(left, line.top()), pos2(end, line.bottom()));
        return label_ui(ui, cx, rect, place, name, is_unset);
    }
    let target = Rect::from_min_max(pos2(left - 4.0, line.top() + 4.0), pos2(end, line.bottom() - 4.0));
    let response = ui.interact(target, cx.id(&row.path, "fold"), Sense::click());
    let is_open = fold == Fold::Open;
    let spoken = spoken(place);
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, is_open, &spoken));
    let t = theme::tokens(ui);
    if response.hovered() {
        ui.painter().rect_filled(target, size::RADIUS, t.hover);
    }
    paint_chevron(ui.painter(), pos2(left + 6.0, line.center().y), is_open, t.text2);
    let words = Rect::from_min_max(pos2(left + 18.0, line.top()), pos2(end, line.bottom()));
    paint_name(ui, words, place, name, is_unset);
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), target, t);
    }
    cx.note(&response);
    let keys = response.has_focus()
        && ui.input(|input| {
            let wanted = if is_open { egui::Key::ArrowLeft } else { egui::Key::ArrowRight };
            input.key_pressed(wanted)
        });
    if response.clicked() || keys {
        match fold {
            Fold::Alone => cx.view.part.clone_from(&row.path),
            _ => cx.view.folds.set(&row.path, !is_open),
        }
    }
    if inside_is_invalid(cx, row, fold) {
        text::paint_icon(ui.painter(), pos2(end - 8.0, line.center().y), icons::ERROR, t.error);
    }
    hints::on_field(response, cx.schema, &place.field);
}

/// The type, where there is a column for it.
pub fn kind_ui(ui: &mut Ui, cx: &mut Cx<'_>, line: Rect, place: &Place<'_>, kind: &RowKind) {
    let advice = hints::advice(place, kind);
    let Some(left) = cx.columns.kind else { return advice_mark_ui(ui, cx, line, advice) };
    if let Some(advice) = advice {
        let rect = Rect::from_min_max(pos2(left, line.top()), pos2(cx.columns.end, line.bottom()));
        return advice_ui(ui, rect, &advice);
    }
    let t = theme::tokens(ui);
    let word = hints::type_word(place, kind);
    let at = pos2(left, text::baseline(line));
    let room = cx.columns.end - left;
    let whole = text::width(ui.ctx(), Font::Small, &word);
    let rect = Rect::from_min_max(pos2(left, line.top()), pos2(left + whole.min(room), line.bottom()));
    let leads_to = type_name(place);
    // With Ctrl it is a link; without, a click there does nothing, as in any table of types.
    let follows = leads_to.is_some() && ui.input(|input| input.modifiers.command);
    let sense = if follows { Sense::CLICK } else { Sense::hover() };
    let response = ui.interact(rect, ui.scope_id().with("type"), sense);
    let is_link = follows && response.hovered();
    text::paint_within(ui.painter(), at, room, Font::Small, if is_link { t.accent } else { t.text2 }, &word);
    if is_link {
        ui.set_cursor_icon(egui::CursorIcon::PointingHand);
        theme::paint::divider_h(ui.painter(), rect.x_range(), at.y + 2.0, t.accent);
    }
    if response.clicked() {
        cx.view.definition = leads_to.clone();
    }
    if leads_to.is_some() || whole > room || place.field.is_list() {
        let hint = if leads_to.is_some() { "\nCtrl+click or F12: go to definition" } else { "" };
        response.on_hover_text(format!("{}{hint}", hints::full_type(&place.field)));
    }
}

/// What the rules ask for, in the place of the type.
fn advice_ui(ui: &Ui, rect: Rect, advice: &str) {
    let t = theme::tokens(ui);
    text::paint_within(
        ui.painter(),
        pos2(rect.left(), text::baseline(rect)),
        rect.width(),
        Font::Small,
        t.warn,
        advice,
    );
    let response = ui.interact(rect, ui.scope_id().with("advice"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Rule: {advice}")));
    response.on_hover_text(format!("Rule of the .proto: {advice}\nIt is a hint: the message is sent as it is"));
}

/// The same where there is no column for it: a mark before the editor.
fn advice_mark_ui(ui: &Ui, cx: &Cx<'_>, line: Rect, advice: Option<String>) {
    let Some(advice) = advice else { return };
    let center = pos2(cx.columns.editor - 14.0, line.center().y);
    text::paint_icon(ui.painter(), center, icons::WARNING, theme::tokens(ui).warn);
    let rect = Rect::from_center_size(center, vec2(16.0, 16.0));
    let response = ui.interact(rect, ui.scope_id().with("advice"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Rule: {advice}")));
    response.on_hover_text(format!("Rule of the .proto: {advice}"));
}

/// Why the value cannot be sent, what is odd about it, or why the server refused it, in the 20 below the editor.
pub fn reason_ui(ui: &mut Ui, cx: &Cx<'_>, row: &Row, rect: Rect) {
    let t = theme::tokens(ui);
    let (words, color, is_remote) = match row.reason {
        None => return,
        Some(Reason::Problem(at)) => match cx.document.problems().get(at) {
            Some(problem) => (&problem.message, if problem.is_error { t.error } else { t.warn }, false),
            None => return,
        },
        Some(Reason::Mark(at)) => match cx.marks.get(at) {
            Some(mark) => (&mark.words, t.error, true),
            None => return,
        },
    };
    let line = Rect::from_min_max(
        pos2(cx.columns.editor, rect.bottom() - size::REASON - 2.0),
        pos2(cx.columns.end, rect.bottom() - 2.0),
    );
    let words = farcall_core::metadata::visible(words.as_bytes());
    let mut at = pos2(line.left(), text::small_baseline(line));
    if is_remote {
        text::paint_icon(ui.painter(), pos2(line.left() + 8.0, line.center().y), icons::DNS, color);
        at.x += 20.0;
    }
    text::paint_within(ui.painter(), at, line.right() - at.x, Font::Small, color, &words);
    let response = ui.interact(line, cx.id(&row.path, "reason"), Sense::hover());
    let spoken = if is_remote { format!("Refused by the server: {words}") } else { words };
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &spoken));
    response.on_hover_text(&spoken);
}

/// A quiet button of an icon and a word, named apart from its word.
pub fn quiet_button_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    (rect, id): (Rect, egui::Id),
    icon: Icon,
    word: &str,
    name: &str,
) -> Response {
    let t = theme::tokens(ui);
    let sense = if cx.editable { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, id, sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, cx.editable, name));
    cx.note(&response);
    if response.hovered() && cx.editable {
        ui.painter().rect_filled(rect, size::RADIUS, t.hover);
    }
    let color = match (cx.editable, response.hovered()) {
        (false, _) => t.edge,
        (true, true) => t.text,
        (true, false) => t.text2,
    };
    text::paint_icon(ui.painter(), pos2(rect.left() + 12.0, rect.center().y), icon, color);
    text::paint(ui.painter(), pos2(rect.left() + 24.0, text::baseline(rect)), Font::Body, color, word);
    if response.has_focus() && shows_focus(ui.ctx()) {
        paint::ring_inside(ui.painter(), rect, t);
    }
    response
}

/// How a place is called: its path, of a message that is one itself its type.
pub fn spoken(place: &Place<'_>) -> String {
    if place.text.is_empty() { hints::short_name(&place.field).to_owned() } else { place.text.clone() }
}

fn label_ui(ui: &mut Ui, cx: &Cx<'_>, rect: Rect, place: &Place<'_>, name: &str, is_unset: bool) {
    paint_name(ui, rect, place, name, is_unset);
    let id = ui.next_auto_id();
    ui.skip_ahead_auto_ids(1);
    let response = ui.interact(rect, id, Sense::hover());
    hints::on_field(response, cx.schema, &place.field);
}

fn paint_name(ui: &Ui, rect: Rect, place: &Place<'_>, name: &str, is_unset: bool) {
    let t = theme::tokens(ui);
    let deprecated = place.field.is_deprecated() && !place.is_part;
    let required = hints::is_required(&place.field) && !place.is_part;
    let room = rect.width() - if deprecated { 20.0 } else { 0.0 } - if required { 10.0 } else { 0.0 };
    let at = pos2(rect.left(), text::baseline(rect));
    let color = if is_unset { t.text2 } else { t.text };
    let used = text::paint_within(ui.painter(), at, room, Font::Body, color, name);
    if required {
        let color = if is_unset { t.error } else { t.text2 };
        text::paint(ui.painter(), pos2(at.x + used + 3.0, at.y), Font::Body, color, "*");
    }
    if deprecated {
        let center = rect.left_center() + vec2(used + 12.0, 0.0);
        text::paint_icon(ui.painter(), center, icons::WARNING, t.warn);
    }
}

/// Whether something is wrong in what is folded here.
fn inside_is_invalid(cx: &Cx<'_>, row: &Row, fold: Fold) -> bool {
    let inside = |path: &[Step]| path.len() > row.path.len() && path.starts_with(&row.path);
    fold != Fold::Open
        && (cx.document.problems().iter().any(|problem| problem.is_error && inside(&problem.path))
            || cx.marks.iter().any(|mark| inside(&mark.path)))
}
