//! protoc on the same files: that of grpcio-tools, within Python, told to write a set with imports and comments.
//! Its memory is that of the whole process; Python itself is some 20 MiB of it.

use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::child::Cost;

/// Runs protoc and prints what it took, as `child` does.
const PROGRAM: &str = r#"
import os, resource, sys, time
import grpc_tools
from grpc_tools import protoc
folder, names, out = sys.argv[1:4]
files = open(names).read().splitlines()
well_known = os.path.join(os.path.dirname(grpc_tools.__file__), "_proto")
arguments = ["protoc", "-I" + folder, "-I" + well_known, "--include_imports", "--include_source_info", "-o" + out] + files
begun = time.monotonic()
status = protoc.main(arguments)
wall = time.monotonic() - begun
used = resource.getrusage(resource.RUSAGE_SELF)
processor = used.ru_utime + used.ru_stime
size = os.path.getsize(out) if os.path.exists(out) else 0
print("%d\t%d\t%d\t%d\t%d files, status %d, a set of %d bytes"
      % (wall * 1e6, processor * 1e6, used.ru_maxrss, 0, len(files), status, size))
"#;

/// What protoc takes for all files below a folder.
pub fn cost(folder: &Path, python: &Path) -> Result<Cost, Box<dyn Error>> {
    let place = tempfile::tempdir()?;
    let names: Vec<String> = proto_files(folder)?
        .iter()
        .filter_map(|path| Some(path.strip_prefix(folder).ok()?.to_str()?.to_owned()))
        .collect();
    let list = place.path().join("files");
    fs::write(&list, names.join("\n"))?;
    let mut command = Command::new(python);
    command.args(["-c", PROGRAM]).arg(folder).arg(&list).arg(place.path().join("set"));
    let output = command.output()?;
    let line = String::from_utf8_lossy(&output.stdout);
    Cost::read(&line).ok_or_else(|| format!("protoc failed: {}", String::from_utf8_lossy(&output.stderr)).into())
}

/// Every .proto file below a folder.
pub fn proto_files(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            match path.is_dir() {
                true => folders.push(path),
                false if path.extension().is_some_and(|end| end == "proto") => found.push(path),
                false => {}
            }
        }
    }
    found.sort();
    Ok(found)
}
