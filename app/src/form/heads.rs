//! The rows that are no editors: heads of messages, lists and maps, and what elements are moved, copied and removed with.
//! They hold no values.

use egui::{Id, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::message::{Edit, FieldNode, FieldPath, Step, ValueNode};

use super::{
    brief::brief,
    context::Cx,
    parts,
    paste::paste_ui,
    place::{Place, place},
    rows::{Fold, Row},
};
use crate::{
    theme::{self, Font, icons, size, text},
    units,
    widgets::{IconButton, MenuItem, menu},
};

/// Room for handle and delete at the end of an element.
pub const ELEMENT_TOOLS: f32 = 56.0;
/// Room for delete at the end of an entry.
pub const ENTRY_TOOLS: f32 = 32.0;
/// What stands beside the name of a message: how much is in it, or its values while it is folded.
pub fn message_ui(ui: &mut Ui, cx: &Cx<'_>, line: Rect, place: &Place<'_>, fold: Fold) {
    let words = match (place.value, fold) {
        (None, _) => "not set".to_owned(),
        (Some(_), Fold::Open) => {
            let fields = place.field.shape();
            let count = match &fields {
                farcall_core::message::Shape::Message(of) => of.fields().len(),
                _ => 0,
            };
            units::counted(count as u64, "field")
        }
        (Some(_), Fold::Empty) => "no fields".to_owned(),
        (Some(_), _) => return brief_ui(ui, cx, line, place, fold, 0.0),
    };
    quiet_ui(ui, cx.columns.editor_in(line, size::CONTROL), Font::Body, &words);
}

/// The values of a folded message.
pub fn brief_ui(ui: &mut Ui, cx: &Cx<'_>, line: Rect, place: &Place<'_>, fold: Fold, tools: f32) {
    let rect = cx.columns.editor_in(line, size::CONTROL);
    brief_at(ui, rect.with_max_x(rect.right() - tools), place, fold);
}

/// The same, somewhere.
pub fn brief_at(ui: &Ui, rect: Rect, place: &Place<'_>, fold: Fold) {
    if let (Some(ValueNode::Message(message)), true) = (place.value, fold != Fold::Open) {
        quiet_ui(ui, rect, Font::Code, &brief(message));
    }
}

fn quiet_ui(ui: &Ui, rect: Rect, font: Font, words: &str) {
    let at = pos2(rect.left(), text::baseline(rect));
    text::paint_within(ui.painter(), at, rect.width(), font, theme::tokens(ui).text2, words);
}

/// The head of a list or a map: how many, and Add.
pub fn sequence_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, place: &Place<'_>) {
    let is_map = place.field.map_entry().is_some();
    let count = place.node.map_or(0, FieldNode::len) as u64;
    let words = match (is_map, count) {
        (true, 1) => "1 entry".to_owned(),
        (true, _) => format!("{} entries", units::count(count)),
        (false, _) => units::counted(count, "element"),
    };
    let rect = cx.columns.editor_in(line, size::CONTROL);
    quiet_ui(ui, rect, Font::Body, &words);
    let width = 28.0 + text::width(ui.ctx(), Font::Body, "Add") + 4.0;
    let target = Rect::from_min_max(
        pos2(rect.right() - width + 4.0, line.top() + 4.0),
        pos2(rect.right() + 4.0, line.bottom() - 4.0),
    );
    let name = format!("Add to {}", parts::spoken(place));
    let id = cx.id(&row.path, "add");
    if parts::quiet_button_ui(ui, cx, (target, id), icons::ADD, "Add", &name).clicked() {
        cx.edits.push(Edit::Add(row.path.clone()));
    }
    let name = format!("Paste a list into {}", parts::spoken(place));
    let at = pos2(target.left() - 16.0, line.center().y);
    let paste = IconButton::new(icons::CONTENT_PASTE, &name).enabled(cx.editable, "").show_around(ui, at);
    cx.note(&paste);
    if cx.editable {
        paste_ui(cx, &paste, &row.path, is_map);
    }
}

/// Handle (drag, or a menu) and delete of an element.
pub fn element_tools_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, place: &Place<'_>, index: usize) {
    let middle = line.center().y;
    let handle_rect = Rect::from_center_size(pos2(cx.columns.editor_end - 36.0, middle), vec2(24.0, 24.0));
    let handle = handle_ui(ui, cx, row, handle_rect, place);
    let count = siblings(cx, &row.path);
    let mut edit = None;
    if cx.editable {
        menu(&handle, |ui| {
            let path = || row.path.clone();
            let (first, last) = (index == 0, index + 1 >= count);
            let up = MenuItem::new("Move up").icon(icons::ARROW_UPWARD).shortcut("Alt+Up");
            if up.enabled(!first, "").show(ui).clicked() {
                edit = Some(Edit::Move(path(), index.saturating_sub(1)));
            }
            let down = MenuItem::new("Move down").icon(icons::ARROW_DOWNWARD).shortcut("Alt+Down");
            if down.enabled(!last, "").show(ui).clicked() {
                edit = Some(Edit::Move(path(), index + 1));
            }
            if MenuItem::new("Duplicate").icon(icons::CONTENT_COPY).show(ui).clicked() {
                edit = Some(Edit::Duplicate(path()));
            }
            if MenuItem::new("Remove").icon(icons::DELETE).show(ui).clicked() {
                edit = Some(Edit::Remove(path()));
            }
        });
    }
    cx.edits.extend(edit);
    delete_ui(ui, cx, row, pos2(cx.columns.editor_end - 8.0, middle), place);
    drag(ui, cx, row, &handle, index);
}

