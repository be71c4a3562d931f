//! A window to drive: found by role and name, clicked and typed into as a person would.
//! It never looks behind what the window says of itself to a screen reader.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use egui::{Event, Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, Node, kittest::NodeT as _};
use farcall::window::{App, OpenRequest, Setup};
use farcall_core::transport::Target;
use farcall_proto_samples::SampleServer;
use tempfile::TempDir;

use crate::sample;

/// The name of the editor of the request message as JSON.
pub const JSON: &str = "Request message as JSON";

/// Longest wait for anything; the machine may be busy.
const LIMIT: Duration = Duration::from_secs(20);
/// Between two looks while waiting for the engine.
const PAUSE: Duration = Duration::from_millis(4);

/// Where drafts and settings of a story lie; it outlives the windows opened on it.
pub struct DataFolder(TempDir);

impl Default for DataFolder {
    fn default() -> Self {
        Self::new()
    }
}

impl DataFolder {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The file of a saved request of "My calls".
    pub fn request(&self, name: &str) -> PathBuf {
        self.path().join("My calls/requests").join(format!("{name}.json"))
    }
}

/// The window.
pub struct Window {
    harness: Harness<'static, App>,
}

impl Window {
    /// A window on a data folder, as it starts.
    pub fn open(data: &DataFolder) -> Self {
        Self::open_on(data, Vec::new())
    }

    /// The same, asked to open something at once.
    pub fn open_on(data: &DataFolder, open: Vec<OpenRequest>) -> Self {
        let setup = Setup { open, workspace: None, data_folder: Some(data.path().to_owned()) };
        let harness = Harness::builder()
            .with_size([1280.0, 800.0])
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(8)
            .build_eframe(|cc| App::new(&cc.egui_ctx, setup).expect("the engine starts"));
        let mut window = Self { harness };
        window.frames(3);
        window
    }

    /// A window that has read the schema of a sample server.
    pub fn connected(data: &DataFolder, server: &SampleServer) -> Self {
        let mut window = Self::open_on(data, vec![OpenRequest::Target(Box::new(target(server)))]);
        window.wait_for_role(Role::Tree, "Services");
        window
    }

    /// End it as Ctrl+Q does.
    pub fn quit(self) {
        let mut app = self.harness.into_state();
        eframe::App::on_exit(&mut app, None);
    }

    /// Draw until nothing moves; every input in sight must have a name.
    pub fn settle(&mut self) {
        if self.harness.run_ok().is_some() {
            self.harness.check_accessibility();
        }
    }

    /// Draw so many frames.
    pub fn frames(&mut self, count: usize) {
        self.harness.run_steps(count);
    }

    /// Draw until `holds`; what was waited for is told, with all that is on the screen, if it never does.
    #[track_caller]
    pub fn wait_until(&mut self, what: &str, holds: impl Fn(&Self) -> bool) {
        self.wait_long(LIMIT, what, holds);
    }

    /// The same with a longest wait of its own, for what a server takes long for.
    #[track_caller]
    pub fn wait_long(&mut self, limit: Duration, what: &str, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + limit;
        loop {
            self.settle();
            if holds(self) {
                return;
            }
            assert!(Instant::now() < until, "not seen: {what}\n{}", self.outline());
            thread::sleep(PAUSE);
        }
    }

    /// Wait for something of this name.
    #[track_caller]
    pub fn wait_for(&mut self, name: &str) {
        self.wait_until(name, |window| window.shows(name));
    }

    /// Wait for something of this role and name.
    #[track_caller]
    pub fn wait_for_role(&mut self, role: Role, name: &str) {
        self.wait_until(&format!("{role:?} {name}"), |window| window.find(role, name).is_some());
    }

    /// Wait for words anywhere in a name or a text.
    #[track_caller]
    pub fn wait_for_words(&mut self, words: &str) {
        self.wait_until(words, |window| window.says(words));
    }

