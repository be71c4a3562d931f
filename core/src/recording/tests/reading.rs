//! Files read again: whole, cut at every byte, with every byte damaged, of another version, of something else.

use super::*;
use crate::call::MilestoneKind;

#[test]
fn what_goes_in_comes_out() {
    let file = file_of(&head(), &all());
    let (events, end) = read(&file);
    assert_eq!(end, RecordingEnd::Whole);
    let (mut before, mut after) = (all(), events);
    for events in [&mut before, &mut after] {
        // Headers hold secrets: they have a test of their own.
        events.retain(|event| !matches!(event, CallEvent::Opened(_) | CallEvent::Headers(_)));
    }
    assert_eq!(words(&after), words(&before));
    let reader = reader(&file).unwrap();
    let expected = RecordingHead { target: head().target.without_credentials(), ..head() };
    assert_eq!(*reader.head(), expected);
    assert_eq!(reader.head().target.address, "127.0.0.1:50051");
}

#[test]
fn secrets_stay_out_unless_they_are_asked_for() {
    let file = file_of(&head(), &all());
    let holds = |file: &[u8], word: &str| file.windows(word.len()).any(|window| window == word.as_bytes());
    assert!(!holds(&file, "hunter2") && !holds(&file, "hunter3") && !holds(&file, "pw@"));
    let log = opened_file(&file).unwrap().log;
    let opened = log.opened().unwrap();
    let authorization = opened.request_headers.get("authorization").unwrap();
    assert_eq!((authorization.display().as_str(), authorization.is_secret()), ("{{secret:authorization}}", true));
    assert_eq!(opened.request_headers.get("x-request-id").unwrap().display(), "r-1");
    assert_eq!(log.headers().unwrap().metadata.get("set-token").unwrap().display(), "{{secret:set-token}}");
    let rows = replayed_metadata(&log);
    let rows: Vec<(&str, bool)> = rows.iter().map(|row| (row.key.as_str(), is_withheld(row))).collect();
    assert_eq!(rows, [("x-request-id", false), ("authorization", true), ("trace-bin", false)]);

    let file = file_of(&RecordingHead { has_secrets: true, ..head() }, &all());
    let opened = opened_file(&file).unwrap().log.opened().unwrap();
    let authorization = opened.request_headers.get("authorization").unwrap();
    assert_eq!((authorization.display().as_str(), authorization.is_secret()), ("Bearer hunter2", true));
}

#[test]
fn an_opened_recording_is_a_finished_call_with_its_own_times() {
    let recording = opened_file(&file_of(&head(), &all())).unwrap();
    assert!(recording.has_types && recording.notes().is_empty());
    assert_eq!(recording.method.output.full_name(), "grpc.health.v1.HealthCheckResponse");
    let now = recording.log.snapshot();
    assert_eq!((now.elapsed, now.sent, now.received, now.rows), (at(40), 2, 3, 5));
    assert_eq!((now.received_bytes, now.received_wire_bytes), (4, 4 + 3 * 3 + 3 * 5));
    let rows = recording.log.rows(0..9);
    assert_eq!(rows.iter().map(|row| row.at).collect::<Vec<_>>(), [4, 10, 11, 13, 13].map(at));
    let peer = recording.log.opened().unwrap().peer.clone();
    assert_eq!(peer.http2.unwrap().max_concurrent_streams, Some(100));
    assert_eq!((half_closed(&recording.log), recording.log.failed_attempts().len()), (Some(at(12)), 1));
}

#[test]
fn a_file_cut_at_any_byte_reads_up_to_there_and_says_so() {
    let file = file_with(&head(), b"\x0a\x00", &all());
    let whole = words(&read(&file).0);
    let mut longest = 0;
    for cut in 0..file.len() {
        let Ok(mut reader) = reader(&file[..cut]) else {
            assert!(longest == 0, "what could be read with fewer bytes can be read with more: {cut}");
            continue;
        };
        let mut events = Vec::new();
        while let Some(event) = reader.next_event().unwrap() {
            events.push(event);
        }
        let Some(RecordingEnd::CutShort { at }) = reader.end() else { panic!("{:?} at {cut}", reader.end()) };
        assert!(at <= cut as u64);
        assert_eq!(words(&events), whole[..events.len()], "cut at {cut}");
        assert!(events.len() >= longest);
        longest = events.len();
    }
    assert_eq!(longest, whole.len(), "only the end is missing");
    let recording = opened_file(&file[..file.len() - 30]).unwrap();
    assert!(recording.notes()[0].starts_with("The recording is cut short: the file ends after byte "));
    let finished = recording.log.finished().unwrap();
    assert_eq!((finished.status.code, finished.at), (Code::UNKNOWN, at(13)));
    assert_eq!(recording.log.snapshot().received, 3);
}

