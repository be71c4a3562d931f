//! A right answer cut at every byte: the connection ends there, or goes on after a pause.
//! What is said of other losses is in `lost`.

use std::{sync::Arc, time::Duration};

use farcall_core::{schema::MethodKind, transport::ChannelState};
use tokio::{sync::Semaphore, task::JoinSet, time::timeout};

use crate::{
    expectation::breach_of_grammar,
    runner::KINDS,
    scenario::{OK, answer, good, headers, ok},
    support::{Caller, Plan, RawServer, Step, wire::settings},
};

/// What a server says from its first byte to its last, and the places at which something is complete.
struct Answer {
    bytes: Vec<u8>,
    settings: usize,
    message: usize,
    trailers: usize,
}

impl Answer {
    fn new() -> Self {
        let mut bytes = settings(&[(3, 100)]);
        let settings = bytes.len();
        bytes.extend(headers().bytes(1).unwrap());
        bytes.extend(answer(b"good").bytes(1).unwrap());
        let message = bytes.len();
        bytes.extend(ok().bytes(1).unwrap());
        Self { settings, message, trailers: bytes.len(), bytes }
    }

    /// Its settings come when a connection opens, the rest when the request is there.
    fn plan(&self, at: usize, end: &[Step]) -> Plan {
        let (opening, rest) = self.bytes.split_at(self.settings);
        let begin = |bytes: &[u8]| vec![Step::AwaitPreface, Step::Raw(bytes.to_vec())];
        if at < self.settings {
            let cut = [begin(&opening[..at]), end.to_vec(), vec![Step::Raw(opening[at..].to_vec())]].concat();
            return Plan { streams: vec![vec![Step::Raw(rest.to_vec())]], ..Plan::opening(cut) };
        }
        let (before, after) = rest.split_at(at - self.settings);
        let cut = [vec![Step::AwaitEnd, Step::Raw(before.to_vec())], end.to_vec(), vec![Step::Raw(after.to_vec())]];
        Plan { streams: vec![cut.concat()], ..Plan::opening(begin(opening)) }
    }
}

const A_MOMENT: Duration = Duration::from_millis(3);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_ends_at_any_byte_is_unavailable_unless_it_was_whole() {
    for end in [Step::Close, Step::Abort] {
        let cut = Arc::new(Answer::new());
        every_byte(cut.clone(), vec![Step::Pause(A_MOMENT), end], move |at, verdict, received| {
            let is_whole = at == cut.trailers;
            let expected = usize::from(at >= cut.message);
            let is_right = if is_whole { verdict == OK } else { verdict.starts_with("UNAVAILABLE (14) local: ") };
            // What the connection broke off with may overtake a message that came just before, but never a verdict.
            is_right && received == expected
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_pauses_at_any_byte_is_read_whole() {
    let answer = Arc::new(Answer::new());
    every_byte(answer, vec![Step::Pause(A_MOMENT)], |_, verdict, received| verdict == OK && received == 1).await;
}

/// Runs all kinds with the answer cut at each byte; `is_right` sees where, the verdict, and how many messages came.
async fn every_byte(
    answer: Arc<Answer>,
    end: Vec<Step>,
    is_right: impl Fn(usize, &str, usize) -> bool + Send + Sync + 'static,
) {
    let room = Arc::new(Semaphore::new(16));
    let is_right = Arc::new(is_right);
    let mut running = JoinSet::new();
    for at in 0..=answer.bytes.len() {
        for kind in KINDS {
            let (answer, end, room, is_right) = (answer.clone(), end.clone(), room.clone(), is_right.clone());
            running.spawn(async move {
                let _place = room.acquire_owned().await.unwrap();
                let (verdict, received, next) = one(&answer.plan(at, &end), end.len() > 1, kind).await;
                let is_right = is_right(at, &verdict, received) && next == OK;
                (!is_right).then(|| format!("{kind:?} cut at {at}: {verdict:?}, {received} messages, then {next:?}"))
            });
        }
    }
    let failures: Vec<String> = running.join_all().await.into_iter().flatten().collect();
    assert!(failures.is_empty(), "{} failed:\n  {}", failures.len(), failures.join("\n  "));
}

/// The verdict, how many messages were kept, and the verdict on the next call.
async fn one(plan: &Plan, plan_ends_connections: bool, kind: MethodKind) -> (String, usize, String) {
    let server = RawServer::plan(plan.clone(), None).await;
    let caller = Caller::to(server.target()).kind(kind);
    let done = caller.run().await;
    assert_eq!(breach_of_grammar(&done.names()), None);
    server.change(good(), None);
    if plan_ends_connections {
        // One that ends right now would take the next call with it.
        let mut status = caller.channel.watch();
        let gone = status.wait_for(|status| status.state != ChannelState::Ready);
        let _ = timeout(Duration::from_secs(5), gone).await;
    }
    let next = caller.run().await.verdict();
    (done.verdict(), done.received().len(), next)
}
