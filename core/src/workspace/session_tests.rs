//! Tests of session files: what comes back after a restart, and what is never lost.

use std::collections::VecDeque;

use super::*;
use crate::{
    call::{Auth, CallOptions},
    metadata::{Row, Secret},
    transport::Target,
    workspace::{Draft, RecentTarget, SourceDraft, Theme},
};

fn secret_row() -> Row {
    Row { enabled: true, key: "authorization".into(), value: "Bearer top-secret".into() }
}

fn bearer() -> Auth {
    Auth::Bearer { token: Secret::new("top-secret") }
}

fn session() -> Session {
    let draft = Draft {
        method: "a.B/C".into(),
        target: Target::new("localhost:1"),
        timeout: "30 s".into(),
        metadata: vec![secret_row()],
        options: CallOptions { auth: bearer(), ..CallOptions::default() },
        messages: vec!["{\"half typed".into(), String::new()],
        chosen_message: 1,
        saved_as: Some("Orders/Get".parse().unwrap()),
        ..Draft::default()
    };
    let recent = RecentTarget {
        target: Target::new("localhost:1"),
        metadata: vec![secret_row()],
        auth: bearer(),
        methods: Some(12),
        last_used_unix_secs: 1_700_000_000,
    };
    Session {
        tabs: vec![draft.clone(), Draft::default()],
        chosen_tab: Some(1),
        closed: VecDeque::from([draft]),
        sources: vec![
            SourceDraft::Sample,
            SourceDraft::Reflection { target: Box::new(Target::new("a:1")), metadata: vec![secret_row()] },
        ],
        recent: vec![recent],
        theme: Theme::Light,
        zoom: Some(1.25),
        ..Session::default()
    }
}

#[test]
fn what_was_open_comes_back_without_its_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let files = SessionFiles::open_in(folder.path()).unwrap();
    assert_eq!(files.restore().unwrap(), Restored::default());
    files.save(&session()).unwrap();
    let written = fs::read_to_string(files.path()).unwrap();
    assert!(!written.contains("top-secret"), "{written}");
    assert!(written.starts_with("{\n  \"format\": 1,"), "{written}");

    drop(files);
    let files = SessionFiles::open_in(folder.path()).unwrap();
    let restored = files.restore().unwrap();
    assert_eq!(restored.session, session().without_secrets());
    assert_eq!(restored.session.tabs[0].metadata[0].value, "{{secret:authorization}}");
    let withheld = Auth::Bearer { token: Secret::new("{{secret:bearer-token}}") };
    assert_eq!((&restored.session.tabs[0].options.auth, &restored.session.recent[0].auth), (&withheld, &withheld));
    assert_eq!(restored.problem, None);
}

#[test]
fn a_damaged_session_is_set_aside_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let files = SessionFiles::open_in(folder.path()).unwrap();
    for (number, contents) in [(1, "{\"format\": 1,"), (2, "{\"format\": 2}"), (3, "")] {
        fs::write(files.path(), contents).unwrap();
        let restored = files.restore().unwrap();
        assert_eq!(restored.session, Session::default());
        let aside = folder.path().join(format!("session.json.damaged-{number}"));
        assert!(restored.problem.unwrap().contains(&*aside.to_string_lossy()));
        assert_eq!(fs::read_to_string(aside).unwrap(), contents);
    }
}

#[test]
fn two_windows_do_not_write_over_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let first = SessionFiles::open_in(folder.path()).unwrap();
    first.save(&session()).unwrap();
    let second = SessionFiles::open_in(folder.path()).unwrap();
    assert_ne!(first.path(), second.path());
    let fresh = second.restore().unwrap().session;
    assert!(fresh.tabs.is_empty());
    assert_eq!((fresh.recent.len(), fresh.theme), (1, Theme::Light), "targets and looks are shared at the start");
    second.save(&Session::default()).unwrap();
    assert_eq!(first.restore().unwrap().session.tabs.len(), 2);
    drop(first);
    assert!(SessionFiles::open_in(folder.path()).unwrap().path().ends_with("session.json"));
}

#[test]
fn the_fifty_tabs_closed_last_can_be_reopened() {
    let mut session = Session::default();
    for number in 0..60 {
        session.close(Draft { method: number.to_string(), ..Draft::default() });
    }
    assert_eq!(session.closed.len(), 50);
    assert_eq!(session.reopen().map(|draft| draft.method), Some("59".into()));
    for _ in 0..2 {
        session.used(RecentTarget { target: Target::new("a:1"), ..RecentTarget::default() });
        session.used(RecentTarget { target: Target::new("b:2"), ..RecentTarget::default() });
    }
    let recent: Vec<_> = session.recent.iter().map(|recent| recent.target.address.as_str()).collect();
    assert_eq!(recent, ["b:2", "a:1"]);
}

#[test]
fn an_older_session_with_fewer_fields_is_read() {
    let session = read(b"{\"format\": 1, \"tabs\": [{\"method\": \"a.B/C\"}], \"unknown\": 1}").unwrap();
    assert_eq!(session.tabs[0].method, "a.B/C");
}
