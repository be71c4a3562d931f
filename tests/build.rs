//! Compiles the service of the interoperability tests into Rust code and a descriptor set.
//! It runs no protoc and reads nothing outside the repository.

use std::{env, error::Error, fs, path::PathBuf};

const FOLDER: &str = "interop/protos";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut compiler = protox::Compiler::new([FOLDER])?;
    compiler.include_imports(true).open_file("grpc/testing/test.proto")?;
    fs::write(out.join("interop.binpb"), compiler.encode_file_descriptor_set())?;
    tonic_prost_build::configure().build_client(false).compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
