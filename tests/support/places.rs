//! Where things are in a checkout and in its target folder.
//! It builds nothing.

use std::path::{Path, PathBuf};

use farcall_proto_samples::DESCRIPTOR_SET;

/// The top of the checkout.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the repository").to_owned()
}

/// The folder of the sample protos: an import folder for `-I`.
pub fn protos() -> PathBuf {
    repository().join("proto-samples/protos")
}

/// Where cargo puts what it builds: found from the running test, which lies in `PROFILE/deps` of it.
pub fn target_folder() -> PathBuf {
    profile_folder().parent().expect("a profile's folder lies in the target folder").to_owned()
}

/// The `debug` or `release` folder that the running test was built into.
pub(crate) fn profile_folder() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    test.ancestors().nth(2).expect("a test lies in PROFILE/deps").to_owned()
}

/// Writes the sample protos' descriptor set into a folder and tells its path.
pub fn write_descriptor_set(folder: &Path) -> PathBuf {
    let path = folder.join("samples.binpb");
    std::fs::write(&path, DESCRIPTOR_SET).expect("the descriptor set is written");
    path
}
