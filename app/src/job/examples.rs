//! Examples as files: kept, renamed, deleted, brought back, away from the window's thread. It asks nobody how they are called.

use farcall_core::{
    engine::Failure,
    workspace::{DeletedExample, Example, ExamplePath, SaveError, Workspace},
};

use super::Done;
use crate::state::KeptMessage;

/// Work on an example.
pub enum ExampleJob {
    /// Keep a message under this title.
    Keep(Workspace, String, Box<KeptMessage>),
    /// Give one another title.
    Rename(Workspace, ExamplePath, String),
    /// Delete one.
    Delete(Workspace, ExamplePath),
    /// Bring one back.
    Restore(Workspace, DeletedExample),
}

/// What came of it.
pub enum ExampleDone {
    /// It is kept.
    Kept(ExamplePath),
    /// It is not kept under this title, and why.
    NotKept(String, Box<KeptMessage>, String),
    /// The one of the first name has the second.
    Renamed(ExamplePath, ExamplePath),
    /// It is deleted.
    Deleted(DeletedExample),
    /// It is there again.
    Restored,
    /// It did not work.
    Failed(Failure),
}

impl ExampleJob {
    /// Do it.
    pub fn run(self) -> Done {
        Done::Example(match self {
            Self::Keep(workspace, title, kept) => keep(&workspace, title, kept),
            Self::Rename(workspace, from, title) => match workspace.rename_example(&from, &title) {
                Ok(to) => ExampleDone::Renamed(from, to),
                Err(why) => ExampleDone::Failed(why.into()),
            },
            Self::Delete(workspace, path) => match workspace.delete_example(&path) {
                Ok(deleted) => ExampleDone::Deleted(deleted),
                Err(why) => ExampleDone::Failed(why.into()),
            },
            Self::Restore(workspace, deleted) => match workspace.restore_example(&deleted) {
                Ok(()) => ExampleDone::Restored,
                Err(why) => ExampleDone::Failed(why.into()),
            },
        })
    }
}

fn keep(workspace: &Workspace, title: String, kept: Box<KeptMessage>) -> ExampleDone {
    let path = match ExamplePath::new(kept.of.clone(), &title) {
        Ok(path) => path,
        Err(why) => return ExampleDone::NotKept(title, kept, why.to_string()),
    };
    let side = &kept.side;
    let example = Example::of(title.trim(), &kept.method, kept.direction, side.of.as_ref(), &side.bytes);
    match workspace.keep_example(&path, &example) {
        Ok(()) => ExampleDone::Kept(path),
        Err(SaveError::Exists { .. }) => {
            let why = format!("{} has an example of this name", path.of());
            ExampleDone::NotKept(title, kept, why)
        }
        Err(why) => ExampleDone::Failed(why.into()),
    }
}
