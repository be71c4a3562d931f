//! Schema sources over time: watched, stopped, shown from a copy, filled in from files, asked again when a server is back.

use std::{
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use farcall_core::{
    call::Auth,
    engine::{Command, Event, LoadCause, LoadedSchema, SchemaFailure, SchemaRequest, SchemaSource, SourceId},
    metadata::Metadata,
    schema::{FileSource, Schema},
    transport::Target,
};
use farcall_proto_samples::{Listen, SampleOptions};

use crate::desk::{Desk, sample, sample_with};

const SOURCE: SourceId = SourceId(1);
const OTHER: SourceId = SourceId(2);

fn folder(path: &Path) -> FileSource {
    FileSource::Protos { paths: vec![path.to_owned()], import_roots: Vec::new(), sets: Vec::new() }
}

fn files(path: &Path) -> SchemaRequest {
    SchemaSource::Files(folder(path)).into()
}

fn server(target: &Target, filler: Option<FileSource>) -> SchemaRequest {
    let (target, metadata, auth) = (Box::new(target.clone()), Metadata::new(), Auth::None);
    SchemaSource::Reflection { target, metadata, auth, filler }.into()
}

fn watched(request: SchemaRequest) -> SchemaRequest {
    SchemaRequest { watch: true, ..request }
}

fn cached(request: SchemaRequest) -> SchemaRequest {
    SchemaRequest { use_cache: true, ..request }
}

fn load(desk: &Desk, id: SourceId, request: SchemaRequest) {
    desk.send(Command::LoadSchema(id, Box::new(request)));
}

/// How the next load of a source ends.
#[track_caller]
fn next(desk: &Desk, id: SourceId) -> Result<Box<LoadedSchema>, Box<SchemaFailure>> {
    desk.wait_for(|event| match event {
        Event::SchemaLoaded(of, loaded) if of == id => Some(Ok(loaded)),
        Event::SchemaFailed(of, failure) if of == id => Some(Err(failure)),
        _ => None,
    })
}

#[track_caller]
fn loaded(desk: &Desk, id: SourceId) -> Box<LoadedSchema> {
    next(desk, id).unwrap_or_else(|failure| panic!("{failure:?}"))
}

/// The next two loads of whatever source.
#[track_caller]
fn next_two(desk: &Desk) -> [Box<LoadedSchema>; 2] {
    let mut first = None;
    desk.wait_for(|event| match event {
        Event::SchemaLoaded(_, loaded) => match first.take() {
            Some(first) => Some([first, loaded]),
            None => {
                first = Some(loaded);
                None
            }
        },
        _ => None,
    })
}

/// A file with a service of this name, whose methods are these.
fn write_service(file: &Path, service: &str, methods: &[&str]) {
    let methods: String =
        methods.iter().map(|method| format!("rpc {method}(M{service}) returns (M{service});")).collect();
    let text = format!(
        "syntax = \"proto3\"; package a; message M{service} {{ string x = 1; }} service {service} {{ {methods} }}"
    );
    // As editors do it.
    let draft = file.with_extension("draft");
    fs::write(&draft, text).unwrap();
    fs::rename(draft, file).unwrap();
}

fn services(schema: &Schema) -> Vec<&str> {
    schema.services().iter().map(|service| service.full_name.as_str()).collect()
}

fn changed(loaded: &LoadedSchema) -> Vec<PathBuf> {
    match &loaded.cause {
        LoadCause::FilesChanged(paths) => paths.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_watched_folder_loads_again_when_its_files_change_and_says_what_is_different() {
    let place = tempfile::tempdir().unwrap();
    let (a, b) = (place.path().join("a.proto"), place.path().join("b.proto"));
    write_service(&a, "A", &["Do"]);
    let desk = Desk::new();
    load(&desk, SOURCE, watched(files(place.path())));
    let first = loaded(&desk, SOURCE);
    assert_eq!((&first.cause, first.changes.len()), (&LoadCause::Asked, 0));

    write_service(&a, "A", &["Do", "Undo"]);
    let second = loaded(&desk, SOURCE);
    assert_eq!(changed(&second), std::slice::from_ref(&a));
    assert!(second.changes.iter().any(|change| change.symbol.contains("Undo")), "{:?}", second.changes);

    write_service(&b, "B", &["Do"]);
    let third = loaded(&desk, SOURCE);
    assert_eq!((changed(&third), services(&third.schema)), (vec![b.clone()], vec!["a.A", "a.B"]));

    fs::remove_file(&b).unwrap();
    let fourth = loaded(&desk, SOURCE);
    assert_eq!((changed(&fourth), services(&fourth.schema)), (vec![b], vec!["a.A"]));
}

#[test]
fn a_watched_file_that_breaks_is_told_and_loads_again_once_mended() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.proto");
    write_service(&file, "A", &["Do"]);
    let desk = Desk::new();
    load(&desk, SOURCE, watched(files(&file)));
    assert_eq!(services(&loaded(&desk, SOURCE).schema), ["a.A"]);
    fs::write(&file, "syntax = \"proto3\"; message {").unwrap();
    let failure = next(&desk, SOURCE).map(drop).unwrap_err();
    assert!(matches!(*failure, SchemaFailure::Files(..)), "{failure:?}");
    write_service(&file, "A", &["Do"]);
    let mended = loaded(&desk, SOURCE);
    assert_eq!((changed(&mended), services(&mended.schema)), (vec![file], vec!["a.A"]));
}

#[test]
fn an_import_from_elsewhere_and_one_that_appears_are_watched() {
    let place = tempfile::tempdir().unwrap();
    let (main, root) = (place.path().join("main/a.proto"), place.path().join("root"));
    fs::create_dir_all(main.parent().unwrap()).unwrap();
    fs::create_dir_all(&root).unwrap();
    let text = "syntax = \"proto3\"; package a; import \"x/m.proto\"; service S { rpc Do(x.M) returns (x.M); }";
    fs::write(&main, text).unwrap();
    let desk = Desk::new();
    let source = FileSource::Protos { paths: vec![main], import_roots: vec![root.clone()], sets: Vec::new() };
    load(&desk, SOURCE, watched(SchemaSource::Files(source).into()));
    // Whether a service without its types is shown is not this test's concern.
    let _ = next(&desk, SOURCE);
    let import = root.join("x/m.proto");
    fs::create_dir_all(import.parent().unwrap()).unwrap();
    fs::write(&import, "syntax = \"proto3\"; package x; message M { string one = 1; }").unwrap();
    let found = loaded(&desk, SOURCE);
    assert_eq!((changed(&found), found.schema.problems().len()), (vec![import.clone()], 0));
    fs::write(&import, "syntax = \"proto3\"; package x; message M { string one = 1; string two = 2; }").unwrap();
    let wider = loaded(&desk, SOURCE);
    assert_eq!(changed(&wider), [import]);
    assert!(wider.schema.message("x.M").unwrap().get_field_by_name("two").is_some());
}

#[test]
fn a_source_that_is_given_up_is_not_watched_any_more() {
    let place = tempfile::tempdir().unwrap();
    let file = place.path().join("a.proto");
    write_service(&file, "A", &["Do"]);
    let desk = Desk::new();
    for id in [SOURCE, OTHER] {
        load(&desk, id, watched(files(place.path())));
        loaded(&desk, id);
    }
    desk.send(Command::CancelLoad(SOURCE));
    for methods in [&["Do", "Undo"][..], &["Redo"]] {
        write_service(&file, "A", methods);
        desk.wait_for(|event| match event {
            Event::SchemaLoaded(OTHER, _) => Some(()),
            Event::SchemaLoaded(SOURCE, _) | Event::SchemaFailed(SOURCE, _) => panic!("told of a source given up"),
            _ => None,
        });
    }
}

#[test]
fn a_load_of_many_files_tells_its_steps_and_ends_soon_after_it_is_stopped() {
    let place = tempfile::tempdir().unwrap();
    for number in 0..400 {
        write_service(&place.path().join(format!("f{number}.proto")), &format!("S{number}"), &["Do", "Undo"]);
    }
    let desk = Desk::new();
    load(&desk, SOURCE, files(place.path()));
    desk.send(Command::CancelLoad(SOURCE));
    let failure = next(&desk, SOURCE).map(drop).unwrap_err();
    assert!(matches!(*failure, SchemaFailure::Cancelled), "{failure:?}");

    load(&desk, SOURCE, files(place.path()));
    let step = desk.wait_for(|event| match event {
        Event::SchemaProgress(SOURCE, step) => Some(step),
        _ => None,
    });
    assert!(step.chars().any(|letter| letter.is_ascii_digit()), "{step}");
    assert_eq!(loaded(&desk, SOURCE).schema.services().len(), 400);
    #[cfg(target_os = "linux")]
    until("no thread loads any more", || {
        let threads = fs::read_dir("/proc/self/task").unwrap().flatten();
        // Other tests of this program load too: what is asked is that it comes to an end.
        !threads
            .map(|thread| fs::read_to_string(thread.path().join("comm")).unwrap_or_default())
            .any(|name| name.trim() == "farcall-load")
    });
}

#[cfg(target_os = "linux")]
#[track_caller]
fn until(what: &str, holds: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(30);
    while !holds() {
        assert!(Instant::now() < end, "it never came to be that {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_copy_is_shown_first_in_the_next_run_and_what_changed_since_is_said() {
    let (place, copies) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = place.path().join("a.proto");
    write_service(&file, "A", &["Do"]);
    let first = Desk::with_copies(copies.path());
    load(&first, SOURCE, cached(files(place.path())));
    assert_eq!(loaded(&first, SOURCE).cause, LoadCause::Asked, "there is no copy yet");
    until_kept(copies.path(), 1);
    drop(first);

    write_service(&file, "A", &["Do", "Undo"]);
    let second = Desk::with_copies(copies.path());
    load(&second, SOURCE, cached(files(place.path())));
    let [copy, fresh] = next_two(&second);
    assert_eq!((is_copy(&copy.cause), copy.schema.methods().count()), (true, 1));
    assert_eq!((&fresh.cause, fresh.schema.methods().count()), (&LoadCause::Asked, 2));
    assert!(fresh.changes.iter().any(|change| change.symbol.contains("Undo")), "{:?}", fresh.changes);

    load(&second, SOURCE, cached(files(place.path())));
    assert_eq!(loaded(&second, SOURCE).cause, LoadCause::Asked, "a copy of what the files are now is no mere copy");
}

fn is_copy(cause: &LoadCause) -> bool {
    matches!(cause, LoadCause::Cached { .. })
}

/// Waits for so many whole copies; what is being written has another name.
fn until_kept(folder: &Path, count: usize) {
    let is_copy = |path: &Path| path.extension().is_some_and(|end| end == "schema");
    let end = Instant::now() + Duration::from_secs(30);
    while fs::read_dir(folder).map_or(0, |files| files.flatten().filter(|file| is_copy(&file.path())).count()) < count {
        assert!(Instant::now() < end, "no copy is kept");
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_servers_copy_is_shown_alone_until_there_is_a_connection() {
    let copies = tempfile::tempdir().unwrap();
    let (_server, target) = sample();
    let first = Desk::with_copies(copies.path());
    load(&first, SOURCE, cached(server(&target, None)));
    let count = loaded(&first, SOURCE).schema.services().len();
    until_kept(&copies.path().join("servers"), 1);
    drop(first);

    let second = Desk::with_copies(copies.path());
    let request = Box::new(watched(cached(server(&target, None))));
    second.send(Command::ShowCopy(SOURCE, request));
    let copy = second.wait_for(|event| match event {
        Event::SchemaLoaded(SOURCE, loaded) => Some(loaded),
        Event::Channel { .. } | Event::SchemaProgress(..) => panic!("the server is asked"),
        _ => None,
    });
    assert_eq!((is_copy(&copy.cause), copy.schema.services().len()), (true, count));
    second.send(Command::Connect(Box::new(target)));
    let fresh = loaded(&second, SOURCE);
    assert_eq!((&fresh.cause, fresh.changes.len()), (&LoadCause::Reconnected, 0), "{:?}", fresh.changes);
    assert!(fresh.report.is_some());
}

#[test]
fn a_watched_server_is_asked_again_when_it_is_connected_to_anew_and_only_then() {
    let (_server, target) = sample();
    let desk = Desk::new();
    load(&desk, SOURCE, watched(server(&target, None)));
    load(&desk, OTHER, server(&target, None));
    assert!(next_two(&desk).iter().all(|loaded| loaded.cause == LoadCause::Asked));
    for _ in 0..2 {
        desk.send(Command::Disconnect(Box::new(target.clone())));
        desk.send(Command::Connect(Box::new(target.clone())));
        let again = desk.wait_for(|event| match event {
            Event::SchemaLoaded(SOURCE, loaded) => Some(loaded),
            Event::SchemaLoaded(..) => panic!("a source that is not watched"),
            _ => None,
        });
        assert_eq!((again.cause, again.changes.len()), (LoadCause::Reconnected, 0));
    }
}

#[test]
fn a_watched_server_that_was_away_is_asked_once_it_is_there() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let target = Target::new(port.to_string());
    let desk = Desk::new();
    load(&desk, SOURCE, watched(server(&target, None)));
    let failure = next(&desk, SOURCE).map(drop).unwrap_err();
    assert!(matches!(*failure, SchemaFailure::Reflection(..)), "{failure:?}");
    let (_server, _) = sample_with(SampleOptions { listen: Listen::Tcp(port), ..SampleOptions::default() });
    desk.send(Command::Connect(Box::new(target)));
    let there = loaded(&desk, SOURCE);
    assert_eq!(there.cause, LoadCause::Reconnected);
    assert!(there.schema.service("shop.v1.Orders").is_some());
}

#[test]
fn files_fill_in_what_a_server_does_not_give() {
    let place = tempfile::tempdir().unwrap();
    write_service(&place.path().join("extra.proto"), "Extra", &["Do"]);
    let (_server, target) = sample();
    let desk = Desk::new();
    load(&desk, SOURCE, server(&target, Some(folder(place.path()))));
    let both = loaded(&desk, SOURCE);
    assert!(both.schema.service("a.Extra").is_some() && both.schema.service("shop.v1.Orders").is_some());
    assert!(both.report.unwrap().listed.contains(&"shop.v1.Orders".to_owned()));

    let mute = SampleOptions { reflection_v1: false, reflection_v1alpha: false, ..SampleOptions::default() };
    let (_server, target) = sample_with(mute);
    load(&desk, SOURCE, server(&target, Some(folder(place.path()))));
    let alone = loaded(&desk, SOURCE);
    assert_eq!(services(&alone.schema), ["a.Extra"]);
    let report = alone.report.unwrap();
    let [problem] = &report.problems[..] else { panic!("{:?}", report.problems) };
    assert!(problem.message.contains("This server offers no reflection") && !problem.is_error, "{problem:?}");
}
