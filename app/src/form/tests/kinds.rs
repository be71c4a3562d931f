//! One value of each kind: its editor, what it takes, and what it keeps of what is no value.

use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall_core::message::{Document, Field, JsonType, Scalar, Shape};

use super::{Desk, choose_type, click, every_kind, form, json, of_samples, type_into, value};

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
        Shape::Message(_) | Shape::Records => {
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
                Shape::Message(_) | Shape::Records => "{}".to_owned(),
                shape => fill(&mut harness, &format!("{name}[{key:?}]"), &shape),
            }
        } else if field.is_list() {
            click(&mut harness, &format!("Add to {name}"));
            match field.shape() {
                Shape::Message(_) | Shape::Records => "{}".to_owned(),
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
            Shape::Enum(_) | Shape::FieldMask | Shape::Message(_) | Shape::Records => false,
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
fn a_declared_default_is_what_an_unset_field_shows() {
    let harness = form(Document::empty(of_samples("samples.v1.LegacyKind")), [600.0, 4000.0]);
    harness.get_by_label("season: not set: SEASON_WINTER ");
}
