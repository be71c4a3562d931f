//! What is docked under the response: the sentence of a stall while it lasts, and the frames of a run that recorded them.
//! It takes its room from the bottom; what stands above is drawn elsewhere.

use std::sync::Arc;

use egui::{Rect, Ui, vec2};
use farcall_core::{
    call::{CallSnapshot, Stall},
    transport::FrameLog,
};

use crate::{
    action::{Action, CallEdit},
    panels::views::RunView,
    state::{CallTab, ResponseView, Run, TabId},
    theme::size,
    viewers::{
        frames::{FramesInput, FramesOutcome, LEAST_PANEL, frames_panel_ui, frames_strip_height, frames_strip_ui},
        parts,
    },
    widgets::{Orientation, Splitter},
};

/// The least that stays for the messages.
const LEAST_ABOVE: f32 = 72.0;

/// What is docked, and where.
pub struct Docked {
    stall: Option<(Rect, Stall)>,
    frames: Option<(Rect, Arc<FrameLog>)>,
    /// What the frames share with the messages, where both are open.
    shared: Option<Rect>,
    has_room: bool,
    has_all: bool,
}

impl Docked {
    /// Whether anything stands above.
    pub fn leaves_room(&self) -> bool {
        !self.has_all || self.frames.is_none()
    }
}

/// Cuts the room for what is docked off `body`.
pub fn dock(ui: &Ui, body: &mut Rect, call: &CallTab, run: &Run, view: &RunView) -> Docked {
    let stall = run.log.stall().map(|stall| {
        let height = frames_strip_height(ui, body.width(), &stall);
        (parts::take_bottom(body, height), stall)
    });
    let log = run.log.frames().filter(|_| call.response_view == ResponseView::Messages);
    let has_room = body.height() >= LEAST_ABOVE + LEAST_PANEL;
    let shared = (log.is_some() && call.shows_frames && has_room).then_some(*body);
    let has_all = !has_room && view.frames.has_all;
    let frames = log.map(|log| {
        let place = match shared {
            Some(area) => {
                let (above, below) = splitter().sides(area, &view.frames.split);
                *body = above;
                below
            }
            None if has_all => {
                let height = body.height();
                parts::take_bottom(body, height)
            }
            None => parts::take_bottom(body, size::STRIP),
        };
        (place, log)
    });
    Docked { stall, frames, shared, has_room, has_all }
}

impl Docked {
    /// Draws it.
    pub fn show(self, ui: &mut Ui, id: TabId, view: &mut RunView, now: &CallSnapshot, actions: &mut Vec<Action>) {
        if let Some((place, stall)) = &self.stall {
            frames_strip_ui(ui, *place, stall);
        }
        let Some((place, log)) = &self.frames else { return };
        let is_open = self.shared.is_some() || self.has_all;
        let input = FramesInput { log, elapsed: now.elapsed, is_open };
        if frames_panel_ui(ui, *place, &mut view.frames, &input) == Some(FramesOutcome::Toggle) {
            match self.has_room {
                true => actions.push(Action::Edit(id, CallEdit::ShowFrames(!is_open))),
                false => view.frames.has_all = !is_open,
            }
        }
        if let Some(area) = self.shared {
            splitter().show(ui, ui.scope_id().with("frames split"), area, &mut view.frames.split);
        }
    }
}

fn splitter() -> Splitter<'static> {
    Splitter::new("Messages and frames", Orientation::Above, vec2(200.0, LEAST_ABOVE))
}
