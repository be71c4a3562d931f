//! Scripts as they are read and as they run, on a call whose other end the test holds.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;

use super::*;
use crate::{
    call::{self, CallEvent, CallHandle, CallObserver, CallSpec, MessageReceived, Outbound, ear::Overheard},
    schema::{MethodKind, MethodPath, Schema},
};

/// `google.protobuf.Int32Value`: one field, `value`.
fn responses() -> MessageDescriptor {
    Schema::builtin().message("google.protobuf.Int32Value").unwrap()
}

fn script(lines: &[&str]) -> Result<Script, Vec<ScriptProblem>> {
    Script::parse(lines.iter().copied(), &responses(), 2)
}

/// The other end of a call: what it is told, and what comes out of it.
struct Peer {
    call: Option<call::Call>,
    ear: Arc<crate::call::ear::Ear>,
    told: u64,
}

impl Peer {
    fn new() -> (Arc<CallHandle>, Self) {
        let spec = CallSpec::new(MethodPath::parse("a.S/M").unwrap(), MethodKind::BidiStreaming);
        let (handle, call) = call::new(spec);
        let ear = Arc::clone(&handle.ear);
        (Arc::new(handle), Self { call: Some(call), ear, told: 0 })
    }

    /// A response with this value comes.
    fn comes(&mut self, value: u8) {
        let bytes = Bytes::copy_from_slice(&[0x08, value]);
        let message = MessageReceived { index: self.told, at: Duration::ZERO, bytes, wire_bytes: 2, compressed: false };
        self.told += 1;
        let mut ignored = |_| {};
        let overheard = Overheard { ear: Arc::clone(&self.ear), observer: &mut ignored };
        // Its end is not that of the call.
        std::mem::ManuallyDrop::new(overheard).event(CallEvent::Message(message));
    }

    /// The call is over.
    fn ends(&mut self) {
        self.call = None;
        drop(Overheard { ear: Arc::clone(&self.ear), observer: &mut |_: CallEvent| {} });
    }

    async fn goes_out(&mut self) -> String {
        match self.call.as_mut().unwrap().outbound.recv().await {
            Some(Outbound::Message(bytes)) => String::from_utf8(bytes.to_vec()).unwrap(),
            Some(Outbound::HalfClose) => "half-close".to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// What went out already.
    fn is_quiet(&mut self) -> bool {
        self.call.as_mut().unwrap().outbound.try_recv().is_err()
    }
}

fn run(handle: &Arc<CallHandle>, lines: &[&str]) -> (Arc<ScriptProgress>, tokio::task::JoinHandle<ScriptEnd>) {
    let progress = Arc::<ScriptProgress>::default();
    let (handle, script, told) = (Arc::clone(handle), script(lines).unwrap(), Arc::clone(&progress));
    let messages = [Bytes::from_static(b"one"), Bytes::from_static(b"two")];
    let running = tokio::spawn(async move { run_script(&handle, &messages, &script, &told).await });
    (progress, running)
}

async fn at_line(progress: &ScriptProgress, line: usize) {
    until(|| progress.state().line == line).await;
}

async fn until(holds: impl Fn() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), waiting).await.unwrap();
}

#[test]
fn every_wrong_line_is_told_with_its_place_and_what_would_be_right() {
    let lines = [
        "send 3",
        "# a note",
        "",
        "wait for",
        "wait for message within soon",
        "  leave",
        "half-close now",
        "repeat 0 times",
        "wait for 0 messages",
        "wait for message where",
        "send",
    ];
    let problems = script(&lines).unwrap_err();
    let told = problems.iter().map(|problem| {
        let place = &lines[problem.line][problem.place.clone()];
        format!("{}: {} [{place}]", problem.line + 1, problem.message)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            "1: There are 2 messages, and no number 3 [3]",
            "4: Write `wait 200ms`, `wait for message`, `wait for 3 messages` or `wait for end` []",
            "5: `soon` is not a duration; write 500ms, 3s, 1m30s, or a number of seconds [soon]",
            "6: Begin with send, wait, half-close, cancel or repeat [leave]",
            "7: `now` is one word too many [now]",
            "8: Write `repeat 3 times`, or `repeat` to go on until stopped [0]",
            "9: Write `wait 200ms`, `wait for message`, `wait for 3 messages` or `wait for end` [0]",
            "10: Say what has to be true of the message, as in `where id = 3` []",
            "11: Say which message: `send 1`, or `send all` []",
        ]
    );
    assert_eq!(script(&["repeat"]).unwrap_err()[0].message, "There is nothing to repeat above");
    assert_eq!(script(&["cancel", "repeat", "send 1"]).unwrap_err()[0].line, 2);
    assert_eq!(script(&[" send 1 ", "# send 2", "wait for end"]).unwrap().len(), 2);
}

#[tokio::test]
async fn a_script_sends_once_what_it_waits_for_came() {
    let (handle, mut peer) = Peer::new();
    let (progress, running) = run(&handle, &["send 1", "wait for 2 messages", "send 2", "half-close", "wait for end"]);
    assert_eq!(peer.goes_out().await, "one");
    at_line(&progress, 1).await;
    peer.comes(1);
    tokio::task::yield_now().await;
    assert!(peer.is_quiet());
    peer.comes(2);
    assert_eq!([peer.goes_out().await, peer.goes_out().await], ["two", "half-close"]);
    at_line(&progress, 4).await;
    peer.ends();
    assert_eq!(running.await.unwrap(), ScriptEnd::Done);
    let state = progress.state();
    assert_eq!((state.phase, state.round, state.sent), (ScriptPhase::Done, 1, 2));
}

