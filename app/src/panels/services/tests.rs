//! The rows of the tree after filter and folds, and the left panel by its labels.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{path::Path, sync::Arc};

use egui::{Key, Modifiers, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall_core::{
    engine::{Failure, SchemaFailure, SourceId},
    schema::{FileSource, Schema},
    transport::Target,
};

use super::rows::{RowOf, Tree};
use crate::{
    action::{Action, OpenHow},
    apply::{done, settle},
    panels::{Views, left::left_panel},
    perform::{Effect, perform},
    state::{Listing, Source, SourceKind, SourceState, State, service_key},
};

const SHOP: &str = r#"syntax = "proto3";
package shop.v1;
message Order { int64 id = 1; }
message Receipt { int64 id = 1; }
service Orders {
  // Reads one order.
  rpc GetOrder(Order) returns (Order);
  rpc CancelOrder(Order) returns (Order) { option deprecated = true; }
  rpc Track(stream Order) returns (stream Receipt);
}
service Catalogue { rpc List(Order) returns (stream Order); }
"#;

const HEALTH: &str = r#"syntax = "proto3";
package grpc.health.v1;
message Ping {}
service Health { rpc Check(Ping) returns (Ping); }
"#;

fn schema(files: &[(&str, &str)]) -> Schema {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let paths = vec![folder.path().to_owned()];
    let schema = Schema::load(&FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() });
    assert_eq!(schema.problems(), [], "the test's own files load");
    schema
}

fn add(state: &mut State, kind: SourceKind, schema: Option<Schema>, how: SourceState) -> SourceId {
    let id = state.fresh_source();
    let listing = schema.as_ref().map(|schema| Arc::new(Listing::of(schema)));
    state.sources.push(Source { state: how, schema, listing, ..Source::new(id, kind) });
    id
}

/// Types into the filter; what is searched for is found at once or by the job that was asked for.
fn filter(state: &mut State, text: &str) {
    let mut asked = Vec::new();
    perform(state, Action::FilterTree(text.to_owned()), &mut asked);
    for effect in asked {
        if let Effect::Work(job) = effect {
            done(state, job.run(), &mut Vec::new());
        }
    }
}

fn server(address: &str) -> SourceKind {
    SourceKind::Reflection { target: Box::new(Target::new(address)) }
}

fn shop() -> (State, SourceId) {
    let mut state = State::default();
    let schema = schema(&[("a_health.proto", HEALTH), ("shop.proto", SHOP)]);
    let id = add(&mut state, server("localhost:50051"), Some(schema), SourceState::Loaded);
    (state, id)
}

/// The rows as an indented list, `+` before what is folded.
fn listed(state: &State) -> Vec<String> {
    let mut tree = Tree::default();
    tree.update(state);
    let line = |row: &super::rows::Row| {
        let sign = if row.open == Some(false) { "+" } else { "" };
        format!("{}{sign}{}", "  ".repeat(row.depth), tree.name(row.of))
    };
    tree.rows().iter().map(line).collect()
}

#[test]
fn packages_are_open_services_folded_and_what_is_of_grpc_stands_last() {
    let (mut state, id) = shop();
    assert_eq!(listed(&state), ["shop.v1", "  +Catalogue", "  +Orders", "  +Messages", "+grpc.health.v1"]);
    state.left.folds.insert(service_key(id, "shop.v1.Orders"), true);
    let unfolded = ["shop.v1", "  +Catalogue", "  Orders", "    GetOrder", "    CancelOrder", "    Track"];
    assert_eq!(listed(&state)[..6], unfolded);
}

#[test]
fn a_filter_unfolds_what_it_finds_and_leaves_the_folds_alone() {
    let (mut state, _) = shop();
    filter(&mut state, "getord");
    assert_eq!(listed(&state), ["shop.v1", "  Orders", "    GetOrder"]);
    filter(&mut state, "receipt");
    assert_eq!(
        listed(&state),
        ["shop.v1", "  Orders", "    Track", "  Messages", "    Receipt"],
        "by its name and by the type it gives"
    );
    let mut tree = Tree::default();
    tree.update(&state);
    let key = tree.fold_key(tree.rows()[1].of);
    perform(&mut state, Action::FoldTree(key, false), &mut Vec::new());
    assert_eq!(listed(&state), ["shop.v1", "  +Orders", "  Messages", "    Receipt"]);
    filter(&mut state, "nothing like it");
    assert!(listed(&state).is_empty());
    filter(&mut state, "");
    assert_eq!(listed(&state), ["shop.v1", "  +Catalogue", "  +Orders", "  +Messages", "+grpc.health.v1"]);
}

