//! Draws the panel of a call that failed: message, ladder, hint with its buttons, details, raw trailers.
//! It returns what was pressed and presses nothing itself.

use std::collections::BTreeSet;

use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::{metadata::visible, status::Remedy};

use super::{DetailNode, StatusView, refused};
use crate::{
    theme::{Font, Icon, icons, paint, size, space, text, tokens},
    widgets::{Button, Disclosure, Ladder, SelectableText, paint_chevron},
};

/// What the panel remembers: which parts of the details are folded, and whether Raw is open.
#[derive(Debug, Clone, Default)]
pub struct StatusPanelState {
    folded: BTreeSet<String>,
    is_raw_open: bool,
}

/// What the user pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatusOutcome {
    /// The button of the hint.
    Apply(Remedy),
    /// The connection's settings are wanted.
    OpenConnection,
    /// This one of the refused fields is to be shown in the form.
    ShowField(usize),
    /// All of it went to the clipboard.
    Copied,
}

/// Shows the panel in all the room there is.
pub fn status_panel_ui(ui: &mut Ui, state: &mut StatusPanelState, view: &StatusView) -> Option<StatusOutcome> {
    let t = tokens(ui);
    ui.painter().rect_filled(ui.available_rect_before_wrap(), 0, t.surface);
    let mut outcome = None;
    ScrollArea::vertical().id_salt("status panel").auto_shrink(false).show(ui, |ui| {
        ui.add_space(16.0);
        message_ui(ui, view);
        if !view.ladder.is_empty() {
            ui.add_space(16.0);
            inset_ui(ui, |ui| Ladder::new(&view.ladder).show(ui));
        }
        outcome = hint_ui(ui, view);
        if let Some(at) = refused::refused_ui(ui, &view.refused) {
            outcome = Some(StatusOutcome::ShowField(at));
        }
        notes_ui(ui, view);
        details_ui(ui, state, view);
        raw_ui(ui, state, view);
        ui.add_space(16.0);
    });
    outcome
}

/// The height of the panel where it folds to a line or two above the log of a call that received messages.
pub fn folded_status_height(ui: &Ui, view: &StatusView, width: f32) -> f32 {
    let message = view.shown_message();
    let fits = !message.contains('\n') && text::width(ui.ctx(), Font::Strong, &message) <= width - 2.0 * space::M;
    let lines = if fits { 1.0 } else { 2.0 };
    2.0 * space::S + lines * Font::Body.line_height()
}

/// The panel folded to that.
pub fn folded_status_ui(ui: &mut Ui, view: &StatusView) {
    let rect = ui.available_rect_before_wrap();
    ui.set_clip_rect(rect.intersect(ui.clip_rect()));
    ui.add_space(space::S);
    message_ui(ui, view);
    paint::divider_h(ui.painter(), rect.x_range(), rect.bottom() - 1.0, tokens(ui).line);
}

fn inset_ui<R>(ui: &mut Ui, contents: impl FnOnce(&mut Ui) -> R) -> R {
    let margin = egui::Margin::symmetric(12, 0);
    let contents = |ui: &mut Ui| {
        // Else a text of one line is as high as a control.
        ui.spacing_mut().interact_size.y = Font::Body.line_height();
        contents(ui)
    };
    egui::Frame::NONE.inner_margin(margin).show(ui, contents).inner
}

fn message_ui(ui: &mut Ui, view: &StatusView) {
    let message = view.shown_message();
    inset_ui(ui, |ui| {
        let width = ui.available_width();
        SelectableText::new("Status message", &message).first_sentence_strong().show(ui, width)
    });
}

fn hint_ui(ui: &mut Ui, view: &StatusView) -> Option<StatusOutcome> {
    let labels: Vec<&str> = view.remedies.iter().map(|remedy| remedy.label()).collect();
    if let Some(hint) = view.hint.as_deref().filter(|hint| !labels.contains(hint)) {
        ui.add_space(16.0);
        let shown = visible(hint.as_bytes());
        inset_ui(ui, |ui| {
            let width = ui.available_width();
            SelectableText::new("Hint", &shown).show(ui, width)
        });
    }
    ui.add_space(if view.hint.is_some() { 8.0 } else { 16.0 });
    let mut outcome = None;
    inset_ui(ui, |ui| {
        ui.horizontal(|ui| {
            for remedy in &view.remedies {
                if Button::normal(remedy.label()).icon(icon_of(*remedy)).show(ui).clicked() {
                    outcome = Some(StatusOutcome::Apply(*remedy));
                }
            }
            if !view.ladder.is_empty() && Button::normal("Connection").icon(icons::LOCK).show(ui).clicked() {
                outcome = Some(StatusOutcome::OpenConnection);
            }
            let copy =
                Button::quiet("Copy").icon(icons::CONTENT_COPY).hint("Copy all of this as text, secrets left out");
            if copy.show(ui).clicked() {
                ui.ctx().copy_text(view.redacted_text());
                outcome = Some(StatusOutcome::Copied);
            }
        });
    });
    outcome
}

