//! Text on its way to the clipboard: made at once where it is small, else on a thread of its own.
//! It does not know what is copied.

use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};

use egui::Context;

/// Above this size a text to be copied is made away from the window's thread.
const AT_ONCE_BYTES: usize = 256 * 1024;

/// One text on its way; a newer one takes its place.
#[derive(Default)]
pub struct Copying {
    work: Option<Receiver<String>>,
}

impl Copying {
    /// Makes a text of about `bytes` and puts it on the clipboard as soon as it is there.
    pub fn start(&mut self, ctx: &Context, bytes: usize, make: impl FnOnce() -> String + Send + 'static) {
        let (sender, receiver) = sync_channel(1);
        self.work = Some(receiver);
        let waker = ctx.clone();
        let work = move || {
            // Nobody waits for one whose place was taken.
            let _ = sender.send(make());
            waker.request_repaint();
        };
        if bytes <= AT_ONCE_BYTES {
            work();
        } else if std::thread::Builder::new().name("copy".to_owned()).stack_size(16 << 20).spawn(work).is_err() {
            self.work = None;
        }
    }

    /// Puts the text on the clipboard if it is there; its size in bytes.
    pub fn take(&mut self, ctx: &Context) -> Option<usize> {
        match self.work.as_ref()?.try_recv() {
            Ok(text) => {
                self.work = None;
                let bytes = text.len();
                ctx.copy_text(text);
                Some(bytes)
            }
            Err(TryRecvError::Disconnected) => {
                self.work = None;
                None
            }
            Err(TryRecvError::Empty) => None,
        }
    }

    /// Whether a text is being made.
    pub fn is_busy(&self) -> bool {
        self.work.is_some()
    }
}
