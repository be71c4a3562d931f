//! Files through the engine: saved requests, sessions, schemas on disk.

use farcall_core::{
    engine::{Command, Event, FileCommand, SaveOutcome, SchemaFailure, SchemaSource, SourceId, TaskId},
    metadata::Row,
    schema::FileSource,
    workspace::{Draft, Over, RequestPath, SavedRequest, Session, Workspace},
};

use crate::desk::Desk;

fn request() -> SavedRequest {
    SavedRequest {
        name: "Get order".into(),
        method: "shop.v1.Orders/GetOrder".into(),
        metadata: vec![Row { enabled: true, key: "authorization".into(), value: "Bearer top-secret".into() }],
        messages: vec!["{\"id\": 18446744073709551615}".into()],
        ..SavedRequest::default()
    }
}

#[test]
fn a_request_is_saved_listed_opened_and_a_conflict_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::at(folder.path());
    let desk = Desk::new();
    let path: RequestPath = "Orders/Get order".parse().unwrap();
    let save = |over| {
        let (workspace, path, request) = (workspace.clone(), path.clone(), Box::new(request()));
        desk.send(Command::File(TaskId(1), FileCommand::Save { workspace, path, request, over }));
        desk.wait_for(|event| match event {
            Event::RequestSaved(_, outcome) => Some(outcome),
            _ => None,
        })
    };
    let SaveOutcome::Saved(_, version) = save(Over::Nothing) else { panic!("not saved") };
    assert!(matches!(save(Over::Nothing), SaveOutcome::Exists(_)));
    let text = std::fs::read_to_string(workspace.file(&path)).unwrap();
    assert!(text.contains("18446744073709551615") && !text.contains("top-secret"), "{text}");
    std::fs::write(workspace.file(&path), text.replace("Get order", "Theirs")).unwrap();
    assert!(matches!(save(Over::Version(version)), SaveOutcome::Conflict(_)));

    desk.send(Command::File(TaskId(2), FileCommand::List(workspace.clone())));
    let listed = desk.wait_for(|event| match event {
        Event::Listed(TaskId(2), listed) => Some(listed.unwrap()),
        _ => None,
    });
    assert_eq!(listed.folders[0].requests[0].path, path);

    desk.send(Command::File(TaskId(3), FileCommand::Delete(workspace.clone(), path.clone())));
    desk.send(Command::File(TaskId(4), FileCommand::Load(workspace, path)));
    let mut deleted = false;
    let failure = desk.wait_for(|event| match event {
        Event::Deleted(TaskId(3), outcome) => {
            deleted = outcome.is_ok();
            None
        }
        Event::Opened(TaskId(4), opened) => Some(opened.unwrap_err()),
        _ => None,
    });
    assert!(deleted, "in the order they were asked");
    assert!(failure.summary.contains("cannot be read"), "{failure:?}");
}

#[test]
fn drafts_are_written_before_the_engine_is_gone_and_come_back() {
    let folder = tempfile::tempdir().unwrap();
    let load = || Command::File(TaskId(1), FileCommand::LoadSession(Some(folder.path().to_owned())));
    let loaded = |desk: &Desk| {
        desk.wait_for(|event| match event {
            Event::SessionLoaded(_, restored) => Some(restored.unwrap()),
            _ => None,
        })
    };
    let desk = Desk::new();
    let early = Command::File(TaskId(9), FileCommand::SaveSession(Box::default()));
    desk.send(early);
    desk.wait_for(|event| matches!(event, Event::Saved(TaskId(9), Err(_))).then_some(()));
    desk.send(load());
    assert_eq!(loaded(&desk).session, Session::default());
    for number in 0..500 {
        let draft = Draft { method: format!("a.B/M{number}"), ..Draft::default() };
        let session = Session { tabs: vec![draft], ..Session::default() };
        desk.send(Command::File(TaskId(100 + number), FileCommand::SaveSession(Box::new(session))));
    }
    drop(desk);

    let desk = Desk::new();
    desk.send(load());
    assert_eq!(loaded(&desk).session.tabs[0].method, "a.B/M499");
}

#[test]
fn protos_on_disk_are_a_schema_and_nothing_readable_is_a_failure() {
    let folder = tempfile::tempdir().unwrap();
    let proto = "syntax = \"proto3\"; package a; message M {} service S { rpc Do(M) returns (stream M); }";
    std::fs::write(folder.path().join("a.proto"), proto).unwrap();
    let desk = Desk::new();
    let load = |paths| {
        let files = FileSource::Protos { paths, import_roots: Vec::new(), sets: Vec::new() };
        desk.send(Command::LoadSchema(SourceId(1), Box::new(SchemaSource::Files(files).into())));
        desk.wait_for(|event| match event {
            Event::SchemaLoaded(_, loaded) => Some(Ok(loaded.schema)),
            Event::SchemaFailed(_, failure) => Some(Err(failure)),
            _ => None,
        })
    };
    let schema = load(vec![folder.path().to_owned()]).unwrap_or_else(|failure| panic!("{failure:?}"));
    assert_eq!(schema.services()[0].full_name, "a.S");
    let failure = load(vec![folder.path().join("gone.proto")]).map(drop).unwrap_err();
    assert!(matches!(*failure, SchemaFailure::Files(..)), "{failure:?}");
}
