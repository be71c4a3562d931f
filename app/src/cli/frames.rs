//! `--frames`: every frame of HTTP/2 of a call, told as it passes: on stderr as lines, with `--events` on stdout as objects.
//! It asks the log that core keeps; it holds no call up.

use std::{sync::Arc, time::Duration};

use farcall_core::transport::{Direction, Frame, FrameEffect, FrameLog, FrameSummary};
use serde_json::{Value, json};
use tokio::{sync::oneshot, task::JoinHandle, time::sleep};

use super::output::Console;
use crate::units;

/// How often the log is asked.
const EVERY: Duration = Duration::from_millis(100);
/// How long the frames that the end of a call makes may take.
const AFTERWARDS: Duration = Duration::from_millis(500);
/// Frames taken from the log at once.
const PART: u64 = 4096;

/// Tells the frames of one call.
pub struct FrameTeller {
    task: JoinHandle<()>,
    over: oneshot::Sender<()>,
}

impl FrameTeller {
    /// Begins to tell; as objects with `--events`. Must run inside a tokio runtime.
    pub fn begin(console: Console, log: Arc<FrameLog>, as_events: bool) -> Self {
        let (over, is_over) = oneshot::channel();
        let told = Told { console, log, as_events, next: 0, skipped: 0 };
        Self { task: tokio::spawn(told.follow(is_over)), over }
    }

    /// The call is over: tells the rest, and how many there were.
    pub async fn finish(self) {
        let _ = self.over.send(());
        let _ = self.task.await;
    }
}

struct Told {
    console: Console,
    log: Arc<FrameLog>,
    as_events: bool,
    next: u64,
    /// Frames that went before they could be told.
    skipped: u64,
}

impl Told {
    async fn follow(mut self, mut is_over: oneshot::Receiver<()>) {
        if !self.as_events {
            self.console.note("Frames: ms since the start, > sent, < received, type, stream, size, what it says");
        }
        loop {
            tokio::select! {
                () = sleep(EVERY) => self.tell(),
                _ = &mut is_over => break,
            }
        }
        let mut waited = Duration::ZERO;
        while !self.log.summary().is_over && waited < AFTERWARDS {
            sleep(Duration::from_millis(10)).await;
            waited += Duration::from_millis(10);
        }
        self.tell();
        if !self.as_events {
            self.console.note(&summary_line(&self.log, &self.log.summary(), self.skipped));
        }
    }

    fn tell(&mut self) {
        loop {
            let frames = self.log.frames(self.next..self.next + PART);
            if frames.is_empty() {
                let dropped = self.log.summary().dropped;
                if dropped.end <= self.next {
                    return;
                }
                self.skipped += dropped.end - self.next;
                self.next = dropped.end;
                continue;
            }
            for frame in &frames {
                self.skipped += frame.row - self.next;
                self.next = frame.row + 1;
                match self.as_events {
                    true => drop(self.console.line(&event(frame).to_string())),
                    false => self.console.note(&line(frame)),
                }
            }
        }
    }
}

/// `    12.345 < DATA              1       512 B  END_STREAM · windows: stream 65,023 B, connection 65,023 B`.
fn line(frame: &Frame) -> String {
    let arrow = if frame.direction == Direction::Sent { '>' } else { '<' };
    let left = |window: i64| {
        let sign = if window < 0 { "-" } else { "" };
        format!("{sign}{} B", units::count(window.unsigned_abs()))
    };
    let windows = match frame.effect {
        FrameEffect::Windows { connection, stream: Some(stream) } => {
            format!("windows: stream {}, connection {}", left(stream), left(connection))
        }
        FrameEffect::Windows { connection, stream: None } => format!("window: connection {}", left(connection)),
        FrameEffect::RoundTrip(_) | FrameEffect::None => String::new(),
    };
    let said = [frame.flag_names().join(" "), frame.gist(), windows];
    let said = said.into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" · ");
    let at = frame.at.micros as f64 / 1e3;
    let line = format!("{at:>10.3} {arrow} {:<13} {:>5} {:>9} B  {said}", frame.name(), frame.stream, frame.length);
    line.trim_end().to_owned()
}

fn event(frame: &Frame) -> Value {
    let (window, connection_window, round_trip) = match frame.effect {
        FrameEffect::Windows { connection, stream } => (stream, Some(connection), None),
        FrameEffect::RoundTrip(took) => (None, None, Some(took.as_micros() as f64 / 1e3)),
        FrameEffect::None => (None, None, None),
    };
    json!({
        "event": "frame",
        "at_ms": frame.at.micros as f64 / 1e3,
        "direction": if frame.direction == Direction::Sent { "sent" } else { "received" },
        "type": frame.name(),
        "stream": frame.stream,
        "connection": frame.connection,
        "bytes": frame.length,
        "flags": frame.flag_names(),
        "says": frame.gist(),
        "stream_window": window,
        "connection_window": connection_window,
        "round_trip_ms": round_trip,
    })
}

fn summary_line(log: &FrameLog, summary: &FrameSummary, skipped: u64) -> String {
    let mut said = vec![units::counted(summary.rows, "frame")];
    if skipped > 0 {
        said.push(format!("{} went too fast to be told", units::count(skipped)));
    }
    if summary.others.frames > 0 {
        let (frames, size) = (units::counted(summary.others.frames, "frame"), units::size(summary.others.bytes));
        said.push(format!("{frames} of other calls on the connection ({size})"));
    }
    let trips = log.trips();
    let took = || trips.iter().map(|trip| trip.took);
    if let (Some(least), Some(most)) = (took().min(), took().max()) {
        let pings = units::counted(trips.len() as u64, "ping");
        said.push(format!("{pings} answered in {} to {}", units::duration(least), units::duration(most)));
    }
    format!("Frames: {}", said.join(", "))
}
