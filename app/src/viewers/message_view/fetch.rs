//! The printed text of a message, fetched on demand: at once if it is small, else on a thread of its own.
//! It draws nothing.

use std::{
    collections::VecDeque,
    sync::mpsc::{Receiver, TryRecvError, sync_channel},
};

use bytes::Bytes;
use egui::Context;

use super::{MessageFormat, MessageInput, Render, hex};
use crate::viewers::code::CodeText;

/// A text that may still be on its way.
#[derive(Clone, Default)]
pub enum Fetched {
    /// Nobody looked yet.
    #[default]
    NotAsked,
    /// On its way; what was shown before may be shown meanwhile.
    Pending {
        /// The text before it.
        previous: Option<CodeText>,
        /// Size of the message.
        bytes: usize,
    },
    /// Here.
    Ready(CodeText),
    /// It cannot be shown, and why.
    Failed(String),
}

/// Messages up to this size are printed at once.
const AT_ONCE_BYTES: usize = 64 * 1024;
/// What is kept for going back: this many texts, together this large.
const KEPT: usize = 16;
const KEPT_BYTES: usize = 16 << 20;
const STACK_BYTES: usize = 16 << 20;

type Key = (u64, MessageFormat);

#[derive(Default)]
pub(super) struct Fetcher {
    now: Fetched,
    of: Option<Key>,
    work: Option<(Key, Receiver<Result<CodeText, String>>)>,
    /// Wanted, and large: waits for the work before it.
    waiting: Option<Key>,
    kept: VecDeque<(Key, CodeText)>,
}

impl Fetcher {
    /// The text of a message, asked for if need be.
    pub fn get(&mut self, ctx: &Context, input: &MessageInput<'_>, format: MessageFormat) -> &Fetched {
        let key = (input.key, format);
        self.take_finished_work(key);
        if self.of == Some(key) && !matches!(self.now, Fetched::NotAsked) {
            return &self.now;
        }
        if let Some((_, text)) = self.kept.iter().find(|(of, _)| *of == key) {
            self.now = Fetched::Ready(text.clone());
            self.of = Some(key);
            return &self.now;
        }
        if self.waiting == Some(key) {
            return &self.now;
        }
        let Some(bytes) = (input.load)() else {
            self.finish(
                key,
                Err("Its bytes are no longer kept: the log's memory was needed for newer ones.".to_owned()),
            );
            return &self.now;
        };
        if bytes.len() <= AT_ONCE_BYTES {
            let printed = print(input.render, format, &bytes);
            self.finish(key, printed);
        } else {
            self.begin(ctx, key, bytes, input.render.clone());
        }
        &self.now
    }

    /// The text of a message if it is here.
    pub fn ready(&self, message: u64, format: MessageFormat) -> Option<&CodeText> {
        match &self.now {
            Fetched::Ready(text) if self.of == Some((message, format)) => Some(text),
            _ => None,
        }
    }

    /// One thread at a time: what is wanted now waits for what was wanted before, and nothing piles up.
    fn begin(&mut self, ctx: &Context, key: Key, bytes: Bytes, render: Render) {
        let previous = match std::mem::take(&mut self.now) {
            Fetched::Ready(text) | Fetched::Pending { previous: Some(text), .. } => Some(text),
            _ => None,
        };
        let size = bytes.len();
        if self.work.is_some() {
            self.waiting = Some(key);
            self.of = None;
            self.now = Fetched::Pending { previous, bytes: size };
            return;
        }
        let (sender, receiver) = sync_channel(1);
        let ctx = ctx.clone();
        let work = move || {
            let _ = sender.send(print(&render, key.1, &bytes));
            drop(sender);
            ctx.request_repaint();
        };
        match std::thread::Builder::new().name("message view".to_owned()).stack_size(STACK_BYTES).spawn(work) {
            Ok(_) => {
                self.work = Some((key, receiver));
                self.now = Fetched::Pending { previous, bytes: size };
                self.of = Some(key);
            }
            Err(error) => self.finish(key, Err(format!("No thread to decode it on: {error}"))),
        }
    }

    fn take_finished_work(&mut self, wanted: Key) {
        let Some((key, receiver)) = &self.work else { return };
        let printed = match receiver.try_recv() {
            Ok(printed) => printed,
            Err(TryRecvError::Empty) => return,
            Err(TryRecvError::Disconnected) => {
                Err("Decoding it failed within Farcall. Its bytes are under Hex.".to_owned())
            }
        };
        let key = *key;
        self.work = None;
        self.waiting = None;
        if key == wanted {
            self.finish(key, printed);
        } else if let Ok(text) = printed {
            self.keep(key, text);
        }
    }

    fn finish(&mut self, key: Key, printed: Result<CodeText, String>) {
        self.of = Some(key);
        self.now = match printed {
            Ok(text) => {
                self.keep(key, text.clone());
                Fetched::Ready(text)
            }
            Err(why) => Fetched::Failed(why),
        };
    }

    fn keep(&mut self, key: Key, text: CodeText) {
        self.kept.retain(|(of, _)| *of != key);
        self.kept.push_back((key, text));
        while self.kept.len() > KEPT || (self.kept.len() > 1 && self.kept_bytes() > KEPT_BYTES) {
            self.kept.pop_front();
        }
    }

    fn kept_bytes(&self) -> usize {
        self.kept.iter().map(|(_, text)| text.as_str().len()).sum()
    }
}

fn print(render: &Render, format: MessageFormat, bytes: &[u8]) -> Result<CodeText, String> {
    match format {
        MessageFormat::Hex => Ok(hex::dump(bytes)),
        MessageFormat::Json | MessageFormat::Text => render(format, bytes),
    }
}
