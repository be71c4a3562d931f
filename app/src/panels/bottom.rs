//! The status bar: the channel of what is looked at, work of tabs out of sight, the way to the keys.

use std::time::Instant;

use egui::{Rect, Ui, pos2, vec2};
use farcall_core::transport::{ChannelState, ChannelStatus, Target};

use super::connection;

use crate::{
    action::Action,
    state::{SourceState, State, TabContent},
    theme::{self, Font, icons, text},
    units,
    widgets::{Button, IconButton, Tone},
};

/// The status bar.
pub fn bottom_ui(ui: &mut Ui, state: &State, actions: &mut Vec<Action>) {
    let row = ui.max_rect();
    channel_ui(ui, row, state, actions);
    if let Some((work, stop)) = work_elsewhere(state) {
        let t = theme::tokens(ui);
        let at = pos2(row.center().x, text::small_baseline(row));
        text::paint_centered(ui.painter(), at, Font::Small, t.text2, &work);
        let middle =
            Rect::from_center_size(row.center(), vec2(text::width(ui.ctx(), Font::Small, &work), row.height()));
        let response = ui.interact(middle, ui.scope_id().with("work"), egui::Sense::hover());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &work));
        if let Some((name, action)) = stop {
            let center = pos2(middle.right() + 16.0, row.center().y);
            if IconButton::new(icons::STOP, &name).show_around(ui, center).clicked() {
                actions.push(action);
            }
        }
    }
    let right = row.with_max_x(row.right() - 4.0);
    if Button::quiet("F1 Keys")
        .small()
        .in_strip()
        .hint("The sheet of all keys")
        .shortcut("F1")
        .show_right_in(ui, right)
        .clicked()
    {
        actions.push(Action::ToggleKeys);
    }
}

fn channel_ui(ui: &mut Ui, row: Rect, state: &State, actions: &mut Vec<Action>) {
    let t = theme::tokens(ui);
    let known = looked_at(state).map(|target| (target, state.channels.get(target)));
    let (tone, word, rest) = match known {
        None => (Tone::Idle, "No target", String::new()),
        Some((target, None)) => (Tone::Idle, "Idle", target.address.clone()),
        Some((target, Some(status))) => {
            (connection::tone(status), connection::word(status.state), words(target, status))
        }
    };
    let base = text::small_baseline(row);
    text::paint_icon(ui.painter(), pos2(row.left() + 20.0, row.center().y), tone.icon(), tone.color(t));
    let x = row.left() + 32.0;
    let width = text::paint(ui.painter(), pos2(x, base), Font::Small, tone.color(t), word);
    let room = row.width() / 2.0 - width - 40.0;
    let used = text::paint_within(ui.painter(), pos2(x + width + 8.0, base), room, Font::Small, t.text2, &rest);
    let end = x + width + 8.0 + used;
    let response = ui.interact(row.with_max_x(end), ui.scope_id().with("channel"), egui::Sense::hover());
    let name = format!("Channel: {word} {rest}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &name));
    let Some((target, Some(status))) = known else { return };
    let now = Instant::now();
    if status.state == ChannelState::TransientFailure {
        connection::follow_countdown(ui.ctx(), status, now);
        let button = Button::link("Retry now").small_head().hint("Connect without waiting").shortcut("Ctrl+Shift+R");
        if button.show_left_in(ui, row.with_min_x(end + 12.0)).clicked() {
            actions.push(Action::Reconnect(Box::new(target.clone())));
        }
    }
}

/// The target of the chosen tab, or of the source that is being read.
fn looked_at(state: &State) -> Option<&Target> {
    let chosen = state.tabs.chosen().and_then(|tab| match &tab.content {
        TabContent::Call(call) => Some(&call.target),
        TabContent::Diagnostics(diagnostics) => Some(&diagnostics.target),
        TabContent::Schema(schema) => state.source(schema.source?)?.target(),
        TabContent::Source(source) => state.source(*source)?.target(),
        TabContent::Recording(recording) => Some(&recording.call.target),
        TabContent::Compare(_) | TabContent::Message(_) => None,
    });
    let reflected = || {
        state.sources.iter().rev().find_map(|source| match &source.kind {
            crate::state::SourceKind::Reflection { target } => Some(&**target),
            crate::state::SourceKind::Files(_) => None,
        })
    };
    chosen.or_else(reflected).filter(|target| !target.address.is_empty())
}

fn words(target: &Target, status: &ChannelStatus) -> String {
    let security = match (status.tls, status.verified) {
        (false, _) => "plaintext",
        (true, true) => "TLS",
        (true, false) => "TLS, not verified",
    };
    let waits = connection::next_try(status, Instant::now()).map(|waits| format!(", {waits}")).unwrap_or_default();
    let proxy = status.peer.as_ref().and_then(|peer| peer.proxy.as_ref());
    let through = proxy.map(|proxy| format!(", through {proxy}")).unwrap_or_default();
    let logged = if status.tls && target.tls.key_log.is_some() { ", keys are logged" } else { "" };
    format!("{}, {security}{through}{logged}{waits}", target.address)
}

/// Files that are written, work of tabs that are not in view, schemas that load; what can be stopped says how.
fn work_elsewhere(state: &State) -> Option<(String, Option<(String, Action)>)> {
    let chosen = state.tabs.chosen().map(|tab| tab.id);
    let running = state.tabs.iter().filter(|tab| Some(tab.id) != chosen).find_map(|tab| match &tab.content {
        TabContent::Call(call) => call.running().map(|run| (call.title().to_owned(), run.snapshot.received)),
        TabContent::Recording(shown) => shown.call.running().map(|run| (shown.title(), run.snapshot.received)),
        _ => None,
    });
    let loading = || {
        state.sources.iter().find_map(|source| match &source.state {
            SourceState::Loading(step) => {
                let name = source.name();
                let stop = (format!("Stop loading {name}"), Action::CancelLoad(source.id));
                Some((format!("{name}: {step}"), Some(stop)))
            }
            SourceState::Stale | SourceState::Loaded | SourceState::Failed(_) => None,
        })
    };
    let writing = || {
        state.writings.first().map(|writing| {
            let stop = (format!("Stop writing {}", writing.words), Action::StopWriting(writing.id));
            let words = match &writing.recording {
                Some(recording) => {
                    let messages = units::counted(recording.messages(), "message");
                    format!("Writing {}: {messages}, {}", writing.words, units::size(recording.file_bytes()))
                }
                None => format!("Writing {}", writing.words),
            };
            (words, Some(stop))
        })
    };
    let told = |(title, received)| (format!("{title}: {}", units::counted(received, "message")), None);
    writing().or_else(|| running.map(told)).or_else(loading)
}
