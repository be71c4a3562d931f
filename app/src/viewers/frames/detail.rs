//! One frame in full: its facts, and the bytes of its payload that were kept.
//! It reads the frame and nothing else.

use egui::{Rect, Role, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use farcall_core::transport::Frame;

use crate::{
    theme::{Font, paint, size, text, tokens},
    units,
    widgets::{IconButton, SelectableText},
};

const NAME: f32 = 132.0;
/// Bytes in a line.
const ACROSS: usize = 8;

/// Shows the frame; true once it is closed.
pub fn detail_ui(ui: &mut Ui, area: Rect, frame: &Frame) -> bool {
    let t = tokens(ui);
    ui.painter().rect_filled(area, 0, t.surface);
    let (head, body) = area.split_top_bottom_at_y(area.top() + size::ROW);
    text::paint(
        ui.painter(),
        pos2(head.left() + 12.0, text::small_baseline(head)),
        Font::SmallStrong,
        t.text2,
        &format!("Frame {}", units::count(frame.row + 1)),
    );
    let close = IconButton::new(crate::theme::icons::CLOSE, "Close frame");
    let closed = close.show_around(ui, pos2(head.right() - 16.0, head.center().y)).clicked();
    paint::divider_h(ui.painter(), head.x_range(), head.bottom() - 1.0, t.line);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body).id_salt("frame"));
    inner.set_clip_rect(ui.clip_rect().intersect(body));
    ScrollArea::vertical().id_salt("facts").auto_shrink(false).show(&mut inner, |ui| {
        ui.add_space(4.0);
        for fact in frame.facts() {
            fact_ui(ui, &fact.name, &fact.value);
        }
        bytes_ui(ui, frame);
    });
    closed
}

fn fact_ui(ui: &mut Ui, name: &str, value: &str) {
    let t = tokens(ui);
    let width = ui.available_width();
    let (row, response) = ui.allocate_exact_size(vec2(width, size::ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{name}: {value}")));
    let y = text::baseline(row);
    text::paint_within(ui.painter(), pos2(row.left() + 12.0, y), NAME - 8.0, Font::Body, t.text2, name);
    let left = row.left() + 12.0 + NAME;
    text::paint_within(ui.painter(), pos2(left, y), row.right() - 12.0 - left, Font::Code, t.text, value);
    response.on_hover_text(value);
}

fn bytes_ui(ui: &mut Ui, frame: &Frame) {
    let t = tokens(ui);
    if let Some(words) = withheld(frame) {
        let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
        let at = pos2(row.left() + 12.0, text::baseline(row));
        text::paint_within(ui.painter(), at, row.width() - 24.0, Font::Body, t.text2, &words);
    }
    if frame.payload.is_empty() {
        return;
    }
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        ui.add_space(12.0);
        let width = ui.available_width() - 12.0;
        SelectableText::new("Bytes of the frame", &dump(&frame.payload)).font(Font::Code).show(ui, width);
    });
}

/// What of the payload is not shown, and why.
pub fn withheld(frame: &Frame) -> Option<String> {
    let (kept, all) = (frame.payload.len() as u64, u64::from(frame.length));
    match (frame.withholds_bytes(), kept < all) {
        (true, _) => Some("Bytes of header blocks are not kept: they may hold secrets".to_owned()),
        (false, true) => Some(format!("The first {} of {}", units::size(kept), units::size(all))),
        (false, false) => None,
    }
}

/// `0000  00 00 00 00 05 0a 03 61  .......a`.
pub fn dump(bytes: &[u8]) -> String {
    let line = |(at, part): (usize, &[u8])| {
        let hex: Vec<String> = part.iter().map(|byte| format!("{byte:02x}")).collect();
        let sign = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' };
        let text: String = part.iter().map(sign).collect();
        format!("{:04x}  {:<width$}  {text}", at * ACROSS, hex.join(" "), width = ACROSS * 3 - 1)
    };
    bytes.chunks(ACROSS).enumerate().map(line).collect::<Vec<_>>().join("\n")
}
