//! Schema tabs, sources and their choices: actions in, state and effects out.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use farcall_core::{
    call::Auth,
    engine::{Command, Event, LoadCause, LoadedSchema, SchemaRequest, SchemaSource},
    metadata::{Row, Secret},
    schema::{Change, ChangeKind, FileSource},
};

use super::Effect;
use crate::{
    action::{Action, OpenHow},
    apply::done,
    desk::{Desk, sample_schema, schema_of_text},
    job::{Job, JobPlace},
    state::{ExportKind, Own, SchemaView, SourceLimit, SourceOptions, SourceState, TabContent, restore, to_session},
};

const UNARY: &str = "shop.v1.Catalogue/GetProduct";

fn open(desk: &mut Desk, symbol: &str, how: OpenHow) {
    let source = Some(desk.source());
    desk.perform(Action::OpenSymbol { source, symbol: symbol.to_owned(), view: SchemaView::Page, how });
}

fn titles(desk: &Desk) -> Vec<String> {
    let title = |tab: &crate::state::Tab| match &tab.content {
        TabContent::Call(call) => call.title().to_owned(),
        TabContent::Schema(shown) => format!("{} page", shown.title()),
        TabContent::Diagnostics(_) => "Diagnostics".to_owned(),
        TabContent::Source(_) => "Source".to_owned(),
        TabContent::Compare(_) | TabContent::Message(_) | TabContent::Recording(_) => "Message".to_owned(),
    };
    desk.state.tabs.iter().map(title).collect()
}

fn loads(desk: &mut Desk) -> Vec<SchemaRequest> {
    let loads = desk.commands().into_iter().filter_map(|command| match command {
        Command::LoadSchema(_, request) => Some(*request),
        _ => None,
    });
    loads.collect()
}

fn protos(desk: &mut Desk, roots: &[&str]) -> SchemaRequest {
    desk.perform(Action::OpenFiles(vec!["/protos".into()]));
    let id = desk.source();
    desk.perform(Action::SetImportRoots(id, roots.iter().map(Into::into).collect()));
    loads(desk).pop().unwrap()
}

#[test]
fn files_that_are_being_loaded_are_not_loaded_anew_when_they_are_opened_again() {
    let mut desk = Desk::default();
    let open = || Action::OpenFiles(vec!["/protos".into()]);
    desk.perform(open());
    desk.perform(open());
    assert_eq!((loads(&mut desk).len(), desk.state.sources.len()), (1, 1));
    let id = desk.source();
    desk.perform(Action::CancelLoad(id));
    desk.perform(open());
    assert_eq!(loads(&mut desk).len(), 1, "what was stopped is");
}

#[test]
fn a_type_opens_as_preview_and_the_next_one_takes_its_place() {
    let mut desk = Desk::connected();
    open(&mut desk, "shop.v1.Product", OpenHow::Preview);
    open(&mut desk, "shop.v1.Order", OpenHow::Preview);
    assert_eq!(titles(&desk), ["Order page"]);
    desk.perform(Action::GoBack);
    assert_eq!(titles(&desk), ["Product page"], "with the way back");
    open(&mut desk, "shop.v1.Order", OpenHow::Another);
    open(&mut desk, "shop.v1.Product", OpenHow::Keep);
    assert_eq!(titles(&desk), ["Product page", "Order page"], "one that is open is chosen");
    assert_eq!(desk.state.chosen_schema().unwrap().1.title(), "Product");
}

#[test]
fn a_session_keeps_schema_tabs_and_they_wait_for_their_schema() {
    let mut desk = Desk::with(UNARY);
    open(&mut desk, "shop.v1.Product", OpenHow::Keep);
    desk.perform(Action::ToggleSchemaView);
    let session = to_session(&desk.state);
    let mut again = Desk::default();
    restore(&mut again.state, session);
    assert_eq!(titles(&again), ["GetProduct", "Product page"]);
    let (_, tab) = again.state.chosen_schema().unwrap();
    assert_eq!((tab.at.view, tab.kind()), (SchemaView::Source, None));
    again.load(again.state.sources[0].id, sample_schema());
    assert!(again.state.chosen_schema().unwrap().1.kind().is_some(), "the page is there once the schema is");
}