    /// Wait for the verdict of the call in view.
    #[track_caller]
    pub fn wait_for_status(&mut self, status: &str) {
        self.wait_for_role(Role::Status, status);
    }

    /// Whether something has this name.
    pub fn shows(&self, name: &str) -> bool {
        self.nodes().any(|node| name_of(&node) == name)
    }

    /// Whether some name or text has these words in it.
    pub fn says(&self, words: &str) -> bool {
        let has = |text: Option<String>| text.is_some_and(|text| text.contains(words));
        self.nodes().map(|node| node.accesskit_node()).any(|node| has(node.label()) || has(node.value()))
    }

    /// Names of everything of a role, in the order of the screen.
    pub fn names(&self, role: Role) -> Vec<String> {
        self.nodes().filter(|node| node.accesskit_node().role() == role).map(|node| name_of(&node)).collect()
    }

    /// The text in the field or view of this name.
    #[track_caller]
    pub fn text(&self, name: &str) -> String {
        self.named(name).value().unwrap_or_default()
    }

    /// Whether the field or row of this name has the keyboard.
    pub fn has_focus(&self, name: &str) -> bool {
        self.nodes().any(|node| name_of(&node) == name && node.is_focused())
    }

    /// Whether the thing of this role and name is the chosen one.
    #[track_caller]
    pub fn is_chosen(&self, role: Role, name: &str) -> bool {
        let node = self.get(role, name).accesskit_node();
        node.is_selected() == Some(true) || node.toggled() == Some(egui::accesskit::Toggled::True)
    }

    /// Whether a button can be pressed.
    #[track_caller]
    pub fn is_enabled(&self, name: &str) -> bool {
        !self.get(Role::Button, name).accesskit_node().is_disabled()
    }

    /// Click what has this name.
    #[track_caller]
    pub fn click(&mut self, name: &str) {
        self.named(name).click();
        self.settle();
    }

    /// Click what has this role and name.
    #[track_caller]
    pub fn click_role(&mut self, role: Role, name: &str) {
        self.get(role, name).click();
        self.settle();
    }

    /// Open the context menu of the thing of this role and name.
    #[track_caller]
    pub fn open_menu(&mut self, role: Role, name: &str) {
        self.get(role, name).click_secondary();
        self.settle();
    }

    /// Click into a field and type another text over what is there.
    #[track_caller]
    pub fn fill(&mut self, field: &str, text: &str) {
        self.named(field).click();
        self.harness.step();
        self.press_with(Modifiers::COMMAND, Key::A);
        if text.is_empty() {
            self.press(Key::Delete);
        } else {
            self.type_text(text);
        }
    }

