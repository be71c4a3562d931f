//! The editor of moments: RFC 3339 or what people say (`now`, `+5 min`, a date, seconds since 1970), and a calendar.

mod calendar;

use egui::{Response, Ui, pos2};
use time::{OffsetDateTime, UtcOffset};

use super::{moment, slot::Slot, typed::typed_ui};
use crate::{
    form::context::Cx,
    theme::icons,
    widgets::{IconButton, popover},
};

/// A `google.protobuf.Timestamp`.
pub fn timestamp_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let shown = slot.text.map(str::to_owned);
    let zone = zone_of(slot.text);
    let read =
        |typed: &str| moment::moment(typed, OffsetDateTime::now_utc(), zone).unwrap_or_else(|| typed.trim().to_owned());
    let output = typed_ui(ui, cx, slot, 28.0, shown, read);
    let name = format!("Calendar of {}", slot.name);
    let center = pos2(output.trailing.right() - 16.0, slot.rect.center().y);
    let button = IconButton::new(icons::CALENDAR_MONTH, &name).enabled(cx.editable, "").show_around(ui, center);
    cx.note(&button);
    if button.clicked() {
        cx.view.month = None;
    }
    if cx.editable {
        let mut month = cx.view.month;
        let now = OffsetDateTime::now_utc();
        let at = slot.text.and_then(moment::read);
        let chosen = popover(&button, |ui| calendar::calendar_ui(ui, at, now, local_zone(now), &mut month)).flatten();
        cx.view.month = month;
        if let Some(text) = chosen.and_then(moment::written) {
            cx.view.typed = None;
            slot.write(cx, text);
        }
    }
    output.response.on_hover_text(hint(slot.text))
}

/// The same moment in UTC and in seconds, and what may be typed.
fn hint(text: Option<&str>) -> String {
    let said = "Also: now, +5 min, -2h, tomorrow, 2026-03-01 12:00, seconds since 1970";
    match text.and_then(moment::read) {
        Some(at) => {
            let utc = moment::written(at.to_offset(UtcOffset::UTC)).unwrap_or_default();
            format!("{utc}\n{} s since 1970\n{said}", at.unix_timestamp())
        }
        None => said.to_owned(),
    }
}

/// The zone that the text is in; UTC where it says none.
fn zone_of(text: Option<&str>) -> UtcOffset {
    text.and_then(moment::read).map_or(UtcOffset::UTC, OffsetDateTime::offset)
}

/// The zone of this machine, where it tells.
fn local_zone(now: OffsetDateTime) -> Option<UtcOffset> {
    UtcOffset::local_offset_at(now).ok().filter(|zone| !zone.is_utc())
}
