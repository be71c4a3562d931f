//! What a running call prints: its response messages as they arrive, or with `--events` every event of it.
//! It is told of each event in order; a reader that left, or a full disk, is remembered and ends the call.

use std::{io, sync::Arc};

use farcall_core::{
    call::{CallEvent, CallObserver, MessageReceived},
    schema::{Method, Schema},
    transport::Target,
};
use serde_json::Value;
use tokio::sync::Notify;

use super::{
    call_args::Format, ended::hint_of, events, output::Console, reach::note_proxy, render, render::Render,
    verbose::Verbose,
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
    /// Whether a proxy was named already, or need not be.
    pub told_proxy: bool,
    /// Told once stdout takes no more.
    pub enough: Arc<Notify>,
    /// Why stdout takes no more.
    pub failed: Option<io::Error>,
}

impl CallObserver for Printer {
    fn event(&mut self, event: CallEvent) {
        if let Some(verbose) = &mut self.verbose {
            verbose.event(&event);
        }
        if let CallEvent::Opened(opened) = &event
            && !std::mem::replace(&mut self.told_proxy, true)
        {
            note_proxy(&opened.peer, self.console);
        }
        if self.failed.is_some() {
            return;
        }
        let printed = match &self.events {
            Some(target) => self.console.line(&self.event_json(target, &event).to_string()),
            None => match &event {
                CallEvent::Message(message) => self.print(message),
                CallEvent::Started
                | CallEvent::Opened(_)
                | CallEvent::AttemptFailed(_)
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
}

impl Printer {
    fn print(&self, message: &MessageReceived) -> io::Result<()> {
        let (text, losses) = self.render.message(&self.method.output, &message.bytes);
        for loss in losses {
            self.console.note(&format!("note: message {}: {loss}", message.index));
        }
        if self.render.format == Format::Text && message.index > 0 {
            // The same separator that text format is read with.
            self.console.line("\u{1e}")?;
        }
        self.console.line(&text)
    }

    fn event_json(&self, target: &Target, event: &CallEvent) -> Value {
        match event {
            CallEvent::Started => events::started(target, &self.method.path),
            CallEvent::Opened(opened) => events::opened(opened),
            CallEvent::AttemptFailed(failed) => events::attempt_failed(failed),
            CallEvent::RequestSent(sent) => {
                events::request_sent(sent, self.render.json(&self.method.input, &sent.bytes))
            }
            CallEvent::HalfClosed { at } => events::half_closed(*at),
            CallEvent::Headers(headers) => events::headers(headers),
            CallEvent::Message(message) => {
                events::message_received(message, self.render.json(&self.method.output, &message.bytes))
            }
            CallEvent::Finished(finished) => {
                let details = render::details(&finished.status, &self.schema);
                events::finished(finished, details, hint_of(&finished.status))
            }
        }
    }
}