#[test]
fn two_sources_are_the_top_level_and_keys_find_their_rows() {
    let (mut state, first) = shop();
    let files = FileSource::DescriptorSet { paths: vec!["health.binpb".into()] };
    let schema = schema(&[("health.proto", HEALTH)]);
    add(&mut state, SourceKind::Files(files), Some(schema), SourceState::Loaded);
    let rows = ["localhost:50051", "  shop.v1", "    +Catalogue", "    +Orders", "    +Messages", "  +grpc.health.v1"];
    let all = listed(&state);
    assert_eq!(all[..6], rows);
    assert_eq!(all[6..], ["health.binpb", "  +grpc.health.v1"]);
    let mut tree = Tree::default();
    tree.update(&state);
    for (at, row) in tree.rows().iter().enumerate() {
        assert_eq!(tree.place_of(&tree.key(row.of)), Some(at));
    }
    assert_eq!(tree.parent(3), Some(1));
    assert_eq!(tree.source(tree.rows()[3].of), Some(first));
    assert_eq!(
        tree.branches(tree.rows()[0].of).len(),
        8,
        "itself, two packages, three services, two groups of messages"
    );
}

#[test]
fn rows_are_built_again_only_when_something_changed() {
    let (mut state, id) = shop();
    let mut tree = Tree::default();
    assert!(tree.update(&state));
    assert!(!tree.update(&state));
    state.left.folds.insert(service_key(id, "shop.v1.Orders"), true);
    assert!(tree.update(&state));
    let health = schema(&[("health.proto", HEALTH)]);
    state.source_mut(id).unwrap().listing = Some(Arc::new(Listing::of(&health)));
    assert!(tree.update(&state));
    assert_eq!(tree.rows().len(), 1);
}

#[test]
fn thirteen_thousand_methods_are_filtered_while_one_types() {
    let mut text = "syntax = \"proto3\"; package big.v1; message M {}\n".to_owned();
    for service in 0..130 {
        let methods: String = (0..100).map(|at| format!("rpc DoThing{at}Now(M) returns (M);\n")).collect();
        text.push_str(&format!("service Service{service} {{ {methods} }}\n"));
    }
    let mut state = State::default();
    add(&mut state, server("big:1"), Some(schema(&[("big.proto", &text)])), SourceState::Loaded);
    filter(&mut state, "Service77/DoThing4");
    let mut tree = Tree::default();
    tree.update(&state);
    assert!(tree.found_count() >= 11);
    let named = |name: &str| tree.rows().iter().any(|row| tree.name(row.of) == name);
    assert!(named("DoThing4Now") && named("DoThing42Now"));
}

struct Window {
    state: State,
    views: Views,
    done: Vec<Action>,
}

fn window(state: State) -> Harness<'static, Window> {
    let app = |ui: &mut egui::Ui, window: &mut Window| {
        let mut actions = Vec::new();
        left_panel(ui, &window.state, &mut window.views, &mut actions);
        window.state.focus = None;
        for action in actions {
            window.done.push(action.clone());
            let mut asked = Vec::new();
            perform(&mut window.state, action, &mut asked);
            settle(&mut window.state, &mut asked);
        }
    };
    Harness::builder()
        .with_size(vec2(1280.0, 700.0))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, Window { state, views: Views::default(), done: Vec::new() })
}

#[test]
fn a_click_unfolds_a_service_and_opens_a_method_as_preview() {
    let (state, _) = shop();
    let mut window = window(state);
    window.get_by_label("Orders, 3").click();
    window.run();
    window.get_by_label("GetOrder").click();
    window.run();
    let opened = window.state().done.iter().find_map(|action| match action {
        Action::OpenMethod { path, how, .. } => Some((path.to_string(), *how)),
        _ => None,
    });
    assert_eq!(opened, Some(("shop.v1.Orders/GetOrder".to_owned(), OpenHow::Preview)));
    let tab = window.state().state.tabs.chosen().unwrap();
    assert!(tab.preview);
    assert!(window.query_by_label("CancelOrder, deprecated").is_some());
}

#[test]
fn down_and_enter_in_the_filter_open_the_first_method() {
    let (state, _) = shop();
    let mut window = window(state);
    perform(&mut window.state_mut().state, Action::FocusFilter, &mut Vec::new());
    window.run();
    window.get_by_label("Filter methods and types").type_text("track");
    window.run();
    window.key_press(Key::ArrowDown);
    window.run();
    window.key_press(Key::Enter);
    window.run();
    let call = window.state().state.chosen_call().unwrap().1;
    assert_eq!(call.title(), "Track");
}

