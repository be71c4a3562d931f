//! Tests of a workspace folder: what users see of saving, conflicts, renaming, deleting and listing.

use tempfile::TempDir;

use super::*;
use crate::{status::Code, transport::Target, workspace::read::LARGEST_REQUEST_BYTES};

fn workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::at(folder.path().join("calls"));
    (folder, workspace)
}

fn request(name: &str) -> SavedRequest {
    SavedRequest {
        name: name.into(),
        method: "shop.v1.Orders/GetOrder".into(),
        target: Target::new("localhost:1"),
        messages: vec!["{\"id\": 1}".into()],
        ..SavedRequest::default()
    }
}

fn path(text: &str) -> RequestPath {
    text.parse().unwrap()
}

#[test]
fn a_saved_request_is_listed_opened_renamed_deleted_and_brought_back() {
    let (_keep, workspace) = workspace();
    assert_eq!(workspace.list().unwrap(), Folder::default(), "a workspace that is not there yet is empty");
    let orders = ["Orders".to_owned()];
    let place = RequestPath::new(&orders, "GET /orders").unwrap();
    workspace.save(&place, &request("GET /orders"), Over::Nothing).unwrap();
    workspace.save(&path("alone"), &request("alone"), Over::Nothing).unwrap();

    let listed = workspace.list().unwrap();
    assert_eq!(listed.requests.iter().map(|entry| entry.name.as_str()).collect::<Vec<_>>(), ["alone"]);
    let below = &listed.folders[0];
    assert_eq!(below.path, Some(path("Orders")));
    assert_eq!(below.requests[0].name, "GET /orders");
    assert_eq!(below.requests[0].method.as_deref(), Some("shop.v1.Orders/GetOrder"));

    assert_eq!(workspace.load(&place).unwrap().request, request("GET /orders"));
    let (renamed, _) = workspace.rename(&place, "Get one order").unwrap();
    assert_eq!(renamed, path("Orders/Get one order"));
    assert_eq!(workspace.load(&renamed).unwrap().request.name, "Get one order");
    assert!(!workspace.file(&place).exists());

    let before = fs::read(workspace.file(&renamed)).unwrap();
    let deleted = workspace.delete(&renamed).unwrap();
    assert!(workspace.load(&renamed).is_err());
    workspace.restore(&deleted).unwrap();
    assert_eq!(fs::read(workspace.file(&renamed)).unwrap(), before);
    assert!(matches!(workspace.restore(&deleted), Err(RestoreError::Exists { .. })));
}

#[test]
fn what_changed_on_disk_is_not_overwritten_unasked() {
    let (_keep, workspace) = workspace();
    let place = path("a");
    let version = workspace.save(&place, &request("a"), Over::Nothing).unwrap();
    assert!(matches!(workspace.save(&place, &request("a"), Over::Nothing), Err(SaveError::Exists { .. })));

    let theirs = SavedRequest { expected_status: Some(Code::NOT_FOUND), ..request("a") }.to_json().unwrap();
    fs::write(workspace.file(&place), &theirs).unwrap();
    let mine = SavedRequest { method: "mine/Is".into(), ..request("a") };
    let refused = workspace.save(&place, &mine, Over::Version(version));
    assert!(matches!(refused, Err(SaveError::Conflict { .. })), "{refused:?}");
    assert_eq!(fs::read_to_string(workspace.file(&place)).unwrap(), theirs, "theirs is untouched");

    let version = workspace.save(&place, &mine, Over::Anything).unwrap();
    // Touched, not changed: no conflict.
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(99);
    fs::File::options().write(true).open(workspace.file(&place)).unwrap().set_modified(long_ago).unwrap();
    workspace.save(&place, &mine, Over::Version(version)).unwrap();
    fs::remove_file(workspace.file(&place)).unwrap();
    assert!(matches!(workspace.save(&place, &mine, Over::Version(version)), Err(SaveError::Gone { .. })));
}

