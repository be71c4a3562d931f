//! The tab of a source by its labels: a long list of problems, and what of a schema is whose.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use egui::{Event, Modifiers, MouseWheelSource, MouseWheelUnit, TouchPhase, pos2, vec2};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use farcall_core::{
    engine::{Failure, SchemaFailure, SourceId},
    schema::{FileSource, Problem, Schema, SchemaLimits},
    transport::Target,
};

use super::{counted, source_ui};
use crate::{
    panels::Views,
    state::{Source, SourceKind, SourceState, State, TabId},
};

const HEIGHT: f32 = 500.0;

struct Window {
    state: State,
    id: SourceId,
    views: Views,
}

fn window(kind: SourceKind, schema: Option<Schema>, how: SourceState) -> Harness<'static, Window> {
    let mut state = State::default();
    let id = state.fresh_source();
    state.sources.push(Source { state: how, schema, ..Source::new(id, kind) });
    let app = |ui: &mut egui::Ui, window: &mut Window| {
        source_ui(ui, &window.state, TabId(1), window.id, &mut window.views, &mut Vec::new());
    };
    Harness::builder()
        .with_size(vec2(900.0, HEIGHT))
        .with_context_setup(crate::theme::install)
        .build_ui_state(app, Window { state, id, views: Views::default() })
}

/// Of the problems those that are laid out, by their number.
fn drawn(window: &Harness<'_, Window>) -> Vec<usize> {
    let problems = window.query_all_by_label_contains("what is wrong ");
    let number = |label: String| label.rsplit(' ').next().and_then(|number| number.parse().ok());
    let mut numbers: Vec<usize> = problems.filter_map(|node| number(node.accesskit_node().value()?)).collect();
    numbers.sort_unstable();
    numbers
}

#[test]
fn of_5000_problems_those_in_sight_are_laid_out_and_the_last_is_reached() {
    const COUNT: usize = 5000;
    let problem = |n: usize| Problem::error(format!("{n}.proto"), format!("what is wrong {n}")).hint("Mend it");
    let failure = Failure::new("No file could be loaded");
    let failed = SchemaFailure::Files(failure, (0..COUNT).map(problem).collect(), Vec::new());
    let files = FileSource::DescriptorSet { paths: vec!["set.binpb".into()] };
    let mut window = window(SourceKind::Files(files), None, SourceState::Failed(failed));
    window.run();
    assert!(window.query_by_label("Problems 5,000").is_some());
    let first = drawn(&window);
    assert!(first.first() == Some(&0) && first.len() < 20, "{first:?}");
    window.event(Event::PointerMoved(pos2(450.0, HEIGHT / 2.0)));
    let mut last = 0;
    for _ in 0..100 {
        let delta = vec2(0.0, -20_000.0);
        let (unit, phase, source) = (MouseWheelUnit::Point, TouchPhase::Move, MouseWheelSource::Wheel);
        window.event(Event::MouseWheel { unit, delta, phase, source, modifiers: Modifiers::NONE });
        window.run_steps(20);
        let seen = drawn(&window);
        assert!(seen.len() < 20, "{seen:?}");
        let now = seen.last().copied().unwrap_or(last);
        if now == COUNT - 1 {
            return;
        }
        assert!(now > last || seen.is_empty(), "it goes on: {last}, {seen:?}");
        last = now;
    }
    panic!("the last one is not reached, {last} is");
}

#[test]
fn a_count_of_problems_tells_warnings_apart() {
    let (error, warning) = (Problem::error("a.proto", "no"), Problem::warning("a.proto", "odd"));
    for (problems, words) in [
        (vec![error.clone()], "1"),
        (vec![warning.clone(); 1200], "1,200, warnings"),
        (vec![error, warning.clone(), warning], "3, 2 of them warnings"),
    ] {
        assert_eq!(counted(&problems), words);
    }
}

#[test]
fn a_mixed_source_says_which_files_are_whose() {
    let folder = tempfile::tempdir().unwrap();
    let money = folder.path().join("money.proto");
    std::fs::write(&money, "syntax = \"proto3\"; package m; message Money {}").unwrap();
    let server = Schema::load(&FileSource::Protos { paths: vec![money.clone()], import_roots: vec![], sets: vec![] });
    std::fs::remove_file(money).unwrap();
    let own = folder.path().join("own.proto");
    std::fs::write(&own, "syntax = \"proto3\"; package o; import \"money.proto\"; message Own { m.Money m = 1; }")
        .unwrap();
    let files = FileSource::Protos { paths: vec![own], import_roots: vec![], sets: vec![] };
    let filler = Schema::load_beside(&server, &files, &SchemaLimits::default(), &mut ()).unwrap();
    let merged = Schema::merged(&server, &filler);
    let kind = SourceKind::Reflection { target: Box::new(Target::new("localhost:1")) };
    let mut window = window(kind, Some(merged), SourceState::Loaded);
    window.run();
    for words in [
        "Mixed: own.proto is of your files; the server does not give it",
        "Mixed: own.proto imports money.proto, which the server gives",
    ] {
        assert!(window.query_by_label(words).is_some(), "{words}");
    }
}
