//! Compiles the sample protos, with their comments, into Rust code and a descriptor set.
//! It runs no protoc and reads nothing outside the repository.

use std::{env, error::Error, fs, path::PathBuf};

use prost::Message as _;

/// Imports of these files (the well-known types and `google/rpc`) come along by themselves.
const FILES: &[&str] = &[
    "shop/v1/accounts.proto",
    "shop/v1/catalogue.proto",
    "shop/v1/orders.proto",
    "fleet/v1/telemetry.proto",
    "fleet/v1/drivers.proto",
    "samples/v1/everything.proto",
    "samples/v1/faults.proto",
    "google/rpc/status.proto",
];

/// The samples' own folder, and the built-in protos of core for `google/rpc`.
const FOLDERS: &[&str] = &["protos", "../core/protos"];

fn main() -> Result<(), Box<dyn Error>> {
    for folder in FOLDERS {
        println!("cargo::rerun-if-changed={folder}");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);

    let mut compiler = protox::Compiler::new(FOLDERS)?;
    compiler.include_imports(true).include_source_info(true).open_files(FILES)?;
    let encoded = compiler.encode_file_descriptor_set();
    fs::write(out.join("samples.binpb"), &encoded)?;

    let mut config = prost_build::Config::new();
    config
        .btree_map(["."])
        .bytes(["."])
        .enable_type_names()
        .type_name_domain(["."], "type.googleapis.com")
        .disable_comments([".google"])
        .extern_path(".samples.v1.EveryKind", "crate::verbatim::Verbatim")
        .extern_path(".samples.v1.LegacyKind", "crate::verbatim::Verbatim");
    let files = prost_types::FileDescriptorSet::decode(encoded.as_slice())?;
    tonic_prost_build::configure().include_file("protos.rs").compile_fds_with_config(files, config)?;
    Ok(())
}