#[test]
fn a_damaged_byte_is_found_wherever_it_is() {
    let file = file_with(&head(), b"\x0a\x00", &all());
    let whole = words(&read(&file).0);
    for at in 16..file.len() {
        let mut damaged = file.clone();
        damaged[at] ^= 0x40;
        let Ok(mut reader) = reader(&damaged) else { continue };
        let mut events = Vec::new();
        while let Some(event) = reader.next_event().unwrap() {
            events.push(event);
        }
        assert!(
            matches!(reader.end(), Some(RecordingEnd::Damaged { .. } | RecordingEnd::CutShort { .. })),
            "byte {at}: {:?}",
            reader.end()
        );
        assert_eq!(words(&events), whole[..events.len()], "nothing is made up, byte {at}");
    }
}

#[test]
fn what_is_no_recording_of_ours_says_why() {
    let file = file_of(&head(), &all());
    let words = |file: &[u8]| reader(file).map(drop).unwrap_err().to_string();
    for other in [&b""[..], b"PNG", b"\x0a\x03abc and more than that", &file[1..]] {
        assert_eq!(words(other), "It is not a recording");
    }
    let mut newer = file.clone();
    newer[8] = 2;
    assert_eq!(words(&newer), "It is a recording of version 2; this Farcall reads version 1");
    assert_eq!(words(&file[..40]), "It is damaged: it does not say which call it is of");
}

#[test]
fn a_length_that_is_not_there_takes_no_memory() {
    let mut file = file_of(&head(), &all());
    file.truncate(16);
    // A head of a block of a gigabyte, packed and plain, and nothing behind it.
    for packing in [0, 1] {
        let mut bomb = file.clone();
        bomb.extend_from_slice(&[1, packing, 0, 0, 0, 0, 0, 0]);
        bomb.extend_from_slice(&(1_u64 << 30).to_le_bytes());
        bomb.extend_from_slice(&(1_u64 << 30).to_le_bytes());
        assert!(matches!(reader(&bomb), Err(RecordingError::NoHead)));
    }
}

#[test]
fn without_a_schema_fields_have_numbers_and_another_schema_will_do() {
    let mut writer = RecordingWriter::new(Vec::new(), &head(), &[]).unwrap();
    all().iter().for_each(|event| writer.event(event).unwrap());
    writer.finish().unwrap();
    let mut recording = opened_file(&writer.into_inner()).unwrap();
    assert!(!recording.has_types);
    assert_eq!(recording.notes(), ["The file has no schema of its method: fields have numbers"]);
    assert_eq!(recording.log.snapshot().rows, 5);
    assert!(!recording.read_by(&Schema::default()));
    assert!(recording.read_by(&Schema::builtin()) && recording.notes().is_empty());
}

#[test]
fn blocks_of_a_kind_to_come_are_passed_over() {
    let mut file = file_of(&head(), &all()[..5]);
    // Without its end, which is the last block.
    let (_, end) = read(&file);
    assert_eq!(end, RecordingEnd::Stopped);
    let at = file.len() - block::HEAD_LEN - 2;
    let mut blocks = block::BlockWriter::new(Vec::new());
    blocks.block(200, b"from tomorrow").unwrap();
    let block = blocks.into_inner();
    file.splice(at..at, block);
    let recording = opened_file(&file).unwrap();
    assert_eq!((recording.passed_over, recording.log.snapshot().sent), (1, 1));
    assert!(recording.notes().iter().any(|note| note.contains("newer Farcall")), "{:?}", recording.notes());
}

#[test]
fn the_file_of_version_1_is_read_for_ever() {
    let file = include_bytes!("../../../../tests/cli/recordings/v1.fcrec");
    let recording = opened_file(file).unwrap();
    assert!(recording.notes().is_empty(), "{:?}", recording.notes());
    let now = recording.log.snapshot();
    assert_eq!((now.sent, now.received), (2, 5));
    assert_eq!(recording.head.method.to_string(), "fleet.v1.Drivers/Track");
}

fn half_closed(log: &CallLog) -> Option<Duration> {
    let mut milestones = log.milestones().into_iter();
    milestones.find(|one| matches!(one.kind, MilestoneKind::HalfClosed)).map(|one| one.at)
}
