//! Where one value is edited: its room, its text, its name; and the line of text that most kinds are edited in.

use egui::{Id, Rect, Ui};
use farcall_core::message::{Edit, Step};

use crate::{
    form::context::Cx,
    widgets::{FieldOutput, TextField},
};

/// Where one value is edited.
pub struct Slot<'a> {
    /// The room of the editor.
    pub rect: Rect,
    /// Its identity.
    pub id: Id,
    /// What it edits.
    pub path: &'a [Step],
    /// Its name for those who do not see it: `lines[0].quantity`.
    pub name: &'a str,
    /// The value as typed; `None` while it is not set.
    pub text: Option<&'a str>,
    /// It cannot be sent; the row says why.
    pub invalid: bool,
    /// What stands in it while it is not set.
    pub unset: &'a str,
    /// A text that is emptied unsets the field.
    pub clears: bool,
}

impl Slot<'_> {
    /// The value is this text now.
    pub fn write(&self, cx: &mut Cx<'_>, text: String) {
        let path = self.path.to_vec();
        cx.edits.push(Edit::Text(path, text));
    }

    /// The same for kinds whose empty text is no value.
    pub fn write_or_clear(&self, cx: &mut Cx<'_>, text: String) {
        match text.is_empty() && self.clears {
            true => cx.edits.push(Edit::Clear(self.path.to_vec())),
            false => self.write(cx, text),
        }
    }
}

/// A text field of one line over the slot, in the code face; what was typed, if it changed.
pub fn line_ui(ui: &mut Ui, cx: &Cx<'_>, slot: &Slot<'_>, trailing: f32) -> (FieldOutput, Option<String>) {
    let mut text = slot.text.unwrap_or_default().to_owned();
    let output = TextField::new(&mut text, slot.name)
        .id(slot.id)
        .code()
        .placeholder(if slot.text.is_none() { slot.unset } else { "" })
        .enabled(cx.editable)
        .invalid(slot.invalid.then_some(""))
        .trailing(trailing)
        .show_at(ui, slot.rect);
    let changed = output.response.changed().then_some(text);
    (output, changed)
}
