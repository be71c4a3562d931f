//! Every kind of field, of proto3, proto2 and editions: set by the form, seen in the JSON, sent, received, equal.
//! The loop goes over the fields of the types, so that a kind that is added cannot be forgotten.

use egui::{Key, accesskit::Role};
use farcall_core::{
    message::{Field, JsonType, Scalar, Shape},
    schema::{FileSource, MessageDescriptor, Schema},
};
use farcall_tests::sample;

use farcall_tests::window::{DataFolder, JSON, Window, target};

/// Sets every field of a type by the form of an open method, sends it, and holds what comes back against what was sent.
#[track_caller]
fn goes_round(window: &mut Window, of: &MessageDescriptor) {
    window.resize([1280.0, 7600.0]);
    window.write_json("{}");
    window.click_role(Role::RadioButton, "Message as: Form");
    let fields: Vec<Field> = of.fields().map(Field::Plain).chain(of.extensions().map(Field::Extension)).collect();
    for field in &fields {
        set(window, field);
    }
    let sent = request(window);
    for field in &fields {
        let is_set = sent.get(field.json_name()).is_some();
        let of_a_oneof =
            field.oneof().is_some_and(|oneof| oneof.fields().any(|member| sent.get(member.json_name()).is_some()));
        assert!(is_set || of_a_oneof, "{} is not set: {sent}", field.name());
    }
    window.ctrl(Key::Enter);
    window.wait_for_status("OK (0)");
    let received = response(window);
    for field in &fields {
        // A NullValue without presence has no other value than the default, which is not sent.
        let expected = sent.get(field.json_name()).filter(|value| !value.is_null() || field.has_presence());
        assert_eq!(received.get(field.json_name()), expected, "{}", field.name());
    }
    window.resize([1280.0, 800.0]);
}

fn request(window: &mut Window) -> serde_json::Value {
    window.look_at_json();
    serde_json::from_str(&window.text(JSON)).expect("the window writes JSON")
}

/// The answer, from where a user takes it.
fn response(window: &mut Window) -> serde_json::Value {
    window.wait_for("Copy message");
    let text = window.copied_by(|window| window.click("Copy message"));
    serde_json::from_str(&text).expect("the answer is JSON")
}

fn set(window: &mut Window, field: &Field) {
    let name = field.name().to_owned();
    if matches!(field, Field::Extension(_)) {
        let combo = begins(window, "Add an extension: ");
        window.click(&combo);
        window.type_text(name.trim_matches(['[', ']']));
        window.press(Key::Enter);
    }
    if field.is_list() {
        if !matches!(field, Field::Extension(_)) {
            window.click(&format!("Add to {name}"));
        }
        return value(window, &format!("{name}[0]"), &field.shape());
    }
    if let Some((_, of)) = field.map_entry() {
        window.click(&format!("Add to {name}"));
        let key = key_of(window, &format!("{name}["));
        return value(window, &key, &Shape::of_kind(of.kind()));
    }
    if let Some(oneof) = field.oneof() {
        let choice = begins(window, &format!("{}: ", oneof.name()));
        match window.shows(&format!("{}: {name}", oneof.name())) {
            true => window.click_role(Role::RadioButton, &format!("{}: {name}", oneof.name())),
            false => {
                window.click(&choice);
                window.click_role(Role::MenuItemRadio, &name);
            }
        }
        if matches!(field.shape(), Shape::Message(_)) {
            return;
        }
    }
    value(window, &name, &field.shape());
}

