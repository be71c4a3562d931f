//! The choice of how all prepared messages are sent: at once, at a pace, on each reply, by a script.
//! It sends nothing.

use egui::{Rect, Sense, Ui, pos2, vec2};

use crate::{
    action::{Action, CallEdit},
    state::{CallTab, SendWay, TabId, TypedSending},
    theme::{self, Font, size, space, text},
    units,
    widgets::{Button, Segments, SetBox, TextField},
};

/// Intervals to choose by a click.
const INTERVALS: [&str; 4] = ["100ms", "500ms", "1s", "5s"];
const LABEL: f32 = 72.0;
const FIELD: f32 = 96.0;

/// What stands in the popover.
pub fn ways_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let mut typed = call.sending.clone();
    let labels = SendWay::ALL.map(SendWay::name);
    let mut chosen = SendWay::ALL.iter().position(|way| *way == typed.way).unwrap_or(0);
    Segments::new("Send all", &labels).show(ui, &mut chosen);
    typed.way = SendWay::ALL.get(chosen).copied().unwrap_or_default();
    ui.add_space(8.0);
    ui.label(match typed.way {
        SendWay::AtOnce => "Every prepared message in order, as fast as the server takes them",
        SendWay::Every => "Every prepared message, this long apart",
        SendWay::OnReply => "The first message now, each other once a message came",
        SendWay::Script => "As its lines say: they stand below the messages",
    });
    ui.add_space(8.0);
    if typed.way == SendWay::Every {
        interval_ui(ui, &mut typed);
        ui.add_space(4.0);
    }
    if matches!(typed.way, SendWay::Every | SendWay::OnReply) {
        times_ui(ui, &mut typed);
        ui.add_space(8.0);
    }
    begin_ui(ui, &typed, call.draft.messages.len(), actions);
    if typed != call.sending {
        // Before what begins with it.
        actions.insert(0, Action::Edit(id, CallEdit::Sending(typed)));
    }
}

fn interval_ui(ui: &mut Ui, typed: &mut TypedSending) {
    let row = line(ui);
    let wrong = typed.interval().err();
    field_ui(ui, row, ("Every", "Interval"), &mut typed.every, wrong.as_deref());
    let mut left = row.left() + LABEL + FIELD + space::S;
    for interval in INTERVALS {
        let button = Button::quiet(interval).small();
        let wanted = button.size(ui);
        let place = Rect::from_min_size(pos2(left, row.center().y - wanted.y / 2.0), wanted);
        if button.show_at(ui, place).clicked() {
            interval.clone_into(&mut typed.every);
        }
        left = place.right();
    }
}

fn times_ui(ui: &mut Ui, typed: &mut TypedSending) {
    let row = line(ui);
    let wrong = typed.rounds().err().filter(|_| !typed.until_stopped);
    field_ui(ui, row, ("Times", "Times over"), &mut typed.times, wrong.as_deref());
    let center = pos2(row.left() + LABEL + FIELD + space::L, row.center().y);
    SetBox::labelled("Until stopped").named("Until stopped").show_around(ui, center, &mut typed.until_stopped);
}

fn begin_ui(ui: &mut Ui, typed: &TypedSending, messages: usize, actions: &mut Vec<Action>) {
    let row = line(ui);
    let (words, ready) = match typed.way {
        SendWay::AtOnce => (units::counted(messages as u64, "message"), true),
        SendWay::Every | SendWay::OnReply => match typed.cadence() {
            Ok(cadence) => (amount(&cadence, messages), true),
            Err(_) => (String::new(), false),
        },
        SendWay::Script => {
            let is_step = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with('#');
            let steps = typed.script.lines().filter(is_step).count();
            (units::counted(steps as u64, "step"), steps > 0)
        }
    };
    let t = theme::tokens(ui);
    text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text2, &words);
    let begin = Button::main("Start").named("Start sending all").enabled(ready);
    if begin.show_right_in(ui, row).clicked() {
        actions.push(Action::SendChosenWay);
        egui::Popup::close_all(ui.ctx());
    }
}

/// `6 messages in 2.5 s`, `1 message`, `2 messages over and over`.
fn amount(cadence: &farcall_core::call::Cadence, messages: usize) -> String {
    let Some(total) = cadence.total(messages) else {
        return format!("{} over and over", units::counted(messages as u64, "message"));
    };
    let counted = units::counted(total, "message");
    match cadence.interval() {
        Some(every) if total > 1 => {
            let takes = every.saturating_mul(u32::try_from(total.saturating_sub(1)).unwrap_or(u32::MAX));
            format!("{counted} in {}", units::duration(takes))
        }
        Some(_) | None => counted,
    }
}

fn line(ui: &mut Ui) -> Rect {
    ui.allocate_exact_size(vec2(ui.available_width(), size::CONTROL), Sense::hover()).0
}

fn field_ui(ui: &mut Ui, row: Rect, (label, name): (&str, &str), value: &mut String, wrong: Option<&str>) {
    let t = theme::tokens(ui);
    text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text2, label);
    let place = Rect::from_min_size(pos2(row.left() + LABEL, row.top()), vec2(FIELD, size::CONTROL));
    TextField::new(value, name).invalid(wrong).show_at(ui, place);
}
