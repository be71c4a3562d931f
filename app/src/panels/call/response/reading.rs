//! At which rate a running call is read, and whether the server has to wait for it; other rates to choose.
//! It reads nothing.

use egui::{Rect, Response, Ui, pos2};
use farcall_core::call::{ReadPace, ReadRate};

use crate::{
    action::Action,
    state::Run,
    theme::icons,
    units,
    widgets::{Button, IconButton, MenuItem, menu},
};

/// What else stands in the strip comes before the words of a call that nobody slowed down.
const ROOM_FOR_OTHERS: f32 = 104.0;
/// A sign alone, and what is left beside it.
const SIGN: f32 = 24.0;
const ROOM_FOR_SIGN: f32 = 36.0;

/// At the right end of `free`, for a stream of the server that runs; returns the room that is left.
pub fn reading_ui(ui: &mut Ui, free: Rect, run: &Run, actions: &mut Vec<Action>) -> Rect {
    let may_be_slowed = run.is_running() && run.method.kind.server_streams();
    let Some(pace) = run.read_pace.as_deref().filter(|_| may_be_slowed) else { return free };
    let Some(response) = button_ui(ui, free, pace) else { return free };
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

/// In words where there is room for them; a call at full speed else has a sign.
fn button_ui(ui: &mut Ui, free: Rect, pace: &ReadPace) -> Option<Response> {
    let (words, hint) = words_of(pace);
    let (shown, others) = match pace.rate() {
        None => (short(None), ROOM_FOR_OTHERS),
        Some(_) => (words.clone(), 0.0),
    };
    let button = Button::quiet(&shown).named(&words).icon(icons::SPEED).in_strip().opens_menu().hint(&hint);
    if button.size(ui).x + others <= free.width() {
        return Some(button.show_right_in(ui, free));
    }
    let has_room = pace.rate().is_none() && free.width() >= ROOM_FOR_SIGN;
    let at = pos2(free.right() - SIGN / 2.0, free.center().y);
    has_room.then(|| IconButton::new(icons::SPEED, &words).show_around(ui, at))
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
        None => (name, "As fast as messages come. Read slower and the server has to wait".to_owned()),
        Some(_) if pace.is_held_back() => {
            (format!("{name}, server waits"), format!("{unread} unread: its window is used up, it cannot send more"))
        }
        Some(_) => {
            let window = units::size(pace.window_bytes().into());
            (name, format!("{unread} unread; the server may be {window} ahead"))
        }
    }
}
