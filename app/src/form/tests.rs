//! The form as its user meets it: every kind of field has an editor, what is typed arrives, what is wrong stays.

use egui::{Key, Modifiers, Theme};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    message::{Document, Field, JsonType, Scalar, Shape},
    schema::{FileSource, MessageDescriptor, Schema},
};

use super::{FormInput, FormView, form_ui};
use crate::{action::CallEdit, state::FieldMark};

struct Desk {
    document: Document,
    view: FormView,
    focus_first: bool,
    marks: Vec<FieldMark>,
}

fn every_kind() -> MessageDescriptor {
    of_samples("samples.v1.EveryKind")
}

fn of_samples(name: &str) -> MessageDescriptor {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samples.binpb");
    std::fs::write(&file, farcall_proto_samples::DESCRIPTOR_SET).unwrap();
    let schema = Schema::load(&FileSource::DescriptorSet { paths: vec![file] });
    schema.message(name).unwrap()
}

fn form(document: Document, size: [f32; 2]) -> Harness<'static, Desk> {
    let desk = Desk { document, view: FormView::default(), focus_first: false, marks: Vec::new() };
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(Theme::Dark)
        .with_context_setup(crate::theme::install)
        .build_ui_state(
            |ui, desk: &mut Desk| {
                let mut edits = Vec::new();
                let input = FormInput {
                    document: &desk.document,
                    schema: None,
                    marks: (&desk.marks, 0),
                    salt: egui::Id::NULL.with("form"),
                    focus_first: std::mem::take(&mut desk.focus_first),
                };
                form_ui(ui, ui.max_rect(), &input, &mut desk.view, &mut |edit| edits.push(edit));
                for edit in edits {
                    if let CallEdit::Message(edit) = edit {
                        desk.document.edit(edit);
                    }
                }
            },
            desk,
        );
    harness.run();
    harness
}

fn json(harness: &Harness<'_, Desk>) -> String {
    harness.state().document.json().split_whitespace().collect()
}

fn click(harness: &mut Harness<'_, Desk>, label: &str) {
    harness.get_by_label(label).click();
    harness.run();
}

fn type_into(harness: &mut Harness<'_, Desk>, label: &str, text: &str) {
    harness.get_by_label(label).focus();
    harness.run();
    harness.get_by_label(label).type_text(text);
    harness.run();
}

fn value(harness: &Harness<'_, Desk>, label: &str) -> String {
    harness.get_by_label(label).accesskit_node().value().unwrap_or_default()
}

/// Chooses what an `Any` holds.
fn choose_type(harness: &mut Harness<'_, Desk>, label: &str, name: &str) {
    let combo = format!("Type of {label}: ");
    harness.get_by(|node| node.label().is_some_and(|text| text.starts_with(&combo))).click();
    harness.run();
    harness.get_by_label("Filter types").type_text(name);
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
}

/// Gives the value at a label another one than the default; what the JSON must then hold.
fn fill(harness: &mut Harness<'_, Desk>, label: &str, shape: &Shape) -> String {
    let typed = match shape {
        Shape::Scalar(Scalar::Bool) | Shape::Wrapper(Scalar::Bool) => {
            click(harness, label);
            return "true".to_owned();
        }
        Shape::Enum(of) => {
            let combo = format!("{label}: ");
            harness.get_by(|node| node.label().is_some_and(|text| text.starts_with(&combo))).click();
            harness.run();
            let last = of.values().last().unwrap();
            click(harness, last.name());
            let is_null = of.full_name() == "google.protobuf.NullValue";
            return if is_null { "null".to_owned() } else { format!("\"{}\"", last.name()) };
        }
        Shape::Scalar(Scalar::String) | Shape::Wrapper(Scalar::String) => "Ada",
        Shape::Scalar(Scalar::Bytes) | Shape::Wrapper(Scalar::Bytes) => "AQID",
        Shape::Scalar(_) | Shape::Wrapper(_) => "7",
        Shape::Timestamp => "2026-03-01T12:00:00Z",
        Shape::Duration => "90.5s",
        Shape::FieldMask => "name",
        Shape::Json(JsonType::Any, _) => {
            choose_type(harness, label, "EchoServerStreamRequest");
            type_into(harness, &format!("{label}.count"), "3");
            return "\"@type\":\"type.googleapis.com/samples.v1.EchoServerStreamRequest\",\"count\":3".to_owned();
        }
        Shape::Json(JsonType::ListValue, _) => "[1]",
        Shape::Json(..) => "{\"a\":1}",
        Shape::Message(_) => {
            click(harness, &format!("{label} is set"));
            return "{}".to_owned();
        }
    };
    // An element has its default already: it is written over.
    harness.get_by_label(label).focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.get_by_label(label).type_text(typed);
    harness.run();
    typed.to_owned()
}

