//! A part of a message on its way to be opened: decoded on a thread of its own where it is large.
//! It does not know how it is shown then.

use std::sync::mpsc::{Receiver, sync_channel};

use bytes::Bytes;
use egui::Context;
use farcall_core::{message::PartKind, schema::MessageDescriptor};

use super::{MessageOutcome, line_value};
use crate::viewers::code::CodeText;

/// Above this size a value is decoded away from the window's thread.
const AT_ONCE_BYTES: usize = 256 * 1024;

/// What a menu says.
pub(super) fn words(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Image => "Open image",
        PartKind::Json => "Open JSON",
        PartKind::Text => "Open text",
        PartKind::Bytes => "Open bytes",
    }
}

/// One part on its way; a newer one takes its place.
#[derive(Default)]
pub(super) struct Opening {
    work: Option<(String, Receiver<Option<Bytes>>)>,
}

impl Opening {
    /// Decodes the value of a line.
    pub fn start(
        &mut self,
        ctx: &Context,
        text: &CodeText,
        line: usize,
        title: String,
        of: Option<&MessageDescriptor>,
    ) {
        let (sender, receiver) = sync_channel(1);
        self.work = Some((title, receiver));
        let size = text.line(line).len();
        let (text, of, ctx) = (text.clone(), of.cloned(), ctx.clone());
        let work = move || {
            // Nobody waits for one whose place was taken.
            let _ = sender.send(line_value::opened(&text, line, of.as_ref()));
            ctx.request_repaint();
        };
        if size <= AT_ONCE_BYTES {
            work();
        } else if std::thread::Builder::new().name("part".to_owned()).spawn(work).is_err() {
            self.work = None;
        }
    }

    /// The line_value, if it is there.
    pub fn take(&mut self) -> Option<MessageOutcome> {
        let decoded = self.work.as_ref()?.1.try_recv().ok()?;
        let (title, _) = self.work.take()?;
        Some(MessageOutcome::Open { title, bytes: decoded? })
    }
}
