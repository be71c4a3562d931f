//! Where the program keeps what is its own: one data folder, the system's or one that was named.

use std::{env, path::PathBuf};

use super::error::DataFolderError;

/// Names another data folder: for tests, and for two installations that shall not share drafts.
pub const DATA_FOLDER_VARIABLE: &str = "FARCALL_DATA_DIR";
/// The workspace that exists from the start, in the data folder.
pub const MY_CALLS: &str = "My calls";

/// The folder for what may be lost: `FARCALL_DATA_DIR` if it is set, else what the system says (`~/.cache/farcall` on Linux).
///
/// # Errors
/// The system names no home folder.
pub fn cache_folder() -> Result<PathBuf, DataFolderError> {
    match env::var_os(DATA_FOLDER_VARIABLE) {
        Some(folder) if !folder.is_empty() => Ok(folder.into()),
        _ => directories::ProjectDirs::from("", "", "farcall")
            .map(|folders| folders.cache_dir().to_owned())
            .ok_or(DataFolderError::NoHome),
    }
}

/// The data folder: `FARCALL_DATA_DIR` if it is set, else what the system says (`~/.local/share/farcall` on Linux).
///
/// # Errors
/// The system names no home folder.
pub fn data_folder() -> Result<PathBuf, DataFolderError> {
    match env::var_os(DATA_FOLDER_VARIABLE) {
        Some(folder) if !folder.is_empty() => Ok(folder.into()),
        _ => directories::ProjectDirs::from("", "", "farcall")
            .map(|folders| folders.data_dir().to_owned())
            .ok_or(DataFolderError::NoHome),
    }
}
