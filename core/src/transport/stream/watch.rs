//! A stream as it is seen from its connection: how its flow stands, and its frames if its call asked for them.
//! It tells; it holds nothing up and opens nothing.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Instant,
};

use parking_lot::Mutex;

use crate::transport::{Flow, FrameLog, tap::TapRecord};

/// A stream that is about to be opened. Its frames are recorded from here on, so that its first one is among them.
pub(crate) struct Watching {
    record: Arc<TapRecord>,
    frames: Option<Arc<FrameLog>>,
    is_bound: bool,
}

/// A stream, seen from its connection.
pub struct StreamWatch {
    /// `None`: of a recording.
    live: Option<Live>,
    frames: Option<Arc<FrameLog>>,
}

struct Live {
    record: Arc<TapRecord>,
    stream: u32,
    since: Instant,
    /// Bytes of the call that wait for room, and since when none went.
    waiting: Mutex<Option<(usize, Instant)>>,
    is_over: AtomicBool,
}

impl Watching {
    pub(in crate::transport) fn new(record: Arc<TapRecord>, frames: Option<Arc<FrameLog>>, started: Instant) -> Self {
        if let Some(frames) = &frames {
            record.watch(frames, started);
        }
        Self { record, frames, is_bound: false }
    }

    /// The stream was opened, for a call of a method.
    pub(crate) fn opened(mut self, stream: u32, method: &Arc<str>) -> StreamWatch {
        self.is_bound = true;
        self.record.bind(stream, method, self.frames.as_ref());
        let waiting = Mutex::default();
        let live = Live {
            record: self.record.clone(),
            stream,
            since: Instant::now(),
            waiting,
            is_over: AtomicBool::new(false),
        };
        StreamWatch { live: Some(live), frames: self.frames.clone() }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        if let (Some(frames), false) = (&self.frames, self.is_bound) {
            self.record.unwatch(frames);
        }
    }
}

impl StreamWatch {
    /// Of a recording: there is no stream any more, but its frames.
    pub fn of_recording(frames: Arc<FrameLog>) -> Self {
        Self { live: None, frames: Some(frames) }
    }

    /// The frames, if the call asked for them: of all its attempts.
    pub fn frames(&self) -> Option<&Arc<FrameLog>> {
        self.frames.as_ref()
    }

    /// How its flow stands now; `None` once its call is over.
    pub fn flow(&self) -> Option<Flow> {
        let live = self.live.as_ref().filter(|live| !live.is_over.load(Ordering::Acquire))?;
        let held_up = live.waiting.lock().map(|(_, since)| since.elapsed());
        let flow = live.record.flow(live.stream);
        let unopened = flow.unopened.map(|_| live.since.elapsed());
        Some(Flow { held_up, unopened, ..flow })
    }

    /// So many bytes of the call wait for room; 0: none.
    pub(crate) fn wait_for_room(&self, bytes: usize) {
        let Some(live) = &self.live else { return };
        let mut waiting = live.waiting.lock();
        if waiting.map_or(0, |(before, _)| before) != bytes {
            *waiting = (bytes > 0).then(|| (bytes, Instant::now()));
        }
    }

    /// The call is over.
    pub(crate) fn end(&self) {
        if let Some(live) = &self.live
            && !live.is_over.swap(true, Ordering::AcqRel)
        {
            live.record.release(live.stream);
        }
    }
}

impl fmt::Debug for StreamWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamWatch")
            .field("stream", &self.live.as_ref().map(|live| live.stream))
            .finish_non_exhaustive()
    }
}
