//! A schema written out: as a descriptor set, as .proto files, as a reference. It asks nobody where.

use std::{io, io::Write, path::PathBuf};

use farcall_core::{
    schema::{
        Schema,
        export::{self, ReferenceOptions},
    },
    workspace::write_file_by,
};

use crate::{
    state::{ExportKind, Stop, WritingId},
    units,
};

/// What is to be written, and where.
pub struct Export {
    /// Names it while it is written.
    pub id: WritingId,
    /// Ends it.
    pub stop: Stop,
    /// The schema.
    pub schema: Schema,
    /// The name of its source, for the title of a reference.
    pub title: String,
    /// As what.
    pub kind: ExportKind,
    /// The file; of .proto files the folder.
    pub path: PathBuf,
}

/// How writing ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// All of it, in words.
    Whole(String),
    /// The user stopped it; what stands where, in words.
    Stopped(String),
    /// Not, and why.
    Failed(String),
}

impl Export {
    /// Write it.
    pub fn run(self) -> Written {
        if self.kind == ExportKind::Protos {
            return self.protos();
        }
        match self.one_file() {
            Ok(bytes) => {
                let size = units::size(bytes);
                Written::Whole(format!("Wrote the {}, {size}, to {}", self.kind.name(), self.path.display()))
            }
            Err(_) if self.stop.is_set() => Written::Stopped("Nothing was written".to_owned()),
            Err(why) => Written::Failed(why),
        }
    }

    /// The size of the file in bytes.
    fn one_file(&self) -> Result<u64, String> {
        let set = match self.kind {
            ExportKind::DescriptorSet => {
                Some(export::descriptor_set(&self.schema, &[]).map_err(|why| why.to_string())?)
            }
            ExportKind::Protos | ExportKind::Markdown | ExportKind::Html => None,
        };
        let mut bytes = 0;
        let mut contents = |out: &mut dyn Write| {
            let mut out = Counted { out: self.stop.guard(out), bytes: &mut bytes };
            match &set {
                Some(set) => out.write_all(set),
                None => self.reference(&mut out),
            }
        };
        write_file_by(&self.path, &mut contents).map_err(|why| why.to_string())?;
        Ok(bytes)
    }

    fn reference(&self, out: &mut dyn Write) -> io::Result<()> {
        let options = ReferenceOptions { title: self.title.clone(), ..ReferenceOptions::default() };
        match self.kind {
            ExportKind::Markdown => export::markdown(&self.schema, &options, out),
            ExportKind::DescriptorSet | ExportKind::Protos | ExportKind::Html => {
                export::html(&self.schema, &options, out)
            }
        }
    }

    fn protos(&self) -> Written {
        let exported = match export::protos_until(&self.schema, &[], &self.path, &|| self.stop.is_set()) {
            Ok(exported) => exported,
            Err(why) => return Written::Failed(why.to_string()),
        };
        let folder = self.path.display();
        let written = units::counted(exported.written.len() as u64, ".proto file");
        match exported.problems.as_slice() {
            _ if self.stop.is_set() => Written::Stopped(format!("Wrote {written} to {folder}")),
            [] => Written::Whole(format!("Wrote {written} to {folder}")),
            [first, ..] => Written::Failed(format!(
                "{} of {} were not written to {folder}. {first}",
                exported.problems.len(),
                units::counted((exported.problems.len() + exported.written.len()) as u64, "file"),
            )),
        }
    }
}

struct Counted<'c, W> {
    out: W,
    bytes: &'c mut u64,
}

impl<W: Write> Write for Counted<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        *self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
