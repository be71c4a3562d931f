//! What the window knows after the engine told something, told here without an engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use farcall_core::{
    engine::{Command, Event, Failure, FileCommand, SaveOutcome, SchemaFailure, TaskId},
    metadata::Row,
    schema::FileSource,
    status::{Code, Status},
    transport::Target,
    workspace::{Draft as TabDraft, Restored, Session, SourceDraft, Theme},
};

use crate::{
    action::{Action, CallEdit, OpenHow},
    desk::{ADDRESS, Desk, sample_schema, schema_of_text},
    perform::Effect,
    state::{FileTask, Focus, QuestionKind, Severity, SourceState, to_session},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";
const BIDI: &str = "fleet.v1.Drivers/Track";

const TWO_FIELDS: &str = r#"syntax = "proto3"; package shop.v1;
service Catalogue { rpc GetProduct(Ask) returns (Ask); }
message Ask { string sku = 1; int32 count = 2; }"#;

fn restored(session: Session) -> Event {
    Event::SessionLoaded(TaskId(1), Ok(Box::new(Restored { session, problem: None })))
}

#[test]
fn a_connected_window_has_the_filter_focused_and_the_target_among_the_recent() {
    let desk = Desk::connected();
    assert_eq!(desk.state.focus, Some(Focus::Filter));
    assert!(!desk.state.is_fresh());
    let latest = &desk.state.recent.targets[0];
    assert_eq!(latest.target.address, ADDRESS);
    let methods = sample_schema().methods().count();
    assert_eq!(latest.methods.map(|count| count as usize), Some(methods));
    assert!(desk.state.left.folds.values().any(|open| *open), "the first service is unfolded");
}

#[test]
fn a_failed_connection_keeps_the_target_and_another_try_replaces_it() {
    let mut desk = Desk::default();
    desk.perform(Action::EditWelcome(Box::new(Target::new("localhost:1"))));
    desk.perform(Action::Connect);
    let first = desk.source();
    desk.tell(Event::SchemaFailed(
        first,
        Box::new(SchemaFailure::Reflection(Failure::new("Connection refused"), None)),
    ));
    assert!(desk.state.is_fresh());
    assert_eq!(desk.state.focus, Some(Focus::Welcome));
    assert_eq!(desk.state.welcome.target.address, "localhost:1");
    assert!(matches!(desk.state.sources[0].state, SourceState::Failed(_)));
    desk.perform(Action::EditWelcome(Box::new(Target::new("localhost:2"))));
    desk.perform(Action::Connect);
    assert_eq!(desk.state.sources.len(), 1);
    assert_eq!(desk.state.sources[0].name(), "localhost:2");
}

#[test]
fn a_source_that_fails_to_load_again_keeps_what_it_gave() {
    let mut desk = Desk::with(UNARY);
    let id = desk.source();
    desk.perform(Action::RefreshAll);
    assert!(matches!(desk.commands().as_slice(), [Command::LoadSchema(of, _)] if *of == id));
    desk.tell(Event::SchemaFailed(id, Box::new(SchemaFailure::Reflection(Failure::new("gone"), None))));
    assert!(desk.state.sources[0].schema.is_some());
    assert!(matches!(desk.state.sources[0].state, crate::state::SourceState::Failed(_)));
    desk.perform(Action::Send);
    assert_eq!(desk.call().refused, None, "the method is still known");
}

#[test]
fn a_schema_loaded_again_gives_drafts_their_new_types_and_keeps_their_texts() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1", "count": 3}"#);
    desk.perform(Action::Send);
    assert!(desk.call().refused.is_some(), "the old type has no such field");
    desk.load(desk.source(), schema_of_text(TWO_FIELDS));
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1", "count": 3}"#);
    desk.perform(Action::Send);
    assert_eq!(desk.call().refused, None);
    assert_eq!(desk.started().spec.method.to_string(), UNARY);
}

