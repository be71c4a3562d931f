//! The editor of bytes: as base64, hex or text, or from a file; with the size of what they are.
//! The document holds base64; what cannot be read in the chosen spelling is kept as typed, and marked.

use egui::{Response, Ui, pos2};
use farcall_core::message::Step;

use super::{slot::Slot, typed::typed_ui};
use crate::{
    form::{
        bytes_as::{BytesAs, decoded, decoded_size},
        context::Cx,
    },
    theme::{self, Font, icons, text},
    units,
    widgets::{IconButton, MenuItem, TextField, menu, menu_divider},
};

/// The bytes themselves have at least so much of a field; what is said of them gives way.
const ROOM_FOR_BYTES: f32 = 88.0;
/// The menu's button.
const ROOM_FOR_MENU: f32 = 28.0;
/// More is not edited in a line.
const LONG: usize = 64 << 10;

/// Bytes.
pub fn bytes_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let stored = slot.text.unwrap_or_default();
    let size = slot.text.filter(|_| !slot.invalid).map(|text| units::size(decoded_size(text)));
    let wanted = cx.view.formats.get(&numbers(slot.path)).copied().unwrap_or_default();
    if stored.len() > LONG {
        return long_ui(ui, cx, slot, &size.unwrap_or_default());
    }
    let bytes = decoded(stored);
    let is_text = bytes.as_deref().is_none_or(|bytes| std::str::from_utf8(bytes).is_ok());
    let format = if wanted == BytesAs::Text && !is_text { BytesAs::Base64 } else { wanted };
    let name = format.name().to_owned();
    let whole = size.map_or_else(|| name.clone(), |size| format!("{size}  {name}"));
    let room_of = |words: &str| text::width(ui.ctx(), Font::Small, words) + ROOM_FOR_MENU + 8.0;
    let has_room = |words: &String| slot.rect.width() - room_of(words) >= ROOM_FOR_BYTES;
    let words = [whole.clone(), name].into_iter().find(has_room).unwrap_or_default();
    let room = if words.is_empty() { ROOM_FOR_MENU } else { room_of(&words) };
    let shown = slot.text.map(|stored| format.shown(stored));
    let output = typed_ui(ui, cx, slot, room, shown, |typed| format.read(typed));
    let at = pos2(output.trailing.left() + 4.0, text::baseline(slot.rect));
    text::paint(ui.painter(), at, Font::Small, theme::tokens(ui).text2, &words);
    let center = pos2(output.trailing.right() - 16.0, slot.rect.center().y);
    format_ui(ui, cx, slot, center, (format, is_text));
    if words == whole { output.response } else { output.response.on_hover_text(whole) }
}

/// The menu of spellings, and of files.
fn format_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, center: egui::Pos2, (format, is_text): (BytesAs, bool)) {
    let name = format!("Write {} as", slot.name);
    let button = IconButton::new(icons::EXPAND_MORE, &name).enabled(cx.editable, "").show_around(ui, center);
    cx.note(&button);
    let mut chosen = None;
    let mut from_file = false;
    menu(&button, |ui| {
        for one in BytesAs::ALL {
            let fits = one != BytesAs::Text || is_text;
            let item = MenuItem::new(one.title()).chosen(one == format).enabled(fits, "These bytes are no UTF-8 text");
            if item.show(ui).clicked() {
                chosen = Some(one);
            }
        }
        menu_divider(ui);
        from_file = MenuItem::new("From a file…").icon(icons::UPLOAD_FILE).show(ui).clicked();
    });
    if let Some(one) = chosen {
        cx.view.formats.insert(numbers(slot.path), one);
        cx.view.typed = None;
    }
    if from_file {
        cx.files.push(slot.path.to_vec());
    }
}

/// What is too long for a line: how much it is, and another file for it.
fn long_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, size: &str) -> Response {
    let mut shown = format!("{size}, too long to edit here");
    let output = TextField::new(&mut shown, slot.name).id(slot.id).enabled(false).trailing(28.0).show_at(ui, slot.rect);
    let center = pos2(output.trailing.right() - 16.0, slot.rect.center().y);
    format_ui(ui, cx, slot, center, (BytesAs::Base64, false));
    output.response
}

/// The fields on the way: all elements of a list are written alike.
fn numbers(path: &[Step]) -> Vec<u32> {
    let number = |step: &Step| match step {
        Step::Field(number) => Some(*number),
        Step::Index(_) | Step::Key(_) => None,
    };
    path.iter().filter_map(number).collect()
}
