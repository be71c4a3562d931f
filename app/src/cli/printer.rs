//! What a running call prints: its response messages as they arrive, or with `--events` every event of it.
//! It is told of each event in order; a reader that left, or a full disk, is remembered and ends the call.

use std::{
    io,
    sync::Arc,
    task::{Context, Poll},
};

use farcall_core::{
    call::{CallEvent, CallObserver, FigureRecorder, MessageReceived},
    recording::event_json::{self, EventJson},
    schema::{Method, Schema},
    transport::Target,
};
use tokio::sync::Notify;

use super::{
    call_args::Format, ended::hint_of, filtered::Filtered, frames::FrameTeller, gaps::Gaps, output::Console,
    reach::note_proxy, render, render::Render, verbose::Verbose,
};

/// Prints one call. A slow reader holds it up, and through it the server: nothing piles up in memory.
pub struct Printer {
    /// Where to.
    pub console: Console,
    /// How messages are shown.
    pub render: Render,
    /// The method that is called.
    pub method: Method,
    /// For the types within details.
    pub schema: Schema,
    /// With `--events`: the target, which `started` names.
    pub events: Option<Target>,
    /// With `-v`.
    pub verbose: Option<Verbose>,
    /// With `--stats`.
    pub stats: Option<FigureRecorder>,
    /// Whether a proxy was named already, or need not be.
    pub told_proxy: bool,
    /// With `--frames`, once the stream is open.
    pub frames: Option<FrameTeller>,
    /// What is said of a stream that is opened again.
    pub gaps: Gaps,
    /// Told once stdout takes no more.
    pub enough: Arc<Notify>,
    /// Why stdout takes no more.
    pub failed: Option<io::Error>,
    /// With `--filter`.
    pub filtered: Option<Filtered>,
}

impl CallObserver for Printer {
    fn event(&mut self, event: CallEvent) {
        if let Some(verbose) = &mut self.verbose {
            verbose.event(&event);
        }
        if let Some(stats) = &mut self.stats {
            stats.record(&event);
        }
        if let CallEvent::Opened(opened) = &event
            && !std::mem::replace(&mut self.told_proxy, true)
        {
            note_proxy(&opened.peer, self.console);
        }
        if let CallEvent::Opened(opened) = &event
            && self.frames.is_none()
            && let Some(log) = opened.stream.as_ref().and_then(|stream| stream.frames())
        {
            self.frames = Some(FrameTeller::begin(self.console, log.clone(), self.events.is_some()));
        }
        if self.events.is_none()
            && let Some(note) = self.gaps.note(&event)
        {
            self.console.note(&note);
        }
        if self.failed.is_some() {
            return;
        }
        if let Some(filtered) = &mut self.filtered
            && !filtered.shows(&event)
        {
            return;
        }
        let printed = match &self.events {
            Some(target) => self.console.line(&self.event_json(target, &event).to_string()),
            None => match &event {
                CallEvent::Message(message) => self.print(message),
                CallEvent::Started
                | CallEvent::Opened(_)
                | CallEvent::AttemptFailed(_)
                | CallEvent::Lost(_)
                | CallEvent::RequestSent(_)
                | CallEvent::HalfClosed { .. }
                | CallEvent::Headers(_)
                | CallEvent::Finished(_) => Ok(()),
            },
        };
        if let Err(error) = printed {
            self.failed = Some(error);
            self.enough.notify_one();
        }
    }

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

impl Printer {
    fn print(&self, message: &MessageReceived) -> io::Result<()> {
        let (text, losses) = self.render.message(&self.method.output, &message.bytes);
        for loss in losses {
            self.console.note(&format!("note: message {}: {loss}", message.index));
        }
        let is_first = self.filtered.as_ref().map_or(message.index == 0, Filtered::is_at_first);
        if self.render.format == Format::Text && !is_first {
            // The same separator that text format is read with.
            self.console.line("\u{1e}")?;
        }
        self.console.line(&text)
    }

    fn event_json(&self, target: &Target, event: &CallEvent) -> EventJson {
        match event {
            CallEvent::Started => event_json::started(target, &self.method.path).into(),
            CallEvent::Opened(opened) => event_json::opened(opened).into(),
            CallEvent::AttemptFailed(failed) => event_json::attempt_failed(failed).into(),
            CallEvent::Lost(lost) => event_json::lost(lost).into(),
            CallEvent::RequestSent(sent) => {
                event_json::request_sent(sent, self.render.json(&self.method.input, &sent.bytes)).into()
            }
            CallEvent::HalfClosed { at } => event_json::half_closed(*at).into(),
            CallEvent::Headers(headers) => event_json::headers(headers).into(),
            CallEvent::Message(message) => {
                event_json::message_received(message, self.render.json(&self.method.output, &message.bytes)).into()
            }
            CallEvent::Finished(finished) => {
                let details = render::details(&finished.status, &self.schema);
                event_json::finished(finished, details, hint_of(&finished.status)).into()
            }
        }
    }
}
