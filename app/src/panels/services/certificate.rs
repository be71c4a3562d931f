//! What the certificates say that a server showed: the leaf, line by line.
//! Whether they are good is told elsewhere.

use egui::{Role, Sense, Ui, WidgetInfo, pos2, vec2};
use farcall_core::{metadata::visible, transport::CertificateFacts};

use crate::{
    theme::{self, Font, size, text},
    units,
};

const LABEL: f32 = 96.0;

/// The leaf of `chain`.
pub fn facts_ui(ui: &mut Ui, chain: &[CertificateFacts]) {
    let Some(leaf) = chain.first() else { return };
    let t = theme::tokens(ui);
    let facts = [
        ("Subject", leaf.subject.clone()),
        ("Issuer", leaf.issuer.clone()),
        ("Not before", units::utc(leaf.not_before)),
        ("Not after", units::utc(leaf.not_after)),
        ("Valid for", leaf.names.join(", ")),
        ("Other names", leaf.other_names.join(", ")),
        ("Key", leaf.key.clone()),
        ("Signature", leaf.signature.clone()),
        ("SHA-256", leaf.fingerprint()),
    ];
    for (label, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
        let value = visible(value.as_bytes()).to_string();
        let (row, response) = ui.allocate_exact_size(vec2(ui.available_width(), size::ROW), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{label}: {value}")));
        let base = text::baseline(row);
        text::paint(ui.painter(), pos2(row.left(), base), Font::Body, t.text2, label);
        let room = row.width() - LABEL;
        text::paint_within(ui.painter(), pos2(row.left() + LABEL, base), room, Font::Code, t.text, &value);
        response.on_hover_text(value);
    }
}
