//! What values stand in: lists, maps, messages in messages, extensions; and which rows are drawn.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use farcall_core::message::Document;

use super::{choose_type, click, every_kind, form, json, of_samples, type_into, value};

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
fn the_first_editable_field_takes_the_keyboard() {
    let mut harness = form(Document::empty(every_kind()), [600.0, 600.0]);
    harness.state_mut().focus_first = true;
    harness.run();
    assert!(harness.get_by_label("double_value").is_focused());
    assert!(harness.state().view.has_focus());
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

#[test]
fn unknown_fields_have_a_row_that_says_so_and_are_sent_unless_they_are_removed() {
    let wire = [0x98, 0x3e, 0x05];
    let document = Document::from_wire(every_kind(), &wire);
    let mut harness = form(document, [900.0, 4000.0]);
    assert_eq!(value(&harness, "@unknown"), "995: varint: uint64 5");
    assert_eq!(harness.state().document.encode().unwrap().as_ref(), wire);
    click(&mut harness, "@unknown is set");
    assert_eq!(json(&harness), "{}");
    assert_eq!(harness.state().document.encode().unwrap().as_ref(), b"");
}

#[test]
fn in_a_narrow_form_the_bytes_of_an_entry_have_room_to_be_read() {
    for width in [310.0, 420.0, 500.0, 800.0] {
        let text = "{\"bytesValues\": {\"key\": \"AAECAwQFBgcICQ==\"}}".to_owned();
        let harness = form(Document::from_json(every_kind(), text), [width, 4000.0]);
        let label = "bytes_values[\"key\"]";
        let field = harness.get_by_label(label).rect();
        assert!(field.width() >= 70.0, "{width} leaves {field}");
        assert!(harness.get_by_label(&format!("{label} key")).rect().width() >= 47.0);
    }
}
