//! The printed text of a message: at once if it is small, else on a thread of its own, from the top on.
//! It draws nothing.

use std::{
    collections::VecDeque,
    ops::ControlFlow,
    sync::{
        Arc, Weak,
        mpsc::{Receiver, TryRecvError, sync_channel},
    },
    time::Duration,
};

use bytes::Bytes;
use egui::Context;
use farcall_core::message::JsonOptions;

use super::{MessageFormat, MessageInput, print::Reading};
use crate::viewers::code::{Addition, CodeText, REPAINT_AFTER};

/// Messages up to this size are printed at once.
const AT_ONCE_BYTES: usize = 64 * 1024;
/// What is kept for going back: this many texts, together this large.
const KEPT: usize = 16;
const KEPT_BYTES: usize = 16 << 20;
const STACK_BYTES: usize = 16 << 20;
/// Printed pieces that may wait for the window; then the printing waits.
const MOST_WAITING: usize = 64;

#[derive(Debug, Clone, Copy, PartialEq)]
struct Key {
    message: u64,
    format: MessageFormat,
    options: JsonOptions,
}

/// How far the text of a message has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Progress {
    /// More of it comes.
    Going,
    /// It was stopped by the user.
    Stopped,
    /// All of it is here, or why not was said.
    Done,
}

