//! Work on a message that is done behind the window, on a thread of its own, and what it has to say so far.
//! It knows no message; dropping it ends the work at its next word.

use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};

use egui::Context;

/// Words that may wait to be taken.
const WAITING: usize = 8;
const STACK_BYTES: usize = 4 << 20;

/// At most one work at a time, whose words are `T`.
pub(super) struct Behind<T> {
    words: Option<Receiver<T>>,
}

impl<T> Default for Behind<T> {
    fn default() -> Self {
        Self { words: None }
    }
}

/// Says a word to the window; `false` once nobody listens.
pub(super) struct Say<T> {
    sender: SyncSender<T>,
    ctx: Context,
}

impl<T> Say<T> {
    pub(super) fn say(&self, word: T) -> bool {
        let is_heard = self.sender.send(word).is_ok();
        self.ctx.request_repaint();
        is_heard
    }
}

impl<T: Send + 'static> Behind<T> {
    /// Whether work is under way.
    pub(super) fn is_busy(&self) -> bool {
        self.words.is_some()
    }

    /// Begins a work, in the place of the one before. Where there is no thread to be had nothing happens.
    pub(super) fn begin(&mut self, ctx: &Context, work: impl FnOnce(Say<T>) + Send + 'static) {
        let (sender, receiver) = sync_channel(WAITING);
        let say = Say { sender, ctx: ctx.clone() };
        let begun = std::thread::Builder::new()
            .name("message index".to_owned())
            .stack_size(STACK_BYTES)
            .spawn(move || work(say));
        self.words = begun.ok().map(|_| receiver);
    }

    /// The words said since the last time.
    pub(super) fn take(&mut self) -> Vec<T> {
        let mut words = Vec::new();
        while let Some(receiver) = &self.words {
            match receiver.try_recv() {
                Ok(word) => words.push(word),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => self.words = None,
            }
        }
        words
    }
}
