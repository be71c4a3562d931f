//! At which rate a running call is read, and whether the server has to wait for it; other rates to choose.
//! It reads nothing.

use egui::{Rect, Ui};
use farcall_core::call::{ReadPace, ReadRate};

use crate::{
    action::Action,
    state::Run,
    theme::icons,
    units,
    widgets::{Button, MenuItem, menu},
};

/// At the right end of `free`, for a call that was begun with a rate; returns the room that is left.
pub fn reading_ui(ui: &mut Ui, free: Rect, run: &Run, actions: &mut Vec<Action>) -> Rect {
    let Some(pace) = run.read_pace.as_deref().filter(|_| run.is_running()) else { return free };
    let (words, hint) = words_of(pace);
    let button = Button::quiet(&words).icon(icons::SPEED).in_strip().opens_menu().hint(&hint);
    if button.size(ui).x > free.width() {
        return free;
    }
    let response = button.show_right_in(ui, free);
    let now = pace.rate();
    let rates = [ReadRate::NOTHING, ReadRate::messages(1), ReadRate::messages(10), ReadRate::messages(100)];
    menu(&response, |ui| {
        for rate in rates.map(Some).into_iter().chain([None]) {
            if MenuItem::new(&short(rate)).chosen(rate == now).show(ui).clicked() {
                actions.push(Action::ReadAt(rate));
            }
        }
    });
    free.with_max_x(response.rect.left() - 4.0)
}

fn name(rate: Option<ReadRate>) -> String {
    match rate {
        None => "Reads at full speed".to_owned(),
        Some(rate) if rate.is_nothing() => "Reads nothing".to_owned(),
        Some(rate) => format!("Reads {rate}"),
    }
}

fn short(rate: Option<ReadRate>) -> String {
    match rate {
        None => "Full speed".to_owned(),
        Some(rate) if rate.is_nothing() => "Nothing".to_owned(),
        Some(rate) => rate.to_string(),
    }
}

/// `Reads 10/s, server waits`; and what waits unread.
fn words_of(pace: &ReadPace) -> (String, String) {
    let unread = units::size(pace.unread_bytes());
    let name = name(pace.rate());
    match pace.rate() {
        None => (name, "As fast as messages come".to_owned()),
        Some(_) if pace.is_held_back() => {
            (format!("{name}, server waits"), format!("{unread} unread: its window is used up, it cannot send more"))
        }
        Some(_) => (name, format!("{unread} unread; the server may be 64 KiB ahead")),
    }
}
