//! The window's loop: events in, keys to actions, panels drawn, actions performed, effects carried out.
//! It decides nothing itself.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use egui::Context;
use farcall_core::{
    call::{LogLimits, LogStore},
    engine::{Command, Engine, StartError},
    recording::ENDING,
    workspace::{Theme, cache_folder, data_folder},
};
use farcall_proto_samples::{SampleOptions, SampleServer};

use super::{
    OpenRequest,
    session::SessionKeeper,
    shortcuts::{self, Holder},
    wake::{Logged, WAKE_AFTER, Wake},
    worker::{Alone, Worker},
};
use crate::{
    action::{Action, PastedInto},
    apply::{apply, done, settle},
    dialogs::Dialogs,
    job::{Job, JobPlace},
    panels::{self, Views},
    perform::{self, Effect, perform},
    state::{CallTab, State, Writing},
    theme, viewers,
};

/// What the window starts with.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// What to open at once.
    pub open: Vec<OpenRequest>,
    /// The workspace folder, instead of "My calls".
    pub workspace: Option<PathBuf>,
    /// Where drafts and settings live, instead of the user's data folder.
    pub data_folder: Option<PathBuf>,
}

/// The window.
pub struct App {
    state: State,
    views: Views,
    engine: Engine,
    /// `None` where the system had no thread for it: then jobs are done at once.
    worker: Option<Worker>,
    /// Writes files.
    writer: Option<Worker>,
    /// Does what lasts.
    alone: Alone,
    dialogs: Dialogs,
    session: SessionKeeper,
    sample: Option<SampleServer>,
    wake: Wake,
    /// What stood in the logs of running calls when the window looked last.
    logged: Logged,
    held: Vec<Command>,
    glyphs: theme::Glyphs,
}

/// Events taken in one frame; the rest waits for the next.
const EVENTS_PER_FRAME: usize = 2_000;
/// How long a recording may take to write its end when the window closes.
const LAST_WRITES: Duration = Duration::from_millis(500);

impl Setup {
    /// Where the window's geometry is kept.
    pub fn geometry_file(&self) -> Option<PathBuf> {
        self.data_folder.as_ref().map(|folder| folder.join("window.ron"))
    }
}

impl App {
    /// A window with the last session's tabs, and what it was asked to open.
    ///
    /// # Errors
    /// When the engine's runtime cannot be started.
    pub fn new(ctx: &Context, setup: Setup) -> Result<Self, StartError> {
        theme::install(ctx);
        ctx.options_mut(|options| options.zoom_with_keyboard = false);
        let wake = Wake::default();
        let data_folder = setup.data_folder.clone().or_else(|| data_folder().ok());
        let wakes = wake.waker(ctx);
        let engine = match data_folder {
            Some(folder) => Engine::start_with_copies(folder.join("schemas"), wakes)?,
            None => Engine::start(wakes)?,
        };
        let worker = Worker::start(wake.waker(ctx)).ok();
        let writer = Worker::start(wake.waker(ctx)).ok();
        let mut effects = Vec::new();
        let mut app = Self {
            state: State::default(),
            views: Views::default(),
            engine,
            worker,
            writer,
            alone: Alone::new(wake.waker(ctx)),
            dialogs: Dialogs::default(),
            session: SessionKeeper::default(),
            sample: None,
            wake,
            logged: Logged::default(),
            held: Vec::new(),
            glyphs: theme::Glyphs::default(),
        };
        if let Some(folder) = setup.data_folder.clone().or_else(|| cache_folder().ok()) {
            app.state.logs = LogStore::in_folder(folder.join("logs"), LogLimits::default());
        }
        perform::start(&mut app.state, setup.workspace, setup.data_folder, &mut effects);
        app.carry_out(effects, ctx);
        for request in setup.open {
            app.perform_all(vec![open_action(request)], ctx);
        }
        Ok(app)
    }

    /// What the window shows, for tests that look behind the pixels.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// Do what the user meant, as a key or a click does.
    pub fn perform_all(&mut self, actions: Vec<Action>, ctx: &Context) {
        if actions.is_empty() {
            return;
        }
        let mut effects = Vec::new();
        for action in actions {
            perform(&mut self.state, action, &mut effects);
            settle(&mut self.state, &mut effects);
        }
        self.session.changed();
        self.carry_out(effects, ctx);
        ctx.request_repaint();
    }

