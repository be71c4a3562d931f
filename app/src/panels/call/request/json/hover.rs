//! What the word under the pointer means: the docs of a field, an enum value or a type, and what is wrong there.
//! It asks only while the pointer rests on a word.

use egui::{Id, Pos2, Rect, Response, RichText, Sense, Ui, pos2, text_edit::TextEditOutput};
use farcall_core::{
    message::{Document, Meaning, Subject, meaning},
    schema::Schema,
};

use super::{caret::byte_of, problems::Marked};
use crate::theme::{self, Font, size};

/// What is under the pointer, and where its word stands.
type Hovered = (Meaning, Rect);

/// The word that was looked up last.
#[derive(Default)]
pub struct HoverView {
    known: Option<(usize, u64, Option<Hovered>)>,
}

/// Shows what is known of the word under the pointer. A type whose definition is asked for by Ctrl and a click.
pub fn hover_ui(
    ui: &Ui,
    id: Id,
    output: &TextEditOutput,
    document: &Document,
    schema: Option<&Schema>,
    marked: &[Marked<'_>],
    view: &mut HoverView,
) -> Option<String> {
    let response: &Response = &output.response.response;
    let pointer = response.hover_pos().filter(|_| !response.dragged())?;
    let wrong = marked.iter().find(|mark| mark.word.expand(1.0).contains(pointer));
    let meant = look_up(output, document, pointer, view);
    let word = meant.as_ref().map(|(_, word)| *word).or_else(|| wrong.map(|mark| mark.word))?;
    let zone = ui.interact(word, id.with("meaning"), Sense::hover());
    let subject = meant.map(|(meaning, _)| meaning.subject);
    let asked = ui.input(|input| input.modifiers.command && input.pointer.primary_clicked());
    let definition = subject.as_ref().filter(|_| asked).and_then(Subject::type_name);
    zone.on_hover_ui(|ui| {
        ui.set_max_width(size::POPOVER);
        if let Some(mark) = wrong {
            let color = if mark.problem.is_error { theme::tokens(ui).error } else { theme::tokens(ui).warn };
            ui.label(RichText::new(&mark.problem.message).color(color));
        }
        if let Some(subject) = &subject {
            if wrong.is_some() {
                ui.add_space(4.0);
            }
            subject_ui(ui, subject, schema);
        }
    });
    definition
}

fn look_up(
    output: &TextEditOutput,
    document: &Document,
    pointer: Pos2,
    view: &mut HoverView,
) -> Option<(Meaning, Rect)> {
    let galley = &output.galley;
    let at: usize = galley.cursor_from_pos(pointer - output.galley_pos).index.into();
    let text = document.json();
    let key = (at, document.revision());
    if view.known.as_ref().is_none_or(|(at, revision, _)| (*at, *revision) != key) {
        let byte = byte_of(text, at);
        // The nearest gap may be the one behind the last letter.
        let found = meaning(document.descriptor(), text, byte)
            .or_else(|| meaning(document.descriptor(), text, byte.checked_sub(1)?))
            .map(|meaning| {
                let before = text.get(meaning.range.start..byte).map(|part| part.chars().count());
                let begin = at.saturating_sub(before.unwrap_or(0));
                let length = text.get(meaning.range.clone()).map_or(0, |word| word.chars().count());
                let corner = |character: usize| galley.pos_from_cursor(egui::text::CCursor::new(character));
                let rect = corner(begin).union(corner(begin + length));
                (meaning, rect)
            });
        view.known = Some((key.0, key.1, found));
    }
    let (_, _, found) = view.known.as_ref()?;
    let (meaning, rect) = found.as_ref()?;
    let word = rect.translate(output.galley_pos.to_vec2());
    word.contains(pos2(pointer.x, pointer.y)).then(|| (meaning.clone(), word))
}

/// Name, type, number, comment, and that it is deprecated.
fn subject_ui(ui: &mut Ui, subject: &Subject, schema: Option<&Schema>) {
    let t = theme::tokens(ui);
    ui.horizontal_wrapped(|ui| {
        let name = subject.name();
        if !name.is_empty() {
            ui.label(RichText::new(name).font(Font::Strong.id()).color(t.text));
        }
        ui.label(RichText::new(subject.kind_text()).font(Font::SmallCode.id()).color(t.text2));
    });
    for fact in facts(subject) {
        ui.label(RichText::new(fact).font(Font::Small.id()).color(t.text2));
    }
    if subject.is_deprecated() {
        ui.label(RichText::new("Deprecated").font(Font::Small.id()).color(t.warn));
    }
    let docs = schema.map(|schema| subject.docs(schema)).unwrap_or_default();
    if !docs.is_empty() {
        ui.add_space(4.0);
        ui.label(docs);
    }
}

fn facts(subject: &Subject) -> Vec<String> {
    let Subject::Field(field) = subject else { return Vec::new() };
    let mut facts = Vec::new();
    if field.json_name() != field.name() {
        facts.push(format!("In JSON: {}", field.json_name()));
    }
    if field.is_required() {
        facts.push("Required".to_owned());
    }
    if let Some(oneof) = field.oneof() {
        facts.push(format!("One of {}", oneof.name()));
    }
    facts
}
