//! The editor of bytes: base64, with the size of what it stands for.
//! Which alphabet was typed is left to the document.

use egui::{Response, Ui, pos2};

use super::{Slot, line_ui};
use crate::{
    form::draw::Cx,
    theme::{self, Font, text},
    units,
};

/// Bytes as base64.
pub fn bytes_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let size = slot.text.filter(|_| !slot.invalid).map(|text| units::size(decoded_size(text)));
    let room = size.as_ref().map_or(0.0, |size| text::width(ui.ctx(), Font::Small, size) + 8.0);
    let (output, changed) = line_ui(ui, cx, slot, room);
    if let Some(size) = size {
        let at = pos2(output.trailing.left(), text::baseline(slot.rect));
        text::paint(ui.painter(), at, Font::Small, theme::tokens(ui).text2, &size);
    }
    if let Some(text) = changed {
        slot.write(cx, text.trim().to_owned());
    }
    output.response
}

/// How many bytes a base64 text stands for, padded or not.
fn decoded_size(base64: &str) -> u64 {
    base64.trim_end_matches('=').len() as u64 * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::decoded_size;

    #[test]
    fn padding_does_not_count() {
        let sizes = ["", "AA==", "AA", "AAA=", "AAAA", "AAAAAA=="].map(decoded_size);
        assert_eq!(sizes, [0, 1, 1, 2, 3, 4]);
    }
}
