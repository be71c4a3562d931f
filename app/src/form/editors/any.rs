//! The editor of `Any`: which type it holds, chosen from all that the schema knows or typed as a URL.
//! The fields of that type are rows of their own.

use egui::{Rect, Ui};
use farcall_core::{
    message::{Edit, JsonType, Shape, ValueNode},
    schema::MessageDescriptor,
};

use crate::{
    form::{
        context::Cx,
        parts,
        picker::{Choice, picker},
        place::Place,
        rows::Row,
    },
    widgets::Combo,
};

/// What stands before the name of a type in its URL, where nobody says otherwise.
const PREFIX: &str = "type.googleapis.com/";

/// The type of the `Any` at a place.
pub fn type_ui(ui: &mut Ui, cx: &mut Cx<'_>, row: &Row, rect: Rect, place: &Place<'_>, focus: bool) {
    let held = place.any().map(|any| any.message.descriptor.clone());
    let (name, package) = match (&held, place.value) {
        (Some(of), _) => (of.name().to_owned(), of.package_name().to_owned()),
        (None, Some(ValueNode::Json(text))) if text.trim() != "{}" => ("as JSON".to_owned(), String::new()),
        (None, Some(_)) => ("no type".to_owned(), String::new()),
        (None, None) => ("not set".to_owned(), String::new()),
    };
    let label = format!("Type of {}", parts::spoken(place));
    let button = Combo::new(&label, &name).quiet(&package).unset(held.is_none()).enabled(cx.editable).face_at(ui, rect);
    cx.note(&button);
    if focus {
        button.request_focus();
        cx.noted = true;
    }
    if !cx.editable {
        return;
    }
    let Shape::Json(JsonType::Any, any) = place.shape() else { return };
    let types = || types(&any);
    let mut names = Vec::new();
    let choices = || {
        names = types();
        let none = Choice { name: "no type".to_owned(), quiet: String::new() };
        std::iter::once(none).chain(names.iter().map(choice)).collect()
    };
    let chosen = picker(&button, &mut cx.view.picker, ("Filter types", &[], false), choices);
    if let Some(at) = chosen {
        let url = match at.checked_sub(1).and_then(|at| names.get(at)) {
            Some(of) => format!("{PREFIX}{}", of.full_name()),
            None => String::new(),
        };
        cx.edits.push(Edit::Type(row.path.clone(), url));
    }
    if let Some(any) = place.any() {
        button.on_hover_text(&any.url);
    }
}

/// Every message of the schema that an `Any` may hold, the user's own before Google's.
fn types(any: &MessageDescriptor) -> Vec<MessageDescriptor> {
    let is_value = |of: &MessageDescriptor| !of.is_map_entry() && !of.is_placeholder();
    let is_google = |of: &MessageDescriptor| of.full_name().starts_with("google.");
    let mut types: Vec<MessageDescriptor> = any.parent_pool().all_messages().filter(is_value).collect();
    types.sort_by(|a, b| (is_google(a), a.full_name()).cmp(&(is_google(b), b.full_name())));
    types
}

fn choice(of: &MessageDescriptor) -> Choice {
    let package = of.package_name();
    let own = of.full_name().strip_prefix(package).unwrap_or(of.full_name()).trim_start_matches('.');
    Choice { name: own.to_owned(), quiet: package.to_owned() }
}
