//! Messages that go out by themselves over a real stream: one on each reply, and by a script.

use std::{num::NonZeroU32, sync::Arc};

use bytes::Bytes;
use farcall_core::{
    call::{Cadence, CadenceProgress, CallEvent, Outbound, Script, ScriptEnd, ScriptProgress, run_script, send_paced},
    schema::Schema,
    status::Code,
};
use parking_lot::Mutex;

use super::{
    caller,
    flow_server::{Does, FlowServer},
};
use crate::support::within;

/// What happened, in order: `>text` went out, `<text` came in, `>|` is the half-close.
type Story = Arc<Mutex<Vec<String>>>;

fn teller() -> (Story, impl FnMut(CallEvent) + Send + 'static) {
    let story = Story::default();
    let told = Arc::clone(&story);
    let tell = move |event| match event {
        CallEvent::RequestSent(sent) => told.lock().push(format!(">{}", String::from_utf8_lossy(&sent.bytes))),
        CallEvent::Message(came) => told.lock().push(format!("<{}", String::from_utf8_lossy(&came.bytes))),
        CallEvent::HalfClosed { .. } => told.lock().push(">|".to_owned()),
        _ => {}
    };
    (story, tell)
}

fn two() -> [Bytes; 2] {
    [Bytes::from_static(b"one"), Bytes::from_static(b"two")]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_goes_out_on_each_reply_and_not_before() {
    let server = FlowServer::start(Does::Echo).await;
    let (story, tell) = teller();
    let (handle, running) = caller(server.address, "Echo").begin(tell);
    let cadence = Cadence::on_reply().times(NonZeroU32::new(2).unwrap());
    assert!(within(send_paced(&handle, &two(), cadence, &CadenceProgress::new(&cadence, 2))).await);
    handle.send(Outbound::HalfClose).await.unwrap();
    assert_eq!(within(running).await.unwrap().status.code, Code::OK);
    let story = story.lock().clone();
    let first = [">one", "<one", ">two", "<two", ">one", "<one", ">two"];
    assert_eq!(story[..7], first);
    drop(handle);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_holds_a_conversation_and_can_end_it_by_a_cancel() {
    let server = FlowServer::start(Does::Echo).await;
    let anything = Schema::builtin().message("google.protobuf.Empty").unwrap();
    for (lines, ending, last) in [
        (
            &["send 2", "wait for message", "send 1", "wait for message", "half-close", "wait for end"][..],
            Code::OK,
            ">|",
        ),
        (&["send 2", "wait for message", "send 1", "wait for message", "cancel"][..], Code::CANCELLED, "<one"),
    ] {
        let (story, tell) = teller();
        let (handle, running) = caller(server.address, "Echo").begin(tell);
        let script = Script::parse(lines.iter().copied(), &anything, 2).unwrap();
        let end = within(run_script(&handle, &two(), &script, &ScriptProgress::default())).await;
        assert_eq!(end, ScriptEnd::Done);
        assert_eq!(within(running).await.unwrap().status.code, ending);
        let story = story.lock().clone();
        assert_eq!(story[..4], [">two", "<two", ">one", "<one"]);
        assert_eq!(story.last().map(String::as_str), Some(last));
        drop(handle);
    }
}
