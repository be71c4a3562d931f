//! Filters as a user writes them, and searches over logs that grow and drop.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use proptest::prelude::*;

use super::*;
use crate::{
    call::{CallEvent, CallLog, Direction, LogRow, MessageReceived, MessageSent},
    message::{JsonRules, encode_json},
    schema::{MessageDescriptor, Schema},
};

fn types() -> (MessageDescriptor, MessageDescriptor) {
    let file = |text: &str| Schema::builtin().message(text).unwrap();
    (file("google.protobuf.Duration"), file("google.protobuf.Type"))
}

fn wire(json: &str) -> Vec<u8> {
    encode_json(&types().1, json, JsonRules::default()).unwrap()
}

fn row(direction: Direction) -> LogRow {
    let (at, gap) = (Duration::from_millis(12_345), Duration::from_millis(150));
    LogRow { row: 40, direction, index: 4, at, gap, size: 2048, wire_size: 100, compressed: true }
}

#[track_caller]
fn holds(filter: &str, direction: Direction, message: &[u8]) -> bool {
    let (sent, received) = types();
    RowFilter::parse(filter, Some(&sent), Some(&received)).unwrap().matches(&row(direction), message)
}

#[test]
fn words_properties_and_conditions_make_one_filter() {
    let message =
        wire(r#"{"name": "Driver 7", "fields": [{"name": "speed", "number": 5}], "syntax": "SYNTAX_PROTO3"}"#);
    for yes in [
        "driver",
        "driver 7",
        "DRIVER speed",
        "'driver 7'",
        "received",
        "RECEIVED driver",
        "size > 1k",
        "size <= 2 KiB and size = 2048",
        "gap > 100ms gap < 0.2s",
        "time > 12s",
        "no = 5",
        "wire < 1k compressed",
        "name starts drv or name starts dri",
        "fields.number = 5",
        "syntax = SYNTAX_PROTO3 and not sent",
        "has fields (bus or driver)",
        "@size > 1k and @received",
        "not bus",
    ] {
        assert!(holds(yes, Direction::Received, &message), "{yes}");
    }
    for no in
        ["bus", "driver 8", "'7 driver'", "sent", "size > 2k", "gap > 1s", "no = 4", "fields.number > 5", "seconds = 5"]
    {
        assert!(!holds(no, Direction::Received, &message), "{no}");
    }
    // A field of requests alone holds for sent messages alone.
    assert!(holds("seconds = 5", Direction::Sent, &[0x08, 5]) && holds("sent", Direction::Sent, &[]));
}

#[test]
fn what_is_no_filter_is_said_with_its_place() {
    let (sent, received) = types();
    for (filter, place, message) in [
        ("size > big", "big", "\"big\" is not a size like 512, 1k or 1.5 MiB"),
        ("gap > 100", "100", "\"100\" is not a duration like 20ms, 1.5s or 2m"),
        ("size ~ 4", "4", "~ does not go with this; it has =, !=, <, <=, > and >="),
        ("nme = x", "nme", "no field \"nme\" in Type; did you mean name?"),
        (
            "http://x",
            "http",
            "no field \"http\" in Type, which has name, fields, oneofs, options, source_context, syntax, edition; \
             as text it is written in quotes",
        ),
        ("@sized", "@sized", "after @ stands size, wire, gap, time, no, sent, received or compressed"),
        ("driver and", "", "something to look for is missing here"),
        ("(driver", "(", "this ( is not closed"),
        ("driver)", ")", "this ) closes nothing"),
    ] {
        let error = RowFilter::parse(filter, Some(&sent), Some(&received)).unwrap_err();
        assert_eq!((filter.get(error.place).unwrap(), error.message.as_str()), (place, message), "{filter}");
    }
    let unknown = RowFilter::parse("total > 5", None, None).unwrap_err();
    assert!(unknown.message.starts_with("the types of these messages are not known"));
    assert!(RowFilter::parse("words size > 5", None, None).is_ok());
}

#[test]
fn paths_values_and_words_are_proposed() {
    let (sent, received) = types();
    let proposed = |text: &str| {
        let proposals = filter_proposals(text, text.len(), Some(&sent), Some(&received));
        (proposals.names.join(" "), text.get(proposals.place).unwrap().to_owned())
    };
    assert_eq!(proposed("na"), ("name nanos".to_owned(), "na".to_owned()));
    assert_eq!(proposed("size > 5 and fields.num"), ("number".to_owned(), "num".to_owned()));
    assert_eq!(proposed("source_context."), ("file_name".to_owned(), String::new()));
    assert_eq!(proposed("syntax = "), ("SYNTAX_PROTO2 SYNTAX_PROTO3 SYNTAX_EDITIONS".to_owned(), String::new()));
    assert_eq!(proposed("not (fields.packed=t").0, "true");
    assert_eq!(proposed("rec").0, "received");
    assert_eq!(proposed("fields.number ").0, "= != < <= > >= in");
    assert_eq!(proposed("received name c").0, "contains source_context seconds received");
    assert_eq!((proposed("name = ").0, proposed("name = name ").0, proposed("options ").0), Default::default());
    assert_eq!((proposed("'na").0, proposed("").0, proposed("a.b.c").0), Default::default());
}

fn received(index: u64, bytes: Vec<u8>) -> CallEvent {
    let at = Duration::from_millis(index);
    CallEvent::Message(MessageReceived { index, at, wire_bytes: bytes.len(), bytes: bytes.into(), compressed: false })
}

fn numbered(index: u64) -> Vec<u8> {
    let name = format!("driver {index}");
    [vec![0x0a, name.len() as u8], name.into_bytes()].concat()
}

fn search(log: &Arc<CallLog>, filter: &str) -> (Search, Arc<AtomicUsize>) {
    let (sent, received) = types();
    let filter = RowFilter::parse(filter, Some(&sent), Some(&received)).unwrap();
    let woken = Arc::new(AtomicUsize::new(0));
    let wake = woken.clone();
    let search = Search::start(log.clone(), filter, 0..log.snapshot().rows, move || {
        wake.fetch_add(1, Ordering::SeqCst);
    });
    (search.unwrap(), woken)
}

#[test]
fn a_search_goes_through_a_log_and_on_as_it_grows() {
    let log = Arc::new(CallLog::new(16 << 20));
    for index in 0..30_000 {
        log.record(&received(index, numbered(index)));
    }
    let (search, woken) = search(&log, "name ends 77");
    search.wait();
    assert_eq!((search.progress().found, search.progress().next, search.progress().share()), (300, 30_000, 1.0));
    assert!(woken.load(Ordering::SeqCst) > 0);
    search.with_hits(|hits| {
        assert_eq!(
            (hits.len(), hits.row_at(0), hits.row_at(299), hits.row_at(300)),
            (300, Some(77), Some(29_977), None)
        );
        assert_eq!(
            (hits.place_of(78), hits.place_of(177), hits.contains(177), hits.contains(178)),
            (1, 1, true, false)
        );
    });
    log.record(&CallEvent::RequestSent(MessageSent {
        index: 0,
        at: Duration::ZERO,
        bytes: vec![0x08, 77].into(),
        wire_bytes: 2,
        compressed: false,
    }));
    for index in 30_000..30_100 {
        log.record(&received(index, numbered(index)));
    }
    search.grown(log.snapshot().rows);
    search.wait();
    assert_eq!((search.progress().found, search.with_hits(|hits| hits.row_at(300))), (301, Some(30_078)));
}

#[test]
fn a_search_over_a_log_that_drops_goes_on_with_what_is_kept() {
    let log = Arc::new(CallLog::new(2 << 20));
    for index in 0..50_000 {
        log.record(&received(index, [numbered(index), vec![0; 100]].concat()));
    }
    let dropped = log.snapshot().dropped;
    assert!(dropped > 0);
    let (search, _) = search(&log, "driver");
    search.wait();
    let found = search.with_hits(|hits| (hits.row_at(0), hits.len() as u64));
    assert_eq!(found, (Some(dropped), 50_000 - dropped));
}

#[test]
fn a_row_is_found_by_its_number_and_by_its_time() {
    let log = CallLog::new(16 << 20);
    for index in 0..3_000 {
        if index % 3 == 0 {
            let sent = MessageSent {
                index: index / 3,
                at: Duration::from_millis(index),
                bytes: vec![0x08, 7].into(),
                wire_bytes: 2,
                compressed: false,
            };
            log.record(&CallEvent::RequestSent(sent));
        }
        log.record(&received(index, numbered(index)));
    }
    let row = |text: &str| RowGoal::parse(text).unwrap().find(&log).map(|row| log.rows(row..row + 1).remove(0));
    assert_eq!(row("1,500").map(|row| (row.direction, row.index)), Some((Direction::Received, 1_499)));
    assert_eq!(row("no 1").map(|row| row.index), Some(0));
    assert_eq!(row("sent 1000").map(|row| (row.direction, row.index)), Some((Direction::Sent, 999)));
    assert_eq!(row("1.5s").map(|row| row.at), Some(Duration::from_millis(1_500)));
    assert_eq!(row("999999").map(|row| row.index), Some(2_999));
    assert_eq!(row("1h").map(|row| row.index), Some(2_999));
    assert!(RowGoal::parse("soon").is_err() && RowGoal::parse("0").is_err());
    assert_eq!(RowGoal::parse("5").unwrap().find(&CallLog::new(1 << 20)), None);
}

proptest! {
    #[test]
    fn hits_are_found_by_place_and_by_row(rows in prop::collection::btree_set(0..40_000u64, 0..300), dropped in 0..45_000u64) {
        let mut hits = HitRows::default();
        for row in &rows {
            hits.push(*row);
        }
        let gone = hits.drop_before(dropped);
        let kept: Vec<u64> = rows.iter().copied().filter(|row| *row >= dropped).collect();
        prop_assert_eq!((gone, hits.len()), (rows.len() - kept.len(), kept.len()));
        for (place, row) in kept.iter().enumerate() {
            prop_assert_eq!(hits.row_at(place), Some(*row));
            prop_assert_eq!(hits.place_of(*row), place);
            prop_assert_eq!(hits.contains(row + 1), kept.contains(&(row + 1)));
        }
        prop_assert_eq!(hits.row_at(kept.len()), None);
        prop_assert_eq!(hits.place_of(99_999), kept.len());
        hits.push(50_000);
        prop_assert_eq!(hits.row_at(kept.len()), Some(50_000));
    }

    #[test]
    fn no_text_makes_a_filter_fail(text in "\\PC{0,40}", bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let (sent, received) = types();
        if let Ok(filter) = RowFilter::parse(&text, Some(&sent), Some(&received)) {
            filter.matches(&row(Direction::Received), &bytes);
        }
        for cursor in 0..=text.len() {
            filter_proposals(&text, cursor, Some(&sent), Some(&received));
        }
    }
}