#[test]
fn a_schema_without_the_method_leaves_the_tab_as_it_was() {
    let mut desk = Desk::with(BIDI);
    let text = desk.text().to_owned();
    desk.load(desk.source(), schema_of_text(TWO_FIELDS));
    assert_eq!(desk.text(), text);
    assert_eq!(desk.call().title(), "Track");
}

#[test]
fn a_tab_that_was_closed_while_its_schema_loaded_knows_its_method_when_it_comes_back() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::CloseThisTab);
    let session = to_session(&desk.state);
    let mut again = Desk::default();
    again.tell(restored(session));
    again.load(again.source(), sample_schema());
    again.perform(Action::ReopenTab);
    again.perform(Action::Send);
    assert_eq!(again.call().refused, None);
}

#[test]
fn another_source_does_not_take_a_tab_over() {
    let mut desk = Desk::with(UNARY);
    let input = desk.call().method.as_ref().unwrap().known.as_ref().unwrap().input.full_name().to_owned();
    desk.perform(Action::OpenFiles(vec!["/nowhere/shop".into()]));
    desk.load(desk.source(), schema_of_text(TWO_FIELDS));
    let choice = desk.call().method.as_ref().unwrap();
    assert_eq!(choice.known.as_ref().unwrap().input.full_name(), input);
    assert_eq!(choice.source, Some(desk.state.sources[0].id));
}

#[test]
fn the_verdict_ends_a_run_and_a_message_too_late_is_said_where_it_was_sent() {
    let mut desk = Desk::with(BIDI);
    desk.perform(Action::Send);
    desk.opened();
    let id = desk.run().id;
    desk.ended(Status::remote(Code::OK, ""));
    assert!(!desk.run().is_running());
    let text = desk.text().to_owned();
    desk.tell(Event::NotSent(id, Failure::new("Not sent: the call has ended")));
    assert_eq!(desk.call().refused.as_deref(), Some("Not sent: the call has ended"));
    assert_eq!(desk.text(), text);
}

#[test]
fn a_session_comes_back_as_it_was_left_and_asks_no_server() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    desk.edit(CallEdit::Metadata(vec![Row::new("x-tenant", "blue")]));
    desk.edit(CallEdit::Timeout("7s".to_owned()));
    desk.open(BIDI, OpenHow::Preview);
    desk.perform(Action::CloseThisTab);
    desk.open("shop.v1.Accounts/GetAccount", OpenHow::Keep);
    desk.perform(Action::PreviousTab);
    desk.perform(Action::ToggleTheme);
    let session = to_session(&desk.state);

    let mut again = Desk::default();
    again.tell(restored(session));
    let asked = again.commands();
    let only_a_copy = matches!(asked.as_slice(), [Command::ShowCopy(..)]);
    assert!(only_a_copy, "servers are not asked before the user wants something of them");
    assert!(again.state.session_restored);
    assert_eq!(again.state.tabs.iter().count(), 2);
    assert_eq!(again.call().title(), "GetProduct");
    assert_eq!(again.text(), r#"{"sku": "LAMP-1"}"#);
    assert_eq!(again.call().timeout, "7s");
    assert_eq!(again.call().metadata, [Row::new("x-tenant", "blue")]);
    assert_eq!(again.call().target.address, ADDRESS);
    assert_eq!(again.state.theme, Theme::Dark);
    assert_eq!(again.state.recent.targets[0].target.address, ADDRESS);
    again.perform(Action::ReopenTab);
    assert_eq!(again.call().title(), "Track");

    again.load(again.state.sources[0].id, sample_schema());
    again.perform(Action::PreviousTab);
    again.perform(Action::Send);
    assert_eq!(again.call().refused, None, "the draft got its type");
    assert_eq!(again.started().spec.method.to_string(), UNARY);
}

