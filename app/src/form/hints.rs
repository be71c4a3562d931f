//! What is said of a field beside its editor: its type in a word, and its comment and facts on hover.
//! It draws into the tooltip only.

use egui::{
    Response, RichText, Ui,
    text::{LayoutJob, TextFormat},
};
use farcall_core::{
    message::{Advice, Field, FieldNode, Scalar, Shape},
    schema::{DocBlock, DocSpan, Kind, OneofDescriptor, Schema, prose},
};

use super::{place::Place, rows::RowKind};
use crate::theme::{self, Font, Tokens, size};

/// What unknown fields are, in a word.
const RECORDS: &str = "records";

/// The field's name; of a message that is one itself, its type's.
pub fn short_name(field: &Field) -> &str {
    match field {
        Field::Whole(message) => message.name(),
        Field::Unknown(_) => "unknown fields",
        Field::Plain(_) | Field::Extension(_) => field.name(),
    }
}

/// The type of a row, in a word: of a list that of an element, which stands beside their number.
pub fn type_word(place: &Place<'_>, kind: &RowKind) -> String {
    let one = match place.field.map_entry() {
        Some((key, value)) => format!("{}, {}", kind_name(&key.kind()), kind_name(&value.kind())),
        None => kind_of(&place.field),
    };
    match kind {
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
        Field::Unknown(_) => RECORDS.to_owned(),
    };
    if field.is_list() { format!("repeated {one}") } else { one }
}

/// Whether the .proto says that it must be set: proto2's `required`, and what options say in so many words.
pub fn is_required(field: &Field) -> bool {
    field.is_required() || Advice::of(field).is_required()
}

/// What the rules of the .proto ask of a value and it does not keep to; it is sent all the same.
pub fn advice(place: &Place<'_>, kind: &RowKind) -> Option<String> {
    match kind {
        RowKind::Value => Advice::of(&place.field).against(place.value_text()?),
        RowKind::Element(_) | RowKind::Entry(_) => Advice::of_elements(&place.field).against(place.value_text()?),
        RowKind::List(_) | RowKind::Map(_) => {
            Advice::of(&place.field).against_count(place.node.map_or(0, FieldNode::len))
        }
        _ => None,
    }
}

/// What numbers of the type can be.
fn range(shape: &Shape) -> Option<&'static str> {
    let (Shape::Scalar(scalar) | Shape::Wrapper(scalar)) = shape else { return None };
    Some(match scalar {
        Scalar::Int32 | Scalar::Sint32 | Scalar::Sfixed32 => "-2147483648 to 2147483647",
        Scalar::Int64 | Scalar::Sint64 | Scalar::Sfixed64 => "-9223372036854775808 to 9223372036854775807",
        Scalar::Uint32 | Scalar::Fixed32 => "0 to 4294967295",
        Scalar::Uint64 | Scalar::Fixed64 => "0 to 18446744073709551615",
        Scalar::Float => "Up to 3.4028235e38, NaN, Infinity, -Infinity",
        Scalar::Double => "Up to 1.7976931348623157e308, NaN, Infinity, -Infinity",
        Scalar::Bool | Scalar::String | Scalar::Bytes => return None,
    })
}

