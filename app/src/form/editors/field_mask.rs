//! The editor of field masks: paths with commas between them, typed or picked from the messages beside the mask.
//! A path that none of them has is told, and sent all the same: the mask may be meant for the answer.

use egui::{Response, Ui, pos2};
use farcall_core::{
    message::{Field, Shape, Step},
    schema::MessageDescriptor,
};

use super::{Slot, line_ui};
use crate::{
    form::{
        draw::Cx,
        picker::{Choice, picker},
        place::message_at,
    },
    theme::{self, Font, icons, text},
    units,
    widgets::IconButton,
};

/// Fields within fields that are offered.
const MAX_LEVELS: usize = 3;
/// Paths that are offered at most.
const MAX_PATHS: usize = 500;

/// A `google.protobuf.FieldMask`.
pub fn field_mask_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>) -> Response {
    let types = types_beside(cx, slot.path);
    let chosen: Vec<String> =
        slot.text.unwrap_or_default().split(',').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    let stray = chosen.iter().find(|path| !types.is_empty() && !types.iter().any(|of| has_path(of, path)));
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
    let offered = paths_of(types);
    let marked: Vec<usize> =
        (0..offered.len()).filter(|at| offered.get(*at).is_some_and(|(path, _)| chosen.contains(path))).collect();
    let choices = || {
        let choice = |(path, of): &(String, String)| Choice { name: path.clone(), quiet: of.clone() };
        offered.iter().map(choice).collect()
    };
    let picked = picker(&button, &mut cx.view.picker, ("Filter paths", &marked, true), choices);
    let Some((path, _)) = picked.and_then(|at| offered.get(at)) else { return };
    let mut mask = chosen.to_vec();
    match mask.iter().position(|known| known == path) {
        Some(at) => drop(mask.remove(at)),
        None => mask.push(path.clone()),
    }
    slot.write_or_clear(cx, mask.join(","));
}

/// Types of the messages beside the mask; where there is none, the type that the mask is in.
fn types_beside(cx: &Cx<'_>, path: &[Step]) -> Vec<MessageDescriptor> {
    let at = path.iter().rposition(|step| matches!(step, Step::Field(_))).unwrap_or(0);
    let Some(parent) = path.get(..at).and_then(|parent| message_at(cx.document.root(), parent)) else {
        return Vec::new();
    };
    let beside: Vec<MessageDescriptor> = parent
        .of
        .fields()
        .map(Field::Plain)
        .filter(|field| !field.is_list() && field.map_entry().is_none())
        .filter_map(|field| match field.shape() {
            Shape::Message(of) if of.fields().len() > 0 => Some(of),
            _ => None,
        })
        .collect();
    let is_mask_alone = !matches!(Shape::of_message(&parent.of), Shape::Message(_));
    match beside.is_empty() {
        true if is_mask_alone => Vec::new(),
        true => vec![parent.of],
        false => beside,
    }
}

/// Every path of the types, with its type, each level after the one above.
fn paths_of(types: &[MessageDescriptor]) -> Vec<(String, String)> {
    let mut paths = Vec::new();
    for of in types {
        below(of, "", 0, if types.len() > 1 { of.name() } else { "" }, &mut paths);
    }
    paths
}

fn below(of: &MessageDescriptor, before: &str, level: usize, note: &str, paths: &mut Vec<(String, String)>) {
    for field in of.fields().map(Field::Plain) {
        if paths.len() >= MAX_PATHS {
            return;
        }
        let path = format!("{before}{}", field.json_name());
        paths.push((path.clone(), note.to_owned()));
        let is_single = !field.is_list() && field.map_entry().is_none();
        if let (Shape::Message(inner), true) = (field.shape(), is_single && level + 1 < MAX_LEVELS) {
            below(&inner, &format!("{path}."), level + 1, note, paths);
        }
    }
}

fn has_path(of: &MessageDescriptor, path: &str) -> bool {
    let mut of = of.clone();
    let mut names = path.split('.').peekable();
    while let Some(name) = names.next() {
        let Some(field) = Field::named(&of, name) else { return name == "*" };
        match field.shape() {
            _ if names.peek().is_none() => return true,
            Shape::Message(inner) => of = inner,
            // Into a map or a value of any JSON every path leads.
            shape => return field.map_entry().is_some() || matches!(shape, Shape::Json(..)),
        }
    }
    false
}
