//! What actions on tabs, saved requests, the palette and diagnostics change, told without an engine and without a window.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use farcall_core::{
    engine::{Command, FileCommand},
    metadata::Row,
    workspace::Over,
};

use super::Effect;
use crate::{
    action::{Action, CallEdit, DiagnosticsAction, OpenHow, commands},
    desk::{ADDRESS, Desk},
    state::{Focus, PaletteRow, QuestionKind, RequestView},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const BIDI: &str = "fleet.v1.Drivers/Track";

#[test]
fn one_click_reuses_the_preview_until_it_is_typed_in_or_kept() {
    let mut desk = Desk::connected();
    desk.open(UNARY, OpenHow::Preview);
    desk.open("shop.v1.Accounts/GetAccount", OpenHow::Preview);
    assert_eq!(desk.state.tabs.iter().count(), 1);
    assert_eq!(desk.state.focus, Some(Focus::FirstField));
    desk.json("{}");
    desk.open(UNARY, OpenHow::Preview);
    assert_eq!(desk.state.tabs.iter().count(), 2, "what was typed in stays");
    desk.perform(Action::Send);
    desk.open(BIDI, OpenHow::Preview);
    assert_eq!(desk.state.tabs.iter().count(), 3, "what was sent stays");
    desk.edit(CallEdit::RequestView(RequestView::Docs));
    desk.open(UNARY, OpenHow::Preview);
    assert_eq!(desk.call().title(), "GetProduct", "a method that has a tab is gone to");
    assert_eq!(desk.state.tabs.iter().count(), 3);
    desk.open(UNARY, OpenHow::Another);
    assert_eq!(desk.state.tabs.iter().count(), 4);
}

#[test]
fn a_duplicate_is_another_draft_without_runs() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    desk.edit(CallEdit::Metadata(vec![Row::new("x-tenant", "blue")]));
    desk.perform(Action::Send);
    desk.perform(Action::DuplicateThisTab);
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1"}"#);
    assert_eq!(desk.call().metadata, [Row::new("x-tenant", "blue")]);
    assert!(desk.call().runs.is_empty());
    desk.json("{}");
    desk.perform(Action::PreviousTab);
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1"}"#, "the two are apart");
}

#[test]
fn saving_asks_for_a_name_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::with(UNARY);
    desk.state.workspace.workspace = Some(farcall_core::workspace::Workspace::at(folder.path().to_owned()));
    desk.perform(Action::Save);
    let question = desk.state.question.clone().expect("a name is asked for");
    assert_eq!((question.kind, question.text.as_str()), (QuestionKind::SaveAs, "GetProduct"));
    desk.perform(Action::EditQuestion(" ".to_owned()));
    desk.perform(Action::AnswerQuestion);
    assert!(
        desk.state.question.as_ref().is_some_and(|question| question.problem.is_some()),
        "an empty name is no name"
    );
    desk.perform(Action::EditQuestion("Shop/A lamp".to_owned()));
    desk.perform(Action::AnswerQuestion);
    assert!(desk.state.question.is_none());
    let commands = desk.commands();
    let [Command::File(_, FileCommand::Save { path, over, request, .. })] = commands.as_slice() else {
        panic!("one file is written")
    };
    assert_eq!((path.to_string().as_str(), over, request.method.as_str()), ("Shop/A lamp", &Over::Nothing, UNARY));
}

#[test]
fn the_palette_finds_methods_and_commands_and_does_what_is_chosen() {
    let mut desk = Desk::connected();
    desk.perform(Action::ShowPalette);
    desk.perform(Action::FilterPalette("catprod".to_owned()));
    let rows = &desk.state.palette.as_ref().unwrap().rows;
    assert!(matches!(&rows[0], PaletteRow::Method(_, path, _) if path.service == "shop.v1.Catalogue"), "{:?}", rows[0]);
    desk.perform(Action::FilterPalette("diagnostics".to_owned()));
    desk.perform(Action::TakePalette(None));
    assert!(desk.state.palette.is_none());
    assert!(
        desk.state.tabs.chosen().is_some_and(|tab| matches!(tab.content, crate::state::TabContent::Diagnostics(_)))
    );
}

#[test]
fn every_command_stands_in_the_palette_and_is_what_its_row_does() {
    let mut desk = Desk::default();
    for (action, entry) in commands() {
        desk.perform(Action::ShowPalette);
        desk.perform(Action::FilterPalette(entry.label.to_owned()));
        let rows = &desk.state.palette.as_ref().unwrap().rows;
        let stands = rows.iter().any(|row| matches!(row, PaletteRow::Command(label, _) if *label == entry.label));
        assert!(stands, "{}", entry.label);
        assert_eq!(Action::labelled(entry.label), Some(action));
    }
}

#[test]
fn the_grpcurl_line_names_secrets_as_variables() {
    let mut desk = Desk::with(UNARY);
    desk.edit(CallEdit::Metadata(vec![Row::new("authorization", "Bearer abc")]));
    desk.perform(Action::CopyGrpcurl);
    let copied = desk.asked.iter().find_map(|effect| match effect {
        Effect::Copy(text) => Some(text.clone()),
        _ => None,
    });
    let copied = copied.expect("something was copied");
    assert!(copied.starts_with("grpcurl ") && copied.contains(UNARY) && copied.contains(ADDRESS), "{copied}");
    assert!(!copied.contains("abc"), "{copied}");
}

#[test]
fn diagnostics_of_a_target_are_opened_once_and_polled_only_while_seen() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::Diagnostics(DiagnosticsAction::ShowDiagnostics));
    desk.perform(Action::PreviousTab);
    desk.perform(Action::Diagnostics(DiagnosticsAction::ShowDiagnostics));
    assert_eq!(desk.state.tabs.iter().count(), 2);
    let id = desk.tab();
    desk.perform(Action::Diagnostics(DiagnosticsAction::ShowDiagnosticsView(
        id,
        crate::state::DiagnosticsView::Health,
    )));
    let checks = desk.commands();
    assert!(checks.iter().any(|command| matches!(command, Command::CheckHealth { .. })), "health is asked for at once");
}
