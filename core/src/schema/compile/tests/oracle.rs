//! Every file of a folder, compiled here and by protoc, compared.
//! `FARCALL_PROTOS` is the folder; `FARCALL_PROTOS_SET` what protoc made of it with
//! `--include_source_info --retain_options --descriptor_set_out`.

use std::{collections::HashMap, path::Path};

use bytes::Bytes;
use prost::Message as _;

use super::{base, canonical::canonical, compiled, parsed};
use crate::schema::{
    compile::{compiler::Compiler, shapes::Origin},
    descriptor::{FileDescriptorProto, FileDescriptorSet, SourceCodeInfo},
};

#[test]
#[ignore = "needs a folder of protos and what protoc made of it"]
fn every_file_of_a_folder_is_compiled_as_protoc_does() {
    let folder = std::env::var_os("FARCALL_PROTOS").unwrap();
    let set = std::fs::read(std::env::var_os("FARCALL_PROTOS_SET").unwrap()).unwrap();
    let expected = FileDescriptorSet::decode(Bytes::from(set)).unwrap();
    let mut files = Vec::new();
    for encoded in &expected.file {
        let name = FileDescriptorProto::decode(encoded.clone()).unwrap().name.unwrap();
        if !name.starts_with("google/protobuf/") {
            files.push(parsed(&name, &std::fs::read_to_string(Path::new(&folder).join(&name)).unwrap()));
        }
    }
    let count = files.len();
    let compiled = compiled(files);
    for problem in compiled.problems.iter().filter(|problem| problem.is_error).take(40) {
        println!("{problem}");
    }
    println!("{} problems, {} of {count} files", compiled.problems.len(), compiled.files.len());
    let differing = differing(&expected.file, compiled.files.iter().map(|file| &file.encoded));
    assert_eq!((differing, compiled.files.len()), (0, count));
}

/// Run it alone: it prints the processor time and the peak memory of its process.
#[test]
#[ignore = "needs a folder of protos; it measures"]
fn a_folder_is_parsed_and_compiled() {
    let folder = std::env::var_os("FARCALL_PROTOS").unwrap();
    let root = std::path::PathBuf::from(folder);
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".proto") && !name.starts_with("google/protobuf/") {
                files.push(parsed(&name, &std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    let of_process = |file: &str, wanted: &str| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        text.lines().find(|line| line.starts_with(wanted)).unwrap_or_default().to_owned()
    };
    let ticks = || {
        of_process("/proc/self/stat", "").split(' ').skip(13).take(2).filter_map(|n| n.parse::<u64>().ok()).sum::<u64>()
    };
    let (count, parsing) = (files.len(), ticks());
    println!("parsed {count}: {parsing} ticks, {}", of_process("/proc/self/status", "VmHWM"));
    let compiled = compiled(files);
    let bytes: usize = compiled.files.iter().map(|file| file.encoded.len()).sum();
    println!("compiled: {} ticks, {}, {bytes} bytes", ticks() - parsing, of_process("/proc/self/status", "VmHWM"));
    assert_eq!(compiled.files.len(), count);
}

/// How many files differ from what was expected of them; the first ones are shown.
pub(super) fn differing<'a>(expected: &[Bytes], actual: impl Iterator<Item = &'a Bytes>) -> usize {
    let all: Vec<Bytes> = expected.iter().cloned().chain(base()).collect();
    let mut compiler = Compiler::new(Vec::new(), &all);
    let expected: HashMap<String, FileDescriptorProto> = expected
        .iter()
        .map(|file| FileDescriptorProto::decode(file.clone()).unwrap())
        .map(|file| (file.name.clone().unwrap(), file))
        .collect();
    for (id, file) in (0..).zip(&all) {
        compiler.shapes.add(id, &FileDescriptorProto::decode(file.clone()).unwrap());
    }
    let origin = Origin { symbols: &compiler.symbols, files: &compiler.files };
    let mut differing = 0;
    for encoded in actual {
        let file = FileDescriptorProto::decode(encoded.clone()).unwrap();
        let name = file.name.as_deref().unwrap();
        let expected = expected.get(name).unwrap();
        let (ours, theirs) =
            (canonical(&file, &mut compiler.shapes, origin), canonical(expected, &mut compiler.shapes, origin));
        let places = |file: &FileDescriptorProto| {
            SourceCodeInfo::decode(file.source_code_info.clone().unwrap_or_default()).unwrap().location
        };
        if bare(&ours) != bare(&theirs) || places(&ours) != places(&theirs) {
            differing += 1;
            if differing <= 10 {
                let shown = |file| format!("{:#?}\n{:#?}", bare(file), places(file));
                let (ours, theirs) = (shown(&ours), shown(&theirs));
                println!("{name} differs");
                let pairs = ours.lines().zip(theirs.lines()).filter(|(a, b)| a != b);
                pairs.take(3).for_each(|(a, b)| println!("  ours   {}\n  protoc {}", a.trim(), b.trim()));
            }
        }
    }
    differing
}

pub(super) fn bare(file: &FileDescriptorProto) -> FileDescriptorProto {
    FileDescriptorProto { source_code_info: None, ..file.clone() }
}
