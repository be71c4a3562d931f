//! Compiles the protos under `protos/`: one descriptor set for the schema module, message stubs for our own clients.
//! It needs no protoc and no network. descriptor.proto comes compiled: protox does not read that of today, and has its own.
//! protox ends here: our own compiler stands in the crate that this script builds, and what it would be asked is only to read
//! files we chose, which tests of `schema::compile` hold to be the same as it makes them.

use prost::Message;
use protox::file::{ChainFileResolver, GoogleFileResolver, IncludeFileResolver};
use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
};

/// What protox serves itself; listed so that all of it is built in, imported by ours or not.
const WELL_KNOWN: [&str; 12] = [
    "google/protobuf/any.proto",
    "google/protobuf/api.proto",
    "google/protobuf/compiler/plugin.proto",
    "google/protobuf/descriptor.proto",
    "google/protobuf/duration.proto",
    "google/protobuf/empty.proto",
    "google/protobuf/field_mask.proto",
    "google/protobuf/source_context.proto",
    "google/protobuf/struct.proto",
    "google/protobuf/timestamp.proto",
    "google/protobuf/type.proto",
    "google/protobuf/wrappers.proto",
];

/// Compiled beforehand; a test of `schema::compile` compares it with its text.
const DESCRIPTOR: &str = "google/protobuf/descriptor.proto";

/// Packages whose messages are used from Rust, and the one they import (it comes from prost-types).
const STUBS: [&str; 5] = ["grpc.reflection.v1", "grpc.health.v1", "grpc.channelz.v1", "google.rpc", "google.protobuf"];

/// `FileDescriptorSet`, its files left as they are encoded.
#[derive(Clone, PartialEq, Message)]
struct EncodedSet {
    #[prost(bytes = "vec", repeated, tag = "1")]
    file: Vec<Vec<u8>>,
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=protos");

    let root = Path::new("protos");
    let mut files = Vec::new();
    proto_files(root, &mut files)?;
    files.sort();

    let mut resolver = ChainFileResolver::new();
    resolver.add(GoogleFileResolver::new());
    resolver.add(IncludeFileResolver::new(root.into()));
    let mut compiler = protox::Compiler::with_file_resolver(resolver);
    compiler.include_imports(true).include_source_info(true);
    compiler.open_files(WELL_KNOWN)?.open_files(&files)?;

    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut stubs = compiler.file_descriptor_set();
    let mut builtin = EncodedSet::decode(compiler.encode_file_descriptor_set().as_slice())?;
    for (encoded, file) in builtin.file.iter_mut().zip(&stubs.file) {
        if file.name() == DESCRIPTOR {
            *encoded = fs::read(root.join(DESCRIPTOR).with_extension("binpb"))?;
        }
    }
    fs::write(out.join("builtin.binpb"), builtin.encode_to_vec())?;

    stubs.file.retain(|file| STUBS.contains(&file.package()));
    prost_build::Config::new().enable_type_names().disable_comments(["."]).compile_fds(stubs)?;
    Ok(())
}

fn proto_files(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            proto_files(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") && !path.ends_with(DESCRIPTOR) {
            found.push(path);
        }
    }
    Ok(())
}
