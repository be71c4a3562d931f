//! The settings of one call: timeout, waiting, compression, limits, trace, and what `farcall run` expects.
//! How its target is connected to stands behind the lock in the target field.

use egui::{Id, Rect, Ui, UiBuilder, pos2, vec2};
use farcall_core::{
    call::{CallOptions, Compression},
    status::Code,
};

use super::{
    reopen::{self, reopen_ui},
    rows::{self, heading_ui, hint_ui, row_ui},
};
use crate::{
    action::{Action, CallEdit},
    state::{CallTab, Limit, TabId},
    theme::space,
    units,
    widgets::{Combo, MenuItem, SetBox},
};

/// Whether something in the settings cannot be used.
pub fn is_invalid(ui: &Ui, id: TabId, call: &CallTab) -> bool {
    call.limits.is_invalid() || reopen::is_invalid(ui, id, call)
}

/// How many of the choices are not as by default.
pub fn chosen(call: &CallTab) -> usize {
    let CallOptions { wait_for_ready, compression, accepted, max_message_bytes, max_send_bytes, .. } =
        call.saved_options();
    let CallOptions { max_header_bytes, traceparent, read_rate, frames, reopen, .. } = call.saved_options();
    [
        wait_for_ready,
        compression.is_some(),
        accepted.is_some(),
        max_message_bytes.is_some(),
        max_send_bytes.is_some(),
        max_header_bytes.is_some(),
        traceparent,
        read_rate.is_some(),
        frames,
        reopen.is_some(),
    ]
    .into_iter()
    .filter(|is_chosen| *is_chosen)
    .count()
}

/// The settings.
pub fn settings_ui(ui: &mut Ui, rect: Rect, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let inner = rect.shrink2(vec2(space::M, space::S));
    // The scroll bar stands beside the editors, not over their ends.
    let mut ui = ui.new_child(UiBuilder::new().max_rect(inner.with_max_x(rect.right())).id_salt("settings"));
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut options = call.options.clone();
    egui::ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        ui.set_max_width(inner.width());
        timeout_ui(ui, id, call, actions);
        wait_ui(ui, &mut options);
        reopen_ui(ui, id, call, actions);
        ui.add_space(space::M);
        heading_ui(ui, "Compression");
        compression_ui(ui, &mut options);
        accepted_ui(ui, &mut options);
        ui.add_space(space::M);
        heading_ui(ui, "Limits");
        for limit in Limit::ALL {
            limit_ui(ui, id, call, limit, actions);
        }
        hint_ui(ui, "What is larger ends the call with RESOURCE_EXHAUSTED (8)");
        ui.add_space(space::M);
        heading_ui(ui, "Reading");
        read_rate_ui(ui, id, call, actions);
        ui.add_space(space::M);
        heading_ui(ui, "Trace");
        trace_ui(ui, &mut options);
        ui.add_space(space::M);
        heading_ui(ui, "Saved request");
        expected_ui(ui, id, call, actions);
    });
    if options != call.options {
        actions.push(Action::Edit(id, CallEdit::Options(Box::new(options))));
    }
}

fn timeout_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let wrong = units::optional(&call.timeout, units::parse_duration).err();
    let field = Id::NULL.with(("settings timeout", id));
    if let Some(typed) = rows::text_ui(ui, field, "Call timeout", "none", wrong.as_deref(), &call.timeout) {
        actions.push(Action::Edit(id, CallEdit::Timeout(typed)));
    }
}

fn wait_ui(ui: &mut Ui, options: &mut CallOptions) {
    box_ui(ui, "Wait for ready", &mut options.wait_for_ready);
    hint_ui(ui, "Waits for a connection until the deadline instead of failing with the first attempt");
}

/// A label with a set box.
fn box_ui(ui: &mut Ui, label: &str, set: &mut bool) {
    let editor = row_ui(ui, label, 0.0);
    SetBox::new(label).show_around(ui, pos2(editor.left() + 8.0, editor.center().y), set);
}

