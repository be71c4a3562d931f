//! Tests of the figures: counts are exact, memory is bounded, rates tell what happened.
#![allow(clippy::unwrap_used)]

use super::*;

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// `count` messages of `size` bytes, one every `every` from `from` on.
fn feed(recorder: &mut FigureRecorder, direction: Direction, from: Duration, every: Duration, count: u32, size: usize) {
    for index in 0..count {
        recorder.message(direction, from + every * index, size, size);
    }
}

fn total(series: &Series, direction: Direction) -> (u64, u64) {
    let messages = series.intervals.iter().map(|interval| interval.messages(direction)).sum();
    (messages, series.intervals.iter().map(|interval| interval.bytes(direction)).sum())
}

#[test]
fn a_unary_call_has_its_figures_too() {
    let mut recorder = FigureRecorder::default();
    recorder.message(Direction::Sent, ms(3), 12, 12);
    recorder.message(Direction::Received, ms(11), 700, 90);
    let figures = recorder.figures(ms(12));
    assert_eq!((figures.sent.messages, figures.sent.bytes, figures.sent.wire_bytes), (1, 12, 17));
    assert_eq!((figures.received.messages, figures.received.bytes, figures.received.wire_bytes), (1, 700, 95));
    assert_eq!(figures.waits.most(), Some(8_000_000));
    assert_eq!((figures.received.gaps.count(), figures.unanswered), (0, 0));
    assert_eq!(figures.whole.end, ms(12));
}

#[test]
fn every_message_is_counted_once_however_long_the_call() {
    for every in [Duration::from_micros(3), ms(7), Duration::from_secs(40), Duration::from_secs(90_000)] {
        let mut recorder = FigureRecorder::default();
        feed(&mut recorder, Direction::Received, ms(1), every, 3_000, 10);
        let end = ms(1) + every * 3_000;
        let figures = recorder.figures(end);
        assert_eq!(total(&figures.whole, Direction::Received), (3_000, 30_000));
        assert!(figures.whole.intervals.len() <= 1_000 && figures.recent.intervals.len() <= 600);
        assert_eq!(
            (figures.received.gaps.count(), figures.received.gaps.most()),
            (2_999, Some(every.as_nanos() as u64))
        );
        let steps = figures.whole.steps(120);
        assert_eq!(steps.iter().map(|step| step.sum.messages(Direction::Received)).sum::<u64>(), 3_000);
        assert!(steps.len() <= 121 && steps.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!((steps[0].from, steps.last().unwrap().to), (Duration::ZERO, end));
        let mean = figures.mean(Direction::Received);
        assert_eq!(mean.is_none(), end < ms(100));
    }
}

#[test]
fn the_rate_is_that_of_the_last_second_and_falls_when_nothing_comes() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Received, ms(0), ms(10), 300, 100);
    let now = |recorder: &FigureRecorder, at| recorder.recent(at).rate_now(Direction::Received).unwrap();
    assert_eq!(now(&recorder, ms(3_000)), Rate { messages: 100.0, bytes: 10_000.0 });
    assert_eq!(now(&recorder, ms(3_500)).messages, 50.0);
    assert_eq!(now(&recorder, ms(60_000)).messages, 0.0);
    assert_eq!(recorder.recent(ms(3_000)).rate_now(Direction::Sent).unwrap().messages, 0.0);
    assert_eq!(recorder.recent(ms(90)).end, ms(2_990), "the clock never stands before the last message");
}

#[test]
fn a_slow_stream_has_a_rate_below_one() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Received, ms(0), ms(2_500), 5, 1);
    let rate = recorder.recent(ms(10_100)).rate_now(Direction::Received).unwrap();
    assert_eq!(rate.messages, 0.4);
}

#[test]
fn the_busiest_second_is_a_whole_one() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Received, ms(100), ms(100), 9, 1);
    feed(&mut recorder, Direction::Received, ms(2_000), ms(1), 700, 3);
    feed(&mut recorder, Direction::Received, ms(4_000), ms(500), 4, 1_000);
    let received = recorder.figures(ms(9_000)).received;
    assert_eq!((received.busiest, received.most_bytes), (700, 2_100));
}

#[test]
fn each_sent_message_waits_for_the_next_received() {
    let mut recorder = FigureRecorder::default();
    for (direction, at) in [
        (Direction::Received, 1),
        (Direction::Sent, 10),
        (Direction::Sent, 14),
        (Direction::Received, 20),
        (Direction::Received, 21),
        (Direction::Sent, 30),
    ] {
        recorder.message(direction, ms(at), 1, 1);
    }
    let figures = recorder.figures(ms(31));
    assert_eq!((figures.waits.count(), figures.waits.sum()), (2, 16_000_000));
    assert_eq!((figures.unanswered, figures.unmeasured), (1, 0));
    let waits: Vec<_> = figures.whole.intervals.iter().filter_map(Interval::waits).collect();
    assert_eq!(waits, [(ms(8), ms(10))]);
}

#[test]
fn waits_beyond_the_bound_are_counted_as_not_measured() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Sent, ms(0), Duration::from_micros(1), 5_000, 1);
    assert_eq!(recorder.figures(ms(10)).unanswered, 5_000);
    recorder.message(Direction::Received, ms(20), 1, 1);
    let figures = recorder.figures(ms(20));
    assert_eq!((figures.waits.count(), figures.unmeasured, figures.unanswered), (4_096, 904, 0));
}

#[test]
fn the_last_minute_forgets_what_is_older() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Received, ms(0), ms(100), 900, 1);
    let recent = recorder.recent(ms(90_000));
    assert_eq!((recent.start, total(&recent, Direction::Received).0), (ms(30_100), 599));
    recorder.message(Direction::Received, Duration::from_secs(3_600), 1, 1);
    assert_eq!(total(&recorder.recent(Duration::from_secs(3_600)), Direction::Received).0, 1);
    assert_eq!(total(&recorder.recent(Duration::from_secs(9_000)), Direction::Received).0, 0);
}

#[test]
fn steps_stay_where_they_are_while_the_end_moves() {
    let mut recorder = FigureRecorder::default();
    feed(&mut recorder, Direction::Received, ms(0), ms(5), 2_000, 1);
    let before = recorder.recent(ms(10_000)).steps(60);
    let after = recorder.recent(ms(10_060)).steps(60);
    assert_eq!(before[..40], after[..40]);
    let last = |steps: &[Step]| (steps.last().unwrap().from, steps.last().unwrap().to);
    assert_eq!((last(&before), last(&after)), ((ms(9_800), ms(10_000)), (ms(9_800), ms(10_060))));
    assert_eq!(before[3].rate(Direction::Received).messages, 200.0);
    assert_eq!(recorder.recent(ms(10_160)).steps(60).last().unwrap().to, ms(10_160));
}
