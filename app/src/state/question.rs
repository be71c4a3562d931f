//! A question to the user: a path or a name. One at a time.

use farcall_core::{engine::SourceId, workspace::RequestPath};

use crate::job::ExportKind;

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

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    /// A workspace folder.
    Workspace,
    /// A name for the request to save.
    SaveAs,
    /// A new name for a saved request.
    Rename(RequestPath),
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
                | QuestionKind::Workspace
        )
    }

    /// The question as a title.
    pub fn title(&self) -> &'static str {
        match self {
            QuestionKind::Target => "Connect to a target",
            QuestionKind::Protos => "Open .proto files or a folder",
            QuestionKind::DescriptorSet => "Open a descriptor set",
            QuestionKind::ImportRoot(_) => "Add an import folder",
            QuestionKind::Filler(_) => "Add files that fill in",
            QuestionKind::Export(_, ExportKind::DescriptorSet) => "Write a descriptor set",
            QuestionKind::Export(_, ExportKind::Protos) => "Write .proto files into a folder",
            QuestionKind::Export(_, ExportKind::Markdown) => "Write a Markdown reference",
            QuestionKind::Export(_, ExportKind::Html) => "Write an HTML reference",
            QuestionKind::Workspace => "Open a workspace folder",
            QuestionKind::SaveAs => "Save request",
            QuestionKind::Rename(_) => "Rename request",
        }
    }

    /// What the field is called.
    pub fn field(&self) -> &'static str {
        match self {
            QuestionKind::Target => "Target",
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
            QuestionKind::Export(..) => "Write",
            QuestionKind::SaveAs => "Save",
            QuestionKind::Rename(_) => "Rename",
        }
    }
}
