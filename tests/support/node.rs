//! Node with the packages of the peers, in a folder under the target folder.
//! What it runs stands beside the tests.

use std::process::Command;

use crate::places::{repository, target_folder};

/// Node; its packages are installed by whoever asks first.
pub fn node() -> Command {
    let packages = target_folder().join("interop-node");
    let made =
        Command::new(repository().join("tests/interop/node/packages")).arg(&packages).output().expect("npm runs");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr).trim());
    let mut command = Command::new("node");
    command.env("NODE_PATH", packages.join("node_modules"));
    command
}
