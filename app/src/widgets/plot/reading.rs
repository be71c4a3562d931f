//! The exact values under the pointer: a small table that goes with it.
//! It knows words; which values is said by the caller.

use egui::{Color32, Rect, Response, Role, Sense, Ui, pos2, vec2};

use crate::theme::{Font, text, tokens};
use crate::widgets::target::named;

/// What stands at one place of a plot.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// Where: a time, a range.
    pub place: String,
    /// Colour, name and value of each thing there.
    pub values: Vec<(Color32, String, String)>,
}

const ROW: f32 = 20.0;

impl Reading {
    /// Shows it beside the pointer, at once: who reads a plot does not wait.
    pub(super) fn show(&self, ui: &Ui, plot: &Response) {
        let layer = ui.layer_id();
        let anchor = egui::PopupAnchor::Pointer;
        egui::Tooltip::always_open(ui.ctx().clone(), layer, plot.id, anchor).gap(12.0).show(|ui| self.ui(ui));
    }

    fn ui(&self, ui: &mut Ui) {
        let t = tokens(ui);
        let width_of = |font, words: &str| text::width(ui.ctx(), font, words);
        let name = self.values.iter().map(|(_, name, _)| width_of(Font::Body, name)).fold(0.0, f32::max);
        let value = self.values.iter().map(|(.., value)| width_of(Font::Code, value)).fold(0.0, f32::max);
        let width = (14.0 + name + 16.0 + value).max(width_of(Font::Small, &self.place));
        let height = ROW * (self.values.len() + 1) as f32;
        let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::hover());
        let spoken = self.values.iter().map(|(_, name, value)| format!("{name} {value}"));
        let spoken: Vec<String> = std::iter::once(self.place.clone()).chain(spoken).collect();
        named(&response, Role::Label, true, &spoken.join(", "));
        let row = |place: usize| {
            let top = rect.top() + ROW * place as f32;
            Rect::from_min_max(pos2(rect.left(), top), pos2(rect.right(), top + ROW))
        };
        let painter = ui.painter();
        text::paint(painter, pos2(rect.left(), text::small_baseline(row(0))), Font::Small, t.text2, &self.place);
        for (place, (color, name, value)) in self.values.iter().enumerate() {
            let row = row(place + 1);
            let y = text::baseline(row);
            painter.circle_filled(pos2(row.left() + 4.0, row.center().y), 3.0, *color);
            text::paint(painter, pos2(row.left() + 14.0, y), Font::Body, t.text2, name);
            text::paint_right(painter, pos2(row.right(), y), Font::Code, t.text, value);
        }
    }
}
