//! The editor of moments: RFC 3339, and a button that writes the present one.

use egui::{Response, Ui, pos2};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::{Slot, line_ui};
use crate::{form::draw::Cx, theme::icons, widgets::IconButton};

/// A `google.protobuf.Timestamp`.
pub fn timestamp_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let (output, changed) = line_ui(ui, cx, slot, 28.0);
    if let Some(text) = changed {
        slot.write_or_clear(cx, text.trim().to_owned());
    }
    let name = format!("Set {} to now", slot.name);
    let center = pos2(output.trailing.right() - 16.0, slot.rect.center().y);
    let button = IconButton::new(icons::SCHEDULE, &name).enabled(cx.editable, "").show_around(ui, center);
    cx.note(&button);
    if button.clicked() {
        slot.write(cx, now());
    }
    output.response
}

/// The present moment, to the millisecond, in UTC.
fn now() -> String {
    let now = OffsetDateTime::now_utc();
    let whole = now.replace_millisecond(now.millisecond()).unwrap_or(now);
    whole.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn now_is_written_in_utc() {
        let now = super::now();
        assert!(now.starts_with("20") && now.ends_with('Z') && now.contains('T') && now.len() <= 24, "{now}");
    }
}
