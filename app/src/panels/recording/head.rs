//! What a recording is of, and the row with which it is replayed and exported.

use std::time::SystemTime;

use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::recording::ExportFormat;

use crate::{
    action::{Action, RecordingAction},
    panels::{compare::rules_popover, signs::badge},
    state::{PaceKind, ReadRecording, RecordingTab, TabId},
    theme::{self, Font, icons, paint, size, space, text},
    units,
    widgets::{Button, Combo, IconButton, MenuItem, TextField, menu, paint_badge},
};

/// Width of the choice when requests go out, and of the time beside it.
const PACE: f32 = 140.0;
const EVERY: f32 = 72.0;
/// The target gets no wider.
const TARGET: f32 = 320.0;

/// The two rows; returns the room below.
pub fn head_ui(
    ui: &mut Ui,
    area: Rect,
    id: TabId,
    tab: &RecordingTab,
    read: &ReadRecording,
    actions: &mut Vec<Action>,
) -> Rect {
    let (facts, rest) = area.split_top_bottom_at_y(area.top() + size::TOOL_ROW);
    let (row, rest) = rest.split_top_bottom_at_y(rest.top() + size::TOOL_ROW);
    facts_ui(ui, facts, tab, read);
    let t = theme::tokens(ui);
    paint::divider_h(ui.painter(), row.x_range(), row.bottom() - 1.0, t.line);
    let left = replay_ui(ui, row, id, tab, actions);
    let right = row.with_min_x(left).with_max_x(row.right() - space::M);
    let export = Button::quiet("Export").icon(icons::DOWNLOAD).opens_menu().hint("The run shown, for other programs");
    menu(&export.show_right_in(ui, right), |ui| {
        for format in ExportFormat::ALL {
            if MenuItem::new(format.name()).quiet(format.ending()).show(ui).clicked() {
                actions.push(Action::Recording(RecordingAction::AskExport(format)));
            }
        }
    });
    rest
}

/// `Track  fleet.v1.Drivers  recorded 2026-11-21 23:10:02 UTC with localhost:50051, 12 messages`
fn facts_ui(ui: &mut Ui, row: Rect, tab: &RecordingTab, read: &ReadRecording) {
    let t = theme::tokens(ui);
    let (head, now) = (&read.head, tab.call.runs.first().map(|run| run.snapshot));
    let mut x = row.left() + space::M;
    paint_badge(ui.painter(), pos2(x + 8.0, row.center().y.round()), badge(head.kind), t.text);
    x += 24.0;
    let base = text::baseline(row);
    x += text::paint_within(ui.painter(), pos2(x, base), row.right() - x, Font::Strong, t.text, &head.method.method);
    let messages = now.map_or_else(String::new, |now| format!(", {}", units::counted(now.rows, "message")));
    let recorded =
        format!("{}  recorded {} with {}{messages}", head.method.service, moment(head.began), head.target.address);
    x += space::S;
    let room = (row.right() - space::M - x).max(0.0);
    text::paint_within(ui.painter(), pos2(x, base), room, Font::Body, t.text2, &recorded);
    let words = format!("{} of {recorded}", head.method.method);
    let response = ui.interact(row, ui.scope_id().with("facts"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &words));
    response.on_hover_text(tab.path.display().to_string());
}

fn moment(at: SystemTime) -> String {
    units::moment(at)
}

/// Target, pace, what is left out, and the button; where it ends.
fn replay_ui(ui: &mut Ui, row: Rect, id: TabId, tab: &RecordingTab, actions: &mut Vec<Action>) -> f32 {
    let middle = row.center().y.round();
    let control = |left: f32, width: f32| {
        Rect::from_min_size(pos2(left, middle - size::CONTROL / 2.0), vec2(width, size::CONTROL))
    };
    let mut typed = tab.replay.clone();
    let has_time = typed.pace == PaceKind::Every;
    let others = PACE + if has_time { EVERY + space::S } else { 0.0 } + 260.0;
    let mut x = row.left() + space::M;
    let width = (row.width() - others).clamp(96.0, TARGET);
    TextField::new(&mut typed.address, "Replay against").code().placeholder("host:port").show_at(ui, control(x, width));
    x += width + space::S;
    Combo::new("When requests go out", typed.pace.name()).show_at(ui, control(x, PACE), |ui| {
        for kind in PaceKind::ALL {
            if MenuItem::new(kind.name()).quiet(quiet(kind)).chosen(kind == tab.replay.pace).show(ui).clicked() {
                let replay = crate::state::TypedReplay { pace: kind, ..tab.replay.clone() };
                actions.push(Action::Recording(RecordingAction::EditReplay(id, replay)));
            }
        }
    });
    x += PACE + space::S;
    if has_time {
        let wrong = typed.pace().err();
        TextField::new(&mut typed.every, "Time between requests")
            .invalid(wrong.as_deref())
            .show_at(ui, control(x, EVERY));
        x += EVERY + space::S;
    }
    if typed != tab.replay {
        actions.push(Action::Recording(RecordingAction::EditReplay(id, typed)));
    }
    let running = tab.call.running().is_some();
    let button = match running {
        true => Button::danger("Cancel").icon(icons::STOP).shortcut("Ctrl+."),
        false => Button::main("Replay").icon(icons::REPLAY).hint("Send its requests again and compare what comes back"),
    };
    let shown = button.show_left_in(ui, row.with_min_x(x));
    if shown.clicked() {
        let replay = Action::Recording(RecordingAction::Replay);
        actions.push(if running { Action::Cancel } else { replay });
    }
    x = shown.rect.right() + space::S;
    let tune = IconButton::new(icons::TUNE, "What the comparison leaves out").chosen(!tab.rules.is_empty());
    let tune = tune.show_around(ui, pos2(x + 12.0, middle));
    if let Some(rules) = rules_popover(&tune, &tab.rules) {
        actions.push(Action::Recording(RecordingAction::EditRules(id, rules)));
    }
    x + 24.0 + space::S
}

fn quiet(kind: PaceKind) -> &'static str {
    match kind {
        PaceKind::Original => "as far apart as they were",
        PaceKind::AtOnce => "as fast as they are taken",
        PaceKind::Every => "this far apart",
    }
}
