//! Node with the packages of the peers, in a folder under the target folder.
//! What it runs stands beside the tests.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::places::{repository, target_folder};

/// Node; its packages are installed by whoever asks first.
pub fn node() -> Command {
    let mut command = Command::new("node");
    command.env("NODE_PATH", packages().join("node_modules"));
    command
}

/// The real buf, run in this folder, with a cache of its own there that is not filled from anywhere.
pub fn buf(folder: &Path) -> Command {
    let mut command = Command::new(packages().join("node_modules/.bin/buf"));
    command.current_dir(folder).env("BUF_CACHE_DIR", folder.join("cache"));
    command
}

fn packages() -> PathBuf {
    let packages = target_folder().join("interop-node");
    let made =
        Command::new(repository().join("tests/interop/node/packages")).arg(&packages).output().expect("npm runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr).trim());
    packages
}
