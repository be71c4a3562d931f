//! A message as it is to stand in a file: which, in which form, under which name. Writing it is a job.

use bytes::Bytes;
use farcall_core::{message::JsonOptions, schema::MessageDescriptor};

/// A message that is to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageFile {
    /// What it is called, for the name of the file.
    pub title: String,
    /// Its bytes.
    pub bytes: Bytes,
    /// Its type; only bytes are written without one.
    pub of: Option<MessageDescriptor>,
    /// In which form.
    pub form: FileForm,
    /// How JSON is printed.
    pub options: JsonOptions,
}

/// The forms of a message in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileForm {
    /// Its bytes.
    Bytes,
    /// ProtoJSON.
    Json,
    /// Text format.
    Text,
}

impl FileForm {
    /// How files of it end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Bytes => "bin",
            Self::Json => "json",
            Self::Text => "txtpb",
        }
    }
}

impl MessageFile {
    /// How its file is called unless the user says otherwise.
    pub fn file_name(&self) -> String {
        let plain = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
        let name: String = self.title.chars().take(80).map(plain).collect();
        let name = name.trim_matches(['-', '.']);
        format!("{}.{}", if name.is_empty() { "message" } else { name }, self.form.ending())
    }
}