fn icon_of(remedy: Remedy) -> Icon {
    match remedy {
        Remedy::UsePlaintext => icons::LOCK_OPEN_RIGHT,
        Remedy::UseTls => icons::LOCK,
        Remedy::ConnectWithoutAlpn => icons::CABLE,
        Remedy::ShowCertificate => icons::DESCRIPTION,
        Remedy::ChooseClientCertificate | Remedy::SignIn => icons::SHIELD,
        Remedy::RaiseMessageLimit | Remedy::RaiseSendLimit | Remedy::RaiseHeaderLimit => icons::TUNE,
    }
}

fn notes_ui(ui: &mut Ui, view: &StatusView) {
    let t = tokens(ui);
    for note in &view.notes {
        ui.add_space(8.0);
        let note = visible(note.as_bytes());
        let top = ui.cursor().top();
        text::paint_icon(ui.painter(), pos2(ui.cursor().left() + 20.0, (top + 10.0).round()), icons::INFO, t.text2);
        let margin = egui::Margin { left: 36, right: 12, top: 0, bottom: 0 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.spacing_mut().interact_size.y = Font::Body.line_height();
            let width = ui.available_width();
            SelectableText::new("Note", &note).color(t.text2).show(ui, width);
        });
    }
}

fn details_ui(ui: &mut Ui, state: &mut StatusPanelState, view: &StatusView) {
    if view.details.is_empty() {
        return;
    }
    section_ui(ui);
    let t = tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let y = text::baseline(row);
    text::paint(ui.painter(), pos2(row.left() + 12.0, y), Font::SmallStrong, t.text2, "Details");
    text::paint_right(ui.painter(), pos2(row.right() - 12.0, y), Font::Small, t.text2, &view.details_from);
    for (at, detail) in view.details.iter().enumerate() {
        detail_ui(ui, state, detail, &at.to_string(), 0);
    }
}

pub(super) fn section_ui(ui: &mut Ui) {
    ui.add_space(16.0);
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    paint::divider_h(ui.painter(), rect.x_range(), rect.top(), tokens(ui).line);
    ui.add_space(7.0);
}

/// Values of all levels stand below each other, unless a name is longer.
const VALUE: f32 = 172.0;

fn detail_ui(ui: &mut Ui, state: &mut StatusPanelState, detail: &DetailNode, path: &str, depth: usize) {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let (name, value) = (visible(detail.name.as_bytes()), visible(detail.value.as_bytes()));
    let folds = !detail.children.is_empty();
    let is_open = folds && !state.folded.contains(path);
    response.widget_info(|| WidgetInfo::labeled(Role::TreeItem, true, format!("{name} {value}").trim()));
    if response.hovered() {
        paint::row_ground(ui.painter(), rect, paint::RowGround::Hovered, t);
    }
    let (left, y) = (rect.left() + 28.0 + size::INDENT * depth as f32, text::baseline(rect));
    if folds {
        paint_chevron(ui.painter(), pos2(left - 12.0, rect.center().y), is_open, t.text2);
    }
    let name_end = left + text::width(ui.ctx(), Font::Body, &name).min(240.0) + 16.0;
    let value_left = (rect.left() + VALUE).max(name_end);
    let (room, name_color) =
        if folds { (rect.right() - 12.0 - left, t.text) } else { (value_left - 8.0 - left, t.text2) };
    text::paint_within(ui.painter(), pos2(left, y), room, Font::Body, name_color, &name);
    if !folds {
        let color = if detail.is_wrong { t.error } else { t.text };
        text::paint_within(
            ui.painter(),
            pos2(value_left, y),
            rect.right() - 12.0 - value_left,
            Font::Code,
            color,
            &value,
        );
    }
    crate::viewers::parts::ring_if_focused(ui, &response);
    if response.clicked() && folds && !state.folded.remove(path) {
        state.folded.insert(path.to_owned());
    }
    if !folds {
        copy_menu(&response, &detail.value);
        response.on_hover_text(&value);
    }
    if is_open {
        for (at, child) in detail.children.iter().enumerate() {
            detail_ui(ui, state, child, &format!("{path}/{at}"), depth + 1);
        }
    }
}

fn copy_menu(response: &egui::Response, value: &str) {
    crate::widgets::context_menu(response, |ui| {
        if crate::widgets::MenuItem::new("Copy value").show(ui).clicked() {
            ui.ctx().copy_text(value.to_owned());
        }
    });
}

fn raw_ui(ui: &mut Ui, state: &mut StatusPanelState, view: &StatusView) {
    if view.trailers.is_empty() {
        return;
    }
    section_ui(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::ROW));
    let heading: Rect = row.with_min_x(row.left() + 8.0);
    let words = format!("{} as received", crate::units::counted(view.trailers.len() as u64, "trailer"));
    Disclosure::new("Raw").quiet(&words).small().show_at(ui, heading, &mut state.is_raw_open);
    if !state.is_raw_open {
        return;
    }
    let lines: Vec<String> = view.trailers.iter().map(|entry| format!("{}: {}", entry.key, entry.display())).collect();
    let margin = egui::Margin { left: 28, right: 12, top: 4, bottom: 0 };
    egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
        let width = ui.available_width();
        SelectableText::new("Raw trailers", &lines.join("\n")).font(Font::Code).show(ui, width);
    });
}
