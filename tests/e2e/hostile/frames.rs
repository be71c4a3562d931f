//! The frames of a call that asks: which they are, in which order, with what they did; of one that does not ask, none.

use std::{sync::Arc, time::Duration};

use farcall_core::{
    call::CallEvent,
    transport::{Direction, Frame, FrameLog, WindowLine},
};

use crate::{
    scenario::{answer, headers, ok},
    support::{
        Caller, Done, Plan, RawServer, Step,
        wire::{PING, settings},
        within,
    },
};

fn log_of(done: &Done) -> Option<Arc<FrameLog>> {
    done.events.iter().find_map(|event| match event {
        CallEvent::Opened(opened) => opened.stream.as_ref()?.frames().cloned(),
        _ => None,
    })
}

/// Waits for the frames that the end of a call makes.
async fn all_of(log: &FrameLog) -> Vec<Frame> {
    within(async {
        while !log.summary().is_over {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await;
    log.frames(0..u64::MAX)
}

fn names(frames: &[Frame], stream: u32) -> Vec<String> {
    let arrow = |frame: &Frame| if frame.direction == Direction::Sent { '>' } else { '<' };
    frames
        .iter()
        .filter(|frame| frame.stream == stream)
        .map(|frame| format!("{} {}", arrow(frame), frame.name()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_that_asks_is_shown_every_frame_of_its_own_from_headers_to_the_end() {
    let ping = Step::Raw(crate::support::wire::frame(PING, 0, 0, b"12345678"));
    let script = vec![Step::AwaitEnd, ping, Step::Pause(Duration::from_millis(20)), headers(), answer(b"good"), ok()];
    let server = RawServer::plan(Plan::opening_with(settings(&[(3, 7)]), vec![script]), None).await;
    let mut caller = Caller::to(server.target());
    caller.spec.frames = true;
    let first = caller.run().await;
    let frames = all_of(&log_of(&first).unwrap()).await;
    let own = ["> HEADERS", "> DATA", "< WINDOW_UPDATE", "< HEADERS", "< DATA", "< HEADERS"];
    assert_eq!(names(&frames, 1), own);
    let connection = names(&frames, 0);
    for expected in ["> SETTINGS", "< SETTINGS", "< PING", "> PING", "< WINDOW_UPDATE"] {
        assert!(connection.iter().any(|name| name == expected), "{expected} in {connection:?}");
    }
    assert!(frames.iter().any(|frame| frame.gist() == "MAX_CONCURRENT_STREAMS 7"));
    assert_eq!(log_of(&first).unwrap().trips().len(), 1);
    let marks = log_of(&first).unwrap().marks();
    assert_eq!((marks.iter().map(|mark| mark.sent).sum::<u32>(), marks.iter().map(|mark| mark.received).sum()), (1, 1));

    // On a connection that is open already the windows are known too, and what opened it stands before the start.
    let second = caller.run().await;
    let log = log_of(&second).unwrap();
    let frames = all_of(&log).await;
    assert_eq!(names(&frames, 3), own);
    assert!(names(&frames, 1).is_empty(), "frames of another call");
    assert!(frames.first().unwrap().at.before_start().is_some());
    let history = log.history();
    let first_known = history.line(WindowLine::SendConnection).first().unwrap();
    assert_eq!(first_known.most, 65_535, "what the first call sent was given back");

    caller.spec.frames = false;
    assert!(log_of(&caller.run().await).is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn frames_of_all_attempts_stand_in_one_log() {
    let refused = vec![Step::AwaitEnd, Step::Reset(7)];
    let server = RawServer::start(vec![refused, vec![Step::AwaitEnd, headers(), answer(b"a"), ok()]]).await;
    let mut caller = Caller::to(server.target());
    caller.spec.frames = true;
    let done = caller.run().await;
    let log = log_of(&done).unwrap();
    let frames = all_of(&log).await;
    assert_eq!(log.summary().streams, [1, 3]);
    assert_eq!(names(&frames, 1).last().map(String::as_str), Some("< RST_STREAM"));
    assert_eq!(names(&frames, 3).last().map(String::as_str), Some("< HEADERS"));
    assert!(frames.iter().any(|frame| frame.gist() == "REFUSED_STREAM (7)"));
}
