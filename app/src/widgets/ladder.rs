//! The ladder: the steps of something that failed, each with its mark, its finding and its time.
//!
//! Knows steps by name only.

use egui::{Rect, Role, Sense, Ui, pos2, vec2};

use super::target::named;
use crate::theme::paint::RowGround;
use crate::theme::{Font, Icon, Tokens, icons, paint, size, text, tokens};

/// How a step went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepMark {
    /// It went well.
    Passed,
    /// It went well, with a but.
    Doubtful,
    /// It went wrong: the row stands on the ground of errors.
    Failed,
    /// It was never tried.
    NotReached,
}

impl StepMark {
    const fn icon(self) -> Icon {
        match self {
            StepMark::Passed => icons::CHECK_CIRCLE,
            StepMark::Doubtful => icons::WARNING,
            StepMark::Failed => icons::CANCEL,
            StepMark::NotReached => icons::DO_NOT_DISTURB_ON,
        }
    }

    const fn color(self, t: &Tokens) -> egui::Color32 {
        match self {
            StepMark::Passed => t.ok,
            StepMark::Doubtful => t.warn,
            StepMark::Failed => t.error,
            StepMark::NotReached => t.text2,
        }
    }

    const fn spoken(self) -> &'static str {
        match self {
            StepMark::Passed => "passed",
            StepMark::Doubtful => "doubtful",
            StepMark::Failed => "failed",
            StepMark::NotReached => "not reached",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LadderStep {
    /// Its name: "TLS".
    pub name: String,
    /// How it went.
    pub mark: StepMark,
    /// What was found: "1 address".
    pub finding: String,
    /// The finding is a value (an address, a name): in the code face.
    pub is_value: bool,
    /// How long it took; empty where it was not reached.
    pub time: String,
}

/// Below this width the times are only spoken.
const NARROW: f32 = 320.0;

/// The steps in a `field` box, 24 each.
#[must_use = "call show_at"]
pub struct Ladder<'a> {
    steps: &'a [LadderStep],
}

impl<'a> Ladder<'a> {
    /// From the first to the last.
    pub fn new(steps: &'a [LadderStep]) -> Self {
        Self { steps }
    }

    /// The height it takes.
    pub fn height(&self) -> f32 {
        self.steps.len() as f32 * size::ROW + 16.0
    }

    /// Takes its place in the layout of `ui`, over its whole width.
    pub fn show(self, ui: &mut Ui) {
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), self.height()));
        self.show_at(ui, rect.min, rect.width());
    }

    /// Draws itself with its corner at `min`, `width` wide.
    pub fn show_at(self, ui: &mut Ui, min: egui::Pos2, width: f32) {
        let t = tokens(ui);
        let rect = Rect::from_min_size(min, vec2(width, self.height()));
        paint::frame(ui.painter(), rect, t.field, t.line);
        let first = Rect::from_min_size(pos2(min.x + 1.0, min.y + 8.0), vec2(width - 2.0, size::ROW));
        for (index, step) in self.steps.iter().enumerate() {
            let row = first.translate(vec2(0.0, size::ROW * index as f32));
            let id = ui.next_auto_id();
            ui.skip_ahead_auto_ids(1);
            let response = ui.interact(row, id, Sense::hover());
            let mark = step.mark.spoken();
            let finding = if step.finding == mark { String::new() } else { format!(": {}", step.finding) };
            let spoken = format!("{} {mark}{finding} {}", step.name, step.time);
            named(&response, Role::ListItem, true, spoken.trim_end());
            paint_step(ui, row, step);
            if index > 0 {
                let rail = Rect::from_center_size(pos2(row.left() + 19.0, row.top()), vec2(2.0, 8.0));
                ui.painter().rect_filled(rail, 0, t.line);
            }
        }
    }
}

fn paint_step(ui: &Ui, row: Rect, step: &LadderStep) {
    let (t, painter) = (tokens(ui), ui.painter());
    let failed = step.mark == StepMark::Failed;
    if failed {
        paint::row_ground(painter, row, RowGround::Failed, t);
    }
    let baseline = text::baseline(row);
    let mark = pos2(row.left() + 19.0, row.center().y);
    text::paint_icon(painter, mark, step.mark.icon(), step.mark.color(t));
    let (name_font, name_color, finding_color) = match step.mark {
        StepMark::Failed => (Font::Strong, t.text, t.error),
        StepMark::Passed | StepMark::Doubtful => (Font::Body, t.text, t.text2),
        StepMark::NotReached => (Font::Body, t.text2, t.text2),
    };
    let name_at = pos2(row.left() + 35.0, baseline);
    text::paint_within(painter, name_at, 68.0, name_font, name_color, &step.name);
    let time_at = pos2(row.right() - 11.0, baseline);
    // In a narrow panel what was found says more than how long it took.
    let time =
        if row.width() < NARROW { -12.0 } else { text::paint_right(painter, time_at, Font::Code, t.text2, &step.time) };
    let finding_at = pos2(row.left() + 107.0, baseline);
    let room = time_at.x - time - 12.0 - finding_at.x;
    let font = if step.is_value { Font::Code } else { Font::Body };
    text::paint_within(painter, finding_at, room, font, finding_color, &step.finding);
}
