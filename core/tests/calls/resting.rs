//! An observer that can take no more for a while: nothing is read meanwhile, whatever else the call was asked for.

use std::{
    sync::Mutex,
    task::{Context, Poll, Waker},
};

use farcall_core::{
    call::{CallObserver, Reopen},
    schema::Schema,
};
use tokio::sync::mpsc;

use super::*;

#[derive(Default)]
struct Rest {
    is_over: bool,
    waker: Option<Waker>,
}

struct Resting {
    rest: Arc<Mutex<Rest>>,
    told: mpsc::UnboundedSender<CallEvent>,
}

impl CallObserver for Resting {
    fn event(&mut self, event: CallEvent) {
        self.told.send(event).unwrap();
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut rest = self.rest.lock().unwrap();
        if rest.is_over {
            return Poll::Ready(());
        }
        rest.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_read_while_the_observer_rests() {
    let of = Schema::builtin().message("google.protobuf.Timestamp").unwrap();
    let reopened = Reopen::default().plan(&of, &of).unwrap();
    for (frames, reopen) in [(false, None), (true, None), (false, Some(reopened))] {
        let answer = vec![
            grpc_headers(&[]),
            Step::Data([message(b""), message(b"")].concat(), false),
            trailers(&[("grpc-status", "0")]),
        ];
        let server = RawServer::always(answer).await;
        let mut caller = Caller::to(server.target()).kind(MethodKind::ServerStreaming);
        (caller.spec.frames, caller.spec.reopen) = (frames, reopen);
        let (told, mut events) = mpsc::unbounded_channel();
        let rest = Arc::new(Mutex::new(Rest::default()));
        let mut observer = Resting { rest: rest.clone(), told };
        let (handle, call) = call::new(caller.spec.clone());
        handle.try_send(Outbound::Message(Bytes::new())).unwrap();
        handle.try_send(Outbound::HalfClose).unwrap();
        let channel = caller.channel.clone();
        let running = tokio::spawn(async move { call.run(&channel, &mut observer).await });

        server.wait_until(|seen| !seen.is_empty()).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        while let Ok(event) = events.try_recv() {
            assert!(matches!(event, CallEvent::Started | CallEvent::Opened(_)), "{event:?}");
        }
        let waker = {
            let mut rest = rest.lock().unwrap();
            rest.is_over = true;
            rest.waker.take().expect("the call asks and waits")
        };
        waker.wake();
        assert_eq!(within(running).await.unwrap().status.code, Code::OK);
        let mut messages = 0;
        while let Ok(event) = events.try_recv() {
            messages += u32::from(matches!(event, CallEvent::Message(_)));
        }
        assert_eq!(messages, 2, "frames: {frames}");
    }
}
