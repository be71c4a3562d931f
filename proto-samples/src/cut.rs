//! A switch that breaks a connection from within a call.
//! It knows neither the socket nor the call.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use futures_util::task::AtomicWaker;

/// One switch a connection; its calls hold copies.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cut(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    thrown: AtomicBool,
    reader: AtomicWaker,
}

impl Cut {
    /// Breaks the connection.
    pub(crate) fn throw(&self) {
        self.0.thrown.store(true, Ordering::Release);
        self.0.reader.wake();
    }

    /// Ready once thrown; else wakes the one reader when it is.
    pub(crate) fn poll_thrown(&self, cx: &Context<'_>) -> Poll<()> {
        self.0.reader.register(cx.waker());
        if self.0.thrown.load(Ordering::Acquire) { Poll::Ready(()) } else { Poll::Pending }
    }
}
