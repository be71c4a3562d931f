//! The popover behind the lock: what the channel does now, and the choices of a target in groups that fold.
//! What is chosen in a group stands in its heading, so that a folded one hides nothing.

use egui::{Id, Response, ScrollArea, Ui, vec2};
use farcall_core::transport::{Security, Target};

use super::{
    channel, endpoint_of,
    fields::{self, Fields},
    groups,
};
use crate::{
    state::State,
    theme::{self, size},
    widgets::{Disclosure, popover},
};

/// What the user asked for.
#[derive(Debug, Clone)]
pub enum Asked {
    /// Other choices.
    Change(Box<Target>),
    /// Another try at once.
    Reconnect,
}

/// The popover of a target's connection choices below `button`.
pub fn popover_ui(button: &Response, state: &State, target: &Target) -> Option<Asked> {
    if button.clicked() {
        // The next Tab goes on inside.
        button.request_focus();
    }
    let asked = popover(button, |ui| {
        let room = ui.ctx().content_rect().height() - button.rect.bottom().min(160.0) - 64.0;
        let mut asked = None;
        let room = room.max(200.0);
        ui.spacing_mut().scroll.bar_outer_margin = 0.0;
        // Without a least height it stays as high as it was before a group was opened.
        ScrollArea::vertical().auto_shrink([false, true]).max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.set_width(ui.available_width() - fields::BAR);
            // It stands there from the first address on, so that nothing moves when the choices change.
            if !target.address.trim().is_empty() && channel::channel_ui(ui, state.channels.get(target)) {
                asked = Some(Asked::Reconnect);
            }
            let mut edited = target.clone();
            choices_ui(ui, button.id.with("connection"), &mut edited);
            if edited != *target {
                asked = Some(Asked::Change(Box::new(edited)));
            }
        });
        asked
    });
    asked.flatten()
}

fn choices_ui(ui: &mut Ui, id: Id, target: &mut Target) {
    let endpoint = endpoint_of(target);
    let tls = endpoint.as_ref().map_or(target.security != Security::Plaintext, |endpoint| endpoint.tls);
    let mut fields = Fields { ui, id };
    groups::security_ui(&mut fields, target);
    if let (Err(why), false) = (&endpoint, target.address.trim().is_empty()) {
        let t = theme::tokens(fields.ui);
        fields.note(&why.to_string().replace(" · ", ". "), t.error);
    }
    groups::warnings_ui(&mut fields, target, tls);
    let endpoint = endpoint.as_ref().ok();
    group_ui(&mut fields, "TLS", &groups::tls_summary(target, tls), tls, |fields| {
        groups::tls_ui(fields, target, tls, endpoint);
    });
    group_ui(&mut fields, "Protocol", &groups::protocol_summary(target), false, |fields| {
        groups::protocol_ui(fields, target, endpoint);
    });
    group_ui(&mut fields, "Proxy and addresses", &groups::way_summary(target), false, |fields| {
        groups::way_ui(fields, target);
    });
    group_ui(&mut fields, "Keepalive", &groups::keepalive_summary(target), false, |fields| {
        groups::keepalive_ui(fields, target);
    });
    group_ui(&mut fields, "Service config", groups::service_config_summary(target), false, |fields| {
        groups::service_config_ui(fields, target);
    });
}

/// A heading, and what stands below it while it is open.
fn group_ui(fields: &mut Fields<'_>, title: &str, summary: &str, open: bool, contents: impl FnOnce(&mut Fields<'_>)) {
    let slot = fields.id.with((title, "open"));
    let mut is_open = fields.ui.data(|data| data.get_temp::<bool>(slot)).unwrap_or(open);
    fields.ui.add_space(4.0);
    let (_, row) = fields.ui.allocate_space(vec2(fields.ui.available_width(), size::ROW));
    // Its chevron begins where the labels do.
    let row = row.with_min_x(row.left() - 4.0);
    if Disclosure::new(title).quiet(summary).show_at(fields.ui, row, &mut is_open).changed() {
        fields.ui.data_mut(|data| data.insert_temp(slot, is_open));
    }
    if is_open {
        fields.ui.add_space(4.0);
        contents(fields);
    }
}
