//! The code view: folding, selecting, finding, long lines and large texts.
//! What a text is coloured and cut by is asserted beside it.

use egui::{Event, Key, Modifiers, Theme, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};

use super::{both_themes, copied, harness, shown};
use crate::viewers::code::{CodeText, CodeViewState, Mark, Syntax, code_view_ui};

const ORDER: &str = "{\n  \"id\": \"42\",\n  \"driver\": {\n    \"id\": 7,\n    \"name\": \"Ada\"\n  }\n}\n";

fn order() -> CodeText {
    let mark = Mark { range: 10..14, reason: "not UTF-8, 3 bytes".to_owned(), is_wrong: true };
    CodeText::with_marks(ORDER, Syntax::Json, vec![mark], Vec::new())
}

fn code_harness(theme: Theme, text: CodeText) -> Harness<'static, CodeViewState> {
    harness(theme, CodeViewState::default(), move |ui, state| {
        code_view_ui(ui, state, &text, "Response message");
    })
}

/// The driver of the order is folded, and the keyboard is in the text.
fn folded() -> Harness<'static, CodeViewState> {
    let mut harness = code_harness(Theme::Dark, order());
    harness.run();
    harness.get_by_label("Fold line 3").click();
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness
}

#[test]
fn code_folds_and_unfolds_by_its_chevron() {
    both_themes(|theme| {
        let mut harness = code_harness(theme, order());
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
        harness.get_by_label("Fold line 3").click();
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"driver\": { 2 fields … }"));
        harness.get_by_label("Unfold line 3").click();
        harness.run();
        assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
    });
}

#[test]
fn all_of_a_text_is_copied_also_what_is_folded() {
    let mut harness = folded();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
    harness.run();
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some(ORDER));
}

#[test]
fn a_drag_selects_and_copies_text() {
    let mut harness = code_harness(Theme::Dark, CodeText::new("first\nsecond\nthird\n", Syntax::Plain));
    harness.run();
    let left = 8.0 + 60.0;
    harness.drag_at(egui::pos2(left, 26.0));
    harness.step();
    harness.hover_at(egui::pos2(left + 200.0, 46.0));
    harness.step();
    harness.drop_at(egui::pos2(left + 200.0, 46.0));
    harness.step();
    harness.event(Event::Copy);
    harness.step();
    assert_eq!(copied(&harness).as_deref(), Some("first\nsecond"));
}

#[test]
fn find_counts_its_hits_and_unfolds_what_hides_one() {
    let mut harness = folded();
    harness.key_press_modifiers(Modifiers::COMMAND, Key::F);
    harness.run();
    harness.get_by_role(Role::TextInput).type_text("ada");
    harness.run();
    harness.key_press(Key::Enter);
    harness.run();
    assert!(shown(&harness, "Response message").contains("\"name\": \"Ada\""));
    harness.key_press(Key::Escape);
    harness.run();
    assert!(harness.query_by_role(Role::TextInput).is_none());
}

#[test]
fn a_mark_says_why() {
    let harness = code_harness(Theme::Light, order());
    assert!(harness.query_all_by_label("not UTF-8, 3 bytes").count() >= 1);
}

#[test]
fn a_long_line_is_cut_until_all_of_it_is_asked_for() {
    let mut harness = code_harness(Theme::Dark, CodeText::new("x".repeat(60_000) + "end", Syntax::Plain));
    harness.run();
    assert!(shown(&harness, "Response message").len() < 200);
    harness.get_by_label("Show all 58.6 KiB").click();
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    assert!(shown(&harness, "Response message").ends_with("xend"));
}

#[test]
fn the_end_of_a_large_text_is_reached_without_laying_out_the_rest() {
    let lines: String = (0..500_000).map(|line| format!("line {line}\n")).collect();
    let mut harness = code_harness(Theme::Dark, CodeText::new(lines, Syntax::Plain));
    harness.run();
    harness.get_by_label("Response message").focus();
    harness.run();
    harness.key_press(Key::End);
    harness.run();
    let shown = shown(&harness, "Response message");
    assert!(shown.ends_with("line 499999") && shown.lines().count() < 40, "{shown}");
}
