//! Compiles the services of the interoperability tests into descriptor sets, and one of them into Rust code.
//! It runs no protoc and reads nothing outside the repository.

use std::{env, error::Error, fs, path::PathBuf};

const FOLDER: &str = "interop/protos";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FOLDER}");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("OUT_DIR is not set")?);
    let mut compiler = protox::Compiler::new([FOLDER])?;
    compiler.include_imports(true).open_file("grpc/testing/test.proto")?;
    fs::write(out.join("interop.binpb"), compiler.encode_file_descriptor_set())?;
    let mut library = protox::Compiler::new([FOLDER])?;
    library.include_imports(true).open_files(["library/v1/shelves.proto", "library/v1/marks.proto"])?;
    fs::write(out.join("library.binpb"), library.encode_file_descriptor_set())?;
    tonic_prost_build::configure().build_client(false).compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}
