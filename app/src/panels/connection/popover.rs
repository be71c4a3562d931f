//! The popover behind the lock: security, what TLS checks and shows, authority and user agent of one target.

use std::path::PathBuf;

use egui::{Id, Response, Ui, pos2, vec2};
use farcall_core::transport::{ClientCertificate, Endpoint, Security, Target};

use super::security;
use crate::{
    panels::Views,
    theme::{self, Font, icons, paint, size, text},
    widgets::{Segments, SetBox, TextField, popover},
};

const LABEL: f32 = 112.0;
/// A row with the space below it.
const PITCH: f32 = 36.0;

/// The popover of a target's connection choices below `button`; `change` is told the target as it was changed.
pub fn popover_ui(button: &Response, target: &Target, _views: &mut Views, change: impl FnOnce(Target)) {
    let changed = popover(button, |ui| {
        let mut edited = target.clone();
        choices_ui(ui, button.id.with("connection"), &mut edited);
        (edited != *target).then_some(edited)
    });
    if let Some(changed) = changed.flatten() {
        change(changed);
    }
}

fn choices_ui(ui: &mut Ui, id: Id, target: &mut Target) {
    let endpoint = Endpoint::parse(target);
    security_ui(ui, target);
    section_ui(ui);
    let tls = endpoint.as_ref().map_or(target.security != Security::Plaintext, |endpoint| endpoint.tls);
    tls_ui(ui, id, target, tls, endpoint.as_ref().ok());
    section_ui(ui);
    let authority = endpoint.as_ref().map_or_else(|_| "The address".to_owned(), |endpoint| endpoint.authority.clone());
    text_ui(ui, id, "Authority", &authority, true, &mut target.authority);
    let agent = concat!("farcall/", env!("CARGO_PKG_VERSION"));
    text_ui(ui, id, "User agent", agent, true, &mut target.user_agent);
    if let (Err(why), false) = (&endpoint, target.address.trim().is_empty()) {
        let t = theme::tokens(ui);
        wrapped_ui(ui, &why.to_string().replace(" · ", ". "), t.error);
    }
}

fn security_ui(ui: &mut Ui, target: &mut Target) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::CONTROL));
    text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, t.text2, "Security");
    let order = [Security::Automatic, Security::Tls, Security::Plaintext];
    let mut chosen = order.iter().position(|one| *one == target.security).unwrap_or_default();
    let segments = Segments::new("Security", &["Automatic", "TLS", "Plaintext"]);
    segments.show_at(ui, pos2(row.left() + LABEL, row.top()), &mut chosen);
    target.security = order.get(chosen).copied().unwrap_or_default();
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::REASON));
    let words = match (target.security, security(target).word) {
        (Security::Automatic, "Plaintext") => "Plaintext for this address",
        (Security::Automatic, "") => "Plaintext on loopback, TLS elsewhere",
        (Security::Automatic, _) => "TLS for this address",
        (Security::Tls, _) => "TLS, also on loopback",
        (Security::Plaintext, _) => "Nothing is encrypted",
    };
    let at = pos2(row.left() + LABEL, text::small_baseline(row));
    text::paint(ui.painter(), at, Font::Small, t.text2, words);
    ui.add_space(8.0);
}

fn tls_ui(ui: &mut Ui, id: Id, target: &mut Target, tls: bool, endpoint: Option<&Endpoint>) {
    path_ui(ui, id, "Roots", "PEM file; the system's", tls, &mut target.tls.roots);
    let (mut certificate, mut key) = match target.tls.client_certificate.clone() {
        Some(both) => (Some(both.certificate), Some(both.key)),
        None => (None, None),
    };
    path_ui(ui, id, "Client certificate", "PEM file; none", tls, &mut certificate);
    path_ui(ui, id, "Client key", "PEM file", tls && certificate.is_some(), &mut key);
    target.tls.client_certificate =
        certificate.map(|certificate| ClientCertificate { certificate, key: key.unwrap_or_default() });
    let name = endpoint.map_or("The host", |endpoint| endpoint.server_name.as_str()).to_owned();
    text_ui(ui, id, "Server name", &name, tls, &mut target.tls.server_name);
    verification_ui(ui, target, tls);
}

fn verification_ui(ui: &mut Ui, target: &mut Target, tls: bool) {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::TARGET));
    let center = pos2(row.left() + LABEL + 8.0, row.center().y);
    SetBox::labelled("Do not verify").enabled(tls).show_around(ui, center, &mut target.tls.skip_verification);
    if tls && target.tls.skip_verification {
        text::paint_icon(ui.painter(), pos2(row.right() - 8.0, row.center().y), icons::NO_ENCRYPTION, t.warn);
        wrapped_ui(ui, "Any certificate is taken: who answers is not known, and can read and change calls.", t.warn);
    }
    if tls && target.tls.without_alpn {
        let (_, row) = ui.allocate_space(vec2(ui.available_width(), size::TARGET));
        let center = pos2(row.left() + LABEL + 8.0, row.center().y);
        SetBox::labelled("Without ALPN").show_around(ui, center, &mut target.tls.without_alpn);
    }
    ui.add_space(4.0);
    if !tls {
        wrapped_ui(ui, "These count with TLS only.", t.text2);
    }
}

fn path_ui(ui: &mut Ui, id: Id, name: &str, placeholder: &str, enabled: bool, path: &mut Option<PathBuf>) {
    let mut typed = path.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
    if field_ui(ui, id, name, placeholder, enabled, &mut typed) {
        *path = (!typed.is_empty()).then(|| PathBuf::from(typed));
    }
}

fn text_ui(ui: &mut Ui, id: Id, name: &str, placeholder: &str, enabled: bool, value: &mut Option<String>) {
    let mut typed = value.clone().unwrap_or_default();
    if field_ui(ui, id, name, placeholder, enabled, &mut typed) {
        *value = (!typed.is_empty()).then_some(typed);
    }
}

fn field_ui(ui: &mut Ui, id: Id, name: &str, placeholder: &str, enabled: bool, typed: &mut String) -> bool {
    let t = theme::tokens(ui);
    let (_, row) = ui.allocate_space(vec2(ui.available_width(), PITCH));
    let row = row.with_max_y(row.top() + size::CONTROL);
    let color = if enabled { t.text2 } else { t.edge };
    text::paint(ui.painter(), pos2(row.left(), text::baseline(row)), Font::Body, color, name);
    let field = TextField::new(typed, name).id(id.with(name)).placeholder(placeholder).enabled(enabled);
    field.show_at(ui, row.with_min_x(row.left() + LABEL)).response.changed()
}

fn section_ui(ui: &mut Ui) {
    let t = theme::tokens(ui);
    ui.add_space(4.0);
    let (_, line) = ui.allocate_space(vec2(ui.available_width(), 1.0));
    paint::divider_h(ui.painter(), line.x_range(), line.top(), t.line);
    ui.add_space(11.0);
}

fn wrapped_ui(ui: &mut Ui, words: &str, color: egui::Color32) {
    ui.label(egui::RichText::new(words).font(Font::Small.id()).color(color));
    ui.add_space(8.0);
}
