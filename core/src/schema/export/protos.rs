//! A schema as .proto files in a folder, each by its name, as grpcurl's `-proto-out-dir` does.
//! A name that would lead out of the folder, by its own words or through a link, is refused by name.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::files::{NoSuchSymbol, selected};
use crate::schema::{Problem, Schema, builtin, describe::describe_file};

/// What came of an export.
#[derive(Debug, Default)]
pub struct ExportedProtos {
    /// Names of the files that were written.
    pub written: Vec<String>,
    /// What was not written, and why.
    pub problems: Vec<Problem>,
}

/// Nothing could be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportProtosError {
    /// A symbol that is not there.
    #[error(transparent)]
    NoSuchSymbol(#[from] NoSuchSymbol),
    /// The folder is none, and cannot be made.
    #[error("{} cannot be written to", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Writes the files of these symbols and all they import, or every file that was loaded if no symbols are named, to
/// `folder`. Well-known types, which every compiler has, are left out unless they are all there is.
///
/// # Errors
/// A symbol that is not there, or a folder that cannot be made. That one file cannot be written is a problem of that file.
pub fn protos(schema: &Schema, symbols: &[String], folder: &Path) -> Result<ExportedProtos, ExportProtosError> {
    protos_until(schema, symbols, folder, &|| false)
}

/// The same, until `is_stopped` says so; files that were written by then stay, and are told.
///
/// # Errors
/// As of [`protos`].
pub fn protos_until(
    schema: &Schema,
    symbols: &[String],
    folder: &Path,
    is_stopped: &dyn Fn() -> bool,
) -> Result<ExportedProtos, ExportProtosError> {
    let files = selected(schema, symbols)?;
    let failed = |source| ExportProtosError::Folder { folder: folder.to_owned(), source };
    fs::create_dir_all(folder).map_err(failed)?;
    let folder = folder.canonicalize().map_err(failed)?;
    let has_own = files.iter().any(|name| !builtin::is_well_known(name));
    let mut exported = ExportedProtos::default();
    for name in files.into_iter().filter(|name| !has_own || !builtin::is_well_known(name)) {
        if is_stopped() {
            break;
        }
        match write(schema, &name, &folder) {
            Ok(()) => exported.written.push(name),
            Err(why) => exported.problems.push(Problem::error(name, why)),
        }
    }
    Ok(exported)
}

fn write(schema: &Schema, name: &str, folder: &Path) -> Result<(), String> {
    let path = place(name, folder)?;
    let text = describe_file(schema, name).ok_or("has no descriptor")?;
    let cannot = |error: io::Error| format!("cannot be written: {error}");
    if let Some(around) = path.parent() {
        fs::create_dir_all(around).map_err(cannot)?;
    }
    fs::write(&path, text).map_err(cannot)
}

/// Where a file of this name goes; a server's names are not to be trusted.
fn place(name: &str, folder: &Path) -> Result<PathBuf, String> {
    let is_plain = |part: &str| {
        !matches!(part, "" | "." | "..") && !part.contains(|c: char| matches!(c, '\\' | ':') || c.is_control())
    };
    if !name.split('/').all(is_plain) {
        return Err("its name would lead out of the folder; not written".to_owned());
    }
    let mut path = folder.to_owned();
    for part in name.split('/') {
        path.push(part);
        if path.is_symlink() {
            return Err(format!("{} is a link, and may lead out of the folder; not written", path.display()));
        }
    }
    Ok(path)
}
