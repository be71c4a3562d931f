//! The head of a diagnostics tab: whose it is, which view, how old the reading is, hold and copy.

use std::time::{Duration, SystemTime};

use egui::{Id, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::copy;
use crate::{
    action::{Action, DiagnosticsAction},
    panels::connection,
    state::{DiagnosticsTab, DiagnosticsView, State, TabId},
    theme::{self, Font, icons, paint, size, text},
    units,
    widgets::{Button, IconButton, Segments},
};

/// The age of a reading is told anew this often.
const AGE_STEP: Duration = Duration::from_millis(200);
/// Below this width words give way.
const ROOMY: f32 = 760.0;

/// The head over `row`.
pub fn head_ui(ui: &mut Ui, row: Rect, _state: &State, id: TabId, tab: &DiagnosticsTab, actions: &mut Vec<Action>) {
    let row = row.shrink2(vec2(12.0, 0.0));
    let roomy = row.width() >= ROOMY;
    let top = row.top() + 10.0;
    let cell = Rect::from_min_size(pos2(row.left(), top), vec2(if roomy { 208.0 } else { 160.0 }, size::CONTROL));
    target_ui(ui, cell, tab);
    let order = [DiagnosticsView::Health, DiagnosticsView::Servers, DiagnosticsView::Channels];
    let mut chosen = order.iter().position(|view| *view == tab.view).unwrap_or_default();
    let segments = Segments::new("View", &["Health", "Servers", "Channels"]);
    if segments.show_at(ui, pos2(cell.right() + 8.0, top), &mut chosen).changed() {
        actions.extend(
            order.get(chosen).map(|view| Action::Diagnostics(DiagnosticsAction::ShowDiagnosticsView(id, *view))),
        );
    }
    let line = Rect::from_min_max(pos2(row.left(), top), pos2(row.right(), top + size::CONTROL));
    let mut right = line.right();
    right = copy_ui(ui, line.with_max_x(right), tab, roomy, actions) - 8.0;
    if tab.view != DiagnosticsView::Health {
        right = pause_ui(ui, line.with_max_x(right), id, tab, roomy, actions) - 8.0;
        if roomy {
            age_ui(ui, line.with_max_x(right), tab);
        }
    }
}

fn target_ui(ui: &Ui, cell: Rect, tab: &DiagnosticsTab) {
    let t = theme::tokens(ui);
    paint::frame(ui.painter(), cell, egui::Color32::TRANSPARENT, t.line);
    let sign = connection::security(&tab.target);
    text::paint_icon(ui.painter(), pos2(cell.left() + 16.0, cell.center().y), sign.icon, sign.color(t));
    let at = pos2(cell.left() + 32.0, text::baseline(cell));
    text::paint_path_within(ui.painter(), at, cell.width() - 40.0, Font::Body, t.text, &tab.target.address);
    let response = ui.interact(cell, Id::NULL.with("diagnostics target"), Sense::hover());
    let name = format!("Target {}, {}", tab.target.address, sign.word);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &name));
    response.on_hover_text(format!("{}\n{}", tab.target.address, sign.word));
}

fn copy_ui(ui: &mut Ui, row: Rect, tab: &DiagnosticsTab, roomy: bool, actions: &mut Vec<Action>) -> f32 {
    let hint = "Copy what is shown as JSON";
    let response = if roomy {
        Button::quiet("Copy").icon(icons::CONTENT_COPY).hint(hint).show_right_in(ui, row)
    } else {
        IconButton::new(icons::CONTENT_COPY, hint).show_around(ui, pos2(row.right() - 12.0, row.center().y))
    };
    if response.clicked() {
        actions.push(Action::Copy(copy::as_json(tab)));
    }
    response.rect.left()
}

fn pause_ui(ui: &mut Ui, row: Rect, id: TabId, tab: &DiagnosticsTab, roomy: bool, actions: &mut Vec<Action>) -> f32 {
    let (icon, word, hint) = match tab.paused {
        false => (icons::PAUSE, "Pause", "Stop reading; what was read last stays"),
        true => (icons::PLAY_ARROW, "Resume", "Read again each second"),
    };
    let response = if roomy {
        Button::quiet(word).icon(icon).hint(hint).width(96.0).show_right_in(ui, row)
    } else {
        IconButton::new(icon, hint).show_around(ui, pos2(row.right() - 12.0, row.center().y))
    };
    if response.clicked() {
        actions.push(Action::Diagnostics(DiagnosticsAction::PauseDiagnostics(id, !tab.paused)));
    }
    response.rect.left()
}

fn age_ui(ui: &Ui, row: Rect, tab: &DiagnosticsTab) {
    let t = theme::tokens(ui);
    let Some(Ok(snapshot)) = &tab.channelz else { return };
    let age = SystemTime::now().duration_since(snapshot.taken_at).unwrap_or_default();
    ui.ctx().request_repaint_after(AGE_STEP);
    let words = format!("Read {}", units::since(age));
    text::paint_right(ui.painter(), pos2(row.right(), text::baseline(row)), Font::Small, t.text2, &words);
}
