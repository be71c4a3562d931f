//! What a log tells of HTTP/2 beneath its call: what holds it up now, and its frames.
//! It records nothing of it; the stream that was opened last does.

use std::sync::Arc;

use super::CallLog;
use crate::{
    call::stall::{self, Stall},
    transport::FrameLog,
};

impl CallLog {
    /// What holds the call up and has for half a second; `None` where it gets on or is over.
    pub fn stall(&self) -> Option<Stall> {
        let opened = self.opened()?;
        let flow = opened.stream.as_ref()?.flow()?;
        let held_back = opened.read_pace.as_ref().and_then(|pace| pace.held_back());
        stall::judge(&flow, held_back, stall::PATIENCE)
    }

    /// The frames of HTTP/2, if the call asked for them and there are any.
    pub fn frames(&self) -> Option<Arc<FrameLog>> {
        self.opened()?.stream.as_ref()?.frames().cloned()
    }
}
