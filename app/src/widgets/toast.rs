//! Toasts: at the bottom right, at most three, four seconds, errors until they are closed.
//!
//! Knows no action; a toast hands back the key it was given, when its button is clicked and when it goes.

use egui::{Align2, Area, Frame, Id, Order, Role, Sense, Ui, vec2};

use super::button::Button;
use super::icon_button::IconButton;
use super::status::Tone;
use super::target::named;
use crate::theme::{Font, Tokens, icons, size, text, tokens};

/// One toast.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    /// What comes back of it.
    pub key: u64,
    /// What kind of news it is; errors stay.
    pub tone: Tone,
    /// One or two lines.
    pub words: String,
    /// The word of its button.
    pub action: Option<String>,
}

/// What became of a toast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastEvent {
    /// The button of the toast with this key was clicked; it is gone.
    Action(u64),
    /// It is gone: its time was over, it was closed, or others took its place.
    Gone(u64),
}

/// The toasts that are on the screen.
#[derive(Clone, Debug, Default)]
pub struct Toasts {
    shown: Vec<Shown>,
    /// What is still to be told.
    told: Vec<ToastEvent>,
}

#[derive(Clone, Debug)]
struct Shown {
    toast: Toast,
    /// Seconds of `InputState::time` at which it goes; errors have none.
    until: Option<f64>,
}

/// How long a toast stays, in seconds.
const STAYS_SECS: f64 = 4.0;
/// How many are shown at once.
const MOST: usize = 3;
/// Lines of 20 that the words of one may have; the rest is told under the pointer.
const MOST_LINES: usize = 3;
const MOST_LINES_OF_ERROR: usize = 6;

impl Toasts {
    /// Adds one; where there would be four the oldest goes that is no error, if one is not.
    pub fn push(&mut self, toast: Toast, now_secs: f64) {
        let until = (toast.tone != Tone::Error).then_some(now_secs + STAYS_SECS);
        if self.shown.len() == MOST {
            let oldest = self.shown.iter().position(|shown| shown.until.is_some()).unwrap_or(0);
            self.told.push(ToastEvent::Gone(self.shown.remove(oldest).toast.key));
        }
        self.shown.push(Shown { toast, until });
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
    pub fn show(&mut self, ctx: &egui::Context, bottom: f32) -> Vec<ToastEvent> {
        let now = ctx.input(|input| input.time);
        let over = self.shown.extract_if(.., |shown| shown.until.is_some_and(|until| until <= now));
        self.told.extend(over.map(|shown| ToastEvent::Gone(shown.toast.key)));
        let mut event = None;
        let mut up = bottom + 12.0;
        for shown in self.shown.iter_mut().rev() {
            let area = Area::new(Id::NULL.with(("toast", shown.toast.key)))
                .order(Order::Foreground)
                .anchor(Align2::RIGHT_BOTTOM, vec2(-12.0, -up))
                .show(ctx, |ui| toast_ui(ui, &shown.toast));
            match area.inner {
                Some(Clicked::Close) => event = Some(ToastEvent::Gone(shown.toast.key)),
                Some(Clicked::Action) => event = Some(ToastEvent::Action(shown.toast.key)),
                None => {}
            }
            if area.response.contains_pointer() && shown.until.is_some() {
                shown.until = Some(now + STAYS_SECS);
            }
            up += area.response.rect.height() + 8.0;
        }
        if let Some(ToastEvent::Gone(key) | ToastEvent::Action(key)) = event {
            self.shown.retain(|shown| shown.toast.key != key);
        }
        if let Some(next) = self.shown.iter().filter_map(|shown| shown.until).reduce(f64::min) {
            ctx.request_repaint_after(std::time::Duration::from_secs_f64((next - now).max(0.05)));
        }
        self.told.extend(event);
        std::mem::take(&mut self.told)
    }
}

enum Clicked {
    Close,
    Action,
}

fn toast_ui(ui: &mut Ui, toast: &Toast) -> Option<Clicked> {
    let t: &Tokens = tokens(ui);
    let mut clicked = None;
    Frame::popup(ui.style()).inner_margin(0).show(ui, |ui| {
        let action = toast.action.as_deref().map(Button::link);
        let action_width = action.as_ref().map_or(0.0, |button| button.size(ui).x + 12.0);
        let room = size::TOAST - 36.0 - 36.0 - action_width;
        let rows = if toast.tone == Tone::Error { MOST_LINES_OF_ERROR } else { MOST_LINES };
        let galley = text::lines(ui.ctx(), Font::Body, &toast.words, room, rows);
        let height = (galley.size().y + 20.0).max(40.0).ceil();
        let (rect, response) = ui.allocate_exact_size(vec2(size::TOAST, height), Sense::hover());
        named(&response, Role::Alert, true, &toast.words);
        if galley.elided {
            response.on_hover_text(&toast.words);
        }
        let first_line = rect.with_max_y(rect.top() + 40.0);
        let middle = first_line.center().y;
        text::paint_icon(ui.painter(), egui::pos2(rect.left() + 20.0, middle), toast.tone.icon(), toast.tone.color(t));
        let at = egui::pos2(rect.left() + 36.0, text::baseline(first_line));
        text::paint_galley(ui.painter(), at, &galley, t.text);
        let close = IconButton::new(icons::CLOSE, "Close").show_around(ui, egui::pos2(rect.right() - 20.0, middle));
        if close.clicked() {
            clicked = Some(Clicked::Close);
        }
        if let Some(button) = action {
            let place = first_line.with_max_x(rect.right() - 40.0);
            if button.show_right_in(ui, place).clicked() {
                clicked = Some(Clicked::Action);
            }
        }
    });
    clicked
}
