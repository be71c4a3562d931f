//! A key in a large request, in its JSON and in its form, and taking it back: the longest frame of the whole window, with
//! what is read behind it: `cargo bench -- typing`. No picture is painted, and no screen reader listens.

use std::{error::Error, fs, path::Path, thread, time::Duration};

use eframe::App as _;
use egui::{Context, Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use farcall::window::{App, Setup};
use farcall_core::{
    schema::FileSource,
    workspace::{Draft, Session, SessionFiles, SourceDraft},
};

use super::texts::{FRAME, cpu, longest, row};

/// The argument that asks for these rows.
pub const TYPING: &str = "typing";
/// The longest frame of a key in a text as large as one that is edited as JSON may be, at most: two frames
/// of 60 a second.
const LARGE: Duration = Duration::from_millis(33);
/// The same in a message far above that, which only its form edits: what still seems at once.
const HUGE: Duration = Duration::from_millis(100);
/// Keys of one row.
const KEYS: usize = 12;
/// Frames after a key, in which what was read behind arrives.
const AFTER: usize = 20;
/// Between two of them.
const STEP: Duration = Duration::from_millis(4);
/// Frames until the window shows a request.
const LIMIT: usize = 5_000;

const SIZE: egui::Vec2 = vec2(1280.0, 800.0);
const JSON: &str = "Request message as JSON";
const PROTO: &str = "syntax = \"proto3\";\npackage bench;\n
    message Item { string name = 1; int64 count = 2; double share = 3; }
    message Page { string note = 1; repeated Item items = 2; }
    service Bench { rpc Put(Page) returns (Page); }\n";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Where keys go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Into {
    Json,
    Form,
}

/// Measures and prints.
pub fn print() -> Outcome<()> {
    for (words, bytes, into, at_most) in [
        ("JSON of 200 KiB, coloured", 200 << 10, Into::Json, FRAME),
        ("JSON of 1 MiB", 1000 << 10, Into::Json, LARGE),
        ("the form of 1 MiB", 1000 << 10, Into::Form, LARGE),
        ("the form of 10 MiB", 10 << 20, Into::Form, HUGE),
    ] {
        let mut window = Window::open(bytes, into)?;
        let (keys, undone) = (window.keys()?, window.undo()?);
        row(&format!("a key in {words}"), longest(&keys), at_most);
        row("  taken back", longest(&undone), at_most);
    }
    Ok(())
}

/// The window with the keyboard in a request.
struct Window {
    ctx: Context,
    app: App,
    frame: eframe::Frame,
    _folder: tempfile::TempDir,
}

impl Window {
    fn open(bytes: usize, into: Into) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        prepare(folder.path(), bytes)?;
        let setup = Setup { data_folder: Some(folder.path().to_owned()), ..Setup::default() };
        let mut harness = harness(setup);
        let field = if into == Into::Form { "note" } else { JSON };
        let mut frames = 0;
        while harness.query_by_label("note").is_none() {
            harness.step();
            thread::sleep(STEP);
            frames += 1;
            if frames > LIMIT {
                return Err("the window did not show the request".into());
            }
        }
        if into == Into::Json {
            press(&mut harness, Modifiers::COMMAND, Key::J, 1);
            harness.run_steps(3);
        }
        harness.get_by_label(field).focus();
        harness.run_steps(3);
        // Into the string of the last member.
        press(&mut harness, Modifiers::COMMAND, Key::End, 1);
        if into == Into::Json {
            press(&mut harness, Modifiers::NONE, Key::ArrowUp, 1);
            press(&mut harness, Modifiers::NONE, Key::End, 1);
            press(&mut harness, Modifiers::NONE, Key::ArrowLeft, 1);
        }
        harness.run_steps(3);
        let ctx = harness.ctx.clone();
        ctx.disable_accesskit();
        let app = harness.into_state();
        let mut window = Self { ctx, app, frame: eframe::Frame::_new_kittest(), _folder: folder };
        for _ in 0..200 {
            window.frame(Vec::new())?;
        }
        Ok(window)
    }

    /// The frames of some keys and of what follows each.
    fn keys(&mut self) -> Outcome<Vec<Duration>> {
        self.each(|_| vec![Event::Text("a".to_owned())])
    }

    /// The frames of Ctrl+Z and Ctrl+Shift+Z, turn by turn.
    fn undo(&mut self) -> Outcome<Vec<Duration>> {
        self.each(|at| {
            let modifiers = if at % 2 == 0 { Modifiers::COMMAND } else { Modifiers::COMMAND | Modifiers::SHIFT };
            vec![Event::Key { key: Key::Z, physical_key: None, pressed: true, repeat: false, modifiers }]
        })
    }

    fn each(&mut self, events: impl Fn(usize) -> Vec<Event>) -> Outcome<Vec<Duration>> {
        let mut frames = Vec::new();
        for at in 0..KEYS {
            frames.push(self.frame(events(at))?);
            for _ in 0..AFTER {
                thread::sleep(STEP);
                frames.push(self.frame(Vec::new())?);
            }
        }
        Ok(frames)
    }

    /// The CPU of this thread for one frame up to its triangles.
    fn frame(&mut self, events: Vec<Event>) -> Outcome<Duration> {
        let input =
            RawInput { screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), SIZE)), events, ..RawInput::default() };
        let before = cpu()?;
        let mut output = self.ctx.clone().run_ui(input, |ui| {
            self.app.logic(ui.ctx(), &mut self.frame);
            self.app.ui(ui, &mut self.frame);
        });
        self.ctx.tessellate(std::mem::take(&mut output.shapes), output.pixels_per_point);
        output.textures_delta.clear();
        Ok(cpu()?.saturating_sub(before))
    }
}

fn press(harness: &mut Harness<'_, App>, modifiers: Modifiers, key: Key, times: usize) {
    for _ in 0..times {
        harness.key_press_modifiers(modifiers, key);
        harness.step();
    }
}

#[allow(clippy::expect_used, reason = "a window is built where no error can be returned")]
fn harness(setup: Setup) -> Harness<'static, App> {
    Harness::builder()
        .with_size(SIZE)
        .with_max_steps(1)
        .build_eframe(|cc| App::new(&cc.egui_ctx, setup).expect("the engine starts"))
}

/// A session with one tab that has a request of this size.
fn prepare(folder: &Path, bytes: usize) -> Outcome<()> {
    let file = folder.join("bench.proto");
    fs::write(&file, PROTO)?;
    let files = FileSource::Protos { import_roots: vec![folder.to_owned()], paths: vec![file], sets: Vec::new() };
    let mut json = "{\n  \"items\": [\n".to_owned();
    let mut at = 0_u32;
    while json.len() < bytes {
        let comma = if at == 0 { "" } else { ",\n" };
        json += &format!(
            "{comma}    {{\n      \"name\": \"item {at} of many\",\n      \"count\": \"{at}\",\n      \"share\": 0.5\n    }}"
        );
        at += 1;
    }
    json.push_str("\n  ],\n  \"note\": \"a note\"\n}");
    let tab = Draft { method: "bench.Bench/Put".to_owned(), messages: vec![json], ..Draft::default() };
    let sources = vec![SourceDraft::Files(files)];
    let session = Session { tabs: vec![tab], chosen_tab: Some(0), sources, ..Session::default() };
    SessionFiles::open_in(folder)?.save(&session)?;
    Ok(())
}
