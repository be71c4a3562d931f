//! Tests of examples as files: how they read, what survives, what is left untouched.

use bytes::Bytes;
use proptest::prelude::*;
use serde_json::{Map, json};
use tempfile::TempDir;

use super::*;
use crate::{
    call::Direction,
    message::{CompareOptions, compare},
    schema::{MessageDescriptor, Schema},
    workspace::{Over, SavedRequest, error::ExampleMessageError},
};

const METHOD: &str = "shop.v1.Orders/GetOrder";

fn workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::at(folder.path().join("calls"));
    (folder, workspace)
}

fn value_type() -> MessageDescriptor {
    Schema::builtin().message("google.protobuf.EnumValueDescriptorProto").unwrap()
}

fn paid() -> Example {
    let bytes = Bytes::from_static(b"\x0a\x04PAID\x10\x02");
    let made = Example::of("Paid", METHOD, Direction::Received, Some(&value_type()), &bytes);
    Example { kept_at: "2026-01-02T03:04:05Z".to_owned(), ..made }
}

fn request(text: &str) -> RequestPath {
    text.parse().unwrap()
}

fn place(of: &str, title: &str) -> ExamplePath {
    ExamplePath::new(request(of), title).unwrap()
}

fn saved(workspace: &Workspace, path: &str) {
    let request = SavedRequest { name: path.to_owned(), method: METHOD.to_owned(), ..SavedRequest::default() };
    workspace.save(&path.parse().unwrap(), &request, Over::Nothing).unwrap();
}

