//! What a watch says of files that editors, tools and version control change, with the system's watches and without.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{fs, path::Path, sync::mpsc, thread, time::Duration};

use super::*;

const PATIENCE: Duration = Duration::from_secs(20);

struct Watching {
    bell: Arc<Bell>,
    told: mpsc::Receiver<Vec<PathBuf>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Watching {
    fn begin(source: FileSource, with_ears: bool) -> Self {
        let bell = Arc::new(Bell::default());
        let (sender, told) = mpsc::channel();
        let ears = with_ears.then(|| Ears::new(&bell).unwrap());
        let mut watch = FileWatch::with_ears(&source, ears, Arc::clone(&bell));
        let thread = thread::spawn(move || {
            while let Some(changed) = watch.changed() {
                sender.send(changed).unwrap();
            }
        });
        Self { bell, told, thread: Some(thread) }
    }

    /// All that is told until every one of `files` was among it.
    #[track_caller]
    fn expect(&self, files: &[&Path]) {
        let mut told = Vec::new();
        while !files.iter().all(|file| told.iter().any(|path: &PathBuf| path == file)) {
            told.extend(self.told.recv_timeout(PATIENCE).expect("a change is told"));
        }
        assert!(told.iter().all(|path| files.contains(&path.as_path())), "{told:?}");
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.bell.stop();
        self.thread.take().unwrap().join().unwrap();
    }
}

fn folder(path: &Path) -> FileSource {
    FileSource::Protos { paths: vec![path.to_owned()], import_roots: Vec::new(), sets: Vec::new() }
}

fn for_both(check: impl Fn(bool)) {
    [true, false].into_iter().for_each(check);
}

#[test]
fn files_that_are_written_added_renamed_over_and_deleted_are_told() {
    for_both(|with_ears| {
        let place = tempfile::tempdir().unwrap();
        let (a, b, other) = (place.path().join("a.proto"), place.path().join("b.proto"), place.path().join("a.swp"));
        fs::write(&a, "one").unwrap();
        let watching = Watching::begin(folder(place.path()), with_ears);
        fs::write(&other, "not a schema").unwrap();
        fs::write(&a, "other").unwrap();
        watching.expect(&[&a]);
        fs::write(&b, "new").unwrap();
        watching.expect(&[&b]);
        let draft = place.path().join("a.proto~");
        fs::write(&draft, "third").unwrap();
        fs::rename(&draft, &a).unwrap();
        watching.expect(&[&a]);
        fs::remove_file(&b).unwrap();
        watching.expect(&[&b]);
    });
}

#[test]
fn folders_that_come_and_go_and_come_back_are_watched() {
    for_both(|with_ears| {
        let place = tempfile::tempdir().unwrap();
        let root = place.path().join("protos");
        let deep = root.join("x/y");
        let file = deep.join("a.proto");
        fs::create_dir_all(&root).unwrap();
        let watching = Watching::begin(folder(&root), with_ears);
        fs::create_dir_all(&deep).unwrap();
        fs::write(&file, "one").unwrap();
        watching.expect(&[&file]);
        fs::write(&file, "other").unwrap();
        watching.expect(&[&file]);
        fs::remove_dir_all(&root).unwrap();
        watching.expect(&[&file]);
        fs::create_dir_all(&deep).unwrap();
        fs::write(&file, "again").unwrap();
        watching.expect(&[&file]);
    });
}

#[test]
fn a_file_opened_alone_its_imports_and_the_files_of_a_workspace_are_watched() {
    for_both(|with_ears| {
        let place = tempfile::tempdir().unwrap();
        let (alone, roots) = (place.path().join("alone.proto"), place.path().join("roots"));
        fs::create_dir_all(&roots).unwrap();
        fs::write(&alone, "one").unwrap();
        let source =
            FileSource::Protos { paths: vec![alone.clone()], import_roots: vec![roots.clone()], sets: Vec::new() };
        let watching = Watching::begin(source, with_ears);
        let (missing, buf) = (roots.join("missing.proto"), roots.join("buf.yaml"));
        fs::write(&missing, "here now").unwrap();
        fs::write(&buf, "version: v2").unwrap();
        watching.expect(&[&missing, &buf]);
        fs::remove_file(&alone).unwrap();
        watching.expect(&[&alone]);
        fs::write(&alone, "back").unwrap();
        watching.expect(&[&alone]);
    });
}

#[test]
fn what_changed_while_it_was_read_is_told_at_once() {
    let place = tempfile::tempdir().unwrap();
    let (a, import) = (place.path().join("p/a.proto"), place.path().join("q/import.proto"));
    fs::create_dir_all(place.path().join("p")).unwrap();
    fs::create_dir_all(place.path().join("q")).unwrap();
    fs::write(&a, "one").unwrap();
    let since = SystemTime::now() - Duration::from_secs(1);
    let source = FileSource::Protos { paths: vec![a.clone()], import_roots: Vec::new(), sets: Vec::new() };
    let bell = Arc::new(Bell::default());
    let mut watch = FileWatch::begin(&source, Arc::clone(&bell));
    fs::write(&a, "changed").unwrap();
    fs::write(&import, "changed").unwrap();
    watch.also(vec![a.clone(), import.clone()], since);
    assert_eq!(watch.changed(), Some(vec![a, import]));
    bell.stop();
    assert_eq!(watch.changed(), None);
}

#[test]
fn a_pattern_is_watched_from_the_folder_that_it_begins_in() {
    let place = tempfile::tempdir().unwrap();
    let watching = Watching::begin(folder(&place.path().join("**/*.proto")), true);
    let file = place.path().join("a.proto");
    fs::write(&file, "one").unwrap();
    watching.expect(&[&file]);
}