#[test]
fn files_of_the_last_session_are_read_again() {
    let files = FileSource::Protos { paths: vec!["/nowhere/shop".into()], import_roots: Vec::new(), sets: Vec::new() };
    let sources = vec![
        SourceDraft::Files(files),
        SourceDraft::Reflection { target: Box::new(Target::new(ADDRESS)), metadata: Vec::new() },
    ];
    let mut desk = Desk::default();
    desk.tell(restored(Session { sources, ..Session::default() }));
    let asked = desk.commands();
    assert!(
        matches!(asked.as_slice(), [Command::LoadSchema(..), Command::ShowCopy(..)]),
        "one of the two is no network"
    );
}

#[test]
fn what_the_command_line_opened_before_the_session_came_is_there_once_with_its_choices() {
    let opened = || {
        let mut desk = Desk::default();
        desk.perform(Action::OpenFiles(vec!["/nowhere/shop".into()]));
        assert!(matches!(desk.commands().as_slice(), [Command::LoadSchema(..)]));
        desk
    };
    let mut desk = opened();
    desk.tell(restored(to_session(&opened().state)));
    assert_eq!(desk.state.sources.len(), 1);
    assert!(desk.commands().is_empty(), "it is being loaded already");

    let mut before = opened();
    before.state.sources[0].options.watch = false;
    desk.tell(restored(to_session(&before.state)));
    assert_eq!(desk.state.sources.len(), 1);
    assert!(!desk.state.sources[0].options.watch);
    let asked = desk.commands();
    assert!(matches!(asked.as_slice(), [Command::LoadSchema(_, request)] if !request.watch), "with its choices");
}

#[test]
fn what_could_not_be_restored_is_said_and_the_rest_comes_back() {
    let session =
        Session { tabs: vec![TabDraft { method: UNARY.to_owned(), ..TabDraft::default() }], ..Session::default() };
    let problem = Some("session.json is kept as session.json.damaged".to_owned());
    let mut desk = Desk::default();
    desk.tell(Event::SessionLoaded(TaskId(1), Ok(Box::new(Restored { session, problem }))));
    assert_eq!(desk.state.tabs.iter().count(), 1);
    let said = &desk.state.notices.shown()[0];
    assert_eq!(said.severity, Severity::Error);
    assert!(said.detail.as_deref().unwrap().contains("damaged"));
}

#[test]
fn a_session_that_cannot_be_read_does_not_keep_the_next_from_being_written() {
    let mut desk = Desk::default();
    desk.tell(Event::SessionLoaded(TaskId(1), Err(Failure::new("The data folder cannot be read"))));
    assert!(desk.state.session_restored);
    assert_eq!(desk.notices(), ["The data folder cannot be read"]);
}

#[test]
fn a_name_that_is_taken_is_asked_for_again() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::with(UNARY);
    desk.state.workspace.workspace = Some(farcall_core::workspace::Workspace::at(folder.path().to_owned()));
    desk.perform(Action::SaveAs("Lamp".to_owned()));
    let id =
        desk.state.file_tasks.iter().find(|(_, task)| matches!(task, FileTask::Save(..))).map(|(id, _)| *id).unwrap();
    desk.tell(Event::RequestSaved(id, SaveOutcome::Exists(Failure::new("Lamp is there already"))));
    let question = desk.state.question.clone().expect("another name is asked for");
    assert_eq!(question.kind, QuestionKind::SaveAs);
    assert_eq!(question.problem.as_deref(), Some("Lamp is there already"));
    assert_eq!(question.text, "Lamp", "what was typed stays");
    assert!(desk.call().saved_as.is_none());
    assert!(desk.commands().iter().any(|command| matches!(command, Command::File(_, FileCommand::List(_)))));
}

#[test]
fn a_theme_that_was_chosen_is_shown_at_the_start() {
    let mut desk = Desk::default();
    desk.tell(restored(Session { theme: Theme::Light, zoom: Some(9.0), ..Session::default() }));
    assert_eq!((desk.state.theme, desk.state.zoom), (Theme::Light, 2.0));
    assert!(desk.asked.iter().any(|effect| matches!(effect, Effect::ApplyTheme)));
    assert!(desk.asked.iter().any(|effect| matches!(effect, Effect::ApplyZoom)));
}
