//! Recordings in the window's state: a running call saved, its file opened as a tab, exported, replayed and compared.

use std::{fs, time::Duration};

use bytes::Bytes;
use farcall_core::{
    call::{CallEvent, MessageReceived, MessageSent},
    engine::{Command, Event},
    recording::ExportFormat,
    status::{Code, Status},
};

use crate::{
    action::{Action, CallEdit, RecordingAction},
    desk::Desk,
    perform::Effect,
    state::{OnDemand, QuestionKind, RecordingTab, ResponseView, TabContent},
};

const METHOD: &str = "fleet.v1.Drivers/Track";

fn received(index: u64, bytes: &'static [u8]) -> CallEvent {
    let (at, bytes) = (Duration::from_millis(5 + index), Bytes::from_static(bytes));
    CallEvent::Message(MessageReceived { index, at, wire_bytes: bytes.len(), bytes, compressed: false })
}

fn act(action: RecordingAction) -> Action {
    Action::Recording(action)
}

/// A call that has ended: one request, two responses.
fn called() -> Desk {
    let mut desk = Desk::with(METHOD);
    desk.perform(Action::Send);
    desk.commands();
    desk.opened();
    let log = desk.run().log.clone();
    let (at, bytes) = (Duration::from_millis(1), Bytes::from_static(b"\x0a\x00"));
    log.record(&CallEvent::RequestSent(MessageSent { index: 0, at, wire_bytes: 2, bytes, compressed: false }));
    log.record(&received(0, b"\x08\x01"));
    log.record(&received(1, b"\x08\x02"));
    desk.ended(Status::remote(Code::OK, ""));
    desk
}

fn recording(desk: &Desk) -> &RecordingTab {
    match &desk.state.tabs.chosen().unwrap().content {
        TabContent::Recording(tab) => tab,
        _ => panic!("a recording is looked at"),
    }
}

#[test]
fn the_shown_call_is_saved_and_opens_with_all_views() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = called();
    desk.perform(act(RecordingAction::AskRecord(false)));
    let question = desk.state.question.clone().unwrap();
    assert!(matches!(question.kind, QuestionKind::Record(_, false)) && question.text.ends_with("Track.fcrec"));
    desk.perform(Action::EditQuestion(folder.path().join("kept").display().to_string()));
    desk.perform(Action::AnswerQuestion);
    assert_eq!(desk.state.writings.len(), 1);
    desk.work();
    let path = folder.path().join("kept.fcrec");
    assert!(desk.state.writings.is_empty() && path.exists());
    assert!(desk.notices().last().unwrap().starts_with("Recorded 3 messages, "), "{:?}", desk.notices());

    desk.perform(Action::OpenDropped(vec![path]));
    assert!(matches!(recording(&desk).read, OnDemand::Pending(_)));
    desk.work();
    let tab = recording(&desk);
    assert_eq!((tab.title().as_str(), tab.call.runs.len()), ("kept", 1));
    assert_eq!((tab.call.run().unwrap().snapshot.rows, tab.replay.address.as_str()), (3, crate::desk::ADDRESS));
    let id = desk.tab();
    desk.perform(Action::Edit(id, CallEdit::ResponseView(ResponseView::Trailers)));
    desk.perform(Action::ShowResponse(ResponseView::Headers));
    assert_eq!(recording(&desk).call.response_view, ResponseView::Headers);
    desk.perform(Action::Send);
    assert!(desk.commands().is_empty(), "a recording is not sent");
}

#[test]
fn a_call_is_exported_in_every_form() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = called();
    for format in ExportFormat::ALL {
        desk.perform(act(RecordingAction::AskExport(format)));
        let path = folder.path().join(format.name());
        desk.perform(Action::EditQuestion(path.display().to_string()));
        desk.perform(Action::AnswerQuestion);
        desk.work();
        assert!(fs::metadata(&path).unwrap().len() > 2, "{}", format.name());
    }
    let lines = fs::read_to_string(folder.path().join("NDJSON")).unwrap();
    assert!(lines.lines().any(|line| line.contains(r#""event":"message""#) && line.contains(r#""sequence":"2""#)));
}

#[test]
fn a_recording_is_not_replaced_by_its_export() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = called();
    let (path, run) = (folder.path().join("a.fcrec"), desk.run().id);
    desk.perform(act(RecordingAction::Record(run, false, path.clone())));
    desk.work();
    desk.perform(act(RecordingAction::Open(path.clone())));
    desk.work();
    let (before, shown) = (fs::read(&path).unwrap(), recording(&desk).call.run().unwrap().id);
    desk.perform(act(RecordingAction::Export(shown, ExportFormat::Ndjson, path.clone())));
    desk.work();
    assert!(fs::read(&path).unwrap() == before, "{:?}", desk.notices());
    assert!(desk.notices().last().unwrap().contains("Not written"), "{:?}", desk.notices());
}

#[test]
fn a_replay_is_a_run_beside_the_recording_and_is_compared_when_it_ends() {
    let folder = tempfile::tempdir().unwrap();
    let mut desk = called();
    let (path, run) = (folder.path().join("a.fcrec"), desk.run().id);
    desk.perform(act(RecordingAction::Record(run, false, path.clone())));
    desk.work();
    desk.perform(act(RecordingAction::Open(path)));
    desk.work();
    desk.commands();
    desk.perform(act(RecordingAction::Replay));
    let commands = desk.commands();
    let [Command::StartCall { id, log, .. }, Command::Replay { id: replayed, .. }] = &commands[..] else {
        panic!("a call is started and fed")
    };
    assert_eq!(id, replayed);
    log.record(&CallEvent::Started);
    log.record(&received(0, b"\x08\x01"));
    log.record(&received(1, b"\x08\x07"));
    log.record(&CallEvent::Finished(desk.state.tabs.recordings().next().unwrap().call.runs[0].log.finished().unwrap()));
    desk.tell(Event::CallChanged(*id));
    desk.work();
    let tab = recording(&desk);
    let outcome = tab.outcome.shown().unwrap();
    assert_eq!((outcome.equal, outcome.changed, outcome.status.is_none()), (1, 1, true));
    assert_eq!(tab.call.runs.len(), 2);

    let id = desk.tab();
    let rules = crate::state::CompareRules { ignored: "sequence".to_owned(), ..Default::default() };
    desk.perform(act(RecordingAction::EditRules(id, rules)));
    desk.work();
    assert!(recording(&desk).outcome.shown().unwrap().is_equal());
    desk.perform(act(RecordingAction::EditRules(id, crate::state::CompareRules::default())));
    desk.work();
    desk.perform(act(RecordingAction::OpenDifference(id, 1)));
    assert!(matches!(desk.state.tabs.chosen().unwrap().content, TabContent::Compare(_)));
}

#[test]
fn a_file_that_is_no_recording_says_why_in_its_tab() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fcrec");
    fs::write(&path, "text").unwrap();
    let mut desk = Desk::default();
    desk.perform(act(RecordingAction::Open(path)));
    desk.work();
    let OnDemand::Failed(why) = &recording(&desk).read else { panic!("it cannot be opened") };
    assert_eq!(why, "It is not a recording");
    desk.perform(act(RecordingAction::Replay));
    assert!(!desk.asked.iter().any(|effect| matches!(effect, Effect::Engine(_))));
}
