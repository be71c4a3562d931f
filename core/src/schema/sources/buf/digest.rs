//! The digest by which `buf.lock` names a module, `b5`, of the files that buf keeps of it.
//! It follows buf's own: SHAKE256 over the digest of the module's files and those of all it depends on. It fetches nothing.

use std::{
    fs,
    path::{Path, PathBuf},
};

use sha3::{
    Shake256,
    digest::{ExtendableOutput as _, Update as _, XofReader as _},
};

use crate::schema::sources::read::read_bytes;

/// How such a digest begins.
pub(super) const B5: &str = "b5:";
/// Of its documents a module has the first of these, in its own folder.
const DOCUMENTS: [&str; 3] = ["buf.md", "README.md", "README.markdown"];
const LICENSE: &str = "LICENSE";
/// Bytes of a digest.
const LENGTH: usize = 64;
/// Files and bytes of a module that are read for its digest; one that has more is not judged.
const MAX_FILES: usize = 20_000;
const MAX_BYTES: usize = 64 << 20;

/// The digest of the module whose files these are and which depends, at any remove, on modules of these digests; `None`
/// where it cannot be had: a file is not readable, or there are more than are read for it.
pub(super) fn b5(files: &Path, of_dependencies: &[String]) -> Option<String> {
    let mut lines: Vec<(String, String)> = Vec::new();
    let mut left = MAX_BYTES;
    for (name, path) in module_files(files)? {
        let bytes = read_bytes(&path, left).ok()?;
        left -= bytes.len();
        let line = format!("{}  {name}\n", shake256(&bytes));
        lines.push((name, line));
    }
    lines.sort_unstable();
    let manifest: String = lines.into_iter().map(|(_, line)| line).collect();
    let mut of_dependencies: Vec<&str> = of_dependencies.iter().map(String::as_str).collect();
    of_dependencies.sort_unstable();
    let parts = [vec![shake256(manifest.as_bytes()).as_str()], of_dependencies].concat().join("\n");
    Some(shake256(parts.as_bytes()).replacen("shake256:", B5, 1))
}

/// What counts as the module's: .proto files anywhere below, its licence and one document; by their paths with `/`.
fn module_files(root: &Path) -> Option<Vec<(String, PathBuf)>> {
    let document = DOCUMENTS.into_iter().find(|name| root.join(name).is_file());
    let mut files = Vec::new();
    let mut folders = vec![(String::new(), root.to_owned())];
    while let Some((above, folder)) = folders.pop() {
        for entry in fs::read_dir(folder).ok()? {
            let entry = entry.ok()?;
            let file_name = entry.file_name().into_string().ok()?;
            let name = format!("{above}{file_name}");
            // A link is neither: buf writes none.
            let kind = entry.file_type().ok()?;
            let is_of_the_module = name.ends_with(".proto") || name == LICENSE || Some(name.as_str()) == document;
            if kind.is_dir() {
                folders.push((format!("{name}/"), entry.path()));
            } else if kind.is_file() && is_of_the_module {
                files.push((name, entry.path()));
            }
            if files.len() + folders.len() > MAX_FILES {
                return None;
            }
        }
    }
    Some(files)
}

fn shake256(bytes: &[u8]) -> String {
    let mut hasher = Shake256::default();
    hasher.update(bytes);
    let mut digest = [0; LENGTH];
    hasher.finalize_xof().read(&mut digest);
    digest.iter().fold("shake256:".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}
