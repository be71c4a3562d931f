//! Work over a text while it grows: each chunk once, in order; at once where the text is small, else on a thread of its own.
//! What is done with a chunk is a function it is given.

use std::sync::{
    Arc,
    mpsc::{Receiver, Sender, channel},
};

use egui::Context;

use super::text::{Chunk, CodeText};

/// Texts up to this size are worked over within the frame.
const AT_ONCE_BYTES: usize = 128 * 1024;

/// What is done with each chunk.
type Work<T> = Box<dyn FnMut(&Chunk) -> T + Send>;

/// Follows one text. Dropping it ends the work.
pub struct Follower<T> {
    doer: Doer<T>,
    given: usize,
    taken: usize,
}

enum Doer<T> {
    Here(Work<T>),
    Thread(Sender<Arc<Chunk>>, Receiver<T>),
    /// The system had no thread for it.
    None,
}

impl<T: Send + 'static> Follower<T> {
    /// Work that begins at the top of a text.
    pub fn new(work: impl FnMut(&Chunk) -> T + Send + 'static) -> Self {
        Self { doer: Doer::Here(Box::new(work)), given: 0, taken: 0 }
    }

    /// Gives what the text grew by, and takes what is done.
    pub fn advance(&mut self, ctx: &Context, text: &CodeText, mut take: impl FnMut(T)) {
        let fresh = text.chunks().get(self.given..).unwrap_or_default();
        if let Doer::Here(work) = &mut self.doer {
            if text.len() <= AT_ONCE_BYTES {
                fresh.iter().for_each(|chunk| take(work(chunk)));
                (self.given, self.taken) = (text.chunks().len(), text.chunks().len());
                return;
            }
            self.move_to_thread(ctx);
        }
        if let Doer::Thread(chunks, done) = &self.doer {
            for chunk in fresh {
                // A thread that is gone is told by its results.
                let _ = chunks.send(chunk.clone());
            }
            self.given = text.chunks().len();
            for result in done.try_iter() {
                self.taken += 1;
                take(result);
            }
        }
    }

    /// Whether something that was given is not done.
    pub fn is_busy(&self) -> bool {
        self.taken < self.given && !matches!(self.doer, Doer::None)
    }

    fn move_to_thread(&mut self, ctx: &Context) {
        let Doer::Here(mut work) = std::mem::replace(&mut self.doer, Doer::None) else { return };
        let (chunks, todo) = channel::<Arc<Chunk>>();
        let (results, done) = channel();
        let ctx = ctx.clone();
        let run = move || {
            for chunk in todo {
                if results.send(work(&chunk)).is_err() {
                    return;
                }
                ctx.request_repaint_after(super::REPAINT_AFTER);
            }
        };
        if std::thread::Builder::new().name("text".to_owned()).spawn(run).is_ok() {
            self.doer = Doer::Thread(chunks, done);
        }
    }
}
