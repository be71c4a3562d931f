//! A call written for other programs: its events as NDJSON or one JSON, its messages alone, or gRPC's binary log. Events go in
//! one by one and out at once, so that a call of any length takes no memory.

mod binlog;
pub mod event_json;
mod json;

use std::{
    io::{self, Write},
    path::Path,
};

use serde_json::{Value, value::RawValue};

pub use self::event_json::HIDDEN;
use self::{binlog::Binlog, event_json::EventJson, json::JsonEvents};
use super::{
    head::RecordingHead,
    walk::{LogWalk, Walked},
};
use crate::{
    call::{CallEvent, CallLog},
    message::{Indent, JsonOptions, MarkKind, details, print_json},
    schema::{MessageDescriptor, Method, Schema},
    status::Status,
};

/// A form of a call in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// One JSON object a line for each event.
    Ndjson,
    /// One JSON object with all of them.
    Json,
    /// The messages of one direction, each after its length as a varint: what protobuf calls delimited.
    Delimited(Side),
    /// `grpc.binarylog.v1.GrpcLogEntry`, each after its length as a varint.
    Binlog,
}

/// Which messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// Requests.
    Sent,
    /// Responses.
    Received,
}

impl ExportFormat {
    /// Every form.
    pub const ALL: [Self; 5] =
        [Self::Ndjson, Self::Json, Self::Delimited(Side::Received), Self::Delimited(Side::Sent), Self::Binlog];

    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ndjson => "NDJSON",
            Self::Json => "JSON",
            Self::Delimited(Side::Received) => "Responses, delimited",
            Self::Delimited(Side::Sent) => "Requests, delimited",
            Self::Binlog => "gRPC binary log",
        }
    }

    /// How files of it end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Ndjson => "ndjson",
            Self::Json => "json",
            Self::Delimited(_) => "pbdelim",
            Self::Binlog => "binlog",
        }
    }
}

/// What a call is exported by.
#[derive(Clone)]
pub struct Export {
    /// As what.
    pub format: ExportFormat,
    /// What is known of the call.
    pub head: RecordingHead,
    /// The method, for the types of its messages.
    pub method: Method,
    /// For the types within details.
    pub schema: Schema,
    /// How values are written.
    pub json: JsonOptions,
}

impl Export {
    /// Writes the whole of a log, which may still grow: as far as it is. Blocks where parts of it are on disk.
    ///
    /// # Errors
    /// Of the write.
    pub fn log(&self, log: &CallLog, out: &mut dyn Write) -> io::Result<u64> {
        let mut exporter = Exporter::new(self, out)?;
        LogWalk::default().go_on(log, &mut |walked| exporter.take(&walked))?;
        exporter.finish()
    }

    /// How its file is called unless the user says otherwise.
    pub fn file_name(&self) -> String {
        format!("{}.{}", self.head.method.method, self.format.ending())
    }

    /// The event as a JSON object, its message decoded.
    fn event_json(&self, event: &CallEvent) -> EventJson {
        let Self { head, method, .. } = self;
        match event {
            CallEvent::Started => event_json::started(&head.target, &head.method).into(),
            CallEvent::Opened(opened) => event_json::opened(opened).into(),
            CallEvent::AttemptFailed(failed) => event_json::attempt_failed(failed).into(),
            CallEvent::Lost(lost) => event_json::lost(lost).into(),
            CallEvent::RequestSent(sent) => {
                event_json::request_sent(sent, self.decoded(&method.input, &sent.bytes)).into()
            }
            CallEvent::HalfClosed { at } => event_json::half_closed(*at).into(),
            CallEvent::Headers(headers) => event_json::headers(headers).into(),
            CallEvent::Message(message) => {
                event_json::message_received(message, self.decoded(&method.output, &message.bytes)).into()
            }
            CallEvent::Finished(finished) => {
                event_json::finished(finished, self.details(&finished.status), finished.status.hint.clone()).into()
            }
        }
    }

