//! What the user keeps: saved requests in a workspace folder, the session's drafts, recent targets, secrets of the
//! session, and commands to copy. It makes no call and knows no window; every function here may wait for the disk.

mod atomic;
mod auth_secrets;
mod embedded;
mod error;
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
pub use error::{
    BadName, DataFolderError, DeleteError, ListError, LoadError, MissingSecrets, RenameError, RestoreError, SaveError,
    SessionError,
};
pub use folder::{Deleted, Opened, Over, Workspace};
pub use listing::{Entry, Folder};
pub use names::{RequestPath, file_name};
pub use places::{DATA_FOLDER_VARIABLE, MY_CALLS, data_folder};
pub use request::{REQUEST_FORMAT, SavedRequest};
pub use secrets::{SecretBox, SecretRow, resolve, secrets_in, withhold};
pub use session::{Draft, RecentTarget, SESSION_FORMAT, Session, SourceDraft, Theme};
pub use session_files::{Restored, SessionFiles};
pub use snippet::{Snippet, grpcurl};
pub use write::write_file;
