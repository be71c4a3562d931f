//! A file that follows a log: while the call runs, after it, when messages are gone, when the disk is full.

use std::{
    io::{self, Write},
    thread,
    time::{Duration, Instant},
};

use super::*;
use crate::recording::record::follow;

fn until(holds: impl Fn() -> bool) {
    let late = Instant::now() + Duration::from_secs(20);
    while !holds() {
        assert!(Instant::now() < late, "it never was so");
        thread::yield_now();
    }
}

fn open(path: &std::path::Path) -> Recording {
    Recording::open(path, CallLog::new(64 << 20), &mut |_| true).unwrap().unwrap()
}

#[test]
fn a_running_call_is_recorded_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fcrec");
    let log = CallLog::default();
    let progress = RecordProgress::default();
    let recorded = thread::scope(|scope| {
        let writing = scope.spawn(|| record(&log, &head(), &schema_set(&method()), &path, &progress));
        log.record(&CallEvent::Started);
        log.record(&opened());
        for index in 0..20_000 {
            log.record(&received(index, index / 10, &index.to_le_bytes()));
            if index == 10_000 {
                // What came so far is on disk while the call goes on.
                until(|| progress.messages() >= 5_000 && progress.file_bytes() > 0);
            }
        }
        log.record(&finished());
        progress.wake();
        writing.join().unwrap().unwrap()
    });
    let size = std::fs::metadata(&path).unwrap().len();
    assert_eq!(recorded, Recorded { messages: 20_000, lost: 0, bytes: size, is_whole: true });
    let recording = open(&path);
    assert_eq!((recording.end, recording.log.snapshot().received), (RecordingEnd::Whole, 20_000));
    assert_eq!(recording.log.message(19_999).unwrap()[..], 19_999_u64.to_le_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_order_of_events_is_that_of_their_times() {
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));
    let mut told = Vec::new();
    let is_over = LogWalk::default()
        .go_on(&log, &mut |walked| {
            if let Walked::Event(event) = walked {
                told.push(event);
            }
            Ok(())
        })
        .unwrap();
    assert!(is_over);
    assert_eq!(words(&told), words(&all()));
}

#[test]
fn a_recording_that_is_stopped_says_that_the_call_went_on() {
    let log = CallLog::default();
    all()[..6].iter().for_each(|event| log.record(event));
    let progress = RecordProgress::default();
    let mut writer = RecordingWriter::new(Vec::new(), &head(), &schema_set(&method())).unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| follow(&log, &mut writer, &progress));
        until(|| progress.messages() >= 2);
        progress.stop();
        writing.join().unwrap().unwrap();
    });
    let recording = opened_file(&writer.into_inner()).unwrap();
    assert_eq!(recording.end, RecordingEnd::Stopped);
    assert_eq!(recording.notes(), ["The recording was stopped before the call ended"]);
    let finished = recording.log.finished().unwrap();
    assert_eq!(finished.status.message, "The call was still running when recording was stopped");
    assert_eq!(recording.log.snapshot().elapsed, at(10));
}

#[test]
fn messages_that_the_log_no_longer_has_are_counted() {
    let log = CallLog::new(1 << 20);
    log.record(&CallEvent::Started);
    for index in 0..10_000 {
        log.record(&received(index, index, &[7; 1024]));
    }
    log.record(&finished());
    let dropped = log.snapshot().dropped;
    assert!(dropped > 0);
    let mut writer = RecordingWriter::new(Vec::new(), &head(), &[]).unwrap();
    follow(&log, &mut writer, &RecordProgress::default()).unwrap();
    let recording = opened_file(&writer.into_inner()).unwrap();
    assert_eq!((recording.lost, recording.log.snapshot().received), (dropped, 10_000 - dropped));
    assert_eq!(recording.log.rows(0..1)[0].index, dropped, "numbers stay");
    assert!(recording.notes()[0].contains("were no longer kept when it was recorded"));
}

#[test]
fn what_is_cleared_while_it_is_recorded_is_in_the_file() {
    let log = CallLog::new(64 << 20);
    log.record(&CallEvent::Started);
    let progress = RecordProgress::default();
    let mut writer = RecordingWriter::new(Vec::new(), &head(), &schema_set(&method())).unwrap();
    thread::scope(|scope| {
        let writing = scope.spawn(|| follow(&log, &mut writer, &progress));
        until(|| progress.file_bytes() > 0);
        for index in 0..20_000 {
            log.record(&received(index, index / 10, &[7; 1024]));
            if index % 1_000 == 0 {
                log.clear_before(index);
            }
        }
        log.record(&finished());
        log.clear_before(20_000);
        writing.join().unwrap().unwrap();
    });
    assert_eq!(log.snapshot().dropped, 20_000, "the log is empty once it is written");
    let recording = opened_file(&writer.into_inner()).unwrap();
    assert_eq!((recording.lost, recording.log.snapshot().received), (0, 20_000));
}

