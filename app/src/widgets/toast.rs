//! Toasts: at the bottom right, at most three, four seconds, errors until they are closed.
//!
//! Knows no action; a toast with an undo hands back the key it was given.

use egui::{Align2, Area, Frame, Id, Order, Role, Sense, Ui, vec2};

use super::button::Button;
use super::icon_button::IconButton;
use super::status::Tone;
use super::target::named;
use crate::theme::{Font, Tokens, icons, size, text, tokens};

/// One toast.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// What kind of news it is; errors stay.
    pub tone: Tone,
    /// One or two lines.
    pub words: String,
    /// The word of its button, and the key that comes back when it is clicked.
    pub action: Option<(String, u64)>,
}

/// What the user did to a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEvent {
    /// Clicked the button of the toast with this key.
    Action(u64),
}

/// The toasts that are on the screen.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    shown: Vec<Shown>,
    next: u64,
}

#[derive(Clone, Debug)]
struct Shown {
    toast: Toast,
    serial: u64,
    /// Seconds of `InputState::time` at which it goes; errors have none.
    until: Option<f64>,
}

/// How long a toast stays, in seconds.
const STAYS_SECS: f64 = 4.0;
/// How many are shown at once.
const MOST: usize = 3;

impl Toasts {
    /// Adds one; the oldest goes where there would be four.
    pub fn push(&mut self, toast: Toast, now_secs: f64) {
        let until = (toast.tone != Tone::Error).then_some(now_secs + STAYS_SECS);
        self.next += 1;
        self.shown.push(Shown { toast, serial: self.next, until });
        let surplus = self.shown.len().saturating_sub(MOST);
        self.shown.drain(..surplus);
    }

    /// How many are shown.
    pub fn len(&self) -> usize {
        self.shown.len()
    }

    /// Whether none is shown.
    pub fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    /// Draws them above `bottom` points from the lower edge of the window, and asks for the frame in which the next one
    /// goes. The pointer on a toast holds it.
    pub fn show(&mut self, ctx: &egui::Context, bottom: f32) -> Option<ToastEvent> {
        let now = ctx.input(|input| input.time);
        self.shown.retain(|shown| shown.until.is_none_or(|until| until > now));
        let mut event = None;
        let mut closed = None;
        let mut up = bottom + 12.0;
        for shown in self.shown.iter_mut().rev() {
            let area = Area::new(Id::NULL.with(("toast", shown.serial)))
                .order(Order::Foreground)
                .anchor(Align2::RIGHT_BOTTOM, vec2(-12.0, -up))
                .show(ctx, |ui| toast_ui(ui, &shown.toast));
            match area.inner {
                Some(Clicked::Close) => closed = Some(shown.serial),
                Some(Clicked::Action(key)) => {
                    closed = Some(shown.serial);
                    event = Some(ToastEvent::Action(key));
                }
                None => {}
            }
            if area.response.contains_pointer() && shown.until.is_some() {
                shown.until = Some(now + STAYS_SECS);
            }
            up += area.response.rect.height() + 8.0;
        }
        self.shown.retain(|shown| Some(shown.serial) != closed);
        if let Some(next) = self.shown.iter().filter_map(|shown| shown.until).reduce(f64::min) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.05)));
        }
        event
    }
}

enum Clicked {
    Close,
    Action(u64),
}

fn toast_ui(ui: &mut Ui, toast: &Toast) -> Option<Clicked> {
    let t: &Tokens = tokens(ui);
    let mut clicked = None;
    Frame::popup(ui.style()).inner_margin(0).show(ui, |ui| {
        let action = toast.action.as_ref().map(|(word, key)| (Button::link(word), *key));
        let action_width = action.as_ref().map_or(0.0, |(button, _)| button.size(ui).x + 12.0);
        let room = size::TOAST - 36.0 - 36.0 - action_width;
        let galley = wrapped(ui, &toast.words, room);
        let height = (galley.size().y + 20.0).max(40.0).ceil();
        let (rect, response) = ui.allocate_exact_size(vec2(size::TOAST, height), Sense::hover());
        named(&response, Role::Alert, true, &toast.words);
        let first_line = rect.with_max_y(rect.top() + 40.0);
        let middle = first_line.center().y;
        text::paint_icon(ui.painter(), egui::pos2(rect.left() + 20.0, middle), toast.tone.icon(), toast.tone.color(t));
        let at = egui::pos2(rect.left() + 36.0, text::baseline(first_line));
        text::paint_galley(ui.painter(), at, &galley, t.text);
        let close = IconButton::new(icons::CLOSE, "Close").show_around(ui, egui::pos2(rect.right() - 20.0, middle));
        if close.clicked() {
            clicked = Some(Clicked::Close);
        }
        if let Some((button, key)) = action {
            let place = first_line.with_max_x(rect.right() - 40.0);
            if button.show_right_in(ui, place).clicked() {
                clicked = Some(Clicked::Action(key));
            }
        }
    });
    clicked
}

/// Words of at most three lines of 20.
fn wrapped(ui: &Ui, words: &str, room: f32) -> std::sync::Arc<egui::Galley> {
    let mut job = egui::text::LayoutJob::default();
    let format = egui::TextFormat {
        line_height: Some(Font::Body.line_height()),
        ..egui::TextFormat::simple(Font::Body.id(), egui::Color32::PLACEHOLDER)
    };
    job.append(words, 0.0, format);
    job.wrap.max_width = room;
    job.wrap.max_rows = 3;
    ui.painter().layout_job(job)
}