    /// Type where the keyboard is.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.settle();
    }

    /// Press a key.
    pub fn press(&mut self, key: Key) {
        self.press_with(Modifiers::NONE, key);
    }

    /// Press a key with others held.
    pub fn press_with(&mut self, modifiers: Modifiers, key: Key) {
        self.harness.key_press_modifiers(modifiers, key);
        self.settle();
    }

    /// Press a key with Ctrl held, or Cmd.
    pub fn ctrl(&mut self, key: Key) {
        self.press_with(Modifiers::COMMAND, key);
    }

    /// Press a key with Ctrl and Shift held.
    pub fn ctrl_shift(&mut self, key: Key) {
        self.press_with(Modifiers::COMMAND | Modifiers::SHIFT, key);
    }

    /// Open a method or do something by its name, through the palette.
    #[track_caller]
    pub fn palette(&mut self, words: &str) {
        self.ctrl(Key::K);
        self.type_text(words);
        self.press(Key::Enter);
    }

    /// Open a method in a tab that stays.
    #[track_caller]
    pub fn open_method(&mut self, service: &str, method: &str) {
        self.palette(&format!("{service}/{method}"));
        self.wait_until(&format!("a tab of {method}"), |window| {
            window.names(Role::Tab).iter().any(|tab| tab.starts_with(method))
        });
    }

    /// Look at the message as JSON and write another one.
    #[track_caller]
    pub fn write_json(&mut self, json: &str) {
        self.look_at_json();
        self.fill(JSON, json);
    }

    /// Turn the composer to JSON.
    #[track_caller]
    pub fn look_at_json(&mut self) {
        if !self.shows(JSON) {
            self.ctrl(Key::J);
        }
        self.wait_for(JSON);
    }

    /// What goes to the clipboard by doing something.
    #[track_caller]
    pub fn copied_by(&mut self, act: impl FnOnce(&mut Self)) -> String {
        // Each event is a frame of its own, and only the last one's output is there afterwards.
        let copied = Arc::new(Mutex::new(None));
        let (seen, ctx) = (copied.clone(), self.harness.ctx.clone());
        ctx.on_end_pass(
            "copied",
            Arc::new(move |ui| {
                ui.ctx().output(|output| {
                    for command in &output.commands {
                        if let egui::OutputCommand::CopyText(text) = command {
                            *seen.lock().unwrap() = Some(text.clone());
                        }
                    }
                });
            }),
        );
        act(self);
        let text = copied.lock().unwrap().take();
        text.expect("something was copied")
    }

    /// Make the window another size.
    pub fn resize(&mut self, size: [f32; 2]) {
        self.harness.set_size(size.into());
        self.frames(3);
        self.settle();
    }

    /// Whether the thing of this name lies within the window, whole.
    #[track_caller]
    pub fn is_in_sight(&self, name: &str) -> bool {
        let rect = self.named(name).rect();
        rect.is_positive() && self.harness.ctx.content_rect().contains_rect(rect)
    }

    /// Where the first thing begins whose name begins so.
    #[track_caller]
    pub fn top_of(&self, begin: &str) -> f32 {
        self.nodes().find(|node| name_of(node).starts_with(begin)).expect(begin).rect().top()
    }

    /// All that is on the screen, as a screen reader has it.
    pub fn outline(&self) -> String {
        let mut lines = String::new();
        for node in self.nodes() {
            let node = node.accesskit_node();
            let (name, value) = (node.label().unwrap_or_default(), node.value().unwrap_or_default());
            if !name.is_empty() || !value.is_empty() {
                let focus = if node.is_focused() { " (focus)" } else { "" };
                lines.push_str(&format!("{:?} {name:?} {value:?}{focus}\n", node.role()));
            }
        }
        lines
    }

    fn nodes(&self) -> impl Iterator<Item = Node<'_>> {
        self.harness.root().children_recursive()
    }

    fn find(&self, role: Role, name: &str) -> Option<Node<'_>> {
        self.nodes().find(|node| node.accesskit_node().role() == role && name_of(node) == name)
    }

    #[track_caller]
    fn get(&self, role: Role, name: &str) -> Node<'_> {
        match self.find(role, name) {
            Some(node) => node,
            None => panic!("there is no {role:?} {name:?}\n{}", self.outline()),
        }
    }

    #[track_caller]
    fn named(&self, name: &str) -> Node<'_> {
        match self.nodes().find(|node| name_of(node) == name) {
            Some(node) => node,
            None => panic!("there is no {name:?}\n{}", self.outline()),
        }
    }
}

/// Where a sample server is.
pub fn target(server: &SampleServer) -> Target {
    Target::new(server.addr().to_string())
}

/// A data folder, a sample server, and a window that has read its schema.
pub fn desk() -> (DataFolder, SampleServer, Window) {
    let (data, server) = (DataFolder::new(), sample());
    let window = Window::connected(&data, &server);
    (data, server, window)
}

/// A label's text is its value.
fn name_of(node: &Node<'_>) -> String {
    let node = node.accesskit_node();
    match node.label() {
        Some(label) => label,
        None if node.role() == Role::Label => node.value().unwrap_or_default(),
        None => String::new(),
    }
}
