//! At which rate a running call is read, and whether the server has to wait for it; other rates to choose.
//! It reads nothing.

use egui::{Rect, Response, Ui, pos2};
use farcall_core::call::{RateUnit, ReadPace, ReadRate};

use crate::{
    action::Action,
    state::Run,
    theme::icons,
    units,
    widgets::{Button, IconButton, MenuItem, menu, menu_divider},
};

/// What else stands in the strip comes before the words of a call that nobody slowed down.
const ROOM_FOR_OTHERS: f32 = 104.0;
/// A sign alone: nothing takes its place.
const SIGN: f32 = 24.0;
/// What stands left of it keeps away so far.
const APART: f32 = 4.0;

/// How wide it may be, the best first; a call that is read slowly has words where they fit. None where it does not stand.
pub fn widths(ui: &Ui, run: &Run) -> Vec<f32> {
    let Some(pace) = pace_of(run) else { return Vec::new() };
    let words = pace.rate().map(|rate| forms(rate).map(|form| button(&form, true).size(ui).x));
    words.into_iter().flatten().chain([SIGN]).collect()
}

/// At the right end of `free`, for a stream of the server that runs; returns the room that is left.
pub fn reading_ui(ui: &mut Ui, free: Rect, run: &Run, actions: &mut Vec<Action>) -> Rect {
    let Some(pace) = pace_of(run) else { return free };
    let response = button_ui(ui, free, pace);
    let now = pace.rate();
    menu(&response, |ui| {
        let mut unit = RateUnit::Messages;
        for rate in offered(now) {
            if rate.unit() != unit {
                unit = rate.unit();
                menu_divider(ui);
            }
            rate_ui(ui, Some(rate), now, actions);
        }
        menu_divider(ui);
        rate_ui(ui, None, now, actions);
    });
    free.with_max_x((response.rect.left() - APART).max(free.left()))
}

fn pace_of(run: &Run) -> Option<&ReadPace> {
    let may_be_slowed = run.is_running() && run.method.kind.server_streams();
    run.read_pace.as_deref().filter(|_| may_be_slowed)
}

/// Slower and faster ones of both units, and the one it has if that is another.
fn offered(now: Option<ReadRate>) -> Vec<ReadRate> {
    let messages = [1, 10, 100].map(ReadRate::messages);
    let bytes = [10 << 10, 1 << 20].map(ReadRate::bytes);
    let mut rates: Vec<ReadRate> = [ReadRate::NOTHING].into_iter().chain(messages).chain(bytes).collect();
    if let Some(now) = now.filter(|now| !now.is_nothing() && !rates.contains(now)) {
        let order = |rate: &ReadRate| (rate.unit() == RateUnit::Bytes, rate.per_second());
        let at = rates.partition_point(|rate| order(rate) < order(&now));
        rates.insert(at, now);
    }
    rates
}

fn rate_ui(ui: &mut Ui, rate: Option<ReadRate>, now: Option<ReadRate>, actions: &mut Vec<Action>) {
    let is_now = match (rate, now) {
        (Some(rate), Some(now)) => rate == now || rate.is_nothing() && now.is_nothing(),
        (rate, now) => rate == now,
    };
    if MenuItem::new(&short(rate)).chosen(is_now).show(ui).clicked() {
        actions.push(Action::ReadAt(rate));
    }
}

fn button(shown: &str, warns: bool) -> Button<'_> {
    Button::quiet(shown).icon(icons::SPEED).in_strip().opens_menu().warns(warns)
}

/// In words where there is room for them, else as a sign, in the colour of warnings where it holds the server back.
fn button_ui(ui: &mut Ui, free: Rect, pace: &ReadPace) -> Response {
    let (words, hint) = words_of(pace);
    let fits = |form: &String, others: f32| button(form, true).size(ui).x + others <= free.width();
    let shown = match pace.rate() {
        None => Some(short(None)).filter(|form| fits(form, ROOM_FOR_OTHERS)),
        Some(rate) => {
            let [longest, name, short] = forms(rate);
            match fits(&longest, 0.0) {
                true => Some(if pace.is_held_back() { longest } else { name }),
                false => [name, short].into_iter().find(|form| fits(form, 0.0)),
            }
        }
    };
    let is_slow = pace.rate().is_some();
    let Some(shown) = shown else {
        let at = pos2(free.right() - SIGN / 2.0, free.center().y);
        let hint = format!("{words}: {hint}");
        return IconButton::new(icons::SPEED, &words).hint(&hint).warns(is_slow).show_around(ui, at);
    };
    button(&shown, is_slow).named(&words).hint(&hint).show_right_in(ui, free)
}

/// The words for a call that is read slowly, the longest first.
fn forms(rate: ReadRate) -> [String; 3] {
    let name = name(Some(rate));
    [format!("{name}, server waits"), name, short(Some(rate))]
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
