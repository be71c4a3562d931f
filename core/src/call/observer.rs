//! Who is told what happens in a call.
//! An observer is called between two reads of the connection: it must not wait.

use std::sync::Arc;

use super::{event::CallEvent, log::CallLog};

/// Told of every event of a call, in order.
pub trait CallObserver: Send {
    /// Something happened.
    fn event(&mut self, event: CallEvent);
}

impl<F: FnMut(CallEvent) + Send> CallObserver for F {
    fn event(&mut self, event: CallEvent) {
        self(event);
    }
}

impl CallObserver for Arc<CallLog> {
    fn event(&mut self, event: CallEvent) {
        self.record(&event);
    }
}