/// The tooltip of a field's name.
pub fn on_field(response: Response, schema: Option<&Schema>, field: &Field) -> Response {
    if let Field::Unknown(_) = field {
        return response.on_hover_ui(|ui| {
            title(ui, short_name(field), "sent as they are");
            quiet(ui, &format!("In JSON: {}", field.json_name()));
            body(ui, "What the message held that is no field of its type, in base64. Clear it to leave them out.");
        });
    }
    response.on_hover_ui(|ui| {
        title(ui, short_name(field), &format!("{} = {}", full_type(field), field.number()));
        if !matches!(field, Field::Whole(_)) && field.json_name() != field.name() {
            quiet(ui, &format!("In JSON: {}", field.json_name()));
        }
        if field.is_required() {
            quiet(ui, "Required");
        }
        if let Some(range) = range(&value_shape(field)) {
            quiet(ui, range);
        }
        if let Some(default) = field.declared_default() {
            quiet(ui, &format!("Not set reads as {default}"));
        }
        if field.is_group() {
            quiet(ui, "Delimited: between a start and an end tag on the wire");
        }
        if let Shape::Enum(of) = value_shape(field) {
            quiet(ui, if of.is_closed() { "Closed: only its own numbers" } else { "Open: any number" });
        }
        if let Some(oneof) = field.oneof() {
            quiet(ui, &format!("One of {}", oneof.name()));
        }
        if field.is_deprecated() {
            ui.label(RichText::new("Deprecated").font(Font::Small.id()).color(theme::tokens(ui).warn));
        }
        for rule in schema.map(|schema| field.hints(schema)).unwrap_or_default() {
            quiet(ui, &sentence(&rule));
        }
        let docs = schema.map(|schema| match field {
            Field::Plain(plain) => schema.docs_of(plain),
            Field::Extension(extension) => schema.docs_of(extension),
            Field::Whole(message) => schema.docs_of(message),
            Field::Unknown(_) => String::new(),
        });
        body(ui, &docs.unwrap_or_default());
    })
}

fn value_shape(field: &Field) -> Shape {
    field.map_entry().map_or_else(|| field.shape(), |(_, value)| Shape::of_kind(value.kind()))
}

fn sentence(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
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

/// A comment: what Markdown marks as code is drawn as code, without the marks.
fn body(ui: &mut Ui, docs: &str) {
    for block in prose(docs) {
        ui.add_space(4.0);
        ui.label(block_job(&block, theme::tokens(ui)));
    }
}

fn block_job(block: &DocBlock, t: &Tokens) -> LayoutJob {
    let mut job = LayoutJob::default();
    let mut put = |words: &str, font: Font| job.append(words, 0.0, TextFormat::simple(font.id(), t.text));
    let (spans, strong) = match block {
        DocBlock::Code(code) => {
            put(code, Font::Code);
            return job;
        }
        DocBlock::Paragraph(spans) => (spans, false),
        DocBlock::Heading(_, spans) => (spans, true),
        DocBlock::Item { depth, marker, spans } => {
            put(&format!("{}{marker} ", "  ".repeat((*depth).min(6).into())), Font::Body);
            (spans, false)
        }
    };
    for span in spans {
        match span {
            DocSpan::Code(words) => put(words, Font::Code),
            DocSpan::Strong(words) | DocSpan::Emphasis(words) => put(words, Font::Strong),
            DocSpan::Text(words) | DocSpan::Link(words, _) if strong => put(words, Font::Strong),
            DocSpan::Text(words) | DocSpan::Link(words, _) => put(words, Font::Body),
        }
    }
    job
}

fn kind_of(field: &Field) -> String {
    match field {
        Field::Plain(plain) => kind_name(&plain.kind()),
        Field::Extension(extension) => kind_name(&extension.kind()),
        Field::Whole(message) => message.name().to_owned(),
        Field::Unknown(_) => RECORDS.to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_comment_marks_as_code_is_drawn_as_code_without_the_marks() {
        let t = Tokens::of(true);
        let blocks = prose("Set `name` or **one** of [those][shop.v1.Order].\n\n- not `both`");
        let jobs: Vec<LayoutJob> = blocks.iter().map(|block| block_job(block, t)).collect();
        let said: Vec<&str> = jobs.iter().map(|job| job.text.as_str()).collect();
        assert_eq!(said, ["Set name or one of those.", "• not both"]);
        for (job, code) in jobs.iter().zip(["name", "both"]) {
            let in_code = |section: &&egui::text::LayoutSection| section.format.font_id == Font::Code.id();
            let sections: Vec<&str> = job
                .sections
                .iter()
                .filter(in_code)
                .map(|section| &job.text[section.byte_range.start.0..section.byte_range.end.0])
                .collect();
            assert_eq!(sections, [code]);
        }
    }
}
