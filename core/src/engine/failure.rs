//! The engine's edge: every error as what happened, why, and what to try. The window and the command line show only
//! this.

use std::error::Error;

use crate::{
    call::AuthError,
    diagnostics::{ChannelzError, HealthError},
    reflection::ReflectionError,
    status::Status,
    workspace::{
        DataFolderError, DeleteError, ListError, LoadError, MissingSecrets, RenameError, RestoreError, SaveError,
        SessionError,
    },
};

/// Something that kept us from doing what was asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// What happened to the user's thing.
    pub summary: String,
    /// The cause.
    pub cause: Option<String>,
    /// What to try.
    pub hint: Option<String>,
}

impl Failure {
    /// A failure that says it all in one sentence.
    pub fn new(summary: impl Into<String>) -> Self {
        Self { summary: summary.into(), cause: None, hint: None }
    }

    /// With its cause.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// With what to try.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// A call's verdict as a failure of the thing that needed the call.
    pub(super) fn of_status(summary: impl Into<String>, status: &Status) -> Self {
        Self { summary: summary.into(), cause: Some(status.line()), hint: status.hint.clone() }
    }

    /// An error with its chain of sources as the cause.
    fn of(error: &(dyn Error + 'static)) -> Self {
        let sources: Vec<String> =
            std::iter::successors(error.source(), |error: &&(dyn Error + 'static)| (*error).source())
                .map(ToString::to_string)
                .filter(|cause| !cause.is_empty())
                .collect();
        let cause = (!sources.is_empty()).then(|| sources.join(": "));
        Self { summary: sentence(&error.to_string()), cause, hint: None }
    }
}

/// An error's words, which start small, at the start of a sentence.
fn sentence(words: &str) -> String {
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => String::new(),
    }
}

const NO_SPACE: &str = "Not saved: no space left. Your previous file is intact and your edits are kept here";

impl From<DataFolderError> for Failure {
    fn from(error: DataFolderError) -> Self {
        Self::of(&error).hint(format!("Name a folder in {}", crate::workspace::DATA_FOLDER_VARIABLE))
    }
}

impl From<ListError> for Failure {
    fn from(error: ListError) -> Self {
        Self::of(&error)
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match &error {
            LoadError::Damaged { .. } => {
                Self::new("The saved request is damaged; it was left untouched").because(error.to_string())
            }
            LoadError::NewerFormat { .. } => Self::new("The saved request is of a newer version of Farcall")
                .because(error.to_string())
                .hint("Open it with that version; it was left untouched"),
            LoadError::Unreadable { .. } | LoadError::TooLarge { .. } => Self::of(&error),
        }
    }
}

impl From<SaveError> for Failure {
    fn from(error: SaveError) -> Self {
        match &error {
            SaveError::NoSpace { path, .. } => Self::new(NO_SPACE).because(path.display().to_string()),
            SaveError::Name(name) => Self::new(format!("Not saved: {name}")),
            SaveError::Exists { .. } => Self::of(&error).hint("Choose another name, or replace it"),
            SaveError::Conflict { .. } => Self::of(&error).hint("Keep yours, take theirs, or compare"),
            SaveError::Gone { .. } => Self::of(&error).hint("Save it again to bring it back"),
            SaveError::NewerFormat { .. } => {
                Self::new("A newer version of Farcall wrote this file; it is read-only here")
                    .because(error.to_string())
                    .hint("Save under another name")
            }
            SaveError::Unwritable(_) | SaveError::Unwritten { .. } => {
                let failure = Self::of(&error);
                Self { summary: format!("Not saved: {}", error), ..failure }
            }
        }
    }
}

impl From<RenameError> for Failure {
    fn from(error: RenameError) -> Self {
        match error {
            RenameError::Name(name) => Self::new(format!("Not renamed: {name}")),
            RenameError::Load(error) => Self::from(error),
            RenameError::Save(error) => Self::from(error),
            RenameError::OldStays { .. } | RenameError::ExamplesStay { .. } => Self::of(&error),
        }
    }
}

impl From<DeleteError> for Failure {
    fn from(error: DeleteError) -> Self {
        Self::of(&error)
    }
}

impl From<RestoreError> for Failure {
    fn from(error: RestoreError) -> Self {
        Self::of(&error)
    }
}

impl From<SessionError> for Failure {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::NoSpace { ref path, .. } => Self::new(NO_SPACE).because(path.display().to_string()),
            SessionError::Folder(error) => Self::from(error),
            SessionError::Unusable { .. } | SessionError::File { .. } | SessionError::Unwritable(_) => {
                let failure = Self::of(&error);
                Self { summary: format!("Drafts are not kept: {error}"), ..failure }
            }
        }
    }
}

impl From<MissingSecrets> for Failure {
    fn from(error: MissingSecrets) -> Self {
        Self::of(&error).hint("Type the value again in the Metadata or Auth tab")
    }
}

impl From<&AuthError> for Failure {
    fn from(error: &AuthError) -> Self {
        let status = error.status();
        Self { summary: status.title().to_owned(), cause: status.detail().map(str::to_owned), hint: status.hint }
    }
}

impl From<&ReflectionError> for Failure {
    fn from(error: &ReflectionError) -> Self {
        if error.is_unimplemented() {
            return Self::new("This server offers no reflection").hint("Open its .proto files or a descriptor set");
        }
        match error.status() {
            Some(status) => Self::of_status("The server's schema could not be read", status),
            None => Self::new("The server's schema could not be read").because(error.to_string()),
        }
    }
}

impl From<&HealthError> for Failure {
    fn from(error: &HealthError) -> Self {
        if error.is_unimplemented() {
            return Self::new("This server offers no health service");
        }
        match error.status() {
            Some(status) => Self::of_status("The server did not tell its health", status),
            None => Self::of(error),
        }
    }
}

impl From<&ChannelzError> for Failure {
    fn from(error: &ChannelzError) -> Self {
        if error.is_unimplemented() {
            return Self::new("This server offers no channelz");
        }
        match error.status() {
            Some(status) => Self::of_status("The server did not tell its channels", status),
            None => Self::of(error),
        }
    }
}
