//! Where older messages are, and what became of those that are not kept: words over the rows.
//! It takes no room while there is nothing to say.

use egui::{Rect, Ui, pos2};
use farcall_core::call::{LogStorage, LogTrouble};

use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::parts,
};

/// Says at the right end of the head how much is in files, and takes a strip of `body` for what is lost or may be.
pub(super) fn kept_ui(ui: &Ui, storage: &LogStorage, head: Rect, body: &mut Rect) {
    let t = tokens(ui);
    if storage.file_rows > 0 {
        let words = format!("{} in files", units::size(storage.file_bytes));
        let at = pos2(head.right() - 12.0, text::small_baseline(head));
        text::paint_right(ui.painter(), at, Font::Small, t.text2, &words);
    }
    let Some(words) = words(storage) else { return };
    if body.height() < size::STRIP + size::ROW {
        return;
    }
    let strip = parts::take_top(body, size::STRIP);
    ui.painter().rect_filled(strip, 0, t.warn_ground);
    paint::divider_h(ui.painter(), strip.x_range(), strip.bottom() - 1.0, t.line);
    text::paint_icon(ui.painter(), pos2(strip.left() + 20.0, strip.center().y), icons::WARNING, t.warn);
    let at = pos2(strip.left() + 36.0, text::baseline(strip));
    text::paint_within(ui.painter(), at, strip.right() - 12.0 - at.x, Font::Body, t.text, &words);
    let response = ui.interact(strip, ui.scope_id().with("kept"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    response.on_hover_text(words);
}

/// What is to be said, if anything is.
pub(super) fn words(storage: &LogStorage) -> Option<String> {
    let trouble = storage.trouble?;
    let lost = units::counted(storage.lost_rows, "message");
    let is_lost = storage.lost_rows > 0;
    Some(match trouble {
        LogTrouble::MemoryBudget => format!("{lost} dropped, the oldest first: the memory for messages is used up"),
        LogTrouble::DiskBudget => {
            format!("{lost} dropped, the oldest first: the room for files of messages is used up")
        }
        LogTrouble::DiskFull if is_lost => format!("{lost} dropped, the oldest first: the disk is full"),
        LogTrouble::DiskFull => "The disk is full: the oldest messages are dropped once memory is used up".to_owned(),
        LogTrouble::NotWritten(why) if is_lost => format!("{lost} dropped: files cannot be written: {why}"),
        LogTrouble::NotWritten(why) => {
            format!("Files cannot be written ({why}): the oldest messages are dropped once memory is used up")
        }
        LogTrouble::NotRead(why) => format!("{lost} lost: a file could not be read back: {why}"),
        LogTrouble::FileRemoved => {
            "A file with older messages was removed: they can be read until Farcall is closed".to_owned()
        }
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_is_counted_and_has_a_reason() {
        let told = |lost_rows, trouble| words(&LogStorage { lost_rows, trouble, ..LogStorage::default() });
        assert_eq!(told(0, None), None);
        let full = told(12_000, Some(LogTrouble::DiskFull)).unwrap();
        assert_eq!(full, "12,000 messages dropped, the oldest first: the disk is full");
        assert!(!told(0, Some(LogTrouble::DiskFull)).unwrap().contains("0 messages"));
        let unread = told(1, Some(LogTrouble::NotRead(std::io::ErrorKind::UnexpectedEof))).unwrap();
        assert_eq!(unread, "1 message lost: a file could not be read back: unexpected end of file");
    }
}