/// Takes so many bytes and no more.
struct Disk {
    file: Vec<u8>,
    room: usize,
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = bytes.len().min(self.room - self.file.len());
        if taken == 0 {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.file.extend_from_slice(&bytes[..taken]);
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_ends_the_recording_and_what_was_written_is_read() {
    let log = CallLog::default();
    log.record(&CallEvent::Started);
    let mut random = 1_u64;
    for index in 0..3_000 {
        let bytes = std::iter::repeat_with(|| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (random >> 56) as u8
        });
        let bytes: Vec<u8> = bytes.take(1024).collect();
        log.record(&received(index, index, &bytes));
    }
    log.record(&finished());
    let disk = Disk { file: Vec::new(), room: 1 << 20 };
    let mut writer = RecordingWriter::new(disk, &head(), &schema_set(&method())).unwrap();
    let error = follow(&log, &mut writer, &RecordProgress::default()).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    let whole = usize::try_from(writer.written()).unwrap();
    let file = writer.into_inner().file;
    assert!(whole <= file.len() && whole > 700 << 10, "{whole} of {}", file.len());
    let recording = opened_file(&file[..whole]).unwrap();
    assert_eq!(recording.end, RecordingEnd::CutShort { at: whole as u64 });
    let received = recording.log.snapshot().received;
    assert!(received > 700, "{received}");
    assert_eq!(recording.log.message(received - 1), log.message(received - 1));
}

#[test]
fn a_call_that_has_ended_is_written_beside_its_file_and_takes_its_name_once_whole() {
    let folder = tempfile::tempdir().unwrap();
    let names = || {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    let path = folder.path().join("a.fcrec");
    std::fs::write(&path, "what stood there before").unwrap();
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));

    let stopped = RecordProgress::default();
    stopped.stop();
    let error = record(&log, &head(), &[], &path, &stopped).unwrap_err();
    assert_eq!((error.is_kept, error.to_string().as_str()), (false, "It was stopped"));
    assert_eq!(std::fs::read(&path).unwrap(), b"what stood there before");
    assert_eq!(names(), ["a.fcrec"], "nothing is left beside it");

    let recorded = record(&log, &head(), &schema_set(&method()), &path, &RecordProgress::default()).unwrap();
    assert_eq!((recorded.messages, recorded.is_whole), (5, true));
    assert_eq!(open(&path).end, RecordingEnd::Whole);
    assert_eq!(names(), ["a.fcrec"]);
}

#[test]
fn a_call_that_goes_on_is_written_in_place_and_can_be_read_meanwhile() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.fcrec");
    let log = CallLog::default();
    all()[..8].iter().for_each(|event| log.record(event));
    let progress = RecordProgress::default();
    thread::scope(|scope| {
        let writing = scope.spawn(|| record(&log, &head(), &schema_set(&method()), &path, &progress));
        while progress.messages() < 3 || progress.file_bytes() < std::fs::metadata(&path).map_or(1, |file| file.len()) {
            thread::yield_now();
        }
        let meanwhile = open(&path);
        assert!(matches!(meanwhile.end, RecordingEnd::CutShort { .. }), "{:?}", meanwhile.end);
        log.record(&finished());
        progress.wake();
        assert!(writing.join().unwrap().unwrap().is_whole);
    });
    assert_eq!(open(&path).end, RecordingEnd::Whole);
}

#[cfg(target_os = "linux")]
#[test]
fn a_device_is_never_replaced() {
    let log = CallLog::default();
    all().iter().for_each(|event| log.record(event));
    let full = std::path::Path::new("/dev/full");
    let error = record(&log, &head(), &[], full, &RecordProgress::default()).unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::StorageFull);
    use std::os::unix::fs::FileTypeExt;
    assert!(std::fs::metadata(full).unwrap().file_type().is_char_device());
}

#[test]
fn a_file_that_cannot_be_made_is_said_and_the_call_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let log = CallLog::default();
    let progress = RecordProgress::default();
    let path = folder.path().join("none/a.fcrec");
    let error = record(&log, &head(), &[], &path, &progress).unwrap_err();
    assert_eq!(error.source.kind(), io::ErrorKind::NotFound);
    all().iter().for_each(|event| log.record(event));
    let error = record(&log, &head(), &[], &path, &progress).unwrap_err();
    assert_eq!((error.source.kind(), error.is_kept), (io::ErrorKind::NotFound, false));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "no folder is made, no half file is left");
    // Nobody is held up by a recording that is over.
    progress.keep_up(1 << 40, 0);
}
