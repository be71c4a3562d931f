//! The gutter of the JSON editor: line numbers that stay while the text scrolls sideways.
//! It draws over what scrolled beneath it.

use std::collections::HashMap;

use egui::{Rect, Sense, Ui, pos2, text_edit::TextEditOutput, vec2};
use farcall_core::message::Problem;

use crate::theme::{Font, Tokens, icons, size, text};

/// Wide enough for the number of the last line.
pub fn width(ui: &Ui, json: &str) -> f32 {
    let digits = (json.bytes().filter(|byte| *byte == b'\n').count() + 1).to_string().len();
    let figures = text::width(ui.ctx(), Font::SmallCode, &"0".repeat(digits.max(3)));
    (figures + 32.0).min(120.0).ceil()
}

/// Numbers of the lines in sight, and an icon where something is wrong.
pub fn gutter_ui(ui: &mut Ui, body: Rect, width: f32, output: &TextEditOutput, problems: &[Problem], t: &Tokens) {
    let gutter = body.with_max_x(body.left() + width - 4.0);
    ui.painter().rect_filled(gutter, 0, t.field);
    let mut wrong: HashMap<u32, &Problem> = HashMap::new();
    for problem in problems {
        if let Some((line, _)) = problem.position {
            wrong.entry(line).or_insert(problem);
        }
    }
    let top = output.galley_pos.y;
    let first = ((body.top() - top) / size::CODE_LINE).floor().max(0.0) as usize;
    let end = (((body.bottom() - top) / size::CODE_LINE).ceil().max(0.0) as usize).min(output.galley.rows.len());
    for row in first..end {
        let min = pos2(gutter.left(), top + row as f32 * size::CODE_LINE);
        let line = Rect::from_min_size(min, vec2(gutter.width(), size::CODE_LINE));
        let number = row + 1;
        let problem = u32::try_from(number).ok().and_then(|number| wrong.get(&number));
        let color = match problem {
            Some(problem) if problem.is_error => t.error,
            Some(_) => t.warn,
            None => t.comment,
        };
        let at = pos2(gutter.right() - 8.0, text::baseline(line));
        text::paint_right(ui.painter(), at, Font::SmallCode, color, &number.to_string());
        if let Some(problem) = problem {
            let icon = if problem.is_error { icons::ERROR } else { icons::WARNING };
            text::paint_icon(ui.painter(), pos2(line.left() + 10.0, line.center().y), icon, color);
            let hover = ui.interact(line, ui.scope_id().with(("wrong", row)), Sense::hover());
            hover.on_hover_text(&problem.message);
        }
    }
}
