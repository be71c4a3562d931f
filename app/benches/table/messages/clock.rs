//! Times of several ways to do the same, turn by turn: what else the machine does falls on all alike, and the best counts.
//! It knows nothing of messages.

use std::time::{Duration, Instant};

/// How long one turn lasts, about.
const TURN: Duration = Duration::from_millis(8);
/// Turns of which the best counts.
const ROUNDS: usize = 40;

/// Nanoseconds that each of these takes.
pub fn best<const N: usize>(mut work: [&mut dyn FnMut(); N]) -> [f64; N] {
    let times: [u32; N] = std::array::from_fn(|at| work.get_mut(at).map_or(1, |work| times_a_turn(work)));
    let mut best = [f64::INFINITY; N];
    for _ in 0..ROUNDS {
        for ((work, times), best) in work.iter_mut().zip(times).zip(&mut best) {
            let begun = Instant::now();
            (0..times).for_each(|_| work());
            *best = best.min(begun.elapsed().as_nanos() as f64 / f64::from(times));
        }
    }
    best
}

fn times_a_turn(work: &mut dyn FnMut()) -> u32 {
    let mut times = 1;
    loop {
        let begun = Instant::now();
        (0..times).for_each(|_| work());
        let took = begun.elapsed();
        if took >= TURN / 2 || times >= 1 << 24 {
            return times;
        }
        times *= 2;
    }
}