#[test]
fn every_field_has_an_editor_and_what_is_typed_arrives_in_the_json() {
    let of = every_kind();
    for plain in of.fields() {
        let field = Field::Plain(plain.clone());
        let mut harness = form(Document::empty(of.clone()), [600.0, 4000.0]);
        let name = field.name().to_owned();
        let expected = if let Some((_, value)) = field.map_entry() {
            click(&mut harness, &format!("Add to {name}"));
            assert!(json(&harness).contains(&format!("\"{}\":{{", field.json_name())), "{name}: {}", json(&harness));
            let key = json(&harness).split('"').nth(3).unwrap().to_owned();
            match Shape::of_kind(value.kind()) {
                Shape::Message(_) => "{}".to_owned(),
                shape => fill(&mut harness, &format!("{name}[{key:?}]"), &shape),
            }
        } else if field.is_list() {
            click(&mut harness, &format!("Add to {name}"));
            match field.shape() {
                Shape::Message(_) => "{}".to_owned(),
                shape => fill(&mut harness, &format!("{name}[0]"), &shape),
            }
        } else {
            if field.oneof().is_some() {
                click(&mut harness, "choice: none ");
                click(&mut harness, &name);
            }
            match field.shape() {
                Shape::Message(_) if field.oneof().is_some() => "{}".to_owned(),
                shape => fill(&mut harness, &name, &shape),
            }
        };
        let text = json(&harness);
        let head = format!("\"{}\":", field.json_name());
        assert!(text.contains(&head) && text.contains(&expected), "{name}: {expected} not in {text}");
        assert!(!harness.state().document.problems().iter().any(|p| p.is_error), "{name}: {text}");
    }
}

#[test]
fn what_is_no_value_is_kept_and_marked_with_the_reason() {
    let of = every_kind();
    for plain in of.fields() {
        let field = Field::Plain(plain.clone());
        let takes_any = |scalar| matches!(scalar, Scalar::String | Scalar::Bool);
        let is_typed = match field.shape() {
            Shape::Scalar(scalar) | Shape::Wrapper(scalar) => !takes_any(scalar),
            Shape::Json(json, _) => json != JsonType::Any,
            Shape::Timestamp | Shape::Duration => true,
            Shape::Enum(_) | Shape::FieldMask | Shape::Message(_) => false,
        };
        if !is_typed || field.is_list() || field.map_entry().is_some() || field.oneof().is_some() {
            continue;
        }
        let mut harness = form(Document::empty(of.clone()), [600.0, 4000.0]);
        type_into(&mut harness, field.name(), "?!");
        assert_eq!(value(&harness, field.name()), "?!", "{}", field.name());
        let problems = harness.state().document.problems().to_vec();
        assert!(problems.iter().any(|problem| problem.is_error), "{}", field.name());
        harness.get_by_label(&problems[0].message);
    }
}

#[test]
fn the_form_follows_the_json_and_is_read_only_while_it_cannot() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    harness.state_mut().document.set_json("{\"int32Value\": 5, \"nested\": {\"name\": \"Ada\"}}".to_owned());
    harness.run();
    assert_eq!(value(&harness, "int32_value"), "5");
    assert_eq!(value(&harness, "nested.name"), "Ada");
    type_into(&mut harness, "nested.size", "3");
    assert!(json(&harness).contains("\"name\":\"Ada\",\"size\":3"), "{}", json(&harness));

    harness.state_mut().document.set_json("{\"int32Value\": ".to_owned());
    harness.run();
    harness.get_by_label_contains("The form is read-only: JSON 1:");
    click(&mut harness, "nested is set");
    assert_eq!(json(&harness), "{\"int32Value\":");
    harness.get_by_label("Edit JSON");
}