#[test]
fn arrows_walk_fold_and_unfold_and_letters_jump() {
    let (state, _) = shop();
    let mut window = window(state);
    window.get_by_label("shop.v1").click();
    window.run();
    // The click folded the package; Right unfolds it, O jumps to Orders.
    assert!(window.query_by_label("Orders, 3").is_none());
    window.key_press(Key::ArrowRight);
    window.run();
    window.event(egui::Event::Text("o".to_owned()));
    window.run();
    window.key_press(Key::ArrowRight);
    window.run();
    assert!(window.query_by_label("Track").is_some());
    window.key_press(Key::ArrowLeft);
    window.run();
    assert!(window.query_by_label("Track").is_none());
    window.event(egui::Event::Text("*".to_owned()));
    window.run();
    assert!(window.query_by_label("Track").is_some());
}

#[test]
fn the_menu_of_a_method_opens_by_key_and_copies_its_path() {
    let (mut state, id) = shop();
    state.left.folds.insert(service_key(id, "shop.v1.Orders"), true);
    let mut window = window(state);
    window.get_by_label("GetOrder").click();
    window.run();
    window.key_press_modifiers(Modifiers::SHIFT, Key::F10);
    window.run();
    window.get_by_label("Copy path").click();
    window.run();
    assert!(window.state().done.contains(&Action::Copy("shop.v1.Orders/GetOrder".to_owned())));
}

#[test]
fn a_server_without_reflection_offers_files_in_the_place_of_the_tree() {
    let mut state = State::default();
    let failure = SchemaFailure::NoReflection(Failure::new("This server offers no reflection"));
    add(&mut state, server("localhost:50051"), None, SourceState::Failed(failure));
    let mut window = window(state);
    assert!(window.query_by_label("This server offers no reflection").is_some());
    window.get_by_label("Open a descriptor set…").click();
    window.run();
    assert!(window.state().state.question.is_some());
}

#[test]
fn problems_are_told_with_their_place_and_mended_by_an_import_folder() {
    let folder = tempfile::tempdir().unwrap();
    let (inner, other) = (folder.path().join("api"), folder.path().join("vendor"));
    for path in [&inner, &other] {
        std::fs::create_dir_all(path).unwrap();
    }
    write(
        &inner.join("shop.proto"),
        "syntax = \"proto3\";\npackage s;\nimport \"money.proto\";\nmessage M { Money m = 1; }\n",
    );
    write(&other.join("money.proto"), "syntax = \"proto3\";\nmessage Money {}\n");
    let files = FileSource::Protos { paths: vec![inner], import_roots: Vec::new(), sets: Vec::new() };
    let schema = Schema::load(&files);
    let failure = SchemaFailure::Files(
        Failure::new("No file could be loaded"),
        schema.problems().to_vec(),
        schema.mending_roots().to_vec(),
    );
    let mut state = State::default();
    let id = add(&mut state, SourceKind::Files(files), None, SourceState::Failed(failure));
    state.source_mut(id).unwrap().problems_shown = true;
    let window = window(state);
    assert!(!window.state().state.sources[0].problems().is_empty());
    assert!(window.query_by_label("shop.proto:3").is_some());
}

#[test]
fn a_source_that_loads_can_be_stopped_and_a_stale_one_read() {
    let mut state = State::default();
    add(&mut state, server("here:1"), None, SourceState::Stale);
    let loading = SourceState::Loading("Connecting".to_owned());
    add(&mut state, server("there:2"), None, loading);
    let mut window = window(state);
    assert!(
        window.query_by_label("here:1, , not read yet").is_some() || window.query_by_label("Read here:1").is_some()
    );
    window.get_by_label("Stop reading there:2").click();
    window.run();
    assert!(matches!(window.state().state.sources[1].state, SourceState::Stale));
    window.get_by_label("Read here:1").click();
    window.run();
    assert!(matches!(window.state().state.sources[0].state, SourceState::Loading(_)));
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

#[test]
fn a_row_knows_what_it_is() {
    let (mut state, id) = shop();
    state.left.folds.insert(service_key(id, "shop.v1.Orders"), true);
    let mut tree = Tree::default();
    tree.update(&state);
    let row = tree.rows()[4].of;
    assert!(matches!(row, RowOf::Method(..)));
    assert!(tree.method(row).is_some_and(|method| method.deprecated));
    assert_eq!(tree.first_leaf(), Some(3));
}
