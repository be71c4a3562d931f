//! The second belt: work on foreign input runs on a thread of its own with a large stack, and a panic stays there.
//! The first belt is `vet`; what gets past it should never end here.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
};

/// Enough for anything the depth checks let through, called from a thread with any stack.
pub(in crate::schema) const STACK_BYTES: usize = 64 << 20;

/// Runs `work` with a large stack and waits. `None`: it panicked, or no thread could be had.
pub(in crate::schema) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Option<T> {
    thread::scope(|scope| {
        let thread = thread::Builder::new().name("schema".into()).stack_size(STACK_BYTES).spawn_scoped(scope, work);
        thread.ok()?.join().ok()
    })
}

/// Runs `work`; `None` if it panicked.
pub(in crate::schema) fn unless_panics<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