#[test]
fn ten_thousand_elements_draw_only_the_rows_in_sight() {
    let numbers: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    let text = format!("{{\"expandedInt32\": [{}]}}", numbers.join(","));
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 600.0]);
    assert!(harness.state().view.drawn < 40, "{}", harness.state().view.drawn);
    harness.hover_at(egui::pos2(300.0, 300.0));
    for _ in 0..3 {
        let delta = egui::vec2(0.0, -60_000.0);
        let unit = egui::MouseWheelUnit::Point;
        let phase = egui::TouchPhase::Move;
        let source = egui::MouseWheelSource::Wheel;
        harness.event(egui::Event::MouseWheel { unit, delta, phase, source, modifiers: Modifiers::NONE });
        harness.run_steps(20);
    }
    let drawn = harness.state().view.drawn;
    assert!((10..40).contains(&drawn), "{drawn}");
    assert!(harness.state().view.seen.start > 10_000.0, "{:?}", harness.state().view.seen);
}

#[test]
fn a_recursive_message_opens_on_demand_and_is_set_by_typing() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 8000.0]);
    assert!(harness.query_by_label("recursive.int32_value").is_none());
    click(&mut harness, "recursive");
    assert_eq!(json(&harness), "{}");
    type_into(&mut harness, "recursive.int32_value", "4");
    assert_eq!(json(&harness), "{\"recursive\":{\"int32Value\":4}}");
}

#[test]
fn elements_are_moved_copied_and_removed() {
    let text = "{\"strings\": [\"a\", \"b\", \"c\"]}".to_owned();
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 4000.0]);
    harness.get_by_label("strings[0]").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::ALT, Key::ArrowDown);
    harness.run();
    assert_eq!(json(&harness), "{\"strings\":[\"b\",\"a\",\"c\"]}");
    click(&mut harness, "Move or copy strings[2]");
    click(&mut harness, "Duplicate");
    assert_eq!(json(&harness), "{\"strings\":[\"b\",\"a\",\"c\",\"c\"]}");
    click(&mut harness, "Remove strings[0]");
    assert_eq!(json(&harness), "{\"strings\":[\"a\",\"c\",\"c\"]}");
}

#[test]
fn a_key_given_twice_is_marked_and_kept() {
    let text = "{\"stringMap\": {\"a\": \"1\"}}".to_owned();
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 4000.0]);
    click(&mut harness, "Add to string_map");
    type_into(&mut harness, "string_map[\"\"] key", "a");
    harness.get_by_label("key \"a\" is there already; the last one is sent");
}

#[test]
fn a_string_grows_a_line_with_shift_enter() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    type_into(&mut harness, "string_value", "one");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::Enter);
    harness.run();
    harness.get_by_label("string_value").type_text("two");
    harness.run();
    assert_eq!(json(&harness), "{\"stringValue\":\"one\\ntwo\"}");
}

#[test]
fn a_set_box_unsets_and_an_emptied_number_too() {
    let text = "{\"optionalInt32\": 5, \"nested\": {}}".to_owned();
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 4000.0]);
    click(&mut harness, "nested is set");
    assert_eq!(json(&harness), "{\"optionalInt32\":5}");
    harness.get_by_label("optional_int32").focus();
    harness.run();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.key_press(Key::Backspace);
    harness.run();
    assert_eq!(json(&harness), "{}");
}

#[test]
fn an_enum_takes_a_number_without_a_name() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    click(&mut harness, "colour: not set ");
    click(&mut harness, "Type a number");
    harness.get_by_label("colour").type_text("42");
    harness.run();
    assert_eq!(json(&harness), "{\"colour\":42}");
}

#[test]
fn the_first_editable_field_takes_the_keyboard() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 600.0]);
    harness.state_mut().focus_first = true;
    harness.run();
    assert!(harness.get_by_label("double_value").is_focused());
    assert!(harness.state().view.has_focus());
}

#[test]
fn bytes_are_written_as_hex_or_text_and_half_of_it_is_marked() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    let write_as = |harness: &mut Harness<'_, Desk>, format: &str| {
        click(harness, "Write bytes_value as");
        click(harness, format);
    };
    write_as(&mut harness, "Hex");
    type_into(&mut harness, "bytes_value", "00 f");
    assert_eq!(value(&harness, "bytes_value"), "00 f", "what was typed stays");
    assert_eq!(harness.state().document.problems().len(), 1, "half a byte is not sent");
    harness.get_by_label("bytes_value").type_text("F");
    harness.run();
    assert_eq!(json(&harness), "{\"bytesValue\":\"AP8=\"}");
    assert_eq!(value(&harness, "bytes_value"), "00 fF");
    write_as(&mut harness, "Base64");
    assert_eq!(value(&harness, "bytes_value"), "AP8=");
    harness.state_mut().document.set_json("{\"bytesValue\": \"aGVq\"}".to_owned());
    write_as(&mut harness, "Text");
    assert_eq!(value(&harness, "bytes_value"), "hej");
}

