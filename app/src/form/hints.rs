//! What is said of a field beside its editor: its type in a word, and its comment and facts on hover.
//! It draws into the tooltip only.

use egui::{Response, RichText, Ui};
use farcall_core::{
    message::{Field, Shape},
    schema::{Kind, OneofDescriptor, Schema},
};

use super::{place::Place, rows::RowKind};
use crate::theme::{self, Font, size};

/// The field's name; of a message that is one itself, its type's.
pub fn short_name(field: &Field) -> &str {
    match field {
        Field::Whole(message) => message.name(),
        Field::Plain(_) | Field::Extension(_) => field.name(),
    }
}

/// The type of a row, in a word.
pub fn type_word(place: &Place<'_>, kind: &RowKind) -> String {
    let one = match place.field.map_entry() {
        Some((key, value)) => format!("{}, {}", kind_name(&key.kind()), kind_name(&value.kind())),
        None => kind_of(&place.field),
    };
    match kind {
        RowKind::List(_) => format!("repeated {one}"),
        RowKind::Map(_) => "map".to_owned(),
        _ => one,
    }
}

/// The type of a field as its .proto has it.
pub fn full_type(field: &Field) -> String {
    if let Some((key, value)) = field.map_entry() {
        return format!("map<{}, {}>", full_kind(&key.kind()), full_kind(&value.kind()));
    }
    let one = match field {
        Field::Plain(plain) => full_kind(&plain.kind()),
        Field::Extension(extension) => full_kind(&extension.kind()),
        Field::Whole(message) => message.full_name().to_owned(),
    };
    if field.is_list() { format!("repeated {one}") } else { one }
}

/// Whether the .proto says not to use it any more.
pub fn is_deprecated(field: &Field) -> bool {
    match field {
        Field::Plain(plain) => plain.is_deprecated(),
        Field::Extension(_) | Field::Whole(_) => false,
    }
}

/// The tooltip of a field's name.
pub fn on_field(response: Response, schema: Option<&Schema>, field: &Field) -> Response {
    response.on_hover_ui(|ui| {
        title(ui, short_name(field), &format!("{} = {}", full_type(field), field.number()));
        if !matches!(field, Field::Whole(_)) && field.json_name() != field.name() {
            quiet(ui, &format!("In JSON: {}", field.json_name()));
        }
        if field.is_required() {
            quiet(ui, "Required");
        }
        if let Some(oneof) = field.oneof() {
            quiet(ui, &format!("One of {}", oneof.name()));
        }
        if is_deprecated(field) {
            ui.label(RichText::new("Deprecated").font(Font::Small.id()).color(theme::tokens(ui).warn));
        }
        let docs = schema.map(|schema| match field {
            Field::Plain(plain) => schema.docs_of(plain),
            Field::Extension(extension) => schema.docs_of(extension),
            Field::Whole(message) => schema.docs_of(message),
        });
        body(ui, &docs.unwrap_or_default());
    })
}

/// The tooltip of a oneof's name.
pub fn on_oneof(response: Response, schema: Option<&Schema>, oneof: &OneofDescriptor) -> Response {
    response.on_hover_ui(|ui| {
        title(ui, oneof.name(), "at most one of its fields is set");
        body(ui, &schema.map(|schema| schema.docs_of(oneof)).unwrap_or_default());
    })
}

fn title(ui: &mut Ui, name: &str, kind: &str) {
    let t = theme::tokens(ui);
    ui.set_max_width(size::POPOVER);
    ui.horizontal_wrapped(|ui| {
        ui.label(RichText::new(name).font(Font::Strong.id()).color(t.text));
        ui.label(RichText::new(kind).font(Font::SmallCode.id()).color(t.text2));
    });
}

fn quiet(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(Font::Small.id()).color(theme::tokens(ui).text2));
}

fn body(ui: &mut Ui, docs: &str) {
    if !docs.is_empty() {
        ui.add_space(4.0);
        ui.label(docs);
    }
}

fn kind_of(field: &Field) -> String {
    match field {
        Field::Plain(plain) => kind_name(&plain.kind()),
        Field::Extension(extension) => kind_name(&extension.kind()),
        Field::Whole(message) => message.name().to_owned(),
    }
}

fn kind_name(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.name().to_owned(),
        Kind::Enum(one) => one.name().to_owned(),
        scalar => scalar_name(scalar),
    }
}

fn full_kind(kind: &Kind) -> String {
    match kind {
        Kind::Message(message) => message.full_name().to_owned(),
        Kind::Enum(one) => one.full_name().to_owned(),
        scalar => scalar_name(scalar),
    }
}

fn scalar_name(kind: &Kind) -> String {
    match Shape::of_kind(kind.clone()) {
        Shape::Scalar(scalar) => scalar.name().to_owned(),
        _ => String::new(),
    }
}
