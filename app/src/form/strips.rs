//! The strips above the rows: why the form is read-only, and where the part stands that is shown alone.
//! It draws no row.

use egui::{Rect, Ui, pos2};
use farcall_core::message::{Document, FieldPath};

use super::{columns::EDGE, hints, place::place, view::FormView};
use crate::{
    action::CallEdit,
    state::MessageView,
    theme::{self, Font, icons, paint, size, text},
    widgets::Button,
};

/// Says where the JSON fails, if it does; returns the room below.
pub fn json_problem_ui(ui: &mut Ui, rect: Rect, document: &Document, push: &mut dyn FnMut(CallEdit)) -> Rect {
    let Some(problem) = document.json_problem() else { return rect };
    let t = theme::tokens(ui);
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    ui.painter().rect_filled(strip, 0, t.error_ground);
    text::paint_icon(ui.painter(), pos2(strip.left() + EDGE + 8.0, strip.center().y), icons::ERROR, t.error);
    let row = strip.with_max_x(strip.right() - EDGE);
    let button = Button::normal("Edit JSON").in_strip().hint("The form follows once the JSON is right again");
    let response = button.show_right_in(ui, row);
    if response.clicked() {
        push(CallEdit::MessageView(MessageView::Json));
    }
    let words = format!("The form is read-only: JSON {problem}");
    let at = pos2(strip.left() + EDGE + 24.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, response.rect.left() - 8.0 - at.x, Font::Body, t.error, &words);
    let whole = Rect::from_min_max(pos2(at.x, strip.top()), pos2(response.rect.left(), strip.bottom()));
    let label = ui.interact(whole, ui.scope_id().with("json problem"), egui::Sense::hover());
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    label.on_hover_text(&words);
    rest
}

/// The way to the part that is shown alone; returns the room below.
pub fn breadcrumb_ui(ui: &mut Ui, rect: Rect, document: &Document, view: &mut FormView) -> Rect {
    if view.part.is_empty() {
        return rect;
    }
    let t = theme::tokens(ui);
    let (strip, rest) = rect.split_top_bottom_at_y(rect.top() + size::STRIP);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    let mut left = strip.left() + EDGE;
    let mut chosen: Option<FieldPath> = None;
    let steps = crumbs(document, &view.part);
    let first = steps.len().saturating_sub(4);
    for (at, (word, path)) in steps.iter().enumerate() {
        // The root, then the last ones: the ways in between are one step back each.
        if at != 0 && at < first {
            continue;
        }
        let is_last = at + 1 == steps.len();
        let row = strip.with_min_x(left);
        if is_last {
            left += text::paint(ui.painter(), pos2(left, text::baseline(strip)), Font::Body, t.text, word);
        } else {
            let response = Button::link(word).show_left_in(ui, row);
            if response.clicked() {
                chosen = Some(path.clone());
            }
            left = response.rect.right() + 4.0;
            text::paint_icon(ui.painter(), pos2(left + 8.0, strip.center().y), icons::CHEVRON_RIGHT, t.text2);
            left += 20.0;
        }
    }
    if let Some(path) = chosen {
        view.part = path;
    }
    rest
}

/// Every message on the way, with its word.
fn crumbs(document: &Document, part: &FieldPath) -> Vec<(String, FieldPath)> {
    let mut crumbs = vec![(document.descriptor().name().to_owned(), FieldPath::new())];
    for length in 1..=part.len() {
        let Some(path) = part.get(..length) else { break };
        let Some(place) = place(document.root(), path) else { break };
        let repeated = place.field.is_list() || place.field.map_entry().is_some();
        if repeated != place.is_part {
            continue;
        }
        let word = match path.last() {
            Some(farcall_core::message::Step::Index(index)) => {
                format!("{}[{index}]", hints::short_name(&place.field))
            }
            _ => hints::short_name(&place.field).to_owned(),
        };
        crumbs.push((word, path.to_vec()));
    }
    crumbs
}