#[tokio::test]
async fn a_message_counts_once_and_also_if_it_came_early() {
    let (handle, mut peer) = Peer::new();
    let (_, running) = run(&handle, &["send 1", "wait 20ms", "wait for message", "wait for message", "send 2"]);
    assert_eq!(peer.goes_out().await, "one");
    peer.comes(1);
    peer.comes(2);
    peer.comes(3);
    assert_eq!(peer.goes_out().await, "two");
    assert_eq!(running.await.unwrap(), ScriptEnd::Done);
}

#[tokio::test]
async fn a_condition_lets_other_messages_pass_and_a_timeout_says_what_came() {
    let (handle, mut peer) = Peer::new();
    let lines =
        ["send 1", "wait for message where value = 7", "send 2", "wait for message within 30ms where value = 8"];
    let (_, running) = run(&handle, &lines);
    assert_eq!(peer.goes_out().await, "one");
    for value in [5, 6, 7] {
        peer.comes(value);
    }
    assert_eq!(peer.goes_out().await, "two");
    peer.comes(9);
    let why = "No message matched within 30 ms; 1 came".to_owned();
    assert_eq!(running.await.unwrap(), ScriptEnd::Failed { line: 3, why, call_ended: false });
}

#[tokio::test]
async fn a_call_that_ends_in_the_middle_fails_the_step_it_was_at() {
    let (handle, mut peer) = Peer::new();
    let (progress, running) = run(&handle, &["wait for 2 messages", "send 1"]);
    until(|| progress.state().round > 0).await;
    peer.comes(1);
    peer.ends();
    let why = "The call ended before. 1 of 2 messages came".to_owned();
    assert_eq!(running.await.unwrap(), ScriptEnd::Failed { line: 0, why: why.clone(), call_ended: true });
    assert_eq!(progress.state().phase, ScriptPhase::Failed(why));
}

#[tokio::test]
async fn a_script_is_repeated_so_many_times_or_until_the_call_ends() {
    let (handle, mut peer) = Peer::new();
    let (progress, running) = run(&handle, &["send 1", "wait for message", "repeat 3 times"]);
    for _ in 0..3 {
        assert_eq!(peer.goes_out().await, "one");
        peer.comes(1);
    }
    assert_eq!(running.await.unwrap(), ScriptEnd::Done);
    assert_eq!(progress.state().round, 3);

    let (progress, running) = run(&handle, &["send 2", "wait for message", "repeat"]);
    assert_eq!(peer.goes_out().await, "two");
    peer.comes(1);
    assert_eq!(peer.goes_out().await, "two");
    peer.ends();
    assert_eq!((running.await.unwrap(), progress.state().round), (ScriptEnd::Done, 2));
}

#[tokio::test]
async fn each_reply_is_answered_by_the_next_message() {
    let (handle, mut peer) = Peer::new();
    let cadence = call::Cadence::on_reply().until_stopped();
    let progress = Arc::new(call::CadenceProgress::new(&cadence, 2));
    let (sender, told) = (Arc::clone(&handle), Arc::clone(&progress));
    let messages = [Bytes::from_static(b"one"), Bytes::from_static(b"two")];
    let sending = tokio::spawn(async move { call::send_paced(&sender, &messages, cadence, &told).await });
    for wanted in ["one", "two", "one"] {
        assert_eq!(peer.goes_out().await, wanted);
        tokio::task::yield_now().await;
        assert!(peer.is_quiet(), "nothing goes out before a reply");
        peer.comes(1);
    }
    assert_eq!(peer.goes_out().await, "two");
    peer.ends();
    assert!(!sending.await.unwrap());
    assert_eq!((progress.total(), progress.is_running()), (None, false));
}

#[test]
fn words_of_steps_and_fields_of_conditions_are_proposed() {
    let proposed = |text: &str| {
        let proposals = Script::proposals(text, text.len(), &responses());
        (proposals.names.join(" "), text.get(proposals.place).unwrap().to_owned())
    };
    let names = |names: &str, typed: &str| (names.to_owned(), typed.to_owned());
    assert_eq!(proposed("send 1\nwa"), names("wait", "wa"));
    assert_eq!(proposed("wait for "), names("message end", ""));
    assert_eq!(proposed("send 1\nwait for 3 messages within 5s wh"), names("where", "wh"));
    assert_eq!(proposed("wait for message where va"), names("value", "va"));
    assert_eq!(proposed("send 1\n  wait for message where value "), names("= != < <= > >= in", ""));
    assert_eq!(proposed("wait for message within 5s where value = 3 and not v"), names("value", "v"));
    for none in ["", "send 1\n", "# wa", "send ", "send 1 ", "cancel "] {
        let names = proposed(none).0;
        assert!(names.is_empty() || none == "send " && names == "all", "{none}: {names}");
    }
}

#[test]
fn a_range_says_that_there_are_none_and_what_to_write() {
    let of = crate::schema::Schema::builtin().message("google.protobuf.Timestamp").unwrap();
    for range in ["send 2-3", "send 2..3", "send 2,3"] {
        let problems = Script::parse([range], &of, 3).unwrap_err();
        let words = "Ranges and lists are not known: write a line for each, `send 2` to `send 3`, or `send all`";
        assert_eq!(problems[0].message, words);
    }
    assert!(Script::parse(["send x-3"], &of, 3).unwrap_err()[0].message.starts_with("Say which message"));
}
