//! Events as lines, or as the members of one array. It shapes no event.

use std::{
    io::{self, Write},
    time::Duration,
};

use serde_json::{Value, json};

use super::{Export, event_json::EventJson};
use crate::recording::head::RecordingHead;

/// Where in the file the writing is.
pub(super) struct JsonEvents {
    is_document: bool,
    has_some: bool,
}

impl JsonEvents {
    /// One event a line; what is known of the call is the first.
    pub(super) fn lines(out: &mut impl Write, export: &Export) -> io::Result<Self> {
        let mut events = Self { is_document: false, has_some: false };
        events.line(out, &json!({ "event": "recorded", "call": call(&export.head) }).into())?;
        Ok(events)
    }

    /// `{"call": …, "events": […]}`.
    pub(super) fn document(out: &mut impl Write, export: &Export) -> io::Result<Self> {
        write!(out, "{{\n\"call\": {},\n\"events\": [", call(&export.head))?;
        Ok(Self { is_document: true, has_some: false })
    }

    pub(super) fn line(&mut self, out: &mut impl Write, event: &EventJson) -> io::Result<()> {
        match (self.is_document, std::mem::replace(&mut self.has_some, true)) {
            (false, _) => {}
            (true, false) => out.write_all(b"\n")?,
            (true, true) => out.write_all(b",\n")?,
        }
        serde_json::to_writer(&mut *out, event)?;
        if self.is_document { Ok(()) } else { out.write_all(b"\n") }
    }

    pub(super) fn finish(&mut self, out: &mut impl Write) -> io::Result<()> {
        if self.is_document { writeln!(out, "\n]\n}}") } else { Ok(()) }
    }
}

fn call(head: &RecordingHead) -> Value {
    let began = jiff::Timestamp::try_from(head.began).map(|began| began.to_string()).unwrap_or_default();
    json!({
        "method": head.method.to_string(),
        "target": head.target.address,
        "began": began,
        "timeout_ms": head.timeout.as_ref().map(Duration::as_millis).and_then(|millis| u64::try_from(millis).ok()),
        "input": head.input,
        "output": head.output,
        "recorded_by": head.program,
    })
}
