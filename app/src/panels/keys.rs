//! The sheet of all keys, drawn from the list of actions and the keys of single parts of the window.

use egui::{Align2, Id, Key, Modal, Modifiers, Rect, ScrollArea, Ui, pos2, vec2};

use crate::{
    action::{Action, Group, LOCAL_KEYS, commands},
    state::State,
    theme::{self, Font, size, text},
    widgets::key_cap,
};

const COLUMN: f32 = 340.0;
/// From the side of a column to its keys.
const CAPS: f32 = 216.0;
const GAP: f32 = 24.0;
/// Between two groups.
const GROUP_GAP: f32 = 8.0;
/// What the window shows beside the sheet.
const AROUND: egui::Vec2 = vec2(80.0, 144.0);

/// A heading with what is done below it, and the keys.
struct Block {
    title: &'static str,
    /// The keys mean this only where the part has the focus.
    is_local: bool,
    rows: Vec<(&'static str, String)>,
}

impl Block {
    fn height(&self) -> f32 {
        size::ROW * (self.rows.len() + 1) as f32 + GROUP_GAP
    }
}

/// The sheet, while it is open.
pub fn keys_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    if !state.keys_shown {
        return;
    }
    let area = egui::Area::new(Id::NULL.with("keys"))
        .anchor(Align2::CENTER_CENTER, vec2(0.0, 0.0))
        .order(egui::Order::Foreground);
    let frame = egui::Frame::popup(ui.style()).inner_margin(16);
    let window = ui.ctx().content_rect().size();
    let fits = ((window.x - AROUND.x + GAP) / (COLUMN + GAP)).floor();
    let count = fits.clamp(1.0, 3.0) as usize;
    let width = COLUMN * count as f32 + GAP * (count - 1) as f32;
    let modal = Modal::new(Id::NULL.with("keys")).area(area).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        title_ui(ui);
        let height = (window.y - AROUND.y).max(120.0);
        let scroll = ScrollArea::vertical().max_height(height).min_scrolled_height(height);
        scroll.auto_shrink([false, true]).show(ui, |ui| columns_ui(ui, count, width));
    });
    let closed = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    if modal.should_close() || closed {
        actions.push(Action::ToggleKeys);
    }
}

fn title_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    let (_, head) = ui.allocate_space(vec2(ui.available_width(), 32.0));
    text::paint(ui.painter(), pos2(head.left(), head.top() + 18.0), Font::Title, t.text, "Keys");
}

fn columns_ui(ui: &mut Ui, count: usize, width: f32) {
    let blocks = blocks();
    let columns = columns(&blocks, count);
    let top = ui.cursor().min;
    let mut bottom = top.y;
    for (at, column) in columns.iter().enumerate() {
        let mut y = top.y;
        for block in *column {
            block_ui(ui, pos2(top.x + at as f32 * (COLUMN + GAP), y), block);
            y += block.height();
        }
        bottom = bottom.max(y);
    }
    ui.allocate_space(vec2(width, bottom - top.y));
}

fn blocks() -> Vec<Block> {
    let groups =
        [Group::Call, Group::Message, Group::ShownMessage, Group::Tabs, Group::Schema, Group::Requests, Group::Window];
    let all = commands();
    let of_group = groups.map(|group| {
        let entries = all.iter().map(|(_, entry)| entry).filter(|entry| entry.group == group);
        let rows = entries.filter_map(|entry| Some((entry.label, entry.shortcut?.text()))).collect();
        Block { title: group.title(), is_local: false, rows }
    });
    let command = if cfg!(target_os = "macos") { "Cmd" } else { "Ctrl" };
    let local = LOCAL_KEYS.iter().map(|part| {
        let rows = part.keys.iter().map(|(label, keys)| (*label, keys.replace("Ctrl", command))).collect();
        Block { title: part.title, is_local: true, rows }
    });
    of_group.into_iter().chain(local).collect()
}

/// The blocks in their order, cut into columns of about one height: the lowest that is high enough.
fn columns(blocks: &[Block], count: usize) -> Vec<&[Block]> {
    let mut height = blocks.iter().map(Block::height).sum::<f32>() / count as f32;
    loop {
        let columns = filled(blocks, height);
        if columns.len() <= count {
            return columns;
        }
        height += size::ROW;
    }
}

fn filled(blocks: &[Block], height: f32) -> Vec<&[Block]> {
    let mut columns = Vec::new();
    let mut rest = blocks;
    while !rest.is_empty() {
        let mut used = 0.0;
        let fit = rest.iter().take_while(|block| {
            used += block.height();
            used <= height
        });
        let (column, after) = rest.split_at(fit.count().max(1));
        columns.push(column);
        rest = after;
    }
    columns
}

fn block_ui(ui: &Ui, at: egui::Pos2, block: &Block) {
    let t = theme::tokens(ui);
    text::paint(ui.painter(), pos2(at.x, at.y + 16.0), Font::SmallStrong, t.text2, block.title);
    let mut y = at.y + size::ROW;
    for (label, keys) in &block.rows {
        let row = Rect::from_min_size(pos2(at.x, y), vec2(COLUMN, size::ROW));
        text::paint_within(ui.painter(), pos2(row.left(), text::baseline(row)), CAPS - 8.0, Font::Body, t.text, label);
        key_cap(ui.painter(), row.left() + CAPS, row, keys, t);
        let response = ui.interact(row, ui.scope_id().with((block.title, label)), egui::Sense::hover());
        let part = if block.is_local { format!("{}, ", block.title) } else { String::new() };
        let name = format!("{part}{label}: {keys}");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
        y += size::ROW;
    }
}

#[cfg(test)]
mod tests {
    use super::{blocks, columns};

    #[test]
    fn every_group_of_keys_stands_in_one_of_the_columns() {
        let blocks = blocks();
        for count in 1..4 {
            let columns = columns(&blocks, count);
            assert!(columns.len() <= count);
            let titles: Vec<_> = columns.iter().flat_map(|column| column.iter()).map(|block| block.title).collect();
            assert_eq!(titles, blocks.iter().map(|block| block.title).collect::<Vec<_>>());
        }
    }
}
