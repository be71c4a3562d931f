//! A message tab: bytes that were opened, pasted or taken out of another message, read in one form or another.
//! It reads none of them; a job does.

use std::{path::PathBuf, sync::Arc};

use bytes::Bytes;
use farcall_core::{
    message::{BytesForm, PartKind},
    schema::{MessageDescriptor, Schema},
};

use super::{OnDemand, State};

/// A message tab.
pub struct MessageTab {
    /// What it is called: the file, the field's path.
    pub title: String,
    /// Where its bytes come from.
    pub from: MessageOrigin,
    /// How they are said to be written; `None`: by a guess.
    pub form: Option<BytesForm>,
    /// Full name of its type; `None`: fields have numbers.
    pub of: Option<String>,
    /// Which of several messages is shown.
    pub shown: usize,
    /// What it is shown as; `None`: by a guess.
    pub as_what: Option<PartKind>,
    /// Its type is in no schema yet, and it cannot be read without: it is read again once one has it.
    pub waits: bool,
    /// What was read; tells by its number what views have cached.
    pub read: OnDemand<Arc<ReadMessage>>,
}

/// Where the bytes of a message tab come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageOrigin {
    /// A file.
    File(PathBuf),
    /// The file of an example, which names its type.
    Example(PathBuf),
    /// They are here.
    Bytes(Bytes),
}

/// What was read.
pub struct ReadMessage {
    /// A number that no other reading has.
    pub key: u64,
    /// How the bytes were written.
    pub form: BytesForm,
    /// The messages, one unless they were framed.
    pub messages: Vec<Bytes>,
    /// Why there are no more, though there are more bytes.
    pub broken: Option<String>,
    /// What the first one seems to be.
    pub guess: PartKind,
    /// The bytes as text, where they are text; shortened to what can be shown.
    pub text: Option<Arc<str>>,
    /// The bytes as a picture, where they are one: its size, and what it is shown by.
    pub picture: Option<Result<Arc<Picture>, String>>,
}

/// A picture that was unpacked.
pub struct Picture {
    /// Width and height in pixels, as it is shown.
    pub size: [usize; 2],
    /// Red, green, blue and opacity of each pixel, row by row.
    pub rgba: Vec<u8>,
}

/// The word for showing bytes as what they are.
pub fn shown_as(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Bytes => "Message",
        PartKind::Text => "Text",
        PartKind::Json => "JSON",
        PartKind::Image => "Image",
    }
}

impl MessageTab {
    /// A tab that shows nothing yet.
    pub fn new(title: String, from: MessageOrigin) -> Self {
        Self { title, from, form: None, of: None, shown: 0, as_what: None, waits: false, read: OnDemand::NotAsked }
    }

    /// The message that is shown.
    pub fn message(&self) -> Option<Bytes> {
        self.read.shown()?.messages.get(self.shown).cloned()
    }

    /// What it is shown as.
    pub fn kind(&self) -> PartKind {
        let guess = || self.read.shown().map(|read| read.guess);
        self.as_what.or_else(guess).unwrap_or(PartKind::Bytes)
    }

    /// A copy for another tab.
    pub fn duplicate(&self) -> Self {
        Self {
            title: self.title.clone(),
            from: self.from.clone(),
            of: self.of.clone(),
            read: self.read.clone(),
            ..*self
        }
    }
}

impl State {
    /// A message type by its full name, from the first schema that has it.
    pub fn message_type(&self, name: &str) -> Option<MessageDescriptor> {
        let schemas = self.sources.iter().filter_map(|source| source.schema.as_ref());
        schemas.filter_map(|schema| schema.message(name)).next().or_else(|| Schema::builtin().message(name))
    }
}
