//! Who is told what happens in a call.
//! An observer is called between two reads of the connection: it must not wait.

use std::{
    sync::Arc,
    task::{Context, Poll},
};

use super::{event::CallEvent, log::CallLog};

/// Told of every event of a call, in order.
pub trait CallObserver: Send {
    /// Something happened.
    fn event(&mut self, event: CallEvent);

    /// Several things happened, in this order, none of which waits for another; none is left afterwards.
    fn events(&mut self, events: &mut Vec<CallEvent>) {
        events.drain(..).for_each(|event| self.event(event));
    }

    /// Whether it can take more: while it cannot, nothing is read or sent, and the server is held back by its windows.
    /// Who passes events on asks the next.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()>;
}

impl<F: FnMut(CallEvent) + Send> CallObserver for F {
    fn event(&mut self, event: CallEvent) {
        self(event);
    }

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<()> {
        Poll::Ready(())
    }
}

impl CallObserver for Arc<CallLog> {
    fn event(&mut self, event: CallEvent) {
        self.record(&event);
    }

    fn events(&mut self, events: &mut Vec<CallEvent>) {
        self.record_all(events);
        events.clear();
    }

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        CallLog::poll_ready(self, cx)
    }
}
