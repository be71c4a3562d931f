//! Frames of HTTP/2 in a file: there again as they were, also where the file is cut short, and passed by where nobody asked.

use super::*;
use crate::{
    call::CallLog,
    recording::record::follow,
    transport::{
        Direction, Frame, FrameCount, FrameEffect, FrameLog, FrameSums, FrameTime, StreamWatch, WindowHistory,
        WindowLine, WindowPoint,
    },
};

fn frame(row: u64, kind: u8) -> Frame {
    let effect = match kind {
        0 => FrameEffect::Windows { connection: 65_535 - row as i64, stream: Some(-5) },
        6 => FrameEffect::RoundTrip(Duration::from_micros(17)),
        _ => FrameEffect::None,
    };
    Frame {
        row,
        at: FrameTime { micros: row as i64 * 10 - 15 },
        direction: if row.is_multiple_of(2) { Direction::Sent } else { Direction::Received },
        connection: 1,
        kind,
        flags: 0x81,
        stream: if kind == 0 { 3 } else { 0 },
        length: 9,
        payload: Bytes::from_static(b"payload"),
        effect,
    }
}

/// A call that was watched, with its frames.
fn watched(frames: u64) -> (CallLog, Arc<FrameLog>) {
    let kept = Arc::new(FrameLog::default());
    (0..frames).for_each(|row| kept.restore(frame(row, if row == 1 { 6 } else { 0 })));
    let mut sums = kept.sums();
    let point = |from_micros| WindowPoint { from_micros, least: -9, most: 70_000, last: 5 };
    sums.history = WindowHistory::of(2_000, [vec![point(0), point(4_000)], vec![point(2_000)], Vec::new(), Vec::new()]);
    sums.others = FrameCount { frames: 4, bytes: 400 };
    kept.restore_sums(FrameSums { streams: vec![1, 3], connections: 2, ..sums });
    kept.end();
    let log = CallLog::default();
    for event in all() {
        log.record(&match event {
            CallEvent::Opened(opened) => {
                let stream = Some(Arc::new(StreamWatch::of_recording(kept.clone())));
                CallEvent::Opened(Arc::new(Opened { stream, ..(*opened).clone() }))
            }
            other => other,
        });
    }
    (log, kept)
}

fn file_of_log(log: &CallLog) -> Vec<u8> {
    let mut writer = RecordingWriter::new(Vec::new(), &head(), &schema_set(&method())).unwrap();
    follow(log, &mut writer, &RecordProgress::default()).unwrap();
    writer.into_inner()
}

#[test]
fn the_frames_of_a_watched_call_are_there_again_as_they_were() {
    let (log, kept) = watched(1_300);
    let recording = opened_file(&file_of_log(&log)).unwrap();
    assert!(recording.notes().is_empty(), "{:?}", recording.notes());
    let frames = recording.log.frames().unwrap();
    assert_eq!(frames.frames(0..9_999), kept.frames(0..9_999));
    let (mut now, before) = (frames.summary(), kept.summary());
    now.revision = before.revision;
    assert_eq!(now, before);
    assert_eq!((now.rows, now.streams, now.others.frames), (1_300, vec![1, 3], 4));
    let lines = |log: &FrameLog| WindowLine::ALL.map(|line| log.history().line(line).to_vec());
    assert_eq!(lines(&frames), lines(&kept));
    assert_eq!((frames.trips(), frames.marks()), (kept.trips(), kept.marks()));
    assert_eq!(frames.count(0, Direction::Sent), kept.count(0, Direction::Sent));
    assert!(recording.log.stall().is_none(), "nothing holds up a call that is over");
}

#[test]
fn frames_of_a_file_that_is_cut_short_are_told_as_far_as_it_goes() {
    let (log, kept) = watched(1_300);
    let file = file_of_log(&log);
    // Behind the first block of frames: the end, the sums and the last block are gone.
    let mut longest = 0;
    for cut in (200..file.len()).step_by(331) {
        let Ok(recording) = opened_file(&file[..cut]) else { continue };
        let Some(frames) = recording.log.frames() else { continue };
        let told = frames.frames(0..9_999);
        assert_eq!(told, kept.frames(0..told.len() as u64), "cut at {cut}");
        assert!(frames.summary().is_over && told.len() >= longest);
        longest = told.len();
        if told.len() == 512 {
            let last = frames.history().line(WindowLine::SendConnection).last().map(|point| point.last);
            assert_eq!(last, Some(65_535 - 510), "the windows are what the frames say");
            assert!(!frames.marks().is_empty(), "and the messages among them");
        }
    }
    assert!(longest >= 512, "{longest}");
}

#[test]
fn a_call_that_nobody_watched_has_no_frames_in_its_file() {
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));
    let recording = opened_file(&file_of_log(&log)).unwrap();
    assert!(recording.log.frames().is_none());
}

#[test]
fn frames_that_went_before_they_were_written_count_as_dropped() {
    let (log, kept) = watched(90_000);
    let dropped = kept.summary().dropped;
    assert!(dropped.start == 1_000 && dropped.end > 2_000, "{dropped:?}");
    let frames = opened_file(&file_of_log(&log)).unwrap().log.frames().unwrap();
    assert_eq!((frames.summary().dropped, frames.summary().rows), (dropped, 90_000));
    assert_eq!(frames.frames(0..u64::MAX), kept.frames(0..u64::MAX), "the first and the last ones, as they were");
}

#[test]
fn a_block_of_frames_that_none_of_ours_wrote_is_damage() {
    let too_large = vec![0x12; 3 << 20];
    // `first` is the last number there is, and a frame follows that would have the one after it.
    let numbered_past_the_end = [&[0x08][..], &[0xff; 9], &[0x01, 0x12, 0x00, 0x12, 0x00]].concat();
    for bytes in [too_large, numbered_past_the_end] {
        let mut blocks = block::BlockWriter::new(Vec::new());
        blocks.block(format::FRAMES, &bytes).unwrap();
        let mut file = file_of(&head(), &[]);
        file.truncate(file.len() - block::HEAD_LEN);
        file.extend_from_slice(&blocks.into_inner());
        let recording = opened_file(&file).unwrap();
        assert!(matches!(recording.end, RecordingEnd::Damaged { .. }), "{:?}", recording.end);
    }
    assert!(opened_file(&file_of_log(&watched(1).0)).is_ok());
}
