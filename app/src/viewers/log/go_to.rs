//! A bar to go to a message by its number or its time. The row is looked for on a thread of its own.

use std::{
    sync::{Arc, mpsc},
    thread,
};

use egui::{
    Context, Id, Key, Rect, Role, TextEdit, Ui, WidgetInfo, pos2,
    text::{CCursor, CCursorRange},
    vec2,
};
use farcall_core::call::{CallLog, CallSnapshot, Direction, RowGoal};

use crate::{
    theme::{Font, icons, paint, size, text, tokens},
    units,
    viewers::escape,
    widgets::{IconButton, TextField},
};

/// The bar, and the row that is looked for.
#[derive(Default)]
pub struct GoTo {
    is_open: bool,
    wants_focus: bool,
    text: String,
    error: Option<String>,
    /// Why the row gone to is another than the one asked for.
    note: Option<String>,
    goal: Option<RowGoal>,
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
        (self.is_open, self.wants_focus, self.error, self.note) = (true, true, None, None);
    }

    /// The row that was found, once.
    pub fn found(&mut self) -> Option<u64> {
        let found = self.looked_for.as_ref()?.try_recv();
        if !matches!(found, Err(mpsc::TryRecvError::Empty)) {
            self.looked_for = None;
        }
        found.ok().flatten()
    }

    /// Says where the row lies that was found, if it is not the one asked for or not the one that is listed.
    pub(super) fn tell_where(&mut self, now: &CallSnapshot, row: u64, (listed, is_filtered): (Option<u64>, bool)) {
        let why = if is_filtered { "by the filter" } else { "now: the view is held, or it was cleared" };
        let there_are = |count: u64, way: &str| match count {
            0 => format!("Nothing was {way}"),
            1 => format!("There is 1 message {way}; this is it"),
            _ => format!("There are {} messages {way}; this is the last", units::count(count)),
        };
        self.note = match self.goal {
            Some(RowGoal::Number(Direction::Sent, number)) if number > now.sent => Some(there_are(now.sent, "sent")),
            Some(RowGoal::Number(Direction::Received, number)) if number > now.received => {
                Some(there_are(now.received, "received"))
            }
            Some(RowGoal::Time(time)) if time > now.elapsed => {
                Some(format!("The call lasted {}; this is the end", units::duration(now.elapsed)))
            }
            _ if listed.is_none() => Some(format!("Nothing from there on is listed {why}")),
            _ if listed != Some(row) => Some(format!("It is not listed {why}; the next that is listed is in sight")),
            _ => None,
        };
    }

    /// Draws the bar; true where it was left for the rows.
    pub(super) fn bar_ui(&mut self, ui: &mut Ui, log: &Arc<CallLog>, bar: Rect) -> bool {
        let t = tokens(ui);
        ui.painter().rect_filled(bar, 0, t.surface);
        paint::divider_h(ui.painter(), bar.x_range(), bar.bottom() - 1.0, t.line);
        let top = bar.center().y.floor() - size::CONTROL / 2.0;
        let room = (bar.width() - 24.0 - size::TARGET).max(80.0);
        let field = Rect::from_min_size(pos2(bar.left() + 12.0, top), vec2(FIELD.min(room), size::CONTROL));
        let id = ui.scope_id().with("log go to");
        let escaped = escape::take(ui, id);
        let shown = TextField::new(&mut self.text, "Go to message")
            .id(id)
            .icon(icons::ARROW_FORWARD)
            .placeholder("500, sent 5, 12.3s")
            .invalid(self.error.as_ref().map(|_| ""))
            .show_at(ui, field);
        if std::mem::take(&mut self.wants_focus) {
            shown.response.request_focus();
            select_all(ui.ctx(), id, &self.text);
        }
        escape::keep(ui, id);
        if shown.response.changed() {
            (self.error, self.note) = (None, None);
        }
        if shown.response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            self.look_for(ui, log);
            shown.response.request_focus();
        }
        let close = pos2(bar.right() - 12.0 - size::TARGET / 2.0, bar.center().y.floor());
        if escaped || IconButton::new(icons::CLOSE, "Close go to").shortcut("Esc").show_around(ui, close).clicked() {
            self.is_open = false;
        }
        let words = self.error.as_deref().or(self.note.as_deref()).unwrap_or("Number or time, then Enter");
        let (color, left) = (if self.error.is_some() { t.error } else { t.text2 }, field.right() + 8.0);
        let room = bar.right() - 20.0 - size::TARGET - left;
        text::paint_within(ui.painter(), pos2(left, text::small_baseline(field)), room, Font::Small, color, words);
        let told = ui.interact(bar.with_min_x(left), id.with("told"), egui::Sense::hover());
        told.widget_info(|| WidgetInfo::labeled(Role::Status, true, words));
        told.on_hover_text(words);
        escaped
    }

    fn look_for(&mut self, ui: &Ui, log: &Arc<CallLog>) {
        let goal = match RowGoal::parse(&self.text) {
            Ok(goal) => goal,
            Err(reason) => return self.error = Some(reason),
        };
        (self.goal, self.note) = (Some(goal), None);
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

/// What is typed next takes the place of what stood there.
fn select_all(ctx: &Context, id: Id, text: &str) {
    let mut state = TextEdit::load_state(ctx, id).unwrap_or_default();
    let all = CCursorRange::two(CCursor::new(0), CCursor::new(text.chars().count()));
    state.cursor.set_char_range(Some(all));
    TextEdit::store_state(ctx, id, state);
}
