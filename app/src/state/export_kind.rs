//! The forms in which a schema is written out. How that is done is not known here.

/// Forms of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportKind {
    /// One `FileDescriptorSet`.
    DescriptorSet,
    /// A folder of .proto files.
    Protos,
    /// A reference as one Markdown file.
    Markdown,
    /// A reference as one HTML file.
    Html,
}

impl ExportKind {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::DescriptorSet => "descriptor set",
            Self::Protos => ".proto files",
            Self::Markdown => "Markdown reference",
            Self::Html => "HTML reference",
        }
    }

    /// How a file of it is called, if it is one file.
    pub fn file_name(self) -> Option<&'static str> {
        match self {
            Self::DescriptorSet => Some("schema.binpb"),
            Self::Protos => None,
            Self::Markdown => Some("reference.md"),
            Self::Html => Some("reference.html"),
        }
    }
}