/// Delete of an entry.
pub fn entry_tools_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, line: Rect, place: &Place<'_>) {
    delete_ui(ui, cx, row, pos2(cx.columns.editor_end - 8.0, line.center().y), place);
}

/// Says that there is more than has rows.
pub fn rest_ui(ui: &mut Ui, cx: &Cx<'_>, line: Rect, count: usize) {
    let words = format!("{} more; edit them as JSON", units::counted(count as u64, "element"));
    quiet_ui(ui, cx.columns.editor_in(line, size::CONTROL), Font::Body, &words);
}

/// Where a dragged element would land.
pub fn drop_line_ui(ui: &Ui, cx: &Cx<'_>, origin: f32) {
    let Some((dragged, pointer)) = cx.view.dragged.as_ref().zip(ui.input(|input| input.pointer.hover_pos())) else {
        return;
    };
    let Some(to) = landing(cx, dragged, pointer.y - origin) else { return };
    let Some((Step::Index(from), list)) = dragged.split_last() else { return };
    let target = sibling_path(list, to);
    let Some(row) = cx.rows.nearest(&target) else { return };
    let below_it = to > *from;
    let y = origin + if below_it { row.top + row.height } else { row.top };
    let line = Rect::from_min_max(pos2(cx.columns.name_at(row.depth), y - 1.0), pos2(cx.columns.editor_end, y + 1.0));
    ui.painter().rect_filled(line, 0, theme::tokens(ui).accent);
}

fn handle_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, place: &Place<'_>) -> Response {
    let t = theme::tokens(ui);
    let sense = if cx.editable { Sense::click_and_drag() } else { Sense::hover() };
    let id: Id = cx.id(&row.path, "handle");
    let response = ui.interact(rect, id, sense);
    let name = format!("Move or copy {}", place.text);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, cx.editable, &name));
    cx.note(&response);
    if response.hovered() && cx.editable {
        ui.painter().rect_filled(rect, size::RADIUS, t.hover);
    }
    let color = match (cx.editable, response.hovered()) {
        (false, _) => t.edge,
        (true, true) => t.text,
        (true, false) => t.text2,
    };
    text::paint_icon(ui.painter(), rect.center(), icons::DRAG_INDICATOR, color);
    if response.has_focus() && theme::shows_focus(ui.ctx()) {
        theme::paint::ring_inside(ui.painter(), rect, t);
    }
    response.on_hover_text("Drag to move; click for more")
}

fn delete_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, center: egui::Pos2, place: &Place<'_>) {
    let name = format!("Remove {}", place.text);
    let button = IconButton::new(icons::DELETE, &name).enabled(cx.editable, "");
    let response = button.show_around(ui, center);
    cx.note(&response);
    if response.clicked() {
        cx.edits.push(Edit::Remove(row.path.clone()));
    }
}

fn drag(ui: &Ui, cx: &mut Cx<'_>, row: &Row, handle: &Response, index: usize) {
    if handle.drag_started() {
        cx.view.dragged = Some(row.path.clone());
    }
    if cx.view.dragged.as_ref() != Some(&row.path) {
        return;
    }
    if handle.drag_stopped() {
        cx.view.dragged = None;
        let origin = ui.max_rect().top() - row.top;
        let to = handle.interact_pointer_pos().and_then(|pos| landing(cx, &row.path, pos.y - origin));
        if let Some(to) = to.filter(|to| *to != index) {
            cx.edits.push(Edit::Move(row.path.clone(), to));
        }
    } else if !handle.dragged() {
        cx.view.dragged = None;
    }
}

/// The position among its siblings at a height.
fn landing(cx: &Cx<'_>, dragged: &FieldPath, y: f32) -> Option<usize> {
    let (_, list) = dragged.split_last()?;
    let of_list = |path: &FieldPath| path.len() == list.len() + 1 && path.starts_with(list);
    let siblings = cx.rows.rows.iter().filter(|row| of_list(&row.path));
    siblings.filter(|row| row.top <= y).filter_map(|row| last_index(&row.path)).max().or(Some(0))
}

fn last_index(path: &FieldPath) -> Option<usize> {
    match path.last() {
        Some(Step::Index(index)) => Some(*index),
        _ => None,
    }
}

fn sibling_path(list: &[Step], index: usize) -> FieldPath {
    super::place::below(list, Step::Index(index))
}

fn siblings(cx: &Cx<'_>, path: &[Step]) -> usize {
    let list = path.split_last().map(|(_, list)| list).unwrap_or_default();
    place(cx.document.root(), list).and_then(|place| place.node).map_or(0, FieldNode::len)
}
