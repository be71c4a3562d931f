//! Headers or trailers as they came: in wire order, repeated keys apart, binary values decoded, nothing invisible.
//! It changes nothing and sorts nothing.

use egui::{Rect, Role, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::metadata::{Entry, Metadata};

use super::parts;
use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    widgets::{Button, EmptyArea, IconButton, Segments},
};

/// How `-bin` values are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum BinaryFormat {
    /// As on the wire.
    #[default]
    Base64,
    /// The bytes.
    Hex,
}

/// What a metadata table remembers.
#[derive(Debug, Clone, Copy, Default)]
pub struct MetadataTableState {
    /// How `-bin` values are shown.
    pub binary: BinaryFormat,
}

/// What the user did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MetadataOutcome {
    /// The value of this row went to the clipboard.
    CopiedValue(usize),
    /// All rows went to the clipboard.
    CopiedAll,
}

const KEY: f32 = 200.0;

/// Shows a block of metadata in all the room there is. `name` is "Headers" or "Trailers"; `none_yet` is said of an
/// empty block.
pub fn metadata_table_ui(
    ui: &mut Ui,
    state: &mut MetadataTableState,
    metadata: &Metadata,
    (name, none_yet): (&str, &str),
) -> Option<MetadataOutcome> {
    let t = tokens(ui);
    let mut rest = ui.available_rect_before_wrap();
    ui.allocate_rect(rest, Sense::hover());
    ui.painter().rect_filled(rest, 0, t.surface);
    if metadata.is_empty() {
        EmptyArea::new(none_yet).show_at(ui, rest);
        return None;
    }
    let tools = parts::take_top(&mut rest, size::TOOL_ROW);
    let mut outcome = tools_ui(ui, state, metadata, tools);
    let head = parts::take_top(&mut rest, size::ROW);
    let columns = Columns::new(head);
    let y = text::small_baseline(head);
    text::paint(ui.painter(), pos2(columns.key, y), Font::SmallStrong, t.text2, "Key");
    text::paint(ui.painter(), pos2(columns.value, y), Font::SmallStrong, t.text2, "Value");
    paint::divider_h(ui.painter(), head.x_range(), head.bottom() - 1.0, t.line);
    let mut list = ui.new_child(egui::UiBuilder::new().max_rect(rest).id_salt(("metadata", name)));
    ScrollArea::vertical().id_salt(name).auto_shrink(false).show_rows(
        &mut list,
        size::ROW,
        metadata.len(),
        |ui, rows| {
            for (at, entry) in metadata.iter().enumerate().skip(rows.start).take(rows.len()) {
                outcome = row_ui(ui, state, at, entry).or(outcome);
            }
        },
    );
    outcome
}

struct Columns {
    key: f32,
    value: f32,
    end: f32,
}

impl Columns {
    fn new(row: Rect) -> Self {
        let key = row.left() + 12.0;
        let width = KEY.min((row.width() - 24.0) * 0.4);
        Self { key, value: key + width + 12.0, end: row.right() - 12.0 }
    }
}

fn tools_ui(ui: &mut Ui, state: &mut MetadataTableState, metadata: &Metadata, tools: Rect) -> Option<MetadataOutcome> {
    if metadata.iter().any(Entry::is_binary) {
        let mut chosen = usize::from(state.binary == BinaryFormat::Hex);
        let top = tools.center().y.floor() - size::CONTROL / 2.0;
        Segments::new("Show binary values as", &["Base64", "Hex"]).show_at(
            ui,
            pos2(tools.left() + 12.0, top),
            &mut chosen,
        );
        state.binary = if chosen == 1 { BinaryFormat::Hex } else { BinaryFormat::Base64 };
    }
    let inner = tools.with_max_x(tools.right() - 12.0);
    let copy = Button::quiet("Copy all").icon(icons::CONTENT_COPY).show_right_in(ui, inner);
    if !copy.clicked() {
        return None;
    }
    let lines: Vec<String> = metadata.iter().map(|entry| format!("{}: {}", entry.key, entry.display())).collect();
    ui.ctx().copy_text(lines.join("\n"));
    Some(MetadataOutcome::CopiedAll)
}

fn row_ui(ui: &mut Ui, state: &MetadataTableState, at: usize, entry: &Entry) -> Option<MetadataOutcome> {
    let t = tokens(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::click());
    let value = shown_value(entry, state.binary);
    let key = farcall_core::metadata::visible(entry.key.as_bytes());
    response.widget_info(|| WidgetInfo::labeled(Role::Row, true, format!("{key}: {value}")));
    let hovered = ui.rect_contains_pointer(rect);
    if hovered {
        paint::row_ground(ui.painter(), rect, paint::RowGround::Hovered, t);
    }
    let (columns, y) = (Columns::new(rect), text::baseline(rect));
    let painter = ui.painter();
    text::paint_within(painter, pos2(columns.key, y), columns.value - columns.key - 12.0, Font::Code, t.key, &key);
    let size_words = binary_size(entry).map(|bytes| crate::units::size(bytes as u64));
    let mut end = columns.end - 24.0;
    if let Some(words) = &size_words {
        end -= text::paint_right(painter, pos2(end - 4.0, y), Font::Small, t.text2, words) + 16.0;
    }
    text::paint_within(painter, pos2(columns.value, y), end - columns.value, Font::Code, t.text, &value);
    parts::ring_if_focused(ui, &response);
    let asks = hovered || response.has_focus();
    let center = pos2(columns.end - 8.0, rect.center().y);
    let copies = asks && IconButton::new(icons::CONTENT_COPY, "Copy value").show_around(ui, center).clicked();
    let copied = copies || (response.has_focus() && ui.input(|input| input.events.contains(&egui::Event::Copy)));
    let text_width = text::width(ui.ctx(), Font::Code, &value);
    if text_width > end - columns.value {
        response.on_hover_text(&value);
    }
    copied.then(|| {
        ui.ctx().copy_text(value);
        MetadataOutcome::CopiedValue(at)
    })
}

/// The value as it is shown and copied.
pub fn shown_value(entry: &Entry, binary: BinaryFormat) -> String {
    match entry.binary().filter(|_| binary == BinaryFormat::Hex) {
        Some(parts) => {
            let hex =
                |bytes: &bytes::Bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ");
            parts.iter().map(hex).collect::<Vec<_>>().join(", ")
        }
        None => entry.display(),
    }
}

fn binary_size(entry: &Entry) -> Option<usize> {
    entry.binary().map(|parts| parts.iter().map(bytes::Bytes::len).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_values_are_shown_as_asked() {
        let mut metadata = Metadata::new();
        metadata.push_binary("trace-bin", &[8, 150, 1]);
        metadata.push("x-note", "a\u{202e}b\u{7}");
        metadata.push("odd-bin", "not base64!");
        let shown = |binary| metadata.iter().map(|entry| shown_value(entry, binary)).collect::<Vec<_>>();
        assert_eq!(shown(BinaryFormat::Hex), ["08 96 01", "a\\u{202e}b\\u{7}", "not base64!"]);
        assert_eq!(shown(BinaryFormat::Base64)[0], "CJYB");
        assert_eq!(metadata.iter().map(binary_size).collect::<Vec<_>>(), [Some(3), None, None]);
    }
}
