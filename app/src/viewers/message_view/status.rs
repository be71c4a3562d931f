//! The strip below a text: how far it is printed, with a stop; the path of the chosen line; how much there is.
//! It prints nothing itself.

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use super::{MessageViewState, fetch::Progress};
use crate::{
    theme::{Font, paint, size, text as lines, tokens},
    units,
    viewers::{code::CodeText, parts},
    widgets::progress_line,
};

/// What was clicked in the strip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StatusClick {
    /// The path of the chosen line is to be copied.
    CopyPath,
    /// Print no more.
    Stop,
    /// Print the rest.
    Again,
}

/// Draws the strip.
pub(super) fn status_ui(
    ui: &mut Ui,
    state: &mut MessageViewState,
    text: &CodeText,
    strip: Rect,
) -> Option<StatusClick> {
    let t = tokens(ui);
    ui.painter().rect_filled(strip, 0, t.surface);
    paint::divider_h(ui.painter(), strip.x_range(), strip.top(), t.line);
    let is_going = state.fetcher.progress() == Progress::Going;
    progress_line(ui, strip.with_max_y(strip.top() + 2.0), is_going.then(|| state.fetcher.share()));
    let baseline = lines::small_baseline(strip);
    let mut right = strip.right() - 12.0;
    let (link, click) = match state.fetcher.progress() {
        Progress::Going => ("Stop", Some(StatusClick::Stop)),
        Progress::Stopped => ("Print the rest", Some(StatusClick::Again)),
        Progress::Done => ("", None),
    };
    let mut clicked = None;
    if click.is_some() {
        clicked = parts::link_right(ui, strip, right, link).clicked().then_some(click).flatten();
        right -= lines::width(ui.ctx(), Font::Small, link) + 16.0;
    }
    let words = amount(state, text);
    let width = lines::width(ui.ctx(), Font::Small, &words);
    let left = strip.left() + 12.0;
    if right - width > left + 40.0 || click.is_some() {
        lines::paint_right(ui.painter(), pos2(right, baseline), Font::Small, t.text2, &words);
        let spoken = Rect::from_min_max(pos2(right - width, strip.top()), pos2(right, strip.bottom()));
        let response = ui.interact(spoken, ui.scope_id().with("amount"), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
        right -= width + 16.0;
    }
    clicked.or(path_ui(ui, state, text, strip.with_max_x(right)))
}

/// A text that is not whole is told by its size so far and by how much of the message that is.
fn amount(state: &MessageViewState, text: &CodeText) -> String {
    let size = units::size(text.len() as u64);
    let share = (state.fetcher.share() * 100.0).floor();
    match state.fetcher.progress() {
        Progress::Going => format!("Printing, {size} so far, {share} % of the message"),
        Progress::Stopped => format!("Stopped after {size}, {share} % of the message"),
        Progress::Done => format!("{}, {size}", units::counted(text.lines() as u64, "line")),
    }
}

/// The path of the chosen line; a click copies it.
fn path_ui(ui: &mut Ui, state: &mut MessageViewState, text: &CodeText, room: Rect) -> Option<StatusClick> {
    let t = tokens(ui);
    let path = state.code.chosen_path(text).filter(|path| !path.is_empty())?.to_owned();
    let left = room.left() + 12.0;
    let width = lines::width(ui.ctx(), Font::SmallCode, &path).min(room.right() - left);
    if width < 24.0 {
        return None;
    }
    let rect = Rect::from_min_max(pos2(left - 4.0, room.top() + 1.0), pos2(left + width + 4.0, room.bottom()));
    let response = ui.interact(rect, ui.scope_id().with("path"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Path {path}")));
    let color = if response.hovered() { t.text } else { t.text2 };
    if response.hovered() {
        ui.painter().rect_filled(rect.shrink2(egui::vec2(0.0, 2.0)), size::RADIUS, t.hover);
    }
    let at = pos2(left, lines::small_baseline(room));
    lines::paint_path_within(ui.painter(), at, width + 1.0, Font::SmallCode, color, &path);
    parts::ring_if_focused(ui, &response);
    response.on_hover_text("Copy path").clicked().then_some(StatusClick::CopyPath)
}