    fn take_events(&mut self, ctx: &Context) {
        self.wake.look();
        let events = self.engine.drain(EVENTS_PER_FRAME);
        if events.len() == EVENTS_PER_FRAME {
            ctx.request_repaint();
        }
        let mut effects = Vec::new();
        for event in events {
            apply(&mut self.state, event, &mut effects);
        }
        settle(&mut self.state, &mut effects);
        let running = self.state.tabs.all_calls().filter_map(CallTab::running);
        let logged = Logged::of(running.map(|run| &run.snapshot));
        self.wake.looked(logged, std::mem::replace(&mut self.logged, logged));
        let alone = self.alone.done();
        for outcome in self.worker.iter().chain(&self.writer).flat_map(Worker::done).chain(alone) {
            done(&mut self.state, outcome, &mut effects);
            settle(&mut self.state, &mut effects);
        }
        self.carry_out(effects, ctx);
        if let Some(paths) = self.dialogs.answer() {
            self.perform_all(perform::answered(&self.state, paths), ctx);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>, ctx: &Context) {
        for effect in effects {
            match effect {
                Effect::Engine(command) => self.held.push(*command),
                Effect::Work(job) => self.work(*job, ctx),
                Effect::Copy(text) => ctx.copy_text(text),
                Effect::OpenUrl(url) => ctx.open_url(egui::OpenUrl::new_tab(url)),
                Effect::Browse(browse) => self.dialogs.open(&browse, self.wake.waker(ctx)),
                Effect::StartSample => self.start_sample(ctx),
                Effect::ApplyTheme => ctx.set_theme(preference(self.state.theme)),
                Effect::ApplyZoom => ctx.set_zoom_factor(self.state.zoom),
                Effect::Quit => ctx.send_viewport_cmd(egui::ViewportCommand::Close),
            }
        }
        self.send_held(ctx);
    }

    /// What is being written is written to its end, if that does not take long.
    fn end_writings(&mut self) {
        self.state.writings.iter().for_each(Writing::end);
        while !self.state.writings.is_empty() {
            let Some(outcome) = self.alone.wait(LAST_WRITES) else { return };
            done(&mut self.state, outcome, &mut Vec::new());
        }
    }

    /// Has a job done where it belongs; without a thread for it, at once.
    fn work(&mut self, job: Job, ctx: &egui::Context) {
        let worker = match job.place() {
            JobPlace::Alone => return self.alone.push(job),
            JobPlace::Writer => &self.writer,
            JobPlace::AtOnce | JobPlace::Worker => &self.worker,
        };
        match worker {
            Some(worker) => worker.push(job),
            None => self.work_at_once(job, ctx),
        }
    }

    fn work_at_once(&mut self, job: Job, ctx: &Context) {
        let mut effects = Vec::new();
        done(&mut self.state, job.run(), &mut effects);
        self.carry_out(effects, ctx);
    }

    /// Commands go in order; what a full queue did not take waits for the next frame.
    fn send_held(&mut self, ctx: &Context) {
        let mut waiting = std::mem::take(&mut self.held).into_iter();
        for command in waiting.by_ref() {
            if let Err(busy) = self.engine.send(command) {
                self.held.push(*busy.0);
                break;
            }
        }
        self.held.extend(waiting);
        if !self.held.is_empty() {
            ctx.request_repaint_after(WAKE_AFTER);
        }
    }

    fn start_sample(&mut self, ctx: &Context) {
        if self.sample.is_none() {
            match SampleServer::start(SampleOptions::default()) {
                Ok(server) => self.sample = Some(server),
                Err(why) => self.state.notices.fail("The sample server did not start", Some(why.to_string())),
            }
        }
        if let Some(server) = &self.sample {
            let address = server.addr().to_string();
            let target = farcall_core::transport::Target { address, ..Default::default() };
            self.perform_all(vec![Action::ConnectTo(Box::new(target))], ctx);
        }
    }

    /// What is pasted in this frame, where it is more than text for the field that has the keyboard.
    fn pasted(&self, ctx: &Context) -> Option<Action> {
        let text = ctx.input(|input| {
            input.events.iter().find_map(|event| match event {
                egui::Event::Paste(text) => Some(text.clone()),
                _ => None,
            })
        })?;
        let writes =
            ctx.memory(|memory| memory.focused()).is_some_and(|id| egui::TextEdit::load_state(ctx, id).is_some());
        let into = match (self.views.json_has_focus, writes) {
            (true, _) if self.views.in_string => PastedInto::Field,
            (true, _) => PastedInto::Message,
            (false, true) => PastedInto::Field,
            (false, false) => PastedInto::Nothing,
        };
        Some(Action::Pasted(text, into))
    }

    fn keys(&mut self, ctx: &Context) -> Vec<Action> {
        let holder = Holder {
            own_history: ctx.memory(|memory| memory.focused()).is_some() && !self.views.message_has_focus,
            popup_open: egui::Popup::is_any_open(ctx) || self.views.completes || viewers::escape::is_kept(ctx),
        };
        shortcuts::take(ctx, holder)
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &Context, _frame: &mut eframe::Frame) {
        self.take_events(ctx);
        self.send_held(ctx);
        let dropped = ctx.input(panels::dropped_paths);
        if !dropped.is_empty() {
            self.perform_all(vec![Action::OpenDropped(dropped)], ctx);
        }
        if let Some(command) = self.session.due(&mut self.state, ctx) {
            self.held.push(command);
            self.send_held(ctx);
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        let ctx = ui.ctx().clone();
        self.state.shows_dark = ui.visuals().dark_mode;
        let mut actions = self.keys(&ctx);
        actions.extend(self.pasted(&ctx));
        panels::window_ui(ui, &self.state, &mut self.views, &mut actions);
        self.state.focus = None;
        self.state.restore_rows = None;
        self.state.shown_field = None;
        self.state.message_command = None;
        self.state.log_command = None;
        self.perform_all(actions, &ctx);
        self.glyphs.advance(&ctx);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        self.end_writings();
        let last = self.session.last(&mut self.state);
        for command in std::mem::take(&mut self.held).into_iter().chain(last) {
            // A full queue at the end can only lose what a crash would lose too.
            let _ = self.engine.send(command);
        }
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        theme::Tokens::of(visuals.dark_mode).app.to_normalized_gamma_f32()
    }

    fn persist_egui_memory(&self) -> bool {
        false
    }
}

fn preference(theme: Theme) -> egui::ThemePreference {
    match theme {
        Theme::System => egui::ThemePreference::System,
        Theme::Light => egui::ThemePreference::Light,
        Theme::Dark => egui::ThemePreference::Dark,
    }
}

fn open_action(request: OpenRequest) -> Action {
    match request {
        OpenRequest::Target(target) => Action::ConnectTo(target),
        OpenRequest::Files(paths) if paths.iter().all(|path| is_recording(path)) => Action::OpenDropped(paths),
        OpenRequest::Files(paths) => Action::OpenFiles(paths),
    }
}

fn is_recording(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(ENDING))
}
