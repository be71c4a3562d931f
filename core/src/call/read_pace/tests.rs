//! How long a server counts as held back.
#![allow(clippy::unwrap_used)]

use std::thread::sleep;

use super::*;

#[test]
fn a_server_that_goes_on_for_a_moment_stays_held_back() {
    let rate = ReadRate::messages(10);
    let pace = ReadPace::new(Some(rate));
    assert_eq!(pace.held_back(), None);
    pace.note(65_535, true);
    for _ in 0..5 {
        sleep(Duration::from_millis(20));
        // It was given back what was read, and used that up at once.
        pace.note(64_535, false);
        pace.note(65_535, true);
    }
    let (told, lasts) = pace.held_back().unwrap();
    assert_eq!(told, rate);
    assert!(lasts >= Duration::from_millis(100), "{lasts:?}");
    pace.note(0, false);
    assert!(pace.is_held_back(), "for a moment");
    sleep(LINGERS);
    assert!(!pace.is_held_back());
}

#[test]
fn nobody_is_held_back_by_a_reader_at_full_speed() {
    let pace = ReadPace::new(Some(ReadRate::NOTHING));
    pace.note(65_535, true);
    pace.set(Some(ReadRate::messages(1)));
    assert!(pace.is_held_back(), "another rate changes nothing yet");
    pace.set(None);
    assert!(!pace.is_held_back());
}
