//! A question to the user: a path or a name. One at a time.

use farcall_core::{
    call::Direction,
    engine::{CallId, SourceId},
    message::FieldPath,
    recording::ExportFormat,
    workspace::{ExamplePath, RequestPath},
};

use super::{CompareSide, ExportKind, MessageFile, TabId};

/// An open question.
#[derive(Debug, Clone)]
pub struct Question {
    /// What is asked.
    pub kind: QuestionKind,
    /// As typed.
    pub text: String,
    /// Why the last answer was not taken.
    pub problem: Option<String>,
}

/// A message that is to be kept as an example.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptMessage {
    /// The request it belongs to.
    pub of: RequestPath,
    /// `pkg.Service/Method`; empty for a message of no call.
    pub method: String,
    /// Whether it was sent or received.
    pub direction: Direction,
    /// The message.
    pub side: CompareSide,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum QuestionKind {
    /// A target to connect to.
    Target,
    /// .proto files or a folder.
    Protos,
    /// A descriptor set.
    DescriptorSet,
    /// A folder that imports of this source are relative to.
    ImportRoot(SourceId),
    /// Files that fill in what the server of this source does not give.
    Filler(SourceId),
    /// Where to write the schema of this source.
    Export(SourceId, ExportKind),
    /// A file with a message.
    Message,
    /// The bytes of a message as text.
    PastedMessage,
    /// Where to write a message.
    SaveMessage(Box<MessageFile>),
    /// A file for this field of this prepared message of a tab.
    BytesOf(TabId, usize, FieldPath),
    /// A file with messages for the composer of a tab.
    MessagesOf(TabId),
    /// Where to write the call of a run; with its secrets, or without.
    Record(CallId, bool),
    /// The file of a recording.
    Recording,
    /// Where to write the call of a run in another form.
    ExportCall(CallId, ExportFormat),
    /// A workspace folder.
    Workspace,
    /// A name for the request to save.
    SaveAs,
    /// A new name for a saved request.
    Rename(RequestPath),
    /// A name for a message that is kept.
    KeepExample(Box<KeptMessage>),
    /// A new name for an example.
    RenameExample(ExamplePath),
}

impl QuestionKind {
    /// Whether the answer is a path.
    pub fn is_path(&self) -> bool {
        matches!(
            self,
            QuestionKind::Protos
                | QuestionKind::DescriptorSet
                | QuestionKind::ImportRoot(_)
                | QuestionKind::Filler(_)
                | QuestionKind::Export(..)
                | QuestionKind::Message
                | QuestionKind::SaveMessage(_)
                | QuestionKind::BytesOf(..)
                | QuestionKind::MessagesOf(_)
                | QuestionKind::Record(..)
                | QuestionKind::Recording
                | QuestionKind::ExportCall(..)
                | QuestionKind::Workspace
        )
    }

    /// The question as a title.
    pub fn title(&self) -> &'static str {
        match self {
            QuestionKind::Target => "Connect to a target",
            QuestionKind::BytesOf(..) => "Bytes from a file",
            QuestionKind::MessagesOf(_) => "Messages from a file",
            QuestionKind::Protos => "Open .proto files or a folder",
            QuestionKind::DescriptorSet => "Open a descriptor set",
            QuestionKind::ImportRoot(_) => "Add an import folder",
            QuestionKind::Filler(_) => "Add files that fill in",
            QuestionKind::Export(_, ExportKind::DescriptorSet) => "Write a descriptor set",
            QuestionKind::Export(_, ExportKind::Protos) => "Write .proto files into a folder",
            QuestionKind::Export(_, ExportKind::Markdown) => "Write a Markdown reference",
            QuestionKind::Export(_, ExportKind::Html) => "Write an HTML reference",
            QuestionKind::Message => "Open a message",
            QuestionKind::PastedMessage => "Paste bytes as a message",
            QuestionKind::SaveMessage(_) => "Write the message to a file",
            QuestionKind::Record(_, false) => "Save a recording of the call",
            QuestionKind::Record(_, true) => "Save a recording with its secrets",
            QuestionKind::Recording => "Open a recording",
            QuestionKind::ExportCall(..) => "Export the call",
            QuestionKind::Workspace => "Open a workspace folder",
            QuestionKind::SaveAs => "Save request",
            QuestionKind::Rename(_) => "Rename request",
            QuestionKind::KeepExample(_) => "Keep as example",
            QuestionKind::RenameExample(_) => "Rename example",
        }
    }

    /// What the field is called.
    pub fn field(&self) -> &'static str {
        match self {
            QuestionKind::Target => "Target",
            QuestionKind::PastedMessage => "Bytes",
            kind if kind.is_path() => "Path",
            _ => "Name",
        }
    }

    /// The word on the main button.
    pub fn verb(&self) -> &'static str {
        match self {
            QuestionKind::Target => "Connect",
            QuestionKind::Protos | QuestionKind::DescriptorSet | QuestionKind::Workspace => "Open",
            QuestionKind::ImportRoot(_) | QuestionKind::Filler(_) => "Add",
            QuestionKind::Message | QuestionKind::PastedMessage | QuestionKind::Recording => "Open",
            QuestionKind::Record(..) => "Save",
            QuestionKind::ExportCall(..) | QuestionKind::Export(..) | QuestionKind::SaveMessage(_) => "Write",
            QuestionKind::BytesOf(..) | QuestionKind::MessagesOf(_) => "Read",
            QuestionKind::SaveAs => "Save",
            QuestionKind::Rename(_) | QuestionKind::RenameExample(_) => "Rename",
            QuestionKind::KeepExample(_) => "Keep",
        }
    }
}
