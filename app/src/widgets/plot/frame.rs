//! What plots stand in: title and span above, rules with figures at the left, ticks below.
//! It places and paints; values are drawn by others.

use egui::{Color32, Pos2, Rect, Shape, Stroke, Ui, pos2, vec2};

use super::scale::PlotScale;
use crate::theme::{Font, paint, text, tokens};

/// A figure at the horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    /// Where, as a share of the axis.
    pub at: f32,
    /// What is written there.
    pub label: String,
}

/// What the head names besides the title.
#[derive(Clone, Copy, Debug)]
pub(super) enum Legend<'a> {
    /// Triangles below the axis.
    Marks(&'a str, Color32),
    /// A line.
    Line(&'a str, Color32),
}

/// Everything but the values.
pub(super) struct PlotFrame<'a> {
    pub title: &'a str,
    pub span: &'a str,
    pub legend: &'a [Legend<'a>],
    pub scale: PlotScale,
    pub end: f64,
    pub rules: usize,
    pub ticks: &'a [Tick],
    /// Kept free at the left for figures at least, so that plots below each other begin at one line.
    pub left: f32,
    /// Kept free at the right for the values at the ends of lines.
    pub right: f32,
    /// Kept free below the axis, if there are no ticks.
    pub under: f32,
}

const HEAD: f32 = 24.0;
const TICKS: f32 = 20.0;

impl PlotFrame<'_> {
    /// Paints it over `rect`; returns the area of the values.
    pub(super) fn show_at(&self, ui: &Ui, rect: Rect) -> Rect {
        let (t, painter) = (tokens(ui), ui.painter());
        let head = rect.with_max_y(rect.top() + HEAD);
        self.head_ui(ui, head);
        let share = |rule: usize| rule as f32 / (self.rules - 1) as f32;
        let figure = |rule: usize| (self.scale.figure)(self.end * f64::from(share(rule)));
        let figures: Vec<String> = (0..self.rules).map(figure).collect();
        let widths = figures.iter().map(|figure| text::width(ui.ctx(), Font::SmallCode, figure));
        let left = rect.left() + widths.fold(self.left, f32::max) + 8.0;
        let under = if self.ticks.is_empty() { self.under } else { TICKS };
        let area = Rect::from_min_max(
            pos2(left.round(), (head.bottom() + 4.0).round()),
            pos2((rect.right() - self.right).round().max(left + 8.0), (rect.bottom() - under).round()),
        );
        for (rule, figure) in figures.iter().enumerate() {
            let y = (area.bottom() - area.height() * share(rule)).round();
            paint::divider_h(painter, area.x_range(), y, t.line);
            text::paint_right(painter, pos2(left - 8.0, y + 4.0), Font::SmallCode, t.text2, figure);
        }
        self.ticks_ui(ui, area);
        area
    }

    fn head_ui(&self, ui: &Ui, head: Rect) {
        let (t, painter) = (tokens(ui), ui.painter());
        let baseline = text::small_baseline(head);
        let title = text::width(ui.ctx(), Font::SmallStrong, self.title);
        let room = head.width() - title - 16.0;
        let mut right = head.right();
        if text::width(ui.ctx(), Font::Small, self.span) <= room {
            right -= text::paint_right(painter, pos2(right, baseline), Font::Small, t.text2, self.span) + 16.0;
        }
        for legend in self.legend.iter().rev() {
            let (Legend::Marks(name, color) | Legend::Line(name, color)) = *legend;
            let width = text::width(ui.ctx(), Font::Small, name);
            if right - width - 16.0 < head.left() + title + 16.0 {
                continue;
            }
            text::paint_right(painter, pos2(right, baseline), Font::Small, t.text2, name);
            let at = pos2(right - width - 8.0, head.center().y);
            match legend {
                Legend::Marks(..) => triangle(ui, at, color),
                Legend::Line(..) => {
                    let swatch = Rect::from_center_size(at - vec2(2.0, 0.0), vec2(12.0, 2.0));
                    painter.rect_filled(paint::rect_to_pixel(ui, swatch), 0, color);
                }
            }
            right -= width + 28.0;
        }
        let at = pos2(head.left(), baseline);
        text::paint_within(painter, at, right - at.x, Font::SmallStrong, t.text2, self.title);
    }

    /// Ticks that would run into the one before are left out.
    fn ticks_ui(&self, ui: &Ui, area: Rect) {
        let (t, painter) = (tokens(ui), ui.painter());
        let mut free = area.left() - 24.0;
        for tick in self.ticks {
            let x = (area.left() + area.width() * tick.at.clamp(0.0, 1.0)).round();
            let width = text::width(ui.ctx(), Font::SmallCode, &tick.label);
            let left =
                (x - width / 2.0).clamp(area.left() - 8.0, (area.right() + 8.0 - width).max(area.left() - 8.0)).round();
            if left < free {
                continue;
            }
            paint::divider_v(painter, x, area.bottom()..=area.bottom() + 4.0, t.line);
            text::paint(painter, pos2(left, area.bottom() + 16.0), Font::SmallCode, t.text2, &tick.label);
            free = left + width + 12.0;
        }
    }
}

/// A mark below the axis, or in the legend.
pub(super) fn triangle(ui: &Ui, center: Pos2, color: Color32) {
    let corners = vec![center + vec2(0.0, -3.0), center + vec2(4.0, 3.0), center + vec2(-4.0, 3.0)];
    ui.painter().add(Shape::convex_polygon(corners, color, Stroke::NONE));
}