#[test]
fn renaming_onto_another_is_refused_and_changing_case_of_letters_is_not() {
    let (_keep, workspace) = workspace();
    workspace.save(&path("a"), &request("a"), Over::Nothing).unwrap();
    workspace.save(&path("b"), &request("b"), Over::Nothing).unwrap();
    let refused = workspace.rename(&path("a"), "b");
    assert!(matches!(refused, Err(RenameError::Save(SaveError::Exists { .. }))), "{refused:?}");
    assert_eq!(workspace.load(&path("a")).unwrap().request.name, "a");
    assert_eq!(workspace.rename(&path("a"), "A").unwrap().0, path("A"));
    assert!(matches!(workspace.rename(&path("b"), " "), Err(RenameError::Name(_))));
    // The same file name, another label.
    assert_eq!(workspace.rename(&path("b"), "b.").unwrap().0, path("b"));
    assert_eq!(workspace.load(&path("b")).unwrap().request.name, "b.");
}

#[test]
fn a_file_of_a_newer_version_is_never_written_over() {
    let (_keep, workspace) = workspace();
    let place = path("a");
    workspace.save(&place, &request("a"), Over::Nothing).unwrap();
    let newer = fs::read_to_string(workspace.file(&place)).unwrap().replacen(": 1", ": 2", 1);
    fs::write(workspace.file(&place), &newer).unwrap();
    let opened = workspace.load(&place).unwrap();
    assert_eq!(opened.newer_format, Some(2));
    for over in [Over::Anything, Over::Version(opened.version)] {
        let refused = workspace.save(&place, &opened.request, over);
        assert!(matches!(refused, Err(SaveError::NewerFormat { format: 2, .. })), "{refused:?}");
    }
    assert!(workspace.rename(&place, "c").is_err());
    assert_eq!(fs::read_to_string(workspace.file(&place)).unwrap(), newer);
}

#[test]
fn damaged_and_foreign_files_are_listed_with_why_and_left_alone() {
    let (_keep, workspace) = workspace();
    workspace.save(&path("good"), &request("good"), Over::Nothing).unwrap();
    let requests = workspace.requests();
    fs::write(requests.join("bad.json"), "{\n oops").unwrap();
    fs::write(requests.join("latin.json"), b"{\n\"format\": \xe9").unwrap();
    fs::write(requests.join("notes.txt"), "x").unwrap();
    fs::create_dir(requests.join(".git")).unwrap();
    fs::copy(requests.join("good.json"), requests.join("copy of good.json")).unwrap();

    let listed = workspace.list().unwrap();
    let names: Vec<_> = listed.requests.iter().map(|entry| (entry.name.as_str(), entry.problem.is_some())).collect();
    assert_eq!(names, [("bad", true), ("copy of good", false), ("good", false), ("latin", true)]);
    assert!(listed.folders.is_empty());
    let damaged = workspace.load(&path("bad")).unwrap_err();
    assert!(matches!(damaged, LoadError::Damaged { line: 2, .. }), "{damaged:?}");
    let damaged = workspace.load(&path("latin")).unwrap_err();
    assert!(matches!(damaged, LoadError::Damaged { line: 2, column: 11, .. }), "{damaged:?}");
    assert_eq!(fs::read_to_string(requests.join("bad.json")).unwrap(), "{\n oops");
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_not_followed() {
    let (keep, workspace) = workspace();
    workspace.save(&path("in/a"), &request("a"), Over::Nothing).unwrap();
    std::os::unix::fs::symlink(keep.path(), workspace.requests().join("out")).unwrap();
    let listed = workspace.list().unwrap();
    assert_eq!(listed.folders.len(), 1);
}

#[cfg(unix)]
#[test]
fn what_is_no_plain_file_or_too_large_is_named_and_not_read() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let (_keep, workspace) = workspace();
    let requests = workspace.root().join("requests");
    fs::create_dir_all(&requests).unwrap();
    symlink("/dev/zero", requests.join("endless.json")).unwrap();
    let _socket = UnixListener::bind(requests.join("socket.json")).unwrap();
    let large = fs::File::create(requests.join("large.json")).unwrap();
    large.set_len(LARGEST_REQUEST_BYTES + 1).unwrap();
    let problems: Vec<_> = workspace.list().unwrap().requests.into_iter().map(|entry| entry.problem).collect();
    assert!(problems.iter().all(Option::is_some), "{problems:?}");
    assert!(matches!(workspace.load(&path("endless")), Err(LoadError::Unreadable { .. })));
    assert!(matches!(workspace.load(&path("large")), Err(LoadError::TooLarge { .. })));
}