    /// `None` where JSON cannot hold all of what the bytes say.
    fn decoded(&self, of: &MessageDescriptor, bytes: &[u8]) -> Option<Box<RawValue>> {
        let printed = print_json(of, bytes, &JsonOptions { indent: Indent::Compact, ..self.json });
        let is_loss = |kind: MarkKind| kind.is_error() || matches!(kind, MarkKind::TooDeep | MarkKind::Cut);
        if printed.marks.iter().any(|mark| is_loss(mark.kind)) {
            return None;
        }
        RawValue::from_string(printed.text).ok()
    }

    fn details(&self, status: &Status) -> Vec<Value> {
        let schema = &self.schema;
        let resolve = |name: &str| schema.message(name).or_else(|| Schema::builtin().message(name));
        let found = status.details.as_ref().and_then(|bytes| details(bytes, &resolve).ok()).unwrap_or_default();
        found.iter().filter_map(|detail| serde_json::from_str(&detail.json).ok()).collect()
    }
}

/// Writes one call.
pub struct Exporter<'e, W: Write> {
    export: &'e Export,
    out: W,
    form: Form,
    messages: u64,
}

enum Form {
    Json(JsonEvents),
    Delimited(Side),
    Binlog(Box<Binlog>),
}

impl<'e, W: Write> Exporter<'e, W> {
    /// Begins.
    ///
    /// # Errors
    /// Of the write.
    pub fn new(export: &'e Export, mut out: W) -> io::Result<Self> {
        let form = match export.format {
            ExportFormat::Ndjson => Form::Json(JsonEvents::lines(&mut out, export)?),
            ExportFormat::Json => Form::Json(JsonEvents::document(&mut out, export)?),
            ExportFormat::Delimited(side) => Form::Delimited(side),
            ExportFormat::Binlog => Form::Binlog(Box::new(Binlog::new(&export.head))),
        };
        Ok(Self { export, out, form, messages: 0 })
    }

    /// What is next.
    ///
    /// # Errors
    /// Of the write.
    pub fn take(&mut self, walked: &Walked) -> io::Result<()> {
        match walked {
            Walked::Event(event) => self.event(event),
            Walked::Lost(messages) => match &mut self.form {
                Form::Json(json) => json.line(&mut self.out, &event_json::missing(*messages).into()),
                Form::Delimited(_) | Form::Binlog(_) => Ok(()),
            },
        }
    }

    /// An event.
    ///
    /// # Errors
    /// Of the write.
    pub fn event(&mut self, event: &CallEvent) -> io::Result<()> {
        let side = match event {
            CallEvent::RequestSent(_) => Some(Side::Sent),
            CallEvent::Message(_) => Some(Side::Received),
            _ => None,
        };
        match &mut self.form {
            Form::Json(json) => {
                json.line(&mut self.out, &self.export.event_json(event))?;
            }
            Form::Delimited(wanted) if Some(*wanted) != side => return Ok(()),
            Form::Delimited(_) => match event {
                CallEvent::RequestSent(sent) => delimited(&mut self.out, &sent.bytes)?,
                CallEvent::Message(message) => delimited(&mut self.out, &message.bytes)?,
                _ => {}
            },
            Form::Binlog(binlog) => {
                for entry in binlog.entries(event) {
                    delimited(&mut self.out, &entry)?;
                }
            }
        }
        self.messages += u64::from(side.is_some());
        Ok(())
    }

    /// Ends; how many messages were written.
    ///
    /// # Errors
    /// Of the write.
    pub fn finish(mut self) -> io::Result<u64> {
        if let Form::Json(json) = &mut self.form {
            json.finish(&mut self.out)?;
        }
        self.out.flush()?;
        Ok(self.messages)
    }
}

/// A message after its length.
fn delimited(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let mut length = Vec::with_capacity(10);
    prost::encoding::encode_varint(bytes.len() as u64, &mut length);
    out.write_all(&length)?;
    out.write_all(bytes)
}

/// The file name of a recording of a method.
pub fn recording_name(head: &RecordingHead) -> String {
    Path::new(&head.method.method).with_extension(super::ENDING).display().to_string()
}
