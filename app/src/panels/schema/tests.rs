//! The page of a symbol and its source, by their labels: links lead on, the way back leads back.

use egui::{Key, Modifiers, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::schema_ui;
use crate::{
    action::{Action, OpenHow},
    desk::{Desk, schema_of_text},
    panels::Views,
    perform::Effect,
    state::{SchemaView, TabContent},
};

const SHOP: &str = r#"syntax = "proto3";
package shop.v1;
// An order. See [the receipt][shop.v1.Receipt].
message Order {
  option deprecated = true;
  // What was ordered.
  repeated Line lines = 1;
  oneof by { string email = 2; State state = 3; }
  // One line.
  message Line { string text = 1; }
}
message Receipt { Order order = 1; }
enum State { STATE_NONE = 0; STATE_PAID = 1 [deprecated = true]; }
service Orders {
  // Reads **one**.
  rpc Get(Order) returns (stream Receipt);
}
"#;

struct Window {
    desk: Desk,
    views: Views,
}

fn desk() -> Desk {
    let mut desk = Desk::connected();
    let id = desk.source();
    desk.load(id, schema_of_text(SHOP));
    desk
}

fn open(desk: &mut Desk, symbol: &str, view: SchemaView) {
    let source = Some(desk.source());
    desk.perform(Action::OpenSymbol { source, symbol: symbol.to_owned(), view, how: OpenHow::Keep });
}

fn window(desk: Desk) -> Harness<'static, Window> {
    let app = |ui: &mut egui::Ui, window: &mut Window| {
        let mut actions = Vec::new();
        let state = &window.desk.state;
        if let Some(tab) = state.tabs.chosen()
            && let TabContent::Schema(shown) = &tab.content
        {
            schema_ui(ui, state, tab.id, shown, &mut window.views, &mut actions);
        }
        window.desk.state.focus = None;
        actions.into_iter().for_each(|action| window.desk.perform(action));
    };
    Harness::builder()
        .with_size(vec2(900.0, 1200.0))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, Window { desk, views: Views::default() })
}

fn shown(window: &Harness<'static, Window>) -> String {
    let (_, tab) = window.state().desk.state.chosen_schema().unwrap();
    tab.at.symbol.clone()
}

#[test]
fn a_page_says_what_there_is_to_know() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.Order", SchemaView::Page);
    let window = window(desk);
    for label in [
        "message Order, deprecated",
        "An order. See the receipt.",
        "Fields 3",
        "lines 1: repeated, Line",
        "email 2: string",
        "What was ordered.",
        "Messages 1",
        "Used by 2",
    ] {
        assert!(window.query_by_label(label).is_some(), "{label}");
    }
}

#[test]
fn links_lead_on_and_the_way_back_leads_back() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.Receipt", SchemaView::Page);
    let mut window = window(desk);
    window.get_by_label("Order").click();
    window.run();
    assert_eq!(shown(&window), "shop.v1.Order");
    window.get_by_label("the receipt").click();
    window.run();
    assert_eq!(shown(&window), "shop.v1.Receipt", "by the comment");
    window.get_by_label("Back").click();
    window.run();
    assert_eq!(shown(&window), "shop.v1.Order");
    window.state_mut().desk.perform(Action::GoForward);
    window.run();
    assert_eq!(shown(&window), "shop.v1.Receipt");
    window.get_by_label("shop.v1").click();
    window.run();
    assert_eq!(shown(&window), "shop.v1", "the package has a page too");
    assert!(window.query_by_label("Services 1").is_some());
}

#[test]
fn a_method_is_called_from_its_page() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.Orders/Get", SchemaView::Page);
    let mut window = window(desk);
    assert!(window.query_by_label("method Get").is_some());
    assert!(window.query_by_label("Reads one.").is_some(), "comments are read as Markdown");
    window.get_by_label("Open call").click();
    window.run();
    let call = window.state().desk.state.chosen_call().unwrap().1;
    assert_eq!(call.title(), "Get");
}

#[test]
fn a_link_with_ctrl_opens_another_tab() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.Receipt", SchemaView::Page);
    let mut window = window(desk);
    window.get_by_label("Order").click_modifiers(Modifiers::COMMAND);
    window.run();
    assert_eq!(shown(&window), "shop.v1.Order");
    let titles: Vec<String> = window
        .state()
        .desk
        .state
        .tabs
        .iter()
        .filter_map(|tab| match &tab.content {
            TabContent::Schema(shown) => Some(shown.title().to_owned()),
            _ => None,
        })
        .collect();
    assert_eq!(titles, ["Receipt", "Order"]);
}

#[test]
fn the_source_opens_at_the_definition_and_its_names_lead_on() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.Receipt", SchemaView::Source);
    let job = desk.asked.drain(..).find_map(|effect| match effect {
        Effect::Work(job) => Some(job),
        _ => None,
    });
    let done = job.expect("the source is read away from the window").run();
    crate::apply::done(&mut desk.state, done, &mut desk.asked);
    let (_, tab) = desk.state.chosen_schema().unwrap();
    let text = tab.text.shown().unwrap();
    let at = text.at.unwrap();
    assert!(text.text[at..].starts_with("Receipt"), "{}", text.text);
    let mut window = window(desk);
    window.run();
    // The definition is chosen: F12 on it leads to its page.
    window.state_mut().desk.perform(Action::GoToDefinition);
    window.run();
    window.run();
    let (_, tab) = window.state().desk.state.chosen_schema().unwrap();
    assert_eq!((tab.at.symbol.as_str(), tab.at.view), ("shop.v1.Receipt", SchemaView::Page));
    assert!(window.query_by_label("message Receipt").is_some());
}

#[test]
fn an_enum_shows_its_values_and_a_missing_symbol_says_so() {
    let mut desk = desk();
    open(&mut desk, "shop.v1.State", SchemaView::Page);
    let mut window = window(desk);
    assert!(window.query_by_label("STATE_PAID 1: deprecated").is_some());
    open(&mut window.state_mut().desk, "shop.v1.Gone", SchemaView::Page);
    window.run();
    assert!(window.query_by_label_contains("No schema has shop.v1.Gone").is_some());
    window.key_press(Key::Tab);
}

#[test]
fn a_field_and_an_extension_say_their_defaults() {
    let text = "syntax = \"proto2\"; package t;\n\
                message Base { optional int32 size = 1 [default = 7]; extensions 10 to 20; }\n\
                extend Base { optional string store = 10 [default = \"cold\", deprecated = true]; }\n";
    for (symbol, words) in [("t.store", "default = \"cold\""), ("t.Base", "default = 7")] {
        let mut desk = Desk::connected();
        let id = desk.source();
        desk.load(id, schema_of_text(text));
        open(&mut desk, symbol, SchemaView::Page);
        window(desk).get_by_label(words);
    }
}
