//! What is being written to disk just now, and how it is stopped. It writes nothing.

use std::{
    io,
    io::Write,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use farcall_core::recording::RecordProgress;

/// A file that is being written.
#[derive(Debug, Clone)]
pub struct Writing {
    /// Names it for as long as it goes on.
    pub id: WritingId,
    /// What it is: `the HTML reference of shop`.
    pub words: String,
    /// Ends it.
    pub stop: Stop,
    /// Of a call that is recorded: how far it is, and its end.
    pub recording: Option<Arc<RecordProgress>>,
}

impl Writing {
    /// End it soon.
    pub fn end(&self) {
        self.stop.set();
        if let Some(recording) = &self.recording {
            recording.stop();
        }
    }
}

/// Names something that is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WritingId(pub u64);

/// Tells whoever writes that nobody wants it any more.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// End it soon.
    pub fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it is to end.
    pub fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// A writer that fails once this is set.
    pub fn guard<'w>(&'w self, out: &'w mut dyn Write) -> impl Write + 'w {
        Guarded { stop: self, out }
    }
}

struct Guarded<'w> {
    stop: &'w Stop,
    out: &'w mut dyn Write,
}

impl Write for Guarded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.stop.is_set() {
            true => Err(io::Error::other("stopped")),
            false => self.out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_written_after_a_stop() {
        let (stop, mut out) = (Stop::default(), Vec::new());
        assert!(stop.guard(&mut out).write_all(b"one").is_ok());
        stop.set();
        assert!(stop.guard(&mut out).write_all(b"two").is_err());
        assert_eq!(out, b"one");
    }
}
