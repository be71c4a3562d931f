//! The editor of field masks: paths with commas between them, typed or picked from the types that the mask is about.
//! A path that none of them has is told, and sent all the same: the mask may be meant for another.

use egui::{Response, Ui, pos2};
use farcall_core::{
    message::{Field, MaskPath, Step, is_mask_path, mask_paths, mask_types},
    schema::MessageDescriptor,
};

use super::slot::{Slot, line_ui};
use crate::{
    form::{
        context::Cx,
        picker::{Choice, picker},
        place::message_at,
    },
    theme::{self, Font, icons, text},
    units,
    widgets::IconButton,
};

/// A `google.protobuf.FieldMask`.
pub fn field_mask_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let types = types_of(cx, slot.path);
    let chosen: Vec<String> =
        slot.text.unwrap_or_default().split(',').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    let stray = chosen.iter().find(|path| !types.is_empty() && !types.iter().any(|of| is_mask_path(of, path)));
    let note = match (stray, chosen.len() as u64) {
        (Some(_), _) => "not a field here".to_owned(),
        (None, 0) => String::new(),
        (None, count) => units::counted(count, "path"),
    };
    let room = if note.is_empty() { 28.0 } else { text::width(ui.ctx(), Font::Small, &note) + 36.0 };
    let (output, changed) = line_ui(ui, cx, slot, room);
    if let Some(text) = changed {
        slot.write(cx, text);
    }
    let t = theme::tokens(ui);
    let at = pos2(output.trailing.left() + 4.0, text::baseline(slot.rect));
    text::paint(ui.painter(), at, Font::Small, if stray.is_some() { t.warn } else { t.text2 }, &note);
    let center = pos2(output.trailing.right() - 16.0, slot.rect.center().y);
    pick_ui(ui, cx, slot, center, &types, &chosen);
    let of: Vec<&str> = types.iter().map(MessageDescriptor::name).collect();
    let hint = match stray {
        Some(path) => format!("{path} is no field of {}", of.join(" or ")),
        None => "Paths of fields with commas between them, in lowerCamel: name,address.zipCode".to_owned(),
    };
    output.response.on_hover_text(hint)
}

fn pick_ui(
    ui: &mut Ui,
    cx: &mut Cx<'_>,
    slot: &Slot<'_>,
    center: egui::Pos2,
    types: &[MessageDescriptor],
    chosen: &[String],
) {
    let name = format!("Paths for {}", slot.name);
    let enabled = cx.editable && !types.is_empty();
    let button = IconButton::new(icons::EXPAND_MORE, &name).enabled(enabled, "").show_around(ui, center);
    cx.note(&button);
    if !enabled || !(button.clicked() || egui::Popup::is_id_open(ui.ctx(), egui::Popup::default_response_id(&button))) {
        return;
    }
    let offered = mask_paths(types);
    let is_marked = |path: &MaskPath| chosen.contains(&path.path);
    let marked: Vec<usize> = (0..offered.len()).filter(|at| offered.get(*at).is_some_and(is_marked)).collect();
    let choices = || {
        let quiet = |of: &MessageDescriptor| if types.len() > 1 { of.name().to_owned() } else { String::new() };
        offered.iter().map(|path| Choice { name: path.path.clone(), quiet: quiet(&path.of) }).collect()
    };
    let picked = picker(&button, &mut cx.view.picker, ("Filter paths", &marked, true), choices);
    let Some(MaskPath { path, .. }) = picked.and_then(|at| offered.get(at)) else { return };
    let mut mask = chosen.to_vec();
    match mask.iter().position(|known| known == path) {
        Some(at) => drop(mask.remove(at)),
        None => mask.push(path.clone()),
    }
    slot.write_or_clear(cx, mask.join(","));
}

/// The types that the mask is about.
fn types_of(cx: &Cx<'_>, path: &[Step]) -> Vec<MessageDescriptor> {
    let Some((at, number)) = path.iter().enumerate().rev().find_map(|(at, step)| match step {
        Step::Field(number) => Some((at, *number)),
        Step::Index(_) | Step::Key(_) => None,
    }) else {
        return Vec::new();
    };
    let root = cx.document.root();
    let Some(parent) = path.get(..at).and_then(|parent| message_at(root, parent)) else { return Vec::new() };
    let Some(field) = Field::of(&parent.of, number) else { return Vec::new() };
    mask_types(&root.descriptor, &parent.of, field.name())
}
