//! What the user keeps: saved requests and examples in a workspace folder, the session's drafts, recent targets, secrets of the
//! session, and commands to copy. It makes no call and knows no window; every function here may wait for the disk.

mod atomic;
mod auth_secrets;
mod command;
mod embedded;
mod error;
mod example;
mod example_files;
mod example_listing;
mod example_path;
mod folder;
mod listing;
mod names;
mod places;
mod read;
mod request;
mod secrets;
mod session;
mod session_files;
mod snippet;
mod write;

pub use atomic::Version;
pub use auth_secrets::{resolve_auth, secret_in_auth, withhold_auth};
pub use command::{CommandError, Data, GrpcurlCommand, Verb, looks_like_grpcurl, read_grpcurl};
pub use error::{
    BadName, DataFolderError, DeleteError, ExampleMessageError, ListError, LoadError, MissingSecrets, RenameError,
    RestoreError, SaveError, SessionError,
};
pub use example::{EXAMPLE_FORMAT, Example};
pub use example_files::{DeletedExample, OpenedExample, place_of_method};
pub use example_listing::{ExampleEntry, LooseExamples};
pub use example_path::ExamplePath;
pub use folder::{Deleted, Opened, Over, Workspace};
pub use listing::{Entry, Folder};
pub use names::{RequestPath, file_name};
pub use places::{DATA_FOLDER_VARIABLE, MY_CALLS, cache_folder, data_folder};
pub use request::{REQUEST_FORMAT, SavedRequest};
pub use secrets::{SecretBox, SecretRow, resolve, secrets_in, withhold};
pub use session::{Draft, RecentTarget, SESSION_FORMAT, Session, SourceDraft, Theme};
pub use session_files::{Restored, SessionFiles};
pub use snippet::{Snippet, grpcurl};
pub use write::{is_same_file, publish_file_by, write_file, write_file_by};