#[test]
fn a_page_follows_its_schema_and_keeps_what_it_showed_of_a_symbol_that_is_gone() {
    let mut desk = Desk::connected();
    let id = desk.source();
    desk.load(id, schema_of_text("syntax = \"proto3\"; package a; message M { int32 one = 1; }"));
    open(&mut desk, "a.M", OpenHow::Keep);
    let members = |desk: &Desk| {
        let page = desk.state.chosen_schema().unwrap().1.page.shown().unwrap().clone();
        page.page.members.iter().map(|member| member.name.clone()).collect::<Vec<_>>()
    };
    desk.load(id, schema_of_text("syntax = \"proto3\"; package a; message M { int32 one = 1; int32 two = 2; }"));
    assert_eq!(members(&desk), ["one", "two"]);
    desk.load(id, schema_of_text("syntax = \"proto3\"; package a; message Other {}"));
    assert_eq!(members(&desk), ["one", "two"]);
}

#[test]
fn what_changed_is_told_to_the_calls_it_concerns_and_their_drafts_stay() {
    let mut desk = Desk::with(UNARY);
    desk.json(r#"{"sku": "LAMP-1"}"#);
    desk.open("fleet.v1.Drivers/Track", OpenHow::Keep);
    let change = |symbol: &str| Change {
        symbol: symbol.to_owned(),
        kind: ChangeKind::Changed,
        what: "field price (3) is now int64, was int32".to_owned(),
    };
    let changes = vec![change("shop.v1.Product"), change("nobody.uses.This")];
    let cause = LoadCause::FilesChanged(vec!["/protos/shop.proto".into()]);
    let loaded = LoadedSchema { schema: sample_schema(), report: None, cause, changes };
    desk.tell(Event::SchemaLoaded(desk.source(), Box::new(loaded)));
    assert_eq!(desk.notices(), ["shop.proto changed: 2 changes in the schema"]);
    assert!(desk.call().changes.is_empty(), "Track uses none of these");
    desk.perform(Action::PreviousTab);
    let told: Vec<&str> = desk.call().changes.iter().map(|change| change.symbol.as_str()).collect();
    assert_eq!(told, ["shop.v1.Product"]);
    assert_eq!(desk.text(), r#"{"sku": "LAMP-1"}"#);
    desk.perform(Action::DismissChanges(desk.tab()));
    assert!(desk.call().changes.is_empty());
}

#[test]
fn a_copy_is_shown_as_such_until_the_source_is_read() {
    let mut desk = Desk::connected();
    let id = desk.source();
    desk.perform(Action::Refresh(id));
    let made = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
    let cause = LoadCause::Cached { made };
    let cached = LoadedSchema { schema: sample_schema(), report: None, cause, changes: Vec::new() };
    desk.tell(Event::SchemaLoaded(id, Box::new(cached)));
    let source = desk.state.source(id).unwrap();
    assert!(source.is_loading());
    assert_eq!(source.copy_words(), Some(format!("Refreshing; copy of {}", crate::units::moment(made))));
    desk.load(id, sample_schema());
    let source = desk.state.source(id).unwrap();
    assert!(matches!(source.state, SourceState::Loaded));
    assert_eq!(source.copy_words(), None);
}

#[test]
fn the_tree_of_an_outline_is_there_and_an_opened_method_gets_its_types_when_they_are() {
    let mut desk = Desk::connected();
    let id = desk.source();
    let told = |cause| LoadedSchema { schema: sample_schema(), report: None, cause, changes: Vec::new() };
    desk.perform(Action::Refresh(id));
    desk.tell(Event::SchemaLoaded(id, Box::new(told(LoadCause::Outlined { made: UNIX_EPOCH }))));
    let source = desk.state.source(id).unwrap();
    assert!(source.waits_for_types() && source.schema.is_none() && source.method_count() > Some(0));
    let words = format!("Loading types; copy of {}", crate::units::moment(UNIX_EPOCH));
    assert_eq!(source.copy_words(), Some(words));
    desk.open("shop.v1.Catalogue/GetProduct", OpenHow::Keep);
    assert!(desk.call().method.as_ref().unwrap().known.is_none());
    assert_eq!(desk.call().timeout, "30s");
    desk.load(id, sample_schema());
    assert!(desk.call().method.as_ref().unwrap().known.is_some());
    assert!(desk.call().draft.shown().unwrap().document().is_some(), "the form is there");
    assert_eq!(desk.state.source(id).unwrap().copy_words(), None);
}

#[test]
fn the_names_of_a_copy_take_the_place_of_the_welcome() {
    let mut desk = Desk::default();
    desk.perform(Action::OpenFiles(vec!["/nowhere/shop".into()]));
    assert!(desk.state.is_fresh(), "there is nothing to show yet");
    let cause = LoadCause::Outlined { made: UNIX_EPOCH };
    let outline = LoadedSchema { schema: sample_schema(), report: None, cause, changes: Vec::new() };
    let id = desk.source();
    desk.tell(Event::SchemaLoaded(id, Box::new(outline)));
    assert!(!desk.state.is_fresh());
}

#[test]
fn import_folders_are_kept_in_their_order_and_the_source_is_read_again() {
    let mut desk = Desk::default();
    desk.state.session_restored = true;
    let request = protos(&mut desk, &["/b", "/a"]);
    let SchemaSource::Files(FileSource::Protos { import_roots, .. }) = request.source else { panic!("files") };
    assert_eq!(import_roots, ["/b", "/a"].map(std::path::PathBuf::from));
    assert!(request.watch && request.use_cache);
}

#[test]
fn a_reflected_source_has_metadata_and_auth_of_its_own() {
    let mut desk = Desk::with(UNARY);
    let id = desk.source();
    let auth = Auth::Bearer { token: Secret::new("s3cret") };
    let own = Own { metadata: vec![Row::new("x-tenant", "blue")], auth: auth.clone() };
    let mut options = SourceOptions { own: Some(own), ..SourceOptions::default() };
    options.set_limit(SourceLimit::Files, "9".to_owned());
    desk.perform(Action::EditSourceOptions(id, Box::new(options)));
    assert!(loads(&mut desk).is_empty(), "what is typed counts from the next refresh");
    assert!(desk.state.source(id).unwrap().options_changed);
    desk.perform(Action::Refresh(id));
    let request = loads(&mut desk).pop().unwrap();
    assert_eq!(request.limits.max_files, 9);
    let SchemaSource::Reflection { metadata, auth: sent, filler, .. } = request.source else { panic!("reflection") };
    assert_eq!(metadata.iter().count(), 1);
    assert_eq!(sent, auth);
    assert!(filler.is_none());
    assert!(!desk.state.source(id).unwrap().options_changed);
    let kept = serde_json::to_string(&to_session(&desk.state)).unwrap();
    assert!(!kept.contains("s3cret"), "{kept}");
    assert!(kept.contains("x-tenant"));
}

#[test]
fn files_that_fill_in_and_watching_count_at_once() {
    let mut desk = Desk::connected();
    let id = desk.source();
    desk.perform(Action::AskFiller(id));
    desk.perform(Action::EditQuestion("/p/shop.binpb".to_owned()));
    desk.perform(Action::AnswerQuestion);
    let request = loads(&mut desk).pop().unwrap();
    let SchemaSource::Reflection { filler, .. } = request.source else { panic!("reflection") };
    assert_eq!(filler, Some(FileSource::DescriptorSet { paths: vec!["/p/shop.binpb".into()] }));
    let options = SourceOptions { watch: false, ..desk.state.source(id).unwrap().options.clone() };
    desk.perform(Action::EditSourceOptions(id, Box::new(options)));
    assert!(!loads(&mut desk).pop().unwrap().watch);
}

#[test]
fn an_export_asks_where_and_says_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.binpb");
    let mut desk = Desk::connected();
    desk.perform(Action::AskExport(desk.source(), ExportKind::DescriptorSet));
    assert!(desk.state.question.as_ref().unwrap().text.ends_with("schema.binpb"));
    desk.perform(Action::EditQuestion(path.display().to_string()));
    desk.perform(Action::AnswerQuestion);
    let job: Option<Box<Job>> = desk.asked.drain(..).find_map(|effect| match effect {
        Effect::Work(job) => Some(job),
        _ => None,
    });
    let outcome = job.expect("it is written away from the window").run();
    done(&mut desk.state, outcome, &mut desk.asked);
    assert!(path.metadata().unwrap().len() > 1_000);
    assert!(desk.notices()[0].starts_with("Wrote the descriptor set, "), "{:?}", desk.notices());
    for (kind, name) in [(ExportKind::Markdown, "r.md"), (ExportKind::Html, "r.html"), (ExportKind::Protos, "protos")] {
        let (id, path) = (desk.source(), folder.path().join(name));
        desk.perform(Action::Export(id, kind, path.clone()));
        for effect in std::mem::take(&mut desk.asked) {
            if let Effect::Work(job) = effect {
                done(&mut desk.state, job.run(), &mut desk.asked);
            }
        }
        assert!(path.exists(), "{name}: {:?}", desk.notices());
    }
    let html = std::fs::read_to_string(folder.path().join("r.html")).unwrap();
    assert!(html.contains("Catalogue"));
}

#[test]
fn writing_that_is_stopped_leaves_the_file_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.html");
    std::fs::write(&path, "before").unwrap();
    let mut desk = Desk::connected();
    desk.perform(Action::Export(desk.source(), ExportKind::Html, path.clone()));
    let writing = desk.state.writings[0].clone();
    assert!(writing.words.starts_with("the HTML reference of "), "{}", writing.words);
    desk.perform(Action::StopWriting(writing.id));
    for effect in std::mem::take(&mut desk.asked) {
        if let Effect::Work(job) = effect {
            assert_eq!(job.place(), JobPlace::Writer);
            done(&mut desk.state, job.run(), &mut desk.asked);
        }
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "before");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!((desk.state.writings.len(), desk.notices()[0]), (0, "Stopped. Nothing was written"));
}