#[test]
fn a_kept_message_reads_well_as_a_file() {
    let expected = r#"{
  "format": 1,
  "title": "Paid",
  "method": "shop.v1.Orders/GetOrder",
  "direction": "response",
  "type": "google.protobuf.EnumValueDescriptorProto",
  "kept_at": "2026-01-02T03:04:05Z",
  "message": {
    "name": "PAID",
    "number": 2
  }
}
"#;
    assert_eq!(paid().to_json().unwrap(), expected);
    assert!(Example::is_one(expected.as_bytes()));
    assert!(!Example::is_one(br#"{"format": 1, "name": "x", "method": "a/b"}"#), "a saved request is none");
    assert!(!Example::is_one(b"\x08\x01"));
}

#[test]
fn what_json_does_not_say_is_kept_as_bytes_too() {
    let of = value_type();
    for bytes in [&b"\x0a\x01a\xf8\x07\x05"[..], b"\x0a\x02\xff\xfe", b"\x0a\x09cut", b"\x10"] {
        let bytes = Bytes::copy_from_slice(bytes);
        let kept = Example::of("odd", METHOD, Direction::Sent, Some(&of), &bytes);
        assert_eq!(kept.bytes.as_ref(), Some(&bytes));
        let text = kept.to_json().unwrap();
        let (read, newer) = Example::from_json(&text, Path::new("odd.json")).unwrap();
        assert_eq!((read.message(Some(&of)).unwrap(), newer), (bytes, None));
    }
    let untyped = Example::of("raw", "", Direction::Received, None, &Bytes::from_static(b"\x08\x01"));
    assert_eq!((untyped.json.as_deref(), untyped.type_name.as_deref()), (None, None));
    assert_eq!(untyped.message(None).unwrap(), b"\x08\x01"[..]);
}

#[test]
fn a_message_needs_its_type_and_says_what_does_not_fit() {
    let kept = paid();
    let name = "google.protobuf.EnumValueDescriptorProto".to_owned();
    assert_eq!(kept.message(None), Err(ExampleMessageError::UnknownType(name)));
    let edited = Example { json: Some("{\"nope\": 1}".to_owned()), ..paid() };
    let why = edited.message(Some(&value_type())).unwrap_err().to_string();
    assert!(why.contains("1:2") && why.contains("nope"), "{why}");
    let empty = Example { json: None, ..paid() };
    assert_eq!(empty.message(Some(&value_type())), Err(ExampleMessageError::Nothing));
}

#[test]
fn examples_are_listed_under_their_request_renamed_with_it_and_stay_when_it_goes() {
    let (_keep, workspace) = workspace();
    saved(&workspace, "Orders/Get order");
    workspace.keep_example(&place("Orders/Get order", "Paid"), &paid()).unwrap();
    workspace
        .keep_example(&place("Orders/Get order", "New: yes"), &Example { title: "New: yes".into(), ..paid() })
        .unwrap();
    let loose = place_of_method("shop.v1.Orders/Watch").unwrap();
    workspace.keep_example(&ExamplePath::new(loose.clone(), "First").unwrap(), &paid()).unwrap();

    let listed = workspace.list().unwrap();
    let titles = |folder: &crate::workspace::Folder| -> Vec<String> {
        folder.folders[0].requests[0].examples.iter().map(|example| example.title.clone()).collect()
    };
    assert_eq!(titles(&listed), ["New: yes", "Paid"]);
    assert_eq!(listed.loose.iter().map(|loose| loose.of.to_string()).collect::<Vec<_>>(), ["shop.v1.Orders/Watch"]);
    assert_eq!(listed.loose[0].examples[0].type_name.as_deref(), Some("google.protobuf.EnumValueDescriptorProto"));

    workspace.rename(&request("Orders/Get order"), "One order").unwrap();
    assert_eq!(titles(&workspace.list().unwrap()), ["New: yes", "Paid"]);
    assert!(workspace.example_file(&place("Orders/One order", "New- yes")).is_file());
    assert!(!workspace.root().join("examples/Orders/Get order").exists(), "no empty folder is left");

    let deleted = workspace.delete(&request("Orders/One order")).unwrap();
    assert_eq!(workspace.list().unwrap().loose.len(), 2, "what was kept is not lost with its request");
    workspace.restore(&deleted).unwrap();
    assert_eq!(workspace.list().unwrap().loose.len(), 1);
}

#[test]
fn an_example_is_renamed_deleted_and_brought_back() {
    let (_keep, workspace) = workspace();
    let first = place("Get", "Paid");
    let noted = Example { other: Map::from_iter([("note".to_owned(), json!("theirs"))]), ..paid() };
    workspace.keep_example(&first, &noted).unwrap();
    assert!(matches!(workspace.keep_example(&first, &paid()), Err(SaveError::Exists { .. })));

    let renamed = workspace.rename_example(&first, "Paid in full").unwrap();
    let opened = workspace.load_example(&renamed).unwrap().example;
    assert_eq!((opened.title.as_str(), &opened.other), ("Paid in full", &noted.other));
    assert_eq!(opened.json, noted.json);
    assert!(workspace.load_example(&first).is_err());

    let before = fs::read(workspace.example_file(&renamed)).unwrap();
    let deleted = workspace.delete_example(&renamed).unwrap();
    assert!(!workspace.root().join("examples/Get").exists());
    workspace.restore_example(&deleted).unwrap();
    assert_eq!(fs::read(workspace.example_file(&renamed)).unwrap(), before);
    assert!(matches!(workspace.restore_example(&deleted), Err(RestoreError::Exists { .. })));
    assert!(workspace.rename_example(&renamed, "  ").is_err());
}

#[test]
fn a_newer_file_is_read_only_and_a_damaged_one_is_named_and_left() {
    let (_keep, workspace) = workspace();
    let (newer, damaged) = (place("Get", "newer"), place("Get", "damaged"));
    workspace.keep_example(&newer, &paid()).unwrap();
    let file = workspace.example_file(&newer);
    let text = fs::read_to_string(&file).unwrap().replace("\"format\": 1", "\"format\": 9");
    fs::write(&file, &text).unwrap();
    fs::write(workspace.example_file(&damaged), "{\n  \"format\": 1,\n").unwrap();

    assert_eq!(workspace.load_example(&newer).unwrap().newer_format, Some(9));
    assert!(matches!(workspace.rename_example(&newer, "other"), Err(RenameError::Save(SaveError::NewerFormat { .. }))));
    assert_eq!(fs::read_to_string(&file).unwrap(), text);

    let Err(LoadError::Damaged { line, .. }) = workspace.load_example(&damaged) else { panic!("it is damaged") };
    assert_eq!(line, 3);
    let listed = workspace.list().unwrap();
    let told: Vec<bool> = listed.loose[0].examples.iter().map(|example| example.problem.is_some()).collect();
    assert_eq!(told, [true, false]);
    assert!(workspace.rename_example(&damaged, "other").is_err());
    assert_eq!(fs::read_to_string(workspace.example_file(&damaged)).unwrap(), "{\n  \"format\": 1,\n");
}

#[test]
fn a_folder_that_leads_elsewhere_is_no_place_for_examples() {
    let (_keep, workspace) = workspace();
    let examples = workspace.root().join("examples");
    fs::create_dir_all(examples.join("a")).unwrap();
    fs::write(examples.join("stray.json"), "{}").unwrap();
    fs::write(examples.join("a/.hidden.json"), "{}").unwrap();
    fs::write(examples.join("a/notes.md"), "# notes").unwrap();
    let listed = workspace.list().unwrap();
    assert!(listed.loose.is_empty() && listed.problems.is_empty(), "{listed:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_kept_says_the_same_when_it_is_read(records in proptest::collection::vec((1u8..9, 0u8..3, "[ab\u{e9}]{0,3}"), 0..6)) {
        let of = Schema::builtin().message("google.protobuf.EnumDescriptorProto").unwrap();
        let record = |(number, wire, text): &(u8, u8, String)| match wire {
            0 => vec![number << 3, text.len() as u8],
            1 => [&[number << 3 | 2, text.len() as u8][..], text.as_bytes()].concat(),
            _ => [&[number << 3 | 2, text.len() as u8 + 1][..], text.as_bytes()].concat(),
        };
        let bytes = Bytes::from(records.iter().flat_map(record).collect::<Vec<u8>>());
        let kept = Example::of("any", METHOD, Direction::Received, Some(&of), &bytes);
        let (read, _) = Example::from_json(&kept.to_json().unwrap(), Path::new("any.json")).unwrap();
        prop_assert_eq!(&read, &kept);
        let message = read.message(Some(&of)).unwrap();
        prop_assert!(compare(Some(&of), &bytes, &message, &CompareOptions::default()).is_equal());
    }
}
