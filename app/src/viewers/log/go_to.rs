//! A bar to go to a message by its number or its time. The row is looked for on a thread of its own.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use egui::{Key, Modifiers, Rect, Ui, pos2, vec2};
use farcall_core::call::{CallLog, RowGoal};

use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    widgets::{IconButton, TextField},
};

/// The bar, and the row that is looked for.
#[derive(Default)]
pub struct GoTo {
    is_open: bool,
    wants_focus: bool,
    text: String,
    error: Option<String>,
    looked_for: Option<mpsc::Receiver<Option<u64>>>,
}

const FIELD: f32 = 200.0;

impl GoTo {
    /// Whether the bar is shown.
    pub fn is_open(&self) -> bool {
        self.is_open
    }

    /// Shows the bar, its field with the keyboard.
    pub fn open(&mut self) {
        (self.is_open, self.wants_focus, self.error) = (true, true, None);
    }

    /// The row that was found, once.
    pub fn found(&mut self) -> Option<u64> {
        let found = self.looked_for.as_ref()?.try_recv();
        if !matches!(found, Err(mpsc::TryRecvError::Empty)) {
            self.looked_for = None;
        }
        found.ok().flatten()
    }

    /// Draws the bar.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, log: &Arc<CallLog>, bar: Rect) {
        let t = tokens(ui);
        ui.painter().rect_filled(bar, 0, t.surface);
        paint::divider_h(ui.painter(), bar.x_range(), bar.bottom() - 1.0, t.line);
        let top = bar.center().y.floor() - size::CONTROL / 2.0;
        let room = (bar.width() - 24.0 - size::TARGET).max(80.0);
        let field = Rect::from_min_size(pos2(bar.left() + 12.0, top), vec2(FIELD.min(room), size::CONTROL));
        let shown = TextField::new(&mut self.text, "Go to message")
            .id(ui.scope_id().with("log go to"))
            .icon(icons::ARROW_FORWARD)
            .placeholder("500, sent 5, 12.3s")
            .invalid(self.error.as_ref().map(|_| ""))
            .show_at(ui, field);
        if std::mem::take(&mut self.wants_focus) {
            shown.response.request_focus();
        }
        if shown.response.changed() {
            self.error = None;
        }
        if shown.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.look_for(ui, log);
            shown.response.request_focus();
        }
        let escaped =
            shown.response.lost_focus() && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let close = pos2(bar.right() - 12.0 - size::TARGET / 2.0, bar.center().y.floor());
        if escaped || IconButton::new(icons::CLOSE, "Close go to").shortcut("Esc").show_around(ui, close).clicked() {
            self.is_open = false;
        }
        let words = self.error.as_deref().unwrap_or("Number or time, then Enter");
        let (color, left) = (if self.error.is_some() { t.error } else { t.text2 }, field.right() + 8.0);
        let room = bar.right() - 20.0 - size::TARGET - left;
        text::paint_within(ui.painter(), pos2(left, text::small_baseline(field)), room, Font::Small, color, words);
    }

    fn look_for(&mut self, ui: &Ui, log: &Arc<CallLog>) {
        let goal = match RowGoal::parse(&self.text) {
            Ok(goal) => goal,
            Err(reason) => return self.error = Some(reason),
        };
        let (sender, receiver) = mpsc::channel();
        let (log, ctx) = (Arc::clone(log), ui.ctx().clone());
        // The rows may be in a file, which is never waited for here.
        let look = thread::Builder::new().name("farcall-go-to".to_owned()).spawn(move || {
            let _ = sender.send(goal.find(&log));
            ctx.request_repaint();
        });
        match look {
            Ok(_) => self.looked_for = Some(receiver),
            Err(error) => self.error = Some(format!("Cannot look for it: {error}")),
        }
    }
}
