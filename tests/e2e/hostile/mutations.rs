//! A right answer with bytes changed, lost, doubled or moved at random: whatever comes of it, the call ends, once.
//! The seed is fixed; a failure names the round, which can be run alone.

use std::time::Duration;

use tokio::{task::JoinSet, time::timeout};

use crate::{
    expectation::breach_of_grammar,
    runner::KINDS,
    scenario::{answer, headers, ok},
    support::{Caller, Plan, RawServer, Step, wire::settings},
};

const ROUNDS: u64 = 3_000;
const AT_ONCE: usize = 32;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_with_random_faults_ends_every_call_once() {
    let mut running = JoinSet::new();
    for round in 0..ROUNDS {
        running.spawn(one(round));
        if running.len() >= AT_ONCE {
            running.join_next().await.unwrap().unwrap();
        }
    }
    running.join_all().await;
}

async fn one(round: u64) {
    let mut dice = Dice(round.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let opening = settings(&[(3, 100), (4, 1 << 20)]);
    let mut stream: Vec<u8> =
        [headers(), answer(b"one"), answer(b"two"), ok()].iter().flat_map(|step| step.bytes(1).unwrap()).collect();
    for _ in 0..=dice.below(3) {
        dice.fault(&mut stream);
    }
    let script = vec![Step::AwaitEnd, Step::Raw(stream), Step::Pause(Duration::from_millis(2)), Step::Close];
    let server = RawServer::plan(Plan::opening_with(opening, vec![script]), None).await;
    let kind = KINDS[dice.below(KINDS.len())];
    let caller = Caller::to(server.target()).kind(kind).timeout(Duration::from_secs(5));
    let done = timeout(Duration::from_secs(15), caller.run()).await.unwrap_or_else(|_| panic!("round {round} hung"));
    assert_eq!(breach_of_grammar(&done.names()), None, "round {round}");
}

/// Numbers that look random and are the same every time (xorshift).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn fault(&mut self, bytes: &mut Vec<u8>) {
        if bytes.is_empty() {
            return;
        }
        let (at, to) = (self.below(bytes.len()), self.below(bytes.len()));
        let range = at.min(to)..at.max(to).min(at.min(to) + 20);
        match self.below(6) {
            0 => bytes[at] ^= 1 << self.below(8),
            1 => bytes[at] = self.next() as u8,
            2 => drop(bytes.drain(range)),
            3 => {
                let again = bytes[range].to_vec();
                bytes.splice(at..at, again);
            }
            4 => bytes.insert(at, self.next() as u8),
            _ => bytes.truncate(at),
        }
    }
}