/// What there is to show.
pub(super) enum Fetched<'f> {
    /// The text, as far as it has come.
    Text(&'f CodeText),
    /// Nothing of it yet; what was shown before may be shown meanwhile.
    Pending {
        /// The text before it.
        previous: Option<&'f CodeText>,
        /// Size of the message.
        bytes: usize,
    },
    /// It cannot be shown, and why.
    Failed(&'f str),
}

#[derive(Default)]
pub(super) struct Fetcher {
    now: Option<Printing>,
    previous: Option<CodeText>,
    /// Alive while a thread prints, also one that nobody waits for any more.
    printer: Weak<()>,
    kept: VecDeque<(Key, CodeText, usize)>,
}

struct Printing {
    key: Key,
    text: CodeText,
    bytes: usize,
    /// About how many of them the text tells of.
    read: usize,
    stage: Stage,
}

enum Stage {
    /// Waits for another thread to end: nothing piles up.
    Waiting(Bytes),
    Going(Receiver<Printed>),
    Stopped,
    Whole,
    Failed(String),
}

/// What a printing thread tells.
enum Printed {
    Grown { addition: Box<Addition>, read: usize },
    Whole,
    Failed(String),
}

impl Fetcher {
    /// The text of a message, asked for if need be.
    pub fn advance(&mut self, ctx: &Context, input: &MessageInput<'_>, format: MessageFormat) {
        let key = Key { message: input.key, format, options: input.options };
        if self.now.as_ref().is_none_or(|now| now.key != key) {
            self.turn_to(key, input);
        }
        self.begin_if_free(ctx, input);
        self.take_printed(ctx);
    }

    /// What there is to show of the message asked for last.
    pub fn fetched(&self) -> Fetched<'_> {
        let Some(now) = &self.now else { return Fetched::Pending { previous: None, bytes: 0 } };
        match &now.stage {
            Stage::Failed(why) => Fetched::Failed(why),
            Stage::Waiting(_) | Stage::Going(_) if now.text.is_empty() => {
                Fetched::Pending { previous: self.previous.as_ref(), bytes: now.bytes }
            }
            _ => Fetched::Text(&now.text),
        }
    }

    /// How far it has come.
    pub fn progress(&self) -> Progress {
        match self.now.as_ref().map(|now| &now.stage) {
            Some(Stage::Waiting(_) | Stage::Going(_)) => Progress::Going,
            Some(Stage::Stopped) => Progress::Stopped,
            Some(Stage::Whole | Stage::Failed(_)) | None => Progress::Done,
        }
    }

    /// Of how much of the message the text tells so far, about, from 0 to 1.
    pub fn share(&self) -> f32 {
        self.now.as_ref().map_or(0.0, |now| (now.read as f32 / now.bytes.max(1) as f32).min(1.0))
    }

    /// The text that is shown now, whole or not.
    pub fn text(&self) -> Option<&CodeText> {
        match self.fetched() {
            Fetched::Text(text) => Some(text),
            Fetched::Pending { previous, .. } => previous,
            Fetched::Failed(_) => None,
        }
    }

    /// The whole text of a message in a form, if it is at hand.
    pub fn whole(&self, message: u64, format: MessageFormat, options: JsonOptions) -> Option<&CodeText> {
        let key = Key { message, format, options };
        let now = self.now.as_ref().filter(|now| now.key == key && now.text.is_whole()).map(|now| &now.text);
        now.or_else(|| self.kept.iter().find(|(of, ..)| *of == key).map(|(_, text, _)| text))
    }

    /// How many bytes a message has, if it was looked at.
    pub fn message_bytes(&self, message: u64) -> Option<usize> {
        let now = self.now.as_ref().filter(|now| now.key.message == message).map(|now| now.bytes);
        now.or_else(|| self.kept.iter().find(|(of, ..)| of.message == message).map(|(.., bytes)| *bytes))
    }

    /// Prints no more; what is here stays.
    pub fn stop(&mut self) {
        if let Some(now) = self.now.as_mut().filter(|now| matches!(now.stage, Stage::Waiting(_) | Stage::Going(_))) {
            now.stage = Stage::Stopped;
        }
    }

    /// Prints a stopped message again, from the top.
    pub fn again(&mut self) {
        self.now = None;
    }

    /// Another message is wanted: what was printed of the one before is let go, and its thread with it.
    fn turn_to(&mut self, key: Key, input: &MessageInput<'_>) {
        if let Some(before) = self.now.take().filter(|before| !before.text.is_empty()) {
            self.previous = Some(before.text);
        }
        let kept = self.kept.iter().find(|(of, ..)| *of == key);
        if let Some((_, text, bytes)) = kept {
            self.now = Some(Printing { key, text: text.clone(), bytes: *bytes, read: *bytes, stage: Stage::Whole });
            return;
        }
        let reading = reading(input, key);
        let text = CodeText::empty(reading.syntax());
        let Some(bytes) = (input.load)() else {
            let why = "Its bytes are no longer kept: the log's memory was needed for newer ones.".to_owned();
            self.now = Some(Printing { key, text, bytes: 0, read: 0, stage: Stage::Failed(why) });
            return;
        };
        let size = bytes.len();
        self.now = Some(Printing { key, text, bytes: size, read: 0, stage: Stage::Waiting(bytes.clone()) });
        if size <= AT_ONCE_BYTES {
            self.print_at_once(&reading, &bytes);
        }
    }

    fn print_at_once(&mut self, reading: &Reading, bytes: &[u8]) {
        let Some(now) = &mut self.now else { return };
        let text = &mut now.text;
        let printed = reading.print(bytes, &mut |addition, _| {
            text.append(addition);
            ControlFlow::Continue(())
        });
        match printed {
            Ok(()) => self.end(Printed::Whole),
            Err(why) => self.end(Printed::Failed(why)),
        }
    }

    fn begin_if_free(&mut self, ctx: &Context, input: &MessageInput<'_>) {
        let Some(now) = &mut self.now else { return };
        let Stage::Waiting(bytes) = &now.stage else { return };
        if self.printer.strong_count() > 0 {
            ctx.request_repaint_after(REPAINT_AFTER);
            return;
        }
        let (reading, bytes, waker) = (reading(input, now.key), bytes.clone(), ctx.clone());
        let (sender, receiver) = sync_channel(MOST_WAITING);
        let alive = Arc::new(());
        self.printer = Arc::downgrade(&alive);
        let work = move || {
            let _alive = alive;
            let mut wait = Duration::ZERO;
            let printed = reading.print(&bytes, &mut |addition, read| {
                let taken = sender.send(Printed::Grown { addition: Box::new(addition), read });
                // The first rows are wanted at once.
                waker.request_repaint_after(std::mem::replace(&mut wait, REPAINT_AFTER));
                if taken.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            // Who went on to another message does not wait for the end of this one.
            let _ = sender.send(printed.map_or_else(Printed::Failed, |()| Printed::Whole));
            waker.request_repaint();
        };
        match std::thread::Builder::new().name("message".to_owned()).stack_size(STACK_BYTES).spawn(work) {
            Ok(_) => now.stage = Stage::Going(receiver),
            Err(error) => now.stage = Stage::Failed(format!("No thread to decode it on: {error}")),
        }
    }

    fn take_printed(&mut self, ctx: &Context) {
        // More than this in a frame is left for the next one.
        for _ in 0..MOST_WAITING {
            let Some(Printing { text, read, stage: Stage::Going(receiver), .. }) = &mut self.now else { return };
            match receiver.try_recv() {
                Ok(Printed::Grown { addition, read: now }) => {
                    text.append(*addition);
                    *read = now;
                }
                Ok(end) => return self.end(end),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    let why = "Decoding it failed within Farcall. Its bytes are under Wire.".to_owned();
                    return self.end(Printed::Failed(why));
                }
            }
        }
        ctx.request_repaint();
    }

    fn end(&mut self, end: Printed) {
        let Some(now) = &mut self.now else { return };
        now.stage = match end {
            Printed::Failed(why) => Stage::Failed(why),
            Printed::Whole | Printed::Grown { .. } => {
                now.text.finish();
                Stage::Whole
            }
        };
        self.previous = None;
        if let (Stage::Whole, key, text, bytes) = (&now.stage, now.key, now.text.clone(), now.bytes) {
            self.keep(key, text, bytes);
        }
    }

    fn keep(&mut self, key: Key, text: CodeText, bytes: usize) {
        self.kept.retain(|(of, ..)| *of != key);
        self.kept.push_back((key, text, bytes));
        let size = |kept: &VecDeque<(Key, CodeText, usize)>| kept.iter().map(|(_, text, _)| text.len()).sum::<usize>();
        while self.kept.len() > KEPT || (!self.kept.is_empty() && size(&self.kept) > KEPT_BYTES) {
            self.kept.pop_front();
        }
    }
}

fn reading(input: &MessageInput<'_>, key: Key) -> Reading {
    Reading { of: input.of.cloned(), format: key.format, options: key.options }
}
