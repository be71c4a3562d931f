//! The editor of enums: a drop-down of names with their numbers; a number without a name is typed.

use egui::{Response, Ui, pos2};
use farcall_core::{
    message::Edit,
    schema::{EnumDescriptor, EnumValueDescriptor},
};

use super::slot::{Slot, line_ui};
use crate::{
    form::{context::Cx, picker},
    theme::icons,
    widgets::{Combo, IconButton, MenuItem, menu, menu_divider},
};

/// Values from which on there is a filter.
const LONG: usize = 12;

/// What the menu of an enum can mean.
enum Choice {
    Name(String),
    Number,
}

/// An enum's value.
pub fn enumeration_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, of: &EnumDescriptor) -> Response {
    let known = slot.text.map(|text| known_value(of, text));
    let is_typed = cx.view.typing.as_deref() == Some(slot.path);
    if is_typed || known == Some(None) {
        return typed_ui(ui, cx, slot, of);
    }
    let (name, number) = match known.flatten() {
        Some((name, number)) => (name, number.to_string()),
        None => (slot.unset.to_owned(), String::new()),
    };
    let combo = Combo::new(slot.name, &name)
        .quiet(&number)
        .code()
        .unset(slot.text.is_none())
        .invalid(slot.invalid)
        .enabled(cx.editable);
    let mut choice = None;
    let response = if of.values().len() > LONG {
        let response = combo.face_at(ui, slot.rect);
        choice = picked(cx, &response, of, &name);
        response
    } else {
        combo.show_at(ui, slot.rect, |ui| choice = items_ui(ui, of, &name))
    };
    if let Some(choice) = choice {
        choose(ui, cx, slot, choice);
    }
    response
}

/// From many values: with a filter.
fn picked(cx: &mut Cx<'_>, button: &Response, of: &EnumDescriptor, chosen: &str) -> Option<Choice> {
    if !cx.editable {
        return None;
    }
    let values = grouped(of);
    let at = values.iter().position(|(name, _)| name == chosen).map(|at| at + 1);
    let choices = || {
        let number = picker::Choice { name: "Type a number".to_owned(), quiet: String::new() };
        let value = |(name, quiet): &(String, String)| picker::Choice { name: name.clone(), quiet: quiet.clone() };
        std::iter::once(number).chain(values.iter().map(value)).collect()
    };
    let marked: Vec<usize> = at.into_iter().collect();
    let picked = picker::picker(button, &mut cx.view.picker, ("Filter values", &marked, false), choices)?;
    Some(match picked.checked_sub(1).and_then(|at| values.get(at)) {
        Some((name, _)) => Choice::Name(name.clone()),
        None => Choice::Number,
    })
}

/// Names with their numbers, the aliases of a number together, in the order of the declaration.
fn grouped(of: &EnumDescriptor) -> Vec<(String, String)> {
    let mut first_of = std::collections::HashMap::new();
    let mut values: Vec<(usize, usize, EnumValueDescriptor)> = Vec::new();
    for (at, value) in of.values().enumerate() {
        let first = *first_of.entry(value.number()).or_insert(at);
        values.push((first, at, value));
    }
    values.sort_by_key(|(first, at, _)| (*first, *at));
    let quiet = |(first, at, value): &(usize, usize, EnumValueDescriptor)| {
        let alias = if first == at { "" } else { ", another name" };
        let old = if value.is_deprecated() { ", deprecated" } else { "" };
        (value.name().to_owned(), format!("{}{alias}{old}", value.number()))
    };
    values.iter().map(quiet).collect()
}

/// A text that is no name: typed as it is, with the names at hand.
fn typed_ui(ui: &mut Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, of: &EnumDescriptor) -> Response {
    let (output, changed) = line_ui(ui, cx, slot, 24.0);
    let label = format!("Names for {}", slot.name);
    let center = pos2(output.trailing.center().x - 2.0, slot.rect.center().y);
    let button = IconButton::new(icons::EXPAND_MORE, &label).enabled(cx.editable, "").show_around(ui, center);
    cx.note(&button);
    let mut choice = None;
    menu(&button, |ui| {
        egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| choice = items_ui(ui, of, ""));
    });
    if let Some(text) = changed {
        slot.write_or_clear(cx, text.trim().to_owned());
    }
    if output.response.lost_focus() {
        cx.view.typing = None;
    }
    if let Some(choice) = choice {
        choose(ui, cx, slot, choice);
    }
    output.response
}

fn items_ui(ui: &mut Ui, of: &EnumDescriptor, chosen: &str) -> Option<Choice> {
    let mut choice = None;
    for (name, quiet) in grouped(of) {
        if MenuItem::new(&name).quiet(&quiet).chosen(name == chosen).show(ui).clicked() {
            choice = Some(Choice::Name(name));
        }
    }
    menu_divider(ui);
    let hint = if of.is_closed() { "Closed: only its own numbers can be sent" } else { "Open: any number can be sent" };
    if MenuItem::new("Type a number").enabled(true, hint).icon(icons::EDIT).show(ui).clicked() {
        choice = Some(Choice::Number);
    }
    choice
}

fn choose(ui: &Ui, cx: &mut Cx<'_>, slot: &Slot<'_>, choice: Choice) {
    match choice {
        Choice::Name(name) => {
            cx.view.typing = None;
            cx.edits.push(Edit::Text(slot.path.to_vec(), name));
        }
        Choice::Number => {
            cx.view.typing = Some(slot.path.to_vec());
            ui.memory_mut(|memory| memory.request_focus(slot.id));
        }
    }
}

/// The name and number of a text that is one of them; `None` for a text that the enum does not have.
fn known_value(of: &EnumDescriptor, text: &str) -> Option<(String, i32)> {
    let named = of.get_value_by_name(text);
    let value = named.or_else(|| text.parse().ok().and_then(|number| of.get_value(number)))?;
    Some((value.name().to_owned(), value.number()))
}