#[test]
fn moments_and_spans_are_typed_as_people_say_them() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    type_into(&mut harness, "duration", "1h 2m 3.5s");
    assert_eq!(value(&harness, "duration"), "1h 2m 3.5s");
    assert_eq!(json(&harness), "{\"duration\":\"3723.5s\"}");
    type_into(&mut harness, "timestamp", "1772366400");
    assert!(json(&harness).contains("\"timestamp\":\"2026-03-01T12:00:00Z\""), "{}", json(&harness));
    assert_eq!(value(&harness, "duration"), "3723.5s", "left, it shows what is sent");
}

#[test]
fn a_day_is_chosen_in_the_calendar_and_the_time_of_day_stays() {
    let text = "{\"timestamp\": \"2026-03-01T12:30:00+02:00\"}".to_owned();
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 4000.0]);
    click(&mut harness, "Calendar of timestamp");
    click(&mut harness, "Month after");
    click(&mut harness, "17 April 2026");
    assert_eq!(json(&harness), "{\"timestamp\":\"2026-04-17T12:30:00+02:00\"}");
    click(&mut harness, "Zone: UTC");
    assert_eq!(json(&harness), "{\"timestamp\":\"2026-04-17T10:30:00Z\"}");
}

#[test]
fn paths_of_a_mask_are_picked_and_strange_ones_are_told() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 8000.0]);
    click(&mut harness, "Paths for field_mask");
    harness.get_by_label("Filter paths").type_text("children");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    let mask = value(&harness, "field_mask");
    assert!(mask == "children", "{mask}");
}

#[test]
fn a_list_is_pasted_whole() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 4000.0]);
    click(&mut harness, "Paste a list into strings");
    harness.get_by_label("List to add").type_text("one\ntwo\nthree");
    harness.run();
    click(&mut harness, "Add 3 elements");
    assert_eq!(json(&harness), "{\"strings\":[\"one\",\"two\",\"three\"]}");
    harness.state_mut().document.undo();
    harness.run();
    assert_eq!(json(&harness), "{}");
}

#[test]
fn an_any_of_an_unknown_type_stays_json() {
    let text = "{\"any\": {\"@type\": \"x/gone.Type\", \"raw\": \"AQ==\"}}".to_owned();
    let mut harness = form(Document::from_json(every_kind(), text.clone()), [600.0, 6000.0]);
    assert_eq!(value(&harness, "any"), "{\"@type\": \"x/gone.Type\", \"raw\": \"AQ==\"}");
    choose_type(&mut harness, "any", "Nested");
    type_into(&mut harness, "any.name", "Ada");
    assert!(json(&harness).contains("samples.v1.EveryKind.Nested\",\"name\":\"Ada\""), "{}", json(&harness));
}

#[test]
fn extensions_are_added_from_those_the_schema_knows() {
    let mut harness = form(Document::empty(of_samples("samples.v1.LegacyKind")), [600.0, 4000.0]);
    click(&mut harness, "Add an extension: Add an extension ");
    harness.get_by_label("Filter extensions").type_text("tracking");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(json(&harness).contains("\"[samples.v1.tracking]\":\"0\""), "{}", json(&harness));
    type_into(&mut harness, "[samples.v1.tracking]", "7");
    assert!(json(&harness).contains("70") || json(&harness).contains("07"), "{}", json(&harness));
}

#[test]
fn a_declared_default_is_what_an_unset_field_shows() {
    let harness = form(Document::empty(of_samples("samples.v1.LegacyKind")), [600.0, 4000.0]);
    harness.get_by_label("season: not set: SEASON_WINTER ");
}

#[test]
fn typing_into_one_of_many_elements_makes_no_rows_again() {
    let numbers: Vec<String> = (0..10_000).map(|n| n.to_string()).collect();
    let text = format!("{{\"expandedInt32\": [{}]}}", numbers.join(","));
    let mut harness = form(Document::from_json(every_kind(), text), [600.0, 2000.0]);
    let made = harness.state().view.rows_made;
    type_into(&mut harness, "expanded_int32[3]", "5");
    assert!(json(&harness).contains(",2,35,4,") || json(&harness).contains(",2,53,4,"), "{}", &json(&harness)[..80]);
    assert_eq!(harness.state().view.rows_made, made);
    click(&mut harness, "Remove expanded_int32[0]");
    assert_ne!(harness.state().view.rows_made, made);
}