/// Another value than the default, by the editor of its kind.
fn value(window: &mut Window, name: &str, shape: &Shape) {
    match shape {
        Shape::Scalar(Scalar::Bool) | Shape::Wrapper(Scalar::Bool) => window.click_role(Role::CheckBox, name),
        Shape::Enum(of) => {
            let combo = begins(window, &format!("{name}: "));
            window.click(&combo);
            let last = of.values().last().expect("enums have values");
            window.click_role(Role::MenuItemRadio, last.name());
        }
        Shape::Scalar(Scalar::String) | Shape::Wrapper(Scalar::String) => window.fill(name, "Åsa \"1\""),
        Shape::Scalar(Scalar::Bytes) | Shape::Wrapper(Scalar::Bytes) => window.fill(name, "AP8="),
        Shape::Scalar(Scalar::Double | Scalar::Float) | Shape::Wrapper(Scalar::Double | Scalar::Float) => {
            window.fill(name, "-1.5");
        }
        Shape::Scalar(_) | Shape::Wrapper(_) => window.fill(name, "7"),
        Shape::Timestamp => window.fill(name, "2026-03-01T12:00:00.500Z"),
        Shape::Duration => window.fill(name, "90.500s"),
        Shape::FieldMask => window.fill(name, "name"),
        Shape::Json(JsonType::Any, _) => {
            let combo = begins(window, &format!("Type of {name}: "));
            window.click(&combo);
            window.type_text("Duration google");
            window.press(Key::Enter);
            window.fill(&format!("{name}.value"), "1s");
        }
        Shape::Json(JsonType::ListValue, _) => window.fill(name, "[1.5]"),
        Shape::Json(..) => window.fill(name, "{\"a\": true}"),
        Shape::Message(_) | Shape::Records if name.ends_with(']') => {}
        Shape::Message(_) | Shape::Records => window.click(&format!("{name} is set")),
    }
}

/// The place of the entry that was just added: its key has a name of its own.
#[track_caller]
fn key_of(window: &Window, begin: &str) -> String {
    let keys = [Role::TextInput, Role::CheckBox].into_iter().flat_map(|role| window.names(role));
    let mut entries = keys.filter_map(|name| name.strip_suffix(" key").map(str::to_owned));
    entries.find(|name| name.starts_with(begin)).expect(begin)
}

#[track_caller]
fn begins(window: &Window, begin: &str) -> String {
    let roles = [Role::ComboBox, Role::TextInput, Role::CheckBox, Role::RadioButton];
    let names = roles.into_iter().flat_map(|role| window.names(role));
    names.into_iter().find(|name| name.starts_with(begin)).unwrap_or_else(|| {
        panic!("nothing begins with {begin:?}\n{}", window.outline());
    })
}

fn of_samples(name: &str) -> MessageDescriptor {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("samples.binpb");
    std::fs::write(&file, farcall_proto_samples::DESCRIPTOR_SET).unwrap();
    Schema::load(&FileSource::DescriptorSet { paths: vec![file] }).message(name).unwrap()
}

#[test]
fn every_kind_of_proto3_goes_round() {
    let (data, server) = (DataFolder::new(), sample());
    let mut window = Window::connected(&data, &server);
    window.open_method("samples.v1.Everything", "Echo");
    goes_round(&mut window, &of_samples("samples.v1.EveryKind"));
}

#[test]
fn every_kind_of_proto2_goes_round() {
    let (data, server) = (DataFolder::new(), sample());
    let mut window = Window::connected(&data, &server);
    window.open_method("samples.v1.Everything", "EchoLegacy");
    goes_round(&mut window, &of_samples("samples.v1.LegacyKind"));
}

#[test]
fn every_kind_of_editions_goes_round() {
    let (data, server) = (DataFolder::new(), sample());
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/gui/kinds.proto");
    let schema =
        Schema::load(&FileSource::Protos { paths: vec![file.into()], import_roots: Vec::new(), sets: Vec::new() });
    assert_eq!(schema.problems(), []);
    let mut window = Window::open(&data);
    window.ctrl(Key::O);
    window.fill("Path", file);
    window.press(Key::Enter);
    window.wait_for_role(Role::Tree, "Services");
    window.open_method("samples.v1.Everything", "Echo");
    window.fill("Target", &target(&server).address);
    goes_round(&mut window, &schema.message("samples.v1.EditionKind").unwrap());
}
