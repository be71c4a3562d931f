//! A schema written out: as a descriptor set, as .proto files, as a reference. It asks nobody where.

use std::path::PathBuf;

use farcall_core::{
    schema::{
        Schema,
        export::{self, ReferenceOptions},
    },
    workspace::write_file,
};

use crate::units;

/// What is to be written, and where.
pub struct Export {
    /// The schema.
    pub schema: Schema,
    /// The name of its source, for the title of a reference.
    pub title: String,
    /// As what.
    pub kind: ExportKind,
    /// The file; of .proto files the folder.
    pub path: PathBuf,
}

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

impl Export {
    /// Write it; says what was written, or why not.
    pub fn run(self) -> Result<String, String> {
        if self.kind == ExportKind::Protos {
            return self.protos();
        }
        let contents = self.contents()?;
        write_file(&self.path, &contents).map_err(|why| why.to_string())?;
        let size = units::size(contents.len() as u64);
        Ok(format!("Wrote the {}, {size}, to {}", self.kind.name(), self.path.display()))
    }

    fn contents(&self) -> Result<Vec<u8>, String> {
        let options = ReferenceOptions { title: self.title.clone(), ..ReferenceOptions::default() };
        let mut out = Vec::new();
        let written = match self.kind {
            ExportKind::DescriptorSet | ExportKind::Protos => {
                return export::descriptor_set(&self.schema, &[]).map_err(|why| why.to_string());
            }
            ExportKind::Markdown => export::markdown(&self.schema, &options, &mut out),
            ExportKind::Html => export::html(&self.schema, &options, &mut out),
        };
        written.map(|()| out).map_err(|why| why.to_string())
    }

    fn protos(&self) -> Result<String, String> {
        let exported = export::protos(&self.schema, &[], &self.path).map_err(|why| why.to_string())?;
        let folder = self.path.display();
        match exported.problems.as_slice() {
            [] => Ok(format!("Wrote {} to {folder}", units::counted(exported.written.len() as u64, ".proto file"))),
            [first, ..] => Err(format!(
                "{} of {} were not written to {folder}. {first}",
                exported.problems.len(),
                units::counted((exported.problems.len() + exported.written.len()) as u64, "file"),
            )),
        }
    }
}