fn compression_ui(ui: &mut Ui, options: &mut CallOptions) {
    let editor = row_ui(ui, "Request messages", 0.0);
    let now = options.compression;
    let word = now.map_or("Not compressed", Compression::name);
    Combo::new("Compression of request messages", word).show_at(ui, editor, |ui| {
        let all = [None].into_iter().chain(Compression::ALL.map(Some));
        for one in all {
            let word = one.map_or("Not compressed", Compression::name);
            if MenuItem::new(word).chosen(one == now).show(ui).clicked() {
                options.compression = one;
            }
        }
    });
}

fn accepted_ui(ui: &mut Ui, options: &mut CallOptions) {
    let editor = row_ui(ui, "Accepted from the server", 0.0);
    let before = options.accepted.clone().unwrap_or_else(|| Compression::ALL.to_vec());
    let mut left = editor.left() + 8.0;
    let mut after = Vec::new();
    for one in Compression::ALL {
        let mut set = before.contains(&one);
        let name = format!("Accept {one}");
        let center = pos2(left, editor.center().y);
        let response = SetBox::labelled(one.name()).named(&name).show_around(ui, center, &mut set);
        left = response.rect.right() + space::L + 8.0;
        if set {
            after.push(one);
        }
    }
    if after != before {
        options.accepted = (after.len() < Compression::ALL.len()).then_some(after);
    }
    hint_ui(ui, "Offered in grpc-accept-encoding besides identity");
}

fn limit_ui(ui: &mut Ui, id: TabId, call: &CallTab, limit: Limit, actions: &mut Vec<Action>) {
    let wrong = call.limits.bytes(limit).err();
    let default = units::size(limit.default_bytes() as u64).replace(".0 ", " ");
    let field = Id::NULL.with(("limit", id));
    let text = call.limits.text(limit);
    if let Some(typed) = rows::text_ui(ui, field, limit.name(), &default, wrong.as_deref(), text) {
        actions.push(Action::Edit(id, CallEdit::Limit(limit, typed)));
    }
}

fn read_rate_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let wrong = call.limits.read_rate().err();
    let field = Id::NULL.with(("read rate", id));
    let text = &call.limits.read_rate;
    if let Some(typed) = rows::text_ui(ui, field, "Read rate", "full speed", wrong.as_deref(), text) {
        actions.push(Action::Edit(id, CallEdit::ReadRate(typed)));
    }
    hint_ui(ui, "10/s for messages, 64KiB/s for bytes, 0 to read nothing: then HTTP/2 holds the server back");
}

fn trace_ui(ui: &mut Ui, options: &mut CallOptions) {
    box_ui(ui, "Send a traceparent", &mut options.traceparent);
    hint_ui(ui, "A new W3C trace context for each call, as OpenTelemetry reads it; shown under Connection");
    box_ui(ui, "Record HTTP/2 frames", &mut options.frames);
    hint_ui(ui, "Frames, windows and pings of the call, drawn under its messages; at most 8 MiB are kept");
}

fn expected_ui(ui: &mut Ui, id: TabId, call: &CallTab, actions: &mut Vec<Action>) {
    let editor = row_ui(ui, "Expected status", 0.0);
    let name = if call.expected_status.is_empty() { Code::OK.name() } else { &call.expected_status };
    let number = Code::from_name(name).map(|code| code.0.to_string()).unwrap_or_default();
    let mut chosen = None;
    Combo::new("Expected status", name).quiet(&number).show_at(ui, editor, |ui| {
        for code in (0..17).map(Code) {
            let number = code.0.to_string();
            if MenuItem::new(code.name()).quiet(&number).chosen(code.name() == name).show(ui).clicked() {
                chosen = Some(if code == Code::OK { String::new() } else { code.name().to_owned() });
            }
        }
    });
    if let Some(name) = chosen {
        actions.push(Action::Edit(id, CallEdit::ExpectedStatus(name)));
    }
    hint_ui(ui, "farcall run passes the saved request if its call ends with this status");
}
