//! How large a message would be as JSON, told beside its size while it is not shown as JSON: printed behind, kept nowhere.
//! It shows nothing.

use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{Receiver, sync_channel},
    },
};

use egui::Context;
use farcall_core::message::JsonOptions;

use super::{MessageFormat, MessageInput, print::Reading};

/// Messages up to this size are printed within the frame.
const AT_ONCE_BYTES: usize = 16 * 1024;
const STACK_BYTES: usize = 16 << 20;

/// The size of one message as JSON, without line breaks and indents.
#[derive(Default)]
pub(super) struct JsonSize {
    of: Option<(u64, JsonOptions)>,
    size: Option<usize>,
    work: Option<Receiver<usize>>,
    /// Whoever counts, counts on only while this is held.
    wanted: Arc<()>,
}

impl JsonSize {
    /// Turns to a message, and takes in its size once that is known.
    pub fn advance(&mut self, ctx: &Context, input: &MessageInput<'_>) {
        if self.of != Some((input.key, input.options)) {
            *self = Self { of: Some((input.key, input.options)), ..Self::default() };
            self.begin(ctx, input);
        }
        if let Some(size) = self.work.as_ref().and_then(|work| work.try_recv().ok()) {
            (self.size, self.work) = (Some(size), None);
        }
    }

    /// The size, if this message was counted.
    pub fn size(&self, input: &MessageInput<'_>) -> Option<usize> {
        self.size.filter(|_| self.of == Some((input.key, input.options)))
    }

    fn begin(&mut self, ctx: &Context, input: &MessageInput<'_>) {
        let (Some(of), Some(bytes)) = (input.of.cloned(), (input.load)()) else { return };
        let reading = Reading { of: Some(of), format: MessageFormat::Json, options: input.options };
        let (sender, receiver) = sync_channel(1);
        let (wanted, waker, is_small) = (Arc::downgrade(&self.wanted), ctx.clone(), bytes.len() <= AT_ONCE_BYTES);
        let work = move || {
            let mut size = 0;
            let printed = reading.print(&bytes, &mut |addition, _| {
                size += addition.compact_len();
                if wanted.strong_count() > 0 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            if printed.is_ok() {
                // Nobody waits for one whose place was taken.
                let _ = sender.send(size);
                waker.request_repaint();
            }
        };
        self.work = Some(receiver);
        if is_small {
            work();
        } else if std::thread::Builder::new().name("json size".to_owned()).stack_size(STACK_BYTES).spawn(work).is_err()
        {
            self.work = None;
        }
    }
}