#[test]
fn the_tab_of_a_source_goes_with_it() {
    let mut desk = Desk::with(UNARY);
    desk.perform(Action::ShowThisSource);
    desk.perform(Action::ShowThisSource);
    assert_eq!(titles(&desk), ["GetProduct", "Source"]);
    desk.perform(Action::RemoveSource(desk.source()));
    assert_eq!(titles(&desk), ["GetProduct"]);
    desk.perform(Action::ReopenTab);
    assert_eq!(titles(&desk), ["GetProduct"], "there is nothing it could show");
}

#[test]
fn the_palette_finds_types_and_waits_with_enter_for_a_large_search() {
    let mut desk = Desk::connected();
    desk.perform(Action::ShowPalette);
    desk.perform(Action::FilterPalette("shop.v1.Product".to_owned()));
    desk.perform(Action::TakePalette(None));
    assert_eq!(titles(&desk), ["Product page"]);

    let many: String = (0..4_000).map(|at| format!("message M{at} {{}}\n")).collect();
    let id = desk.source();
    let text = format!("syntax = \"proto3\"; package big; {many}");
    desk.load(id, schema_of_text(&text));
    desk.asked.clear();
    desk.perform(Action::ShowPalette);
    desk.perform(Action::FilterPalette("big.M3999".to_owned()));
    desk.perform(Action::TakePalette(None));
    assert!(desk.state.palette.is_some(), "what Enter means is not known yet");
    for effect in std::mem::take(&mut desk.asked) {
        if let Effect::Work(job) = effect {
            done(&mut desk.state, job.run(), &mut desk.asked);
        }
    }
    assert!(desk.state.palette.is_none());
    assert!(titles(&desk).contains(&"M3999 page".to_owned()), "{:?}", titles(&desk));
}
